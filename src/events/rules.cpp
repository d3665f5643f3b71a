#include "events/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yiguan::events {
namespace {

using codes::Segment;
using codes::State;
using codes::Status;

template <class... S>
constexpr unsigned any_of(S... s) {
    return ((1u << static_cast<unsigned>(s)) | ...);
}
constexpr unsigned bit(auto value) {
    return 1u << static_cast<unsigned>(value);
}

constexpr unsigned at_hand = any_of(Status::active, Status::in_stock, Status::returned);
constexpr unsigned all = any_of(Status::bound, Status::active, Status::in_transit, Status::in_stock, Status::sold,
                                Status::returned, Status::frozen, Status::recalled);

enum class Who : std::uint8_t { holder, addressee };
enum class After : std::uint8_t { same, active, in_transit, in_stock, sold, returned, frozen, recalled, voided, home };

// One row per effect, in the order of Effect: who, from which states, to which; how a refusal reads.
struct Rule {
    Effect effect;
    Who who;
    unsigned from;
    After to;
    Code code;              // of a state that is not in `from`
    std::string_view verb;  // 不能<verb>
    bool moves_contents;    // what is packed in it goes with it
    bool leaves_container;
    bool changes_place;  // without a bizLocation nobody knows where it is now
};
// clang-format off
constexpr Rule rules[] = {
    {Effect::note,            Who::holder,    all,                                After::same,       Code::wrong_state,          "记录此步骤", false, false, false},
    {Effect::bind,            Who::holder,    0,                                  After::same,       Code::codes_already_bound,  "再次绑码",   false, false, false},
    {Effect::bind_active,     Who::holder,    any_of(Status::bound),              After::active,     Code::codes_already_active, "再次激活",   false, false, false},
    {Effect::activate,        Who::holder,    any_of(Status::bound),              After::active,     Code::codes_already_active, "再次激活",   false, false, false},
    {Effect::ship,            Who::holder,    at_hand,                            After::in_transit, Code::codes_not_held,       "发货",       true,  false, true},
    {Effect::depart,          Who::holder,    at_hand | any_of(Status::in_transit), After::in_transit, Code::codes_not_held,     "发货",       true,  false, true},
    {Effect::cancel_shipment, Who::holder,    any_of(Status::in_transit),         After::home,       Code::codes_not_in_transit, "取消发货",   true,  false, true},
    {Effect::receive,         Who::addressee, any_of(Status::in_transit),         After::in_stock,   Code::codes_not_in_transit, "入库",       true,  false, true},
    {Effect::arrive,          Who::addressee, any_of(Status::in_transit),         After::in_stock,   Code::codes_not_in_transit, "入库",       true,  false, true},
    {Effect::take_back,       Who::addressee, any_of(Status::in_transit),         After::returned,   Code::codes_not_in_transit, "退回",       true,  false, true},
    {Effect::sell,            Who::holder,    at_hand,                            After::sold,       Code::codes_not_in_stock,   "销售",       true,  true,  true},
    {Effect::hold,            Who::holder,    at_hand | any_of(Status::frozen),   After::frozen,     Code::wrong_state,          "暂扣",       true,  false, false},
    {Effect::release,         Who::holder,    all,                                After::same,       Code::wrong_state,          "记录此步骤", true,  false, false},
    {Effect::recall,          Who::holder,    all,                                After::recalled,   Code::wrong_state,          "召回",       true,  false, false},
    {Effect::destroy,         Who::holder,    all & ~any_of(Status::in_transit),  After::voided,     Code::wrong_state,          "作废",       false, true,  false},
    {Effect::consume,         Who::holder,    at_hand | any_of(Status::bound),    After::voided,     Code::wrong_state,          "投入生产",   false, true,  false},
    {Effect::give_up,         Who::holder,    0,                                  After::voided,     Code::codes_already_bound,  "作废空码",   false, false, false},
    {Effect::unbind,          Who::holder,    0,                                  After::same,       Code::wrong_state,          "撤销绑码",   false, false, false},
    {Effect::unbind_voided,   Who::holder,    0,                                  After::voided,     Code::wrong_state,          "撤销绑码",   false, false, false},
    {Effect::undo_receive,    Who::holder,    any_of(Status::in_stock),           After::in_transit, Code::wrong_state,          "撤销入库",   true,  false, true},
};
// clang-format on
constexpr bool in_order() {
    for (std::size_t i = 0; i < std::size(rules); ++i)
        if (static_cast<std::size_t>(rules[i].effect) != i) return false;
    return std::size(rules) == static_cast<std::size_t>(Effect::undo_receive) + 1;
}
static_assert(in_order(), "the table is indexed by effect");

const Rule& rule(Effect effect) {
    return rules[static_cast<std::size_t>(effect)];
}

// What a step of a captured event does. The first row that fits decides; "" fits every word. CBV 2.0, 7.1 and 7.2.
struct StepRow {
    std::string_view step, disposition;
    unsigned types, actions;
    Effect effect;
};
constexpr unsigned objects = bit(epcis::EventType::object);
constexpr unsigned goods = objects | bit(epcis::EventType::aggregation);
constexpr unsigned add = bit(epcis::Action::add), observe = bit(epcis::Action::observe),
                   remove = bit(epcis::Action::remove), any = add | observe | remove;
constexpr StepRow steps[] = {
    {"", "recalled", goods, any, Effect::recall},
    {"", "", objects, remove, Effect::destroy},
    {"commissioning", "active", objects, add, Effect::bind_active},
    {"commissioning", "active", objects, observe, Effect::activate},
    {"commissioning", "", objects, add, Effect::bind},
    {"decommissioning", "", goods, any, Effect::destroy},
    {"destroying", "", goods, any, Effect::destroy},
    {"killing", "", goods, any, Effect::destroy},
    {"shipping", "", goods, add | observe, Effect::ship},
    {"departing", "", goods, add | observe, Effect::depart},
    {"consigning", "", goods, add | observe, Effect::depart},
    {"void_shipping", "", goods, any, Effect::cancel_shipment},
    {"receiving", "returned", goods, add | observe, Effect::take_back},
    {"accepting", "returned", goods, add | observe, Effect::take_back},
    {"arriving", "returned", goods, add | observe, Effect::take_back},
    {"returning", "", goods, add | observe, Effect::take_back},  // of vocabularies before CBV 2.0
    {"receiving", "", goods, add | observe, Effect::receive},
    {"accepting", "", goods, add | observe, Effect::arrive},
    {"arriving", "", goods, add | observe, Effect::arrive},
    {"retail_selling", "", goods, add | observe, Effect::sell},
    {"holding", "", goods, any, Effect::hold},
    {"", "active", goods, any, Effect::release},
    {"", "available", goods, any, Effect::release},
    {"", "sellable_accessible", goods, any, Effect::release},
    {"", "sellable_not_accessible", goods, any, Effect::release},
};

Status status_after(After to, const Change& change, const State& state) {
    switch (to) {
        case After::same:
            return state.status;
        case After::active:
            return Status::active;
        case After::in_transit:
            return Status::in_transit;
        case After::in_stock:
            return Status::in_stock;
        case After::sold:
            return Status::sold;
        case After::returned:
            return Status::returned;
        case After::frozen:
            return Status::frozen;
        case After::recalled:
            return Status::recalled;
        case After::voided:
            return Status::voided;
        case After::home:
            return state.holder == change.maker ? Status::active : Status::in_stock;
    }
    return state.status;
}

Error refused(Code code, const Segment& part, std::string detail) {
    return {.code = code,
            .pointer = "/codes",
            .detail = std::move(detail),
            .field = "追溯码",
            .value = std::to_string(part.first)};
}

Error not_from(const Rule& r, const Segment& part) {
    const Status now = part.state.status;
    if (now != Status::voided) {
        if (r.code == Code::codes_already_active) return refused(r.code, part, "所选码中有已激活的码");
        if (r.code == Code::codes_not_in_transit) return refused(r.code, part, "所选码中有不在途的码");
        if (r.effect == Effect::ship || r.effect == Effect::depart)
            if (now == Status::bound) return refused(Code::codes_not_active, part, "所选码中有未激活的码，请先激活");
    }
    return refused(now == Status::voided ? Code::wrong_state : r.code, part,
                   fmt::format("所选码中有{}的码，不能{}", codes::name_zh(now), r.verb));
}

}  // namespace

