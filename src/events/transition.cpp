#include "events/transition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "auth/auth.hpp"
#include "codes/aliases.hpp"
#include "core/text.hpp"
#include "epcis/identifiers.hpp"
#include "events/events_store.hpp"
#include "events/guards.hpp"
#include "events/steps.hpp"

namespace yiguan::events {
namespace {

using codes::CodeRange;
using codes::Placed;
using codes::Segment;
using codes::State;
using codes::Status;

using Ranges = std::vector<CodeRange>;

// The parts of `parts` outside `taken`; both sorted.
std::vector<Placed> without(const std::vector<Placed>& parts, const Ranges& taken) {
    std::vector<Placed> left;
    auto from = taken.begin();
    for (Placed p : parts) {
        const auto before = [&](const CodeRange& t) {
            return t.block < p.block || (t.block == p.block && t.last < p.segment.first);
        };
        while (from != taken.end() && before(*from)) ++from;
        for (auto t = from; t != taken.end() && t->block == p.block && t->first <= p.segment.last; ++t) {
            if (p.segment.first < t->first) {
                Placed front = p;
                front.segment.last = t->first - 1;
                left.push_back(front);
            }
            p.segment.first = t->last + 1;
        }
        if (p.segment.first <= p.segment.last) left.push_back(p);
    }
    return left;
}

std::optional<auth::Permission> permission_of(Effect effect) {
    switch (effect) {
        case Effect::bind:
        case Effect::bind_active:
            return auth::Permission::bind_codes;
        case Effect::activate:
            return auth::Permission::activate_codes;
        case Effect::ship:
        case Effect::depart:
        case Effect::cancel_shipment:
            return auth::Permission::ship_codes;
        case Effect::receive:
        case Effect::arrive:
        case Effect::take_back:
            return auth::Permission::receive_codes;
        case Effect::sell:
            return auth::Permission::sell_codes;
        default:
            return std::nullopt;
    }
}

// One event on its way through the rules: everything is looked at before anything is changed.
class Transition {
public:
    Transition(db::Tx& tx, const Names& names, const auth::Actor& actor, const epcis::Event& event, EventId id,
               Told told, const Steps* told_before)
        : tx_(tx),
          names_(names),
          actor_(actor),
          event_(event),
          id_(id),
          told_(told),
          told_before_(told_before),
          effect_(effect_of(event)) {}

    Result<Applied> run(const OwnCodes& own) {
        TRY_VOID(gather(own));
        find_names();
        if (effect_ == Effect::bind || effect_ == Effect::bind_active) {
            TRY(const bool free, all_free());
            if (free) return bind_free();
        }
        TRY(org_, registry::require_approved(tx_, actor_.org));
        TRY_VOID(address());
        TRY_VOID(find_contents());
        if (items_.empty() && inputs_.empty() && outputs_.empty() && parents_.empty() && contents_.empty())
            return Applied{};
        if (const auto permission = permission_of(effect_)) {
            TRY_VOID(auth::require(actor_, *permission));
        }

        changes_ = changes_of(event_, actor_.org, out_.partner, container_, location_);
        TRY_VOID(check(items_, changes_.items));
        TRY_VOID(check(inputs_, changes_.inputs));
        TRY_VOID(check(outputs_, changes_.outputs));
        TRY_VOID(check(parents_, changes_.parents));
        TRY_VOID(pick_contents());
        TRY_VOID(require_together());
        TRY_VOID(require_order());

        write_names();
        TRY_VOID(write(contents_, changes_.contents));
        TRY_VOID(write(items_, changes_.items));
        TRY_VOID(write(inputs_, changes_.inputs));
        TRY_VOID(write(outputs_, changes_.outputs));
        if (changes_.parents_move) {
            TRY_VOID(write(parents_, changes_.parents));
        }
        out_.contents = contents_;
        return std::move(out_);
    }

private:
    Result<void> gather(const OwnCodes& own) {
        TRY(items_, joined(own.items));
        TRY(inputs_, joined(own.inputs));
        TRY(outputs_, joined(own.outputs));
        TRY(parents_, joined(own.parents));
        Ranges all;
        for (const Ranges* list : {&items_, &inputs_, &outputs_, &parents_})
            all.insert(all.end(), list->begin(), list->end());
        TRY(named_, joined(std::move(all)));
        return outcome::success();
    }

    // ---- commissioning

