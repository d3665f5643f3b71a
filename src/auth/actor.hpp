// Who acts, and what the roles may do. Pure values: no tables here.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"

namespace yiguan::auth {

enum class Role : std::uint8_t {
    platform_admin,    ///< 平台运营: reviews organisations and filings, runs the node.
    producer,          ///< 生产企业
    seller,            ///< 销售企业
    regulator,         ///< 监管: sees that hidden data exist, not what they say (C-29).
    top_regulator,     ///< 最高权限监管: sees hidden data (ECO-31, C-29).
    integrator,        ///< Machine access for its organisation.
    org_admin,         ///< 企业管理员. Member roles begin here: what the organisation's kinds may do, masked.
    quality_director,  ///< 质量安全总监: all but members.
    quality_officer,   ///< 质量安全员
    recorder,          ///< 记录员 (FIL-12)
    warehouse,         ///< 仓库
    store_clerk,       ///< 门店; the last member role.
    first_reviewer,    ///< 初审
    second_reviewer,   ///< 复审
};
inline constexpr int role_count = 14;
std::string_view name(Role role);     ///< "platform_admin", as in JSON.
std::string_view name_zh(Role role);  ///< 平台运营
std::string_view name_en(Role role);  ///< "Platform operator"
/// True from org_admin to store_clerk: one of them is what a person is in an enterprise.
constexpr bool is_member_role(Role role) {
    return role >= Role::org_admin && role <= Role::store_clerk;
}
/// "enterprise", "review", "regulator", "platform"; "" for those that no person is given (kinds, machines).
std::string_view group_of(Role role);
std::optional<Role> parse_role(std::string_view name);

/// A set of roles, stored as a bit mask.
class Roles {
public:
    constexpr Roles() = default;
    constexpr explicit Roles(std::int64_t bits) : bits_(bits) {}
    constexpr Roles with(Role r) const { return Roles(bits_ | (std::int64_t{1} << static_cast<int>(r))); }
    constexpr bool has(Role r) const { return (bits_ >> static_cast<int>(r)) & 1; }
    constexpr std::int64_t bits() const { return bits_; }
    friend constexpr bool operator==(Roles, Roles) = default;

private:
    std::int64_t bits_ = 0;
};

enum class Permission : std::uint8_t {
    review_organisation,
    read_organisation,
    upload_document,
    file_product,
    read_product,
    review_product,
    apply_codes,
    read_codes,
    bind_codes,
    activate_codes,
    ship_codes,
    receive_codes,
    sell_codes,
    read_events,
    capture_events,
    query_events,
    manage_members,
    change_organisation,
    open_sections,
    read_audit,
    review_first,
    review_second,
    manage_templates,
    manage_review_rules,
    read_applications,
    manage_certificates,
    manage_keys,
};
inline constexpr int permission_count = static_cast<int>(Permission::manage_keys) + 1;
std::string_view name(Permission permission);     ///< "apply_codes"
std::string_view name_zh(Permission permission);  ///< 申请追溯码

using MembershipId = Id<struct MembershipTag>;

/// What part of the data a person may work on. Default: all that the role reaches.
struct Scope {
    std::vector<std::string> regions{};            ///< Prefixes of division codes, 2, 4 or 6 digits; empty: everywhere.
    std::vector<std::string> categories{};         ///< "CAT-04"; empty: every category.
    bool own_only = false;                         ///< Only what this person entered.
    bool has_region(std::string_view code) const;  ///< A code without digits lies in no region.
    bool has_category(std::string_view category) const;
    /// True if everything of `other` lies in this scope: nobody gives more than he has.
    bool contains(const Scope& other) const;
    friend bool operator==(const Scope&, const Scope&) = default;
};
inline constexpr std::size_t scope_regions_max = 50;
inline constexpr std::size_t scope_categories_max = 50;

/// The user of a request. Default: a stranger (no user, no organisation, no roles).
struct Actor {
    UserId user;
    OrgId org;
    Roles roles;
    std::string request_id{};  ///< Of the request being served, for the audit rows it leaves; "" for commands.
    std::string address{};     ///< Of the client, for the same: "192.0.2.1".
    Scope scope{};
    MembershipId membership{};          ///< As what the person acts; none for machines.
    std::vector<OrgId> predecessors{};  ///< Organisations that this one took over: their objects may be read.
    bool machine = false;               ///< Acts by an API key: manages no people and no keys.
    bool anonymous() const { return !user; }
};

/// True if any role of the actor carries the permission. One readable table in actor.cpp.
bool may(const Actor& actor, Permission permission);
/// True if the actor's role carries the permission for objects of every organisation (platform_admin, regulators'
/// reads).
bool may_everywhere(const Actor& actor, Permission permission);

/// Code::unauthenticated for a stranger, Code::forbidden if no role carries the permission.
Result<void> require(const Actor& actor, Permission permission);
/// The same, and the object must belong to the actor's organisation, or the role must reach everywhere; what belongs to
/// a predecessor may be read. Knows nothing of scopes: registry::require_reach() does.
Result<void> require(const Actor& actor, Permission permission, OrgId owner);

}  // namespace yiguan::auth
