#include "events/follow.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::events {

std::vector<Follow> Visited::enter(const Follow& f) {
    auto& seen = seen_[{f.reach.space, (f.forward ? 1 : 0) + (f.by_contents ? 2 : 0)}];
    std::vector<Follow> fresh;
    std::vector<std::pair<std::int64_t, Part>> pieces;
    auto at = seen.upper_bound(f.reach.first);
    if (at != seen.begin() && std::prev(at)->second.last >= f.reach.first) --at;
    std::int64_t next = f.reach.first;
    const auto take = [&](std::int64_t first, std::int64_t last, Period period) {
        Follow part = f;
        part.reach = {f.reach.space, first, last};
        part.period = period;
        fresh.push_back(part);
        pieces.push_back({first, {last, period}});
    };
    while (at != seen.end() && at->first <= f.reach.last) {
        const auto [first, old] = *at;
        if (first > next) take(next, first - 1, f.period);
        const auto low = std::max(first, f.reach.first), high = std::min(old.last, f.reach.last);
        next = high + 1;
        if (f.period.within(old.period)) {
            ++at;
            continue;
        }
        at = seen.erase(at);
        if (first < low) pieces.push_back({first, {low - 1, old.period}});
        take(low, high, {std::min(f.period.from, old.period.from), std::max(f.period.until, old.period.until)});
        if (high < old.last) pieces.push_back({high + 1, {old.last, old.period}});
    }
    if (next <= f.reach.last) take(next, f.reach.last, f.period);
    seen.insert(pieces.begin(), pieces.end());
    return fresh;
}

bool is_bare_class(std::string_view text) {
    if (text.starts_with("urn:epc:idpat:")) return true;
    const auto gtin = text.find("/01/");
    return gtin != text.npos && text.find("/10/") == text.npos && text.find("/21/") == text.npos &&
           text.find("/235/") == text.npos;
}

std::string renumbered(std::string_view text, std::int64_t number) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[text.size() - 1 - digits])) ++digits;
    std::string out(text.substr(0, text.size() - digits));
    const std::string written = std::to_string(number);
    if (digits > 0 && text[text.size() - digits] == '0' && written.size() < digits)
        out.append(digits - written.size(), '0');
    return out + written;
}

NodeKind kind_of(const Mention& m) {
    if (m.role & epcis::role::any_class) return NodeKind::lot;
    if (m.first.starts_with("urn:epc:class:") || m.first.find("/10/") != m.first.npos) {
        if (m.first.find("/21/") == m.first.npos) return NodeKind::lot;
    }
    if (m.first.starts_with("urn:epc:id:sscc:") || m.first.find("/00/") != m.first.npos ||
        m.first.starts_with("urn:epc:id:grai:") || m.first.find("/8003/") != m.first.npos)
        return NodeKind::container;
    return m.reach.size() > 1 ? NodeKind::range : NodeKind::item;
}

}  // namespace yiguan::events