    // True if none of the items is bound, false if all are.
    Result<bool> all_free() {
        if (items_.empty()) return false;
        const auto bound = codes::segments_of(tx_, items_);
        if (bound.empty()) return true;
        std::int64_t n = 0;
        for (const Placed& p : bound) n += p.segment.last - p.segment.first + 1;
        if (n == codes::count(items_)) return false;
        return told({.code = Code::codes_already_bound,
                     .pointer = "/codes",
                     .detail = "所选码中有已绑定的码",
                     .field = "追溯码",
                     .value = std::to_string(bound.front().segment.first)},
                    bound.front().block);
    }

    Result<Applied> bind_free() {
        TRY_VOID(auth::require(actor_, auth::Permission::bind_codes));
        TRY_VOID(registry::require_approved(tx_, actor_.org));
        for (const CodeRange& range : items_) {
            TRY(const auto* block, block_of(range.block));
            if (block->org != actor_.org)
                return Error{.code = Code::codes_not_yours,
                             .pointer = "/codes",
                             .detail = "只能绑定本企业申请的码",
                             .field = "码段"};
            if (block->product != blocks_.at(items_.front().block).product)
                return Error{.code = Code::codes_not_yours,
                             .pointer = "/codes",
                             .detail = "一次只能绑定同一产品的码",
                             .field = "码段"};
        }
        TRY(const auto product, catalog::get_product(tx_, blocks_.at(items_.front().block).product));
        TRY(const Binding binding, check_binding(tx_, actor_, items_, fields_of(*product.tmpl), Numbered::no));
        TRY_VOID(made_before(binding.values));
        write_names();
        TRY(out_.chains,
            bind_batch(tx_, actor_, items_, binding, id_,
                       effect_ == Effect::bind_active ? Status::active : Status::bound, location_.value_or(0)));
        return std::move(out_);
    }

    Result<void> made_before(const catalog::FieldValues& values) const {
        const auto made = values.values.find("productionDate");
        const std::string day = to_string(beijing_date(event_.event_time));
        if (made == values.values.end() || made->second <= day) return outcome::success();
        return Error{.code = Code::invalid,
                     .pointer = "/eventTime",
                     .detail = fmt::format("事件时间 {} 不能早于生产日期 {}", day, made->second),
                     .field = "事件时间",
                     .value = day};
    }

    // ilmd members of this platform's namespace are the fields of the binding step.
    FieldInput fields_of(const catalog::Template& tmpl) const {
        FieldInput input;
        for (const std::string& prefix : own_prefixes(event_))
            for (const auto& [name, value] : event_.ilmd) {
                const std::string_view key(name);
                if (!key.starts_with(prefix)) continue;
                const auto field = key.substr(prefix.size());
                if (field == "open" && value.is_array())
                    input.open = value.get_array();
                else
                    input.fields[field] = bare(value, prefix);
            }
        const auto* date = tmpl.find("productionDate");
        if (date && date->step == catalog::Step::binding && !input.fields.contains("productionDate"))
            input.fields["productionDate"] = to_string(beijing_date(event_.event_time));
        return input;
    }

    // {"yiguan:prefix":"A","yiguan:first":"001"} as the fields know it.
    static json::value bare(const json::value& value, std::string_view prefix) {
        if (!value.is_object()) return value;
        json::object out;
        for (const auto& [name, inner] : value.get_object()) {
            const std::string_view key(name);
            out[key.starts_with(prefix) ? key.substr(prefix.size()) : key] = inner;
        }
        return out;
    }

    // ---- who, from where

    Result<void> address() {
        if (effect_ != Effect::ship && effect_ != Effect::depart) return outcome::success();
        const Addressee to = addressee_of(event_);
        if (to.uscc.empty()) return outcome::success();
        const auto uscc = keys::Uscc::parse(to.uscc);
        if (uscc.has_error()) {
            Error error = uscc.error();
            error.pointer = "/destinationList";
            error.field = "购方统一社会信用代码";
            return error;
        }
        out_.partner_uscc = uscc.value().text();
        if (const auto buyer = registry::find_org_by_uscc(tx_, uscc.value());
            buyer && registry::require_approved(tx_, buyer->id).has_value())
            out_.partner = buyer->id;
        return outcome::success();
    }

    Result<const codes::Block*> block_of(BlockId id) {
        const auto known = blocks_.find(id);
        if (known != blocks_.end()) return &known->second;
        TRY(auto block, codes::get_block(tx_, id));
        return &blocks_.emplace(id, std::move(block)).first->second;
    }

