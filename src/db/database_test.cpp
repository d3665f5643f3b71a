// What holds on both engines alike.
#include <gmock/gmock.h>

#include <thread>

#include "db/test_schema.hpp"
#include "db/testing.hpp"

namespace yiguan::db {
namespace {

using namespace test_schema;
using namespace std::string_literals;
using ::testing::ElementsAre;

const Statement select_one{"db_test.select_one", "select qty, title, raw from thing where id = $1"};
const Statement select_from{"db_test.select_from", "select id from thing where id >= $1 order by id"};
const Statement reversed{"db_test.reversed", "select id from thing where qty = $2 and id = $1"};
const Statement update_qty{"db_test.update_qty", "update thing set qty = $2 where id >= $1"};
const Statement delete_from{"db_test.delete_from", "delete from thing where id >= $1"};
const Statement by_title{"db_test.by_title", "select id from thing where title >= $1 order by title, id"};
const Statement count_things{"db_test.count_things", "select count(*), sum(qty) from thing",
                             Statement::Plan::small_scan};

class Both : public TestSchema {};
YIGUAN_BOTH_ENGINES(Both);

TEST_P(Both, KeepsNullTextBytesAndIntegersAsGiven) {
    const std::string bytes = "\0\x01\xff'\\x"s;
    const std::string title = "贵 🚲 'q' \"d\" \\ \n\t%";
    db_->write_now([&](Tx& tx) {
        EXPECT_EQ(tx.execute(insert_thing, 1, std::numeric_limits<std::int64_t>::min(), title, as_bytes(bytes)), 1);
        tx.execute(insert_thing, 2, std::numeric_limits<std::int64_t>::max(), "", as_bytes(""));
        tx.execute(insert_thing, 3, nullptr, "x", std::optional<std::span<const std::byte>>{});
        tx.execute(insert_thing, 4, -1, "x"s, nullptr);
    });
    db_->read_now([&](Tx& tx) {
        {
            Rows rows = tx.query(select_one, 1);
            ASSERT_TRUE(rows.next());
            EXPECT_EQ(rows.get<std::int64_t>(0), std::numeric_limits<std::int64_t>::min());
            EXPECT_EQ(rows.get<std::string>(1), title);
            EXPECT_EQ(as_text(rows.bytes(2)), bytes);
            EXPECT_FALSE(rows.next());
            EXPECT_FALSE(rows.next());
        }
        {
            Rows rows = tx.query(select_one, 2);
            ASSERT_TRUE(rows.next());
            EXPECT_EQ(rows.integer(0), std::numeric_limits<std::int64_t>::max());
            EXPECT_FALSE(rows.is_null(1));
            EXPECT_EQ(rows.text(1), "");
            EXPECT_FALSE(rows.is_null(2));
            EXPECT_EQ(rows.bytes(2).size(), 0u);
        }
        Rows rows = tx.query(select_one, 3);
        ASSERT_TRUE(rows.next());
        EXPECT_TRUE(rows.is_null(0));
        EXPECT_EQ(rows.integer(0), 0);
        EXPECT_EQ(rows.get<std::optional<std::int64_t>>(0), std::nullopt);
        EXPECT_EQ(rows.get<std::optional<std::string>>(1), "x");
        EXPECT_TRUE(rows.is_null(2));
    });
}

TEST_P(Both, KeepsParametersWhoseOwnerIsGoneBeforeTheRowsAreRead) {
    given_things(3);
    db_->read_now([&](Tx& tx) {
        Rows rows = tx.query(by_title, std::string(2000, 'a') + "!");  // every title begins with "thing"
        std::string overwrite(2000, 'z');
        EXPECT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), 0);
    });
}

TEST_P(Both, BindsParametersByNumberNotByAppearance) {
    given_things(10);
    EXPECT_THAT(db_->read_now([&](Tx& tx) { return ids(tx.query(reversed, 4, 40)); }), ElementsAre(4));
}

