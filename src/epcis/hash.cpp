// The canonical text follows the reference implementation (github.com/RalphTro/epcis-event-hash-generator, MIT) where
// it differs from the words of the standard: business transactions, sources, destinations and ILMD stand behind the
// sensor elements, sorted together with the extension fields, and their type stands in front of them.
#include "epcis/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.hpp"
#include "crypto/module.hpp"
#include "epcis/identifiers.hpp"
#include "epcis/json.hpp"
#include "epcis/rules.hpp"
#include "epcis/vocabulary.hpp"

namespace yiguan::epcis {
namespace {

using Parts = std::vector<std::string>;

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

void append_number(double number, std::string& out) {
    if (std::trunc(number) == number)
        fmt::format_to(std::back_inserter(out), "{:.0f}", number == 0 ? 0.0 : number);
    else
        fmt::format_to(std::back_inserter(out), "{}", number);  // shortest, as Python's repr()
}

// A text that is a number, in the form of numbers. Digits that a double would lose are kept.
bool append_as_number(std::string_view text, std::string& out) {
    std::string_view rest = text;
    if (rest.starts_with('+')) rest.remove_prefix(1);
    if (rest.empty() || (!is_digit(rest[0]) && rest[0] != '-' && rest[0] != '.')) return false;
    const bool negative = rest[0] == '-';
    if (negative && (rest.size() < 2 || (!is_digit(rest[1]) && rest[1] != '.'))) return false;
    double number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (end != rest.data() + rest.size() || error != std::errc{} || !std::isfinite(number)) return false;
    constexpr std::ptrdiff_t digits_of_double = 15;
    if (std::ranges::count_if(rest, is_digit) <= digits_of_double ||
        rest.find_first_of("eE") != std::string_view::npos) {
        append_number(number, out);
        return true;
    }
    if (negative) rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of('0'), rest.size()));
    if (rest.find('.') != std::string_view::npos) {
        rest = rest.substr(0, rest.find_last_not_of('0') + 1);
        if (rest.ends_with('.')) rest.remove_suffix(1);
    }
    if (negative && !rest.empty()) out += '-';
    if (rest.empty() || rest[0] == '.') out += '0';
    out += rest;
    return true;
}

// CBV URNs anywhere in a text as web URIs.
std::string with_web_vocabulary(std::string_view text) {
    std::string out(text);
    constexpr std::string_view front = "urn:epcglobal:cbv:";
    struct Form {
        std::string_view urn, web;
    };
    static constexpr std::array<Form, 5> forms{{{"bizstep:", "https://ref.gs1.org/cbv/BizStep-"},
                                                {"disp:", "https://ref.gs1.org/cbv/Disp-"},
                                                {"btt:", "https://ref.gs1.org/cbv/BTT-"},
                                                {"sdt:", "https://ref.gs1.org/cbv/SDT-"},
                                                {"er:", "https://ref.gs1.org/cbv/ER-"}}};
    for (auto at = out.find(front); at != std::string::npos; at = out.find(front, at + 1))
        for (const Form& form : forms)
            if (out.compare(at + front.size(), form.urn.size(), form.urn) == 0) {
                out.replace(at, front.size() + form.urn.size(), form.web);
                break;
            }
    return out;
}

/// Builds the text of one event.
class Canon {
public:
    Canon(const Event& event, std::string& out) : event_(event), out_(out) {}