    // The error names the code as the event does, but not to strangers: see discreet().
    Error told(Error error, BlockId block) {
        const auto found = block_of(block);
        const bool own = found.has_value() && found.value()->org == actor_.org;
        if (own && !error.value.empty()) {
            std::int64_t counter = 0;
            std::from_chars(error.value.data(), error.value.data() + error.value.size(), counter);
            error.value = names_.uri(*found.value(), counter);
        }
        return discreet(std::move(error), own);
    }

    Result<void> allowed(const Placed& part, const Change& change) {
        const auto addressed = [&](const Segment& s) {
            const auto [known, fresh] = addressed_.try_emplace({part.block, s.state.chain}, false);
            if (fresh) known->second = names_receiver(tx_, part.block, s.state, *org_);
            return known->second;
        };
        const auto first = require(change, part.segment, addressed);
        if (first.has_value()) return outcome::success();
        // receiving behind arriving, shipping behind departing: the same move, told twice.
        Change again = change;
        if (change.effect == Effect::receive) again.effect = Effect::arrive;
        if (change.effect == Effect::ship) again.effect = Effect::depart;
        if (again.effect != change.effect && may_follow(part, again.effect) &&
            require(again, part.segment, addressed).has_value())
            return outcome::success();
        return told(first.error(), part.block);
    }

    // True if the code's last event was this organisation's and of that effect, or stands in the same document: then it
    // is not in the log yet, and nobody else can have come between.
    bool may_follow(const Placed& part, Effect effect) {
        const auto row = store::find_chain(tx_, part.block, part.segment.state.chain);
        if (!row) return true;
        const auto event = find_event(tx_, row->home, row->event);
        return event && event->org == actor_.org && effect_of(*event) == effect;
    }

    Result<void> check(const Ranges& ranges, const Change& change) {
        const auto parts = codes::segments_of(tx_, ranges);
        auto part = parts.begin();
        for (const CodeRange& range : ranges) {
            std::int64_t next = range.first;  // everything of the range before it was found
            for (; part != parts.end() && part->block == range.block && part->segment.first <= range.last; ++part) {
                if (part->segment.first != next) break;
                TRY_VOID(allowed(*part, change));
                moved_[change.effect].push_back(*part);
                next = part->segment.last + 1;
            }
            if (next <= range.last)
                return told({.code = Code::codes_not_bound,
                             .pointer = "/codes",
                             .detail = "所选码中有尚未绑定的码",
                             .field = "追溯码",
                             .value = std::to_string(next)},
                            range.block);
        }
        return outcome::success();
    }

    // ---- what is packed in what the event names

    Result<void> find_contents() {
        const bool moves = moves_contents(effect_) || !event_.biz_location.empty();
        if ((!moves && !empties(event_)) || event_.type == epcis::EventType::transaction ||
            event_.type == epcis::EventType::transformation || !codes::has_contents(tx_))
            return outcome::success();
        std::vector<std::int64_t> roots;
        Ranges within;
        if (moves) {
            std::vector<std::string> texts;
            const auto foreign = [&](const std::string& epc) {
                auto text = epcis::canonical(epc);
                if (!text.starts_with("ecode:") || !names_.place(text)) texts.push_back(std::move(text));
            };
            for (const std::string& epc : event_.epcs.epcs) foreign(epc);
            if (!event_.parent_id.empty()) foreign(event_.parent_id);
            roots = codes::known_names(tx_, texts);
            within = items_;
            within.insert(within.end(), parents_.begin(), parents_.end());
        } else {
            roots = codes::known_names(tx_, {epcis::canonical(event_.parent_id)});
        }
        TRY(auto found, contents_of_all(tx_, roots, std::move(within), empties(event_) && !moves_contents(effect_)));
        candidates_ = without(found, named_);
        // Contents of others are none of the actor's business.
        std::erase_if(candidates_, [&](const Placed& p) { return !concerns(p.segment.state); });
        for (const Placed& p : candidates_) contents_.push_back({p.block, p.segment.first, p.segment.last});
        return outcome::success();
    }

    bool concerns(const State& state) const {
        if (state.status == Status::voided) return false;
        return state.holder == actor_.org || state.status == Status::in_transit;
    }

    // Keeps of the contents what the step moves. What is on its way already, sold, or somebody else's stays; what may
    // not be moved holds the container up.
    Result<void> pick_contents() {
        const Change& change = changes_.contents;
        contents_.clear();
        for (const Placed& p : candidates_) {
            const auto may = allowed(p, change);
            if (may.has_value()) {
                contents_.push_back({p.block, p.segment.first, p.segment.last});
                moved_[change.effect].push_back(p);
                continue;
            }
            const Status now = p.segment.state.status;
            const bool elsewhere =
                now == Status::in_transit || now == Status::sold || p.segment.state.holder != actor_.org;
            if ((effect_ == Effect::ship || effect_ == Effect::depart || effect_ == Effect::sell) && !elsewhere)
                return may.error();
        }
        TRY(contents_, joined(std::move(contents_)));
        return outcome::success();
    }

