#include "mint/key_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "core/text.hpp"
#include "mint/minter.hpp"
#include "mint/testing.hpp"

namespace yiguan::mint {
namespace {

using testing::fixed_key_text;
using testing::fixed_keys;
using testing::TemporaryDirectory;
using testing::write_file;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

::mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777;
}

std::size_t entries_in(const std::filesystem::path& directory) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator()));
}

class KeyFileTest : public ::testing::Test {
protected:
    void expect_refused(std::string_view because) {
        for (const auto& result : {KeyFile::load(path), KeyFile::load_or_create(path)}) {
            ASSERT_TRUE(result.has_error());
            EXPECT_EQ(result.error().code, Code::key_file);
            EXPECT_NE(result.error().detail.find(because), std::string::npos) << result.error().detail;
        }
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "keys";
};

TEST_F(KeyFileTest, IsCreatedOnceWithMode0600) {
    const auto old_mask = ::umask(0);
    const auto created = KeyFile::load_or_create(path);
    ::umask(old_mask);
    ASSERT_TRUE(created.has_value());
    EXPECT_EQ(mode_of(path), 0600u);
    EXPECT_EQ(entries_in(directory.path()), 1u);  // no file beside it is left behind
    EXPECT_EQ(created.value().epochs(), std::vector<int>{0});
    EXPECT_EQ(created.value().key_id().size(), 16u);
    const auto text = read_file(path);
    EXPECT_EQ(KeyFile::load_or_create(path).value().key_id(), created.value().key_id());
    EXPECT_EQ(KeyFile::load(path).value().key_id(), created.value().key_id());
    EXPECT_EQ(read_file(path), text);
}

TEST_F(KeyFileTest, MakesMissingDirectoriesForItsOwnerOnly) {
    path = directory.path() / "a" / "b" / "keys";
    ASSERT_TRUE(KeyFile::load_or_create(path).has_value());
    EXPECT_EQ(mode_of(directory.path() / "a"), 0700u);
    EXPECT_EQ(mode_of(directory.path() / "a" / "b"), 0700u);
}

TEST_F(KeyFileTest, TellsNothingButTheSecretApart) {
    std::set<std::string> ids, files;
    for (int n = 0; n < 20; ++n) {
        path = directory.path() / ("keys" + std::to_string(n));
        ids.insert(KeyFile::load_or_create(path).value().key_id());
        files.insert(read_file(path));
    }
    EXPECT_EQ(ids.size(), 20u);
    EXPECT_EQ(files.size(), 20u);
}

TEST_F(KeyFileTest, IsNeverCreatedByLoad) {
    const auto missing = KeyFile::load(path);
    ASSERT_TRUE(missing.has_error());
    EXPECT_EQ(missing.error().code, Code::key_file);
    EXPECT_NE(missing.error().detail.find("不存在"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_TRUE(KeyFile::load(path / "below").has_error());
}

TEST_F(KeyFileTest, IsRefusedWhenOthersCanReadIt) {
    for (const ::mode_t mode : {0640u, 0604u, 0660u, 0601u, 0777u}) {
        write_file(path, fixed_key_text, mode);
        expect_refused("chmod 600");
    }
    write_file(path, fixed_key_text, 0400);
    EXPECT_TRUE(KeyFile::load(path).has_value());
}

// After a crash or a bad disk: refused, and never replaced, because a new secret would orphan every code issued.
TEST_F(KeyFileTest, IsRefusedAndKeptWhenDamaged) {
    const std::string right(fixed_key_text);
    for (std::size_t cut = 0; cut < right.size(); cut += 7) {
        write_file(path, right.substr(0, cut));
        expect_refused("密钥文件");
        EXPECT_EQ(read_file(path), right.substr(0, cut));
    }
    for (std::size_t at = 0; at < right.size(); ++at) {
        auto changed = right;
        changed[at] = changed[at] == '0' ? '1' : '0';
        write_file(path, changed);
        ASSERT_TRUE(KeyFile::load(path).has_error()) << at;
    }
    write_file(path, right + "x");
    expect_refused("损坏");
    write_file(path, right + std::string(5'000, '\n'));
    expect_refused("损坏");
    write_file(path, "yiguan-keys 3\n");
    expect_refused("升级");
}

TEST_F(KeyFileTest, MustBeAPlainFile) {
    ASSERT_TRUE(std::filesystem::create_directory(path));
    expect_refused("普通文件");
    std::filesystem::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    expect_refused("普通文件");
    std::filesystem::remove(path);
    std::filesystem::create_symlink(directory.path() / "nowhere", path);
    expect_refused("不存在");
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "nowhere"));
    write_file(directory.path() / "nowhere", fixed_key_text);  // a link to a mounted secret is fine
    EXPECT_EQ(KeyFile::load(path).value().key_id(), fixed_keys().key_id());
}

// Start-up races of several processes: exactly one file, the same for all.
TEST_F(KeyFileTest, HasOneWinnerWhenCreatedAtOnce) {
    for (int round = 0; round < 20; ++round) {
        path = directory.path() / std::to_string(round) / "keys";
        std::array<std::string, 8> ids;
        std::vector<std::thread> threads;
        for (auto& id : ids)
            threads.emplace_back([&] {
                const auto keys = KeyFile::load_or_create(path);
                if (keys.has_value()) id = keys.value().key_id();
            });
        for (auto& thread : threads) thread.join();
        for (const auto& id : ids) EXPECT_EQ(id, KeyFile::load(path).value().key_id());
        EXPECT_EQ(entries_in(path.parent_path()), 1u);
    }
}

TEST_F(KeyFileTest, StartsEpochsAndKeepsTheSecret) {
    const auto id = KeyFile::load_or_create(path).value().key_id();
    const auto code = Minter(KeyFile::load(path).value(), testing::domain("0128"), 0).mint(7);
    for (int epoch = 1; epoch <= 9; ++epoch) {
        const auto next = KeyFile::start_next_epoch(path);
        ASSERT_TRUE(next.has_value());
        EXPECT_EQ(next.value().current_epoch(), epoch);
        EXPECT_EQ(next.value().key_id(), id);
        EXPECT_EQ(mode_of(path), 0600u);
        EXPECT_EQ(KeyFile::load(path).value().epochs().size(), static_cast<std::size_t>(epoch) + 1);
    }
    const auto tenth = KeyFile::start_next_epoch(path);
    ASSERT_TRUE(tenth.has_error());
    EXPECT_EQ(tenth.error().code, Code::key_file);
    const auto keys = KeyFile::load(path).value();
    EXPECT_TRUE(keys.knows_epoch(9));
    EXPECT_FALSE(keys.knows_epoch(10));
    EXPECT_EQ(Verifier(keys, {testing::domain("0128")}).verify(code), (Minted{0, 0, 7}));
    EXPECT_EQ(entries_in(directory.path()), 1u);
}

// docs/formats/key-file.md: version 2 names the cipher of each epoch; without another cipher the file stays version 1.
TEST_F(KeyFileTest, NamesTheCipherOfEachEpoch) {
    using crypto::Algorithm;
    write_file(path, fixed_key_text);
    const auto code = Minter(fixed_keys(), testing::domain("0128"), 0).mint(7);
    EXPECT_TRUE(read_file(path).starts_with("yiguan-keys 1\n"));
    ASSERT_TRUE(KeyFile::start_next_epoch(path, Algorithm::sm4).has_value());
    EXPECT_EQ(read_file(path).substr(0, 65), "yiguan-keys 2\nid 934e01658ceb4d1d\nepochs 0 1\nciphers aes sm4\nsecr");
    EXPECT_EQ(KeyFile::start_next_epoch(path).value().cipher_of(2), Algorithm::sm4) << "that of the newest";
    ASSERT_TRUE(KeyFile::start_next_epoch(path, Algorithm::aes).has_value());
    const auto keys = KeyFile::load(path).value();
    EXPECT_EQ(keys.epochs(), (std::vector{0, 1, 2, 3}));
    EXPECT_EQ(keys.cipher_of(0), Algorithm::aes);
    EXPECT_EQ(keys.cipher_of(1), Algorithm::sm4);
    EXPECT_EQ(keys.cipher_of(2), Algorithm::sm4);
    EXPECT_EQ(keys.cipher_of(3), Algorithm::aes);
    EXPECT_EQ(keys.key_id(), "934e01658ceb4d1d");
    EXPECT_EQ(Verifier(keys, {testing::domain("0128")}).verify(code), (Minted{0, 0, 7}));

    path = directory.path() / "chinese";
    EXPECT_EQ(KeyFile::load_or_create(path, Algorithm::sm4).value().cipher_of(0), Algorithm::sm4);
    EXPECT_EQ(KeyFile::load(path).value().cipher_of(0), Algorithm::sm4);
}

TEST_F(KeyFileTest, HasOneTextForEachContent) {
    const std::string_view id = "id 934e01658ceb4d1d\n";
    const std::string_view secret = "secret 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
    const auto outcome = [&](std::string_view version, std::string_view middle) {
        const std::string text = fmt::format("yiguan-keys {}\n{}{}{}", version, id, middle, secret);
        write_file(path,
                   text + "sha256 " + to_hex(crypto::module().digest(crypto::Digest::sha256, as_bytes(text))) + "\n");
        return KeyFile::load(path).has_value();
    };
    EXPECT_TRUE(outcome("1", "epochs 0 3\n"));
    EXPECT_TRUE(outcome("2", "epochs 0 3\nciphers sm4 aes\n"));
    for (const auto* middle :
         {"epochs 0 3\n", "epochs 0 3\nciphers aes aes\n", "epochs 0 3\nciphers sm4\n",
          "epochs 0 3\nciphers sm4 aes aes\n", "epochs 0 3\nciphers sm4  aes\n", "epochs 0 3\nciphers sm4 aes \n",
          "epochs 0 3\nciphers sm4 des\n", "ciphers sm4 aes\nepochs 0 3\n", "epochs 0\nciphers \n"})
        EXPECT_FALSE(outcome("2", middle)) << middle;
    EXPECT_FALSE(outcome("1", "epochs 0 3\nciphers sm4 aes\n"));
    EXPECT_FALSE(outcome("1", "epochs 0 3 \n"));
}

// Whoever rotates gets an epoch of his own, and no epoch is lost.
TEST_F(KeyFileTest, StartsOneEpochForEachOfThoseWhoAskAtOnce) {
    write_file(path, fixed_key_text);
    std::array<int, 6> got{};
    std::vector<std::thread> threads;
    for (auto& epoch : got)
        threads.emplace_back([&] { epoch = KeyFile::start_next_epoch(path).value().current_epoch(); });
    for (auto& thread : threads) thread.join();
    std::ranges::sort(got);
    EXPECT_EQ(got, (std::array{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(KeyFile::load(path).value().epochs(), (std::vector{0, 1, 2, 3, 4, 5, 6}));
}

TEST_F(KeyFileTest, DerivesByHkdf) {
    const auto keys = fixed_keys();
    std::array<std::byte, 8> id;
    keys.derive("yiguan/key-id/1", id);
    EXPECT_EQ(to_hex(id), keys.key_id());
    std::array<std::byte, 8> other;
    keys.derive("yiguan/key-id/2", other);
    EXPECT_NE(id, other);
}

}  // namespace
}  // namespace yiguan::mint
