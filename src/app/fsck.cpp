#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "events/events.hpp"
#include "lookup/scan_log.hpp"
#include "registry/documents.hpp"

namespace yiguan::app {

int fsck(const Values& values) {
    // Opening would make what is missing, and a folder that was mistyped would have no defects.
    const std::filesystem::path data = values.text("data");
    if (values.text("database").empty() && !std::filesystem::exists(data / "yiguan.db")) {
        fmt::print(stderr, "数据目录 {} 中没有数据库\n", data.string());
        return 1;
    }
    const auto database = db::Database::open(database_options(values, Purpose::command));
    const registry::DocumentStore documents(data / "documents");
    const auto complaints = database->read_now([&](db::Tx& tx) {
        auto found = events::check_store(tx);
        for (auto& complaint : lookup::check_scans(tx)) found.push_back(std::move(complaint));
        for (auto& complaint : registry::check_documents(tx, documents)) found.push_back(std::move(complaint));
        return found;
    });
    for (const auto& complaint : complaints) fmt::print("{}\n", complaint);
    fmt::print("{} defects\n", complaints.size());
    return complaints.empty() ? 0 : 1;
}

}  // namespace yiguan::app
