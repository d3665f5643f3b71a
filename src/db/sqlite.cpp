#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "core/text.hpp"
#include "db/engine.hpp"
#include "db/sqlite_connection.hpp"
#include "db/writer.hpp"

namespace yiguan::db {
namespace {

// A read transaction costs more than a point look-up (locks on the shared memory file), so a reader keeps its
// transaction over many read() calls. It begins a new one when this process has committed anything (so everybody reads
// what was acknowledged) and after 10 ms (so another process's commits appear too). What an idle thread holds is let go
// by the writer, because a held snapshot keeps the write-ahead log from being reset.
constexpr std::int64_t snapshot_ms_max = 10;

struct Reader {
    Reader(const std::filesystem::path& file, IdSource& ids, const std::shared_ptr<Vault>& vault)
        : connection(file, SqliteConnection::Role::reader), tx(connection, ids, vault) {}

    void lock() {
        while (busy.exchange(true, std::memory_order_acquire))
            ::sched_yield();  // the writer holds it for a commit of a read
    }
    bool try_lock() { return !busy.exchange(true, std::memory_order_acquire); }
    void unlock() { busy.store(false, std::memory_order_release); }

    void enter(std::uint64_t version, const Changes& changes) {
        const auto now_ms = coarse_ms();
        if (holds_snapshot && snapshot_version == version && now_ms - snapshot_at_ms <= snapshot_ms_max) return;
        leave();
        tx.set_sees(changes.commits());
        connection.begin();
        holds_snapshot = true;
        snapshot_version = version;
        snapshot_at_ms = now_ms;
    }
    void leave() noexcept {
        if (holds_snapshot) connection.rollback();
        holds_snapshot = false;
    }

    SqliteConnection connection;
    SqliteTx tx;
    std::atomic<bool> busy{false};
    int depth = 0;  // read() inside read(), owner thread only
    bool holds_snapshot = false;
    std::uint64_t snapshot_version = 0;
    std::int64_t snapshot_at_ms = 0;
};

/// The readers of one database. Threads come and go; a reader whose thread has ended serves the next new one.
class ReaderPool {
public:
    ReaderPool(std::filesystem::path file, IdSource& ids, const std::shared_ptr<Vault>& vault)
        : file_(std::move(file)), ids_(ids), vault_(vault) {}

    Reader& take() {
        const std::lock_guard lock(mutex_);
        if (!unused_.empty()) {
            Reader* const reader = unused_.back();
            unused_.pop_back();
            return *reader;
        }
        return *all_.emplace_back(std::make_unique<Reader>(file_, ids_, vault_));
    }
    void give_back(Reader& reader) {
        reader.lock();
        reader.leave();
        reader.unlock();
        const std::lock_guard lock(mutex_);
        unused_.push_back(&reader);
    }
    /// Ends the snapshots that nobody is reading and that are older than `version`.
    void let_go(std::uint64_t version) {
        const std::lock_guard lock(mutex_);
        for (const auto& reader : all_) {
            if (!reader->try_lock()) continue;
            if (reader->snapshot_version < version) reader->leave();
            reader->unlock();
        }
    }

private:
    std::filesystem::path file_;
    IdSource& ids_;
    const std::shared_ptr<Vault>& vault_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> all_;
    std::vector<Reader*> unused_;
};

// The readers of this thread, one per database that it has read.
struct ThreadReaders {
    struct Entry {
        std::uint64_t database;
        Reader* reader;
        std::weak_ptr<ReaderPool> pool;
    };
    std::vector<Entry> entries;
    ~ThreadReaders() {
        for (const Entry& e : entries)
            if (const auto pool = e.pool.lock()) pool->give_back(*e.reader);
    }
};
thread_local ThreadReaders thread_readers;

std::filesystem::path prepare_file(const std::filesystem::path& directory) {
    std::filesystem::create_directories(directory);
    const auto file = directory / "yiguan.db";
    // Personal data: readable by the owner only. SQLite gives the log and the shared memory the same mode.
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        throw Fault(Fault::Kind::unavailable,
                    fmt::format("cannot open {}: {}", file.string(), std::generic_category().message(errno)));
    ::close(fd);
    return file;
}

// SQLite syncs the folder of a new log too, but does not say when that fails.
void sync_directory(const std::filesystem::path& directory) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const int reason = errno;
    if (fd >= 0) ::close(fd);
    if (!synced)
        throw Fault(Fault::Kind::unavailable,
                    fmt::format("cannot sync {}: {}", directory.string(), std::generic_category().message(reason)));
}

class SqliteMigrations final : public MigrationTarget {
public:
    explicit SqliteMigrations(SqliteConnection& c) : c_(c) {}
    Engine engine() const override { return Engine::sqlite; }
    void begin_migration() override {
        c_.begin();
        c_.run(fmt::format("{} strict", create_history()));
    }
    std::vector<AppliedMigration> history() override {
        SqliteStatement read(c_, "migration.history", "select seq, name, sha256 from migration order by seq");
        read.start({}, SqliteStatement::Borrow::until_done);
        std::vector<AppliedMigration> out;
        while (read.next()) out.push_back({read.integer(0), std::string(read.text(1)), std::string(read.text(2))});
        return out;
    }
    void run(const std::string& sql) override { c_.run(sql); }
    void record(const AppliedMigration& applied, UtcMs at) override {
        SqliteStatement write(c_, "migration.record", "insert into migration values ($1, $2, $3, $4)");
        const std::array<Param, 4> params{Param(applied.number), Param(applied.name), Param(applied.sha256), Param(at)};
        write.start(params, SqliteStatement::Borrow::until_done);
        write.run_to_end();
    }
    void commit_migration() override { c_.commit(); }
    void rollback_migration() noexcept override { c_.rollback(); }

private:
    static std::string create_history() {
        std::string sql(create_history_sql);
        for (std::size_t at; (at = sql.find("bigint")) != std::string::npos;) sql.replace(at, 6, "integer");
        return sql;
    }
    SqliteConnection& c_;
};

class SqliteDatabase final : public Database, public Explainer, public WriteSession {
public:
    SqliteDatabase(const Options& options, std::span<const Migration> list)
        : Database(options),
          file_(prepare_file(options.directory)),
          connection_(file_, SqliteConnection::Role::writer),
          tx_(connection_, ids_, vault_, options.journal_node.value_or(options.node)),
          broken_(options.broken),
          readers_(std::make_shared<ReaderPool>(file_, ids_, vault_)) {
        rewrite_leftovers();
        // Takes the place of the automatic checkpoint, which would make a commit wait for it.
        sqlite3_wal_hook(
            connection_.handle(),
            [](void* self, sqlite3*, const char*, int pages) {
                static_cast<SqliteDatabase*>(self)->wal_pages_ = pages;
                return SQLITE_OK;
            },
            this);
        SqliteMigrations target(connection_);
        migrate(target, list, now());
        sync_directory(options.directory);
        writer_ = std::make_unique<Writer>(*this, changes_, clock_, options.write_queue_max);
    }
    ~SqliteDatabase() override {
        writer_.reset();
        readers_.reset();  // before the writer's connection, whose closing then empties the write-ahead log
    }

