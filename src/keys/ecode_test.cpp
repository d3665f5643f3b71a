#include "keys/ecode.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "keys/mutation_testing.hpp"
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

// The mark is there, but an address that no browser opens is no evidence of a scanned code.
TEST(Ecode, RefusesAddressesWithABrokenHost) {
    for (const std::string host :
         {"",  ".",  "..",   "a..b", ".a",     "a.",  "-a.cn",   "a-.cn",         "a b.cn", "a%41.cn",     "a,b",
          "[", "[]", "[::1", "[zz]", "[::1]x", "a:b", "a:65536", "a:99999999999", "user@",  "user:pw@:80", "\xFF.cn"}) {
        const std::string address = "http://" + host + "/E=100641";
        if (host == "a." || host == "a b.cn") {
            EXPECT_TRUE(parse_ecode(address).has_value()) << host;  // the root's dot; a blank that folds away
            continue;
        }
        EXPECT_EQ(address_host(address), std::nullopt) << host;
        ASSERT_TRUE(parse_ecode(address).has_error()) << host;
        EXPECT_EQ(parse_ecode(address).error().code, Code::ecode_unmarked) << host;
    }
    EXPECT_EQ(address_host("http://" + std::string(63, 'a') + ".cn/"), std::string(63, 'a') + ".cn");
    EXPECT_EQ(address_host("http://" + std::string(64, 'a') + ".cn/"), std::nullopt);
    EXPECT_EQ(address_host("http://追溯.中国:8080/"), "追溯.中国");
    EXPECT_EQ(address_host("http://my_host:/"), "my_host");
    EXPECT_EQ(address_host("http://[2001:DB8::1]:65535/"), "[2001:db8::1]");
}

std::string warnings_of(std::string_view text, const EcodeRules& rules) {
    std::string out;
    const auto read = read_ecode(text, rules);
    for (const auto& warning : read.value().warnings) out += std::string(warning.name) + " ";
    return out;
}

TEST(Ecode, WarnsOfWhatTheRulesDoNotKnow) {
    const EcodeRules known;
    EXPECT_EQ(warnings_of(sample, known), "");
    EXPECT_EQ(warnings_of("https://www.iotroot.com/E=" + sample, known), "");
    EXPECT_EQ(warnings_of("https://www.iotroot.com@evil.example/E=" + sample, known), "host ");
    EXPECT_EQ(warnings_of("E=201271", known), "nsi ");
    EXPECT_EQ(warnings_of("E=201281", known), "md ");
    EXPECT_EQ(warnings_of("E=400001电池", known), "version nsi ");
    const auto read = read_ecode("https://iotroot.com/E=" + sample, known).value();
    EXPECT_TRUE(read.official_host);
    ASSERT_NE(read.scheme, nullptr);
    EXPECT_EQ(read.scheme->nsi, "0128");
}

// A bare number is an Ecode by its NSI only where the operator says so, and only as long as the scheme has it.
TEST(Ecode, TakesABareNumberWithAConfiguredNsi) {
    EcodeRules rules{.bare = EcodeRules::Bare::known_nsi};
    rules.nsi = parse_nsi_table("# V NSI MD\n2 0096 20 20 自有体系\r\n\n3\t00001 1 39 字母体系").value();
    EXPECT_EQ(read_ecode("2009612345678901234567890", rules).value().code.md, "12345678901234567890");
    EXPECT_EQ(read_ecode("300001ABCdef123", rules).value().code.version, 3);
    EXPECT_EQ(read_ecode("200961234567890123456789", rules).error().code, Code::ecode_unmarked);
    EXPECT_EQ(read_ecode("1234567890128", rules).error().code, Code::ecode_unmarked);
    EXPECT_EQ(read_ecode("2009612345678901234567890", EcodeRules{}).error().code, Code::ecode_unmarked);
}

