#include "auth/api_keys.hpp"

#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "db/testing.hpp"

namespace yiguan::auth {
namespace {

using db::Tx;

constexpr std::int64_t day_ms = 86'400'000;

class ApiKeys : public db::testing::BothEngines {
protected:
    IssuedApiKey given_key(std::int64_t days = 10, OrgId org = OrgId{5}) {
        return db_
            ->write_now([&](Tx& tx) {
                return create_api_key(tx, admin_,
                                      {.org = org,
                                       .roles = Roles{}.with(Role::integrator),
                                       .days = days,
                                       .unknown_password_hash = "no hash is looked at here"});
            })
            .value();
    }
    Result<ApiKeyUse> use(std::string_view text) {
        return db_->read_now([&](Tx& tx) { return use_api_key(tx, text); });
    }
    const Actor admin_{.user = UserId{7}, .org = {}, .roles = Roles{}.with(Role::platform_admin)};
};

TEST_P(ApiKeys, ActAsATechnicalUser) {
    const auto issued = given_key();
    const auto used = use(issued.text);
    ASSERT_TRUE(used.has_value());
    EXPECT_EQ(used.value().actor.org, OrgId{5});
    EXPECT_EQ(used.value().actor.user, issued.key.user);
    EXPECT_EQ(used.value().actor.roles, Roles{}.with(Role::integrator));
    const auto user = db_->read_now([&](Tx& tx) { return find_user(tx, issued.key.user); });
    ASSERT_TRUE(user);
    EXPECT_EQ(user->login, "apikey-" + to_string(issued.key.id));
}

TEST_P(ApiKeys, EndWithTheirTime) {
    const auto issued = given_key(1);
    clock_ = clock_ + (day_ms - 1);
    EXPECT_TRUE(use(issued.text).has_value());
    clock_ = clock_ + 1;
    const auto late = use(issued.text);
    ASSERT_TRUE(late.has_error());
    EXPECT_EQ(late.error().code, Code::unauthenticated);
}

const db::Statement disable_sql{"api_keys_test.disable", "update app_user set status = $2 where user_id = $1"};

TEST_P(ApiKeys, EndWhenRevokedOrTheirUserIsDisabled) {
    const auto one = given_key(), two = given_key();
    for (int i = 0; i < 2; ++i)
        EXPECT_TRUE(
            db_->write_now([&](Tx& tx) -> Result<void> { return revoke_api_key(tx, admin_, one.key.id); }).has_value());
    EXPECT_TRUE(use(one.text).has_error());
    EXPECT_TRUE(use(two.text).has_value());
    EXPECT_EQ(db_->read_now([&](Tx& tx) { return audit_trail(tx, "api_key", one.key.id.value); }).size(), 2u)
        << "made, revoked; the second time changes nothing";
    db_->write_now([&](Tx& tx) { tx.execute(disable_sql, two.key.user, UserStatus::disabled); });
    EXPECT_TRUE(use(two.text).has_error());
    EXPECT_EQ(
        db_->write_now([&](Tx& tx) -> Result<void> { return revoke_api_key(tx, admin_, ApiKeyId{99}); }).error().code,
        Code::not_found);
}

TEST_P(ApiKeys, OnlyTheWholeSecretOpens) {
    const auto one = given_key(), two = given_key();
    const auto secret_at = one.text.rfind('_', one.text.find('_', 3)) + 1;
    EXPECT_TRUE(use(one.text.substr(0, secret_at) + two.text.substr(secret_at)).has_error());
    for (std::size_t n = 0; n < one.text.size(); ++n) EXPECT_TRUE(use(one.text.substr(0, n)).has_error()) << n;
}

TEST_P(ApiKeys, RememberTheDayOfTheirLastUse) {
    const auto issued = given_key();
    EXPECT_TRUE(use(issued.text).value().touch_due);
    db_->write_now([&](Tx& tx) { return touch_api_key(tx, issued.key.id), true; });
    EXPECT_FALSE(use(issued.text).value().touch_due);
    clock_ = clock_ + day_ms;
    EXPECT_TRUE(use(issued.text).value().touch_due);
    const auto listed = db_->read_now([&](Tx& tx) { return list_api_keys(tx, OrgId{5}, {}, 10); });
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0].last_used, db::testing::test_start);
}

TEST_P(ApiKeys, AreListedByOrganisation) {
    const auto mine = given_key(), theirs = given_key(10, OrgId{6});
    const auto count = [&](OrgId org) {
        return db_->read_now([&](Tx& tx) { return list_api_keys(tx, org, {}, 10).size(); });
    };
    EXPECT_EQ(count(OrgId{5}), 1u);
    EXPECT_EQ(count(OrgId{6}), 1u);
    EXPECT_EQ(count({}), 2u);
}

TEST_P(ApiKeys, NeedARoleAndATime) {
    const auto refused = [&](NewApiKey wanted) {
        return db_->write_now([&](Tx& tx) { return create_api_key(tx, admin_, wanted); }).error().pointer;
    };
    EXPECT_EQ(refused({.org = OrgId{5}}), "/roles");
    EXPECT_EQ(refused({.org = OrgId{5}, .roles = Roles{}.with(Role::seller), .days = 0}), "/days");
    EXPECT_EQ(refused({.org = OrgId{5}, .roles = Roles{}.with(Role::seller), .days = 3651}), "/days");
}

YIGUAN_BOTH_ENGINES(ApiKeys);

}  // namespace
}  // namespace yiguan::auth