State after(const Change& c, State state) {
    const Rule& r = rule(c.effect);
    if (r.who == Who::addressee) state.holder = c.by;
    const bool came = r.who == Who::addressee && state.status == Status::in_stock;  // arriving, then accepting
    if (!came) state.status = status_after(r.to, c, state);
    if (c.effect == Effect::release && state.status == Status::frozen)
        state.status = status_after(After::home, c, state);
    if (state.status != Status::in_transit)
        state.consignee = {};
    else if (c.consignee)
        state.consignee = c.consignee;
    if (c.effect == Effect::undo_receive) state.holder = c.consignee, state.consignee = c.by;
    if (c.packed) state.container = *c.packed;
    if (c.unpacked && (*c.unpacked == 0 || *c.unpacked == state.container)) state.container = 0;
    if (r.leaves_container && !c.keeps_container) state.container = 0;
    if (c.location)
        state.location = *c.location;
    else if (r.changes_place)
        state.location = 0;
    return state;
}

Result<void> require(const Change& c, const Segment& part, const Addressed& addressed) {
    const Rule& r = rule(c.effect);
    const State& now = part.state;
    const bool own = now.holder == c.by;
    const auto not_held = [&] {
        return refused(Code::codes_not_held, part,
                       c.effect == Effect::activate ? "只能激活本企业持有的码" : "所选码中有不由本企业持有的码");
    };
    if (r.who == Who::addressee) {
        if (c.effect == Effect::arrive && own && now.status == Status::in_stock) return outcome::success();
        if (c.effect == Effect::take_back && now.status == Status::sold) {
            if (!own) return not_held();
            return outcome::success();
        }
        if ((r.from & bit(now.status)) == 0) return not_from(r, part);
        if (now.consignee ? now.consignee != c.by : !addressed(part))
            return refused(Code::codes_not_addressed, part, "所选码中有发往其他企业的码");
        // Only somebody who moves goods between its own places is its own consignee.
        if (own && now.consignee != c.by) return refused(Code::codes_not_addressed, part, "不能接收本企业发出的码");
    } else {
        if (!own) return not_held();
        if ((r.from & bit(now.status)) == 0) return not_from(r, part);
    }
    // What is on its way is not readdressed in passing: the shipment is cancelled first.
    if (c.effect == Effect::depart && now.consignee && c.consignee && c.consignee != now.consignee)
        return refused(Code::wrong_state, part, "所选码中有已发往其他企业的码，请先取消发货");
    if (c.packed && now.status == Status::sold)
        return refused(Code::wrong_state, part, "所选码中有已售的码，不能装入容器");
    return outcome::success();
}

