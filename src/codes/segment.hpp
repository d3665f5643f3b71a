// The interval map of a block: what is true of a code now, stored per range. Gaps are 空码 (issued, not bound).
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"

namespace yiguan::codes {

/// States of a trace code (reference: 追溯码 states). 空码 is the absence of a segment.
enum class Status : std::uint8_t {
    bound = 1,       ///< 已绑定, not yet active
    active = 2,      ///< 已出厂检验并激活, at the producer
    in_transit = 3,  ///< 在途
    in_stock = 4,    ///< 在库
    sold = 5,        ///< 已售
    returned = 6,    ///< 已退回
    frozen = 7,      ///< 冻结
    recalled = 8,    ///< 已召回
    voided = 9,      ///< 作废
};
std::string_view name(Status status);     ///< "in_transit"
std::string_view name_zh(Status status);  ///< 在途

/// What is true of every code of a segment.
struct State {
    BatchId batch;  ///< Null of codes that were voided while they were free.
    Status status = Status::bound;
    OrgId holder;
    OrgId consignee;         ///< While in transit: whom the codes are addressed to; 0 when anybody may receive them.
    std::int64_t chain = 0;  ///< The history, as one number: chain_after(previous chain, event).
    EventId event;           ///< The last event of that history.
    std::int64_t container = 0;  ///< name_id() of what the codes are packed in; 0: nothing.
    std::int64_t location = 0;   ///< name_id() of the bizLocation they were last seen at; 0: unknown.
    friend bool operator==(const State&, const State&) = default;
};

/// A closed range of counters [first, last] with one state.
struct Segment {
    std::int64_t first = 0;
    std::int64_t last = 0;
    State state;
    friend bool operator==(const Segment&, const Segment&) = default;
};

/// The history that consists of `chain` and then `event`. A mixing function, so that a rebuild from the events gives
/// the same numbers; never 0, which means no history.
std::int64_t chain_after(std::int64_t chain, EventId event);

/// What has to be written to turn the stored segments into the new ones.
struct SegmentChange {
    std::vector<std::int64_t> removed;  ///< `first` of stored segments that disappear or change.
    std::vector<Segment> inserted;
};

/// Gives every code of [first, last] the state `next(old segment)`; all of it must be covered by `stored`.
/// @param stored  Sorted segments of the block that overlap or touch [first, last] (touching ones may merge).
/// @param next    Called once per affected stored segment, with the part of it that lies inside; an Error stops
/// everything.
/// @return Code::codes_not_bound with the first uncovered counter in `value` when there is a gap.
///         Equal neighbours are merged, also with the touching ones. Cost: linear in stored.size().
Result<SegmentChange> change_segments(const std::vector<Segment>& stored, std::int64_t first, std::int64_t last,
                                      const std::function<Result<State>(const Segment&)>& next);

/// Takes [first, last] out of `stored`: what is there is free again.
SegmentChange without_segments(const std::vector<Segment>& stored, std::int64_t first, std::int64_t last);

/// Fills [first, last], which must be free in `stored`, with `state`; merges with equal neighbours.
/// @return Code::codes_already_bound with the first taken counter in `value`.
Result<SegmentChange> add_segment(const std::vector<Segment>& stored, std::int64_t first, std::int64_t last,
                                  const State& state);

}  // namespace yiguan::codes
