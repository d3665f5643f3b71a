// Personal accounts of shop people: their passwords, their names, and that they belong to nobody.
#include "auth/personal.hpp"

#include <gmock/gmock.h>

#include "auth/memberships.hpp"
#include "db/testing.hpp"

namespace yiguan::auth {
namespace {

using db::Tx;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// EBS-04
TEST(PersonalPassword, EBS04_SixCharactersAreEnoughAndFiveAreNot) {
    EXPECT_TRUE(check_personal_password("13800138000", "lv8car").has_value());
    EXPECT_TRUE(check_personal_password("", "骑车去上班吧").has_value()) << "characters, not bytes";
    for (const std::string_view weak : {"", "lv8ca", "111111", "123456", "12345678", "654321", "abcdef", "Password",
                                        "woaini", "QWERTY", "138000", "38000\x01"}) {
        const auto refused = check_personal_password("13800138000", weak);
        ASSERT_TRUE(refused.has_error()) << weak;
        EXPECT_EQ(refused.error().code, Code::weak_password);
        EXPECT_EQ(refused.error().pointer, "/password");
        EXPECT_EQ(refused.error().value, "");
    }
    EXPECT_THAT(check_personal_password("", "lv8ca").error().detail, HasSubstr("最少 6 位"));
    EXPECT_TRUE(check_personal_password("", std::string(129, 'x') + "1").has_error());
}

class Personal : public db::testing::BothEngines {
protected:
    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    Result<UserId> add(std::string phone) {
        return write([&](Tx& tx) {
            return add_personal_account(tx, {.name = "张晓云", .phone = std::move(phone), .password_hash = "hash"});
        });
    }
};
YIGUAN_BOTH_ENGINES(Personal);

// EBS-02, EBS-03
TEST_P(Personal, EBS03_TheTelephoneIsTheAccountAndStandsNowhereInPlain) {
    const auto id = add("13800138000").value();
    db_->read_now([&](Tx& tx) {
        const auto user = find_user(tx, id).value();
        EXPECT_TRUE(is_personal_login(user.login));
        EXPECT_THAT(user.login, Not(HasSubstr("138")));
        EXPECT_FALSE(user.org);
        EXPECT_EQ(user.roles, Roles{});
        EXPECT_FALSE(user.must_change_password) << "the person chose it";
        EXPECT_THAT(memberships_of(tx, id), IsEmpty());
        EXPECT_EQ(find_attempt(tx, "138 0013 8000").user->id, id) << "one signs in with it (EBS-06)";
        EXPECT_EQ(contact_of(tx, id).name, "张晓云");
        EXPECT_EQ(contact_of(tx, id).phone_masked, "138****8000");
        return 0;
    });
    const auto again = add("13800138000");
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::phone_taken);
    EXPECT_EQ(again.error().pointer, "/phone");
}

// EBS-05
TEST_P(Personal, EBS05_OneSignsInAtOnceAndActsForNobody) {
    const auto id = add("13800138000").value();
    const auto opened = write([&](Tx& tx) { return open_session(tx, id); }).value();
    const auto session = db_->read_now([&](Tx& tx) { return find_session(tx, opened.token); });
    ASSERT_TRUE(session.has_value());
    EXPECT_EQ(session->actor.user, id);
    EXPECT_FALSE(session->actor.org);
    for (int p = 0; p < permission_count; ++p)
        EXPECT_FALSE(may(session->actor, static_cast<Permission>(p))) << name(static_cast<Permission>(p));
}

TEST_P(Personal, TheirPasswordsHaveARuleOfTheirOwnAndTheirNamesAreReserved) {
    const auto id = add("13800138000").value();
    const auto taken = write([&](Tx& tx) {
        return add_user(tx, {.login = "shop-0123456789abcdef",
                             .password_hash = "hash",
                             .org = OrgId{7},
                             .roles = Roles{}.with(Role::seller)});
    });
    ASSERT_TRUE(taken.has_error());
    EXPECT_EQ(taken.error().code, Code::login_taken);
    const auto other =
        write([&](Tx& tx) {
            return add_user(tx, {.login = "maker", .password_hash = "hash", .org = OrgId{7}, .roles = {}});
        }).value();
    db_->read_now([&](Tx& tx) {
        EXPECT_TRUE(check_password_of(tx, find_user(tx, id).value(), "lv8car").has_value());
        EXPECT_TRUE(check_password_of(tx, find_user(tx, id).value(), "138000").has_error());
        EXPECT_TRUE(check_password_of(tx, find_user(tx, other).value(), "lv8car").has_error());
        return 0;
    });
}

}  // namespace
}  // namespace yiguan::auth