bool may_be_packed(Status status) {
    return ((at_hand | any_of(Status::bound)) & bit(status)) != 0;
}

bool moves_contents(Effect effect) {
    return rule(effect).moves_contents;
}

bool packs(const epcis::Event& e) {
    return e.type == epcis::EventType::aggregation || e.type == epcis::EventType::association;
}

bool empties(const epcis::Event& e) {
    return packs(e) && e.action == epcis::Action::remove && e.epcs.empty() && e.quantities.empty();
}

ListChanges changes_of(const epcis::Event& event, OrgId by, OrgId consignee, std::int64_t container,
                       std::optional<std::int64_t> location) {
    const Effect effect = effect_of(event);
    const Change note{.effect = Effect::note, .by = by, .location = location};
    ListChanges all{.items = note, .inputs = note, .outputs = note, .parents = note, .contents = note};
    all.inputs.effect = Effect::consume;
    all.items.effect = effect;
    all.items.consignee = consignee;
    all.parents_move = moves_contents(effect);
    if (all.parents_move) all.parents = all.contents = all.items;
    if (packs(event) && event.action == epcis::Action::add) all.items.packed = container;
    if (packs(event) && event.action == epcis::Action::remove) all.items.unpacked = container;
    if (empties(event)) all.contents.unpacked = container;
    return all;
}

Effect effect_of(epcis::EventType type, epcis::Action action, std::string_view step, std::string_view disposition) {
    const auto fits = [&](const StepRow& row) {
        return (row.types & bit(type)) != 0 && (row.actions & bit(action)) != 0 &&
               (row.step.empty() || row.step == step) && (row.disposition.empty() || row.disposition == disposition);
    };
    const auto found = std::ranges::find_if(steps, fits);
    return found == std::end(steps) ? Effect::note : found->effect;
}

Effect effect_of(const epcis::Event& event) {
    return effect_of(event.type, event.action, event.biz_step, event.disposition);
}

Effect effect_of(const Event& event) {
    // Facts, which have a template: only they take free codes away or a binding back.
    if (event.tmpl && event.action == Action::remove && event.step == BizStep::decommissioning) {
        if (event.disposition == Disposition::encoded) return Effect::unbind;
        return event.disposition == Disposition::destroyed ? Effect::unbind_voided : Effect::give_up;
    }
    if (event.tmpl && event.step == BizStep::receiving && event.disposition == Disposition::in_transit)
        return Effect::undo_receive;
    return effect_of(event.type, static_cast<epcis::Action>(event.action), name(event.step), name(event.disposition));
}

}  // namespace yiguan::events
