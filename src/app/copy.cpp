#include "db/copy.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"

namespace yiguan::app {

int copy(const Values& values, const std::string& to) {
    // The server must be stopped: rows written during the copy would be missing from it.
    const auto lock = FolderLock::of_server(values.text("data"));
    if (lock.has_error()) {
        fmt::print(stderr, "{}\n", lock.error().detail);
        return 1;
    }
    const auto from = db::Database::open(database_options(values, Purpose::command));
    auto options = database_options(values, Purpose::command);
    options.url = to;
    const auto target = db::Database::open(std::move(options));
    std::int64_t rows = 0;
    for (const auto& table : db::copy_database(*from, *target)) {
        fmt::print("{:<20} {}\n", table.name, table.rows);
        rows += table.rows;
    }
    fmt::print("{} rows copied\n", rows);
    return 0;
}

}  // namespace yiguan::app
