// What a captured event does to codes of this platform: a table of steps, who may take them from which state to which.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "auth/actor.hpp"
#include "codes/codes.hpp"
#include "events/log.hpp"
#include "events/rules.hpp"

namespace yiguan::events {

/// Codes of one event by list.
struct OwnCodes {
    std::vector<codes::CodeRange> items;    ///< epcList, childEPCs; normalised.
    std::vector<codes::CodeRange> inputs;   ///< inputEPCList of a transformation.
    std::vector<codes::CodeRange> outputs;  ///< outputEPCList.
    std::vector<codes::CodeRange>
        parents;  ///< parentID, if it is a code of this platform: checked for holdership only.
    bool empty() const { return items.empty() && inputs.empty() && outputs.empty() && parents.empty(); }
};
/// The codes of this platform that an event names.
OwnCodes own_codes(const Names& names, const epcis::Event& event);

/// Segments that move along with what an event names: a guard of the memory, far above what is shipped at once.
inline constexpr std::size_t contents_max = 200'000;
/// The codes of this platform that are packed in a container, those in the containers among them too: what moves with
/// it. Foreign containers in foreign ones are not known. Code::too_many_ranges over contents_max.
Result<std::vector<codes::CodeRange>> contents_of(db::Tx& tx, std::string_view container);
/// The same of what is in these codes themselves (a vehicle's battery), but for what they name; by block and counter.
/// @param ranges  Normalised.
Result<std::vector<codes::Placed>> contents_of(db::Tx& tx, const std::vector<codes::CodeRange>& ranges);

/// Sorted, neighbours joined, however many: what moves along is not limited as what a call names (codes::normalise()).
/// @return codes_overlap.
Result<std::vector<codes::CodeRange>> joined(std::vector<codes::CodeRange> ranges);

/// Tells which codes are sold with what they are packed in: its name stands for a code that is sold as well.
class SoldWith {
public:
    SoldWith(db::Tx& tx, Effect effect, const std::vector<codes::CodeRange>& sold)
        : tx_(tx), sold_(effect == Effect::sell ? &sold : nullptr) {}
    /// The change for a code in this state. Cost: a look-up for each container.
    Change of(Change change, const codes::State& state);

private:
    db::Tx& tx_;
    const std::vector<codes::CodeRange>* sold_;
    std::map<std::int64_t, bool> known_;
};

/// In event_span.span_role, beside epcis::role: moved with the container that the event names.
inline constexpr int role_contents = 128;

/// Whose word an event is. A service of this platform has judged each piece already: what another node packed or moved
/// since then is Code::conflict as it is written, not moved again in silence.
enum class Told : std::uint8_t { from_outside, by_a_service };

/// What an event did, to be stored with it.
struct Applied {
    std::vector<codes::ChainStep> chains;
    /// Codes that the event does not name, but that moved with the container they are packed in: normalised; the
    /// event's column code_ranges, so that the log alone tells what moved.
    std::vector<codes::CodeRange> contents;
    OrgId partner;             ///< Of shipping: the consignee, if it is registered here (event.partner_id).
    std::string partner_uscc;  ///< Of shipping: whom the goods are addressed to (event.partner_uscc).
};

/// Steps of events that are not in the log yet, by the chain that they made (guards.hpp).
struct Step;
using Steps = std::map<std::pair<BlockId, std::int64_t>, Step>;

/// Checks holdership and state of every code and changes the segments; to be called before the event is stored, with
/// the id it will have. An event with an errorDeclaration changes nothing and leaves no chain: that it is by who
/// recorded the original is for capture() to see, which knows the identities.
///
/// Also for an event without own codes while codes::has_contents(): what it names may be a container of codes that the
/// actor holds. Contents of others are left alone.
/// @param told_before  What the events before this one did that are not in the log yet: those of the same document.
/// Null: nothing.
/// @return Code::forbidden, org_not_approved, codes_not_held, codes_not_bound, codes_not_active, codes_not_in_transit,
///         codes_not_addressed, codes_not_in_stock, wrong_state, too_many_ranges, and those of events::commission();
///         with the code in `value` where the maker asks, without it for others (counters tell how much is made). An
///         Error has changed nothing.
Result<Applied> apply(db::Tx& tx, const Names& names, const auth::Actor& actor, const epcis::Event& event, EventId id,
                      const OwnCodes& codes, Told told = Told::from_outside, const Steps* told_before = nullptr);

}  // namespace yiguan::events
