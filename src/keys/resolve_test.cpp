#include "keys/resolve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "core/text.hpp"
#include "keys/gs1/compression.hpp"

namespace yiguan::keys {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Kind> kinds(std::string_view text) {
    std::vector<Kind> out;
    for (const auto& candidate : recognise(text)) out.push_back(candidate.kind);
    return out;
}

TEST(Recognise, ListsEveryCandidateBestFirst) {
    EXPECT_THAT(kinds("201289985296962119819527847024772"), ElementsAre(Kind::ecode));
    EXPECT_THAT(kinds("E=100641"), ElementsAre(Kind::ecode));
    EXPECT_THAT(kinds("https://www.iotroot.com/E=201289985296962119819527847024772"), ElementsAre(Kind::ecode));
    EXPECT_THAT(kinds("6900000011225"), ElementsAre(Kind::gtin, Kind::gln));
    EXPECT_THAT(kinds("69000003"), ElementsAre(Kind::gtin));
    EXPECT_THAT(kinds("006141411234567890"), ElementsAre(Kind::sscc, Kind::gsrn));
    EXPECT_THAT(kinds("91110000600037341L"), ElementsAre(Kind::uscc));
    EXPECT_THAT(kinds("9111 0000 6000 3734 1l"), ElementsAre(Kind::uscc));
    EXPECT_THAT(kinds("175721508069087"), ElementsAre(Kind::ebike_vehicle));
    EXPECT_THAT(kinds("2024011119000001"), ElementsAre(Kind::ccc_certificate, Kind::old_supervision_code));
    EXPECT_THAT(kinds("81234567890123456789"), ElementsAre(Kind::supervision_code, Kind::drug_trace_code));
    EXPECT_THAT(kinds("00006141411234567890"), ElementsAre(Kind::sscc, Kind::supervision_code, Kind::drug_trace_code));
    EXPECT_THAT(kinds("201601010123412345678901"), ElementsAre(Kind::veterinary_code));
    EXPECT_THAT(kinds("(01)09520123456788(21)A1"), ElementsAre(Kind::gs1_element_string));
    EXPECT_THAT(kinds("0109520123456788\x1D"), ElementsAre(Kind::gs1_element_string));
    EXPECT_THAT(kinds("01095201234567881726112310L1"), ElementsAre(Kind::gs1_element_string));
    EXPECT_THAT(kinds("0109520123456788"), ElementsAre(Kind::gs1_element_string, Kind::old_supervision_code));
    EXPECT_THAT(kinds("]d2010952012345678821A1"), ElementsAre(Kind::gs1_element_string));
    EXPECT_THAT(kinds("https://id.gs1.org/01/09520123456788/21/A1"), ElementsAre(Kind::gs1_digital_link));
    EXPECT_THAT(kinds("https://example.cn/p/1"), ElementsAre(Kind::web_address));
    EXPECT_THAT(kinds("MA.156.1003.1629/10.46100000.X"), ElementsAre(Kind::ma_code));
    EXPECT_THAT(kinds("88.123.4/A.B"), ElementsAre(Kind::handle));
    EXPECT_THAT(kinds("1.2.156.10197"), ElementsAre(Kind::oid));
    EXPECT_THAT(kinds("urn:epc:id:sgtin:0614141.112345.400"), ElementsAre(Kind::epc_uri));
    EXPECT_THAT(kinds("（鄂）XK12-001-00018"), ElementsAre(Kind::production_licence));
    EXPECT_THAT(kinds("600037341-24-00"), ElementsAre(Kind::ebike_model_code));
    EXPECT_THAT(kinds("A012345B01E6J000001"), ElementsAre(Kind::battery_19));
    EXPECT_THAT(kinds("001PE011234567E6J0000001"), ElementsAre(Kind::battery_24));
}

TEST(Recognise, ClaimsNothingWithoutReason) {
    EXPECT_THAT(kinds(""), IsEmpty());
    EXPECT_THAT(kinds("你好"), IsEmpty());
    EXPECT_THAT(kinds("\xFF\xFE"), IsEmpty());
    EXPECT_THAT(kinds("6900000011226"), IsEmpty());       // wrong check digit: no GTIN
    EXPECT_THAT(kinds("91110000600037341M"), IsEmpty());  // wrong check character
    EXPECT_THAT(kinds("175741508069087"), IsEmpty());     // no such vehicle kind
    EXPECT_THAT(kinds("600037341-24-0I"), IsEmpty());
    EXPECT_THAT(kinds("A012345B01U6J000001"), IsEmpty());
    EXPECT_THAT(kinds("123"), IsEmpty());
    EXPECT_THAT(kinds("https:///"), IsEmpty());
}

TEST(Recognise, NamesTheHostOfAForeignAddress) {
    const auto found = recognise("https://evil.example/E=201289985296962119819527847024772");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, "201289985296962119819527847024772");
    EXPECT_NE(found[0].note.find("evil.example"), std::string::npos);
}

