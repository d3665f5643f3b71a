// What a stranger registers, and what is refused.
#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "registry/registry_json.hpp"
#include "registry/test_world.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using auth::Role;
using auth::Roles;
using db::Tx;
using testing::SizeIs;

const db::Statement count_orgs_sql{"registry_test.count_orgs", "select count(*) from org",
                                   db::Statement::Plan::small_scan};
const db::Statement count_users_sql{"registry_test.count_users", "select count(*) from app_user",
                                    db::Statement::Plan::small_scan};

class Registering : public RegistryWorld {};
YIGUAN_BOTH_ENGINES(Registering);

TEST_P(Registering, AsManyWaitForReviewAsThereIsRoomFor) {
    const auto room = [&](std::int64_t most) {
        return read([&](Tx& tx) { return require_room_for_registration(tx, most); });
    };
    EXPECT_TRUE(room(1).has_value());
    const auto first = given_org(1);
    given_org(2);
    EXPECT_TRUE(room(3).has_value());
    ASSERT_TRUE(room(2).has_error());
    EXPECT_EQ(room(2).error().code, Code::too_many_requests);
    EXPECT_TRUE(room(0).has_value()) << "no limit";
    ASSERT_TRUE(approve(first.org).has_value());
    EXPECT_TRUE(room(2).has_value()) << "only those that wait are counted";
}

// ECO-02, EBM-05
TEST_P(Registering, ECO02_EBM05_AStrangerRegistersAnOrganisationWithItsFirstUser) {
    auto full = data(1);
    full.legal_person = "张三";
    full.capital_10k_yuan = 500;
    full.remark = "第一行\n第二行";
    const auto done =
        try_register({.org = full, .kinds = producer.with(OrgKind::seller), .login = "First", .password_hash = "hash"});
    ASSERT_TRUE(done.has_value());
    const auto org = stored(done.value().org);
    EXPECT_EQ(org.data.name, full.name);
    EXPECT_EQ(org.data.uscc, full.uscc);
    EXPECT_EQ(org.data.address, full.address);
    EXPECT_EQ(org.data.contact, full.contact);
    EXPECT_EQ(org.data.legal_person, "张三");
    EXPECT_EQ(org.data.capital_10k_yuan, 500);
    EXPECT_EQ(org.data.remark, full.remark);
    EXPECT_EQ(org.data.fax, std::nullopt);
    EXPECT_EQ(org.data.licence, std::nullopt);
    EXPECT_EQ(org.kinds, producer.with(OrgKind::seller));
    EXPECT_EQ(org.region_id, "440300");
    EXPECT_EQ(org.status, OrgStatus::first_review);
    EXPECT_EQ(org.review_reason, "");
    EXPECT_EQ(org.reviewed_at, std::nullopt);
    EXPECT_EQ(org.submitted_at, clock_);
    EXPECT_EQ(beijing_minute(org.review_due_at), "2026-11-25 23:59") << "three working days after a Saturday";
    EXPECT_EQ(org.version, 1);

    const auto user = read([&](Tx& tx) { return auth::find_user_by_login(tx, "first"); });
    ASSERT_TRUE(user);
    EXPECT_EQ(user->id, done.value().user);
    EXPECT_EQ(user->org, org.id);
    EXPECT_EQ(user->roles, Roles{}.with(Role::producer).with(Role::seller));
    EXPECT_FALSE(user->must_change_password);
    const auto trail = read([&](Tx& tx) { return auth::audit_trail(tx, "org", org.id.value); });
    ASSERT_THAT(trail, SizeIs(1));
    EXPECT_EQ(trail[0].action, "org.register");
    EXPECT_EQ(trail[0].user, user->id);
}

TEST_P(Registering, RefusesACreditCodeTwice) {
    given_org(1);
    const auto again = try_register({.org = data(1), .kinds = producer, .login = "other", .password_hash = "hash"});
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::org_exists);
    EXPECT_EQ(again.error().pointer, "/uscc");
    EXPECT_EQ(again.error().field, "统一社会信用代码");
    EXPECT_EQ(count(count_orgs_sql), 1);
    EXPECT_EQ(count(count_users_sql), 1);
}

// ECO-09
TEST_P(Registering, ATakenLoginStoresNoOrganisationEco09) {
    given_org(1);
    const auto again = try_register({.org = data(2), .kinds = producer, .login = "USER1", .password_hash = "hash"});
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::login_taken);
    EXPECT_EQ(again.error().detail, "用户名已经存在");
    EXPECT_EQ(count(count_orgs_sql), 1);
    EXPECT_FALSE(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(2)); }));
}

// The way of a request: decoded, then registered.
TEST_P(Registering, AWrongCheckCharacterStoresNothing) {
    auto text = std::string(uscc(1).text());
    text.back() = text.back() == '1' ? '2' : '1';
    const auto outcome = [&]() -> Result<Registered> {
        TRY(const auto input, decode_registration({{"name", "企业"},
                                                   {"uscc", text},
                                                   {"address", "深圳"},
                                                   {"contact", "0755-12345678"},
                                                   {"kinds", json::array{"producer"}},
                                                   {"login", "user1"},
                                                   {"password", "correct horse 1"}}));
        return try_register({.org = input.org, .kinds = input.kinds, .login = input.login, .password_hash = "hash"});
    }();
    ASSERT_TRUE(outcome.has_error());
    EXPECT_EQ(outcome.error().code, Code::uscc_check);
    EXPECT_EQ(outcome.error().field, "统一社会信用代码");
    EXPECT_EQ(count(count_orgs_sql), 0);
    EXPECT_EQ(count(count_users_sql), 0);
}

TEST_P(Registering, OnlyAnAdministratorRegistersRegulatorsAndOperators) {
    const auto owner_of_another = owner(given_org(1));
    for (const auto kind : {OrgKind::regulator, OrgKind::platform_operator}) {
        const Registration r{.org = data(2), .kinds = producer.with(kind), .login = "user2", .password_hash = "hash"};
        for (const auto& actor : {Actor{}, owner_of_another}) {
            const auto refused = try_register(r, actor);
            ASSERT_TRUE(refused.has_error());
            EXPECT_EQ(refused.error().code, Code::forbidden);
            EXPECT_EQ(refused.error().pointer, "/kinds");
        }
    }
    EXPECT_EQ(count(count_users_sql), 1);
    const auto done = try_register(
        {.org = data(2), .kinds = OrgKinds{}.with(OrgKind::regulator), .login = "user2", .password_hash = "hash"},
        admin_);
    ASSERT_TRUE(done.has_value());
    const auto user = read([&](Tx& tx) { return auth::find_user(tx, done.value().user); });
    EXPECT_EQ(user->roles, Roles{}.with(Role::regulator));
    EXPECT_TRUE(user->must_change_password) << "somebody else chose the password (C-20)";
}

TEST_P(Registering, NeedsAKind) {
    for (const auto kinds : {OrgKinds{}, OrgKinds(1 << org_kind_count)}) {
        const auto refused =
            try_register({.org = data(1), .kinds = kinds, .login = "user1", .password_hash = "hash"}, admin_);
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().pointer, "/kinds");
    }
    EXPECT_EQ(count(count_orgs_sql), 0);
}

}  // namespace
}  // namespace yiguan::registry
