// 整车三码关联 on both engines: what may be linked, what each refusal says, and what the event log has of it.
#include "events/assemblies_store.hpp"
#include "events/assembling_world.hpp"

namespace yiguan::events {
namespace {

using codes::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::Not;

class AssembliesTest : public testing::AssemblingWorld {
protected:
    void TearDown() override {
        EXPECT_THAT(db_->read_now([](db::Tx& tx) { return check_assemblies(tx); }), IsEmpty());
        AssemblingWorld::TearDown();
    }
};
YIGUAN_BOTH_ENGINES(AssembliesTest);

// EBM-93: one vehicle, one battery, one charger, linked at the factory by whatever is printed on them.
TEST_P(AssembliesTest, EBM93_TheThreeAreLinkedByCodeFrameOrSerialAsOneAssociation) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-0001"), charger = a_charger("CHG-0001");
    const auto made = must(link("yg26-000001", text(battery), "chg-0001"));
    EXPECT_EQ(made.part(Slot::vehicle).code, vehicle);
    EXPECT_EQ(made.part(Slot::charger).code, charger);
    EXPECT_EQ(made.frame_number, "YG26-000001");
    const auto container = state(battery)->state.container;
    EXPECT_NE(container, 0);
    EXPECT_EQ(state(charger)->state.container, container);
    EXPECT_EQ(state(vehicle)->state.container, 0);
    const auto logged = db_->read_now([&](db::Tx& tx) { return load(tx, *names_, std::array{made.event}); });
    ASSERT_EQ(logged.size(), 1u);
    EXPECT_EQ(logged[0].event.type, epcis::EventType::association);
    EXPECT_EQ(logged[0].event.action, epcis::Action::add);
    EXPECT_EQ(logged[0].event.parent_id, "https://trace.example.cn/E=" + text(vehicle));
    EXPECT_EQ(logged[0].event.epcs.epcs.size(), 2u);
    EXPECT_EQ(logged[0].org, maker_.org);

