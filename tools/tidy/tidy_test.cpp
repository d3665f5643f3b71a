// The rules on samples: each finds what it must, and leaves alone what is right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/include_table.hpp"
#include "tidy/rules.hpp"
#include "tidy/symbols.hpp"

namespace yiguan::tidy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

File cpp(std::string text, std::string path = "src/codes/sample.cpp") {
    return {std::move(path), std::move(text)};
}

const std::vector<File>& sample_rooms() {
    static const std::vector<File> files{
        {"src/core/CMakeLists.txt", "yiguan_room(core\n    HEADERS text.hpp result.hpp\n    SOURCES text.cpp)\n"},
        {"src/db/CMakeLists.txt", "yiguan_room(db DEPENDS core HEADERS db.hpp SOURCES db.cpp TESTS db_test.cpp)"},
        {"src/auth/CMakeLists.txt", "yiguan_room(auth DEPENDS db HEADERS auth.hpp auth_store.hpp SOURCES auth.cpp)"},
    };
    return files;
}

std::vector<Finding> includes(const std::string& path, const std::string& text) {
    return check_includes({path, text}, public_headers(sample_rooms()));
}

TEST(CodeOnly, BlanksCommentsAndLiteralsAndKeepsLines) {
    EXPECT_EQ(code_only("a // b\nc /* d\ne */ f"), "a     \nc     \n     f");
    EXPECT_EQ(code_only(R"(f("x\"y", 'z', 1'000) + g)"), R"(f("    ", ' ', 1'000) + g)");
    EXPECT_EQ(code_only("s = R\"(a \" b)\"; t"), "s = R\"       \"; t");
    EXPECT_EQ(code_only("s = R\"sql(a )\" b)sql\"; t"), "s = R\"              \"; t");
    EXPECT_EQ(code_only("\"// no comment\" x"), "\"             \" x");
}

TEST(IncludeTable, PointsOneWay) {
    EXPECT_TRUE(may_use("api", "core"));
    EXPECT_TRUE(may_use("codes", "db"));
    EXPECT_TRUE(may_use("lookup", "mint"));
    EXPECT_FALSE(may_use("core", "keys"));
    EXPECT_FALSE(may_use("http", "db"));
    EXPECT_FALSE(may_use("mint", "db"));
    EXPECT_FALSE(may_use("events", "lookup"));
    for (const auto* room : {"core", "crypto", "keys", "epcis", "mint", "db", "auth", "registry", "catalog", "codes",
                             "events", "lookup", "print", "http", "api"})
        EXPECT_FALSE(may_use(room, "app")) << room;
}

TEST(Includes, FindsTheWrongDirection) {
    EXPECT_THAT(includes("src/core/text.cpp", "#include \"db/db.hpp\"\n"), SizeIs(1));
    EXPECT_THAT(includes("src/db/db.cpp", "#include \"auth/auth.hpp\"\n"), SizeIs(1));
    EXPECT_THAT(includes("src/db/db_test.cpp", "#include \"auth/auth.hpp\"\n"), SizeIs(1)) << "tests too";
    EXPECT_THAT(includes("src/auth/auth.cpp", "#include \"core/text.hpp\"\n#include \"db/db.hpp\"\n"), IsEmpty());
    EXPECT_THAT(includes("src/attic/a.cpp", "int x;\n"), SizeIs(1)) << "a room that nobody put into the table";
}

TEST(Includes, FindsPrivateHeadersOfAnotherRoom) {
    EXPECT_THAT(includes("src/auth/auth.cpp", "#include \"db/sqlite_connection.hpp\"\n"), SizeIs(1));
    EXPECT_THAT(includes("src/registry/registry.cpp", "#include \"auth/auth_store.hpp\"\n"), SizeIs(1))
        << "SQL is private";
    EXPECT_THAT(includes("src/auth/auth.cpp", "#include \"auth/auth_store.hpp\"\n"), IsEmpty());
    EXPECT_THAT(includes("src/auth/auth.cpp", "#include \"db/testing.hpp\"\n"), SizeIs(1)) << "only tests";
    EXPECT_THAT(includes("src/auth/auth_test.cpp", "#include \"db/testing.hpp\"\n"), IsEmpty());
}

TEST(Includes, AreWrittenFromTheRoot) {
    EXPECT_THAT(includes("src/auth/auth.cpp", "#include \"auth_store.hpp\"\n"), SizeIs(1));
    EXPECT_THAT(includes("src/auth/auth.cpp", "#include \"../db/db.hpp\"\n"), SizeIs(1));
    EXPECT_THAT(includes("src/auth/auth.cpp", "// #include \"../db/db.hpp\"\n"), IsEmpty());
}

