// The structure of PNG (W3C PNG specification, third edition) and JPEG (ITU-T T.81) files, without decoding pixels.
#include <boost/crc.hpp>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "registry/documents.hpp"

namespace yiguan::registry {
namespace {

constexpr std::string_view png_magic{"\x89PNG\r\n\x1a\n", 8};
constexpr std::string_view jpeg_magic{"\xFF\xD8\xFF", 3};

Error damaged(std::string rule) {
    return {Code::document_damaged, "", std::move(rule), "图片"};
}

/// Big-endian numbers from a view; the caller has checked the bounds.
std::uint32_t byte(std::string_view s, std::size_t at) {
    return static_cast<unsigned char>(s[at]);
}
std::uint32_t u16(std::string_view s, std::size_t at) {
    return byte(s, at) << 8 | byte(s, at + 1);
}
std::uint32_t u32(std::string_view s, std::size_t at) {
    return u16(s, at) << 16 | u16(s, at + 2);
}

Result<PictureInfo> sized(MediaType type, std::uint32_t width, std::uint32_t height) {
    if (width == 0 || height == 0) return damaged("图片的宽和高不能为 0");
    if (width > picture_pixels_max || height > picture_pixels_max)
        return Error{Code::out_of_bounds, "", "图片的宽和高不能超过 12000 像素", "图片"};
    return PictureInfo{type, width, height};
}

// ---- PNG

/// Bit depths that a colour type allows, as a set of bits (PNG, table "Allowed combinations of colour type and bit
/// depth").
bool is_depth_allowed(std::uint32_t colour_type, std::uint32_t depth) {
    constexpr std::uint32_t d1 = 1u << 1, d2 = 1u << 2, d4 = 1u << 4, d8 = 1u << 8, d16 = 1u << 16;
    constexpr std::array<std::uint32_t, 7> allowed{
        d1 | d2 | d4 | d8 | d16, 0, d8 | d16, d1 | d2 | d4 | d8, d8 | d16, 0, d8 | d16};
    return colour_type < allowed.size() && depth <= 16 && (allowed[colour_type] & (1u << depth)) != 0;
}

Result<PictureInfo> inspect_ihdr(std::string_view data) {
    if (data.size() != 13) return damaged("PNG 的 IHDR 块长度不对");
    const auto depth = byte(data, 8), colour_type = byte(data, 9);
    const auto compression = byte(data, 10), filter = byte(data, 11), interlace = byte(data, 12);
    if (!is_depth_allowed(colour_type, depth) || compression != 0 || filter != 0 || interlace > 1)
        return damaged("PNG 的 IHDR 块内容不符合规范");
    return sized(MediaType::png, u32(data, 0), u32(data, 4));
}

Result<PictureInfo> inspect_png(std::string_view file) {
    std::optional<PictureInfo> info;
    bool palette = false, palette_needed = false, pixels = false, pixels_over = false;
    std::size_t at = png_magic.size();
    while (at < file.size()) {
        if (file.size() - at < 12) return damaged("PNG 文件不完整");
        const std::size_t length = u32(file, at);
        if (length > file.size() - at - 12) return damaged("PNG 文件不完整");
        const auto type = file.substr(at + 4, 4);
        const auto data = file.substr(at + 8, length);
        boost::crc_32_type crc;
        crc.process_bytes(type.data(), type.size() + length);
        if (crc.checksum() != u32(file, at + 8 + length)) return damaged("PNG 块的校验值不对");
        at += length + 12;

        if (!info) {
            if (type != "IHDR") return damaged("PNG 的第一块应是 IHDR");
            TRY(info, inspect_ihdr(data));
            palette_needed = byte(data, 9) == 3;
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
        const auto next = byte(file, at + 1);
        if (next == 0xFF)
            at += 1;
        else if (next == 0 || is_restart(next))
            at += 2;
        else
            return at;
    }
}

Result<PictureInfo> inspect_frame(std::string_view data) {
    if (data.size() < 6) return damaged("JPEG 的帧头不完整");
    const auto components = byte(data, 5);
    if ((components != 1 && components != 3 && components != 4) || data.size() != 6 + 3 * components)
        return damaged("JPEG 的帧头不符合规范");
    return sized(MediaType::jpeg, u16(data, 3), u16(data, 1));
}

Result<PictureInfo> inspect_jpeg(std::string_view file) {
    std::optional<PictureInfo> info;
    bool pixels = false;
    std::size_t at = 2;  // behind SOI
    while (true) {
        if (at >= file.size()) return damaged("JPEG 文件不完整");
        if (byte(file, at) != 0xFF) return damaged("JPEG 的标记不符合规范");
        while (at < file.size() && byte(file, at) == 0xFF) ++at;  // a marker may be preceded by fill bytes
        if (at >= file.size()) return damaged("JPEG 文件不完整");
        const auto marker = byte(file, at++);
        if (marker == marker_eoi) {
            if (!info || !pixels) return damaged("JPEG 没有图像数据");
            if (at != file.size()) return damaged("图片结尾之后还有其他内容");
            return *info;
        }
        if (marker == 0 || marker == marker_soi || marker == marker_tem || is_restart(marker))
            return damaged("JPEG 的标记不符合规范");
        if (file.size() - at < 2) return damaged("JPEG 文件不完整");
        const std::size_t length = u16(file, at);  // counts its own two bytes
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

}  // namespace

std::string_view media_type_name(MediaType type) {
    return type == MediaType::png ? "image/png" : "image/jpeg";
}

Result<PictureInfo> inspect_picture(std::span<const std::byte> bytes) {
    if (bytes.size() > picture_bytes_max) return Error{Code::body_too_large, "", "图片不能超过 5 MB", "图片"};
    const auto file = as_text(bytes);
    if (file.starts_with(png_magic)) return inspect_png(file);
    if (file.starts_with(jpeg_magic)) return inspect_jpeg(file);
    return Error{Code::document_type, "", "只接受 PNG 或 JPEG 图片", "图片"};
}

}  // namespace yiguan::registry
