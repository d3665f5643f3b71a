#include "app/settings.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace yiguan::app {
namespace {

class SettingsTest : public ::testing::Test {
protected:
    void TearDown() override {
        unsetenv("YIGUAN_THREADS");
        unsetenv("YIGUAN_NO_SUCH_THING");
    }
};

TEST_F(SettingsTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
    const auto file = std::filesystem::temp_directory_path() / ("yiguan-settings-" + std::to_string(getpid()));
    std::ofstream(file) << "# node\nthreads = 3\nnsi = 0064\n listen = 127.0.0.1:9000\n";
    EXPECT_EQ(Values::resolve({{"data", "d"}, {"config", file}}).value().number("threads"), 3);
    setenv("YIGUAN_THREADS", "5", 1);
    const auto values = Values::resolve({{"data", "d"}, {"config", file}, {"nsi", "0096"}}).value();
    EXPECT_EQ(values.number("threads"), 5);
    EXPECT_EQ(values.text("nsi"), "0096");
    EXPECT_EQ(values.text("listen"), "127.0.0.1:9000");
    EXPECT_EQ(values.number("node"), 0);
    EXPECT_EQ(values.path("keys"), std::filesystem::path("d/keys"));
    std::filesystem::remove(file);
}

TEST_F(SettingsTest, RefusesUnknownNamesAndValuesOutOfBounds) {
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"no-such", "1"},
                                                          {"threads", "-1"},
                                                          {"threads", "x"},
                                                          {"nsi", "12"},
                                                          {"listen", "8080"},
                                                          {"listen", "h:70000"},
                                                          {"base-url", "ftp://x"},
                                                          {"base-url", "http://x/"},
                                                          {"trusted-proxies", "10.0.0.0/33"},
                                                          {"log-level", "loud"}}) {
        const auto values = Values::resolve({{"data", "d"}, {name, value}});
        ASSERT_TRUE(values.has_error()) << name;
        EXPECT_EQ(values.error().pointer, "/" + name);
    }
    const auto good = Values::resolve({{"data", "d"}, {"listen", "127.0.0.1:0"}}).value();
    EXPECT_EQ(good.with("listen", "127.0.0.1:81").text("listen"), "127.0.0.1:81");
    EXPECT_EQ(good.text("listen"), "127.0.0.1:0");
    EXPECT_EQ(Values::resolve({}).error().pointer, "/data");
    setenv("YIGUAN_NO_SUCH_THING", "1", 1);
    EXPECT_EQ(Values::resolve({{"data", "d"}}).error().pointer, "/no-such-thing");
}

TEST_F(SettingsTest, TheManualIsWhatTheProgramWrites) {
    std::ifstream file("docs/operating/settings.md");
    const std::string manual((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(manual, settings_markdown()) << "write it anew: yiguan settings --markdown > docs/operating/settings.md";
}

}  // namespace
}  // namespace yiguan::app
