// Trade: what the documents of stock-in (入库单) and stock-out (出库单) are called, and the states they go through.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ids.hpp"

namespace yiguan::registry {
using StoreId = Id<struct StoreTag>;
}
namespace yiguan::trade {

using registry::StoreId;
using StockInId = Id<struct StockInTag>;
using StockOutId = Id<struct StockOutTag>;
using StocktakeId = Id<struct StocktakeTag>;

/// 入库类型 (EBS-16); stored: append only.
enum class StockInType : std::uint8_t { purchase = 1, transfer = 2, other = 3 };
std::string_view name(StockInType type);
std::string_view name_zh(StockInType type);
std::optional<StockInType> parse_stock_in_type(std::string_view name);

/// 出库类型 (EBS-21); stored: append only.
enum class StockOutType : std::uint8_t { ordinary = 1, transfer = 2, b2b = 3, purchase_return = 4, other = 5 };
std::string_view name(StockOutType type);
std::string_view name_zh(StockOutType type);
std::optional<StockOutType> parse_stock_out_type(std::string_view name);

/// 入库单: 已提交; 有差异; 已办结 (its differences were answered); 已撤销. Stored: append only.
enum class StockInState : std::uint8_t { submitted = 1, differing = 2, settled = 3, undone = 4 };
std::string_view name(StockInState state);
std::string_view name_zh(StockInState state);
std::optional<StockInState> parse_stock_in_state(std::string_view name);

/// 出库单: 草稿 → 待收货 → 已收货 or 有差异 → 已办结; 已作废. Stored: append only.
enum class StockOutState : std::uint8_t {
    draft = 1,
    sent = 2,
    received = 3,
    differing = 4,
    settled = 5,
    cancelled = 6
};
std::string_view name(StockOutState state);
std::string_view name_zh(StockOutState state);
std::optional<StockOutState> parse_stock_out_state(std::string_view name);

}  // namespace yiguan::trade
