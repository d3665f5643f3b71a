// What is packed in what.
#include "codes/codes_store.hpp"
#include "codes/items.hpp"
#include "codes/names.hpp"

namespace yiguan::codes {
namespace {

using db::Statement;

// Each segment as read_segment() takes it, then its block.
#define PLACED_COLUMNS                                                                                 \
    "s.first_c, s.last_c, s.batch_id, s.status, s.holder_id, s.consignee_id, s.chain_id, s.event_id, " \
    "s.container_id, s.location_id, s.block_id"

// `container_id <> 0` lets the partial index serve.
const Statement contents_sql{"codes.contents", "select " PLACED_COLUMNS
                                               " from segment s where s.container_id = $1 and s.container_id <> 0"
                                               " order by s.block_id, s.first_c limit $2"};
const Statement contents_within_sql{"codes.contents_within",
                                    "select " PLACED_COLUMNS
                                    " from epc_name n join segment s on s.container_id = n.name_id"
                                    " where n.block_id = $1 and n.block_id <> 0 and n.counter >= $2 and n.counter <= $3"
                                    " and s.container_id <> 0 limit $4"};
// The floor look-up, twice: the first segment of the range may begin before it, and the whole stands in one.
const Statement inside_own_sql{
    "codes.inside_own",
    "select " PLACED_COLUMNS
    ", n.block_id, n.counter, k.product_id from segment s join epc_name n on n.name_id = s.container_id"
    " join code_block k on k.block_id = n.block_id join segment w on w.block_id = n.block_id"
    " and w.first_c = (select max(f.first_c) from segment f where f.block_id = n.block_id and f.first_c <= n.counter)"
    " where s.block_id = $1 and s.first_c <= $3 and s.last_c >= $2 and s.container_id <> 0"
    " and s.first_c >= (select coalesce(max(b.first_c), $2) from segment b where b.block_id = $1 and b.first_c <= $2)"
    " and n.block_id <> 0 and k.org_id = $4 and w.last_c >= n.counter and w.holder_id = $4"
    " and w.status not in ($5, $6, $7) order by s.first_c"};
#define MADE_BY_2 " and exists (select 1 from code_block b where b.block_id = s.block_id and b.org_id = $2)"
const Statement contents_made_by_sql{"codes.contents_made_by",
                                     "select " PLACED_COLUMNS
                                     " from segment s where s.container_id = $1 and s.container_id <> 0" MADE_BY_2
                                     " order by s.block_id, s.first_c limit $3"};
const Statement count_contents_sql{
    "codes.count_contents",
    "select cast(coalesce(sum(s.last_c - s.first_c + 1), 0) as bigint), cast(coalesce(sum(case when s.holder_id = $2"
    " and s.status in ($3, $4, $5, $6) then 0 else s.last_c - s.first_c + 1 end), 0) as bigint)"
    " from segment s where s.container_id = $1 and s.container_id <> 0" MADE_BY_2};
// Both conditions: the first is that of the partial index, the second is what it is searched by.
const Statement has_contents_sql{"codes.has_contents",
                                 "select 1 from segment where container_id <> 0 and container_id > 0 limit 1"};

std::vector<Placed> read_placed(db::Rows rows) {
    std::vector<Placed> found;
    while (rows.next()) found.push_back({rows.get<BlockId>(10), store::read_segment(rows)});
    return found;
}

std::vector<Placed> placed_of_each(db::Tx& tx, const Statement& statement, const std::vector<db::Param>& params,
                                   std::size_t width, std::size_t limit) {
    std::vector<Placed> found;
    tx.query_each(statement, params, width, [&](std::size_t, db::Rows& rows) {
        while (found.size() < limit && rows.next()) found.push_back({rows.get<BlockId>(10), store::read_segment(rows)});
    });
    return found;
}

}  // namespace

std::vector<Placed> list_contents(db::Tx& tx, std::int64_t container, int limit) {
    return read_placed(tx.query(contents_sql, container, limit));
}

std::vector<std::vector<Placed>> list_contents(db::Tx& tx, std::span<const std::int64_t> containers, int limit) {
    std::vector<db::Param> params;
    for (const std::int64_t container : containers) params.insert(params.end(), {container, limit});
    std::vector<std::vector<Placed>> found(containers.size());
    tx.query_each(contents_sql, params, 2, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) found[i].push_back({rows.get<BlockId>(10), store::read_segment(rows)});
    });
    return found;
}

std::vector<Placed> list_contents(db::Tx& tx, OrgId maker, std::int64_t container, int limit) {
    return read_placed(tx.query(contents_made_by_sql, container, maker, limit));
}

ContentCount count_contents(db::Tx& tx, OrgId maker, std::int64_t container) {
    return count_contents(tx, maker, std::vector{container}).front();
}

std::vector<ContentCount> count_contents(db::Tx& tx, OrgId maker, const std::vector<std::int64_t>& containers) {
    std::vector<db::Param> params;
    for (const std::int64_t container : containers)
        params.insert(params.end(),
                      {container, maker, Status::bound, Status::active, Status::in_stock, Status::returned});
    std::vector<ContentCount> found(containers.size());
    tx.query_each(count_contents_sql, params, 6, [&](std::size_t i, db::Rows& rows) {
        if (rows.next()) found[i] = {rows.integer(0), rows.integer(1)};
    });
    return found;
}

bool has_contents(db::Tx& tx) {
    return tx.query(has_contents_sql).next();
}

std::vector<Placed> contents_of_each(db::Tx& tx, const std::vector<std::int64_t>& containers, std::size_t limit) {
    std::vector<db::Param> params;
    for (const std::int64_t container : containers)
        params.insert(params.end(), {container, static_cast<std::int64_t>(limit)});
    return placed_of_each(tx, contents_sql, params, 2, limit);
}

std::vector<Placed> contents_within(db::Tx& tx, const std::vector<CodeRange>& ranges, std::size_t limit) {
    std::vector<db::Param> params;
    for (const CodeRange& r : ranges)
        params.insert(params.end(), {r.block, r.first, r.last, static_cast<std::int64_t>(limit)});
    return placed_of_each(tx, contents_within_sql, params, 4, limit);
}

std::vector<Inside> inside_own(db::Tx& tx, OrgId org, const std::vector<CodeRange>& ranges) {
    std::vector<db::Param> params;
    for (const CodeRange& r : ranges)
        params.insert(params.end(), {r.block, r.first, r.last, org, Status::in_transit, Status::sold, Status::voided});
    std::vector<Inside> found;
    tx.query_each(inside_own_sql, params, 7, [&](std::size_t, db::Rows& rows) {
        while (rows.next())
            found.push_back({.part = {rows.get<BlockId>(10), store::read_segment(rows)},
                             .whole = {rows.get<BlockId>(11), rows.integer(12)},
                             .product = rows.get<ProductId>(13)});
    });
    return found;
}

}  // namespace yiguan::codes
