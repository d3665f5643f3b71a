// SQL of records and of the objects they stand for, each statement behind the function that uses it. Private to ledger.
#pragma once
#include "ledger/ledger.hpp"

namespace yiguan::ledger::store {

/// A row of log_batch.
struct Batch {
    std::int64_t first = 0;
    std::int64_t count = 0;
    UtcMs recorded_at;
    std::string records;
};
/// The one with the greatest first index at or below `index`.
std::optional<Batch> batch_at(db::Tx& tx, std::int64_t log, std::int64_t index);
/// Those that begin in (after, before), ascending, at most `limit`.
std::vector<Batch> batches_between(db::Tx& tx, std::int64_t log, std::int64_t after, std::int64_t before,
                                   std::int64_t limit);
std::optional<Head> head(db::Tx& tx, unsigned node);
/// Ids of every log with records, ascending.
std::vector<std::int64_t> logs(db::Tx& tx);
/// (log, next index, recorded_at) of every row of log_head.
std::vector<Head> heads(db::Tx& tx);

void insert_object(db::Tx& tx, const ObjectRecord& record);
void insert_objects(db::Tx& tx, std::span<const ObjectRecord> records);
std::optional<ObjectRecord> object(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version);
std::vector<ObjectRecord> objects_of_kind(db::Tx& tx, Object kind, std::int64_t after_id, std::int64_t after_version,
                                          int limit);
/// Of all kinds, by position.
std::vector<ObjectRecord> objects_after(db::Tx& tx, db::Position after, int limit);

}  // namespace yiguan::ledger::store
