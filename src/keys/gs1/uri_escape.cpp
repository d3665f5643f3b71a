#include "keys/gs1/uri_escape.hpp"

#include <algorithm>

namespace yiguan::keys::gs1 {
namespace {

constexpr int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

}  // namespace

int hex_byte(char high, char low) {
    const int h = hex_digit(high), l = hex_digit(low);
    return h < 0 || l < 0 ? -1 : h * 16 + l;
}

void append_uri_escaped(std::string& out, std::string_view value, UriPart part) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (uri_unreserved.has(c)) {
            out += c;
        } else if (c == ' ' && part == UriPart::query) {
            out += '+';
        } else {
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
}

std::string uri_escape(std::string_view value, UriPart part) {
    std::string out;
    append_uri_escaped(out, value, part);
    return out;
}

std::optional<std::size_t> uri_unescape(std::string_view text, UriPart part, char* out) {
    char* end = out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int byte = hex_byte(text[i + 1], text[i + 2]);
            if (byte == 0) return std::nullopt;
            if (byte > 0) {
                *end++ = static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        *end++ = text[i] == '+' && part == UriPart::query ? ' ' : text[i];
    }
    return static_cast<std::size_t>(end - out);
}

std::optional<std::string> uri_unescape(std::string_view text, UriPart part) {
    std::string out(text.size(), '\0');
    const auto size = uri_unescape(text, part, out.data());
    if (!size) return std::nullopt;
    out.resize(*size);
    return out;
}

bool is_uri_plain(std::string_view text, UriPart part) {
    return std::ranges::none_of(text, [&](char c) { return c == '%' || (c == '+' && part == UriPart::query); });
}

}  // namespace yiguan::keys::gs1
