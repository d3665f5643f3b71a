#include "api/console_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "api/coding.hpp"

namespace yiguan::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ConsoleFiles, APackIsReadToTheByte) {
    const auto files = read_console_pack(
        "index.html\ttext/html\tabc\t0\t3\t3\t1\t0\t0\nassets/x.js\ttext/javascript\tdef\t4\t2\t0\t0\t5\t1\n\none2zB");
    ASSERT_EQ(files.size(), 2u);
    const auto& page = files.at("index.html");
    EXPECT_EQ(page.plain, "one");
    EXPECT_EQ(page.gzip, "2");
    EXPECT_EQ(page.brotli, "");
    EXPECT_EQ(page.media_type, "text/html");
    EXPECT_EQ(files.at("assets/x.js").brotli, "B");
    EXPECT_EQ(files.at("assets/x.js").etag, "def");
}

TEST(ConsoleFiles, ABrokenPackIsRefused) {
    for (const char* pack : {"", "index.html\n\n", "index.html\ta\tb\t0\t4\t0\t0\t0\t0\n\nabc",
                             "index.html\ta\tb\tx\t1\t0\t0\t0\t0\n\nabc", "index.html\ta\tb\t0\t1\t0\t0\t0\t0\t\n\nabc",
                             "other.html\ta\tb\t0\t1\t0\t0\t0\t0\n\nabc"})
        EXPECT_THROW(read_console_pack(pack), std::invalid_argument) << pack;
}

// The page of the console loads nothing from elsewhere and runs no script but its files.
TEST(ConsoleFiles, TheConsoleIsEmbedded) {
    const auto* page = find_console_file("index.html");
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(page->media_type, "text/html; charset=utf-8");
    EXPECT_THAT(std::string(page->plain), HasSubstr("src=\"/app/assets/"));
    EXPECT_THAT(std::string(page->plain), Not(HasSubstr("//")));
    EXPECT_EQ(find_console_file("assets/none.js"), nullptr);
    EXPECT_EQ(find_console_file("../index.html"), nullptr);
}

// What a phone keeps to work without a network; the decoder comes from here and from no other host.
TEST(ConsoleFiles, TheStoreAppIsEmbedded) {
    const auto* page = find_store_file("index.html");
    ASSERT_NE(page, nullptr);
    EXPECT_THAT(std::string(page->plain), HasSubstr("src=\"/m/assets/"));
    EXPECT_THAT(std::string(page->plain), Not(HasSubstr("//")));
    const auto* worker = find_store_file("sw.js");
    ASSERT_NE(worker, nullptr);
    EXPECT_EQ(worker->media_type, "text/javascript; charset=utf-8");
    const std::string text(worker->plain);
    const auto at = text.find("assets/zxing_reader-");
    ASSERT_NE(at, std::string::npos);
    const auto* wasm = find_store_file(text.substr(at, text.find('"', at) - at));
    ASSERT_NE(wasm, nullptr);
    EXPECT_EQ(wasm->media_type, "application/wasm");
    EXPECT_LT(wasm->brotli.size(), 470'000u);
    const auto* manifest = find_store_file("manifest.webmanifest");
    ASSERT_NE(manifest, nullptr);
    EXPECT_EQ(manifest->media_type, "application/manifest+json");
    EXPECT_EQ(find_store_file("assets/none.js"), nullptr);
}

TEST(Coding, OnlyWhatIsNamedAndNotRefused) {
    EXPECT_TRUE(takes_coding("br", "br"));
    EXPECT_TRUE(takes_coding("gzip, deflate, BR;q=0.9", "br"));
    EXPECT_TRUE(takes_coding("br;q=1, gzip;q=0.8", "gzip"));
    EXPECT_FALSE(takes_coding("gzip;q=0", "gzip"));
    EXPECT_FALSE(takes_coding("gzip;q=0.000, br", "gzip"));
    EXPECT_FALSE(takes_coding("brotli, x-br", "br"));
    EXPECT_FALSE(takes_coding("*", "br"));
    EXPECT_FALSE(takes_coding("", "br"));
}

}  // namespace
}  // namespace yiguan::api
