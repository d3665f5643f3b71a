// Stock-out, notes, stock-in, differences, transfers on both engines.
#include <chrono>
#include <thread>

#include "message/message.hpp"
#include "trade/test_world.hpp"

namespace yiguan::trade {
namespace {

using codes::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;

class Trade : public testing::TradeWorld {};
YIGUAN_BOTH_ENGINES(Trade);

// GDP-58, GDP-62, NAT-53, NAT-55: what goes out with a note comes in by the note as a whole.
TEST_P(Trade, GDP62_ANoteIsReceivedAsAWhole) {
    const auto out = sent({code(0), code(1), code(2) + "-" + code(9)});
    EXPECT_EQ(out.quantity, 10);
    EXPECT_EQ(out.state, StockOutState::sent);
    EXPECT_THAT(out.number, HasSubstr("CK20"));
    EXPECT_EQ(out.digest.size(), 64u);
    ASSERT_THAT(out.lines, SizeIs(1));
    EXPECT_EQ(out.lines[0].quantity, 10);
    EXPECT_EQ(out.lines[0].batch, "A26");
    EXPECT_EQ(state_of(5).status, Status::in_transit);

    const auto in = must(receive(shop_, {.note = note_url("https://trace.example.cn", out)})).in;
    EXPECT_EQ(in.quantity, 10);
    EXPECT_EQ(in.supplier, maker_.org);
    EXPECT_EQ(in.supplier_name, "一贯电缆厂");
    EXPECT_EQ(state_of(5).status, Status::in_stock);
    EXPECT_EQ(state_of(5).holder, shop_.org);
    EXPECT_EQ(this->out(out.id).state, StockOutState::received);
    const auto event = db_->read_now([&](db::Tx& tx) { return events::find_event(tx, block_.id, state_of(5).event); });
    EXPECT_EQ(event->values.values.at("supplierName"), "一贯电缆厂") << "NAT-55";

    const auto again = receive(shop_, NoteReceipt{.note = out.number});
    EXPECT_EQ(again.error().code, Code::wrong_state);
    EXPECT_EQ(again.error().pointer, "/note");
}

// GDP-60, GDP-61, C-08: a line's trace code leaves out what is not known.
TEST_P(Trade, C08_GDP61_TheTraceCodeOfALineOmitsWhatIsMissing) {
    Line line{.product = {}, .gtin = "06900000011225", .batch = "202404230001"};
    EXPECT_EQ(line.gs1_code(), "(01)06900000011225(10)202404230001");
    line.production_date = "2024-04-23";
    EXPECT_EQ(line.gs1_code(), "(01)06900000011225(11)240423(10)202404230001");
    line.gtin.clear();
    EXPECT_EQ(line.gs1_code(), "");
}

// P22: the digest is over the note as it is written down, and its number is one within the organisation.
TEST_P(Trade, P22_TheDigestCommitsToLinesAndCodes) {
    const auto first = sent({code(0)}), second = sent({code(1)});
    EXPECT_EQ(second.number.substr(0, 11), first.number.substr(0, 11));
    EXPECT_EQ(std::stoi(second.number.substr(11)), std::stoi(first.number.substr(11)) + 1);
    EXPECT_NE(first.codes_digest, second.codes_digest);
    const auto text = note_text(first, "一贯电缆厂", uscc_of(maker_));
    const auto parsed = json::parse(text).as_object();
    std::vector<std::string> keys;
    for (const auto& [key, value] : parsed) keys.emplace_back(key);
    EXPECT_TRUE(std::ranges::is_sorted(keys)) << "RFC 8785";
    EXPECT_EQ(text.find("020-12345678"), std::string::npos) << "no persons";
    EXPECT_THAT(receive(shop_, NoteReceipt{.note = first.number, .digest = second.digest}).error().pointer, "/digest");
}

// EBS-24, EBS-22: only what is in the own stock goes out, and each text that may not is named; nothing of it moves.
TEST_P(Trade, EBS24_EveryTextThatMayNotLeaveIsNamed) {
    must(receive(shop_, NoteReceipt{.note = sent({code(0) + "-" + code(4)}).number}));
    auto forged = code(5);
    forged.back() = forged.back() == '0' ? '1' : '0';
    StockOutInput input{.type = StockOutType::ordinary,
                        .buyer_name = "某某商行",
                        .buyer_address = "某地",
                        .buyer_contact = "020-1",
                        .texts = {code(0), code(9), forged, "NOTHING-77", code(0), code(199), code(198)}};
    const auto refused = ship(shop_, input).error();
    std::map<std::string, Code> found;
    found.emplace(refused.pointer, refused.code);
    for (const auto& other : refused.others) found.emplace(other.pointer, other.code);
    const std::map<std::string, Code> expected{{"/texts", Code::invalid},         {"/texts/1", Code::codes_not_held},
                                               {"/texts/2", Code::code_forged},   {"/texts/3", Code::not_found},
                                               {"/texts/4", Code::codes_overlap}, {"/texts/5", Code::codes_not_held},
                                               {"/texts/6", Code::codes_not_held}};
    EXPECT_EQ(found, expected);
    EXPECT_EQ(state_of(0).status, Status::in_stock) << "all or nothing";
    input.texts = {code(0), code(1)};
    const auto out = must(ship(shop_, input));
    EXPECT_EQ(out.quantity, 2);
    EXPECT_EQ(state_of(1).status, Status::in_transit);
    EXPECT_EQ(of_text(ship(shop_, input)).code, Code::codes_not_held) << "it is on its way already";
    EXPECT_EQ(ship(maker_, {.type = StockOutType::ordinary, .texts = {code(9)}}).error().pointer, "/buyerName");
}

// EBS-15, EBS-17, EBS-19: what may come in does, the rest is told text by text. EBS-18, C-21: 30 is advice.
TEST_P(Trade, EBS17_C21_StockInTakesWhatItMay) {
    const auto out = sent({code(0) + "-" + code(39)});
    const auto in = must(receive(shop_, StockInInput{.type = StockInType::other,
                                                     .remark = "早班",
                                                     .supplier = "城南仓库",
                                                     .texts = {code(3), code(3), code(77), "NOTHING-1"}}));
    EXPECT_EQ(in.in.quantity, 1);
    EXPECT_EQ(in.in.supplier_name, "城南仓库");
    EXPECT_EQ(in.in.note, out.id);
    EXPECT_EQ(in.warning, "");
    ASSERT_THAT(in.refused, SizeIs(3));
    EXPECT_EQ(in.refused[0].second.code, Code::codes_overlap);
    EXPECT_EQ(in.refused[1].second.code, Code::codes_not_in_transit);
    EXPECT_EQ(in.refused[2].second.code, Code::not_found);
    EXPECT_EQ(this->out(out.id).received, 1);
    EXPECT_EQ(this->out(out.id).state, StockOutState::sent);
    const auto rest =
        must(receive(shop_, StockInInput{.texts = {code(4) + "-" + code(39), code(0), code(1), code(2)}}));
    EXPECT_EQ(rest.in.quantity, 39);
    EXPECT_NE(rest.warning, "");
    EXPECT_EQ(this->out(out.id).state, StockOutState::received);
    const auto nothing = receive(shop_, StockInInput{.texts = {code(3), code(90)}});
    EXPECT_EQ(of_text(nothing).pointer, "/texts/0");
    EXPECT_THAT(of_text(nothing).detail, HasSubstr("不用再入库"));
    EXPECT_THAT(nothing.error().others, SizeIs(2));
    EXPECT_EQ(of_text(receive(other_shop_, StockInInput{.texts = {code(3)}})).code, Code::codes_not_in_transit);
}

// GDP-79, C-38 of times: the purchase time is a field of the fact, at most seven days back and never ahead.
TEST_P(Trade, GDP79_NAT55_ThePurchaseTimeIsOfTheFact) {
    const auto out = sent({code(0)});
    constexpr std::int64_t hour = 3'600'000;
    NoteReceipt input{.note = out.number};
    input.at = clock_ + 2 * hour;
    EXPECT_EQ(receive(shop_, input).error().code, Code::future_date);
    input.at = UtcMs{clock_.value - 8 * 24 * hour};
    EXPECT_EQ(receive(shop_, input).error().code, Code::out_of_bounds);
    input.at = UtcMs{clock_.value / 1000 * 1000 - 1000};  // fields hold seconds
    const auto in = must(receive(shop_, input)).in;
    EXPECT_EQ(in.received_at, *input.at);
    const auto event = db_->read_now([&](db::Tx& tx) { return events::find_event(tx, block_.id, state_of(0).event); });
    EXPECT_EQ(event->event_time, *input.at);
}

// P14, P21: a box leaves as a whole; a piece of it alone does not.
TEST_P(Trade, P21_BoxesLeaveAndArriveWhole) {
    box_of("BOX-0001", texts(0, 3));
    const auto alone = of_text(ship(maker_, to_shop({code(1)})));
    EXPECT_EQ(alone.pointer, "/texts/0");
    EXPECT_THAT(alone.detail, HasSubstr("BOX-0001"));
    const auto out = sent({"box-0001", code(7)});
    EXPECT_EQ(out.quantity, 5);
    EXPECT_THAT(out.boxes, ElementsAre("BOX-0001"));
    const auto seen = scanned(shop_, Purpose::receive, {"BOX-0001", code(7)});
    EXPECT_EQ(seen.items[0].kind, ScanKind::box);
    EXPECT_EQ(seen.items[0].quantity(), 4);
    EXPECT_FALSE(seen.items[0].problem) << seen.items[0].problem->detail;
    const auto in = must(receive(shop_, StockInInput{.texts = {"BOX-0001"}})).in;
    EXPECT_EQ(in.quantity, 4);
    EXPECT_THAT(in.boxes, ElementsAre("BOX-0001"));
    EXPECT_EQ(state_of(2).holder, shop_.org);
    EXPECT_EQ(scanned(other_shop_, Purpose::receive, {"BOX-0001"}).items[0].problem->code, Code::codes_not_held);
}

// EBS-41: what the factory linked leaves with its vehicle only, also both parts at once.
TEST_P(Trade, EBS41_LinkedPartsDoNotLeaveWithoutTheirVehicle) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-0001"), charger = a_charger("CHG-0001");
    must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    must(receive(shop_, NoteReceipt{.note = note_url("https://trace.example.cn", sent({text(vehicle)}))}));
    const auto parts = scanned(shop_, Purpose::ship, {text(battery), text(charger)});
    for (const Scan& s : parts.items) {
        ASSERT_TRUE(s.problem);
        EXPECT_EQ(s.problem->code, Code::conflict);
        EXPECT_THAT(s.problem->detail, HasSubstr("随整车"));
    }
    const auto all = scanned(shop_, Purpose::ship, {text(battery), text(charger), text(vehicle)});
    for (const Scan& s : all.items) EXPECT_FALSE(s.problem) << s.problem->detail;
}

// EBS-20: what one call reads is bounded, however often it names the same scattered codes.
TEST_P(Trade, EBS20_ACallReadsNoMoreThanItMay) {
    std::vector<std::string> every_second;
    for (int i = 0; i < 200; i += 2) every_second.push_back(code(i));
    sent(every_second);
    const auto seen = scanned(maker_, Purpose::look, std::vector<std::string>(105, code(0) + "-" + code(199)));
    EXPECT_FALSE(seen.items.front().problem) << seen.items.front().problem->detail;
    ASSERT_TRUE(seen.items.back().problem);
    EXPECT_EQ(seen.items.back().problem->code, Code::too_many_ranges);
    EXPECT_THAT(seen.items.back().parts, IsEmpty());
}

// EBS-20, EBS-21, P45: between two stores of one organisation goods are on their way, and only the right store takes
// them in. What lies in one store does not leave another.
TEST_P(Trade, EBS21_P45_TransfersBetweenStores) {
    const auto north = store_of(shop_, "城北店"), south = store_of(shop_, "城南店");
    EXPECT_EQ(receive(shop_, NoteReceipt{.note = sent({code(0)}).number}).error().pointer, "/store");
    const auto in =
        must(receive(shop_, NoteReceipt{.store = north, .note = sent({code(1) + "-" + code(3)}).number})).in;
    EXPECT_EQ(in.store, north);
    const auto place = db_->read_now([&](db::Tx& tx) { return codes::name_of(tx, state_of(1).location); });
    EXPECT_EQ(place, registry::store_location(north));
    StockOutInput input{.store = south, .type = StockOutType::transfer, .target_store = north, .texts = {code(1)}};
    EXPECT_EQ(of_text(ship(shop_, input)).code, Code::codes_not_in_stock);
    input.store = north;
    EXPECT_EQ(ship(shop_, input).error().pointer, "/targetStore") << "to itself";
    input.target_store = south;
    const auto moved = must(ship(shop_, input));
    EXPECT_EQ(moved.consignee, shop_.org);
    EXPECT_EQ(state_of(1).status, Status::in_transit);
    EXPECT_EQ(receive(shop_, NoteReceipt{.store = north, .note = note_url("https://trace.example.cn", moved)})
                  .error()
                  .pointer,
              "/store");
    EXPECT_THAT(of_text(receive(shop_, StockInInput{.store = north, .texts = {code(1)}})).detail,
                HasSubstr("另一门店"));
    const auto there =
        must(receive(shop_, NoteReceipt{.store = south, .note = note_url("https://trace.example.cn", moved)})).in;
    EXPECT_EQ(there.type, StockInType::transfer);
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return codes::name_of(tx, state_of(1).location); }),
              registry::store_location(south));
    // EBS-13, EBS-14: what is where, and the figures of today and seven days.
    const auto summary = db_->read_now([&](db::Tx& tx) { return must(stock_summary(tx, shop_, north)); });
    ASSERT_THAT(summary.trend, SizeIs(7));
    EXPECT_EQ(summary.trend.back().in, 3);
    EXPECT_EQ(summary.trend.back().transfer, 1);
    EXPECT_EQ(summary.in_stock, 2);
    const auto rows = db_->read_now([&](db::Tx& tx) { return must(list_stock(tx, shop_, {.store = south})); });
    ASSERT_THAT(rows, SizeIs(2)) << "south, and what others sent to any store";
    const auto at_south = std::ranges::find(rows, south, &StockRow::store);
    ASSERT_NE(at_south, rows.end());
    EXPECT_EQ(at_south->in_stock, 1);
    EXPECT_EQ(summary.awaiting, 1) << "the first note waits for any store";
    StockOutFilter incoming{.store = south};
    incoming.incoming = true;
    const auto waiting = db_->read_now([&](db::Tx& tx) { return must(list_stock_outs(tx, shop_, incoming, {}, 10)); });
    EXPECT_EQ(std::ranges::count(waiting, StoreId{}, &StockOut::target_store), 2);
    EXPECT_EQ(std::ranges::count(waiting, south, &StockOut::target_store), 1);
    incoming.store = north;
    const auto of_north = db_->read_now([&](db::Tx& tx) { return must(list_stock_outs(tx, shop_, incoming, {}, 10)); });
    EXPECT_EQ(std::ranges::count(of_north, south, &StockOut::target_store), 0) << "a transfer to the other store";
    const auto all = db_->read_now([&](db::Tx& tx) { return must(list_stock(tx, shop_, {})); });
    EXPECT_THAT(all, SizeIs(3)) << "north, south, and what the first note still has on its way";
}

