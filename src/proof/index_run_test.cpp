#include "proof/index_run.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "proof/bundle_testing.hpp"

namespace yiguan::proof {
namespace {

using testing::key_of;
using testing::MemoryRun;

MemoryRun::Records records_of(const std::vector<std::pair<unsigned, unsigned>>& pairs) {
    MemoryRun::Records records;
    std::set<std::pair<unsigned, unsigned>> sorted;
    for (const auto& [key, index] : pairs) sorted.emplace(key % 64, index % 1000);
    for (const auto& [key, index] : sorted) records[key_of(key)].push_back(index);
    return records;
}

// NAT-35: of a run, exactly the leaves that name the keys are proven, whichever keys they are and wherever the others
// lie.
RC_GTEST_PROP(IndexRun, AnswersWhatALinearSearchFinds, ()) {
    const auto suite = *rc::gen::element(Suite::sha256, Suite::sm3);
    const auto records = records_of(*rc::gen::arbitrary<std::vector<std::pair<unsigned, unsigned>>>());
    const MemoryRun run(suite, 0, 1000, records);
    std::vector<UnitKey> keys;
    for (const unsigned n : *rc::gen::nonEmpty<std::vector<unsigned>>()) keys.push_back(key_of(n % 70));

    const auto answer = run.answer(keys);

    std::set<std::uint64_t> expected;
    for (const UnitKey& key : keys)
        if (const auto found = records.find(key); found != records.end())
            expected.insert(found->second.begin(), found->second.end());
    const auto proven = check_run(suite, run.head(), keys, answer);
    RC_ASSERT(proven.has_value());
    RC_ASSERT(*proven == std::vector<std::uint64_t>(expected.begin(), expected.end()));

    // The same answer proves nothing for a key that it does not speak of, unless that lies in a gap that is shown.
    const UnitKey other = key_of(*rc::gen::inRange(0u, 70u));
    std::vector<UnitKey> more = keys;
    more.push_back(other);
    const auto extended = check_run(suite, run.head(), more, answer);
    if (records.contains(other) && std::ranges::find(keys, other) == keys.end()) RC_ASSERT(!extended);
}

RC_GTEST_PROP(IndexRun, RefusesEveryChangedAnswer, ()) {
    const auto records = records_of(*rc::gen::nonEmpty<std::vector<std::pair<unsigned, unsigned>>>());
    const MemoryRun run(Suite::sha256, 0, 1000, records);
    std::vector<UnitKey> keys;
    for (const unsigned n : *rc::gen::nonEmpty<std::vector<unsigned>>()) keys.push_back(key_of(n % 70));
    auto answer = run.answer(keys);
    auto& one = answer.shown[*rc::gen::inRange<std::size_t>(0, answer.shown.size())];
    switch (*rc::gen::inRange(0, 6)) {
        case 0:  // a leaf is hidden
            if (one.indices.empty())
                one.rest[5] ^= std::byte{1};
            else
                one.indices.pop_back();
            break;
        case 1:  // the key itself is hidden
            answer.shown.erase(answer.shown.begin() + (&one - answer.shown.data()));
            break;
        case 2:
            one.position += 1;
            break;
        case 3:
            one.key[15] ^= std::byte{1};
            break;
        case 4:
            answer.proof.push_back({});
            break;
        case 5:
            if (one.indices.empty())
                one.indices = {7};
            else
                one.indices.front() += 1;
            break;
    }
    RC_ASSERT(!check_run(Suite::sha256, run.head(), keys, answer));
}

TEST(IndexRun, KeysBetweenTheSameNeighboursShareThem) {
    const MemoryRun run(Suite::sha256, 0, 10, {{key_of(10), {1}}, {key_of(20), {2, 3}}, {key_of(30), {4}}});
    const std::vector keys{key_of(11), key_of(12), key_of(19)};
    const auto answer = run.answer(keys);
    EXPECT_EQ(answer.shown.size(), 2u);
    EXPECT_EQ(check_run(Suite::sha256, run.head(), keys, answer), std::vector<std::uint64_t>{});
    // 25 lies elsewhere.
    EXPECT_EQ(check_run(Suite::sha256, run.head(), std::vector{key_of(25)}, answer), std::nullopt);
}

TEST(IndexRun, KeysInFrontAndBehindNeedOneNeighbour) {
    const MemoryRun run(Suite::sha256, 0, 10, {{key_of(10), {1}}, {key_of(20), {2}}, {key_of(30), {4}}});
    for (const unsigned n : {5u, 35u}) {
        const std::vector keys{key_of(n)};
        auto answer = run.answer(keys);
        EXPECT_EQ(answer.shown.size(), 1u);
        EXPECT_TRUE(check_run(Suite::sha256, run.head(), keys, answer));
        // The record in the middle excludes nothing.
        const auto middle = run.answer(std::vector{key_of(20)});
        EXPECT_FALSE(check_run(Suite::sha256, run.head(), keys, middle));
    }
}

TEST(IndexRun, EmptyRunsHaveNothing) {
    const MemoryRun run(Suite::sha256, 0, 10, {});
    const std::vector keys{key_of(5)};
    EXPECT_EQ(run.head().root, empty_root(Suite::sha256));
    EXPECT_EQ(check_run(Suite::sha256, run.head(), keys, {}), std::vector<std::uint64_t>{});
    RunHead other = run.head();
    other.root = {};
    EXPECT_FALSE(check_run(Suite::sha256, other, keys, {}));
    EXPECT_FALSE(check_run(Suite::sha256, run.head(), keys, {.shown = {}, .proof = {Hash{}}}));
}

TEST(IndexRun, IndicesOutsideOfTheRunAreRefused) {
    const MemoryRun run(Suite::sha256, 5, 10, {{key_of(1), {4, 7}}});
    const std::vector keys{key_of(1)};
    EXPECT_FALSE(check_run(Suite::sha256, run.head(), keys, run.answer(keys)));
}

TEST(IndexRun, HeadsFollowEachOther) {
    const std::vector<RunHead> heads{{0, 10, 3, Hash{std::byte{1}}}, {10, 11, 0, empty_root(Suite::sha256)}};
    EXPECT_EQ(decode_runs(encode_runs(heads)), heads);
    EXPECT_FALSE(decode_runs(""));
    EXPECT_FALSE(decode_runs(encode_runs(heads).substr(1)));
    for (const auto& bad : std::vector<std::vector<RunHead>>{
             {{1, 10, 3, {}}}, {{0, 0, 0, {}}}, {{0, 10, 3, {}}, {11, 12, 1, {}}}, {{0, 10, 3, {}}, {9, 12, 1, {}}}})
        EXPECT_FALSE(decode_runs(encode_runs(bad)));
}

}  // namespace
}  // namespace yiguan::proof
