#include "ledger/ledger_store.hpp"

#include <algorithm>

namespace yiguan::ledger::store {
namespace {

using db::Statement;

#define BATCH_COLUMNS "first_index, entry_count, recorded_at, records"

const Statement batch_at_sql{"ledger.batch_at", "select " BATCH_COLUMNS
                                                " from log_batch where log_id = $1 and first_index <= $2"
                                                " order by first_index desc limit 1"};
const Statement batches_between_sql{"ledger.batches_between",
                                    "select " BATCH_COLUMNS
                                    " from log_batch where log_id = $1 and first_index > $2 and first_index < $3"
                                    " order by first_index limit $4"};
const Statement next_log_sql{"ledger.next_log",
                             "select log_id from log_batch where log_id > $1 order by log_id limit 1"};
const Statement head_sql{"ledger.head", "select log_id, next_index, recorded_at from log_head where node_id = $1"};
// A row for each node.
const Statement heads_sql{"ledger.heads", "select log_id, next_index, recorded_at from log_head order by log_id",
                          Statement::Plan::small_scan};

#define OBJECT_COLUMNS "object_kind, object_id, version, position, seed"

const Statement insert_object_sql{"ledger.insert_object",
                                  "insert into log_object (" OBJECT_COLUMNS ") values ($1, $2, $3, $4, $5)"};
const db::BulkInsert insert_objects_sql{"ledger.insert_objects",
                                        "log_object",
                                        {{"object_kind", db::BulkInsert::Type::integer},
                                         {"object_id", db::BulkInsert::Type::integer},
                                         {"version", db::BulkInsert::Type::integer},
                                         {"position", db::BulkInsert::Type::integer},
                                         {"seed", db::BulkInsert::Type::bytes}},
                                        3};
const Statement object_sql{"ledger.object",
                           "select " OBJECT_COLUMNS
                           " from log_object where object_kind = $1 and object_id = $2 and version = $3"};
const Statement objects_of_kind_sql{"ledger.objects_of_kind",
                                    "select " OBJECT_COLUMNS
                                    " from log_object where object_kind = $1 and (object_id, version) > ($2, $3)"
                                    " order by object_id, version limit $4"};
const Statement objects_after_sql{
    "ledger.objects_after", "select " OBJECT_COLUMNS " from log_object where position > $1 order by position limit $2"};

Batch read_batch(db::Rows& rows) {
    return {.first = rows.integer(0),
            .count = rows.integer(1),
            .recorded_at = rows.get<UtcMs>(2),
            .records = rows.get<std::string>(3)};
}

Head read_head(db::Rows& rows) {
    return {.log = rows.integer(0), .size = rows.integer(1), .recorded_at = rows.get<UtcMs>(2)};
}

ObjectRecord read_object(db::Rows& rows) {
    ObjectRecord found{.kind = rows.get<Object>(0),
                       .id = rows.integer(1),
                       .version = rows.integer(2),
                       .position = {rows.integer(3)},
                       .seed = std::nullopt};
    // A seed of another length opens nothing, like one that was erased.
    if (const auto seed = rows.bytes(4); seed.size() == std::tuple_size_v<proof::Seed>)
        std::ranges::copy(seed, found.seed.emplace().begin());
    return found;
}

std::vector<ObjectRecord> read_objects(db::Rows rows) {
    std::vector<ObjectRecord> found;
    while (rows.next()) found.push_back(read_object(rows));
    return found;
}

}  // namespace

std::optional<Batch> batch_at(db::Tx& tx, std::int64_t log, std::int64_t index) {
    auto rows = tx.query(batch_at_sql, log, index);
    if (!rows.next()) return std::nullopt;
    return read_batch(rows);
}

std::vector<Batch> batches_between(db::Tx& tx, std::int64_t log, std::int64_t after, std::int64_t before,
                                   std::int64_t limit) {
    auto rows = tx.query(batches_between_sql, log, after, before, limit);
    std::vector<Batch> found;
    while (rows.next()) found.push_back(read_batch(rows));
    return found;
}

std::optional<Head> head(db::Tx& tx, unsigned node) {
    auto rows = tx.query(head_sql, node);
    if (!rows.next()) return std::nullopt;
    return read_head(rows);
}

std::vector<std::int64_t> logs(db::Tx& tx) {
    std::vector<std::int64_t> found;
    for (std::int64_t last = INT64_MIN;; last = found.back()) {
        auto rows = tx.query(next_log_sql, last);
        if (!rows.next()) return found;
        found.push_back(rows.integer(0));
    }
}

std::vector<Head> heads(db::Tx& tx) {
    auto rows = tx.query(heads_sql);
    std::vector<Head> found;
    while (rows.next()) found.push_back(read_head(rows));
    return found;
}

static std::optional<std::span<const std::byte>> bytes_of(const std::optional<proof::Seed>& seed) {
    return seed ? std::optional<std::span<const std::byte>>(*seed) : std::nullopt;
}

void insert_object(db::Tx& tx, const ObjectRecord& record) {
    tx.post(insert_object_sql, record.kind, record.id, record.version, record.position.value, bytes_of(record.seed));
}

void insert_objects(db::Tx& tx, std::span<const ObjectRecord> records) {
    std::vector<db::Param> params;
    params.reserve(records.size() * 5);
    for (const ObjectRecord& one : records) {
        params.emplace_back(one.kind);
        params.emplace_back(one.id);
        params.emplace_back(one.version);
        params.emplace_back(one.position.value);
        params.emplace_back(bytes_of(one.seed));
    }
    tx.insert(insert_objects_sql, params);
}

std::optional<ObjectRecord> object(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version) {
    auto rows = tx.query(object_sql, kind, id, version);
    if (!rows.next()) return std::nullopt;
    return read_object(rows);
}

std::vector<ObjectRecord> objects_of_kind(db::Tx& tx, Object kind, std::int64_t after_id, std::int64_t after_version,
                                          int limit) {
    return read_objects(tx.query(objects_of_kind_sql, kind, after_id, after_version, limit));
}

std::vector<ObjectRecord> objects_after(db::Tx& tx, db::Position after, int limit) {
    return read_objects(tx.query(objects_after_sql, after.value, limit));
}

}  // namespace yiguan::ledger::store
