#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "keys/mutation_testing.hpp"
#include "keys/products/battery.hpp"
#include "keys/products/ma_code.hpp"
#include "keys/products/trace_code.hpp"
#include "keys/products/vehicle.hpp"

namespace yiguan::keys {
namespace {

using testing::Mistake;
using testing::text_over;
using testing::thousand_mistakes;

constexpr Date today{2026, 11, 21};
constexpr std::string_view capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view no_ioz = "0123456789ABCDEFGHJKLMNPQRSTUVWXY";

Date any_date() {
    return {*rc::gen::inRange(2011, 2041), *rc::gen::inRange(1, 13), *rc::gen::inRange(1, 29)};
}

// ---- Date code

// C-01: 2030 is L; I is refused, and the reason says so. C-02: the cycle of 30 years.
TEST(DateCode, ReadsTheTableOfThirtyYears) {
    EXPECT_EQ(encode_date({2030, 12, 20}).value(), "LCL");
    const auto i = decode_date("ICL", today);
    EXPECT_EQ(i.error().code, Code::key_value);
    EXPECT_EQ(i.error().pointer, "@0");
    EXPECT_NE(i.error().detail.find("2030"), std::string::npos);
    EXPECT_EQ(encode_date({2041, 5, 31}).value(), "150");
    EXPECT_EQ(decode_date("150", today).value(), (Date{2011, 5, 31}));
    EXPECT_EQ(decode_date("150", {2041, 1, 1}).value(), (Date{2041, 5, 31}));
    EXPECT_EQ(decode_date("150", {2040, 12, 31}).value(), (Date{2011, 5, 31}));
    EXPECT_EQ(decode_date("H11", today).value(), (Date{2027, 1, 1}));  // no year of the table lies before: the first
    EXPECT_EQ(encode_date({2010, 12, 31}).error().code, Code::out_of_bounds);
    EXPECT_EQ(encode_date({2026, 2, 29}).error().code, Code::bad_date);
    EXPECT_EQ(decode_date("E2Y", today).error().code, Code::bad_date);
    EXPECT_EQ(decode_date("F2X", today).error().code, Code::bad_date);
    EXPECT_EQ(decode_date("E2X", today).value(), (Date{2024, 2, 29}));
    EXPECT_EQ(decode_date("E2", today).error().code, Code::key_length);
    EXPECT_EQ(decode_date("ED1", today, {}, 10).error().pointer, "@11");
    EXPECT_EQ(decode_date("E1I", today, {}, 10).error().pointer, "@12");
}

// C-07: the characters of month and day are configuration.
TEST(DateCode, TakesAnotherTable) {
    const DateCodeTable gapless{.years = "ABCDEFGHIJ", .first_year = 2020, .days = "123456789ABCDEFGHIJKLMNOPQRSTUV"};
    EXPECT_EQ(encode_date({2026, 11, 31 - 1}, gapless).value(), "GBU");
    EXPECT_EQ(decode_date("GBU", today, gapless).value(), (Date{2026, 11, 30}));
    EXPECT_EQ(decode_date("GB0", today, gapless).error().code, Code::key_value);
}

TEST(DateCode, ComparesWithTheProductionDate) {
    EXPECT_TRUE(check_date_code("E6J", {2024, 6, 18}).has_value());
    EXPECT_TRUE(check_date_code("E6J", {2054, 6, 18}).has_value());
    const auto other = check_date_code("E6J", {2024, 6, 17}, {}, 10);
    EXPECT_EQ(other.error().code, Code::key_value);
    EXPECT_EQ(other.error().pointer, "@12");
    EXPECT_NE(other.error().detail.find("2024-06-18"), std::string::npos);
    EXPECT_EQ(check_date_code("E6J", {2025, 6, 18}).error().pointer, "@0");
    EXPECT_EQ(check_date_code("E6J", {2024, 7, 18}).error().pointer, "@1");
}

RC_GTEST_PROP(DateCode, ReadsBackWhatItWrites, ()) {
    const Date date = any_date();
    const auto code = encode_date(date).value();
    RC_ASSERT(decode_date(code, date).value() == date);
    RC_ASSERT(check_date_code(code, date).has_value());
    RC_ASSERT(encode_date({date.year + 30, date.month, date.day}).value() == code);
}

// ---- 13 characters (EBM-59 to EBM-68)

// C-03: the hyphens are required even when folding; C-06: 0 and 1 are allowed, I, O, Z are not.
TEST(ModelCode, NeedsItsHyphens) {
    EXPECT_EQ(ModelCode::parse("6000373412400").error().code, Code::key_form);
    EXPECT_EQ(ModelCode::parse("600037341_24_00").error().code, Code::key_form);
    EXPECT_EQ(ModelCode::parse(" 71526726x－25－a1 ").value().text(), "71526726X-25-A1");
    EXPECT_EQ(ModelCode::parse("71526726x-25-a1", Reading::exact).error().pointer, "@8");
    EXPECT_EQ(ModelCode::parse("600037341-24-0I").error().pointer, "@14");
    EXPECT_EQ(ModelCode::parse("600037341-2A-00").error().pointer, "@11");
    EXPECT_EQ(ModelCode::parse("60003734A-24-00").error().pointer, "@8");
    EXPECT_TRUE(ModelCode::parse("600037341-24-01").has_value());
}

// C-04: characters 9 to 17 of the credit code, whose check character is not looked at.
TEST(ModelCode, ComesFromTheCreditCode) {
    const auto code = ModelCode::make("000000001234567890", 2024, "00").value();
    EXPECT_EQ(code.text(), "123456789-24-00");
    EXPECT_EQ(code.producer(), "123456789");
    EXPECT_EQ(code.year(), 2024);
    EXPECT_EQ(code.specification(), "00");
    EXPECT_EQ(code.warnings().at(0).name, "org_check");
    EXPECT_TRUE(code.check_producer("000000001234567890").has_value());
    EXPECT_EQ(code.check_producer("91110000600037341L").error().pointer, "@0");
    EXPECT_TRUE(code.check_production({2024, 12, 31}).has_value());
    EXPECT_EQ(code.check_production({2025, 1, 1}).error().pointer, "@10");
    EXPECT_EQ(ModelCode::make("00000000123456789", 2024, "00").error().code, Code::key_length);
    EXPECT_EQ(ModelCode::make("000000001234567890", 1999, "00").error().code, Code::out_of_bounds);
    EXPECT_EQ(ModelCode::make("000000001234567890", 2024, "0Z").error().code, Code::key_character);
}

// EBM-64: a specification is used once; so many there are.
TEST(ModelCode, CountsSpecifications) {
    EXPECT_EQ(ModelCode::specification_of(0), "00");
    EXPECT_EQ(ModelCode::specification_of(ModelCode::specifications - 1), "YY");
    for (int n = 0; n < ModelCode::specifications; ++n)
        EXPECT_EQ(ModelCode::number_of(ModelCode::specification_of(n)), n);
}

RC_GTEST_PROP(ModelCode, ReadsBackWhatItPrints, ()) {
    const auto code =
        ModelCode::make(*text_over(capitals, 8) + *text_over(capitals, 8) + *text_over("0123456789X", 1) + "0",
                        *rc::gen::inRange(2000, 2100), *text_over(no_ioz, 2));
    RC_ASSERT(code.has_value());
    RC_ASSERT(ModelCode::parse(code.value().text(), Reading::exact).value() == code.value());
}

// C-05: a year of two digits in the one, of one character in the other: neither is read as the other.
TEST(ModelCode, C05_IsNoLithiumSerial) {
    EXPECT_TRUE(ModelCode::parse("123456789-24-00").has_value());
    EXPECT_TRUE(LithiumSerial::parse("123456789-24-00", today).has_error());
    EXPECT_TRUE(LithiumSerial::parse("A012345B01E6J000001", today).has_value());
    EXPECT_TRUE(ModelCode::parse("A012345B01E6J000001").has_error());
}

// ---- 19 characters (EBM-84 to EBM-91)

TEST(LithiumSerial, ReadsItsParts) {
    const auto code = LithiumSerial::parse("a012345b01e6j000001", today).value();
    EXPECT_EQ(code.factory(), "A012345");
    EXPECT_EQ(code.material(), "B");
    EXPECT_EQ(code.specification(), "01");
    EXPECT_EQ(code.date(), (Date{2024, 6, 18}));
    EXPECT_EQ(code.serial(), "000001");
    EXPECT_TRUE(code.check_production({2024, 6, 18}).has_value());
    EXPECT_EQ(code.check_production({2024, 6, 19}).error().pointer, "@12");
    EXPECT_EQ(LithiumSerial::parse("A012345B01E6I000001", today).error().pointer, "@12");
    EXPECT_EQ(LithiumSerial::parse("A012345B01E6J00000Z", today).error().pointer, "@18");
    EXPECT_EQ(LithiumSerial::parse("A012345B01I6J000001", today).error().pointer, "@10");
    EXPECT_EQ(LithiumSerial::parse("A01234-B01E6J000001", today).error().pointer, "@6");
}

TEST(LithiumSerial, TakesTheOperatorsTable) {
    const CodeName materials[] = {{"B", "磷酸铁锂"}};
    const LithiumRules rules{.materials = materials};
    EXPECT_TRUE(LithiumSerial::parse("A012345B01E6J000001", today, Reading::exact, rules).has_value());
    EXPECT_EQ(LithiumSerial::parse("A012345C01E6J000001", today, Reading::exact, rules).error().pointer, "@7");
}

RC_GTEST_PROP(LithiumSerial, ReadsBackWhatItPrints, ()) {
    const Date date = any_date();
    const auto code = LithiumSerial::parse(*text_over(capitals, 10) + encode_date(date).value() + *text_over(no_ioz, 6),
                                           date, Reading::exact);
    RC_ASSERT(code.has_value());
    RC_ASSERT(code.value().date() == date);
    RC_ASSERT(LithiumSerial::parse(code.value().text(), date, Reading::exact).value() == code.value());
}

// ---- 24 characters

TEST(TractionCode, ReadsItsParts) {
    const auto code = TractionCode::parse("001PE011234567E6J0000001", today).value();
    EXPECT_EQ(code.form(), TractionCode::Form::full);
    EXPECT_EQ(code.trace(), "1234567");
    EXPECT_EQ(code.date(), (Date{2024, 6, 18}));
    EXPECT_EQ(traction_product_type(code.product_type()), "电池包");
    EXPECT_EQ(traction_chemistry(code.chemistry()), "三元");
    EXPECT_EQ(code.check_production({2023, 6, 18}).error().pointer, "@14");
    EXPECT_EQ(TractionCode::parse("001XE011234567E6J0000001", today).error().pointer, "@3");
    EXPECT_EQ(TractionCode::parse("001PH011234567E6J0000001", today).error().pointer, "@4");
    EXPECT_EQ(TractionCode::parse("001PE011234567O6J0000001", today).error().pointer, "@14");
}

TEST(TractionCode, TakesOtherLengthsOnRequest) {
    const std::string second_life = "001PE01E6J0000001";
    EXPECT_EQ(TractionCode::parse(second_life, today).error().code, Code::key_length);
    const auto code = TractionCode::parse(second_life, today, Reading::exact, TractionCode::Lengths::all).value();
    EXPECT_EQ(code.form(), TractionCode::Form::second_life);
    EXPECT_EQ(code.trace(), "");
    EXPECT_EQ(code.serial(), "0000001");
    EXPECT_EQ(code.date(), (Date{2024, 6, 18}));
    const auto odd =
        TractionCode::parse("001PE011234567E6J00000012", today, Reading::exact, TractionCode::Lengths::all).value();
    EXPECT_EQ(odd.form(), TractionCode::Form::unverified);
    EXPECT_EQ(odd.maker(), "");
    EXPECT_EQ(odd.date(), std::nullopt);
    EXPECT_TRUE(odd.check_production({2024, 6, 18}).has_value());
}

RC_GTEST_PROP(TractionCode, ReadsBackWhatItPrints, ()) {
    const Date date = any_date();
    const bool full = *rc::gen::arbitrary<bool>();
    const auto code = TractionCode::parse(*text_over(capitals, 3) + *text_over("PMC", 1) + *text_over("ABCDEFGZ", 1) +
                                              *text_over(capitals, full ? 9 : 2) + encode_date(date).value() +
                                              *text_over(capitals, 7),
                                          date, Reading::exact, TractionCode::Lengths::all);
    RC_ASSERT(code.has_value());
    RC_ASSERT(code.value().date() == date);
    const auto again = TractionCode::parse(code.value().text(), date, Reading::exact, TractionCode::Lengths::all);
    RC_ASSERT(again.value() == code.value());
}

// ---- Vehicles

TEST(EbikeCode, ReadsItsParts) {
    const auto code = EbikeCode::parse("1757 2150 8069 087").value();
    EXPECT_EQ(code.maker(), "1757");
    EXPECT_EQ(ebike_kind(code.kind()), "电动自行车");
    EXPECT_EQ(code.year(), "15");
    EXPECT_EQ(code.serial(), "08069087");
    EXPECT_TRUE(code.check_production({2015, 1, 1}).has_value());
    EXPECT_EQ(code.check_production({2016, 1, 1}).error().pointer, "@5");
    EXPECT_EQ(EbikeCode::parse("175741508069087").error().pointer, "@4");
    const auto vin = EbikeCode::parse("L5XDE1234N0000001");
    EXPECT_EQ(vin.error().code, Code::key_length);
    EXPECT_NE(vin.error().detail.find("VIN"), std::string::npos);
}

RC_GTEST_PROP(EbikeCode, ReadsBackWhatItPrints, ()) {
    const auto code =
        EbikeCode::parse(*text_over("0123456789", 4) + *text_over("123", 1) + *text_over("0123456789", 10));
    RC_ASSERT(code.has_value());
    RC_ASSERT(EbikeCode::parse(code.value().text(), Reading::exact).value() == code.value());
}

TEST(Vin, WarnsOfACheckDigit) {
    // The examples of the United States code (49 CFR 565) and of ISO 3779.
    const auto right = Vin::parse("1M8GDM9AXKP042788").value();
    EXPECT_TRUE(right.warnings().empty());
    EXPECT_EQ(right.model_year(today), 2019);
    EXPECT_EQ(right.model_year({1995, 1, 1}), 1989);
    EXPECT_TRUE(Vin::parse("11111111111111111").value().warnings().empty());
    EXPECT_EQ(Vin::parse("1M8GDM9A1KP042788").value().warnings().at(0).name, "check_digit");
    EXPECT_EQ(Vin::parse("1M8GDM9AXUP042788").value().model_year(today), std::nullopt);
    EXPECT_EQ(Vin::parse("1M8GDM9AXIP042788").error().pointer, "@9");
    EXPECT_EQ(Vin::parse("l5xde1234n000001").error().code, Code::key_length);
    EXPECT_EQ(Vin::parse("l5xde1234n0000001").value().manufacturer(), "L5X");
}

// Letters share the values of digits (A is 1): a mistake passes exactly when both characters have one value mod 11.
TEST(Vin, NoticesAThousandMistakesAsItsSchemePromises) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : "12345678012345070923456789"[c - 'A'] - '0'; };
    int noticed = 0;
    thousand_mistakes("1M8GDM9AXKP042788", "0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [&](const Mistake& m) {
        const bool caught = Vin::parse(m.text, Reading::exact).value().warnings().size() > 0;
        const bool at_check = m.at == 8 || (m.swapped && m.at == 7);
        EXPECT_TRUE(at_check || caught == (value(m.before) != value(m.after))) << m.text;
        noticed += caught ? 1 : 0;
    });
    EXPECT_GT(noticed, 850);
}

