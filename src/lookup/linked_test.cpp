// The pages of a vehicle, its battery and its charger (整车三码), and V5: another battery than the vehicle's own.
#include <gmock/gmock.h>

#include "events/assembling_world.hpp"
#include "events/capture.hpp"
#include "lookup/lookup.hpp"

namespace yiguan::lookup {
namespace {

using events::testing::must;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class LinkedPages : public events::testing::AssemblingWorld {
protected:
    void SetUp() override {
        AssemblingWorld::SetUp();
        scans_.emplace(*db_);
        resolver_.emplace(*directory_, db_->changes(), *scans_, Settings{.base_url = "https://trace.example.cn"});
        bike_ = a_vehicle("YG26-000001"), cells_ = a_battery("BAT-000777"), plug_ = a_charger("CHG-000888");
    }
    void TearDown() override {
        resolver_.reset();
        scans_.reset();
        AssemblingWorld::TearDown();
    }
    std::string page(const codes::CodeAt& at, const View& view = {}) {
        std::string out;
        const auto code = text(at);
        db_->read_now([&](db::Tx& tx) { resolver_->page(tx, *directory_->place(code), code, view, out); });
        return out;
    }
    std::string compared(const codes::CodeAt& at, const std::vector<codes::CodeAt>& given, const View& view = {}) {
        std::string out;
        const auto code = text(at);
        db_->read_now([&](db::Tx& tx) { resolver_->check_page(tx, *directory_->place(code), code, given, view, out); });
        return out;
    }
    void observe(const codes::CodeAt& at, std::string step, std::string disposition) {
        epcis::Event e;
        e.type = epcis::EventType::object;
        e.action = epcis::Action::observe;
        e.event_time = clock_;
        e.offset_minutes = 480;
        e.biz_step = std::move(step);
        e.disposition = std::move(disposition);
        e.epcs.epcs = {"https://trace.example.cn/E=" + text(at)};
        clock_ = clock_ + 10;
        epcis::Document document;
        document.count = 1;
        document.events.push_back(std::move(e));
        must(write([&](db::Tx& tx) {
            return events::capture(tx, *names_, maker_, events::prepare(*names_, std::move(document)),
                                   events::ErrorBehaviour::rollback);
        }));
    }
    void link_all() { must(link("YG26-000001", "BAT-000777", "CHG-000888")); }

    codes::CodeAt bike_, cells_, plug_;
    std::optional<ScanLog> scans_;
    std::optional<Resolver> resolver_;
};
YIGUAN_BOTH_ENGINES(LinkedPages);

// EBM-93, EBS-30: each of the three pages names the other two by product, model, maker and tail of the number.
TEST_P(LinkedPages, EBM93_ThePagesOfAllThreeNameTheOthers) {
    EXPECT_THAT(page(bike_), AllOf(HasSubstr("YG26-000001"), Not(HasSubstr("整车三码"))));
    link_all();
    EXPECT_THAT(page(bike_), AllOf(HasSubstr("整车三码"), HasSubstr("YD4812"), HasSubstr("000777"), HasSubstr("YC4802"),
                                   HasSubstr("000888"), HasSubstr("name=\"with\"")))
        << "at once, though the page was kept";
    EXPECT_THAT(page(cells_), AllOf(HasSubstr("TDT-1"), HasSubstr("<b>000001</b>"), HasSubstr("000888"),
                                    HasSubstr("此件登记在上述车辆"), Not(HasSubstr("name=\"with\""))));
    EXPECT_THAT(page(plug_), AllOf(HasSubstr("TDT-1"), HasSubstr("000777")));
    EXPECT_THAT(page(bike_, {.lang = Lang::en}), HasSubstr("Vehicle, battery and charger"));
    EXPECT_THAT(page(bike_), Not(HasSubstr(text(cells_)))) << "the code of another piece is nobody's to read off here";
}

// EBM-93: as linked, so unlinked; and of a piece that is in a carton nothing is said.
TEST_P(LinkedPages, EBM93_WhatIsTakenApartIsNoLongerNamed) {
    const auto made = must(link("YG26-000001", "BAT-000777", "CHG-000888"));
    EXPECT_THAT(page(cells_), HasSubstr("TDT-1"));
    must(unlink(made.id));
    EXPECT_THAT(page(cells_), Not(HasSubstr("TDT-1")));
    EXPECT_THAT(page(bike_), Not(HasSubstr("整车三码")));
    std::string out;
    page(cells_);
    EXPECT_FALSE(resolver_->page_from_memory(*directory_->place(text(cells_)), text(cells_), {}, out));
}

// EBS-41: modification shows. V5 for another battery or charger, known here or not, with the tail of the right one.
TEST_P(LinkedPages, EBS41_AnotherBatteryThanTheRegisteredOneIsV5) {
    const auto other = a_battery("BAT-000999");
    link_all();
    EXPECT_THAT(compared(bike_, {other}),
                AllOf(HasSubstr("<h1>与车辆登记的电池不一致</h1>"), HasSubstr("原配尾号 <b>000777</b>"),
                      Not(HasSubstr("000999")), Not(HasSubstr("信息已备案，未发现异常"))));
    EXPECT_THAT(compared(bike_, {a_charger("CHG-000111")}),
                AllOf(HasSubstr("<h1>与车辆登记的充电器不一致</h1>"), HasSubstr("000888")));
    EXPECT_THAT(compared(bike_, {}), AllOf(HasSubstr("与车辆登记的电池、充电器不一致"), HasSubstr("000777")))
        << "a text that means nothing here is not the registered one";
    EXPECT_THAT(compared(bike_, {other}, {.lang = Lang::en}), HasSubstr("Not the battery registered"));
    EXPECT_THAT(compared(bike_, {cells_}),
                AllOf(HasSubstr("信息已备案，未发现异常"), HasSubstr("已核对：与此车登记的一致")));
    EXPECT_THAT(compared(bike_, {plug_}), HasSubstr("已核对"));
    EXPECT_THAT(compared(cells_, {other}), Not(HasSubstr("不一致</h1>"))) << "only a vehicle is compared with";
    std::string by_frame;
    const std::vector<codes::CodeAt> given{other};
    db_->read_now([&](db::Tx& tx) { resolver_->alias_page(tx, bike_, "YG26-000001", {}, by_frame, &given); });
    EXPECT_THAT(by_frame, AllOf(HasSubstr("<h1>与车辆登记的电池不一致</h1>"), Not(HasSubstr(text(bike_)))));
}

// C-22: what is registered with nothing cannot be wrong; and a looked-at comparison counts no scan.
TEST_P(LinkedPages, C22_AVehicleWithoutLinksIsNotJudged) {
    EXPECT_THAT(compared(bike_, {cells_}), AllOf(HasSubstr("信息已备案，未发现异常"), Not(HasSubstr("不一致</h1>"))));
    EXPECT_THAT(page(bike_), HasSubstr("首次查询"));
}

// Every verdict from what was recorded: V1 and V2 by queries, V3 before the activation, V6 held back and released, V7.
TEST_P(LinkedPages, V1ToV7_FollowWhatWasRecorded) {
    EXPECT_THAT(page(bike_), AllOf(HasSubstr("<h1>信息已备案，未发现异常</h1>"), HasSubstr("首次查询")));
    EXPECT_THAT(page(bike_), HasSubstr(" · 广州市</p>")) << "the maker's city, where its codes were bound";
    for (int i = 0; i < 47; ++i) page(bike_);
    EXPECT_THAT(page(bike_), AllOf(HasSubstr("<h1>请核对实物</h1>"), HasSubstr("此码 50 次被查询")));

    EXPECT_THAT(resolver_->unknown_page("nonsense", {}), HasSubstr("<h1>本平台未查到此码</h1>"));
    const auto unused = write([&](db::Tx& tx) {
        return must(codes::apply_for_codes(tx, maker_, domain_, {vehicle_, 1}));
    });
    EXPECT_THAT(page({unused.id, unused.first}), HasSubstr("<h1>此码尚未关联产品</h1>"));

    observe(bike_, "holding", "non_sellable_other");
    EXPECT_THAT(page(bike_), AllOf(HasSubstr("<h1>此码已作废或冻结</h1>"), HasSubstr("请勿使用，联系")));
    observe(bike_, "inspecting", "active");
    EXPECT_THAT(page(bike_), HasSubstr("<h1>请核对实物</h1>"));
}

// V7: risk, what to do, what is free, whom to call; and the other two of the bundle say so.
TEST_P(LinkedPages, V7_ARecallTellsRiskMeasureAndPhoneOnAllThreePages) {
    link_all();
    observe(cells_, "holding", "recalled");
    EXPECT_THAT(page(cells_), AllOf(HasSubstr("<h1>产品召回：请立即停止使用</h1>"), HasSubstr("<dt>风险</dt>"),
                                    HasSubstr("停止骑行和充电"), HasSubstr("由生产单位免费实施"),
                                    HasSubstr("<dt>电话</dt><dd><a href=\"tel:02012345678\">")));
    EXPECT_THAT(page(cells_, {.lang = Lang::en}), HasSubstr("Stop riding and charging now"));
    for (const auto& at : {bike_, plug_}) EXPECT_THAT(page(at), HasSubstr("<b>已召回，请立即停止使用</b>"));
    EXPECT_THAT(compared(cells_, {bike_}), HasSubstr("产品召回"));
}

}  // namespace
}  // namespace yiguan::lookup
