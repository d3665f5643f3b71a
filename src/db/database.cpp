#include "db/engine.hpp"

namespace yiguan::db {

std::unique_ptr<Database> open_with_migrations(Options options, std::span<const Migration> list) {
    if (!options.url.empty()) throw Fault(Fault::Kind::unavailable, "this build has no PostgreSQL engine");
    return open_sqlite(std::move(options), list);
}

std::unique_ptr<Database> Database::open(Options options) {
    return open_with_migrations(std::move(options), embedded_migrations());
}

}  // namespace yiguan::db
