// Requests that this node makes itself, to addresses that others have named: a subscriber's URL. No curl here.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/address.hpp"
#include "core/result.hpp"

namespace yiguan::http {

/// Which addresses may be connected to when somebody else named them. Without further ado only those of the public
/// Internet: not this machine, not the networks behind it, not the metadata services of clouds (server-side request
/// forgery). IPv4 in its IPv6 spellings is judged as IPv4.
class AddressPolicy {
public:
    AddressPolicy() = default;
    /// @param also  Networks that are allowed in addition, such as those of an intranet: "10.1.0.0/16, fd12::/48".
    explicit AddressPolicy(IpNetworks also) : also_(std::move(also)) {}
    bool allows(const IpAddress& address) const { return is_public(address) || also_.contains(address); }
    /// Globally reachable unicast, by the registries of special-purpose addresses (RFC 6890 and what IANA added).
    static bool is_public(const IpAddress& address);

private:
    IpNetworks also_;
};

struct OutgoingOptions {
    AddressPolicy policy{};
    std::chrono::milliseconds connect_timeout{5'000};  ///< Name, TCP and TLS together.
    std::chrono::milliseconds total_timeout{15'000};   ///< Until the answer's last byte.
    std::size_t answer_bytes_max = 64 * 1024;          ///< Of the answer's body, and the same of its header.
    std::string ca_file{};                             ///< PEM; empty: the system's certificate authorities.
};

struct OutgoingAnswer {
    enum class Outcome : std::uint8_t {
        answered,  ///< `status` and `body` are the peer's.
        bad_url,   ///< check_url() says why.
        refused,   ///< The name leads to addresses that the policy does not allow.
        unreachable,
        tls,  ///< The certificate is not valid for the host, or no common TLS version.
        timed_out,
        too_large,  ///< The answer exceeds answer_bytes_max.
        cancelled,
    };
    Outcome outcome = Outcome::unreachable;
    int status = 0;
    std::string body{};
    std::string what{};  ///< For the log, when not answered; no part of the URL but its host.
    bool delivered() const { return outcome == Outcome::answered && status >= 200 && status < 300; }
};
std::string_view name(OutgoingAnswer::Outcome outcome);

using OutgoingHeaders = std::vector<std::pair<std::string, std::string>>;

/// Makes one request at a time and waits for its answer: belongs to one worker thread, which keeps the connection to
/// the last peer. http and https only, TLS 1.2 at least, no redirects, no proxy, no cookies, no compression. The policy
/// is asked with the very address that is connected to, so that a name cannot mean one thing when it is checked and
/// another when it is used.
class OutgoingClient {
public:
    explicit OutgoingClient(OutgoingOptions options);
    ~OutgoingClient();
    OutgoingClient(const OutgoingClient&) = delete;

    /// Never throws for what the peer does. Content-Type comes with `headers`; a name or value that cannot be sent, or
    /// Host, Content-Length and Transfer-Encoding, make it a bad_url (the caller's mistake).
    OutgoingAnswer post(std::string_view url, std::string_view body, const OutgoingHeaders& headers);
    OutgoingAnswer get(std::string_view url, const OutgoingHeaders& headers = {});
    /// From another thread: ends the request under way within about a second, and every later one at once.
    void cancel();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Whether a URL could be called, without looking up its name: http or https with a host, no user or password, no
/// fragment, at most 2,048 printable ASCII characters; a host that is an address must be allowed by `policy`.
/// Code::invalid, pointer "".
Result<void> check_url(std::string_view url, const AddressPolicy& policy);

}  // namespace yiguan::http
