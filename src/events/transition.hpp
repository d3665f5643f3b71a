// What a captured event does to codes of this platform: a table of steps, who may take them from which state to which.
#pragma once
#include <vector>

#include "auth/actor.hpp"
#include "codes/codes.hpp"
#include "events/log.hpp"

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

/// Checks holdership and state of every code and changes the segments; to be called before the event is stored, with
/// the id it will have. An event with an errorDeclaration changes nothing: it must be by who recorded the original.
/// @return what store::insert needs for the chains; Code::codes_not_held, codes_not_bound, codes_not_active,
///         codes_not_in_transit, codes_not_addressed, codes_not_in_stock, wrong_state with the code in `value`;
///         Code::forbidden.
Result<std::vector<codes::ChainStep>> apply(db::Tx& tx, const Names& names, const auth::Actor& actor,
                                            const epcis::Event& event, EventId id, const OwnCodes& codes);

}  // namespace yiguan::events
