// Small functions over UTF-8 text and bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace yiguan {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
constexpr char to_upper(char c) {
    return is_lower(c) ? static_cast<char>(c - 32) : c;
}
constexpr char to_lower(char c) {
    return is_upper(c) ? static_cast<char>(c + 32) : c;
}

/// Well-formed UTF-8 without overlong forms, surrogates or code points over U+10FFFF.
bool is_utf8(std::string_view text);
/// Code points of a text that is_utf8().
std::size_t utf8_length(std::string_view text);
/// True if any code point is a control character other than the given exceptions (newline and tab).
bool has_control(std::string_view text, bool allow_newline_and_tab);
/// The first `code_points` of a text, with … behind when something was cut. Bytes that are no UTF-8 become '?'.
std::string shorten(std::string_view text, std::size_t code_points);
/// Without ASCII blanks, tabs and line ends, no-break and ideographic spaces (U+00A0, U+3000), byte-order mark at both
/// ends.
std::string_view trim(std::string_view text);
/// Full-width forms U+FF01..U+FF5E and U+3000 to ASCII.
std::string fold_width(std::string_view text);

/// For HTML text and double- or single-quoted attribute values. Appends to `out`.
void append_html(std::string& out, std::string_view text);
std::string html(std::string_view text);

std::string to_hex(std::span<const std::byte> bytes);
std::optional<std::string> from_hex(std::string_view hex);
/// RFC 4648 section 5, no padding.
std::string to_base64url(std::span<const std::byte> bytes);
/// %XX decoding; `plus_is_blank` for query strings. Nothing for a broken escape or a result with NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);
/// Everything outside the unreserved set of RFC 3986 becomes %XX.
std::string percent_encode(std::string_view text);

inline std::span<const std::byte> as_bytes(std::string_view s) {
    return {reinterpret_cast<const std::byte*>(s.data()), s.size()};
}
inline std::string_view as_text(std::span<const std::byte> b) {
    return {reinterpret_cast<const char*>(b.data()), b.size()};
}

/// Equal length and content, in time that does not depend on where they differ.
bool equal_constant_time(std::string_view a, std::string_view b);
/// From the kernel (getrandom); throws std::system_error when that fails.
void fill_random(std::span<std::byte> out);
/// `bytes` random bytes in base64url: 16 bytes give 22 characters.
std::string random_token(std::size_t bytes);

}  // namespace yiguan