RC_GTEST_PROP(Vin, ReadsBackWhatItPrints, ()) {
    const auto vin = Vin::parse(*text_over("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", 17), Reading::exact);
    RC_ASSERT(vin.has_value());
    RC_ASSERT(Vin::parse(vin.value().text(), Reading::exact).value() == vin.value());
}

// ---- Other systems

TEST(TraceCode, HaveTheirLengths) {
    const auto drug = DrugCode::parse("8385793-0000879766660").value();
    EXPECT_EQ(drug.identification(), "8385793");
    EXPECT_EQ(drug.serial(), "0000879766660");
    EXPECT_EQ(DrugCode::parse("8385793-0000879766660", Reading::exact).error().code, Code::key_length);
    EXPECT_EQ(DrugCode::parse("8385793000087976666A").error().pointer, "@19");
    EXPECT_TRUE(SupervisionCode::parse("1234567890123456").has_value());
    EXPECT_TRUE(SupervisionCode::parse("12345678901234567890").has_value());
    EXPECT_EQ(SupervisionCode::parse("12345678901234567").error().code, Code::key_length);
    const auto veterinary = VeterinaryCode::parse("202401151234512345678901").value();
    EXPECT_EQ(veterinary.enterprise(), "12345");
    EXPECT_TRUE(veterinary.warnings().empty());
    EXPECT_EQ(VeterinaryCode::parse("202413151234512345678901").value().warnings().at(0).name, "date");
}

