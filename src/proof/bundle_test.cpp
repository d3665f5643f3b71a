#include "proof/bundle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "proof/bundle_testing.hpp"

namespace yiguan::proof {
namespace {

using testing::key_of;
using testing::MemoryLog;

/// A log in which codes with the keys 1..3 have five events, others many; runs of seven leaves.
struct World {
    explicit World(Suite suite = Suite::sha256) : log(suite) {
        for (unsigned i = 0; i < 40; ++i) {
            log.event({key_of(100 + i), key_of(200 + i % 7)});
            if (i % 8 == 0) ours.push_back(log.event({key_of(1 + i % 3), key_of(300 + i)}));
        }
        log.commit(7);
        log.event({key_of(500)});
    }
    std::vector<UnitKey> keys{key_of(1), key_of(2), key_of(3)};
    MemoryLog log;
    std::vector<std::uint64_t> ours;
};

std::string last_line(const BundleReport& report) {
    return report.finding.lines.empty() ? "" : report.finding.lines.back();
}

void expect_invalid(const Bundle& bundle, const Policy& policy, std::string_view word) {
    const auto report = check_bundle(bundle, policy);
    EXPECT_EQ(report.finding.verdict, Verdict::invalid);
    EXPECT_FALSE(report.genuine);
    EXPECT_EQ(report.complete_to_ms, std::nullopt);
    EXPECT_NE(last_line(report).find(word), std::string::npos) << last_line(report);
}

// NAT-35
TEST(Bundle, Nat35ProvesGenuineAndComplete) {
    for (const Suite suite : {Suite::sha256, Suite::sm3}) {
        const World world(suite);
        const Bundle bundle = world.log.bundle(world.keys, 1);
        const auto report = check_bundle(bundle, world.log.policy());
        EXPECT_EQ(report.finding.verdict, Verdict::valid) << last_line(report);
        EXPECT_TRUE(report.genuine);
        EXPECT_EQ(report.seen_by, std::vector<std::string>{"w"});
        EXPECT_EQ(report.events, world.ours.size());
        EXPECT_EQ(report.withheld, 0u);
        EXPECT_EQ(report.complete_to, 45u);
        EXPECT_EQ(report.complete_to_ms, 1'795'219'200'044);
        EXPECT_EQ(report.size, world.log.leaves().size());
        const auto again = Bundle::parse(bundle.encode());
        ASSERT_TRUE(again.has_value());
        EXPECT_EQ(again.value().encode(), bundle.encode());
    }
}

TEST(Bundle, WithoutAnIndexItIsOnlyGenuine) {
    MemoryLog log;
    log.event({key_of(1)});
    const auto report = check_bundle(log.bundle({key_of(1)}, 0), log.policy());
    EXPECT_EQ(report.finding.verdict, Verdict::valid);
    EXPECT_TRUE(report.genuine);
    EXPECT_EQ(report.complete_to_ms, std::nullopt);
    EXPECT_EQ(report.withheld, 1u);
    EXPECT_NE(last_line(report).find("不能证明没有遗漏"), std::string::npos);
}

TEST(Bundle, ACodeWithoutEventsIsShownToHaveNone) {
    const World world;
    const auto report = check_bundle(world.log.bundle({key_of(9)}, 0), world.log.policy());
    EXPECT_EQ(report.finding.verdict, Verdict::valid);
    EXPECT_EQ(report.events, 0u);
    EXPECT_TRUE(report.complete_to_ms);

    const MemoryLog empty_log = [] {
        MemoryLog log;
        log.event({key_of(1)});
        return log;
    }();
    const Bundle none = empty_log.bundle({key_of(9)}, 0);
    EXPECT_TRUE(none.entries.empty());
    EXPECT_EQ(check_bundle(none, empty_log.policy()).finding.verdict, Verdict::valid);
}

// Test 6 of the design: an event that is left out is noticed.
TEST(Bundle, X20AHiddenEventIsReported) {
    const World world;
    for (std::size_t hidden = 0; hidden < world.ours.size(); ++hidden) {
        Bundle bundle = world.log.bundle(world.keys, 4);
        std::erase_if(bundle.entries, [&](const auto& entry) { return entry.index == world.ours[hidden]; });
        world.log.seal(bundle);
        expect_invalid(bundle, world.log.policy(), "不完整");
    }
}

TEST(Bundle, AnEventThatTheIndexDoesNotNameIsReported) {
    const World world;
    Bundle bundle = world.log.bundle(world.keys, 0);
    bundle.keys.push_back(key_of(203));  // its events are not among the entries, nor in the answers
    world.log.seal(bundle);
    expect_invalid(bundle, world.log.policy(), "索引");
}

TEST(Bundle, EventsOfOthersDoNotBelong) {
    World world;
    Bundle bundle = world.log.bundle(world.keys, 0);
    bundle.entries.insert(bundle.entries.begin(), {.index = 0, .leaf = world.log.leaves()[0]});
    world.log.seal(bundle);
    expect_invalid(bundle, world.log.policy(), "无关");
}

TEST(Bundle, AForeignCodeOrKeyIsNotClaimed) {
    const World world;
    Bundle bundle = world.log.bundle(world.keys, 0);
    bundle.code = "206901110000000000000000000000002";
    expect_invalid(bundle, world.log.policy(), "声明");
}

TEST(Bundle, PartsFollowTheirEvent) {
    MemoryLog log;
    log.event({key_of(1)});
    const auto event = log.event({key_of(10)});
    log.event({key_of(11)}, 1);
    log.event({key_of(12)}, 2);
    log.event({key_of(13)});
    log.commit(3);
    const Bundle bundle = log.bundle({key_of(12)}, 2);
    EXPECT_EQ(bundle.entries.size(), 4u);  // the last one that the index covers, too
    const auto report = check_bundle(bundle, log.policy());
    EXPECT_EQ(report.finding.verdict, Verdict::valid) << last_line(report);
    EXPECT_EQ(report.events, 1u);
    EXPECT_EQ(report.withheld, 0u);

    Bundle hidden = bundle;
    std::erase_if(hidden.entries, [&](const auto& entry) { return entry.index == event; });
    log.seal(hidden);
    expect_invalid(hidden, log.policy(), "分段");
    // An event that is not the part's own does not bring it in.
    Bundle foreign = log.bundle({key_of(12)}, 2);
    foreign.keys = {key_of(99)};
    log.seal(foreign);
    EXPECT_EQ(check_bundle(foreign, log.policy()).finding.verdict, Verdict::invalid);
}

// The commitment's time is that of the last record which the index covers: it must be there.
TEST(Bundle, ATimeThatNoRecordHasIsRefused) {
    MemoryLog log;
    log.event({key_of(1)});
    const auto last = log.event({key_of(2)});
    log.commit(2);
    Bundle bundle = log.bundle({key_of(1)}, 2);
    EXPECT_EQ(check_bundle(bundle, log.policy()).finding.verdict, Verdict::valid);
    EXPECT_EQ(check_bundle(bundle, log.policy()).events, 1u);
    std::erase_if(bundle.entries, [&](const auto& entry) { return entry.index == last; });
    log.seal(bundle);
    expect_invalid(bundle, log.policy(), "时间不正确");
}

// A field in another place than its own could be a second value of it.
TEST(Bundle, AFieldOutOfItsPlaceIsRefused) {
    MemoryLog log;
    log.event({key_of(1)});
    Bundle bundle = log.bundle({key_of(1)}, 3);
    EXPECT_EQ(check_bundle(bundle, log.policy()).finding.verdict, Verdict::valid);
    Bundle without_first = bundle;
    without_first.entries.front().openings.erase(without_first.entries.front().openings.begin());
    expect_invalid(without_first, log.policy(), "不在其位");
}

TEST(Bundle, ErasedFieldsNeedAnErasure) {
    MemoryLog log;
    const auto event = log.event({key_of(1)});
    std::string list(8, '\0');
    list[7] = static_cast<char>(event);
    list += std::string("\0\x10", 2);
    const auto erasure = log.append({.kind = Kind::erasure, .publics = {{1, PublicValue(list)}}});
    Bundle bundle = log.bundle({key_of(1)}, 1);
    bundle.entries.front().erased = {16};
    log.seal(bundle);
    expect_invalid(bundle, log.policy(), "没有删除记录");
    bundle.entries.push_back({.index = erasure, .leaf = log.leaves()[erasure]});
    log.seal(bundle);
    const auto report = check_bundle(bundle, log.policy());
    EXPECT_EQ(report.finding.verdict, Verdict::valid) << last_line(report);
    EXPECT_EQ(report.erased, 1u);
    EXPECT_EQ(report.events, 1u);
}

TEST(Bundle, WithdrawnRecordsShowTheirHashOnly) {
    const World world;
    Bundle bundle = world.log.bundle(world.keys, 0);
    auto& entry = bundle.entries[1];
    entry.leaf_hash = hash_leaf(Suite::sha256, entry.leaf);
    entry.leaf.clear();
    const auto report = check_bundle(Bundle::parse(bundle.encode()).value(), world.log.policy());
    EXPECT_EQ(report.finding.verdict, Verdict::valid) << last_line(report);
    EXPECT_EQ(report.withheld, world.ours.size());
}

TEST(Bundle, AnUnknownLogCannotBeJudged) {
    const World world;
    Bundle bundle = world.log.bundle(world.keys, 0);
    const auto none = Policy::parse("quorum none\n").value();
    EXPECT_EQ(check_bundle(bundle, none).finding.verdict, Verdict::cannot_tell);
    EXPECT_FALSE(check_bundle(bundle, none).genuine);
    // A missing cosignature is no fault of the log, but too little for the policy.
    bundle.checkpoint.signatures.pop_back();
    EXPECT_EQ(check_bundle(bundle, world.log.policy()).finding.verdict, Verdict::cannot_tell);
}

// Test 4 of the design: whatever byte is changed, nothing else is ever taken for proven.
TEST(Bundle, EveryChangedByteIsNoticed) {
    World world;
    const Bundle bundle = world.log.bundle(world.keys, 1);
    const std::string bytes = bundle.encode();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
        const auto parsed = Bundle::parse(changed);
        if (parsed.has_error()) continue;
        const auto report = check_bundle(parsed.value(), world.log.policy());
        // A witness's line under another name is a line of nobody: the quorum is missing then.
        EXPECT_NE(report.finding.verdict, Verdict::valid) << "byte " << i;
    }
}

RC_GTEST_PROP(Bundle, SwappedPartsAreNeverValid, ()) {
    static const World world;
    static const World longer = [] {
        World w;
        w.log.event({key_of(2)});
        return w;
    }();
    Bundle bundle = world.log.bundle(world.keys, 1);
    const Bundle other = longer.log.bundle({key_of(4), key_of(2), key_of(1)}, 2);
    bool changed = false;
    const auto swap = [&](auto member) {
        if (!*rc::gen::arbitrary<bool>()) return;
        bundle.*member = other.*member;
        changed = true;
    };
    swap(&Bundle::keys);
    swap(&Bundle::checkpoint);
    swap(&Bundle::proof);
    swap(&Bundle::runs);
    swap(&Bundle::claim);
    const bool valid = check_bundle(bundle, world.log.policy()).finding.verdict == Verdict::valid;
    RC_ASSERT(valid == !changed);
}

TEST(Bundle, ParsingIsBounded) {
    EXPECT_FALSE(Bundle::parse("").has_value());
    EXPECT_FALSE(Bundle::parse(std::string(Bundle::bytes_max + 1, '\0')).has_value());
    EXPECT_FALSE(Bundle::parse("\x8a\x6fyiguan-bundle/1\x01\x61"
                               "1\x9b\x7f\xff\xff\xff\xff\xff\xff\xff")
                     .has_value());
}

}  // namespace
}  // namespace yiguan::proof
