#include <gtest/gtest.h>

#include "registry/registry.hpp"

namespace yiguan::registry {
namespace {

// GDP-72
TEST(OrgNames, GDP72_CompanyTypesAreThoseOfTheForm) {
    const std::pair<CompanyType, std::string_view> words[]{{CompanyType::health_food, "保健品企业"},
                                                           {CompanyType::cold_chain, "涉及冷链企业"},
                                                           {CompanyType::ordinary, "普通企业"}};
    for (const auto& [type, zh] : words) {
        EXPECT_EQ(name_zh(type), zh);
        EXPECT_EQ(parse_company_type(name(type)), type);
    }
}

TEST(OrgNames, NamesComeBack) {
    for (int s = 1; s <= 9; ++s)
        EXPECT_EQ(parse_org_status(name(static_cast<OrgStatus>(s))), static_cast<OrgStatus>(s));
    EXPECT_EQ(parse_org_status("待初审"), std::nullopt);
    EXPECT_EQ(name_zh(OrgStatus::first_review), "待初审");
    EXPECT_EQ(name_zh(OrgStatus::deregistered), "已注销");
    for (int k = 0; k < org_kind_count; ++k)
        EXPECT_EQ(parse_org_kind(name(static_cast<OrgKind>(k))), static_cast<OrgKind>(k));
    EXPECT_EQ(parse_org_kind("dealer"), std::nullopt);
}

TEST(OrgNames, RolesFollowFromKinds) {
    using auth::Role;
    const auto both = roles_of(OrgKinds{}.with(OrgKind::producer).with(OrgKind::seller));
    EXPECT_EQ(both, auth::Roles{}.with(Role::producer).with(Role::seller));
    EXPECT_EQ(roles_of(OrgKinds{}.with(OrgKind::regulator)), auth::Roles{}.with(Role::regulator));
    EXPECT_EQ(roles_of(OrgKinds{}.with(OrgKind::platform_operator)), auth::Roles{}.with(Role::platform_admin));
    EXPECT_EQ(roles_of(OrgKinds{}), auth::Roles{});
}

}  // namespace
}  // namespace yiguan::registry
