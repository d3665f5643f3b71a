// Everything of one database into another, empty one: how a node grows from SQLite to PostgreSQL.
#pragma once
#include <string>
#include <vector>

#include "db/db.hpp"

namespace yiguan::db {

struct CopiedTable {
    std::string name;
    std::int64_t rows = 0;
};

/// Copies all rows of all tables of the schema, table by table, from one read transaction of `from`.
/// Both must be open and migrated (Database::open does that); nobody may write to `from` meanwhile.
/// @throws Fault other when a table of `to` has rows already (nothing is copied then) or when the counts differ at the
/// end. Cost: one statement per 2 000 rows; memory for as many.
std::vector<CopiedTable> copy_database(Database& from, Database& to);

}  // namespace yiguan::db
