#include "ledger/levels.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <random>
#include <thread>

#include "db/testing.hpp"
#include "proof/tree_testing.hpp"

namespace yiguan::ledger {
namespace {

using proof::Hash;
using proof::Suite;

constexpr std::uint64_t many = 5'000;  // as far as half-1

const proof::testing::MemoryNodes& reference() {
    static const auto nodes = proof::testing::numbered_tree(Suite::sha256, many);
    return nodes;
}
const std::vector<Hash>& leaves() {
    static const auto all = reference().leaves();
    return all;
}
std::span<const Hash> leaves(std::uint64_t first, std::uint64_t last) {
    return std::span(leaves()).subspan(first, last - first);
}

class LevelsTest : public ::testing::Test {
protected:
    std::filesystem::path folder() const { return directory_.path() / "log"; }
    Levels open(Levels::Use use = Levels::Use::write) const { return Levels(folder(), Suite::sha256, use); }
    void given(std::uint64_t size) const {
        Levels levels = open();
        levels.append(leaves(levels.size(), size));
        levels.sync();
    }
    void resize(const char* file, std::int64_t by) const {
        std::filesystem::resize_file(
            folder() / file,
            static_cast<std::uintmax_t>(static_cast<std::int64_t>(std::filesystem::file_size(folder() / file)) + by));
    }
    void flip(const std::filesystem::path& file, std::uint64_t at, int bit) const {
        std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
        stream.seekg(static_cast<std::streamoff>(at));
        const int byte = stream.get();
        stream.seekp(static_cast<std::streamoff>(at));
        stream.put(static_cast<char>(byte ^ 1 << bit));
    }
    std::vector<std::string> compare(std::uint64_t records) const {
        const Levels levels = open(Levels::Use::read);
        LevelsCheck check(levels);
        for (const Hash& leaf : leaves(0, records)) check.leaf(leaf);
        return check.done();
    }

private:
    db::testing::TemporaryDirectory directory_;
};

void expect_equal(const Levels& levels, std::uint64_t size) {
    ASSERT_EQ(levels.size(), size);
    EXPECT_EQ(levels.root(size), root(Suite::sha256, reference(), size));
    for (int level = 0; size >> level > 0; ++level)
        for (std::uint64_t i : {std::uint64_t{0}, (size >> level) / 2, (size >> level) - 1}) {
            EXPECT_EQ(levels.node(level, i), reference().node(level, i)) << level << " " << i;
        }
    EXPECT_EQ(levels.check(), std::vector<std::string>{});
}

TEST_F(LevelsTest, EmptyOne) {
    const Levels levels = open();
    EXPECT_EQ(levels.size(), 0u);
    EXPECT_EQ(levels.root(0), proof::empty_root(Suite::sha256));
    EXPECT_FALSE(levels.tile({}));
    EXPECT_THROW(levels.node(0, 0), std::out_of_range);
    EXPECT_EQ(compare(0), std::vector<std::string>{});
}

TEST_F(LevelsTest, HoldsWhatWasAppendedInPiecesAndGoesOnAfterReopening) {
    for (std::uint64_t size : {1u, 15u, 16u, 17u, 255u, 256u, 257u, 4'095u, 4'097u, 4'999u}) {
        Levels levels = open();
        while (levels.size() < size) levels.append(leaves(levels.size(), std::min(size, levels.size() + 100)));
        levels.sync();
        expect_equal(levels, size);
        expect_equal(open(Levels::Use::read), size);
    }
    EXPECT_EQ(compare(many), std::vector<std::string>{});
}

TEST_F(LevelsTest, ServesTilesAndPartsOfThem) {
    given(4'700);
    const Levels levels = open();
    const auto expected = [](int level, std::uint64_t first, std::uint64_t count) {
        std::string out;
        for (std::uint64_t i = 0; i < count; ++i) out += proof::bytes_of(reference().node(level, first + i));
        return out;
    };
    EXPECT_EQ(levels.tile({.level = 0, .index = 3}), expected(0, 768, 256));
    EXPECT_EQ(levels.tile({.level = 0, .index = 3, .width = 7}), expected(0, 768, 7));
    EXPECT_EQ(levels.tile({.level = 0, .index = 18, .width = 92}), expected(0, 4'608, 92));
    EXPECT_EQ(levels.tile({.level = 1, .index = 0, .width = 18}), expected(8, 0, 18));
    for (const proof::TileName missing : {proof::TileName{.level = 0, .index = 18},
                                          {.level = 0, .index = 18, .width = 93},
                                          {.level = 1, .index = 0, .width = 19},
                                          {.level = 2, .index = 0, .width = 1},
                                          {.level = 8, .index = 0, .width = 1},
                                          {.level = 63, .index = 0, .width = 1},
                                          {.level = 0, .index = UINT64_MAX},
                                          {.level = 0, .index = std::uint64_t{1} << 56},
                                          {.entries = true, .index = 0}})
        EXPECT_FALSE(levels.tile(missing)) << proof::tile_name(missing);
}

// X20: whatever a crash left behind is cut to whole nodes, and made again it is the same tree.
TEST_F(LevelsTest, X20_RecoversFromFilesThatDoNotFitTogether) {
    struct Damage {
        const char* file;
        std::int64_t by;
        std::uint64_t left;
    };
    for (const Damage& damage : {Damage{"level-0", -1, 4'699},
                                 {"level-0", -32, 4'699},
                                 {"level-0", -33, 4'698},
                                 {"level-0", 17, 4'700},
                                 {"half-0", -1, 4'687},
                                 {"half-0", -64, 4'671},
                                 {"half-0", 32, 4'700},
                                 {"level-1", -1, 4'607},
                                 {"level-1", 1, 4'700},
                                 {"half-1", -32, 4'095},
                                 {"half-1", 3'200, 4'700}}) {
        given(4'700);
        resize(damage.file, damage.by);
        {
            const Levels reader = open(Levels::Use::read);
            EXPECT_GE(reader.size(), damage.left) << damage.file << damage.by;
        }
        expect_equal(open(), damage.left);
        given(4'700);
        expect_equal(open(), 4'700);
        EXPECT_EQ(compare(4'700), std::vector<std::string>{});
    }
    // Whole hashes that are wrong look like leaves: whoever goes on cuts back to what is known to be on disk.
    resize("level-0", 320);
    EXPECT_EQ(open().size(), 4'703u);
    EXPECT_EQ(compare(many).size(), 3u);
    open().cut(4'700);
    expect_equal(open(), 4'700);
    std::filesystem::remove(folder() / "half-0");
    expect_equal(open(), 15);
    given(4'700);
    expect_equal(open(), 4'700);
}

TEST_F(LevelsTest, CutsAndGoesOn) {
    given(4'700);
    for (std::uint64_t size : {4'096u, 4'095u, 256u, 17u, 0u}) {
        Levels levels = open();
        levels.cut(size);
        expect_equal(levels, size);
        EXPECT_THROW(levels.cut(size + 1), std::out_of_range);
        levels.append(leaves(size, size + 5));
        expect_equal(levels, size + 5);
        levels.cut(size);
    }
}

// NAT-35: a changed byte anywhere is found and its place is named.
TEST_F(LevelsTest, NAT35_NamesEveryFlippedByte) {
    given(4'700);
    std::vector<std::pair<std::filesystem::path, std::uint64_t>> files;
    std::uint64_t total = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
        files.emplace_back(entry.path(), entry.file_size());
        total += entry.file_size();
    }
    ASSERT_EQ(total, (4'700u + 293 + 18 + 1) * 32);
    std::ranges::sort(files, {}, [](const auto& file) { return file.second; });
    std::mt19937_64 random(6);
    for (int i = 0; i < 120; ++i) {
        const auto& [path, bytes] = files[static_cast<std::size_t>(i % 4)];
        const auto at = random() % bytes;
        const int bit = static_cast<int>(random() % 8);
        flip(path, at, bit);
        EXPECT_EQ(compare(4'700), std::vector{path.string() + " 字节 " + std::to_string(at) + " 与记录不符"});
        if (i < 40) {
            // Without the records: a sentence with the block that the byte stands in.
            const bool below_a_node = path.filename() != "half-1" && at / 512 < bytes / 512;
            const bool is_a_node = path.filename() != "level-0";
            EXPECT_EQ(open(Levels::Use::read).check().size(), std::size_t{below_a_node} + std::size_t{is_a_node});
        }
        flip(path, at, bit);
    }
    EXPECT_EQ(compare(4'700), std::vector<std::string>{});
}

TEST_F(LevelsTest, NAT35_CheckNamesWhatHasNoRecordAndTornEnds) {
    given(4'700);
    EXPECT_EQ(compare(4'690).front(), (folder() / "level-0").string() + " 字节 150080 起没有对应的记录");
    EXPECT_EQ(compare(many), std::vector<std::string>{});
    resize("half-0", -5);
    EXPECT_EQ(compare(4'700).front(), (folder() / "half-0").string() + " 的长度 9371 不是 32 的整数倍");
    // What stands behind a short file is compared all the same.
    flip(folder() / "level-0", 150'000, 1);
    EXPECT_EQ(compare(4'700).front(), (folder() / "level-0").string() + " 字节 150000 与记录不符");
    for (std::uint64_t at = 0; at < 4'000; at += 32) flip(folder() / "level-0", at, 0);
    EXPECT_EQ(compare(4'700).size(), 100u);
}

TEST_F(LevelsTest, OtherThreadsReadWhileOneAppends) {
    Levels levels = open();
    levels.append(leaves(0, 1));
    std::atomic<bool> done = false;
    std::vector<std::thread> readers;
    std::atomic<int> wrong = 0, proofs = 0;
    for (unsigned t = 0; t < 2; ++t)
        readers.emplace_back([&, t] {
            std::mt19937_64 random(t);
            while (!done || proofs < 10) {
                const std::uint64_t size = levels.size(), index = random() % size;
                const auto path = inclusion_proof(Suite::sha256, levels, index, size);
                const Hash top = root(Suite::sha256, reference(), size);
                if (!verify_inclusion(Suite::sha256, index, size, leaves()[index], path, top)) ++wrong;
                ++proofs;
            }
        });
    while (levels.size() < many) levels.append(leaves(levels.size(), std::min(many, levels.size() + 7)));
    done = true;
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(wrong, 0);
}

TEST_F(LevelsTest, FaultsAreThrownAndLeaveTheSizeAsItWas) {
    given(100);
    EXPECT_THROW(open(Levels::Use::read).append(leaves(100, 101)), std::system_error);
    std::filesystem::remove(folder() / "half-0");
    std::filesystem::create_directory(folder() / "half-0");
    EXPECT_THROW(open(), std::system_error);
}

}  // namespace
}  // namespace yiguan::ledger
