#include "keys/gs1/element_string.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "keys/gs1/elements_testing.hpp"

namespace yiguan::keys::gs1 {
namespace {

struct Refused {
    Code code;
    std::string pointer, field;
    friend bool operator==(const Refused&, const Refused&) = default;
};
void PrintTo(const Refused& r, std::ostream* out) {
    *out << info(r.code).name << " " << r.pointer << " " << r.field;
}

Refused refusal(const Result<Message>& parsed) {
    if (parsed.has_value()) return {Code::not_found, format_bracketed(parsed.value().elements()), "taken"};
    EXPECT_TRUE(is_utf8(parsed.error().detail)) << parsed.error().detail;
    EXPECT_TRUE(parsed.error().detail.ends_with("。")) << parsed.error().detail;
    return {parsed.error().code, parsed.error().pointer, parsed.error().field};
}

TEST(ElementString, NamesTheAiThePlaceAndTheRule) {
    EXPECT_EQ(refusal(parse_fnc1("^0106900000011224")), (Refused{Code::key_check, "@16", "(01)"}));
    EXPECT_EQ(refusal(parse_fnc1("^010690000001122")), (Refused{Code::key_length, "@3", "(01)"}));
    EXPECT_EQ(refusal(parse_fnc1("^0106900000011225"
                                 "10A B")),
              (Refused{Code::key_character, "@20", "(10)"}));
    EXPECT_EQ(refusal(parse_fnc1("^11261301")), (Refused{Code::key_value, "@5", "(11)"}));
    EXPECT_EQ(refusal(parse_fnc1("^10A^^21B")), (Refused{Code::key_form, "@5", ""}));
    EXPECT_EQ(refusal(parse_fnc1("^")), (Refused{Code::key_form, "@1", ""}));
    EXPECT_EQ(refusal(parse_fnc1("")), (Refused{Code::key_form, "@0", ""}));
    EXPECT_EQ(refusal(parse_fnc1("10A")), (Refused{Code::key_form, "@0", ""}));
    EXPECT_EQ(refusal(parse_fnc1("^04123")), (Refused{Code::key_form, "@1", ""}));
    EXPECT_EQ(refusal(parse_fnc1("^7007261101261")), (Refused{Code::key_length, "@5", "(7007)"}));
    EXPECT_EQ(refusal(parse_bracketed("(01)06900000011224")), (Refused{Code::key_check, "@17", "(01)"}));
    EXPECT_EQ(refusal(parse_bracketed("(10)A\\(\\(B C")), (Refused{Code::key_character, "@10", "(10)"}));
    EXPECT_EQ(refusal(parse_bracketed("(10)A(89)B")), (Refused{Code::key_form, "@6", ""}));
    EXPECT_EQ(refusal(parse_bracketed("(10)A(21")), (Refused{Code::key_form, "@5", ""}));
    EXPECT_EQ(parse_fnc1("^0106900000011224").error().detail, "应用标识符 (01) 的内容第 14 位：校验码不对。");
    EXPECT_EQ(parse_fnc1("^010690").error().detail, "应用标识符 (01) 的内容第 1 位：位数不足，应为 14 个字符。");
    EXPECT_EQ(parse_bracketed("(10)").error().detail, "应用标识符 (10) 的内容第 1 位：位数不足，应为 1 至 20 个字符。");
}

TEST(ElementString, ReadsWhatReadersSend) {
    const auto read = [](const Result<Message>& parsed) {
        return parsed.has_value() ? format_bracketed(parsed.value().elements()) : parsed.error().detail;
    };
    EXPECT_EQ(read(parse_fnc1("^010690000001122510L1^21S1")), "(01)06900000011225(10)L1(21)S1");
    EXPECT_EQ(read(parse_fnc1("\x1d"
                              "010690000001122510L1\x1d"
                              "21S1\x1d")),
              "(01)06900000011225(10)L1(21)S1");
    EXPECT_EQ(read(parse_fnc1("^0106900000011225^10L1^")), "(01)06900000011225(10)L1");
    EXPECT_EQ(read(parse_transmitted("010690000001122510L1\x1d"
                                     "21S1")),
              "(01)06900000011225(10)L1(21)S1");
    EXPECT_TRUE(parse_fnc1("^10L1\x1d"
                           "21S1")
                    .has_error());
    EXPECT_TRUE(parse_transmitted("10L1^21S1").has_error());
    EXPECT_TRUE(parse_transmitted("").has_error());
}

TEST(ElementString, LetsUnknownAisInWhereAsked) {
    const auto read = [](std::string_view text) {
        const auto parsed = parse_bracketed(text, {.unknown = UnknownAi::allow});
        return parsed.has_value() ? format_fnc1(parsed.value().elements()) : "refused";
    };
    EXPECT_TRUE(parse_bracketed("(89)ABC").has_error());
    EXPECT_EQ(read("(89)ABC(10)L1"), "^89ABC^10L1");
    EXPECT_EQ(read("(3106)123456"), "^3106123456");
    EXPECT_EQ(read("(012)ABC"), "refused");  // AIs that begin with 01 have two digits
    EXPECT_EQ(read("(8)ABC"), "refused");
    EXPECT_EQ(read("(89)"), "refused");
    EXPECT_EQ(read("(89)" + std::string(90, 'A')), "^89" + std::string(90, 'A'));
    EXPECT_EQ(read("(89)" + std::string(91, 'A')), "refused");
    EXPECT_EQ(read("(89)A B"), "refused");
}

TEST(ElementString, KnowsWhatTheLinterFound) {
    LintError found = LintError::ok;
    EXPECT_TRUE(parse_fnc1("^11261301", {.found = &found}).has_error());
    EXPECT_EQ(found, LintError::illegal_month);
    class Offline : public PrefixSource {
        PrefixVerdict ask(std::string_view digits) override {
            EXPECT_EQ(digits, "690000001122");
            return PrefixVerdict::offline;
        }
    } offline;
    EXPECT_TRUE(parse_bracketed("(01)06900000011225", {.prefixes = &offline, .found = &found}).has_error());
    EXPECT_EQ(found, LintError::gcp_datasource_offline);
}

TEST(ElementString, JudgesTheWholeMessage) {
    const auto rule = [](std::string_view text) -> std::string {
        const auto parsed = parse_bracketed(text);
        EXPECT_TRUE(parsed.has_value()) << text;
        const auto checked = check_message(parsed.value().elements());
        return checked.has_value() ? "good" : checked.error().field + checked.error().detail;
    };
    EXPECT_EQ(rule("(01)06900000011225(10)L1"), "good");
    EXPECT_EQ(rule("(01)06900000011225(10)L1(10)L1"), "good");
    EXPECT_EQ(rule("(01)06900000011225(10)L1(10)L2"), "(10)应用标识符 (10) 重复出现，但内容不同。");
    EXPECT_EQ(rule("(01)06900000011225(21)A(235)B"), "(21)应用标识符 (21) 与 (235) 不能同时使用。");
    EXPECT_EQ(rule("(254)X"), "(254)应用标识符 (254) 须与以下之一同时使用（+ 表示都要有）：414。");
    EXPECT_EQ(rule("(253)6901234000023(8030)AAAA"), "(253)与数字签名 (8030) 同时使用时，应用标识符 (253) 须带序列号。");
    EXPECT_EQ(rule("(253)6901234000023X(8030)AAAA"), "good");
}

TEST(ElementString, CanonicalPutsPredefinedLengthsFirst) {
    const auto canonical = [](std::string_view text) {
        const auto parsed = parse_bracketed(text).value();
        return format_bracketed(parsed.canonical().elements());
    };
    EXPECT_EQ(canonical("(21)S1(10)L1(11)261120(01)06900000011225(10)L1"), "(01)06900000011225(11)261120(10)L1(21)S1");
    Message kept;
    {
        const std::string text = "(10)A\\(B(01)06900000011225";
        static std::string outlives;
        outlives = text;
        kept = parse_bracketed(outlives).value().canonical();  // the escaped value goes along
    }
    EXPECT_EQ(format_bracketed(kept.elements()), "(01)06900000011225(10)A\\(B");
    EXPECT_EQ(kept.find("10")->value, "A(B");
    EXPECT_EQ(kept.find("11"), nullptr);
}

std::vector<std::pair<std::string, std::string>> random_elements() {
    std::vector<std::pair<std::string, std::string>> all;
    const auto count = *rc::gen::inRange(1, 12);
    for (int i = 0; i < count; ++i) {
        auto one = testing::element();
        if (!one.second.empty()) all.push_back(std::move(one));
    }
    RC_PRE(!all.empty());
    return all;
}

RC_GTEST_PROP(ElementString, ParseOfPrintIsIdentity, ()) {
    const auto given = random_elements();
    std::vector<Element> elements;
    for (const auto& [ai, value] : given) elements.push_back({ai, value, find_ai(ai)});
    const auto same = [&](const Result<Message>& parsed) {
        RC_ASSERT(parsed.has_value());
        RC_ASSERT(std::ranges::equal(parsed.value().elements(), elements));
    };
    const auto fnc1 = format_fnc1(elements);
    const auto sent = format_transmitted(elements);
    const auto written = format_bracketed(elements);
    same(parse_fnc1(fnc1));
    same(parse_fnc1(format_fnc1(elements, group_separator)));
    same(parse_transmitted(sent));
    same(parse_bracketed(written));
    const auto parsed = parse_bracketed(written).value();
    const auto canonical = parsed.canonical();
    RC_ASSERT(std::ranges::equal(canonical.canonical().elements(), canonical.elements()));
    for (const Element& e : elements) RC_ASSERT(std::ranges::count(canonical.elements(), e) == 1);
}

RC_GTEST_PROP(ElementString, PrintOfParseIsCanonical, (const std::string& tail)) {
    // Whatever is taken, with superfluous separators too, is printed in a form that is taken again and stays.
    const auto given = random_elements();
    std::string text;
    for (const auto& [ai, value] : given) text += "^" + ai + value;
    if (*rc::gen::arbitrary<bool>()) text += "^";
    if (*rc::gen::weightedElement<int>({{4, 0}, {1, 1}})) text += tail;
    const auto parsed = parse_fnc1(text);
    if (parsed.has_error()) return;
    const auto printed = format_fnc1(parsed.value().elements());
    const auto again = parse_fnc1(printed);
    RC_ASSERT(again.has_value());
    RC_ASSERT(format_fnc1(again.value().elements()) == printed);
    RC_ASSERT(std::ranges::equal(again.value().elements(), parsed.value().elements()));
}

}  // namespace
}  // namespace yiguan::keys::gs1
