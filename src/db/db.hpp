// One Database with two engines: SQLite (embedded default) and PostgreSQL 15. Services take a Tx and are synchronous.
//
// SQL obeys docs/decisions/0003-sql-layer.md: one text for both engines, parameters $1 $2, types bigint, integer, text,
// bytea, smallint; times are UTC milliseconds; no JSON, date or array functions.
#pragma once
#include <array>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/unique_function.hpp"
#include "db/changes.hpp"
#include "db/journal.hpp"
#include "db/vault.hpp"

namespace yiguan::db {

/// What only the top can answer: disk, lost connection, corruption, wrong SQL. Caught by dispatcher, job runner, main.
class Fault : public std::runtime_error {
public:
    enum class Kind {
        other,
        unique_violation,
        newer_database,
        changed_migration,
        unavailable,
        node_taken,  ///< Another program holds Options::node (only from Database::open).
    };
    Fault(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
    Kind kind() const { return kind_; }

private:
    Kind kind_;
};

/// A named SQL text. Define each as `const Statement` at namespace scope in the room's store file, beside the function
/// that uses it: every Statement of the program registers itself, so that one test can prepare all of them on both
/// engines and refuse plans with full scans. The name labels metrics and the slow-query log: "<room>.<verb_noun>".
class Statement {
public:
    enum class Plan {
        indexed,     ///< The plan must reach every table by an index.
        small_scan,  ///< A table that stays small (domains, templates); a full scan is fine.
    };
    Statement(std::string_view name, std::string_view sql, Plan plan = Plan::indexed);
    Statement(const Statement&) = delete;

    std::string_view name() const { return name_; }
    std::string_view sql() const { return sql_; }
    Plan plan() const { return plan_; }
    std::size_t ordinal() const { return ordinal_; }  ///< Dense, from 0: index of per-connection statement caches.
    static std::vector<const Statement*> all();

private:
    std::string_view name_, sql_;
    Plan plan_;
    std::size_t ordinal_;
};

/// One parameter. Text and bytes are borrowed: they must live until the call returns.
class Param {
public:
    enum class Kind : std::uint8_t { null, integer, text, bytes };
    Param(std::nullptr_t) {}
    Param(std::nullopt_t) {}
    template <class I>
    requires std::is_integral_v<I> Param(I v) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(v)) {}
    template <class E>
    requires std::is_enum_v<E> Param(E v) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(v)) {}
    template <class Tag>
    Param(Id<Tag> id) : kind_(Kind::integer), integer_(id.value) {}
    Param(UtcMs t) : kind_(Kind::integer), integer_(t.value) {}
    Param(std::string_view s) : kind_(Kind::text), text_(s) {}
    Param(const std::string& s) : kind_(Kind::text), text_(s) {}
    Param(const char* s) : kind_(Kind::text), text_(s) {}
    Param(std::span<const std::byte> b)
        : kind_(Kind::bytes), text_(reinterpret_cast<const char*>(b.data()), b.size()) {}
    template <class T>
    Param(const std::optional<T>& v) {
        if (v) *this = Param(*v);
    }

    Kind kind() const { return kind_; }
    std::int64_t integer() const { return integer_; }
    std::string_view text() const { return text_; }  ///< Of text and bytes.

private:
    Kind kind_ = Kind::null;
    std::int64_t integer_ = 0;
    std::string_view text_;
};

/// What an engine's result offers; Rows is its handle.
class Cursor {
public:
    virtual bool next() = 0;
    virtual std::int64_t integer(int column) = 0;
    virtual std::string_view text(int column) = 0;  ///< Valid until next(); bytes too.
    virtual bool is_null(int column) = 0;
    virtual void close() = 0;  ///< Gives the cursor back to its connection.

protected:
    ~Cursor() = default;
};