// No scheme here has a check character, so none can promise to notice a mistake; but none may take it for the same
// code.
TEST(TraceCode, NoMistakeIsTakenForTheCodeItself) {
    const auto differs = [](auto parse, const std::string& right) {
        const auto code = parse(right);
        ASSERT_TRUE(code.has_value()) << right;
        thousand_mistakes(right, capitals, [&](const Mistake& m) {
            const auto other = parse(m.text);
            EXPECT_TRUE(other.has_error() || other.value().text() != code.value().text()) << m.text;
        });
    };
    differs([](const std::string& t) { return DrugCode::parse(t); }, "83857930000879766660");
    differs([](const std::string& t) { return SupervisionCode::parse(t); }, "12345678901234567890");
    differs([](const std::string& t) { return VeterinaryCode::parse(t); }, "202401151234512345678901");
    differs([](const std::string& t) { return EbikeCode::parse(t); }, "175721508069087");
    differs([](const std::string& t) { return ModelCode::parse(t); }, "600037341-24-00");
    differs([](const std::string& t) { return LithiumSerial::parse(t, today); }, "A012345B01E6J000001");
    differs([](const std::string& t) { return TractionCode::parse(t, today); }, "001PE011234567E6J0000001");
    differs([](const std::string& t) { return MaCode::parse(t); }, "MA.156.M0.100761.21234561");
}

