// Whether the stored counts are those of the stored scans.
#include <fmt/format.h>

#include <map>

#include "lookup/scan_store.hpp"

namespace yiguan::lookup {
namespace {

using db::Statement;

const Statement nodes_sql{"lookup.check_nodes", "select node_id, folded_seq, target_seq from scan_progress",
                          Statement::Plan::small_scan};
const Statement groups_sql{"lookup.check_groups",
                           "select node_id, seq, body from scan_group where (node_id, seq) > ($1, $2)"
                           " order by node_id, seq limit 500"};
const Statement parts_sql{"lookup.check_parts",
                          "select block_id, part, entries from scan_tally where (block_id, part) > ($1, $2)"
                          " order by block_id, part limit 500"};

}  // namespace

std::vector<std::string> check_scans(db::Tx& tx) {
    std::vector<std::string> found;
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> nodes;
    {
        auto rows = tx.query(nodes_sql);
        while (rows.next()) nodes[rows.integer(0)] = {rows.integer(1), rows.integer(2)};
    }
    const auto reading = [&](std::string_view what, std::int64_t a, std::int64_t b, const auto& read) {
        try {
            read();
        } catch (const db::Fault&) {
            found.push_back(fmt::format("{} {}/{} cannot be read", what, a, b));
        }
    };
    // A node that is counting just now has counted some of what lies between.
    std::int64_t at_least = 0, at_most = 0, counted = 0;
    const auto page = [&](const Statement& statement, std::int64_t a, std::int64_t b, const auto& take) {
        for (bool more = true; more;) {
            auto rows = tx.query(statement, a, b);
            more = false;
            while (rows.next()) {
                more = true;
                a = rows.integer(0), b = rows.integer(1);
                take(a, b, rows);
            }
        }
    };
    page(groups_sql, -1, -1, [&](std::int64_t node, std::int64_t seq, db::Rows& rows) {
        reading("scan group", node, seq, [&] {
            const auto scans = static_cast<std::int64_t>(unpack_group(rows.bytes(2)).size());
            const auto [folded, target] = nodes[node];
            if (seq <= folded) at_least += scans;
            if (seq <= target) at_most += scans;
        });
    });
    page(parts_sql, INT64_MIN, -1, [&](std::int64_t block, std::int64_t part, db::Rows& rows) {
        reading("scan counts of part", block, part, [&] {
            for (const Tally& tally : unpack_part(rows.bytes(2))) counted += tally.count();
        });
    });
    if (counted < at_least || counted > at_most)
        found.push_back(fmt::format("{} scans are counted, but {} to {} are recorded", counted, at_least, at_most));
    return found;
}

}  // namespace yiguan::lookup
