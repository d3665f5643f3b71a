// 逻辑校验: what cannot have happened, whatever the state of the codes says. Private to the room.
//
// Days are compared, in Beijing, of event times: facts may be recorded late, and clocks of two systems differ.
#pragma once
#include <map>
#include <span>

#include "events/events.hpp"
#include "events/events_store.hpp"
#include "events/rules.hpp"

namespace yiguan::events {

/// Steps that are not in the log yet, by the chain that they made; `before`: the chain behind which they stand.
struct Step {
    std::int64_t before = 0;
    store::Done done;
};
using Steps = std::map<std::pair<BlockId, std::int64_t>, Step>;

/// Nothing happens to goods before the day they were made, and nobody takes in or sells goods on a day before the one
/// on which they were moved last.
class TimeOrder {
public:
    /// How refusals name the time of the event.
    struct Named {
        std::string pointer, zh;
    };
    /// @param told_before  Outlives this; null: none.
    TimeOrder(db::Tx& tx, OrgId by, Effect effect, UtcMs event_time, Named named, const Steps* told_before = nullptr);

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
    const Steps* told_before_;
};

/// 整车三码关联: a part of `leaving` that is linked with a vehicle which its maker, `by`, keeps and `named` does not
/// name. Whoever did not make the vehicle could not part them; what is in other containers with a code of their own,
/// such as cartons, may be taken out of them. Cost: one pipelined statement. Both normalised.
std::optional<codes::Placed> torn_out(db::Tx& tx, OrgId by, const std::vector<codes::CodeRange>& leaving,
                                      const std::vector<codes::CodeRange>& named);
inline constexpr std::string_view torn_out_zh = "所选码中有已关联整车的电池或充电器，请随整车一起办理，或先解绑";

/// 产出不大于投入, of a transformation whose inputs and outputs are all given as quantities of one dimension: of other
/// ones nobody can say. Nor of parts of a longer one (transformationID).
/// @return invalid.
Result<void> require_balanced(const epcis::Event& event);

}  // namespace yiguan::events