    void write() {
        const Event& e = event_;
        const bool children = e.type == EventType::aggregation || e.type == EventType::association;
        static const std::vector<QuantityElement> none;
        static const EpcList nothing;
        put("eventType=", name(e.type));
        time("eventTime=", e.event_time, out_);
        append_offset(e.offset_minutes, out_ += "eventTimeZoneOffset=");
        values("certificationInfo=", e.certification_info);
        value("parentID=", e.parent_id, out_);
        epcs("epcList", children ? nothing : e.epcs);
        epcs("inputEPCList", e.input_epcs);
        epcs("childEPCs", children ? e.epcs : nothing);
        quantities("quantityList", children ? none : e.quantities);
        quantities("childQuantityList", children ? e.quantities : none);
        quantities("inputQuantityList", e.input_quantities);
        epcs("outputEPCList", e.output_epcs);
        quantities("outputQuantityList", e.output_quantities);
        if (e.action != Action::none) put("action=", name(e.action));
        value("transformationID=", e.transformation_id, out_);
        word("bizStep=", Vocabulary::biz_step, e.biz_step, out_);
        word("disposition=", Vocabulary::disposition, e.disposition, out_);
        persistent_disposition();
        place("readPoint", e.read_point, e.read_point_extensions);
        place("bizLocation", e.biz_location, e.biz_location_extensions);
        sensor_elements();

        Parts rest;
        typed("bizTransactionList", "bizTransaction=", Vocabulary::biz_transaction_type, e.biz_transactions, rest);
        typed("sourceList", "source=", Vocabulary::source_destination_type, e.sources, rest);
        typed("destinationList", "destination=", Vocabulary::source_destination_type, e.destinations, rest);
        if (!e.ilmd.empty()) {
            std::string ilmd = "ilmd";
            extensions(e.ilmd, ilmd);
            rest.push_back(std::move(ilmd));
        }
        report_rules(rest);
        for (const auto& member : e.extensions) extension(view(member.key()), member.value(), rest);
        ranges("rangeList", e.epcs, rest);
        ranges("inputRangeList", e.input_epcs, rest);
        ranges("outputRangeList", e.output_epcs, rest);
        append_sorted(rest, out_);
    }

private:
    static std::string_view view(boost::core::string_view text) { return {text.data(), text.size()}; }

    static void append_sorted(Parts& parts, std::string& out) {
        std::ranges::sort(parts);
        for (const std::string& part : parts) out += part;
    }
    void put(std::string_view key, std::string_view value) { out_.append(key).append(value); }

    std::string_view meaning_of(std::string_view prefix) const {
        for (const auto& [known, meaning] : event_.context)
            if (known == prefix) return meaning;
        if (prefix == "gs1") return "https://gs1.org/voc/";
        if (prefix == "cbv") return "https://ref.gs1.org/cbv/";
        if (prefix == "epcis") return "https://ref.gs1.org/epcis/";
        return {};
    }

    /// A value of any kind in the one form that it has in the hash.
    void canonize(std::string_view text, std::string& out) const {
        text = trim(text);
        if (text.starts_with("urn:epc:") || text.starts_with("http")) {
            const std::string link = canonical(text);
            // An Ecode has no form in the standard.
            out += link.starts_with("ecode:") ? text : std::string_view(link);
            return;
        }
        if (append_as_number(text, out)) return;
        if (text.find("urn:epcglobal:cbv:") != std::string_view::npos) {
            out += with_web_vocabulary(text);
            return;
        }
        if (const auto colon = text.find(':'); colon != std::string_view::npos && colon > 0) {
            if (const auto meaning = meaning_of(text.substr(0, colon)); !meaning.empty()) {
                out.append(meaning).append(text.substr(colon + 1));
                return;
            }
        }
        out += text;
    }
    void value(std::string_view key, std::string_view text, std::string& out) const {
        if (trim(text).empty()) return;
        out += key;
        canonize(text, out);
    }
    void word(std::string_view key, Vocabulary vocabulary, std::string_view text, std::string& out) const {
        if (text.empty()) return;
        out += key;
        const std::string uri = web_uri(vocabulary, text);
        if (uri == text)
            canonize(text, out);
        else
            out += uri;
    }
    void number(std::string_view key, const std::optional<double>& number, std::string& out) const {
        if (!number) return;
        out += key;
        append_number(*number, out);
    }
    void time(std::string_view key, const std::optional<UtcMs>& time, std::string& out) const {
        if (time) append_stamp(*time, 0, out.append(key));
    }

