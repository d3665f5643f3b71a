// What happens to a code's state at each step: written once, for the platform's own facts, for captured events, and for
// the rebuild from the log. Private to the room.
#pragma once
#include <optional>
#include <string_view>

#include "codes/codes.hpp"
#include "epcis/model.hpp"
#include "events/events.hpp"

namespace yiguan::events {

/// What a step does to codes.
enum class Effect : std::uint8_t {
    note,             ///< Nothing: the holder puts something on record.
    bind,             ///< Free codes: bound to a batch. Not a change of state, so no rule of the table.
    bind_active,      ///< Free codes: bound and active at once; bound ones: active.
    activate,         ///< 激活
    ship,             ///< In transit to the consignee.
    depart,           ///< The same; nothing when it is in transit already (CBV departing, consigning).
    cancel_shipment,  ///< void_shipping: back at the holder.
    receive,          ///< In stock at the addressee.
    arrive,           ///< The same; nothing when it is there already (CBV arriving, accepting).
    take_back,        ///< Returned: what was sold, or shipped to the actor.
    sell,
    hold,     ///< Frozen.
    release,  ///< No longer frozen; nothing for what was not.
    recall,
    destroy,  ///< Voided.
    consume,  ///< Voided: went into a transformation.
    // Of this platform's own facts only, and no changes of state by the table: see rebuild.cpp.
    give_up,        ///< 作废空码: free codes that are never bound.
    unbind,         ///< A binding is undone: its codes are free again.
    unbind_voided,  ///< The same, and the codes are voided.
    undo_receive,   ///< 撤销入库: on its way to the actor again, at the shipper who had sent it.
};

/// What one event changes. Container and location by codes::name_id().
struct Change {
    Effect effect = Effect::note;
    OrgId by;         ///< Who recorded the event.
    OrgId maker;      ///< Whom the block was issued to: goods at the maker are active, elsewhere in stock.
    OrgId consignee;  ///< Of ship and depart; of undo_receive the shipper.
    std::optional<std::int64_t> packed;    ///< Into this container.
    std::optional<std::int64_t> unpacked;  ///< Out of this container; 0: out of any.
    std::optional<std::int64_t> location;  ///< bizLocation
    /// What a code is packed in is sold with it: a vehicle's battery stays in the vehicle.
    bool keeps_container = false;
};

/// The state behind the event, but for chain and event. Asks nothing: what the rules refuse was not recorded.
codes::State after(const Change& change, codes::State state);

/// How goods without a registered consignee are told to be for the actor; asked only when it matters.
using Addressed = std::function<bool(const codes::Segment&)>;
/// Who may take a code through this step, and from which state. The error's `value` is the counter.
/// @return codes_not_held, codes_not_active, codes_already_active, codes_not_in_transit, codes_not_addressed,
///         codes_not_in_stock, wrong_state.
Result<void> require(const Change& change, const codes::Segment& part, const Addressed& addressed);
/// At hand and neither on its way nor held up: what may go into a box, or be linked with a vehicle.
bool may_be_packed(codes::Status status);
/// True if the step also moves what is packed in a container.
bool moves_contents(Effect effect);

/// What one captured event does to the codes of each of its lists, and to what is packed in what it names.
struct ListChanges {
    Change items, inputs, outputs, parents, contents;
    bool parents_move = false;  ///< Else they are looked at only.
};
/// @param container  The number of parentID's name, 0 for none; of aggregation and association only.
/// @param location   The number of bizLocation's name, if there is one.
ListChanges changes_of(const epcis::Event& event, OrgId by, OrgId consignee, std::int64_t container,
                       std::optional<std::int64_t> location);
/// AggregationEvent, AssociationEvent: parentID is a container.
bool packs(const epcis::Event& event);
/// A DELETE that names a parent only: everything is out of it (EPCIS 2.0, 7.4.4).
bool empties(const epcis::Event& event);

/// The table of steps: what an event of this type, action, bizStep and disposition (bare CBV words) does to its items.
Effect effect_of(epcis::EventType type, epcis::Action action, std::string_view step, std::string_view disposition);
Effect effect_of(const epcis::Event& event);
/// Of a stored event, by its numbers.
Effect effect_of(const Event& event);

}  // namespace yiguan::events
