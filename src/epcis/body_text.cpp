#include "epcis/body_text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace yiguan::epcis {
namespace {

// docs/formats/event-body.md. The place in the table is what is stored: append only, never reorder.
constexpr std::string_view words[] = {
    // clang-format off
    "shipping", "receiving", "commissioning", "packing", "unpacking", "storing", "retail_selling", "inspecting",
    "in_transit", "active", "in_progress", "sellable_accessible", "retail_sold", "po", "inv", "desadv",
    "owning_party", "possessing_party", "location", "KGM", "CEL", "Temperature", "loading", "unloading",
    "accepting", "arriving", "assembling", "collecting", "consigning", "creating_class_instance", "cycle_counting",
    "decommissioning", "departing", "destroying", "disassembling", "dispensing", "encoding", "entering_exiting",
    "holding", "installing", "killing", "other", "picking", "removing", "repackaging", "repairing", "replacing",
    "reserving", "staging_outbound", "stock_taking", "stocking", "transporting", "void_shipping",
    "sensor_reporting", "sampling",
    "container_closed", "damaged", "destroyed", "dispensed", "disposed", "encoded", "expired", "inactive",
    "no_pedigree_match", "non_sellable_other", "partially_dispensed", "recalled", "reserved", "returned",
    "sellable_not_accessible", "stolen", "unknown", "available", "completeness_verified", "completeness_inferred",
    "conformant", "container_open", "mismatch_instance", "mismatch_class", "mismatch_quantity",
    "needs_replacement", "non_conformant", "unavailable",
    "bol", "cert", "pedigree", "poc", "prodorder", "recadv", "rma", "testprd", "testres", "upevt",
    "did_not_occur", "incorrect_data",
    "ALARM_CONDITION", "ERROR_CONDITION",
    "AbsoluteHumidity", "AbsorbedDose", "AbsorbedDoseRate", "Acceleration", "Radioactivity", "Altitude",
    "AmountOfSubstance", "AmountOfSubstancePerUnitVolume", "Angle", "AngularAcceleration", "AngularMomentum",
    "AngularVelocity", "Area", "Capacitance", "Conductance", "Conductivity", "Count", "Density", "Dimensionless",
    "DoseEquivalent", "DoseEquivalentRate", "DynamicViscosity", "ElectricCharge", "ElectricCurrent",
    "ElectricCurrentDensity", "ElectricFieldStrength", "Energy", "Exposure", "Force", "Frequency", "Illuminance",
    "Inductance", "Irradiance", "KinematicViscosity", "Length", "LinearMomentum", "Luminance", "LuminousFlux",
    "LuminousIntensity", "MagneticFlux", "MagneticFluxDensity", "MagneticVectorPotential", "Mass",
    "MassConcentration", "MassFlowRate", "MassPerAreaTime", "MemoryCapacity", "MolalityOfSolute", "MolarEnergy",
    "MolarMass", "MolarVolume", "Power", "Pressure", "RadiantFlux", "RadiantIntensity", "RelativeHumidity",
    "Resistance", "Resistivity", "SolidAngle", "SpecificVolume", "Speed", "SurfaceDensity", "SurfaceTension",
    "Time", "Torque", "Voltage", "Volume", "VolumeFlowRate", "VolumeFraction", "VolumetricFlux", "Wavenumber",
    "x", "y", "z", "axial_distance", "azimuth", "height", "spherical_radius", "polar_angle", "elevation_angle",
    "easting", "northing", "latitude", "longitude", "altitude",
    "GRM", "MGM", "TNE", "LTR", "MLT", "MTR", "CMT", "MMT", "MTK", "MTQ", "EA", "H87", "C62", "FAH", "KEL", "A93",
    "P1", "HUR", "SEC", "MIN", "DAY", "PAL", "BAR", "KPA", "HPA", "KWH", "VLT", "AMP", "KWT", "WTT", "LUX", "HTZ",
    // clang-format on
};

constexpr std::string_view prefixes[] = {
    // clang-format off
    "", "urn:epc:id:sgtin:", "urn:epc:id:sscc:", "urn:epc:id:sgln:", "urn:epc:class:lgtin:", "urn:epc:idpat:sgtin:",
    "urn:epc:id:giai:", "urn:epc:id:grai:", "urn:epc:id:gdti:", "urn:epc:id:gsrn:", "urn:epc:id:gsrnp:",
    "urn:epc:id:pgln:", "urn:epc:id:itip:", "urn:epc:id:cpi:", "urn:epc:id:upui:", "urn:epc:id:gsin:",
    "urn:epc:id:ginc:", "urn:epc:id:sgcn:", "urn:epc:idpat:", "urn:epc:id:",
    "https://id.gs1.org/01/", "https://id.gs1.org/414/", "https://id.gs1.org/00/", "https://id.gs1.org/417/",
    "https://id.gs1.org/8004/", "https://id.gs1.org/8003/", "https://id.gs1.org/253/", "https://id.gs1.org/",
    "urn:epcglobal:cbv:bt:", "urn:epcglobal:cbv:", "urn:epcglobal:", "urn:epc:", "urn:yiguan:epcis:", "urn:yiguan:",
    "ecode:", "urn:jaif:id:obj:", "urn:", "https://www.", "https://", "http://", "https://ref.gs1.org/cbv/",
    "https://ref.gs1.org/", "https://gs1.org/voc/", "geo:",
    // clang-format on
};
constexpr unsigned uuid_form = 62, hash_form = 63;  // in the place of a prefix number
constexpr std::string_view uuid_prefix = "urn:uuid:", hash_prefix = "ni:///sha-256;", hash_suffix = "?ver=CBV2.0";
constexpr std::size_t packed_chars_max = 256;  // longer texts are plain

// Word -> its number, by open addressing: built at compile time.
constexpr std::size_t slots = 1024;
constexpr std::size_t slot_of(std::string_view word) {
    std::uint32_t h = static_cast<std::uint32_t>(word.size());
    for (const char c : word) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
    return (h ^ h >> 15) % slots;
}
constexpr auto word_slots = [] {
    std::array<std::uint8_t, slots> table{};  // number + 1, 0: free
    static_assert(std::size(words) < 255);
    for (std::size_t i = 0; i < std::size(words); ++i) {
        std::size_t at = slot_of(words[i]);
        while (table[at] != 0) at = (at + 1) % slots;
        table[at] = static_cast<std::uint8_t>(i + 1);
    }
    return table;
}();
constexpr std::size_t word_chars_max = [] {
    std::size_t longest = 0;
    for (const auto word : words) longest = std::max(longest, word.size());
    return longest;
}();

int number_of(std::string_view word) {
    if (word.empty() || word.size() > word_chars_max) return -1;
    for (std::size_t at = slot_of(word); word_slots[at] != 0; at = (at + 1) % slots)
        if (words[word_slots[at] - 1] == word) return word_slots[at] - 1;
    return -1;
}

// Numbers of the prefixes by their first letters, the longer ones first where one begins with another.
struct PrefixGroups {
    std::array<std::uint8_t, std::size(prefixes)> urn{}, http{};
    std::size_t urns = 0, https = 0;
};
constexpr PrefixGroups groups = [] {
    PrefixGroups g;
    const auto insert = [](auto& list, std::size_t& count, std::size_t number) {
        std::size_t at = 0;
        while (at < count && !prefixes[number].starts_with(prefixes[list[at]])) ++at;
        for (std::size_t i = count; i > at; --i) list[i] = list[i - 1];
        list[at] = static_cast<std::uint8_t>(number);
        ++count;
    };
    for (std::size_t i = 1; i < std::size(prefixes); ++i) {
        if (prefixes[i].starts_with("urn:")) insert(g.urn, g.urns, i);
        if (prefixes[i].starts_with("http")) insert(g.http, g.https, i);
    }
    return g;
}();

unsigned prefix_of(std::string_view text) {
    const bool urn = text.starts_with("urn:");
    if (urn || text.starts_with("http")) {
        const auto list = urn ? std::span(groups.urn).first(groups.urns) : std::span(groups.http).first(groups.https);
        for (const auto number : list)
            if (text.starts_with(prefixes[number])) return number;
        return 0;
    }
    if (text.starts_with("ecode:")) return 34;
    if (text.starts_with("geo:")) return 43;
    return 0;
}
static_assert(prefixes[34] == "ecode:" && prefixes[43] == "geo:");

// Half-bytes: digits are themselves, four marks; then what begins a run of other bytes, and what fills the last byte.
constexpr std::string_view marks = ".:/-";
constexpr std::uint8_t run_code = 14, fill_code = 15;
constexpr std::size_t run_max = 16;
constexpr auto codes = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(run_code);
    for (std::uint8_t i = 0; i < 10; ++i) table[static_cast<unsigned char>('0' + i)] = i;
    for (std::size_t i = 0; i < marks.size(); ++i)
        table[static_cast<unsigned char>(marks[i])] = static_cast<std::uint8_t>(10 + i);
    return table;
}();
bool is_coded(char c) {
    return codes[static_cast<unsigned char>(c)] != run_code;
}

