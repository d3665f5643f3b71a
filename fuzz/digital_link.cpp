// keys/gs1: parse_digital_link, format_digital_link, canonical form, epcis_digital_link. Oracle: what is read is
// printed and read the same; the canonical form stays; each value passes the rules of element strings; each error is
// showable.
#include <fmt/format.h>

#include "fuzz/harness.hpp"
#include "keys/gs1/digital_link.hpp"
#include "keys/gs1/epc_uri.hpp"

namespace {

using namespace yiguan;
using namespace yiguan::keys::gs1;
using fuzz::require;

void check(std::string_view text, const LinkOptions& options) {
    const auto link = parse_digital_link(text, options);
    if (link.has_error()) return fuzz::require_showable(link.error());
    const DigitalLink& read = link.value();
    require(text.starts_with(read.stem()), "the stem is no front of the address");
    require(read.path().size() + read.attributes().size() == read.elements().size(), "an element is lost");
    require(read.key().info != nullptr && read.key().info->link_key, "the key is none");
    const bool strict = options.check_digits == CheckDigits::judge && !options.permit_unknown_ais;
    if (strict) {
        const std::string element_string = format_fnc1(read.elements());
        const auto message = parse_fnc1(element_string);
        require(message.has_value(), "a link of values that no element string may have");
        require(std::ranges::equal(message.value().elements(), read.elements()), "the element string is another one");
    }
    for (const Element& element : read.elements()) {
        require(!element.value.empty(), "an empty value");
        std::size_t times = 0;
        for (const Element& other : read.elements()) times += other.ai == element.ai;
        require(times == 1, "an AI twice");
    }
    const std::string canonical = canonical_digital_link(read);
    const auto again = parse_digital_link(canonical, options);
    require(again.has_value(), "the canonical form is no link");
    require(canonical_digital_link(again.value()) == canonical, "the canonical form does not stay");
    require(std::ranges::equal(again.value().path(), read.path()), "the canonical form has another path");
    require(again.value().elements().size() == read.elements().size(), "the canonical form has other elements");
    const auto formatted = format_digital_link(read.elements(), read.stem(), options);
    if (formatted.has_value())
        require(parse_digital_link(formatted.value(), options).has_value(), "a formatted link is none");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(text, {});
    check(text, {.convenience_alphas = true,
                 .zero_suppressed_gtin = true,
                 .permit_unknown_ais = true,
                 .unknown_ai_not_dl_attr = false,
                 .check_digits = CheckDigits::ignore});
    const auto known = epcis_digital_link(text);
    if (known.has_error()) {
        fuzz::require_showable(known.error());
    } else {
        const auto again = epcis_digital_link(known.value());
        require(again.has_value() && again.value() == known.value(), "the form of EPCIS does not stay");
    }
    return 0;
}
