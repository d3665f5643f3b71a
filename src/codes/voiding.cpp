// What takes codes away again: 作废空码, and a binding that is undone.
#include <algorithm>

#include "codes/codes_store.hpp"

namespace yiguan::codes {
namespace {

Error changed_in_between() {
    return {.code = Code::conflict, .pointer = "", .detail = "数据刚被另一个操作修改，请重试"};
}

Result<Block> block_around(db::Tx& tx, const CodeRange& range) {
    TRY(Block block, get_block(tx, range.block));
    if (range.first < block.first || range.last > block.last)
        return Error{.code = Code::codes_outside_block,
                     .pointer = "/ranges",
                     .detail = "所选码超出码段范围",
                     .field = "序号区间",
                     .value = std::to_string(range.first < block.first ? range.first : range.last)};
    return block;
}

// Calls `change` for the ranges of each block and raises the block by the counts that came out of it.
template <class F>
Result<void> by_block(db::Tx& tx, const std::vector<CodeRange>& ranges, F change) {
    for (std::size_t i = 0, next = 0; i < ranges.size(); i = next) {
        TRY(const Block block, block_around(tx, ranges[i]));
        Counts counts;
        for (; next < ranges.size() && ranges[next].block == block.id; ++next) {
            TRY_VOID(block_around(tx, ranges[next]));
            TRY_VOID(change(ranges[next], counts));
        }
        if (!store::advance_block(tx, block, counts)) return changed_in_between();
    }
    return outcome::success();
}

void add_step(std::vector<ChainStep>& steps, const ChainStep& step) {
    if (std::ranges::find(steps, step) == steps.end()) steps.push_back(step);
}

}  // namespace

Result<std::vector<ChainStep>> void_free(db::Tx& tx, const std::vector<CodeRange>& ranges, EventId event,
                                         OrgId holder) {
    std::vector<ChainStep> steps;
    TRY_VOID(by_block(tx, ranges, [&](const CodeRange& range, Counts& counts) -> Result<void> {
        const State state{.batch = {},
                          .status = Status::voided,
                          .holder = holder,
                          .consignee = {},
                          .chain = chain_after(0, event),
                          .event = event};
        TRY(const auto change, add_segment(store::segments_around(tx, range.block, range.first, range.last),
                                           range.first, range.last, state));
        store::write(tx, range.block, change);
        counts.voided += range.size();
        add_step(steps, {range.block, 0, state.chain});
        return outcome::success();
    }));
    return steps;
}

Result<std::vector<ChainStep>> unbind(db::Tx& tx, const std::vector<CodeRange>& ranges, EventId event, Unbound to,
                                      const std::function<Result<void>(const Segment&)>& may) {
    std::vector<ChainStep> steps;
    TRY_VOID(by_block(tx, ranges, [&](const CodeRange& range, Counts& counts) -> Result<void> {
        const auto stored = store::segments_around(tx, range.block, range.first, range.last);
        const auto next = [&](const Segment& part) -> Result<State> {
            if (!part.state.batch)
                return Error{.code = Code::codes_not_bound, .pointer = "", .detail = "所选码中有已作废的码"};
            TRY_VOID(may(part));
            const std::int64_t size = part.last - part.first + 1;
            counts.bound -= size;
            if (part.state.status != Status::bound) counts.active -= size;
            State state{.batch = {},
                        .status = Status::voided,
                        .holder = part.state.holder,
                        .consignee = {},
                        .chain = chain_after(part.state.chain, event),
                        .event = event};
            if (to == Unbound::voided) {
                counts.voided += size;
                add_step(steps, {range.block, part.state.chain, state.chain});
            }
            return state;
        };
        TRY(auto change, change_segments(stored, range.first, range.last, next));
        if (to == Unbound::free) change = without_segments(stored, range.first, range.last);
        store::write(tx, range.block, change);
        store::undo_batches(tx, range, event);
        return outcome::success();
    }));
    return steps;
}

std::vector<CodeRange> free_ranges(db::Tx& tx, const Block& block, std::int64_t first, std::int64_t last,
                                   std::size_t limit) {
    std::vector<CodeRange> found;
    if (block.free() == 0) return found;
    constexpr int page_size = 1000;
    std::int64_t next = first;  // nothing before it is free but what was found
    if (const auto at = find_segment(tx, block.id, first)) next = at->last + 1;
    for (bool more = true; more && next <= last && found.size() < limit;) {
        const auto page = list_segments(tx, block.id, next, page_size);
        more = page.size() == page_size;
        for (const Segment& s : page) {
            if (s.first > last || found.size() == limit) break;
            if (s.first > next) found.push_back({block.id, next, s.first - 1});
            next = s.last + 1;
        }
        if (!page.empty() && page.back().first > last) more = false;
    }
    if (next <= last && found.size() < limit) found.push_back({block.id, next, last});
    return found;
}

}  // namespace yiguan::codes
