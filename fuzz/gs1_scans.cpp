// keys/gs1/scan.hpp: what a bar-code reader sends. Oracles: what is printed is read the same; a number in an EAN symbol
// satisfies a naive check sum; an error names a place inside the text.
#include "keys/gs1/scan.hpp"

#include <algorithm>
#include <string>

#include "core/ids.hpp"
#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using namespace yiguan::keys::gs1;
using fuzz::require;

bool sums_up(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * ((digits.size() - i) % 2 == 1 ? 1 : 3);
    return sum % 10 == 0;
}

void check(const Scan& scan, std::string_view text) {
    require(text.starts_with(scan.symbology->id), "another symbology than the text says");
    require(!scan.data.empty() || scan.content == ScanContent::text, "a scan without data");
    require(scan.message.has_value() || scan.content != ScanContent::element_string, "no elements");
    require(scan.link.has_value() == (scan.content == ScanContent::digital_link), "no link, or one too many");
    if (scan.content == ScanContent::item_number)
        require(std::ranges::all_of(scan.data, is_digit) && sums_up(scan.data), "a number that does not sum up");
    const auto printed = format_scan(scan);
    const auto again = parse_scan(printed);
    require(again.has_value() && format_scan(again.value()) == printed, "what is printed does not stay");
    require(again.value().content == scan.content, "what is printed is something else");
    if (scan.message)
        require(std::ranges::equal(again.value().message->elements(), scan.message->elements()), "other elements");
    const auto message = message_of(scan);
    require(message.size() >= scan.data.size(), "a message without its data");
    require(message.starts_with(fnc1_mark) == (scan.content == ScanContent::element_string), "FNC1 at the wrong place");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto scan = parse_scan(text);
    if (scan.has_value()) {
        check(scan.value(), text);
    } else {
        fuzz::require_showable(scan.error());
        const auto& pointer = scan.error().pointer;
        const auto at = pointer.empty() ? std::nullopt : parse_id(std::string_view(pointer).substr(1));
        require(pointer == "@0" || (at && static_cast<std::size_t>(*at) <= size), "a place outside the text");
    }
    return 0;
}
