#include "events/events.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <set>

#include "core/text.hpp"
#include "events/events_store.hpp"
#include "events/guards.hpp"
#include "events/moves.hpp"
#include "events/steps.hpp"
#include "events/transition.hpp"
#include "keys/keys.hpp"
#include "registry/partners.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {

std::optional<catalog::Step> step_of(BizStep step) {
    switch (step) {
        case BizStep::commissioning:
            return catalog::Step::binding;
        case BizStep::activating:
            return std::nullopt;
        case BizStep::shipping:
            return catalog::Step::shipping;
        case BizStep::receiving:
            return catalog::Step::receiving;
        case BizStep::retail_selling:
            return catalog::Step::selling;
        default:
            return std::nullopt;
    }
}

namespace {

using codes::CodeRange;
using codes::Segment;
using codes::State;

catalog::Identity identity(const registry::Org& org) {
    return {.name = org.data.name,
            .uscc = std::string(org.data.uscc.text()),
            .address = org.data.address,
            .contact = org.data.contact};
}

Event new_event(db::Tx& tx, const auth::Actor& actor, BizStep step, const catalog::Template* tmpl,
                std::vector<CodeRange> ranges) {
    Event e{.id = tx.next_id<EventId>(),
            .home = ranges.front().block,
            .step = step,
            .event_time = tx.now(),
            .record_time = tx.now(),
            .org = actor.org,
            .user = actor.user,
            .tmpl = tmpl,
            .ranges = std::move(ranges)};
    switch (step) {
        case BizStep::commissioning:
            e.action = Action::add, e.disposition = Disposition::encoded;
            break;
        case BizStep::activating:
            e.disposition = Disposition::active;
            break;
        case BizStep::shipping:
            e.disposition = Disposition::in_transit;
            break;
        case BizStep::receiving:
            e.disposition = Disposition::in_progress;
            break;
        case BizStep::retail_selling:
            e.disposition = Disposition::retail_sold;
            break;
        default:
            break;
    }
    return e;
}

/// How refusals name the time of a step: by its field.
TimeOrder::Named take_event_time(Event& event, std::string_view key) {
    TimeOrder::Named named{.pointer = "/fields/" + std::string(key), .zh = "事件时间"};
    if (const auto* field = event.tmpl->find(key)) named.zh = field->name_zh;
    const auto at = event.values.values.find(key);
    if (at == event.values.values.end()) return named;
    if (const auto time = parse_time(at->second); time.has_value()) event.event_time = time.value();
    return named;
}

// One fact on its way: changes the segments by the rules of the step, then stores the event with the chains that came
// out of it.
class FactStep {
public:
    FactStep(db::Tx& tx, Event& event, Effect effect, const registry::Org& org, TimeOrder::Named time)
        : tx_(tx),
          event_(event),
          org_(org),
          change_{.effect = effect, .by = event.org, .consignee = event.partner},
          leaves_(effect == Effect::ship || effect == Effect::sell),
          order_(tx, event.org, effect, event.event_time, std::move(time)) {
        if (const auto location = location_of(event); !location.empty())
            change_.location = codes::name_id(tx, location);
    }

    Result<void> run(bool own) {
        const auto named = event_.ranges;
        sold_ = named;
        if (leaves_) {
            TRY_VOID(require_together(named));
        }
        TRY_VOID(change(named, own));
        // Behind the vehicles, whose blocks are written by now: who links a battery on another node meanwhile fails.
        if (moves_contents(change_.effect) && codes::has_contents(tx_)) {
            TRY_VOID(take_contents(named));
        }
        TRY_VOID(order_.require(parts_));
        store::insert(tx_, event_, steps_);
        return outcome::success();
    }

private:
    Result<void> change(const std::vector<CodeRange>& ranges, bool own) {
        SoldWith sold_with(tx_, change_.effect, sold_);
        for (std::size_t i = 0, next = 0; i < ranges.size(); i = next) {
            enter(ranges[i].block);
            while (next < ranges.size() && ranges[next].block == block_) ++next;
            const auto at = [&](std::size_t n) { return ranges.begin() + static_cast<std::ptrdiff_t>(n); };
            const auto chains =
                codes::change_state(tx_, {at(i), at(next)}, event_.id, [&](const Segment& part) -> Result<State> {
                    TRY_VOID(allowed(part));
                    parts_.push_back({block_, part});
                    change_.maker = maker_;
                    return after(sold_with.of(change_, part.state), part.state);
                });
            if (chains.has_error()) return discreet(chains.error(), own);
            steps_.insert(steps_.end(), chains.value().begin(), chains.value().end());
        }
        return outcome::success();
    }

