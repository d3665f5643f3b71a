#include "codes/segment_cache.hpp"

#include <algorithm>
#include <ctime>
#include <span>

#include "codes/items.hpp"

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

std::optional<State> state_in(std::span<const Segment> segments, std::int64_t counter) {
    auto at = std::ranges::upper_bound(segments, counter, {}, &Segment::first);
    if (at == segments.begin() || (--at)->last < counter) return std::nullopt;
    return at->state;
}

}  // namespace

std::optional<SegmentCache::Known> SegmentCache::find(BlockId block, std::int64_t counter) const {
    const Shard& shard = shards_[place(block)];
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.blocks.find(block);
    if (found == shard.blocks.end() || !holds(block, found->second, now_ms())) return std::nullopt;
    const auto& all = found->second.stretches;
    auto at = std::ranges::upper_bound(all, counter, {}, &Stretch::from);
    if (at == all.begin() || (--at)->to < counter) return std::nullopt;
    return Known{state_in(at->segments, counter), at->pieces};
}

std::optional<State> SegmentCache::read(db::Tx& tx, BlockId block, std::int64_t counter) {
    const std::int64_t begun = now_ms();
    Stretch read{counter, counter, false, {}};
    if (const auto own = find_segment(tx, block, counter)) {
        read.from = own->first;
        read.to = own->last;
        read.segments.push_back(*own);
    }
    const auto following = list_segments(tx, block, read.to + 1, segments_a_read);
    read.segments.insert(read.segments.end(), following.begin(), following.end());
    read.to = following.size() < segments_a_read ? INT64_MAX : following.back().last;
    read.pieces = has_items(tx, {block, read.from, read.to});
    const auto state = state_in(read.segments, counter);

    Shard& shard = shards_[place(block)];
    const std::lock_guard lock(shard.mutex);
    if (shard.stretches >= stretches_max) {  // plain and rare: a full shard starts anew
        shard.blocks.clear();
        shard.stretches = 0;
    }
    if (!changes_.unchanged_since(block.value, tx.sees())) return state;  // changed while it was read
    Remembered& remembered = shard.blocks[block];
    if (!holds(block, remembered, begun)) {
        shard.stretches -= remembered.stretches.size();
        remembered = {tx.sees(), begun, {}};
    }
    // What overlaps says nothing that the new stretch does not say, or is soon read again.
    auto& all = remembered.stretches;
    const auto overlaps = [&](const Stretch& s) { return s.from <= read.to && s.to >= read.from; };
    const auto kept = std::ranges::remove_if(all, overlaps).begin();
    shard.stretches -= static_cast<std::size_t>(all.end() - kept);
    all.erase(kept, all.end());
    all.insert(std::ranges::upper_bound(all, read.from, {}, &Stretch::from), std::move(read));
    ++shard.stretches;
    return state;
}

}  // namespace yiguan::codes
