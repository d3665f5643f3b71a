// The structure of GIF (GIF89a specification) and WebP (RFC 9649) files, without decoding pixels.
#include <algorithm>

#include "registry/bytes.hpp"

namespace yiguan::registry::bytes {
namespace {

/// Where a chain of GIF sub-blocks ends, its terminator included; nothing when the file ends before.
std::optional<std::size_t> skip_sub_blocks(std::string_view file, std::size_t at) {
    while (at < file.size()) {
        const std::size_t length = u8(file, at++);
        if (length == 0) return at;
        if (length > file.size() - at) return std::nullopt;
        at += length;
    }
    return std::nullopt;
}

/// Bytes of the colour table that a packed field announces.
std::size_t colour_table(std::uint32_t packed) {
    return (packed & 0x80) != 0 ? std::size_t{3} << ((packed & 7) + 1) : 0;
}

}  // namespace

Result<FileInfo> inspect_gif(std::string_view file) {
    const auto incomplete = damaged("GIF 文件不完整");
    if (file.size() < 13) return incomplete;
    TRY(const auto info, sized(MediaType::gif, le16(file, 6), le16(file, 8)));
    std::size_t at = 13 + colour_table(u8(file, 10));
    bool pixels = false;
    while (at < file.size()) {
        const auto mark = u8(file, at++);
        if (mark == 0x3B) {
            if (!pixels) return damaged("GIF 没有图像数据");
            if (at != file.size()) return damaged("图片结尾之后还有其他内容");
            return info;
        }
        if (mark == 0x21) {  // an extension: its label, then sub-blocks
            ++at;
        } else if (mark == 0x2C) {
            if (file.size() - at < 10) return incomplete;
            const auto right = le16(file, at) + le16(file, at + 4), bottom = le16(file, at + 2) + le16(file, at + 6);
            if (right > info.width || bottom > info.height) return damaged("GIF 的图像超出画布");
            at += 9 + colour_table(u8(file, at + 8)) + 1;  // and the size of an LZW code
            pixels = true;
        } else {
            return damaged("GIF 的块标记不符合规范");
        }
        const auto end = skip_sub_blocks(file, at);
        if (!end) return incomplete;
        at = *end;
    }
    return incomplete;
}

Result<FileInfo> inspect_webp(std::string_view file) {
    const auto incomplete = damaged("WebP 文件不完整");
    if (file.size() < 20) return incomplete;
    const std::uint64_t end = std::uint64_t{le32(file, 4)} + 8;
    if (end > file.size()) return incomplete;
    if (end < file.size()) return damaged("图片结尾之后还有其他内容");
    std::optional<FileInfo> info;
    bool pixels = false;
    for (std::size_t at = 12; at < file.size();) {
        if (file.size() - at < 8) return incomplete;
        const auto type = file.substr(at, 4);
        const std::size_t length = le32(file, at + 4);
        const std::size_t padded = length + (length & 1);
        at += 8;
        if (padded > file.size() - at) return incomplete;
        const auto data = file.substr(at, length);
        at += padded;
        if (type == "VP8X") {
            if (info || length != 10) return damaged("WebP 的 VP8X 块不符合规范");
            TRY(info, sized(MediaType::webp, le24(data, 4) + 1, le24(data, 7) + 1));
        } else if (type == "VP8 ") {
            // RFC 6386 section 9.1: frame tag of a key frame, start code, 14 bits each of width and height.
            if (length < 10 || (u8(data, 0) & 1) != 0 || data.substr(3, 3) != "\x9D\x01\x2A")
                return damaged("WebP 的 VP8 块不符合规范");
            if (!info) {
                TRY(info, sized(MediaType::webp, le16(data, 6) & 0x3FFF, le16(data, 8) & 0x3FFF));
            }
            pixels = true;
        } else if (type == "VP8L") {
            if (length < 5 || u8(data, 0) != 0x2F) return damaged("WebP 的 VP8L 块不符合规范");
            const auto bits = le32(data, 1);
            if (!info) {
                TRY(info, sized(MediaType::webp, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1));
            }
            pixels = true;
        } else if (type == "ANMF") {
            pixels = true;
        }
        if (!info) return damaged("WebP 的第一块应是图像");
    }
    if (!pixels) return damaged("WebP 没有图像数据");
    return *info;
}

}  // namespace yiguan::registry::bytes
