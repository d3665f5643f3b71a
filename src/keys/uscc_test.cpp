#include "keys/uscc.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "keys/testing.hpp"

namespace yiguan::keys {
namespace {

using testing::text_of;
using testing::vectors;

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

TEST(Uscc, TakesEveryRightVector) {
    const auto all = vectors("src/keys/testdata/uscc.json");
    for (const auto& row : all.at("valid").as_array()) {
        const auto parsed = Uscc::parse(text_of(row, "value"));
        ASSERT_TRUE(parsed.has_value()) << text_of(row, "value");
        EXPECT_EQ(parsed.value().text(), text_of(row, "normalised"));
        EXPECT_EQ(parsed.value().organisation_code(), text_of(row, "org_code"));
        EXPECT_EQ(parsed.value().division(), text_of(row, "division"));
    }
    EXPECT_GE(all.at("valid").as_array().size(), 10u);
}

TEST(Uscc, FoldsCaseWidthAndBlanks) {
    const auto all = vectors("src/keys/testdata/uscc.json");
    for (const auto& row : all.at("normalise").as_array()) {
        const auto parsed = Uscc::parse(text_of(row, "value"));
        ASSERT_TRUE(parsed.has_value()) << text_of(row, "value");
        EXPECT_EQ(parsed.value().text(), text_of(row, "normalised"));
    }
    EXPECT_EQ(Uscc::parse("\uFEFF91110000 600037341l\u3000\n").value(), Uscc::parse("91110000600037341L").value());
}

TEST(Uscc, RefusesEveryWrongVectorForItsReason) {
    const auto all = vectors("src/keys/testdata/uscc.json");
    for (const auto& row : all.at("invalid").as_array()) {
        const auto parsed = Uscc::parse(text_of(row, "value"));
        ASSERT_TRUE(parsed.has_error()) << text_of(row, "value");
        const auto reason = text_of(row, "error");
        const Code expected = reason == "length"    ? Code::uscc_length
                              : reason == "charset" ? Code::uscc_character
                                                    : Code::uscc_check;
        EXPECT_EQ(parsed.error().code, expected) << text_of(row, "value");
        EXPECT_FALSE(parsed.error().detail.empty());
    }
}

TEST(Uscc, NamesThePositionOfAForbiddenCharacter) {
    const auto parsed = Uscc::parse("911100006I0037341L");
    ASSERT_TRUE(parsed.has_error());
    EXPECT_EQ(parsed.error().pointer, "@9");
    EXPECT_EQ(Uscc::parse("一二三四五六七八九十一二三四五六七八").error().code, Code::uscc_character);
    EXPECT_EQ(Uscc::parse(std::string_view("9111000060003734\0L", 18)).error().code, Code::uscc_character);
}

// 31 is prime and no weight is 0 mod 31: one wrong character is always caught. C: GB 32100-2015.
RC_GTEST_PROP(Uscc, RefusesEveryOneCharacterMistake, ()) {
    const auto character =
        rc::gen::map(rc::gen::inRange(0, 31), [](int n) { return alphabet[static_cast<std::size_t>(n)]; });
    auto text = *rc::gen::container<std::string>(17, character);
    std::size_t right = 0;
    std::string complete;
    for (const char check : alphabet)
        if (Uscc::parse(text + check).has_value()) {
            ++right;
            complete = text + check;
        }
    RC_ASSERT(right == 1u);  // every 17 characters have exactly one check character, letters in front included

    const auto at = *rc::gen::inRange<std::size_t>(0, 18);
    complete[at] = *rc::gen::distinctFrom(character, complete[at]);
    const auto parsed = Uscc::parse(complete);
    RC_ASSERT(parsed.has_error());
    RC_ASSERT(parsed.error().code == Code::uscc_check);
}

}  // namespace
}  // namespace yiguan::keys
