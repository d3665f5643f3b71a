#include "auth/auth.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <ctime>

#include "auth/sign_in_guard.hpp"
#include "core/text.hpp"
#include "db/statement_check.hpp"
#include "db/testing.hpp"

namespace yiguan::auth {
namespace {

using db::Tx;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view good_password = "correct horse 1";

const std::string& good_hash() {
    static const std::string hash = hash_password(good_password);
    return hash;
}

const db::Statement count_sessions_sql{"auth_test.count_sessions", "select count(*) from app_session",
                                       db::Statement::Plan::small_scan};
const db::Statement count_users_sql{"auth_test.count_users", "select count(*) from app_user",
                                    db::Statement::Plan::small_scan};
const db::Statement session_hash_sql{"auth_test.session_hashes", "select token_hash from app_session",
                                     db::Statement::Plan::small_scan};

class Auth : public db::testing::BothEngines {
protected:
    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    template <class F>
    auto read(F f) {
        return db_->read_now(f);
    }
    std::int64_t count(const db::Statement& statement) {
        return read([&](Tx& tx) {
            auto rows = tx.query(statement);
            rows.next();
            return rows.integer(0);
        });
    }
    UserId given_user(std::string login = "zhangsan", Roles roles = Roles{}.with(Role::producer)) {
        return write([&](Tx& tx) {
                   return add_user(tx, {.login = login, .password_hash = good_hash(), .org = OrgId{5}, .roles = roles});
               })
            .value();
    }
    /// With a password that matches: hashing is tested elsewhere.
    Result<OpenedSession> sign_in(std::string_view login) {
        const auto attempt = read([&](Tx& tx) { return find_attempt(tx, login); });
        return write([&](Tx& tx) { return finish_sign_in(tx, attempt, "request-1"); });
    }
    OpenedSession given_session(UserId user) {
        return write([&](Tx& tx) { return open_session(tx, user); }).value();
    }
    std::optional<Session> session(std::string_view token) {
        return read([&](Tx& tx) { return find_session(tx, token); });
    }
    std::vector<std::string> actions(UserId user) {
        std::vector<std::string> found;
        for (const auto& row : read([&](Tx& tx) { return audit_trail(tx, "user", user.value); }))
            found.push_back(row.action);
        return found;
    }
    const Actor admin_{
        .user = UserId{1}, .org = {}, .roles = Roles{}.with(Role::platform_admin), .request_id = "request-2"};
};
YIGUAN_BOTH_ENGINES(Auth);

// ---- users

TEST_P(Auth, AddsAUserWithALoginInSmallLetters) {
    const auto id = given_user(" Zhang.San@Example.CN ");
    const auto user = read([&](Tx& tx) { return find_user_by_login(tx, "ZHANG.san@example.cn"); });
    ASSERT_TRUE(user);
    EXPECT_EQ(user->id, id);
    EXPECT_EQ(user->login, "zhang.san@example.cn");
    EXPECT_EQ(user->password_hash, good_hash());
    EXPECT_EQ(user->org, OrgId{5});
    EXPECT_EQ(user->roles, Roles{}.with(Role::producer));
    EXPECT_EQ(user->status, UserStatus::active);
    EXPECT_FALSE(user->must_change_password);
    EXPECT_EQ(user->created_at, clock_);
}

// ECO-09
TEST_P(Auth, RefusesALoginTwiceEco09) {
    given_user("zhangsan");
    const auto again = write([&](Tx& tx) {
        return add_user(tx, {.login = "ZhangSan", .password_hash = good_hash(), .org = OrgId{6}, .roles = {}});
    });
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::login_taken);
    EXPECT_EQ(again.error().pointer, "/login");
    EXPECT_EQ(again.error().detail, "用户名已经存在");
    EXPECT_EQ(count(count_users_sql), 1);
}

TEST_P(Auth, RefusesTextsThatAreNoLogin) {
    for (const std::string_view login :
         {"", "ab", ".abc", "-abc", "zhang san", "张三三", "a\tbc", "abc\xFF", "a'b;--"}) {
        const auto added = write([&](Tx& tx) {
            return add_user(tx, {.login = std::string(login), .password_hash = good_hash(), .org = {}, .roles = {}});
        });
        ASSERT_TRUE(added.has_error()) << login;
        EXPECT_EQ(added.error().code, Code::invalid);
        EXPECT_EQ(added.error().pointer, "/login");
        EXPECT_FALSE(read([&](Tx& tx) { return find_user_by_login(tx, login); }));
    }
    EXPECT_FALSE(parse_login(std::string(65, 'a')).has_value());
    EXPECT_TRUE(parse_login(std::string(64, 'a')).has_value());
    EXPECT_FALSE(parse_login(std::string_view("abc\0def", 7)).has_value());
    EXPECT_EQ(count(count_users_sql), 0);
}

// EBM-21
TEST_P(Auth, EBM21_ChangingThePasswordEndsSessionsAndAsksForAnotherIfSomebodyElseSetIt) {
    const auto id = given_user();
    const auto opened = given_session(id);
    const Actor self{.user = id, .org = OrgId{5}, .roles = Roles{}.with(Role::producer)};
    ASSERT_TRUE(write([&](Tx& tx) { return change_password(tx, self, id, "hash 2"); }).has_value());
    EXPECT_FALSE(session(opened.token));
    auto user = read([&](Tx& tx) { return find_user(tx, id); });
    EXPECT_EQ(user->password_hash, "hash 2");
    EXPECT_FALSE(user->must_change_password);

    ASSERT_TRUE(write([&](Tx& tx) { return change_password(tx, admin_, id, "hash 3"); }).has_value());
    user = read([&](Tx& tx) { return find_user(tx, id); });
    EXPECT_TRUE(user->must_change_password);
    EXPECT_TRUE(session(given_session(id).token)->must_change_password);
    EXPECT_THAT(actions(id), testing::ElementsAre("user.password", "user.password"));
}

TEST_P(Auth, NobodyElseChangesAPassword) {
    const auto id = given_user();
    const auto other = given_user("lisi");
    const Actor colleague{.user = other, .org = OrgId{5}, .roles = Roles{}.with(Role::producer)};
    const auto refused = write([&](Tx& tx) { return change_password(tx, colleague, id, "hash 2"); });
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::forbidden);
    const auto stranger = write([&](Tx& tx) { return change_password(tx, Actor{}, id, "hash 2"); });
    ASSERT_TRUE(stranger.has_error());
    EXPECT_EQ(stranger.error().code, Code::unauthenticated);
    const auto nobody = write([&](Tx& tx) { return change_password(tx, admin_, UserId{99}, "hash 2"); });
    ASSERT_TRUE(nobody.has_error());
    EXPECT_EQ(nobody.error().code, Code::not_found);
    EXPECT_EQ(read([&](Tx& tx) { return find_user(tx, id); })->password_hash, good_hash());
    EXPECT_THAT(actions(id), IsEmpty());
}

