#include <fmt/format.h>

#include <charconv>
#include <condition_variable>
#include <deque>
#include <thread>

#include "core/log.hpp"
#include "core/text.hpp"
#include "db/engine.hpp"
#include "db/postgres_link.hpp"
#include "db/writer.hpp"

namespace yiguan::db {
namespace {

constexpr Oid oid_bool = 16;
constexpr Oid oid_bytea = 17;

class PostgresCursor final : public Cursor {
public:
    bool in_use() const { return result_ != nullptr; }
    void open(PgResult result) {
        result_ = std::move(result);
        row_ = -1;
    }
    bool next() override { return result_ && row_ < PQntuples(result_.get()) && ++row_ < PQntuples(result_.get()); }
    bool is_null(int column) override { return PQgetisnull(result_.get(), row_, column) == 1; }
    std::int64_t integer(int column) override {
        if (is_null(column)) return 0;  // as SQLite does
        const auto value = raw(column);
        if (PQftype(result_.get(), column) == oid_bool) return value == "t";
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{} || end != value.data() + value.size())
            throw Fault(Fault::Kind::other, fmt::format("column {} is not an integer", column));
        return number;
    }
    std::string_view text(int column) override {
        const auto value = raw(column);
        if (PQftype(result_.get(), column) != oid_bytea || value.size() < 2) return value;
        const auto at = static_cast<std::size_t>(column);
        if (bytes_.size() <= at) bytes_.resize(at + 1);
        bytes_[at] = from_hex(value.substr(2)).value_or("");  // \x...
        return bytes_[at];
    }
    void close() override { result_.reset(); }

private:
    std::string_view raw(int column) const {
        return {PQgetvalue(result_.get(), row_, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
    }
    PgResult result_;
    int row_ = -1;
    std::vector<std::string> bytes_;  // decoded, of the present row
};

class PostgresTx final : public Tx {
public:
    explicit PostgresTx(IdSource& ids, const std::shared_ptr<Vault>& vault, unsigned journal_node = 0)
        : Tx({}, ids, vault, journal_node) {}
    /// `begin` is sent before the first statement; a job that asks nothing costs no round trip.
    void start(PostgresLink& link, UtcMs now, const char* begin) {
        link_ = &link;
        now_ = now;
        begin_ = begin;
    }
    void set_sees(std::uint64_t commits) { sees_ = commits; }
    bool begun() const { return begin_ == nullptr; }

    Rows query_params(const Statement& statement, std::span<const Param> params) override {
        link().send(statement, params);
        return Rows(cursor(std::move(link_->settle(1).front())));
    }
    std::int64_t execute_params(const Statement& statement, std::span<const Param> params) override {
        link().send(statement, params);
        const auto results = link_->settle(1);
        const std::string_view changed = PQcmdTuples(results.front().get());
        std::int64_t n = 0;
        // A select reports its rows here too, which are no changes.
        if (PQresultStatus(results.front().get()) == PGRES_COMMAND_OK)
            std::from_chars(changed.data(), changed.data() + changed.size(), n);
        return n;
    }
    void post_params(const Statement& statement, std::span<const Param> params) override {
        link().send(statement, params);
    }
    void query_each(const Statement& statement, std::span<const Param> rows, std::size_t width,
                    const std::function<void(std::size_t, Rows&)>& take) override {
        constexpr std::size_t per_sync = 256;  // more gains nothing (docs/decisions/0003-sql-layer.md)
        const auto count = width == 0 ? 0 : rows.size() / width;
        for (std::size_t first = 0; first < count; first += per_sync) {
            const auto n = std::min(per_sync, count - first);
            for (std::size_t i = first; i < first + n; ++i) link().send(statement, rows.subspan(i * width, width));
            auto results = link_->settle(n);
            for (std::size_t i = 0; i < n; ++i) {
                Rows answer(cursor(std::move(results[i])));
                take(first + i, answer);
            }
        }
    }
    void insert(const BulkInsert& into, std::span<const Param> values) override {
        constexpr std::size_t rows_max = 20'000;
        constexpr std::size_t bytes_max = std::size_t{8} << 20;
        const auto width = into.columns().size();
        if (values.size() % width != 0)
            link().fail(Fault(Fault::Kind::other,
                              fmt::format("{}: {} values for {} columns", into.name(), values.size(), width)));
        if (values.empty()) return;
        std::size_t first = 0;
        std::size_t bytes = 0;
        for (std::size_t end = 0; end < values.size();) {
            for (std::size_t c = 0; c < width; ++c) bytes += values[end + c].text().size() + 12;
            end += width;
            if (end == values.size() || bytes > bytes_max || (end - first) / width == rows_max) {
                link().send(into, values.subspan(first, end - first));
                first = end;
                bytes = 0;
            }
        }
        link_->settle(0);
    }

private:
    PostgresLink& link() {
        if (begin_) {
            link_->require_healthy();
            link_->send(std::exchange(begin_, nullptr));
        }
        return *link_;
    }
    Cursor* cursor(PgResult result) {
        for (const auto& c : cursors_)
            if (!c->in_use()) return c->open(std::move(result)), c.get();
        auto& made = cursors_.emplace_back(std::make_unique<PostgresCursor>());
        made->open(std::move(result));
        return made.get();
    }
    PostgresLink* link_ = nullptr;
    const char* begin_ = nullptr;
    std::vector<std::unique_ptr<PostgresCursor>> cursors_;
};

class PostgresMigrations final : public MigrationTarget {
public:
    explicit PostgresMigrations(PostgresLink& link) : link_(link) {}
    Engine engine() const override { return Engine::postgresql; }
    void begin_migration() override {
        for (int attempt = 0;; ++attempt) {
            try {
                link_.run(std::string(create_history_sql));
                break;
            } catch (const Fault&) {
                // Two programs that start at once may both find it missing.
                if (attempt == 3) throw;
                link_.forgive();
            }
        }
        link_.run("begin");
        link_.run("set local statement_timeout = 0");
        link_.run("set local lock_timeout = 0");
        link_.run("lock table migration in exclusive mode");
    }
    std::vector<AppliedMigration> history() override {
        PostgresCursor rows;
        rows.open(link_.run("select seq, name, sha256 from migration order by seq"));
        std::vector<AppliedMigration> out;
        while (rows.next()) out.push_back({rows.integer(0), std::string(rows.text(1)), std::string(rows.text(2))});
        return out;
    }
    void run(const std::string& sql) override { link_.run(sql); }
    void record(const AppliedMigration& applied, UtcMs at) override {
        // All of it comes from the program's own list.
        link_.run(fmt::format("insert into migration values ({}, '{}', '{}', {})", applied.number, applied.name,
                              applied.sha256, at.value));
    }
    void commit_migration() override { link_.run("commit"); }
    void rollback_migration() noexcept override {
        try {
            link_.drain();
            link_.forgive();
            link_.run("rollback");
        } catch (const Fault&) {
            // The connection is gone, and the transaction with it; the first fault is on its way up.
            return;
        }
    }

private:
    PostgresLink& link_;
};

/// Keeps a connection, making it anew when it was lost.
class Reconnecting {
public:
    /// `node`: held by the connection, and by every one that takes its place.
    Reconnecting(std::string url, PostgresLink::Role role, std::optional<unsigned> node = std::nullopt)
        : url_(std::move(url)), role_(role), node_(node) {}

    /// A connection that works as far as can be told without asking. Bounded: five attempts within 1.5 s, and none in
    /// the second after they failed. @throws Fault unavailable, node_taken.
    PostgresLink& get() {
        if (link_ && link_->alive() && !link_->closed_by_server()) return *link_;
        const bool again = link_ != nullptr;
        link_.reset();
        if (coarse_ms() < unreachable_until_ms_) throw Fault(Fault::Kind::unavailable, "PostgreSQL cannot be reached");
        for (int attempt = 0;; ++attempt) {
            try {
                auto link = std::make_unique<PostgresLink>(url_, role_);
                if (node_) {
                    link->hold_node(*node_, holder_);
                    holder_ = link->server_process();
                }
                link_ = std::move(link);
                if (again) log::warning("database_reconnected", {{"attempts", attempt + 1}});
                return *link_;
            } catch (const Fault& fault) {
                if (fault.kind() == Fault::Kind::node_taken) throw;
                if (attempt == 4) {
                    unreachable_until_ms_ = coarse_ms() + 1000;
                    throw;
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(50 << attempt));
            }
        }
    }
    PostgresLink* link() { return link_.get(); }
    void drop() { link_.reset(); }

private:
    std::string url_;
    PostgresLink::Role role_;
    std::optional<unsigned> node_;
    int holder_ = 0;  // server process of the connection that last held the node
    std::unique_ptr<PostgresLink> link_;
    std::int64_t unreachable_until_ms_ = 0;
};

class PostgresWriteSession final : public WriteSession {
public:
    PostgresWriteSession(const Options& options, IdSource& ids, const std::shared_ptr<Vault>& vault)
        : connection_(options.url, PostgresLink::Role::writer,
                      options.exclusive_node ? std::optional(options.node) : std::nullopt),
          tx_(ids, vault, options.journal_node.value_or(options.node)),
          broken_(options.broken) {}

    /// @throws Fault unavailable, node_taken.
    void connect() { connection_.get(); }

    void begin() override {
        if (lost_node_) throw Fault(Fault::Kind::unavailable, "the node number belongs to another program now");
        try {
            connection_.get().forgive();
        } catch (const Fault& fault) {
            if (fault.kind() != Fault::Kind::node_taken) throw;
            // The other one has numbered things with it meanwhile; ids that wait here may be the same.
            lost_node_ = true;
            if (broken_) broken_();
            throw Fault(Fault::Kind::unavailable, fault.what());
        }
        PostgresLink& link = *connection_.link();
        link.send("begin");
        open_ = true;
    }
    Tx& start_job(UtcMs now, bool savepoint) override {
        in_savepoint_ = savepoint;
        if (savepoint) connection_.link()->send("savepoint job");
        tx_.start(*connection_.link(), now, nullptr);
        return tx_;
    }
    // The next job's statements must not share a sync point with posts of this one: a failure would hit the wrong job.
    void finish_job() override {
        PostgresLink& link = *connection_.link();
        link.require_healthy();
        if (link.has_unsettled()) link.settle(0);
        if (in_savepoint_) link.send("release job");
    }
    void undo_job() override {
        PostgresLink& link = *connection_.link();
        link.drain();
        link.forgive();
        link.send("rollback to job");
        link.send("release job");
        link.settle(0);
    }
    void commit() override {
        PostgresLink& link = *connection_.link();
        link.send("commit");
        const auto results = link.settle(1);
        open_ = false;
        // A commit of an aborted transaction is answered by a polite "ROLLBACK".
        const std::string_view tag = PQcmdStatus(results.front().get());
        if (tag != "COMMIT") throw Fault(Fault::Kind::other, fmt::format("the commit was answered by {}", tag));
    }
    void rollback() noexcept override {
        if (!std::exchange(open_, false)) return;
        try {
            PostgresLink& link = *connection_.link();
            link.drain();
            link.forgive();
            link.run("rollback");
        } catch (const Fault&) {
            connection_.drop();  // the server rolls back what nobody is connected to
        }
    }
    bool in_transaction() const override { return open_ && const_cast<Reconnecting&>(connection_).link()->alive(); }
    bool conflicted() const override {
        const auto* link = const_cast<Reconnecting&>(connection_).link();
        return link && link->conflicted();
    }
    void rest(bool) override {}

private:
    Reconnecting connection_;
    PostgresTx tx_;
    std::function<void()> broken_;
    bool lost_node_ = false;
    bool open_ = false;
    bool in_savepoint_ = false;
};

class PostgresDatabase final : public Database, public Explainer {
public:
    PostgresDatabase(const Options& options, std::span<const Migration> list)
        : Database(options), url_(options.url), queue_max_(options.read_queue_max), session_(options, ids_, vault_) {
        if (options.exclusive_node) session_.connect();  // before anything is changed
        {
            PostgresLink link(url_, PostgresLink::Role::writer);
            PostgresMigrations target(link);
            migrate(target, list, now());
        }
        writer_ = std::make_unique<Writer>(session_, changes_, clock_, options.write_queue_max);
        for (unsigned i = 0; i < std::max(1u, options.postgres_readers); ++i)
            readers_.emplace_back([this] { run_reader(); });
    }
    ~PostgresDatabase() override { stop(); }

    // The readers first: a queued read may still queue a write.
    void stop() override {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        for (auto& thread : readers_)
            if (thread.joinable()) thread.join();
        writer_->stop();
    }

    Engine engine() const override { return Engine::postgresql; }
    bool reads_inline() const override { return false; }
    bool read(UniqueFunction<void(Tx&)> job, UniqueFunction<void(std::exception_ptr)> failed) override {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_ || queue_.size() >= queue_max_) return false;
            queue_.push_back({std::move(job), std::move(failed)});
        }
        wake_.notify_one();
        return true;
    }
    bool write(UniqueFunction<bool(Tx&)> job, UniqueFunction<void(WriteOutcome)> done) override {
        return writer_->submit(std::move(job), std::move(done));
    }
    void checkpoint() override {}  // the server's own business

