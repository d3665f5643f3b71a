// 追溯图谱 (GDP-43): the picture of a trace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "core/text.hpp"
#include "events/memory_testing.hpp"
#include "events/trace.hpp"

namespace yiguan::events {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr OrgId maker{1}, shop{2}, supplier{3}, carrier{4};
const TraceReader top{{catalog::Viewer::Kind::top_regulator, {}}, true};

std::string picture(MemorySource& log, const std::string& code, const TraceReader& reader = top) {
    const auto graph =
        trace(log, reader, {{log.reach_of(code), epcis::role::epc, code, code}}, TraceDirection::both, {});
    auto svg = draw(graph, log, code, day(400));
    // To look at: YIGUAN_PICTURES=<folder> yiguan_events_test --gtest_filter=TracePicture*
    if (const char* folder = std::getenv("YIGUAN_PICTURES"))
        std::ofstream(std::string(folder) + "/" + ::testing::UnitTest::GetInstance()->current_test_info()->name() +
                      ".svg")
            << svg;
    return svg;
}

void record_bicycle(MemorySource& log, const std::string& bike) {
    log.names = {{maker, "一贯电动车有限公司"}, {shop, "明达车行"}, {supplier, "宏远电池厂"}, {carrier, "顺达物流"}};
    auto cells = transformed(1, {}, {"urn:epc:id:sgtin:4012345.055555.100001"});
    cells.input_quantities = {quantity("urn:epc:class:lgtin:4012345.012345.LI2026A", 20, "KGM"),
                              quantity("urn:epc:class:lgtin:4012345.012346.BMS77", 1)};
    log.record(supplier, cells);
    log.record(supplier, object(3, "shipping", {"urn:epc:id:sgtin:4012345.055555.100001"}), Origin::captured, maker);
    log.record(maker, object(5, "receiving", {"urn:epc:id:sgtin:4012345.055555.100001"}));
    log.record(maker, made(8, {bike}), Origin::fact);
    log.record(maker, installed(9, bike,
                                {"urn:epc:id:sgtin:4012345.055555.100001", "urn:epc:id:sgtin:4012345.066666.7",
                                 "https://id.gs1.org/01/09520123456788/21/FRAME-2026-000017"}));
    log.record(maker, object(10, "inspecting", {bike}));
    log.record(maker, packed(12, "urn:epc:id:sscc:4012345.1234567890", {bike, "urn:epc:id:sgtin:4012345.000001.9"}));
    log.record(maker, object(13, "shipping", {"urn:epc:id:sscc:4012345.1234567890"}), Origin::captured, shop);
    log.record(shop, object(16, "receiving", {"urn:epc:id:sscc:4012345.1234567890"}));
    log.record(shop, packed(17, "urn:epc:id:sscc:4012345.1234567890", {}, epcis::Action::remove));
    log.record(shop, object(30, "retail_selling", {bike}));
    log.record(shop, installed(90, bike, {"urn:epc:id:sgtin:4012345.055555.100001"}, epcis::Action::remove));
    log.record(shop, installed(90, bike, {"urn:epc:id:sgtin:4012345.055555.100002"}));
}

TEST(TracePicture, Gdp43ABicycle) {
    MemorySource log;
    record_bicycle(log, "own:5:17");
    const auto svg = picture(log, "own:5:17");
    for (const auto* text : {"追溯图谱 · 电动自行车", "一贯电动车有限公司", "明达车行", "宏远电池厂", "2023-11-"})
        EXPECT_THAT(svg, HasSubstr(text));
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
    EXPECT_EQ(svg, picture(log, "own:5:17")) << "the same picture each time";
}

TEST(TracePicture, ManyAlikeAreCounted) {
    MemorySource log;
    std::vector<std::string> parts;
    for (int i = 0; i < 49; ++i) parts.push_back("urn:epc:id:sgtin:4012345.077777.N" + std::to_string(7 * i));
    log.record(maker, installed(1, "own:5:17", parts));
    for (int i = 0; i < 30; ++i) log.record(maker, object(2 + i, "inspecting", {"own:5:17"}));
    const auto svg = picture(log, "own:5:17");
    EXPECT_THAT(svg, HasSubstr("… 其余 37 件"));
    EXPECT_THAT(svg, HasSubstr("… 其余 22 条记录"));
}

TEST(TracePicture, ARangeAndItsParts) {
    MemorySource log;
    log.names = {{maker, "一贯电缆厂"}, {shop, "明达商行"}, {supplier, "路人商行"}};
    epcis::Event bound = made(1, {});
    bound.epcs.ranges = {{"own:5:0", "own:5:999999"}};
    log.record(maker, bound, Origin::fact);
    for (int i = 0; i < 3; ++i) {
        epcis::Event e = object(2 + i, "shipping", {});
        e.epcs.ranges = {{"own:5:" + std::to_string(i * 1000), "own:5:" + std::to_string(i * 1000 + 999)}};
        log.record(maker, e, Origin::fact, OrgId{2 + i % 2});
    }
    const auto graph = trace(log, top, {{{5, 0, 999999}, epcis::role::epc, {}, {}}}, TraceDirection::both, {});
    const auto svg = draw(graph, log, "own:5:0", day(5));
    EXPECT_THAT(svg, HasSubstr("共 1,000,000 件"));
    EXPECT_THAT(svg, HasSubstr("共 1,000 件"));
    if (const char* folder = std::getenv("YIGUAN_PICTURES")) std::ofstream(std::string(folder) + "/range.svg") << svg;
}

// What is withheld in JSON is withheld here.
TEST(TracePicture, C29OthersEventsAreWithheld) {
    MemorySource log;
    record_bicycle(log, "own:5:17");
    log.issuers = {{5, maker}};
    const auto svg = picture(log, "own:5:17", {{catalog::Viewer::Kind::organisation, maker}, false});
    EXPECT_THAT(svg, HasSubstr("时间未公开"));
    EXPECT_THAT(svg, Not(HasSubstr("100002"))) << "the battery that the shop put in";
    EXPECT_THAT(svg, Not(HasSubstr("宏远电池厂")));
}

TEST(TracePicture, EverythingIsEscaped) {
    MemorySource log;
    const std::string evil = "urn:x:<script>alert(\"1\")</script>&:1";
    log.names = {{shop, "</text><script>alert(1)</script>"}};
    auto e = object(1, "https://x.example/\"><script>", {evil});
    log.record(maker, e, Origin::captured, shop);
    log.record(maker, packed(2, "urn:x:\xff\xfe:2", {evil}));
    const auto svg = picture(log, evil);
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
    EXPECT_THAT(svg, Not(HasSubstr("x.example/\"")));
    EXPECT_TRUE(is_utf8(svg));
}

TEST(TracePicture, NothingKnown) {
    MemorySource log;
    const auto svg = picture(log, "own:5:17");
    EXPECT_THAT(svg, HasSubstr("事件 0 条"));
}

}  // namespace
}  // namespace yiguan::events
