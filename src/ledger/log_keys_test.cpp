#include "ledger/log_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "db/testing.hpp"
#include "ledger/lock.hpp"

namespace yiguan::ledger {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void write(const fs::path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

TEST(LogKeys, AreMadeOnceAndSignUnderTheOrigin) {
    const db::testing::TemporaryDirectory directory;
    const auto path = directory.path() / "a" / "log-keys";
    EXPECT_EQ(LogKeys::load(path).error().code, Code::key_file);
    const auto made = LogKeys::load_or_create(path);
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto again = LogKeys::load_or_create(path);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().key_id(), made.value().key_id());
    EXPECT_EQ(made.value().key_id().size(), 16u);

    const auto signers = again.value().signers("trace.example.cn/log/0-01");
    ASSERT_EQ(signers.size(), 2u);
    EXPECT_EQ(signers[0].verifier().kind(), proof::KeyKind::ed25519);
    EXPECT_EQ(signers[1].verifier().kind(), proof::KeyKind::sm2);
    for (const auto& signer : signers) {
        EXPECT_EQ(signer.verifier().name(), "trace.example.cn/log/0-01");
        const auto line = signer.sign("text\n");
        EXPECT_TRUE(signer.verifier().verify("text\n", line.signature));
        EXPECT_FALSE(signer.verifier().verify("test\n", line.signature));
    }
}

TEST(LogKeys, AreRefusedWhenAnyByteChanged) {
    const db::testing::TemporaryDirectory directory;
    const auto path = directory.path() / "log-keys";
    ASSERT_TRUE(LogKeys::load_or_create(path).has_value());
    const auto whole = content_of(path);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        write(path, changed);
        EXPECT_EQ(LogKeys::load_or_create(path).error().code, Code::key_file) << i;
        EXPECT_EQ(content_of(path), changed) << "a damaged file is never replaced";
        write(path, whole.substr(0, i));
        EXPECT_EQ(LogKeys::load(path).error().code, Code::key_file) << i;
    }
    write(path, "yiguan-log-keys 2\n");
    EXPECT_THAT(LogKeys::load(path).error().detail, HasSubstr("请升级程序"));
    write(path, whole);
    fs::permissions(path, fs::perms::group_read, fs::perm_options::add);
    EXPECT_THAT(LogKeys::load(path).error().detail, HasSubstr("chmod 600"));
}

TEST(CheckpointLock, MovesOnOnlyFromWhatStandsThere) {
    const db::testing::TemporaryDirectory directory;
    CheckpointLock lock(directory.path() / "lock");
    EXPECT_FALSE(lock.read());
    const CheckpointLock::Entry first{{"example.com/log/0-01", 0, proof::empty_root(proof::Suite::sha256)}, 1};
    CheckpointLock::Entry second = first;
    second.last.size = 7;
    EXPECT_FALSE(lock.write(second, first));
    EXPECT_FALSE(lock.read());
    EXPECT_TRUE(lock.write(std::nullopt, first));
    EXPECT_FALSE(lock.write(std::nullopt, second));
    EXPECT_EQ(lock.read(), first);
    EXPECT_TRUE(lock.write(first, second));
    EXPECT_EQ(lock.read(), second);
    CheckpointLock::Entry third = second;
    third.epoch = 2;
    EXPECT_FALSE(lock.write(first, third));
    EXPECT_TRUE(lock.write(second, third));
}

TEST(CheckpointLock, IsRefusedWhenAnyByteChanged) {
    const db::testing::TemporaryDirectory directory;
    CheckpointLock lock(directory.path() / "lock");
    const CheckpointLock::Entry entry{{"example.com/log/0-01", 12, proof::empty_root(proof::Suite::sha256)}, 3};
    ASSERT_TRUE(lock.write(std::nullopt, entry));
    const auto whole = content_of(lock.file());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        write(lock.file(), changed);
        EXPECT_THROW(lock.read(), std::runtime_error) << i;
        write(lock.file(), whole.substr(0, i));
        EXPECT_THROW(lock.read(), std::runtime_error) << i;
        EXPECT_THROW(lock.write(entry, entry), std::runtime_error);
    }
}

}  // namespace
}  // namespace yiguan::ledger
