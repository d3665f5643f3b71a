// Captured events about codes of this platform: what each step does, whom it refuses, and what moves with a container.
#include "events/transition.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "epcis/json.hpp"
#include "events/capture.hpp"
#include "events/rebuild.hpp"
#include "events/test_world.hpp"

namespace yiguan::events {
namespace {

using codes::Status;
using testing::must;

class TransitionTest : public testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        directory_.emplace(*keys_, "0128");
        directory_->add(block_);
        names_.emplace(*directory_, "https://trace.example.cn");
    }

    std::string code(std::int64_t offset) const { return names_->uri(block_, block_.first + offset); }
    epcis::EpcList codes(std::int64_t from, std::int64_t to) const {
        if (from == to) return {.epcs = {code(from)}, .ranges = {}};
        return {.epcs = {}, .ranges = {{code(from), code(to)}}};
    }
    epcis::Event object(std::string step, std::string disposition, epcis::EpcList epcs,
                        epcis::Action action = epcis::Action::observe) {
        epcis::Event e;
        e.type = epcis::EventType::object;
        e.action = action;
        e.event_time = UtcMs{1'795'000'000'000} + ++minutes_ * 60'000;
        e.offset_minutes = 480;
        e.biz_step = std::move(step);
        e.disposition = std::move(disposition);
        e.epcs = std::move(epcs);
        return e;
    }
    epcis::Event pack(std::string parent, epcis::EpcList epcs, epcis::Action action = epcis::Action::add) {
        auto e = object(action == epcis::Action::add ? "packing" : "unpacking", "in_progress", std::move(epcs), action);
        e.type = epcis::EventType::aggregation;
        e.parent_id = std::move(parent);
        return e;
    }
    epcis::Event bind(std::int64_t from, std::int64_t to, std::string disposition = "encoded") {
        auto e = object("commissioning", std::move(disposition), codes(from, to), epcis::Action::add);
        e.context = {{"yg", std::string(epcis::yiguan_namespace)}};
        e.ilmd = {{"yg:factoryNumber", json::object{{"yg:prefix", "E-"}, {"yg:first", "0001"}}}, {"other:lot", "L1"}};
        return e;
    }
    epcis::Event ship(epcis::EpcList epcs, std::string uscc = {}) {
        auto e = object("shipping", "in_transit", std::move(epcs));
        if (!uscc.empty()) e.destinations = {{"owning_party", "urn:yiguan:uscc:" + uscc}};
        return e;
    }
    std::string uscc_of(const auth::Actor& actor) {
        return db_->read_now(
            [&](db::Tx& tx) { return std::string(registry::find_org(tx, actor.org)->data.uscc.text()); });
    }

    Result<Captured> capture(const auth::Actor& actor, std::vector<epcis::Event> events,
                             ErrorBehaviour behaviour = ErrorBehaviour::rollback) {
        clock_ = clock_ + 10;
        epcis::Document document;
        document.count = events.size();
        document.events = std::move(events);
        return db_->write_now([&](db::Tx& tx) {
            return events::capture(tx, *names_, actor, prepare(*names_, std::move(document)), behaviour);
        });
    }
    Code refusal(const auth::Actor& actor, epcis::Event event) {
        const auto before = chain(5);
        const auto result = capture(actor, {std::move(event)});
        EXPECT_TRUE(result.has_error());
        EXPECT_EQ(chain(5), before);
        return result.has_error() ? result.error().code : Code::invalid;
    }
    std::int64_t chain(std::int64_t offset) {
        const auto s = segment(offset);
        return s ? s->state.chain : 0;
    }
    Status status(std::int64_t offset) { return segment(offset)->state.status; }
    std::string container(std::int64_t offset) {
        return db_->read_now(
            [&](db::Tx& tx) { return codes::name_of(tx, segment(offset)->state.container).value_or(""); });
    }
    void given_active(std::int64_t from, std::int64_t to) { must(capture(maker_, {bind(from, to, "active")})); }

    static constexpr const char* sscc = "urn:epc:id:sscc:4012345.0000000001";
    std::optional<codes::Directory> directory_;
    std::optional<Names> names_;
    int minutes_ = 0;
};

