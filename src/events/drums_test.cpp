// 电缆盘线 on both engines: drums, what is cut from them, and what is left.
#include "events/drums.hpp"
#include "epcis/units.hpp"
#include "events/assembling_world.hpp"
#include "events/balance.hpp"
#include "events/drums_store.hpp"
#include "events/event_source.hpp"
#include "events/trace.hpp"

namespace yiguan::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::Pair;
using ::testing::SizeIs;

class DrumsTest : public testing::AssemblingWorld {
protected:
    void SetUp() override {
        AssemblingWorld::SetUp();
        db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
        auto input = of_ranges(0, 99);
        input.activate = true;
        must(record(input));
    }
    void TearDown() override {
        EXPECT_THAT(db_->read_now([](db::Tx& tx) { return check_drums(tx); }), IsEmpty());
        AssemblingWorld::TearDown();
    }
    std::string code(std::int64_t offset) { return directory_->text(block_, block_.first + offset); }
    Result<Drum> add(const auth::Actor& actor, DrumTexts texts) {
        return write([&](db::Tx& tx) { return add_drum(tx, *names_, actor, texts); });
    }
    Result<Drum> add(DrumTexts texts) { return add(maker_, std::move(texts)); }
    Drum drum(std::int64_t offset, std::string number, std::string start, std::string end) {
        return must(add({code(offset), std::move(number), std::move(start), std::move(end)}));
    }
    Result<Cut> cut(const auth::Actor& actor, const Drum& mother, std::vector<DrumTexts> pieces) {
        return write([&](db::Tx& tx) { return cut_drum(tx, *names_, actor, mother.id, pieces); });
    }
    Result<Cut> cut(const Drum& mother, std::vector<DrumTexts> pieces) {
        return cut(maker_, mother, std::move(pieces));
    }
    Result<Drum> get(const auth::Actor& actor, DrumId id) {
        return db_->read_now([&](db::Tx& tx) { return get_drum(tx, actor, id); });
    }
    std::vector<std::string> numbers(const auth::Actor& actor, const DrumFilter& filter = {}) {
        std::vector<std::string> out;
        for (const Drum& one : must(db_->read_now([&](db::Tx& tx) { return list_drums(tx, actor, filter, {}, 100); })))
            out.push_back(one.number);
        return out;
    }
    auto rests(const Drum& mother) {
        return db_->read_now([&](db::Tx& tx) { return rests_of(tx, mother); });
    }
};
YIGUAN_BOTH_ENGINES(DrumsTest);

