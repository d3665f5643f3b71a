// Every query is counted once, whatever is in memory, being written or forgotten meanwhile (X17).
#include "lookup/scan_log.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "db/testing.hpp"
#include "lookup/scan_store.hpp"

namespace yiguan::lookup {
namespace {

constexpr BlockId block{7};
// So small that codes are forgotten and read again all the time.
constexpr ScanLog::Options tiny{.flush_ms = 2, .fold_ms = 4, .memory_max = 2000};

// Tables of versions before migration 8.
const db::Statement old_scan{"scan_log_test.old_scan",
                             "insert into scan (block_id, ts, seq, counter, channel) values ($1, $2, $3, $4, 1)"};
const db::Statement old_stat{
    "scan_log_test.old_stat",
    "insert into scan_stat (block_id, counter, first_ts, last_ts, scan_count) values ($1, $2, $3, $3, $4)"};
const db::Statement old_fold{"scan_log_test.old_fold", "insert into scan_fold (node_id, folded_seq) values ($1, $2)"};
const db::Statement old_rows{"scan_log_test.old_rows",
                             "select (select count(*) from scan) + (select count(*) from scan_stat)",
                             db::Statement::Plan::small_scan};

class ScanLogTest : public db::testing::BothEngines {
protected:
    // Some codes share a part, most do not.
    Seen scan(ScanLog& log, std::int64_t code) {
        const std::int64_t counter = code * 300;
        return db_->read_now([&](db::Tx& tx) { return log.record(tx, block, counter, Channel::web); });
    }
    std::int64_t stored(ScanLog& log, std::int64_t code) {
        const auto seen = db_->read_now([&](db::Tx& tx) { return log.seen(tx, block, code * 300); });
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

// The process ended in the middle of a fold: some parts have their scans, others not, and groups came after.
TEST_P(ScanLogTest, AFoldThatWasBrokenOffIsTakenUpWhereItStood) {
    const std::int64_t node = (db_->ids().next(db_->now().value) >> 12) & 1023;
    std::vector<Scan> first, second;
    for (std::int64_t code = 0; code < 20; ++code) first.push_back({block, code * 300, clock_, Channel::web});
    for (std::int64_t code = 5; code < 15; ++code) second.push_back({block, code * 300, clock_ + 9, Channel::web});
    Progress at;
    std::int64_t target = 0;
    db_->write_now([&](db::Tx& tx) {
        at = store::progress(tx, node, tx.next_id<EventId>().value);
        target = tx.next_id<EventId>().value;
        store::add_group(tx, node, target, pack_group(first));
        const auto deltas = add_up(first);
        const Progress half{at.folded, target, deltas[4].key};
        EXPECT_TRUE(store::advance(tx, node, at, half));
        EXPECT_FALSE(store::advance(tx, node, at, half)) << "a commit whose answer was lost counts once";
        EXPECT_THROW(store::advance(tx, node, at, {target, target, {}}), db::Fault);
        return false;
    });
    db_->write_now([&](db::Tx& tx) {
        at = store::progress(tx, node, at.folded);
        store::add_group(tx, node, target, pack_group(first));
        store::add_group(tx, node, target, pack_group(second));  // the same number again: left alone
        store::add_group(tx, node, tx.next_id<EventId>().value, pack_group(second));
        const auto deltas = add_up(first);
        std::vector<Part> sums;
        EXPECT_TRUE(store::advance(tx, node, at, {at.folded, target, deltas[4].key}));
        store::add(tx, std::span(deltas).first(5), store::Writers::one, sums);
        return true;
    });
    for (int start = 0; start < 2; ++start) {
        ScanLog log(*db_);
        for (std::int64_t code = 0; code < 20; ++code)
            EXPECT_EQ(stored(log, code), code >= 5 && code < 15 ? 2 : 1) << code;
    }
}

// Two nodes count the same code: what both recorded is in the sum.
TEST_P(ScanLogTest, PartsOfSeveralNodesAddUp) {
    for (int node = 0; node < 3; ++node)
        db_->write_now([&](db::Tx& tx) {
            std::vector<Scan> scans{{block, 1, clock_ + node, Channel::web}, {block, 300 + node, clock_, Channel::web}};
            std::vector<Part> sums;
            store::add(tx, add_up(scans), store::Writers::several, sums);
            return true;
        });
    const Part part = db_->read_now([&](db::Tx& tx) { return store::part(tx, PartKey::of(block, 1)); });
    ASSERT_EQ(part.size(), 4u);
    EXPECT_EQ(part.front().count(), 3u);
    EXPECT_EQ(part.front().first(), clock_);
}

TEST_P(ScanLogTest, RowsOfOlderVersionsAreMoved) {
    const std::int64_t node = (db_->ids().next(db_->now().value) >> 12) & 1023;
    db_->write_now([&](db::Tx& tx) {
        for (std::int64_t code = 0; code < 3000; ++code) tx.execute(old_stat, block, code * 300, clock_, 7);
        std::int64_t seq = 0;
        for (std::int64_t code = 0; code < 10; ++code) {
            seq = tx.next_id<EventId>().value;
            tx.execute(old_scan, block, clock_, seq, code * 300);
            if (code == 5) tx.execute(old_fold, node, seq);
        }
        return true;
    });
    for (int start = 0; start < 2; ++start) {
        ScanLog log(*db_);
        for (std::int64_t code = 0; code < 3000; ++code) ASSERT_EQ(stored(log, code), code > 5 && code < 10 ? 8 : 7);
        db_->read_now([&](db::Tx& tx) {
            auto rows = tx.query(old_rows);
            ASSERT_TRUE(rows.next());
            EXPECT_EQ(rows.integer(0), 0);
        });
    }
}

YIGUAN_BOTH_ENGINES(ScanLogTest);

}  // namespace
}  // namespace yiguan::lookup
