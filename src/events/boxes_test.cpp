// 装箱 on both engines: by scanning, by ranges, out again and from box to box.
#include "events/boxes.hpp"
#include "events/assembling_world.hpp"
#include "keys/keys.hpp"

namespace yiguan::events {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* sscc = "069012345600000015";

class BoxesTest : public testing::ProductionWorld {
protected:
    void SetUp() override {
        ProductionWorld::SetUp();
        directory_.emplace(*keys_, "0128");
        names_.emplace(*directory_, "https://trace.example.cn");
        db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
        auto input = of_ranges(0, 99);
        input.activate = true;
        must(record(input));
    }
    void TearDown() override {
        EXPECT_THAT(db_->read_now([](db::Tx& tx) { return check_boxes(tx); }), IsEmpty());
        ProductionWorld::TearDown();
    }
    std::string text(std::int64_t offset) { return directory_->text(block_, block_.first + offset); }
    std::vector<std::string> texts(std::int64_t from, std::int64_t to) {
        std::vector<std::string> out;
        for (std::int64_t i = from; i <= to; ++i) out.push_back(text(i));
        return out;
    }
    Result<Box> begin(std::string code, std::int64_t expected) { return begin(maker_, std::move(code), expected); }
    Result<Box> begin(const auth::Actor& actor, std::string code, std::int64_t expected) {
        return write([&](db::Tx& tx) {
            return open_box(tx, actor, {.code = std::move(code), .product = product_, .expected = expected});
        });
    }
    Result<Packed> put(const Box& box, const std::vector<std::string>& codes) {
        return write([&](db::Tx& tx) { return pack(tx, *names_, maker_, box.id, codes); });
    }
    Result<Packed> move(const Box& from, BoxId to, const std::vector<std::string>& codes) {
        return write([&](db::Tx& tx) { return move_pieces(tx, *names_, maker_, from.id, to, codes); });
    }
    Result<Box> take_apart(const Box& box) {
        return write([&](db::Tx& tx) { return unpack(tx, *names_, maker_, box.id); });
    }
    Result<std::vector<Box>> put_ranges(std::int64_t from, std::int64_t to, std::int64_t per, std::string first) {
        return write([&](db::Tx& tx) {
            return pack_ranges(
                tx, *names_, maker_,
                {.product = product_, .ranges = range(from, to), .per_box = per, .first_code = std::move(first)});
        });
    }
    std::int64_t count(const Box& box) {
        return db_->read_now([&](db::Tx& tx) { return box_count(tx, box).all; });
    }
    Box now(const Box& box) {
        return must(db_->read_now([&](db::Tx& tx) { return get_box(tx, maker_, box.id); }));
    }
    std::vector<std::string> codes_of(const BoxFilter& filter = {}) {
        std::vector<std::string> out;
        for (const Box& box : must(db_->read_now([&](db::Tx& tx) { return list_boxes(tx, maker_, filter, {}, 100); })))
            out.push_back(box.code);
        return out;
    }
    static std::vector<Code> refusals(const Packed& packed) {
        std::vector<Code> out;
        for (const auto& [at, error] : packed.refused) out.push_back(error.code);
        return out;
    }

