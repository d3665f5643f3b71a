#include "print/print.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <rapidcheck/gtest.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace yiguan::print {
namespace {

// The sample address of ECO-35.
constexpr std::string_view sample = "https://www.iotroot.com/E=201289985296962119819527847024772";

std::string run(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return "popen failed";
    std::array<char, 4096> buffer;
    for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), n);
    ::pclose(pipe);
    return out;
}

class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "yiguan-print-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    ~TempFolder() { std::filesystem::remove_all(path_); }
    std::filesystem::path write(const std::string& name, const std::string& bytes) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

/// The text that ZXingReader (Debian package zxing-cpp-tools) reads in a PNG, "" when it finds no symbol.
std::string decode(const std::string& png) {
    const TempFolder folder;
    const std::string answer = run("ZXingReader " + folder.write("symbol.png", png).string() + " 2>&1");
    const std::size_t label = answer.find("Text:");
    if (label == std::string::npos) return "";
    const std::size_t first = answer.find('"', label) + 1;
    return answer.substr(first, answer.find("\"\n", first) - first);
}

Symbol symbol_of(std::string_view text, Level level = Level::M) {
    return qr(text, level).value();
}

TEST(Qr, AddressWith33DigitsStaysSmall_ECO35) {
    const Symbol symbol = symbol_of(sample);
    EXPECT_GE(symbol.size, 29);
    EXPECT_LE(symbol.size, 37);
    EXPECT_EQ(symbol.modules.size(), static_cast<std::size_t>(symbol.size * symbol.size));
    // ui.md section 10: 53 characters in capitals fit 29 modules.
    EXPECT_EQ(symbol_of("HTTPS://T.EXAMPLE.CN/E=012345678901234567890123456789").size, 29);
    EXPECT_EQ(symbol_of("1").size, 21);
}

TEST(Qr, HasTheThreeFinderPatternsAndOnlyThem) {
    const Symbol symbol = symbol_of(sample);
    const auto finder = [&](int left, int top) {
        for (int y = 0; y < 7; ++y)
            for (int x = 0; x < 7; ++x) {
                const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
                if (symbol.at(left + x, top + y) != (ring != 2)) return false;
            }
        return true;
    };
    EXPECT_TRUE(finder(0, 0));
    EXPECT_TRUE(finder(symbol.size - 7, 0));
    EXPECT_TRUE(finder(0, symbol.size - 7));
    EXPECT_FALSE(finder(symbol.size - 7, symbol.size - 7));
    EXPECT_FALSE(symbol.at(-1, 0));
    EXPECT_FALSE(symbol.at(0, symbol.size));
}

TEST(Qr, HigherLevelsNeedMoreModules) {
    EXPECT_LE(symbol_of(sample, Level::L).size, symbol_of(sample, Level::M).size);
    EXPECT_LT(symbol_of(sample, Level::M).size, symbol_of(sample, Level::H).size);
}

TEST(Qr, RefusesWhatCannotBeEncoded) {
    EXPECT_EQ(qr("").error().code, Code::invalid);
    EXPECT_EQ(qr(std::string_view("a\0b", 3)).error().code, Code::invalid);
    EXPECT_EQ(qr("\xff\xfe").error().code, Code::invalid);
    EXPECT_EQ(qr(std::string(1001, 'a')).error().code, Code::too_long);
    EXPECT_TRUE(qr(std::string(1000, '\x01'), Level::H).has_value());
    EXPECT_TRUE(qr(std::string(1000, 'a'), Level::H).has_value());
}

// ECO-36
TEST(Png, IsReadBackByAnIndependentDecoder_ECO36) {
    for (const std::string_view text : {sample, std::string_view("1"), std::string_view("产品质量追溯")})
        for (const Level level : {Level::L, Level::M, Level::Q, Level::H})
            EXPECT_EQ(decode(to_png(symbol_of(text, level), 4)), text) << "level " << static_cast<int>(level);
    // The canary of this test: a symbol with the wrong modules must not be read as the sample.
    Symbol broken = symbol_of(sample);
    for (std::size_t i = 0; i < broken.modules.size(); i += 2) broken.modules[i] ^= 1;
    EXPECT_NE(decode(to_png(broken, 4)), sample);
}

