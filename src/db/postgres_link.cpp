#include "db/postgres_link.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <bit>
#include <cstring>

#include "core/log.hpp"
#include "db/bulk_sql.hpp"

namespace yiguan::db {
namespace {

// From the server's catalogue (pg_type.dat); they never change.
constexpr Oid oid_bytea = 17;
constexpr Oid oid_int8 = 20;
constexpr Oid oid_text = 25;

// Sequential scans are refused where anything else is possible: a generic plan that was made while a table was empty
// would otherwise read the whole table ever after. Plans are made once per connection, as the plan check sees them.
constexpr const char* common_settings =
    "set synchronous_commit = on; set enable_seqscan = off; set jit = off; set plan_cache_mode = force_generic_plan;"
    "set timezone = 'UTC'; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '60s';"
    // A machine that vanished holds its node number until the server asks after it; two hours unless told.
    "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;";

// First half of the advisory locks' key, the node is the second: "yigu".
constexpr int node_lock_class = 0x79696775;
// What a program that was killed needs at most to be noticed by a server on the same machine, many times over.
constexpr const char* node_wait = "2s";

Oid type_of(Param::Kind kind) {
    switch (kind) {
        case Param::Kind::null:
            return 0;
        case Param::Kind::integer:
            return oid_int8;
        case Param::Kind::text:
            return oid_text;
        case Param::Kind::bytes:
            return oid_bytea;
    }
    return 0;
}

std::uint64_t big_endian(std::int64_t v) {
    return __builtin_bswap64(std::bit_cast<std::uint64_t>(v));
}

void append_int32(std::string& out, std::int32_t v) {
    const auto n = __builtin_bswap32(std::bit_cast<std::uint32_t>(v));
    out.append(reinterpret_cast<const char*>(&n), 4);
}

Fault::Kind kind_of(std::string_view state) {
    if (state == "23505") return Fault::Kind::unique_violation;
    // Connection exceptions, resources, operator intervention, read-only server after a switch-over.
    if (state.starts_with("08") || state.starts_with("53") || state.starts_with("57") || state == "25006")
        return Fault::Kind::unavailable;
    return Fault::Kind::other;
}

std::string trimmed(const char* message) {
    std::string text(message ? message : "");
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

}  // namespace

PostgresLink::PostgresLink(const std::string& url, Role role) {
    // Later ones win, so the caller's text can change what stands before it.
    const char* const names[] = {"connect_timeout",
                                 "keepalives_idle",
                                 "tcp_user_timeout",
                                 "dbname",
                                 "fallback_application_name",
                                 "client_encoding",
                                 nullptr};
    const char* const values[] = {"5", "30", "20000", url.c_str(), "yiguan", "UTF8", nullptr};
    connection_ = PQconnectdbParams(names, values, 1);
    const auto refuse = [&](const std::string& why) {
        PQfinish(connection_);
        throw Fault(Fault::Kind::unavailable, "PostgreSQL: " + why);
    };
    if (PQstatus(connection_) != CONNECTION_OK) refuse(trimmed(PQerrorMessage(connection_)));
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    const char* const encoding = PQparameterStatus(connection_, "server_encoding");
    if (!encoding || std::string_view(encoding) != "UTF8") refuse("the database must have the encoding UTF8");
    const auto settings =
        fmt::format("{} set statement_timeout = '{}s'", common_settings, role == Role::reader ? 30 : 120);
    const PgResult set(PQexec(connection_, settings.c_str()));
    if (PQresultStatus(set.get()) != PGRES_COMMAND_OK) refuse(trimmed(PQerrorMessage(connection_)));
    if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) != 1)
        refuse(trimmed(PQerrorMessage(connection_)));
}

PostgresLink::~PostgresLink() {
    PQfinish(connection_);
}

bool PostgresLink::closed_by_server() {
    // The first call may read the server's farewell, the second then sees the end.
    return PQconsumeInput(connection_) == 0 || PQconsumeInput(connection_) == 0 || !alive();
}

void PostgresLink::hold_node(unsigned node, int before) {
    if (before != 0)
        run(
            fmt::format("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = {} "
                        "and objid = {} and objsubid = 2 and granted and pid = {} "
                        "and database = (select oid from pg_database where datname = current_database())",
                        node_lock_class, node, before));
    run(fmt::format("set lock_timeout = '{}'", node_wait));
    try {
        run(fmt::format("select pg_advisory_lock({}, {})", node_lock_class, node));
    } catch (const Fault&) {
        if (!connection_ || last_state_ != "55P03") throw;
        throw Fault(Fault::Kind::node_taken,
                    fmt::format("node number {} is held by another program on the same database", node));
    }
    run("set lock_timeout = '10s'");
}

void PostgresLink::lose() {
    const auto why = trimmed(PQerrorMessage(connection_));
    expected_.clear();
    unsettled_ = 0;
    // Makes alive() false for good, whatever state the library is in; the owner replaces the link.
    PQfinish(std::exchange(connection_, nullptr));
    const Fault fault(Fault::Kind::unavailable, "the connection to PostgreSQL was lost: " + why);
    fault_ = std::make_exception_ptr(fault);
    throw Fault(fault);
}

