// What only PostgreSQL does: lost connections, conflicts, a queue of readers.
#include <chrono>
#include <latch>
#include <thread>

#include "db/test_schema.hpp"
#include "db/writer.hpp"

namespace yiguan::db {
namespace {

using namespace test_schema;
using namespace std::chrono_literals;

const Statement setting{"postgres_test.setting", "select current_setting($1)"};
const Statement end_self{"postgres_test.end_self", "select pg_terminate_backend(pg_backend_pid())"};
const Statement end_others{
    "postgres_test.end_others",
    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() "
    "and pid <> pg_backend_pid()"};
const Statement conflict{"postgres_test.conflict",
                         "do $$ begin raise exception 'made up' using errcode = '40001'; end $$"};
const Statement wait_long{"postgres_test.wait_long", "select pg_sleep(0.3)"};
const Statement half{"postgres_test.half", "select 0.5, true, false"};

class Postgres : public TestSchema {};
INSTANTIATE_TEST_SUITE_P(Engine, Postgres, ::testing::Values(Engine::postgresql), testing::engine_name);

TEST_P(Postgres, EveryConnectionHasTheDurableSettings) {
    const auto check = [](Tx& tx) {
        for (const auto& [name, value] :
             std::initializer_list<std::pair<const char*, const char*>>{{"synchronous_commit", "on"},
                                                                        {"client_encoding", "UTF8"},
                                                                        {"application_name", "yiguan"},
                                                                        {"TimeZone", "UTC"}}) {
            Rows rows = tx.query(setting, name);
            ASSERT_TRUE(rows.next());
            EXPECT_EQ(rows.text(0), value) << name;
        }
        Rows rows = tx.query(setting, "statement_timeout");
        ASSERT_TRUE(rows.next());
        EXPECT_NE(rows.text(0), "0");
    };
    db_->read_now(check);
    db_->write_now(check);
    EXPECT_FALSE(db_->reads_inline());
}

TEST_P(Postgres, ReadsCannotWrite) {
    EXPECT_THROW(db_->read_now([](Tx& tx) { tx.execute(insert_thing, 1, 1, "x", nullptr); }), Fault);
    EXPECT_EQ(count(), 0u);
}

TEST_P(Postgres, OtherTypesAreReadWhereTheyFit) {
    db_->read_now([](Tx& tx) {
        Rows rows = tx.query(half);
        ASSERT_TRUE(rows.next());
        EXPECT_THROW(rows.integer(0), Fault);
        EXPECT_TRUE(rows.get<bool>(1));
        EXPECT_FALSE(rows.get<bool>(2));
    });
}

TEST_P(Postgres, AConnectionLostWhileIdleIsNotNoticedByTheNextJobs) {
    given_things(3);
    EXPECT_EQ(count(), 3u);
    db_->read_now([](Tx& tx) { tx.query(end_others); });
    std::this_thread::sleep_for(100ms);  // for the farewell to arrive
    for (int i = 10; i < 20; ++i) {
        db_->write_now([&](Tx& tx) { tx.execute(insert_thing, i, 0, "x", nullptr); });
        EXPECT_EQ(count(), static_cast<std::size_t>(i - 6));
    }
}

TEST_P(Postgres, AJobThatLosesTheConnectionReportsAFaultAndIsNotStored) {
    for (int round = 0; round < 3; ++round) {
        try {
            db_->write_now([](Tx& tx) {
                tx.execute(insert_thing, 1, 1, "x", nullptr);
                tx.query(end_self);
            });
            ADD_FAILURE() << "acknowledged without a connection";
        } catch (const Fault& fault) {
            EXPECT_EQ(fault.kind(), Fault::Kind::unavailable) << fault.what();
        }
        EXPECT_THROW(db_->read_now([](Tx& tx) { tx.query(end_self); }), Fault);
        EXPECT_EQ(count(), 0u);
    }
    given_things(2);
    EXPECT_EQ(count(), 2u);
}

TEST_P(Postgres, AGroupThatLosesTheConnectionAcknowledgesNothingOfIt) {
    std::latch entered(1);
    std::latch leave(1);
    std::array<WriteOutcome, 4> outcomes;
    const auto answer = [&](std::size_t i) { return [&outcomes, i](WriteOutcome o) { outcomes[i] = std::move(o); }; };
    const auto insert = [](int id) {
        return [id](Tx& tx) { return tx.execute(insert_thing, id, 1, "x", nullptr) == 1; };
    };
    ASSERT_TRUE(db_->write(
        [&](Tx& tx) {
            entered.count_down();
            leave.wait();
            return tx.execute(insert_thing, 0, 1, "x", nullptr) == 1;
        },
        answer(0)));
    entered.wait();
    ASSERT_TRUE(db_->write(insert(1), answer(1)));
    ASSERT_TRUE(db_->write([](Tx& tx) { return tx.query(end_self), true; }, answer(2)));
    ASSERT_TRUE(db_->write(insert(3), answer(3)));
    leave.count_down();
    db_->write_now([](Tx&) {});
    db_->write_now([](Tx&) {});
    EXPECT_TRUE(is_fault(outcomes[2].fault, Fault::Kind::unavailable));
    EXPECT_TRUE(outcomes[3].committed);
    const auto stored = db_->read_now([](Tx& tx) { return ids(tx.query(list_things)); });
    for (const std::size_t i : {0u, 1u, 3u}) {
        EXPECT_EQ(std::ranges::count(stored, static_cast<std::int64_t>(i)), outcomes[i].committed ? 1 : 0) << i;
        EXPECT_NE(outcomes[i].committed, outcomes[i].fault != nullptr) << i;
    }
}

TEST_P(Postgres, AConflictRunsTheJobAgainAFewTimes) {
    int runs = 0;
    db_->write_now([&](Tx& tx) {
        tx.execute(insert_thing, 1, ++runs, "x", nullptr);
        if (runs < 3) tx.execute(conflict);
    });
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(count(), 1u);
    runs = 0;
    EXPECT_THROW(db_->write_now([&](Tx& tx) { ++runs, tx.execute(conflict); }), Fault);
    EXPECT_EQ(runs, 1 + Writer::conflict_retries);
    given_things(1);
    EXPECT_EQ(count(), 2u);
}

TEST_P(Postgres, AFullReadQueueRefuses) {
    auto options = where();
    options.postgres_readers = 1;
    options.read_queue_max = 1;
    open(options);
    std::latch entered(1);
    std::latch leave(1);
    const auto no_fault = [](std::exception_ptr) { ADD_FAILURE(); };
    ASSERT_TRUE(db_->read([&](Tx&) { entered.count_down(), leave.wait(); }, no_fault));
    entered.wait();
    std::atomic<int> ran = 0;
    EXPECT_TRUE(db_->read([&](Tx&) { ++ran; }, no_fault));
    EXPECT_FALSE(db_->read([&](Tx&) { ++ran; }, no_fault));
    leave.count_down();
    db_.reset();
    EXPECT_EQ(ran, 1);
}

TEST_P(Postgres, AnUnreachableServerIsAFault) {
    Options options;
    options.url = "host=/nonexistent dbname=x";
    try {
        Database::open(options);
        ADD_FAILURE();
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), Fault::Kind::unavailable);
    }
}

TEST_P(Postgres, AParameterThatWasNullAtFirstMayBeAnythingLater) {
    db_->write_now([](Tx& tx) {
        tx.execute(insert_thing, 1, nullptr, "x", nullptr);
        tx.execute(insert_thing, 2, 5, "x", as_bytes("\x01\x02"));
    });
    EXPECT_EQ(count(), 2u);
}

TEST_P(Postgres, ASlowStatementEndsAtItsAnswerNotAtTheTimeout) {
    db_->read_now([](Tx& tx) { EXPECT_TRUE(tx.query(wait_long).next()); });
}

}  // namespace
}  // namespace yiguan::db