    std::optional<codes::Directory> directory_;
    std::optional<Names> names_;
};
YIGUAN_BOTH_ENGINES(BoxesTest);

TEST_P(BoxesTest, P14_BoxCodesAreSsccOrAnOwnCode) {
    EXPECT_EQ(must(read_box_code(sscc)), sscc);
    EXPECT_EQ(must(read_box_code(std::string("(00)") + sscc)), sscc);
    EXPECT_EQ(must(read_box_code(std::string("]C100") + sscc)), sscc);
    EXPECT_EQ(read_box_code("069012345600000018").error().code, Code::key_check);
    EXPECT_EQ(must(read_box_code("box-0001")), "BOX-0001");
    EXPECT_EQ(read_box_code("b 1").error().code, Code::key_length);
    EXPECT_EQ(read_box_code("箱一二三四").error().code, Code::key_character);
    EXPECT_EQ(next_box_code("BOX-0099"), "BOX-0100");
    EXPECT_EQ(next_box_code("BOX-99"), std::nullopt) << "the width is kept";
    EXPECT_EQ(next_box_code("BOX"), std::nullopt);
    EXPECT_EQ(next_box_code(sscc), must(keys::gs1::complete_key(keys::gs1::KeyKind::sscc, "06901234560000002")));
    EXPECT_EQ(next_box_code(must(keys::gs1::complete_key(keys::gs1::KeyKind::sscc, "06901234999999999"))), std::nullopt)
        << "the company prefix is not run over";
}

TEST_P(BoxesTest, P14_EveryScanIsJudgedByItselfAndAFullBoxCloses) {
    const auto box = must(begin("box-0001", 5));
    EXPECT_EQ(must(begin("BOX-0001", 5)).id, box.id) << "gone on with";
    const auto first = must(put(box, {text(0), "NOTHING-1", text(1), text(0), text(500), "https://x.cn/E=" + text(2)}));
    EXPECT_THAT(first.packed, ElementsAre(0, 2, 5));
    EXPECT_THAT(refusals(first), ElementsAre(Code::not_found, Code::conflict, Code::codes_not_bound));
    EXPECT_EQ(first.count, 3);
    EXPECT_EQ(first.box.state, BoxState::open);
    const auto second = must(put(box, texts(2, 6)));
    EXPECT_THAT(second.packed, ElementsAre(1, 2)) << "2 is in it, 5 and 6 are one too many";
    EXPECT_THAT(refusals(second), ElementsAre(Code::conflict, Code::conflict, Code::conflict));
    EXPECT_THAT(second.refused.back().second.detail, HasSubstr("已满 5 件"));
    EXPECT_EQ(second.box.state, BoxState::closed);
    EXPECT_EQ(put(box, {text(7)}).error().code, Code::wrong_state);
    EXPECT_EQ(count(box), 5);

    const auto other = must(begin("BOX-0002", 5));
    const auto again = must(put(other, {text(0), text(7)}));
    EXPECT_THAT(again.refused.front().second.detail, HasSubstr("BOX-0001")) << "where it is";
    EXPECT_EQ(again.count, 1);
    EXPECT_EQ(begin("BOX-0001", 5).error().pointer, "/code") << "closed";
    EXPECT_THAT(codes_of(), ElementsAre("BOX-0002", "BOX-0001"));
    EXPECT_THAT(codes_of({.code = "BOX-0001", .state = BoxState::closed}), ElementsAre("BOX-0001"));
}

TEST_P(BoxesTest, P14_WhatIsNotHereOrAnotherProductIsNotPacked) {
    const auto other = write([&](db::Tx& tx) { return file(tx, maker_); });
    auto input = of(3);
    input.product = other;
    input.activate = true;
    const auto made = must(record(input));
    db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
    const auto stray = directory_->text(block(made.home), block(made.home).first);
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(10, 10), shipping(), std::nullopt); }));
    const auto box = must(begin(sscc, 5));
    const auto packed = must(put(box, {stray, text(10), text(11)}));
    EXPECT_THAT(refusals(packed), ElementsAre(Code::invalid, Code::wrong_state));
    EXPECT_EQ(packed.count, 1);
    EXPECT_EQ(begin(shop_, "BOX-0009", 5).error().code, Code::not_found) << "the product of others";
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return get_box(tx, shop_, box.id); }).error().code, Code::not_found);
}