TEST_P(DrumsTest, P16_MetresAreReadExactly) {
    EXPECT_EQ(must(read_metres("0")), 0);
    EXPECT_EQ(must(read_metres(" 1000.5 ")), 1'000'500);
    EXPECT_EQ(must(read_metres("１２.345")), 12'345);
    EXPECT_EQ(must(read_metres("999999.999")), drum_mark_max);
    for (const char* wrong : {"", "-1", "1.2345", "1.", ".5", "1e3", "1000000", "米"})
        EXPECT_EQ(read_metres(wrong).error().code, Code::invalid) << wrong;
    EXPECT_EQ(metres_text(1'000'500), "1000.5");
    EXPECT_EQ(metres_text(100'000), "100");
    EXPECT_EQ(metres_text(1), "0.001");
}

TEST_P(DrumsTest, P16_ADrumIsACodeOfTheMakersCable) {
    const auto made = must(add({"https://x.cn/E=" + code(0), "p-001", "100.5", "1100.5"}));
    EXPECT_EQ(made.number, "P-001");
    EXPECT_EQ(made.model, "YJV");
    EXPECT_EQ(made.length(), 1'000'000);
    EXPECT_EQ(made.rest(), 1'000'000);
    EXPECT_EQ(state_of(made), DrumState::whole);

    const auto empty = add({"", " ", "", "x"});
    EXPECT_THAT(pointers(empty.error()), ElementsAre("/number", "/startMark", "/endMark", "/code"));
    const auto turned = add({code(500), "P-002", "5", "5"});
    EXPECT_THAT(pointers(turned.error()), ElementsAre("/endMark", "/code"));
    EXPECT_EQ(turned.error().others.front().code, Code::codes_not_bound);
    EXPECT_EQ(add({code(1), "P-001", "0", "1"}).error().pointer, "/number") << "in use";
    EXPECT_EQ(add({code(0), "P-002", "0", "1"}).error().code, Code::conflict) << "is a drum already";
    const auto bicycle = add({text(a_vehicle("YG26-000001")), "P-002", "0", "1"});
    EXPECT_EQ(bicycle.error().pointer, "/code");
    EXPECT_THAT(bicycle.error().detail, HasSubstr("只能登记电线电缆"));
    EXPECT_EQ(add(supplier_, {code(1), "P-002", "0", "1"}).error().code, Code::codes_not_held) << "of another maker";
    EXPECT_EQ(add(shop_, {code(1), "P-002", "0", "1"}).error().code, Code::forbidden);
}

TEST_P(DrumsTest, P16_TheLengthBalanceHoldsThroughEveryCut) {
    const auto mother = drum(0, "P-001", "0", "1000");
    const auto first = must(cut(mother, {{code(1), "P-001-1", "0", "300.25"}, {code(2), "P-001-2", "500", "600"}}));
    EXPECT_EQ(first.mother.cut, 400'250);
    EXPECT_EQ(first.mother.rest(), 599'750);
    EXPECT_EQ(state_of(first.mother), DrumState::partly);
    EXPECT_EQ(first.pieces[0].event, first.pieces[1].event) << "one event";
    EXPECT_THAT(rests(mother), ElementsAre(Pair(300'250, 500'000), Pair(600'000, 1'000'000)));
    must(cut(first.pieces[1], {{code(3), "P-001-2-1", "500", "520"}}));
    const auto last = must(cut(mother, {{code(4), "P-001-3", "300.25", "500"}, {code(5), "P-001-4", "600", "1000"}}));
    EXPECT_EQ(last.mother.rest(), 0);
    EXPECT_EQ(state_of(last.mother), DrumState::used_up);
    EXPECT_THAT(rests(mother), IsEmpty());
    EXPECT_EQ(cut(mother, {{code(6), "P-001-5", "0", "0.001"}}).error().code, Code::out_of_bounds);
    EXPECT_THAT(numbers(maker_, {.state = DrumState::used_up}), ElementsAre("P-001"));
    EXPECT_THAT(numbers(maker_, {.state = DrumState::partly}), ElementsAre("P-001-2"));
    EXPECT_THAT(numbers(maker_, {.number = "P-001-2"}), ElementsAre("P-001-2-1", "P-001-2"));
    EXPECT_THAT(numbers(maker_, {.model = "YJ"}), SizeIs(6));
    EXPECT_THAT(numbers(maker_, {.model = "BV"}), IsEmpty());
}

TEST_P(DrumsTest, P16_TheLogHoldsTheCutInMetresAndTheTraceFollowsIt) {
    const auto mother = drum(0, "P-001", "0", "1000");
    const auto made = must(cut(mother, {{code(1), "P-001-1", "0", "300.5"}, {code(2), "P-001-2", "500", "600"}}));
    const auto logged = db_->read_now([&](db::Tx& tx) {
        const EventKey keys[] = {made.pieces.front().event};
        return load(tx, *names_, keys);
    });
    ASSERT_THAT(logged, SizeIs(1));
    const epcis::Event& event = logged.front().event;
    EXPECT_EQ(event.type, epcis::EventType::transformation);
    EXPECT_TRUE(event.input_epcs.empty()) << "the mother stays";
    ASSERT_THAT(event.input_quantities, SizeIs(1));
    EXPECT_EQ(event.input_quantities[0].epc_class, names_->uri(block_, block_.first));
    EXPECT_EQ(event.input_quantities[0].quantity, 400.5);
    EXPECT_EQ(event.input_quantities[0].uom, "MTR");
    ASSERT_THAT(event.output_quantities, SizeIs(2));
    EXPECT_EQ(event.output_quantities[1].epc_class, names_->uri(block_, block_.first + 2));
    EXPECT_EQ(event.output_quantities[1].quantity, 100);
    EXPECT_EQ(segment(0)->state.status, codes::Status::active);
    const auto graph = db_->read_now([&](db::Tx& tx) {
        LogSource source(tx, *names_);
        const std::string start = names_->uri(block_, block_.first);
        return trace(source, TraceReader::of(maker_), {{names_->reach_of(start), epcis::role::epc, start, start}},
                     TraceDirection::both, {.depth = 32, .nodes = trace_nodes_max});
    });
    std::vector<std::string> things;
    for (const auto& node : graph.nodes) things.push_back(node.first);
    EXPECT_THAT(things, ::testing::IsSupersetOf({code(0), code(1), code(2)}));
    const auto touched = db_->read_now([&](db::Tx& tx) { return events_of(tx, block_, block_.first + 2); });
    ASSERT_FALSE(touched.empty());
    EXPECT_EQ(touched.back().id, made.pieces.front().event.id);
}

TEST_P(DrumsTest, P16_WhatDoesNotFitIsRefusedAtItsPointerAndChangesNothing) {
    const auto mother = drum(0, "P-001", "100", "1100");
    must(cut(mother, {{code(1), "P-001-1", "100", "300"}}));
    const auto refused = cut(mother, {{code(2), "A", "200", "400"},
                                      {code(3), "B", "400", "500"},
                                      {code(3), "b", "450", "550"},
                                      {code(500), "C", "50", "150"},
                                      {code(4), "D", "600", "1600"},
                                      {code(1), "P-001-1", "600", "700"}});
    EXPECT_THAT(pointers(refused.error()), ElementsAre("/pieces/0/startMark", "/pieces/2/number", "/pieces/2/code",
                                                       "/pieces/2/startMark", "/pieces/3/code", "/pieces/3/startMark",
                                                       "/pieces/4/endMark", "/pieces/5/number", "/pieces/5/code"));
    EXPECT_THAT(refused.error().detail, HasSubstr("与已裁的 100 至 300 米重叠"));
    const auto wrong = cut(mother, {{text(a_vehicle("YG26-000001")), "E", "300", "301"}});
    EXPECT_EQ(wrong.error().pointer, "/pieces/0/code");
    EXPECT_EQ(cut(mother, {}).error().pointer, "/pieces");
    EXPECT_EQ(must(get(maker_, mother.id)).cut, 200'000);
    EXPECT_THAT(numbers(maker_), ElementsAre("P-001-1", "P-001"));
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(0, 0), shipping(), {}); }));
    EXPECT_EQ(cut(mother, {{code(2), "A", "400", "500"}}).error().code, Code::wrong_state) << "it left";
}

// One that was wound of another model of the maker's cable.
TEST_P(DrumsTest, P16_PiecesAreOfTheMothersProduct) {
    const auto mother = drum(0, "P-001", "0", "100");
    const auto other = model("B.1", "CAT-01-03", "BV", maker_,
                             {{"productName", "电缆"},
                              {"productType", "低压电力电缆"},
                              {"standard", "GB/T 12706.1"},
                              {"inspectionReport", "合格"}});
    auto input = of(1);
    input.product = other;
    const auto made = must(record(input));
    const auto text_of = text({made.ranges.front().block, made.ranges.front().first});
    const auto refused = cut(mother, {{text_of, "A", "0", "10"}});
    EXPECT_EQ(refused.error().pointer, "/pieces/0/code");
    EXPECT_THAT(refused.error().detail, HasSubstr("不是母盘的产品"));
}

TEST_P(DrumsTest, P16_OfTwoClerksOneWins) {
    const auto mother = drum(0, "P-001", "0", "100");
    auto first = must(get(maker_, mother.id)), second = first;
    EXPECT_TRUE(write([&](db::Tx& tx) { return store::cut_drum(tx, first, 0); }));
    EXPECT_FALSE(write([&](db::Tx& tx) { return store::cut_drum(tx, second, 0); })) << "it was read before";
    EXPECT_EQ(first.version, 2);
    EXPECT_EQ(second.version, 1);
}

TEST_P(DrumsTest, P16_WhatIsOnADrumIsNotTakenBack) {
    auto input = of_ranges(100, 109);
    const auto made = must(record(input));
    const auto mother = drum(100, "P-1", "0", "1000");
    EXPECT_EQ(write([&](db::Tx& tx) { return undo_production(tx, maker_, made.id); }).error().code, Code::wrong_state);
    must(cut(mother, {{code(101), "P-2", "0", "300"}}));
    EXPECT_EQ(write([&](db::Tx& tx) { return undo_production(tx, maker_, made.id); }).error().code, Code::wrong_state);
    EXPECT_EQ(must(get(maker_, mother.id)).cut, 300'000);
}

TEST_P(DrumsTest, P16_ACutIsNoStockOfPieces) {
    must(cut(drum(0, "P-1", "0", "1000"), {{code(1), "P-2", "0", "300"}, {code(2), "P-3", "300", "400"}}));
    const auto told = db_->read_now([&](db::Tx& tx) {
        LogSource source(tx, *names_);
        const std::string first = names_->uri(block_, block_.first);
        const Mention all{{block_.id.value, block_.first, block_.last}, epcis::role::epc, first, first};
        return balance(source, TraceReader::of(maker_), {{all}, std::nullopt, std::nullopt}, epcis::convert);
    });
    EXPECT_THAT(told.findings, IsEmpty());
    ASSERT_THAT(told.lines, SizeIs(1));
    EXPECT_EQ(told.lines[0].produced, 100);
}

TEST_P(DrumsTest, P16_EachSeesHisOwnAndOthersNothing) {
    const auto mother = drum(0, "P-001", "0", "100");
    const auto clerk = colleague(maker_.user.value + 1000, true);
    EXPECT_EQ(get(clerk, mother.id).error().code, Code::not_found);
    EXPECT_EQ(cut(clerk, mother, {{code(1), "A", "0", "10"}}).error().code, Code::not_found);
    EXPECT_THAT(numbers(clerk), IsEmpty());
    EXPECT_EQ(get(supplier_, mother.id).error().code, Code::not_found);
    EXPECT_EQ(cut(supplier_, mother, {{code(1), "A", "0", "10"}}).error().code, Code::not_found);
    EXPECT_THAT(numbers(supplier_), IsEmpty());
    EXPECT_THAT(numbers(colleague(maker_.user.value + 1001)), ElementsAre("P-001"));
}

TEST_P(DrumsTest, P16_FsckSeesALengthThatDoesNotAddUp) {
    auto mother = drum(0, "P-001", "0", "100");
    write([&](db::Tx& tx) { return store::cut_drum(tx, mother, 5000); });
    EXPECT_THAT(db_->read_now([](db::Tx& tx) { return check_drums(tx); }), ElementsAre(HasSubstr("已裁长度")));
    write([&](db::Tx& tx) { return store::cut_drum(tx, mother, -5000); });
}

}  // namespace
}  // namespace yiguan::events