TEST_P(TransitionTest, OneItemGoesThroughItsWholeLife) {
    must(capture(maker_, {bind(0, 9)}));
    EXPECT_EQ(status(5), Status::bound);
    db_->read_now([&](db::Tx& tx) {
        const auto batch = codes::find_batch(tx, block_.id, segment(5)->state.batch);
        EXPECT_EQ(batch->numbers.of(block_.first + 5), "E-0006");
        EXPECT_EQ(batch->production_date, to_string(beijing_date(UtcMs{1'795'000'000'000})));
    });
    must(capture(maker_, {object("commissioning", "active", codes(0, 9))}));
    EXPECT_EQ(status(5), Status::active);
    must(capture(maker_, {ship(codes(0, 9), uscc_of(shop_))}));
    EXPECT_EQ(status(5), Status::in_transit);
    EXPECT_EQ(segment(5)->state.consignee, shop_.org);
    EXPECT_EQ(refusal(other_shop_, object("receiving", "in_progress", codes(0, 9))), Code::codes_not_addressed);
    must(capture(shop_, {object("receiving", "in_progress", codes(0, 9))}));
    EXPECT_EQ(status(5), Status::in_stock);
    EXPECT_EQ(segment(5)->state.holder, shop_.org);
    must(capture(shop_, {object("retail_selling", "retail_sold", codes(0, 4))}));
    EXPECT_EQ(status(4), Status::sold);
    must(capture(shop_, {object("receiving", "returned", codes(0, 1))}));
    EXPECT_EQ(status(0), Status::returned);
    must(capture(shop_, {object("destroying", "destroyed", codes(0, 0))}));
    EXPECT_EQ(status(0), Status::voided);
    EXPECT_EQ(refusal(shop_, object("inspecting", "in_progress", codes(0, 0))), Code::wrong_state);
    db_->read_now([&](db::Tx& tx) {
        std::vector<BizStep> of;
        for (const Event& e : history(tx, block_.id, chain(0))) of.push_back(e.step);
        EXPECT_THAT(of, ::testing::ElementsAre(BizStep::commissioning, BizStep::activating, BizStep::shipping,
                                               BizStep::receiving, BizStep::retail_selling, BizStep::receiving,
                                               BizStep::destroying));
    });
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, FactsAndCapturedEventsFollowEachOther) {
    given_active(0, 9);
    auto shipped = shipping(), sold = selling();
    shipped.fields["saleTime"] = "2026-11-18";  // the day of what is captured
    sold.fields["soldTime"] = "2026-11-19";
    must(write([&](db::Tx& tx) { return events::ship(tx, maker_, range(0, 9), shipped, std::nullopt); }));
    must(capture(maker_, {object("transporting", "in_transit", codes(0, 9))}));
    EXPECT_EQ(refusal(other_shop_, object("receiving", "in_progress", codes(0, 9))), Code::codes_not_addressed);
    must(capture(shop_, {object("accepting", "in_progress", codes(0, 9))}));
    must(write([&](db::Tx& tx) { return events::sell(tx, shop_, range(0, 9), sold); }));
    EXPECT_EQ(status(5), Status::sold);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, RefusesStrangersAndWrongStates) {
    must(capture(maker_, {bind(0, 9)}));
    EXPECT_EQ(refusal(shop_, object("inspecting", "in_progress", codes(0, 9))), Code::codes_not_held);
    EXPECT_EQ(refusal(maker_, ship(codes(0, 9))), Code::codes_not_active);
    EXPECT_EQ(refusal(maker_, bind(5, 15)), Code::codes_already_bound);
    EXPECT_EQ(refusal(shop_, bind(20, 29)), Code::forbidden);
    EXPECT_EQ(refusal(maker_, object("inspecting", "in_progress", codes(5, 15))), Code::codes_not_bound);
    EXPECT_EQ(refusal(maker_, object("receiving", "in_progress", codes(0, 9))), Code::codes_not_in_transit);
    auto broken = bind(20, 29);
    broken.ilmd = {};
    EXPECT_EQ(refusal(maker_, broken), Code::missing_field);
    auto twice = object("inspecting", "in_progress", {.epcs = {code(3)}, .ranges = {}});
    twice.type = epcis::EventType::transformation;
    twice.action = epcis::Action::none;
    twice.epcs = {};
    twice.input_epcs.epcs = {code(3)};
    twice.output_epcs.epcs = {code(3)};
    EXPECT_EQ(refusal(maker_, twice), Code::codes_overlap);
    EXPECT_EQ(refusal(admin_, object("destroying", "destroyed", codes(0, 9))), Code::forbidden);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, TellsTheCodeToItsMakerOnly) {
    must(capture(maker_, {bind(0, 9)}));
    const auto told = capture(maker_, {object("inspecting", "in_progress", codes(5, 12))});
    EXPECT_EQ(told.error().value, code(10));
    EXPECT_EQ(told.error().pointer, "/epcisBody/eventList/0");
    EXPECT_EQ(capture(shop_, {object("inspecting", "in_progress", codes(5, 12))}).error().value, "");
}

