#include "db/sqlite_connection.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>

#include "core/log.hpp"
#include "db/bulk_sql.hpp"
#include "db/page_checksum.hpp"

namespace yiguan::db {
namespace {

Fault::Kind kind_of(int rc) {
    switch (rc) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return Fault::Kind::unique_violation;
        case SQLITE_IOERR_FSYNC:
        case SQLITE_IOERR_DIR_FSYNC:
            return Fault::Kind::unavailable;
        default:
            break;
    }
    switch (rc & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_CANTOPEN:
        case SQLITE_FULL:
            return Fault::Kind::unavailable;
        default:
            return Fault::Kind::other;
    }
}

}  // namespace

SqliteStatement::SqliteStatement(SqliteConnection& connection, std::string_view name, std::string_view sql,
                                 bool counted)
    : connection_(connection), name_(name) {
    const char* rest = nullptr;
    const int rc = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &stmt_, &rest);
    if (rc != SQLITE_OK) connection.fail(rc, name);
    const int count = sqlite3_bind_parameter_count(stmt_);
    for (int i = 1; i <= count; ++i) {
        const int slot = sqlite3_bind_parameter_index(stmt_, fmt::format("${}", i).c_str());
        if (slot == 0) {
            sqlite3_finalize(std::exchange(stmt_, nullptr));
            connection.fail(Fault(Fault::Kind::other, fmt::format("{}: parameters must be $1 to ${}", name, count)));
        }
        slots_.push_back(slot);
    }
    if (counted) count_ = &statement_counter(name);
}

SqliteStatement::~SqliteStatement() {
    sqlite3_finalize(stmt_);
}

void SqliteStatement::start(std::span<const Param> params, Borrow borrow) {
    connection_.require_healthy();
    if (open_) connection_.fail(Fault(Fault::Kind::other, fmt::format("{}: its rows are still being read", name_)));
    if (params.size() != slots_.size())
        connection_.fail(
            Fault(Fault::Kind::other, fmt::format("{}: {} parameters for {}", name_, params.size(), slots_.size())));
    const auto owner = borrow == Borrow::copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    for (std::size_t i = 0; i < params.size(); ++i) {
        const Param& p = params[i];
        int rc = SQLITE_OK;
        switch (p.kind()) {
            case Param::Kind::null:
                rc = sqlite3_bind_null(stmt_, slots_[i]);
                break;
            case Param::Kind::integer:
                rc = sqlite3_bind_int64(stmt_, slots_[i], p.integer());
                break;
            case Param::Kind::text:
                try {
                    require_storable(p.text(), name_);
                } catch (const Fault& fault) {
                    connection_.fail(fault);
                }
                rc = sqlite3_bind_text64(stmt_, slots_[i], p.text().empty() ? "" : p.text().data(), p.text().size(),
                                         owner, SQLITE_UTF8);
                break;
            case Param::Kind::bytes:
                // A null pointer would store null.
                rc = sqlite3_bind_blob64(stmt_, slots_[i], p.text().empty() ? "" : p.text().data(), p.text().size(),
                                         owner);
                break;
        }
        if (rc != SQLITE_OK) connection_.fail(rc, name_);
    }
    state_ = State::started;
    open_ = true;
    if (count_) {
        count_->add();
        connection_.queries_.add();
        started_ms_ = coarse_ms();
    }
}

bool SqliteStatement::step() {
    const int rc = sqlite3_step(stmt_);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_DONE) {
        state_ = State::ended;
        return false;
    }
    const int extended = sqlite3_extended_errcode(connection_.handle());
    const std::string message = sqlite3_errmsg(connection_.handle());
    connection_.note(extended);
    close();
    connection_.fail(Fault(kind_of(extended), fmt::format("{}: {} ({})", name_, message, extended)));
}

bool SqliteStatement::next() {
    switch (state_) {
        case State::primed_row:
            state_ = State::started;
            return true;
        case State::started:
            if (step()) return true;
            close();  // ends the statement's hold on the snapshot and lets it run again
            return false;
        case State::primed_end:
            close();
            return false;
        case State::ready:
        case State::ended:
            return false;
    }
    return false;
}

