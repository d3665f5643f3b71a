// keys/ecode.hpp: parse_ecode and address_host. Oracles: an accepted code keeps the bounds of GB/T 31866 and is read
// the same from each of its written forms; a host is lower case and free of what may stand around it.
#include "keys/ecode.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using fuzz::require_showable;

void check_bounds(const keys::Ecode& e) {
    require(e.version >= 1 && e.version <= 4, "a version that nobody may issue");
    static constexpr std::size_t nsi[] = {0, 4, 4, 5, 5}, md_max[] = {0, 20, 28, 39, 1000};
    const auto v = static_cast<std::size_t>(e.version);
    require(e.nsi.size() == nsi[v], "an NSI of another length");
    const auto md = e.version == 4 ? utf8_length(e.md) : e.md.size();
    require(md >= 1 && md <= md_max[v], "an MD outside its bounds");
    const auto fits = [&](char c) { return is_digit(c) || (v >= 3 && (is_lower(c) || is_upper(c))); };
    require(std::ranges::all_of(e.nsi, fits), "a foreign character in the NSI");
    if (v < 4)
        require(std::ranges::all_of(e.md, fits), "a foreign character in the MD");
    else
        require(is_utf8(e.md) && !has_control(e.md, false), "a control character in the MD");
}

void require_same(const std::string& written, const keys::Ecode& expected) {
    const auto again = keys::parse_ecode(written);
    require(again.has_value() && again.value() == expected, "a code is not read the same from another written form");
}

std::string wide(std::string_view narrow) {
    std::string out;
    for (const char c : narrow) {
        const auto u = static_cast<unsigned char>(c);
        if (u <= 0x20 || u >= 0x7F) {
            out += c;
            continue;
        }
        const unsigned cp = 0xFF00u + u - 0x20u;
        out += static_cast<char>(0xEF);
        out += static_cast<char>(0x80u | ((cp >> 6) & 0x3Fu));
        out += static_cast<char>(0x80u | (cp & 0x3Fu));
    }
    return out;
}

void check_host(std::string_view text) {
    const auto host = keys::address_host(text);
    if (!host) return;
    require(!host->empty() && host->size() <= text.size(), "a host longer than its address");
    require(host->find_first_of("/?#\\ \t\r\n") == std::string::npos, "a host with a piece of its address");
    require(std::ranges::none_of(*host, is_upper), "a host in capitals");
    // Only what browsers agree on: an address of nothing but visible ASCII, whose host is a plain name.
    if (!std::ranges::all_of(*host, [](char c) { return is_digit(c) || is_lower(c) || c == '-' || c == '.'; })) return;
    if (host->ends_with('.')) return;
    const auto again = keys::address_host("https://a:b@" + *host + ":8080/x@y");
    require(again == host, "a host is not found again behind user and before port");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_host(text);
    const auto parsed = keys::parse_ecode(text);
    if (parsed.has_error()) {
        const Code code = parsed.error().code;
        require(code == Code::ecode_length || code == Code::ecode_character || code == Code::ecode_version ||
                    code == Code::ecode_unmarked,
                "an error that the contract does not name");
        require_showable(parsed.error());
        return 0;
    }
    const keys::Ecode& e = parsed.value();
    check_bounds(e);
    // Folding reads well-formed text; of broken bytes it promises no more than not to fail.
    if (!is_utf8(text)) return 0;
    require_same("E=" + e.text(), e);
    require_same(" e= " + wide(e.text()) + "\r\n", e);
    require_same("https://example.cn/a/E=" + percent_encode(e.text()) + "/b?E=1#x", e);
    require_same("HTTP://example.cn?x=1&e=" + percent_encode(e.text()), e);
    if (e.version == 2 && e.md.size() == 28) require_same(e.text(), e);
    return 0;
}
