#include "codes/codes_store.hpp"

#include "codes/batches.hpp"
#include "codes/items.hpp"
#include "codes/names.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace yiguan::codes {
namespace {

using db::Statement;

const Statement domain_by_nsi_sql{
    "codes.domain_by_nsi",
    "select domain_id, nsi, key_id, epoch, next_c, version from code_domain where scheme = 'ecode' and nsi = $1",
    Statement::Plan::small_scan};
const Statement domain_by_id_sql{
    "codes.domain_by_id", "select domain_id, nsi, key_id, epoch, next_c, version from code_domain where domain_id = $1",
    Statement::Plan::small_scan};
const Statement other_domain_sql{
    "codes.other_domain",
    "select domain_id, nsi, key_id, epoch, next_c, version from code_domain where nsi <> $1 limit 1",
    Statement::Plan::small_scan};
const Statement domains_sql{"codes.domains",
                            "select domain_id, nsi, key_id, epoch, next_c, version from code_domain order by domain_id",
                            Statement::Plan::small_scan};
const Statement insert_domain_sql{"codes.insert_domain",
                                  "insert into code_domain (domain_id, scheme, nsi, key_id, epoch, next_c, version)"
                                  " values ($1, 'ecode', $2, $3, $4, $5, 1)"};
const Statement begin_epoch_sql{
    "codes.begin_epoch",
    "update code_domain set epoch = $3, next_c = 0, version = version + 1 where domain_id = $1 and version = $2",
    Statement::Plan::small_scan};
const Statement advance_domain_sql{
    "codes.advance_domain",
    "update code_domain set next_c = next_c + $3, version = version + 1 where domain_id = $1 and version = $2",
    Statement::Plan::small_scan};

#define BLOCK_COLUMNS                                                                                             \
    "block_id, domain_id, nsi, epoch, first_c, last_c, org_id, product_id, applied_by, created_at, bound_count, " \
    "active_count, version, log_token, voided_count"

const Statement insert_block_sql{"codes.insert_block", "insert into code_block (" BLOCK_COLUMNS
                                                       ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,0,0,1,$11,0)"};
const Statement without_token_sql{"codes.blocks_without_token",
                                  "select block_id from code_block where log_token is null",
                                  Statement::Plan::small_scan};
const Statement set_token_sql{"codes.set_token",
                              "update code_block set log_token = $2 where block_id = $1 and log_token is null"};
const Statement block_sql{"codes.block", "select " BLOCK_COLUMNS " from code_block where block_id = $1"};
const Statement blocks_of_org_sql{"codes.blocks_of_org", "select " BLOCK_COLUMNS
                                                         " from code_block where org_id = $1 and block_id < $2"
                                                         " order by block_id desc limit $3"};
const Statement applied_since_sql{"codes.applied_since", R"sql(
    select count(*), cast(coalesce(sum(last_c - first_c + 1), 0) as bigint)
      from code_block where org_id = $1 and block_id >= $2)sql"};
const Statement code_sums_sql{"codes.code_sums", R"sql(
    select p.template_id, p.unit_id, cast(sum(b.last_c - b.first_c + 1) as bigint), cast(sum(b.bound_count) as bigint),
           cast(sum(b.voided_count) as bigint)
      from code_block b join product p on p.product_id = b.product_id
     where b.org_id = $1 group by p.template_id, p.unit_id)sql"};
const Statement blocks_with_free_sql{"codes.blocks_with_free", "select " BLOCK_COLUMNS
                                                               " from code_block where org_id = $1 and block_id > $2"
                                                               " and bound_count + voided_count < last_c - first_c + 1"
                                                               " order by block_id limit $3"};
const Statement segments_before_sql{"codes.segments_before",
                                    "select first_c, last_c from segment where block_id = $1 and first_c <= $2"
                                    " order by first_c desc limit 500"};
const Statement segments_after_sql{"codes.segments_after",
                                   "select first_c, last_c from segment where block_id = $1 and first_c >= $2"
                                   " order by first_c limit 500"};
const Statement blocks_after_sql{
    "codes.blocks_after", "select " BLOCK_COLUMNS " from code_block where block_id > $1 order by block_id limit $2"};
const Statement bound_block_of_product_sql{
    "codes.bound_block_of_product",
    "select block_id from code_block where org_id = $1 and product_id = $2 and bound_count > 0 limit 1"};
const Statement advance_block_sql{
    "codes.advance_block",
    "update code_block set bound_count = bound_count + $3, active_count = active_count + $4,"
    " voided_count = voided_count + $5, version = version + 1"
    " where block_id = $1 and version = $2"};

#define SEGMENT_COLUMNS \
    "first_c, last_c, batch_id, status, holder_id, consignee_id, chain_id, event_id, container_id, location_id"

// The floor look-up of storage rule 6; the caller checks last_c.
const Statement segment_at_sql{"codes.segment_at", "select " SEGMENT_COLUMNS
                                                   " from segment where block_id = $1 and first_c <= $2"
                                                   " order by first_c desc limit 1"};
const Statement segments_between_sql{"codes.segments_between",
                                     "select " SEGMENT_COLUMNS
                                     " from segment where block_id = $1 and first_c > $2 and first_c <= $3"
                                     " order by first_c"};
const Statement segments_from_sql{"codes.segments_from",
                                  "select " SEGMENT_COLUMNS
                                  " from segment where block_id = $1 and first_c >= $2 order by first_c limit $3"};
const Statement delete_segment_sql{"codes.delete_segment", "delete from segment where block_id = $1 and first_c = $2"};
const db::BulkInsert insert_segments_sql{"codes.insert_segments",
                                         "segment",
                                         {{"block_id", db::BulkInsert::Type::integer},
                                          {"first_c", db::BulkInsert::Type::integer},
                                          {"last_c", db::BulkInsert::Type::integer},
                                          {"batch_id", db::BulkInsert::Type::integer},
                                          {"status", db::BulkInsert::Type::integer},
                                          {"holder_id", db::BulkInsert::Type::integer},
                                          {"consignee_id", db::BulkInsert::Type::integer},
                                          {"chain_id", db::BulkInsert::Type::integer},
                                          {"event_id", db::BulkInsert::Type::integer},
                                          {"container_id", db::BulkInsert::Type::integer},
                                          {"location_id", db::BulkInsert::Type::integer}},
                                         2};

const Statement insert_batch_sql{"codes.insert_batch",
                                 "insert into batch (block_id, batch_id, product_id, org_id, production_date, "
                                 "number_prefix, number_width, number_first,"
                                 " anchor_c, field_values, created_at, code_count, created_by) values "
                                 "($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)"};
const Statement undo_batches_sql{"codes.undo_batches",
                                 "update batch set undone_by = $4 where block_id = $1 and anchor_c between $2 and $3"
                                 " and undone_by = 0"};
#define BATCH_COLUMNS                                                                                                \
    "block_id, batch_id, product_id, org_id, production_date, number_prefix, number_width, number_first, anchor_c, " \
    "field_values, created_at, code_count"
const Statement batch_sql{"codes.batch", "select " BATCH_COLUMNS " from batch where block_id = $1 and batch_id = $2"};
const Statement batches_sql{"codes.batches", "select " BATCH_COLUMNS
                                             " from batch where block_id = $1 and batch_id > $2"
                                             " order by batch_id limit $3"};
// $7 regions, $8 categories: ",44,4401,", or ''; $9 who bound it, or 0.
#define BATCH_FILTER                                                                                             \
    " and batch_id < $2 and ($3 = 0 or product_id = $3)"                                                         \
    " and ($4 = '' or substr(number_prefix, 1, length($4)) = $4) and production_date between $5 and $6"          \
    " and ($7 = '' or exists (select 1 from org o where o.org_id = batch.org_id and ("                           \
    "$7 like '%,' || substr(o.region_id, 1, 2) || ',%' or $7 like '%,' || substr(o.region_id, 1, 4) || ',%' or " \
    "$7 like '%,' || o.region_id || ',%')))"                                                                     \
    " and ($8 = '' or exists (select 1 from product p where p.product_id = batch.product_id and "                \
    "$8 like '%,' || substr(p.unit_id, 1, 6) || ',%'))"                                                          \
    " and ($9 = 0 or created_by = $9) and undone_by = 0"
const Statement batches_numbered_sql{
    "codes.batches_numbered",
    "select " BATCH_COLUMNS
    " from batch where org_id = $1 and product_id = $2 and number_prefix in "
    "($3, $4, $5, $6, $7, $8) and batch_id > $9 and undone_by = 0 order by batch_id limit $10"};
const Statement states_sql{"codes.states",
                           "select status, count(*) from (select status from segment where block_id = $1 and first_c "
                           "between $2 and $3 order by first_c limit $4) as found group by status order by status"};
#define OF_ORG " from batch where org_id = $1" BATCH_FILTER
#define OF_ALL " from batch where $1 = 0" BATCH_FILTER
const Statement org_batches_sql{"codes.org_batches",
                                "select " BATCH_COLUMNS OF_ORG " order by batch_id desc limit $10"};
const Statement all_batches_sql{"codes.all_batches",
                                "select " BATCH_COLUMNS OF_ALL " order by batch_id desc limit $10"};
const Statement count_org_batches_sql{"codes.count_org_batches",
                                      "select count(*) from (select 1" OF_ORG " limit $10) as found"};
const Statement count_all_batches_sql{"codes.count_all_batches",
                                      "select count(*) from (select 1" OF_ALL " limit $10) as found"};
const Statement totals_sql{"codes.totals", R"sql(
    select count(*), cast(coalesce(sum(last_c - first_c + 1), 0) as bigint), cast(coalesce(sum(bound_count), 0) as bigint),
           cast(coalesce(sum(voided_count), 0) as bigint)
      from code_block where org_id = $1)sql"};
// 28,800,000: Beijing is eight hours before UTC.
const Statement bound_per_day_sql{"codes.bound_per_day", R"sql(
    select day, cast(sum(code_count) as bigint)
      from (select (created_at + 28800000) / 86400000 as day, code_count from batch
             where org_id = $1 and batch_id >= $2 and undone_by = 0 order by batch_id desc limit 20000) as newest
     group by day)sql"};
const Statement org_batch_sql{
    "codes.org_batch", "select " BATCH_COLUMNS " from batch where org_id = $1 and batch_id = $2 and undone_by = 0"};

Block read_block(db::Rows& r) {
    Block block{.id = r.get<BlockId>(0),
                .domain = r.get<DomainId>(1),
                .nsi = r.get<std::string>(2),
                .epoch = r.get<int>(3),
                .first = r.integer(4),
                .last = r.integer(5),
                .org = r.get<OrgId>(6),
                .product = r.get<ProductId>(7),
                .applied_by = r.get<UserId>(8),
                .created_at = r.get<UtcMs>(9),
                .bound = r.integer(10),
                .active = r.integer(11),
                .voided = r.integer(14),
                .version = r.integer(12)};
    if (r.is_null(13)) return block;
    if (const auto token = r.bytes(13); token.size() == block.token.size())
        std::ranges::copy(token, block.token.begin());
    return block;
}

std::vector<Block> read_blocks(db::Rows rows) {
    std::vector<Block> found;
    while (rows.next()) found.push_back(read_block(rows));
    return found;
}

Batch read_batch(db::Rows& r) {
    return {.block = r.get<BlockId>(0),
            .id = r.get<BatchId>(1),
            .product = r.get<ProductId>(2),
            .org = r.get<OrgId>(3),
            .production_date = r.get<std::string>(4),
            .numbers = {r.get<std::string>(5), r.get<int>(6), r.integer(7), r.integer(8)},
            .field_values = r.get<std::string>(9),
            .created_at = r.get<UtcMs>(10),
            .count = r.integer(11)};
}

store::DomainRow read_domain(db::Rows& r) {
    return {r.get<DomainId>(0), r.get<std::string>(1), r.get<std::string>(2),
            r.get<int>(3),      r.integer(4),          r.integer(5)};
}

}  // namespace

