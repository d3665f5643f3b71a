// One test for all SQL of the program.
#pragma once
#include <string>
#include <vector>

#include "db/db.hpp"

namespace yiguan::db {

/// Prepares every registered Statement and BulkInsert on that engine and reads its plan: one complaint, led by the
/// name, for each text that the engine refuses and each full scan of a table by a Statement that is not
/// Plan::small_scan. A list without `where` that ends by its limit in key order is no full scan. Empty: all is well.
/// Cost: a plan each.
std::vector<std::string> check_statements(Database& database);

}  // namespace yiguan::db
