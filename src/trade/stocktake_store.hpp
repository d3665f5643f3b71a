// Statements of stock and stocktakes; private to the room.
#pragma once
#include "trade/stocktake.hpp"

namespace yiguan::trade::store {

struct StockSum {
    ProductId product;
    std::int64_t location = 0;
    codes::Status status{};
    std::int64_t quantity = 0;
    EventId oldest;
};
inline constexpr int stock_sums_max = 20'000;
std::vector<StockSum> stock_sums(db::Tx& tx, OrgId org);
std::vector<StockSum> stock_sums(db::Tx& tx, OrgId org, std::int64_t location);
std::vector<codes::Placed> stock_at(db::Tx& tx, OrgId org, std::optional<std::int64_t> location, ProductId product,
                                    std::int64_t skip, int limit);

struct MoveSum {
    std::int64_t day = 0;  ///< Since 1970, in Beijing.
    Move move{};
    std::int64_t quantity = 0;
};
/// Of one store, or of all.
std::vector<MoveSum> move_sums(db::Tx& tx, OrgId org, StoreId store, UtcMs from);

bool insert(db::Tx& tx, const Stocktake& take);
bool update(db::Tx& tx, const Stocktake& take);
std::optional<Stocktake> find_stocktake(db::Tx& tx, StocktakeId id);
std::string last_stocktake_number(db::Tx& tx, OrgId org, std::string_view front);
std::vector<Stocktake> list_stocktakes(db::Tx& tx, OrgId org, UserId by, StoreId store, int state, StocktakeId before,
                                       int limit);
void add_codes(db::Tx& tx, StocktakeId id, std::span<const codes::CodeAt> codes, UtcMs at);
/// By block and counter.
std::vector<codes::CodeAt> codes_of(db::Tx& tx, StocktakeId id);

}  // namespace yiguan::trade::store
