// Every SQL statement of the scan log; private to the room.
#pragma once
#include <span>
#include <vector>

#include "db/db.hpp"
#include "lookup/scan_log.hpp"

namespace yiguan::lookup::store {

/// The node's progress; one that is new begins at `fresh`.
Progress progress(db::Tx& tx, std::int64_t node, std::int64_t fresh);
/// Moves it from `from` to `to`. False: it stands at `to` already, because a commit came through whose answer was lost.
/// @throws db::Fault when it stands anywhere else.
bool advance(db::Tx& tx, std::int64_t node, const Progress& from, const Progress& to);

/// A group that is there already is left alone.
void add_group(db::Tx& tx, std::int64_t node, std::int64_t seq, const std::string& body);
/// The scans of the groups with `after` < seq <= `last`.
std::vector<Scan> groups_between(db::Database& database, std::int64_t node, std::int64_t after, std::int64_t last);
/// The scans of the next groups, and the number of the last of them; none when there are no more.
std::vector<Scan> groups_after(db::Database& database, std::int64_t node, std::int64_t after, std::int64_t& last);

Part part(db::Tx& tx, const PartKey& key);
/// True if there are counts of any part from `first` to `last`.
bool has_parts(db::Tx& tx, BlockId block, std::int64_t first, std::int64_t last);
/// Who else may add to the same parts: with other nodes each part is locked first, in the order of the keys, which
/// costs a second write of it.
enum class Writers : std::uint8_t { one, several };
/// Adds each delta to its stored part. `sums` gets the new parts.
void add(db::Tx& tx, std::span<const PartDelta> deltas, Writers writers, std::vector<Part>& sums);

/// Empties the tables that versions before migration 8 used into today's.
void adopt_old_rows(db::Database& database, std::int64_t node);

}  // namespace yiguan::lookup::store
