// Sales of a store on both engines: what is sold together, what each refusal says, and what the event log has of it.
#include <thread>

#include "catalog/certificates.hpp"
#include "trade/sale_world.hpp"

namespace yiguan::trade {
namespace {

using events::Slot;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::Not;
using testing::SaleWorld;
using ::testing::SizeIs;
using testing::Status;

class SaleTest : public SaleWorld {};
YIGUAN_BOTH_ENGINES(SaleTest);

// EBS-25, EBS-29, EBS-34, EBS-40, GDP-80, NAT-55: vehicle, battery and charger in any order, linked and sold at once.
TEST_P(SaleTest, EBS29_ABundleIsLinkedAndSoldInOneTransaction) {
    const auto t = three("000001");
    const auto sale = must(sell(bundle({"chg-000001", text(t.vehicle), "BAT-000001"})));
    EXPECT_EQ(sale.number, "XS20261121-000001");
    EXPECT_EQ(sale.state, SaleState::completed) << "nothing of the customer is needed";
    for (const auto& code : {t.vehicle, t.battery, t.charger}) {
        EXPECT_EQ(status(code), Status::sold);
        EXPECT_EQ(state(code)->state.holder, shop_.org);
    }
    EXPECT_NE(state(t.battery)->state.container, 0) << "sold in the vehicle, where the consumer's page finds it";
    EXPECT_EQ(state(t.battery)->state.container, state(t.charger)->state.container);
    const auto link = logged(sale.link);
    EXPECT_EQ(link.event.type, epcis::EventType::association);
    EXPECT_EQ(link.event.action, epcis::Action::add);
    EXPECT_EQ(link.event.parent_id, "https://trace.example.cn/E=" + text(t.vehicle));
    EXPECT_THAT(link.event.epcs.epcs, SizeIs(2));
    ASSERT_THAT(sale.items, SizeIs(3));
    EXPECT_EQ(sale.items[0].event, sale.items[1].event) << "one fact for the three";
    const auto fact = logged(sale.items[0].event).fact;
    ASSERT_TRUE(fact);
    EXPECT_EQ(fact->step, events::BizStep::retail_selling);
    EXPECT_EQ(fact->code_count(), 3);
    // C-24: nobody is named, and nothing is open.
    EXPECT_THAT(fact->values.open, IsEmpty());
    EXPECT_EQ(must(sell(bundle(texts(three("000002"))))).number, "XS20261121-000002");
    EXPECT_THAT(sold(), SizeIs(2));
    EXPECT_THAT(sold({.tail = sale.items[1].tail}), SizeIs(1));
    EXPECT_THAT(sold({.number = "XS20261121-000002"}), SizeIs(1));
    EXPECT_THAT(sold({.type = SaleType::single}), IsEmpty());
}

// EBS-31, EBS-37: refused with field, found and what is allowed; nothing has changed.
TEST_P(SaleTest, EBS31_AWrongBatteryIsRefusedAndNothingChanges) {
    const auto t = three("000001");
    const auto other = model("D.1", "CAT-04-03", "YD9999", maker_, battery_fields("03"));
    const auto wrong = brought(piece(other, "factorySerial", "BAT-9999"));
    const auto refused = sell(bundle({text(t.vehicle), text(wrong), text(t.charger)})).error();
    EXPECT_EQ(refused.code, Code::invalid);
    EXPECT_EQ(refused.pointer, "/texts/1");
    EXPECT_EQ(refused.field, "型号");
    EXPECT_THAT(refused.detail, HasSubstr("yd4812"));
    EXPECT_THAT(refused.detail, HasSubstr("YT6020"));
    for (const auto& code : {t.vehicle, t.charger, wrong}) EXPECT_EQ(status(code), Status::in_stock);
    EXPECT_THAT(sold(), IsEmpty());
    const auto check = checked({.type = SaleType::bundle, .texts = {text(wrong), text(t.vehicle)}});
    ASSERT_THAT(check.verdict.problems, SizeIs(1));
    EXPECT_THAT(check.verdict.problems[0].allowed, SizeIs(2));
    EXPECT_FALSE(check.verdict.complete);
    const auto missing = sell(bundle({text(t.vehicle), text(t.battery)})).error();
    EXPECT_EQ(missing.code, Code::missing_field);
    EXPECT_EQ(missing.field, "充电器");
}

// EBS-31: the battery of a supplier that the filing names.
TEST_P(SaleTest, EBS31_ASuppliersBatteryThatTheFilingNamesIsSoldWithTheVehicle) {
    const auto t = three("000001");
    const auto supplied = piece(supplier_, supplied_, "factorySerial", "SUP-1");
    to_shop(supplier_, supplied);
    EXPECT_TRUE(sell(bundle({text(t.vehicle), text(supplied), text(t.charger)})).has_value());
}

// EBS-41, EBM-93, V5: what the factory linked stays together.
TEST_P(SaleTest, EBS41_AnotherBatteryThanTheOriginalIsRefusedWithItsTail) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-1"), charger = a_charger("CHG-1");
    must(link("YG26-000001", "BAT-1", "CHG-1"));
    to_shop(vehicle);
    ASSERT_EQ(status(battery), Status::in_stock);
    const auto exchanged = battery_in_shop("BAT-2");
    const auto refused = sell(bundle({text(vehicle), text(exchanged), text(charger)})).error();
    EXPECT_EQ(refused.code, Code::conflict);
    EXPECT_THAT(refused.detail, HasSubstr("原配尾号 " + text(battery).substr(27)));
    const auto spare = sell(bundle({text(battery)}, SaleType::single)).error();
    EXPECT_EQ(spare.field, "整车三码关联");
    const auto sale = must(sell(bundle({text(vehicle), text(battery), text(charger)})));
    EXPECT_EQ(sale.link.id, EventId{}) << "linked already";
    EXPECT_EQ(status(battery), Status::sold);
}

// EBS-35, EBS-36, C-22: batteries and chargers are sold as spare parts, also several; a vehicle is not.
TEST_P(SaleTest, EBS36_SinglePartsAreSoldAndAVehicleAloneIsNot) {
    const auto t = three("000001");
    const auto second = battery_in_shop("BAT-2");
    const auto refused = sell(bundle({text(t.vehicle)}, SaleType::single)).error();
    EXPECT_THAT(refused.detail, HasSubstr("整车必须与电池、充电器捆绑销售"));
    const auto sale = must(sell(bundle({text(t.battery), text(second), text(t.charger)}, SaleType::single)));
    EXPECT_EQ(sale.link.id, EventId{});
    EXPECT_EQ(status(t.vehicle), Status::in_stock);
    for (const auto& code : {t.battery, second, t.charger}) EXPECT_EQ(status(code), Status::sold);
    const auto again = sell(bundle({text(second)}, SaleType::single)).error();
    EXPECT_EQ(again.code, Code::codes_not_in_stock);
    EXPECT_THAT(again.detail, HasSubstr("shop 于 2026-11-21 08:00 售出，销售单 " + sale.number));
}

// EBS-24, EBS-38: what is held, and lies in this store.
TEST_P(SaleTest, EBS38_OnlyWhatIsInThisStoresStockIsSold) {
    const auto t = three("000001");
    const auto elsewhere = a_battery("BAT-X");
    EXPECT_EQ(sell(bundle({text(elsewhere)}, SaleType::single)).error().code, Code::codes_not_held);
    const auto one_store = a_store("一店"), two = a_store("二店");
    auto call = bundle({text(t.battery)}, SaleType::single);
    EXPECT_EQ(sell(call).error().pointer, "/store") << "who has stores names one";
    call.call.store = one_store;
    put_in(two, t.battery);
    const auto there = sell(call).error();
    EXPECT_EQ(there.field, "库存");
    EXPECT_THAT(there.detail, HasSubstr("二店"));
    put_in(one_store, t.battery);
    const auto sale = must(sell(call));
    EXPECT_EQ(sale.store, one_store);
    EXPECT_THAT(sold({.store = one_store}), SizeIs(1));
    EXPECT_THAT(sold({.store = two}), IsEmpty());
}

// EBS-38: goods that nobody may sell at all are named before everything else.
TEST_P(SaleTest, EBS38_RecalledAndFrozenGoodsAreRefusedFirst) {
    const auto t = three("000001");
    const auto other = model("D.1", "CAT-04-03", "YD9999", maker_, battery_fields("03"));
    const auto wrong = brought(piece(other, "factorySerial", "BAT-9999"));
    happen(t.charger, "holding", "recalled");
    const auto refused = sell(bundle({text(t.vehicle), text(wrong), text(t.charger)})).error();
    EXPECT_EQ(refused.pointer, "/texts/2");
    EXPECT_THAT(refused.detail, HasSubstr("召回，立即停止销售"));
    EXPECT_THAT(refused.others, SizeIs(1));
    happen(t.battery, "holding", "non_sellable_other");
    EXPECT_THAT(sell(bundle({text(t.battery)}, SaleType::single)).error().detail, HasSubstr("冻结"));
}

// EBS-39, EBS-40: a certificate that ended before the day of sale.
TEST_P(SaleTest, EBS39_AnExpiredCertificateHoldsTheSaleUp) {
    const auto t = three("000001");
    const auto certify = [&](std::string number, std::string to) {
        write([&](db::Tx& tx) {
            must(catalog::add_certificate(tx, maker_,
                                          {.type = catalog::CertificateType::ccc,
                                           .cert_name = "CCC",
                                           .number = std::move(number),
                                           .issuer = "认证中心",
                                           .valid_from = "2026-01-01",
                                           .valid_to = std::move(to),
                                           .documents = {picture(tx, maker_)},
                                           .products = {battery_}}));
        });
    };
    certify("2026010105000001", "2026-11-20");
    const auto refused = sell(bundle(texts(t))).error();
    EXPECT_EQ(refused.pointer, "/texts/0");
    EXPECT_THAT(refused.detail, HasSubstr("2026010105000001"));
    certify("2026010105000002", "2029-11-20");
    EXPECT_TRUE(sell(bundle(texts(t))).has_value()) << "the renewed one holds";
}

// EBS-27, EBS-28, EBS-32, EBS-33, C-11: trade-ins by E码通 codes; what the operator demands.
TEST_P(SaleTest, EBS28_TradeInsFollowTheRulesOfTheOperator) {
    const auto t = three("000001");
    EXPECT_EQ(sell(bundle({"YG26-000001", text(t.battery), text(t.charger)}, SaleType::trade_in)).error().field,
              "编码种类");
    auto rules = SaleRules::built_in();
    rules.programmes = {{"2026 以旧换新", "2026-11-01", "2026-12-31", {vehicle_}}};
    const auto change = [&](const auth::Actor& by, std::int64_t version) {
        return write([&](db::Tx& tx) { return change_sale_rules(tx, by, version, rules); });
    };
    EXPECT_EQ(change(shop_, 0).error().code, Code::forbidden);
    EXPECT_EQ(must(change(admin_, 0)).version, 1);
    EXPECT_EQ(change(admin_, 0).error().code, Code::conflict);
    EXPECT_EQ(db_->read_now([](db::Tx& tx) { return sale_rules(tx); }).programmes, rules.programmes);
    EXPECT_THAT(sell(bundle(texts(t))).error().detail, HasSubstr("参加“2026 以旧换新”，须按以旧换新销售"));

    auto input = bundle(texts(t), SaleType::trade_in);
    input.old_kind = "旧电动自行车", input.old_text = "粤A-1";
    const auto form = a_form({"name", "phone", "idNumber", "region", "address"});
    input.customer = form.customer.id;
    const auto sale = must(sell(input));
    EXPECT_EQ(sale.programme, "2026 以旧换新");
    EXPECT_EQ(sale.state, SaleState::in_progress) << "the customer has not typed anything yet";
    must(fill(form.token, person()));
    EXPECT_EQ(sold().at(0).state, SaleState::completed);
}

// EBS-42: added later: the customer's form of a sale that was made offline, and what else belongs to it.
TEST_P(SaleTest, EBS42_InformationIsAddedToASale) {
    const auto t = three("000001");
    auto rules = SaleRules::built_in();
    rules.customer[0] = {"name", "phone"};
    write([&](db::Tx& tx) { must(change_sale_rules(tx, admin_, 0, rules)); });
    const auto sale = must(sell(bundle(texts(t))));
    EXPECT_EQ(sale.state, SaleState::in_progress);
    const auto form = a_form({"name", "phone"});
    must(fill(form.token, {{"name", "张三"}, {"phone", "13800138000"}}));
    const auto add = [&](const SaleMore& more) {
        return write([&](db::Tx& tx) { return add_to_sale(tx, shop_, sale.id, more); });
    };
    const auto added = must(add({.items = {{"号牌", "粤A-123456"}}, .customer = form.customer.id}));
    EXPECT_EQ(added.state, SaleState::completed);
    EXPECT_EQ(added.version, 2);
    ASSERT_THAT(added.additions, SizeIs(1));
    EXPECT_EQ(added.additions[0].value, "粤A-123456");
    EXPECT_EQ(add({.customer = form.customer.id}).error().code, Code::conflict);
}

// EBS-25: what was sold offline has the time of the sale, at most seven days later.
TEST_P(SaleTest, EBS25_AnOfflineSaleKeepsItsTime) {
    const auto t = three("000001");
    auto input = bundle(texts(t));
    input.call.at = clock_ + 10 * 60 * 1000;
    EXPECT_EQ(sell(input).error().pointer, "/at");
    input.call.at = clock_ + -(offline_ms + 1);
    EXPECT_EQ(sell(input).error().code, Code::out_of_bounds);
    input.call.at = clock_ + -3'600'000;
    const auto sale = must(sell(input));
    EXPECT_EQ(logged(sale.items[0].event).fact->event_time, *input.call.at);
    EXPECT_EQ(logged(sale.link).event.event_time, *input.call.at);
}

// NAT-55, C-24: the fact of a sale names nobody, also where the customer gave his name: that is erased with his form.
TEST_P(SaleTest, C24_TheFactOfASaleNamesNobody) {
    const auto form = a_form({"name", "phone"});
    must(fill(form.token, {{"name", "张三丰"}, {"phone", "13800138000"}}));
    auto input = bundle(texts(three("000001")));
    input.customer = form.customer.id;
    const auto sale = must(sell(input));
    const auto event = db_->read_now(
        [&](db::Tx& tx) { return events::find_event(tx, BlockId{sale.items[0].event.home}, sale.items[0].event.id); });
    ASSERT_TRUE(event);
    EXPECT_EQ(event->values.values.at("customerName"), "个人消费者");
    EXPECT_THAT(event->values.open, IsEmpty());
}

// Issue 9: two clerks sell the same vehicle at once.
TEST_P(SaleTest, EBS38_OfTwoClerksAtOnceOneSellsAndTheOtherIsTold) {
    const auto t = three("000001");
    const auto second = battery_in_shop("BAT-2"), charger = charger_in_shop("CHG-2");
    std::optional<Result<Sale>> here, there;
    std::thread clerk([&] { there = sell(bundle({text(t.vehicle), text(second), text(charger)})); });
    here = sell(bundle(texts(t)));
    clerk.join();
    ASSERT_NE(here->has_value(), there->has_value());
    const auto& refused = here->has_value() ? there->error() : here->error();
    const auto& made = here->has_value() ? here->value() : there->value();
    EXPECT_EQ(refused.code, Code::codes_not_in_stock);
    EXPECT_THAT(refused.detail, HasSubstr("销售单 " + made.number));
    EXPECT_THAT(sold(), SizeIs(1));
    EXPECT_EQ(status(here->has_value() ? second : t.battery), Status::in_stock) << "what lost is still there";
}

// EBS-38: a stranger's sale is not there, nor a colleague's for who sees his own alone.
TEST_P(SaleTest, OthersSalesAreNotFound) {
    const auto sale = must(sell(bundle(texts(three("000001")))));
    const auto get = [&](const auth::Actor& actor) {
        return db_->read_now([&](db::Tx& tx) { return get_sale(tx, actor, sale.id); });
    };
    EXPECT_TRUE(get(shop_).has_value());
    EXPECT_EQ(get(other_shop_).error().code, Code::not_found);
    EXPECT_EQ(get(maker_).error().code, Code::forbidden);
    auto colleague = shop_;
    colleague.user = UserId{77};
    colleague.scope.own_only = true;
    EXPECT_EQ(get(colleague).error().code, Code::not_found);
    EXPECT_THAT(sold(colleague, {}), IsEmpty());
    EXPECT_THAT(sold(other_shop_, {}), IsEmpty());
}

// M10: warranty of what was sold, from the words of the filing.
TEST_P(SaleTest, M10_TheReceiptKnowsHowLongTheWarrantyIs) {
    auto fields = battery_fields("05");
    fields["warrantyPeriod"] = "18个月";
    const auto kind = model("D.1", "CAT-04-03", "YD7200", maker_, fields);
    const auto battery = brought(piece(kind, "factorySerial", "WAR-1"));
    EXPECT_EQ(must(sell(bundle({text(battery)}, SaleType::single))).items[0].warranty_until, "2028-05-21");
}

const db::Statement tamper_sql{"trade.test_tamper", "update store_sale set sale_state = 4 where sale_id = $1"};
const db::Statement mend_sql{"trade.test_mend", "update store_sale set sale_state = 2 where sale_id = $1"};

// fsck: a sale that was changed behind the program's back is told.
TEST_P(SaleTest, ASaleThatWasChangedOutsideIsFoundOut) {
    const auto sale = must(sell(bundle(texts(three("000001")))));
    write([&](db::Tx& tx) { tx.execute(tamper_sql, sale.id); });
    EXPECT_THAT(sale_defects(), ElementsAre(HasSubstr("与它最近一版不符")));
    write([&](db::Tx& tx) { tx.execute(mend_sql, sale.id); });
}

}  // namespace
}  // namespace yiguan::trade
