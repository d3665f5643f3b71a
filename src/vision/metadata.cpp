#include "vision/metadata.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace yiguan::vision {
namespace {

using namespace std::string_view_literals;

std::uint32_t u8(std::string_view s, std::size_t at) {
    return static_cast<unsigned char>(s[at]);
}
std::uint32_t be16(std::string_view s, std::size_t at) {
    return u8(s, at) << 8 | u8(s, at + 1);
}
std::uint32_t be32(std::string_view s, std::size_t at) {
    return be16(s, at) << 16 | be16(s, at + 2);
}
std::uint32_t le32(std::string_view s, std::size_t at) {
    return u8(s, at) | u8(s, at + 1) << 8 | u8(s, at + 2) << 16 | u8(s, at + 3) << 24;
}

/// Numbers of a TIFF header in its byte order; 0 beyond the end.
class Tiff {
public:
    explicit Tiff(std::string_view data) : data_(data), little_(data.starts_with("II*\0"sv)) {}
    bool valid() const { return little_ || data_.starts_with("MM\0*"sv); }
    std::uint32_t n16(std::size_t at) const {
        if (at + 2 > data_.size()) return 0;
        return little_ ? u8(data_, at) | u8(data_, at + 1) << 8 : be16(data_, at);
    }
    std::uint32_t n32(std::size_t at) const {
        if (at + 4 > data_.size()) return 0;
        return little_ ? le32(data_, at) : be32(data_, at);
    }

private:
    std::string_view data_;
    bool little_;
};

int orientation_of_tiff(std::string_view data) {
    const Tiff tiff(data);
    if (!tiff.valid()) return 1;
    const std::size_t directory = tiff.n32(4);
    const auto entries = tiff.n16(directory);
    for (std::size_t i = 0; i < entries && i < 512; ++i) {
        const std::size_t entry = directory + 2 + i * 12;
        if (tiff.n16(entry) != 0x0112) continue;
        const auto value = tiff.n16(entry + 8);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

/// TIFF of one tag.
std::string tiff_of(int orientation) {
    return std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"sv) + static_cast<char>(orientation) +
           std::string("\0\0\0\0\0\0"sv);
}

struct Segment {
    std::uint32_t marker;
    std::size_t first, end;  ///< With its marker.
    std::string_view data;
};

bool is_alone(std::uint32_t marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

/// The next segment at `at`, which stands on a marker. Nothing at the end or where the structure breaks.
std::optional<Segment> segment_at(std::string_view file, std::size_t at) {
    const auto first = at;
    while (at < file.size() && u8(file, at) == 0xFF) ++at;
    if (at == first || at >= file.size()) return std::nullopt;
    const auto marker = u8(file, at++);
    if (is_alone(marker) || marker == 0xD8 || marker == 0xD9) return Segment{marker, first, at, {}};
    if (file.size() - at < 2) return std::nullopt;
    const std::size_t length = be16(file, at);
    if (length < 2 || length > file.size() - at) return std::nullopt;
    return Segment{marker, first, at + length, file.substr(at + 2, length - 2)};
}

std::size_t end_of_scan(std::string_view file, std::size_t at) {
    for (;; ++at) {
        at = file.find('\xFF', at);
        if (at == file.npos || at + 1 >= file.size()) return file.size();
        const auto next = u8(file, at + 1);
        if (next == 0xFF) continue;
        if (next != 0 && !is_alone(next)) return at;
        ++at;
    }
}

bool is_metadata(const Segment& s) {
    if (s.marker == 0xFE) return true;
    if (s.marker < 0xE1 || s.marker > 0xEF) return false;
    const bool profile = s.marker == 0xE2 && s.data.starts_with("ICC_PROFILE\0"sv);
    const bool adobe = s.marker == 0xEE && s.data.starts_with("Adobe");
    return !profile && !adobe;
}

/// Calls `take(segment)` for each segment, the scan's data belonging to it. False when the structure breaks.
template <class Take>
bool each_segment(std::string_view file, Take take) {
    std::size_t at = 0;
    while (at < file.size()) {
        auto segment = segment_at(file, at);
        if (!segment) return false;
        if (segment->marker == 0xDA) segment->end = end_of_scan(file, segment->end);
        at = segment->end;
        if (!take(*segment)) return true;
        if (segment->marker == 0xD9) return at == file.size();
    }
    return false;
}

std::optional<std::string> jpeg_without(std::string_view file, int turned) {
    std::string out;
    out.reserve(file.size());
    const bool whole = each_segment(file, [&](const Segment& s) {
        if (!is_metadata(s)) out.append(file.substr(s.first, s.end - s.first));
        if (s.marker == 0xD8 && turned != 1) {
            const auto exif = std::string("Exif\0\0"sv) + tiff_of(turned);
            const auto length = exif.size() + 2;
            out += std::string{'\xFF', '\xE1', static_cast<char>(length >> 8), static_cast<char>(length)} + exif;
        }
        return true;
    });
    return whole ? std::optional(std::move(out)) : std::nullopt;
}

/// CRC-32 of a PNG chunk (ISO 3309).
std::uint32_t crc_of(std::string_view bytes) {
    std::uint32_t crc = ~0u;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
    }
    return ~crc;
}

std::string be(std::uint32_t v) {
    return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8), static_cast<char>(v)};
}
std::string le(std::uint32_t v) {
    const auto b = be(v);
    return {b.rbegin(), b.rend()};
}

template <class Take>
bool each_chunk(std::string_view file, Take take) {
    std::size_t at = 8;
    while (at < file.size()) {
        if (file.size() - at < 12) return false;
        const std::size_t length = be32(file, at);
        if (length > file.size() - at - 12) return false;
        const auto chunk = file.substr(at, length + 12);
        take(chunk.substr(4, 4), chunk.substr(8, length), chunk);
        at += chunk.size();
    }
    return at == file.size();
}

std::optional<std::string> png_without(std::string_view file, int turned) {
    std::string out(file.substr(0, 8));
    const bool whole = each_chunk(file, [&](std::string_view type, std::string_view, std::string_view chunk) {
        if (type == "tEXt" || type == "zTXt" || type == "iTXt" || type == "eXIf" || type == "tIME") return;
        out.append(chunk);
        if (type != "IHDR" || turned == 1) return;
        const auto body = "eXIf" + tiff_of(turned);
        out += be(static_cast<std::uint32_t>(body.size() - 4)) + body + be(crc_of(body));
    });
    return whole ? std::optional(std::move(out)) : std::nullopt;
}

template <class Take>
bool each_riff_chunk(std::string_view file, Take take) {
    std::size_t at = 12;
    while (at < file.size()) {
        if (file.size() - at < 8) return false;
        const std::size_t length = le32(file, at + 4), padded = length + (length & 1);
        if (padded > file.size() - at - 8) return false;
        take(file.substr(at, 4), file.substr(at + 8, length), file.substr(at, padded + 8));
        at += padded + 8;
    }
    return at == file.size();
}

std::optional<std::string> webp_without(std::string_view file, int turned) {
    std::string chunks;
    const bool whole = each_riff_chunk(file, [&](std::string_view type, std::string_view data, std::string_view all) {
        if (type == "EXIF" || type == "XMP ") return;
        const auto begun = chunks.size();
        chunks.append(all);
        if (type != "VP8X" || data.empty()) return;
        auto& flags = chunks[begun + 8];  // RFC 9649 section 2.7: EXIF 0x08, XMP 0x04
        flags = static_cast<char>((static_cast<unsigned char>(flags) & ~0x0Cu) | (turned == 1 ? 0u : 0x08u));
    });
    if (!whole) return std::nullopt;
    if (turned != 1) {
        const auto exif = tiff_of(turned);
        chunks += "EXIF" + le(static_cast<std::uint32_t>(exif.size())) + exif;
    }
    return "RIFF" + le(static_cast<std::uint32_t>(chunks.size() + 4)) + "WEBP" + chunks;
}

std::optional<std::size_t> skip_sub_blocks(std::string_view file, std::size_t at) {
    while (at < file.size()) {
        const std::size_t length = u8(file, at++);
        if (length == 0) return at;
        if (length > file.size() - at) return std::nullopt;
        at += length;
    }
    return std::nullopt;
}

std::optional<std::string> gif_without(std::string_view file) {
    const auto table = [&](std::size_t at) {
        const auto packed = u8(file, at);
        return (packed & 0x80) != 0 ? std::size_t{3} << ((packed & 7) + 1) : 0;
    };
    if (file.size() < 13) return std::nullopt;
    std::size_t at = 13 + table(10);
    if (at > file.size()) return std::nullopt;
    std::string out(file.substr(0, at));
    while (at < file.size()) {
        const auto first = at;
        const auto mark = u8(file, at++);
        if (mark == 0x3B) return out + ";";
        bool kept = true;
        if (mark == 0x21) {
            if (file.size() - at < 13) return std::nullopt;
            // Comments; application data but the number of repetitions.
            kept = u8(file, at) != 0xFE && (u8(file, at) != 0xFF || file.substr(at + 2, 11) == "NETSCAPE2.0");
            ++at;
        } else {
            if (mark != 0x2C || file.size() - at < 10) return std::nullopt;
            at += 9 + table(at + 8) + 1;
        }
        const auto end = skip_sub_blocks(file, at);
        if (!end) return std::nullopt;
        at = *end;
        if (kept) out.append(file.substr(first, at - first));
    }
    return std::nullopt;
}

bool is_jpeg(std::string_view f) {
    return f.starts_with("\xFF\xD8\xFF");
}
bool is_png(std::string_view f) {
    return f.starts_with("\x89PNG\r\n\x1a\n");
}
bool is_webp(std::string_view f) {
    return f.size() >= 12 && f.starts_with("RIFF") && f.substr(8, 4) == "WEBP";
}

}  // namespace

int orientation(std::string_view file) {
    int found = 1;
    if (is_jpeg(file)) {
        each_segment(file, [&](const Segment& s) {
            if (s.marker == 0xE1 && s.data.starts_with("Exif\0\0"sv)) found = orientation_of_tiff(s.data.substr(6));
            return found == 1 && s.marker != 0xDA;
        });
    } else if (is_png(file)) {
        each_chunk(file, [&](std::string_view type, std::string_view data, std::string_view) {
            if (type == "eXIf") found = orientation_of_tiff(data);
        });
    } else if (is_webp(file)) {
        each_riff_chunk(file, [&](std::string_view type, std::string_view data, std::string_view) {
            if (type == "EXIF") found = orientation_of_tiff(data.starts_with("Exif\0\0"sv) ? data.substr(6) : data);
        });
    }
    return found;
}

std::string without_metadata(std::string_view file) {
    std::optional<std::string> out;
    if (is_jpeg(file)) out = jpeg_without(file, orientation(file));
    if (is_png(file)) out = png_without(file, orientation(file));
    if (is_webp(file)) out = webp_without(file, orientation(file));
    if (file.starts_with("GIF8")) out = gif_without(file);
    return out ? *std::move(out) : std::string(file);
}

}  // namespace yiguan::vision
