#include "trade/stock.hpp"

#include <algorithm>
#include <map>

#include "auth/auth.hpp"
#include "codes/names.hpp"
#include "core/text.hpp"
#include "registry/stores.hpp"
#include "trade/stocktake_store.hpp"
#include "trade/trade_store.hpp"

namespace yiguan::trade {
namespace {

using codes::Placed;
using codes::Status;

constexpr std::int64_t day_ms = 86'400'000, beijing_ms = 8 * 3'600'000;
constexpr int days_shown = 7, notes_max = 500;

// When an id was made: its upper bits are milliseconds (core/ids.hpp).
UtcMs ms_of(EventId id) {
    constexpr std::int64_t epoch = 1'704'067'200'000;  // 2024-01-01
    return {epoch + ((id.value - first_id_at(epoch)) >> 22)};
}

struct Reach {
    std::map<std::int64_t, StoreId> stores;  // by location
    std::optional<std::int64_t> location{};  // of the one store that is asked for
    StoreId store{};
};

Result<Reach> reach_of(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> asked) {
    Reach reach;
    TRY(reach.store, store_in_reach(tx, actor, asked));
    const auto all = registry::list_stores(tx, actor.org);
    std::vector<std::string> places;
    for (const auto& store : all) places.push_back(registry::store_location(store.id));
    const auto numbers = codes::name_numbers(tx, places);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::int64_t number = numbers[i] != 0 ? numbers[i] : -1 - static_cast<std::int64_t>(i);
        reach.stores.emplace(number, all[i].id);
        if (all[i].id == reach.store) reach.location = number;
    }
    return reach;
}

StoreId store_at(const Reach& reach, std::int64_t location) {
    const auto at = reach.stores.find(location);
    return at == reach.stores.end() ? StoreId{} : at->second;
}

/// Notes on their way to the organisation, or to one store of it.
std::vector<StockOut> awaited(db::Tx& tx, const auth::Actor& actor, StoreId store) {
    return store::list_out(tx,
                           {.consignee = actor.org,
                            .target_store = store,
                            .state = static_cast<int>(StockOutState::sent),
                            .sent_only = true},
                           {}, notes_max);
}

std::vector<Line> open_lines(db::Tx& tx, const StockOut& note) {
    if (note.received == 0) return note.lines;
    Scans known;
    return lines_of(tx, on_the_way(tx, note), known);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
}

bool fits(const StockRow& row, const StockFilter& f, UtcMs now) {
    using State = StockFilter::State;
    if (f.product && row.product != f.product) return false;
    if (!f.model.empty() && lower(row.model).find(lower(f.model)) == std::string::npos &&
        lower(row.name).find(lower(f.model)) == std::string::npos)
        return false;
    if (f.state == State::in_stock && row.in_stock == 0) return false;
    if (f.state == State::in_transit && row.in_transit == 0) return false;
    if (f.state == State::frozen && row.frozen == 0) return false;
    if (f.state == State::recalled && row.recalled == 0) return false;
    return f.age_from_days == 0 || (row.first_in.value != 0 && now - row.first_in >= f.age_from_days * day_ms);
}

using Rows = std::map<std::pair<ProductId, StoreId>, StockRow>;

Result<Rows> all_rows(db::Tx& tx, const auth::Actor& actor, const Reach& reach) {
    Rows rows;
    const auto row = [&](ProductId product, StoreId store) -> StockRow& {
        auto& one = rows[{product, store}];
        one.product = product, one.store = store;
        return one;
    };
    for (const auto& sum :
         reach.location ? store::stock_sums(tx, actor.org, *reach.location) : store::stock_sums(tx, actor.org)) {
        StockRow& one = row(sum.product, store_at(reach, sum.location));
        (sum.status == Status::frozen     ? one.frozen
         : sum.status == Status::recalled ? one.recalled
                                          : one.in_stock) += sum.quantity;
        const UtcMs since = ms_of(sum.oldest);
        if (one.first_in.value == 0 || since < one.first_in) one.first_in = since;
    }
    for (const StockOut& note : awaited(tx, actor, reach.store))
        for (const Line& line : open_lines(tx, note)) row(line.product, note.target_store).in_transit += line.quantity;
    std::map<ProductId, std::pair<std::string, std::string>> names;
    for (auto& [key, one] : rows) {
        const auto [known, fresh] = names.try_emplace(one.product);
        if (fresh) {
            TRY(const auto product, catalog::get_product(tx, one.product));
            known->second = {product.name, product.model()};
        }
        one.name = known->second.first, one.model = known->second.second;
    }
    return rows;
}

}  // namespace