TEST_P(BoxesTest, P14_RangesGoIntoAsManyBoxesAsTheyNeed) {
    const auto boxes = must(put_ranges(0, 24, 10, sscc));
    ASSERT_THAT(boxes, SizeIs(3));
    EXPECT_EQ(boxes[1].code, *next_box_code(sscc));
    EXPECT_EQ(count(boxes[0]), 10);
    EXPECT_EQ(count(boxes[2]), 5);
    EXPECT_EQ(boxes[1].state, BoxState::closed);
    EXPECT_EQ(boxes[2].state, BoxState::open) << "room for five more";
    const auto again = put_ranges(20, 29, 10, "BOX-0001").error();
    EXPECT_EQ(again.code, Code::conflict);
    EXPECT_EQ(again.value, text(20));
    EXPECT_THAT(again.detail, HasSubstr(boxes[2].code));
    EXPECT_EQ(put_ranges(95, 104, 10, "BOX-0001").error().code, Code::codes_not_bound);
    EXPECT_EQ(put_ranges(30, 49, 10, "BOX-9").error().pointer, "/firstBox");
    EXPECT_EQ(put_ranges(30, 49, 10, sscc).error().code, Code::conflict) << "the box is there";
    EXPECT_EQ(must(put_ranges(30, 30, 10, "BOX-0001")).front().state, BoxState::open);
    EXPECT_THAT(codes_of(), SizeIs(4)) << "a refused call leaves nothing";
}

TEST_P(BoxesTest, P14_PiecesMoveToAnotherBoxOrOut) {
    const auto from = must(put_ranges(0, 9, 10, "BOX-0001")).front();
    const auto to = must(begin("BOX-0002", 3));
    const auto moved = must(move(from, to.id, texts(0, 1)));
    EXPECT_EQ(moved.count, 8);
    EXPECT_EQ(moved.box.state, BoxState::open);
    EXPECT_EQ(count(to), 2);
    const auto wrong = move(from, to.id, {text(5), text(0), text(50)}).error();
    EXPECT_EQ(wrong.pointer, "/codes/1");
    EXPECT_EQ(move(from, to.id, texts(2, 3)).error().pointer, "/to") << "no room for two";
    must(move(from, to.id, {text(2)}));
    EXPECT_EQ(now(to).state, BoxState::closed);
    must(move(from, {}, {text(9)}));
    EXPECT_EQ(count(from), 6);
    EXPECT_EQ(segment(9)->state.container, 0);
    EXPECT_EQ(move(from, from.id, {text(5)}).error().pointer, "/to");
}

TEST_P(BoxesTest, P14_ABoxIsTakenApartAndItsCodeUsedAgain) {
    const auto box = must(put_ranges(0, 9, 10, "BOX-0001")).front();
    must(take_apart(box));
    EXPECT_EQ(segment(0)->state.container, 0);
    EXPECT_EQ(take_apart(box).error().code, Code::wrong_state);
    const auto next = must(put_ranges(0, 4, 5, "BOX-0001")).front();
    EXPECT_EQ(count(next), 5);
    EXPECT_EQ(count(now(box)), 0) << "what the next box of that code holds is not in this one";
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(0, 0), shipping(), std::nullopt); }));
    EXPECT_EQ(take_apart(next).error().code, Code::wrong_state) << "one is on its way";
}

TEST_P(BoxesTest, P14_TheNextCodeIsSuggested) {
    const auto suggested = [&] {
        return must(db_->read_now([&](db::Tx& tx) { return suggest_box_code(tx, maker_); }));
    };
    EXPECT_EQ(suggested(), "") << "neither a box nor a company prefix";
    must(begin("BOX-0001", 5));
    EXPECT_EQ(suggested(), "BOX-0002");
    must(begin(sscc, 5));
    EXPECT_EQ(suggested(), *next_box_code(sscc));
}

