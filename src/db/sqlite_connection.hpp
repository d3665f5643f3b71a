// One connection to an SQLite file with its prepared statements. Private to the room.
#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "db/meter.hpp"

namespace yiguan::db {

class SqliteConnection;

inline constexpr int busy_timeout_ms = 10'000;

/// A prepared statement and, while it runs, the cursor of its rows.
class SqliteStatement final : public Cursor {
public:
    SqliteStatement(SqliteConnection& connection, std::string_view name, std::string_view sql, bool counted = true);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement&) = delete;

    enum class Borrow { until_done, copy };  ///< Whether the texts live as long as the statement runs.
    void start(std::span<const Param> params, Borrow borrow);
    std::int64_t run_to_end();  ///< Rows changed.
    void run_now();             ///< start() and run_to_end() without parameters.
    void prime();               ///< A statement that writes and returns rows does its work at once.

    bool next() override;
    std::int64_t integer(int column) override { return sqlite3_column_int64(stmt_, column); }
    std::string_view text(int column) override;
    bool is_null(int column) override { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }
    void close() override;
    sqlite3_stmt* handle() { return stmt_; }

private:
    enum class State : std::uint8_t { ready, started, primed_row, primed_end, ended };
    bool step();

    SqliteConnection& connection_;
    sqlite3_stmt* stmt_ = nullptr;
    std::string name_;
    std::vector<int> slots_;  // of $1, $2, ...: SQLite numbers them by first appearance
    metrics::Counter* count_ = nullptr;
    std::int64_t started_ms_ = 0;
    State state_ = State::ready;
    bool open_ = false;
};

class SqliteConnection {
public:
    enum class Role { reader, writer };
    SqliteConnection(const std::filesystem::path& file, Role role);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;

    SqliteStatement& prepared(const Statement& statement);
    /// `rows`: 1 or bulk_rows.
    SqliteStatement& prepared(const BulkInsert& into, std::size_t rows);
    /// In one statement: opening the trees of a table costs as much as a row.
    static constexpr std::size_t bulk_rows = 16;
    void begin();  ///< Reader: deferred; writer: immediate.
    void commit();
    void rollback() noexcept;
    bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
    void run(const std::string& sql);
    sqlite3* handle() { return db_; }

    /// A failed call: remembered until the transaction ends, so that nothing more runs in it.
    [[noreturn]] void fail(int rc, std::string_view statement);
    [[noreturn]] void fail(const Fault& fault);
    void require_healthy() const {
        if (fault_) std::rethrow_exception(fault_);
    }
    bool healthy() const { return fault_ == nullptr; }
    void forgive() { fault_ = nullptr; }  ///< Its savepoint is being rolled back.

    /// The disk failed to sync something of this connection. What the kernel then holds may never reach the disk, and
    /// it says so only once: nothing that builds on it can be promised.
    bool sync_failed() const { return sync_failed_; }
    void note(int extended_code);

private:
    friend class SqliteStatement;
    void reserve_checksums(const std::filesystem::path& file);

    sqlite3* db_ = nullptr;
    metrics::Counter& queries_ = query_counter(Engine::sqlite);
    std::exception_ptr fault_;
    bool sync_failed_ = false;
    std::vector<std::unique_ptr<SqliteStatement>> statements_;  // by ordinal
    std::vector<std::unique_ptr<SqliteStatement>> bulk_, bulk_many_;
    std::unique_ptr<SqliteStatement> begin_, commit_;

public:
    std::unique_ptr<SqliteStatement> savepoint, release, undo;  ///< Of a group's job.
};

class SqliteTx final : public Tx {
public:
    SqliteTx(SqliteConnection& connection, IdSource& ids, const std::shared_ptr<Vault>& vault,
             unsigned journal_node = 0)
        : Tx({}, ids, vault, journal_node), connection_(connection) {}
    void set_now(UtcMs now) { now_ = now; }
    void set_sees(std::uint64_t commits) { sees_ = commits; }

    Rows query_params(const Statement& statement, std::span<const Param> params) override;
    std::int64_t execute_params(const Statement& statement, std::span<const Param> params) override;
    void post_params(const Statement& statement, std::span<const Param> params) override;
    void query_each(const Statement& statement, std::span<const Param> rows, std::size_t width,
                    const std::function<void(std::size_t, Rows&)>& take) override;
    void insert(const BulkInsert& into, std::span<const Param> values) override;

private:
    SqliteConnection& connection_;
};

}  // namespace yiguan::db