class HalfBytes {
public:
    explicit HalfBytes(char* out) : out_(out) {}
    void put(unsigned half) {
        if (odd_)
            out_[size_++] = static_cast<char>(high_ << 4 | half);
        else
            high_ = half;
        odd_ = !odd_;
    }
    std::size_t finish() {
        if (odd_) put(fill_code);
        return size_;
    }

private:
    char* out_;
    std::size_t size_ = 0;
    unsigned high_ = 0;
    bool odd_ = false;
};

/// Where a run of bytes that begins at `at` ends: before three codable characters, or all that are left.
std::size_t end_of_run(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    for (; end < text.size() && end - at < run_max; ++end) {
        std::size_t coded = end;
        while (coded < text.size() && coded < end + 3 && is_coded(text[coded])) ++coded;
        if (coded == text.size() || coded == end + 3) break;
    }
    return end;
}

std::size_t pack_halves(std::string_view text, char* out) {
    HalfBytes halves(out);
    for (std::size_t i = 0; i < text.size();) {
        const auto code = codes[static_cast<unsigned char>(text[i])];
        if (code != run_code) {
            halves.put(code);
            ++i;
            continue;
        }
        const auto end = end_of_run(text, i);
        halves.put(run_code);
        halves.put(static_cast<unsigned>(end - i - 1));
        for (; i < end; ++i) {
            halves.put(static_cast<unsigned char>(text[i]) >> 4);
            halves.put(static_cast<unsigned char>(text[i]) & 15);
        }
    }
    return halves.finish();
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" in lower case.
bool is_uuid_dash(std::size_t at) {
    return at == 8 || at == 13 || at == 18 || at == 23;
}

bool hex_to_bytes(std::string_view hex, bool uuid, char* out) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < hex.size();) {
        if (uuid && is_uuid_dash(i)) {
            if (hex[i++] != '-') return false;
            continue;
        }
        const int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) return false;
        out[size++] = static_cast<char>(high << 4 | low);
        i += 2;
    }
    return true;
}

