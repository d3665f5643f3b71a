#include "epcis/rules.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yiguan::epcis {
namespace {

constexpr UtcMs now{1'792'800'000'000};  // 2026-10-23T20:00:00Z

std::string broken(const Event& event) {
    std::string fields;
    check_rules(event, now, {}, [&](std::string_view field, Code code, const std::string& detail) {
        EXPECT_FALSE(detail.empty());
        fields += std::string(field) + (code == Code::epcis_capture_limit ? "! " : " ");
    });
    return fields;
}

Event of(EventType type, Action action) {
    Event event;
    event.type = type;
    event.action = action;
    event.event_time = UtcMs{now.value - 1000};
    return event;
}

TEST(Rules, Stamps) {
    EXPECT_EQ(parse_stamp("1970-01-01T00:00:00Z"), UtcMs{0});
    EXPECT_EQ(parse_stamp("1970-01-01T08:00:00.001+08:00"), UtcMs{1});
    EXPECT_EQ(parse_stamp("1970-01-01T00:00:00.1415Z"), UtcMs{142});
    EXPECT_EQ(parse_stamp("1970-01-01T00:00:00.14149999Z"), UtcMs{141});
    EXPECT_EQ(parse_stamp("1970-01-01T00:00:00.9995Z"), UtcMs{1000});
    EXPECT_EQ(parse_stamp("2024-02-29T23:59:59-14:00"), UtcMs{1709301599000});
    for (const auto* bad :
         {"", "2026-11-21", "2026-11-21T08:30:00", "2026-11-21 08:30:00Z", "2026-11-21T08:30Z", "2026-02-29T08:30:00Z",
          "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z", "2026-11-21T08:30:60Z", "2026-11-21T08:30:00.Z",
          "2026-11-21T08:30:00+8:00", "2026-11-21T08:30:00+14:01", "1899-12-31T00:00:00Z", "2200-01-01T00:00:00Z",
          "2026-11-21T08:30:00z", "2026-11-21T08:30:00Z ", "2026-1-21T08:30:00Z00"}) {
        EXPECT_FALSE(parse_stamp(bad)) << bad;
        EXPECT_FALSE(stamp_fault(bad).empty());
    }
}

RC_GTEST_PROP(Rules, StampsReadBack, ()) {
    const UtcMs time{*rc::gen::inRange<std::int64_t>(-2'208'988'800'000, 7'258'118'400'000)};
    std::string text;
    append_stamp(time, *rc::gen::inRange(-840, 841), text);
    RC_ASSERT(parse_stamp(text) == time);
}

TEST(Rules, Offsets) {
    EXPECT_EQ(parse_offset("+08:00"), 480);
    EXPECT_EQ(parse_offset("-14:00"), -840);
    EXPECT_EQ(parse_offset("-00:30"), -30);
    for (const auto* bad : {"", "Z", "08:00", "+8:00", "+14:01", "+15:00", "+08:60", "+0800", "+08:00 "})
        EXPECT_FALSE(parse_offset(bad)) << bad;
}

TEST(Rules, UnitsAndHexadecimals) {
    EXPECT_TRUE(is_uom("KGM") && is_uom("2N") && is_uom("05"));
    EXPECT_FALSE(is_uom("K") || is_uom("kgm") || is_uom("KGMX") || is_uom(""));
    EXPECT_TRUE(is_hex_binary("f0F0"));
    EXPECT_FALSE(is_hex_binary("") || is_hex_binary("0x1") || is_hex_binary("g"));
}

TEST(Rules, IdentifiersByPlace) {
    using enum IdentifierUse;
    EXPECT_EQ(identifier_fault("urn:epc:id:sgtin:4012345.011111.1", instance), "");
    EXPECT_NE(identifier_fault("urn:epc:id:sgtin:4012345.011111.1", item_class), "");
    EXPECT_EQ(identifier_fault("urn:epc:class:lgtin:4012345.011111.1", item_class), "");
    EXPECT_NE(identifier_fault("urn:epc:class:lgtin:4012345.011111.1", instance), "");
    EXPECT_NE(identifier_fault("urn:epc:idpat:sgtin:4012345.011111.*", instance), "");
    EXPECT_EQ(identifier_fault("urn:x:any", instance), "");
    EXPECT_EQ(identifier_fault("urn:x:any", item_class), "");
    EXPECT_NE(identifier_fault("no-uri", any), "");
    EXPECT_NE(identifier_fault("urn:epc:id:sgln:123.4.5", any), "");
    EXPECT_EQ(vocabulary_fault(Vocabulary::biz_step, "shipping"), "");
    EXPECT_EQ(vocabulary_fault(Vocabulary::biz_step, "https://example.com/step"), "");
    for (const auto* bad : {"sent", "urn:epcglobal:cbv:bizstep:sent", "https://ref.gs1.org/cbv/BizStep-sent", ""})
        EXPECT_NE(vocabulary_fault(Vocabulary::biz_step, bad), "") << bad;
}

TEST(Rules, ObjectEventNeedsSomething) {
    Event event = of(EventType::object, Action::observe);
    EXPECT_EQ(broken(event), "epcList ");
    event.sensor_elements.resize(1);
    EXPECT_EQ(broken(event), "readPoint ");
    event.read_point = "urn:x:y";
    EXPECT_EQ(broken(event), "");
    event.sensor_elements.clear();
    event.quantities.push_back({"urn:x:y"});
    EXPECT_EQ(broken(event), "");
    event.ilmd["x:y"] = 1;
    EXPECT_EQ(broken(event), "ilmd ");
    event.action = Action::add;
    EXPECT_EQ(broken(event), "");
}

TEST(Rules, AggregationMayLackItsParentWhenObserved) {
    Event event = of(EventType::aggregation, Action::observe);
    event.epcs.epcs = {"urn:x:y"};
    EXPECT_EQ(broken(event), "");
    event.action = Action::add;
    EXPECT_EQ(broken(event), "parentID ");
    event.epcs.epcs.clear();
    EXPECT_EQ(broken(event), "parentID childEPCs ");
    event.parent_id = "urn:x:z";
    event.action = Action::remove;
    EXPECT_EQ(broken(event), "");
}

TEST(Rules, AssociationAlwaysHasAParent) {
    Event event = of(EventType::association, Action::observe);
    event.epcs.ranges = {{"urn:x:1", "urn:x:9"}};
    EXPECT_EQ(broken(event), "parentID ");
}

TEST(Rules, TransactionNeedsItsTransaction) {
    Event event = of(EventType::transaction, Action::add);
    EXPECT_EQ(broken(event), "bizTransactionList epcList ");
    event.biz_transactions = {{"po", "urn:x:po"}};
    event.epcs.epcs = {"urn:x:y"};
    EXPECT_EQ(broken(event), "");
}

TEST(Rules, TransformationNeedsBothSidesOrAnId) {
    Event event = of(EventType::transformation, Action::none);
    EXPECT_EQ(broken(event), "inputEPCList outputEPCList ");
    event.output_epcs.epcs = {"urn:x:y"};
    EXPECT_EQ(broken(event), "inputEPCList ");
    event.transformation_id = "urn:x:t";
    EXPECT_EQ(broken(event), "");
    event.output_epcs.epcs.clear();
    EXPECT_EQ(broken(event), "inputEPCList ");
}

TEST(Rules, TimesAheadAndLimits) {
    Event event = of(EventType::object, Action::observe);
    event.epcs.epcs.assign(20'000, "urn:x:y");
    event.event_time = UtcMs{now.value + 60'000};
    event.error_declaration = ErrorDeclaration{.time = UtcMs{now.value + 60'001}};
    EXPECT_EQ(broken(event), "errorDeclaration/declarationTime ");
    event.event_time = UtcMs{now.value + 60'001};
    event.error_declaration.reset();
    event.epcs.epcs.emplace_back("urn:x:y");
    EXPECT_EQ(broken(event), "eventTime ! ");
    event = of(EventType::object, Action::observe);
    event.epcs.epcs = {"urn:x:y"};
    event.persistent_disposition = {{"recalled"}, {"recalled"}};
    EXPECT_EQ(broken(event), "persistentDisposition ");
}

}  // namespace
}  // namespace yiguan::epcis
