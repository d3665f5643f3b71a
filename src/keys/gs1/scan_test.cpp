#include "keys/gs1/scan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "keys/gs1/elements_testing.hpp"

namespace yiguan::keys::gs1 {
namespace {

TEST(Scan, SaysWhatTheSymbolHolds) {
    const auto content = [](std::string_view text) {
        const auto scan = parse_scan(text);
        EXPECT_TRUE(scan.has_value()) << text;
        return scan.value().content;
    };
    EXPECT_EQ(content("]E06900000011225"), ScanContent::item_number);
    EXPECT_EQ(content("]I116900000011222"), ScanContent::item_number);
    EXPECT_EQ(content("]Q30106900000011225"), ScanContent::element_string);
    EXPECT_EQ(content("]Q1https://example.com/01/06900000011225"), ScanContent::digital_link);
    EXPECT_EQ(content("]d1HTTPS://EXAMPLE.COM/about"), ScanContent::address);
    EXPECT_EQ(content("]J0text"), ScanContent::text);
    EXPECT_EQ(content("]Q1"), ScanContent::text);  // an empty symbol is one
}

TEST(Scan, NamesThePlaceOfAnError) {
    const auto place = [](std::string_view text) {
        const auto scan = parse_scan(text);
        return scan.has_error() ? scan.error().pointer : "taken";
    };
    EXPECT_EQ(place("0106900000011225"), "@0");
    EXPECT_EQ(place("]X1ABC"), "@0");
    EXPECT_EQ(place("]Q"), "@0");
    EXPECT_EQ(place("]d2"), "@3");
    EXPECT_EQ(place("]Q30106900000011224"), "@18");
    EXPECT_EQ(place("]E06900000011224"), "@15");
    EXPECT_EQ(place("]E069000000x1224"), "@11");
    EXPECT_EQ(place("]E0690000001122"), "@3");
    EXPECT_EQ(place("]E469000003|]e010A B"), "@18");
    EXPECT_EQ(place("]E469000003|]e0"), "@15");
    EXPECT_EQ(place("]I116900000011222|]e010A"), "@3");
}

RC_GTEST_PROP(Scan, ParseOfPrintIsIdentity, ()) {
    std::vector<Element> elements;
    std::vector<std::pair<std::string, std::string>> given;
    for (int n = *rc::gen::inRange(1, 6); n > 0; --n) given.push_back(testing::element());
    std::erase_if(given, [](const auto& one) { return one.second.empty(); });
    RC_PRE(!given.empty());
    for (const auto& [ai, value] : given) elements.push_back({ai, value, find_ai(ai)});
    const auto& symbology = *rc::gen::elementOf(std::vector(all_symbologies().begin(), all_symbologies().end()));
    std::string text(symbology.id);
    if (symbology.element_string) {
        text += format_transmitted(elements);
    } else if (symbology.symbology == Symbology::ean13 || symbology.symbology == Symbology::ean8) {
        auto digits = testing::text_from("0123456789", symbology.symbology == Symbology::ean8 ? 7 : 12);
        digits += check_digit(digits);
        text += digits + "|]e0" + format_transmitted(elements);
    } else if (symbology.symbology == Symbology::itf14) {
        auto digits = testing::text_from("0123456789", 13);
        text += digits + check_digit(digits);
        elements.clear();
    } else {
        text += "X" + *rc::gen::arbitrary<std::string>();
        elements.clear();
    }
    const auto scan = parse_scan(text);
    RC_ASSERT(scan.has_value());
    RC_ASSERT(format_scan(scan.value()) == text);
    RC_ASSERT(scan.value().symbology->id == symbology.id);
    RC_ASSERT(scan.value().message.has_value() == !elements.empty());
    if (scan.value().message) RC_ASSERT(std::ranges::equal(scan.value().message->elements(), elements));
}

}  // namespace
}  // namespace yiguan::keys::gs1
