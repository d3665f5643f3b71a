#include "ledger/index_store.hpp"

namespace yiguan::ledger::store {
namespace {

using db::Statement;

const Statement runs_sql{"ledger.index_runs",
                         "select from_index, to_index, record_count, root, commitment from log_run where log_id = $1"
                         " order by from_index"};
const Statement delete_runs_sql{"ledger.delete_index_runs", "delete from log_run where log_id = $1"};
const Statement insert_run_sql{"ledger.insert_index_run",
                               "insert into log_run (log_id, from_index, to_index, record_count, root, commitment)"
                               " values ($1, $2, $3, $4, $5, $6)"};

}  // namespace

std::vector<RunRow> runs_of(db::Tx& tx, std::int64_t log) {
    auto rows = tx.query(runs_sql, log);
    std::vector<RunRow> found;
    while (rows.next())
        found.push_back({.head = {.from = rows.get<std::uint64_t>(0),
                                  .to = rows.get<std::uint64_t>(1),
                                  .records = rows.get<std::uint64_t>(2),
                                  .root = proof::hash_from(rows.text(3)).value_or(proof::Hash{})},
                         .commitment = rows.integer(4)});
    return found;
}

void replace_runs(db::Tx& tx, std::int64_t log, std::int64_t commitment, std::span<const proof::RunHead> runs) {
    tx.execute(delete_runs_sql, log);
    for (const auto& run : runs)
        tx.post(insert_run_sql, log, run.from, run.to, run.records, std::span<const std::byte>(run.root), commitment);
}

}  // namespace yiguan::ledger::store
