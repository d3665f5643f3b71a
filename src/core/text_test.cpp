#include "core/text.hpp"
#include "core/edit_distance.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yiguan {
namespace {

TEST(Text, KnowsWellFormedUtf8) {
    EXPECT_TRUE(is_utf8("一贯 Yiguan 𠀀"));
    for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE4\xB8", "\x80", "\xFF"})
        EXPECT_FALSE(is_utf8(bad));
    EXPECT_EQ(utf8_length("一贯y"), 3u);
}

TEST(Text, FindsControlCharacters) {
    EXPECT_FALSE(has_control("出厂编号 A-1", false));
    EXPECT_TRUE(has_control("a\nb", false));
    EXPECT_FALSE(has_control("a\nb", true));
    EXPECT_TRUE(has_control("a\u202Eb", true));
    EXPECT_TRUE(has_control(std::string_view("a\0b", 3), true));
}

TEST(Text, TrimsAndFoldsWhatScannersDeliver) {
    EXPECT_EQ(trim("\u3000 \uFEFF9１\t\r\n"), "9１");
    EXPECT_EQ(fold_width("Ｅ＝２０１　～"), "E=201 ~");
    EXPECT_EQ(fold_width("。｟"), "。｟");
    EXPECT_EQ(shorten("一二三四", 2), "一二…");
    EXPECT_EQ(shorten("a\xFF\x01", 9), "a??");
}

TEST(Text, EscapesHtml) {
    EXPECT_EQ(html("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
}

TEST(Text, DecodesPercent) {
    EXPECT_EQ(percent_decode("a%2Fb+c", false), "a/b+c");
    EXPECT_EQ(percent_decode("a+c", true), "a c");
    for (const char* bad : {"%", "%1", "%zz", "%00"}) EXPECT_FALSE(percent_decode(bad, false)) << bad;
}

RC_GTEST_PROP(Text, EncodingsRoundTrip, (const std::string& any)) {
    if (any.find('\0') == std::string::npos) {
        RC_ASSERT(percent_decode(percent_encode(any), false) == any);
    }
    RC_ASSERT(from_hex(to_hex(as_bytes(any))) == any);
    RC_ASSERT(is_utf8(shorten(any, 10)));
}

TEST(Text, ComparesInConstantTimeAndMakesTokens) {
    EXPECT_TRUE(equal_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_constant_time("abc", "ab"));
    EXPECT_EQ(random_token(16).size(), 22u);
    EXPECT_NE(random_token(16), random_token(16));
}

TEST(EditDistance, CountsWhatIsAddedTakenOrChanged) {
    const auto distance = [](std::u32string_view a, std::u32string_view b) { return edit_distance(a, b); };
    EXPECT_EQ(distance(U"", U""), 0u);
    EXPECT_EQ(distance(U"黄埔区", U"黄埔区"), 0u);
    EXPECT_EQ(distance(U"黄埔区", U"黄博区"), 1u);
    EXPECT_EQ(distance(U"", U"开创大道"), 4u);
    EXPECT_EQ(distance(U"开创大道1号", U"开创道1号"), 1u);
    EXPECT_EQ(distance(U"kitten", U"sitting"), 3u);
}

}  // namespace
}  // namespace yiguan