    void values(std::string_view key, const std::vector<std::string>& list) {
        Parts parts;
        parts.reserve(list.size());
        for (const std::string& text : list) value(key, text, parts.emplace_back());
        append_sorted(parts, out_);
    }
    void epcs(std::string_view key, const EpcList& list) {
        if (list.epcs.empty()) return;
        out_ += key;
        values("epc=", list.epcs);
    }
    void quantities(std::string_view key, const std::vector<QuantityElement>& list) {
        if (list.empty()) return;
        out_ += key;
        Parts parts;
        for (const QuantityElement& q : list) {
            std::string& part = parts.emplace_back("quantityElement");
            value("epcClass=", q.epc_class, part);
            number("quantity=", q.quantity, part);
            value("uom=", q.uom, part);
        }
        append_sorted(parts, out_);
    }
    void persistent_disposition() {
        const PersistentDisposition& both = event_.persistent_disposition;
        if (both.empty()) return;
        out_ += "persistentDisposition";
        for (const auto& [key, list] : {std::pair("set=", &both.set), std::pair("unset=", &both.unset)}) {
            Parts parts;
            for (const std::string& text : *list) word(key, Vocabulary::disposition, text, parts.emplace_back());
            append_sorted(parts, out_);
        }
    }
    void place(std::string_view key, std::string_view id, const Extensions& extra) {
        if (id.empty() && extra.empty()) return;
        out_ += key;
        value("id=", id, out_);
        extensions(extra, out_);
    }
    void typed(std::string_view key, std::string_view member, Vocabulary types, const std::vector<TypedId>& list,
               Parts& out) const {
        if (list.empty()) return;
        Parts parts;
        for (const TypedId& typed : list) {
            std::string& part = parts.emplace_back();
            word("type=", types, typed.type, part);
            value(member, typed.id, part);
        }
        append_sorted(parts, out.emplace_back(key));
    }

    void sensor_elements() {
        if (event_.sensor_elements.empty()) return;
        out_ += "sensorElementList";
        Parts elements;
        for (const SensorElement& element : event_.sensor_elements) {
            std::string& part = elements.emplace_back("sensorElement");
            if (element.metadata) metadata(*element.metadata, part);
            Parts reports;
            for (const SensorReport& r : element.reports) report(r, reports.emplace_back("sensorReport"));
            append_sorted(reports, part);
            extensions(element.extensions, part);
        }
        append_sorted(elements, out_);
    }
    void metadata(const SensorMetadata& m, std::string& out) const {
        out += "sensorMetadata";
        time("time=", m.time, out);
        time("startTime=", m.start_time, out);
        time("endTime=", m.end_time, out);
        value("deviceID=", m.device_id, out);
        value("deviceMetadata=", m.device_metadata, out);
        value("rawData=", m.raw_data, out);
        value("dataProcessingMethod=", m.data_processing_method, out);
        value("bizRules=", m.biz_rules, out);
        extensions(m.extensions, out);
    }
    void report(const SensorReport& r, std::string& out) const {
        word("type=", Vocabulary::measurement_type, r.type, out);
        word("exception=", Vocabulary::sensor_alert_type, r.exception, out);
        value("deviceID=", r.device_id, out);
        value("deviceMetadata=", r.device_metadata, out);
        value("rawData=", r.raw_data, out);
        value("dataProcessingMethod=", r.data_processing_method, out);
        time("time=", r.time, out);
        value("microorganism=", r.microorganism, out);
        value("chemicalSubstance=", r.chemical_substance, out);
        number("value=", r.value, out);
        word("component=", Vocabulary::component, r.component, out);
        value("stringValue=", r.string_value.value_or(""), out);
        if (r.boolean_value) out.append("booleanValue=").append(*r.boolean_value ? "true" : "false");
        value("hexBinaryValue=", r.hex_binary_value.value_or(""), out);
        value("uriValue=", r.uri_value.value_or(""), out);
        number("minValue=", r.min_value, out);
        number("maxValue=", r.max_value, out);
        number("meanValue=", r.mean_value, out);
        number("sDev=", r.s_dev, out);
        number("percRank=", r.perc_rank, out);
        number("percValue=", r.perc_value, out);
        value("uom=", r.uom, out);
        value("coordinateReferenceSystem=", r.coordinate_reference_system, out);
        extensions(r.extensions, out);
    }
    /// bizRules of a report has no place in the standard's order and stands behind everything that has.
    void report_rules(Parts& out) const {
        Parts elements;
        for (const SensorElement& element : event_.sensor_elements) {
            Parts reports;
            for (const SensorReport& r : element.reports)
                if (!r.biz_rules.empty()) value("sensorReportbizRules=", r.biz_rules, reports.emplace_back());
            if (!reports.empty()) append_sorted(reports, elements.emplace_back("sensorElement"));
        }
        if (!elements.empty()) append_sorted(elements, out.emplace_back("sensorElementList"));
    }

