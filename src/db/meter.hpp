// What both engines count and log. Private to the room.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/metrics.hpp"
#include "db/db.hpp"

namespace yiguan::db {

/// yiguan_db_statements_total{statement}: how often a named statement ran. Keep the reference.
metrics::Counter& statement_counter(std::string_view name);
/// yiguan_db_queries_total{engine}: every statement sent to an engine, whatever its name (bulk inserts count once).
metrics::Counter& query_counter(Engine engine);

/// Milliseconds of a coarse monotonic clock (one tick is up to 4 ms; a reading costs a few nanoseconds).
std::int64_t coarse_ms();
inline constexpr std::int64_t slow_statement_ms = 100;
/// Logs the name (never the parameters) of a statement that took longer than slow_statement_ms.
void log_slow(std::string_view statement, std::int64_t ms);

/// Text that both engines store unchanged: UTF-8 without NUL. @throws Fault otherwise, naming the statement only.
void require_storable(std::string_view text, std::string_view statement);

}  // namespace yiguan::db