// ---- MA

TEST(MaCode, ReadsTheIdCode) {
    const auto code = MaCode::parse(" ma.156.1003.1629/10.46100000.RisePlatform\n").value();
    EXPECT_EQ(code.text(), "MA.156.1003.1629/10.46100000.RisePlatform");
    EXPECT_EQ(code.kind(), MaCode::Kind::id_code);
    EXPECT_EQ(code.country(), "156");
    EXPECT_EQ(code.use(), "10");
    EXPECT_EQ(code.category(), "46100000");
    EXPECT_EQ(code.model(), "RisePlatform");
    EXPECT_EQ(MaCode::parse("MA.156.1003.1629/73.10000000.6/").value().model(), "6");
    EXPECT_EQ(MaCode::parse("MA.156.1003.1629").value().kind(), MaCode::Kind::identifier);
}

TEST(MaCode, ReadsTheProductionOfADevice) {
    const auto code = MaCode::parse("MA.156.M0.100761.21234561.Sx00008.M220117.L20220117.C3").value();
    EXPECT_EQ(code.kind(), MaCode::Kind::device_production);
    EXPECT_EQ(code.device_identifier(), "MA.156.M0.100761.21234561");
    EXPECT_EQ(code.package_level(), "2");
    EXPECT_EQ(code.goods(), "123456");
    EXPECT_EQ(code.product_check(), "1");
    ASSERT_EQ(code.production().size(), 4u);
    EXPECT_EQ(code.production()[0].value, "x00008");
    EXPECT_EQ(code.production()[1].date, (Date{2022, 1, 17}));
    EXPECT_EQ(code.production()[2].date, std::nullopt);
    EXPECT_EQ(MaCode::parse("MA.156.M0.100761.X1").value().goods(), "");
}

