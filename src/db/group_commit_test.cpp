// Group commit (docs/decisions/0004-group-commit.md), on both engines.
#include <chrono>
#include <latch>
#include <thread>

#include "core/metrics.hpp"
#include "db/test_schema.hpp"
#include "db/writer.hpp"

namespace yiguan::db {
namespace {

using namespace test_schema;
using namespace std::chrono_literals;

const Statement move_qty{"group_test.move_qty", "update thing set qty = qty + $2 where id = $1"};
const Statement get_qty{"group_test.get_qty", "select qty from thing where id = $1"};
const Statement insert_child{"group_test.insert_child", "insert into child (id, parent) values ($1, $2)"};

std::uint64_t commits() {
    return metrics::counter("yiguan_db_commits_total", "Transactions committed by the writer").value();
}
std::uint64_t jobs(std::string_view outcome) {
    return metrics::counter("yiguan_db_jobs_total", "Write jobs, by how they ended", {{"outcome", outcome}}).value();
}

class GroupCommit : public TestSchema {
protected:
    struct Answer {
        bool called = false;
        WriteOutcome outcome;
    };
    /// Holds the writer in a job, lets `fill` queue jobs meanwhile, and waits for every answer.
    void while_the_writer_is_held(const std::function<void()>& fill) {
        std::latch entered(1);
        std::latch leave(1);
        ASSERT_TRUE(db_->write([&](Tx&) { return entered.count_down(), leave.wait(), true; }, [](WriteOutcome) {}));
        entered.wait();
        fill();
        leave.count_down();
        // Answers come in the order of the queue; what this job's own group ends in does not matter here.
        std::latch answered(1);
        ASSERT_TRUE(db_->write([](Tx&) { return true; }, [&](WriteOutcome) { answered.count_down(); }));
        answered.wait();
    }
    void queue(Answer& answer, UniqueFunction<bool(Tx&)> job) {
        ASSERT_TRUE(db_->write(std::move(job), [&answer](WriteOutcome o) {
            EXPECT_FALSE(answer.called);
            answer = {true, std::move(o)};
        }));
    }
    std::int64_t qty(std::int64_t id) {
        return db_->read_now([&](Tx& tx) {
            Rows rows = tx.query(get_qty, id);
            return rows.next() ? rows.integer(0) : -1;
        });
    }
};
YIGUAN_BOTH_ENGINES(GroupCommit);

TEST_P(GroupCommit, ManyJobsShareACommit) {
    const auto commits_before = commits();
    const auto jobs_before = jobs("committed");
    std::vector<Answer> answers(300);
    while_the_writer_is_held([&] {
        for (int i = 0; i < 300; ++i)
            queue(answers[static_cast<std::size_t>(i)],
                  [i](Tx& tx) { return tx.execute(insert_thing, i, i, "x", nullptr) == 1; });
    });
    for (const auto& a : answers) EXPECT_TRUE(a.called && a.outcome.committed && !a.outcome.fault);
    EXPECT_EQ(count(), 300u);
    EXPECT_GE(jobs("committed") - jobs_before, 301u);
    EXPECT_LE(commits() - commits_before,
              60u);  // a group ends after 20 ms, which a busy machine may spend on five jobs
}

TEST_P(GroupCommit, AFaultOrRollbackConcernsItsJobOnly) {
    given_things(1);
    std::vector<Answer> answers(50);
    while_the_writer_is_held([&] {
        for (int i = 0; i < 50; ++i) {
            queue(answers[static_cast<std::size_t>(i)], [i](Tx& tx) {
                tx.execute(insert_thing, 1000 + i, i, "x", nullptr);
                switch (i % 5) {
                    case 0:
                        return true;
                    case 1:
                        tx.post(insert_thing, 2000 + i, i, "x", nullptr);
                        return true;
                    case 2:
                        return false;
                    case 3:
                        throw std::logic_error("bug");
                    default:
                        tx.post(insert_thing, 0, 0, "taken", nullptr);
                        return true;  // surfaces later on PostgreSQL
                }
            });
        }
    });
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& [called, outcome] = answers[i];
        ASSERT_TRUE(called) << i;
        EXPECT_EQ(outcome.committed, i % 5 < 2) << i;
        EXPECT_EQ(outcome.fault != nullptr, i % 5 > 2) << i;
        if (i % 5 == 4) {
            EXPECT_TRUE(is_fault(outcome.fault, Fault::Kind::unique_violation));
        }
        const auto id = static_cast<std::int64_t>(i);
        EXPECT_EQ(qty(1000 + id), i % 5 < 2 ? id : -1) << i;
        EXPECT_EQ(qty(2000 + id), i % 5 == 1 ? id : -1) << i;
    }
}

// A deferred key, which only the commit checks, lets a commit fail.
TEST_P(GroupCommit, AFailedCommitAcknowledgesNothing) {
    std::array<Answer, 4> answers;
    const auto before = commits();
    while_the_writer_is_held([&] {
        queue(answers[0], [](Tx& tx) { return tx.execute(insert_thing, 1, 1, "x", nullptr) == 1; });
        queue(answers[1], [](Tx& tx) { return tx.execute(insert_child, 1, 77) == 1; });
        queue(answers[2], [](Tx& tx) { return tx.execute(insert_thing, 2, 2, "x", nullptr) == 1; });
        queue(answers[3], [](Tx&) { return false; });
    });
    EXPECT_TRUE(answers[1].outcome.fault);
    EXPECT_FALSE(answers[1].outcome.committed);
    for (std::size_t i : {0u, 2u}) {  // in the same group unless the time was up in between
        EXPECT_NE(answers[i].outcome.committed, answers[i].outcome.fault != nullptr);
        EXPECT_EQ(qty(i == 0 ? 1 : 2) >= 0, answers[i].outcome.committed);
    }
    EXPECT_TRUE(answers[3].called);
    EXPECT_FALSE(answers[3].outcome.committed);
    EXPECT_LE(commits() - before, 4u);
    db_->write_now([](Tx& tx) { tx.execute(insert_thing, 3, 3, "x", nullptr); });  // and goes on
    EXPECT_EQ(qty(3), 3);
}

TEST_P(GroupCommit, AFullQueueRefuses) {
    auto options = where();
    options.write_queue_max = 2;
    open(options);
    const auto before = jobs("refused");
    std::latch entered(1);
    std::latch leave(1);
    std::atomic<int> answered = 0;
    const auto count_answer = [&](WriteOutcome o) { answered += o.committed; };
    ASSERT_TRUE(db_->write([&](Tx&) { return entered.count_down(), leave.wait(), true; }, count_answer));
    entered.wait();
    EXPECT_TRUE(db_->write([](Tx&) { return true; }, count_answer));
    EXPECT_TRUE(db_->write([](Tx&) { return true; }, count_answer));
    EXPECT_FALSE(db_->write(
        [](Tx&) {
            ADD_FAILURE();
            return true;
        },
        [](WriteOutcome) { ADD_FAILURE(); }));
    EXPECT_THROW(db_->write_now([](Tx&) {}), Fault);
    leave.count_down();
    db_.reset();
    EXPECT_EQ(answered, 3);
    EXPECT_EQ(jobs("refused") - before, 2u);
}

TEST_P(GroupCommit, ClosingFinishesWhatIsQueued) {
    std::atomic<int> committed = 0;
    for (int i = 0; i < 200; ++i) {
        ASSERT_TRUE(db_->write(
            [i](Tx& tx) {
                if (i == 0) std::this_thread::sleep_for(50ms);
                tx.post(insert_thing, i, 0, "x", nullptr);
                return true;
            },
            [&](WriteOutcome o) { committed += o.committed; }));
    }
    db_.reset();
    EXPECT_EQ(committed, 200);
    open();
    EXPECT_EQ(count(), 200u);
}

TEST_P(GroupCommit, AnAcknowledgedWriteIsReadByEveryThreadAndSumsStayWhole) {
    constexpr int accounts = 10;
    db_->write_now([](Tx& tx) {
        for (int i = 0; i < accounts; ++i) tx.post(insert_thing, i, 100, "x", nullptr);
    });
    std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
        threads.emplace_back([&] {
            while (!stop) {
                const auto sum = db_->read_now([](Tx& tx) {
                    std::int64_t total = 0;
                    for (int i = 0; i < accounts; ++i) {
                        Rows rows = tx.query(get_qty, i);
                        rows.next();
                        total += rows.integer(0);
                    }
                    return total;
                });
                EXPECT_EQ(sum, accounts * 100);
            }
        });
    }
    std::vector<std::thread> writers;
    for (int t = 0; t < 4; ++t) {
        writers.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                const std::int64_t mine = 1000 + t * 100 + i;
                db_->write_now([&](Tx& tx) {
                    tx.execute(move_qty, (t + i) % accounts, -5);
                    tx.post(move_qty, (t + i + 3) % accounts, 5);
                    tx.post(insert_thing, mine, i, "x", nullptr);
                });
                EXPECT_EQ(qty(mine), i);
            }
        });
    }
    for (auto& w : writers) w.join();
    stop = true;
    for (auto& t : threads) t.join();
    EXPECT_EQ(count(), 210u);
}

TEST_P(GroupCommit, ALargeTransactionIsStoredWhole) {
    const std::string megabyte(1 << 20, 'x');
    db_->write_now([&](Tx& tx) {
        for (int i = 0; i < 40; ++i) tx.post(insert_thing, i, i, "x", as_bytes(megabyte));
    });
    EXPECT_EQ(count(), 40u);
}

TEST_P(GroupCommit, TimeStandsStillInAJobAndIdsGrow) {
    UtcMs now = testing::test_start;
    auto options = where();
    options.clock = [&] { return now = now + 1; };
    open(options);
    db_->write_now([](Tx& tx) {
        const auto t = tx.now();
        const auto a = tx.next_id<EventId>();
        EXPECT_LT(a, tx.next_id<EventId>());
        EXPECT_EQ(tx.now(), t);
    });
}

}  // namespace
}  // namespace yiguan::db