// Better than silence: what claims to be something is told why it is not.
TEST(Recognise, NamesTheRuleThatIsBroken) {
    const auto element = recognise("(01)06900000011226");
    ASSERT_EQ(element.size(), 1u);
    EXPECT_EQ(element[0].kind, Kind::gs1_element_string);
    EXPECT_NE(element[0].note.find("不符合规则"), std::string::npos);
    EXPECT_NE(element[0].note.find("(01)"), std::string::npos);
    const auto link = recognise("https://example.cn/01/06900000011226");
    ASSERT_EQ(link.size(), 1u);
    EXPECT_EQ(link[0].kind, Kind::gs1_digital_link);
    EXPECT_NE(link[0].note.find("example.cn"), std::string::npos);
}

TEST(Recognise, HidesPersonsNumbers) {
    const auto found = recognise("11010519491231002X");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].kind, Kind::resident_id);
    EXPECT_EQ(found[0].text, "110***********002X");
    EXPECT_EQ(found[0].note.find("1949"), std::string::npos);
}

TEST(Recognise, SaysSoWhereNothingWasChecked) {
    for (const char* text : {"81234567890123456789", "175721508069087", "2024011119000001", "A012345B01E6J000001"})
        for (const auto& candidate : recognise(text))
            EXPECT_NE(candidate.note.find("没有校验位"), std::string::npos) << candidate.name;
}

RC_GTEST_PROP(Recognise, TakesAnyBytes, (const std::string& bytes)) {
    for (const char* before : {"", "https://", "(01)", "]C1", "MA.", "XK"})
        for (const auto& candidate : recognise(before + bytes)) {
            RC_ASSERT(!candidate.name.empty());
            RC_ASSERT(!candidate.note.empty());
            RC_ASSERT(candidate.text.size() <= 2000u);
        }
}

std::string canonical(std::string_view text) {
    const auto parsed = parse(text);
    return parsed.has_value() ? parsed.value().best().canonical() : "refused " + parsed.error().pointer;
}

// Issue 4, item 6: whatever the reader, the host or the hand put around it, it is the same key.
TEST(Parse, TakesWhatScannersDeliver) {
    const std::string key = "(01)06900000011225(10)L1";
    for (const char* text : {
             "(01)06900000011225(10)L1",
             "（01）０６９０００００011225(10)L1",
             " (01) 06900000011225 (10) L1\r\n",
             "]C1010690000001122510L1",
             "]e0010690000001122510L1",
             "]d2010690000001122510L1",
             "]Q3010690000001122510L1",
             "]J1010690000001122510L1",
             "\x1D"
             "010690000001122510L1",
             "^010690000001122510L1",
             "10L1\x1D"
             "0106900000011225",
             "10L1\u241D0106900000011225",
             "010690000001122510L1",
             "10L1^0106900000011225",
             "\uFEFF(01)06900000011225\u200B(10)L1",
         })
        EXPECT_EQ(canonical(text), key) << text;
    const std::string link = "https://id.gs1.org/01/06900000011225/10/L1";
    for (const char* text : {
             "https://id.gs1.org/01/06900000011225/10/L1",
             "HTTPS://EXAMPLE.COM/01/06900000011225/10/L1",
             "Https://example.com/a/b/01/06900000011225/10/L%31?linkType=all#top",
             "]Q1http://localhost:8080/01/06900000011225/10/L1",
             " https://e.cn/01/06900000011225/10/Ｌ1\n",
         })
        EXPECT_EQ(canonical(text), link) << text;
    EXPECT_EQ(canonical("]E06900000011225"), "06900000011225");
    EXPECT_EQ(canonical("]I106900000011225"), "06900000011225");
    EXPECT_EQ(canonical("]E06900000011225|]e010L1"), key);
    EXPECT_EQ(canonical("]A0E=201289985296962119819527847024772"), "201289985296962119819527847024772");
    EXPECT_EQ(canonical("URN:EPC:id:sgtin:0614141.112345.400"), "urn:epc:id:sgtin:0614141.112345.400");
    EXPECT_EQ(canonical("ma.156.1003.1629"), "MA.156.1003.1629");
    EXPECT_EQ(canonical("https://s.example.cn/MA.156.1003.1629/10.46100000.X"), "MA.156.1003.1629/10.46100000.X");
    EXPECT_EQ(canonical("xk08-001-04763"), "XK08-001-04763");
}

