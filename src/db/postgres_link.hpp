// One connection to PostgreSQL in pipeline mode with its prepared statements. Private to the room.
//
// Commands are sent without waiting; settle() ends them with a sync point, waits, and throws for the first that failed.
// After a failure the server skips everything up to the sync point and the transaction (opened by an explicit begin) is
// aborted, so that after settle() has thrown, the next command may be a rollback, to a savepoint or of everything.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "db/meter.hpp"

namespace yiguan::db {

struct ClearResult {
    void operator()(PGresult* r) const { PQclear(r); }
};
using PgResult = std::unique_ptr<PGresult, ClearResult>;

class PostgresLink {
public:
    enum class Role { reader, writer };
    /// @throws Fault unavailable.
    PostgresLink(const std::string& url, Role role);
    ~PostgresLink();
    PostgresLink(const PostgresLink&) = delete;

    bool alive() const { return PQstatus(connection_) == CONNECTION_OK; }
    bool closed_by_server();  ///< While it was idle; asks the socket only.
    int server_process() const { return PQbackendPID(connection_); }

    /// Holds `node` against every other connection until this one ends. `before`: server_process() of the lost
    /// connection that held it (0: none); should the server not have noticed the loss, that one is ended, and what it
    /// was doing with it. @throws Fault node_taken when another program still holds it after node_wait.
    void hold_node(unsigned node, int before);

    void send(const Statement& statement, std::span<const Param> params);
    /// `rows` whole rows of the bulk insert, as one array per column.
    void send(const BulkInsert& into, std::span<const Param> values);
    void send(const char* sql);
    /// Waits for everything sent. The results of the last `last` commands.
    std::vector<PgResult> settle(std::size_t last);
    PgResult run(const std::string& sql) { return send(sql.c_str()), std::move(settle(1).front()); }
    void drain();  ///< Waits and forgets what failed. @throws Fault unavailable.
    /// Sends what is queued with a sync point; the answers are read, and forgotten, before the next ones.
    void leave_unread();
    bool has_unsettled() const { return unsettled_ > 0; }  ///< Statements, not bare commands.
    /// Parameters of `sql`, prepared under the name "check".
    int prepare_to_check(const std::string& sql);

    [[noreturn]] void fail(const Fault& fault);
    void require_healthy() const {
        if (fault_) std::rethrow_exception(fault_);
    }
    bool healthy() const { return fault_ == nullptr; }
    void forgive() {
        fault_ = nullptr;
        conflicted_ = false;
    }
    bool conflicted() const { return conflicted_; }

private:
    struct Prepared {
        bool sent = false;
        std::string name;        // at the server
        std::string_view label;  // ours
        std::vector<Oid> types;  // 0: the server infers it
        metrics::Counter* count = nullptr;
    };
    struct Expected {
        enum class Kind { command, prepare, sync } kind;
        std::string_view label;
        Prepared* prepared = nullptr;
        bool forgotten = false;
    };

    void check_sent(int ok);
    void flush();
    [[noreturn]] void lose();
    void send_prepare(Prepared& slot, std::string_view sql);
    void send_prepared(Prepared& slot, int count, const char* const* values, const int* lengths, const int* formats);
    void note_failure(const PGresult* result, std::string_view label, std::exception_ptr& first);

    PGconn* connection_ = nullptr;
    metrics::Counter& queries_ = query_counter(Engine::postgresql);
    std::vector<std::unique_ptr<Prepared>> statements_;  // by ordinal
    std::vector<std::unique_ptr<Prepared>> bulk_;
    std::vector<Expected> expected_;
    std::size_t unsettled_ = 0;
    std::size_t unflushed_bytes_ = 0;
    std::int64_t first_sent_ms_ = 0;
    std::string_view last_label_;
    std::exception_ptr fault_;
    bool conflicted_ = false;
    std::string last_state_;  // SQLSTATE of the last failure
};

}  // namespace yiguan::db
