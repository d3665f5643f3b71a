// SQL of memberships and of what organisations' kinds carry. Private to auth.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "auth/members.hpp"

namespace yiguan::auth::store {

std::string joined(const std::vector<std::string>& parts);
std::vector<std::string> split(std::string_view text);
std::vector<OrgId> organisations_in(std::string_view text);

/// False, and nothing stored, when the user is a member of the organisation.
bool insert_membership(db::Tx& tx, const Membership& membership);
void update_membership(db::Tx& tx, const Membership& membership);
std::optional<Membership> find_membership(db::Tx& tx, MembershipId id);
std::optional<Membership> find_membership(db::Tx& tx, UserId user, OrgId org);
std::vector<Membership> memberships_of_user(db::Tx& tx, UserId user, int limit);
/// Active ones, oldest first.
std::vector<Membership> memberships_with(db::Tx& tx, Role role, int limit);
std::vector<Membership> memberships_after(db::Tx& tx, MembershipId after, int limit);

struct MembershipVersion {
    Membership membership;  ///< created_at is not kept.
    UtcMs changed_at;
    UserId changed_by;
};
void insert_membership_version(db::Tx& tx, const Membership& membership, UserId by);
/// By membership and version.
std::vector<MembershipVersion> membership_versions_after(db::Tx& tx, MembershipId id, std::int64_t version, int limit);

// With what the account says of itself; by organisation.
std::optional<Member> find_member(db::Tx& tx, MembershipId id);
std::vector<Member> members_after(db::Tx& tx, OrgId org, const MemberFilter& filter, MembershipId after, int limit);
std::int64_t count_members(db::Tx& tx, OrgId org, const MemberFilter& filter, std::int64_t most);
/// Active ones with this role, at most two are counted.
std::int64_t count_administrators(db::Tx& tx, OrgId org, Role role);

struct OrgAccess {
    Roles roles;
    std::vector<OrgId> predecessors{};
};
std::optional<OrgAccess> find_org_access(db::Tx& tx, OrgId org);
void put_org_access(db::Tx& tx, OrgId org, const OrgAccess& access);

}  // namespace yiguan::auth::store