const db::Statement set_status_sql{"auth_test.set_status", "update app_user set status = $2 where user_id = $1"};

TEST_P(Auth, ADisabledUserIsOutAtOnce) {
    const auto id = given_user();
    const auto opened = given_session(id);
    write([&](Tx& tx) { tx.execute(set_status_sql, id, UserStatus::disabled); });
    EXPECT_FALSE(session(opened.token));
    EXPECT_FALSE(session(given_session(id).token)) << "a session opened in spite of it";
    EXPECT_EQ(sign_in("zhangsan").error().code, Code::forbidden);
    write([&](Tx& tx) { tx.execute(set_status_sql, id, UserStatus::active); });
    EXPECT_TRUE(sign_in("zhangsan").has_value());
}

// ---- signing in

TEST_P(Auth, SignsInWithTheRightPassword) {
    const auto id = given_user();
    const auto attempt = read([&](Tx& tx) { return find_attempt(tx, "ZhangSan"); });
    EXPECT_TRUE(verify(attempt, good_password));
    EXPECT_FALSE(verify(attempt, "correct horse 2"));
    const auto done = sign_in("zhangsan");
    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(done.value().user, id);
    EXPECT_EQ(done.value().expires_at, clock_ + session_ms);
    EXPECT_THAT(done.value().token, SizeIs(43));
    const auto found = session(done.value().token);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->actor.user, id);
    EXPECT_EQ(found->actor.org, OrgId{5});
    EXPECT_EQ(found->actor.roles, Roles{}.with(Role::producer).with(Role::org_admin));
    EXPECT_EQ(found->login, "zhangsan");
    EXPECT_EQ(found->csrf, done.value().csrf);
    const auto trail = read([&](Tx& tx) { return audit_trail(tx, "user", id.value); });
    ASSERT_THAT(trail, SizeIs(1));
    EXPECT_EQ(trail[0].action, "user.sign_in");
    EXPECT_EQ(trail[0].request_id, "request-1");
}