TEST_P(TransitionTest, ARefusedEventOfADocumentChangesNothing) {
    given_active(0, 9);
    auto half = object("shipping", "in_transit", {.epcs = {code(0), code(1), code(50)}, .ranges = {}});
    const auto result = must(capture(maker_, {half, ship(codes(8, 9))}, ErrorBehaviour::proceed));
    EXPECT_FALSE(result.job.success);
    EXPECT_EQ(status(0), Status::active);
    EXPECT_EQ(status(8), Status::in_transit);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, WhatIsPackedMovesWithItsContainer) {
    given_active(0, 19);
    must(capture(maker_, {pack(code(19), codes(0, 4)), pack(sscc, codes(5, 9)), pack(sscc, codes(19, 19))}));
    EXPECT_EQ(container(3), epcis::canonical(code(19)));
    EXPECT_EQ(container(7), epcis::canonical(sscc));
    db_->read_now([&](db::Tx& tx) {
        EXPECT_EQ(codes::count(must(contents_of(tx, sscc))), 11);
        EXPECT_EQ(must(contents_of(tx, code(19))), range(0, 4));
    });
    must(capture(maker_, {ship({.epcs = {sscc}, .ranges = {}}, uscc_of(shop_))}));
    for (const int i : {0, 4, 5, 9, 19}) EXPECT_EQ(status(i), Status::in_transit) << i;
    EXPECT_EQ(status(10), Status::active);
    // Somebody else's event about the same number of a pallet is none of these codes' business.
    must(capture(other_shop_, {object("receiving", "in_progress", {.epcs = {sscc}, .ranges = {}})}));
    EXPECT_EQ(status(0), Status::in_transit);
    auto arrived = object("receiving", "in_progress", {.epcs = {sscc}, .ranges = {}});
    arrived.biz_location = "urn:epc:id:sgln:4012345.00001.0";
    must(capture(shop_, {arrived}));
    for (const int i : {0, 4, 5, 9, 19}) EXPECT_EQ(status(i), Status::in_stock) << i;
    db_->read_now([&](db::Tx& tx) {
        EXPECT_EQ(codes::name_of(tx, segment(3)->state.location), epcis::canonical("urn:epc:id:sgln:4012345.00001.0"));
        EXPECT_EQ(events_of(tx, block_, block_.first + 3).size(), history(tx, block_.id, chain(3)).size());
    });
    must(capture(shop_, {pack(sscc, {}, epcis::Action::remove)}));
    EXPECT_EQ(container(7), "");
    EXPECT_EQ(container(19), "");
    EXPECT_EQ(container(3), epcis::canonical(code(19)));
    must(capture(shop_, {pack(code(19), codes(0, 1), epcis::Action::remove)}));
    EXPECT_EQ(container(1), "");
    EXPECT_EQ(container(2), epcis::canonical(code(19)));
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, AContainerWithFrozenGoodsStays) {
    given_active(0, 9);
    must(capture(maker_, {pack(sscc, codes(0, 9)), object("holding", "non_sellable_other", codes(3, 3))}));
    EXPECT_EQ(status(3), Status::frozen);
    EXPECT_EQ(refusal(maker_, ship({.epcs = {sscc}, .ranges = {}})), Code::codes_not_held);
    must(capture(maker_, {object("inspecting", "sellable_accessible", codes(3, 3))}));
    EXPECT_EQ(status(3), Status::active);
    must(capture(maker_, {ship({.epcs = {sscc}, .ranges = {}})}));
    EXPECT_EQ(status(3), Status::in_transit);
    must(capture(maker_, {object("void_shipping", "in_progress", {.epcs = {sscc}, .ranges = {}})}));
    EXPECT_EQ(status(3), Status::active);
    must(capture(maker_, {object("inspecting", "recalled", codes(3, 3))}));
    EXPECT_EQ(status(3), Status::recalled);
    EXPECT_EQ(refusal(maker_, ship(codes(3, 3))), Code::codes_not_held);
}

