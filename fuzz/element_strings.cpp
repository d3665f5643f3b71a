// keys/gs1/element_string.hpp: bar-code data in the form a reader sends and in brackets. Oracles: a naive splitter over
// the published dictionary must find the same elements, what is printed is read the same, the canonical form stays, an
// error names a place inside the text.
#include "keys/gs1/element_string.hpp"

#include <algorithm>
#include <string>

#include "core/ids.hpp"
#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using namespace yiguan::keys::gs1;
using fuzz::require;

void check_error(const Error& error, std::string_view text) {
    fuzz::require_showable(error);
    const auto at = parse_id(error.pointer.substr(std::min<std::size_t>(1, error.pointer.size())));
    require(error.pointer == "@0" || (at && static_cast<std::size_t>(*at) <= text.size()), "a place outside the text");
}

bool same(std::span<const Element> a, std::span<const Element> b) {
    return std::ranges::equal(a, b);
}

/// Where the elements of a taken text must end, read with nothing but the dictionary's lines.
void naive_split(std::string_view text, char mark, std::span<const Element> elements) {
    std::size_t n = 0;
    for (std::size_t at = 1; at < text.size(); ++n) {
        require(n < elements.size(), "an element was not found");
        const Element& e = elements[n];
        require(text.substr(at).starts_with(e.ai), "the AI is not what stands there");
        require(std::ranges::count(all_ais(), e.ai, &AiInfo::ai) == 1, "an AI that is not in the dictionary");
        at += e.ai.size();
        require(text.substr(at).starts_with(e.value) && !e.value.empty(), "the value is not what stands there");
        require(e.value.find(mark) == std::string_view::npos, "a separator in a value");
        at += e.value.size();
        if (at < text.size() && text[at] == mark)
            ++at;
        else
            require(at == text.size() || e.info->predefined_length, "a separator is missing");
    }
    require(n == elements.size(), "an element too many");
}

void check_message_text(const Message& message) {
    const auto elements = message.elements();
    const auto fnc1 = format_fnc1(elements);
    const auto bracketed = format_bracketed(elements);
    const auto from_fnc1 = parse_fnc1(fnc1);
    const auto from_bracketed = parse_bracketed(bracketed);
    require(from_fnc1.has_value() && same(from_fnc1.value().elements(), elements), "printed with FNC1, read otherwise");
    require(from_bracketed.has_value() && same(from_bracketed.value().elements(), elements),
            "printed in brackets, read otherwise");
    const auto canonical = message.canonical();
    require(same(canonical.canonical().elements(), canonical.elements()), "the canonical form does not stay");
    for (const Element& e : elements)
        require(std::ranges::count(canonical.elements(), e) == 1, "the canonical form lost or doubled an element");
    const auto rules = check_message(elements);
    if (rules.has_error()) fuzz::require_showable(rules.error());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto parsed = parse_fnc1(text); parsed.has_value()) {
        naive_split(text, text.front(), parsed.value().elements());
        check_message_text(parsed.value());
        if (text.front() == group_separator)
            require(parse_transmitted(text.substr(1)).has_value(), "refused without its FNC1");
    } else {
        check_error(parsed.error(), text);
    }
    if (const auto parsed = parse_bracketed(text); parsed.has_value()) {
        check_message_text(parsed.value());
        require(format_bracketed(parsed.value().elements()) == text, "two texts for the same elements");
    } else {
        check_error(parsed.error(), text);
    }
    if (const auto parsed = parse_bracketed(text, {.unknown = UnknownAi::allow}); parsed.has_value())
        require(format_bracketed(parsed.value().elements()) == text, "two texts for the same elements");
    for (const auto linter : {Linter::couponcode, Linter::couponposoffer, Linter::cset64, Linter::iban, Linter::pcenc,
                              Linter::pieceoftotal, Linter::posinseqslash, Linter::csumalpha, Linter::yyyymmd0}) {
        const Lint found = lint(linter, text);
        require(found.at <= size && found.length <= size - found.at, "a mark outside the data");
        require(!found.ok() || found.length == 0, "a mark without an error");
    }
    return 0;
}
