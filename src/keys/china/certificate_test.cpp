#include "keys/china/certificate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yiguan::keys {
namespace {

constexpr Date today{2026, 11, 21};

rc::Gen<std::string> digits(std::size_t length) {
    return rc::gen::container<std::string>(length, rc::gen::elementOf(std::string("0123456789")));
}

TEST(CccCertificate, ReadsItsParts) {
    const auto code = CccCertificate::parse("２０２４ 0111 1900 0001\n").value();
    EXPECT_EQ(code.text(), "2024011119000001");
    EXPECT_EQ(code.year(), "2024");
    EXPECT_EQ(code.body(), "01");
    EXPECT_EQ(code.product_class(), "1119");
    EXPECT_EQ(code.sequence(), "000001");
    EXPECT_TRUE(code.warnings(today).empty());
    EXPECT_EQ(CccCertificate::parse("201601090112345").error().code, Code::key_length);
    EXPECT_EQ(CccCertificate::parse("1916010901123456").error().code, Code::key_value);
    EXPECT_EQ(CccCertificate::parse("2016O10901123456").error().pointer, "@4");
    EXPECT_EQ(CccCertificate::parse(" 2016010901123456", Reading::exact).error().code, Code::key_length);
}

TEST(CccCertificate, WarnsOfWhatTheTablesDoNotHave) {
    const auto code = CccCertificate::parse("2027990000000001").value();
    std::string names;
    for (const auto& warning : code.warnings(today)) names += std::string(warning.name) + " ";
    EXPECT_EQ(names, "year body class ");
    // The operator's own tables decide.
    const CodeName body[] = {{"99", "机构"}}, product_class[] = {{"0000", "类别"}};
    EXPECT_EQ(code.warnings({2027, 1, 1}, {body, product_class}).size(), 0u);
}

RC_GTEST_PROP(CccCertificate, ReadsBackWhatItPrints, ()) {
    const auto code = CccCertificate::parse("20" + *digits(14)).value();
    RC_ASSERT(CccCertificate::parse(code.text(), Reading::exact).value() == code);
}

TEST(CccMark, IsAText) {
    EXPECT_EQ(parse_ccc_mark(" A 12-3 ").value(), "A 12-3");
    EXPECT_EQ(parse_ccc_mark("").error().code, Code::key_length);
    EXPECT_TRUE(parse_ccc_mark(std::string(32, '1')).has_value());
    EXPECT_EQ(parse_ccc_mark(std::string(33, '1')).error().code, Code::key_length);
    EXPECT_EQ(parse_ccc_mark("a\x01").error().code, Code::key_character);
    EXPECT_EQ(parse_ccc_mark("\xFF").error().code, Code::key_character);
}

TEST(ProductionLicence, NormalisesWidthProvinceAndHyphens) {
    for (const std::string_view written :
         {"(鄂)XK12-001-00018", "（鄂）xk12－001－00018", "【鄂】XK12—001—00018", "〔湖北〕XK12-001-00018",
          "(湖北省)XK1200100018", " ( 鄂 ) XK 12-001-00018 "}) {
        const auto code = ProductionLicence::parse(written);
        ASSERT_TRUE(code.has_value()) << written << code.error().detail;
        EXPECT_EQ(code.value().text(), "(鄂)XK12-001-00018");
    }
    EXPECT_EQ(ProductionLicence::parse("（内蒙古自治区）XK08-001-04763").value().province(), "蒙");
    EXPECT_EQ(ProductionLicence::parse("xk0800104763").value().text(), "XK08-001-04763");
    EXPECT_EQ(ProductionLicence::parse("XK08-001-04763").value().province(), "");
}

TEST(ProductionLicence, RefusesOtherForms) {
    for (const std::string_view wrong : {"", "XK", "XK08-001-4763", "XK8-001-04763", "XK08_001_04763", "QS1234-56789",
                                         "XK16-108 0001", "(鄂XK12-001-00018", "(鄂州)XK12-001-00018",
                                         "()XK12-001-00018", "(E)XK12-001-00018", "XK12-001-00018 x", "\xE9\x84"}) {
        const auto code = ProductionLicence::parse(wrong);
        ASSERT_TRUE(code.has_error()) << wrong;
        EXPECT_EQ(code.error().code, Code::key_form) << wrong;
    }
    EXPECT_EQ(ProductionLicence::parse("(湖北)XK12-001-00018", Reading::exact).error().code, Code::key_form);
    EXPECT_EQ(ProductionLicence::parse("XK0800104763", Reading::exact).error().code, Code::key_form);
    EXPECT_EQ(ProductionLicence::parse("【鄂】XK12-001-00018", Reading::exact).error().code, Code::key_form);
}

TEST(ProductionLicence, WarnsOfAnUnknownProvince) {
    EXPECT_TRUE(ProductionLicence::parse("(鄂)XK12-001-00018").value().warnings().empty());
    EXPECT_EQ(ProductionLicence::parse("(一)XK12-001-00018").value().warnings().at(0).name, "province");
}

RC_GTEST_PROP(ProductionLicence, ReadsBackWhatItPrints, ()) {
    const auto province = *rc::gen::elementOf(std::vector<std::string>{"", "（粤）", "(蒙)", "(新)"});
    const auto code =
        ProductionLicence::parse(province + "XK" + *digits(2) + "-" + *digits(3) + "-" + *digits(5), Reading::exact);
    RC_ASSERT(code.has_value());
    RC_ASSERT(ProductionLicence::parse(code.value().text(), Reading::exact).value() == code.value());
}

}  // namespace
}  // namespace yiguan::keys
