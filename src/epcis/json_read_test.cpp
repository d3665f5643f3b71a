#include <gtest/gtest.h>

#include "epcis/json.hpp"
#include "epcis/testing.hpp"

namespace yiguan::epcis {
namespace {

using namespace testing;

constexpr UtcMs now{1'795'000'000'000};  // 2026-11-18T11:06:40Z

TEST(ReadJson, TakesEveryValidDocument) {
    std::size_t events = 0;
    for (const auto* folder : {"openepcis", "event-hash", "others"})
        for (const auto& file : files(testdata / folder, folder == std::string("event-hash") ? "" : ".json")) {
            const std::string name = file.string();
            if (name.find("/Invalid/") != std::string::npos || !(name.ends_with(".json") || name.ends_with(".jsonld")))
                continue;
            const auto document = read_json(slurp(file), {.now = now});
            ASSERT_TRUE(document.has_value())
                << file << ' ' << document.error().pointer << ' ' << document.error().detail;
            EXPECT_GE(document.value().events.size(), 1u) << file;
            EXPECT_EQ(document.value().count, document.value().events.size());
            events += document.value().count;
        }
    EXPECT_GE(events, 30u);
}

TEST(ReadJson, RefusesEveryInvalidDocument) {
    const std::vector<std::pair<std::string, std::string>> table{
        {"EPCISDocument_without_context.json", "/@context"},
        {"ObjectEvent_with_invalid_action.json", "/epcisBody/eventList/0/action"},
        {"ObjectEvent_with_invalid_eventTime_format.json", "/epcisBody/eventList/0/eventTime"},
        {"ObjectEvent_without_identifier_list.json", "/epcisBody/eventList/0/epcList"},
    };
    for (const auto& [name, pointer] : table) {
        const auto document = read_json(slurp(testdata / "openepcis/2.0/JSON/Capture/Invalid" / name), {.now = now});
        ASSERT_TRUE(document.has_error()) << name;
        EXPECT_EQ(document.error().code, Code::epcis_validation) << name;
        EXPECT_EQ(document.error().pointer, pointer) << name;
        EXPECT_TRUE(document.error().others.empty()) << name;
    }
}

}  // namespace
}  // namespace yiguan::epcis
