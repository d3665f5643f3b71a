// The facts of events.hpp as an organisation with several stores takes them: where goods are, transfers between its own
// places, and how a shipment or a stock-in is taken back.
#pragma once
#include "events/events.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {

/// bizLocation of a fact: among its values, beside the fields of its template, which it is none of. It goes into the
/// record of the log with them, and is shown to nobody by catalog::disclose().
inline constexpr std::string_view location_key = "bizLocation";
/// "" for none.
std::string_view location_of(const Event& event);

/// receive(), at a place of the organisation: State::location of the goods until they move.
Result<Event> receive_at(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges,
                         const FieldInput& input, std::string_view location);

/// 调拨: ship() to the own organisation, which receives them at another of its places.
Result<Event> transfer(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges,
                       const FieldInput& input);

/// 作废出库 (CBV void_shipping): what is on its way is back with its holder, at `location`.
/// @return codes_not_held, codes_not_in_transit.
Result<Event> void_shipping(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges,
                            std::string_view location);

/// 撤销入库: what was received and is still in stock is on its way to the actor again, held by `shipper`.
/// @return codes_not_held, wrong_state.
Result<Event> undo_receiving(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges, OrgId shipper);

/// A history without shipments and stock-ins that were taken back by void_shipping() and undo_receiving(), and without
/// these: what the public is told, to whom their days are as hidden as those of the moves.
std::vector<Event> standing(std::vector<Event> history);

enum class Asked : std::uint8_t { ship, receive, sell };
/// What the fact would say of single codes, without taking them through it: for what is scanned before it is sent.
class MoveJudge {
public:
    MoveJudge(db::Tx& tx, registry::Org org) : tx_(tx), org_(std::move(org)) {}
    /// The errors of rules, without their pointers.
    Result<void> judge(Asked what, const codes::Placed& part);
    const registry::Org& org() const { return org_; }

private:
    db::Tx& tx_;
    registry::Org org_;
    std::map<std::pair<BlockId, std::int64_t>, bool> addressed_;  // by chain
};

}  // namespace yiguan::events