    void stop() override { writer_->stop(); }
    Engine engine() const override { return Engine::sqlite; }
    bool reads_inline() const override { return true; }

    bool read(UniqueFunction<void(Tx&)> job, UniqueFunction<void(std::exception_ptr)> failed) override {
        std::exception_ptr fault;
        try {
            Reader& reader = this_threads_reader();
            if (reader.depth > 0) {
                job(reader.tx);  // inside another read of this thread: the same snapshot
                return true;
            }
            reader.lock();
            reader.depth = 1;
            try {
                reader.enter(version_.load(std::memory_order_acquire), changes_);
                reader.tx.set_now(clock_());
                job(reader.tx);
                if (!reader.connection.healthy()) reader.leave();  // the job kept a fault to itself
            } catch (...) {
                fault = std::current_exception();
                reader.leave();
            }
            reader.depth = 0;
            reader.unlock();
        } catch (...) {
            fault = std::current_exception();
        }
        if (fault) failed(fault);
        return true;
    }

    bool write(UniqueFunction<bool(Tx&)> job, UniqueFunction<void(WriteOutcome)> done) override {
        return writer_->submit(std::move(job), std::move(done));
    }

    void checkpoint() override {
        SqliteConnection other(file_, SqliteConnection::Role::writer);
        const auto until = coarse_ms() + 10'000;
        for (;;) {
            let_all_go();
            const int rc =
                sqlite3_wal_checkpoint_v2(other.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
            if (rc == SQLITE_OK) return;
            if ((rc & 0xff) != SQLITE_BUSY || coarse_ms() > until)
                throw Fault(Fault::Kind::unavailable, fmt::format("checkpoint: {}", sqlite3_errmsg(other.handle())));
        }
    }

    std::vector<std::string> full_scans(const std::string& sql) override {
        SqliteConnection other(file_, SqliteConnection::Role::reader);
        SqliteStatement(other, "check", sql, false);  // names a syntax error without the word explain
        SqliteStatement plan(other, "check", "explain query plan " + sql, false);
        plan.start(std::vector<Param>(static_cast<std::size_t>(sqlite3_bind_parameter_count(plan.handle())), nullptr),
                   SqliteStatement::Borrow::until_done);
        std::vector<std::string> lines;
        while (plan.next()) lines.emplace_back(plan.text(3));
        return scans_in(lines, sql);
    }

private:
    static std::vector<std::string> scans_in(const std::vector<std::string>& lines, const std::string& sql) {
        std::set<std::string, std::less<>> inner;  // subqueries, read once each
        bool sorts = false;
        for (const auto& line : lines) {
            for (const std::string_view word : {"CO-ROUTINE ", "MATERIALIZE "})
                if (line.starts_with(word)) inner.insert(line.substr(word.size()));
            sorts |= line.starts_with("USE TEMP B-TREE");
        }
        std::string lower = sql;
        std::ranges::transform(lower, lower.begin(), to_lower);
        // The first page of a list in key order ends by its limit.
        const bool first_page =
            !sorts && lower.find("limit") != std::string::npos && lower.find("where") == std::string::npos;
        std::vector<std::string> out;
        for (const auto& line : lines) {
            if (!line.starts_with("SCAN ")) continue;
            const auto name = line.substr(5, line.find(' ', 5) - 5);
            if (name == "CONSTANT" || name.starts_with('(') || inner.contains(name) || first_page) continue;
            out.push_back(name);
        }
        return out;
    }

    Reader& this_threads_reader() {
        auto& mine = thread_readers.entries;
        for (auto& entry : mine)
            if (entry.database == serial_) return *entry.reader;
        std::erase_if(mine, [](const auto& entry) { return entry.pool.expired(); });
        Reader& reader = readers_->take();
        mine.push_back({serial_, &reader, readers_});
        return reader;
    }

    // What a crash left in the log was read from the kernel's memory, and need not be on disk if a sync had failed
    // before it. It goes into the database file, and is synced there, before anything is acknowledged on top of it.
    // Waits for nobody: other programs on this database would have kept it from being left over.
    void rewrite_leftovers() {
        const int rc =
            sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        if (rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED) return;
        const int extended = sqlite3_extended_errcode(connection_.handle());
        connection_.note(extended);
        throw Fault(Fault::Kind::unavailable,
                    fmt::format("checkpoint: {} ({})", sqlite3_errmsg(connection_.handle()), extended));
    }

    // The writer's side.
    void require_synced() {
        if (!connection_.sync_failed()) return;
        if (const auto tell = std::exchange(broken_, nullptr)) tell();
        throw Fault(Fault::Kind::unavailable, "the disk has failed a sync: nothing more is written until a restart");
    }
    void begin() override {
        require_synced();
        connection_.begin();
    }
    Tx& start_job(UtcMs at, bool savepoint) override {
        in_savepoint_ = savepoint;
        if (savepoint) connection_.savepoint->run_now();
        tx_.set_now(at);
        return tx_;
    }
    void finish_job() override {
        connection_.require_healthy();
        if (in_savepoint_) connection_.release->run_now();
    }
    void undo_job() override {
        connection_.forgive();
        connection_.undo->run_now();
        connection_.release->run_now();
    }
    void commit() override {
        connection_.commit();
        version_.fetch_add(1, std::memory_order_release);
    }
    void rollback() noexcept override { connection_.rollback(); }
    bool in_transaction() const override { return connection_.in_transaction(); }
    bool conflicted() const override { return false; }  // one writer: nothing to conflict with
    void rest(bool idle) override {
        if (connection_.sync_failed()) {
            if (const auto tell = std::exchange(broken_, nullptr)) tell();
            return;
        }
        constexpr int busy_pages = 20'000;  // 80 MB of log
        constexpr int idle_pages = 1'000;
        constexpr int patience_ms = 200;
        if (idle) let_all_go();
        if (wal_pages_ < (idle ? idle_pages : busy_pages)) return;
        let_all_go();
        // A passive checkpoint waits for nobody. Should readers never pause, it finishes without the log starting over;
        // at five times the size it waits for them, and the writer with it, but only so long.
        const int mode = wal_pages_ > 5 * busy_pages ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
        int pages = 0;
        int done = 0;
        sqlite3_busy_timeout(connection_.handle(), patience_ms);
        const int rc = sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, mode, &pages, &done);
        if (rc != SQLITE_OK) connection_.note(sqlite3_extended_errcode(connection_.handle()));
        sqlite3_busy_timeout(connection_.handle(), busy_timeout_ms);
        if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
            throw Fault(Fault::Kind::other, fmt::format("checkpoint: {}", sqlite3_errmsg(connection_.handle())));
        if (rc == SQLITE_OK && pages == done) wal_pages_ = 0;
        // Snapshots taken from now on need nothing of the log, so that the next commit can start it over.
        let_all_go();
    }
    void let_all_go() { readers_->let_go(version_.fetch_add(1) + 1); }

    static std::uint64_t next_serial() {
        static std::atomic<std::uint64_t> last{0};
        return ++last;
    }

    const std::uint64_t serial_ = next_serial();  // unlike an address never used twice
    std::filesystem::path file_;
    SqliteConnection connection_;  // of the writer thread
    SqliteTx tx_;
    bool in_savepoint_ = false;
    std::function<void()> broken_;
    int wal_pages_ = 0;
    std::atomic<std::uint64_t> version_{1};  // grows with every commit
    std::shared_ptr<ReaderPool> readers_;
    std::unique_ptr<Writer> writer_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(Options options, std::span<const Migration> list) {
    return std::make_unique<SqliteDatabase>(options, list);
}

}  // namespace yiguan::db
