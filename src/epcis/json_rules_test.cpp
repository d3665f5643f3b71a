// Each rule of the standard with an event that breaks it: the pointer says where.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "epcis/json.hpp"
#include "epcis/testing.hpp"

namespace yiguan::epcis {
namespace {

constexpr UtcMs now{1'795'000'000'000};  // 2026-11-18T11:06:40Z

constexpr std::string_view context = R"("@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",)"
                                     R"({"ex":"https://ns.example.com/","yg":"urn:yiguan:epcis:"}])";
constexpr std::string_view when = R"("eventTime":"2026-11-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00")";

// An event of a type with these further fields.
std::string event(std::string_view type, std::string_view fields) {
    return fmt::format(R"({{{},{},"type":"{}"{}{}}})", context, when, type, fields.empty() ? "" : ",", fields);
}
std::string object(std::string_view fields) {
    return event("ObjectEvent",
                 fmt::format(R"("action":"ADD","epcList":["urn:x:1"]{}{})", fields.empty() ? "" : ",", fields));
}
std::string document(std::string_view events, std::string_view more = "") {
    return fmt::format(R"({{{},"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-01T00:00:00Z",)"
                       R"("epcisBody":{{"eventList":[{}]}}{}}})",
                       context, events, more);
}

struct Case {
    std::string text;
    std::string pointer;
    Code code = Code::epcis_validation;
};
std::vector<std::string> pointers(const Error& error) {
    std::vector<std::string> all{error.pointer};
    for (const Error& other : error.others) all.push_back(other.pointer);
    return all;
}

void expect_refused(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        const auto read = read_json_event(c.text, {.now = now});
        ASSERT_TRUE(read.has_error()) << c.text;
        EXPECT_EQ(pointers(read.error()), std::vector{c.pointer}) << c.text;
        EXPECT_EQ(read.error().code, c.code) << c.text;
        EXPECT_FALSE(read.error().detail.empty());
    }
}
void expect_taken(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        const auto read = read_json_event(text, {.now = now});
        EXPECT_TRUE(read.has_value()) << text << read.error().pointer << read.error().detail;
    }
}

TEST(JsonRules, WhatTheTypesNeed) {
    expect_taken({
        event("AggregationEvent", R"("action":"OBSERVE","childEPCs":["urn:x:1"])"),
        event("AggregationEvent", R"("action":"DELETE","parentID":"urn:x:1")"),
        event("TransformationEvent", R"("transformationID":"urn:x:t","outputEPCList":["urn:x:1"])"),
        event("ObjectEvent", R"("action":"OBSERVE","readPoint":{"id":"urn:x:r"},)"
                             R"("sensorElementList":[{"sensorReport":[{"type":"Temperature"}]}])"),
    });
    expect_refused({
        {event("ObjectEvent", R"("action":"OBSERVE")"), "/epcList"},
        {event("ObjectEvent", R"("action":"OBSERVE","epcList":[])"), "/epcList"},
        {event("ObjectEvent", R"("epcList":["urn:x:1"])"), "/action"},
        {event("AggregationEvent", R"("action":"ADD","childEPCs":["urn:x:1"])"), "/parentID"},
        {event("AggregationEvent", R"("action":"ADD","parentID":"urn:x:1")"), "/childEPCs"},
        {event("AssociationEvent", R"("action":"OBSERVE","childEPCs":["urn:x:1"])"), "/parentID"},
        {event("TransactionEvent", R"("action":"ADD","epcList":["urn:x:1"],"bizTransactionList":[])"),
         "/bizTransactionList"},
        {event("TransformationEvent", R"("action":"ADD","inputEPCList":["urn:x:1"],"outputEPCList":["urn:x:2"])"),
         "/action"},
        {event("TransformationEvent", R"("inputEPCList":["urn:x:1"])"), "/outputEPCList"},
        {event("TransformationEvent", R"("transformationID":"urn:x:t")"), "/inputEPCList"},
        {event("ObjectEvent", R"("action":"OBSERVE","epcList":["urn:x:1"],"ilmd":{"ex:a":1})"), "/ilmd"},
        {event("AggregationEvent", R"("action":"OBSERVE","childEPCs":["urn:x:1"],"ilmd":{"ex:a":1})"), "/ilmd"},
        {object(R"("parentID":"urn:x:2")"), "/parentID"},
        {event("ex:MyEvent", ""), "/type"},
    });
}

