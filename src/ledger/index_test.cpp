#include "ledger/index.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "db/testing.hpp"
#include "ledger/index_store.hpp"
#include "ledger/run_file.hpp"

namespace yiguan::ledger {
namespace {

namespace fs = std::filesystem;
using proof::UnitKey;

UnitKey key_of(unsigned n) {
    const auto hash = proof::digest(proof::Suite::sha256, std::to_string(n));
    UnitKey key;
    std::copy_n(hash.begin(), key.size(), key.begin());
    return key;
}

class Index : public db::testing::BothEngines {
protected:
    /// Appends `n` events of one to three keys out of `keys_`, and keeps what they say.
    void given_events(int n) {
        db_->write_now([&](db::Tx& tx) {
            for (int i = 0; i < n; ++i) {
                const auto next = tx.journal().next(tx);
                proof::Leaf leaf{
                    .kind = proof::Kind::event, .recorded_ms = next.time.value, .publics = {{1, std::int64_t{1}}}};
                leaf.private_root.fill(std::byte{1});
                for (int k = 0; k < 3; ++k) {
                    const auto key = key_of(static_cast<unsigned>(random_() % keys_));
                    if (k == 0 || random_() % 2 == 0) leaf.keys.push_back(key);
                }
                std::ranges::sort(leaf.keys);
                leaf.keys.erase(std::ranges::unique(leaf.keys).begin(), leaf.keys.end());
                const auto position = tx.journal().append(tx, leaf.encode());
                for (const UnitKey& key : leaf.keys) said_[key].push_back(static_cast<std::uint64_t>(position.index()));
            }
        });
    }
    Head head() {
        return db_->read_now([](db::Tx& tx) { return head_of(tx, 0).value(); });
    }
    bool advance(CompletenessIndex& index) {
        clock_.value += 60'000;
        const auto now = head();
        return index.advance(now.log, now.size, clock_);
    }
    CompletenessIndex opened(IndexOptions options = small()) { return {*db_, folder_.path(), options}; }
    static IndexOptions small() { return {.epoch_leaves = 100, .small = 20, .pairs_in_memory = 120}; }
    /// Every key gets the leaves that are below the covered end, no other key any.
    void expect_answers(const CompletenessIndex& index) {
        const auto now = head();
        const auto live = index.live(now.log, now.size);
        ASSERT_TRUE(live);
        for (unsigned n = 0; n < keys_ + 20; n += 1 + n / 10) {
            const std::vector keys{key_of(n), key_of(n + 1)};
            std::vector<std::uint64_t> expected;
            for (const UnitKey& key : keys)
                for (const auto i : said_[key])
                    if (i < live->covered()) expected.push_back(i);
            std::ranges::sort(expected);
            expected.erase(std::ranges::unique(expected).begin(), expected.end());
            const auto answers = index.answer(now.log, *live, keys);
            ASSERT_EQ(answers.size(), live->runs.size());
            std::vector<std::uint64_t> proven;
            for (std::size_t i = 0; i < answers.size(); ++i) {
                const auto found = proof::check_run(run_suite, live->runs[i], keys, answers[i]);
                ASSERT_TRUE(found);
                proven.insert(proven.end(), found->begin(), found->end());
            }
            EXPECT_EQ(proven, expected) << n;
        }
    }
    std::vector<std::string> check(const CompletenessIndex& index) {
        return db_->read_now([&](db::Tx& tx) { return index.check(tx, head().log); });
    }
    /// The head that a run's file had before it was changed, from log_run.
    std::optional<proof::RunHead> head_in(const fs::path& path) {
        const auto rows = db_->read_now([&](db::Tx& tx) { return store::runs_of(tx, head_of(tx, 0)->log); });
        for (const auto& row : rows)
            if (path.filename() == fmt::format("run-{}-{}-{}", head().log, row.head.from, row.head.to)) return row.head;
        return std::nullopt;
    }
    /// "<file> 偏移 <from> 至 <to>：" with from <= at <= to.
    static bool names(const std::string& defect, const fs::path& path, std::uint64_t at) {
        unsigned long long from = 0, to = 0;
        const std::string start = path.string() + " 偏移 ";
        if (!defect.starts_with(start)) return false;
        return std::sscanf(defect.c_str() + start.size(), "%llu 至 %llu", &from, &to) == 2 && from <= at && at <= to;
    }
    std::vector<fs::path> files() {
        std::vector<fs::path> found;
        for (const auto& file : fs::directory_iterator(folder_.path())) found.push_back(file.path());
        std::ranges::sort(found);
        return found;
    }