std::optional<Block> find_block(db::Tx& tx, BlockId id) {
    auto rows = tx.query(block_sql, id);
    if (!rows.next()) return std::nullopt;
    return read_block(rows);
}

bool has_bound_codes(db::Tx& tx, OrgId org, ProductId product) {
    return tx.query(bound_block_of_product_sql, org, product).next();
}

std::vector<Block> list_blocks(db::Tx& tx, OrgId org, BlockId before, int limit) {
    return read_blocks(tx.query(blocks_of_org_sql, org, before ? before.value : INT64_MAX, limit));
}

std::vector<Block> blocks_after(db::Tx& tx, BlockId after, int limit) {
    return read_blocks(tx.query(blocks_after_sql, after, limit));
}

std::optional<Segment> find_segment(db::Tx& tx, BlockId block, std::int64_t counter) {
    auto rows = tx.query(segment_at_sql, block, counter);
    if (!rows.next() || rows.integer(1) < counter) return std::nullopt;
    return store::read_segment(rows);
}

std::vector<Placed> segments_of(db::Tx& tx, const std::vector<CodeRange>& ranges) {
    std::vector<Placed> found;
    const auto around = store::segments_around_each(tx, ranges);
    for (std::size_t i = 0; i < ranges.size(); ++i)
        for (Segment s : around[i]) {
            s.first = std::max(s.first, ranges[i].first);
            s.last = std::min(s.last, ranges[i].last);
            if (s.first <= s.last) found.push_back({ranges[i].block, s});
        }
    return found;
}

