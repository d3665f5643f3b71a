// 逻辑校验: what cannot have happened, whatever the state of the codes says. Private to the room.
//
// Days are compared, in Beijing, of event times: facts may be recorded late, and clocks of two systems differ.
#pragma once
#include <span>

#include "events/events.hpp"
#include "events/rules.hpp"

namespace yiguan::events {

/// Nothing happens to goods before the day they were made, and nobody takes in or sells goods on a day before the one
/// on which they were moved last.
class TimeOrder {
public:
    /// How refusals name the time of the event.
    struct Named {
        std::string pointer, zh;
    };
    TimeOrder(db::Tx& tx, OrgId by, Effect effect, UtcMs event_time, Named named);

    /// Of all parts the step touches, once for an event. Of a move that was cancelled the day does not count. Dates of
    /// others are not told.
    /// Cost: one pipelined statement for their batches, one for the last steps of their chains.
    /// @return invalid.
    Result<void> require(std::span<const codes::Placed> parts);

private:
    Result<void> require_made(std::span<const codes::Placed> parts);
    Result<void> require_moved(std::span<const codes::Placed> parts);
    Error before(std::string rule) const;

    db::Tx& tx_;
    OrgId by_;
    bool counts_, moves_;
    std::string day_;
    Named named_;
};

/// 产出不大于投入, of a transformation whose inputs and outputs are all given as quantities of one dimension: of other
/// ones nobody can say. Nor of parts of a longer one (transformationID).
/// @return invalid.
Result<void> require_balanced(const epcis::Event& event);

}  // namespace yiguan::events