    db::testing::TemporaryDirectory folder_;
    std::mt19937 random_{7};
    unsigned keys_ = 150;
    std::map<UnitKey, std::vector<std::uint64_t>> said_;
};

// NAT-35: what the runs answer is what a reading of all leaves finds, whatever was merged on the way.
TEST_P(Index, Nat35AnswersLikeALinearSearch) {
    auto index = opened();
    for (int round = 0; round < 25; ++round) {
        given_events(1 + static_cast<int>(random_() % 90));
        while (advance(index)) {
        }
        if (round % 6 == 0) expect_answers(index);
    }
    expect_answers(index);
    const auto now = head();
    EXPECT_LE(index.live(now.log, now.size)->runs.size(), 6u);
    EXPECT_EQ(check(index), std::vector<std::string>{});
}

TEST_P(Index, IsDueAfterItsTimeOrItsLeavesAndOnlyWithNews) {
    auto index = opened({.epoch_leaves = 50});
    given_events(5);
    auto now = head();
    EXPECT_TRUE(index.advance(now.log, now.size, clock_));
    given_events(5);
    now = head();
    EXPECT_FALSE(index.advance(now.log, now.size, clock_)) << "too early";
    given_events(60);
    now = head();
    EXPECT_TRUE(index.advance(now.log, now.size, clock_)) << "so many leaves do not wait";
    while (advance(index)) {
    }
    EXPECT_FALSE(advance(index)) << "its own commitment is no news";
    EXPECT_EQ(head().size, now.size + 2);
}

TEST_P(Index, ServesTheOlderCommitmentUntilTheNewerIsPublished) {
    auto index = opened();
    given_events(40);
    const auto first = head();
    EXPECT_TRUE(index.advance(first.log, first.size, clock_));
    EXPECT_FALSE(index.live(first.log, first.size)) << "its own leaf is not in the published tree";
    const auto second = head();
    const auto live = index.live(first.log, second.size);
    ASSERT_TRUE(live);
    given_events(30);
    clock_.value += 60'000;
    EXPECT_TRUE(index.advance(first.log, head().size, clock_));
    const auto older = index.live(first.log, second.size);
    ASSERT_TRUE(older);
    EXPECT_EQ(older->commitment, live->commitment);
    EXPECT_NO_THROW(index.answer(first.log, *older, std::vector{key_of(1)}));
    EXPECT_EQ(files().size(), 2u);
    advance(index);
    EXPECT_EQ(files().size(), 1u) << "the older one is forgotten";
    expect_answers(index);
}

TEST_P(Index, AStartMakesMissingAndDamagedFilesAgain) {
    given_events(150);
    {
        auto index = opened();
        while (advance(index)) {
        }
    }
    const auto before = files();
    ASSERT_FALSE(before.empty());
    std::ofstream(folder_.path() / (before[0].filename().string() + ".new")) << "torn";
    std::ofstream(folder_.path() / fmt::format("run-{}-5-6", head().log)) << "of nobody";
    fs::resize_file(before[0], 200);
    {
        auto index = opened();
        advance(index);
        expect_answers(index);
        EXPECT_EQ(files(), before);
        EXPECT_EQ(check(index), std::vector<std::string>{});
    }
    for (const auto& path : before) fs::remove(path);
    auto index = opened();
    advance(index);
    expect_answers(index);
    EXPECT_EQ(files(), before);
}

TEST_P(Index, ADamagedRunAnswersNothingAndIsMadeAgain) {
    auto index = opened();
    given_events(150);
    while (advance(index)) {
    }
    const auto now = head();
    const auto live = index.live(now.log, now.size);
    for (const auto& path : files()) {  // every key and every list
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(128);
        file << std::string(24 * 40, 'x');
    }
    EXPECT_THROW(index.answer(now.log, *live, std::vector{key_of(1)}), std::runtime_error);
    advance(index);
    EXPECT_EQ(check(index), std::vector<std::string>{});
    expect_answers(index);
}

// NAT-35: any changed byte is reported with its file and place.
TEST_P(Index, Nat35EveryFlippedByteIsFound) {
    keys_ = 60;
    auto index = opened();
    given_events(180);
    while (advance(index)) {
    }
    ASSERT_EQ(check(index), std::vector<std::string>{});
    for (const auto& path : files()) {
        const auto size = fs::file_size(path);
        for (std::uint64_t at = 0; at < size; at += 1 + random_() % 97) {
            std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
            file.seekg(static_cast<std::streamoff>(at));
            const char byte = static_cast<char>(file.get());
            file.seekp(static_cast<std::streamoff>(at));
            file.put(static_cast<char>(byte ^ (1 << at % 8)));
            file.flush();
            const auto defects = check_run_file(path, head().log, head_in(path), 100, {});
            ASSERT_FALSE(defects.empty()) << path << " " << at;
            EXPECT_TRUE(std::ranges::any_of(defects, [&](const auto& d) { return names(d, path, at); }))
                << path << " " << at << "\n"
                << defects.front();
            file.seekp(static_cast<std::streamoff>(at));
            file.put(byte);
        }
    }
    EXPECT_EQ(check(index), std::vector<std::string>{});
}

TEST_P(Index, ChangedRowsAndFilesOfOthersAreFound) {
    auto index = opened();
    given_events(120);
    while (advance(index)) {
    }
    const auto good = files().front();
    const auto head_of_file = head_in(good);
    // A sound file of other contents in its place: the root differs.
    fs::rename(good, folder_.path() / "kept");
    {
        RunWriter writer(good, head().log, head_of_file->from, head_of_file->to);
        writer.add(key_of(1), std::vector<std::uint64_t>{head_of_file->from});
        writer.finish();
    }
    EXPECT_FALSE(check(index).empty());
    fs::rename(folder_.path() / "kept", good);
    EXPECT_TRUE(check(index).empty());
}

YIGUAN_BOTH_ENGINES(Index);

}  // namespace
}  // namespace yiguan::ledger
