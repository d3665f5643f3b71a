// What the issue asks to be shown of minted codes: they are unique, none verifies under another domain or key, and a
// thousand mistakes in one are noticed. One million codes a scheme; 10 million in the slow tier
// (YIGUAN_MINT_PROOF=10000000, scripts/test --slow).
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "keys/mutation_testing.hpp"
#include "mint/minter.hpp"
#include "mint/serial.hpp"
#include "mint/testing.hpp"

namespace yiguan::mint {
namespace {

using testing::domain;
using testing::fixed_keys;

std::size_t proof_size() {
    const char* const text = std::getenv("YIGUAN_MINT_PROOF");
    if (text == nullptr) return 1'000'000;
    const std::string_view digits = text;
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (error != std::errc() || end != digits.data() + digits.size() || size == 0)
        throw std::invalid_argument("YIGUAN_MINT_PROOF is a number of codes");
    return size;
}

constexpr std::size_t batch = 10'000;

/// Another secret that never changes, so that a run tells the same every time.
KeyFile other_keys() {
    constexpr std::string_view text =
        "yiguan-keys 1\nid fb2bf6a6ca3b9cb8\nepochs 0\n"
        "secret 5f0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\nsha256 "
        "22d6d817d85a653beb780e357d05cc39b493dc43348a3aa4856cc6ff8ef0e6f2\n";
    const testing::TemporaryDirectory directory;
    testing::write_file(directory.path() / "keys", text);
    return KeyFile::load(directory.path() / "keys").value();
}

/// The first 64 bits of a code that differ between codes, over an alphabet of 32 or of ten.
std::uint64_t condensed(std::string_view code, unsigned radix) {
    std::uint64_t value = 0;
    for (const char c : code) {
        const auto at = serial_alphabet.find(c);
        value = value * radix + static_cast<std::uint64_t>(at);  // modulo 2^64: equal codes stay equal
    }
    return value;
}

/// Equal numbers may be different codes: those few are compared as texts.
template <class CodeAt>
std::size_t duplicates(std::vector<std::pair<std::uint64_t, std::uint32_t>>& numbers, CodeAt code_at) {
    std::ranges::sort(numbers);
    std::size_t same = 0;
    for (std::size_t i = 1; i < numbers.size(); ++i)
        if (numbers[i].first == numbers[i - 1].first && code_at(numbers[i].second) == code_at(numbers[i - 1].second))
            ++same;
    return same;
}

TEST(Proof, EcodesAreUniqueAndVerifyUnderTheirOwnDomainAndKeyOnly) {
    const std::size_t count = proof_size();
    const Minter minter(fixed_keys(), domain("0128"), 0);
    const Verifier own(fixed_keys(), {domain("0128")}), strange(other_keys(), {domain("0128")});
    const Verifier neighbour(fixed_keys(), {domain("0129")});
    std::vector<std::pair<std::uint64_t, std::uint32_t>> numbers;
    numbers.reserve(count);
    std::vector<char> text(batch * 34);
    std::vector<std::string> moved(batch);
    std::vector<std::string_view> codes(batch), moved_codes(batch);
    std::vector<std::optional<Minted>> found(batch);
    for (std::size_t from = 0; from < count; from += batch) {
        minter.mint_many(static_cast<std::int64_t>(from), batch, text.data());
        for (std::size_t k = 0; k < batch; ++k) {
            codes[k] = {text.data() + k * 34, 33};
            numbers.emplace_back(condensed(codes[k].substr(6), 10), static_cast<std::uint32_t>(from + k));
            moved[k] = codes[k];
            moved[k][4] = '9';  // the same digits in the neighbour's domain
            moved_codes[k] = moved[k];
        }
        own.verify_many(codes, found);
        for (std::size_t k = 0; k < batch; ++k)
            ASSERT_EQ(found[k], (Minted{0, 0, static_cast<std::int64_t>(from + k)}));
        for (const auto& [verifier, asked] :
             {std::pair{&strange, &codes}, {&neighbour, &codes}, {&neighbour, &moved_codes}}) {
            verifier->verify_many(*asked, found);
            ASSERT_EQ(std::ranges::count_if(found, [](const auto& one) { return one.has_value(); }), 0);
        }
    }
    EXPECT_EQ(numbers.size(), count);
    EXPECT_EQ(duplicates(numbers, [&](std::uint32_t counter) { return minter.mint(counter); }), 0u);
}

void expect_serials_proved(const SerialDomain& domain, const std::vector<SerialDomain>& others) {
    const std::size_t count = proof_size();
    const SerialMinter minter(fixed_keys(), domain, 0);
    const auto chars = static_cast<std::size_t>(domain.chars());
    const SerialVerifier own(fixed_keys(), domain);
    std::vector<SerialVerifier> strange{SerialVerifier(other_keys(), domain)};
    for (const auto& other : others) strange.emplace_back(fixed_keys(), other);
    std::vector<std::pair<std::uint64_t, std::uint32_t>> numbers;
    numbers.reserve(count);
    std::vector<char> text(batch * (chars + 1));
    std::vector<std::string_view> serials(batch);
    std::vector<std::optional<SerialMinted>> found(batch);
    for (std::size_t from = 0; from < count; from += batch) {
        minter.mint_many(static_cast<std::int64_t>(from), batch, text.data());
        for (std::size_t k = 0; k < batch; ++k) {
            serials[k] = {text.data() + k * (chars + 1), chars};
            numbers.emplace_back(condensed(serials[k].substr(1), 32), static_cast<std::uint32_t>(from + k));
        }
        own.verify_many(serials, found);
        for (std::size_t k = 0; k < batch; ++k)
            ASSERT_EQ(found[k], (SerialMinted{0, static_cast<std::int64_t>(from + k)}));
        for (const auto& verifier : strange) {
            verifier.verify_many(serials, found);
            ASSERT_EQ(std::ranges::count_if(found, [](const auto& one) { return one.has_value(); }), 0)
                << verifier.domain().text();
        }
    }
    EXPECT_EQ(numbers.size(), count);
    EXPECT_EQ(duplicates(numbers, [&](std::uint32_t counter) { return minter.mint(counter); }), 0u);
}

const keys::Gtin item = keys::Gtin::parse("6901234567892").value();
const keys::Gtin sibling = keys::Gtin::parse("6901234567885").value();

TEST(Proof, Gs1SerialsAreUniqueAndVerifyUnderTheirOwnGtinAndKeyOnly) {
    expect_serials_proved(SerialDomain::gs1(item).value(),
                          {SerialDomain::gs1(sibling).value(), SerialDomain::short_code(20).value()});
}

TEST(Proof, ShortCodesAreUniqueAndVerifyUnderTheirOwnKeyOnly) {
    expect_serials_proved(SerialDomain::short_code().value(), {SerialDomain::gs1(item, 13).value()});
}

// The redundancy promises one miss in 10^9 mistakes: of some thousands none is missed.
TEST(Proof, AThousandMistakesAreNoticed) {
    for (const int epoch : {0, 1}) {
        const KeyFile keys = testing::fixed_keys_with_sm4();
        const Verifier verifier(keys, {domain("0128")});
        keys::testing::thousand_mistakes(Minter(keys, domain("0128"), epoch).mint(42), "0123456789",
                                         [&](const keys::testing::Mistake& mistake) {
                                             ASSERT_EQ(verifier.verify(mistake.text), std::nullopt) << mistake.text;
                                         });
        for (const auto& one : {SerialDomain::gs1(item).value(), SerialDomain::gs1(item, 12).value(),
                                SerialDomain::short_code().value()}) {
            const SerialVerifier serials(keys, one);
            keys::testing::thousand_mistakes(SerialMinter(keys, one, epoch).mint(42), serial_alphabet,
                                             [&](const keys::testing::Mistake& mistake) {
                                                 ASSERT_EQ(serials.verify(mistake.text), std::nullopt) << mistake.text;
                                             });
        }
    }
}

}  // namespace
}  // namespace yiguan::mint
