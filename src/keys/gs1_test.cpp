#include "keys/gs1.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "keys/testing.hpp"

namespace yiguan::keys {
namespace {

using testing::text_of;
using testing::vectors;

const char* const file = "src/keys/testdata/gs1_check_digits.json";

TEST(Gs1, ComputesEveryCheckDigit) {
    const auto all = vectors(file);
    for (const char* part : {"valid", "all_digits"})
        for (const auto& row : all.at(part).as_array())
            EXPECT_EQ(check_digit(text_of(row, "body")), text_of(row, "check")[0]) << text_of(row, "body");
    EXPECT_GE(all.at("valid").as_array().size(), 20u);
}

TEST(Gs1, TakesGtinsAndGlnsOnly) {
    const auto all = vectors(file);
    std::size_t gtins = 0;
    std::size_t glns = 0;
    for (const auto& row : all.at("valid").as_array()) {
        const auto kind = text_of(row, "kind");
        const auto value = text_of(row, "value");
        if (kind.starts_with("GTIN")) {
            const auto parsed = Gtin::parse(value);
            ASSERT_TRUE(parsed.has_value()) << value;
            EXPECT_EQ(parsed.value().text(), std::string(14 - value.size(), '0') + value);
            ++gtins;
        } else if (kind == "GLN") {
            const auto parsed = Gln::parse(value);
            ASSERT_TRUE(parsed.has_value()) << value;
            EXPECT_EQ(parsed.value().text(), value);
            ++glns;
        } else if (value.size() > 14) {
            EXPECT_EQ(Gtin::parse(value).error().code, Code::gtin_length) << value;
        }
    }
    EXPECT_GE(gtins, 10u);
    EXPECT_GE(glns, 1u);
}

TEST(Gs1, RefusesEveryWrongNumberAndNamesTheRightDigit) {
    const auto all = vectors(file);
    std::size_t wrong_digits = 0;
    for (const auto& row : all.at("invalid").as_array()) {
        if (!row.as_object().contains("right_check")) continue;  // malformed ones have their own test
        const auto value = text_of(row, "value");
        const auto parsed = Gtin::parse(value);
        ASSERT_TRUE(parsed.has_error()) << value;
        EXPECT_EQ(parsed.error().code, Code::gtin_check_digit) << value;
        EXPECT_NE(parsed.error().detail.find("末位应为 " + text_of(row, "right_check")), std::string::npos) << value;
        ++wrong_digits;
    }
    EXPECT_GE(wrong_digits, 10u);
}

TEST(Gs1, PadsToFourteenSoThatEqualItemsAreEqual) {
    const auto all = vectors(file);
    for (const auto& row : all.at("pad_to_14").as_array()) {
        const auto gtin = Gtin::parse(text_of(row, "value")).value();
        EXPECT_EQ(gtin.text(), text_of(row, "gtin14"));
        EXPECT_EQ(gtin, Gtin::parse(text_of(row, "gtin14")).value());
        EXPECT_EQ(gtin.short_text(), text_of(row, "value"));
    }
}

TEST(Gs1, FoldsWhatPeoplePasteAndRefusesTheRest) {
    EXPECT_EQ(Gtin::parse(" 6900000 011225\n").value().text(), "06900000011225");
    EXPECT_EQ(Gtin::parse("６９００００００１１２２５").value().text(), "06900000011225");
    EXPECT_EQ(Gtin::parse("").error().code, Code::gtin_length);
    EXPECT_EQ(Gtin::parse("690000001122").error().code, Code::gtin_check_digit);
    EXPECT_EQ(Gtin::parse("69000000112").error().code, Code::gtin_length);
    const auto letter = Gtin::parse("690000O011225");
    ASSERT_TRUE(letter.has_error());
    EXPECT_EQ(letter.error().code, Code::gtin_character);
    EXPECT_EQ(letter.error().pointer, "@6");
    EXPECT_EQ(Gln::parse("952012345678").error().code, Code::gln_length);
    EXPECT_EQ(Gln::parse("952012345678X").error().code, Code::gln_character);
    EXPECT_EQ(Gln::parse("9520123456780").error().code, Code::gln_check_digit);
    EXPECT_FALSE(has_check_digit("0"));
    EXPECT_FALSE(has_check_digit(""));
}

RC_GTEST_PROP(Gs1, RefusesEveryOneDigitMistake, ()) {
    const auto digit = rc::gen::map(rc::gen::inRange(0, 10), [](int n) { return static_cast<char>('0' + n); });
    auto text = *rc::gen::container<std::string>(*rc::gen::element<std::size_t>(7, 11, 12, 13), digit);
    text += check_digit(text);
    RC_ASSERT(Gtin::parse(text).has_value());
    if (text.size() == 13) RC_ASSERT(Gln::parse(text).has_value());

    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::distinctFrom(digit, text[at]);
    const auto parsed = Gtin::parse(text);
    RC_ASSERT(parsed.has_error());
    RC_ASSERT(parsed.error().code == Code::gtin_check_digit);
    if (text.size() == 13) RC_ASSERT(Gln::parse(text).has_error());
}

}  // namespace
}  // namespace yiguan::keys