// FIL-12
TEST_P(BoxesTest, FIL12_P14_AMemberSeesItsOwnAlone) {
    const auto box = must(begin("BOX-0001", 5));
    const auto clerk = colleague(4711, true);
    EXPECT_THAT(must(db_->read_now([&](db::Tx& tx) { return list_boxes(tx, clerk, {}, {}, 10); })), IsEmpty());
    EXPECT_EQ(write([&](db::Tx& tx) { return pack(tx, *names_, clerk, box.id, {text(0)}); }).error().code,
              Code::not_found);
    EXPECT_EQ(begin(clerk, "BOX-0001", 5).error().pointer, "/product") << "what it has nothing to do with";

    auto input = of(4);
    input.activate = true;
    const auto own = must(record(clerk, input));
    db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
    const auto code = directory_->text(block(own.home), block(own.home).first);
    const auto taken = begin(clerk, "BOX-0001", 5).error();
    EXPECT_EQ(taken.code, Code::conflict);
    EXPECT_THAT(taken.detail, HasSubstr("已在使用"));
    must(put(box, {code}));
    const auto mine = must(begin(clerk, "BOX-0002", 5));
    const auto told =
        must(write([&](db::Tx& tx) { return pack(tx, *names_, clerk, mine.id, {code}); })).refused.front().second;
    EXPECT_EQ(told.code, Code::conflict);
    EXPECT_THAT(told.detail, Not(HasSubstr("BOX-0001"))) << "the colleague's box is not named";
    const auto by_range = [&](std::vector<CodeRange> ranges, const char* first) {
        return write([&](db::Tx& tx) {
            return pack_ranges(tx, *names_, clerk,
                               {.product = product_, .ranges = std::move(ranges), .per_box = 2, .first_code = first});
        });
    };
    EXPECT_EQ(by_range(range(10, 11), "BOX-0003").error().code, Code::block_unknown) << "bound by a colleague";
    EXPECT_EQ(by_range(range(10, 11), "BOX-0003").error().pointer, "/firstCode");
    const auto& made = block(own.home);
    EXPECT_EQ(must(by_range({{made.id, made.first + 1, made.first + 2}}, "BOX-0003")).size(), 1u);
}

// P14: an SSCC is the same text for everybody. What others packed under it is neither seen, counted nor taken out.
TEST_P(BoxesTest, P14_WhatOthersPackedUnderAnSsccIsTheirs) {
    const auto rival =
        write([&](db::Tx& tx) { return organisation(tx, "同行电缆厂", registry::OrgKind::producer, "rival"); });
    auto input = of(3);
    input.product = write([&](db::Tx& tx) { return file(tx, rival); });
    input.activate = true;
    const auto theirs = must(record(rival, input));
    db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
    const auto rivals = block(theirs.home);
    const auto begin_rival = [&](const char* code) {
        return write(
            [&](db::Tx& tx) { return open_box(tx, rival, {.code = code, .product = input.product, .expected = 5}); });
    };
    const auto box = must(begin(sscc, 5));
    const auto refused = begin_rival(sscc).error();
    EXPECT_EQ(refused.code, Code::conflict);
    EXPECT_THAT(refused.detail, Not(HasSubstr("电缆厂"))) << "whose box it is, is not told";

    must(put(box, texts(0, 1)));
    epcis::Event event;
    event.type = epcis::EventType::aggregation;
    event.action = epcis::Action::add;
    event.event_time = clock_;
    event.parent_id = box.parent;
    event.epcs.epcs = {names_->uri(rivals, rivals.first)};
    epcis::Document document;
    document.count = 1;
    document.events.push_back(std::move(event));
    must(write([&](db::Tx& tx) {
        return events::capture(tx, *names_, rival, prepare(*names_, std::move(document)), ErrorBehaviour::rollback);
    }));
    const auto inside = [&](const Box& one) {
        std::vector<BlockId> blocks;
        db_->read_now([&](db::Tx& tx) {
            for (const auto& part : box_contents(tx, one, 100)) blocks.push_back(part.block);
        });
        return blocks;
    };
    EXPECT_EQ(count(box), 2);
    EXPECT_THAT(inside(box), ::testing::Each(block_.id)) << "no code of the rival is told";
    must(take_apart(box));
    EXPECT_EQ(segment(0)->state.container, 0);
    const auto left =
        db_->read_now([&](db::Tx& tx) { return codes::find_segment(tx, rivals.id, rivals.first)->state.container; });
    EXPECT_NE(left, 0) << "the rival's piece stays where the rival said";
    EXPECT_EQ(count(must(begin(sscc, 5))), 0);
}

