// The numbered, forward-only changes of the schema. Private to the room.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"

namespace yiguan::db {

struct Migration {
    int number;
    std::string_view name;  ///< "0001_auth"
    std::string_view sql;   ///< One text for both engines: create table, create [unique] index, alter table add column.
};

/// In ascending order, as listed in src/db/CMakeLists.txt.
std::span<const Migration> embedded_migrations();

/// The statements of a migration in the engine's own types.
/// SQLite: bigint, smallint, integer, int -> INTEGER, bytea -> BLOB; tables become STRICT, and WITHOUT ROWID when the
/// primary key has several columns, unless the table text holds the comment `-- sqlite: rowid` (rows over ~200 bytes).
/// PostgreSQL: text -> text collate "C", so that both engines order alike.
/// @throws Fault other for any other kind of statement.
std::vector<std::string> statements_of(const Migration& migration, Engine engine);

std::string sha256_hex(std::string_view text);

struct AppliedMigration {
    std::int64_t number;
    std::string name;
    std::string sha256;
};

/// What migrate() needs of an engine.
class MigrationTarget {
public:
    virtual Engine engine() const = 0;
    /// Begins a transaction that no other migrating process can enter, making the table `migration` if it is missing.
    virtual void begin_migration() = 0;
    virtual std::vector<AppliedMigration> history() = 0;  ///< Inside the transaction.
    virtual void run(const std::string& sql) = 0;
    virtual void record(const AppliedMigration& applied, UtcMs at) = 0;
    virtual void commit_migration() = 0;
    virtual void rollback_migration() noexcept = 0;

protected:
    ~MigrationTarget() = default;
};

inline constexpr std::string_view create_history_sql =
    "create table if not exists migration (seq bigint primary key, name text not null, sha256 text not null, "
    "applied_at bigint not null)";

/// Brings the database to the end of `list`, each migration in a transaction of its own with its history row.
/// @throws Fault newer_database, changed_migration (nothing is changed then), or what the engine throws.
void migrate(MigrationTarget& target, std::span<const Migration> list, UtcMs now);

/// Database::open() with another list.
std::unique_ptr<Database> open_with_migrations(Options options, std::span<const Migration> list);

}  // namespace yiguan::db
