#include "core/ids.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace yiguan {
namespace {

TEST(Ids, GrowEvenWhenTheClockRunsBackwards) {
    IdSource source(3);
    std::int64_t last = 0;
    for (const std::int64_t now : {1'800'000'000'000, 1'800'000'000'000, 1'700'000'000'000, 1'800'000'000'001})
        for (int i = 0; i < 5000; ++i) {
            const auto id = source.next(now);
            ASSERT_GT(id, last);
            last = id;
        }
}

TEST(Ids, AreUniqueOverThreads) {
    IdSource source;
    std::vector<std::int64_t> made[4];
    std::vector<std::thread> threads;
    for (auto& mine : made)
        threads.emplace_back([&] {
            for (int i = 0; i < 20'000; ++i) mine.push_back(source.next(1'800'000'000'000));
        });
    for (auto& t : threads) t.join();
    std::set<std::int64_t> all;
    for (const auto& mine : made) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 80'000u);
}

TEST(Ids, ParseOnlyPlainPositiveDecimals) {
    EXPECT_EQ(parse_id("9223372036854775807"), INT64_MAX);
    for (const char* text : {"", "0", "01", "-1", "+1", "1 ", "9223372036854775808", "1e3", "0x1"})
        EXPECT_FALSE(parse_id(text)) << text;
}

TEST(IdSource, RangesByTimeBeginAtFirstIdAt) {
    IdSource first(0), last(1023);
    constexpr std::int64_t now = 1'795'219'200'000;
    EXPECT_LT(last.next(now - 1), first_id_at(now));
    EXPECT_GE(first.next(now), first_id_at(now));
}

}  // namespace
}  // namespace yiguan
