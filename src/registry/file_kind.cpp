// Which kind of file some bytes are, by what they begin with; and what else they may be, for people.
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "registry/bytes.hpp"
#include "registry/purposes.hpp"

namespace yiguan::registry {
namespace {

struct Kind {
    MediaType type;
    std::string_view name, media, extension, zh;
};
constexpr std::array<Kind, 7> kinds{{{MediaType::png, "png", "image/png", ".png", "PNG 图片"},
                                     {MediaType::jpeg, "jpeg", "image/jpeg", ".jpg", "JPG 图片"},
                                     {MediaType::gif, "gif", "image/gif", ".gif", "GIF 图片"},
                                     {MediaType::webp, "webp", "image/webp", ".webp", "WebP 图片"},
                                     {MediaType::pdf, "pdf", "application/pdf", ".pdf", "PDF 文件"},
                                     {MediaType::mp4, "mp4", "video/mp4", ".mp4", "MP4 视频"},
                                     {MediaType::avi, "avi", "video/x-msvideo", ".avi", "AVI 视频"}}};

const Kind& row(MediaType type) {
    const auto found = std::ranges::find(kinds, type, &Kind::type);
    return found == kinds.end() ? kinds.front() : *found;
}

struct Mark {
    std::size_t at;
    std::string_view bytes, zh;
};
using namespace std::string_view_literals;
// What people mistake for a picture or a PDF, or pass off as one. The first that fits is named.
constexpr std::array marks{Mark{0, "MZ"sv, "Windows 程序"},
                           Mark{0,
                                "\x7F"
                                "ELF"sv,
                                "Linux 程序"},
                           Mark{0, "\xCF\xFA\xED\xFE"sv, "macOS 程序"},
                           Mark{0, "\xCE\xFA\xED\xFE"sv, "macOS 程序"},
                           Mark{0, "\xCA\xFE\xBA\xBE"sv, "Java 或 macOS 程序"},
                           Mark{0, "dex\n"sv, "安卓程序"},
                           Mark{0, "\0asm"sv, "WebAssembly 程序"},
                           Mark{0, "#!"sv, "脚本程序"},
                           Mark{0, "@echo"sv, "批处理脚本"},
                           Mark{0, "<?php"sv, "PHP 脚本"},
                           Mark{0, "L\0\0\0\x01\x14\x02\0"sv, "Windows 快捷方式"},
                           Mark{0, "Rar!"sv, "RAR 压缩包"},
                           Mark{0, "7z\xBC\xAF\x27\x1C"sv, "7z 压缩包"},
                           Mark{0, "\x1F\x8B"sv, "GZIP 压缩包"},
                           Mark{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "旧版 Office 文件（doc、xls、ppt）"},
                           Mark{0, "{\\rtf"sv, "RTF 文档"},
                           Mark{0, "BM"sv, "BMP 图片"},
                           Mark{0, "II*\0"sv, "TIFF 图片"},
                           Mark{0, "MM\0*"sv, "TIFF 图片"},
                           Mark{0, "8BPS"sv, "Photoshop 文件（PSD）"},
                           Mark{0, "%!PS"sv, "PostScript 文件"},
                           Mark{0, "\x1A\x45\xDF\xA3"sv, "MKV 或 WebM 视频"},
                           Mark{0, "FLV\x01"sv, "FLV 视频"},
                           Mark{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "WMV 视频"},
                           Mark{0, "ID3"sv, "MP3 音频"},
                           Mark{4, "ftypheic"sv, "HEIC 图片（苹果手机的“高效”格式，可在相机设置中改为“兼容性最佳”）"},
                           Mark{4, "ftypheix"sv, "HEIC 图片（苹果手机的“高效”格式，可在相机设置中改为“兼容性最佳”）"},
                           Mark{4, "ftypmif1"sv, "HEIF 图片"},
                           Mark{4, "ftypavif"sv, "AVIF 图片"},
                           Mark{4, "ftypqt  "sv, "MOV 视频（QuickTime）"},
                           Mark{4, "ftypM4A "sv, "M4A 音频"},
                           Mark{8, "WAVE"sv, "WAV 音频"}};

bool has_mark(std::string_view file, std::size_t at, std::string_view mark) {
    return file.size() >= at + mark.size() && file.substr(at, mark.size()) == mark;
}

std::string_view zip_kind(std::string_view file) {
    const auto head = file.substr(0, 4096);
    if (head.find("word/") != head.npos) return "Word 文档（docx）";
    if (head.find("xl/") != head.npos) return "Excel 表格（xlsx）";
    if (head.find("ppt/") != head.npos) return "PPT 演示文稿（pptx）";
    if (head.find("OFD.xml") != head.npos) return "OFD 版式文件";
    if (head.find("AndroidManifest") != head.npos) return "安卓安装包（apk）";
    return "ZIP 压缩包";
}

/// What a file is that is none of ours.
std::string_view foreign_kind(std::string_view file) {
    if (file.empty()) return "空文件";
    if (has_mark(file, 0, "PK\x03\x04")) return zip_kind(file);
    for (const Mark& mark : marks)
        if (has_mark(file, mark.at, mark.bytes)) return mark.zh;
    const auto start = trim(file.substr(0, 512));
    if (start.starts_with("<svg") || (start.starts_with("<?xml") && start.find("<svg") != start.npos))
        return "SVG 图片（可含脚本）";
    if (start.starts_with("<!") || start.starts_with("<html") || start.starts_with("<HTML")) return "网页文件（HTML）";
    if (start.starts_with("<?xml")) return "XML 文件";
    const auto piece = file.substr(0, 4096);
    if (is_utf8(file.size() <= 4096 ? piece : piece.substr(0, piece.find_last_of('\n') + 1)) &&
        !has_control(piece, true) && !start.empty())
        return "文本文件";
    return "无法识别的文件";
}

}  // namespace

std::string_view media_type_name(MediaType type) {
    return row(type).media;
}
std::string_view kind_name(MediaType type) {
    return row(type).name;
}
std::string_view kind_name_zh(MediaType type) {
    return row(type).zh;
}
std::string_view extension(MediaType type) {
    return row(type).extension;
}
std::optional<MediaType> parse_kind(std::string_view name) {
    const auto found = std::ranges::find(kinds, name, &Kind::name);
    return found == kinds.end() ? std::nullopt : std::optional(found->type);
}
bool is_picture(MediaType type) {
    return type == MediaType::png || type == MediaType::jpeg || type == MediaType::gif || type == MediaType::webp;
}

std::optional<MediaType> kind_of(std::span<const std::byte> content) {
    const auto file = as_text(content);
    if (has_mark(file, 0, "\x89PNG\r\n\x1a\n")) return MediaType::png;
    if (has_mark(file, 0, "\xFF\xD8\xFF")) return MediaType::jpeg;
    if (has_mark(file, 0, "GIF87a") || has_mark(file, 0, "GIF89a")) return MediaType::gif;
    if (has_mark(file, 0, "%PDF-")) return MediaType::pdf;
    if (has_mark(file, 0, "RIFF")) {
        if (has_mark(file, 8, "WEBP")) return MediaType::webp;
        if (has_mark(file, 8, "AVI ")) return MediaType::avi;
    }
    if (has_mark(file, 4, "ftyp") && file.size() >= 12) {
        // Brands of films; pictures and sound come in the same boxes (ISO/IEC 14496-12 Annex E, 14496-14).
        constexpr std::array brands{"isom"sv, "iso2"sv, "iso4"sv, "iso5"sv, "iso6"sv, "mp41"sv, "mp42"sv,
                                    "avc1"sv, "M4V "sv, "MSNV"sv, "dash"sv, "3gp4"sv, "3gp5"sv, "3gp6"sv};
        if (std::ranges::find(brands, file.substr(8, 4)) != brands.end()) return MediaType::mp4;
    }
    return std::nullopt;
}

std::string describe_kind(std::span<const std::byte> content) {
    const auto kind = kind_of(content);
    return std::string(kind ? kind_name_zh(*kind) : foreign_kind(as_text(content)));
}

Result<FileInfo> inspect_file(std::span<const std::byte> content) {
    const auto kind = kind_of(content);
    const auto file = as_text(content);
    if (!kind) return Error{Code::document_type, "", "这是" + describe_kind(content) + "，平台不接受这种文件"};
    switch (*kind) {
        case MediaType::png:
            return bytes::inspect_png(file);
        case MediaType::jpeg:
            return bytes::inspect_jpeg(file);
        case MediaType::gif:
            return bytes::inspect_gif(file);
        case MediaType::webp:
            return bytes::inspect_webp(file);
        case MediaType::pdf:
            return bytes::inspect_pdf(file);
        case MediaType::mp4:
            return bytes::inspect_mp4(file);
        case MediaType::avi:
            return bytes::inspect_avi(file);
    }
    return Error{Code::document_type, "", "平台不接受这种文件"};
}

Result<FileInfo> bytes::sized(MediaType type, std::uint32_t width, std::uint32_t height) {
    const std::string_view zh = is_picture(type) ? "图片" : "视频";
    if (width == 0 || height == 0) return damaged(std::string(zh) + "的宽和高不能为 0");
    if (width > picture_pixels_max || height > picture_pixels_max)
        return Error{Code::out_of_bounds, "",
                     std::string(zh) + "的宽和高不能超过 " + std::to_string(picture_pixels_max) + " 像素"};
    return FileInfo{type, width, height};
}

}  // namespace yiguan::registry