    // A battery stays with its vehicle: it neither leaves alone nor is packed elsewhere before it was taken out.
    Result<void> require_together() {
        const bool leaves = effect_ == Effect::ship || effect_ == Effect::depart || effect_ == Effect::sell;
        if (!leaves && !changes_.items.packed) return outcome::success();
        const auto part = torn_out(tx_, actor_.org, items_, named_);
        if (!part) return outcome::success();
        // Not Code::conflict: that is of what changed meanwhile, and no event of the document would be taken.
        return told({.code = Code::wrong_state,
                     .pointer = "/codes",
                     .detail = std::string(torn_out_zh),
                     .field = "追溯码",
                     .value = std::to_string(part->segment.first)},
                    part->block);
    }

    Result<void> require_order() {
        for (const auto& [effect, parts] : moved_) {
            TimeOrder order(tx_, actor_.org, effect, event_.event_time, {.pointer = "/eventTime", .zh = "事件时间"},
                            told_before_);
            TRY_VOID(order.require(parts));
        }
        return outcome::success();
    }

public:
    // Layer by layer: what is in the containers and the codes, then what is in that.
    static Result<std::vector<Placed>> contents_of_all(db::Tx& tx, const std::vector<std::int64_t>& names,
                                                       Ranges within, bool own_layer_only) {
        std::vector<Placed> found;
        std::set<std::pair<BlockId, std::int64_t>> seen;
        const auto take = [&](std::vector<Placed> layer) {
            within.clear();
            for (Placed& p : layer) {
                if (!seen.emplace(p.block, p.segment.first).second) continue;
                within.push_back({p.block, p.segment.first, p.segment.last});
                found.push_back(std::move(p));
            }
        };
        auto layer = codes::contents_within(tx, within, contents_max + 1);
        std::ranges::move(codes::contents_of_each(tx, names, contents_max + 1), std::back_inserter(layer));
        take(std::move(layer));
        while (!within.empty() && !own_layer_only && found.size() <= contents_max) {
            TRY(within, joined(std::move(within)));
            take(codes::contents_within(tx, within, contents_max + 1));
        }
        if (found.size() > contents_max)
            return Error{.code = Code::too_many_ranges,
                         .pointer = "",
                         .detail = fmt::format("容器内的码超过 {} 个区间，请分别记录", contents_max)};
        std::ranges::sort(found, {}, [](const Placed& p) { return std::pair(p.block, p.segment.first); });
        return found;
    }

private:
    // ---- the change

    // The numbers of container and location, as the rules need them; write_names() makes them known.
    void find_names() {
        if (!event_.biz_location.empty()) location_ = codes::find_name_id(tx_, epcis::canonical(event_.biz_location));
        if (packs(event_) && !event_.parent_id.empty())
            container_ = codes::find_name_id(tx_, epcis::canonical(event_.parent_id));
    }

    void write_names() {
        if (!event_.biz_location.empty()) codes::name_id(tx_, epcis::canonical(event_.biz_location));
        if (!packs(event_) || event_.action != epcis::Action::add || event_.parent_id.empty() || items_.empty()) return;
        std::optional<codes::CodeAt> code;
        if (const auto placed = names_.place(event_.parent_id)) code = {placed->block, placed->counter};
        codes::name_id(tx_, epcis::canonical(event_.parent_id), code);
    }

    Result<void> write(const Ranges& ranges, Change change) {
        if (change.effect == Effect::destroy || change.effect == Effect::consume)
            codes::close_pieces(tx_, actor_, ranges);
        Ranges sold = named_;
        sold.insert(sold.end(), contents_.begin(), contents_.end());
        SoldWith sold_with(tx_, change.effect, sold);
        for (std::size_t i = 0, next = 0; i < ranges.size(); i = next) {
            const BlockId block = ranges[i].block;
            while (next < ranges.size() && ranges[next].block == block) ++next;
            TRY(const auto* issued, block_of(block));
            change.maker = issued->org;
            const auto at = [&](std::size_t n) { return ranges.begin() + static_cast<std::ptrdiff_t>(n); };
            TRY(const auto steps,
                codes::change_state(tx_, {at(i), at(next)}, id_, [&](const Segment& part) -> Result<State> {
                    TRY_VOID(still_as_judged(change, part.state));
                    return after(sold_with.of(change, part.state), part.state);
                }));
            out_.chains.insert(out_.chains.end(), steps.begin(), steps.end());
        }
        std::ranges::sort(out_.chains);
        out_.chains.erase(std::ranges::unique(out_.chains).begin(), out_.chains.end());
        return outcome::success();
    }