TEST(JsonRules, TimesAndOffsets) {
    const auto with = [](std::string_view time, std::string_view offset) {
        return fmt::format(R"({{{},"type":"ObjectEvent","action":"ADD","epcList":["urn:x:1"],"eventTime":"{}",)"
                           R"("eventTimeZoneOffset":"{}"}})",
                           context, time, offset);
    };
    expect_taken({with("2026-11-18T11:07:40Z", "+14:00")});
    expect_refused({
        {with("2026-11-18T11:07:40.001Z", "+08:00"), "/eventTime"},
        {with("2026-11-01T08:00:00", "+08:00"), "/eventTime"},
        {with("2026-11-01", "+08:00"), "/eventTime"},
        {with("2026-11-01T08:00:00Z", "+14:01"), "/eventTimeZoneOffset"},
        {with("2026-11-01T08:00:00Z", "8"), "/eventTimeZoneOffset"},
        {fmt::format(R"({{{},"type":"ObjectEvent","action":"ADD","epcList":["urn:x:1"],)"
                     R"("eventTime":"2026-11-01T08:00:00Z"}})",
                     context),
         "/eventTimeZoneOffset"},
        {object(R"("recordTime":"yesterday")"), "/recordTime"},
        {object(R"("errorDeclaration":{"reason":"incorrect_data"})"), "/errorDeclaration/declarationTime"},
        {object(R"("errorDeclaration":{"declarationTime":"2027-01-01T00:00:00Z"})"),
         "/errorDeclaration/declarationTime"},
    });
}

