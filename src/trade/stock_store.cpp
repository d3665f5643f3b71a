#include <limits>

#include "trade/stocktake_store.hpp"

namespace yiguan::trade::store {
namespace {

using db::Statement;

// `status in (4, 6, 7, 8)` is the condition of the partial index: in stock, returned, frozen, recalled.
#define STOCK_SUM                                                                                                  \
    "select b.product_id, s.location_id, s.status, cast(sum(s.last_c - s.first_c + 1) as bigint), min(s.event_id)" \
    " from segment s join code_block b on b.block_id = s.block_id where s.holder_id = $1 and s.status in (4, 6, 7, 8)"
const Statement stock_sums_sql{"trade.stock_sums",
                               STOCK_SUM " group by b.product_id, s.location_id, s.status limit $2"};
const Statement stock_sums_there_sql{"trade.stock_sums_there", STOCK_SUM
                                     " and s.location_id = $2 group by b.product_id, s.location_id, s.status limit $3"};
#define STOCK_SEGMENT                                                                                        \
    "select s.first_c, s.last_c, s.batch_id, s.status, s.holder_id, s.consignee_id, s.chain_id, s.event_id," \
    " s.container_id, s.location_id, s.block_id from segment s join code_block b on b.block_id = s.block_id" \
    " where s.holder_id = $1 and s.status in (4, 6, 7, 8) and ($2 = 0 or b.product_id = $2)"
const Statement stock_sql{"trade.stock",
                          STOCK_SEGMENT " order by s.location_id, s.block_id, s.first_c limit $4 offset $3"};
const Statement stock_there_sql{
    "trade.stock_there", STOCK_SEGMENT " and s.location_id = $5 order by s.block_id, s.first_c limit $4 offset $3"};

// 28,800,000: Beijing is eight hours before UTC.
const Statement moves_sql{"trade.move_sums",
                          "select (moved_at + 28800000) / 86400000 as day, kind, cast(sum(quantity) as bigint)"
                          " from stock_move where org_id = $1 and moved_at >= $2 and ($3 = 0 or store_id = $3)"
                          " group by (moved_at + 28800000) / 86400000, kind"};

#define TAKE_COLUMNS                                                                                            \
    "stocktake_id, org_id, number, state, store_id, product_id, expected, scanned, missing, surplus, content, " \
    "created_by, created_at, changed_by, changed_at, version"
const Statement insert_take_sql{"trade.insert_stocktake",
                                "insert into stocktake (" TAKE_COLUMNS
                                ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)"
                                " on conflict do nothing"};
const Statement update_take_sql{"trade.update_stocktake",
                                "update stocktake set state = $3, expected = $4, scanned = $5, missing = $6,"
                                " surplus = $7, content = $8, changed_by = $9, changed_at = $10, version = $11"
                                " where stocktake_id = $1 and version = $2"};
const Statement take_sql{"trade.stocktake", "select " TAKE_COLUMNS " from stocktake where stocktake_id = $1"};
const Statement last_take_number_sql{"trade.last_stocktake_number",
                                     "select number from stocktake where org_id = $1 and number > $2 and number < $3"
                                     " order by number desc limit 1"};
const Statement takes_sql{"trade.stocktakes",
                          "select " TAKE_COLUMNS
                          " from stocktake where org_id = $1 and stocktake_id < $2 and ($3 = 0 or created_by = $3)"
                          " and ($4 = 0 or store_id = $4) and ($5 = 0 or state = $5)"
                          " order by stocktake_id desc limit $6"};
const db::BulkInsert insert_codes_sql{"trade.insert_stocktake_codes",
                                      "stocktake_code",
                                      {{"stocktake_id", db::BulkInsert::Type::integer},
                                       {"block_id", db::BulkInsert::Type::integer},
                                       {"counter", db::BulkInsert::Type::integer},
                                       {"scanned_at", db::BulkInsert::Type::integer}},
                                      3,
                                      db::BulkInsert::Existing::skip};
const Statement codes_sql{
    "trade.stocktake_codes",
    "select block_id, counter from stocktake_code where stocktake_id = $1 order by block_id, counter"};

std::vector<StockSum> read_sums(db::Rows rows) {
    std::vector<StockSum> found;
    while (rows.next())
        found.push_back({.product = rows.get<ProductId>(0),
                         .location = rows.integer(1),
                         .status = rows.get<codes::Status>(2),
                         .quantity = rows.integer(3),
                         .oldest = rows.get<EventId>(4)});
    return found;
}

std::vector<codes::Placed> read_stock(db::Rows rows) {
    std::vector<codes::Placed> found;
    while (rows.next())
        found.push_back({rows.get<BlockId>(10),
                         {rows.integer(0),
                          rows.integer(1),
                          {.batch = rows.get<BatchId>(2),
                           .status = rows.get<codes::Status>(3),
                           .holder = rows.get<OrgId>(4),
                           .consignee = rows.get<OrgId>(5),
                           .chain = rows.integer(6),
                           .event = rows.get<EventId>(7),
                           .container = rows.integer(8),
                           .location = rows.integer(9)}}});
    return found;
}

Stocktake read_take(db::Rows& r) {
    return {.id = r.get<StocktakeId>(0),
            .org = r.get<OrgId>(1),
            .number = r.get<std::string>(2),
            .state = r.get<StocktakeState>(3),
            .store = r.get<StoreId>(4),
            .product = r.get<ProductId>(5),
            .expected = r.integer(6),
            .scanned = r.integer(7),
            .missing = r.integer(8),
            .surplus = r.integer(9),
            .content = r.get<std::string>(10),
            .created_by = r.get<UserId>(11),
            .changed_by = r.get<UserId>(13),
            .created_at = r.get<UtcMs>(12),
            .changed_at = r.get<UtcMs>(14),
            .version = r.integer(15)};
}

}  // namespace