void PostgresLink::fail(const Fault& fault) {
    fault_ = std::make_exception_ptr(fault);
    throw Fault(fault);
}

void PostgresLink::check_sent(int ok) {
    if (ok != 1) lose();
}

// While the server cannot read because it waits for us to read, both must go on.
void PostgresLink::flush() {
    for (;;) {
        const int left = PQflush(connection_);
        if (left == 0) break;
        if (left < 0) lose();
        pollfd p{PQsocket(connection_), POLLIN | POLLOUT, 0};
        if (::poll(&p, 1, -1) > 0 && (p.revents & POLLIN) && PQconsumeInput(connection_) == 0) lose();
    }
    unflushed_bytes_ = 0;
}

void PostgresLink::send(const char* sql) {
    if (!connection_) require_healthy();
    check_sent(PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, 0));
    expected_.push_back({Expected::Kind::command, "sql", nullptr, false});
}

void PostgresLink::send_prepare(Prepared& slot, std::string_view sql) {
    check_sent(PQsendPrepare(connection_, slot.name.c_str(), std::string(sql).c_str(),
                             static_cast<int>(slot.types.size()), slot.types.data()));
    expected_.push_back({Expected::Kind::prepare, slot.label, &slot, false});
    slot.sent = true;
}

void PostgresLink::send_prepared(Prepared& slot, int count, const char* const* values, const int* lengths,
                                 const int* formats) {
    check_sent(PQsendQueryPrepared(connection_, slot.name.c_str(), count, values, lengths, formats, 0));
    expected_.push_back({Expected::Kind::command, slot.label, nullptr, false});
    slot.count->add();
    queries_.add();
    if (unsettled_++ == 0) first_sent_ms_ = coarse_ms();
    last_label_ = slot.label;
    for (int i = 0; i < count; ++i) unflushed_bytes_ += static_cast<std::size_t>(lengths[i]) + 16;
    if (unflushed_bytes_ > (std::size_t{1} << 18)) flush();
}

void PostgresLink::send(const Statement& statement, std::span<const Param> params) {
    require_healthy();
    if (statement.ordinal() >= statements_.size()) statements_.resize(statement.ordinal() + 1);
    auto& owner = statements_[statement.ordinal()];
    if (!owner) {
        owner = std::make_unique<Prepared>();
        owner->name = fmt::format("s{}", statement.ordinal());
        owner->label = statement.name();
        owner->count = &statement_counter(statement.name());
    }
    Prepared& slot = *owner;
    constexpr std::size_t params_max = 64;
    if (params.size() > params_max || (slot.sent && params.size() != slot.types.size()))
        fail(Fault(Fault::Kind::other,
                   fmt::format("{}: {} parameters for {}", slot.label, params.size(), slot.types.size())));
    for (const Param& p : params)
        if (p.kind() == Param::Kind::text) {
            try {
                require_storable(p.text(), slot.label);
            } catch (const Fault& fault) {
                fail(fault);
            }
        }
    if (!slot.sent) {
        slot.types.clear();
        for (const Param& p : params) slot.types.push_back(type_of(p.kind()));
        send_prepare(slot, statement.sql());
    }
    std::array<const char*, params_max> values;
    std::array<int, params_max> lengths;
    std::array<int, params_max> formats;
    std::array<std::uint64_t, params_max> integers;
    std::vector<std::string>
        texts;  // integers for a type that the server inferred while the first value was null, and texts
    texts.reserve(params.size());
    for (std::size_t i = 0; i < params.size(); ++i) {
        const Param& p = params[i];
        formats[i] = 1;
        switch (p.kind()) {
            case Param::Kind::null:
                values[i] = nullptr;
                lengths[i] = 0;
                break;
            case Param::Kind::integer:
                if (slot.types[i] == oid_int8) {
                    integers[i] = big_endian(p.integer());
                    values[i] = reinterpret_cast<const char*>(&integers[i]);
                    lengths[i] = 8;
                } else {
                    texts.push_back(std::to_string(p.integer()));
                    values[i] = texts.back().c_str();
                    lengths[i] = static_cast<int>(texts.back().size());
                    formats[i] = 0;
                }
                break;
            case Param::Kind::text:
                if (slot.types[i] == oid_text) {
                    values[i] =
                        p.text().empty() ? "" : p.text().data();  // in binary form a text needs no NUL behind it
                    lengths[i] = static_cast<int>(p.text().size());
                } else {
                    texts.emplace_back(p.text());
                    values[i] = texts.back().c_str();
                    lengths[i] = static_cast<int>(texts.back().size());
                    formats[i] = 0;
                }
                break;
            case Param::Kind::bytes:
                values[i] = p.text().empty() ? "" : p.text().data();
                lengths[i] = static_cast<int>(p.text().size());
                break;
        }
    }
    send_prepared(slot, static_cast<int>(params.size()), values.data(), lengths.data(), formats.data());
}

