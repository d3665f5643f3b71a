// Names as numbers, and what is packed in what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codes/codes_store.hpp"
#include "db/testing.hpp"

namespace yiguan::codes {
namespace {

class NamesTest : public db::testing::BothEngines {
protected:
    std::int64_t name(std::string_view text, std::optional<CodeAt> code = std::nullopt) {
        return db_->write_now([&](db::Tx& tx) { return name_id(tx, text, code); });
    }
};

TEST_P(NamesTest, AreTheSameNumberEachTime) {
    const auto box = name("https://id.gs1.org/00/106141412345678908");
    EXPECT_GT(box, 0);
    EXPECT_EQ(name("https://id.gs1.org/00/106141412345678908"), box);
    EXPECT_NE(name("https://id.gs1.org/00/106141412345678915"), box);
    db_->read_now([&](db::Tx& tx) {
        EXPECT_EQ(name_of(tx, box), "https://id.gs1.org/00/106141412345678908");
        EXPECT_EQ(find_name_id(tx, "https://id.gs1.org/00/106141412345678908"), box);
        EXPECT_EQ(name_of(tx, box + 1), std::nullopt);
        EXPECT_THAT(known_names(tx, {"urn:a:b", "https://id.gs1.org/00/106141412345678908"}),
                    ::testing::ElementsAre(box));
    });
}

TEST_P(NamesTest, WhatWouldBeGivenIsWhatIsGiven) {
    const auto foreseen = db_->read_now([](db::Tx& tx) { return find_name_id(tx, "urn:example:hall:1"); });
    EXPECT_EQ(name("urn:example:hall:1"), foreseen);
}

TEST_P(NamesTest, WhatIsPackedInCodesIsFoundByTheirRange) {
    const auto a = name("ecode:201281", CodeAt{BlockId{5}, 10});
    const auto b = name("ecode:201282", CodeAt{BlockId{5}, 20});
    const auto c = name("ecode:201283", CodeAt{BlockId{6}, 15});
    db_->write_now([&](db::Tx& tx) {
        SegmentChange change;
        for (const auto& [first, container] : {std::pair(1, a), std::pair(3, b), std::pair(5, c)})
            change.inserted.push_back({first, first + 1, {.batch = BatchId{1}, .container = container}});
        store::write(tx, BlockId{7}, change);
    });
    db_->read_now([&](db::Tx& tx) {
        const auto firsts = [&](std::vector<Placed> found) {
            std::vector<std::int64_t> out;
            for (const Placed& p : found) out.push_back(p.segment.first);
            return out;
        };
        EXPECT_THAT(firsts(contents_within(tx, {{BlockId{5}, 10, 20}}, 10)), ::testing::UnorderedElementsAre(1, 3));
        EXPECT_THAT(firsts(contents_within(tx, {{BlockId{5}, 10, 20}, {BlockId{6}, 0, 99}}, 2)).size(), 2u);
        EXPECT_THAT(contents_within(tx, {{BlockId{5}, 11, 19}}, 10), ::testing::IsEmpty());
        EXPECT_THAT(firsts(contents_of_each(tx, {c, a}, 10)), ::testing::ElementsAre(5, 1));
        EXPECT_THAT(numbers_of_names(tx, {"urn:no:one", "ecode:201282"}), ::testing::ElementsAre(0, b));
        EXPECT_EQ(code_of_name(tx, b)->counter, 20);
    });
    const auto place = name("urn:example:hall:2");
    EXPECT_FALSE(db_->read_now([&](db::Tx& tx) { return code_of_name(tx, place); }));
}

TEST_P(NamesTest, ContentsStandInSegments) {
    State state{.batch = BatchId{1},
                .status = Status::active,
                .holder = OrgId{1},
                .consignee = {},
                .chain = 7,
                .event = EventId{7}};
    EXPECT_FALSE(db_->read_now([](db::Tx& tx) { return has_contents(tx); }));
    db_->write_now([&](db::Tx& tx) {
        store::write(tx, BlockId{5}, {{}, {{1, 9, state}}});
        state.container = 99;
        state.location = 98;
        store::write(tx, BlockId{5}, {{}, {{10, 19, state}}});
        store::write(tx, BlockId{6}, {{}, {{1, 2, state}}});
        return true;
    });
    db_->read_now([&](db::Tx& tx) {
        EXPECT_TRUE(has_contents(tx));
        const auto found = list_contents(tx, 99, 10);
        ASSERT_EQ(found.size(), 2u);
        EXPECT_EQ(found[0].block, BlockId{5});
        EXPECT_EQ(found[0].segment, (Segment{10, 19, state}));
        EXPECT_EQ(list_contents(tx, 99, 1).size(), 1u);
        EXPECT_EQ(find_segment(tx, BlockId{6}, 2)->state, state);
    });
}

YIGUAN_BOTH_ENGINES(NamesTest);

}  // namespace
}  // namespace yiguan::codes