std::vector<StockSum> stock_sums(db::Tx& tx, OrgId org) {
    return read_sums(tx.query(stock_sums_sql, org, stock_sums_max));
}
std::vector<StockSum> stock_sums(db::Tx& tx, OrgId org, std::int64_t location) {
    return read_sums(tx.query(stock_sums_there_sql, org, location, stock_sums_max));
}
std::vector<codes::Placed> stock_at(db::Tx& tx, OrgId org, std::optional<std::int64_t> location, ProductId product,
                                    std::int64_t skip, int limit) {
    if (location) return read_stock(tx.query(stock_there_sql, org, product, skip, limit, *location));
    return read_stock(tx.query(stock_sql, org, product, skip, limit));
}

std::vector<MoveSum> move_sums(db::Tx& tx, OrgId org, StoreId store, UtcMs from) {
    auto rows = tx.query(moves_sql, org, from, store);
    std::vector<MoveSum> found;
    while (rows.next()) found.push_back({rows.integer(0), rows.get<Move>(1), rows.integer(2)});
    return found;
}

bool insert(db::Tx& tx, const Stocktake& t) {
    return tx.execute(insert_take_sql, t.id, t.org, t.number, t.state, t.store, t.product, t.expected, t.scanned,
                      t.missing, t.surplus, t.content, t.created_by, t.created_at, t.changed_by, t.changed_at,
                      t.version) == 1;
}
bool update(db::Tx& tx, const Stocktake& t) {
    return tx.execute(update_take_sql, t.id, t.version - 1, t.state, t.expected, t.scanned, t.missing, t.surplus,
                      t.content, t.changed_by, t.changed_at, t.version) == 1;
}
std::optional<Stocktake> find_stocktake(db::Tx& tx, StocktakeId id) {
    auto rows = tx.query(take_sql, id);
    if (!rows.next()) return std::nullopt;
    return read_take(rows);
}
std::string last_stocktake_number(db::Tx& tx, OrgId org, std::string_view front) {
    auto rows = tx.query(last_take_number_sql, org, front, std::string(front) + "~");
    return rows.next() ? rows.get<std::string>(0) : std::string();
}
std::vector<Stocktake> list_stocktakes(db::Tx& tx, OrgId org, UserId by, StoreId store, int state, StocktakeId before,
                                       int limit) {
    const StocktakeId end = before ? before : StocktakeId{std::numeric_limits<std::int64_t>::max()};
    auto rows = tx.query(takes_sql, org, end, by, store, state, limit);
    std::vector<Stocktake> found;
    while (rows.next()) found.push_back(read_take(rows));
    return found;
}
void add_codes(db::Tx& tx, StocktakeId id, std::span<const codes::CodeAt> codes, UtcMs at) {
    std::vector<db::Param> values;
    for (const auto& c : codes) values.insert(values.end(), {id, c.block, c.counter, at});
    tx.insert(insert_codes_sql, values);
}
std::vector<codes::CodeAt> codes_of(db::Tx& tx, StocktakeId id) {
    auto rows = tx.query(codes_sql, id);
    std::vector<codes::CodeAt> found;
    while (rows.next()) found.push_back({rows.get<BlockId>(0), rows.integer(1)});
    return found;
}

}  // namespace yiguan::trade::store
