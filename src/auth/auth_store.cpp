#include "auth/auth_store.hpp"

#include <algorithm>

#include "auth/member_store.hpp"
#include "core/text.hpp"

namespace yiguan::auth::store {
namespace {

using db::Rows;
using db::Statement;
using db::Tx;

// An empty text is stored as null, because some PostgreSQL descendants do not tell the two apart.
std::optional<std::string_view> filled(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::span<const std::byte> bytes(const Hash& hash) {
    return hash;
}

}  // namespace

// ---- users

const Statement insert_user_sql{"auth.insert_user", R"sql(
    insert into app_user (user_id, login, password_hash, org_id, roles, status, must_change_password, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (login) do nothing)sql"};

bool insert_user(Tx& tx, UserId id, std::string_view login, const NewUser& user) {
    return tx.execute(insert_user_sql, id, login, user.password_hash, user.org, user.roles.bits(), UserStatus::active,
                      user.must_change_password, tx.now()) == 1;
}

#define USER_COLUMNS "user_id, login, password_hash, org_id, roles, status, must_change_password, created_at"

static User user_of(Rows& rows) {
    return User{.id = rows.get<UserId>(0),
                .login = rows.get<std::string>(1),
                .password_hash = rows.get<std::string>(2),
                .org = rows.get<OrgId>(3),
                .roles = Roles(rows.integer(4)),
                .status = rows.get<UserStatus>(5),
                .must_change_password = rows.get<bool>(6),
                .created_at = rows.get<UtcMs>(7)};
}

static std::optional<User> read_user(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return user_of(rows);
}

const Statement find_user_sql{"auth.find_user", "select " USER_COLUMNS " from app_user where user_id = $1"};

std::optional<User> find_user(Tx& tx, UserId id) {
    return read_user(tx.query(find_user_sql, id));
}

const Statement find_user_by_login_sql{"auth.find_user_by_login",
                                       "select " USER_COLUMNS " from app_user where login = $1"};

std::optional<User> find_user_by_login(Tx& tx, std::string_view login) {
    return read_user(tx.query(find_user_by_login_sql, login));
}

const Statement set_password_sql{"auth.set_password", R"sql(
    update app_user set password_hash = $2, must_change_password = $3
     where user_id = $1)sql"};

void set_password(Tx& tx, UserId id, std::string_view hash, bool must_change) {
    tx.post(set_password_sql, id, hash, must_change);
}

const Statement users_after_sql{"auth.users_after",
                                "select " USER_COLUMNS " from app_user where user_id > $1 order by user_id limit $2"};

std::vector<User> users_after(Tx& tx, UserId after, int limit) {
    Rows rows = tx.query(users_after_sql, after, limit);
    std::vector<User> found;
    while (rows.next()) found.push_back(user_of(rows));
    return found;
}

// ---- what users were after each change

#define VERSION_COLUMNS                                                                              \
    "user_id, version, changed_at, changed_by, login, org_id, roles, status, must_change_password, " \
    "created_at, credential"

const Statement newest_version_sql{"auth.newest_user_version",
                                   "select version from user_history where user_id = $1 order by version desc limit 1"};

std::int64_t newest_version(Tx& tx, UserId user) {
    Rows rows = tx.query(newest_version_sql, user);
    return rows.next() ? rows.integer(0) : 0;
}

const Statement insert_version_sql{"auth.insert_user_version",
                                   "insert into user_history (" VERSION_COLUMNS
                                   ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

void insert_version(Tx& tx, const UserVersion& v) {
    tx.post(insert_version_sql, v.user, v.version, v.changed_at, v.changed_by, v.login, v.org, v.roles.bits(), v.status,
            v.must_change_password, v.created_at, v.credential);
}

const Statement versions_after_sql{"auth.user_versions_after", "select " VERSION_COLUMNS
                                                               " from user_history where (user_id, version) > ($1, $2)"
                                                               " order by user_id, version limit $3"};

std::vector<UserVersion> versions_after(Tx& tx, UserId user, std::int64_t version, int limit) {
    Rows rows = tx.query(versions_after_sql, user, version, limit);
    std::vector<UserVersion> found;
    while (rows.next())
        found.push_back({.user = rows.get<UserId>(0),
                         .version = rows.integer(1),
                         .changed_at = rows.get<UtcMs>(2),
                         .changed_by = rows.get<UserId>(3),
                         .login = rows.get<std::string>(4),
                         .org = rows.get<OrgId>(5),
                         .roles = Roles(rows.integer(6)),
                         .status = rows.get<UserStatus>(7),
                         .must_change_password = rows.get<bool>(8),
                         .created_at = rows.get<UtcMs>(9),
                         .credential = rows.get<std::string>(10)});
    return found;
}

// ---- sessions

const Statement insert_session_sql{"auth.insert_session", R"sql(
    insert into app_session (token_hash, user_id, created_at, seen_at, expires_at, membership_id)
    values ($1, $2, $3, $3, $4, $5))sql"};

void insert_session(Tx& tx, const Hash& token, UserId user, MembershipId membership, UtcMs expires_at) {
    tx.post(insert_session_sql, bytes(token), user, tx.now(), expires_at, membership);
}

const Statement find_session_sql{"auth.find_session", R"sql(
    select s.user_id, s.seen_at, s.expires_at, u.login, u.org_id, u.roles, u.status, u.must_change_password,
           s.membership_id, m.org_id, m.role, m.regions, m.categories, m.own_only, m.status, a.roles, a.predecessors
      from app_session s join app_user u on u.user_id = s.user_id
      left join membership m on m.membership_id = s.membership_id
      left join org_access a on a.org_id = m.org_id
     where s.token_hash = $1)sql"};

std::optional<SessionRow> find_session(Tx& tx, const Hash& token) {
    Rows rows = tx.query(find_session_sql, bytes(token));
    if (!rows.next()) return std::nullopt;
    SessionRow found{.actor = {.user = rows.get<UserId>(0), .org = rows.get<OrgId>(4), .roles = Roles(rows.integer(5))},
                     .seen_at = rows.get<UtcMs>(1),
                     .expires_at = rows.get<UtcMs>(2),
                     .login = rows.get<std::string>(3),
                     .status = rows.get<UserStatus>(6),
                     .must_change_password = rows.get<bool>(7)};
    if (rows.is_null(9)) {
        found.suspended = rows.integer(8) != 0;
        return found;
    }
    found.suspended = rows.get<MembershipStatus>(14) != MembershipStatus::active;
    Actor& actor = found.actor;
    actor.membership = rows.get<MembershipId>(8);
    actor.org = rows.get<OrgId>(9);
    actor.roles = effective_roles(rows.get<Role>(10), Roles(rows.is_null(15) ? 0 : rows.integer(15)));
    actor.scope = {.regions = split(rows.text(11)), .categories = split(rows.text(12)), .own_only = rows.get<bool>(13)};
    if (!rows.is_null(16)) actor.predecessors = organisations_in(rows.text(16));
    return found;
}

const Statement set_session_membership_sql{"auth.set_session_membership",
                                           "update app_session set membership_id = $2 where token_hash = $1"};

void set_session_membership(Tx& tx, const Hash& token, MembershipId membership) {
    tx.post(set_session_membership_sql, bytes(token), membership);
}

const Statement delete_sessions_of_sql{"auth.delete_sessions_of",
                                       "delete from app_session where user_id = $1 and membership_id = $2"};

void delete_sessions_of(Tx& tx, UserId user, MembershipId membership) {
    tx.post(delete_sessions_of_sql, user, membership);
}

const Statement touch_session_sql{"auth.touch_session", R"sql(
    update app_session set seen_at = $2 where token_hash = $1 and seen_at < $2)sql"};

void touch_session(Tx& tx, const Hash& token) {
    tx.post(touch_session_sql, bytes(token), tx.now());
}

const Statement delete_session_sql{"auth.delete_session", "delete from app_session where token_hash = $1"};

void delete_session(Tx& tx, const Hash& token) {
    tx.post(delete_session_sql, bytes(token));
}

const Statement delete_sessions_sql{"auth.delete_sessions", "delete from app_session where user_id = $1"};

void delete_sessions(Tx& tx, UserId user) {
    tx.post(delete_sessions_sql, user);
}

const Statement delete_ended_sessions_sql{"auth.delete_ended_sessions",
                                          "delete from app_session where expires_at <= $1"};

std::int64_t delete_ended_sessions(Tx& tx) {
    return tx.execute(delete_ended_sessions_sql, tx.now());
}

// ---- audit trail

#define AUDIT_COLUMNS "audit_id, ts, user_id, org_id, action, object_kind, object_id, request_id, detail, address"

const Statement insert_audit_sql{
    "auth.insert_audit", "insert into audit (" AUDIT_COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};

void insert_audit(Tx& tx, const Actor& actor, const AuditEntry& entry) {
    tx.post(insert_audit_sql, tx.next_id<Id<struct AuditTag>>(), tx.now(), actor.user, actor.org, entry.action,
            entry.object_kind, entry.object_id, filled(actor.request_id), filled(entry.detail), filled(actor.address));
}

static const db::BulkInsert insert_audits_sql{"auth.insert_audits",
                                              "audit",
                                              {{"audit_id", db::BulkInsert::Type::integer},
                                               {"ts", db::BulkInsert::Type::integer},
                                               {"user_id", db::BulkInsert::Type::integer},
                                               {"org_id", db::BulkInsert::Type::integer},
                                               {"action", db::BulkInsert::Type::text},
                                               {"object_kind", db::BulkInsert::Type::text},
                                               {"object_id", db::BulkInsert::Type::integer},
                                               {"request_id", db::BulkInsert::Type::text},
                                               {"detail", db::BulkInsert::Type::text},
                                               {"address", db::BulkInsert::Type::text}},
                                              1};

void insert_audits(Tx& tx, const Actor& actor, std::span<const AuditEntry> entries) {
    std::vector<db::Param> params;
    params.reserve(entries.size() * 10);
    for (const AuditEntry& entry : entries) {
        const db::Param row[] = {tx.next_id<Id<struct AuditTag>>(),
                                 tx.now(),
                                 actor.user,
                                 actor.org,
                                 entry.action,
                                 entry.object_kind,
                                 entry.object_id,
                                 filled(actor.request_id),
                                 filled(entry.detail),
                                 filled(actor.address)};
        params.insert(params.end(), std::begin(row), std::end(row));
    }
    tx.insert(insert_audits_sql, params);
}

static std::vector<AuditRow> read_audit(Rows rows) {
    std::vector<AuditRow> found;
    while (rows.next())
        found.push_back({.id = rows.integer(0),
                         .ts = rows.get<UtcMs>(1),
                         .user = rows.get<UserId>(2),
                         .org = rows.get<OrgId>(3),
                         .action = rows.get<std::string>(4),
                         .request_id = rows.get<std::optional<std::string>>(7).value_or(""),
                         .detail = rows.get<std::optional<std::string>>(8).value_or(""),
                         .object_kind = rows.get<std::string>(5),
                         .object_id = rows.integer(6),
                         .address = rows.get<std::optional<std::string>>(9).value_or("")});
    return found;
}

const Statement audit_rows_sql{"auth.audit_rows", "select " AUDIT_COLUMNS R"sql(
      from audit
     where object_kind = $1 and object_id = $2 and audit_id > $3
     order by audit_id limit $4)sql"};

std::vector<AuditRow> audit_rows(Tx& tx, std::string_view object_kind, std::int64_t object_id, std::int64_t after,
                                 int limit) {
    return read_audit(tx.query(audit_rows_sql, object_kind, object_id, after, limit));
}

// The same filter by the index that leaves the fewest rows; "+ 0" and "|| ''" keep a column out of the choice.
#define AUDIT_LIST(narrowest)                                                     \
    "select " AUDIT_COLUMNS " from audit where " narrowest                        \
    " and audit_id >= $1 and audit_id < $2 and (org_id + 0 = $3 or $3 = 0)"       \
    " and (user_id + 0 = $4 or $4 = 0) and (action || '' = $5 or $5 = '')"        \
    " and (object_kind || '' = $6 or $6 = '') and (object_id + 0 = $7 or $7 = 0)" \
    " order by audit_id desc limit $8"
const Statement list_audit_sql{"auth.list_audit", AUDIT_LIST("audit_id > 0")};
const Statement list_audit_of_org_sql{"auth.list_audit_of_org", AUDIT_LIST("org_id = $3")};
const Statement list_audit_of_user_sql{"auth.list_audit_of_user", AUDIT_LIST("user_id = $4")};
const Statement list_audit_of_action_sql{"auth.list_audit_of_action", AUDIT_LIST("action = $5")};
const Statement list_audit_of_object_sql{"auth.list_audit_of_object",
                                         AUDIT_LIST("object_kind = $6 and object_id = $7")};

std::vector<AuditRow> list_audit(Tx& tx, const AuditFilter& f, std::int64_t first, std::int64_t before, int limit) {
    const Statement* by = &list_audit_sql;
    if (f.object_id != 0 && !f.object_kind.empty())
        by = &list_audit_of_object_sql;
    else if (f.user)
        by = &list_audit_of_user_sql;
    else if (!f.action.empty() && !f.org)
        by = &list_audit_of_action_sql;
    else if (f.org)
        by = &list_audit_of_org_sql;
    return read_audit(tx.query(*by, first, before, f.org, f.user, f.action, f.object_kind, f.object_id, limit));
}

// ---- set-up: one row with the key 1

const Statement setup_used_sql{"auth.setup_used", R"sql(
    select 1 from setup where setup_id = 1 and used_at is not null)sql"};

bool setup_used(Tx& tx) {
    return tx.query(setup_used_sql).next();
}

const Statement put_setup_token_sql{"auth.put_setup_token", R"sql(
    insert into setup (setup_id, token_hash, created_at) values (1, $1, $2)
    on conflict (setup_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at)sql"};

void put_setup_token(Tx& tx, const Hash& token) {
    tx.post(put_setup_token_sql, bytes(token), tx.now());
}

const Statement find_setup_token_sql{"auth.find_setup_token", R"sql(
    select token_hash from setup where setup_id = 1 and used_at is null)sql"};

std::optional<Hash> find_setup_token(Tx& tx) {
    Rows rows = tx.query(find_setup_token_sql);
    if (!rows.next()) return std::nullopt;
    const auto stored = rows.bytes(0);
    Hash hash{};
    std::copy_n(stored.begin(), std::min(stored.size(), hash.size()), hash.begin());
    return hash;
}

const Statement use_setup_sql{"auth.use_setup", "update setup set used_at = $1, user_id = $2 where setup_id = 1"};

void use_setup(Tx& tx, UserId user) {
    tx.post(use_setup_sql, tx.now(), user);
}

}  // namespace yiguan::auth::store
