// Who acts, and what the roles may do. Pure values: no tables here.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/result.hpp"

namespace yiguan::auth {

enum class Role : std::uint8_t {
    platform_admin,  ///< 系统管理员: reviews organisations and filings, runs the node.
    producer,        ///< 生产企业
    seller,          ///< 销售企业
    regulator,       ///< 监管: sees that hidden data exist, not what they say (C-29).
    top_regulator,   ///< 最高权限的监管账户: sees hidden data (ECO-31, C-29).
    integrator,      ///< Machine access for its organisation.
};
inline constexpr int role_count = 6;
std::string_view name(Role role);  ///< "platform_admin", as in JSON.
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
};
inline constexpr int permission_count = static_cast<int>(Permission::query_events) + 1;
std::string_view name(Permission permission);     ///< "apply_codes"
std::string_view name_zh(Permission permission);  ///< 申请追溯码

/// The user of a request. Default: a stranger (no user, no organisation, no roles).
struct Actor {
    UserId user;
    OrgId org;
    Roles roles;
    std::string request_id{};  ///< Of the request being served, for the audit rows it leaves; "" for commands.
    bool anonymous() const { return !user; }
};

/// True if any role of the actor carries the permission. One readable table in actor.cpp.
bool may(const Actor& actor, Permission permission);
/// True if the actor's role carries the permission for objects of every organisation (platform_admin, regulators'
/// reads).
bool may_everywhere(const Actor& actor, Permission permission);

/// Code::unauthenticated for a stranger, Code::forbidden if no role carries the permission.
Result<void> require(const Actor& actor, Permission permission);
/// The same, and the object must belong to the actor's organisation, or the role must reach everywhere.
Result<void> require(const Actor& actor, Permission permission, OrgId owner);

}  // namespace yiguan::auth
