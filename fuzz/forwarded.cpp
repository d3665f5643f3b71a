// core/address.hpp: X-Forwarded-For as a stranger sends it through a trusted proxy, and the list of proxies of a
// settings file. Oracles: what stands before the last entry that is no trusted proxy changes nothing; an untrusted peer
// is always the client himself; an address has one network however it is written.
#include "core/address.hpp"

#include <string>

#include "fuzz/harness.hpp"

using namespace yiguan;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto trusted = TrustedProxies::parse("127.0.0.1,10.0.0.0/8,fd00::/8").value();
    static const auto proxy = IpAddress::parse("10.1.2.3").value(), stranger = IpAddress::parse("192.0.2.1").value();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto half = text.find('\n');
    const std::string_view lists[] = {text.substr(0, half),
                                      half == text.npos ? std::string_view{} : text.substr(half + 1)};

    require(trusted.client(stranger, lists) == stranger, "a stranger was believed");
    const auto client = trusted.client(proxy, std::span(lists).first(1));
    const std::string behind = std::string(lists[0]) + ",203.0.113.9";
    const std::string_view one[] = {behind};
    require(trusted.client(proxy, one) == IpAddress::parse("203.0.113.9").value(),
            "what a client made up was believed");
    const std::string ahead = "6.6.6.6, " + std::string(lists[0]);
    const std::string_view two[] = {ahead};
    if (!trusted.contains(client)) require(trusted.client(proxy, two) == client, "the front of the list matters");

    if (const auto address = IpAddress::parse(text); address && address->is_v4() && text.find(':') == text.npos)
        require(IpAddress::parse("::ffff:" + std::string(text)) == address, "two spellings, two addresses");
    if (const auto list = TrustedProxies::parse(text); list.has_error())
        require(list.error().code == Code::invalid, "another error than invalid");
    return 0;
}
