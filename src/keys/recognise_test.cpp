#include "keys/recognise.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

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
    EXPECT_THAT(kinds("006141411234567890"), ElementsAre(Kind::sscc));
    EXPECT_THAT(kinds("91110000600037341L"), ElementsAre(Kind::uscc));
    EXPECT_THAT(kinds("9111 0000 6000 3734 1l"), ElementsAre(Kind::uscc));
    EXPECT_THAT(kinds("175721508069087"), ElementsAre(Kind::ebike_vehicle));
    EXPECT_THAT(kinds("2024011119000001"), ElementsAre(Kind::ccc_certificate, Kind::old_supervision_code));
    EXPECT_THAT(kinds("81234567890123456789"), ElementsAre(Kind::supervision_code, Kind::drug_trace_code));
    EXPECT_THAT(kinds("00006141411234567890"), ElementsAre(Kind::sscc, Kind::supervision_code, Kind::drug_trace_code));
    EXPECT_THAT(kinds("201601010123412345678901"), ElementsAre(Kind::veterinary_code));
    EXPECT_THAT(kinds("(01)09520123456788(21)A1"), ElementsAre(Kind::gs1_element_string));
    EXPECT_THAT(kinds("0109520123456788\x1D"), ElementsAre(Kind::gs1_element_string));
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

}  // namespace
}  // namespace yiguan::keys
