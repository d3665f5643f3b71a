#include "events/guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "epcis/units.hpp"
#include "events/events_store.hpp"

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

TimeOrder::TimeOrder(db::Tx& tx, OrgId by, Effect effect, UtcMs event_time, Named named)
    : tx_(tx),
      by_(by),
      counts_(needs_goods(effect)),
      moves_(is_move(effect)),
      day_(day_of(event_time)),
      named_(std::move(named)) {}

Error TimeOrder::before(std::string rule) const {
    return {.code = Code::invalid,
            .pointer = named_.pointer,
            .detail = fmt::format("{} {} 不能早于{}", named_.zh, day_, rule),
            .field = named_.zh,
            .value = day_};
}

Result<void> TimeOrder::require(BlockId block, const codes::Segment& part) {
    if (!counts_) return outcome::success();
    TRY_VOID(require_made(block, part.state.batch));
    if (!moves_) return outcome::success();
    return require_moved(block, part.state.chain);
}

Result<void> TimeOrder::require_made(BlockId block, BatchId id) {
    if (!id || !made_.emplace(block, id).second) return outcome::success();
    const auto batch = codes::find_batch(tx_, block, id);
    if (!batch || batch->production_date.empty() || day_ >= batch->production_date) return outcome::success();
    return before(batch->org == by_ ? fmt::format("生产日期 {}", batch->production_date) : "生产日期");
}

Result<void> TimeOrder::require_moved(BlockId block, std::int64_t chain) {
    if (chain == 0 || !moved_.emplace(block, chain).second) return outcome::success();
    const auto row = store::find_chain(tx_, block, chain);
    if (!row) return outcome::success();
    const auto last = find_event(tx_, row->home, row->event);
    if (!last) return outcome::success();
    const Effect effect = effect_of(*last);
    const std::string day = day_of(last->event_time);
    if (!is_move(effect) || day_ >= day) return outcome::success();
    return before(last->org == by_ ? fmt::format("上一环节（{}）的日期 {}", move_zh(effect), day)
                                   : fmt::format("上一环节（{}）的日期", move_zh(effect)));
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