/// Rows of one query, read forward. Close it (or let it go) before the same Statement runs again in the same Tx.
class Rows {
public:
    explicit Rows(Cursor* cursor) : cursor_(cursor) {}
    Rows(Rows&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)) {}
    Rows& operator=(Rows&&) = delete;
    ~Rows() {
        if (cursor_) cursor_->close();
    }

    bool next() { return cursor_->next(); }
    bool is_null(int column) { return cursor_->is_null(column); }
    std::int64_t integer(int column) { return cursor_->integer(column); }
    std::string_view text(int column) { return cursor_->text(column); }
    std::span<const std::byte> bytes(int column) {
        const auto t = cursor_->text(column);
        return {reinterpret_cast<const std::byte*>(t.data()), t.size()};
    }
    /// Integers, enums, Ids, UtcMs, bool, std::string; std::optional of any for nullable columns.
    template <class T>
    T get(int column) {
        return Get<T>::from(*cursor_, column);
    }

private:
    template <class T>
    struct Get {
        static T from(Cursor& c, int i) {
            if constexpr (std::is_same_v<T, std::string>)
                return std::string(c.text(i));
            else if constexpr (std::is_same_v<T, UtcMs>)
                return UtcMs{c.integer(i)};
            else if constexpr (std::is_same_v<T, bool>)
                return c.integer(i) != 0;
            else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
                return static_cast<T>(c.integer(i));
            else
                return T{c.integer(i)};
        }
    };
    template <class T>
    struct Get<std::optional<T>> {
        static std::optional<T> from(Cursor& c, int i) {
            return c.is_null(i) ? std::nullopt : std::optional<T>(Get<T>::from(c, i));
        }
    };
    Cursor* cursor_;
};

/// Where bulk rows go. `key_columns` leading columns form the primary key; rows that exist already are left alone
/// (`skip`), replaced in their other columns (`replace`) or a unique violation (`fail`). No two rows of one call may
/// share a key. Register at namespace scope like a Statement; the SQL of each engine is made from it.
class BulkInsert {
public:
    enum class Type : std::uint8_t { integer, text, bytes };
    enum class Existing : std::uint8_t { fail, skip, replace };
    struct Column {
        std::string_view name;
        Type type;
    };
    BulkInsert(std::string_view name, std::string_view table, std::vector<Column> columns, int key_columns,
               Existing existing = Existing::fail);
    BulkInsert(const BulkInsert&) = delete;

    std::string_view name() const { return name_; }
    std::string_view table() const { return table_; }
    const std::vector<Column>& columns() const { return columns_; }
    int key_columns() const { return key_columns_; }
    Existing existing() const { return existing_; }
    std::size_t ordinal() const { return ordinal_; }
    static std::vector<const BulkInsert*> all();

private:
    std::string_view name_, table_;
    std::vector<Column> columns_;
    int key_columns_;
    Existing existing_;
    std::size_t ordinal_;
};

/// One transaction (or one savepoint of a group commit). Time stands still inside; ids grow. Not thread-safe.
///
/// After a call has thrown a Fault the transaction is dead on both engines (PostgreSQL aborts it, SQLite follows suit):
/// every further call throws again. A job may catch a unique_violation to answer "conflict", but then it must end with
/// rollback. Text parameters are UTF-8 without NUL; anything else is a Fault.
class Tx {
public:
    virtual ~Tx() = default;
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    UtcMs now() const { return now_; }
    /// Says that rows of this key (a block, say) are written here: Database::changes() announces it with the commit.
    void touch(std::int64_t key) { touched_.push_back(key); }
    /// Of a reading transaction: it sees at least the first so many commits of Database::changes().
    std::uint64_t sees() const { return sees_; }
    template <class I>
    I next_id() {
        return I{ids_->next(now_.value)};
    }
    /// The log that is written with this transaction; of writing transactions only.
    Journal& journal() { return journal_; }
    /// Keys of persons. @throws Fault where none was set (Database::set_vault).
    Vault& vault() const;

