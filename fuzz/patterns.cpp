// Configuration that operators write: CodeSchemes::from_json with texts to match, parse_nsi_table, parse_ecode_bits.
// The first line is a text, the rest the configuration. Oracles: a match consists of its parts; bounds; what is
// accepted is matched again; bits come back.
#include <algorithm>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/keys.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using fuzz::require_showable;

constexpr Date today{2026, 11, 21};

void check_matches(const keys::CodeSchemes& schemes, std::string_view text) {
    for (const auto& found : schemes.find(text, today)) {
        const auto again = schemes.match(found.scheme, found.text, today, keys::Reading::exact);
        require(again.has_value() && again.value().text == found.text && again.value().parts == found.parts,
                "a match is not matched again");
        std::size_t at = 0;
        for (const auto& part : found.parts) {
            at = found.text.find(part.value, at);
            require(at != std::string::npos, "a part that does not stand in the text, or not in its order");
            at += part.value.size();
        }
    }
    for (const auto& scheme : schemes.all()) {
        const auto one = schemes.match(scheme.id, text, today);
        if (one.has_error()) require_showable(one.error());
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::string_view text = input.line();
    const std::string_view configuration = input.rest();

    check_matches(keys::CodeSchemes::built_in(), text);
    const auto schemes = keys::CodeSchemes::from_json(configuration);
    if (schemes.has_value()) {
        check_matches(schemes.value(), text);
    } else {
        require_showable(schemes.error());
        for (const auto& other : schemes.error().others) require_showable(other);
    }

    const auto table = keys::parse_nsi_table(configuration);
    if (table.has_error()) {
        require_showable(table.error());
    } else {
        keys::EcodeRules rules{.nsi = table.value(), .bare = keys::EcodeRules::Bare::known_nsi};
        const auto read = keys::read_ecode(text, rules);
        const auto plain = keys::parse_ecode(text);
        require(plain.has_error() || (read.has_value() && read.value().code == plain.value()),
                "rules take a code away");
        if (read.has_value() && plain.has_error())
            require(read.value().scheme != nullptr, "a bare number without a known scheme");
    }

    const std::span<const std::byte> bytes = as_bytes(text);
    if (const auto bits = keys::parse_ecode_bits(bytes, bytes.size() * 8); bits.has_value()) {
        const auto written = keys::to_bytes(bits.value());
        require(std::ranges::equal(written, bytes), "bits do not come back");
    }
    return 0;
}