    EXPECT_EQ(must(link(text(vehicle), "BAT-0001", "CHG-0001")).id, made.id) << "twice is once";
    EXPECT_EQ(listed().size(), 1u);
    EXPECT_EQ(listed({.frame_number = "YG26-000001", .model = "TDT", .state = AssemblyState::standing}).size(), 1u);
    EXPECT_THAT(listed({.frame_number = "YG26-000002"}), IsEmpty());
    EXPECT_THAT(listed({.state = AssemblyState::undone}), IsEmpty());
    EXPECT_THAT(listed(supplier_), IsEmpty()) << "of others nothing is listed";
}

// C-23: the pair names producer and model. C-22: what is linked nowhere is a spare part and stays as it is.
TEST_P(AssembliesTest, EBM93_C23_AModelThatTheVehicleDoesNotNameIsRefusedWithThoseThatItDoes) {
    a_vehicle("YG26-000001"), a_charger("CHG-0001");
    const auto other = model("D.1", "CAT-04-03", "YD9999", maker_, battery_fields("03"));
    const auto spare = piece(other, "factorySerial", "BAT-9999");
    const auto refused = link("YG26-000001", "BAT-9999", "CHG-0001").error();
    EXPECT_EQ(refused.code, Code::invalid);
    EXPECT_THAT(testing::AssemblingWorld::pointers(refused), ElementsAre("/battery"));
    EXPECT_THAT(refused.detail, HasSubstr("yd4812、YT6020"));
    EXPECT_THAT(refused.detail, HasSubstr("“YD9999”"));
    EXPECT_EQ(refused.value, "YD9999");
    EXPECT_EQ(state(spare)->state.container, 0);
    EXPECT_THAT(listed(), IsEmpty());
}

TEST_P(AssembliesTest, EBM93_EverySlotSaysWhatIsWrongWithIt) {
    a_vehicle("YG26-000001"), a_battery("BAT-0001");
    const auto broken = a_charger("CHG-0001");
    must(write([&](db::Tx& tx) {
        return undo_production(tx, maker_, must(list_productions(tx, maker_, {}, {}, 1)).at(0).id);
    }));
    const auto refused = link("BAT-0001", "YG26-000001", text(broken)).error();
    EXPECT_THAT(pointers(refused), ::testing::UnorderedElementsAre("/vehicle", "/battery", "/charger"));
    EXPECT_EQ(link("YG26-000001", "", "NOTHING-1").error().pointer, "/battery") << "missing, and unknown";
    EXPECT_THAT(pointers(link("YG26-000001", "", "NOTHING-1").error()), ElementsAre("/battery", "/charger"));
    auto forged = text(broken);
    forged.back() = forged.back() == '0' ? '1' : '0';
    const auto made_up = link("YG26-000001", "BAT-0001", forged).error();
    EXPECT_THAT(pointers(made_up), ::testing::Contains("/charger"));
    EXPECT_EQ((made_up.others.empty() ? made_up : made_up.others.back()).code, Code::code_forged);
}

TEST_P(AssembliesTest, EBM93_TheBatteryOfASupplierIsTakenInFirst) {
    a_vehicle("YG26-000001"), a_charger("CHG-0001");
    const auto bought = piece(supplier_, supplied_, "factorySerial", "YT-000001");
    const auto before = link("YG26-000001", text(bought), "CHG-0001").error();
    EXPECT_EQ(before.code, Code::codes_not_held);
    EXPECT_EQ(before.pointer, "/battery");
    EXPECT_EQ(link("YG26-000001", "YT-000001", "CHG-0001").error().code, Code::not_found)
        << "by a text that can be guessed nothing is told of goods of others";
    auto send = shipping();
    send.fields["buyerName"] = "一贯电缆厂";
    must(write([&](db::Tx& tx) { return ship(tx, supplier_, one(bought), send, uscc_of(maker_)); }));
    must(write([&](db::Tx& tx) { return receive(tx, maker_, one(bought), receiving()); }));
    const auto made = must(link("YG26-000001", "yt-000001", "CHG-0001"));
    EXPECT_EQ(made.part(Slot::battery).code, bought);
    EXPECT_EQ(state(bought)->state.status, Status::in_stock);
    EXPECT_EQ(link(supplier_, "YG26-000001", text(bought), "CHG-0001").error().pointer, "/vehicle");
}

TEST_P(AssembliesTest, EBM93_WhatIsLinkedIsLinkedOnceUntilItIsUndone) {
    a_vehicle("YG26-000001"), a_vehicle("YG26-000002"), a_battery("BAT-0001"), a_charger("CHG-0001");
    const auto battery = a_battery("BAT-0002");
    a_charger("CHG-0002");
    const auto first = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    const auto again = link("YG26-000002", "BAT-0001", "CHG-0002").error();
    EXPECT_EQ(again.code, Code::conflict);
    EXPECT_EQ(again.pointer, "/battery");
    EXPECT_THAT(again.detail, HasSubstr("YG26-000001"));
    const auto other = link("YG26-000001", "BAT-0002", "CHG-0002").error();
    EXPECT_THAT(pointers(other), ElementsAre("/vehicle"));
    EXPECT_THAT(other.detail, HasSubstr("BAT-0001"));

    EXPECT_EQ(unlink(first.id, "  ").error().pointer, "/reason");
    const auto undone = must(unlink(first.id));
    EXPECT_EQ(undone.reason, "换电池");
    EXPECT_EQ(unlink(first.id).error().code, Code::wrong_state) << "once";
    EXPECT_EQ(state(first.part(Slot::battery).code)->state.container, 0);
    const auto logged = db_->read_now([&](db::Tx& tx) { return load(tx, *names_, std::array{undone.undo_event}); });
    EXPECT_EQ(logged.at(0).event.action, epcis::Action::remove);
    EXPECT_EQ(logged.at(0).event.extensions.at("yiguan:reason").as_string(), "换电池");
    must(link("YG26-000001", "BAT-0002", "CHG-0001"));
    must(link("YG26-000002", "BAT-0001", "CHG-0002"));
    EXPECT_NE(state(battery)->state.container, 0);
    EXPECT_EQ(listed({.state = AssemblyState::standing}).size(), 2u);
    EXPECT_EQ(listed({.state = AssemblyState::undone}).size(), 1u);
}

// The same three on the same day at the same moment: each link is an event of its own.
TEST_P(AssembliesTest, EBM93_ABatteryThatBrokeIsTakenOut) {
    a_vehicle("YG26-000001"), a_charger("CHG-0001"), a_battery("BAT-0002");
    const auto broken = a_battery("BAT-0001");
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    epcis::Event event;
    event.type = epcis::EventType::object;
    event.action = epcis::Action::observe;
    event.biz_step = "destroying";
    event.event_time = clock_;
    event.epcs.epcs = {"https://trace.example.cn/E=" + text(broken)};
    epcis::Document document;
    document.count = 1;
    document.events.push_back(std::move(event));
    must(write([&](db::Tx& tx) {
        return events::capture(tx, *names_, maker_, prepare(*names_, std::move(document)), ErrorBehaviour::rollback);
    }));
    must(unlink(made.id, "电池损坏"));
    const auto next = must(link("YG26-000001", "BAT-0002", "CHG-0001"));
    must(unlink(next.id));
    must(link("YG26-000001", "BAT-0002", "CHG-0001"));
}

TEST_P(AssembliesTest, EBM93_WhatLeftTheFactoryIsNotChangedAnyMore) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-0001"), charger = a_charger("CHG-0001");
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    const auto item =
        must(db_->read_now([&](db::Tx& tx) -> Result<codes::Item> { return *codes::find_item(tx, vehicle); }));
    EXPECT_EQ(close_item(maker_, item.id).error().code, Code::wrong_state) << "it has its parts";
    const auto productions = db_->read_now([&](db::Tx& tx) { return must(list_productions(tx, maker_, {}, {}, 10)); });
    for (const auto& production : productions) EXPECT_EQ(undo(maker_, production.id).error().code, Code::wrong_state);
    must(write([&](db::Tx& tx) { return ship(tx, maker_, one(vehicle), shipping(), uscc_of(shop_)); }));
    EXPECT_EQ(unlink(made.id).error().code, Code::wrong_state);
    // What is linked with it goes along, all the way to who buys it.
    for (const auto& code : {vehicle, battery, charger}) EXPECT_EQ(state(code)->state.status, Status::in_transit);
    const auto stored = must(write([&](db::Tx& tx) { return receive(tx, shop_, one(vehicle), receiving()); }));
    EXPECT_EQ(codes::count(stored.ranges), 3);
    for (const auto& code : {vehicle, battery, charger}) EXPECT_EQ(state(code)->state.holder, shop_.org);
    must(write([&](db::Tx& tx) { return sell(tx, shop_, one(vehicle), selling()); }));
    for (const auto& code : {vehicle, battery, charger}) EXPECT_EQ(state(code)->state.status, Status::sold);
}

