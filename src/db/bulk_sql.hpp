// The SQL text of a BulkInsert, per engine. Private to the room.
#pragma once
#include <string>

#include "db/db.hpp"

namespace yiguan::db {

/// insert into t(a, b) values ($1, $2) on conflict ...: so many rows. A violation ends a statement of several rows
/// where it stands, as nothing but a rollback may follow it: SQLite would else keep a copy of every page that it
/// changes.
std::string bulk_values_sql(const BulkInsert& into, std::size_t rows = 1);
/// insert into t(a, b) select * from unnest($1::bigint[], $2::text[]) on conflict ...: one array per column.
std::string bulk_unnest_sql(const BulkInsert& into);

}  // namespace yiguan::db
