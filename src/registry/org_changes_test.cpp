// Changes of what is approved, transfers, introductions, machine checks.
#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "registry/registry_json.hpp"
#include "registry/test_world.hpp"
#include "review/review.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using db::Tx;
using testing::ElementsAre;
using testing::SizeIs;

class OrgChanges : public RegistryWorld {};
YIGUAN_BOTH_ENGINES(OrgChanges);

TEST_P(OrgChanges, AChangeHoldsWhenItIsApproved) {
    const auto registered = given_org(1);
    const auto apply = [&](const json::object& changes) {
        return write(
            [&](Tx& tx) { return apply_for_change(tx, owner(registered), registered.org, changes, "搬迁", {}); });
    };
    EXPECT_EQ(apply({{"address", "新址"}}).error().code, Code::org_not_approved);
    ASSERT_TRUE(approve(registered.org).has_value());
    EXPECT_EQ(apply({{"address", "深圳市某路 1 号"}}).error().pointer, "/changes") << "nothing changes";
    EXPECT_EQ(apply({{"uscc", "91350100M000100Y43"}}).error().pointer, "/changes/uscc");
    EXPECT_EQ(apply({{"gln", "123"}}).error().pointer, "/changes/gln");
    EXPECT_EQ(apply({{"name", nullptr}}).error().pointer, "/changes/name");
    EXPECT_EQ(apply({{"kinds", json::array{"producer", "regulator"}}}).error().code, Code::forbidden);
    const auto made = apply({{"address", "深圳市新路 2 号"}, {"kinds", json::array{"producer", "online_shop"}}});
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_EQ(stored(registered.org).data.address, "深圳市某路 1 号");
    EXPECT_EQ(apply({{"fax", "0755-1234567"}}).error().code, Code::conflict) << "one at a time";
    const auto* rules = review::find_rules(review::Kind::organisation_change);
    EXPECT_EQ(json::serialize(read([&](Tx& tx) { return rules->before(tx, made.value()); })),
              R"({"address":"深圳市某路 1 号","kinds":["producer"]})");
    ASSERT_TRUE(write([&](Tx& tx) { return review::decide(tx, admin_, made.value().id, {}); }).has_value());
    const auto org = stored(registered.org);
    EXPECT_EQ(org.data.address, "深圳市新路 2 号");
    EXPECT_TRUE(org.kinds.has(OrgKind::online_shop));
    const auto history = read([&](Tx& tx) { return encode_history(tx, registered.org); });
    ASSERT_EQ(history.size(), 3u);
    const auto& changes = history[2].at("changes").as_array();
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].at("zh"), "生产/注册地址");
    EXPECT_EQ(changes[0].at("before"), "深圳市某路 1 号");
    EXPECT_EQ(changes[0].at("after"), "深圳市新路 2 号");
}

TEST_P(OrgChanges, ResponsibilityIsTransferredToASuccessor) {
    const auto old = given_org(1), heir = given_org(2);
    ASSERT_TRUE(approve(old.org).has_value());
    const auto apply = [&](int n) {
        return write([&](Tx& tx) {
            return apply_for_transfer(tx, owner(old), old.org, uscc(n), TransferGround::merged, "合并", {});
        });
    };
    EXPECT_EQ(apply(2).error().pointer, "/successor") << "not approved yet";
    ASSERT_TRUE(approve(heir.org).has_value());
    EXPECT_EQ(apply(1).error().pointer, "/successor");
    EXPECT_EQ(apply(3).error().pointer, "/successor");
    const auto made = apply(2);
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    ASSERT_TRUE(write([&](Tx& tx) { return review::decide(tx, admin_, made.value().id, {}); }).has_value());
    const auto org = stored(old.org);
    EXPECT_EQ(org.status, OrgStatus::deregistered);
    EXPECT_EQ(org.successor, heir.org);
    EXPECT_THAT(read([&](Tx& tx) { return predecessors_of(tx, heir.org); }), ElementsAre(old.org));
    EXPECT_EQ(read([&](Tx& tx) { return review::find(tx, org.application); })->state, review::State::cancelled);
}

// GDP-66, GDP-67
TEST_P(OrgChanges, GDP66_GDP67_WhatIsFilledInIsShown) {
    const auto registered = given_org(1);
    Introduction introduction{.overview = "成立于 2010 年", .business = std::nullopt, .strengths = std::nullopt};
    ASSERT_TRUE(write([&](Tx& tx) {
                    return set_introduction(tx, owner(registered), registered.org, introduction);
                }).has_value());
    const auto shown = encode(stored(registered.org), Actor{});
    EXPECT_EQ(json::serialize(shown.at("introduction")), R"({"overview":"成立于 2010 年"})");
    EXPECT_FALSE(shown.contains("legalPerson"));
    introduction.business = "电动自行车", introduction.strengths = "自有电机";
    ASSERT_TRUE(write([&](Tx& tx) {
                    return set_introduction(tx, owner(registered), registered.org, introduction);
                }).has_value());
    EXPECT_EQ(json::serialize(encode(stored(registered.org), Actor{}).at("introduction")),
              R"({"overview":"成立于 2010 年","business":"电动自行车","strengths":"自有电机"})");
}

// ECO-11, ECO-20
TEST_P(OrgChanges, ECO11_ECO20_ChecksSayWhatAMachineCanSay) {
    const auto registered = given_org(1);
    const auto application = read([&](Tx& tx) { return review::find(tx, stored(registered.org).application); }).value();
    const auto checks = read([&](Tx& tx) {
        const auto content = parse_json_object(review::content_of(tx, application.id)).value();
        return review::find_rules(review::Kind::registration)->checks(tx, application, content);
    });
    ASSERT_THAT(checks, SizeIs(8));
    const auto ok = [&](std::string_view rule) { return std::ranges::find(checks, rule, &review::Check::rule)->ok; };
    EXPECT_EQ(ok("uscc_check"), true);
    EXPECT_EQ(ok("division"), true);
    EXPECT_EQ(ok("name_form"), false) << "企业1";
    EXPECT_EQ(ok("licence_present"), false);
    EXPECT_EQ(ok("licence_agrees"), std::nullopt);
    EXPECT_EQ(ok("not_registered"), true);
    EXPECT_EQ(ok("contact_form"), true);
}

}  // namespace
}  // namespace yiguan::registry
