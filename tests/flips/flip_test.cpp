// Any byte that changes anywhere in the stored data is reported by `yiguan fsck` with its place (NAT-35).
//
// Keys are not data: the key file, the keys of the log and those of persons are left out, and empty lock files.
// YIGUAN_FLIPS says how many random places are tried (60).
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

#include "support/server.hpp"

namespace yiguan::testing {
namespace {

namespace fs = std::filesystem;

struct StoredFile {
    fs::path path;
    std::uint64_t bytes = 0;
};

std::vector<StoredFile> stored_files(const fs::path& data) {
    std::vector<StoredFile> found;
    for (const auto& entry : fs::recursive_directory_iterator(data)) {
        const auto name = entry.path().filename().string();
        if (!entry.is_regular_file() || entry.file_size() == 0) continue;
        if (name == "keys" || name == "log-keys" || name == "subjects" || name.ends_with(".lock")) continue;
        found.push_back({entry.path(), entry.file_size()});
    }
    std::ranges::sort(found, {}, &StoredFile::path);
    return found;
}

void flip(const fs::path& file, std::uint64_t at, char mask) {
    std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
    f.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(f.get());
    f.seekp(static_cast<std::streamoff>(at));
    f.put(static_cast<char>(byte ^ mask));
}

TEST(Flips, EveryChangedByteOfTheStoredDataIsReportedWithItsPlace_NAT_35) {
    Server server(db::Engine::sqlite, {"--log-index-seconds", "1"});
    ASSERT_EQ(server.command("demo").status, 0);
    server.start();
    // Until a checkpoint and a run of the completeness index stand beside the database.
    const auto has_run = [&] {
        for (const auto& f : stored_files(server.data()))
            if (f.path.filename().string().starts_with("run-")) return true;
        return false;
    };
    for (int i = 0; i < 300 && !has_run(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ASSERT_TRUE(has_run());
    ASSERT_EQ(server.stop(), 0);
    const auto clean = server.command("fsck");
    ASSERT_EQ(clean.status, 0) << clean.out << clean.err;

    const auto files = stored_files(server.data());
    std::uint64_t all = 0;
    for (const auto& f : files) all += f.bytes;
    const char* wanted = std::getenv("YIGUAN_FLIPS");
    const int flips = wanted ? std::stoi(wanted) : 60;
    std::mt19937_64 random(20261121);
    for (int i = 0; i < flips; ++i) {
        // Half by size, half by file, so that the small ones have their share.
        const StoredFile* file = &files[random() % files.size()];
        if (i % 2 == 0) {
            std::uint64_t at = random() % all;
            for (file = files.data(); at >= file->bytes; ++file) at -= file->bytes;
        }
        const std::uint64_t at = random() % file->bytes;
        const char mask = static_cast<char>(1 << random() % 8);
        flip(file->path, at, mask);
        const auto told = server.command("fsck");
        flip(file->path, at, mask);
        EXPECT_EQ(told.status, 1) << file->path << " byte " << at << "\n" << told.out << told.err;
        EXPECT_THAT(told.out + told.err, ::testing::HasSubstr(file->path.stem().string()))
            << file->path << " byte " << at;
    }
    EXPECT_EQ(server.command("fsck").status, 0);
}

}  // namespace
}  // namespace yiguan::testing
