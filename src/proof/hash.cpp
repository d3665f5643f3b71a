#include "proof/hash.hpp"

#include <algorithm>
#include <cstring>

namespace yiguan::proof {
namespace {

template <class H>
Hash joined(std::string_view a, std::string_view b, std::string_view c, std::string_view d) {
    H h;
    h.add(a);
    if (!b.empty()) h.add(b);
    if (!c.empty()) h.add(c);
    if (!d.empty()) h.add(d);
    return h.done();
}

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int digit_of(char c, int base) {
    if (base == 16) return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    const auto at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

Hash digest(Suite suite, std::string_view a, std::string_view b, std::string_view c, std::string_view d) {
    return suite == Suite::sm3 ? joined<crypto::Sm3>(a, b, c, d) : joined<crypto::Sha256>(a, b, c, d);
}

Hash hash_leaf(Suite suite, std::string_view data) {
    return digest(suite, std::string_view("\0", 1), data);
}

Hash hash_children(Suite suite, const Hash& left, const Hash& right) {
    char both[65];
    both[0] = 1;
    std::memcpy(both + 1, left.data(), 32);
    std::memcpy(both + 33, right.data(), 32);
    return digest(suite, {both, 65});
}

Hash empty_root(Suite suite) {
    return digest(suite, {});
}

std::optional<Hash> hash_from(std::string_view bytes) {
    Hash out;
    if (bytes.size() != out.size()) return std::nullopt;
    std::memcpy(out.data(), bytes.data(), out.size());
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += k <= n ? alphabet[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::size_t digits = 4;
        if (i + 4 == text.size())
            while (digits > 2 && text[i + digits - 1] == '=') --digits;
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const int d = k < digits ? digit_of(text[i + k], 64) : 0;
            if (d < 0) return std::nullopt;
            group = group << 6 | static_cast<std::uint32_t>(d);
        }
        if ((digits == 2 && (group & 0xffff) != 0) || (digits == 3 && (group & 0xff) != 0)) return std::nullopt;
        for (std::size_t k = 0; k + 1 < digits; ++k) out += static_cast<char>(group >> (16 - 8 * k));
    }
    return out;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit_of(text[i], 16), low = digit_of(text[i + 1], 16);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high << 4 | low);
    }
    return out;
}

}  // namespace yiguan::proof