TEST_P(TransitionTest, TransformationConsumesAndProduces) {
    given_active(0, 9);
    must(capture(maker_, {bind(20, 29)}));
    auto make = object("assembling", "in_progress", {});
    make.type = epcis::EventType::transformation;
    make.action = epcis::Action::none;
    make.input_epcs = codes(0, 4);
    make.output_epcs = codes(20, 21);
    must(capture(maker_, {make}));
    EXPECT_EQ(status(4), Status::voided);
    EXPECT_EQ(status(20), Status::bound);
    auto again = make;
    again.event_time = again.event_time + 1;
    EXPECT_EQ(refusal(maker_, again), Code::wrong_state);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, TheSameMoveMayBeToldTwice) {
    given_active(0, 9);
    must(capture(maker_, {ship(codes(0, 9), uscc_of(shop_)), object("departing", "in_transit", codes(0, 9))}));
    EXPECT_EQ(segment(5)->state.consignee, shop_.org);
    EXPECT_EQ(refusal(maker_, ship(codes(0, 9), uscc_of(other_shop_))), Code::codes_not_held) << "readdressed";
    must(capture(shop_,
                 {object("arriving", "in_progress", codes(0, 9)), object("accepting", "in_progress", codes(0, 9))}));
    must(capture(shop_, {object("receiving", "in_progress", codes(0, 9))}));
    EXPECT_EQ(refusal(shop_, object("receiving", "in_progress", codes(0, 4))), Code::codes_not_in_transit);
    EXPECT_EQ(status(5), Status::in_stock);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

// The order of days holds within a document as between two.
TEST_P(TransitionTest, MovesOfOneDocumentFollowEachOther) {
    given_active(0, 9);
    auto first = ship(codes(0, 4), uscc_of(maker_)), second = object("receiving", "in_progress", codes(0, 4));
    first.event_time = {first.event_time.value + 2 * 86'400'000};
    second.event_time = {first.event_time.value - 86'400'000};
    const auto refused = capture(maker_, {first, second}).error();
    EXPECT_EQ(refused.code, Code::invalid);
    EXPECT_EQ(refused.pointer, "/epcisBody/eventList/1");
    EXPECT_THAT(refused.detail, ::testing::HasSubstr("上一环节（发货）的日期"));
    EXPECT_EQ(status(0), Status::active);
    second.event_time = {first.event_time.value + 1'000};
    must(capture(maker_, {first, second}));
    EXPECT_EQ(status(0), Status::in_stock);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, ADeclarationOfErrorChangesNothing) {
    given_active(0, 9);
    const auto before = chain(5);
    auto wrong = ship(codes(0, 9));
    wrong.event_id = "urn:uuid:6f6e1a2e-5d4e-4bb1-9ec1-0ab1f2a6f8d1";
    wrong.error_declaration = epcis::ErrorDeclaration{.time = wrong.event_time};
    const auto result = capture(maker_, {wrong});
    EXPECT_EQ(chain(5), before);
    EXPECT_EQ(status(5), Status::active);
}

// Facts and captured events in random order over random codes, most of which are refused: what is stored is what the
// log says, whatever was packed in what.
TEST_P(TransitionTest, TheLogAloneGivesTheSameSegments) {
    std::mt19937 random(20261121);
    const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
    const std::string to_shop = uscc_of(shop_);
    int recorded = 0;
    given_active(0, 29);
    for (int round = 0; round < 80; ++round) {
        const int from = pick(0, 36), to = from + pick(0, 6);
        const auto& actor = pick(0, 2) == 0 ? shop_ : maker_;
        const std::string parent = pick(0, 1) == 0 ? std::string(sscc) : code(pick(0, 39));
        const epcis::EpcList some = codes(from, to), box{.epcs = {parent}, .ranges = {}};
        const auto one = [&](epcis::Event e) {
            if (pick(0, 2) == 0) e.biz_location = fmt::format("urn:example:hall:{}", pick(1, 2));
            return capture(actor, {std::move(e)}).has_value();
        };
        const auto transform = [&] {
            auto e = object("assembling", "in_progress", {});
            e.type = epcis::EventType::transformation;
            e.action = epcis::Action::none;
            e.input_epcs = codes(from, from);
            e.output_epcs = codes(to + 1, to + 1);
            return e;
        };
        bool done = false;
        switch (pick(0, 13)) {
            case 0:
                done = one(bind(from, to, pick(0, 1) == 0 ? "active" : "encoded"));
                break;
            case 1:
                done = one(pack(parent, some));
                break;
            case 2:
                done = one(pack(parent, pick(0, 1) == 0 ? epcis::EpcList{} : some, epcis::Action::remove));
                break;
            case 3:
                done = one(ship(box, to_shop));
                break;
            case 4:
                done = one(object("receiving", "in_progress", box));
                break;
            case 5:
                done = one(ship(some, to_shop));
                break;
            case 6:
                done = one(object("arriving", "in_progress", some));
                break;
            case 7:
                done = one(object("void_shipping", "in_progress", pick(0, 1) == 0 ? box : some));
                break;
            case 8:
                done = one(object("holding", "non_sellable_other", codes(from, from)));
                break;
            case 9:
                done = one(object("inspecting", pick(0, 1) == 0 ? "available" : "in_progress", some));
                break;
            case 10:
                done = one(transform());
                break;
            case 11:
                done = write([&](db::Tx& tx) {
                           return events::ship(tx, maker_, range(from, to), shipping(), to_shop);
                       }).has_value();
                break;
            case 12:
                done = write([&](db::Tx& tx) {
                           return events::receive(tx, shop_, range(from, to), receiving());
                       }).has_value();
                break;
            default:
                done = write([&](db::Tx& tx) {
                           return events::sell(tx, shop_, range(from, from), selling());
                       }).has_value();
        }
        recorded += done;
        if (round % 10 == 9) {
            ASSERT_THAT(db_->read_now([&](db::Tx& tx) { return compare_all(tx, *names_); }), ::testing::IsEmpty())
                << "round " << round;
        }
    }
    EXPECT_GT(recorded, 20);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(TransitionTest, RebuildTellsDifferencesAndPutsThemRight) {
    given_active(0, 9);
    must(capture(maker_, {ship(codes(3, 5), uscc_of(shop_))}));
    const auto sound = db_->read_now([&](db::Tx& tx) { return codes::list_segments(tx, block_.id, 0, 100); });
    must(write([&](db::Tx& tx) -> Result<bool> {
        codes::Segment wrong = sound.at(1);
        wrong.state.status = Status::sold;
        TRY_VOID(codes::replace_segments(tx, codes::get_block(tx, block_.id).value(), {{wrong.first}, {wrong}},
                                         codes::Counts{.bound = 11, .active = 10}));
        return true;
    }));
    EXPECT_THAT(db_->read_now([&](db::Tx& tx) { return compare_all(tx, *names_); }),
                ::testing::ElementsAre(::testing::HasSubstr("与事件不符"), ::testing::HasSubstr("缺少"),
                                       ::testing::HasSubstr("已绑定数")));
    must(write([&](db::Tx& tx) -> Result<bool> {
        const auto block = codes::get_block(tx, block_.id).value();
        TRY_VOID(replace_block(tx, block, compare_block(tx, *names_, block)));
        return true;
    }));
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return codes::list_segments(tx, block_.id, 0, 100); }), sound);
    EXPECT_THAT(db_->read_now([&](db::Tx& tx) { return compare_all(tx, *names_); }), ::testing::IsEmpty());
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

YIGUAN_BOTH_ENGINES(TransitionTest);

}  // namespace
}  // namespace yiguan::events
