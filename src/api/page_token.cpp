#include "api/page_token.hpp"

#include "core/text.hpp"
#include "crypto/crypto.hpp"

namespace yiguan::api {
namespace {

// version, expiry, a, b, c, given, begun; then the text; then the first 16 bytes of the MAC.
constexpr char version = 1;
constexpr std::size_t fixed_bytes = 1 + 5 * 8 + 1, mac_bytes = 16;
constexpr std::size_t token_chars_max = 2048;

void put(std::string& out, std::int64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
}

std::int64_t take(std::string_view& from) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(from[static_cast<std::size_t>(i)]);
    from.remove_prefix(8);
    return static_cast<std::int64_t>(value);
}

int sextet(char c) {
    if (is_upper(c)) return c - 'A';
    if (is_lower(c)) return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const int six = sextet(c);
        if (six < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(six);
        if ((held += 6) >= 8) out += static_cast<char>(bits >> (held -= 8) & 0xff);
    }
    // One text for one token: bits that say nothing are zero.
    if ((bits & ((1u << held) - 1)) != 0) return std::nullopt;
    return out;
}

}  // namespace

std::string PageTokens::mac(std::string_view payload, std::string_view about) const {
    std::string text;
    text.reserve(8 + payload.size() + about.size());
    put(text, static_cast<std::int64_t>(payload.size()));
    text.append(payload).append(about);
    const auto full = crypto::module().hmac(crypto::Digest::sha256, key_, as_bytes(text));
    return std::string(as_text(full).substr(0, mac_bytes));
}

std::string PageTokens::seal(const PagePlace& place, std::string_view about, UtcMs expires) const {
    std::string payload(1, version);
    put(payload, expires.value);
    const auto& p = place.position;
    for (const std::int64_t value : {p.a, p.b, p.c, p.given}) put(payload, value);
    payload += p.begun ? '\1' : '\0';
    payload += place.text;
    payload += mac(payload, about);
    return to_base64url(as_bytes(payload));
}

Result<PagePlace> PageTokens::open(std::string_view token, std::string_view about, UtcMs now) const {
    const auto refuse = [&] {
        return Error{.code = Code::epcis_page_token,
                     .pointer = "/nextPageToken",
                     .detail = "翻页标记只能用于得到它的同一查询，且在一小时内有效，请从第一页重新查询",
                     .field = "nextPageToken"};
    };
    if (token.size() > token_chars_max) return refuse();
    const auto bytes = from_base64url(token);
    if (!bytes || bytes->size() < fixed_bytes + mac_bytes) return refuse();
    const std::string_view payload = std::string_view(*bytes).substr(0, bytes->size() - mac_bytes);
    if (!equal_constant_time(mac(payload, about), std::string_view(*bytes).substr(payload.size()))) return refuse();
    if (payload.front() != version) return refuse();
    std::string_view rest = payload.substr(1);
    if (UtcMs{take(rest)} < now) return refuse();
    PagePlace place;
    place.position.a = take(rest);
    place.position.b = take(rest);
    place.position.c = take(rest);
    place.position.given = take(rest);
    place.position.begun = rest.front() != '\0';
    place.text = rest.substr(1);
    return place;
}

}  // namespace yiguan::api
