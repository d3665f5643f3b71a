#include "mint/cipher.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>
#include <random>

#include "core/text.hpp"
#include "mint/code_text.hpp"
#include "mint/ff1.hpp"

namespace yiguan::mint {
namespace {

using Halves = std::vector<std::uint64_t>;

std::vector<Engine> engines() {
    std::vector<Engine> out;
    for (const Engine engine : {Engine::portable, Engine::aesni, Engine::avx512})
        if (is_available(engine)) out.push_back(engine);
    return out;
}

std::array<std::byte, 16> key_from(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::array<std::byte, 16> key;
    for (auto& byte : key) byte = static_cast<std::byte>(random());
    return key;
}

std::vector<std::uint32_t> digits_of(std::uint64_t high, std::uint64_t low) {
    std::vector<std::uint32_t> out(27);
    for (std::size_t i = 13; i-- > 0; high /= 10) out[i] = static_cast<std::uint32_t>(high % 10);
    for (std::size_t i = 27; i-- > 13; low /= 10) out[i] = static_cast<std::uint32_t>(low % 10);
    return out;
}

TEST(Cipher, HasAnEngineForEveryProcessor) {
    EXPECT_TRUE(is_available(Engine::portable));
    EXPECT_TRUE(is_available(best_engine()));
}

// Where remainders and their corrections go wrong first: halves at both ends of their ranges.
TEST(Cipher, AgreesWithTheGeneralFf1AtTheEdges) {
    const auto key = key_from(1);
    const std::string tweak = "E20128";
    const Cipher cipher(key, tweak);
    const auto general = Ff1::make(key, 10).value();
    for (const std::uint64_t high : {std::uint64_t{0}, std::uint64_t{1}, high_modulus - 1, high_modulus / 2})
        for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{1}, low_modulus - 1, low_modulus / 2}) {
            const auto expected = general.encrypt(digits_of(high, low), std::as_bytes(std::span(tweak))).value();
            for (const Engine engine : engines()) {
                std::uint64_t a[] = {high, high, high, high};
                std::uint64_t b[] = {low, low, low, low};
                cipher.encipher(a, b, 4, engine);
                for (int k = 0; k < 4; ++k) ASSERT_EQ(digits_of(a[k], b[k]), expected) << static_cast<int>(engine);
                cipher.decipher(a, b, 4, engine);
                for (int k = 0; k < 4; ++k) ASSERT_TRUE(a[k] == high && b[k] == low) << static_cast<int>(engine);
            }
        }
}

RC_GTEST_PROP(Cipher, AgreesWithTheGeneralFf1, ()) {
    const auto key = key_from(*rc::gen::arbitrary<std::uint64_t>());
    const auto tweak =
        *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(0, 10), rc::gen::arbitrary<char>());
    const auto high = *rc::gen::inRange<std::uint64_t>(0, high_modulus);
    const auto low = *rc::gen::inRange<std::uint64_t>(0, low_modulus);
    const auto expected =
        Ff1::make(key, 10).value().encrypt(digits_of(high, low), std::as_bytes(std::span(tweak))).value();
    const Cipher cipher(key, tweak);
    for (const Engine engine : engines()) {
        auto a = high;
        auto b = low;
        cipher.encipher(&a, &b, 1, engine);
        RC_ASSERT(digits_of(a, b) == expected);
    }
}

// Every count up to beyond two full groups of the widest engine, so that every way of handling a rest is met.
TEST(Cipher, GivesTheSameDigitsWithEveryEngineAndCount) {
    std::mt19937_64 random(20260101);
    const Cipher cipher(key_from(2), "E20128");
    for (std::size_t count = 0; count <= 150; ++count) {
        Halves high(count), low(count);
        for (auto& h : high) h = random() % high_modulus;
        for (auto& l : low) l = random() % low_modulus;
        Halves expected_high = high, expected_low = low;
        cipher.encipher(expected_high.data(), expected_low.data(), count, Engine::portable);
        for (const Engine engine : engines()) {
            Halves a = high, b = low;
            cipher.encipher(a.data(), b.data(), count, engine);
            ASSERT_EQ(a, expected_high) << count << " " << static_cast<int>(engine);
            ASSERT_EQ(b, expected_low) << count << " " << static_cast<int>(engine);
            cipher.decipher(a.data(), b.data(), count, engine);
            ASSERT_EQ(a, high) << count << " " << static_cast<int>(engine);
            ASSERT_EQ(b, low) << count << " " << static_cast<int>(engine);
        }
    }
}

// Two hundred thousand numbers through both: a quotient that is wrong once in 10^5 would be seen.
TEST(Cipher, GivesTheSameDigitsOverALongRun) {
    constexpr std::size_t count = 200'000;
    const Cipher cipher(key_from(3), "E29999");
    Halves high(count, 0), low(count);
    std::iota(low.begin(), low.end(), 0u);
    Halves expected_high = high, expected_low = low;
    cipher.encipher(expected_high.data(), expected_low.data(), count, Engine::portable);
    for (const auto h : expected_high) ASSERT_LT(h, high_modulus);
    for (const auto l : expected_low) ASSERT_LT(l, low_modulus);
    for (const Engine engine : engines()) {
        Halves a = high, b = low;
        cipher.encipher(a.data(), b.data(), count, engine);
        EXPECT_TRUE(a == expected_high && b == expected_low) << static_cast<int>(engine);
        cipher.decipher(a.data(), b.data(), count, engine);
        EXPECT_TRUE(a == high && b == low) << static_cast<int>(engine);
    }
}