    std::vector<std::string> full_scans(const std::string& sql) override {
        PostgresLink link(url_, PostgresLink::Role::reader);
        const int count = link.prepare_to_check(sql);
        std::string explain = "explain (format json, costs off) execute \"check\"";
        for (int i = 0; i < count; ++i) explain += i ? ", null" : "(null";
        PostgresCursor rows;
        rows.open(link.run(explain + (count ? ")" : "")));
        rows.next();
        const auto plan = boost::json::parse(std::string(rows.text(0)));
        std::vector<std::string> out;
        // A command without a plan is answered by a string.
        if (plan.at(0).is_object()) collect(plan.at(0).at("Plan").as_object(), false, out);
        return out;
    }

private:
    struct ReadJob {
        UniqueFunction<void(Tx&)> job;
        UniqueFunction<void(std::exception_ptr)> failed;
    };

    // An index that is read without a condition is a full scan too, unless a limit ends it and nothing is filtered out.
    static void collect(const boost::json::object& node, bool limited, std::vector<std::string>& out) {
        const auto& type = node.at("Node Type").as_string();
        const bool by_index = type == "Index Scan" || type == "Index Only Scan" || type == "Bitmap Index Scan";
        const bool whole = by_index && !node.contains("Index Cond") && (!limited || node.contains("Filter"));
        if (type == "Seq Scan" || whole) {
            const auto* const table = node.if_contains("Relation Name");
            out.emplace_back(table ? table->as_string().c_str() : node.at("Index Name").as_string().c_str());
        }
        limited = type == "Limit" || (limited && type != "Sort" && type != "Aggregate" && type != "Hash");
        if (const auto* const inner = node.if_contains("Plans"))
            for (const auto& child : inner->as_array()) collect(child.as_object(), limited, out);
    }

