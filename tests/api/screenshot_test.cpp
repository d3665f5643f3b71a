// What a consumer's telephone sees: the real page in a real browser, and its QR read back by somebody else's reader.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/story.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* browser = "/usr/bin/chromium";
constexpr const char* reader = "/usr/bin/ZXingReader";

class ScreenshotTest : public ::testing::Test {
protected:
    Story& story_ = story(db::Engine::sqlite);
    db::testing::TemporaryDirectory directory_;

    std::filesystem::path screenshot(const std::string& path, int width, int height) {
        const auto file = directory_.path() / "page.png";
        const auto ran = run({browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                              "--hide-scrollbars", "--force-device-scale-factor=2", "--virtual-time-budget=4000",
                              "--user-data-dir=" + (directory_.path() / "profile").string(),
                              fmt::format("--window-size={},{}", width, height), "--screenshot=" + file.string(),
                              fmt::format("http://127.0.0.1:{}{}", story_.server.port(), path)});
        EXPECT_TRUE(std::filesystem::exists(file)) << ran.err;
        return file;
    }
};

// ECO-35, ECO-36: on a desktop the page shows a QR to go on by telephone; it leads to the address of the code.
TEST_F(ScreenshotTest, QrOnThePageLeadsToTheCode) {
    const auto code = story_.code(story_.million, 7);
    const auto file = screenshot("/c/" + code, 1280, 2800);
    const auto read = run({reader, file.string()});
    EXPECT_EQ(read.status, 0) << read.out << read.err;
    EXPECT_THAT(read.out, HasSubstr(std::string(base_url) + "/E=" + code));
}

}  // namespace
}  // namespace yiguan::testing
