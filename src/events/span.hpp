// Dyadic spans: a range of counters as the fewest aligned power-of-two pieces, so that "which events touched this
// code?" is one equality look-up per level on any engine, and a million codes take about forty rows.
#pragma once
#include <cstdint>
#include <vector>

namespace yiguan::events {

/// Covers the counters [node << level, ((node + 1) << level) - 1].
struct Span {
    int level = 0;
    std::int64_t node = 0;
    friend auto operator<=>(const Span&, const Span&) = default;
};

/// The unique smallest cover of [first, last] by disjoint spans, ascending. 0 <= first <= last < 2^62.
/// At most 2 * log2(last - first + 1) + 1 of them.
std::vector<Span> cover(std::int64_t first, std::int64_t last);

/// One or two spans of the level whose pieces are at least as long as the range: a little more than the range, so that
/// what is found by them must be compared with the event, but never more than two rows for any range.
std::vector<Span> loose_cover(std::int64_t first, std::int64_t last);

/// The spans of level 0..level_max that hold `counter`.
std::vector<Span> spans_holding(std::int64_t counter, int level_max);

}  // namespace yiguan::events