std::int64_t SqliteStatement::run_to_end() {
    while (step()) {
    }
    const auto changed = sqlite3_stmt_readonly(stmt_) ? 0 : sqlite3_changes64(connection_.handle());
    close();
    return changed;
}

void SqliteStatement::run_now() {
    start({}, Borrow::until_done);
    run_to_end();
}

void SqliteStatement::prime() {
    if (!sqlite3_stmt_readonly(stmt_)) state_ = step() ? State::primed_row : State::primed_end;
}

std::string_view SqliteStatement::text(int column) {
    const void* const data = sqlite3_column_type(stmt_, column) == SQLITE_BLOB ? sqlite3_column_blob(stmt_, column)
                                                                               : sqlite3_column_text(stmt_, column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column))};
}

void SqliteStatement::close() {
    if (!open_) return;
    sqlite3_reset(stmt_);
    open_ = false;
    state_ = State::ended;
    if (count_) log_slow(name_, coarse_ms() - started_ms_);
}

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Role role) {
    use_page_checksums();
    // NOMUTEX: a connection serves one thread at a time, which its owner sees to.
    const int rc =
        sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (rc != SQLITE_OK) {
        const std::string message = db_ ? sqlite3_errmsg(db_) : "out of memory";
        sqlite3_close(db_);
        throw Fault(Fault::Kind::unavailable, fmt::format("cannot open {}: {}", file.string(), message));
    }
    try {
        sqlite3_extended_result_codes(db_, 1);
        sqlite3_busy_timeout(db_, busy_timeout_ms);
        // The file is mapped up to the library's limit of 2 GiB, the page cache serves what lies behind and the log.
        run("pragma mmap_size = 2147418112");
        run("pragma foreign_keys = on");
        run("pragma temp_store = memory");
        run("pragma trusted_schema = off");
        if (role == Role::writer) {
            reserve_checksums(file);
            run("pragma journal_mode = wal");
            run("pragma synchronous = full");
            run("pragma cache_size = -65536");
            run("pragma secure_delete = on");  // what is deleted is not left in free pages
        } else {
            run("pragma cache_size = -8192");
            run("pragma query_only = on");
        }
        begin_ = std::make_unique<SqliteStatement>(*this, "begin", role == Role::writer ? "begin immediate" : "begin",
                                                   false);
        commit_ = std::make_unique<SqliteStatement>(*this, "commit", "commit", false);
        savepoint = std::make_unique<SqliteStatement>(*this, "savepoint", "savepoint job", false);
        release = std::make_unique<SqliteStatement>(*this, "release", "release job", false);
        undo = std::make_unique<SqliteStatement>(*this, "rollback to", "rollback to job", false);
    } catch (...) {
        begin_.reset(), commit_.reset(), savepoint.reset(), release.reset(), undo.reset();
        sqlite3_close(db_);
        throw;
    }
}