TEST(Png, HasOneBitPerPixelAndTheQuietZone) {
    const Symbol symbol = symbol_of(sample);
    const std::string png = to_png(symbol, 3);
    ASSERT_GT(png.size(), 33u);
    EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
    const auto big_endian = [&](std::size_t at) {
        int value = 0;
        for (std::size_t i = 0; i < 4; ++i) value = value * 256 + static_cast<unsigned char>(png[at + i]);
        return value;
    };
    EXPECT_EQ(big_endian(16), (symbol.size + 8) * 3);
    EXPECT_EQ(big_endian(20), (symbol.size + 8) * 3);
    EXPECT_EQ(png[24], 1);  // bit depth
    EXPECT_LT(png.size(), 4096u);
    // Out-of-range scales are clamped instead of refused.
    EXPECT_EQ(to_png(symbol, 0), to_png(symbol, 1));
    EXPECT_EQ(to_png(symbol, 99), to_png(symbol, 32));
}

TEST(Svg, IsOnePathOfRunsUnder4KB) {
    const Symbol symbol = symbol_of(sample);
    const std::string svg = to_svg(symbol);
    EXPECT_LE(svg.size(), 4096u);
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    // Draw the path into a matrix again.
    std::vector<std::uint8_t> drawn(symbol.modules.size(), 0);
    const std::string path = svg.substr(svg.rfind(" d=\"") + 4, svg.rfind("\"/>") - svg.rfind(" d=\"") - 4);
    int x = 0, y = 0, a = 0, b = 0, used = 0;
    for (const char* at = path.c_str(); *at != '\0'; at += used) {
        used = 0;
        if (std::sscanf(at, "M%d %d%n", &a, &b, &used) == 2 && used > 0) {
            x = a;
            y = b;
        } else if (std::sscanf(at, "m%d 0%n", &a, &used) == 1 && used > 0) {
            x += a;
        } else if (std::sscanf(at, "h%d%n", &a, &used) == 1 && used > 0) {
            for (; a > 0; --a, ++x)
                drawn[static_cast<std::size_t>((y - quiet_modules) * symbol.size + x - quiet_modules)] = 1;
        } else {
            FAIL() << "unexpected path part at " << at;
        }
    }
    EXPECT_EQ(drawn, symbol.modules);
}

TEST(Svg, EscapesItsTitleAndSetsItsSizeOnlyWhenAsked) {
    const Symbol symbol = symbol_of("1");
    const std::string svg = to_svg(symbol, {.pixels = 116, .title = "<b>\"码\"</b>"});
    EXPECT_NE(svg.find("width=\"116\" height=\"116\""), std::string::npos);
    EXPECT_NE(svg.find("<title>&lt;b&gt;&quot;码&quot;&lt;/b&gt;</title>"), std::string::npos);
    EXPECT_EQ(to_svg(symbol).find("width=\"116\""), std::string::npos);
    EXPECT_EQ(to_svg(symbol).find("<title>"), std::string::npos);
}

RC_GTEST_PROP(Terminal, ShowsEveryModuleWithItsQuietZone, ()) {
    const auto text = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~')));
    const Symbol symbol = symbol_of(text.substr(0, 300));
    const std::string shown = to_terminal(symbol);
    const std::string start = "\x1b[38;5;16;48;5;231m", end = "\x1b[0m\n";
    std::size_t at = 0;
    for (int y = -quiet_modules; y < symbol.size + quiet_modules; y += 2) {
        RC_ASSERT(shown.compare(at, start.size(), start) == 0);
        at += start.size();
        for (int x = -quiet_modules; x < symbol.size + quiet_modules; ++x) {
            const std::size_t bytes = shown[at] == ' ' ? 1 : 3;
            const std::string cell = shown.substr(at, bytes);
            RC_ASSERT(symbol.at(x, y) == (cell == "▀" || cell == "█"));
            RC_ASSERT(symbol.at(x, y + 1) == (cell == "▄" || cell == "█"));
            at += bytes;
        }
        RC_ASSERT(shown.compare(at, end.size(), end) == 0);
        at += end.size();
    }
    RC_ASSERT(at == shown.size());
}

}  // namespace
}  // namespace yiguan::print