TEST(Cipher, SharesNothingBetweenTwoKeysOnOneThread) {
    const Cipher one(key_from(4), "E20128"), other(key_from(5), "E20128"), tweaked(key_from(4), "E20129");
    std::uint64_t a1 = 7, b1 = 7, a2 = 7, b2 = 7, a3 = 7, b3 = 7, a4 = 7, b4 = 7;
    one.encipher(&a1, &b1, 1, Engine::portable);
    other.encipher(&a2, &b2, 1, Engine::portable);
    tweaked.encipher(&a3, &b3, 1, Engine::portable);
    one.encipher(&a4, &b4, 1, Engine::portable);
    EXPECT_NE(a1, a2);
    EXPECT_NE(a1, a3);
    EXPECT_TRUE(a1 == a4 && b1 == b4);
}

// The Chinese-cryptography profile: whatever engine is asked for, SM4 goes through the portable one.
RC_GTEST_PROP(Cipher, AgreesWithTheGeneralFf1UnderSm4, ()) {
    const auto key = key_from(*rc::gen::arbitrary<std::uint64_t>());
    const auto count = *rc::gen::inRange<std::size_t>(1, 150);
    const auto high = *rc::gen::container<Halves>(count, rc::gen::inRange<std::uint64_t>(0, high_modulus));
    const auto low = *rc::gen::container<Halves>(count, rc::gen::inRange<std::uint64_t>(0, low_modulus));
    const Cipher cipher(key, "E20128", crypto::Algorithm::sm4);
    const auto general = Ff1::make(key, 10, crypto::Algorithm::sm4).value();
    for (const Engine engine : engines()) {
        Halves a = high, b = low;
        cipher.encipher(a.data(), b.data(), count, engine);
        for (const std::size_t k : {std::size_t{0}, count - 1})
            RC_ASSERT(digits_of(a[k], b[k]) ==
                      general.encrypt(digits_of(high[k], low[k]), as_bytes(std::string_view("E20128"))).value());
        cipher.decipher(a.data(), b.data(), count, engine);
        RC_ASSERT(a == high);
        RC_ASSERT(b == low);
    }
}

RC_GTEST_PROP(CodeText, WritesWhatItReadsWithEveryEngine, ()) {
    const auto count = *rc::gen::inRange<std::size_t>(0, 30);
    const auto high = *rc::gen::container<Halves>(count, rc::gen::inRange<std::uint64_t>(0, high_modulus));
    const auto low = *rc::gen::container<Halves>(count, rc::gen::inRange<std::uint64_t>(0, low_modulus));
    const auto prefix = make_prefix("0128", 3);
    for (const Engine engine : engines()) {
        std::string text(count * code_text_bytes + 1, '#');
        write_codes(prefix, high.data(), low.data(), count, '\n', text.data(), engine);
        RC_ASSERT(text.back() == '#');  // nothing behind the last code
        for (std::size_t k = 0; k < count; ++k) {
            const std::string_view code(text.data() + k * code_text_bytes, code_text_bytes - 1);
            RC_ASSERT(text[(k + 1) * code_text_bytes - 1] == '\n');
            CodeHead head{};
            std::uint64_t a = 0, b = 0;
            RC_ASSERT(read_head(code, head));
            RC_ASSERT(head.nsi == 128u && head.epoch == 3);
            RC_ASSERT(read_body(code.data(), a, b));
            RC_ASSERT(a == high[k] && b == low[k]);
        }
    }
}

TEST(CodeText, WritesTheEdges) {
    const auto prefix = make_prefix("9999", 9);
    for (const Engine engine : engines()) {
        const std::uint64_t high[] = {0, high_modulus - 1, 99'999'999, 100'000'000, 9'999};
        const std::uint64_t low[] = {0, low_modulus - 1, 99'999'999, 100'000'000, 10'000};
        std::string text(5 * code_text_bytes, '#');
        write_codes(prefix, high, low, 5, '|', text.data(), engine);
        EXPECT_EQ(text,
                  "299999"
                  "0000000000000"
                  "00000000000000|"
                  "299999"
                  "9999999999999"
                  "99999999999999|"
                  "299999"
                  "0000099999999"
                  "00000099999999|"
                  "299999"
                  "0000100000000"
                  "00000100000000|"
                  "299999"
                  "0000000009999"
                  "00000000010000|");
    }
}

// Every byte that is no digit, in every place, must be seen.
TEST(CodeText, RefusesEveryOtherCharacterEverywhere) {
    const std::string right = "201289985296962119819527847024772";
    for (std::size_t at = 0; at < right.size(); ++at)
        for (int byte = 0; byte < 256; ++byte) {
            auto text = right;
            text[at] = static_cast<char>(byte);
            CodeHead head{};
            std::uint64_t a, b;
            const bool readable = read_head(text, head) && read_body(text.data(), a, b);
            const bool allowed = at == 0 ? byte == '2' : byte >= '0' && byte <= '9';
            ASSERT_EQ(readable, allowed) << at << " " << byte;
        }
}

}  // namespace
}  // namespace yiguan::mint
