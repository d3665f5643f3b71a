// Any byte that changes in the database file is found, with its page.
#include "db/page_checksum.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>
#include <random>

#include "db/backup.hpp"
#include "db/test_schema.hpp"

namespace yiguan::db {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryDirectory;

const Statement fill{"page_test.fill", "insert into thing (id, title, qty) values ($1, $2, $3)"};
const Statement clear{"page_test.clear", "delete from thing where id < $1"};

class Pages : public ::testing::Test {
protected:
    std::unique_ptr<Database> open() {
        Options options;
        options.directory = folder_.path();
        return open_with_migrations(std::move(options), test_schema::list());
    }
    void store(int from, int to) {
        open()->write_now([&](Tx& tx) {
            for (int i = from; i < to; ++i) tx.execute(fill, i, "thing " + std::string(200, 'x'), i);
        });
    }
    fs::path file() const { return folder_.path() / "yiguan.db"; }
    void flip(std::uint64_t at) {
        std::fstream f(file(), std::ios::in | std::ios::out | std::ios::binary);
        f.seekg(static_cast<std::streamoff>(at));
        const char byte = static_cast<char>(f.get());
        f.seekp(static_cast<std::streamoff>(at));
        f.put(static_cast<char>(byte ^ 0x10));
    }
    TemporaryDirectory folder_;
};

TEST_F(Pages, EveryChangedByteIsFoundWithItsPage) {
    store(0, 3000);
    open()->write_now([](Tx& tx) { tx.execute(clear, 1500); });  // leaves free pages
    ASSERT_THAT(check_pages(file()), ::testing::IsEmpty());
    const auto size = fs::file_size(file());
    std::mt19937_64 random(1);
    for (int i = 0; i < 400; ++i) {
        const std::uint64_t at = i < 120 ? static_cast<std::uint64_t>(i) : random() % size;
        flip(at);
        const auto found = check_pages(file(), 100, 0);
        ASSERT_EQ(found.size(), 1u) << at;
        EXPECT_EQ(found[0].page, at / page_bytes + 1);
        flip(at);
    }
    EXPECT_THAT(check_pages(file()), ::testing::IsEmpty());
}

TEST_F(Pages, AFileThatIsCutShortIsFound) {
    store(0, 100);
    fs::resize_file(file(), fs::file_size(file()) - 1);
    EXPECT_EQ(check_pages(file()).size(), 1u);
}

TEST_F(Pages, ABackupHasThemToo) {
    store(0, 500);
    backup_sqlite(folder_.path(), folder_.path() / "copy.db");
    EXPECT_THAT(check_pages(folder_.path() / "copy.db"), ::testing::IsEmpty());
}

// Another program may write the file; the checksums tell.
TEST_F(Pages, WhatAnotherProgramWritesIsFound) {
    store(0, 500);
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open_v2(file().c_str(), &raw, SQLITE_OPEN_READWRITE, "unix"), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(raw, "update thing set qty = 9 where id = 77", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(raw);
    const auto found = check_pages(file());
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(page_owners(file(), std::vector{found[0].page})[0], "thing");
}

// A database of the time before the checksums is written anew when it is opened.
TEST_F(Pages, AnOlderDatabaseGetsThem) {
    {
        sqlite3* raw = nullptr;
        use_page_checksums();
        ASSERT_EQ(sqlite3_open_v2(file().c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix"), SQLITE_OK);
        EXPECT_EQ(
            sqlite3_exec(raw, "pragma journal_mode = wal; create table old (a text); insert into old values ('kept')",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
        sqlite3_close(raw);
        EXPECT_THAT(check_pages(file()), ::testing::IsEmpty());  // nothing to compare with yet
    }
    store(0, 10);
    EXPECT_THAT(check_pages(file()), ::testing::IsEmpty());
    sqlite3* raw = nullptr;
    sqlite3_open_v2(file().c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_stmt* read = nullptr;
    sqlite3_prepare_v2(raw, "select a, (select journal_mode from pragma_journal_mode) from old", -1, &read, nullptr);
    ASSERT_EQ(sqlite3_step(read), SQLITE_ROW);
    EXPECT_STREQ(reinterpret_cast<const char*>(sqlite3_column_text(read, 0)), "kept");
    EXPECT_STREQ(reinterpret_cast<const char*>(sqlite3_column_text(read, 1)), "wal");
    sqlite3_finalize(read);
    sqlite3_close(raw);
}

}  // namespace
}  // namespace yiguan::db