// M05: what differs is told to the shipper, who answers; then both documents are settled.
TEST_P(Trade, M05_DifferencesAreAnsweredByTheShipper) {
    const auto out = sent({code(0) + "-" + code(4)});
    const auto in =
        must(receive(shop_,
                     NoteReceipt{
                         .note = out.number,
                         .except = {code(4)},
                         .differences = {{.kind = DifferenceKind::damaged, .text = code(1), .remark = "外箱破损"}}}))
            .in;
    EXPECT_EQ(in.quantity, 4);
    EXPECT_EQ(in.differences, 2);
    EXPECT_EQ(in.state, StockInState::differing);
    EXPECT_EQ(this->out(out.id).state, StockOutState::differing);
    EXPECT_EQ(state_of(4).status, Status::in_transit);
    const auto told = db_->read_now([&](db::Tx& tx) { return message::list_notices(tx, maker_, {}, 0, 10); });
    EXPECT_THAT(told.at(0).text, HasSubstr("少 1 件，破 1 件"));
    const auto photo = at([&](db::Tx& tx) {
        const auto taken = must(registry::add_document(
            tx, shop_, {.sha256 = std::string(64, 'c'), .media_type = registry::MediaType::jpeg, .bytes = 900}));
        must(add_differences(tx, shop_, in.id, {{.kind = DifferenceKind::wrong, .photo = taken.id}}));
        return taken.id;
    });
    const auto shown = [&](const auth::Actor& actor) {
        return db_->read_now([&](db::Tx& tx) { return was_sent_photo(tx, actor, photo); });
    };
    EXPECT_TRUE(shown(maker_)) << "the shipper sees the photo";
    EXPECT_FALSE(shown(other_shop_));
    EXPECT_EQ(at([&](db::Tx& tx) { return answer_difference(tx, shop_, in.id, 1, "自己答复"); }).error().code,
              Code::not_found);
    must(at([&](db::Tx& tx) { return answer_difference(tx, maker_, in.id, 3, "换货"); }));
    EXPECT_EQ(must(at([&](db::Tx& tx) { return answer_difference(tx, maker_, in.id, 1, "换新"); })).state,
              StockInState::differing);
    EXPECT_EQ(at([&](db::Tx& tx) { return answer_difference(tx, maker_, in.id, 1, "再答"); }).error().code,
              Code::wrong_state);
    EXPECT_EQ(must(at([&](db::Tx& tx) { return answer_difference(tx, maker_, in.id, 2, "漏发，已退回库存"); })).state,
              StockInState::settled);
    EXPECT_EQ(this->out(out.id).state, StockOutState::settled);
    const auto back = must(at([&](db::Tx& tx) { return cancel(tx, maker_, out.id, "漏发"); }));
    EXPECT_EQ(back.state, StockOutState::settled);
    EXPECT_EQ(state_of(4).status, Status::active) << "back at its maker";
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return get_stock_in(tx, other_shop_, in.id); }).error().code,
              Code::not_found);
}