// EBM-93: the battery of a vehicle that stays here does not leave by itself.
TEST_P(AssembliesTest, EBM93_ALinkedBatteryLeavesWithItsVehicleOrNotAtAll) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-0001");
    a_charger("CHG-0001");
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    const auto send = [&](const codes::CodeAt& code) {
        return write([&](db::Tx& tx) { return ship(tx, maker_, one(code), shipping(), uscc_of(shop_)); });
    };
    const auto refused = send(battery).error();
    EXPECT_EQ(refused.code, Code::conflict);
    EXPECT_EQ(refused.pointer, "/codes");
    EXPECT_THAT(refused.detail, HasSubstr("已关联整车"));
    EXPECT_EQ(state(battery)->state.status, Status::active);
    must(unlink(made.id));
    must(send(battery));
    must(send(vehicle));
    EXPECT_EQ(state(made.part(Slot::charger).code)->state.status, Status::active) << "no longer linked";
}

// EBM-93: told by an interface, the rule is the same: the battery neither leaves nor goes into a carton without its
// vehicle, and does once it was taken out.
TEST_P(AssembliesTest, EBM93_ALinkedBatteryIsNotCapturedAwayFromItsVehicle) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-0001");
    a_charger("CHG-0001");
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    const auto uri = [&](const codes::CodeAt& code) { return "https://trace.example.cn/E=" + text(code); };
    const auto tell = [&](std::string_view step, std::vector<std::string> epcs, std::string parent = {}) {
        epcis::Event event;
        event.type = parent.empty() ? epcis::EventType::object : epcis::EventType::aggregation;
        event.action = parent.empty() ? epcis::Action::observe : epcis::Action::add;
        event.biz_step = step;
        event.event_time = clock_;
        event.epcs.epcs = std::move(epcs);
        event.parent_id = std::move(parent);
        epcis::Document document;
        document.count = 1;
        document.events.push_back(std::move(event));
        return write([&](db::Tx& tx) {
            return events::capture(tx, *names_, maker_, prepare(*names_, std::move(document)),
                                   ErrorBehaviour::rollback);
        });
    };
    const auto refused = tell("shipping", {uri(battery)}).error();
    EXPECT_EQ(refused.code, Code::wrong_state);
    EXPECT_EQ(refused.pointer, "/epcisBody/eventList/0");
    EXPECT_THAT(refused.detail, HasSubstr("已关联整车"));
    EXPECT_EQ(tell("packing", {uri(battery)}, "urn:epc:id:sscc:4012345.0000000001").error().code, Code::wrong_state);
    EXPECT_EQ(state(battery)->state.status, Status::active);
    must(tell("inspecting", {uri(battery)}));
    must(tell("shipping", {uri(battery), uri(vehicle)}));
    for (const Slot slot : slots) EXPECT_EQ(state(made.part(slot).code)->state.status, Status::in_transit);
}

