#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "events/events.hpp"
#include "registry/documents.hpp"

namespace yiguan::app {

int fsck(const Values& values) {
    const auto database = db::Database::open(database_options(values, Purpose::command));
    const registry::DocumentStore documents(std::filesystem::path(values.text("data")) / "documents");
    const auto complaints = database->read_now([&](db::Tx& tx) {
        auto found = events::check_store(tx);
        for (auto& complaint : registry::check_documents(tx, documents)) found.push_back(std::move(complaint));
        return found;
    });
    for (const auto& complaint : complaints) fmt::print("{}\n", complaint);
    fmt::print("{} defects\n", complaints.size());
    return complaints.empty() ? 0 : 1;
}

}  // namespace yiguan::app
