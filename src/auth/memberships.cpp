#include "auth/memberships.hpp"

#include <algorithm>

#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "auth/member_store.hpp"
#include "auth/records.hpp"

namespace yiguan::auth {
namespace {

constexpr int memberships_max = 200;
constexpr Roles kinds = Roles{}.with(Role::producer).with(Role::seller).with(Role::regulator);
// Of an organisation of the platform itself: its members have roles of their own.
constexpr Roles kept = kinds.with(Role::platform_admin);

// The role of an account that is added with the roles of its organisation's kinds.
std::optional<Role> first_role(Roles roles) {
    for (const Role r : {Role::platform_admin, Role::top_regulator, Role::first_reviewer, Role::second_reviewer})
        if (roles.has(r)) return r;
    for (int r = static_cast<int>(Role::org_admin); r <= static_cast<int>(Role::store_clerk); ++r)
        if (roles.has(static_cast<Role>(r))) return static_cast<Role>(r);
    if ((roles.bits() & kinds.bits()) != 0) return Role::org_admin;
    return std::nullopt;
}

}  // namespace

std::string_view name(MembershipStatus status) {
    return status == MembershipStatus::active ? "active" : "suspended";
}

Roles effective_roles(Role role, Roles organisation) {
    return is_member_role(role) ? Roles(organisation.bits() & kinds.bits()).with(role) : Roles{}.with(role);
}

Result<Membership> add_membership(db::Tx& tx, UserId by, UserId user, OrgId org, Role role, const Scope& scope) {
    Membership made{.id = tx.next_id<MembershipId>(),
                    .user = user,
                    .org = org,
                    .role = role,
                    .scope = scope,
                    .created_at = tx.now()};
    if (!store::insert_membership(tx, made)) return Error{Code::conflict, "", "该账号已经是本单位的成员"};
    keep_version(tx, made, by);
    return made;
}

void set_first_scope(db::Tx& tx, UserId by, UserId user, OrgId org, const Scope& scope) {
    auto member = store::find_membership(tx, user, org);
    if (!member || member->scope == scope) return;
    member->scope = scope;
    ++member->version;
    store::update_membership(tx, *member);
    keep_version(tx, *member, by);
}

std::optional<Membership> find_membership(db::Tx& tx, MembershipId id) {
    return store::find_membership(tx, id);
}

std::vector<Membership> memberships_with(db::Tx& tx, Role role) {
    return store::memberships_with(tx, role, memberships_max);
}

std::vector<Membership> memberships_of(db::Tx& tx, UserId user) {
    return store::memberships_of_user(tx, user, memberships_max);
}

void set_organisation_roles(db::Tx& tx, OrgId org, Roles roles) {
    auto access = store::find_org_access(tx, org).value_or(store::OrgAccess{});
    if (access.roles == Roles(roles.bits() & kept.bits())) return;
    access.roles = Roles(roles.bits() & kept.bits());
    store::put_org_access(tx, org, access);
}

Roles organisation_roles(db::Tx& tx, OrgId org) {
    return store::find_org_access(tx, org).value_or(store::OrgAccess{}).roles;
}

void add_predecessor(db::Tx& tx, OrgId org, OrgId predecessor) {
    auto access = store::find_org_access(tx, org).value_or(store::OrgAccess{});
    if (std::ranges::find(access.predecessors, predecessor) != access.predecessors.end()) return;
    access.predecessors.push_back(predecessor);
    // What the predecessor took over comes with it.
    for (const OrgId earlier : store::find_org_access(tx, predecessor).value_or(store::OrgAccess{}).predecessors)
        if (earlier != org && std::ranges::find(access.predecessors, earlier) == access.predecessors.end())
            access.predecessors.push_back(earlier);
    store::put_org_access(tx, org, access);
}

void add_first_membership(db::Tx& tx, const User& user, UserId by) {
    const auto role = first_role(user.roles);
    if (!role || user.login.starts_with(technical_login)) return;
    if (user.org && !store::find_org_access(tx, user.org)) set_organisation_roles(tx, user.org, user.roles);
    (void)add_membership(tx, by, user.id, user.org, *role, {});  // a member already: nothing to add
}

std::optional<UserId> adopt_accounts(db::Tx& tx, UserId after, int limit) {
    const auto page = store::users_after(tx, after, limit);
    for (const User& user : page)
        if (store::memberships_of_user(tx, user.id, 1).empty()) add_first_membership(tx, user, user.id);
    if (page.size() < static_cast<std::size_t>(limit)) return std::nullopt;
    return page.back().id;
}

}  // namespace yiguan::auth
