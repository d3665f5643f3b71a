// Versions before migration 8 kept a row for each scan and one for each queried code.
#include <map>

#include "lookup/scan_store.hpp"

namespace yiguan::lookup::store {
namespace {

using db::Statement;

constexpr int rows_a_job = 2000;

const Statement old_scans_sql{
    "lookup.old_scans", "select block_id, ts, seq, counter, channel from scan order by block_id, ts, seq limit $1"};
const Statement delete_old_scan_sql{"lookup.delete_old_scan",
                                    "delete from scan where block_id = $1 and ts = $2 and seq = $3"};
const Statement old_folded_sql{"lookup.old_folded", "select node_id, folded_seq from scan_fold",
                               Statement::Plan::small_scan};
const Statement old_stats_sql{
    "lookup.old_stats",
    "select block_id, counter, first_ts, scan_count from scan_stat order by block_id, counter limit $1"};
const Statement delete_old_stat_sql{"lookup.delete_old_stat",
                                    "delete from scan_stat where block_id = $1 and counter = $2"};

// A row that another node has taken meanwhile is not ours any more: only what was deleted is moved.
std::size_t adopt_scans(db::Tx& tx, std::int64_t node) {
    struct Row {
        Scan scan;
        std::int64_t seq;
    };
    std::vector<Row> rows;
    {
        auto read = tx.query(old_scans_sql, rows_a_job);
        while (read.next())
            rows.push_back(
                {{read.get<BlockId>(0), read.integer(3), read.get<UtcMs>(1), read.get<Channel>(4)}, read.integer(2)});
    }
    const std::size_t found = rows.size();
    std::erase_if(rows,
                  [&](const Row& r) { return tx.execute(delete_old_scan_sql, r.scan.block, r.scan.ts, r.seq) == 0; });
    std::map<std::int64_t, std::int64_t> folded;  // by node
    {
        auto read = tx.query(old_folded_sql);
        while (read.next()) folded[read.integer(0)] = read.integer(1);
    }
    std::vector<Scan> group, uncounted;
    for (const Row& r : rows) {
        group.push_back(r.scan);
        if (r.seq > folded[(r.seq >> 12) & 1023]) uncounted.push_back(r.scan);
    }
    if (group.empty()) return found;
    std::ranges::sort(group);
    add_group(tx, node, rows.front().seq, pack_group(group));
    std::vector<Part> sums;
    add(tx, add_up(uncounted), Writers::several, sums);
    return found;
}

std::size_t adopt_stats(db::Tx& tx) {
    std::vector<std::pair<PartKey, Tally>> rows;
    {
        auto read = tx.query(old_stats_sql, rows_a_job);
        while (read.next()) {
            const std::int64_t counter = read.integer(1);
            rows.emplace_back(PartKey::of(read.get<BlockId>(0), counter),
                              Tally(static_cast<std::uint16_t>(counter % PartKey::codes),
                                    static_cast<std::uint32_t>(read.integer(3)), read.get<UtcMs>(2)));
        }
    }
    std::vector<PartDelta> deltas;
    for (const auto& [key, tally] : rows) {
        if (tx.execute(delete_old_stat_sql, key.block, key.part * PartKey::codes + tally.offset()) == 0) continue;
        if (deltas.empty() || deltas.back().key != key) deltas.push_back({key, {}, 0});
        deltas.back().added.push_back(tally);
    }
    std::vector<Part> sums;
    add(tx, deltas, Writers::several, sums);
    return rows.size();
}

}  // namespace

void adopt_old_rows(db::Database& database, std::int64_t node) {
    while (database.write_now([&](db::Tx& tx) { return adopt_scans(tx, node); }) > 0) {
    }
    while (database.write_now([&](db::Tx& tx) { return adopt_stats(tx); }) > 0) {
    }
}

}  // namespace yiguan::lookup::store