// P14: judged on one node, packed on another in the meantime: refused as it is written, not moved in silence.
TEST_P(BoxesTest, P14_APieceThatIsNotAsItWasJudgedIsNotMoved) {
    const auto one = must(begin("BOX-0001", 5)), two = must(begin("BOX-0002", 5));
    must(put(one, {text(0)}));
    const auto late = [&](epcis::Action action, std::int64_t offset) {
        epcis::Event event;
        event.type = epcis::EventType::aggregation;
        event.action = action;
        event.event_time = clock_;
        event.parent_id = two.parent;
        event.epcs.epcs = {names_->uri(block_, block_.first + offset)};
        epcis::Document document;
        document.count = 1;
        document.events.push_back(std::move(event));
        return write([&](db::Tx& tx) {
            auto prepared = prepare(*names_, std::move(document));
            return capture_own(tx, *names_, maker_, prepared);
        });
    };
    EXPECT_EQ(late(epcis::Action::add, 0).error().code, Code::conflict) << "in another box by now";
    EXPECT_EQ(late(epcis::Action::remove, 0).error().code, Code::conflict);
    EXPECT_EQ(count(one), 1);
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(1, 1), shipping(), std::nullopt); }));
    EXPECT_EQ(late(epcis::Action::add, 1).error().code, Code::conflict) << "on its way by now";
    must(late(epcis::Action::add, 2));
    EXPECT_EQ(count(two), 1);
}

TEST_P(BoxesTest, P14_TwoLinesDoNotFillOneBoxUnawares) {
    must(begin("BOX-0001", 5));
    const auto other = begin(colleague(4712), "BOX-0001", 5).error();
    EXPECT_EQ(other.code, Code::conflict);
    EXPECT_THAT(other.detail, HasSubstr("另一位操作员"));
    EXPECT_EQ(begin("BOX-0001", 6).error().pointer, "/code") << "begun for five";
    EXPECT_TRUE(begin("BOX-0001", 5).has_value());
}

TEST_P(BoxesTest, P14_ABoxThatLeftIsNotFilledAnyMore) {
    const auto box = must(put_ranges(0, 3, 5, "BOX-0001")).front();
    const auto other = must(put_ranges(10, 11, 2, "BOX-0002")).front();
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(0, 3), shipping(), std::nullopt); }));
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return box_count(tx, box).away; }), 4);
    EXPECT_EQ(put(box, {text(4)}).error().code, Code::wrong_state);
    const auto moved = move(other, box.id, {text(10)}).error();
    EXPECT_EQ(moved.code, Code::wrong_state);
    EXPECT_EQ(moved.pointer, "/to");
    const auto turn = [&](BoxState to) { return write([&](db::Tx& tx) { return close_box(tx, maker_, box.id, to); }); };
    must(turn(BoxState::closed));
    EXPECT_EQ(turn(BoxState::open).error().code, Code::wrong_state);
}

TEST_P(BoxesTest, P14_AWholeCodeIsNotTheBeginningOfAnother) {
    must(begin("BX-1", 5)), must(begin("BX-10", 5));
    EXPECT_THAT(codes_of({.code = "BX-1"}), ElementsAre("BX-10", "BX-1"));
    EXPECT_THAT(codes_of({.code = "BX-1", .whole = true}), ElementsAre("BX-1"));
    EXPECT_THAT(codes_of({.code = "BX-", .whole = true}), IsEmpty());
}

}  // namespace
}  // namespace yiguan::events