    void enter(BlockId block) {
        if (block != block_) addressed_.clear();
        if (block != block_ && change_.effect == Effect::cancel_shipment)
            if (const auto found = codes::find_block(tx_, block)) maker_ = found->org;
        block_ = block;
    }

    Result<void> allowed(const Segment& part) {
        return require(change_, part, [&](const Segment& s) {
            const auto [known, fresh] = addressed_.try_emplace(s.state.chain, false);
            if (fresh) known->second = names_receiver(tx_, block_, s.state, org_);
            return known->second;
        });
    }

    // The battery of a vehicle that stays here would be in a vehicle that it left: parted first, or the vehicle goes.
    Result<void> require_together(const std::vector<CodeRange>& named) {
        const auto part = torn_out(tx_, event_.org, named, named);
        if (!part) return outcome::success();
        return Error{.code = Code::conflict,
                     .pointer = "/codes",
                     .detail = std::string(torn_out_zh),
                     .field = "追溯码",
                     .value = std::to_string(part->segment.first)};
    }

    // What is linked with the vehicles goes along, as it does with a captured event (transition.cpp): what is on its
    // way already, sold, or somebody else's stays; what may not be moved holds the vehicle up.
    Result<void> take_contents(const std::vector<CodeRange>& named) {
        TRY(const auto inside, contents_of(tx_, named));
        std::vector<CodeRange> along;
        for (const codes::Placed& p : inside) {
            const State& now = p.segment.state;
            if (now.status == codes::Status::voided ||
                (now.holder != event_.org && now.status != codes::Status::in_transit))
                continue;
            enter(p.block);
            const auto may = allowed(p.segment);
            const bool elsewhere = now.status == codes::Status::in_transit || now.status == codes::Status::sold ||
                                   now.holder != event_.org;
            if (may.has_value())
                along.push_back({p.block, p.segment.first, p.segment.last});
            else if (leaves_ && !elsewhere)
                return held_up(may.error(), p.block);
        }
        if (along.empty()) return outcome::success();
        TRY(along, joined(std::move(along)));
        sold_.insert(sold_.end(), along.begin(), along.end());
        TRY_VOID(change(along, false));
        // What was named and what goes along may have come the same way.
        std::ranges::sort(steps_);
        steps_.erase(std::ranges::unique(steps_).begin(), steps_.end());
        std::vector<CodeRange> all = named;
        all.insert(all.end(), along.begin(), along.end());
        TRY(event_.ranges, joined(std::move(all)));
        event_.home = event_.ranges.front().block;
        return outcome::success();
    }

    Error held_up(Error error, BlockId block) {
        const auto found = codes::find_block(tx_, block);
        error = discreet(std::move(error), found && found->org == event_.org);
        error.detail = "所选整车关联的电池或充电器：" + error.detail;
        return error;
    }

