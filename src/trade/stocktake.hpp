// 盘点 (P48, M13): what should lie at a place against what was scanned there. Nothing vanishes: what is missing is put
// on record and stays where it is held.
#pragma once
#include "trade/stock.hpp"

namespace yiguan::trade {

enum class StocktakeState : std::uint8_t { counting = 1, finished = 2 };
std::string_view name(StocktakeState state);
std::string_view name_zh(StocktakeState state);

struct Stocktake {
    StocktakeId id;
    OrgId org;
    std::string number;  ///< PD20261122-000001
    StocktakeState state = StocktakeState::counting;
    StoreId store{};
    ProductId product{};  ///< Null: everything there.
    std::int64_t expected = 0, scanned = 0, missing = 0, surplus = 0;
    std::string content{};  ///< {"missing":"block:first-last;...","surplus":...} once it is finished.
    UserId created_by, changed_by;
    UtcMs created_at, changed_at;
    std::int64_t version = 1;
};
/// As its record has it.
std::string recorded(const Stocktake& take);

/// @return forbidden, org_not_approved, missing_field and not_found at "/store", not_found at "/product",
/// too_many_ranges.
Result<Stocktake> start_stocktake(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store,
                                  ProductId product);

struct Counted {
    Stocktake take;
    std::vector<std::pair<std::size_t, Error>> refused;  ///< Texts that stand for nothing.
    std::vector<std::size_t> surplus;                    ///< Texts of what should not be there.
};
inline constexpr std::int64_t counted_max = 20'000;  ///< Codes of one call, boxes opened.
/// Scanned twice is scanned once. @return not_found, wrong_state, too_many_ranges.
Result<Counted> count_scans(db::Tx& tx, const events::Names& names, const auth::Actor& actor, StocktakeId id,
                            const std::vector<std::string>& texts);

struct StocktakeView {
    Stocktake take;
    std::vector<codes::CodeRange> missing, surplus;
};
/// @return not_found, too_many_ranges.
Result<StocktakeView> view_stocktake(db::Tx& tx, const auth::Actor& actor, StocktakeId id);
/// The differences become facts of the log (bizStep stock_taking): what is missing, what is found at another place of
/// the organisation and lies here from now on. @return not_found, wrong_state, too_many_ranges.
Result<StocktakeView> finish_stocktake(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                                       StocktakeId id);
Result<std::vector<Stocktake>> list_stocktakes(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store,
                                               std::optional<StocktakeState> state, StocktakeId before, int limit);

}  // namespace yiguan::trade
