// Every query is counted once, whatever is in memory, being written or forgotten meanwhile (X17).
#include "lookup/scan_log.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "db/testing.hpp"

namespace yiguan::lookup {
namespace {

constexpr BlockId block{7};
// So small that codes are forgotten and read again all the time.
constexpr ScanLog::Options tiny{.flush_ms = 2, .fold_ms = 4, .known_max = 16};

class ScanLogTest : public db::testing::BothEngines {
protected:
    Seen scan(ScanLog& log, std::int64_t counter) {
        return db_->read_now([&](db::Tx& tx) { return log.record(tx, block, counter, Channel::web); });
    }
    std::int64_t stored(ScanLog& log, std::int64_t counter) {
        const auto seen = db_->read_now([&](db::Tx& tx) { return log.seen(tx, block, counter); });
        return seen ? seen->count : 0;
    }
};

TEST_P(ScanLogTest, TellsHowOftenAndSinceWhenWhileCodesAreForgottenAndComeBack) {
    const auto first = clock_;
    {
        ScanLog log(*db_, tiny);
        for (std::int64_t round = 1; round <= 4; ++round, clock_.value += 60'000) {
            for (std::int64_t code = 0; code < 100; ++code) {
                const auto seen = scan(log, code);
                ASSERT_EQ(seen.count, round) << code;
                ASSERT_EQ(seen.first, first) << code;
            }
            if (round % 2 == 0) log.settle();
        }
    }
    ScanLog later(*db_);  // knows nothing but what is stored
    for (std::int64_t code = 0; code < 100; ++code) EXPECT_EQ(stored(later, code), 4) << code;
    EXPECT_EQ(stored(later, 100), 0);
}

TEST_P(ScanLogTest, CountsQueriesFromManyThreadsWhileItFolds) {
    constexpr int threads = 4, rounds = 25;
    constexpr std::int64_t codes = 40;
    {
        ScanLog log(*db_, tiny);
        std::vector<std::jthread> readers;
        for (int t = 0; t < threads; ++t)
            readers.emplace_back([&] {
                for (int round = 0; round < rounds; ++round)
                    for (std::int64_t code = 0; code < codes; ++code) scan(log, code);
            });
        readers.clear();
        log.settle();
        for (std::int64_t code = 0; code < codes; ++code) EXPECT_EQ(stored(log, code), threads * rounds) << code;
    }
    ScanLog later(*db_);
    for (std::int64_t code = 0; code < codes; ++code) EXPECT_EQ(stored(later, code), threads * rounds) << code;
}

YIGUAN_BOTH_ENGINES(ScanLogTest);

}  // namespace
}  // namespace yiguan::lookup
