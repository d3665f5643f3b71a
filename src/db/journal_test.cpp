// Records of the log, committed with what they speak of, on both engines.
#include "db/journal.hpp"

#include <latch>
#include <stdexcept>

#include "db/testing.hpp"

namespace yiguan::db {
namespace {

const Statement batches{"journal_test.batches",
                        "select first_index, entry_count, recorded_at, records from log_batch where log_id = $1"
                        " order by first_index"};

class JournalTest : public testing::BothEngines {
protected:
    static constexpr std::int64_t log = 1;  // of node 0
    std::vector<std::string> stored() {
        return db_->read_now([&](Tx& tx) {
            std::vector<std::string> out;
            auto rows = tx.query(batches, log);
            while (rows.next()) {
                EXPECT_EQ(rows.integer(0), static_cast<std::int64_t>(out.size()));
                std::string_view records = rows.text(3), record;
                while (take_record(records, record)) out.emplace_back(record);
                EXPECT_EQ(rows.integer(0) + rows.integer(1), static_cast<std::int64_t>(out.size()));
            }
            return out;
        });
    }
    Position append(std::string_view record) {
        return db_->write_now([&](Tx& tx) { return tx.journal().append(tx, record); });
    }
};
YIGUAN_BOTH_ENGINES(JournalTest);

TEST_P(JournalTest, RecordsAreNumberedWithoutHoles) {
    EXPECT_EQ(append("a"), Position::of(log, 0));
    EXPECT_EQ(append(""), Position::of(log, 1));
    db_->write_now([](Tx& tx) {
        EXPECT_EQ(tx.journal().next(tx).position, Position::of(log, 2));
        EXPECT_EQ(tx.journal().append(tx, "b"), Position::of(log, 2));
        EXPECT_EQ(tx.journal().append(tx, "c"), Position::of(log, 3));
        const auto mine = tx.journal().of_job();
        EXPECT_EQ(mine.first, Position::of(log, 2));
        EXPECT_EQ(mine.count, 2);
        EXPECT_EQ(mine.records, std::string_view("\0\1b\0\1c", 6));
    });
    EXPECT_EQ(stored(), (std::vector<std::string>{"a", "", "b", "c"}));
}

TEST_P(JournalTest, WhatAJobAppendedGoesWithTheJob) {
    append("first");
    std::latch entered(1), leave(1), answered(3);
    const auto answer = [&](WriteOutcome) { answered.count_down(); };
    ASSERT_TRUE(db_->write([&](Tx&) { return entered.count_down(), leave.wait(), true; }, [](WriteOutcome) {}));
    entered.wait();
    // All in one transaction: the second asks for the log's end and gives everything up again.
    ASSERT_TRUE(db_->write([](Tx&) { return true; }, answer));
    ASSERT_TRUE(db_->write([](Tx& tx) { return tx.journal().append(tx, "lost"), false; }, answer));
    ASSERT_TRUE(db_->write([](Tx& tx) { return tx.journal().append(tx, "second"), true; }, answer));
    leave.count_down();
    answered.wait();
    EXPECT_THROW(db_->write_now([](Tx& tx) {
        tx.journal().append(tx, "lost too");
        throw std::runtime_error("no");
    }),
                 std::runtime_error);
    append("third");
    EXPECT_EQ(stored(), (std::vector<std::string>{"first", "second", "third"}));
}

TEST_P(JournalTest, ManyRecordsAreSeveralRows) {
    db_->write_now([](Tx& tx) {
        for (int i = 0; i < 10'000; ++i) tx.journal().append(tx, std::to_string(i));
    });
    const auto all = stored();
    ASSERT_EQ(all.size(), 10'000u);
    EXPECT_EQ(all[9'999], "9999");
}

TEST_P(JournalTest, TimeNeverGoesBack) {
    append("now");
    const UtcMs before = clock_;
    clock_ = UtcMs{clock_.value - 60'000};
    db_->write_now([&](Tx& tx) { EXPECT_EQ(tx.journal().next(tx).time, before); });
}

TEST_P(JournalTest, ARecordHasALengthThatFitsItsTwoBytes) {
    EXPECT_EQ(append(std::string(65'535, 'x')), Position::of(log, 0));
    EXPECT_THROW(append(std::string(65'536, 'x')), std::length_error);
    EXPECT_EQ(stored().size(), 1u);
}

TEST(TakeRecord, RefusesWhatIsCutShort) {
    std::string_view record;
    for (std::string_view cut : {std::string_view("\0", 1), std::string_view("\0\5abcd", 6)})
        EXPECT_THROW(take_record(cut, record), std::runtime_error);
}

}  // namespace
}  // namespace yiguan::db
