#include "auth/member_store.hpp"

#include "core/text.hpp"

namespace yiguan::auth::store {

using db::Rows;
using db::Statement;
using db::Tx;

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += ',';
        text += part;
    }
    return text;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        parts.emplace_back(text.substr(0, comma));
        text = comma == text.npos ? std::string_view{} : text.substr(comma + 1);
    }
    return parts;
}

std::vector<OrgId> organisations_in(std::string_view text) {
    std::vector<OrgId> found;
    for (const auto& part : split(text))
        if (const auto id = parse_id_as<OrgId>(part)) found.push_back(*id);
    return found;
}

#define MEMBERSHIP_COLUMNS \
    "membership_id, user_id, org_id, role, regions, categories, own_only, status, created_at, version"

static Membership membership_of(Rows& rows) {
    return {.id = rows.get<MembershipId>(0),
            .user = rows.get<UserId>(1),
            .org = rows.get<OrgId>(2),
            .role = rows.get<Role>(3),
            .scope = {.regions = split(rows.text(4)), .categories = split(rows.text(5)), .own_only = rows.get<bool>(6)},
            .status = rows.get<MembershipStatus>(7),
            .created_at = rows.get<UtcMs>(8),
            .version = rows.integer(9)};
}

static std::vector<Membership> all_of(Rows rows) {
    std::vector<Membership> found;
    while (rows.next()) found.push_back(membership_of(rows));
    return found;
}

static std::optional<Membership> one_of(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return membership_of(rows);
}

const Statement insert_membership_sql{"auth.insert_membership", "insert into membership (" MEMBERSHIP_COLUMNS
                                                                ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                                                                " on conflict (user_id, org_id) do nothing"};

bool insert_membership(Tx& tx, const Membership& m) {
    return tx.execute(insert_membership_sql, m.id, m.user, m.org, m.role, joined(m.scope.regions),
                      joined(m.scope.categories), m.scope.own_only, m.status, m.created_at, m.version) == 1;
}

const Statement update_membership_sql{"auth.update_membership", R"sql(
    update membership set role = $2, regions = $3, categories = $4, own_only = $5, status = $6, version = $7
     where membership_id = $1)sql"};

void update_membership(Tx& tx, const Membership& m) {
    tx.post(update_membership_sql, m.id, m.role, joined(m.scope.regions), joined(m.scope.categories), m.scope.own_only,
            m.status, m.version);
}

const Statement find_membership_sql{"auth.find_membership",
                                    "select " MEMBERSHIP_COLUMNS " from membership where membership_id = $1"};

std::optional<Membership> find_membership(Tx& tx, MembershipId id) {
    return one_of(tx.query(find_membership_sql, id));
}

const Statement membership_in_org_sql{
    "auth.membership_in_org", "select " MEMBERSHIP_COLUMNS " from membership where user_id = $1 and org_id = $2"};

std::optional<Membership> find_membership(Tx& tx, UserId user, OrgId org) {
    return one_of(tx.query(membership_in_org_sql, user, org));
}

const Statement memberships_of_user_sql{"auth.memberships_of_user",
                                        "select " MEMBERSHIP_COLUMNS
                                        " from membership where user_id = $1 order by membership_id limit $2"};

std::vector<Membership> memberships_of_user(Tx& tx, UserId user, int limit) {
    return all_of(tx.query(memberships_of_user_sql, user, limit));
}

const Statement memberships_with_sql{"auth.memberships_with_role", "select " MEMBERSHIP_COLUMNS
                                                                   " from membership where role = $1 and status = $2"
                                                                   " order by membership_id limit $3"};

std::vector<Membership> memberships_with(Tx& tx, Role role, int limit) {
    return all_of(tx.query(memberships_with_sql, role, MembershipStatus::active, limit));
}

const Statement memberships_after_sql{"auth.memberships_after",
                                      "select " MEMBERSHIP_COLUMNS
                                      " from membership where membership_id > $1 order by membership_id limit $2"};

std::vector<Membership> memberships_after(Tx& tx, MembershipId after, int limit) {
    return all_of(tx.query(memberships_after_sql, after, limit));
}

// ---- what memberships were after each change

#define MEMBERSHIP_VERSION_COLUMNS \
    "membership_id, version, changed_at, changed_by, user_id, org_id, role, regions, categories, own_only, status"

