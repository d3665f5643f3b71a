// What only SQLite does: readers of each thread, held snapshots, the write-ahead log.
#include <sys/stat.h>

#include <chrono>
#include <latch>
#include <thread>

#include "db/meter.hpp"
#include "db/test_schema.hpp"

namespace yiguan::db {
namespace {

using namespace test_schema;
using namespace std::chrono_literals;

const Statement journal{"sqlite_test.journal", "select journal_mode from pragma_journal_mode"};
const Statement synchronous{"sqlite_test.synchronous", "select synchronous from pragma_synchronous"};
const Statement foreign_keys{"sqlite_test.foreign_keys", "select foreign_keys from pragma_foreign_keys"};
const Statement one_thing{"sqlite_test.one_thing", "select qty from thing where id = $1"};
const Statement page_limit{"sqlite_test.page_limit", "pragma max_page_count = 200"};
const Statement no_page_limit{"sqlite_test.no_page_limit", "pragma max_page_count = 1000000"};

class Sqlite : public TestSchema {
protected:
    std::int64_t wal_bytes() {
        struct stat s {};
        return ::stat((directory_.path() / "yiguan.db-wal").c_str(), &s) == 0 ? s.st_size : 0;
    }
};
INSTANTIATE_TEST_SUITE_P(Engine, Sqlite, ::testing::Values(Engine::sqlite), testing::engine_name);

TEST_P(Sqlite, TheWriterSyncsEveryCommit) {
    db_->write_now([](Tx& tx) {
        const auto first = [&](const Statement& s) {
            Rows rows = tx.query(s);
            return rows.next() ? std::string(rows.text(0)) : "";
        };
        EXPECT_EQ(first(journal), "wal");
        EXPECT_EQ(first(synchronous), "2");  // FULL
        EXPECT_EQ(first(foreign_keys), "1");
    });
    EXPECT_TRUE(db_->reads_inline());
}

TEST_P(Sqlite, TheFileIsTheOwnersAlone) {
    struct stat s {};
    given_things(1);
    for (const char* name : {"yiguan.db", "yiguan.db-wal"}) {
        ASSERT_EQ(::stat((directory_.path() / name).c_str(), &s), 0);
        EXPECT_EQ(s.st_mode & 0777, 0600u) << name;
    }
}

TEST_P(Sqlite, ReadsCannotWrite) {
    EXPECT_THROW(db_->read_now([](Tx& tx) { tx.execute(insert_thing, 1, 1, "x", nullptr); }), Fault);
    EXPECT_EQ(count(), 0u);
}

TEST_P(Sqlite, AFaultThatAReadKeepsToItselfDoesNotReachTheNextRead) {
    db_->read_now([](Tx& tx) { EXPECT_THROW(tx.execute(insert_thing, 1, 1, "x", nullptr), Fault); });
    EXPECT_EQ(count(), 0u);
}

TEST_P(Sqlite, AStatementWhoseRowsAreOpenIsNotRunAgain) {
    given_things(2);
    EXPECT_THROW(db_->read_now([](Tx& tx) {
        Rows rows = tx.query(one_thing, 0);
        EXPECT_TRUE(rows.next());
        tx.query(one_thing, 1);
    }),
                 Fault);
    EXPECT_EQ(count(), 2u);
}

TEST_P(Sqlite, AReadInsideAReadSharesItsSnapshot) {
    given_things(2);
    db_->read_now([&](Tx& outer) {
        EXPECT_EQ(ids(outer.query(list_things)).size(), 2u);
        db_->read_now([&](Tx& inner) { EXPECT_EQ(&inner, &outer); });
        EXPECT_EQ(ids(outer.query(list_things)).size(), 2u);
    });
}

TEST_P(Sqlite, AnotherProgramsCommitsAppearSoon) {
    const auto other = open_with_migrations(where(), list());
    EXPECT_EQ(count(), 0u);
    other->write_now([](Tx& tx) { tx.execute(insert_thing, 1, 1, "x", nullptr); });
    std::this_thread::sleep_for(30ms);
    EXPECT_EQ(count(), 1u);
}

TEST_P(Sqlite, ThreadsThatEndGiveTheirReadersBack) {
    given_things(1);
    for (int round = 0; round < 30; ++round) {
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_EQ(count(), 1u); });
        for (auto& t : threads) t.join();
    }
    std::latch read(1);
    std::latch closed(1);
    std::thread outlives([&] {
        EXPECT_EQ(count(), 1u);
        read.count_down();
        closed.wait();
    });
    read.wait();
    db_.reset();
    closed.count_down();
    outlives.join();
    EXPECT_FALSE(std::filesystem::exists(directory_.path() / "yiguan.db-wal"));  // every connection was closed
}

