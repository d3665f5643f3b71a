#include "db/statement_check.hpp"

#include <fmt/format.h>

#include "db/bulk_sql.hpp"
#include "db/engine.hpp"

namespace yiguan::db {

std::vector<std::string> check_statements(Database& database) {
    auto& explainer = dynamic_cast<Explainer&>(database);
    std::vector<std::string> complaints;
    const auto check = [&](std::string_view name, const std::string& sql, Statement::Plan plan) {
        try {
            for (const auto& table : explainer.full_scans(sql))
                if (plan != Statement::Plan::small_scan)
                    complaints.push_back(fmt::format("{}: full scan of {}", name, table));
        } catch (const Fault& fault) {
            complaints.push_back(fmt::format("{}: {}", name, fault.what()));
        }
    };
    for (const Statement* s : Statement::all()) check(s->name(), std::string(s->sql()), s->plan());
    for (const BulkInsert* b : BulkInsert::all())
        check(b->name(), database.engine() == Engine::sqlite ? bulk_values_sql(*b) : bulk_unnest_sql(*b),
              Statement::Plan::indexed);
    return complaints;
}

}  // namespace yiguan::db