// P44: a stock-in is taken back as long as nothing of it moved on; P21: a note that was called off brings all home.
TEST_P(Trade, P44_UndoneStockInsAndCalledOffNotes) {
    const auto out = sent({code(0) + "-" + code(4)});
    const auto in = must(receive(shop_, NoteReceipt{.note = out.number})).in;
    EXPECT_EQ(at([&](db::Tx& tx) { return cancel(tx, maker_, out.id, "发错"); }).error().code, Code::wrong_state);
    EXPECT_EQ(at([&](db::Tx& tx) { return undo_stock_in(tx, shop_, in.id, " "); }).error().pointer, "/reason");
    EXPECT_EQ(must(at([&](db::Tx& tx) { return undo_stock_in(tx, shop_, in.id, "扫错"); })).state,
              StockInState::undone);
    EXPECT_EQ(state_of(2).status, Status::in_transit);
    EXPECT_EQ(state_of(2).holder, maker_.org);
    EXPECT_EQ(state_of(2).consignee, shop_.org);
    const auto told =
        db_->read_now([&](db::Tx& tx) { return events::standing(events::history(tx, block_.id, state_of(2).chain)); });
    ASSERT_THAT(told, SizeIs(3)) << "bound, active, shipped: the public is told nothing of what was taken back";
    EXPECT_EQ(told.back().step, events::BizStep::shipping);
    EXPECT_EQ(this->out(out.id).state, StockOutState::sent);
    EXPECT_EQ(this->out(out.id).received, 0);
    const auto again = must(receive(shop_, NoteReceipt{.note = out.number})).in;
    EXPECT_EQ(again.quantity, 5);
    must(ship(shop_, {.type = StockOutType::purchase_return, .buyer_uscc = uscc_of(maker_), .texts = {code(0)}}));
    EXPECT_EQ(at([&](db::Tx& tx) { return undo_stock_in(tx, shop_, again.id, "扫错"); }).error().code,
              Code::wrong_state);
    const auto second = sent({code(10)});
    EXPECT_EQ(must(at([&](db::Tx& tx) { return cancel(tx, maker_, second.id, "发错"); })).state,
              StockOutState::cancelled);
    EXPECT_EQ(state_of(10).status, Status::active);
    EXPECT_EQ(receive(shop_, NoteReceipt{.note = second.number}).error().code, Code::wrong_state);
    EXPECT_EQ(at([&](db::Tx& tx) { return cancel(tx, shop_, second.id, "不是我的"); }).error().code, Code::not_found);
}

