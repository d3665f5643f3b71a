#include "keys/ecode.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "keys/testing.hpp"

namespace yiguan::keys {
namespace {

using testing::text_of;
using testing::vectors;

const std::string sample = "201289985296962119819527847024772";

TEST(Ecode, TakesEveryRightVector) {
    const auto all = vectors("src/keys/testdata/ecode.json");
    for (const auto& row : all.at("valid").as_array()) {
        const auto parsed = parse_ecode(text_of(row, "input"));
        ASSERT_TRUE(parsed.has_value()) << text_of(row, "input");
        EXPECT_EQ(parsed.value().text(), text_of(row, "code"));
        EXPECT_EQ(std::to_string(parsed.value().version), text_of(row, "V"));
        EXPECT_EQ(parsed.value().nsi, text_of(row, "NSI"));
        EXPECT_EQ(parsed.value().md, text_of(row, "MD"));
    }
}

TEST(Ecode, RefusesEveryWrongVectorForItsReason) {
    const auto all = vectors("src/keys/testdata/ecode.json");
    std::size_t folded = 0;
    for (const auto& row : all.at("invalid").as_array()) {
        const auto input = text_of(row, "input");
        const auto reason = text_of(row, "error");
        const auto parsed = parse_ecode(input);
        // Another host is the caller's matter (address_host); blanks and full-width digits are folded before parsing.
        if (reason == "host" || input.starts_with(' ') || input.find("１２３") != std::string::npos) {
            EXPECT_TRUE(parsed.has_value()) << input;
            ++folded;
            continue;
        }
        ASSERT_TRUE(parsed.has_error()) << input;
        const Code expected = reason == "length"    ? Code::ecode_length
                              : reason == "charset" ? Code::ecode_character
                              : reason == "version" ? Code::ecode_version
                                                    : Code::ecode_unmarked;
        EXPECT_EQ(parsed.error().code, expected) << input;
        EXPECT_FALSE(parsed.error().detail.empty());
    }
    EXPECT_EQ(folded, 4u);
}

// A bare 13-, 15- or 16-digit number is a GTIN, a vehicle code or a certificate number; with the mark it is an Ecode.
TEST(Ecode, TakesAmbiguousNumbersOnlyWithTheMark) {
    const auto all = vectors("src/keys/testdata/ecode.json");
    for (const auto& row : all.at("ambiguous").as_array()) {
        const auto input = text_of(row, "input");
        if (input.size() == 33) continue;
        EXPECT_EQ(parse_ecode(input).error().code, Code::ecode_unmarked) << input;
        EXPECT_TRUE(parse_ecode("E=" + input).has_value()) << input;
    }
    EXPECT_EQ(parse_ecode("1" + sample.substr(1)).error().code, Code::ecode_unmarked);
    EXPECT_EQ(parse_ecode(sample.substr(1)).error().code, Code::ecode_unmarked);
}

TEST(Ecode, TakesWhatScannersAndChatProgramsDeliver) {
    for (const std::string& input : std::vector<std::string>{
             sample + "\r\n", "\uFEFF" + sample, " 20128 9985296962 119819527847024772 ",
             std::string("２０１２８９９８５２９６９６２１１９８１９５２７８４７０２４７７２"), "Ｅ＝" + sample,
             "e=" + sample, "\u200B" + sample, "https://example.cn/E=" + sample + "?from=timeline",
             "https://example.cn/E=" + sample + "/", "https://example.cn/E=" + sample + "#top",
             "HTTPS://EXAMPLE.CN/E=" + sample, "https://example.cn/q?a=1&E=" + sample + "&b=2",
             "https://example.cn/E=20128%39985296962119819527847024772"}) {
        const auto parsed = parse_ecode(input);
        ASSERT_TRUE(parsed.has_value()) << input << ": " << parsed.error().detail;
        EXPECT_EQ(parsed.value().text(), sample) << input;
    }
}

TEST(Ecode, RefusesBrokenAddresses) {
    EXPECT_EQ(parse_ecode("https://E=" + sample).error().code, Code::ecode_unmarked);
    EXPECT_EQ(parse_ecode("https://example.cn/?EE=" + sample).error().code, Code::ecode_unmarked);
    EXPECT_EQ(parse_ecode("https://example.cn/#E=" + sample).error().code, Code::ecode_unmarked);
    EXPECT_EQ(parse_ecode("https://example.cn/E=%zz").error().code, Code::ecode_unmarked);
    EXPECT_EQ(parse_ecode("ftp://example.cn/E=" + sample).error().code, Code::ecode_unmarked);
    EXPECT_EQ(parse_ecode("https://example.cn/E=2012899852969621198195278470247A2").error().pointer, "@31");
    EXPECT_EQ(parse_ecode("E=0123").error().code, Code::ecode_version);
    EXPECT_EQ(parse_ecode(std::string_view("E=20128\0"
                                           "9",
                                           9))
                  .error()
                  .code,
              Code::ecode_character);
    EXPECT_EQ(parse_ecode("E=400001\xFF").error().code, Code::ecode_character);
    EXPECT_EQ(parse_ecode("E=400001电池").value().md, "电池");
}

TEST(Ecode, ReadsTheHostOfAnAddress) {
    EXPECT_EQ(address_host("https://www.IotRoot.com/E=1"), "www.iotroot.com");
    EXPECT_EQ(address_host("http://example.cn:8080?E=1"), "example.cn");
    EXPECT_EQ(address_host("https://www.iotroot.com@evil.example/E=1"), "evil.example");
    EXPECT_EQ(address_host("https://evil.example\\@www.iotroot.com/"), "evil.example");
    EXPECT_EQ(address_host("https://www.iotroot.com.evil.example/"), "www.iotroot.com.evil.example");
    EXPECT_EQ(address_host("https://example.cn./"), "example.cn");
    EXPECT_EQ(address_host("https://[::1]:80/"), "[::1]");
    EXPECT_EQ(address_host("https://"), std::nullopt);
    EXPECT_EQ(address_host(sample), std::nullopt);
}

RC_GTEST_PROP(Ecode, ReadsBackWhatItWrote, ()) {
    const auto digit = rc::gen::map(rc::gen::inRange(0, 10), [](int n) { return static_cast<char>('0' + n); });
    const auto version = *rc::gen::inRange(1, 3);
    const auto md_length = *rc::gen::inRange<std::size_t>(1, version == 1 ? 21 : 29);
    const Ecode code{version, *rc::gen::container<std::string>(4, digit),
                     *rc::gen::container<std::string>(md_length, digit)};
    RC_ASSERT(parse_ecode("E=" + code.text()).value() == code);
    RC_ASSERT(parse_ecode("https://host/E=" + code.text()).value() == code);
}

RC_GTEST_PROP(Ecode, TakesAnyBytesWithoutThrowing, (const std::string& bytes)) {
    (void)parse_ecode(bytes);
    (void)parse_ecode("E=" + bytes);
    const auto address = parse_ecode("https://host/?E=" + bytes);
    if (address.has_value()) RC_ASSERT(!address.value().md.empty());
}

}  // namespace
}  // namespace yiguan::keys
