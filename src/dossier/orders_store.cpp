// Statements of sales orders and of product trace codes.
#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "dossier/dossier_store.hpp"
#include "dossier/partners_json.hpp"
#include "dossier/stored_rows.hpp"

namespace yiguan::dossier::store {
namespace {

const db::Statement find_trace_code_sql{"dossier.find_trace_code", R"sql(
    SELECT product_id, org_id, gtin, content, activated_at, activated_by FROM product_trace_code
     WHERE product_id = $1)sql"};
const db::Statement trace_code_of_gtin_sql{"dossier.trace_code_of_gtin", R"sql(
    SELECT product_id, org_id, gtin, content, activated_at, activated_by FROM product_trace_code
     WHERE org_id = $1 AND gtin = $2 ORDER BY product_id LIMIT 1)sql"};
// Both indexes may refuse it: of the product, and of the bar code.
const db::Statement insert_trace_code_sql{"dossier.insert_trace_code", R"sql(
    INSERT INTO product_trace_code (product_id, org_id, gtin, content, activated_at, activated_by, claimed_gtin)
    VALUES ($1, $2, $3, $4, $5, $6, $3) ON CONFLICT DO NOTHING)sql"};

#define SALES_ORDER                                                                                             \
    "SELECT order_id, org_id, content, personal, version, created_at, updated_at, is_deleted, number, seller, " \
    "created_by FROM sales_order "
// $3 part of the number, $4 of the seller; $5 and $6 when it was made; $8 who entered it, or 0.
#define SALES_ORDERS                                                                                              \
    "WHERE org_id = $1 AND order_id < $2 AND is_deleted = 0 AND ($3 = '' OR lower(number) LIKE '%' || $3 || '%' " \
    "ESCAPE '!') AND ($4 = '' OR lower(seller) LIKE '%' || $4 || '%' ESCAPE '!') AND created_at >= $5 "           \
    "AND created_at < $6 AND ($8 = 0 OR created_by = $8) "

const db::Statement insert_order_sql{"dossier.insert_order", R"sql(
    INSERT INTO sales_order (order_id, org_id, number, seller, content, personal, version, created_at, updated_at,
                             created_by, is_deleted)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT DO NOTHING)sql"};
const db::Statement update_order_sql{"dossier.update_order", R"sql(
    UPDATE sales_order SET number = $3, seller = $4, content = $5, personal = $6, version = $7, updated_at = $8,
                           is_deleted = $9
     WHERE order_id = $1 AND version = $2)sql"};
const db::Statement lock_order_sql{
    "dossier.lock_order",
    "UPDATE sales_order SET version = version WHERE org_id = $1 AND number = $2 AND is_deleted = 0"};
const db::Statement find_order_sql{"dossier.find_order", SALES_ORDER "WHERE order_id = $1"};
const db::Statement order_by_number_sql{"dossier.order_by_number",
                                        SALES_ORDER "WHERE org_id = $1 AND number = $2 AND is_deleted = 0"};
const db::Statement orders_sql{"dossier.orders", SALES_ORDER SALES_ORDERS "ORDER BY order_id DESC LIMIT $7"};
const db::Statement count_orders_sql{"dossier.count_orders",
                                     "SELECT count(*) FROM (SELECT 1 FROM sales_order " SALES_ORDERS "LIMIT $7) found"};

TraceCode trace_code_in(db::Rows& rows) {
    return {.product = rows.get<ProductId>(0),
            .org = rows.get<OrgId>(1),
            .gtin = rows.get<std::string>(2),
            .activated_at = rows.get<UtcMs>(4),
            .activated_by = rows.get<UserId>(5)};
}

OrderRow order_of(db::Tx& tx, db::Rows& rows, Unseal unseal = Unseal::yes) {
    OrderRow row{.order = {.id = rows.get<OrderId>(0),
                           .org = rows.get<OrgId>(1),
                           .data = order_from_stored(rows.text(2)),
                           .version = rows.integer(4),
                           .created_at = rows.get<UtcMs>(5),
                           .updated_at = rows.get<UtcMs>(6)},
                 .content = rows.get<std::string>(2),
                 .personal = std::string(as_text(rows.bytes(3))),
                 .deleted = rows.get<bool>(7),
                 .number = rows.get<std::string>(8),
                 .seller = rows.get<std::string>(9),
                 .created_by = rows.get<UserId>(10)};
    if (unseal == Unseal::no) return row;
    if (const auto open = auth::unseal(tx, row.order.id.value, row.personal)) put_personal(row.order.data, *open);
    return row;
}

}  // namespace

std::optional<TraceCodeRow> find_trace_code(db::Tx& tx, ProductId product) {
    auto rows = tx.query(find_trace_code_sql, product);
    if (!rows.next()) return std::nullopt;
    return TraceCodeRow{.code = trace_code_in(rows), .content = rows.get<std::string>(3)};
}
std::optional<TraceCode> trace_code_of_gtin(db::Tx& tx, OrgId org, std::string_view gtin) {
    auto rows = tx.query(trace_code_of_gtin_sql, org, gtin);
    if (!rows.next()) return std::nullopt;
    return trace_code_in(rows);
}
std::vector<std::optional<TraceCode>> find_trace_codes(db::Tx& tx, std::span<const ProductId> products) {
    std::vector<std::optional<TraceCode>> found(products.size());
    const std::vector<db::Param> ids(products.begin(), products.end());
    tx.query_each(find_trace_code_sql, ids, 1, [&](std::size_t i, db::Rows& rows) {
        if (rows.next()) found[i] = trace_code_in(rows);
    });
    return found;
}
bool insert(db::Tx& tx, const TraceCodeRow& r) {
    return tx.execute(insert_trace_code_sql, r.code.product, r.code.org, r.code.gtin, r.content, r.code.activated_at,
                      r.code.activated_by) == 1;
}

std::optional<OrderRow> find_any(db::Tx& tx, OrderId id, Unseal unseal) {
    auto rows = tx.query(find_order_sql, id);
    if (!rows.next()) return std::nullopt;
    return order_of(tx, rows, unseal);
}
std::optional<OrderRow> find_order(db::Tx& tx, OrgId org, std::string_view number) {
    auto rows = tx.query(order_by_number_sql, org, number);
    if (!rows.next()) return std::nullopt;
    return order_of(tx, rows);
}
bool lock_order(db::Tx& tx, OrgId org, std::string_view number) {
    return tx.execute(lock_order_sql, org, number) == 1;
}
bool insert(db::Tx& tx, const OrderRow& r) {
    const Order& o = r.order;
    return tx.execute(insert_order_sql, o.id, o.org, o.data.number, o.data.seller, r.content, as_bytes(r.personal),
                      o.version, o.created_at, o.updated_at, r.created_by) == 1;
}
bool update(db::Tx& tx, const OrderRow& r) {
    const Order& o = r.order;
    return tx.execute(update_order_sql, o.id, o.version - 1, o.data.number, o.data.seller, r.content,
                      as_bytes(r.personal), o.version, o.updated_at, r.deleted) == 1;
}
std::vector<OrderRow> orders(db::Tx& tx, const OrderMatch& m, OrderId before, int limit) {
    auto rows = tx.query(orders_sql, m.org, before ? before : OrderId{INT64_MAX}, like_part(m.number),
                         like_part(m.seller), m.from, m.to, limit, m.created_by);
    std::vector<OrderRow> found;
    while (rows.next()) found.push_back(order_of(tx, rows));
    return found;
}
std::int64_t count_orders(db::Tx& tx, const OrderMatch& m, std::int64_t most) {
    auto rows = tx.query(count_orders_sql, m.org, OrderId{INT64_MAX}, like_part(m.number), like_part(m.seller), m.from,
                         m.to, most, m.created_by);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace yiguan::dossier::store