TEST(Parse, ReadsCompressedLinks) {
    const auto link = gs1::parse_digital_link("https://e.cn/01/06900000011225/10/L1/21/S7?17=261120").value();
    for (const auto how :
         {gs1::Compression::plain, gs1::Compression::optimised, gs1::Compression::primary_left_plain}) {
        const auto small = gs1::compress_digital_link(link, how).value();
        const auto parsed = parse(small);
        ASSERT_TRUE(parsed.has_value()) << small;
        EXPECT_EQ(parsed.value().best().kind, Kind::gs1_digital_link);
        EXPECT_EQ(parsed.value().best().canonical(), gs1::canonical_digital_link(link));
    }
}

TEST(Parse, GivesTypedValues) {
    const auto bike = parse("175721508069087");
    ASSERT_TRUE(bike.has_value());
    ASSERT_TRUE(std::holds_alternative<EbikeCode>(bike.value().best().value));
    EXPECT_EQ(std::get<EbikeCode>(bike.value().best().value).maker(), "1757");
    const auto scan = parse("]Q30106900000011225");
    ASSERT_NE(scan.value().symbology(), nullptr);
    EXPECT_EQ(scan.value().symbology()->name, "QR");
    const std::string text = "  https://e.cn/01/06900000011225/21/A%2FB ";
    auto moved = std::make_unique<Result<Parsed>>(parse(text));
    const Parsed held = std::move(*moved).value();  // values look into the text or into memory that moves along
    moved.reset();
    EXPECT_EQ(std::get<gs1::DigitalLink>(held.best().value).find("21")->value, "A/B");
}

// Bare numbers that fit several kinds are never decided here.
TEST(Parse, RanksWhatABareNumberMayBe) {
    EXPECT_FALSE(parse("6900000011225").value().unique());
    EXPECT_THAT(kinds("01234505"), ElementsAre(Kind::upc_e));
    EXPECT_THAT(kinds("06141411234567890"), ElementsAre(Kind::gsin));
    EXPECT_THAT(kinds("490154203237518"), ElementsAre(Kind::imei));
    EXPECT_THAT(kinds("11000000000000003"), IsEmpty());
    EXPECT_THAT(kinds("LSGAB52E4GF123456"), ::testing::Contains(Kind::vin));
    EXPECT_THAT(kinds("60003734-1"), ElementsAre(Kind::organisation_code));
    EXPECT_THAT(kinds("201601010123412345678901"), ElementsAre(Kind::veterinary_code));
    const auto certificate = parse("2024011119000001");
    for (const auto& candidate : certificate.value().candidates())
        EXPECT_EQ(candidate.evidence, Evidence::form);
    const EcodeRules rules{.bare = EcodeRules::Bare::known_nsi};
    const auto known = parse("101281234567890123456", {.ecode = &rules});
    EXPECT_EQ(known.has_value(), read_ecode("101281234567890123456", rules).has_value());
}

TEST(Parse, AsksRegisteredSchemes) {
    const auto schemes =
        CodeSchemes::from_json(R"({"schemes":[{"id":"acme","name":"ACME","dictionary":["ACME-1","6900000011225"]}]})");
    const auto parsed = parse("6900000011225", {.schemes = &schemes.value()});
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed.value().candidates().size(), 3u);
    EXPECT_EQ(parsed.value().best().kind, Kind::registered);
    EXPECT_TRUE(parse("ACME-1").has_error());
}