TEST_P(Auth, AnUnknownLoginAndAWrongPasswordGetTheSameAnswer) {
    const auto id = given_user();
    const auto unknown = read([&](Tx& tx) { return find_attempt(tx, "nobody"); });
    const auto known = read([&](Tx& tx) { return find_attempt(tx, "zhangsan"); });
    EXPECT_FALSE(verify(unknown, good_password));
    EXPECT_EQ(wrong_password(unknown).code, Code::bad_credentials);
    EXPECT_EQ(wrong_password(unknown).detail, wrong_password(known).detail);
    EXPECT_TRUE(sign_in("nobody").has_error()) << "whatever the caller says";
    EXPECT_EQ(count(count_sessions_sql), 0);
    write([&](Tx& tx) { note_wrong_password(tx, unknown, "request-1"), note_wrong_password(tx, known, "request-1"); });
    EXPECT_THAT(actions(id), testing::ElementsAre("user.sign_in_failed"));
}

// The time of a refusal does not tell which logins exist: both cost one hashing. Processor time, which says nothing of
// what else the machine does; medians of five.
TEST_P(Auth, AnUnknownLoginTakesAsLongAsAWrongPassword) {
    given_user();
    const auto median_ms = [&](std::string_view login) {
        const auto attempt = read([&](Tx& tx) { return find_attempt(tx, login); });
        const auto processor_ms = [] {
            timespec now{};
            ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
            return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
        };
        std::vector<double> times;
        for (int i = 0; i < 5; ++i) {
            const double begun = processor_ms();
            EXPECT_FALSE(verify(attempt, "not the password"));
            times.push_back(processor_ms() - begun);
        }
        std::ranges::sort(times);
        return times[2];
    };
    const double known = median_ms("zhangsan"), unknown = median_ms("nobody");
    EXPECT_GT(unknown, 1) << "a hash, not a look-up";
    EXPECT_LT(known / unknown, 2);
    EXPECT_LT(unknown / known, 2);
}

TEST_P(Auth, APasswordThatWasChangedMeanwhileDoesNotSignIn) {
    const auto id = given_user();
    const auto attempt = read([&](Tx& tx) { return find_attempt(tx, "zhangsan"); });
    ASSERT_TRUE(write([&](Tx& tx) { return change_password(tx, admin_, id, "hash 2"); }).has_value());
    const auto done = write([&](Tx& tx) { return finish_sign_in(tx, attempt); });
    ASSERT_TRUE(done.has_error());
    EXPECT_EQ(done.error().code, Code::bad_credentials);
}

TEST_P(Auth, ADeviceThatSignedInIsKnownForItsLoginUntilThePasswordChanges) {
    const auto id = given_user();
    given_user("lisi");
    const auto attempt = [&](std::string_view login) { return read([&](Tx& tx) { return find_attempt(tx, login); }); };
    const std::string token = device_token(*attempt("zhangsan").user, clock_);
    EXPECT_LE(token.size(), 100u);
    const auto device = known_device(attempt("ZhangSan"), token, clock_);
    ASSERT_TRUE(device);
    EXPECT_EQ(known_device(attempt("zhangsan"), token, clock_ + (device_ms - 1)), device);
    EXPECT_FALSE(known_device(attempt("zhangsan"), token, clock_ + device_ms));
    EXPECT_FALSE(known_device(attempt("lisi"), token, clock_)) << "the same password, another login";
    EXPECT_FALSE(known_device(attempt("nobody"), token, clock_));
    EXPECT_NE(known_device(attempt("zhangsan"), device_token(*attempt("zhangsan").user, clock_), clock_), device)
        << "each device has a number of its own";
    for (const std::string& forged : {std::string(), std::string("."), std::string(".."), token + "A", "9" + token,
                                      token.substr(0, token.rfind('.') + 1)})
        EXPECT_FALSE(known_device(attempt("zhangsan"), forged, clock_)) << forged;

    ASSERT_TRUE(write([&](Tx& tx) { return change_password(tx, admin_, id, "hash 2"); }).has_value());
    EXPECT_FALSE(known_device(attempt("zhangsan"), token, clock_));
}

// ---- sessions

TEST_P(Auth, ASessionEndsAfterTwelveHoursHoweverBusy) {
    const auto opened = given_session(given_user());
    const auto end = clock_ + session_ms;
    while (clock_ + session_touch_ms * 60 < end) {
        clock_ = clock_ + session_touch_ms * 60;
        ASSERT_TRUE(session(opened.token));
        write([&](Tx& tx) { touch_session(tx, opened.token); });
    }
    clock_ = {end.value - 1};
    EXPECT_TRUE(session(opened.token));
    clock_ = end;
    EXPECT_FALSE(session(opened.token));
}