// EBM-93: the limit of ranges is of what a call names, not of what ships along.
TEST_P(AssembliesTest, EBM93_AsMuchShipsAlongAsIsLinked) {
    constexpr std::int64_t wholes = 1'050;  // two parts each, which touch no other
    const auto block = must(write([&](db::Tx& tx) {
        return codes::apply_for_codes(tx, maker_, domain_, {product_, 5 * wholes, 100});
    }));
    const std::vector<codes::CodeRange> all{{block.id, block.first, block.last}};
    const std::vector<codes::CodeRange> outer{{block.id, block.first, block.first + wholes - 1}};
    write([&](db::Tx& tx) {
        must(commission(tx, maker_, all, binding()));
        must(activate(tx, maker_, all));
        directory_->refresh(tx);
    });
    epcis::Document document;
    for (std::int64_t i = 0; i < wholes; ++i) {
        const auto uri = [&](std::int64_t offset) { return names_->uri(block, block.first + offset); };
        epcis::Event event;
        event.type = epcis::EventType::aggregation;
        event.action = epcis::Action::add;
        event.biz_step = "packing";
        event.event_time = clock_;
        event.parent_id = uri(i);
        event.epcs.epcs = {uri(wholes + 4 * i), uri(wholes + 4 * i + 2)};
        document.events.push_back(std::move(event));
    }
    document.count = document.events.size();
    must(write([&](db::Tx& tx) {
        return events::capture(tx, *names_, maker_, prepare(*names_, std::move(document)), ErrorBehaviour::rollback);
    }));
    const auto shipped = must(write([&](db::Tx& tx) { return ship(tx, maker_, outer, shipping(), uscc_of(shop_)); }));
    EXPECT_GT(shipped.ranges.size(), codes::ranges_max);
    EXPECT_EQ(codes::count(shipped.ranges), 3 * wholes);
    EXPECT_EQ(state({block.id, block.first + wholes + 4})->state.status, Status::in_transit);
    EXPECT_EQ(state({block.id, block.first + wholes + 5})->state.status, Status::active) << "in nothing";
    EXPECT_EQ(codes::count(must(write([&](db::Tx& tx) { return receive(tx, shop_, outer, receiving()); })).ranges),
              3 * wholes);
}

// Two clerks at once: the first end of a link and its reason stay.
TEST_P(AssembliesTest, EBM93_ALinkEndsOnce) {
    a_vehicle("YG26-000001"), a_battery("BAT-0001"), a_charger("CHG-0001");
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    must(unlink(made.id, "换电池"));
    auto late = made;  // as the other one read it
    late.undo_event = made.event, late.undone_by = maker_.user, late.undone_at = clock_, late.reason = "破损";
    EXPECT_FALSE(write([&](db::Tx& tx) { return store::undo_assembly(tx, late); }));
    EXPECT_EQ(listed().at(0).reason, "换电池");
}

// FIL-12: goods of a supplier are everybody's here, a colleague's link is not.
TEST_P(AssembliesTest, FIL12_EBM93_AColleaguesVehicleIsNotNamed) {
    a_vehicle("YG26-000001"), a_charger("CHG-0001");
    const auto bought = piece(supplier_, supplied_, "factorySerial", "YT-000001");
    auto send = shipping();
    send.fields["buyerName"] = "一贯电缆厂";
    must(write([&](db::Tx& tx) { return ship(tx, supplier_, one(bought), send, uscc_of(maker_)); }));
    must(write([&](db::Tx& tx) { return receive(tx, maker_, one(bought), receiving()); }));
    must(link("YG26-000001", text(bought), "CHG-0001"));
    const auto told = [&](const auth::Actor& actor) {
        const auto checked =
            must(db_->read_now([&](db::Tx& tx) { return check_assembly(tx, *names_, actor, {text(bought)}); }));
        return checked.defects.at(0).second.detail;
    };
    EXPECT_THAT(told(colleague(4711, true)), Not(HasSubstr("YG26")));
    EXPECT_THAT(told(maker_), HasSubstr("YG26-000001"));
}