TEST(Ecode, TheTableOfSchemesIsChecked) {
    EXPECT_TRUE(parse_nsi_table("").value().empty());
    for (const std::string_view wrong :
         {"2", "5 0128 1 2 x", "2 128 1 2 x", "2 012A 1 2 x", "3 0001 1 2 x", "2 0128 0 2 x", "2 0128 3 2 x",
          "2 0128 1 29 x", "2 0128 1 2", "2 0128 a 2 x", "2 0128 1 99999999999999999999 x", "2 0128 1 2 \x01"}) {
        const auto table = parse_nsi_table("#\n" + std::string(wrong));
        ASSERT_TRUE(table.has_error()) << wrong;
        EXPECT_EQ(table.error().pointer, "/2") << wrong;
    }
    EXPECT_EQ(parse_nsi_table("2 0128 1 2 x\n2 0128 1 3 y").error().pointer, "/2");
    EXPECT_EQ(parse_nsi_table("1 0128 1 2 x\n2 0128 1 3 y").value().size(), 2u);
}

// V0 of 2015: 4 + 8 + 244 bits.
TEST(Ecode, ReadsTheBinaryFormOfOldTags) {
    const std::vector<std::byte> tag{std::byte{0x0A}, std::byte{0x5F}, std::byte{0xC0}};
    const auto code = parse_ecode_bits(tag, 18).value();
    EXPECT_EQ(code.nsi, 0xA5);
    EXPECT_EQ(code.md_bits, 6u);
    EXPECT_EQ(code.md[0], std::byte{0xFC});
    EXPECT_EQ(to_bytes(code), tag);
    EXPECT_EQ(parse_ecode_bits(tag, 12).error().code, Code::ecode_length);
    EXPECT_EQ(parse_ecode_bits(tag, 25).error().code, Code::ecode_length);
    const std::vector<std::byte> longest(33, std::byte{0x01});
    EXPECT_EQ(parse_ecode_bits(longest, 256).value().md_bits, 244u);
    EXPECT_EQ(parse_ecode_bits(longest, 257).error().code, Code::ecode_length);
    EXPECT_EQ(parse_ecode_bits(std::vector<std::byte>(3, std::byte{0x10}), 18).error().code, Code::ecode_version);
}

RC_GTEST_PROP(Ecode, ReadsBackTheBinaryFormItWrote, (const std::vector<std::uint8_t>& content)) {
    RC_PRE(content.size() >= 2);
    std::vector<std::byte> tag;
    for (const auto byte : content) tag.push_back(std::byte{byte});
    tag[0] &= std::byte{0x0F};
    tag.resize(std::min<std::size_t>(tag.size(), 32));
    const auto code = parse_ecode_bits(tag, tag.size() * 8).value();
    RC_ASSERT(to_bytes(code) == tag);
}

// There is no check character: all that can be promised is that no other text is read as the code itself.
TEST(Ecode, NoMistakeIsTakenForTheCodeItself) {
    testing::thousand_mistakes(sample, "0123456789ABCXYZabcxyz", [](const testing::Mistake& m) {
        const auto read = read_ecode("E=" + m.text, EcodeRules{}, Reading::exact);
        EXPECT_TRUE(read.has_error() || read.value().code.text() != sample) << m.text;
    });
}

RC_GTEST_PROP(Ecode, ReadsBackWhatItWrote, ()) {
    const auto digit = rc::gen::map(rc::gen::inRange(0, 10), [](int n) { return static_cast<char>('0' + n); });
    const auto version = *rc::gen::inRange(1, 5);
    constexpr std::size_t longest[] = {0, 20, 28, 39, 60};
    const auto md_length = *rc::gen::inRange<std::size_t>(1, longest[version] + 1);
    const auto character = version < 3 ? rc::Gen<char>(digit) : rc::gen::elementOf(std::string("059AZaz"));
    const Ecode code{version, *rc::gen::container<std::string>(version < 3 ? 4 : 5, character),
                     *rc::gen::container<std::string>(md_length, character)};
    RC_ASSERT(parse_ecode("E=" + code.text()).value() == code);
    RC_ASSERT(read_ecode("E=" + code.text(), EcodeRules{}, Reading::exact).value().code == code);
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
