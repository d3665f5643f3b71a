#include "auth/actor.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace yiguan::auth {
namespace {

using P = Permission;

// Said a second time and the other way round than in actor.cpp: role by role.
const std::set<P> administrating{P::manage_members, P::change_organisation, P::open_sections,      P::read_audit,
                                 P::manage_keys,    P::read_applications,   P::manage_certificates};
std::set<P> with(std::set<P> some, const std::set<P>& more) {
    some.insert(more.begin(), more.end());
    return some;
}
const std::set<P> reviewing{P::review_organisation, P::review_product, P::read_organisation, P::read_product,
                            P::read_applications};
const std::map<Role, std::set<P>> expected{
    {Role::platform_admin,
     with(reviewing, {P::read_codes, P::read_events, P::query_events, P::manage_members, P::read_audit, P::review_first,
                      P::review_second, P::manage_templates, P::manage_review_rules})},
    {Role::producer,
     with(administrating, {P::read_organisation, P::upload_document, P::file_product, P::read_product, P::apply_codes,
                           P::read_codes, P::bind_codes, P::activate_codes, P::ship_codes, P::receive_codes,
                           P::read_events, P::capture_events, P::query_events})},
    {Role::seller,
     with(administrating, {P::read_organisation, P::read_codes, P::receive_codes, P::ship_codes, P::sell_codes,
                           P::read_events, P::upload_document, P::capture_events, P::query_events})},
    {Role::regulator,
     {P::read_organisation, P::read_product, P::read_codes, P::read_events, P::query_events, P::read_applications}},
    {Role::top_regulator,
     {P::read_organisation, P::read_product, P::read_codes, P::read_events, P::query_events, P::read_applications}},
    {Role::integrator,
     {P::read_organisation, P::upload_document, P::file_product, P::read_product, P::apply_codes, P::read_codes,
      P::bind_codes, P::activate_codes, P::ship_codes, P::receive_codes, P::sell_codes, P::read_events,
      P::capture_events, P::query_events, P::read_applications, P::manage_certificates}},
    // By themselves, in an organisation whose kinds may do nothing (a certification body, say).
    {Role::org_admin, with(administrating, {P::read_organisation, P::upload_document})},
    {Role::quality_director,
     {P::read_organisation, P::upload_document, P::change_organisation, P::open_sections, P::read_audit, P::manage_keys,
      P::read_applications, P::manage_certificates}},
    {Role::quality_officer, {P::read_organisation, P::upload_document, P::read_applications, P::manage_certificates}},
    {Role::recorder, {P::read_organisation, P::upload_document, P::read_applications, P::manage_certificates}},
    {Role::warehouse, {P::read_organisation}},
    {Role::store_clerk, {P::read_organisation}},
    {Role::first_reviewer, with(reviewing, {P::review_first})},
    {Role::second_reviewer, with(reviewing, {P::review_second})},
};
const std::set<Role> reach_everywhere{Role::platform_admin, Role::regulator, Role::top_regulator, Role::first_reviewer,
                                      Role::second_reviewer};

// What is left of producer and seller together for a member (contract: officers and recorders file, upload, bind and
// read; the warehouse ships, receives, reads; the store sells too).
const std::set<P> reading{P::read_organisation, P::read_product, P::read_codes, P::read_events, P::query_events};
const std::set<P> filing = with(reading, {P::upload_document, P::file_product, P::bind_codes, P::activate_codes,
                                          P::read_applications, P::manage_certificates});
const std::map<Role, std::set<P>> of_members{
    {Role::org_admin, with(expected.at(Role::producer), expected.at(Role::seller))},
    {Role::quality_officer, with(filing, {P::apply_codes})},
    {Role::recorder, filing},
    {Role::warehouse, with(reading, {P::ship_codes, P::receive_codes})},
    {Role::store_clerk, with(reading, {P::ship_codes, P::receive_codes, P::sell_codes})},
};

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

// FIL-12
TEST(Permissions, FIL12_OfMembersOfAProducerThatSells) {
    auto all = of_members;
    all[Role::quality_director] = all[Role::org_admin];
    all[Role::quality_director].erase(P::manage_members);
    for (const auto& [role, permissions] : all)
        for (int p = 0; p < permission_count; ++p) {
            auto who = actor(role);
            who.roles = who.roles.with(Role::producer).with(Role::seller);
            const auto permission = static_cast<P>(p);
            EXPECT_EQ(may(who, permission), permissions.contains(permission)) << name(role) << " " << name(permission);
            EXPECT_FALSE(may_everywhere(who, permission)) << name(role) << " " << name(permission);
            EXPECT_FALSE(require(who, permission, OrgId{6}).has_value()) << name(role) << " " << name(permission);
        }
    // A mask takes nothing from what the kind may not do: a seller's recorder files no product.
    auto recorder = actor(Role::recorder);
    recorder.roles = recorder.roles.with(Role::seller);
    EXPECT_FALSE(may(recorder, P::file_product));
    EXPECT_FALSE(may(recorder, P::sell_codes));
    EXPECT_TRUE(may(recorder, P::read_codes));
}

// C-29: the first member of a regulator's organisation looks after its people; it is no enterprise.
// ECO-31
TEST(Permissions, ECO31_ARegulatorsAdministratorHasNothingOfAnEnterprise) {
    auto chief = actor(Role::org_admin);
    chief.roles = chief.roles.with(Role::regulator);
    auto allowed =
        with(expected.at(Role::regulator), {P::manage_members, P::read_audit, P::manage_keys, P::upload_document});
    for (int p = 0; p < permission_count; ++p) {
        const auto permission = static_cast<P>(p);
        EXPECT_EQ(may(chief, permission), allowed.contains(permission)) << name(permission);
        EXPECT_EQ(may_everywhere(chief, permission), expected.at(Role::regulator).contains(permission))
            << name(permission);
    }
    chief.roles = chief.roles.with(Role::producer);
    EXPECT_TRUE(may(chief, P::manage_certificates)) << "an enterprise that is a regulator too stays one";
}

TEST(Permissions, MachinesManageNoPeopleAndNoKeys) {
    auto key = actor(Role::producer);
    key.machine = true;
    for (const P p : {P::manage_members, P::manage_keys, P::change_organisation, P::open_sections, P::read_audit})
        EXPECT_EQ(require(key, p).error().code, Code::forbidden) << name(p);
    EXPECT_TRUE(may(key, P::file_product));
}

TEST(Permissions, WhatAPredecessorLeftMayBeReadAndNotChanged) {
    auto heir = actor(Role::producer);
    heir.predecessors = {OrgId{3}};
    EXPECT_TRUE(require(heir, P::read_product, OrgId{3}).has_value());
    EXPECT_TRUE(require(heir, P::read_events, OrgId{3}).has_value());
    EXPECT_FALSE(require(heir, P::file_product, OrgId{3}).has_value());
    EXPECT_FALSE(require(heir, P::bind_codes, OrgId{3}).has_value());
    EXPECT_FALSE(require(heir, P::read_product, OrgId{4}).has_value());
}

TEST(Scopes, RegionsAreSubtreesAndCategoriesAreNamed) {
    const Scope everything;
    EXPECT_TRUE(everything.has_region("440112"));
    EXPECT_TRUE(everything.has_region(""));
    EXPECT_TRUE(everything.has_category("CAT-01"));
    const Scope guangdong{.regions = {"44"}, .categories = {"CAT-04"}};
    EXPECT_TRUE(guangdong.has_region("440112"));
    EXPECT_FALSE(guangdong.has_region("110101"));
    EXPECT_FALSE(guangdong.has_region(""));
    EXPECT_FALSE(guangdong.has_category("CAT-01"));
    EXPECT_TRUE(everything.contains(guangdong));
    EXPECT_FALSE(guangdong.contains(everything)) << "nobody gives more than he has";
    EXPECT_TRUE(guangdong.contains({.regions = {"4401"}, .categories = {"CAT-04"}, .own_only = true}));
    EXPECT_FALSE(guangdong.contains({.regions = {"4401", "11"}, .categories = {"CAT-04"}}));
    EXPECT_FALSE((Scope{.own_only = true}).contains(everything));
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