Result<std::vector<StockRow>> list_stock(db::Tx& tx, const auth::Actor& actor, const StockFilter& filter) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    if (!actor.org) return std::vector<StockRow>{};
    TRY(const auto reach, reach_of(tx, actor, filter.store));
    TRY(const auto rows, all_rows(tx, actor, reach));
    std::vector<StockRow> found;
    for (const auto& [key, row] : rows)
        if (fits(row, filter, tx.now())) found.push_back(row);
    std::ranges::stable_sort(found, [](const StockRow& a, const StockRow& b) {
        return std::tuple(a.recalled == 0, a.name, a.model, a.store) <
               std::tuple(b.recalled == 0, b.name, b.model, b.store);
    });
    return found;
}

std::vector<Placed> stock_at(db::Tx& tx, OrgId org, const Place& place, ProductId product, std::int64_t skip,
                             int limit) {
    return store::stock_at(tx, org, place.store ? std::optional(place.location_id) : std::nullopt, product, skip,
                           limit);
}

Result<std::vector<StockItem>> list_stock_items(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store,
                                                ProductId product, std::int64_t skip, int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    if (!actor.org) return std::vector<StockItem>{};
    TRY(const auto reach, reach_of(tx, actor, store));
    const auto parts = store::stock_at(tx, actor.org, reach.location, product, skip, limit);
    Scans known;
    lines_of(tx, parts, known);
    std::vector<StockItem> items;
    for (const Placed& p : parts) {
        const auto* batch = known.batch_of(p);
        items.push_back({p, batch ? *batch : BatchInfo{}, ms_of(p.segment.state.event)});
    }
    return items;
}

Result<StockSummary> stock_summary(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    StockSummary out;
    const std::int64_t today = (tx.now().value + beijing_ms) / day_ms;
    for (std::int64_t day = today - days_shown + 1; day <= today; ++day)
        out.trend.push_back({.day = to_string(beijing_date(UtcMs{day * day_ms}))});
    if (!actor.org) return out;
    TRY(const auto reach, reach_of(tx, actor, store));
    const UtcMs from{(today - days_shown + 1) * day_ms - beijing_ms};
    const auto at = [&](std::int64_t day) -> DayFigures* {
        const auto place = day - (today - days_shown + 1);
        return place < 0 || place >= days_shown ? nullptr : &out.trend[static_cast<std::size_t>(place)];
    };
    for (const auto& sum : store::move_sums(tx, actor.org, reach.store, from))
        if (auto* day = at(sum.day)) {
            if (sum.move == Move::in) day->in += sum.quantity;
            if (sum.move == Move::transfer) day->transfer += sum.quantity;
            if (sum.move == Move::sold && reach.store) day->sold += sum.quantity;
        }
    // Of all stores every sale counts, whichever way it was told.
    if (!reach.store)
        for (const auto& [day, n] : events::codes_per_day(tx, actor.org, events::BizStep::retail_selling, from))
            if (auto* figures = at(day)) figures->sold += n;
    TRY(const auto rows, all_rows(tx, actor, reach));
    std::map<std::string, std::int64_t> categories;
    for (const auto& [key, row] : rows) {
        out.in_stock += row.in_stock, out.recalled += row.recalled, out.in_transit += row.in_transit;
        if (row.in_stock == 0) continue;
        TRY(const auto product, catalog::get_product(tx, row.product));
        const bool own = product.family() != catalog::Family::none;
        categories[own ? std::string(catalog::name_zh(product.family())) : product.tmpl->name_zh] += row.in_stock;
    }
    out.by_category.assign(categories.begin(), categories.end());
    out.awaiting = static_cast<std::int64_t>(awaited(tx, actor, reach.store).size());
    return out;
}

}  // namespace yiguan::trade
