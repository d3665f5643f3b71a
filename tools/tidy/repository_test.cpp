// The rules over the repository itself.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tidy/include_table.hpp"
#include "tidy/rules.hpp"
#include "tidy/symbols.hpp"

namespace yiguan::tidy {
namespace {

const std::vector<File>& files() {
    static const auto all = repository(YIGUAN_ROOT);
    return all;
}

void expect_none(const std::vector<Finding>& findings) {
    for (const auto& finding : findings) ADD_FAILURE() << to_string(finding);
}

void expect_none_in_all(std::vector<Finding> (*rule)(const File&)) {
    ASSERT_GT(files().size(), 100u) << "git ls-files found too little to say anything";
    for (const File& file : files()) expect_none(rule(file));
}

TEST(Repository, IncludesFollowTheTable) {
    const auto headers = public_headers(files());
    ASSERT_GE(headers.size(), 14u);
    ASSERT_TRUE(headers.at("db").contains("db/db.hpp"));
    for (const File& file : files()) expect_none(check_includes(file, headers));
}

TEST(Repository, HasNoDeadFiles) {
    expect_none(check_dead_files(files()));
}
TEST(Repository, HasNoBannedCalls) {
    expect_none_in_all(check_banned);
}
TEST(Repository, HasNoCoroutines) {
    expect_none_in_all(check_coroutines);
}
TEST(Repository, HasNoDebugMarks) {
    expect_none_in_all(check_debug_marks);
}
TEST(Repository, HasNoMachinePaths) {
    expect_none_in_all(check_machine_paths);
}
TEST(Repository, HasNoLargeFiles) {
    expect_none_in_all(check_size);
}

TEST(Libraries, KeepBeastInHttpAndEnginesInDb) {
    std::ifstream list(YIGUAN_LIBRARIES);
    std::string room, path;
    std::size_t rooms = 0, symbols = 0;
    bool beast = false, sqlite = false, libpq = false;
    while (list >> room >> path) {
        const auto found = symbols_of(path);
        expect_none(check_symbols(room, found));
        ++rooms;
        symbols += found.size();
        for (const Symbol& s : found) {
            beast = beast || (room == "http" && s.name.find("boost::beast") != std::string::npos);
            sqlite = sqlite || (room == "db" && s.name.starts_with("sqlite3_"));
            libpq = libpq || (room == "db" && s.name.starts_with("PQ"));
        }
    }
    // The owners must be seen to hold them, or nm has told us nothing.
    EXPECT_TRUE(beast && sqlite && libpq);
    EXPECT_EQ(rooms, 28u);
    EXPECT_GT(symbols, 1000u);
}

}  // namespace
}  // namespace yiguan::tidy