TEST(Includes, KeepLibrariesWithTheirRooms) {
    EXPECT_THAT(includes("src/api/scan.cpp", "#include <boost/beast/http.hpp>\n"), SizeIs(1));
    EXPECT_THAT(includes("src/api/scan.cpp", "#include <boost/asio/post.hpp>\n"), SizeIs(1));
    EXPECT_THAT(includes("src/http/session.cpp", "#include <boost/beast/http/basic_parser.hpp>\n"), IsEmpty());
    EXPECT_THAT(includes("src/codes/codes_store.cpp", "#include <sqlite3.h>\n"), SizeIs(1));
    EXPECT_THAT(includes("src/auth/users.cpp", "#include <libpq-fe.h>\n"), SizeIs(1));
    EXPECT_THAT(includes("src/db/sqlite.cpp", "#include <sqlite3.h>\n#include <libpq-fe.h>\n"), IsEmpty());
    EXPECT_THAT(includes("src/codes/codes.cpp", "#include <boost/multi_index_container.hpp>\n"), SizeIs(1))
        << "not listed";
    EXPECT_THAT(includes("src/codes/codes.cpp", "#include <vector>\n#include <fmt/format.h>\n"), IsEmpty());
}

TEST(DeadFiles, AreSourcesNobodyBuildsAndHeadersNobodyReads) {
    auto files = sample_rooms();
    files.push_back({"src/db/db.cpp", "#include \"db/used.hpp\"\n"});
    files.push_back({"src/db/used.hpp", ""});
    EXPECT_THAT(check_dead_files(files), IsEmpty());
    files.push_back({"src/db/old_db.cpp", ""});
    files.push_back({"src/db/unused.hpp", ""});
    EXPECT_THAT(check_dead_files(files), SizeIs(2));
}

TEST(Banned, FindsCallsWithTheirReplacement) {
    for (const auto* bad :
         {"strcpy(a, b);", "std::strcpy(a, b);", "x = atoi(p);", "return rand();", "::system(c);", "sprintf(b, f);",
          "n = std::rand();", "if (system (c)) {}", "std::regex r;", "out << std::endl;", "#include <regex>\n"})
        EXPECT_FALSE(check_banned(cpp(bad)).empty()) << bad;
    EXPECT_THAT(check_banned(cpp("int n = atoi(text);")).at(0).message, HasSubstr("std::from_chars"));
    for (const auto* good :
         {"// strcpy(a, b)\n", "f(\"system(x)\");", "node.system(x);", "p->rand();", "brand(x);", "mint::system(x);",
          "int rand_count;", "#include <iostream>\n", "snprintf(b, n, f);", "int system(int unit);"})
        EXPECT_THAT(check_banned(cpp(good)), IsEmpty()) << good;
}

TEST(Banned, LetsMeasurementsAndTestsStartPrograms) {
    EXPECT_THAT(check_banned(cpp("::system(c);", "bench/peers.cpp")), IsEmpty());
    EXPECT_THAT(check_banned(cpp("popen(c);", "src/print/print_test.cpp")), IsEmpty());
    EXPECT_THAT(check_banned(cpp("strcpy(a, b);", "bench/peers.cpp")), SizeIs(1));
}

TEST(Banned, KeepsStreamsOutOfHeaders) {
    EXPECT_THAT(check_banned(cpp("#include <iostream>\n", "src/codes/a.hpp")), SizeIs(1));
    EXPECT_THAT(check_banned(cpp("using namespace std;\n", "src/codes/a.hpp")), SizeIs(1));
    EXPECT_THAT(check_banned(cpp("#include <string>\n", "src/codes/a.hpp")), IsEmpty());
    EXPECT_THAT(check_banned(cpp("#include <fstream>\n", "src/codes/testing.hpp")), IsEmpty());
}

TEST(Banned, KeepsSecretsOutOfLogs) {
    EXPECT_THAT(check_banned(cpp("log::info(\"sign_in\", {{\"password\", password}});")), SizeIs(1));
    EXPECT_THAT(check_banned(cpp("log::warning(\"x\", {{\"what\", session.token}});")), SizeIs(1));
    EXPECT_THAT(check_banned(cpp("log::info(\"password_changed\", {{\"user\", id}});\nuse(password);")), IsEmpty());
}

