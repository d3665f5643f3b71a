// Reading numbers out of a file held in memory. The caller has checked the bounds. Private to registry.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "registry/documents.hpp"

namespace yiguan::registry::bytes {

inline std::uint32_t u8(std::string_view s, std::size_t at) {
    return static_cast<unsigned char>(s[at]);
}
inline std::uint32_t be16(std::string_view s, std::size_t at) {
    return u8(s, at) << 8 | u8(s, at + 1);
}
inline std::uint32_t be32(std::string_view s, std::size_t at) {
    return be16(s, at) << 16 | be16(s, at + 2);
}
inline std::uint64_t be64(std::string_view s, std::size_t at) {
    return std::uint64_t{be32(s, at)} << 32 | be32(s, at + 4);
}
inline std::uint32_t le16(std::string_view s, std::size_t at) {
    return u8(s, at) | u8(s, at + 1) << 8;
}
inline std::uint32_t le24(std::string_view s, std::size_t at) {
    return le16(s, at) | u8(s, at + 2) << 16;
}
inline std::uint32_t le32(std::string_view s, std::size_t at) {
    return le16(s, at) | le16(s, at + 2) << 16;
}

inline Error damaged(std::string rule) {
    return {Code::document_damaged, "", std::move(rule)};
}

/// Code::document_damaged for no width or height, Code::out_of_bounds over picture_pixels_max.
Result<FileInfo> sized(MediaType type, std::uint32_t width, std::uint32_t height);

// What each kind says of itself; `file` begins with the mark of its kind. The structure is read to the last byte and
// bytes behind the end are refused; pixels are not decoded. Code::document_damaged, Code::out_of_bounds.
Result<FileInfo> inspect_png(std::string_view file);   // picture.cpp
Result<FileInfo> inspect_jpeg(std::string_view file);  // picture.cpp
Result<FileInfo> inspect_gif(std::string_view file);   // picture_more.cpp
Result<FileInfo> inspect_webp(std::string_view file);  // picture_more.cpp
Result<FileInfo> inspect_pdf(std::string_view file);   // pdf.cpp
Result<FileInfo> inspect_mp4(std::string_view file);   // video.cpp
Result<FileInfo> inspect_avi(std::string_view file);   // video.cpp

}  // namespace yiguan::registry::bytes