struct Refused {
    const char* text;
    Code code;
    const char* pointer;
};
class ParseRefuses : public ::testing::TestWithParam<Refused> {};
// The position counts in the text as it was given, blanks and wide characters included.
TEST_P(ParseRefuses, NamesPositionAndRule) {
    const auto parsed = parse(GetParam().text);
    ASSERT_TRUE(parsed.has_error());
    EXPECT_EQ(parsed.error().code, GetParam().code) << parsed.error().detail;
    EXPECT_EQ(parsed.error().pointer, GetParam().pointer) << parsed.error().detail;
    EXPECT_FALSE(parsed.error().detail.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Texts, ParseRefuses,
    ::testing::Values(
        Refused{"", Code::key_form, "@0"}, Refused{" \n", Code::key_form, "@2"},
        Refused{"(01)06900000011226", Code::key_check, "@17"}, Refused{"  (01)06900000011226", Code::key_check, "@19"},
        Refused{"（01)06900000011226", Code::key_check, "@19"}, Refused{"]C10106900000011226", Code::key_check, "@18"},
        Refused{"0106900000011225^11269999", Code::key_value, "@21"}, Refused{"]x", Code::key_form, "@0"},
        Refused{"6900000011226", Code::gtin_check_digit, "@12"},
        Refused{"https://e.cn/01/06900000011226", Code::key_check, "@29"},
        Refused{"https://e.cn/01/0690000001122", Code::key_length, "@16"}, Refused{"E=9", Code::ecode_version, "@2"},
        Refused{"https://www.iotroot.com/E=9", Code::ecode_version, "@26"},
        Refused{"urn:epc:id:nothing:1", Code::key_form, "@11"}, Refused{"urn:oid:1..2", Code::key_form, "@10"},
        Refused{"91110000600037341M", Code::uscc_check, "@17"}, Refused{"\xFF", Code::key_character, "@0"}));

TEST(Parse, LooksAtBoundedInputOnly) {
    EXPECT_EQ(parse(std::string(2001, '1')).error().code, Code::key_length);
    EXPECT_TRUE(parse(std::string(2000, ' ') + "").has_error());
    EXPECT_EQ(parse("https://e.cn/" + std::string(1900, 'a')).value().best().kind, Kind::web_address);
}

// An address with any parameter is an address; only official hosts promise an Ecode.
TEST(Parse, LeavesOrdinaryAddressesAlone) {
    for (const char* text : {"https://e.cn/2024/11/01/index.html", "https://e.cn/?e=foo", "https://e.cn/a/00/01",
                             "https://e.cn/item?id=6900000011225", "https://e.cn"})
        EXPECT_THAT(kinds(text), ElementsAre(Kind::web_address)) << text;
}

// Whatever is understood is understood again in its canonical form, as the same.
RC_GTEST_PROP(Parse, CanonicalTextsStay, ()) {
    const auto digits = [](int n) {
        return *rc::gen::container<std::string>(
            static_cast<std::size_t>(n), rc::gen::map(rc::gen::inRange(0, 10), [](int d) { return char('0' + d); }));
    };
    std::string gtin = digits(13);
    gtin += check_digit(gtin);
    const std::string serial = *rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz"))));
    const std::string value = serial.substr(0, 20);
    const gs1::Element elements[] = {{"01", gtin, gs1::find_ai("01")}, {"21", value, gs1::find_ai("21")}};
    for (const std::string& text :
         {gs1::format_bracketed(elements), gs1::format_digital_link(elements, "https://e.cn").value(),
          "]C1" + gs1::format_transmitted(elements)}) {
        const auto parsed = parse(text);
        RC_ASSERT(parsed.has_value());
        const std::string canonical_text = parsed.value().best().canonical();
        const auto again = parse(canonical_text);
        RC_ASSERT(again.has_value());
        RC_ASSERT(again.value().best().canonical() == canonical_text);
        RC_ASSERT(again.value().best().kind == parsed.value().best().kind);
    }
}

}  // namespace
}  // namespace yiguan::keys
