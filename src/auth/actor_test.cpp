#include "auth/actor.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace yiguan::auth {
namespace {

using P = Permission;

// Said a second time and the other way round than in actor.cpp: role by role.
const std::map<Role, std::set<P>> expected{
    {Role::platform_admin,
     {P::review_organisation, P::read_organisation, P::review_product, P::read_product, P::read_codes, P::read_events,
      P::query_events}},
    {Role::producer,
     {P::read_organisation, P::upload_document, P::file_product, P::read_product, P::apply_codes, P::read_codes,
      P::bind_codes, P::activate_codes, P::ship_codes, P::receive_codes, P::read_events, P::capture_events,
      P::query_events}},
    {Role::seller,
     {P::read_organisation, P::read_codes, P::receive_codes, P::ship_codes, P::sell_codes, P::read_events,
      P::upload_document, P::capture_events, P::query_events}},
    {Role::regulator, {P::read_organisation, P::read_product, P::read_codes, P::read_events, P::query_events}},
    {Role::top_regulator, {P::read_organisation, P::read_product, P::read_codes, P::read_events, P::query_events}},
    {Role::integrator,
     {P::read_organisation, P::upload_document, P::file_product, P::read_product, P::apply_codes, P::read_codes,
      P::bind_codes, P::activate_codes, P::ship_codes, P::receive_codes, P::sell_codes, P::read_events,
      P::capture_events, P::query_events}},
};
const std::set<Role> reach_everywhere{Role::platform_admin, Role::regulator, Role::top_regulator};

Actor actor(Role role) {
    return {.user = UserId{7}, .org = OrgId{5}, .roles = Roles{}.with(role)};
}

TEST(Permissions, OfEveryRole) {
    for (const auto& [role, permissions] : expected)
        for (int p = 0; p < permission_count; ++p) {
            const auto permission = static_cast<P>(p);
            const bool allowed = permissions.contains(permission);
            const bool everywhere = allowed && reach_everywhere.contains(role);
            const auto who = actor(role);
            EXPECT_EQ(may(who, permission), allowed) << name(role) << " " << p;
            EXPECT_EQ(may_everywhere(who, permission), everywhere) << name(role) << " " << p;
            EXPECT_EQ(require(who, permission).has_value(), allowed) << name(role) << " " << p;
            EXPECT_EQ(require(who, permission, OrgId{5}).has_value(), allowed) << name(role) << " " << p;
            EXPECT_EQ(require(who, permission, OrgId{6}).has_value(), everywhere) << name(role) << " " << p;
        }
}

TEST(Permissions, AStrangerMaySeeNothingWhateverRolesAreClaimed) {
    Actor stranger = actor(Role::platform_admin);
    stranger.user = {};
    for (int p = 0; p < permission_count; ++p) {
        const auto permission = static_cast<P>(p);
        EXPECT_FALSE(may(stranger, permission));
        EXPECT_FALSE(may_everywhere(stranger, permission));
        ASSERT_TRUE(require(stranger, permission).has_error());
        EXPECT_EQ(require(stranger, permission).error().code, Code::unauthenticated);
    }
}

TEST(Permissions, RefusalNamesThePermission) {
    const auto refused = require(actor(Role::seller), P::apply_codes);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::forbidden);
    EXPECT_EQ(refused.error().detail, "当前账号没有“申请追溯码”的权限");
}

TEST(Permissions, SeveralRolesAddUp) {
    Actor both = actor(Role::producer);
    both.roles = both.roles.with(Role::seller);
    EXPECT_TRUE(may(both, P::file_product));
    EXPECT_TRUE(may(both, P::sell_codes));
    EXPECT_FALSE(may(both, P::review_product));
    EXPECT_FALSE(require(both, P::sell_codes, OrgId{6}).has_value());
}

TEST(Permissions, AnObjectWithoutOwnerIsNotOnesOwn) {
    Actor homeless = actor(Role::producer);
    homeless.org = {};
    EXPECT_FALSE(require(homeless, P::bind_codes, OrgId{}).has_value());
}

TEST(Roles, NamesComeBack) {
    for (int r = 0; r < role_count; ++r) EXPECT_EQ(parse_role(name(static_cast<Role>(r))), static_cast<Role>(r));
    EXPECT_EQ(parse_role("Producer"), std::nullopt);
    EXPECT_EQ(parse_role(""), std::nullopt);
}

}  // namespace
}  // namespace yiguan::auth