std::vector<Segment> list_segments(db::Tx& tx, BlockId block, std::int64_t from, int limit) {
    auto rows = tx.query(segments_from_sql, block, from, limit);
    std::vector<Segment> found;
    while (rows.next()) found.push_back(store::read_segment(rows));
    return found;
}

std::optional<Batch> find_batch(db::Tx& tx, BlockId block, BatchId id) {
    auto rows = tx.query(batch_sql, block, id);
    if (!rows.next()) return std::nullopt;
    return read_batch(rows);
}

std::vector<Batch> list_batches(db::Tx& tx, BlockId block, BatchId after, int limit) {
    auto rows = tx.query(batches_sql, block, after, limit);
    std::vector<Batch> found;
    while (rows.next()) found.push_back(read_batch(rows));
    return found;
}

namespace {

// Days of production are compared as texts, which YYYY-MM-DD allows.
std::string_view first_day(const BatchFilter& filter) {
    return filter.from;
}
std::string_view last_day(const BatchFilter& filter) {
    return filter.to.empty() ? std::string_view("9999") : std::string_view(filter.to);
}

// Of a batch from before its count was stored: its codes follow each other, in whatever states they are now.
std::int64_t codes_from(db::Tx& tx, const Batch& batch) {
    std::int64_t next = batch.numbers.anchor;
    for (bool more = true; more;) {
        const auto page = list_segments(tx, batch.block, next, 1'000);
        more = page.size() == 1'000;
        for (const Segment& s : page) {
            if (s.first != next || s.state.batch != batch.id) return next - batch.numbers.anchor;
            next = s.last + 1;
        }
    }
    return next - batch.numbers.anchor;
}

Batch counted(db::Tx& tx, Batch batch) {
    if (batch.count == 0) batch.count = codes_from(tx, batch);
    return batch;
}

}  // namespace

std::vector<Batch> list_batches(db::Tx& tx, const BatchScope& scope, const BatchFilter& filter, BatchId before,
                                int limit) {
    const BatchId end = before ? before : BatchId{std::numeric_limits<std::int64_t>::max()};
    auto rows = tx.query(scope.org ? org_batches_sql : all_batches_sql, scope.org, end, filter.product, filter.number,
                         first_day(filter), last_day(filter), scope.regions, scope.categories, scope.created_by, limit);
    std::vector<Batch> found;
    while (rows.next()) found.push_back(read_batch(rows));
    for (Batch& batch : found) batch = counted(tx, std::move(batch));
    return found;
}

std::int64_t count_batches(db::Tx& tx, const BatchScope& scope, const BatchFilter& filter, std::int64_t most) {
    auto rows = tx.query(scope.org ? count_org_batches_sql : count_all_batches_sql, scope.org,
                         BatchId{std::numeric_limits<std::int64_t>::max()}, filter.product, filter.number,
                         first_day(filter), last_day(filter), scope.regions, scope.categories, scope.created_by, most);
    rows.next();
    return rows.integer(0);
}

std::optional<Batch> find_batch(db::Tx& tx, const BatchScope& scope, BatchId id) {
    auto found = list_batches(tx, scope, {}, BatchId{id.value + 1}, 1);
    if (found.empty() || found.front().id != id) return std::nullopt;
    return std::move(found.front());
}

std::vector<Batch> batches_numbered(db::Tx& tx, OrgId org, ProductId product, std::string_view number, BatchId after,
                                    int limit) {
    std::array<std::string, number_marks.size()> prefixes;
    for (std::size_t i = 0; i < prefixes.size(); ++i) prefixes[i] = std::string(number) + number_marks[i];
    auto rows = tx.query(batches_numbered_sql, org, product, number, prefixes[0], prefixes[1], prefixes[2], prefixes[3],
                         prefixes[4], after, limit);
    std::vector<Batch> found;
    while (rows.next()) found.push_back(read_batch(rows));
    for (Batch& batch : found) batch = counted(tx, std::move(batch));
    return found;
}

States states_in(db::Tx& tx, const CodeRange& codes, int segments_max) {
    auto rows = tx.query(states_sql, codes.block, codes.first, codes.last, segments_max + 1);
    States states;
    while (rows.next()) {
        states.found.push_back(rows.get<Status>(0));
        states.segments += rows.integer(1);
    }
    states.all = states.segments <= segments_max;
    return states;
}

CodeTotals code_totals(db::Tx& tx, OrgId org) {
    auto rows = tx.query(totals_sql, org);
    rows.next();
    return {rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3)};
}

