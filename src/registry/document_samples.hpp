// Small documents for tests, made byte by byte: valid in structure, so that each test can break one thing.
#pragma once
#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::registry::samples {

inline std::string le16(std::uint32_t v) {
    return {static_cast<char>(v), static_cast<char>(v >> 8)};
}
inline std::string le32(std::uint32_t v) {
    return le16(v & 0xFFFF) + le16(v >> 16);
}

/// Two frames with a comment between them, global colours.
inline std::string gif(std::uint32_t width = 8, std::uint32_t height = 4) {
    const auto frame =
        std::string("\x2C\0\0\0\0", 5) + le16(width) + le16(height) + std::string("\0\x02\x02\x4C\x01\0", 6);
    return "GIF89a" + le16(width) + le16(height) + std::string("\x80\0\0", 3) + std::string(6, '\x55') + frame +
           std::string(
               "\x21\xFE\x03"
               "abc\0",
               7) +
           frame + ";";
}

inline std::string riff_chunk(std::string_view type, std::string_view data) {
    std::string out = std::string(type) + le32(static_cast<std::uint32_t>(data.size())) + std::string(data);
    if (data.size() % 2 != 0) out += '\0';
    return out;
}
inline std::string riff(std::string_view form, std::string_view chunks) {
    return riff_chunk("RIFF", std::string(form) + std::string(chunks));
}
/// Lossless, or lossy, or extended with EXIF behind it.
inline std::string vp8l(std::uint32_t width, std::uint32_t height) {
    return riff_chunk("VP8L", "\x2F" + le32((width - 1) | (height - 1) << 14) + "pix");
}
inline std::string vp8(std::uint32_t width, std::uint32_t height) {
    return riff_chunk("VP8 ", std::string("\0\0\0", 3) + "\x9D\x01\x2A" + le16(width) + le16(height) + "pixels");
}
inline std::string vp8x(std::uint32_t width, std::uint32_t height) {
    return riff_chunk("VP8X",
                      std::string("\x08\0\0\0", 4) + le32(width - 1).substr(0, 3) + le32(height - 1).substr(0, 3));
}
inline std::string webp(std::uint32_t width = 20, std::uint32_t height = 10) {
    return riff("WEBP", vp8l(width, height));
}

inline std::string box_be32(std::uint32_t v) {
    return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8), static_cast<char>(v)};
}
inline std::string box(std::string_view type, std::string_view data) {
    return box_be32(static_cast<std::uint32_t>(data.size() + 8)) + std::string(type) + std::string(data);
}
inline std::string mp4(std::uint32_t width = 1280, std::uint32_t height = 720, std::string_view brand = "isom") {
    const auto head = std::string(76, '\0') + box_be32(width << 16) + box_be32(height << 16);
    return box("ftyp", std::string(brand) + std::string("\0\0\2\0", 4) + "isommp41") +
           box("moov", box("mvhd", std::string(100, '\0')) + box("trak", box("tkhd", head))) + box("mdat", "frames");
}
inline std::string avi(std::uint32_t width = 640, std::uint32_t height = 480) {
    const auto head = std::string(32, '\0') + le32(width) + le32(height) + std::string(16, '\0');
    return riff("AVI ", riff_chunk("LIST", "hdrl" + riff_chunk("avih", head)) +
                            riff_chunk("LIST", "movi" + riff_chunk("00db", "frame")));
}

inline std::string deflated(std::string_view text) {
    uLongf bytes = ::compressBound(static_cast<uLong>(text.size()));
    std::string out(bytes, '\0');
    ::compress(reinterpret_cast<Bytef*>(out.data()), &bytes, reinterpret_cast<const Bytef*>(text.data()),
               static_cast<uLong>(text.size()));
    out.resize(bytes);
    return out;
}
inline std::string pdf_stream(std::string_view dictionary, std::string_view data) {
    return "<< " + std::string(dictionary) + " /Length " + std::to_string(data.size()) + " >>\nstream\n" +
           std::string(data) + "\nendstream";
}
/// A page, with further `objects` behind it ("6 0 obj ... endobj").
inline std::string pdf(std::string_view objects = {}, std::string_view trailer = {}) {
    std::string out =
        "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n"
        "4 0 obj\n" +
        pdf_stream("/Filter /FlateDecode", deflated("0 0 m 100 100 l S")) + "\nendobj\n" + std::string(objects);
    const auto at = out.size();
    return out + "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 5 " + std::string(trailer) +
           " >>\nstartxref\n" + std::to_string(at) + "\n%%EOF\n";
}
inline std::string object(std::string_view content) {
    return "6 0 obj\n" + std::string(content) + "\nendobj\n";
}

}  // namespace yiguan::registry::samples
