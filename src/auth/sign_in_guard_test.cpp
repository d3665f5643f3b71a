#include "auth/sign_in_guard.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace yiguan::auth {
namespace {

using testing::HasSubstr;
using Reason = SignInGuard::Reason;

constexpr std::uint64_t second = 1'000'000;
constexpr std::uint64_t minute = 60 * second;
constexpr std::uint64_t office = 1001, cafe = 1002;

class SignInGuardTest : public ::testing::Test {
protected:
    /// One attempt with a wrong password: nothing, or why it was not even looked at.
    std::optional<SignInGuard::Wait> fail(std::string_view login, std::uint64_t network,
                                          std::optional<std::uint64_t> device = {}) {
        return guard_.begin({login, network, device}, now_);
    }
    void sign_in(std::string_view login, std::uint64_t network, std::optional<std::uint64_t> device = {}) {
        const SignInGuard::Visitor visitor{login, network, device};
        ASSERT_FALSE(guard_.begin(visitor, now_)) << login;
        guard_.succeeded(visitor, now_);
    }
    SignInGuard guard_;
    std::uint64_t now_ = 10'000 * second;
};

TEST_F(SignInGuardTest, DelaysGrowWithEachFailureAndTheRightPasswordWaitsToo) {
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(fail("zhangsan", office)) << i;
    for (const std::int64_t seconds : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
        const auto wait = fail("zhangsan", office);
        ASSERT_TRUE(wait) << seconds;
        EXPECT_EQ(wait->reason, Reason::pair);
        EXPECT_EQ(wait->seconds, seconds);
        EXPECT_TRUE(fail("ZhangSan ", office)) << "another spelling is the same login";
        now_ += static_cast<std::uint64_t>(seconds) * second - 1;
        EXPECT_TRUE(fail("zhangsan", office)) << "asking does not lengthen the wait";
        now_ += 1;
        ASSERT_FALSE(fail("zhangsan", office)) << seconds;
    }
}

TEST_F(SignInGuardTest, ASuccessOrAnHourForgetsFailures) {
    for (int i = 0; i < 2; ++i) EXPECT_FALSE(fail("zhangsan", office));
    sign_in("zhangsan", office);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(fail("zhangsan", office));
    EXPECT_TRUE(fail("zhangsan", office));
    now_ += 60 * minute;
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(fail("zhangsan", office));
}

// Five wrong passwords of a stranger used to lock the account for everybody.
TEST_F(SignInGuardTest, AStrangerLocksNobodyElseOut) {
    for (int i = 0; i < 4 * 60 * 60; ++i, now_ += second) fail("zhangsan", cafe);
    sign_in("zhangsan", office);
}

// A botnet uses the login's share up: strangers wait, whoever has signed in on his device before does not.
TEST_F(SignInGuardTest, ManyStrangersSlowDownEachOtherButNotAKnownDevice) {
    std::uint64_t bot = 5'000;
    int tried = 0;
    for (int i = 0; i < 1000; ++i) tried += !fail("zhangsan", bot++);
    EXPECT_EQ(tried, 20);
    const auto stranger = fail("zhangsan", office);
    ASSERT_TRUE(stranger);
    EXPECT_EQ(stranger->reason, Reason::login);
    sign_in("zhangsan", office, 77);
    sign_in("lisi", office);

    tried = 0;
    for (int i = 0; i < 24 * 60; ++i, now_ += minute)
        for (int k = 0; k < 10; ++k) tried += !fail("zhangsan", bot++);
    EXPECT_LE(tried, 24 * 60) << "guesses in a day, from however many addresses";
    sign_in("zhangsan", office, 77);
}

// A stolen device's cookie is no licence to guess: it has growing delays of its own, wherever it is used.
TEST_F(SignInGuardTest, AKnownDeviceHasGrowingDelaysOfItsOwn) {
    std::uint64_t network = 9'000;
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(fail("zhangsan", network++, 77));
    EXPECT_EQ(fail("zhangsan", network++, 77)->reason, Reason::pair);
    EXPECT_FALSE(fail("zhangsan", network, 78)) << "another device";
}

// What is counted, and what is answered, depends on what was typed, not on what exists: the guard knows no users.
TEST_F(SignInGuardTest, OneAddressMayFailSixtyTimesAnHourWhateverTheLogins) {
    int tried = 0;
    for (int i = 0; i < 1000; ++i) tried += !fail(fmt::format("nobody-{}", i), cafe);
    EXPECT_EQ(tried, 60);
    EXPECT_EQ(fail("zhangsan", cafe)->reason, Reason::address);
    EXPECT_FALSE(fail("zhangsan", office));
    now_ += minute;
    EXPECT_FALSE(fail("zhangsan", cafe));
}

// A shop with one address for all: any number of people sign in, because only failures count.
TEST_F(SignInGuardTest, SuccessesAreNotCounted) {
    for (int i = 0; i < 1000; ++i) sign_in(fmt::format("user-{}", i), office);
    for (int i = 0; i < 1000; ++i) sign_in("zhangsan", office);
}

// The queue for hashing was full: nothing was learnt, nothing is counted.
TEST_F(SignInGuardTest, CancelledAttemptsAreNotCounted) {
    for (int i = 0; i < 200; ++i) {
        ASSERT_FALSE(fail("zhangsan", office)) << i;
        guard_.cancelled({"zhangsan", office, {}}, now_);
    }
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(fail("zhangsan", office));
    EXPECT_TRUE(fail("zhangsan", office));
}

TEST_F(SignInGuardTest, GuessingInParallelGainsNothing) {
    int under_way = 0;
    for (int i = 0; i < 100; ++i) under_way += !fail("zhangsan", office);  // none has been answered yet
    EXPECT_EQ(under_way, 3);
}

// A million logins and addresses neither grow the table nor forget whoever is in trouble.
TEST_F(SignInGuardTest, AFloodForgetsNobodyInTrouble) {
    for (int i = 0; i < 3; ++i) fail("zhangsan", office);
    for (const std::uint64_t seconds : {1u, 2u, 4u}) {
        now_ += seconds * second;
        ASSERT_FALSE(fail("zhangsan", office));
    }
    ASSERT_TRUE(fail("zhangsan", office)) << "waits eight seconds";
    for (std::uint64_t i = 0; i < 200'000; ++i) fail(fmt::format("x{}", i), 20'000 + i);
    EXPECT_TRUE(fail("zhangsan", office));
}

TEST(SignInRefusal, NamesRuleAndTime) {
    EXPECT_THAT(refusal_of({Reason::pair, 8}).detail, HasSubstr("8 秒"));
    EXPECT_THAT(refusal_of({Reason::address, 61}).detail, HasSubstr("2 分钟"));
    EXPECT_THAT(refusal_of({Reason::login, 60}).detail, HasSubstr("曾经登录过的设备"));
    EXPECT_EQ(refusal_of({Reason::pair, 8}).code, Code::too_many_requests);
}

}  // namespace
}  // namespace yiguan::auth
