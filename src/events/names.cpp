#include <algorithm>

#include "core/text.hpp"
#include "events/log.hpp"
#include "mint/mint.hpp"

namespace yiguan::events {
namespace {

// The 33 digits behind "/E=" or "ecode:", up to the end or the query; nothing for any other text.
std::optional<std::string_view> ecode_of(std::string_view text) {
    std::size_t from = std::string_view::npos;
    if (text.starts_with("ecode:"))
        from = 6;
    else if (const auto mark = text.find("/E="); mark != std::string_view::npos)
        from = mark + 3;
    if (from == std::string_view::npos || text.size() < from + mint::code_digits) return std::nullopt;
    const auto code = text.substr(from, mint::code_digits);
    const auto rest = text.substr(from + mint::code_digits);
    if (!rest.empty() && rest[0] != '?' && rest[0] != '#' && rest != "/") return std::nullopt;
    if (!std::ranges::all_of(code, is_digit)) return std::nullopt;
    return code;
}

}  // namespace

std::optional<codes::PlacedCode> Names::place(std::string_view text) const {
    const auto code = ecode_of(text);
    if (!code || !directory_.is_ours(*code)) return std::nullopt;
    return directory_.place(*code);
}

Reach Names::reach_of(std::string_view text) const {
    if (const auto placed = place(text)) return {placed->block.value, placed->counter, placed->counter};
    const epcis::Place found = epcis::place_of(epcis::canonical(text));
    return {found.space, found.number, found.number};
}

Result<Reach> Names::reach_of(const epcis::EpcRange& range) const {
    const auto first = place(range.first), last = place(range.last);
    const auto refused = [&](std::string detail) {
        return Error{.code = Code::epcis_validation,
                     .pointer = "",
                     .detail = std::move(detail),
                     .field = "rangeList",
                     .value = shorten(first ? range.last : range.first, 100)};
    };
    if (!first || !last) return refused("区间的首末两码必须是本平台发出的码");
    if (first->block != last->block) return refused("区间的首末两码必须属于同一码段");
    if (first->counter > last->counter) return refused("区间的末码不能在首码之前");
    return Reach{first->block.value, first->counter, last->counter};
}

std::string Names::uri(const codes::Block& block, std::int64_t counter) const {
    return base_url_ + "/E=" + directory_.text(block, counter);
}

}  // namespace yiguan::events