    db::Tx& tx_;
    Event& event_;
    const registry::Org& org_;
    Change change_;
    bool leaves_;
    TimeOrder order_;
    BlockId block_;
    OrgId maker_;                             // of the block's codes, where it matters
    std::map<std::int64_t, bool> addressed_;  // by chain, for goods without a registered consignee
    std::vector<codes::ChainStep> steps_;
    std::vector<codes::Placed> parts_;
    std::vector<CodeRange> sold_;  // all that the event moves, as far as it is known
};

Result<void> apply(db::Tx& tx, Event& event, bool own, Effect effect, const registry::Org& org, TimeOrder::Named time) {
    return FactStep(tx, event, effect, org, std::move(time)).run(own);
}

}  // namespace

Result<Event> activate(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given) {
    TRY_VOID(auth::require(actor, auth::Permission::activate_codes));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;
    Event event = new_event(tx, actor, BizStep::activating, product.tmpl, std::move(ranges));
    TRY_VOID(apply(tx, event, touched.own, Effect::activate, org, {.pointer = "/codes", .zh = "激活日期"}));
    return event;
}

namespace {

enum class Consignee : std::uint8_t { others, own };

Result<Event> ship_to(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input,
                      const std::optional<std::string>& buyer_uscc, Consignee allowed) {
    TRY_VOID(auth::require(actor, auth::Permission::ship_codes));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;

    FieldInput checked = input;
    OrgId consignee;
    std::string addressed_to;
    if (buyer_uscc) {
        const auto uscc = keys::Uscc::parse(*buyer_uscc);
        if (uscc.has_error()) {
            Error error = uscc.error();
            error.pointer = "/buyerUscc";
            error.field = "购方统一社会信用代码";
            return error;
        }
        addressed_to = uscc.value().text();
        if (const auto buyer = registry::find_org_by_uscc(tx, uscc.value());
            buyer && registry::require_approved(tx, buyer->id).has_value()) {
            consignee = buyer->id;
            const auto fill = [&](const char* key, const std::string& value) {
                if (!checked.fields.contains(key)) checked.fields[key] = value;
            };
            fill("buyerName", buyer->data.name);
            fill("buyerAddress", buyer->data.address);
            fill("buyerContact", buyer->data.contact);
        }
        if (consignee == actor.org && allowed == Consignee::others)
            return Error{.code = Code::invalid,
                         .pointer = "/buyerUscc",
                         .detail = "购方不能是本企业",
                         .field = "购方统一社会信用代码"};
    }
    Event event = new_event(tx, actor, BizStep::shipping, product.tmpl, std::move(ranges));
    event.partner = consignee;
    event.partner_uscc = addressed_to;
    TRY(event.values, check_fields(*product.tmpl, catalog::Step::shipping, checked, tx.now()));
    auto time = take_event_time(event, "saleTime");
    TRY_VOID(apply(tx, event, touched.own, Effect::ship, org, std::move(time)));
    if (!addressed_to.empty()) registry::note_dealing(tx, actor.org, addressed_to, {}, tx.now());
    return event;
}

}  // namespace

Result<Event> ship(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> ranges, const FieldInput& input,
                   const std::optional<std::string>& buyer_uscc) {
    return ship_to(tx, actor, std::move(ranges), input, buyer_uscc, Consignee::others);
}

Result<Event> transfer(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> ranges, const FieldInput& input) {
    TRY(const auto org, registry::require_approved(tx, actor.org));
    return ship_to(tx, actor, std::move(ranges), input, std::string(org.data.uscc.text()), Consignee::own);
}

Result<void> MoveJudge::judge(Asked what, const codes::Placed& part) {
    const Effect effect = what == Asked::ship ? Effect::ship : what == Asked::receive ? Effect::receive : Effect::sell;
    return require(Change{.effect = effect, .by = org_.id}, part.segment, [&](const Segment& s) {
        const auto [known, fresh] = addressed_.try_emplace({part.block, s.state.chain}, false);
        if (fresh) known->second = names_receiver(tx_, part.block, s.state, org_);
        return known->second;
    });
}