TEST(JsonRules, IdentifiersAndWords) {
    expect_refused({
        {event("ObjectEvent", R"("action":"ADD","epcList":["no uri"])"), "/epcList/0"},
        {event("ObjectEvent", R"("action":"ADD","epcList":["urn:x:1","urn:epc:id:sgtin:40123.1.2"])"), "/epcList/1"},
        {event("ObjectEvent", R"("action":"ADD","epcList":["urn:epc:idpat:sgtin:4012345.066666.*"])"), "/epcList/0"},
        {event("ObjectEvent", R"("action":"ADD","epcList":["https://id.gs1.org/01/06901234000016"])"), "/epcList/0"},
        {event("ObjectEvent", R"("action":"ADD","epcList":["urn:x:1","urn:x:1"])"), "/epcList"},
        {event("ObjectEvent", R"("action":"ADD","epcList":"urn:x:1")"), "/epcList"},
        {event("ObjectEvent", R"("action":"ADD","epcList":[1])"), "/epcList/0"},
        {object(R"("quantityList":[{"epcClass":"urn:epc:id:sgtin:4012345.066666.1"}])"), "/quantityList/0/epcClass"},
        {object(R"("quantityList":[{"quantity":1}])"), "/quantityList/0/epcClass"},
        {object(R"("quantityList":[{"epcClass":"urn:x:c","quantity":"1"}])"), "/quantityList/0/quantity"},
        {object(R"("quantityList":[{"epcClass":"urn:x:c","quantity":-1}])"), "/quantityList/0/quantity"},
        {object(R"("quantityList":[{"epcClass":"urn:x:c","quantity":1,"uom":"kg"}])"), "/quantityList/0/uom"},
        {object(R"("quantityList":[{"epcClass":"urn:x:c","ex:a":1}])"), "/quantityList/0/ex:a"},
        {object(R"("bizStep":"sent")"), "/bizStep"},
        {object(R"("bizStep":"urn:epcglobal:cbv:bizstep:sent")"), "/bizStep"},
        {object(R"("disposition":null)"), "/disposition"},
        {object(R"("eventID":"1")"), "/eventID"},
        {object(R"("readPoint":{})"), "/readPoint/id"},
        {object(R"("readPoint":{"id":"urn:x:r","name":"n"})"), "/readPoint/name"},
        {object(R"("readPoint":"urn:x:r")"), "/readPoint"},
        {object(R"("bizTransactionList":[{"type":"order","bizTransaction":"urn:x:b"}])"), "/bizTransactionList/0/type"},
        {object(R"("sourceList":[{"source":"urn:x:b"}])"), "/sourceList/0/type"},
        {object(R"("destinationList":[{"type":"location"}])"), "/destinationList/0/destination"},
        {object(R"("persistentDisposition":{})"), "/persistentDisposition"},
        {object(R"("persistentDisposition":{"set":[]})"), "/persistentDisposition/set"},
        {object(R"("persistentDisposition":{"set":["recalled","recalled"]})"), "/persistentDisposition/set"},
        {object(R"("persistentDisposition":{"add":["recalled"]})"), "/persistentDisposition/add"},
        {object(R"("certificationInfo":["urn:x:c","c"])"), "/certificationInfo/1"},
    });
    const auto normalised = read_json_event(
        object(
            R"("bizStep":"https://ref.gs1.org/cbv/BizStep-shipping","disposition":"urn:epcglobal:cbv:disp:recalled")"),
        {.now = now});
    ASSERT_TRUE(normalised.has_value());
    EXPECT_EQ(normalised.value().biz_step, "shipping");
    EXPECT_EQ(normalised.value().disposition, "recalled");
}

TEST(JsonRules, SensorElements) {
    const auto report = [](std::string_view fields) {
        return object(fmt::format(R"("sensorElementList":[{{"sensorReport":[{{{}}}]}}])", fields));
    };
    const std::string at = "/sensorElementList/0/sensorReport/0/";
    expect_taken({report(R"("type":"gs1:Temperature","value":1,"uom":"CEL","stringValue":"")")});
    expect_refused({
        {object(R"("sensorElementList":[{}])"), "/sensorElementList/0/sensorReport"},
        {object(R"("sensorElementList":[{"sensorReport":[]}])"), "/sensorElementList/0/sensorReport"},
        {report(""), at + "type"},
        {report(R"("type":"Heat")"), at + "type"},
        {report(R"("type":"Speed","value":"1")"), at + "value"},
        {report(R"("type":"Speed","component":"w")"), at + "component"},
        {report(R"("type":"Speed","exception":"ALARM")"), at + "exception"},
        {report(R"("type":"Speed","uom":"km/h")"), at + "uom"},
        {report(R"("type":"Speed","booleanValue":"true")"), at + "booleanValue"},
        {report(R"("type":"Speed","hexBinaryValue":"xyz")"), at + "hexBinaryValue"},
        {report(R"("type":"Speed","percRank":101)"), at + "percRank"},
        {report(R"("type":"Speed","unit":"KMH")"), at + "unit"},
        {object(R"("sensorElementList":[{"sensorMetadata":{"startTime":"2026-01-02T00:00:00Z",)"
                R"("endTime":"2026-01-01T00:00:00Z"},"sensorReport":[{"type":"Speed"}]}])"),
         "/sensorElementList/0/sensorMetadata/endTime"},
    });
}

TEST(JsonRules, Extensions) {
    expect_refused({
        {object(R"("field":1)"), "/field"},
        {object(R"("foo:field":1)"), "/foo:field"},
        {object(R"("ex:":1)"), "/ex:"},
        {object(R"("ex:a":{"foo:b":1})"), "/ex:a/foo:b"},
        {object(R"("ex:a":["\u0000"])"), "/ex:a/0"},
        {object(R"("ilmd":{"lot":1})"), "/ilmd/lot"},
        {object(R"("yg:rangeList":[{"first":"urn:x:1"}])"), "/yg:rangeList/0/last"},
        {object(R"("yg:rangeList":[{"first":"urn:x:1","last":"2"}])"), "/yg:rangeList/0/last"},
        {object(R"("yg:inputRangeList":[])"), "/yg:inputRangeList"},
    });
    const auto read = read_json_event(
        object(R"("ex:a":{"b":[1,{"gs1:c":null}]},"yg:rangeList":[{"first":"urn:x:1","last":"urn:x:9"}])"),
        {.now = now});
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read.value().epcs.ranges, (std::vector<EpcRange>{{"urn:x:1", "urn:x:9"}}));
    EXPECT_EQ(
        read.value().context,
        (Context{{"ex", "https://ns.example.com/"}, {"gs1", "https://gs1.org/voc/"}, {"yg", "urn:yiguan:epcis:"}}));
    // The request's header declares prefixes as well; an event may declare its own.
    const std::string bare =
        fmt::format(R"({{{},"type":"ObjectEvent","action":"ADD","epcList":["urn:x:1"],"h:a":1}})", when);
    EXPECT_EQ(read_json_event(bare, {.now = now}).error().pointer, "/@context");
    EXPECT_TRUE(read_json_event(bare, {.now = now, .namespaces = {{"h", "urn:h:"}}}).has_value());
    const auto own =
        read_json(document(object(R"("ex:a":1)")
                               .replace(object("").find("https://ns.example.com/"), 23, "https://other.example.com/")),
                  {.now = now});
    ASSERT_TRUE(own.has_value()) << own.error().pointer;
    EXPECT_EQ(own.value().events[0].context[0].second, "https://other.example.com/");
}

TEST(JsonRules, Limits) {
    CaptureLimits limits;
    limits.epcs_of_event = 3;
    limits.events = 2;
    limits.depth = 3;
    limits.text_chars = 40;
    limits.document_bytes = 5000;
    const auto code = [&](const std::string& text) {
        const auto read = read_json(text, {.limits = limits, .now = now});
        return read.has_error() ? std::optional(read.error().code) : std::nullopt;
    };
    EXPECT_EQ(code(object("")), std::nullopt);
    EXPECT_EQ(code(event("ObjectEvent", R"("action":"ADD","epcList":["urn:x:1","urn:x:2","urn:x:3","urn:x:4"])")),
              Code::epcis_capture_limit);
    EXPECT_EQ(code(object(R"("quantityList":[{"epcClass":"urn:x:1"},{"epcClass":"urn:x:1"},{"epcClass":"urn:x:1"}])")),
              Code::epcis_capture_limit);
    EXPECT_EQ(code(document(object("") + "," + object("") + "," + object(""))), Code::epcis_capture_limit);
    EXPECT_EQ(code(object(R"("ex:a":[[1]])")), std::nullopt);
    EXPECT_EQ(code(object(R"("ex:a":[[[1]]])")), Code::epcis_capture_limit);
    EXPECT_EQ(code(object("\"ex:a\":" + std::string(1000, '['))), Code::epcis_capture_limit);
    EXPECT_EQ(code(object("\"ex:a\":\"" + std::string(40, 'x') + '"')), std::nullopt);
    EXPECT_EQ(code(object("\"ex:a\":\"" + std::string(41, 'x') + '"')), Code::epcis_capture_limit);
    EXPECT_EQ(code(object("") + std::string(5000, ' ')), Code::epcis_capture_limit);
}

TEST(JsonRules, Documents) {
    const auto error = [](const std::string& text) {
        const auto read = read_json(text, {.now = now});
        EXPECT_TRUE(read.has_error()) << text;
        return read.has_error() ? read.error() : Error{};
    };
    EXPECT_EQ(error("{").code, Code::malformed_json);
    EXPECT_EQ(error("[]").code, Code::epcis_validation);
    EXPECT_EQ(error(R"({"type":"ObjectEvent","type":"ObjectEvent"})").code, Code::malformed_json);
    EXPECT_EQ(error(document("", R"(,"sent":1)")).pointer, "/sent");
    EXPECT_EQ(error(document("", R"(,"foo:sent":1)")).pointer, "/foo:sent");
    EXPECT_EQ(error(document("1")).pointer, "/epcisBody/eventList/0");
    EXPECT_EQ(pointers(error(R"({"type":"EPCISDocument"})")),
              (std::vector<std::string>{"/@context", "/schemaVersion", "/creationDate", "/epcisBody"}));
    std::string old = document("");
    old.replace(old.find("\"2.0\""), 5, "\"1.2\"");
    EXPECT_EQ(error(old).pointer, "/schemaVersion");
}

TEST(JsonRules, EveryErrorIsNamedUpToAHundred) {
    std::string events = object(R"("bizStep":"a","disposition":"b")");
    const auto two = read_json(document(events), {.now = now});
    ASSERT_TRUE(two.has_error());
    EXPECT_EQ(pointers(two.error()),
              (std::vector<std::string>{"/epcisBody/eventList/0/bizStep", "/epcisBody/eventList/0/disposition"}));
    for (int i = 0; i < 200; ++i) events += "," + object(R"("bizStep":"a")");
    const auto many = read_json(document(events), {.now = now});
    ASSERT_TRUE(many.has_error());
    EXPECT_EQ(many.error().others.size(), 100u);
}

TEST(JsonRules, BadEventsMayBeSetAside) {
    const std::string text = document(object("") + "," + object(R"("bizStep":"a")") + "," + object(""));
    const auto read = read_json(text, {.now = now, .on_bad_event = OnBadEvent::set_aside});
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read.value().count, 3u);
    EXPECT_EQ(read.value().events.size(), 2u);
    ASSERT_EQ(read.value().refused.size(), 1u);
    EXPECT_EQ(read.value().refused[0].index, 1u);
    EXPECT_EQ(read.value().refused[0].error.pointer, "/epcisBody/eventList/1/bizStep");
}

TEST(JsonRules, MasterDataOfTheHeader) {
    const auto read = read_json(
        document("", R"(,"epcisHeader":{"epcisMasterData":{"vocabularyList":[{)"
                     R"("type":"urn:epcglobal:epcis:vtype:BusinessLocation","vocabularyElementList":[{"id":"urn:x:l",)"
                     R"("attributes":[{"id":"urn:x:name","attribute":"A"},{"id":"urn:x:size","attribute":3}],)"
                     R"("children":["urn:x:m"]}]}]}})"),
        {.now = now});
    ASSERT_TRUE(read.has_value()) << read.error().pointer << read.error().detail;
    const MasterDataElement expected{.vocabulary = "urn:epcglobal:epcis:vtype:BusinessLocation",
                                     .id = "urn:x:l",
                                     .attributes = {{"urn:x:name", "A"}, {"urn:x:size", "3"}},
                                     .children = {"urn:x:m"}};
    EXPECT_EQ(read.value().master_data, std::vector{expected});
}

}  // namespace
}  // namespace yiguan::epcis