void append_hex(std::string_view bytes, bool uuid, std::string& out) {
    const auto start = out.size();
    for (const char c : bytes) {
        if (uuid && is_uuid_dash(out.size() - start)) out += '-';
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
    }
}

bool write_known_form(CborWriter& out, std::string_view text) {
    char buffer[33];
    if (text.size() == uuid_prefix.size() + 36 && text.starts_with(uuid_prefix)) {
        if (!hex_to_bytes(text.substr(uuid_prefix.size()), true, buffer + 1)) return false;
        buffer[0] = uuid_form;
        out.bytes({buffer, 17});
        return true;
    }
    if (text.size() == hash_prefix.size() + 64 + hash_suffix.size() && text.starts_with(hash_prefix) &&
        text.ends_with(hash_suffix)) {
        if (!hex_to_bytes(text.substr(hash_prefix.size(), 64), false, buffer + 1)) return false;
        buffer[0] = hash_form;
        out.bytes({buffer, 33});
        return true;
    }
    return false;
}

/// The half-bytes of `packed`, one by one.
class HalfReader {
public:
    explicit HalfReader(std::string_view packed) : packed_(packed) {}
    bool empty() const { return at_ == packed_.size() * 2; }
    unsigned take() {
        if (empty()) damaged_cbor();
        const auto b = static_cast<unsigned char>(packed_[at_ / 2]);
        return at_++ % 2 == 0 ? b >> 4 : b & 15u;
    }

private:
    std::string_view packed_;
    std::size_t at_ = 0;
};

std::string unpack_bytes(std::string_view packed) {
    if (packed.empty()) damaged_cbor();
    const auto form = static_cast<unsigned char>(packed.front());
    packed.remove_prefix(1);
    std::string text;
    if (form == uuid_form) {
        if (packed.size() != 16) damaged_cbor();
        text = uuid_prefix;
        append_hex(packed, true, text);
        return text;
    }
    if (form == hash_form) {
        if (packed.size() != 32) damaged_cbor();
        text = hash_prefix;
        append_hex(packed, false, text);
        return text += hash_suffix;
    }
    if (form >= std::size(prefixes)) damaged_cbor();
    text.reserve(prefixes[form].size() + packed.size() * 2);
    text = prefixes[form];
    for (HalfReader halves(packed); !halves.empty();) {
        const unsigned code = halves.take();
        if (code < 10) {
            text += static_cast<char>('0' + code);
        } else if (code < run_code) {
            text += marks[code - 10];
        } else if (code == fill_code) {
            if (!halves.empty()) damaged_cbor();
        } else {
            for (unsigned left = halves.take() + 1; left > 0; --left) {
                const unsigned high = halves.take();
                text += static_cast<char>(high << 4 | halves.take());
            }
        }
    }
    return text;
}

}  // namespace

void write_text(CborWriter& out, std::string_view text) {
    if (text.size() > packed_chars_max) return out.text(text);
    if (write_known_form(out, text)) return;
    const unsigned prefix = prefix_of(text);
    // Runs of 16 bytes take 17, everything else less than a byte a character.
    std::array<char, 1 + packed_chars_max + packed_chars_max / run_max + 2> buffer;
    buffer[0] = static_cast<char>(prefix);
    const auto size = 1 + pack_halves(text.substr(prefixes[prefix].size()), buffer.data() + 1);
    if (size < text.size())
        out.bytes({buffer.data(), size});
    else
        out.text(text);
}

void write_word(CborWriter& out, std::string_view text) {
    if (const int number = number_of(text); number >= 0)
        out.head(Major::number, static_cast<std::uint64_t>(number));
    else
        write_text(out, text);
}

std::string read_text(CborReader& in) {
    switch (in.next()) {
        case Major::text:
            return std::string(in.text());
        case Major::bytes:
            return unpack_bytes(in.bytes());
        case Major::number: {
            const auto number = in.head(Major::number);
            if (number >= std::size(words)) damaged_cbor();
            return std::string(words[number]);
        }
        default:
            damaged_cbor();
    }
}

}  // namespace yiguan::epcis
