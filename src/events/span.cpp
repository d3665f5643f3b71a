#include "events/span.hpp"

#include <algorithm>
#include <bit>

namespace yiguan::events {

std::vector<Span> cover(std::int64_t first, std::int64_t last) {
    std::vector<Span> spans;
    while (first <= last) {
        const auto size = static_cast<std::uint64_t>(last - first) + 1;
        const int fits = static_cast<int>(std::bit_width(size)) - 1;  // the largest power of two not over what is left
        const int aligned = first == 0 ? fits : std::countr_zero(static_cast<std::uint64_t>(first));
        const int level = std::min(fits, aligned);
        spans.push_back({level, first >> level});
        first += std::int64_t{1} << level;
    }
    return spans;
}

std::vector<Span> loose_cover(std::int64_t first, std::int64_t last) {
    const auto level = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(last - first)));
    if (first >> level == last >> level) return {{level, first >> level}};
    return {{level, first >> level}, {level, last >> level}};
}

std::vector<Span> spans_holding(std::int64_t counter, int level_max) {
    std::vector<Span> spans;
    for (int level = 0; level <= level_max; ++level) spans.push_back({level, counter >> level});
    return spans;
}

}  // namespace yiguan::events
