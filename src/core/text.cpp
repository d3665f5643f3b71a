#include "core/text.hpp"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace yiguan {
namespace {

// One code point from the front of `text`: its length in bytes, 0 when malformed.
std::size_t decode(std::string_view text, char32_t& cp) {
    const auto b = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = b(0);
    std::size_t n;
    char32_t least;
    if (first < 0x80) {
        cp = first;
        return 1;
    }
    if ((first & 0xE0) == 0xC0)
        n = 2, least = 0x80, cp = first & 0x1Fu;
    else if ((first & 0xF0) == 0xE0)
        n = 3, least = 0x800, cp = first & 0x0Fu;
    else if ((first & 0xF8) == 0xF0)
        n = 4, least = 0x10000, cp = first & 0x07u;
    else
        return 0;
    if (text.size() < n) return 0;
    for (std::size_t i = 1; i < n; ++i) {
        if ((b(i) & 0xC0) != 0x80) return 0;
        cp = (cp << 6) | (b(i) & 0x3Fu);
    }
    return cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF) ? 0 : n;
}

std::size_t blank_at_front(std::string_view t) {
    if (t.empty()) return 0;
    if (t[0] == ' ' || (t[0] >= '\t' && t[0] <= '\r')) return 1;
    if (t.starts_with("\u00A0")) return 2;
    if (t.starts_with("\u3000") || t.starts_with("\uFEFF")) return 3;
    return 0;
}

std::size_t blank_at_back(std::string_view t) {
    if (t.empty()) return 0;
    if (t.back() == ' ' || (t.back() >= '\t' && t.back() <= '\r')) return 1;
    if (t.ends_with("\u00A0")) return 2;
    if (t.ends_with("\u3000") || t.ends_with("\uFEFF")) return 3;
    return 0;
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

bool is_utf8(std::string_view text) {
    char32_t cp;
    while (!text.empty()) {
        const auto n = decode(text, cp);
        if (n == 0) return false;
        text.remove_prefix(n);
    }
    return true;
}

std::size_t utf8_length(std::string_view text) {
    std::size_t n = 0;
    for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return n;
}

bool has_control(std::string_view text, bool allow_newline_and_tab) {
    char32_t cp;
    while (!text.empty()) {
        const auto n = decode(text, cp);
        if (n == 0) return true;
        const bool allowed = allow_newline_and_tab && (cp == '\n' || cp == '\r' || cp == '\t');
        // Besides C0 and C1: line separators and the bidirectional controls, which can make a page read backwards.
        if (!allowed && (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 ||
                         (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069)))
            return true;
        text.remove_prefix(n);
    }
    return false;
}

std::string shorten(std::string_view text, std::size_t code_points) {
    std::string out;
    char32_t cp;
    for (std::size_t i = 0; !text.empty(); ++i) {
        if (i == code_points) return out + "…";
        const auto n = decode(text, cp);
        if (n == 0 || cp < 0x20 || cp == 0x7F)
            out += '?';
        else
            out += text.substr(0, n);
        text.remove_prefix(n == 0 ? 1 : n);
    }
    return out;
}

std::string_view trim(std::string_view text) {
    while (const auto n = blank_at_front(text)) text.remove_prefix(n);
    while (const auto n = blank_at_back(text)) text.remove_suffix(n);
    return text;
}

std::string fold_width(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        if (text.substr(i, 3) == "\u3000") {
            out += ' ';
            i += 3;
        } else if (i + 2 < text.size() && text[i] == '\xEF' && (text[i + 1] == '\xBC' || text[i + 1] == '\xBD')) {
            // U+FF01..U+FF5E are EF BC 81 .. EF BD 9E.
            const unsigned low = static_cast<unsigned char>(text[i + 2]) & 0x3Fu;
            const unsigned cp = 0xFF00u + (text[i + 1] == '\xBD' ? 0x40u : 0u) + low;
            if (cp >= 0xFF01 && cp <= 0xFF5E)
                out += static_cast<char>(cp - 0xFEE0);
            else
                out += text.substr(i, 3);
            i += 3;
        } else {
            out += text[i++];
        }
    }
    return out;
}

void append_html(std::string& out, std::string_view text) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char* entity;
        switch (text[i]) {
            case '&':
                entity = "&amp;";
                break;
            case '<':
                entity = "&lt;";
                break;
            case '>':
                entity = "&gt;";
                break;
            case '"':
                entity = "&quot;";
                break;
            case '\'':
                entity = "&#39;";
                break;
            default:
                continue;
        }
        out.append(text, from, i - from);
        out += entity;
        from = i + 1;
    }
    out.append(text, from);
}

std::string html(std::string_view text) {
    std::string out;
    append_html(out, text);
    return out;
}

std::string to_hex(std::span<const std::byte> bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::byte b : bytes) {
        out += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
        out += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = hex_value(hex[i]), low = hex_value(hex[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string to_base64url(std::span<const std::byte> bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned acc = 0, bits = 0;
    for (const std::byte b : bytes) {
        acc = (acc << 8) | std::to_integer<unsigned>(b);
        for (bits += 8; bits >= 6; bits -= 6) out += alphabet[(acc >> (bits - 6)) & 63];
    }
    if (bits > 0) out += alphabet[(acc << (6 - bits)) & 63];
    return out;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '+' && plus_is_blank) c = ' ';
        if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out += c;
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            out += '%';
            out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
            out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference |
                                                (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
    return difference == 0;
}

void fill_random(std::span<std::byte> out) {
    while (!out.empty()) {
        const ssize_t n = getrandom(out.data(), out.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
        out = out.subspan(static_cast<std::size_t>(n));
    }
}

std::string random_token(std::size_t bytes) {
    std::string raw(bytes, '\0');
    fill_random({reinterpret_cast<std::byte*>(raw.data()), raw.size()});
    return to_base64url(as_bytes(raw));
}

}  // namespace yiguan
