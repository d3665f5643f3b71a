#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "epcis/hash.hpp"
#include "epcis/json.hpp"
#include "epcis/model_testing.hpp"
#include "epcis/testing.hpp"

namespace yiguan::epcis {
namespace {

using namespace testing;

constexpr ReadOptions options{.now = random_now};

std::string written(const Event& event, WriteOptions how = {.local_context = true}) {
    std::string out;
    write_json(event, "", how, out);
    return out;
}

RC_GTEST_PROP(WriteJson, EveryEventReadsBack, ()) {
    const Event event = RandomEvent::make();
    const std::string text = written(event);
    const auto again = read_json_event(text, options);
    if (again.has_error()) RC_FAIL(again.error().pointer + " " + again.error().detail + "\n" + text);
    RC_ASSERT(again.value() == event);
    RC_ASSERT(written(again.value()) == text);
    RC_ASSERT(event_hash(again.value()) == event_hash(event));
}

RC_GTEST_PROP(WriteJson, OtherFormsOfIdentifiersAreTheSameEvent, ()) {
    Event event = RandomEvent::make();
    for (const EpcForm form : {EpcForm::digital_link, EpcForm::urn}) {
        const auto again = read_json_event(written(event, {.epc_form = form, .local_context = true}), options);
        RC_ASSERT(again.has_value());
        RC_ASSERT(event_hash(again.value()) == event_hash(event));
    }
}

TEST(WriteJson, DocumentsReadBack) {
    for (const auto* folder : {"openepcis", "event-hash", "others"})
        for (const auto& file : files(testdata / folder, "")) {
            const auto document = read_json(slurp(file), options);
            if (document.has_error()) continue;  // what is no document
            for (const Event& event : document.value().events) {
                const auto again = read_json_event(written(event), options);
                ASSERT_TRUE(again.has_value()) << file << again.error().pointer << again.error().detail;
                EXPECT_EQ(again.value(), event) << file;
                EXPECT_EQ(pre_hash(again.value()), pre_hash(event)) << file;
            }
        }
}

TEST(WriteJson, WritesTheFormsOfTheStandard) {
    Event event;
    event.action = Action::add;
    event.event_time = UtcMs{0};
    event.offset_minutes = 480;
    event.record_time = UtcMs{1};
    event.epcs.ranges = {{"ecode:201280000000000000000000000000001", "ecode:201280000000000000000000000000009"}};
    event.quantities = {{"urn:x:class", 200.0, "KGM"}, {"urn:x:other", 0.1, ""}};
    event.biz_step = "shipping";
    event.ilmd["ex:a\"b"] = "x\n\x01";
    event.context = {{"ex", "https://ns.example.com/"}};
    std::string out = "[";
    write_json(event, "ni:///x", {.local_context = true}, out);
    EXPECT_EQ(
        out,
        R"([{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",)"
        R"({"ex":"https://ns.example.com/","yiguan":"urn:yiguan:epcis:"}],"type":"ObjectEvent","eventID":"ni:///x",)"
        R"("eventTime":"1970-01-01T08:00:00.000+08:00","eventTimeZoneOffset":"+08:00",)"
        R"("recordTime":"1970-01-01T00:00:00.001Z","action":"ADD","epcList":[],)"
        R"("yiguan:rangeList":[{"first":"ecode:201280000000000000000000000000001",)"
        R"("last":"ecode:201280000000000000000000000000009"}],)"
        R"("quantityList":[{"epcClass":"urn:x:class","quantity":200,"uom":"KGM"},)"
        R"({"epcClass":"urn:x:other","quantity":0.1}],"bizStep":"shipping","ilmd":{"ex:a\"b":"x\n\u0001"}})");
}

TEST(WriteJson, OneContextForSeveralEvents) {
    SharedContext shared;
    EXPECT_EQ(shared.json(), "[\"" + std::string(epcis_context) + "\"]");
    shared.add({{"b", "urn:b:"}, {"c", "urn:c:"}});
    shared.add({{"a", "urn:a:"}, {"b", "urn:b:"}});
    EXPECT_EQ(shared.json(), "[\"" + std::string(epcis_context) + R"(",{"a":"urn:a:","b":"urn:b:","c":"urn:c:"}])");
    EXPECT_FALSE(shared.clashes({{"a", "urn:a:"}, {"z", "urn:z:"}}));
    EXPECT_TRUE(shared.clashes({{"a", "urn:other:"}}));
}

TEST(WriteJson, ThePrefixOfRangesGivesWay) {
    Event event;
    event.epcs.ranges = {{"urn:x:1", "urn:x:2"}};
    event.context = {{"yiguan", "urn:somebody:else:"}};
    EXPECT_EQ(context_of(event),
              (Context{{"yiguan", "urn:somebody:else:"}, {"yiguanx", std::string(yiguan_namespace)}}));
    event.context = {{"yg", std::string(yiguan_namespace)}};
    EXPECT_EQ(context_of(event), event.context);
    EXPECT_NE(written(event).find("\"yg:rangeList\""), std::string::npos);
}

}  // namespace
}  // namespace yiguan::epcis
