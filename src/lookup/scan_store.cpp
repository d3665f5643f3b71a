#include "lookup/scan_store.hpp"

#include "core/text.hpp"

namespace yiguan::lookup::store {
namespace {

using db::BulkInsert;
using db::Statement;

const Statement progress_sql{
    "lookup.scan_progress",
    "select folded_seq, target_seq, done_block, done_part from scan_progress where node_id = $1"};
const Statement begin_progress_sql{"lookup.begin_scan_progress",
                                   "insert into scan_progress (node_id, folded_seq, target_seq, done_block, done_part)"
                                   " values ($1, $2, $2, 0, 0)"};
const Statement advance_sql{
    "lookup.advance_scan_progress",
    "update scan_progress set folded_seq = $6, target_seq = $7, done_block = $8, done_part = $9"
    " where node_id = $1 and folded_seq = $2 and target_seq = $3 and done_block = $4 and done_part = $5"};
const Statement add_group_sql{
    "lookup.add_scan_group",
    "insert into scan_group (node_id, seq, body) values ($1, $2, $3) on conflict (node_id, seq) do nothing"};
const Statement groups_sql{"lookup.scan_groups",
                           "select seq, body from scan_group where node_id = $1 and seq > $2 and seq <= $3"
                           " order by seq limit $4"};
const Statement part_sql{"lookup.scan_part",
                         "select entries, version from scan_tally where block_id = $1 and part = $2"};
const Statement has_parts_sql{"lookup.has_scan_parts",
                              "select 1 from scan_tally where block_id = $1 and part >= $2 and part <= $3 limit 1"};
// Locks the row, so that two nodes add to it one after the other.
const Statement claim_part_sql{"lookup.claim_scan_part",
                               "insert into scan_tally (block_id, part, entries, version) values ($1, $2, $3, 1)"
                               " on conflict (block_id, part) do update set version = scan_tally.version + 1"
                               " returning entries, version"};
const BulkInsert put_parts_sql{"lookup.put_scan_parts",
                               "scan_tally",
                               {{"block_id", BulkInsert::Type::integer},
                                {"part", BulkInsert::Type::integer},
                                {"entries", BulkInsert::Type::bytes},
                                {"version", BulkInsert::Type::integer}},
                               2,
                               BulkInsert::Existing::replace};

constexpr int groups_a_read = 200;

std::vector<Scan> read_groups(db::Tx& tx, std::int64_t node, std::int64_t after, std::int64_t last, std::int64_t& seq) {
    std::vector<Scan> scans;
    auto rows = tx.query(groups_sql, node, after, last, groups_a_read);
    while (rows.next()) {
        seq = rows.integer(0);
        const auto group = unpack_group(rows.bytes(1));
        scans.insert(scans.end(), group.begin(), group.end());
    }
    return scans;
}

}  // namespace

Progress progress(db::Tx& tx, std::int64_t node, std::int64_t fresh) {
    {
        auto rows = tx.query(progress_sql, node);
        if (rows.next()) return {rows.integer(0), rows.integer(1), {rows.get<BlockId>(2), rows.integer(3)}};
    }
    tx.execute(begin_progress_sql, node, fresh);
    return {fresh, fresh, {}};
}

bool advance(db::Tx& tx, std::int64_t node, const Progress& from, const Progress& to) {
    if (tx.execute(advance_sql, node, from.folded, from.target, from.done.block, from.done.part, to.folded, to.target,
                   to.done.block, to.done.part) == 1)
        return true;
    if (progress(tx, node, 0) == to) return false;
    throw db::Fault(db::Fault::Kind::other, "another program counts the scans of this node");
}

void add_group(db::Tx& tx, std::int64_t node, std::int64_t seq, const std::string& body) {
    tx.post(add_group_sql, node, seq, yiguan::as_bytes(body));
}

std::vector<Scan> groups_between(db::Database& database, std::int64_t node, std::int64_t after, std::int64_t last) {
    std::vector<Scan> scans;
    while (after < last) {
        std::int64_t seq = last;  // no more groups: the end
        const auto some = database.read_now([&](db::Tx& tx) { return read_groups(tx, node, after, last, seq); });
        scans.insert(scans.end(), some.begin(), some.end());
        after = seq;
    }
    return scans;
}

std::vector<Scan> groups_after(db::Database& database, std::int64_t node, std::int64_t after, std::int64_t& last) {
    return database.read_now([&](db::Tx& tx) { return read_groups(tx, node, after, INT64_MAX, last); });
}

bool has_parts(db::Tx& tx, BlockId block, std::int64_t first, std::int64_t last) {
    return first <= last && tx.query(has_parts_sql, block, first, last).next();
}

Part part(db::Tx& tx, const PartKey& key) {
    auto rows = tx.query(part_sql, key.block, key.part);
    return rows.next() ? unpack_part(rows.bytes(0)) : Part{};
}

void add(db::Tx& tx, std::span<const PartDelta> deltas, Writers writers, std::vector<Part>& sums) {
    const bool claim = writers == Writers::several;
    const std::size_t width = claim ? 3 : 2;
    std::vector<db::Param> keys;
    keys.reserve(deltas.size() * width);
    for (const PartDelta& d : deltas) {
        keys.insert(keys.end(), {d.key.block, d.key.part});
        if (claim) keys.emplace_back(std::span<const std::byte>{});
    }
    std::vector<std::int64_t> versions;
    std::vector<std::string> packed;
    sums.reserve(deltas.size());
    tx.query_each(claim ? claim_part_sql : part_sql, keys, width, [&](std::size_t i, db::Rows& rows) {
        const bool there = rows.next();
        if (claim && !there) throw db::Fault(db::Fault::Kind::other, "a scan part was not claimed");
        sums.push_back(there ? unpack_part(rows.bytes(0)) : Part{});
        versions.push_back((there ? rows.integer(1) : 0) + (claim ? 0 : 1));
        merge(sums.back(), deltas[i].added);
        packed.push_back(pack_part(sums.back()));
    });
    std::vector<db::Param> values;
    values.reserve(deltas.size() * 4);
    for (std::size_t i = 0; i < deltas.size(); ++i)
        values.insert(values.end(), {deltas[i].key.block, deltas[i].key.part, as_bytes(packed[i]), versions[i]});
    tx.insert(put_parts_sql, values);
}

}  // namespace yiguan::lookup::store
