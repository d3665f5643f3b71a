// keys/recognise.hpp: what any scanned text may be. Oracles: what a candidate claims, another parser confirms; the
// answer is short, showable and looks at 2,000 bytes only.
#include "keys/recognise.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/fold.hpp"
#include "keys/keys.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using keys::Kind;

void check_claim(const keys::Recognised& r, std::string_view scanned) {
    require(is_utf8(r.text) && !r.text.empty() && utf8_length(r.text) <= 301, "a candidate's text was not shortened");
    require(is_utf8(r.name) && !r.name.empty(), "a candidate without name");
    require(is_utf8(r.note) && !r.note.empty() && utf8_length(r.note) <= 300, "a candidate's note has no bound");
    require(std::ranges::none_of(r.text + r.note, [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
            "a control character in a candidate");
    const bool whole = !r.text.ends_with("…");
    switch (r.kind) {
        case Kind::gtin:
            require(keys::Gtin::parse(r.text).has_value(), "a GTIN that is none");
            break;
        case Kind::gln:
            require(keys::Gln::parse(r.text).has_value(), "a GLN that is none");
            break;
        case Kind::uscc:
            require(keys::Uscc::parse(r.text).has_value(), "a credit code that is none");
            break;
        case Kind::sscc:
            require(r.text.size() == 18 && keys::has_check_digit(r.text), "an SSCC that is none");
            break;
        case Kind::ecode:
            require(!whole || keys::parse_ecode("E=" + r.text).has_value(), "an Ecode that is none");
            break;
        case Kind::web_address:
        case Kind::gs1_digital_link:
            // Where it held control characters, the candidate's text holds question marks.
            require(has_control(scanned, false) || keys::address_host(r.text).has_value(), "an address without host");
            break;
        default:
            break;
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto found = keys::recognise(text);
    require(found.size() <= 8, "more candidates than anybody reads");
    std::set<Kind> kinds;
    for (const auto& r : found) {
        check_claim(r, text);
        require(kinds.insert(r.kind).second, "the same kind twice");
    }
    const auto front = keys::recognise(text.substr(0, 2000));
    require(std::ranges::equal(found, front, {}, &keys::Recognised::text, &keys::Recognised::text),
            "bytes behind the 2,000th count");
    // parse_ecode does not look at the host of an address; recognise() does, and says nothing of one without host.
    const bool no_host = keys::fold(text).find("://") != std::string::npos && !keys::address_host(text);
    if (size <= 2000 && is_utf8(text) && !no_host && keys::parse_ecode(text).has_value())
        require(kinds.contains(Kind::ecode), "an Ecode is not recognised");
    return 0;
}
