// What is remembered is what a read would find, whatever changes in between.
#include "codes/segment_cache.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "codes/codes_store.hpp"
#include "db/testing.hpp"

namespace yiguan::codes {
namespace {

constexpr BlockId block{42};

class SegmentCacheTest : public db::testing::BothEngines {
protected:
    void put(std::int64_t first, std::int64_t last, std::int64_t chain, std::vector<std::int64_t> removed = {}) {
        db_->write_now([&](db::Tx& tx) {
            const State state{.batch = BatchId{1},
                              .status = Status::active,
                              .holder = OrgId{1},
                              .consignee = {},
                              .chain = chain,
                              .event = EventId{chain}};
            store::write(tx, block, {std::move(removed), {{first, last, state}}});
            return true;
        });
    }
    /// As a page asks: from memory, else by reading.
    std::int64_t chain(SegmentCache& cache, std::int64_t counter) {
        auto known = cache.find(block, counter);
        if (!known) known = {db_->read_now([&](db::Tx& tx) { return cache.read(tx, block, counter); })};
        return known->state ? known->state->chain : 0;
    }
    std::int64_t stored(std::int64_t counter) {
        return db_->read_now([&](db::Tx& tx) {
            const auto found = find_segment(tx, block, counter);
            return found ? found->state.chain : 0;
        });
    }
};

TEST_P(SegmentCacheTest, RemembersSegmentsAndGaps) {
    put(100, 199, 7);
    put(300, 399, 8);
    SegmentCache cache(db_->changes());
    EXPECT_FALSE(cache.find(block, 150));
    EXPECT_EQ(chain(cache, 150), 7);
    for (const std::int64_t counter : {100, 199, 200, 299, 300, 399, 400, 1'000'000})
        EXPECT_TRUE(cache.find(block, counter)) << counter;
    EXPECT_EQ(cache.find(block, 350)->state->chain, 8);
    EXPECT_FALSE(cache.find(block, 250)->state);
    EXPECT_FALSE(cache.find(block, 99)) << "nothing is known before what was read";
    EXPECT_FALSE(cache.find(BlockId{43}, 150));
}

TEST_P(SegmentCacheTest, AcknowledgedChangesShowAtOnce) {
    put(100, 199, 7);
    SegmentCache cache(db_->changes());
    EXPECT_EQ(chain(cache, 150), 7);
    put(100, 199, 9, {100});
    EXPECT_EQ(chain(cache, 150), 9);
    put(300, 300, 10);
    EXPECT_EQ(chain(cache, 300), 10);
    // A reading transaction that began before the change must not bring back what was.
    db_->read_now([&](db::Tx& tx) {
        EXPECT_EQ(find_segment(tx, block, 150)->state.chain, 9);
        std::thread([&] { put(100, 199, 11, {100}); }).join();
        EXPECT_EQ(cache.read(tx, block, 150)->chain, 9) << "its own snapshot";
    });
    EXPECT_EQ(chain(cache, 150), 11);
}

TEST_P(SegmentCacheTest, AgreesWithTheTableThroughManyChanges) {
    std::mt19937 random(20261121);
    SegmentCache cache(db_->changes());
    std::vector<std::int64_t> firsts;
    for (std::int64_t chain_id = 1; chain_id <= 60; ++chain_id) {
        const std::int64_t first = static_cast<std::int64_t>(random() % 50) * 10;
        const bool there = std::ranges::find(firsts, first) != firsts.end();
        put(first, first + static_cast<std::int64_t>(random() % 10), chain_id,
            there ? std::vector{first} : std::vector<std::int64_t>{});
        if (!there) firsts.push_back(first);
        for (int i = 0; i < 20; ++i) {
            const std::int64_t counter = static_cast<std::int64_t>(random() % 520);
            ASSERT_EQ(chain(cache, counter), stored(counter)) << counter;
        }
    }
}

TEST_P(SegmentCacheTest, ReadersNeverSeeAnOlderStateThanOneAcknowledged) {
    put(0, 99, 1);
    SegmentCache cache(db_->changes());
    std::atomic<std::int64_t> acknowledged{1};
    std::atomic<bool> wrong{false};
    {
        std::vector<std::jthread> readers;
        for (int t = 0; t < 3; ++t)
            readers.emplace_back([&](const std::stop_token& stop) {
                while (!stop.stop_requested()) {
                    const std::int64_t before = acknowledged;
                    if (chain(cache, 50) < before) wrong = true;
                }
            });
        for (std::int64_t n = 2; n < 60; ++n) {
            put(0, 99, n, {0});
            acknowledged = n;
        }
    }
    EXPECT_FALSE(wrong);
}

YIGUAN_BOTH_ENGINES(SegmentCacheTest);

}  // namespace
}  // namespace yiguan::codes
