#include "auth/password.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <stdexcept>

namespace yiguan::auth {
namespace {

struct PolicyCase {
    std::string_view password;
    bool good;
};

TEST(PasswordPolicy, C20) {
    const std::string just_long(128, 'a'), too_long(129, 'a');
    const PolicyCase cases[]{
        {"abcdefgh12", true},
        {"abcdefgh1", false},   // 9 characters
        {"abcdefghij", false},  // one kind
        {"ABCDEFGHIJ", false},
        {"1234567890", false},
        {"Abcdefghij", true},
        {"abcdefghijklmno", false},  // 15 of one kind
        {"abcdefghijklmnop", true},  // 16 of one kind
        {"correct horse battery", true},
        {"一二三四五六七八九a", true},  // ten characters, not bytes
        {"一二三四五六七八九", false},
        {just_long, true},
        {too_long, false},
        {"abcdefgh1\n", false},
        {std::string_view("abcdefgh1\0", 10), false},
        {"abcdefgh1\xFF", false},
        {"zhang.san@example.cn", false},  // the login
        {"ZHANG.SAN@example.CN", false},
        {"", false},
    };
    for (const auto& c : cases) {
        const auto checked = check_password("zhang.san@example.cn", c.password);
        EXPECT_EQ(checked.has_value(), c.good) << c.password;
        if (checked.has_value()) continue;
        EXPECT_EQ(checked.error().code, Code::weak_password);
        EXPECT_EQ(checked.error().pointer, "/password");
        EXPECT_EQ(checked.error().field, "密码");
        EXPECT_TRUE(checked.error().value.empty());
        EXPECT_TRUE(c.password.empty() || checked.error().detail.find(c.password) == std::string::npos);
    }
}

TEST(PasswordHash, VerifiesItsOwnPasswordOnly) {
    const auto hash = hash_password("correct horse 1");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    EXPECT_EQ(hash.find('\0'), std::string::npos);
    EXPECT_TRUE(verify_password(hash, "correct horse 1"));
    EXPECT_FALSE(verify_password(hash, "correct horse 2"));
    EXPECT_FALSE(verify_password(hash, "correct horse 1 "));
    EXPECT_FALSE(verify_password(hash, ""));
}

TEST(PasswordHash, IsSalted) {
    EXPECT_NE(hash_password("correct horse 1"), hash_password("correct horse 1"));
}

TEST(PasswordHash, VerifiesHashesOfOtherParameters) {
    // The vector for "password" and "somesalt" (2 passes, 64 MiB, one lane) of the reference implementation's test.c,
    // so that the parameters may be raised without asking everybody for a new password.
    EXPECT_TRUE(verify_password(
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password"));
}

TEST(PasswordHash, ABrokenHashIsAFaultAndNoWrongPassword) {
    EXPECT_THROW(verify_password("$argon2id$v=19$m=19456", "correct horse 1"), std::runtime_error);
    EXPECT_THROW(verify_password("", "correct horse 1"), std::runtime_error);
}

// An unknown login has to take as long as a known one.
TEST(PasswordHash, VerifyNobodyCostsWhatVerifyingCosts) {
    const auto hash = hash_password("correct horse 1");
    const auto cpu = [](auto f) {
        const auto start = std::clock();
        for (int i = 0; i < 4; ++i) EXPECT_FALSE(f());
        return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / 4;
    };
    const double known = cpu([&] { return verify_password(hash, "correct horse 2"); });
    const double unknown = cpu([&] { return verify_nobody("correct horse 2"); });
    RecordProperty("verify_us", static_cast<int>(known * 1e6));
    EXPECT_GT(unknown, known / 2);
    EXPECT_LT(unknown, known * 2);
}

}  // namespace
}  // namespace yiguan::auth
