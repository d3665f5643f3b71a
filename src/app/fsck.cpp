#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "events/events.hpp"

namespace yiguan::app {

int fsck(const Values& values) {
    const auto database = db::Database::open(database_options(values, Purpose::command));
    const auto complaints = database->read_now([](db::Tx& tx) { return events::check_store(tx); });
    for (const auto& complaint : complaints) fmt::print("{}\n", complaint);
    fmt::print("{} defects\n", complaints.size());
    return complaints.empty() ? 0 : 1;
}

}  // namespace yiguan::app