TEST_P(Both, CountsChangedRows) {
    given_things(10);
    db_->write_now([&](Tx& tx) {
        EXPECT_EQ(tx.execute(update_qty, 7, 0), 3);
        EXPECT_EQ(tx.execute(delete_from, 100), 0);
        EXPECT_EQ(tx.execute(delete_from, 5), 5);
    });
    EXPECT_EQ(count(), 5);
}

TEST_P(Both, SumsAndCountsAreIntegers) {
    given_things(5);
    db_->read_now([&](Tx& tx) {
        Rows rows = tx.query(count_things);
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), 5);
        EXPECT_EQ(rows.integer(1), 100);
    });
}

TEST_P(Both, OrdersTextByBytes) {
    db_->write_now([&](Tx& tx) {
        int id = 0;
        for (const char* t : {"b", "a", "Z", "é", "_", "一", "B"}) tx.execute(insert_thing, id++, 0, t, nullptr);
    });
    EXPECT_THAT(db_->read_now([&](Tx& tx) { return ids(tx.query(by_title, "")); }), ElementsAre(6, 2, 4, 1, 0, 3, 5));
}

TEST_P(Both, PostsAreStoredAndSeenByTheNextQuery) {
    db_->write_now([&](Tx& tx) {
        for (int i = 0; i < 3000; ++i) tx.post(insert_thing, i, i * 10, "thing", nullptr);
        EXPECT_THAT(ids(tx.query(select_from, 2998)), ElementsAre(2998, 2999));
        tx.post(insert_thing, 3000, 0, "thing", nullptr);
    });
    EXPECT_EQ(count(), 3001);
}

TEST_P(Both, QueryEachAnswersInOrder) {
    given_things(1000);
    std::vector<Param> params;
    for (int i = 0; i < 1000; ++i) params.emplace_back(999 - i);
    std::vector<std::int64_t> seen;
    db_->read_now([&](Tx& tx) {
        tx.query_each(select_one, params, 1, [&](std::size_t i, Rows& rows) {
            EXPECT_EQ(i, seen.size());
            ASSERT_TRUE(rows.next());
            seen.push_back(rows.integer(0));
            if (i % 100 == 0) {
                EXPECT_EQ(ids(tx.query(select_from, 999)).size(), 1u);
            }  // other queries inside
        });
        tx.query_each(select_one, {}, 1, [&](std::size_t, Rows&) { ADD_FAILURE(); });
    });
    ASSERT_EQ(seen.size(), 1000u);
    EXPECT_EQ(seen.front(), 9990);
    EXPECT_EQ(seen.back(), 0);
}

TEST_P(Both, RollbackByAnErrorOrAFaultLeavesNothing) {
    const auto refused = db_->write_now([&](Tx& tx) -> Result<int> {
        tx.execute(insert_thing, 1, 1, "x", nullptr);
        return Error{Code::conflict, "", "冲突"};
    });
    EXPECT_TRUE(refused.has_error());
    EXPECT_THROW(db_->write_now([&](Tx& tx) {
        tx.post(insert_thing, 2, 1, "x", nullptr);
        throw std::logic_error("bug");
    }),
                 std::logic_error);
    EXPECT_EQ(count(), 0);
}

TEST_P(Both, AUniqueViolationEndsTheJob) {
    given_things(1);
    std::string after;
    const auto job = [&](Tx& tx) {
        tx.execute(insert_thing, 7, 1, "x", nullptr);
        try {
            tx.execute(insert_thing, 0, 1, "x", nullptr);
        } catch (const Fault& fault) {
            after = fault.kind() == Fault::Kind::unique_violation ? "violation" : fault.what();
        }
        EXPECT_THROW(tx.execute(insert_thing, 8, 1, "x", nullptr), Fault);
    };
    EXPECT_THROW(db_->write_now(job), Fault);  // although it goes on as if nothing had happened
    EXPECT_EQ(after, "violation");
    EXPECT_EQ(count(), 1);
}

}  // namespace
}  // namespace yiguan::db
