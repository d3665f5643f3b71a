// The structure of PNG (W3C PNG specification, third edition) and JPEG (ITU-T T.81) files, without decoding pixels.
#include <boost/crc.hpp>

#include <algorithm>
#include <array>

#include "registry/bytes.hpp"

namespace yiguan::registry::bytes {
namespace {

constexpr std::size_t mark_bytes = 8;  // of a PNG

// ---- PNG

/// Bit depths that a colour type allows, as a set of bits (PNG, table "Allowed combinations of colour type and bit
/// depth").
bool is_depth_allowed(std::uint32_t colour_type, std::uint32_t depth) {
    constexpr std::uint32_t d1 = 1u << 1, d2 = 1u << 2, d4 = 1u << 4, d8 = 1u << 8, d16 = 1u << 16;
    constexpr std::array<std::uint32_t, 7> allowed{
        d1 | d2 | d4 | d8 | d16, 0, d8 | d16, d1 | d2 | d4 | d8, d8 | d16, 0, d8 | d16};
    return colour_type < allowed.size() && depth <= 16 && (allowed[colour_type] & (1u << depth)) != 0;
}

Result<FileInfo> inspect_ihdr(std::string_view data) {
    if (data.size() != 13) return damaged("PNG 的 IHDR 块长度不对");
    const auto depth = u8(data, 8), colour_type = u8(data, 9);
    const auto compression = u8(data, 10), filter = u8(data, 11), interlace = u8(data, 12);
    if (!is_depth_allowed(colour_type, depth) || compression != 0 || filter != 0 || interlace > 1)
        return damaged("PNG 的 IHDR 块内容不符合规范");
    return sized(MediaType::png, be32(data, 0), be32(data, 4));
}

}  // namespace

Result<FileInfo> inspect_png(std::string_view file) {
    std::optional<FileInfo> info;
    bool palette = false, palette_needed = false, pixels = false, pixels_over = false;
    std::size_t at = mark_bytes;
    while (at < file.size()) {
        if (file.size() - at < 12) return damaged("PNG 文件不完整");
        const std::size_t length = be32(file, at);
        if (length > file.size() - at - 12) return damaged("PNG 文件不完整");
        const auto type = file.substr(at + 4, 4);
        const auto data = file.substr(at + 8, length);
        boost::crc_32_type crc;
        crc.process_bytes(type.data(), type.size() + length);
        if (crc.checksum() != be32(file, at + 8 + length)) return damaged("PNG 块的校验值不对");
        at += length + 12;

        if (!info) {
            if (type != "IHDR") return damaged("PNG 的第一块应是 IHDR");
            TRY(info, inspect_ihdr(data));
            palette_needed = u8(data, 9) == 3;
            continue;
        }
        if (type == "IDAT") {
            if (pixels_over) return damaged("PNG 的 IDAT 块应相连");
            if (palette_needed && !palette) return damaged("PNG 缺少调色板");
            pixels = true;
            continue;
        }
        pixels_over = pixels;
        if (type == "IHDR") return damaged("PNG 只能有一个 IHDR 块");
        if (type == "PLTE") palette = true;
        if (type != "IEND") continue;
        if (!pixels) return damaged("PNG 没有图像数据");
        if (length != 0) return damaged("PNG 的 IEND 块应为空");
        if (at != file.size()) return damaged("图片结尾之后还有其他内容");
        return *info;
    }
    return damaged("PNG 文件不完整");
}

// ---- JPEG

namespace {

constexpr std::uint32_t marker_soi = 0xD8, marker_eoi = 0xD9, marker_sos = 0xDA, marker_tem = 0x01;
bool is_restart(std::uint32_t marker) {
    return marker >= 0xD0 && marker <= 0xD7;
}
/// Start of frame: C0 to CF without DHT (C4), JPG (C8) and DAC (CC).
bool is_frame(std::uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// Where the entropy-coded data from `at` end: at the first marker that is neither a restart nor a stuffed byte.
std::size_t skip_scan(std::string_view file, std::size_t at) {
    while (true) {
        at = file.find('\xFF', at);
        if (at == std::string_view::npos || at + 1 >= file.size()) return file.size();
        const auto next = u8(file, at + 1);
        if (next == 0xFF)
            at += 1;
        else if (next == 0 || is_restart(next))
            at += 2;
        else
            return at;
    }
}

Result<FileInfo> inspect_frame(std::string_view data) {
    if (data.size() < 6) return damaged("JPEG 的帧头不完整");
    const auto components = u8(data, 5);
    if ((components != 1 && components != 3 && components != 4) || data.size() != 6 + 3 * components)
        return damaged("JPEG 的帧头不符合规范");
    return sized(MediaType::jpeg, be16(data, 3), be16(data, 1));
}

}  // namespace

Result<FileInfo> inspect_jpeg(std::string_view file) {
    std::optional<FileInfo> info;
    bool pixels = false;
    std::size_t at = 2;  // behind SOI
    while (true) {
        if (at >= file.size()) return damaged("JPEG 文件不完整");
        if (u8(file, at) != 0xFF) return damaged("JPEG 的标记不符合规范");
        while (at < file.size() && u8(file, at) == 0xFF) ++at;  // a marker may be preceded by fill bytes
        if (at >= file.size()) return damaged("JPEG 文件不完整");
        const auto marker = u8(file, at++);
        if (marker == marker_eoi) {
            if (!info || !pixels) return damaged("JPEG 没有图像数据");
            if (at != file.size()) return damaged("图片结尾之后还有其他内容");
            return *info;
        }
        if (marker == 0 || marker == marker_soi || marker == marker_tem || is_restart(marker))
            return damaged("JPEG 的标记不符合规范");
        if (file.size() - at < 2) return damaged("JPEG 文件不完整");
        const std::size_t length = be16(file, at);  // counts its own two bytes
        if (length < 2) return damaged("JPEG 的标记不符合规范");
        if (length > file.size() - at) return damaged("JPEG 文件不完整");
        const auto data = file.substr(at + 2, length - 2);
        at += length;
        if (is_frame(marker)) {
            if (info) return damaged("JPEG 只能有一个帧");
            TRY(info, inspect_frame(data));
        } else if (marker == marker_sos) {
            if (!info) return damaged("JPEG 的扫描出现在帧头之前");
            const auto end = skip_scan(file, at);
            pixels = pixels || end > at;
            at = end;
        }
    }
}

}  // namespace yiguan::registry::bytes
