// Mass balance: the purchase, production and sales blocks of GDP-29, GDP-30 and GDP-31 must agree; GDP-33, GDP-34:
// goods that turn up with somebody else (窜货).
#include "events/balance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "epcis/units.hpp"
#include "events/memory_testing.hpp"

namespace yiguan::events {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = BalanceFinding::Kind;

constexpr OrgId mill{1}, shop{2}, supplier{3}, other_shop{4};
const TraceReader top{{catalog::Viewer::Kind::top_regulator, {}}, true};
const std::string oil = "urn:epc:class:lgtin:4012345.012345.OIL1", nuts = "urn:epc:class:lgtin:4012345.054321.NUTS9";

class BalanceTest : public ::testing::Test {
protected:
    BalanceTest() { log.names = {{mill, "花生油厂"}, {shop, "明达超市"}, {other_shop, "路人超市"}}; }

    epcis::Event lot_event(std::int64_t at, std::string step, std::string lot, double value, std::string unit = {},
                           epcis::Action action = epcis::Action::observe) {
        auto e = object(at, std::move(step), {}, action);
        e.quantities = {quantity(std::move(lot), value, std::move(unit))};
        return e;
    }
    epcis::Event pressed(std::int64_t at, double used, std::string unit, double produced) {
        auto e = transformed(at, {}, {});
        e.input_quantities = {quantity(nuts, used, std::move(unit))};
        e.output_quantities = {quantity(oil, produced, "LTR")};
        return e;
    }
    Balance run(const std::string& lot = oil, std::optional<UtcMs> from = {}, std::optional<UtcMs> before = {}) {
        return balance(log, top, {{{log.reach_of(lot), epcis::role::epc_class, lot, lot}}, from, before},
                       epcis::convert);
    }
    static std::vector<Kind> kinds(const Balance& b) {
        std::vector<Kind> all;
        for (const auto& f : b.findings) all.push_back(f.kind);
        return all;
    }
    static const BalanceLine& line(const Balance& b, const std::string& item, OrgId org = mill) {
        for (const auto& l : b.lines)
            if (l.item == item && l.org == org) return l;
        throw std::logic_error("no line for " + item);
    }
    MemorySource log;
};

TEST_F(BalanceTest, Gdp29To31WhatAddsUpIsSilent) {
    log.record(mill, lot_event(1, "receiving", nuts, 1, "TNE"));
    log.record(mill, pressed(2, 900, "KGM", 400));
    log.record(mill, lot_event(3, "shipping", oil, 300, "LTR"));
    log.record(shop, lot_event(4, "receiving", oil, 300, "LTR"));
    log.record(shop, lot_event(5, "retail_selling", oil, 250, "LTR"));
    const auto b = run();
    EXPECT_THAT(b.findings, IsEmpty());
    EXPECT_EQ(line(b, oil).produced, 400);
    EXPECT_EQ(line(b, oil).shipped, 300);
    EXPECT_EQ(line(b, oil, shop).sold, 250);
    EXPECT_EQ(line(b, oil, shop).stock(), 50);
    EXPECT_EQ(line(b, nuts).purchased, 1);
    EXPECT_DOUBLE_EQ(line(b, nuts).used, 0.9) << "kilograms of a purchase in tonnes";
    EXPECT_TRUE(line(b, nuts).material);
}

TEST_F(BalanceTest, Gdp29UsedMoreThanPurchased) {
    log.record(mill, lot_event(1, "receiving", nuts, 1, "TNE"));
    log.record(mill, pressed(2, 1200, "KGM", 400));
    const auto b = run();
    EXPECT_THAT(kinds(b), ElementsAre(Kind::negative_stock, Kind::used_more_than_purchased));
    EXPECT_THAT(b.findings[1].reason, HasSubstr("使用量 1.2 TNE 超过进货量 1 TNE"));
}

TEST_F(BalanceTest, Gdp31ShippedMoreThanMade) {
    log.record(mill, lot_event(1, "receiving", nuts, 1000, "KGM"));
    log.record(mill, pressed(2, 900, "KGM", 400));
    log.record(mill, lot_event(3, "shipping", oil, 500, "LTR"));
    EXPECT_THAT(kinds(run()), ElementsAre(Kind::negative_stock, Kind::shipped_more_than_made));
}

TEST_F(BalanceTest, StockMayNotBeNegativeInBetween) {
    log.record(mill, lot_event(1, "receiving", nuts, 1000, "KGM"));
    log.record(mill, lot_event(2, "shipping", oil, 100, "LTR"));
    log.record(mill, pressed(3, 900, "KGM", 400));
    EXPECT_THAT(kinds(run()), ElementsAre(Kind::negative_stock));
}

TEST_F(BalanceTest, APeriodBeginsWithWhatLayInStock) {
    log.record(mill, lot_event(1, "receiving", nuts, 1000, "KGM"));
    log.record(mill, pressed(2, 900, "KGM", 400));
    log.record(mill, lot_event(13, "shipping", oil, 300, "LTR"));
    const auto b = run(oil, day(10), day(20));
    EXPECT_THAT(b.findings, IsEmpty());
    EXPECT_EQ(line(b, oil).produced, 0);
    EXPECT_EQ(line(b, oil).shipped, 300);
}

TEST_F(BalanceTest, UnitsThatDoNotConvertAreNamed) {
    log.record(mill, lot_event(1, "receiving", nuts, 1000, "KGM"));
    log.record(mill, pressed(2, 10, "MTR", 400));
    EXPECT_THAT(kinds(run()), ElementsAre(Kind::unit_mismatch));
}

TEST_F(BalanceTest, Gdp33And34GoodsThatTurnUpElsewhere) {
    log.record(mill, made(1, {"b:1", "b:2"}));
    log.record(mill, object(2, "shipping", {"b:1", "b:2"}), Origin::captured, shop);
    log.record(shop, object(3, "receiving", {"b:1"}));
    log.record(other_shop, object(4, "receiving", {"b:2"}));
    const auto b = balance(log, top, {{{{log.reach_of("b:1").space, 1, 2}, epcis::role::epc, "b:1", "b:2"}}, {}, {}},
                           epcis::convert);
    ASSERT_THAT(kinds(b), ElementsAre(Kind::diverted));
    EXPECT_EQ(b.findings[0].reason, "疑似窜货：发往“明达超市”的商品由“路人超市”收货");
    EXPECT_EQ(b.findings[0].org, other_shop);
}

TEST_F(BalanceTest, SoldTwice) {
    log.record(mill, made(1, {"b:1"}));
    log.record(mill, object(2, "retail_selling", {"b:1"}));
    log.record(mill, object(3, "retail_selling", {"b:1"}));
    EXPECT_THAT(kinds(run("b:1")), ElementsAre(Kind::negative_stock, Kind::sold_twice, Kind::shipped_more_than_made));
}

// C-29: only what the reader sees in full is counted.
TEST_F(BalanceTest, C29OthersEventsAreNotCounted) {
    log.record(mill, lot_event(1, "commissioning", oil, 5, "LTR", epcis::Action::add));
    log.record(shop, lot_event(5, "retail_selling", oil, 3, "LTR"));
    const TraceReader own{{catalog::Viewer::Kind::organisation, mill}, false};
    const auto b = balance(log, own, {{{log.reach_of(oil), epcis::role::epc_class, oil, oil}}, {}, {}}, epcis::convert);
    ASSERT_EQ(b.lines.size(), 1u);
    EXPECT_EQ(b.lines[0].produced, 5);
}

}  // namespace
}  // namespace yiguan::events
