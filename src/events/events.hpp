// The event log: every fact of traceability enters here, in the words of EPCIS 2.0 / CBV 2.0, append-only.
//
// Each service checks the actor, the fields of its step and the state of every code, changes the segments in codes/,
// stores the event with its spans and chains, all in the caller's transaction. An Error means that nothing may be kept.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "catalog/catalog.hpp"
#include "codes/codes.hpp"
#include "core/json.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "db/db.hpp"
#include "epcis/model.hpp"

namespace yiguan::events {

enum class Action : std::uint8_t { add = 1, observe = 2, remove = 3 };  ///< EPCIS: ADD, OBSERVE, DELETE
/// CBV 2.0 business steps, those of this platform's own facts first. The numbers are stored: append only.
enum class BizStep : std::uint8_t {
    other = 0,  ///< None, CBV's `other`, or a step of somebody else's vocabulary.
    commissioning = 1,
    activating = 2,
    shipping = 3,
    receiving = 4,
    retail_selling = 5,
    accepting,
    arriving,
    assembling,
    collecting,
    consigning,
    creating_class_instance,
    cycle_counting,
    decommissioning,
    departing,
    destroying,
    disassembling,
    dispensing,
    encoding,
    entering_exiting,
    holding,
    inspecting,
    installing,
    killing,
    loading,
    packing,
    picking,
    removing,
    repackaging,
    repairing,
    replacing,
    reserving,
    sampling,
    sensor_reporting,
    staging_outbound,
    stock_taking,
    stocking,
    storing,
    transporting,
    unloading,
    unpacking,
    void_shipping,
};
/// CBV 2.0 dispositions. The numbers are stored: append only.
enum class Disposition : std::uint8_t {
    other = 0,  ///< None, or one of somebody else's vocabulary.
    encoded = 1,
    active = 2,
    in_transit = 3,
    in_progress = 4,
    retail_sold = 5,
    available,
    completeness_inferred,
    completeness_verified,
    conformant,
    container_closed,
    container_open,
    damaged,
    destroyed,
    dispensed,
    disposed,
    expired,
    inactive,
    mismatch_class,
    mismatch_instance,
    mismatch_quantity,
    needs_replacement,
    no_pedigree_match,
    non_conformant,
    non_sellable_other,
    partially_dispensed,
    recalled,
    reserved,
    returned,
    sellable_accessible,
    sellable_not_accessible,
    stolen,
    unavailable,
    unknown,
};
std::string_view name(Action action);
/// The CBV word. `activating` is a commissioning step of CBV whose disposition is `active`.
std::string_view name(BizStep step);
std::string_view name_zh(BizStep step);
std::string_view name(Disposition disposition);
/// The number under which a captured event is stored; words as epcis::Event keeps them. `commissioning` with the
/// disposition `active` is `activating`.
BizStep biz_step_of(std::string_view word, std::string_view disposition);
Disposition disposition_of(std::string_view word);

struct Event {
    EventId id;
    BlockId home;  ///< Block of the first code: with the id the key of the event.
    epcis::EventType type = epcis::EventType::object;
    Action action = Action::observe;
    BizStep step = BizStep::commissioning;
    Disposition disposition = Disposition::encoded;
    UtcMs event_time;   ///< When it happened, as the fields of the step say (销售时间, 采购时间, 售出时间).
    UtcMs record_time;  ///< When it was stored.
    OrgId org;          ///< Who did it, and who owns the fields.
    UserId user;
    OrgId partner;             ///< Shipping: the consignee, if it is registered here.
    std::string partner_uscc;  ///< Shipping: the credit code that the goods are addressed to, registered here or not.
    const catalog::Template* tmpl = nullptr;  ///< Null for a captured event, whose `values` are empty.
    std::vector<codes::CodeRange> ranges;
    catalog::FieldValues values;
    std::int64_t code_count() const { return codes::count(ranges); }
    bool holds(BlockId block, std::int64_t counter) const;
};

/// The template step whose fields an event carries; nothing for activation.
std::optional<catalog::Step> step_of(BizStep step);

/// The fields of a step as they came, checked in the service against the template of the codes' product.
struct FieldInput {
    json::object fields;
    std::optional<json::array> open;  ///< Keys whose owner chose 公开; absent: the template's defaults.
};

/// Whether each code gets its piece's own number in the same call (codes/items.hpp).
enum class Numbered : std::uint8_t { no, each };
/// 绑码 (ECO-30): fields of Step::binding. 出厂编号 is one text, or {"prefix":"A26-","first":"000001"} for a running
/// number over the codes in ascending order.
/// @return further: errors of codes::bind and catalog::read_fields; missing_field without 生产日期 or 出厂编号; invalid
/// for lithium batteries that are not numbered each (EBM-84).
Result<Event> commission(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges,
                         const FieldInput& input, Numbered numbered = Numbered::no);

/// 激活: from now on the public page shows the product.
/// @return codes_not_bound, codes_already_active, codes_not_held.
Result<Event> activate(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges);

/// 出厂 / 调货: fields of Step::shipping. With the buyer's credit code the goods are addressed to that organisation, if
/// it is registered and approved, and its name, address and contact fill the buyer fields that are not given. Otherwise
/// only an organisation with that credit code, or without one with that buyer name, can receive them.
/// @return codes_not_active, codes_not_held.
Result<Event> ship(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges, const FieldInput& input,
                   const std::optional<std::string>& buyer_uscc);

/// 入库: fields of Step::receiving; the seller's identity comes from its registration.
/// @return codes_not_in_transit, codes_not_addressed (shipped to somebody else: another organisation, another credit
/// code,
///         or, where the shipper named no credit code, another buyer name).
Result<Event> receive(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges,
                      const FieldInput& input);

/// 销售: fields of Step::selling. @return codes_not_in_stock, codes_not_held.
Result<Event> sell(db::Tx& tx, const auth::Actor& actor, std::vector<codes::CodeRange> ranges, const FieldInput& input);

std::optional<Event> find_event(db::Tx& tx, BlockId home, EventId id);
/// The history that `chain` stands for (State::chain), oldest first. Cost: two look-ups per event.
std::vector<Event> history(db::Tx& tx, BlockId block, std::int64_t chain);
/// Every event that touched one code, oldest first, found by its spans. Cost: one look-up per level of the block.
std::vector<Event> events_of(db::Tx& tx, const codes::Block& block, std::int64_t counter);
/// Events that an organisation recorded, newest first, before `before` (0: from the newest), at most `limit`.
std::vector<Event> list_events(db::Tx& tx, OrgId org, EventId before, int limit);

/// Compares what is stored with what must hold: every segment inside its block, apart from the next, with its batch,
/// its event and its whole chain; counts of a block equal to the sums of its segments; every event with its spans. One
/// Chinese sentence per defect, at most `limit`. Cost: reads everything code-bound.
std::vector<std::string> check_store(db::Tx& tx, std::size_t limit = 100);

/// Codes that an organisation moved by its own facts of one step, by the day's number in Beijing (UTC + 8 hours, days
/// since 1970), of facts recorded from `from` on. Cost: a range of the index, the newest 20,000 facts at most.
std::map<std::int64_t, std::int64_t> codes_per_day(db::Tx& tx, OrgId org, BizStep step, UtcMs from);

}  // namespace yiguan::events
