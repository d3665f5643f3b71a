#include "codes/segment.hpp"

#include <algorithm>

namespace yiguan::codes {

std::string_view name(Status status) {
    static constexpr std::string_view names[] = {"",     "bound",    "active", "in_transit", "in_stock",
                                                 "sold", "returned", "frozen", "recalled",   "voided"};
    return names[static_cast<std::size_t>(status)];
}

std::string_view name_zh(Status status) {
    static constexpr std::string_view names[] = {"空码", "已绑定", "已激活", "在途",   "在库",
                                                 "已售", "已退回", "冻结",   "已召回", "作废"};
    return names[static_cast<std::size_t>(status)];
}

std::int64_t chain_after(std::int64_t chain, EventId event) {
    // splitmix64's finaliser over both words.
    const auto mix = [](std::uint64_t x) {
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9ull;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBull;
        return x ^ (x >> 31);
    };
    const auto mixed =
        mix(mix(static_cast<std::uint64_t>(chain) + 0x9E3779B97F4A7C15ull) ^ static_cast<std::uint64_t>(event.value));
    const auto id = static_cast<std::int64_t>(mixed & INT64_MAX);
    return id == 0 ? 1 : id;
}

namespace {

// Drops what stays as it was from both sides of the change, so that only real differences are written.
SegmentChange difference(const std::vector<Segment>& before, std::vector<Segment> after) {
    std::vector<Segment> merged;
    for (Segment& s : after) {
        if (!merged.empty() && merged.back().last + 1 == s.first && merged.back().state == s.state)
            merged.back().last = s.last;
        else
            merged.push_back(s);
    }
    const auto holds = [](const std::vector<Segment>& sorted, const Segment& s) {
        const auto at = std::ranges::lower_bound(sorted, s.first, {}, &Segment::first);
        return at != sorted.end() && *at == s;
    };
    SegmentChange change;
    for (const Segment& s : before)
        if (!holds(merged, s)) change.removed.push_back(s.first);
    for (const Segment& s : merged)
        if (!holds(before, s)) change.inserted.push_back(s);
    return change;
}

}  // namespace

Result<SegmentChange> change_segments(const std::vector<Segment>& stored, std::int64_t first, std::int64_t last,
                                      const std::function<Result<State>(const Segment&)>& next) {
    std::vector<Segment> after;
    std::int64_t covered_to = first - 1;  // every counter of [first, covered_to] was found
    const auto gap = [](std::int64_t at) {
        return Error{.code = Code::codes_not_bound,
                     .pointer = "",
                     .detail = "所选码中有尚未绑定的码",
                     .value = std::to_string(at)};
    };
    for (const Segment& s : stored) {
        if (s.last < first || s.first > last) {
            after.push_back(s);
            continue;
        }
        const std::int64_t from = std::max(s.first, first), to = std::min(s.last, last);
        if (from != covered_to + 1) return gap(covered_to + 1);
        TRY(const State state, next(Segment{from, to, s.state}));
        if (s.first < from) after.push_back({s.first, from - 1, s.state});
        after.push_back({from, to, state});
        if (to < s.last) after.push_back({to + 1, s.last, s.state});
        covered_to = to;
    }
    if (covered_to != last) return gap(covered_to + 1);
    return difference(stored, std::move(after));
}

SegmentChange without_segments(const std::vector<Segment>& stored, std::int64_t first, std::int64_t last) {
    std::vector<Segment> after;
    for (const Segment& s : stored) {
        if (s.last < first || s.first > last) {
            after.push_back(s);
            continue;
        }
        if (s.first < first) after.push_back({s.first, first - 1, s.state});
        if (s.last > last) after.push_back({last + 1, s.last, s.state});
    }
    return difference(stored, std::move(after));
}

Result<SegmentChange> add_segment(const std::vector<Segment>& stored, std::int64_t first, std::int64_t last,
                                  const State& state) {
    std::vector<Segment> after;
    bool placed = false;
    for (const Segment& s : stored) {
        if (s.last >= first && s.first <= last)
            return Error{.code = Code::codes_already_bound,
                         .pointer = "",
                         .detail = "所选码中有已绑定的码",
                         .value = std::to_string(std::max(s.first, first))};
        if (!placed && s.first > last) {
            after.push_back({first, last, state});
            placed = true;
        }
        after.push_back(s);
    }
    if (!placed) after.push_back({first, last, state});
    return difference(stored, std::move(after));
}

}  // namespace yiguan::codes