    // The state is read anew as it is written: another node may have been faster.
    Result<void> still_as_judged(const Change& change, const State& now) const {
        if (told_ == Told::from_outside) return outcome::success();
        const bool free = !change.packed || (now.container == 0 && may_be_packed(now.status));
        const bool inside = !change.unpacked || now.container == *change.unpacked;
        if (now.holder == actor_.org && free && inside) return outcome::success();
        return Error{Code::conflict, "", "其中一件刚被另一位操作员装箱、关联或移动，请刷新后重试", "追溯码"};
    }

    db::Tx& tx_;
    const Names& names_;
    const auth::Actor& actor_;
    const epcis::Event& event_;
    EventId id_;
    Told told_;
    const Steps* told_before_;
    Effect effect_;
    std::optional<registry::Org> org_;
    Ranges items_, inputs_, outputs_, parents_, named_, contents_;
    std::vector<Placed> candidates_;
    std::map<Effect, std::vector<Placed>> moved_;  // what each effect changes: items, inputs, contents
    std::map<BlockId, codes::Block> blocks_;
    std::map<std::pair<BlockId, std::int64_t>, bool> addressed_;
    std::optional<std::int64_t> location_;
    std::int64_t container_ = 0;
    ListChanges changes_;
    Applied out_;
};

}  // namespace

Result<Ranges> contents_of(db::Tx& tx, std::string_view container) {
    TRY(const auto found,
        Transition::contents_of_all(tx, codes::known_names(tx, {epcis::canonical(container)}), {}, false));
    Ranges ranges;
    for (const Placed& p : found) ranges.push_back({p.block, p.segment.first, p.segment.last});
    return joined(std::move(ranges));
}

Result<std::vector<Placed>> contents_of(db::Tx& tx, const Ranges& ranges) {
    TRY(const auto found, Transition::contents_of_all(tx, {}, ranges, false));
    return without(found, ranges);
}

Result<std::vector<CodeRange>> joined(std::vector<CodeRange> ranges) {
    std::ranges::sort(ranges, {}, [](const CodeRange& r) { return std::pair(r.block, r.first); });
    Ranges out;
    for (const CodeRange& r : ranges) {
        if (!out.empty() && out.back().block == r.block && r.first <= out.back().last)
            return Error{.code = Code::codes_overlap, .pointer = "", .detail = "同一个码在一个事件中出现了两次"};
        if (!out.empty() && out.back().block == r.block && r.first == out.back().last + 1)
            out.back().last = r.last;
        else
            out.push_back(r);
    }
    return out;
}

Change SoldWith::of(Change change, const State& state) {
    if (!sold_ || state.container == 0) return change;
    const auto [known, fresh] = known_.try_emplace(state.container, false);
    if (fresh)
        if (const auto code = codes::code_of_name(tx_, state.container))
            known->second = std::ranges::any_of(*sold_, [&](const CodeRange& r) {
                return r.block == code->block && r.first <= code->counter && code->counter <= r.last;
            });
    change.keeps_container = known->second;
    return change;
}

OwnCodes own_codes(const Names& names, const epcis::Event& event) {
    OwnCodes own;
    for (const auto& [reach, role] : reaches(names, event)) {
        if (!reach.ours()) continue;
        const CodeRange range{BlockId{reach.space}, reach.first, reach.last};
        if ((role & epcis::role::epc) != 0) own.items.push_back(range);
        if ((role & epcis::role::input) != 0) own.inputs.push_back(range);
        if ((role & epcis::role::output) != 0) own.outputs.push_back(range);
        if ((role & epcis::role::parent) != 0) own.parents.push_back(range);
    }
    return own;
}

Result<Applied> apply(db::Tx& tx, const Names& names, const auth::Actor& actor, const epcis::Event& event, EventId id,
                      const OwnCodes& codes, Told told, const Steps* told_before) {
    if (event.error_declaration) return Applied{};
    if (!actor.org)
        return Error{.code = Code::forbidden, .pointer = "", .detail = "只有企业账号可以记录本平台追溯码的事件"};
    return Transition(tx, names, actor, event, id, told, told_before).run(codes);
}

}  // namespace yiguan::events
