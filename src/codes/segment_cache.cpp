#include "codes/segment_cache.hpp"

#include <algorithm>
#include <ctime>

namespace yiguan::codes {
namespace {

// A read costs little more for a few neighbours; a block of many small segments is read stretch by stretch.
constexpr int segments_a_read = 8;
constexpr std::size_t stretches_max = 2000;  // of a shard: some 20 MB in all when every one is full

std::int64_t now_ms() {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
}

std::optional<State> state_in(const std::vector<Segment>& segments, std::int64_t counter) {
    auto at = std::ranges::upper_bound(segments, counter, {}, &Segment::first);
    if (at == segments.begin() || (--at)->last < counter) return std::nullopt;
    return at->state;
}

}  // namespace

std::optional<SegmentCache::Known> SegmentCache::find(BlockId block, std::int64_t counter) const {
    const Shard& place = shard(block);
    const std::lock_guard lock(place.mutex);
    const auto found = place.blocks.find(block);
    if (found == place.blocks.end() || !holds(block, found->second, now_ms())) return std::nullopt;
    auto at = found->second.stretches.upper_bound(counter);
    if (at == found->second.stretches.begin() || (--at)->second.to < counter) return std::nullopt;
    return Known{state_in(at->second.segments, counter)};
}

std::optional<State> SegmentCache::read(db::Tx& tx, BlockId block, std::int64_t counter) {
    const std::int64_t begun = now_ms();
    Stretch read{counter, counter, {}};
    if (const auto own = find_segment(tx, block, counter)) {
        read.from = own->first;
        read.to = own->last;
        read.segments.push_back(*own);
    }
    const auto following = list_segments(tx, block, read.to + 1, segments_a_read);
    read.segments.insert(read.segments.end(), following.begin(), following.end());
    read.to = following.size() < segments_a_read ? INT64_MAX : following.back().last;
    const auto state = state_in(read.segments, counter);

    Shard& place = shard(block);
    const std::lock_guard lock(place.mutex);
    if (place.stretches >= stretches_max) {  // plain and rare: a full shard starts anew
        place.blocks.clear();
        place.stretches = 0;
    }
    if (!changes_.unchanged_since(block.value, tx.sees())) return state;  // changed while it was read
    Remembered& remembered = place.blocks[block];
    if (!holds(block, remembered, begun)) {
        place.stretches -= remembered.stretches.size();
        remembered = {tx.sees(), begun, {}};
    }
    // What overlaps says nothing that the new stretch does not say, or is soon read again.
    auto& all = remembered.stretches;
    auto next = all.lower_bound(read.from);
    if (next != all.begin() && std::prev(next)->second.to >= read.from) --next;
    while (next != all.end() && next->second.from <= read.to) {
        next = all.erase(next);
        --place.stretches;
    }
    all.emplace(read.from, std::move(read));
    ++place.stretches;
    return state;
}

}  // namespace yiguan::codes