TEST_P(Auth, ASessionEndsAfterTwoIdleHours) {
    const auto opened = given_session(given_user());
    clock_ = clock_ + (session_idle_ms - 1);
    EXPECT_TRUE(session(opened.token));
    clock_ = clock_ + 1;
    EXPECT_FALSE(session(opened.token));
}

TEST_P(Auth, IsTouchedAtMostOnceAMinute) {
    const auto opened = given_session(given_user());
    clock_ = clock_ + (session_touch_ms - 1);
    EXPECT_FALSE(session(opened.token)->touch_due);
    clock_ = clock_ + 1;
    EXPECT_TRUE(session(opened.token)->touch_due);
    write([&](Tx& tx) { touch_session(tx, opened.token); });
    EXPECT_FALSE(session(opened.token)->touch_due);
}

TEST_P(Auth, ClosesOneSessionOrAllOfAUser) {
    const auto user = given_user(), other = given_user("lisi");
    const auto first = given_session(user), second = given_session(user), third = given_session(user);
    const auto others = given_session(other);
    write([&](Tx& tx) { close_session(tx, first.token); });
    EXPECT_FALSE(session(first.token));
    EXPECT_TRUE(session(second.token));
    write([&](Tx& tx) { close_sessions(tx, user); });
    EXPECT_FALSE(session(second.token));
    EXPECT_FALSE(session(third.token));
    EXPECT_TRUE(session(others.token));
}

TEST_P(Auth, UnknownTokensOpenNothing) {
    const auto opened = given_session(given_user());
    auto near = opened.token;
    near.back() = near.back() == 'A' ? 'B' : 'A';
    EXPECT_FALSE(session(near));
    EXPECT_FALSE(session(""));
    EXPECT_FALSE(session(opened.token + "A"));
    EXPECT_FALSE(session(std::string_view(opened.token).substr(1)));
    EXPECT_FALSE(session(std::string(43, '\0')));
}

TEST_P(Auth, TheTokenItselfIsNotStored) {
    const auto opened = given_session(given_user());
    const auto stored = read([&](Tx& tx) {
        auto rows = tx.query(session_hash_sql);
        rows.next();
        return to_hex(rows.bytes(0));
    });
    EXPECT_THAT(stored, SizeIs(64));
    EXPECT_EQ(stored.find(to_hex(as_bytes(opened.token)).substr(0, 16)), std::string::npos);
}

TEST_P(Auth, PurgesWhatHasEnded) {
    const auto user = given_user();
    given_session(user);
    clock_ = clock_ + 1;
    const auto later = given_session(user);
    clock_ = clock_ + (session_ms - 1);
    EXPECT_EQ(write([&](Tx& tx) { return purge_sessions(tx); }), 1);
    EXPECT_EQ(count(count_sessions_sql), 1);
    EXPECT_EQ(write([&](Tx& tx) { return purge_sessions(tx); }), 0);
}

TEST(Csrf, BelongsToItsSession) {
    const std::string one(43, 'a'), two(43, 'b');
    EXPECT_THAT(csrf_token(one), SizeIs(43));
    EXPECT_EQ(csrf_token(one), csrf_token(one));
    EXPECT_NE(csrf_token(one), one);
    EXPECT_TRUE(require_csrf(one, csrf_token(one)).has_value());
    for (const std::string& wrong : {std::string(), csrf_token(two), one, csrf_token(one) + "a"}) {
        const auto refused = require_csrf(one, wrong);
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code, Code::csrf);
    }
}

// ---- audit trail

TEST_P(Auth, TheTrailTellsWhoDidWhatInWhichRequest) {
    const Actor actor{.user = UserId{8}, .org = OrgId{5}, .roles = {}, .request_id = "request-9"};
    write([&](Tx& tx) {
        audit(tx, actor, {.action = "product.publish", .object_kind = "product", .object_id = 77, .detail = "同意"});
        audit(tx, actor, {.action = "product.stop", .object_kind = "product", .object_id = 77});
        audit(tx, actor, {.action = "product.publish", .object_kind = "product", .object_id = 78});
    });
    const auto trail = read([&](Tx& tx) { return audit_trail(tx, "product", 77); });
    ASSERT_THAT(trail, SizeIs(2));
    EXPECT_EQ(trail[0].action, "product.publish");
    EXPECT_EQ(trail[0].user, UserId{8});
    EXPECT_EQ(trail[0].org, OrgId{5});
    EXPECT_EQ(trail[0].request_id, "request-9");
    EXPECT_EQ(trail[0].detail, "同意");
    EXPECT_EQ(trail[0].ts, clock_);
    EXPECT_EQ(trail[1].action, "product.stop");
    EXPECT_EQ(trail[1].detail, "");
    const auto rest = read([&](Tx& tx) { return audit_trail(tx, "product", 77, trail[0].id); });
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest[0].id, trail[1].id);
    EXPECT_THAT(read([&](Tx& tx) { return audit_trail(tx, "product", 77, 0, 1); }), SizeIs(1));
}

