// What a person is in an organisation: one role, a scope, a status. One account may be a member of several
// organisations; a session acts as one of them (FIL-13, EBS-08).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::auth {

enum class MembershipStatus : std::uint8_t { active = 1, suspended = 2 };
std::string_view name(MembershipStatus status);  ///< "active"

struct Membership {
    MembershipId id;
    UserId user;
    OrgId org;  ///< Empty: the platform itself.
    Role role = Role::org_admin;
    Scope scope{};
    MembershipStatus status = MembershipStatus::active;
    UtcMs created_at;
    std::int64_t version = 1;  ///< Every version is kept and is a record of the transparency log.
};

/// Code::conflict when the user is one already. The caller has checked the right to add.
Result<Membership> add_membership(db::Tx& tx, UserId by, UserId user, OrgId org, Role role, const Scope& scope);
/// Of a member who has just been added; nothing for who is none.
void set_first_scope(db::Tx& tx, UserId by, UserId user, OrgId org, const Scope& scope);
std::optional<Membership> find_membership(db::Tx& tx, MembershipId id);
/// All of a person, oldest first; at most 200.
std::vector<Membership> memberships_of(db::Tx& tx, UserId user);

/// Everybody who acts in this role, oldest first; at most 200.
std::vector<Membership> memberships_with(db::Tx& tx, Role role);

/// The roles that an organisation's kinds carry: registry says so when it registers one and when its kinds change.
/// What its members may do follows at once.
void set_organisation_roles(db::Tx& tx, OrgId org, Roles roles);
Roles organisation_roles(db::Tx& tx, OrgId org);
/// `org` took `predecessor` over: its members read the predecessor's objects from now on.
void add_predecessor(db::Tx& tx, OrgId org, OrgId predecessor);

/// What a person with this role in an organisation of such roles acts with.
Roles effective_roles(Role role, Roles organisation);

/// Accounts from before there were memberships get theirs: at most `limit` more after `after`; the last account looked
/// at, nothing at the end. For the start of the server; each is a record of the log.
std::optional<UserId> adopt_accounts(db::Tx& tx, UserId after, int limit);

}  // namespace yiguan::auth
