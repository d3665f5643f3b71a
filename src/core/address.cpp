#include "core/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "core/text.hpp"

namespace yiguan {
namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool same_network(const IpAddress& a, const IpAddress& b, int bits) {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(a.bytes().begin(), a.bytes().begin() + static_cast<std::ptrdiff_t>(whole), b.bytes().begin()))
        return false;
    const int rest = bits % 8;
    return rest == 0 || ((a.bytes()[whole] ^ b.bytes()[whole]) >> (8 - rest)) == 0;
}

// Some proxies write the port of the hop too: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::string_view without_port(std::string_view hop) {
    if (hop.starts_with('[')) {
        const auto end = hop.find(']');
        return end == hop.npos ? std::string_view{} : hop.substr(1, end - 1);
    }
    const auto colon = hop.find(':');
    return colon != hop.npos && hop.find(':', colon + 1) == hop.npos ? hop.substr(0, colon) : hop;
}

}  // namespace

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> bytes) {
    IpAddress address;
    std::ranges::copy(v4_prefix, address.bytes_.begin());
    std::ranges::copy(bytes, address.bytes_.begin() + v4_prefix.size());
    return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    char copy[INET6_ADDRSTRLEN];
    if (text.size() >= sizeof copy || text.find('\0') != text.npos) return std::nullopt;
    *std::ranges::copy(text, copy).out = '\0';
    std::array<std::uint8_t, 4> four{};
    if (::inet_pton(AF_INET, copy, four.data()) == 1) return v4(four);
    IpAddress address;
    if (::inet_pton(AF_INET6, copy, address.bytes_.data()) != 1) return std::nullopt;
    return address;
}

bool IpAddress::is_v4() const {
    return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes_.begin());
}

std::string IpAddress::text() const {
    char out[INET6_ADDRSTRLEN];
    if (is_v4())
        ::inet_ntop(AF_INET, bytes_.data() + v4_prefix.size(), out, sizeof out);
    else
        ::inet_ntop(AF_INET6, bytes_.data(), out, sizeof out);
    return out;
}

std::string IpAddress::masked() const {
    IpAddress first = *this;
    std::fill(first.bytes_.begin() + (is_v4() ? 15 : 6), first.bytes_.end(), std::uint8_t{0});
    std::string out = first.text();
    if (is_v4()) out.pop_back();
    return out + "*";
}

std::uint64_t IpAddress::network() const {
    const std::size_t from = is_v4() ? 8 : 0;
    std::uint64_t bits = 0;
    for (std::size_t i = from; i < from + 8; ++i) bits = bits << 8 | bytes_[i];
    return bits;
}

Result<IpNetworks> IpNetworks::parse(std::string_view list) {
    IpNetworks parsed;
    while (!trim(list).empty()) {
        const auto comma = std::min(list.find(','), list.size());
        const auto entry = trim(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
        const auto slash = entry.find('/');
        const auto address = IpAddress::parse(entry.substr(0, slash));
        const int most = address && address->is_v4() ? 32 : 128;
        int bits = most;
        if (slash != entry.npos) {
            const auto [end, error] = std::from_chars(entry.data() + slash + 1, entry.data() + entry.size(), bits);
            if (error != std::errc{} || end != entry.data() + entry.size()) bits = -1;
        }
        if (!address || bits < 0 || bits > most)
            return Error{.code = Code::invalid,
                         .pointer = "",
                         .detail = "应是以逗号分隔的 IP 地址或网段，如 127.0.0.1, 10.0.0.0/8",
                         .value = shorten(entry, 50)};
        parsed.networks_.push_back({*address, bits + 128 - most});
    }
    return parsed;
}

bool IpNetworks::contains(const IpAddress& address) const {
    return std::ranges::any_of(
        networks_, [&](const Network& network) { return same_network(address, network.address, network.bits); });
}

Result<TrustedProxies> TrustedProxies::parse(std::string_view list) {
    TrustedProxies proxies;
    TRY(proxies.networks_, IpNetworks::parse(list));
    return proxies;
}

IpAddress TrustedProxies::client(const IpAddress& peer, std::span<const std::string_view> lists) const {
    IpAddress client = peer;
    for (std::size_t line = lists.size(); line-- > 0;) {
        std::string_view rest = lists[line];
        for (;;) {
            if (!contains(client)) return client;
            const auto comma = rest.rfind(',');
            const auto hop = IpAddress::parse(without_port(trim(comma == rest.npos ? rest : rest.substr(comma + 1))));
            if (!hop) return client;
            client = *hop;
            if (comma == rest.npos) break;
            rest = rest.substr(0, comma);
        }
    }
    return client;
}

}  // namespace yiguan
