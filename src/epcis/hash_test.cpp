#include "epcis/hash.hpp"

#include <gtest/gtest.h>

#include "epcis/json.hpp"
#include "epcis/testing.hpp"

namespace yiguan::epcis {
namespace {

using namespace testing;

constexpr UtcMs now{1'795'000'000'000};

std::vector<Event> events_of(const std::filesystem::path& file) {
    const auto document = read_json(slurp(file), {.now = now});
    if (document.has_error()) {
        ADD_FAILURE() << file << ' ' << document.error().pointer << ' ' << document.error().detail;
        return {};
    }
    return document.value().events;
}

TEST(EventHash, EqualsTheReferenceImplementation) {
    std::size_t compared = 0;
    for (const auto& file : files(testdata / "event-hash", ".jsonld")) {
        const auto texts = lines(std::filesystem::path(file).replace_extension(".prehashes"));
        const auto hashes = lines(std::filesystem::path(file).replace_extension(".hashes"));
        const auto events = events_of(file);
        ASSERT_EQ(events.size(), texts.size()) << file;
        ASSERT_EQ(events.size(), hashes.size()) << file;
        for (std::size_t i = 0; i < events.size(); ++i, ++compared) {
            // One line of the published texts is cut short; its hash is that of the whole text.
            const std::string text = pre_hash(events[i]);
            EXPECT_EQ(text.substr(0, texts[i].size()), texts[i]) << file;
            EXPECT_EQ(event_hash_uri(event_hash(events[i])), hashes[i]) << file;
        }
    }
    EXPECT_GE(compared, 5u);
}

TEST(EventHash, UrisReadBack) {
    EventHash hash{};
    hash[0] = 0xab;
    const std::string uri = event_hash_uri(hash);
    EXPECT_EQ(uri, "ni:///sha-256;ab" + std::string(62, '0') + "?ver=CBV2.0");
    EXPECT_EQ(parse_event_hash_uri(uri), hash);
    for (const std::string& bad : {uri.substr(1), uri + "x", "ni:///sha-256;" + std::string(64, 'g') + "?ver=CBV2.0",
                                   "ni:///sha-256;" + std::string(64, '0') + "?ver=CBV2.1"})
        EXPECT_FALSE(parse_event_hash_uri(bad)) << bad;
}

TEST(EventHash, DifferentWritingsOfOneEvent) {
    const auto events = events_of(testdata / "event-hash/expected_equal/ReferenceEventHashAlgorithm.json");
    ASSERT_GE(events.size(), 2u);
    for (const Event& event : events) EXPECT_EQ(pre_hash(event), pre_hash(events[0]));
}

}  // namespace
}  // namespace yiguan::epcis
