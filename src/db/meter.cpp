#include "db/meter.hpp"

#include <fmt/format.h>
#include <time.h>

#include "core/log.hpp"
#include "core/text.hpp"

namespace yiguan::db {

metrics::Counter& statement_counter(std::string_view name) {
    return metrics::counter("yiguan_db_statements_total", "Runs of each named SQL statement", {{"statement", name}});
}

metrics::Counter& query_counter(Engine engine) {
    return metrics::counter("yiguan_db_queries_total", "SQL statements run, by engine",
                            {{"engine", engine == Engine::sqlite ? "sqlite" : "postgresql"}});
}

std::int64_t coarse_ms() {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
}

void log_slow(std::string_view statement, std::int64_t ms) {
    if (ms > slow_statement_ms) log::warning("slow_statement", {{"statement", statement}, {"duration_ms", ms}});
}

void require_storable(std::string_view text, std::string_view statement) {
    if (text.find('\0') != std::string_view::npos)
        throw Fault(Fault::Kind::other, fmt::format("{}: a text parameter holds a NUL", statement));
    if (!is_utf8(text)) throw Fault(Fault::Kind::other, fmt::format("{}: a text parameter is not UTF-8", statement));
}

}  // namespace yiguan::db