    void run_reader() {
        Reconnecting connection(url_, PostgresLink::Role::reader);
        PostgresTx tx(ids_, vault_);
        for (;;) {
            ReadJob next;
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
                if (queue_.empty()) return;
                next = std::move(queue_.front());
                queue_.pop_front();
            }
            if (const auto fault = run_read(connection, tx, next)) next.failed(fault);
        }
    }
    std::exception_ptr run_read(Reconnecting& connection, PostgresTx& tx, ReadJob& next) {
        std::exception_ptr fault;
        try {
            PostgresLink& link = connection.get();
            tx.set_sees(changes_.commits());
            tx.start(link, clock_(), "begin isolation level repeatable read, read only");
            next.job(tx);
            if (!tx.begun()) return nullptr;
            if (link.healthy()) {
                link.send("commit");
                link.leave_unread();
                return nullptr;
            }
        } catch (...) {
            fault = std::current_exception();
        }
        try {
            if (PostgresLink* const link = connection.link(); link && tx.begun()) {
                link->drain();
                link->forgive();
                link->run("rollback");
            }
        } catch (const Fault&) {
            connection.drop();
        }
        return fault;
    }

    std::string url_;
    std::size_t queue_max_;
    PostgresWriteSession session_;
    std::unique_ptr<Writer> writer_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<ReadJob> queue_;
    bool stopping_ = false;
    std::vector<std::thread> readers_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(Options options, std::span<const Migration> list) {
    return std::make_unique<PostgresDatabase>(options, list);
}

}  // namespace yiguan::db
