#include "keys/gs1/digital_link.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/gs1/company_prefix.hpp"
#include "keys/gs1/links_testing.hpp"
#include "keys/gs1/uri_escape.hpp"

namespace yiguan::keys::gs1 {
namespace {

std::vector<Element> elements_of(const testing::AnyLink& link) {
    std::vector<Element> out;
    for (const auto& [ai, value] : link.values) out.push_back({ai, value, find_ai(ai)});
    return out;
}

TEST(DigitalLink, ReadsStemPathAndAttributes) {
    const std::string text = "https://example.com/a/b/01/06900000011225/10/A%2FB/21/S+1?linkType=all&17=271231#top";
    const auto link = parse_digital_link(text);

    ASSERT_TRUE(link.has_value()) << link.error().detail;
    EXPECT_EQ(link.value().stem(), "https://example.com/a/b");
    EXPECT_EQ(format_bracketed(link.value().path()), "(01)06900000011225(10)A/B(21)S+1");
    EXPECT_EQ(format_bracketed(link.value().attributes()), "(17)271231");
    EXPECT_EQ(link.value().query(), "linkType=all&17=271231");
    EXPECT_EQ(link.value().find("21")->value, "S+1");
    EXPECT_EQ(link.value().find("22"), nullptr);
    EXPECT_EQ(canonical_digital_link(link.value()), "https://id.gs1.org/01/06900000011225/10/A%2FB/21/S%2B1?17=271231");
}

TEST(DigitalLink, ValuesMoveWithTheLink) {
    const std::string text = "https://a/01/06900000011225/10/A%2FB";
    auto link = parse_digital_link(text);
    ASSERT_TRUE(link.has_value());
    const DigitalLink moved = std::move(link.value());
    EXPECT_EQ(moved.find("10")->value, "A/B");
}

struct Refusal {
    std::string text;
    Code code;
    std::string pointer, names;
};

// identifiers.md 2.5: each error names the AI, the position and the rule.
TEST(DigitalLink, ErrorsNameAiPositionAndRule) {
    const Refusal refusals[] = {
        {"https://a/01/12312312312333?=1", Code::key_form, "@28", "没有名称"},
        {"ftp://a/01/06900000011225", Code::key_form, "@0", "http"},
        {"https://a/01/06900000011225/10/A<B", Code::key_character, "@32", "网址"},
        {"https://u@a/01/06900000011225", Code::key_character, "@9", "域名"},
        {"https:///01/06900000011225", Code::key_form, "@8", "域名"},
        {"https://a/10/L1", Code::key_form, "@9", "主键"},
        {"https://a/01/06900000011225/", Code::key_form, "@9", "主键"},
        {"https://a/01/06900000011224", Code::key_check, "@26", "(01)"},
        {"https://a/01/6900000011225", Code::key_length, "@13", "01"},
        {"https://a/01/06900000011225/10/", Code::key_form, "@31", "AI(10)"},
        {"https://a/01/06900000011225/10/A%00B", Code::key_character, "@31", "AI(10)"},
        {"https://a/01/06900000011225/21/S/10/L", Code::key_form, "@9", "次序"},
        {"https://a/01/06900000011225?10=L1", Code::key_form, "@28", "AI(10)"},
        {"https://a/01/06900000011225?21=S1", Code::key_form, "@28", "AI(21)"},
        {"https://a/01/06900000011225?89=X", Code::key_form, "@28", "89"},
        {"https://a/01/06900000011225?99=A&99=A", Code::key_form, "@33", "AI(99)"},
        {"https://a/01/06900000011225?17=271331", Code::key_value, "@33", "17"},
    };
    for (const Refusal& expected : refusals) {
        const auto link = parse_digital_link(expected.text);
        ASSERT_TRUE(link.has_error()) << expected.text;
        EXPECT_EQ(info(link.error().code).name, info(expected.code).name) << expected.text << link.error().detail;
        EXPECT_EQ(link.error().pointer, expected.pointer) << expected.text << link.error().detail;
        EXPECT_THAT(link.error().detail, ::testing::HasSubstr(expected.names)) << expected.text;
    }
}

TEST(DigitalLink, OptionsAreOffByDefault) {
    const auto read = [](std::string_view text, const LinkOptions& options) {
        const auto link = parse_digital_link(text, options);
        return link.has_value() ? format_bracketed(link.value().elements()) : "refused";
    };
    const std::string_view alpha = "https://a/gtin/06900000011225/lot/L/ser/S",
                           short_gtin = "https://a/01/6900000011225", unknown = "https://a/01/06900000011225?89=X",
                           wrong = "https://a/01/06900000011224/10/L";
    for (const auto text : {alpha, short_gtin, unknown, wrong}) EXPECT_EQ(read(text, {}), "refused") << text;
    EXPECT_EQ(read(alpha, {.convenience_alphas = true}), "(01)06900000011225(10)L(21)S");
    EXPECT_EQ(read(short_gtin, {.zero_suppressed_gtin = true}), "(01)06900000011225");
    EXPECT_EQ(read(unknown, {.permit_unknown_ais = true}), "refused");
    EXPECT_EQ(read(unknown, {.permit_unknown_ais = true, .unknown_ai_not_dl_attr = false}), "(01)06900000011225(89)X");
    EXPECT_EQ(read(wrong, {.check_digits = CheckDigits::ignore}), "(01)06900000011224(10)L");
    // Ignoring the check digit ignores nothing else of the value.
    EXPECT_EQ(read("https://a/253/6901234000020%20", {.check_digits = CheckDigits::ignore}), "refused");
}

TEST(DigitalLink, FormatRefusesWhatIsNoLink) {
    const auto message = parse_bracketed("(10)L1(11)240423");
    ASSERT_TRUE(message.has_value());
    EXPECT_TRUE(format_digital_link(message.value().elements()).has_error());
    const auto twice = parse_bracketed("(01)06900000011225(10)A(10)B");
    ASSERT_TRUE(twice.has_value());
    EXPECT_EQ(format_digital_link(twice.value().elements()).error().field, "(10)");
    const auto good = parse_bracketed("(01)06900000011225");
    ASSERT_TRUE(good.has_value());
    for (const char* stem :
         {"", "example.com", "https://", "https://a?b", "https://a/#x", "https://a b", "https://u@a"})
        EXPECT_TRUE(format_digital_link(good.value().elements(), stem).has_error()) << stem;
    EXPECT_EQ(format_digital_link(good.value().elements(), "http://a/x/").value(), "http://a/x/01/06900000011225");
}

RC_GTEST_PROP(DigitalLink, ParseOfPrintIsIdentity, ()) {
    const auto any = testing::any_link();
    const auto elements = elements_of(any);
    const auto text = format_digital_link(elements, "https://example.com/some/01/stem");
    RC_ASSERT(text.has_value());
    const auto link = parse_digital_link(text.value());
    if (link.has_error()) RC_FAIL(text.value() + link.error().detail);
    RC_ASSERT(link.value().elements().size() == elements.size());
    for (const Element& element : elements) {
        const Element* found = link.value().find(element.ai);
        RC_ASSERT(found != nullptr);
        RC_ASSERT(found->value == element.value);
    }
    RC_ASSERT(link.value().stem() == "https://example.com/some/01/stem");
}

RC_GTEST_PROP(DigitalLink, CanonicalFormStays, ()) {
    const auto any = testing::any_link();
    const auto text = format_digital_link(elements_of(any), "http://a");
    RC_ASSERT(text.has_value());
    const auto link = parse_digital_link(text.value());
    RC_ASSERT(link.has_value());
    const std::string canonical = canonical_digital_link(link.value());
    const auto again = parse_digital_link(canonical);
    RC_ASSERT(again.has_value());
    RC_ASSERT(canonical_digital_link(again.value()) == canonical);
}

// No accepted link has a key with one wrong digit.
RC_GTEST_PROP(DigitalLink, RefusesEveryOneDigitMistakeOfTheKey, ()) {
    std::string text = "https://id.gs1.org/01/" + testing::any_number(14) + "/21/1";
    const std::size_t at = *rc::gen::inRange<std::size_t>(22, 36);
    text[at] = static_cast<char>('0' + (text[at] - '0' + *rc::gen::inRange(1, 10)) % 10);
    const auto link = parse_digital_link(text);
    RC_ASSERT(link.has_error());
    RC_ASSERT(link.error().code == Code::key_check);
}

RC_GTEST_PROP(UriEscape, UnescapeIsTheWayBack, ()) {
    const auto text = *rc::gen::container<std::string>(rc::gen::distinctFrom(rc::gen::arbitrary<char>(), '\0'));
    for (const UriPart part : {UriPart::path, UriPart::query}) {
        const std::string escaped = uri_escape(text, part);
        RC_ASSERT(uri_unescape(escaped, part) == text);
        RC_ASSERT(is_uri_plain(escaped, part) == (escaped == text && escaped.find('%') == std::string::npos));
    }
}

TEST(UriEscape, BrokenEscapesStay) {
    for (const char* text : {"%", "%4", "%%", "a%4", "%zz", "%4g1"}) EXPECT_EQ(uri_unescape(text, UriPart::path), text);
    EXPECT_EQ(uri_unescape("%%41", UriPart::path), "%A");
    EXPECT_EQ(uri_unescape("%00", UriPart::path), std::nullopt);
    EXPECT_EQ(uri_unescape("", UriPart::query), "");
}

// identifiers.md 2.2.
TEST(CompanyPrefixes, TheLongestRowWins) {
    const auto& china = CompanyPrefixes::china();
    EXPECT_EQ(china.length_of("6900000011225"), 7u);
    EXPECT_EQ(china.length_of("6901028000110"), 10u);
    EXPECT_EQ(china.length_of("6901027000110"), 7u);
    EXPECT_EQ(china.length_of("6971234560124"), 9u);
    EXPECT_EQ(china.length_of("6981234560124"), std::nullopt);
    EXPECT_EQ(china.length_of("4012345"), std::nullopt);
    EXPECT_EQ(china.length_of(""), std::nullopt);
}

TEST(CompanyPrefixes, ReadsTheFormsOfTheList) {
    const char* forms[] = {
        "# GS1\n95205 ; 9\r\n\n952,7\n9529 0\n952,6\n",
        R"({"GCPPrefixFormatList": {"date": "x", "entry": [{"prefix": "95205", "gcpLength": 9},
            {"prefix": "952", "gcpLength": "6"}, {"prefix": "9529", "gcpLength": 0}]}})",
        "<?xml version=\"1.0\"?>\n<GCPPrefixFormatList><entry prefix=\"95205\" gcpLength=\"9\"/>"
        "<entry gcpLength='6' prefix='952'/><entry prefix = \"9529\" gcpLength=\"0\"/></GCPPrefixFormatList>"};
    for (const char* form : forms) {
        const auto list = CompanyPrefixes::parse(form);
        ASSERT_TRUE(list.has_value()) << form << list.error().detail;
        EXPECT_EQ(list.value().rows(), 3u) << form;
        EXPECT_EQ(list.value().length_of("9520512"), 9u) << form;
        EXPECT_EQ(list.value().length_of("9521"), 6u) << form;
        EXPECT_EQ(list.value().length_of("95291"), std::nullopt) << form;
    }
}

TEST(CompanyPrefixes, NamesTheRowThatIsNone) {
    const std::pair<const char*, const char*> broken[] = {
        {"690,7\n\n69x,7", "@3"},
        {"690,7\n691,3", "@2"},
        {"690", "@1"},
        {"1234567890123,7", "@1"},
        {"", ""},
        {"{\"a\":1}", ""},
        {"{", ""},
        {R"({"GCPPrefixFormatList":{"entry":[{"prefix":"1"}]}})", "@1"},
        {"<entry prefix=\"1\" gcpLength=\"13\"/>", "@1"}};
    for (const auto& [text, pointer] : broken) {
        const auto list = CompanyPrefixes::parse(text);
        ASSERT_TRUE(list.has_error()) << text;
        EXPECT_EQ(list.error().pointer, pointer) << text;
    }
}

}  // namespace
}  // namespace yiguan::keys::gs1