const Statement insert_membership_version_sql{"auth.insert_membership_version",
                                              "insert into membership_history (" MEMBERSHIP_VERSION_COLUMNS
                                              ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

void insert_membership_version(Tx& tx, const Membership& m, UserId by) {
    tx.post(insert_membership_version_sql, m.id, m.version, tx.now(), by, m.user, m.org, m.role,
            joined(m.scope.regions), joined(m.scope.categories), m.scope.own_only, m.status);
}

const Statement membership_versions_after_sql{"auth.membership_versions_after",
                                              "select " MEMBERSHIP_VERSION_COLUMNS
                                              " from membership_history where (membership_id, version) > ($1, $2)"
                                              " order by membership_id, version limit $3"};

std::vector<MembershipVersion> membership_versions_after(Tx& tx, MembershipId id, std::int64_t version, int limit) {
    Rows rows = tx.query(membership_versions_after_sql, id, version, limit);
    std::vector<MembershipVersion> found;
    while (rows.next())
        found.push_back({.membership = {.id = rows.get<MembershipId>(0),
                                        .user = rows.get<UserId>(4),
                                        .org = rows.get<OrgId>(5),
                                        .role = rows.get<Role>(6),
                                        .scope = {.regions = split(rows.text(7)),
                                                  .categories = split(rows.text(8)),
                                                  .own_only = rows.get<bool>(9)},
                                        .status = rows.get<MembershipStatus>(10),
                                        .created_at = {},
                                        .version = rows.integer(1)},
                         .changed_at = rows.get<UtcMs>(2),
                         .changed_by = rows.get<UserId>(3)});
    return found;
}

// ---- members with their accounts

#define MEMBER_COLUMNS                                                                                            \
    "m.membership_id, m.user_id, m.org_id, m.role, m.regions, m.categories, m.own_only, m.status, m.created_at, " \
    "m.version, u.login, c.name, c.phone_masked, c.last_sign_in"
#define MEMBER_TABLES \
    " from membership m join app_user u on u.user_id = m.user_id left join account c on c.user_id = m.user_id"
// $1 organisation, $2 part of a login or name as a pattern ('' for all), $3 role (-1), $4 status (0)
#define MEMBER_FILTER                                                                                      \
    " where m.org_id = $1 and ($2 = '' or u.login like $2 escape '!' or lower(c.name) like $2 escape '!')" \
    " and ($3 < 0 or m.role = $3) and ($4 = 0 or m.status = $4)"

static Member member_of(Rows& rows) {
    return {.membership = membership_of(rows),
            .login = rows.get<std::string>(10),
            .name = rows.get<std::optional<std::string>>(11).value_or(""),
            .phone_masked = rows.get<std::optional<std::string>>(12),
            .last_sign_in = rows.get<std::optional<UtcMs>>(13)};
}

static std::string pattern_of(std::string_view text) {
    if (text.empty()) return {};
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += to_lower(c);
    }
    return pattern + "%";
}

static std::int64_t role_number(const MemberFilter& filter) {
    return filter.role ? static_cast<std::int64_t>(*filter.role) : -1;
}
static std::int64_t status_number(const MemberFilter& filter) {
    return filter.status ? static_cast<std::int64_t>(*filter.status) : 0;
}

const Statement find_member_sql{"auth.find_member",
                                "select " MEMBER_COLUMNS MEMBER_TABLES " where m.membership_id = $1"};

std::optional<Member> find_member(Tx& tx, MembershipId id) {
    Rows rows = tx.query(find_member_sql, id);
    return rows.next() ? std::optional(member_of(rows)) : std::nullopt;
}

const Statement members_after_sql{"auth.members_after", "select " MEMBER_COLUMNS MEMBER_TABLES MEMBER_FILTER
                                                        " and m.membership_id > $5 order by m.membership_id limit $6"};

std::vector<Member> members_after(Tx& tx, OrgId org, const MemberFilter& filter, MembershipId after, int limit) {
    Rows rows = tx.query(members_after_sql, org, pattern_of(filter.text), role_number(filter), status_number(filter),
                         after, limit);
    std::vector<Member> found;
    while (rows.next()) found.push_back(member_of(rows));
    return found;
}

const Statement count_members_sql{"auth.count_members",
                                  "select count(*) from (select 1" MEMBER_TABLES MEMBER_FILTER " limit $5) as counted"};

std::int64_t count_members(Tx& tx, OrgId org, const MemberFilter& filter, std::int64_t most) {
    Rows rows =
        tx.query(count_members_sql, org, pattern_of(filter.text), role_number(filter), status_number(filter), most);
    return rows.next() ? rows.integer(0) : 0;
}

const Statement count_administrators_sql{"auth.count_administrators", R"sql(
    select count(*) from (select 1 from membership where org_id = $1 and role = $2 and status = 1 limit 2) as counted)sql"};

std::int64_t count_administrators(Tx& tx, OrgId org, Role role) {
    Rows rows = tx.query(count_administrators_sql, org, role);
    return rows.next() ? rows.integer(0) : 0;
}

// ---- what organisations' kinds carry

const Statement find_org_access_sql{"auth.find_org_access",
                                    "select roles, predecessors from org_access where org_id = $1"};

std::optional<OrgAccess> find_org_access(Tx& tx, OrgId org) {
    Rows rows = tx.query(find_org_access_sql, org);
    if (!rows.next()) return std::nullopt;
    return OrgAccess{.roles = Roles(rows.integer(0)), .predecessors = organisations_in(rows.text(1))};
}

const Statement put_org_access_sql{"auth.put_org_access", R"sql(
    insert into org_access (org_id, roles, predecessors) values ($1, $2, $3)
    on conflict (org_id) do update set roles = excluded.roles, predecessors = excluded.predecessors)sql"};

void put_org_access(Tx& tx, OrgId org, const OrgAccess& access) {
    std::vector<std::string> predecessors;
    for (const OrgId id : access.predecessors) predecessors.push_back(to_string(id));
    tx.post(put_org_access_sql, org, access.roles.bits(), joined(predecessors));
}

}  // namespace yiguan::auth::store