// P21, P44: what came back and left again is on its way by the other note, not by the first.
TEST_P(Trade, P44_ANoteTakesNothingThatLeftByAnother) {
    const auto first = sent({code(0) + "-" + code(9)});
    const auto in = must(receive(shop_, NoteReceipt{.note = first.number, .except = {code(9)}})).in;
    EXPECT_EQ(must(at([&](db::Tx& tx) { return cancel(tx, maker_, first.id, "漏发"); })).state, StockOutState::settled);
    EXPECT_EQ(state_of(9).status, Status::active);
    const auto second = sent({code(9)});
    EXPECT_EQ(at([&](db::Tx& tx) { return cancel(tx, maker_, first.id, "再作废"); }).error().code, Code::wrong_state);
    EXPECT_EQ(state_of(9).status, Status::in_transit);
    must(at([&](db::Tx& tx) { return undo_stock_in(tx, shop_, in.id, "扫错"); }));
    EXPECT_EQ(must(receive(shop_, NoteReceipt{.note = first.number})).in.quantity, 9);
    EXPECT_EQ(this->out(first.id).state, StockOutState::settled) << "nothing of it is awaited: the rest was called off";
    EXPECT_EQ(state_of(9).status, Status::in_transit);
    EXPECT_EQ(must(receive(shop_, NoteReceipt{.note = second.number})).in.quantity, 1);
}