std::map<std::int64_t, std::int64_t> bound_per_day(db::Tx& tx, OrgId org, UtcMs from) {
    auto rows = tx.query(bound_per_day_sql, org, first_id_at(from.value));
    std::map<std::int64_t, std::int64_t> days;
    while (rows.next()) days[rows.integer(0)] = rows.integer(1);
    return days;
}

std::optional<Batch> find_org_batch(db::Tx& tx, OrgId org, BatchId id) {
    auto rows = tx.query(org_batch_sql, org, id);
    if (!rows.next()) return std::nullopt;
    return counted(tx, read_batch(rows));
}

namespace store {

Segment read_segment(db::Rows& r) {
    return {r.integer(0),
            r.integer(1),
            {.batch = r.get<BatchId>(2),
             .status = r.get<Status>(3),
             .holder = r.get<OrgId>(4),
             .consignee = r.get<OrgId>(5),
             .chain = r.integer(6),
             .event = r.get<EventId>(7),
             .container = r.integer(8),
             .location = r.integer(9)}};
}

Applied applied_since(db::Tx& tx, OrgId org, std::int64_t from) {
    auto rows = tx.query(applied_since_sql, org, from);
    rows.next();
    return {rows.integer(0), rows.integer(1)};
}

std::vector<CodeSum> code_sums(db::Tx& tx, OrgId org) {
    auto rows = tx.query(code_sums_sql, org);
    std::vector<CodeSum> found;
    while (rows.next())
        found.push_back(
            {rows.get<std::string>(0), rows.get<std::string>(1), rows.integer(2), rows.integer(3), rows.integer(4)});
    return found;
}

std::vector<Block> blocks_with_free(db::Tx& tx, OrgId org, BlockId after, int limit) {
    return read_blocks(tx.query(blocks_with_free_sql, org, after, limit));
}

CodeRange free_bounds(db::Tx& tx, const Block& block) {
    CodeRange out{block.id, block.first, block.last};
    {
        auto rows = tx.query(segments_after_sql, block.id, out.first);
        while (rows.next() && rows.integer(0) == out.first) out.first = rows.integer(1) + 1;
    }
    auto rows = tx.query(segments_before_sql, block.id, out.last);
    while (rows.next() && rows.integer(1) == out.last) out.last = rows.integer(0) - 1;
    return out;
}

std::optional<DomainRow> find_domain(db::Tx& tx, std::string_view nsi) {
    auto rows = tx.query(domain_by_nsi_sql, nsi);
    if (!rows.next()) return std::nullopt;
    return read_domain(rows);
}

std::optional<DomainRow> other_domain(db::Tx& tx, std::string_view nsi) {
    auto rows = tx.query(other_domain_sql, nsi);
    if (!rows.next()) return std::nullopt;
    return read_domain(rows);
}

DomainRow get_domain(db::Tx& tx, DomainId id) {
    auto rows = tx.query(domain_by_id_sql, id);
    if (!rows.next()) throw db::Fault(db::Fault::Kind::other, "the code domain of this node is missing");
    return read_domain(rows);
}

std::vector<DomainRow> domains(db::Tx& tx) {
    auto rows = tx.query(domains_sql);
    std::vector<DomainRow> found;
    while (rows.next()) found.push_back(read_domain(rows));
    return found;
}

void insert_domain(db::Tx& tx, const DomainRow& row) {
    tx.execute(insert_domain_sql, row.id, row.nsi, row.key_id, row.epoch, row.next_c);
}

void begin_epoch(db::Tx& tx, const DomainRow& row, int epoch) {
    tx.execute(begin_epoch_sql, row.id, row.version, epoch);
}

bool advance_domain(db::Tx& tx, const DomainRow& row, std::int64_t quantity) {
    return tx.execute(advance_domain_sql, row.id, row.version, quantity) == 1;
}

void insert_block(db::Tx& tx, const Block& b) {
    tx.post(insert_block_sql, b.id, b.domain, b.nsi, b.epoch, b.first, b.last, b.org, b.product, b.applied_by,
            b.created_at, std::span<const std::byte>(b.token));
}

std::vector<BlockId> blocks_without_token(db::Tx& tx) {
    std::vector<BlockId> found;
    auto rows = tx.query(without_token_sql);
    while (rows.next()) found.push_back(rows.get<BlockId>(0));
    return found;
}

void set_token(db::Tx& tx, BlockId block, const proof::Token& token) {
    tx.execute(set_token_sql, block, std::span<const std::byte>(token));
}

bool advance_block(db::Tx& tx, const Block& block, const Counts& by) {
    return tx.execute(advance_block_sql, block.id, block.version, by.bound, by.active, by.voided) == 1;
}

std::vector<Segment> segments_around(db::Tx& tx, BlockId block, std::int64_t first, std::int64_t last) {
    std::vector<Segment> found;
    {  // the one that holds `first`, or ends before it; kept when it overlaps or touches
        auto rows = tx.query(segment_at_sql, block, first);
        if (rows.next() && rows.integer(1) >= first - 1) found.push_back(store::read_segment(rows));
    }
    // A segment that ends right before `first` may have a neighbour that starts at `first`: that one is the floor then.
    if (!found.empty() && found.front().first == first) {
        auto rows = tx.query(segment_at_sql, block, first - 1);
        if (rows.next() && rows.integer(1) == first - 1) found.insert(found.begin(), store::read_segment(rows));
    }
    auto rows = tx.query(segments_between_sql, block, first, last + 1);
    while (rows.next()) found.push_back(store::read_segment(rows));
    return found;
}

std::vector<std::vector<Segment>> segments_around_each(db::Tx& tx, std::span<const CodeRange> ranges) {
    if (ranges.size() == 1)
        return {segments_around(tx, ranges.front().block, ranges.front().first, ranges.front().last)};
    std::vector<std::vector<Segment>> found(ranges.size());
    std::vector<db::Param> at, before, between;
    std::vector<std::size_t> of_before;
    for (const CodeRange& r : ranges) at.insert(at.end(), {r.block, r.first});
    tx.query_each(segment_at_sql, at, 2, [&](std::size_t i, db::Rows& rows) {
        if (rows.next() && rows.integer(1) >= ranges[i].first - 1) found[i].push_back(read_segment(rows));
    });
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const CodeRange& r = ranges[i];
        if (!found[i].empty() && found[i].front().first == r.first) {
            before.insert(before.end(), {r.block, r.first - 1});
            of_before.push_back(i);
        }
        between.insert(between.end(), {r.block, r.first, r.last + 1});
    }
    tx.query_each(segment_at_sql, before, 2, [&](std::size_t n, db::Rows& rows) {
        auto& here = found[of_before[n]];
        if (rows.next() && rows.integer(1) == ranges[of_before[n]].first - 1)
            here.insert(here.begin(), read_segment(rows));
    });
    tx.query_each(segments_between_sql, between, 3, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) found[i].push_back(read_segment(rows));
    });
    return found;
}

void write(db::Tx& tx, BlockId block, const SegmentChange& change) {
    tx.touch(block.value);  // SegmentCache
    for (const std::int64_t first : change.removed) tx.post(delete_segment_sql, block, first);
    std::vector<db::Param> values;
    values.reserve(change.inserted.size() * 11);
    for (const Segment& s : change.inserted) {
        const State& t = s.state;
        values.insert(values.end(), {block, s.first, s.last, t.batch, t.status, t.holder, t.consignee, t.chain, t.event,
                                     t.container, t.location});
    }
    tx.insert(insert_segments_sql, values);
}

void undo_batches(db::Tx& tx, const CodeRange& range, EventId by) {
    tx.post(undo_batches_sql, range.block, range.first, range.last, by);
}

void insert_batch(db::Tx& tx, const Batch& b, UserId by) {
    tx.post(insert_batch_sql, b.block, b.id, b.product, b.org, b.production_date, b.numbers.prefix, b.numbers.width,
            b.numbers.first, b.numbers.anchor, b.field_values, b.created_at, b.count, by);
}

}  // namespace store
}  // namespace yiguan::codes
