#include "keys/products/pattern.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "keys/mutation_testing.hpp"

namespace yiguan::keys {
namespace {

using testing::Mistake;
using testing::thousand_mistakes;

constexpr Date today{2026, 11, 21};

// A maker's code: prefix, plant by a table, year, serial, check; since 2025 with a longer serial.
constexpr std::string_view schemes_text = R"json({"schemes": [
  {"id": "maker", "name": "企业既有编码", "versions": [
    {"validFrom": "2025-01-01", "segments": [
      {"literal": "YX"}, {"name": "plant", "table": {"1": "无锡", "12": "天津"}},
      {"name": "serial", "alphabet": "0-9", "minimum": 6, "maximum": 8},
      {"literal": "-"}, {"name": "check", "check": "mod11-2", "over": ["plant", "serial"]}]},
    {"validFrom": "2020-06-01", "segments": [
      {"literal": "YX"}, {"name": "serial", "alphabet": "0-9A-HJ-NP-Z", "length": 4},
      {"name": "rework", "literal": "R", "optional": true}]}]},
  {"id": "list", "name": "码表", "dictionary": ["B-2", "A-1", "a-1", "A-1"]}]})json";

CodeSchemes schemes() {
    return CodeSchemes::from_json(schemes_text).value();
}

std::string check(CheckScheme scheme, std::string_view body) {
    return check_characters(scheme, body).value_or("none");
}

// Known check characters: GTIN, the example of Luhn's rule, ISO/IEC 7064, an LEI, GB 11714, GB 32100.
TEST(CheckScheme, ComputesKnownCharacters) {
    EXPECT_EQ(check(CheckScheme::gs1, "123456789012"), "8");
    EXPECT_EQ(check(CheckScheme::luhn, "7992739871"), "3");
    EXPECT_EQ(check(CheckScheme::mod11_2, "11010519491231002"), "X");
    EXPECT_EQ(check(CheckScheme::mod11_2, "0794"), "0");
    EXPECT_EQ(check(CheckScheme::mod37_36, "A12425GABC1234002"), "M");
    EXPECT_EQ(check(CheckScheme::mod97_10, "794"), "44");
    EXPECT_EQ(check(CheckScheme::mod97_10, "5493000IBP32UQZ0KL"), "24");
    EXPECT_EQ(check(CheckScheme::gb11714, "71526726"), "X");
    EXPECT_EQ(check(CheckScheme::gb32100, "91110000600037341"), "L");
    EXPECT_EQ(check(CheckScheme::gs1, "12A"), "none");
    EXPECT_EQ(check(CheckScheme::luhn, ""), "none");
    EXPECT_EQ(check(CheckScheme::gb11714, "1234567"), "none");
    EXPECT_EQ(check(CheckScheme::gb32100, "9111000060003734I"), "none");
    EXPECT_EQ(check(CheckScheme::mod37_36, "a"), "none");
}

// Each scheme catches every changed character. Swapped neighbours: ISO/IEC 7064 all of them, the mod 10 schemes but the
// pairs that differ by 5, or are 0 and 9.
TEST(CheckScheme, CatchesAThousandMistakesAsPromised) {
    struct Case {
        CheckScheme scheme;
        std::string body;
        std::string_view alphabet;
    };
    const std::string_view digits = "0123456789", all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (const auto& [scheme, body, alphabet] :
         {Case{CheckScheme::gs1, "024681357902461", digits}, Case{CheckScheme::luhn, "0906381615049027", digits},
          Case{CheckScheme::mod11_2, "11010519491231002", digits},
          Case{CheckScheme::mod37_36, "A12425GABC1234002", all},
          Case{CheckScheme::mod97_10, "5493000IBP32UQZ0KL", all}}) {
        const std::string right = check(scheme, body);
        int missed = 0;
        thousand_mistakes(body, alphabet, [&, s = scheme](const Mistake& m) {
            const bool caught = check(s, m.text) != right;
            const int apart = std::abs(m.before - m.after);
            const bool may_pass =
                m.swapped && ((s == CheckScheme::gs1 && apart == 5) || (s == CheckScheme::luhn && apart == 9));
            // MOD 97-10 counts a letter as two digits: it promises nothing for a letter beside or in place of a digit.
            const bool two_digits = s == CheckScheme::mod97_10 && (m.before > '9' || m.after > '9');
            EXPECT_TRUE(two_digits || caught == !may_pass) << m.text;
            missed += caught ? 0 : 1;
        });
        EXPECT_LT(missed, 150);
    }
}

TEST(CodeSchemes, TakesATextApart) {
    const auto all = schemes();
    const std::string body = "12000042";
    const std::string text = "YX" + body + "-" + check(CheckScheme::mod11_2, body);
    const auto code = all.match("maker", text, today).value();
    EXPECT_EQ(code.scheme, "maker");
    EXPECT_EQ(code.text, text);
    EXPECT_EQ(code.valid_from, (Date{2025, 1, 1}));
    ASSERT_EQ(code.parts.size(), 3u);
    EXPECT_EQ(code.parts[0], (MatchedCode::Part{"plant", "12", "天津"}));
    EXPECT_EQ(code.parts[1].value, "000042");
    EXPECT_EQ(all.match("maker", " ｙｘ12000042—" + text.substr(text.size() - 1), today).value().text, text);
}

