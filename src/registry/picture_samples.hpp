// Small pictures for tests, made byte by byte: valid in structure, so that each test can break one thing.
#pragma once
#include <boost/crc.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace yiguan::registry::samples {

inline std::string be16(std::uint32_t v) {
    return {static_cast<char>(v >> 8), static_cast<char>(v)};
}
inline std::string be32(std::uint32_t v) {
    return be16(v >> 16) + be16(v & 0xFFFF);
}

inline std::string chunk(std::string_view type, std::string_view data) {
    std::string out = be32(static_cast<std::uint32_t>(data.size()));
    const std::string body = std::string(type) + std::string(data);
    boost::crc_32_type crc;
    crc.process_bytes(body.data(), body.size());
    return out + body + be32(crc.checksum());
}

inline std::string ihdr(std::uint32_t width, std::uint32_t height, char depth = 8, char colour_type = 2) {
    return chunk("IHDR", be32(width) + be32(height) + std::string{depth, colour_type, 0, 0, 0});
}

inline const std::string png_magic{"\x89PNG\r\n\x1a\n", 8};

/// One red pixel; `text` makes contents differ.
inline std::string png(std::uint32_t width = 1, std::uint32_t height = 1, std::string_view text = {}) {
    const std::string pixels{"\x78\x9c\x63\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00", 12};  // zlib of 00 ff 00 00
    std::string out = png_magic + ihdr(width, height);
    if (!text.empty()) out += chunk("tEXt", "Comment" + std::string(1, '\0') + std::string(text));
    return out + chunk("IDAT", pixels) + chunk("IEND", "");
}

inline std::string segment(unsigned char marker, std::string_view data) {
    return std::string{'\xFF', static_cast<char>(marker)} + be16(static_cast<std::uint32_t>(data.size() + 2)) +
           std::string(data);
}

inline const std::string soi{"\xFF\xD8"};
inline const std::string eoi{"\xFF\xD9"};

inline std::string app0() {
    return segment(0xE0, std::string_view("JFIF\0\1\1\0\0\1\0\1\0\0", 14));
}
inline std::string sof(std::uint32_t width, std::uint32_t height, unsigned char marker = 0xC0) {
    return segment(marker, "\x08" + be16(height) + be16(width) + std::string("\x01\x01\x11\x00", 4));
}
/// The head of a scan, then entropy-coded bytes with a stuffed FF 00 and a restart marker.
inline std::string scan() {
    return segment(0xDA, std::string_view("\x01\x01\x00\x00\x3F\x00", 6)) +
           std::string("\x12\x34\xFF\x00\x56\xFF\xD0\x78", 8);
}
inline std::string jpeg(std::uint32_t width = 16, std::uint32_t height = 8) {
    return soi + app0() + segment(0xDB, std::string(65, '\1')) + sof(width, height) +
           segment(0xC4, std::string(20, '\0')) + scan() + eoi;
}

}  // namespace yiguan::registry::samples