TEST_P(Sqlite, TheLogIsEmptiedAlthoughIdleThreadsHaveRead) {
    std::latch read(1);
    std::latch done(1);
    std::thread idle([&] {
        EXPECT_EQ(count(), 0u);
        read.count_down();
        done.wait();
    });
    read.wait();
    given_things(5000);
    EXPECT_GT(wal_bytes(), 100'000);
    db_->checkpoint();
    EXPECT_EQ(wal_bytes(), 0);
    EXPECT_EQ(count(), 5000u);
    done.count_down();
    idle.join();
}

// 320 MB are written while a thread that reads between the writes always holds a snapshot.
TEST_P(Sqlite, TheLogDoesNotGrowWithoutBound) {
    const std::string bytes(400'000, 'x');
    for (int i = 0; i < 20; ++i) {
        db_->write_now([&](Tx& tx) {
            for (int k = 0; k < 40; ++k) tx.execute(insert_thing, i * 40 + k, 0, "x", as_bytes(bytes));
        });
        EXPECT_EQ(count(), static_cast<std::size_t>(i + 1) * 40);
    }
    EXPECT_LT(wal_bytes(), 160'000'000);
}

TEST_P(Sqlite, AFullDiskAcknowledgesNothingThatIsNotStored) {
    db_->write_now([](Tx& tx) { EXPECT_TRUE(tx.query(page_limit).next()); });
    std::latch entered(1);
    std::latch leave(1);
    ASSERT_TRUE(db_->write([&](Tx&) { return entered.count_down(), leave.wait(), true; }, [](WriteOutcome) {}));
    entered.wait();
    const std::string text(30'000, 'x');
    std::array<WriteOutcome, 60> outcomes;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        ASSERT_TRUE(
            db_->write([&, i](Tx& tx) { return tx.execute(insert_thing, i, 0, i % 2 ? text : "small", nullptr) == 1; },
                       [&outcomes, i](WriteOutcome o) { outcomes[i] = std::move(o); }));
    leave.count_down();
    db_->write_now([](Tx&) {});
    db_->write_now([](Tx& tx) { EXPECT_TRUE(tx.query(no_page_limit).next()); });
    const auto stored = db_->read_now([](Tx& tx) { return ids(tx.query(list_things)); });
    std::size_t faults = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        EXPECT_EQ(std::ranges::count(stored, static_cast<std::int64_t>(i)), outcomes[i].committed ? 1 : 0) << i;
        faults += outcomes[i].fault != nullptr;
    }
    EXPECT_GT(faults, 0u);
    EXPECT_LT(faults, outcomes.size());
    db_->write_now([&](Tx& tx) { tx.execute(insert_thing, 1000, 0, text, nullptr); });
}

TEST_P(Sqlite, EveryStatementIsCounted) {
    given_things(1);
    auto& named = statement_counter("sqlite_test.one_thing");
    auto& all = query_counter(Engine::sqlite);
    const auto named_before = named.value();
    const auto all_before = all.value();
    db_->read_now([](Tx& tx) {
        for (int i = 0; i < 5; ++i) tx.query(one_thing, i).next();
    });
    EXPECT_EQ(named.value() - named_before, 5u);
    EXPECT_EQ(all.value() - all_before, 5u);
}

TEST_P(Sqlite, ADirectoryThatCannotBeUsedIsAFault) {
    Options options;
    options.directory = "/proc/yiguan";
    EXPECT_ANY_THROW(Database::open(options));
}

}  // namespace
}  // namespace yiguan::db
