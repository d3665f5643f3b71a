#include "events/guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "epcis/units.hpp"

namespace yiguan::events {
namespace {

constexpr bool is_move(Effect effect) {
    switch (effect) {
        case Effect::ship:
        case Effect::depart:
        case Effect::receive:
        case Effect::arrive:
        case Effect::take_back:
        case Effect::sell:
            return true;
        default:
            return false;
    }
}

// Of what has a day of its own: recalls and frozen goods come when they come, a note is just told.
constexpr bool needs_goods(Effect effect) {
    return is_move(effect) || effect == Effect::activate || effect == Effect::bind_active ||
           effect == Effect::destroy || effect == Effect::consume;
}

std::string_view move_zh(Effect effect) {
    switch (effect) {
        case Effect::ship:
        case Effect::depart:
            return "发货";
        case Effect::receive:
        case Effect::arrive:
            return "入库";
        case Effect::take_back:
            return "退回";
        default:
            return "销售";
    }
}

std::string day_of(UtcMs at) {
    return to_string(beijing_date(at));
}

// Notes, packing, inspections and holds stand between two moves.
constexpr int steps_back_max = 20;

Effect effect_done(const store::Done& step) {
    return effect_of(step.type, static_cast<epcis::Action>(step.action), name(step.step), name(step.disposition));
}

// The goods came back from a shipment that was cancelled as if it had not been: its day may have been the mistake.
// Likewise a stock-in that was undone.
const store::Done* last_move(std::span<const store::Done> newest_first) {
    bool cancelled = false, undone = false;
    for (const store::Done& step : newest_first) {
        const Effect effect = effect_done(step);
        const bool shipped = effect == Effect::ship || effect == Effect::depart;
        if (effect == Effect::cancel_shipment) cancelled = true;
        if (effect == Effect::receive && step.disposition == Disposition::in_transit) {
            undone = true;
            continue;
        }
        if (undone && effect == Effect::receive) {
            undone = false;
            continue;
        }
        if (is_move(effect) && !(cancelled && shipped)) return &step;
    }
    return nullptr;
}

template <class T>
void keep_distinct(std::vector<T>& all) {
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
}

// The sum in the unit of the first; nothing when one of them does not convert or is not given.
std::optional<double> sum_in(std::string_view unit, const std::vector<epcis::QuantityElement>& all) {
    double sum = 0;
    for (const auto& q : all) {
        if (!q.quantity) return std::nullopt;
        const auto value = epcis::convert(*q.quantity, q.uom, unit);
        if (!value) return std::nullopt;
        sum += *value;
    }
    return sum;
}

}  // namespace

TimeOrder::TimeOrder(db::Tx& tx, OrgId by, Effect effect, UtcMs event_time, Named named, const Steps* told_before)
    : tx_(tx),
      by_(by),
      counts_(needs_goods(effect)),
      moves_(is_move(effect)),
      day_(day_of(event_time)),
      named_(std::move(named)),
      told_before_(told_before) {}

Error TimeOrder::before(std::string rule) const {
    return {.code = Code::invalid,
            .pointer = named_.pointer,
            .detail = fmt::format("{} {} 不能早于{}", named_.zh, day_, rule),
            .field = named_.zh,
            .value = day_};
}

Result<void> TimeOrder::require(std::span<const codes::Placed> parts) {
    if (!counts_ || parts.empty()) return outcome::success();
    TRY_VOID(require_made(parts));
    if (!moves_) return outcome::success();
    return require_moved(parts);
}

Result<void> TimeOrder::require_made(std::span<const codes::Placed> parts) {
    std::vector<std::pair<BlockId, BatchId>> batches;
    for (const codes::Placed& p : parts)
        if (p.segment.state.batch) batches.emplace_back(p.block, p.segment.state.batch);
    keep_distinct(batches);
    for (const auto& made : store::production_days(tx_, batches))
        if (day_ < made.day) return before(made.org == by_ ? fmt::format("生产日期 {}", made.day) : "生产日期");
    return outcome::success();
}

Result<void> TimeOrder::require_moved(std::span<const codes::Placed> parts) {
    std::vector<std::pair<BlockId, std::int64_t>> chains;
    for (const codes::Placed& p : parts)
        if (p.segment.state.chain != 0) chains.emplace_back(p.block, p.segment.state.chain);
    keep_distinct(chains);
    // What the log does not have yet stands in front of what it has.
    std::vector<std::vector<store::Done>> ways(chains.size());
    std::vector<std::pair<BlockId, std::int64_t>> stored;
    std::vector<std::size_t> way_of;
    for (std::size_t i = 0; i < chains.size(); ++i) {
        auto at = chains[i];
        while (told_before_ && at.second != 0) {
            const auto known = told_before_->find(at);
            if (known == told_before_->end()) break;
            ways[i].push_back(known->second.done);
            at.second = known->second.before;
        }
        if (at.second == 0) continue;
        stored.push_back(at);
        way_of.push_back(i);
    }
    std::size_t next = 0;
    store::each_way_back(tx_, stored, steps_back_max, [&](std::span<const store::Done> steps) {
        auto& way = ways[way_of[next++]];
        way.insert(way.end(), steps.begin(), steps.end());
    });
    for (const auto& way : ways) {
        const store::Done* const last = last_move(way);
        if (!last) continue;
        const std::string day = day_of(last->event_time);
        if (day_ >= day) continue;
        const auto move = move_zh(effect_done(*last));
        return before(last->org == by_ ? fmt::format("上一环节（{}）的日期 {}", move, day)
                                       : fmt::format("上一环节（{}）的日期", move));
    }
    return outcome::success();
}

std::optional<codes::Placed> torn_out(db::Tx& tx, OrgId by, const std::vector<codes::CodeRange>& leaving,
                                      const std::vector<codes::CodeRange>& named) {
    if (leaving.empty() || !codes::has_contents(tx)) return std::nullopt;
    const auto goes_too = [&](const codes::CodeAt& code) {
        const auto after =
            std::ranges::upper_bound(named, std::pair(code.block, code.counter), {},
                                     [](const codes::CodeRange& r) { return std::pair(r.block, r.first); });
        return after != named.begin() && std::prev(after)->block == code.block &&
               code.counter <= std::prev(after)->last;
    };
    std::map<ProductId, bool> vehicles;
    for (const auto& inside : codes::inside_own(tx, by, leaving)) {
        const codes::State& now = inside.part.segment.state;
        if (goes_too(inside.whole) || now.holder != by || now.status == codes::Status::in_transit) continue;
        const auto [known, fresh] = vehicles.try_emplace(inside.product, false);
        if (fresh) {
            const auto product = catalog::get_product(tx, inside.product);
            known->second = product.has_value() && product.value().family() == catalog::Family::vehicle;
        }
        if (known->second) return inside.part;
    }
    return std::nullopt;
}

Result<void> require_balanced(const epcis::Event& e) {
    if (e.type != epcis::EventType::transformation || !e.transformation_id.empty() || e.error_declaration)
        return outcome::success();
    if (!e.input_epcs.empty() || !e.output_epcs.empty() || e.input_quantities.empty() || e.output_quantities.empty())
        return outcome::success();
    const std::string& unit = e.input_quantities.front().uom;
    const auto in = sum_in(unit, e.input_quantities), out = sum_in(unit, e.output_quantities);
    // Pieces of one class are no pieces of another: only what is weighed or measured can be compared.
    if (unit.empty() || !in || !out || *out <= *in + 1e-9 * std::max(1.0, std::abs(*in))) return outcome::success();
    return Error{
        .code = Code::invalid,
        .pointer = "/outputQuantityList",
        .detail = fmt::format("产出数量合计 {:.12g} {}，不能大于投入数量合计 {:.12g} {}", *out, unit, *in, unit),
        .field = "产出数量"};
}

}  // namespace yiguan::events
