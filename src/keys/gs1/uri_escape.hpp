// Percent-encoding of values in GS1 Digital Link URIs and EPC URIs.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace yiguan::keys::gs1 {

/// Where in a URI a value stands. They differ in one thing: a plus of the path is a plus, one of the query is a blank.
enum class UriPart { path, query };

/// Appends `value` with everything outside A-Z a-z 0-9 - . _ ~ as %XX in upper case; a blank of the query becomes +.
/// Source: RFC 3986, 2.3; GS1 Digital Link URI Syntax, "percent-encoding".
void append_uri_escaped(std::string& out, std::string_view value, UriPart part);
std::string uri_escape(std::string_view value, UriPart part);

/// The bytes behind %XX in either case; a % without two hexadecimal digits stays as it is. Nothing if a byte is NUL.
std::optional<std::string> uri_unescape(std::string_view text, UriPart part);
/// Writes at most text.size() bytes to `out` and returns how many, or nothing if one of them is NUL.
std::optional<std::size_t> uri_unescape(std::string_view text, UriPart part, char* out);
/// True if uri_unescape() would change nothing.
bool is_uri_plain(std::string_view text, UriPart part);

/// The value of two hexadecimal digits, or -1.
int hex_byte(char high, char low);

/// A set of characters, for tables of constants.
class CharSet {
public:
    constexpr explicit CharSet(std::string_view chars) {
        for (const char c : chars) has_[static_cast<unsigned char>(c)] = true;
    }
    constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

private:
    std::array<bool, 256> has_{};
};

inline constexpr CharSet uri_unreserved{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"};

}  // namespace yiguan::keys::gs1
