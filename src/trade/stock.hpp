// 库存 (P43, P47): what an organisation has in stock, by product and store, and the figures of a day and a week.
#pragma once
#include "trade/stock_out.hpp"

namespace yiguan::trade {

struct StockRow {
    ProductId product;
    std::string name{}, model{};
    StoreId store{};  ///< Null: no store, or nobody said where.
    std::int64_t in_stock = 0, in_transit = 0, frozen = 0, recalled = 0;
    UtcMs first_in{};  ///< Of what lies there longest: its last fact. 0: nothing is there yet.
};
struct StockFilter {
    std::optional<StoreId> store{};
    ProductId product{};
    std::string model{};  ///< Part of model or name.
    enum class State : std::uint8_t { any, in_stock, in_transit, frozen, recalled } state = State::any;
    int age_from_days = 0;
};
/// Recalled goods first, then by name. In stock, returned, frozen and recalled goods that the organisation holds, and
/// what is on its way to it by notes. Cost: a range of the index, as long as the stock has segments.
Result<std::vector<StockRow>> list_stock(db::Tx& tx, const auth::Actor& actor, const StockFilter& filter);

struct StockItem {
    codes::Placed part;
    BatchInfo batch;
    UtcMs since;
};
/// Runs of codes with one state, by block and counter, behind the first `skip`.
Result<std::vector<StockItem>> list_stock_items(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store,
                                                ProductId product, std::int64_t skip, int limit);

struct DayFigures {
    std::string day;  ///< YYYY-MM-DD
    std::int64_t in = 0, transfer = 0, sold = 0;
};
struct StockSummary {
    std::vector<DayFigures> trend;  ///< Seven days, today last (EBS-14).
    std::vector<std::pair<std::string, std::int64_t>> by_category;
    std::int64_t in_stock = 0, awaiting = 0, recalled = 0, in_transit = 0;
};
Result<StockSummary> stock_summary(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store);

// ---- for stocktake.cpp

/// What lies at a place, by block and counter; of one product, or of all. Of an organisation without stores everything
/// that it holds.
std::vector<codes::Placed> stock_at(db::Tx& tx, OrgId org, const Place& place, ProductId product, std::int64_t skip,
                                    int limit);

}  // namespace yiguan::trade