// P44: behind a stock-in that was undone the pieces are the note's again: counted for it, called off by it, and for no
// other store.
TEST_P(Trade, P44_UndonePiecesAreOfTheirNoteAgain) {
    const auto undo = [&](StockInId id) { must(at([&](db::Tx& tx) { return undo_stock_in(tx, shop_, id, "扫错"); })); };
    const auto one = sent({code(0)});
    undo(must(receive(shop_, NoteReceipt{.note = one.number})).in.id);
    EXPECT_EQ(must(receive(shop_, StockInInput{.texts = {code(0)}})).in.note, one.id);
    EXPECT_EQ(this->out(one.id).state, StockOutState::received);

    const auto named = must(ship(maker_, {.type = StockOutType::ordinary,
                                          .buyer_name = "明达商行",
                                          .buyer_address = "某地",
                                          .buyer_contact = "020-1",
                                          .texts = {code(1)}}));
    undo(must(receive(shop_, NoteReceipt{.note = named.number, .digest = named.digest})).in.id);
    EXPECT_EQ(must(at([&](db::Tx& tx) { return cancel(tx, maker_, named.id, "发错"); })).state,
              StockOutState::cancelled);
    EXPECT_EQ(state_of(1).status, Status::active);

    const auto north = store_of(shop_, "城北店"), south = store_of(shop_, "城南店");
    const auto moved =
        must(ship(shop_, {.store = north, .type = StockOutType::transfer, .target_store = south, .texts = {code(0)}}));
    undo(must(receive(shop_, NoteReceipt{.store = south, .note = moved.number, .digest = moved.digest})).in.id);
    const auto wrong = of_text(receive(shop_, StockInInput{.store = north, .texts = {code(0)}}));
    EXPECT_EQ(wrong.code, Code::codes_not_addressed);
    EXPECT_THAT(wrong.detail, HasSubstr("另一门店"));
    must(receive(shop_, StockInInput{.store = south, .texts = {code(0)}}));
}