// Longest first, but not at any price: with plant 12 the serial would be too short.
TEST(CodeSchemes, TriesTheNextDivision) {
    const std::string body = "1200004";
    const auto code = schemes().match("maker", "YX" + body + "-" + check(CheckScheme::mod11_2, body), today).value();
    EXPECT_EQ(code.parts[0], (MatchedCode::Part{"plant", "1", "无锡"}));
    EXPECT_EQ(code.parts[1].value, "200004");
}

TEST(CodeSchemes, ChoosesTheVersionOfTheDay) {
    const auto all = schemes();
    const auto old = all.match("maker", "YX00A1R", {2024, 12, 31}).value();
    EXPECT_EQ(old.valid_from, (Date{2020, 6, 1}));
    EXPECT_EQ(old.parts.size(), 2u);
    EXPECT_EQ(all.match("maker", "YX00A1", {2024, 12, 31}).value().parts.size(), 1u);
    EXPECT_TRUE(all.match("maker", "YX00A1", {2025, 1, 1}).has_error());
    EXPECT_EQ(all.match("maker", "YX00A1", {2020, 5, 31}).error().code, Code::key_form);
}

TEST(CodeSchemes, SaysWhereATextLeavesThePattern) {
    const auto all = schemes();
    const Date then{2024, 1, 1};
    EXPECT_EQ(all.match("maker", "YX00I1", then).error().code, Code::key_character);
    EXPECT_EQ(all.match("maker", "YX00I1", then).error().pointer, "@4");
    EXPECT_NE(all.match("maker", "YX00I1", then).error().detail.find("serial"), std::string::npos);
    EXPECT_EQ(all.match("maker", "YX00", then).error().code, Code::key_length);
    EXPECT_EQ(all.match("maker", "YX00A1RR", then).error().pointer, "@7");
    EXPECT_EQ(all.match("maker", "YX1200004-0", today).error().code, Code::key_check);
    EXPECT_EQ(all.match("maker", "", today).error().code, Code::key_length);
    EXPECT_EQ(all.match("maker", std::string(201, 'Y'), today).error().code, Code::key_length);
    EXPECT_EQ(all.match("maker", "Y\xFF", today).error().code, Code::key_character);
    EXPECT_EQ(all.match("nobody", "YX", today).error().code, Code::not_found);
}

TEST(CodeSchemes, LooksIntoADictionary) {
    const auto all = schemes();
    EXPECT_EQ(all.match("list", "a-1", today).value().text, "a-1");
    EXPECT_EQ(all.match("list", "b—2 ", today).value().text, "B-2");
    EXPECT_EQ(all.match("list", "b-2", today, Reading::exact).error().code, Code::key_value);
    EXPECT_EQ(all.find("A-1", today).size(), 1u);
    EXPECT_TRUE(all.find("C-1", today).empty());
}

// GB/T 45565: what could be read of it; EBM-91 keeps its codes apart from the 19 characters.
TEST(CodeSchemes, KnowsGbt45565) {
    const auto& all = CodeSchemes::built_in();
    const auto code = all.match("gbt45565", "0A1BF21X-R-26B0001", today).value();
    ASSERT_EQ(code.parts.size(), 5u);
    EXPECT_EQ(code.parts[0].value, "0A1B");
    EXPECT_EQ(code.parts[1], (MatchedCode::Part{"productType", "F", "小动力电池组"}));
    EXPECT_EQ(code.parts[3].name, "reuse");
    EXPECT_EQ(code.parts[4].value, "26B0001");
    EXPECT_EQ(all.match("gbt45565", "0A1BF21X-26B-1", today).value().parts.size(), 4u);
    EXPECT_EQ(all.match("gbt45565", "0I1BF21X-1", today).error().pointer, "@1");
    EXPECT_EQ(all.match("gbt45565", "0A1BI21X-1", today).error().pointer, "@4");
    EXPECT_EQ(all.match("gbt45565", "0A1BF21X", today).error().code, Code::key_length);
    EXPECT_TRUE(all.find("A012345B01E6J000001", today).empty());
}

