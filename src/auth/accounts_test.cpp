// Phones, codes, members, invitations: both engines.
#include <gmock/gmock.h>

#include "auth/api_keys.hpp"
#include "auth/auth.hpp"
#include "auth/check.hpp"
#include "auth/invitations.hpp"
#include "auth/members.hpp"
#include "auth/memberships.hpp"
#include "auth/phone_codes.hpp"
#include "core/text.hpp"
#include "db/testing.hpp"

namespace yiguan::auth {
namespace {

using db::Tx;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr OrgId org{5}, elsewhere{6}, bureau{7};
constexpr std::string_view phone = "13800001234", other_phone = "13900005678";
const db::Statement contacts_sql{"accounts_test.contacts",
                                 "select phone_sealed, email_sealed, phone_mark from account where user_id = $1"};
const db::Statement forge_sql{"accounts_test.forge", "update membership set role = $2 where membership_id = $1"};

class Accounts : public db::testing::BothEngines {
protected:
    void SetUp() override {
        db::testing::BothEngines::SetUp();
        db_->set_vault(std::make_shared<db::testing::MemoryVault>());
    }
    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    template <class F>
    auto read(F f) {
        return db_->read_now(f);
    }
    UserId given_user(std::string login, OrgId of = org, Roles roles = Roles{}.with(Role::producer),
                      ContactChange contact = {}) {
        return write([&](Tx& tx) {
                   return add_user(
                       tx, {.login = login, .password_hash = "hash", .org = of, .roles = roles, .contact = contact});
               })
            .value();
    }
    /// As the person acts in his first session.
    Actor actor_of(UserId user) {
        const auto opened = write([&](Tx& tx) { return open_session(tx, user); }).value();
        return read([&](Tx& tx) { return find_session(tx, opened.token); })->actor;
    }
    Membership first_membership(UserId user) {
        return read([&](Tx& tx) { return memberships_of(tx, user); }).at(0);
    }
    UserId given_member(std::string login, Role role, Scope scope = {}, OrgId of = org) {
        const auto user = given_user(std::move(login), of, {});
        write([&](Tx& tx) { return add_membership(tx, user, user, of, role, scope); }).value();
        return user;
    }
    std::vector<std::string> actions(std::string_view kind, std::int64_t id) {
        std::vector<std::string> found;
        for (const auto& row : read([&](Tx& tx) { return audit_trail(tx, kind, id); })) found.push_back(row.action);
        return found;
    }
    std::vector<std::string> complaints() {
        return read([](Tx& tx) { return check_records(tx, ledger::check_logs(tx)); });
    }
    Result<MadeCode> ask(std::string_view to, CodePurpose purpose) {
        std::int64_t wait_s = 0;
        auto made = write([&](Tx& tx) { return make_phone_code(tx, to, purpose, wait_s); });
        waited_s_ = wait_s;
        return made;
    }
    /// As the API does: what was counted stays.
    Code take(std::string_view to, CodePurpose purpose, std::string_view code) {
        std::optional<Code> refused;
        write([&](Tx& tx) {
            const auto taken = take_phone_code(tx, to, purpose, code);
            if (taken.has_error()) refused = taken.error().code;
        });
        return refused.value_or(Code{});
    }
    static std::string wrong(std::string code) {
        code[0] = code[0] == '0' ? '1' : '0';
        return code;
    }
    const Actor operator_{.user = UserId{1}, .org = {}, .roles = Roles{}.with(Role::platform_admin)};
    const Actor nobody_{};
    std::int64_t waited_s_ = 0;
};
YIGUAN_BOTH_ENGINES(Accounts);

// ---- phones and other names

TEST(Phones, HoweverTheyAreWritten) {
    for (const auto* text :
         {"13800001234", "+86 138 0000 1234", "86-13800001234", "008613800001234", "１３８００００１２３４"})
        EXPECT_EQ(parse_phone(text).value(), phone) << text;
    for (const auto* text :
         {"", "1380000123", "138000012345", "12800001234", "23800001234", "1380000123a", "020-81110001"}) {
        ASSERT_TRUE(parse_phone(text).has_error()) << text;
        EXPECT_EQ(parse_phone(text).error().pointer, "/phone");
    }
    EXPECT_EQ(masked_phone(phone), "138****1234");
}

// EBM-04, EBM-19, GDP-04
TEST_P(Accounts, EBM04_EBM19_GDP04_SignsInByNamePhoneOrCard) {
    const auto user = given_user("zhangsan", org, Roles{}.with(Role::producer),
                                 {.name = "张三", .phone = std::string(phone), .card = "690123456"});
    for (const auto* login : {"ZhangSan", "13800001234", "+86 138-0000-1234", "690123456"}) {
        const auto attempt = read([&](Tx& tx) { return find_attempt(tx, login); });
        ASSERT_TRUE(attempt.user) << login;
        EXPECT_EQ(attempt.user->id, user);
    }
    EXPECT_FALSE(read([&](Tx& tx) { return find_attempt(tx, other_phone); }).user);
    // A name that looks like another's phone is not to be had, and would not come before it.
    const auto taken = write([&](Tx& tx) {
        return add_user(tx, {.login = std::string(phone), .password_hash = "x", .org = elsewhere, .roles = {}});
    });
    EXPECT_EQ(taken.error().code, Code::login_taken);
}

// EBM-06
TEST_P(Accounts, EBM06_APhoneOfAnotherAccountIsRefusedAtItsField) {
    given_user("zhangsan", org, {}, {.phone = std::string(phone)});
    const auto second = given_user("lisi", org, {});
    const Actor self{.user = second, .org = org};
    const auto refused = write([&](Tx& tx) { return change_contact(tx, self, second, {.phone = std::string(phone)}); });
    EXPECT_EQ(refused.error().code, Code::phone_taken);
    EXPECT_EQ(refused.error().pointer, "/phone");
    const auto also = write([&](Tx& tx) {
        return add_user(tx, {.login = "wangwu",
                             .password_hash = "x",
                             .org = org,
                             .roles = {},
                             .contact = {.phone = std::string(phone)}});
    });
    EXPECT_EQ(also.error().code, Code::phone_taken);
    EXPECT_FALSE(read([&](Tx& tx) { return find_user_by_login(tx, "wangwu"); })) << "nothing half written";
}

// GDP-68
TEST_P(Accounts, GDP68_PhoneAndMailAreSealedAndTheTrailNamesOnlyWhatChanged) {
    const auto user = given_user("zhangsan", org, {}, {.name = "张三"});
    const Actor self{.user = user, .org = org};
    ASSERT_TRUE(write([&](Tx& tx) {
                    return change_contact(tx, self, user, {.email = "zs@maker.example", .phone = std::string(phone)});
                }).has_value());
    const auto stored = read([&](Tx& tx) {
        auto rows = tx.query(contacts_sql, user);
        rows.next();
        return std::string(rows.text(0)) + std::string(rows.text(1)) + std::string(rows.text(2));
    });
    EXPECT_THAT(stored, ::testing::Not(HasSubstr("1380000")));
    EXPECT_THAT(stored, ::testing::Not(HasSubstr("maker.example")));
    EXPECT_EQ(read([&](Tx& tx) { return phone_of(tx, user); }), std::string(phone));
    EXPECT_EQ(read([&](Tx& tx) { return email_of(tx, user); }), "zs@maker.example");
    const auto contact = read([&](Tx& tx) { return contact_of(tx, user); });
    EXPECT_EQ(contact.name, "张三");
    EXPECT_EQ(contact.phone_masked, "138****1234");
    for (const auto& row : read([&](Tx& tx) { return audit_trail(tx, "user", user.value); }))
        EXPECT_THAT(row.detail, ::testing::Not(HasSubstr("138")));
    for (const auto* bad : {"no-at", "@x.cn", "a@b", "a@b@c.cn", "a b@c.cn"})
        EXPECT_EQ(write([&](Tx& tx) { return change_contact(tx, self, user, {.email = bad}); }).error().pointer,
                  "/email");
    EXPECT_EQ(write([&](Tx& tx) { return change_contact(tx, self, user, {.name = " "}); }).error().pointer, "/name");
}

// ---- codes

TEST_P(Accounts, EBM06_ACodeIsGoodOnceForItsNumberAndPurpose) {
    const auto made = ask(phone, CodePurpose::sign_in).value();
    EXPECT_THAT(made.code, SizeIs(6));
    EXPECT_EQ(take(phone, CodePurpose::reset_password, made.code), Code::phone_code);
    EXPECT_EQ(take(other_phone, CodePurpose::sign_in, made.code), Code::phone_code);
    EXPECT_EQ(take(phone, CodePurpose::sign_in, made.code), Code{});
    EXPECT_EQ(take(phone, CodePurpose::sign_in, made.code), Code::phone_code) << "used";
}

TEST_P(Accounts, ACodeCannotBeGuessedNorOutlivesTenMinutes) {
    const auto made = ask(phone, CodePurpose::sign_in).value();
    for (int i = 0; i < phone_code_tries; ++i)
        EXPECT_EQ(take(phone, CodePurpose::sign_in, wrong(made.code)), Code::phone_code);
    EXPECT_EQ(take(phone, CodePurpose::sign_in, made.code), Code::phone_code) << "the right one came too late";
    clock_ = clock_ + phone_code_again_ms;
    const auto next = ask(phone, CodePurpose::sign_in).value();
    clock_ = clock_ + phone_code_ms;
    EXPECT_EQ(take(phone, CodePurpose::sign_in, next.code), Code::phone_code) << "expired";
}

TEST_P(Accounts, ANumberIsNotFlooded) {
    for (int i = 0; i < phone_codes_a_day; ++i) {
        ASSERT_TRUE(ask(phone, i % 2 ? CodePurpose::sign_in : CodePurpose::register_).has_value()) << i;
        const auto again = ask(phone, CodePurpose::bind_phone);
        EXPECT_EQ(again.error().code, Code::too_many_requests) << "one a minute, whatever it is for";
        EXPECT_EQ(waited_s_, 60);
        EXPECT_THAT(again.error().detail, HasSubstr("60 秒"));
        clock_ = clock_ + phone_code_again_ms;
    }
    EXPECT_THAT(ask(phone, CodePurpose::sign_in).error().detail, HasSubstr("今天已获取 5 次"));
    const auto till_midnight = waited_s_;
    EXPECT_GT(till_midnight, 60);
    EXPECT_TRUE(ask(other_phone, CodePurpose::sign_in).has_value());
    clock_ = clock_ + till_midnight * 1000;
    EXPECT_TRUE(ask(phone, CodePurpose::sign_in).has_value()) << "the next day, Beijing time";
    clock_ = clock_ + 3 * 86'400'000LL;
    EXPECT_GT(write([](Tx& tx) { return purge_phone_codes(tx); }), 0);
}

TEST_P(Accounts, OnlyWhoHasAnAccountIsSentACodeForIt) {
    given_user("zhangsan", org, {}, {.phone = std::string(phone)});
    const auto sent = [&](std::string_view to, CodePurpose purpose) {
        return read([&](Tx& tx) { return is_code_sent(tx, to, purpose); });
    };
    EXPECT_TRUE(sent(phone, CodePurpose::sign_in));
    EXPECT_FALSE(sent(other_phone, CodePurpose::sign_in));
    EXPECT_FALSE(sent(other_phone, CodePurpose::reset_password));
    EXPECT_TRUE(sent(other_phone, CodePurpose::register_));
    // A code is made all the same, so that nothing tells the numbers apart.
    EXPECT_TRUE(ask(other_phone, CodePurpose::sign_in).has_value());
    EXPECT_EQ(write([&](Tx& tx) { return open_session_by_phone(tx, other_phone, {}); }).error().code, Code::phone_code);
    const auto opened = write([&](Tx& tx) { return open_session_by_phone(tx, phone, {}); });
    EXPECT_TRUE(opened.has_value());
}

// ---- memberships

TEST_P(Accounts, TheFirstUserAdministratesAndMembersActByTheirMask) {
    const auto first = given_user("boss");
    EXPECT_EQ(first_membership(first).role, Role::org_admin);
    EXPECT_EQ(actor_of(first).roles, Roles{}.with(Role::producer).with(Role::org_admin));
    const auto clerk = actor_of(given_member("clerk", Role::warehouse, {.own_only = true}));
    EXPECT_EQ(clerk.roles, Roles{}.with(Role::producer).with(Role::warehouse));
    EXPECT_TRUE(clerk.scope.own_only);
    EXPECT_TRUE(may(clerk, Permission::ship_codes));
    EXPECT_FALSE(may(clerk, Permission::file_product));
    // The kinds change: what everybody may do follows at once.
    write([](Tx& tx) { set_organisation_roles(tx, org, Roles{}.with(Role::seller)); });
    EXPECT_EQ(actor_of(first).roles, Roles{}.with(Role::seller).with(Role::org_admin));
    EXPECT_THAT(complaints(), IsEmpty());
}

// FIL-13
TEST_P(Accounts, FIL13_ASessionGoesOnAsAnotherMembership) {
    const auto user = given_user("zhangsan");
    write([&](Tx& tx) { return add_membership(tx, UserId{1}, user, elsewhere, Role::recorder, {}); }).value();
    const auto all = read([&](Tx& tx) { return memberships_of(tx, user); });
    ASSERT_THAT(all, SizeIs(2));
    const auto opened = write([&](Tx& tx) { return open_session(tx, user); }).value();
    const auto acting = [&] { return read([&](Tx& tx) { return find_session(tx, opened.token); })->actor; };
    EXPECT_EQ(acting().org, org);
    const auto go_on_as = [&](MembershipId id) {
        return write([&](Tx& tx) { return switch_membership(tx, acting(), opened.token, id); });
    };
    ASSERT_TRUE(go_on_as(all[1].id).has_value());
    EXPECT_EQ(acting().org, elsewhere);
    EXPECT_EQ(acting().membership, all[1].id);
    EXPECT_FALSE(may(acting(), Permission::manage_members));
    EXPECT_EQ(go_on_as(first_membership(given_user("lisi")).id).error().code, Code::not_found) << "another's";
    EXPECT_THAT(actions("membership", all[1].id.value), ElementsAre("membership.switch"));
    EXPECT_EQ(write([&](Tx& tx) { return add_membership(tx, user, user, elsewhere, Role::recorder, {}); }).error().code,
              Code::conflict);
}

TEST_P(Accounts, MembersSeeWhatAPredecessorLeft) {
    const auto user = given_user("heir");
    write([](Tx& tx) {
        add_predecessor(tx, OrgId{3}, OrgId{2});
        add_predecessor(tx, org, OrgId{3});
        add_predecessor(tx, org, OrgId{3});
    });
    EXPECT_THAT(actor_of(user).predecessors, ElementsAre(OrgId{3}, OrgId{2}));
}

TEST_P(Accounts, AccountsFromBeforeGetTheirMembership) {
    const auto user = given_user("old");
    static const db::Statement forget{"accounts_test.forget", "delete from membership where user_id = $1"};
    static const db::Statement forget_history{"accounts_test.forget_history",
                                              "delete from membership_history where membership_id = $1"};
    const auto before = first_membership(user);
    write([&](Tx& tx) {
        tx.execute(forget, user);
        tx.execute(forget_history, before.id);
    });
    EXPECT_EQ(actor_of(user).roles, Roles{}.with(Role::producer)) << "kinds alone count as the administrator";
    EXPECT_TRUE(may(actor_of(user), Permission::manage_members));
    std::optional<UserId> after = UserId{0};
    while (after) after = write([&](Tx& tx) { return adopt_accounts(tx, *after, 1); });
    EXPECT_EQ(first_membership(user).role, Role::org_admin);
    after = UserId{0};
    while (after) after = write([&](Tx& tx) { return adopt_accounts(tx, *after, 1); });
    EXPECT_THAT(read([&](Tx& tx) { return memberships_of(tx, user); }), SizeIs(1)) << "once";
}

TEST_P(Accounts, AMembershipChangedBehindTheSystemShows) {
    const auto id = first_membership(given_user("boss")).id;
    EXPECT_THAT(complaints(), IsEmpty());
    write([&](Tx& tx) { tx.execute(forge_sql, id, Role::recorder); });
    EXPECT_THAT(complaints(), ElementsAre(HasSubstr("未经系统修改")));
}

// ---- members

TEST_P(Accounts, AnAdministratorChangesOthersAndNeverHimself) {
    const auto boss = actor_of(given_user("boss"));
    const auto clerk = given_member("clerk", Role::recorder);
    const auto id = first_membership(clerk).id;
    const auto change = [&](const Actor& by, MembershipId which, Role role, Scope scope = {}) {
        return write([&](Tx& tx) { return change_member(tx, by, which, role, scope); });
    };
    const auto changed = change(boss, id, Role::store_clerk, {.regions = {"4401", "44", "4401"}}).value();
    EXPECT_EQ(changed.membership.role, Role::store_clerk);
    EXPECT_THAT(changed.membership.scope.regions, ElementsAre("44", "4401"));
    EXPECT_EQ(changed.membership.version, 2);
    EXPECT_EQ(change(boss, boss.membership, Role::recorder).error().code, Code::forbidden) << "himself";
    EXPECT_EQ(change(actor_of(clerk), boss.membership, Role::recorder).error().code, Code::forbidden);
    EXPECT_EQ(change(actor_of(given_user("stranger", elsewhere)), id, Role::recorder).error().code, Code::not_found);
    EXPECT_EQ(change(Actor{}, id, Role::recorder).error().code, Code::unauthenticated);
    for (const Role never : {Role::platform_admin, Role::producer, Role::regulator, Role::top_regulator,
                             Role::first_reviewer, Role::second_reviewer, Role::integrator})
        EXPECT_EQ(change(boss, id, never).error().pointer, "/role") << name(never);
    EXPECT_EQ(change(boss, id, Role::recorder, {.regions = {"44011"}}).error().pointer, "/scope/regions");
    EXPECT_EQ(change(boss, id, Role::recorder, {.categories = {"bikes"}}).error().pointer, "/scope/categories");
    EXPECT_THAT(complaints(), IsEmpty());
    const auto trail = read([&](Tx& tx) { return audit_trail(tx, "membership", id.value); });
    EXPECT_THAT(trail.back().detail, HasSubstr("recorder active [] [] -> store_clerk active [44,4401] []"));
}

TEST_P(Accounts, NobodyGivesMoreThanHeHas) {
    given_user("boss", bureau, Roles{}.with(Role::regulator));
    const auto guangdong = actor_of(given_member("guangdong", Role::org_admin, {.regions = {"44"}}, bureau));
    const auto member = first_membership(given_member("officer", Role::regulator, {.regions = {"4401"}}, bureau)).id;
    const auto change = [&](const Actor& by, Role role, Scope scope) {
        return write([&](Tx& tx) { return change_member(tx, by, member, role, scope); });
    };
    EXPECT_EQ(change(guangdong, Role::regulator, {}).error().pointer, "/scope/regions");
    EXPECT_EQ(change(guangdong, Role::regulator, {.regions = {"11"}}).error().pointer, "/scope/regions");
    EXPECT_TRUE(change(guangdong, Role::first_reviewer, {.regions = {"4403"}}).has_value());
    EXPECT_EQ(change(guangdong, Role::top_regulator, {.regions = {"44"}}).error().pointer, "/role");
    EXPECT_EQ(change(guangdong, Role::recorder, {.regions = {"44"}}).error().pointer, "/role");
    // Who reaches everywhere is not moved by one who does not.
    const auto wide = first_membership(given_member("wide", Role::regulator, {}, bureau)).id;
    EXPECT_EQ(write([&](Tx& tx) { return suspend_member(tx, guangdong, wide, "原因"); }).error().pointer,
              "/scope/regions");
}

TEST_P(Accounts, TheLastAdministratorStays) {
    const auto boss = given_user("boss");
    const auto second = given_member("second", Role::org_admin);
    const auto of = [&](UserId user) { return first_membership(user).id; };
    ASSERT_TRUE(
        write([&, by = actor_of(second)](Tx& tx) { return suspend_member(tx, by, of(boss), "休假"); }).has_value());
    // The operator, acting for the organisation, is nobody of it.
    Actor operating = operator_;
    operating.org = org;
    EXPECT_EQ(write([&](Tx& tx) { return suspend_member(tx, operating, of(second), "原因"); }).error().code,
              Code::wrong_state);
    EXPECT_EQ(write([&](Tx& tx) { return change_member(tx, operating, of(second), Role::recorder, {}); }).error().code,
              Code::wrong_state);
    ASSERT_TRUE(write([&](Tx& tx) { return restore_member(tx, operating, of(boss)); }).has_value());
    EXPECT_TRUE(
        write([&](Tx& tx) { return change_member(tx, operating, of(second), Role::recorder, {}); }).has_value());
}

TEST_P(Accounts, ASuspendedMemberIsOutAtOnceAndComesBack) {
    const auto boss = actor_of(given_user("boss"));
    const auto clerk = given_member("clerk", Role::recorder);
    const auto id = first_membership(clerk).id;
    const auto opened = write([&](Tx& tx) { return open_session(tx, clerk); }).value();
    EXPECT_EQ(write([&](Tx& tx) { return suspend_member(tx, boss, id, " "); }).error().pointer, "/reason");
    ASSERT_TRUE(write([&](Tx& tx) { return suspend_member(tx, boss, id, "已离职"); }).has_value());
    EXPECT_FALSE(read([&](Tx& tx) { return find_session(tx, opened.token); }));
    EXPECT_EQ(write([&](Tx& tx) { return open_session(tx, clerk); }).error().code, Code::forbidden);
    EXPECT_FALSE(read([&](Tx& tx) { return find_actor(tx, clerk); })) << "nor does anything run on his behalf";
    // What he is elsewhere is nobody's business here.
    write([&](Tx& tx) { return add_membership(tx, UserId{1}, clerk, elsewhere, Role::recorder, {}); }).value();
    EXPECT_EQ(actor_of(clerk).org, elsewhere);
    ASSERT_TRUE(write([&](Tx& tx) { return restore_member(tx, boss, id); }).has_value());
    EXPECT_EQ(actor_of(clerk).org, org);
    EXPECT_THAT(actions("membership", id.value), ElementsAre("membership.suspend", "membership.restore"));
    EXPECT_THAT(complaints(), IsEmpty());
}

// EBM-18
TEST_P(Accounts, EBM18_AGivenPasswordMustBeChangedAndEndsTheSessions) {
    const auto boss = actor_of(given_user("boss"));
    const auto clerk = given_member("clerk", Role::recorder);
    const auto id = first_membership(clerk).id;
    const auto opened = write([&](Tx& tx) { return open_session(tx, clerk); }).value();
    EXPECT_EQ(write([&](Tx& tx) { return give_password(tx, boss, boss.membership, "h"); }).error().code,
              Code::forbidden);
    ASSERT_TRUE(write([&](Tx& tx) { return give_password(tx, boss, id, "new hash"); }).has_value());
    const auto user = read([&](Tx& tx) { return find_user(tx, clerk); });
    EXPECT_EQ(user->password_hash, "new hash");
    EXPECT_TRUE(user->must_change_password);
    EXPECT_FALSE(read([&](Tx& tx) { return find_session(tx, opened.token); }));
    // Who belongs elsewhere too is not kept out there by one of his administrators.
    write([&](Tx& tx) { return add_membership(tx, UserId{1}, clerk, elsewhere, Role::recorder, {}); }).value();
    EXPECT_EQ(write([&](Tx& tx) { return give_password(tx, boss, id, "h"); }).error().code, Code::forbidden);
}

TEST(InitialPasswords, AreGoodPasswordsAndNeverTheSame) {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const auto password = initial_password();
        EXPECT_TRUE(check_password("zhangsan", password).has_value()) << password;
        EXPECT_EQ(password.find_first_of("0O1lIio"), std::string::npos) << password;
        EXPECT_TRUE(seen.insert(password).second);
    }
}

TEST_P(Accounts, MembersAreFoundByNameRoleAndStatus) {
    const auto boss = actor_of(given_user("boss", org, Roles{}.with(Role::producer), {.name = "王老板"}));
    for (int i = 0; i < 7; ++i) given_member("clerk-" + std::to_string(i), i % 2 ? Role::recorder : Role::warehouse);
    given_member("stranger", Role::recorder, {}, elsewhere);
    const auto list = [&](MemberFilter filter, MembershipId after = {}, int limit = 100) {
        return read([&](Tx& tx) { return list_members(tx, boss, filter, after, limit); }).value();
    };
    EXPECT_EQ(list({}).total, 8);
    EXPECT_THAT(list({}).items, SizeIs(8));
    EXPECT_THAT(list({.text = "Clerk"}).items, SizeIs(7));
    EXPECT_THAT(list({.text = "老板"}).items, SizeIs(1));
    EXPECT_THAT(list({.text = "%"}).items, IsEmpty()) << "no pattern of the asker's";
    EXPECT_EQ(list({.role = Role::recorder}).total, 3);
    EXPECT_EQ(list({.role = Role::recorder, .status = MembershipStatus::suspended}).total, 0);
    const auto page = list({}, {}, 3);
    EXPECT_THAT(page.items, SizeIs(4)) << "one more, that says that more follow";
    EXPECT_THAT(list({}, page.items[2].membership.id, 100).items, SizeIs(5));
    EXPECT_EQ(read([&](Tx& tx) { return list_members(tx, nobody_, {}, {}, 10); }).error().code, Code::unauthenticated);
}

// ---- invitations

TEST_P(Accounts, AnInvitationIsGoodOnceForSevenDays) {
    const auto boss = actor_of(given_user("boss"));
    const auto made =
        write([&](Tx& tx) {
            return invite(
                tx, boss,
                {.role = Role::recorder, .scope = {.own_only = true}, .name = "李四", .phone = std::string(phone)});
        }).value();
    const auto open = [&](std::string_view token) { return read([&](Tx& tx) { return open_invitation(tx, token); }); };
    EXPECT_EQ(open(made.token).value().org, org);
    EXPECT_EQ(open(made.token).value().phone_masked, "138****1234");
    const auto user = given_user("lisi", org, {});
    const auto accept = [&](std::string_view token, UserId who) {
        return write([&](Tx& tx) { return accept_invitation(tx, Actor{}, token, who); });
    };
    const auto membership = accept(made.token, user).value();
    EXPECT_EQ(membership.role, Role::recorder);
    EXPECT_TRUE(membership.scope.own_only);
    EXPECT_EQ(accept(made.token, given_user("wangwu", org, {})).error().code, Code::invitation_expired);
    EXPECT_THAT(open(made.token).error().detail, HasSubstr("已经使用过"));
    EXPECT_THAT(open("not-a-token").error().detail, HasSubstr("无效"));

    const auto second = write([&](Tx& tx) { return invite(tx, boss, {.role = Role::warehouse}); }).value();
    EXPECT_EQ(accept(second.token, user).error().code, Code::conflict) << "is a member";
    clock_ = clock_ + invitation_ms;
    EXPECT_THAT(open(second.token).error().detail, HasSubstr("已过期"));
    const auto third = write([&](Tx& tx) { return invite(tx, boss, {.role = Role::warehouse}); }).value();
    const auto brief =
        write([&](Tx& tx) { return invite(tx, boss, {.role = Role::warehouse, .life_ms = 60'000}); }).value();
    EXPECT_EQ(brief.invitation.expires_at - brief.invitation.created_at, 60'000);
    const auto withdraw = [&](const Actor& by) {
        return write([&](Tx& tx) { return withdraw_invitation(tx, by, third.invitation.id); });
    };
    EXPECT_EQ(withdraw(actor_of(given_user("stranger", elsewhere))).error().code, Code::not_found);
    ASSERT_TRUE(withdraw(boss).has_value());
    EXPECT_THAT(open(third.token).error().detail, HasSubstr("撤回"));
    EXPECT_THAT(read([&](Tx& tx) { return list_invitations(tx, boss, InvitationId{INT64_MAX}, 10); }).value(),
                SizeIs(4));
    EXPECT_EQ(write([&](Tx& tx) { return invite(tx, nobody_, {.role = Role::recorder}); }).error().code,
              Code::unauthenticated);
    EXPECT_EQ(write([&](Tx& tx) { return invite(tx, boss, {.role = Role::regulator}); }).error().pointer, "/role");
    EXPECT_THAT(complaints(), IsEmpty());
}

// Whom the operator invites is of the platform; he alone does.
TEST_P(Accounts, ThePlatformHasReviewers) {
    const auto root = actor_of(given_user("root", {}, Roles{}.with(Role::platform_admin)));
    EXPECT_EQ(root.roles, Roles{}.with(Role::platform_admin));
    const auto made = write([&](Tx& tx) { return invite(tx, root, {.role = Role::second_reviewer}); }).value();
    const auto user = given_user("reviewer", {}, {});
    ASSERT_TRUE(write([&](Tx& tx) { return accept_invitation(tx, Actor{}, made.token, user); }).has_value());
    const auto reviewer = actor_of(user);
    EXPECT_TRUE(may_everywhere(reviewer, Permission::review_second));
    EXPECT_FALSE(may(reviewer, Permission::review_first));
    EXPECT_FALSE(may(reviewer, Permission::manage_members));
    EXPECT_EQ(write([&](Tx& tx) { return invite(tx, root, {.role = Role::recorder}); }).error().pointer, "/role");
}

// Nobody within a regulator can give himself the highest permission (C-29): the operator appoints who has it.
// EBM-16
TEST_P(Accounts, EBM16_TheOperatorInvitesIntoOtherOrganisations) {
    const auto root = actor_of(given_user("root", {}, Roles{}.with(Role::platform_admin)));
    const auto chief = actor_of(given_user("chief", elsewhere, Roles{}.with(Role::regulator)));
    const auto into = [&](const Actor& actor, OrgId org_id, Role role) {
        return write([&](Tx& tx) { return invite(tx, actor, {.org = org_id, .role = role}); });
    };
    const auto made = into(root, elsewhere, Role::top_regulator).value();
    EXPECT_EQ(made.invitation.org, elsewhere);
    const auto user = given_user("top", {}, {});
    ASSERT_TRUE(write([&](Tx& tx) { return accept_invitation(tx, Actor{}, made.token, user); }).has_value());
    const auto top = actor_of(user);
    EXPECT_EQ(top.org, elsewhere);
    EXPECT_TRUE(top.roles.has(Role::top_regulator));
    EXPECT_EQ(into(chief, elsewhere, Role::top_regulator).error().pointer, "/role");
    EXPECT_EQ(into(chief, org, Role::recorder).error().pointer, "/organisation");
    EXPECT_EQ(into(root, elsewhere, Role::warehouse).error().pointer, "/role") << "no role of a regulator";
}

}  // namespace
}  // namespace yiguan::auth
