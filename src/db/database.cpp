#include "db/engine.hpp"

namespace yiguan::db {

Vault& Tx::vault() const {
    if (!*vault_) throw Fault(Fault::Kind::other, "no keys of persons were given to this database");
    return **vault_;
}

std::unique_ptr<Database> open_with_migrations(Options options, std::span<const Migration> list) {
    return options.url.empty() ? open_sqlite(std::move(options), list) : open_postgres(std::move(options), list);
}

std::unique_ptr<Database> Database::open(Options options) {
    return open_with_migrations(std::move(options), embedded_migrations());
}

}  // namespace yiguan::db
