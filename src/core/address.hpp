// IP addresses of clients, and which of the hops before us may be believed.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan {

/// An IPv4 address is held as ::ffff:a.b.c.d, so that both spellings are one address.
class IpAddress {
public:
    IpAddress() = default;  ///< "::"
    static IpAddress v4(std::array<std::uint8_t, 4> bytes);
    explicit IpAddress(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}
    /// Dotted IPv4 or RFC 4291 IPv6, no zone, no port.
    static std::optional<IpAddress> parse(std::string_view text);

    bool is_v4() const;
    /// What limits are counted by: the address of IPv4, the first 64 bits of IPv6, which one customer has alone and can
    /// number as he likes. Networks of the two kinds never collide (0000::/8 is reserved).
    std::uint64_t network() const;
    const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
    std::string text() const;    ///< "192.0.2.1", "2001:db8::1"
    std::string masked() const;  ///< Its first 24 or 48 bits: "192.0.2.*", "2001:db8:12::*"

private:
    std::array<std::uint8_t, 16> bytes_{};
};

/// A list of addresses and networks.
class IpNetworks {
public:
    IpNetworks() = default;
    /// "127.0.0.1, 10.0.0.0/8, fd00::/8": addresses and networks divided by commas; "" for none. Code::invalid.
    static Result<IpNetworks> parse(std::string_view list);

    bool empty() const { return networks_.empty(); }
    bool contains(const IpAddress& address) const;

private:
    struct Network {
        IpAddress address;
        int bits;
    };
    std::vector<Network> networks_;
};

/// The reverse proxies of this node. What they say of the client is believed, what anybody else says is not.
class TrustedProxies {
public:
    TrustedProxies() = default;
    /// As IpNetworks::parse().
    static Result<TrustedProxies> parse(std::string_view list);

    bool empty() const { return networks_.empty(); }
    bool contains(const IpAddress& address) const { return networks_.contains(address); }
    /// The client of a request that `peer` brought. X-Forwarded-For is read from its end: each trusted hop vouches for
    /// the one before it, the first that is not trusted is the client; what stands before it he may have made up.
    /// @param lists  The values of the header, in the order of their lines. Anything that is no address ends the walk.
    IpAddress client(const IpAddress& peer, std::span<const std::string_view> lists) const;

private:
    IpNetworks networks_;
};

}  // namespace yiguan
