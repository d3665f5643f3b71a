// Kept answers: how long, for whom, and what two requests at once see.
#include "api/repetition.hpp"

#include <gmock/gmock.h>

#include "db/testing.hpp"

namespace yiguan::api {
namespace {

using db::Tx;

class Posted final : public http::Request {
public:
    Posted(std::string key, std::string text, std::string where = "/api/v1/blocks")
        : key_(std::move(key)), text_(std::move(text)), path_(std::move(where)) {
        method = http::Method::post;
        target = path_;
        body = text_;
    }
    std::string_view header(std::string_view name) const override {
        return name == "Idempotency-Key" ? std::string_view(key_) : std::string_view{};
    }
    std::string take_buffer() const override { return {}; }

private:
    std::string key_, text_, path_;
};

http::Response answer(std::string body = "{\"id\":\"7\"}") {
    http::Response response{.status = 201, .body = std::move(body)};
    response.headers.emplace_back("Location", "/api/v1/blocks/7");
    return response;
}

class Kept : public db::testing::BothEngines {
protected:
    static Repetition of(const Posted& request) { return *Repetition::of(request).value(); }
    Result<std::optional<Repetition::Kept>> find(const Posted& request, UserId user = UserId{5}) {
        return db_->read_now([&](Tx& tx) { return of(request).find(tx, user); });
    }
    Result<void> keep(const Posted& request, UserId user = UserId{5}) {
        return db_->write_now([&](Tx& tx) {
            return of(request).keep(tx, user, answer(), {.first = db::Position::of(1, 41), .count = 3});
        });
    }
    const Posted request_{"key-1", "{\"quantity\":\"5\"}"};
};
YIGUAN_BOTH_ENGINES(Kept);

TEST_P(Kept, AnAnswerIsGivenAgainForFortyEightHours) {
    ASSERT_TRUE(keep(request_).has_value());
    clock_ = clock_ + (kept_ms - 1);
    const auto found = find(request_);
    ASSERT_TRUE(found.has_value() && found.value());
    EXPECT_EQ(found.value()->response.status, 201);
    EXPECT_EQ(found.value()->first, db::Position::of(1, 41)) << "where the records stand that came with it";
    EXPECT_EQ(found.value()->count, 3);
    EXPECT_EQ(found.value()->response.body, answer().body);
    EXPECT_THAT(found.value()->response.headers, testing::Contains(testing::Pair("Location", "/api/v1/blocks/7")));
    EXPECT_THAT(found.value()->response.headers, testing::Contains(testing::Pair("Idempotency-Replayed", "true")));
    EXPECT_EQ(db_->write_now([](Tx& tx) { return purge_kept_answers(tx); }), 0);

    clock_ = clock_ + 1;
    EXPECT_FALSE(find(request_).value()) << "the key is free, even before the row is gone";
    EXPECT_TRUE(find({"key-1", "something else"}).has_value()) << "also for another request";
    EXPECT_TRUE(keep(request_).has_value()) << "keeping purges what is in the way";
    EXPECT_TRUE(find(request_).value());
    clock_ = clock_ + kept_ms;
    EXPECT_EQ(db_->write_now([](Tx& tx) { return purge_kept_answers(tx); }), 1);
}

TEST_P(Kept, AKeyBelongsToOneRequestOfOneUser) {
    ASSERT_TRUE(keep(request_).has_value());
    for (const Posted& other : {Posted("key-1", "{\"quantity\":\"6\"}"), Posted("key-1", ""),
                                Posted("key-1", "{\"quantity\":\"5\"}", "/api/v1/products")}) {
        const auto refused = find(other);
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code, Code::idempotency_key_reused);
        EXPECT_EQ(refused.error().pointer, "/Idempotency-Key");
    }
    EXPECT_FALSE(find(request_, UserId{6}).value());
    EXPECT_FALSE(find({"key-2", "{\"quantity\":\"5\"}"}).value());
    EXPECT_FALSE(find({"KEY-1", "{\"quantity\":\"5\"}"}).value()) << "keys are compared as they are";
}

// What two servers on one database run into: both look, find nothing, work and keep. The second must not be done.
TEST_P(Kept, TheSecondOfTwoAtOnceIsAConflictAndLeavesNothing) {
    ASSERT_FALSE(find(request_).value());
    ASSERT_TRUE(keep(request_).has_value());
    const auto second = keep(request_);
    ASSERT_TRUE(second.has_error());
    EXPECT_EQ(second.error().code, Code::conflict);
    EXPECT_TRUE(find(request_).value());
}

TEST(Keys, AreVisibleAsciiOfLimitedLength) {
    EXPECT_FALSE(Repetition::of(Posted("", "x")).value()) << "none";
    EXPECT_TRUE(Repetition::of(Posted(std::string(200, '~'), "x")).value());
    for (const std::string& key :
         {std::string(201, 'k'), std::string("two words"), std::string("\xE9"), std::string("\x7F")})
        EXPECT_EQ(Repetition::of(Posted(key, "x")).error().code, Code::invalid) << key;
}

}  // namespace
}  // namespace yiguan::api
