// Batches as the list of their organisation, and what it applied for and bound (C-38).
#include <gmock/gmock.h>

#include "codes/batches.hpp"
#include "codes/codes_store.hpp"
#include "db/testing.hpp"

namespace yiguan::codes {
namespace {

using db::Tx;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr OrgId ours{7}, theirs{8};
constexpr std::int64_t day_ms = 86'400'000;
constexpr BlockId block{5};

class Batches : public db::testing::BothEngines {
protected:
    struct Bound {
        std::int64_t product = 1;
        std::string day = "2026-11-20", prefix = "A26-";
        std::int64_t first = 0, count = 10;
        OrgId org = ours;
        UserId by{3};
    };
    BatchId given(const Bound& b) {
        return db_->write_now([&](Tx& tx) {
            const auto id = tx.next_id<BatchId>();
            store::insert_batch(tx,
                                {.block = block,
                                 .id = id,
                                 .product = ProductId{b.product},
                                 .org = b.org,
                                 .production_date = b.day,
                                 .numbers = {.prefix = b.prefix, .width = 4, .first = 1, .anchor = b.first},
                                 .field_values = "{}",
                                 .created_at = tx.now(),
                                 .count = b.count},
                                b.by);
            return id;
        });
    }
    std::vector<BatchId> listed(const BatchFilter& filter = {}, BatchId before = {}, int limit = 10) {
        return db_->read_now([&](Tx& tx) {
            std::vector<BatchId> ids;
            for (const auto& batch : list_batches(tx, {.org = ours}, filter, before, limit)) ids.push_back(batch.id);
            return ids;
        });
    }
    std::int64_t counted(const BatchFilter& filter = {}, std::int64_t most = 100) {
        return db_->read_now([&](Tx& tx) { return count_batches(tx, {.org = ours}, filter, most); });
    }
};
YIGUAN_BOTH_ENGINES(Batches);

TEST_P(Batches, AreListedNewestFirstByCursorAndFilter) {
    const auto a = given({.day = "2026-11-01", .prefix = "A26-"});
    const auto b = given({.product = 2, .day = "2026-11-10", .prefix = "B26-", .first = 10});
    given({.first = 20, .org = theirs});
    const auto c = given({.day = "2026-11-20", .prefix = "A27-", .first = 30});

    EXPECT_THAT(listed(), ElementsAre(c, b, a));
    EXPECT_THAT(listed({}, {}, 2), ElementsAre(c, b));
    EXPECT_THAT(listed({}, b, 2), ElementsAre(a));
    EXPECT_THAT(listed({.product = ProductId{2}}), ElementsAre(b));
    EXPECT_THAT(listed({.number = "A2"}), ElementsAre(c, a));
    EXPECT_THAT(listed({.number = "A27-0"}), IsEmpty()) << "the constant part only";
    EXPECT_THAT(listed({.number = "%"}), IsEmpty());
    EXPECT_THAT(listed({.from = "2026-11-10"}), ElementsAre(c, b)) << "included";
    EXPECT_THAT(listed({.from = "2026-11-02", .to = "2026-11-10"}), ElementsAre(b));
    EXPECT_EQ(counted(), 3);
    EXPECT_EQ(counted({}, 2), 2) << "no further than asked";
    EXPECT_EQ(counted({.product = ProductId{1}}), 2);
}

TEST_P(Batches, FIL12_WhoSeesHisOwnAloneSeesWhatHeBoundHimself) {
    const auto mine = given({.by = UserId{5}});
    const auto colleagues = given({.first = 10, .by = UserId{6}});
    const auth::Actor recorder{.user = UserId{5},
                               .org = ours,
                               .roles = auth::Roles{}.with(auth::Role::producer).with(auth::Role::recorder),
                               .scope = {.own_only = true}};
    auto director = recorder;
    director.scope = {};
    const auto seen = [&](const auth::Actor& by) {
        const auto scope = batch_scope(by, std::nullopt).value();
        return db_->read_now([&](Tx& tx) {
            std::vector<BatchId> ids;
            for (const auto& batch : list_batches(tx, scope, {}, {}, 10)) {
                ids.push_back(batch.id);
                EXPECT_TRUE(find_batch(tx, scope, batch.id));
            }
            EXPECT_EQ(count_batches(tx, scope, {}, 10), static_cast<std::int64_t>(ids.size()));
            return ids;
        });
    };
    EXPECT_THAT(seen(recorder), ElementsAre(mine));
    EXPECT_THAT(seen(director), ElementsAre(colleagues, mine));
    EXPECT_FALSE(db_->read_now(
        [&](Tx& tx) { return find_batch(tx, batch_scope(recorder, std::nullopt).value(), colleagues).has_value(); }));
    EXPECT_EQ(batch_scope(recorder, theirs).error().code, Code::forbidden);
    EXPECT_EQ(batch_scope({}, std::nullopt).error().code, Code::unauthenticated);
}

TEST_P(Batches, GDP27_AreFoundByTheBatchNumberTheyStandFor) {
    const auto dashed = given({.prefix = "B1-"}), bare = given({.prefix = "B1", .first = 10}),
               slashed = given({.prefix = "B1/", .first = 20});
    given({.prefix = "B10-", .first = 30});
    given({.prefix = "XB1-", .first = 40});
    given({.product = 2, .prefix = "B1-", .first = 50});
    given({.prefix = "B1-", .first = 60, .org = theirs});
    db_->read_now([&](Tx& tx) {
        std::vector<BatchId> ids;
        for (const auto& batch : batches_numbered(tx, ours, ProductId{1}, "B1", {}, 10)) ids.push_back(batch.id);
        EXPECT_THAT(ids, ElementsAre(dashed, bare, slashed));
        EXPECT_EQ(batches_numbered(tx, ours, ProductId{1}, "B1", {}, 2).size(), 2u);
    });
    EXPECT_THAT(batch_numbers_of({.prefix = "B1-"}), ElementsAre("B1-", "B1"));
    EXPECT_THAT(batch_numbers_of({.prefix = "B1"}), ElementsAre("B1"));
    EXPECT_THAT(batch_numbers_of({.prefix = "-"}), ElementsAre("-"));
    EXPECT_THAT(batch_numbers_of({}), IsEmpty());
}

TEST_P(Batches, OneIsFoundByItsOrganisationOnly) {
    const auto mine = given({}), other = given({.first = 10, .org = theirs});
    db_->read_now([&](Tx& tx) {
        EXPECT_EQ(find_org_batch(tx, ours, mine)->codes(), (CodeRange{block, 0, 9}));
        EXPECT_FALSE(find_org_batch(tx, ours, other));
        EXPECT_FALSE(find_org_batch(tx, theirs, mine));
    });
}

TEST_P(Batches, BatchesFromBeforeTellTheirCountByTheirSegments) {
    const auto id = given({.first = 100, .count = 0});
    State state{
        .batch = id, .status = Status::active, .holder = ours, .consignee = {}, .chain = 1, .event = EventId{1}};
    db_->write_now([&](Tx& tx) {
        store::write(tx, block, {{}, {{100, 149, state}}});
        state.holder = theirs;
        store::write(tx, block, {{}, {{150, 159, state}}});
        state.batch = BatchId{1};
        store::write(tx, block, {{}, {{160, 169, state}}});
    });
    EXPECT_EQ(db_->read_now([&](Tx& tx) { return find_org_batch(tx, ours, id); })->count, 60);
}

// The clock of tests starts at 08:00 in Beijing.
TEST_P(Batches, AreCountedByTheDaysOfBeijing) {
    const std::int64_t today = (clock_.value + day_ms / 3) / day_ms;
    given({.count = 100});
    clock_ = clock_ + (day_ms * 2 / 3 - 1);  // the last millisecond of the day
    given({.first = 200, .count = 11});
    clock_ = clock_ + 1;
    const auto midnight = clock_;
    given({.first = 300, .count = 5});
    given({.first = 400, .count = 1000, .org = theirs});
    const auto since = [&](UtcMs from) { return db_->read_now([&](Tx& tx) { return bound_per_day(tx, ours, from); }); };
    EXPECT_THAT(since(db::testing::test_start), ElementsAre(Pair(today, 111), Pair(today + 1, 5)));
    EXPECT_THAT(since(midnight), ElementsAre(Pair(today + 1, 5)));
    EXPECT_THAT(since(midnight + day_ms), IsEmpty());
}

TEST_P(Batches, TotalsAreOverAllBlocksOfTheOrganisation) {
    const auto totals = [&] { return db_->read_now([](Tx& tx) { return code_totals(tx, ours); }); };
    EXPECT_EQ(totals().blocks, 0);
    EXPECT_EQ(totals().issued, 0);
    const auto issue = [&](std::int64_t id, OrgId org, std::int64_t first, std::int64_t last, std::int64_t bound) {
        db_->write_now([&](Tx& tx) {
            const Block made{.id = BlockId{id},
                             .domain = DomainId{1},
                             .nsi = "0128",
                             .first = first,
                             .last = last,
                             .org = org,
                             .product = ProductId{1},
                             .applied_by = UserId{1},
                             .created_at = tx.now()};
            store::insert_block(tx, made);
            EXPECT_TRUE(store::advance_block(tx, *find_block(tx, made.id), {.bound = bound}));
        });
    };
    issue(1, ours, 0, 999, 10);
    issue(2, theirs, 1000, 1999, 500);
    issue(3, ours, 2000, 2099, 100);
    EXPECT_EQ(totals().blocks, 2);
    EXPECT_EQ(totals().issued, 1100);
    EXPECT_EQ(totals().bound, 110);
}

}  // namespace
}  // namespace yiguan::codes