// FIL-12: who sees its own alone neither lists nor undoes what a colleague linked.
TEST_P(AssembliesTest, FIL12_EBM93_AMemberSeesItsOwnAlone) {
    a_vehicle("YG26-000001"), a_battery("BAT-0001"), a_charger("CHG-0001");
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    const auto clerk = colleague(4711, true);
    EXPECT_THAT(listed(clerk), IsEmpty());
    EXPECT_EQ(write([&](db::Tx& tx) { return undo_assembly(tx, *names_, clerk, made.id, "x"); }).error().code,
              Code::not_found);
    EXPECT_EQ(pointers(link(clerk, "YG26-000001", "BAT-0001", "CHG-0001").error()).size(), 3u)
        << "what colleagues bound is not there";
    EXPECT_EQ(listed(colleague(4712)).size(), 1u);
}

TEST_P(AssembliesTest, P15_ScansAreSortedAndJudgedBeforeTheyAreRecorded) {
    const auto vehicle = a_vehicle("YG26-000001");
    a_battery("BAT-0001"), a_battery("BAT-0002"), a_charger("CHG-0001");
    const auto check = [&](std::vector<std::string> texts) {
        return must(db_->read_now([&](db::Tx& tx) { return check_assembly(tx, *names_, maker_, texts); }));
    };
    const auto whole = check({"CHG-0001", "https://trace.example.cn/E=" + text(vehicle), "BAT-0001", "BAT-0001"});
    EXPECT_TRUE(whole.complete);
    EXPECT_EQ(whole.slot_of.at(0), Slot::charger);
    EXPECT_EQ(whole.slot_of.at(1), Slot::vehicle);
    EXPECT_EQ(whole.slot_of.at(3), Slot::battery) << "the same again is no defect";
    const auto part = check({"BAT-0001"});
    EXPECT_FALSE(part.complete);
    EXPECT_THAT(part.defects, IsEmpty()) << "what is missing is still to come";
    const auto wrong = check({"BAT-0001", "NOTHING-1", "BAT-0002"});
    ASSERT_EQ(wrong.defects.size(), 2u);
    EXPECT_EQ(wrong.defects.at(0).first, 1u);
    EXPECT_EQ(wrong.defects.at(1).second.code, Code::conflict);
    EXPECT_THAT(listed(), IsEmpty()) << "nothing is stored";
}

TEST_P(AssembliesTest, P15_VehiclesWithoutTheirPartsAreListed) {
    a_vehicle("YG26-000001"), a_vehicle("YG26-000002"), a_battery("BAT-0001"), a_charger("CHG-0001");
    const auto bare = [&] {
        return db_->read_now([&](db::Tx& tx) {
            return codes::list_items(tx, {.org = maker_.org}, {.family = catalog::Family::vehicle, .unassembled = true},
                                     {}, 10);
        });
    };
    EXPECT_EQ(bare().size(), 2u);
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    ASSERT_EQ(bare().size(), 1u);
    EXPECT_EQ(bare().at(0).frame_number, "YG26-000002");
    must(unlink(made.id));
    EXPECT_EQ(bare().size(), 2u);
    // What left its maker is not to be linked here any more, what came back is.
    const auto vehicle = made.part(Slot::vehicle).code;
    must(write([&](db::Tx& tx) { return ship(tx, maker_, one(vehicle), shipping(), uscc_of(shop_)); }));
    ASSERT_EQ(bare().size(), 1u);
    EXPECT_EQ(bare().at(0).frame_number, "YG26-000002");
}

// EBM-80: the link names the frame.
TEST_P(AssembliesTest, EBM80_TheFrameOfALinkedVehicleIsNotCorrected) {
    const auto vehicle = a_vehicle("YG26-000001");
    a_battery("BAT-0001"), a_charger("CHG-0001");
    const auto made = must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    const auto correct = [&](std::int64_t version, json::object fields) {
        return write([&](db::Tx& tx) {
            return codes::correct_item(tx, maker_, codes::find_item(tx, vehicle)->id, fields, "录入有误", version);
        });
    };
    EXPECT_EQ(correct(0, {{"frameNumber", "YG26-000009"}}).error().pointer, "/fields/frameNumber");
    must(correct(0, {{"frameNumber", "YG26-000001"}, {"colour", "红"}}));
    must(unlink(made.id));
    EXPECT_EQ(must(correct(1, {{"frameNumber", "YG26-000009"}})).frame_number, "YG26-000009");
}

}  // namespace
}  // namespace yiguan::events