// EBM-93, P21: what is linked with a vehicle goes along and comes along, scanned or not.
TEST_P(Trade, EBM93_WhatIsLinkedGoesAlong) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-0001"), charger = a_charger("CHG-0001");
    must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    EXPECT_THAT(of_text(ship(maker_, to_shop({"BAT-0001"}))).detail, HasSubstr("已与整车关联"));
    const auto out = sent({"YG26-000001", text(battery)});
    EXPECT_EQ(out.quantity, 1) << "what is linked is in the vehicle";
    EXPECT_EQ(state(charger)->state.status, Status::in_transit);
    const auto in = must(receive(shop_, NoteReceipt{.note = out.number})).in;
    EXPECT_EQ(in.quantity, 1);
    EXPECT_EQ(state(battery)->state.holder, shop_.org);
    EXPECT_EQ(state(vehicle)->state.holder, shop_.org);
    EXPECT_EQ(this->out(out.id).state, StockOutState::received);
    must(at([&](db::Tx& tx) { return undo_stock_in(tx, shop_, in.id, "扫错"); }));
    EXPECT_EQ(state(battery)->state.holder, maker_.org);
}

// EBM-93, M04: a note counts vehicles, not what was scanned of them.
TEST_P(Trade, EBM93_ScannedPartsOfAVehicleCountOnceForTheNote) {
    const auto first = a_vehicle("YG26-000001"), second = a_vehicle("YG26-000002");
    const auto battery = a_battery("BAT-0001"), charger = a_charger("CHG-0001");
    must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    const auto out = sent({text(first), text(second)});
    EXPECT_EQ(out.quantity, 2);
    const auto in = must(receive(shop_, StockInInput{.texts = {text(first), text(battery), text(charger)}})).in;
    EXPECT_EQ(in.quantity, 1);
    EXPECT_EQ(this->out(out.id).received, 1);
    EXPECT_EQ(this->out(out.id).state, StockOutState::sent);
    EXPECT_EQ(must(receive(shop_, NoteReceipt{.note = out.number})).in.quantity, 1);
    EXPECT_EQ(this->out(out.id).state, StockOutState::received);
}

// EBM-93, M05: a vehicle that did not come did not bring what is linked with it.
TEST_P(Trade, EBM93_WhatIsLinkedIsExceptedWithItsVehicle) {
    const auto first = a_vehicle("YG26-000001"), second = a_vehicle("YG26-000002");
    a_battery("BAT-0001"), a_charger("CHG-0001");
    const auto battery = a_battery("BAT-0002"), charger = a_charger("CHG-0002");
    must(link("YG26-000001", "BAT-0001", "CHG-0001"));
    must(link("YG26-000002", "BAT-0002", "CHG-0002"));
    const auto out = sent({text(first), text(second)});
    EXPECT_EQ(out.quantity, 2);
    const auto in = must(receive(shop_, NoteReceipt{.note = out.number, .except = {text(second)}})).in;
    EXPECT_EQ(in.quantity, 1);
    EXPECT_EQ(this->out(out.id).received, 1);
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return differences_of(tx, in.id); }).at(0).quantity, 1);
    for (const auto& code : {second, battery, charger}) EXPECT_EQ(state(code)->state.status, Status::in_transit);
    EXPECT_EQ(state(first)->state.holder, shop_.org);
}

// C-11: whatever stands on a piece is understood: code, address, other texts; of others' goods no more than the public
// page tells.
TEST_P(Trade, C11_ScansUnderstandWhateverIsScanned) {
    a_vehicle("YG26-000001");
    const auto out = sent({code(0)});
    const auto url = note_url("https://trace.example.cn", out);
    const auto seen =
        scanned(shop_, Purpose::receive,
                {"https://trace.example.cn/E=" + code(0), "yg26-000001", url, out.number, "???", code(500)});
    ASSERT_THAT(seen.items, SizeIs(6));
    EXPECT_EQ(seen.items[0].kind, ScanKind::item);
    EXPECT_FALSE(seen.items[0].problem);
    EXPECT_TRUE(seen.items[0].known);
    EXPECT_EQ(seen.items[1].kind, ScanKind::item);
    EXPECT_FALSE(seen.items[1].known) << "the goods of others";
    EXPECT_EQ(seen.items[2].kind, ScanKind::note);
    EXPECT_EQ(seen.items[3].note->id, out.id);
    EXPECT_EQ(seen.items[4].kind, ScanKind::unknown);
    EXPECT_EQ(seen.items[5].problem->code, Code::not_found) << "nothing is bound to it";
    EXPECT_EQ(scanned(other_shop_, Purpose::receive, {out.number}).items[0].problem->code, Code::not_found);
    EXPECT_EQ(
        db_->read_now([&](db::Tx& tx) { return find_note(tx, other_shop_, out.number, out.digest); }).error().code,
        Code::not_found);
}

