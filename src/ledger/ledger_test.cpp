// Records of objects, on both engines.
#include "ledger/ledger.hpp"

#include <gmock/gmock.h>

#include <set>

#include "db/statement_check.hpp"
#include "db/testing.hpp"
#include "ledger/check.hpp"

namespace yiguan::ledger {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t log_id = 1;  // of node 0
const db::Statement remove_row{"ledger_test.remove_row", "delete from log_batch where log_id = 1 and first_index = $1"};

class Ledger : public db::testing::BothEngines {
protected:
    db::Position append_one(std::int64_t id, std::int64_t version, std::string_view content,
                            const proof::Token* token = nullptr) {
        return db_->write_now([&](db::Tx& tx) { return append(tx, Object::code_block, id, version, content, token); });
    }
    proof::Leaf leaf(std::int64_t index) {
        return db_->read_now(
            [&](db::Tx& tx) { return proof::Leaf::decode(leaves_at(tx, log_id, std::array{index}).front()).value(); });
    }
    std::optional<ObjectRecord> found(std::int64_t id, std::int64_t version) {
        return db_->read_now([&](db::Tx& tx) { return find_object(tx, Object::code_block, id, version); });
    }
    // Rows of several and of single records: 0..4, 5, 6, 7..9.
    void given_ten_leaves() {
        const auto row = [&](std::initializer_list<std::string_view> records) {
            db_->write_now([&](db::Tx& tx) {
                for (const auto record : records) tx.journal().append(tx, record);
            });
        };
        row({"0", "1", "2", "3", "4"});
        row({"5"});
        row({"6"});
        row({"7", "8", "9"});
    }
};
YIGUAN_BOTH_ENGINES(Ledger);

// NAT-35
TEST_P(Ledger, ARecordCommitsToItsContentAndTokenAndNothingElse_NAT35) {
    const proof::Token token{std::byte{7}}, other{std::byte{8}};
    ASSERT_EQ(append_one(5, 1, "content"), db::Position::of(log_id, 0));
    ASSERT_EQ(append_one(5, 2, "content", &token), db::Position::of(log_id, 1));

    const auto plain = found(5, 1).value(), with_token = found(5, 2).value();
    EXPECT_NE(*plain.seed, *with_token.seed);
    EXPECT_TRUE(commits_to(leaf(0), *plain.seed, "content"));
    EXPECT_TRUE(commits_to(leaf(1), *with_token.seed, "content", &token));
    EXPECT_FALSE(commits_to(leaf(0), *plain.seed, "Content"));
    EXPECT_FALSE(commits_to(leaf(0), *with_token.seed, "content"));
    EXPECT_FALSE(commits_to(leaf(0), *plain.seed, "content", &token));
    EXPECT_FALSE(commits_to(leaf(1), *with_token.seed, "content", &other));
    EXPECT_FALSE(commits_to(leaf(1), *with_token.seed, "content"));
}

TEST_P(Ledger, NothingOfTheContentIsPublic) {
    append_one(5, 1, "某企业 13800000000");
    const auto record = leaf(0);
    EXPECT_EQ(record.kind, proof::Kind::codes_issued);
    EXPECT_EQ(record.recorded_ms, clock_.value);
    EXPECT_TRUE(record.publics.empty());
    EXPECT_TRUE(record.keys.empty());
}

TEST_P(Ledger, ObjectsAreListedByIdAndVersion) {
    append_one(7, 1, "c");
    append_one(5, 2, "b");
    append_one(5, 1, "a");
    const auto places = [&](std::int64_t id, std::int64_t version, int limit) {
        std::vector<std::int64_t> indices;
        db_->read_now([&](db::Tx& tx) {
            for (const auto& r : list_objects(tx, Object::code_block, id, version, limit))
                indices.push_back(r.position.index());
        });
        return indices;
    };
    EXPECT_THAT(places(0, 0, 10), ElementsAre(2, 1, 0));
    EXPECT_THAT(places(5, 1, 1), ElementsAre(1));
    EXPECT_THAT(places(5, 2, 10), ElementsAre(0));
    EXPECT_THAT(places(7, 1, 10), IsEmpty());
    EXPECT_FALSE(found(5, 3));
}

TEST_P(Ledger, AVersionHasOneRecord_X20) {
    append_one(5, 1, "a");
    EXPECT_THROW(append_one(5, 1, "b"), db::Fault);
    EXPECT_EQ(db_->read_now([](db::Tx& tx) { return head_of(tx, 0); })->size, 1);
}

TEST_P(Ledger, LeavesAreReadFromAnywhereToAnywhere) {
    EXPECT_FALSE(db_->read_now([](db::Tx& tx) { return head_of(tx, 0); }));
    given_ten_leaves();
    EXPECT_EQ(db_->read_now([](db::Tx& tx) { return head_of(tx, 0); })->size, 10);
    db_->read_now([](db::Tx& tx) {
        for (std::int64_t first = 0; first <= 10; ++first)
            for (std::int64_t last = first; last <= 10; ++last) {
                std::string expected, taken;
                for (auto i = first; i < last; ++i) expected += std::to_string(i);
                for_each_leaf(tx, log_id, first, last, [&](std::int64_t index, std::string_view leaf) {
                    EXPECT_EQ(leaf, std::to_string(index));
                    taken += leaf;
                    return true;
                });
                EXPECT_EQ(taken, expected);
            }
        EXPECT_THAT(leaves_at(tx, log_id, std::vector<std::int64_t>{0, 0, 3, 4, 6, 9}),
                    ElementsAre("0", "0", "3", "4", "6", "9"));
        EXPECT_THAT(leaves_at(tx, log_id, {}), IsEmpty());
        int seen = 0;
        for_each_leaf(tx, log_id, 2, 10, [&](std::int64_t, std::string_view) { return ++seen < 3; });
        EXPECT_EQ(seen, 3);
    });
}

TEST_P(Ledger, AMissingLeafIsAFaultAndADefect) {
    given_ten_leaves();
    db_->write_now([](db::Tx& tx) { return tx.execute(remove_row, 6); });
    db_->read_now([](db::Tx& tx) {
        const auto nothing = [](std::int64_t, std::string_view) { return true; };
        EXPECT_THROW(for_each_leaf(tx, log_id, 0, 10, nothing), db::Fault);
        EXPECT_THROW(for_each_leaf(tx, log_id, 6, 7, nothing), db::Fault);
        EXPECT_THROW(for_each_leaf(tx, log_id, 9, 11, nothing), db::Fault);
        EXPECT_NO_THROW(for_each_leaf(tx, log_id, 0, 6, nothing));
        EXPECT_THROW(leaves_at(tx, log_id, std::array<std::int64_t, 1>{6}), db::Fault);
        EXPECT_THROW(leaves_at(tx, log_id, std::array<std::int64_t, 1>{10}), db::Fault);
        EXPECT_THROW(leaves_at(tx, 2, std::array<std::int64_t, 1>{0}), db::Fault);
        EXPECT_THAT(check_logs(tx).complaints, Contains("日志 0-01 缺少记录 6 至 6"));
    });
}

TEST_P(Ledger, ALeafThatIsNoneIsNamed) {
    append_one(5, 1, "a");
    db_->write_now([](db::Tx& tx) { return tx.journal().append(tx, "nonsense"), true; });
    EXPECT_THAT(db_->read_now([](db::Tx& tx) { return check_logs(tx); }).complaints,
                ElementsAre(HasSubstr("日志 0-01 的记录 1不是规范的存证记录")));
}

TEST_P(Ledger, WhatWasErasedByLawMayBeMissing) {
    append_one(5, 1, "a");
    const auto check = [&] {
        return db_->read_now([&](db::Tx& tx) {
            const auto log = check_logs(tx);
            ObjectCheck objects(tx, log, Object::code_block);
            objects.stored(5, 1, clock_, "a");
            return objects.finish();
        });
    };
    static const db::Statement erase{"ledger_test.erase_seed",
                                     "update log_object set seed = null where object_kind = 3",
                                     db::Statement::Plan::small_scan};
    EXPECT_THAT(check(), IsEmpty());
    db_->write_now([](db::Tx& tx) { return tx.execute(erase); });
    EXPECT_THAT(check(), ElementsAre(HasSubstr("存证随机数缺失")));
    db_->write_now([&](db::Tx& tx) {
        const proof::Leaf erasure{.kind = proof::Kind::erasure,
                                  .recorded_ms = clock_.value,
                                  .publics = {{1, std::string("\0\0\0\0\0\0\0\0\0\5", 10)}},
                                  .private_root = {std::byte{1}}};
        return tx.journal().append(tx, erasure.encode()), true;
    });
    EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Ledger, EveryStatementHasItsIndex) {
    EXPECT_THAT(db::check_statements(*db_), IsEmpty());
}

TEST(Content, IsReadInOneWayOnly) {
    EXPECT_EQ(content_of("user/v1", {1, std::nullopt, -3}, "text\n"), "user/v1\n1 - -3\ntext\n");
    EXPECT_EQ(content_of("x/v1", {7}), "x/v1\n7\n");
}

TEST(Seeds, AreFresh) {
    std::set<proof::Seed> seen;
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(fresh_seed()).second);
    EXPECT_FALSE(seen.contains(proof::Seed{}));
}

}  // namespace
}  // namespace yiguan::ledger