TEST(MaCode, RefusesOtherForms) {
    for (const std::string_view wrong : {"",
                                         "12345",
                                         "MA",
                                         "MA.",
                                         "MA156.1003",
                                         "MB.156.1",
                                         "MA.156",
                                         "MA.156.",
                                         "MA.15.1",
                                         "MA.CHN.1",
                                         "MA.156..1",
                                         "MA.156.1/",
                                         "MA.156.1/10",
                                         "MA.156.1/10.1",
                                         "MA.156.1/10.1.",
                                         "MA.156.1/x.1.a",
                                         "MA.156.1/10.1.a/b",
                                         "MA.156.M0.1",
                                         "MA.156.M0.1.2/10.1.a",
                                         "MA.156.M0.1.2.s1",
                                         "MA.156.M0.1.2.S",
                                         "MA.156.M0.1.2.S1.S2"})
        EXPECT_EQ(MaCode::parse(wrong).error().code, Code::key_form) << wrong;
    EXPECT_EQ(MaCode::parse("MA.156.M0.1.2.M220230").error().code, Code::bad_date);
    EXPECT_EQ(MaCode::parse("MA.156.M0.1.2.E2202").error().code, Code::bad_date);
    EXPECT_EQ(MaCode::parse("MA.156.1_2").error().pointer, "@8");
    EXPECT_EQ(MaCode::parse("MA.156.1/10.1.\x01").error().code, Code::key_character);
    EXPECT_EQ(MaCode::parse("MA.156.1/10.1.\xFF").error().code, Code::key_character);
    EXPECT_EQ(MaCode::parse("MA.156." + std::string(194, '1')).error().code, Code::key_length);
    EXPECT_EQ(MaCode::parse("MA.156.1/10.1.a\u3000b", Reading::exact).error().code, Code::key_character);
    EXPECT_EQ(MaCode::parse("MA.156.1/10.1.a\u3000b").value().model(), "ab");
    EXPECT_EQ(MaCode::parse("ma.156.1", Reading::exact).error().code, Code::key_form);
}

RC_GTEST_PROP(MaCode, ReadsBackWhatItPrints, ()) {
    const std::string node = *text_over(capitals, 4),
                      tail =
                          *rc::gen::elementOf(std::vector<std::string>{"", "/10.46100000.Ab c", "/73.1.型号/", ".x-1"});
    const auto code = MaCode::parse("MA.156." + node + tail);
    RC_ASSERT(code.has_value());
    RC_ASSERT(MaCode::parse(code.value().text(), Reading::exact).value() == code.value());
}

}  // namespace
}  // namespace yiguan::keys
