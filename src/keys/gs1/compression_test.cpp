#include "keys/gs1/compression.hpp"

#include <gtest/gtest.h>

#include "keys/gs1/compression_bits.hpp"
#include "keys/gs1/links_testing.hpp"

namespace yiguan::keys::gs1 {
namespace {

constexpr Compression ways[] = {Compression::plain, Compression::optimised, Compression::optimised_toolkit,
                                Compression::primary_left_plain};

Result<std::string> compress(const std::string& text, Compression how) {
    TRY(const DigitalLink link, parse_digital_link(text));
    return compress_digital_link(link, how);
}

std::set<std::pair<std::string, std::string>> set_of(const DigitalLink& link) {
    std::set<std::pair<std::string, std::string>> out;
    for (const Element& e : link.elements()) out.emplace(e.ai, e.value);
    return out;
}

RC_GTEST_PROP(Compression, DecompressIsTheWayBack, ()) {
    const auto any = testing::any_link();
    std::vector<Element> elements;
    for (const auto& [ai, value] : any.values) elements.push_back({ai, value, find_ai(ai)});
    const auto text = format_digital_link(elements, "https://example.com/x");
    RC_ASSERT(text.has_value());
    const auto link = parse_digital_link(text.value());
    RC_ASSERT(link.has_value());
    for (const Compression how : ways) {
        const auto compressed = compress_digital_link(link.value(), how);
        if (compressed.has_error()) RC_FAIL(text.value() + compressed.error().detail);
        if (how == Compression::primary_left_plain && elements.size() == 1) continue;  // nothing to compress
        RC_ASSERT(may_be_compressed(compressed.value()));
        const auto back = decompress_digital_link(compressed.value());
        if (back.has_error()) RC_FAIL(text.value() + " " + compressed.value() + back.error().detail);
        const auto read = parse_digital_link(back.value());
        RC_ASSERT(read.has_value());
        RC_ASSERT(set_of(read.value()) == set_of(link.value()));
        RC_ASSERT(read.value().key().ai == link.value().key().ai);
        RC_ASSERT(read.value().stem() == "https://example.com/x");
    }
}

RC_GTEST_PROP(CompressionBits, NumbersOfAnySizeComeBack, ()) {
    const std::size_t digits = *rc::gen::inRange<std::size_t>(0, 128);
    const std::string number = testing::any_digits(digits);
    const auto small = *rc::gen::inRange<std::uint64_t>(0, 1u << 20);
    BitWriter out;
    out.number(small, 21);
    out.decimal(number);
    out.number(1, 1);
    BitReader in(out.text());
    RC_ASSERT(in.number(21) == small);
    RC_ASSERT(in.decimal(digits) == number);
    RC_ASSERT(in.number(1) == 1u);
    RC_ASSERT(in.left() < 6u);
}

// What the toolkit writes for these two can also be read in the order of the standard: as (414)9363797620105 with
// (254)0a10000000000. It is written so that it cannot.
TEST(Compression, AnAddressIsNeverReadAsAnother) {
    const auto link = parse_digital_link("https://example.com/x/414/0000000000000/254/!7)5DK!!");
    ASSERT_TRUE(link.has_value());
    const auto compressed = compress_digital_link(link.value(), Compression::optimised_toolkit);
    ASSERT_TRUE(compressed.has_value());
    EXPECT_EQ(compressed.value(), compress_digital_link(link.value(), Compression::plain).value());
    const auto back = decompress_digital_link(compressed.value());
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(set_of(parse_digital_link(back.value()).value()), set_of(link.value()));
}

// The toolkit rounds logarithms up after adding 0.01.
TEST(CompressionBits, LengthsAreThoseOfTheToolkit) {
    EXPECT_EQ(bits_of_digits(0), 1u);
    EXPECT_EQ(bits_of_digits(1), 4u);
    EXPECT_EQ(bits_of_digits(6), 20u);
    EXPECT_EQ(bits_of_digits(13), 44u);
    EXPECT_EQ(bits_of_digits(14), 47u);
    EXPECT_EQ(bits_of_digits(18), 60u);
    EXPECT_EQ(bits_of_digits(59), 197u);
    EXPECT_EQ(bits_of_length(8), 4u);
    EXPECT_EQ(bits_of_length(15), 4u);
    EXPECT_EQ(bits_of_length(16), 5u);
    EXPECT_EQ(bits_of_length(30), 5u);
    EXPECT_EQ(bits_of_length(90), 7u);
}

TEST(Compression, KeepsParametersThatAreNoAis) {
    const std::string text = "https://a/01/06900000011225/10/L1?linkType=all&17=271231&x";
    for (const Compression how : ways) {
        const auto compressed = compress(text, how);
        ASSERT_TRUE(compressed.has_value()) << compressed.error().detail;
        EXPECT_TRUE(compressed.value().ends_with("?linkType=all")) << compressed.value();
        EXPECT_EQ(decompress_digital_link(compressed.value()).value(),
                  "https://a/01/06900000011225/10/L1?17=271231&linkType=all");
    }
}

// A parameter inside the compressed text: F, its name, its value (GS1 Digital Link: Compression, non-GS1 pairs).
TEST(Compression, ReadsParametersThatAreCompressed) {
    BitWriter bits;
    bits.number(0x01, 8);
    bits.decimal("06900000011225");
    bits.number(15, 4);
    bits.number(2, 7);
    bits.number(static_cast<std::uint64_t>(base64url_value('k')), 6);
    bits.number(static_cast<std::uint64_t>(base64url_value('1')), 6);
    bits.number(4, 3);
    bits.number(3, 7);
    for (const char c : {'a', ' ', '&'}) bits.number(static_cast<unsigned char>(c), 7);
    EXPECT_EQ(decompress_digital_link("https://a/" + bits.text()).value(), "https://a/01/06900000011225?k1=a+%26");
}

// Both orders of the sets 1A (01 10 21 17) and 9D (414 254) are read.
TEST(Compression, ReadsTheToolkitsOrderOfSets) {
    for (const char* text :
         {"https://a/01/06900000011225/10/L1/21/S1?17=271231", "https://a/414/6900000010006/254/D-3"}) {
        const auto standard = compress(text, Compression::optimised),
                   toolkit = compress(text, Compression::optimised_toolkit);
        ASSERT_TRUE(standard.has_value() && toolkit.has_value());
        EXPECT_NE(standard.value(), toolkit.value());
        EXPECT_EQ(decompress_digital_link(standard.value()).value(), text);
        EXPECT_EQ(decompress_digital_link(toolkit.value()).value(), text);
    }
}

TEST(Compression, RefusesWhatCannotBeReadBack) {
    // 253 is found before 8017 in the compressed text, so as an attribute it would become the key.
    const auto two_keys = compress("https://a/8017/795260646688514634?253=9526064000028000001", Compression::plain);
    ASSERT_TRUE(two_keys.has_error());
    EXPECT_EQ(two_keys.error().field, "(8017)");
    for (const Compression how : {Compression::plain, Compression::optimised})
        EXPECT_TRUE(compress("https://a/401/30m/401/30890403BTCVHJ", how).has_error());
    EXPECT_TRUE(compress("https://a/253/9526064000028000001?8017=795260646688514634", Compression::plain).has_value());
}

TEST(Compression, RefusesDamagedText) {
    const std::string link = "https://a/01/06900000011225/10/L1/21/S1?17=271231";
    const std::string good = compress(link, Compression::plain).value();
    std::size_t refused = 0;
    for (std::size_t size = good.size() - 1; size > 10; --size) {
        const auto back = decompress_digital_link(good.substr(0, size));
        refused += back.has_error();
        // Cut where an element ends, the elements in front of it are a link.
        if (back.has_value()) {
            EXPECT_TRUE(link.starts_with(back.value()) && back.value() != link) << back.value();
        }
    }
    EXPECT_GE(refused, good.size() - 10 - 4);
    for (const char* text : {"", "https://a", "https://a/", "https://a/AQ", "https://a/01/06900000011225/AQ",
                             "https://a/x y", "https://a/____________", "https://a/gggggggggggg", "a/AQyNEBlnsg"})
        EXPECT_TRUE(decompress_digital_link(text).has_error()) << text;
    EXPECT_FALSE(may_be_compressed("https://a/01/06900000011225"));
}

}  // namespace
}  // namespace yiguan::keys::gs1