    void ranges(std::string_view name, const EpcList& list, Parts& out) const {
        for (const EpcRange& range : list.ranges) {
            std::string& part = out.emplace_back(fmt::format("{{{}}}{}", yiguan_namespace, name));
            value("first=", range.first, part);
            value("last=", range.last, part);
        }
    }

    std::string full_name(std::string_view key) const {
        const auto colon = key.find(':');
        if (colon == std::string_view::npos) return std::string(key);
        const auto meaning = meaning_of(key.substr(0, colon));
        return meaning.empty() ? std::string(key) : fmt::format("{{{}}}{}", meaning, key.substr(colon + 1));
    }
    void extensions(const Extensions& all, std::string& out) const {
        if (all.empty()) return;
        Parts parts;
        for (const auto& member : all) extension(view(member.key()), member.value(), parts);
        append_sorted(parts, out);
    }
    /// One part for each value of the member.
    void extension(std::string_view key, const json::value& value, Parts& out) const {
        if (key == "rdfs:comment" || key == "comment" || key == "#text") return;
        if (const json::array* list = value.if_array()) {
            for (const json::value& one : *list) extension(key, one, out);
            return;
        }
        std::string part = full_name(key);
        if (const json::object* object = value.if_object()) {
            const json::value* text = object->if_contains("#text");
            if (text && text->is_string()) this->value("=", epcis::view(text->get_string()), part);
            extensions(*object, part);
        } else if (const json::string* text = value.if_string()) {
            this->value("=", epcis::view(*text), part);
        } else if (const bool* truth = value.if_bool()) {
            part += *truth ? "=true" : "=false";
        } else if (value.is_double()) {
            append_number(value.get_double(), part += '=');
        } else if (value.is_number()) {
            part.append("=").append(json::serialize(value));
        }
        out.push_back(std::move(part));
    }

    const Event& event_;
    std::string& out_;
};

}  // namespace

void pre_hash(const Event& event, std::string& out) {
    Canon(event, out).write();
}

std::string pre_hash(const Event& event) {
    std::string out;
    pre_hash(event, out);
    return out;
}

EventHash event_hash(const Event& event) {
    thread_local std::string text;
    text.clear();
    pre_hash(event, text);
    const auto digest = crypto::module().digest(crypto::Digest::sha256, as_bytes(text));
    EventHash hash{};
    std::ranges::transform(digest, hash.begin(), [](std::byte b) { return std::to_integer<unsigned char>(b); });
    return hash;
}

namespace {

constexpr std::string_view uri_front = "ni:///sha-256;", uri_end = "?ver=CBV2.0";

}  // namespace

std::string event_hash_uri(const EventHash& hash) {
    return std::string(uri_front) + to_hex(std::as_bytes(std::span(hash))) + std::string(uri_end);
}

std::optional<EventHash> parse_event_hash_uri(std::string_view text) {
    constexpr std::size_t digits = 64;
    if (text.size() != uri_front.size() + digits + uri_end.size() || !text.starts_with(uri_front) ||
        !text.ends_with(uri_end))
        return std::nullopt;
    const auto bytes = from_hex(text.substr(uri_front.size(), digits));
    if (!bytes) return std::nullopt;
    EventHash hash{};
    std::ranges::transform(*bytes, hash.begin(), [](char c) { return static_cast<unsigned char>(c); });
    return hash;
}

}  // namespace yiguan::epcis