    template <class... Args>
    Rows query(const Statement& statement, const Args&... args) {
        const std::array<Param, sizeof...(Args)> params{Param(args)...};
        return query_params(statement, params);
    }
    /// Runs a write and waits for it: the number of rows it changed.
    template <class... Args>
    std::int64_t execute(const Statement& statement, const Args&... args) {
        const std::array<Param, sizeof...(Args)> params{Param(args)...};
        return execute_params(statement, params);
    }
    /// Runs a write without waiting for its answer: PostgreSQL sends it down the pipeline, a failure (Fault) surfaces
    /// at the next waiting call, at the latest before the commit. SQLite runs it at once.
    template <class... Args>
    void post(const Statement& statement, const Args&... args) {
        const std::array<Param, sizeof...(Args)> params{Param(args)...};
        post_params(statement, params);
    }

    virtual Rows query_params(const Statement& statement, std::span<const Param> params) = 0;
    virtual std::int64_t execute_params(const Statement& statement, std::span<const Param> params) = 0;
    virtual void post_params(const Statement& statement, std::span<const Param> params) = 0;
    /// The same query for many parameter rows (`rows` concatenates them, `width` each): PostgreSQL pipelines them in
    /// one round trip, SQLite loops. `take(i, rows)` is called in order.
    virtual void query_each(const Statement& statement, std::span<const Param> rows, std::size_t width,
                            const std::function<void(std::size_t, Rows&)>& take) = 0;
    /// Many rows in one go, column by column in the order of BulkInsert::columns(); `values` concatenates the rows.
    /// SQLite loops over a prepared statement, PostgreSQL sends arrays. Cost: one round trip.
    virtual void insert(const BulkInsert& into, std::span<const Param> values) = 0;

protected:
    /// `vault` outlives the transaction; what it points to may be set later.
    Tx(UtcMs now, IdSource& ids, const std::shared_ptr<Vault>& vault, unsigned journal_node = 0)
        : now_(now), ids_(&ids), journal_(journal_node), vault_(&vault) {}
    UtcMs now_;
    IdSource* ids_;
    std::uint64_t sees_ = 0;
    Journal journal_;

private:
    friend class Writer;
    std::vector<std::int64_t> touched_;
    const std::shared_ptr<Vault>* vault_;
};

struct Options {
    /// Empty: SQLite at `directory / "yiguan.db"`. "postgresql://..." or a libpq connection string: PostgreSQL.
    std::string url;
    std::filesystem::path directory;
    unsigned node = 0;  ///< For ids; 0..1023.
    /// Whose log is written: `node` unless given. A command that runs beside a server appends to the server's.
    std::optional<unsigned> journal_node{};
    /// PostgreSQL: holds `node` against every other program on the same database that asks for it too, as long as the
    /// writer's connection lives; the end of the program lets it go at once. A data folder is locked by its owner
    /// (app).
    bool exclusive_node = false;
    /// Called once, from the writer's thread, when no write will be acknowledged any more: the disk failed a sync, or
    /// the node number went to another program while the connection was lost. Every later write is a Fault
    /// (unavailable); opening the database again is the only cure.
    std::function<void()> broken;
    std::size_t write_queue_max = 4096;      ///< Jobs waiting for the writer; more are refused (503).
    std::size_t read_queue_max = 4096;       ///< PostgreSQL: jobs waiting for a reader.
    unsigned postgres_readers = 4;           ///< PostgreSQL: reader connections, one thread each.
    std::function<UtcMs()> clock = utc_now;  ///< Tests stop time here.
};

enum class Engine { sqlite, postgresql };

/// How a write ended, told once the commit is on disk (or once it is clear that nothing was stored).
struct WriteOutcome {
    /// Set: the job is not acknowledged, the reason is a fault. Nothing of it was stored; only when the connection to
    /// PostgreSQL broke during the commit itself it is unknown (kind unavailable), so writes are made idempotent by
    /// ids.
    std::exception_ptr fault;
    bool committed = false;  ///< False without fault: the job asked for rollback.
};

/// Opens, migrates, reads and writes. Thread-safe. Destroying it finishes the writes already queued.
class Database {
public:
    /// Makes or opens the database and applies the migrations embedded in the program.
    /// @throws Fault newer_database when a newer program made it, changed_migration when a recorded hash differs,
    ///         unavailable when it cannot be reached, node_taken; nothing is changed then.
    static std::unique_ptr<Database> open(Options options);
    virtual ~Database() = default;