TEST(CodeSchemes, RefusesWhatIsNoScheme) {
    const auto pointer = [](std::string_view scheme) {
        const auto read = CodeSchemes::from_json(fmt::format(R"({{"schemes": [{}]}})", scheme));
        return read.has_value() ? "accepted" : read.error().pointer;
    };
    const auto segment = [&](std::string_view text) {
        return pointer(fmt::format(R"({{"id": "x", "name": "x", "versions": [{{"segments": [{}]}}]}})", text));
    };
    const std::string at = "/schemes/0/versions/0/segments/0";
    EXPECT_EQ(segment(R"({"name": "a", "alphabet": "0-9", "length": 3})"), "accepted");
    EXPECT_EQ(segment(R"({"name": "a", "alphabet": "9-0", "length": 3})"), at + "/alphabet");
    EXPECT_EQ(segment(R"({"name": "a", "alphabet": "电", "length": 3})"), at + "/alphabet");
    EXPECT_EQ(segment(R"({"name": "a", "alphabet": "0-9"})"), at + "/length");
    EXPECT_EQ(segment(R"({"name": "a", "alphabet": "0-9", "length": 3, "minimum": 1})"), at + "/length");
    EXPECT_EQ(segment(R"({"name": "a", "alphabet": "0-9", "minimum": 4, "maximum": 3})"), at + "/length");
    EXPECT_EQ(segment(R"({"name": "a", "alphabet": "0-9", "length": 201})"), at + "/length");
    EXPECT_EQ(segment(R"({"alphabet": "0-9", "length": 3})"), at + "/name");
    EXPECT_EQ(segment(R"({"name": "a", "literal": "x", "table": {"A": "b"}})"), at);
    EXPECT_EQ(segment(R"({"name": "a", "table": {"A": 1}})"), at + "/table/A");
    EXPECT_EQ(segment(R"({"name": "a", "table": {}})"), at + "/table");
    EXPECT_EQ(segment(R"({"name": "a", "check": "crc"})"), at + "/check");
    EXPECT_EQ(segment(R"({"name": "a", "check": "gs1", "over": ["b"]})"), at + "/over");
    EXPECT_EQ(segment(R"({"name": "a", "check": "gs1", "other": 1})"), at + "/other");
    EXPECT_EQ(segment(R"({"literal": "x", "name": "a"}, {"literal": "y", "name": "a"})"),
              "/schemes/0/versions/0/segments/1/name");
    EXPECT_EQ(segment(R"({"literal": "a b"})"), at + "/literal");
    EXPECT_EQ(segment(R"({"name": "a", "table": {"Ａ": "b"}})"), at + "/table/Ａ");
    EXPECT_EQ(segment("1"), at);
    EXPECT_EQ(pointer(R"({"id": "x", "name": "x"})"), "/schemes/0");
    EXPECT_EQ(pointer(R"({"id": "x", "name": "x", "dictionary": ["a b"]})"), "/schemes/0/dictionary/0");
    EXPECT_EQ(pointer(R"({"id": "x", "name": "x", "dictionary": []})"), "/schemes/0/dictionary");
    EXPECT_EQ(
        pointer(R"({"id": "x", "name": "x", "dictionary": ["a"]}, {"id": "x", "name": "y", "dictionary": ["a"]})"),
        "/schemes/1/id");
    EXPECT_EQ(pointer(R"({"id": "x", "name": "x", "versions": [{"segments": [{"literal": "a"}]},
                          {"segments": [{"literal": "b"}]}]})"),
              "/schemes/0/versions");
    EXPECT_EQ(CodeSchemes::from_json("{}").error().pointer, "/schemes");
    EXPECT_EQ(CodeSchemes::from_json("[]").error().code, Code::malformed_json);
}

// Many ways to divide a text end in time: what failed at a place is not tried there again.
TEST(CodeSchemes, ManyDivisionsEndInTime) {
    std::string segments;
    for (int i = 0; i < 39; ++i)
        segments += fmt::format(R"({{"name": "s{}", "alphabet": "0-9", "minimum": 0, "maximum": 200}},)", i);
    const auto all = CodeSchemes::from_json(fmt::format(
        R"({{"schemes": [{{"id": "x", "name": "x", "versions": [{{"segments": [{}{{"literal": "X"}}]}}]}}]}})",
        segments));
    EXPECT_TRUE(all.value().match("x", std::string(200, '1'), today).has_error());
    EXPECT_TRUE(all.value().match("x", std::string(199, '1') + "X", today).has_value());
}

RC_GTEST_PROP(CodeSchemes, ThePartsAreTheText, ()) {
    const auto digit = rc::gen::elementOf(std::string("0123456789"));
    const auto body = *rc::gen::elementOf(std::vector<std::string>{"1", "12"}) +
                      *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(6, 8), digit);
    const std::string text = "YX" + body + "-" + check(CheckScheme::mod11_2, body);
    const auto code = schemes().match("maker", text, today, Reading::exact);
    RC_ASSERT(code.has_value());
    const auto& parts = code.value().parts;
    RC_ASSERT("YX" + parts[0].value + parts[1].value + "-" + parts[2].value == text);
    RC_ASSERT(schemes().match("maker", code.value().text, today).value().parts == parts);
    // No accepted text has a wrong check character.
    for (const char wrong : std::string("0123456789X"))
        if (wrong != text.back())
            RC_ASSERT(schemes().match("maker", text.substr(0, text.size() - 1) + wrong, today).has_error());
}

}  // namespace
}  // namespace yiguan::keys
