// The page that checks a proof, in a real browser (web/verify/test/page.ts): answers of the test's own log, good and
// spoilt ones, and what the node itself gives.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/story.hpp"

namespace yiguan::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class VerifyPageTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        const fs::path source = fs::path(YIGUAN_SOURCE) / "web/verify";
        const auto installed = run({source / "../install.sh", source, "test"});
        ASSERT_EQ(installed.status, 0) << installed.err;
        const auto built = run({YIGUAN_NODE, source / "build.mjs", YIGUAN_WEB, "test"});
        ASSERT_EQ(built.status, 0) << built.err;
    }
    static Ran node(const std::string& program, const std::vector<std::string>& words) {
        std::vector<std::string> all{"/usr/bin/env", std::string("MODULES=") + YIGUAN_SOURCE + "/web/verify",
                                     YIGUAN_NODE, fs::path(YIGUAN_WEB) / "test" / program};
        all.insert(all.end(), words.begin(), words.end());
        return run(all);
    }

    Story& story_ = story(db::Engine::sqlite);
    std::string code_ = story_.code(story_.million, 7);
    std::string base_ = fmt::format("http://127.0.0.1:{}", story_.server.port());
    db::testing::TemporaryDirectory directory_;
};

// NAT-35
TEST_F(VerifyPageTest, NAT35_FourLinesForGoodProofsAndAlarmForSpoiltOnes) {
    const auto sample = (directory_.path() / "sample").string();
    ASSERT_EQ(node("sample.js", {sample, code_}).status, 0);
    const auto ran = node("page.js", {base_, code_, sample, (directory_.path() / "pages").string()});
    fmt::print("{}", ran.out);
    EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
}

TEST_F(VerifyPageTest, AForgedCodeHasNoPage) {
    auto client = story_.server.client();
    std::string forged = code_;
    forged.back() = forged.back() == '0' ? '1' : '0';
    EXPECT_EQ(client.get("/verify/" + forged).status, 404);
    EXPECT_EQ(client.get("/verify/nonsense").status, 404);
    const auto page = client.get("/verify/" + code_);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("script-src 'self'"));
    EXPECT_THAT(client.get("/c/" + code_).body, HasSubstr("href=\"/verify/" + code_ + "\">验证</a>"));
}

TEST_F(VerifyPageTest, TheScriptIsCachedForEverAndCompressed) {
    auto client = story_.server.client();
    const std::string page = client.get("/verify/" + code_).body;
    const auto at = page.find("/assets/verify-");
    const std::string path = page.substr(at, page.find('"', at) - at);
    const auto plain = client.get(path);
    EXPECT_THAT(plain.header("Cache-Control"), HasSubstr("immutable"));
    EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
    const auto gzipped = client.request("GET", path, {{"Accept-Encoding", "br;q=1, gzip;q=0.8"}});
    EXPECT_EQ(gzipped.header("Content-Encoding"), "gzip");
    EXPECT_LT(gzipped.body.size(), 60u * 1024);
    EXPECT_EQ(client.request("GET", path, {{"Accept-Encoding", "gzip;q=0"}}).body, plain.body);
}

}  // namespace
}  // namespace yiguan::testing