    virtual Engine engine() const = 0;
    UtcMs now() const { return clock_(); }
    IdSource& ids() { return ids_; }
    const Changes& changes() const { return changes_; }
    /// Before the first read() or write() that needs it; it outlives the database.
    void set_vault(std::shared_ptr<Vault> vault) { vault_ = std::move(vault); }

    /// True when read() runs its job at once on the calling thread (SQLite: each thread has its own connection).
    virtual bool reads_inline() const = 0;
    /// Runs `job` in a read transaction: inline, or on a reader thread. False: the queue is full, nothing will run.
    /// A Fault thrown by the job is passed to `failed` (on the thread that ran it).
    virtual bool read(UniqueFunction<void(Tx&)> job, UniqueFunction<void(std::exception_ptr)> failed) = 0;
    /// Queues `job` for the writer, which runs many jobs in one transaction, a savepoint each, commits once with full
    /// durability, and only then calls each `done` (on the writer thread; keep it short). The job answers true to keep
    /// what it wrote, false to roll back to its savepoint. False from here: the queue is full, nothing will run.
    /// After a serialisation conflict or deadlock the job is run again: it may overwrite, but not move away, what it
    /// captured. `done` is called exactly once, and also for rollbacks only after the group's commit.
    virtual bool write(UniqueFunction<bool(Tx&)> job, UniqueFunction<void(WriteOutcome)> done) = 0;

    /// Blocking forms for commands and tests: return what `f(Tx&)` returns. A Result that holds an error rolls back.
    template <class F>
    auto read_now(F f) -> std::invoke_result_t<F&, Tx&>;
    template <class F>
    auto write_now(F f) -> std::invoke_result_t<F&, Tx&>;

    /// Runs and answers what is queued, then refuses everything: call it before what the queued jobs use is destroyed.
    /// Not thread-safe against itself; the destructor does it too.
    virtual void stop() = 0;
    /// Waits until the last checkpoint of the write-ahead log is possible and shrinks it (SQLite); nothing elsewhere.
    virtual void checkpoint() = 0;

protected:
    explicit Database(const Options& options) : clock_(options.clock), ids_(options.node) {}
    std::function<UtcMs()> clock_;
    IdSource ids_;
    Changes changes_;
    std::shared_ptr<Vault> vault_;
};

// ---- implementation of the blocking forms

namespace detail {
template <class T>
bool keeps(const T& value) {
    if constexpr (requires { value.has_error(); })
        return !value.has_error();
    else
        return true;
}
}  // namespace detail

template <class F>
auto Database::read_now(F f) -> std::invoke_result_t<F&, Tx&> {
    using T = std::invoke_result_t<F&, Tx&>;
    // Shared: the thread that sets the value may still be inside set_value() when this one returns.
    const auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    const bool queued = read(
        [&f, promise](Tx& tx) {
            if constexpr (std::is_void_v<T>)
                f(tx), promise->set_value();
            else
                promise->set_value(f(tx));
        },
        [promise](std::exception_ptr fault) { promise->set_exception(fault); });
    if (!queued) throw Fault(Fault::Kind::unavailable, "the read queue is full");
    return future.get();
}

template <class F>
auto Database::write_now(F f) -> std::invoke_result_t<F&, Tx&> {
    using T = std::invoke_result_t<F&, Tx&>;
    const auto promise = std::make_shared<std::promise<void>>();
    auto future = promise->get_future();
    const auto finish = [promise](WriteOutcome o) { o.fault ? promise->set_exception(o.fault) : promise->set_value(); };
    if constexpr (std::is_void_v<T>) {
        if (!write([&f](Tx& tx) { return f(tx), true; }, finish))
            throw Fault(Fault::Kind::unavailable, "the write queue is full");
        future.get();
    } else {
        std::optional<T> value;
        const auto job = [&f, &value](Tx& tx) {
            value.emplace(f(tx));
            return detail::keeps(*value);
        };
        if (!write(job, finish)) throw Fault(Fault::Kind::unavailable, "the write queue is full");
        future.get();
        return std::move(*value);
    }
}

}  // namespace yiguan::db