TEST_P(Auth, ALongDetailIsCutBetweenCharacters) {
    std::string detail;
    for (int i = 0; i < 2000; ++i) detail += "码";
    write([&](Tx& tx) { audit(tx, admin_, {.action = "a.b", .object_kind = "a", .object_id = 1, .detail = detail}); });
    const auto trail = read([&](Tx& tx) { return audit_trail(tx, "a", 1); });
    ASSERT_THAT(trail, SizeIs(1));
    EXPECT_EQ(trail[0].detail, detail.substr(0, 3999));
}

TEST_P(Auth, WhatIsRolledBackLeavesNoTrail) {
    const auto failed = write([&](Tx& tx) -> Result<void> {
        audit(tx, admin_, {.action = "a.b", .object_kind = "a", .object_id = 1});
        return Error{Code::conflict, "", ""};
    });
    ASSERT_TRUE(failed.has_error());
    EXPECT_THAT(read([&](Tx& tx) { return audit_trail(tx, "a", 1); }), IsEmpty());
}

// ---- the first administrator

TEST_P(Auth, TheSetupTokenMakesOneAdministrator) {
    const auto token = write([&](Tx& tx) { return setup_token(tx); });
    ASSERT_TRUE(token);
    const auto id = write([&](Tx& tx) { return first_admin(tx, *token, "Admin", good_hash()); });
    ASSERT_TRUE(id.has_value());
    const auto user = read([&](Tx& tx) { return find_user(tx, id.value()); });
    EXPECT_EQ(user->login, "admin");
    EXPECT_EQ(user->roles, Roles{}.with(Role::platform_admin));
    EXPECT_THAT(actions(id.value()), testing::ElementsAre("user.first_admin"));

    EXPECT_FALSE(write([&](Tx& tx) { return setup_token(tx); })) << "none after the first";
    const auto again = write([&](Tx& tx) { return first_admin(tx, *token, "admin2", good_hash()); });
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::forbidden);
    EXPECT_EQ(count(count_users_sql), 1);
}

TEST_P(Auth, OnlyTheLatestSetupTokenIsGood) {
    const auto before = write([&](Tx& tx) { return first_admin(tx, "", "admin", good_hash()); });
    ASSERT_TRUE(before.has_error()) << "before any token";
    const auto old = write([&](Tx& tx) { return setup_token(tx); });
    const auto fresh = write([&](Tx& tx) { return setup_token(tx); });
    ASSERT_TRUE(old && fresh);
    EXPECT_FALSE(read([&](Tx& tx) { return is_setup_token(tx, *old); }));
    EXPECT_TRUE(read([&](Tx& tx) { return is_setup_token(tx, *fresh); }));
    EXPECT_NE(*old, *fresh);
    EXPECT_TRUE(write([&](Tx& tx) { return first_admin(tx, *old, "admin", good_hash()); }).has_error());
    EXPECT_TRUE(write([&](Tx& tx) { return first_admin(tx, "", "admin", good_hash()); }).has_error());
    EXPECT_TRUE(write([&](Tx& tx) { return first_admin(tx, *fresh, "admin", good_hash()); }).has_value());
}

TEST_P(Auth, AFailedSetupLeavesTheTokenGood) {
    given_user("admin");
    const auto token = write([&](Tx& tx) { return setup_token(tx); });
    const auto taken = write([&](Tx& tx) { return first_admin(tx, *token, "admin", good_hash()); });
    ASSERT_TRUE(taken.has_error());
    EXPECT_EQ(taken.error().code, Code::login_taken);
    EXPECT_TRUE(write([&](Tx& tx) { return first_admin(tx, *token, "admin1", good_hash()); }).has_value());
}

TEST_P(Auth, EveryStatementHasItsIndex) {
    EXPECT_THAT(db::check_statements(*db_), IsEmpty());
}

}  // namespace
}  // namespace yiguan::auth
