// SQL of the completeness index; private to ledger/.
#pragma once
#include "db/db.hpp"
#include "proof/index_run.hpp"

namespace yiguan::ledger::store {

struct RunRow {
    proof::RunHead head;
    std::int64_t commitment = 0;  ///< Index of the leaf that names the live runs: the same in all rows of a log.
};
/// The live runs of a log, ascending.
std::vector<RunRow> runs_of(db::Tx& tx, std::int64_t log);
void replace_runs(db::Tx& tx, std::int64_t log, std::int64_t commitment, std::span<const proof::RunHead> runs);

}  // namespace yiguan::ledger::store
