#include "api/captcha.hpp"

#include <gmock/gmock.h>

#include <set>

#include "db/testing.hpp"
#include "print/captcha.hpp"

namespace yiguan::api {
namespace {

constexpr UtcMs now{1'790'000'000'000};

// 三十七加八等于几？ -> 45, as one who cannot see the picture answers.
std::string answer_to(std::string_view question) {
    const auto plus = question.find("加"), end = question.find("等于");
    const auto number = [](std::string_view words) {
        for (int n = 0; n < 200; ++n)
            if (chinese_number(n) == words) return n;
        return -1000;
    };
    return std::to_string(number(question.substr(0, plus)) +
                          number(question.substr(plus + 3, end - plus - 3)));  // 加 has three bytes
}

TEST(Captcha, NumbersAsTheyAreSpoken) {
    EXPECT_EQ(chinese_number(0), "零");
    EXPECT_EQ(chinese_number(10), "十");
    EXPECT_EQ(chinese_number(19), "十九");
    EXPECT_EQ(chinese_number(20), "二十");
    EXPECT_EQ(chinese_number(37), "三十七");
    EXPECT_EQ(chinese_number(101), "一百零一");
    EXPECT_EQ(chinese_number(110), "一百一十");
}

class Captchas : public db::testing::BothEngines {
protected:
    Result<void> take(const SecretBox& box, std::string_view token, std::string_view answer) {
        Result<void> out = outcome::success();
        db_->write_now([&](db::Tx& tx) { out = take_captcha(tx, box, token, answer); });
        return out;
    }
    Captcha make() { return make_captcha(box_, clock_); }
    std::int64_t purge() {
        return db_->write_now([](db::Tx& tx) { return purge_captchas(tx); });
    }
    const SecretBox box_;
};
YIGUAN_BOTH_ENGINES(Captchas);

TEST_P(Captchas, TheQuestionInWordsIsAnswerEnoughOnce) {
    for (int i = 0; i < 20; ++i) {
        const auto made = make();
        const auto answer = answer_to(made.question);
        EXPECT_TRUE(take(box_, made.token, " " + answer + " ").has_value()) << made.question;
        // As another server of the same database would ask: nothing of it is kept in memory.
        const auto again = take(SecretBox(), made.token, answer);
        ASSERT_TRUE(again.has_error()) << "used";
        EXPECT_EQ(again.error().code, Code::captcha_wrong);
        EXPECT_EQ(again.error().pointer, "/captcha/answer");
    }
}

TEST_P(Captchas, AWrongAnswerUsesItUpToo) {
    const auto made = make();
    EXPECT_TRUE(take(box_, made.token, "0").has_error());
    EXPECT_TRUE(take(box_, made.token, answer_to(made.question)).has_error());
}

TEST_P(Captchas, EndsAfterFiveMinutesAndOnlyOurTokensAreGood) {
    const auto late = make(), made = make();
    const auto answer = answer_to(made.question);
    SecretBox::Key key{};
    key[0] = std::byte{1};
    EXPECT_TRUE(take(SecretBox(key), made.token, answer).has_error());
    auto changed = made.token;
    changed.back() = changed.back() == '0' ? '1' : '0';
    for (const auto& bad : {changed, std::string(), std::string("00"), std::string("zz"), std::string(400, 'a')})
        EXPECT_TRUE(take(box_, bad, answer).has_error()) << bad;
    clock_ = clock_ + (captcha_ms - 1);
    EXPECT_TRUE(take(box_, made.token, answer).has_value());
    clock_ = clock_ + 1;
    EXPECT_TRUE(take(box_, late.token, answer_to(late.question)).has_error());
}

TEST_P(Captchas, WhatEndedIsForgotten) {
    const auto made = make();
    const auto answer = answer_to(made.question);
    EXPECT_TRUE(take(box_, made.token, answer).has_value());
    EXPECT_EQ(purge(), 0);
    clock_ = clock_ + captcha_ms;
    EXPECT_EQ(purge(), 1);
    EXPECT_TRUE(take(box_, made.token, answer).has_error()) << "too late for it anyway";
}

TEST(Captcha, ThePictureShowsNeverTwiceTheSame) {
    std::set<std::string> pictures;
    const SecretBox box;
    for (int i = 0; i < 20; ++i) {
        const auto made = make_captcha(box, now);
        EXPECT_EQ(made.png.substr(1, 3), "PNG");
        EXPECT_LT(made.png.size(), 12'000u);
        EXPECT_TRUE(pictures.insert(made.png).second);
    }
    EXPECT_EQ(print::captcha_png("2604", 7), print::captcha_png("2604", 7));
    EXPECT_NE(print::captcha_png("2604", 7), print::captcha_png("2605", 7));
}

}  // namespace
}  // namespace yiguan::api
