// keys/resolve.hpp: what any scanned text may be. Oracles: what a candidate claims, another parser confirms; its
// canonical form is understood as the same; an error names a place inside the text; what people see is short and
// showable and looks at 2,000 bytes only.
#include "keys/resolve.hpp"

#include <algorithm>
#include <set>

#include "core/ids.hpp"
#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/fold.hpp"
#include "keys/keys.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using keys::Kind;

constexpr keys::ParseContext context{.today = Date{2026, 11, 21}};

bool has_kind(const keys::Parsed& parsed, Kind kind) {
    return std::ranges::any_of(parsed.candidates(), [&](const keys::Candidate& c) { return c.kind == kind; });
}

void check_candidate(const keys::Candidate& candidate) {
    const std::string text = candidate.canonical();
    require(!text.empty() && is_utf8(text), "a key without a text");
    switch (candidate.kind) {
        case Kind::gtin:
        case Kind::upc_e:
            require(text.size() == 14 && keys::has_check_digit(text), "a GTIN that is none");
            break;
        case Kind::gln:
            require(text.size() == 13 && keys::has_check_digit(text), "a GLN that is none");
            break;
        case Kind::sscc:
        case Kind::gsrn:
            require(text.size() == 18 && keys::has_check_digit(text), "an SSCC that is none");
            break;
        case Kind::uscc:
            require(keys::Uscc::parse(text).has_value(), "a credit code that is none");
            break;
        case Kind::ecode:
            require(keys::parse_ecode("E=" + text).has_value(), "an Ecode that is none");
            break;
        case Kind::gs1_element_string:
            require(keys::gs1::parse_bracketed(text).has_value(), "an element string that is none");
            break;
        case Kind::gs1_digital_link:
            require(keys::gs1::parse_digital_link(text).has_value(), "a Digital Link that is none");
            break;
        case Kind::web_address:
            require(keys::address_host(text) == candidate.host, "an address without host");
            break;
        default:
            break;
    }
    // What stands behind a mark is printed without it; every other key is understood again as the same.
    if (candidate.kind == Kind::ecode || candidate.kind == Kind::upc_e || text.size() > keys::parsed_bytes_max) return;
    const auto again = keys::parse(text, context);
    require(again.has_value() && has_kind(again.value(), candidate.kind), "a canonical form is not understood");
    for (const auto& other : again.value().candidates())
        if (other.kind == candidate.kind) require(other.canonical() == text, "a canonical form does not stay");
}

void check_parsed(std::string_view text) {
    const auto parsed = keys::parse(text, context);
    if (parsed.has_error()) {
        fuzz::require_showable(parsed.error());
        const auto& pointer = parsed.error().pointer;
        const auto at = pointer.empty() ? std::nullopt : parse_id(std::string_view(pointer).substr(1));
        require(pointer.empty() || pointer == "@0" || (at && static_cast<std::size_t>(*at) <= text.size()),
                "a place outside the text");
        return;
    }
    const auto candidates = parsed.value().candidates();
    require(!candidates.empty() && candidates.size() <= 8, "no candidate, or more than anybody reads");
    std::set<Kind> kinds;
    for (const auto& candidate : candidates) {
        require(kinds.insert(candidate.kind).second, "the same kind twice");
        check_candidate(candidate);
    }
}

void check_recognised(std::string_view text) {
    const auto found = keys::recognise(text);
    require(found.size() <= 8, "more candidates than anybody reads");
    for (const auto& r : found) {
        require(is_utf8(r.text) && !r.text.empty() && utf8_length(r.text) <= 301, "a text was not shortened");
        require(is_utf8(r.name) && !r.name.empty(), "a candidate without name");
        require(is_utf8(r.note) && !r.note.empty() && utf8_length(r.note) <= 300, "a note has no bound");
        require(std::ranges::none_of(r.text + r.note, [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
                "a control character in a candidate");
    }
    const auto front = keys::recognise(text.substr(0, keys::parsed_bytes_max));
    require(std::ranges::equal(found, front, {}, &keys::Recognised::text, &keys::Recognised::text),
            "bytes behind the 2,000th count");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_parsed(text);
    check_recognised(text);
    return 0;
}