std::vector<Event> standing(std::vector<Event> history) {
    std::vector<Event> left;
    const auto drop_last = [&](BizStep step) {
        const auto at = std::find_if(left.rbegin(), left.rend(), [&](const Event& e) { return e.step == step; });
        if (at != left.rend()) left.erase(std::next(at).base());
    };
    for (Event& event : history) {
        if (event.tmpl && event.step == BizStep::void_shipping)
            drop_last(BizStep::shipping);
        else if (event.tmpl && effect_of(event) == Effect::undo_receive)
            drop_last(BizStep::receiving);
        else
            left.push_back(std::move(event));
    }
    return left;
}

std::string_view location_of(const Event& event) {
    const auto at = event.values.values.find(location_key);
    return at == event.values.values.end() ? std::string_view() : std::string_view(at->second);
}

Result<Event> receive(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> ranges, const FieldInput& input) {
    return receive_at(tx, actor, std::move(ranges), input, "");
}

Result<Event> void_shipping(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given,
                            std::string_view location) {
    TRY_VOID(auth::require(actor, auth::Permission::ship_codes));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    Event event = new_event(tx, actor, BizStep::void_shipping, touched.product.tmpl, std::move(ranges));
    event.disposition = Disposition::in_progress;
    if (!location.empty()) event.values.values.emplace(location_key, location);
    TRY_VOID(apply(tx, event, touched.own, Effect::cancel_shipment, org, {.pointer = "", .zh = "作废时间"}));
    return event;
}

Result<Event> undo_receiving(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, OrgId shipper) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    Event event = new_event(tx, actor, BizStep::receiving, touched.product.tmpl, std::move(ranges));
    event.disposition = Disposition::in_transit;
    event.partner = shipper;
    TRY_VOID(apply(tx, event, touched.own, Effect::undo_receive, org, {.pointer = "", .zh = "撤销时间"}));
    return event;
}

Result<Event> receive_at(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input,
                         std::string_view location) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;
    Event event = new_event(tx, actor, BizStep::receiving, product.tmpl, std::move(ranges));
    TRY(event.values, check_fields(*product.tmpl, catalog::Step::receiving, input, tx.now()));
    TRY_VOID(catalog::fill_identity(*product.tmpl, catalog::Step::receiving, event.values, identity(org)));
    if (!location.empty()) event.values.values.emplace(location_key, location);
    auto time = take_event_time(event, "purchaseTime");
    TRY_VOID(apply(tx, event, touched.own, Effect::receive, org, std::move(time)));
    return event;
}

Result<Event> sell(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::sell_codes));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;
    Event event = new_event(tx, actor, BizStep::retail_selling, product.tmpl, std::move(ranges));
    TRY(event.values, check_fields(*product.tmpl, catalog::Step::selling, input, tx.now()));
    auto time = take_event_time(event, "soldTime");
    TRY_VOID(apply(tx, event, touched.own, Effect::sell, org, std::move(time)));
    return event;
}

std::vector<Event> history(db::Tx& tx, BlockId block, std::int64_t chain) {
    std::vector<Event> events;
    while (chain != 0) {
        const auto row = store::find_chain(tx, block, chain);
        if (!row) throw db::Fault(db::Fault::Kind::other, "a chain is broken: run yiguan fsck");
        auto event = find_event(tx, row->home, row->event);
        if (!event) throw db::Fault(db::Fault::Kind::other, "a chain names a missing event: run yiguan fsck");
        events.push_back(*std::move(event));
        chain = row->prev;
    }
    std::ranges::reverse(events);
    return events;
}

std::vector<Event> events_of(db::Tx& tx, const codes::Block& block, std::int64_t counter) {
    const auto level_max = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(block.size())));
    std::vector<Event> events;
    for (const auto& [home, id] : store::touching(tx, block.id, spans_holding(counter, level_max)))
        if (auto event = find_event(tx, home, id); event && event->holds(block.id, counter))
            events.push_back(*std::move(event));
    return events;
}

}  // namespace yiguan::events
