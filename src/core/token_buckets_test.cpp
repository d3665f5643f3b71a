#include "core/token_buckets.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <thread>
#include <vector>

namespace yiguan {
namespace {

constexpr std::uint64_t second = 1'000'000;

TEST(TokenBuckets, GiveABurstThenTheRate) {
    TokenBuckets buckets(2, 3);
    std::uint64_t now = 1000 * second;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take(7, now), 0u);
    const auto wait = buckets.take(7, now);
    EXPECT_GT(wait, second / 2 - 10);
    EXPECT_LE(wait, second / 2 + 10);
    EXPECT_EQ(buckets.take(8, now), 0u) << "another key has a bucket of its own";
    EXPECT_GT(buckets.take(7, now + wait / 2), 0u);
    EXPECT_EQ(buckets.take(7, now + wait), 0u) << "what the wait promised";
    EXPECT_GT(buckets.take(7, now + wait), 0u);
    now += 100 * second;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take(7, now), 0u) << "never more than the burst is saved up";
    EXPECT_GT(buckets.take(7, now), 0u);
}

TEST(TokenBuckets, WhatIsGivenBackCanBeTakenAgain) {
    TokenBuckets buckets(1, 1);
    EXPECT_EQ(buckets.take(7, second), 0u);
    buckets.give_back(7, second);
    EXPECT_EQ(buckets.take(7, second), 0u);
    EXPECT_GT(buckets.take(7, second), 0u);
    buckets.give_back(9, second);
    for (int i = 0; i < 5; ++i) buckets.give_back(7, 10 * second);  // of a full bucket: nothing to give back to
    EXPECT_EQ(buckets.take(7, 10 * second), 0u);
    EXPECT_GT(buckets.take(7, 10 * second), 0u);
}

TEST(TokenBuckets, OffLetsEverythingThrough) {
    TokenBuckets buckets(0, 1);
    EXPECT_FALSE(buckets.enabled());
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(buckets.take(7, 0), 0u);
}

// Memory is fixed, and made-up keys open no fresh buckets once it is full: a million of them get no more than the
// table holds.
TEST(TokenBuckets, AFloodOfKeysGainsNoMoreThanTheTableHolds) {
    constexpr std::size_t keys = 1024;
    TokenBuckets buckets(0.001, 5, keys);
    std::size_t taken = 0;
    for (std::uint64_t key = 0; key < 1'000'000; ++key) taken += buckets.take(key, second) == 0;
    EXPECT_LE(taken, keys * 5);
    EXPECT_GE(taken, keys);
    EXPECT_EQ(buckets.take(5'000'000, second + 100'000 * second), 0u) << "and in time it is as good as new";
}

// Against an obvious model, keys few enough to have a slot each (four in the one set).
RC_GTEST_PROP(TokenBuckets, DoWhatABucketDoes, ()) {
    const auto burst = *rc::gen::inRange(1, 6);
    const auto per_second = *rc::gen::inRange(1, 20);
    TokenBuckets buckets(per_second, burst, 4);
    struct Model {
        double tokens;
        std::uint64_t at;
    };
    std::map<std::uint64_t, Model> model;
    std::uint64_t now = 50 * second;
    const auto steps = *rc::gen::inRange(1, 200);
    for (int i = 0; i < steps; ++i) {
        now += *rc::gen::inRange<std::uint64_t>(0, second / 5);
        const auto key = *rc::gen::inRange<std::uint64_t>(0, 4);
        auto [at, fresh] = model.try_emplace(key, Model{static_cast<double>(burst), now});
        auto& m = at->second;
        m.tokens = std::min<double>(burst, m.tokens + static_cast<double>(now - m.at) / 1e6 * per_second);
        m.at = now;
        const bool taken = buckets.take(key, now) == 0;
        if (m.tokens > 1 - 1e-4 && m.tokens < 1 + 1e-4)
            m.tokens = taken ? 1 : m.tokens;  // a rounding apart
        else
            RC_ASSERT(taken == (m.tokens >= 1));
        if (taken) m.tokens -= 1;
    }
}

TEST(TokenBuckets, ThreadsShareOneBucketWithoutLosingCount) {
    TokenBuckets buckets(0.001, 1000);
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i) taken += buckets.take(7, second) == 0;
        });
    for (auto& thread : threads) thread.join();
    // The place of a new key may be claimed twice at its very first use.
    EXPECT_GE(taken, 1000);
    EXPECT_LE(taken, 1001);
}

}  // namespace
}  // namespace yiguan