// A new database reserves the bytes for its pages' checksums from its first page on; one that was made before they
// existed is written anew, once, which takes some seconds a gigabyte.
void SqliteConnection::reserve_checksums(const std::filesystem::path& file) {
    int bytes = page_reserve_bytes;
    sqlite3_file_control(db_, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
    std::array<char, 32> header{};
    std::ifstream in(file, std::ios::binary);
    if (!in.read(header.data(), header.size())) return;  // empty: nothing was written yet
    if (header[20] == page_reserve_bytes) return;
    log::info("database_written_anew", {{"reason", "page checksums"}});
    run("pragma journal_mode = delete");
    bytes = page_reserve_bytes;
    sqlite3_file_control(db_, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
    run("vacuum");
}

SqliteConnection::~SqliteConnection() {
    statements_.clear();
    bulk_.clear();
    bulk_many_.clear();
    begin_.reset(), commit_.reset(), savepoint.reset(), release.reset(), undo.reset();
    sqlite3_close(db_);
}

SqliteStatement& SqliteConnection::prepared(const Statement& statement) {
    if (statement.ordinal() >= statements_.size()) statements_.resize(statement.ordinal() + 1);
    auto& slot = statements_[statement.ordinal()];
    if (!slot) {
        require_healthy();
        slot = std::make_unique<SqliteStatement>(*this, statement.name(), statement.sql());
    }
    return *slot;
}

SqliteStatement& SqliteConnection::prepared(const BulkInsert& into, std::size_t rows) {
    auto& all = rows == 1 ? bulk_ : bulk_many_;
    if (into.ordinal() >= all.size()) all.resize(into.ordinal() + 1);
    auto& slot = all[into.ordinal()];
    if (!slot) {
        require_healthy();
        slot = std::make_unique<SqliteStatement>(*this, into.name(), bulk_values_sql(into, rows));
    }
    return *slot;
}

void SqliteConnection::begin() {
    fault_ = nullptr;
    begin_->run_now();
}

void SqliteConnection::commit() {
    require_healthy();
    commit_->run_now();
}

void SqliteConnection::rollback() noexcept {
    fault_ = nullptr;
    // Some faults (disk full, I/O) have rolled back already; a rollback cannot fail otherwise.
    if (in_transaction()) sqlite3_exec(db_, "rollback", nullptr, nullptr, nullptr);
}

void SqliteConnection::run(const std::string& sql) {
    char* message = nullptr;
    const int rc = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message);
    const std::string text = message ? message : "";
    sqlite3_free(message);
    if (rc != SQLITE_OK) throw Fault(kind_of(rc), fmt::format("{}: {} ({})", sql.substr(0, 200), text, rc));
}

void SqliteConnection::note(int extended_code) {
    if (extended_code != SQLITE_IOERR_FSYNC && extended_code != SQLITE_IOERR_DIR_FSYNC) return;
    sync_failed_ = true;
    // The log must outlive this connection: the next one reads it from its beginning and writes all of it again, while
    // a checkpoint now would go on behind pages that the kernel has given up, and then drop the log.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void SqliteConnection::fail(int rc, std::string_view statement) {
    fail(Fault(kind_of(rc), fmt::format("{}: {} ({})", statement, sqlite3_errmsg(db_), rc)));
}

void SqliteConnection::fail(const Fault& fault) {
    fault_ = std::make_exception_ptr(fault);
    throw Fault(fault);
}

Rows SqliteTx::query_params(const Statement& statement, std::span<const Param> params) {
    SqliteStatement& s = connection_.prepared(statement);
    s.start(params, SqliteStatement::Borrow::copy);  // the rows outlive the call that lends the texts
    s.prime();
    return Rows(&s);
}

std::int64_t SqliteTx::execute_params(const Statement& statement, std::span<const Param> params) {
    SqliteStatement& s = connection_.prepared(statement);
    s.start(params, SqliteStatement::Borrow::until_done);
    return s.run_to_end();
}

void SqliteTx::post_params(const Statement& statement, std::span<const Param> params) {
    execute_params(statement, params);
}

void SqliteTx::query_each(const Statement& statement, std::span<const Param> rows, std::size_t width,
                          const std::function<void(std::size_t, Rows&)>& take) {
    SqliteStatement& s = connection_.prepared(statement);
    for (std::size_t i = 0; i * width < rows.size(); ++i) {
        s.start(rows.subspan(i * width, width), SqliteStatement::Borrow::until_done);
        s.prime();
        Rows answer(&s);
        take(i, answer);
    }
}

void SqliteTx::insert(const BulkInsert& into, std::span<const Param> values) {
    const auto width = into.columns().size();
    if (values.size() % width != 0)
        connection_.fail(
            Fault(Fault::Kind::other, fmt::format("{}: {} values for {} columns", into.name(), values.size(), width)));
    while (!values.empty()) {
        const std::size_t rows = values.size() >= SqliteConnection::bulk_rows * width ? SqliteConnection::bulk_rows : 1;
        SqliteStatement& s = connection_.prepared(into, rows);
        s.start(values.first(rows * width), SqliteStatement::Borrow::until_done);
        s.run_to_end();
        values = values.subspan(rows * width);
    }
}

}  // namespace yiguan::db
