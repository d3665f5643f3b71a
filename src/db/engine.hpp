// What the room's own files see of an engine. Private to the room.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "db/migrations.hpp"

namespace yiguan::db {

std::unique_ptr<Database> open_sqlite(Options options, std::span<const Migration> list);
std::unique_ptr<Database> open_postgres(Options options, std::span<const Migration> list);

/// Plans without running. Both engines' databases are one.
class Explainer {
public:
    /// The names of tables that the statement reads from end to end. @throws Fault when the SQL cannot be prepared.
    virtual std::vector<std::string> full_scans(const std::string& sql) = 0;

protected:
    ~Explainer() = default;
};

}  // namespace yiguan::db