// GDP-54, GDP-58: a sales order becomes a note.
TEST_P(Trade, GDP58_AnOrderBecomesANote) {
    const auto order = at([&](db::Tx& tx) {
        return must(dossier::add_order(tx, maker_,
                                       {.number = "DD-1",
                                        .region = "440000",
                                        .seller = "明达商行",
                                        .destination = "天河路 1 号",
                                        .receiver = "王女士",
                                        .items = {code(0), code(1)}}));
    });
    const auto out = must(ship(maker_, {.type = StockOutType::ordinary, .order = order.id}));
    EXPECT_EQ(out.quantity, 2);
    EXPECT_EQ(out.partner_name, "明达商行");
    EXPECT_EQ(out.delivery.address, "天河路 1 号");
    // Names are taken and numbers guessed: only the paper tells that the note is for who is not its registered
    // receiver.
    EXPECT_EQ(receive(shop_, NoteReceipt{.note = out.number}).error().code, Code::not_found);
    EXPECT_EQ(scanned(shop_, Purpose::receive, {out.number}).items[0].problem->code, Code::not_found);
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return get_stock_out(tx, shop_, out.id); }).error().code,
              Code::not_found);
    EXPECT_EQ(must(receive(shop_, NoteReceipt{.note = note_url("https://trace.example.cn", out)})).in.quantity, 2)
        << "addressed by its name";
    const auto whole = at([&](db::Tx& tx) {
        return must(dossier::add_order(tx, maker_,
                                       {.number = "DD-2",
                                        .region = "440000",
                                        .seller = "明达商行",
                                        .destination = "某地",
                                        .receiver = "王女士",
                                        .batches = {"A26"}}));
    });
    EXPECT_EQ(must(ship(maker_, {.type = StockOutType::ordinary, .order = whole.id})).quantity, 198);
}

// EBS-24, GDP-54: an order's batch leaves the store that ships it, not the others; what was scanned of it counts once.
TEST_P(Trade, EBS24_AnOrderTakesWhatLiesInTheStore) {
    const auto parts = [&](std::int64_t from, std::int64_t to) {
        return db_->read_now([&](db::Tx& tx) { return codes::segments_of(tx, range(from, to)); });
    };
    const auto left = left_out(parts(0, 9), parts(3, 4));
    ASSERT_THAT(left, SizeIs(2));
    EXPECT_EQ(left[0].segment.last, block_.first + 2);
    EXPECT_EQ(left[1].segment.first, block_.first + 5);
    EXPECT_EQ(left[1].segment.last, block_.first + 9);
    EXPECT_THAT(left_out(parts(3, 9), parts(0, 9)), IsEmpty());

    const auto north = store_of(maker_, "城北店"), south = store_of(maker_, "城南店");
    const auto moved = must(ship(
        maker_,
        {.store = north, .type = StockOutType::transfer, .target_store = south, .texts = {code(0) + "-" + code(4)}}));
    must(receive(maker_, NoteReceipt{.store = south, .note = moved.number}));
    const auto order = at([&](db::Tx& tx) {
        return must(dossier::add_order(tx, maker_,
                                       {.number = "DD-3",
                                        .region = "440000",
                                        .seller = "明达商行",
                                        .destination = "某地",
                                        .receiver = "王女士",
                                        .batches = {"A26"},
                                        .items = {code(20), code(21)}}));
    });
    const auto out = must(ship(maker_, {.store = north, .type = StockOutType::ordinary, .order = order.id}));
    EXPECT_EQ(out.quantity, 195) << "what lies in the other store stays there, what was scanned counts once";
    EXPECT_EQ(state_of(0).status, Status::in_stock);
    EXPECT_EQ(state_of(20).status, Status::in_transit);
}

// 草稿: nothing moves before it is sent.
TEST_P(Trade, P21_ADraftMovesNothing) {
    auto input = to_shop({code(0), code(1)});
    input.draft = true;
    const auto draft = must(ship(maker_, input));
    EXPECT_EQ(draft.state, StockOutState::draft);
    EXPECT_EQ(draft.quantity, 2);
    EXPECT_EQ(draft.digest, "");
    EXPECT_EQ(state_of(0).status, Status::active);
    EXPECT_EQ(receive(shop_, NoteReceipt{.note = draft.number}).error().code, Code::not_found);
    const auto out = must(at([&](db::Tx& tx) { return send(tx, *names_, maker_, draft.id); }));
    EXPECT_EQ(out.state, StockOutState::sent);
    EXPECT_EQ(out.number, draft.number);
    EXPECT_EQ(at([&](db::Tx& tx) { return send(tx, *names_, maker_, draft.id); }).error().code, Code::wrong_state);
    must(at([&](db::Tx& tx) { return remind(tx, maker_, draft.id); }));
    EXPECT_EQ(at([&](db::Tx& tx) { return remind(tx, maker_, draft.id); }).error().code, Code::too_many_requests);
}