// style: what g++ 12.2 miscompiles. One row of the table, one bad and one repaired sample.
TEST(Coroutines, RefusesEveryRowOfTheTable) {
    const auto rows = [](const char* text) { return miscompiled(code_only(text)).size(); };
    EXPECT_EQ(rows("auto v = c ? co_await a() : b;"), 1u);
    EXPECT_EQ(rows("if (co_await a() && x) { f(); }"), 1u);
    EXPECT_EQ(rows("bool v = x || co_await a();"), 1u);
    EXPECT_EQ(rows("co_await run([x] { use(x); });"), 1u);
    EXPECT_EQ(rows("co_await run([=] { use(x); });"), 1u);
    EXPECT_EQ(rows("co_await run([&y, x = std::move(z)]() { use(x); });"), 1u);
    EXPECT_EQ(rows("co_await ship({a, b});"), 1u);
    EXPECT_EQ(rows("co_await ship(Shipment{.buyer = name});"), 1u);

    EXPECT_EQ(rows("co_await run([&] { use(x); });"), 0u);
    EXPECT_EQ(rows("co_await run([&](Tx& tx) { return ship(tx, command); });"), 0u);
    EXPECT_EQ(rows("Shipment s{a, b};\nco_await ship(std::move(s));"), 0u);
    EXPECT_EQ(rows("auto f = [x] { use(x); };\nco_await run(std::move(f));"), 0u);
    EXPECT_EQ(rows("if (c) { v = co_await a(); } else { v = b; }"), 0u);
    EXPECT_EQ(rows("const bool ok = a && b;\nconst auto r = co_await get(index[i]);"), 0u);
}

TEST(Coroutines, AreNotUsedAtAll) {
    EXPECT_THAT(check_coroutines(cpp("co_return 1;")), SizeIs(1));
    EXPECT_THAT(check_coroutines(cpp("co_await run([x] {});")), SizeIs(2));
    EXPECT_THAT(check_coroutines(cpp("// co_await is not used\nint co_awaited;")), IsEmpty());
}

TEST(DebugMarks, AreFoundAsWords) {
    const std::string mark = std::string("TO") + "DO";
    EXPECT_THAT(check_debug_marks(cpp("// " + mark + ": later\n")),
                ElementsAre(Finding{"src/codes/sample.cpp", 1, mark + ": finish it or open an issue"}));
    EXPECT_THAT(check_debug_marks({"docs/a.md", "\n\n" + (std::string("FIX") + "ME")}), SizeIs(1));
    EXPECT_THAT(check_debug_marks(cpp("mkdtemp(\"/tmp/yiguan-XXXXXX\")")), IsEmpty());
    EXPECT_THAT(check_debug_marks(cpp("int " + mark + "S;")), IsEmpty());
    EXPECT_THAT(check_debug_marks({"fuzz/corpus/json/0a1b", "[\"" + mark + "\"]"}), IsEmpty());
    EXPECT_THAT(check_debug_marks({"src/keys/testdata/vectors.jsonl", "[\"" + mark + "\"]"}), IsEmpty());
    EXPECT_THAT(check_debug_marks({"fuzz/json.cpp", "// " + mark}), SizeIs(1));
}

TEST(MachinePaths, AreFoundButNotInsideAddresses) {
    EXPECT_THAT(check_machine_paths({"scripts/run", "cd " + (std::string("/ho") + "me/somebody")}), SizeIs(1));
    EXPECT_THAT(check_machine_paths({"README.md", std::string("see `../sha") + "red/x`"}), SizeIs(1));
    EXPECT_THAT(check_machine_paths({"README.md", std::string("https://example.cn/ho") + "me/x"}), IsEmpty());
    EXPECT_THAT(check_machine_paths({"fuzz/corpus/settings/0a1b", std::string("data=/ro") + "ot/x"}), IsEmpty());
    EXPECT_THAT(check_machine_paths({"fuzz/README.md", std::string("data=/ro") + "ot/x"}), SizeIs(1));
}

TEST(Size, RefusesLongSourcesAndLargeFiles) {
    const std::string long_text = [] {
        std::string text;
        for (int i = 0; i < 601; ++i) text += "int x;\n";
        return text;
    }();
    EXPECT_THAT(check_size(cpp(long_text)), SizeIs(1));
    EXPECT_THAT(check_size(cpp(long_text, "src/codes/codes_test.cpp")), IsEmpty());
    EXPECT_THAT(check_size({"data/templates.json", long_text}), IsEmpty());
    EXPECT_THAT(check_size({"docs/film.webm", std::string(1024 * 1024 + 1, 'x')}), SizeIs(1));
}

TEST(Symbols, BelongToTheirRooms) {
    const std::vector<Symbol> beast{{"scan.cpp.o", "boost::beast::http::x() U"}, {"scan.cpp.o", "boost::asio::y() U"}};
    EXPECT_THAT(check_symbols("api", beast), SizeIs(1)) << "one finding an object";
    EXPECT_THAT(check_symbols("http", beast), IsEmpty());
    EXPECT_THAT(check_symbols("codes", {{"a.o", "sqlite3_step U"}, {"a.o", "PQexec U"}}), SizeIs(2));
    EXPECT_THAT(check_symbols("db", {{"a.o", "sqlite3_step U"}, {"a.o", "PQexec U"}}), IsEmpty());
    EXPECT_THAT(check_symbols("codes", {{"a.o", "yiguan::db::Database::open U"}, {"a.o", "PQR U"}}), IsEmpty());
}

}  // namespace
}  // namespace yiguan::tidy
