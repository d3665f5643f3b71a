// 销售订单 (GDP-54..57): what a maker sold to whom. An order number typed in a dossier makes an entry, to be completed
// here (GDP-40).
#pragma once
#include "dossier/dossier.hpp"

namespace yiguan::dossier {

using OrderId = Id<struct OrderTag>;

struct OrderData {
    std::string number{};  ///< 订单编号, one within the organisation.
    std::string region{};  ///< A province or a city, six digits.
    std::string seller{};
    std::string gln{};      ///< 发货地GLN
    std::string sent_on{};  ///< 发货时间, YYYY-MM-DD; may lie ahead.
    std::string origin{}, destination{};
    std::string sender{}, receiver{};    ///< Personal: stored sealed, never in a log.
    std::vector<std::string> batches{};  ///< 产品批次号, each once.
    std::vector<std::string> items{};    ///< 单品: texts of codes, each once.
    friend bool operator==(const OrderData&, const OrderData&) = default;
};
inline constexpr std::size_t order_rows_max = 200;  ///< Batches, and items, of one order.

struct Order {
    OrderId id;
    OrgId org;
    OrderData data;
    std::int64_t version = 1;
    UtcMs created_at, updated_at;
    /// True when the mandatory fields are there (GDP-54).
    bool complete() const;
};

/// {"number","region","seller"?,"gln"?,"sentOn"?,"origin"?,"destination"?,"sender"?,"receiver"?,"batches"?,"items"?}.
Result<OrderData> decode_order(const json::object& body);
json::object encode(const Order& order);

/// Of the actor's approved organisation. conflict at "/number".
Result<Order> add_order(db::Tx& tx, const auth::Actor& actor, const OrderData& data);
/// conflict at "/version" and "/number".
Result<Order> update_order(db::Tx& tx, const auth::Actor& actor, OrderId id, std::int64_t version,
                           const OrderData& data);
/// Logical: what dossiers say of it stays.
Result<void> remove_order(db::Tx& tx, const auth::Actor& actor, OrderId id);
/// For its organisation; of those who see their own alone, what they entered.
Result<Order> read_order(db::Tx& tx, const auth::Actor& actor, OrderId id);

struct OrderFilter {
    std::string number{}, seller{};    ///< Parts of them.
    std::optional<Date> from{}, to{};  ///< 创建日期, in Beijing, both taken in.
};
struct OrderPage {
    std::vector<Order> items;  ///< Newest first.
    OrderId next;
    std::int64_t total = 0;  ///< Exact up to total_max.
};
Result<OrderPage> list_orders(db::Tx& tx, const auth::Actor& actor, const OrderFilter& filter, OrderId before,
                              int limit);

}  // namespace yiguan::dossier