// Two clerks receive one note at once: one does, the other is told.
TEST_P(Trade, M04_TwoClerksAtOnceOneIsTold) {
    const auto out = sent({code(0) + "-" + code(9)});
    clock_ = clock_ + 10;
    std::array<std::optional<Result<Received>>, 2> answers;
    {
        std::vector<std::jthread> clerks;
        for (auto& answer : answers)
            clerks.emplace_back([&] {
                answer.emplace(
                    db_->write_now([&](db::Tx& tx) { return receive_note(tx, *names_, shop_, {.note = out.number}); }));
            });
    }
    const auto& told = answers[0]->has_value() ? *answers[1] : *answers[0];
    EXPECT_NE(answers[0]->has_value(), answers[1]->has_value());
    ASSERT_TRUE(told.has_error());
    EXPECT_TRUE(told.error().code == Code::wrong_state || told.error().code == Code::conflict);
    EXPECT_FALSE(told.error().detail.empty());
}

// P48, M13: what is missing and what is too much; it may be gone on with; nothing vanishes.
TEST_P(Trade, P48_AStocktakePutsDifferencesOnRecord) {
    const auto north = store_of(shop_, "城北店"), south = store_of(shop_, "城南店");
    must(receive(shop_, NoteReceipt{.store = north, .note = sent({code(0) + "-" + code(4)}).number}));
    must(receive(shop_, NoteReceipt{.store = south, .note = sent({code(5)}).number}));
    const auto take = must(at([&](db::Tx& tx) { return start_stocktake(tx, shop_, north, {}); }));
    EXPECT_EQ(take.expected, 5);
    const auto count = [&](std::vector<std::string> given) {
        return must(at([&](db::Tx& tx) { return count_scans(tx, *names_, shop_, take.id, given); }));
    };
    const auto first = count({code(0), code(1), code(1), code(5), "???"});
    EXPECT_THAT(first.surplus, ElementsAre(3u));
    ASSERT_THAT(first.refused, SizeIs(1));
    EXPECT_EQ(first.refused[0].first, 4u);
    EXPECT_EQ(count({code(1), code(2) + "-" + code(3)}).take.missing, 1);
    const auto view = db_->read_now([&](db::Tx& tx) { return must(view_stocktake(tx, shop_, take.id)); });
    ASSERT_THAT(view.missing, SizeIs(1));
    EXPECT_EQ(view.missing[0].first, block_.first + 4);
    const auto done = must(at([&](db::Tx& tx) { return finish_stocktake(tx, *names_, shop_, take.id); }));
    EXPECT_EQ(done.take.missing, 1);
    EXPECT_EQ(done.take.surplus, 1);
    EXPECT_EQ(state_of(4).holder, shop_.org) << "nothing vanishes";
    EXPECT_EQ(state_of(4).status, Status::in_stock);
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return codes::name_of(tx, state_of(5).location); }),
              registry::store_location(north))
        << "what is here is here";
    EXPECT_EQ(at([&](db::Tx& tx) { return count_scans(tx, *names_, shop_, take.id, {code(4)}); }).error().code,
              Code::wrong_state);
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return view_stocktake(tx, other_shop_, take.id); }).error().code,
              Code::not_found);
}

// A note of ten thousand single codes is received in one go, however scattered.
TEST_P(Trade, M04_TenThousandScatteredPiecesByOneNote) {
    codes::Block block;
    write([&](db::Tx& tx) {
        block = must(codes::apply_for_codes(tx, maker_, domain_, {product_, 20'000}));
        const std::vector<codes::CodeRange> all{{block.id, block.first, block.last}};
        must(events::commission(tx, maker_, all,
                                {.fields = {{"productionDate", "2026-11-01"},
                                            {"factoryNumber", json::object{{"prefix", "B26-"}, {"first", "000001"}}}},
                                 .open = {}}));
        must(events::activate(tx, maker_, all));
        return true;
    });
    std::vector<std::string> boxes;
    at([&](db::Tx& tx) {
        directory_->refresh(tx);
        for (std::int64_t b = 0; b < 5; ++b) {
            std::vector<codes::CodeRange> scattered;
            for (std::int64_t i = b * 4000; i < (b + 1) * 4000; i += 2)
                scattered.push_back({block.id, block.first + i, block.first + i});
            boxes.push_back(fmt::format("PALLET-{}", b));
            must(events::pack_ranges(tx, *names_, maker_,
                                     {.product = product_,
                                      .ranges = std::move(scattered),
                                      .per_box = 2000,
                                      .first_code = boxes.back(),
                                      .level = events::BoxLevel::pallet}));
        }
        return true;
    });
    const auto timed = [](const char* what, auto f) {
        const auto begun = std::chrono::steady_clock::now();
        auto result = f();
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
        fmt::print("{}: {} ms\n", what, ms.count());
        return result;
    };
    const auto out = timed("ship 10,000", [&] { return sent(boxes); });
    EXPECT_EQ(out.quantity, 10'000);
    const auto in = timed("receive 10,000", [&] { return must(receive(shop_, NoteReceipt{.note = out.number})).in; });
    EXPECT_EQ(in.quantity, 10'000);
    EXPECT_EQ(this->out(out.id).state, StockOutState::received);
}

}  // namespace
}  // namespace yiguan::trade
