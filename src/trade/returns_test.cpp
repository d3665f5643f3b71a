// Returns on both engines: what comes back, together or apart, and is sold again.
#include "trade/sale_world.hpp"

namespace yiguan::trade {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using testing::SaleWorld;
using ::testing::SizeIs;
using testing::Status;

class ReturnsTest : public SaleWorld {
protected:
    Result<Return> judge(ReturnId id, Disposal disposal) {
        return write([&](db::Tx& tx) { return judge_return(tx, *names_, shop_, id, disposal, "检测正常"); });
    }
    Sale present(SaleId id) {
        return must(db_->read_now([&](db::Tx& tx) { return get_sale(tx, shop_, id); }));
    }
    NewReturn of(std::vector<std::string> texts, Disposal disposal = Disposal::resell) {
        return {.texts = std::move(texts), .disposal = disposal, .reason = "不想要了"};
    }
};
YIGUAN_BOTH_ENGINES(ReturnsTest);

// P23, M12: the whole bundle comes back, its link ends, and what it was made of is sold again, also with other parts.
TEST_P(ReturnsTest, P23_ABundleComesBackTogetherAndIsSoldAgain) {
    const auto t = three("000001");
    const auto sale = must(sell(bundle(texts(t))));
    const auto back = must(give_back({.sale = sale.id, .disposal = Disposal::resell, .reason = "不想要了"}));
    EXPECT_EQ(back.number, "TH20261121-000001");
    EXPECT_EQ(back.state, ReturnState::restocked);
    EXPECT_THAT(back.items, SizeIs(3));
    for (const auto& code : {t.vehicle, t.battery, t.charger}) EXPECT_EQ(status(code), Status::returned);
    EXPECT_EQ(present(sale.id).state, SaleState::returned);
    EXPECT_EQ(give_back({.sale = sale.id, .reason = "x"}).error().code, Code::wrong_state);
    const auto battery = battery_in_shop("BAT-2");
    const auto again = must(sell(bundle({text(t.vehicle), text(battery), text(t.charger)})));
    EXPECT_NE(again.link.id, EventId{}) << "linked anew";
    EXPECT_TRUE(sell(bundle({text(t.battery)}, SaleType::single)).has_value()) << "it is a spare part now";
    EXPECT_THAT(must(db_->read_now([&](db::Tx& tx) { return list_returns(tx, shop_, {}, {}, 10); })), SizeIs(1));
}

// P23: a battery alone comes back, waits for inspection, and is scrapped; the vehicle stays sold.
TEST_P(ReturnsTest, P23_ABatteryComesBackApartAndIsJudged) {
    const auto t = three("000001");
    const auto sale = must(sell(bundle(texts(t))));
    const auto back = must(give_back(of({text(t.battery)}, Disposal::inspect)));
    EXPECT_EQ(back.sale, sale.id);
    EXPECT_EQ(status(t.battery), Status::frozen);
    EXPECT_EQ(state(t.battery)->state.container, 0);
    EXPECT_NE(state(t.charger)->state.container, 0) << "it stays in the vehicle";
    EXPECT_EQ(status(t.vehicle), Status::sold);
    EXPECT_EQ(present(sale.id).state, SaleState::completed);
    EXPECT_THAT(sell(bundle({text(t.battery)}, SaleType::single)).error().detail, HasSubstr("冻结"));
    EXPECT_EQ(judge(back.id, Disposal::inspect).error().pointer, "/disposition");
    EXPECT_EQ(must(judge(back.id, Disposal::scrap)).state, ReturnState::scrapped);
    EXPECT_EQ(status(t.battery), Status::voided);
    EXPECT_EQ(judge(back.id, Disposal::resell).error().code, Code::wrong_state);
    // The rest follows.
    must(give_back({.sale = sale.id, .disposal = Disposal::inspect, .reason = "退车"}));
    EXPECT_EQ(present(sale.id).state, SaleState::returned);
}

// P23: what was inspected and found good is sold again.
TEST_P(ReturnsTest, P23_WhatIsJudgedGoodIsInStockAgain) {
    const auto t = three("000001");
    must(sell(bundle(texts(t))));
    const auto back = must(give_back(of(texts(t), Disposal::inspect)));
    must(judge(back.id, Disposal::resell));
    EXPECT_EQ(status(t.battery), Status::in_stock);
    EXPECT_TRUE(sell(bundle(texts(t))).has_value());
}

// EBS-41: what the factory linked is not parted by a return.
TEST_P(ReturnsTest, EBS41_TheFactorysLinkOutlivesAReturn) {
    const auto vehicle = a_vehicle("YG26-000001"), battery = a_battery("BAT-1"), charger = a_charger("CHG-1");
    must(link("YG26-000001", "BAT-1", "CHG-1"));
    to_shop(vehicle);
    const std::vector<std::string> all{text(vehicle), text(battery), text(charger)};
    const auto sale = must(sell(bundle(all)));
    const auto apart = give_back(of({text(vehicle)})).error();
    EXPECT_THAT(apart.detail, HasSubstr("出厂原配，请一起退回"));
    must(give_back({.sale = sale.id, .disposal = Disposal::resell, .reason = "退车"}));
    const auto other = battery_in_shop("BAT-2");
    EXPECT_EQ(sell(bundle({all[0], text(other), all[2]})).error().code, Code::conflict);
    const auto again = must(sell(bundle(all)));
    EXPECT_EQ(status(charger), Status::sold);
    EXPECT_NE(again.id, sale.id);
}

// P46: a mistake of the store's own makes the sale void.
TEST_P(ReturnsTest, P46_AMistakeOfTheStoreVoidsTheSale) {
    const auto t = three("000001");
    const auto sale = must(sell(bundle(texts(t))));
    must(give_back({.sale = sale.id, .source = ReturnSource::store, .disposal = Disposal::resell, .reason = "开错单"}));
    EXPECT_EQ(present(sale.id).state, SaleState::voided);
}

TEST_P(ReturnsTest, P23_OnlyWhatWasSoldHereComesBack) {
    const auto t = three("000001");
    EXPECT_EQ(give_back(of({text(t.battery)})).error().code, Code::wrong_state);
    EXPECT_EQ(give_back(of({"NOBODY-KNOWS"})).error().pointer, "/texts/0");
    const auto sale = must(sell(bundle(texts(t))));
    auto silent = of({text(t.battery)});
    silent.reason = " ";
    EXPECT_EQ(give_back(silent).error().pointer, "/reason");
    EXPECT_EQ(give_back(of({text(t.battery), "BAT-000001"})).error().code, Code::codes_overlap);
    EXPECT_EQ(write([&](db::Tx& tx) { return take_back(tx, *names_, other_shop_, {.sale = sale.id, .reason = "x"}); })
                  .error()
                  .code,
              Code::not_found);
    for (const auto& code : {t.vehicle, t.battery, t.charger}) EXPECT_EQ(status(code), Status::sold);
}

}  // namespace
}  // namespace yiguan::trade