void PostgresLink::send(const BulkInsert& into, std::span<const Param> values) {
    require_healthy();
    if (into.ordinal() >= bulk_.size()) bulk_.resize(into.ordinal() + 1);
    auto& owner = bulk_[into.ordinal()];
    if (!owner) {
        owner = std::make_unique<Prepared>();
        owner->name = fmt::format("b{}", into.ordinal());
        owner->label = into.name();
        owner->count = &statement_counter(into.name());
    }
    const auto width = into.columns().size();
    const auto rows = values.size() / width;
    std::vector<std::string> arrays(width);
    std::vector<const char*> pointers(width);
    std::vector<int> lengths(width);
    const std::vector<int> formats(width, 1);
    for (std::size_t c = 0; c < width; ++c) {
        const auto type = into.columns()[c].type;
        const auto wanted = type == BulkInsert::Type::integer ? Param::Kind::integer
                            : type == BulkInsert::Type::text  ? Param::Kind::text
                                                              : Param::Kind::bytes;
        std::string& out = arrays[c];
        append_int32(out, 1);  // dimensions
        append_int32(out, 1);  // may hold nulls
        append_int32(out, static_cast<std::int32_t>(type_of(wanted)));
        append_int32(out, static_cast<std::int32_t>(rows));
        append_int32(out, 1);  // first index
        for (std::size_t r = 0; r < rows; ++r) {
            const Param& p = values[r * width + c];
            if (p.kind() == Param::Kind::null) {
                append_int32(out, -1);
                continue;
            }
            if (p.kind() != wanted)
                fail(Fault(Fault::Kind::other,
                           fmt::format("{}: wrong type for {}", into.name(), into.columns()[c].name)));
            if (wanted == Param::Kind::integer) {
                append_int32(out, 8);
                const auto n = big_endian(p.integer());
                out.append(reinterpret_cast<const char*>(&n), 8);
                continue;
            }
            if (wanted == Param::Kind::text) {
                try {
                    require_storable(p.text(), into.name());
                } catch (const Fault& fault) {
                    fail(fault);
                }
            }
            append_int32(out, static_cast<std::int32_t>(p.text().size()));
            out += p.text();
        }
        pointers[c] = out.data();
        lengths[c] = static_cast<int>(out.size());
    }
    if (!owner->sent) send_prepare(*owner, bulk_unnest_sql(into));
    send_prepared(*owner, static_cast<int>(width), pointers.data(), lengths.data(), formats.data());
}

int PostgresLink::prepare_to_check(const std::string& sql) {
    check_sent(PQsendPrepare(connection_, "check", sql.c_str(), 0, nullptr));
    expected_.push_back({Expected::Kind::command, "check", nullptr, false});
    check_sent(PQsendDescribePrepared(connection_, "check"));
    expected_.push_back({Expected::Kind::command, "check", nullptr, false});
    return PQnparams(settle(1).front().get());
}

void PostgresLink::note_failure(const PGresult* result, std::string_view label, std::exception_ptr& first) {
    if (first) return;
    const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string_view code = state ? state : "";
    // The primary message alone: the detail quotes values, which may be personal.
    const char* const primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    first = std::make_exception_ptr(Fault(
        kind_of(code),
        fmt::format("{}: {} ({})", label, primary ? trimmed(primary) : trimmed(PQresultErrorMessage(result)), code)));
    conflicted_ = code == "40001" || code == "40P01";
    last_state_ = code;
}

std::vector<PgResult> PostgresLink::settle(std::size_t last) {
    if (!connection_) require_healthy();
    check_sent(PQpipelineSync(connection_));
    expected_.push_back({Expected::Kind::sync, "", nullptr, false});
    flush();
    std::vector<PgResult> results;
    std::exception_ptr first;
    const auto from = expected_.size() - 1 - last;
    for (std::size_t i = 0; i < expected_.size(); ++i) {
        const Expected e = expected_[i];
        PgResult result(PQgetResult(connection_));
        if (!result) lose();
        const auto status = PQresultStatus(result.get());
        if (e.kind == Expected::Kind::sync) {
            if (status != PGRES_PIPELINE_SYNC) lose();
            continue;
        }
        while (const PgResult more{PQgetResult(connection_)}) {
        }
        if (!alive()) lose();
        const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (!good && e.prepared) e.prepared->sent = false;
        if (status == PGRES_FATAL_ERROR && !e.forgotten) note_failure(result.get(), e.label, first);
        if (i >= from) results.push_back(std::move(result));
    }
    expected_.clear();
    if (std::exchange(unsettled_, 0) > 0) log_slow(last_label_, coarse_ms() - first_sent_ms_);
    if (first) {
        fault_ = first;
        std::rethrow_exception(first);
    }
    return results;
}

void PostgresLink::drain() {
    if (!connection_) require_healthy();
    if (!expected_.empty()) {
        try {
            settle(0);
        } catch (const Fault&) {
            if (!connection_) throw;
        }
    }
}

void PostgresLink::leave_unread() {
    check_sent(PQpipelineSync(connection_));
    expected_.push_back({Expected::Kind::sync, "", nullptr, false});
    flush();
    for (auto& e : expected_) e.forgotten = true;
    unsettled_ = 0;
}

}  // namespace yiguan::db
