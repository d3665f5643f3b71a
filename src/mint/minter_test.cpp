#include "mint/minter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <thread>
#include <unordered_set>

#include "core/text.hpp"
#include "keys/keys.hpp"
#include "mint/ff1.hpp"
#include "mint/testing.hpp"

namespace yiguan::mint {
namespace {

using testing::domain;
using testing::fixed_keys;
using testing::fixed_keys_with_sm4;
using testing::random_keys;

constexpr std::string_view fixed_secret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

crypto::Bytes from_hex_bytes(std::string_view hex) {
    const auto bytes = from_hex(hex).value();
    const auto view = as_bytes(bytes);
    return {view.begin(), view.end()};
}

const KeyFile& keys() {
    static const KeyFile file = random_keys();
    return file;
}

// Codes that are printed somewhere must verify for ever: derivation, tweak, layout and FF1 are pinned by these.
TEST(Minter, GivesTheSameCodesForEver) {
    const KeyFile fixed = fixed_keys();
    EXPECT_EQ(fixed.key_id(), "934e01658ceb4d1d");
    const Minter minter(fixed, domain("0128"), 0);
    EXPECT_EQ(minter.mint(0), "201280410431455764112893549836410");
    EXPECT_EQ(minter.mint(1), "201280423337451228382311264447323");
    EXPECT_EQ(minter.mint(counter_max), "201280745440715436552255441349027");
    EXPECT_EQ(Minter(fixed, domain("0128"), 1).mint(0), "201281037504953357937627587117518");
    EXPECT_EQ(Minter(fixed, domain("0096"), 0).mint(0), "200960001676511190103592190461920");
}

// The same for an epoch of the Chinese-cryptography profile; the general FF1 says how the pinned code comes about.
TEST(Minter, GivesTheSameCodesUnderSm4ForEver) {
    const KeyFile fixed = fixed_keys_with_sm4();
    std::array<std::byte, 16> key;
    crypto::hkdf(crypto::Digest::sm3, from_hex_bytes(fixed_secret), "yiguan/mint/1/sm4/ecode:2:0128/1", key);
    EXPECT_EQ(fixed.code_key("ecode:2:0128", 1), key);
    const auto ff1 = Ff1::make(key, 10, crypto::Algorithm::sm4).value();
    std::vector<std::uint32_t> plain(27, 0);
    plain[26] = 5;
    std::string code = "201281";
    const auto enciphered = ff1.encrypt(plain, as_bytes(std::string_view("E20128"))).value();
    for (const auto digit : enciphered) code += static_cast<char>('0' + digit);
    const Minter minter(fixed, domain("0128"), 1);
    EXPECT_EQ(minter.mint(5), code);
    EXPECT_EQ(code, "201281792053489103165235897855824");
    EXPECT_EQ(Minter(fixed, domain("0128"), 0).mint(0), "201280410431455764112893549836410") << "old epochs stay";
    std::string many(1000 * 34, '#');
    minter.mint_many(counter_max - 999, 1000, many.data());
    const Verifier verifier(fixed, {domain("0128")});
    for (std::int64_t k = 0; k < 1000; ++k) {
        const auto one = std::string_view(many).substr(static_cast<std::size_t>(k) * 34, 33);
        ASSERT_EQ(verifier.verify(one), (Minted{0, 1, counter_max - 999 + k}));
        // Under the other cipher's epoch the same digits are a forgery.
        std::string moved(one);
        moved[5] = '0';
        ASSERT_EQ(verifier.verify(moved), std::nullopt);
    }
}

RC_GTEST_PROP(Minter, VerifiesWhatItMinted, ()) {
    const auto counter = *rc::gen::inRange<std::int64_t>(0, counter_max);
    const auto epoch = *rc::gen::inRange(0, 10);
    const auto at = *rc::gen::inRange<std::uint32_t>(0, 3);
    const std::vector<CodeDomain> domains{domain("0128"), domain("0000"), domain("9999")};
    const auto code = Minter(keys(), domains[at], epoch).mint(counter);
    RC_ASSERT(code.size() == code_digits);
    RC_ASSERT(code.substr(0, 6) == "2" + domains[at].nsi() + std::to_string(epoch));
    RC_ASSERT(keys::parse_ecode(code).value().nsi == domains[at].nsi());
    const Verifier verifier(keys(), domains, {epoch});
    RC_ASSERT(verifier.verify(code) == (Minted{at, epoch, counter}));
}

TEST(Minter, MintsManyAsOneByOne) {
    const Minter minter(keys(), domain("0128"), 0);
    // Across the carry from the lower to the upper half, and to the very last counter.
    for (const std::int64_t first : {std::int64_t{0}, std::int64_t{99'999'999'999'800}, counter_max - 399})
        for (const std::size_t count : {0u, 1u, 2u, 7u, 33u, 128u, 129u, 400u}) {
            std::string text(count * 34 + 1, '#');
            minter.mint_many(first, count, text.data());
            EXPECT_EQ(text.back(), '#');
            for (std::size_t k = 0; k < count; ++k) {
                ASSERT_EQ(text.substr(k * 34, 33), minter.mint(first + static_cast<std::int64_t>(k)));
                ASSERT_EQ(text[k * 34 + 33], '\n');
            }
        }
    std::string with_nul(34, '#');
    minter.mint_many(5, 1, with_nul.data(), '\0');
    EXPECT_EQ(with_nul, minter.mint(5) + '\0');
}

TEST(Minter, RefusesWhatNoCodeCanHold) {
    const Minter minter(keys(), domain("0128"), 0);
    char out[34];
    EXPECT_THROW(minter.mint(-1, out), std::out_of_range);
    EXPECT_THROW(minter.mint(counter_max + 1, out), std::out_of_range);
    EXPECT_THROW(minter.mint_many(counter_max, 2, out), std::out_of_range);
    EXPECT_THROW(Minter(keys(), domain("0128"), 10), std::invalid_argument);
    EXPECT_THROW(Minter(keys(), domain("0128"), -1), std::invalid_argument);
    EXPECT_THROW(Verifier(keys(), {domain("0128"), domain("0128")}), std::invalid_argument);
    for (const char* nsi : {"", "128", "00128", "012a", "０１２８"})
        EXPECT_EQ(CodeDomain::ecode(nsi).error().code, Code::invalid) << nsi;
    EXPECT_EQ(domain("0128").text(), "ecode:2:0128");
}

TEST(Minter, NeverMintsACodeTwiceAndLooksRandom) {
    constexpr std::size_t count = 300'000;
    std::string text(count * 34, '#');
    Minter(keys(), domain("0128"), 0).mint_many(1'000'000, count, text.data());
    std::unordered_set<std::string_view> seen;
    std::array<std::array<std::size_t, 10>, 33> digits{};
    for (std::size_t k = 0; k < count; ++k) {
        const std::string_view code(text.data() + k * 34, 33);
        EXPECT_TRUE(seen.insert(code).second);
        for (std::size_t i = 0; i < 33; ++i) ++digits[i][static_cast<std::size_t>(code[i] - '0')];
    }
    // Each enciphered place shows each digit 30,000 times, give or take seven standard deviations (164 each).
    for (std::size_t i = 6; i < 33; ++i)
        for (const auto n : digits[i]) EXPECT_NEAR(static_cast<double>(n), 30'000.0, 1'150.0) << i;
}

// A forgery passes once in 10^9 tries; a few hundred thousand with a fixed seed never do.
TEST(Verifier, RefusesForgeries) {
    const Minter minter(fixed_keys(), domain("0128"), 0);
    const Verifier verifier(fixed_keys(), {domain("0128")});
    std::mt19937_64 random(7);
    for (int n = 0; n < 100'000; ++n) {
        std::string code = "201280";
        for (int i = 0; i < 27; ++i) code += static_cast<char>('0' + random() % 10);
        ASSERT_EQ(verifier.verify(code), std::nullopt) << code;
        ASSERT_EQ(verifier.claimed_domain(code), 0u);
    }
    for (std::int64_t counter = 0; counter < 200; ++counter) {
        const auto code = minter.mint(counter);
        for (std::size_t at = 0; at < code.size(); ++at)
            for (char digit = '0'; digit <= '9'; ++digit) {
                auto changed = code;
                changed[at] = digit;
                if (changed == code)
                    ASSERT_TRUE(verifier.verify(changed).has_value());
                else
                    ASSERT_EQ(verifier.verify(changed), std::nullopt) << changed;
            }
        for (std::size_t at = 1; at < code.size(); ++at) {  // neighbours swapped
            auto swapped = code;
            std::swap(swapped[at], swapped[at - 1]);
            ASSERT_EQ(verifier.verify(swapped).has_value(), swapped == code) << swapped;
        }
    }
}

TEST(Verifier, RefusesAnotherKeyDomainOrEpoch) {
    const auto code = Minter(keys(), domain("0128"), 0).mint(42);
    const KeyFile other = random_keys();
    EXPECT_NE(other.key_id(), keys().key_id());
    EXPECT_EQ(Verifier(other, {domain("0128")}).verify(code), std::nullopt);
    EXPECT_EQ(Verifier(keys(), {domain("0096")}).verify(code), std::nullopt);
    EXPECT_EQ(Verifier(keys(), {domain("0096")}).claimed_domain(code), std::nullopt);
    EXPECT_EQ(Verifier(keys(), {}).verify(code), std::nullopt);
    EXPECT_EQ(Verifier(keys(), {domain("0128")}, {1, 2}).verify(code), std::nullopt);
    EXPECT_EQ(Verifier(keys(), {domain("0128")}, {}).verify(code), std::nullopt);
    const auto of_epoch_1 = Minter(keys(), domain("0128"), 1).mint(42);
    EXPECT_EQ(Verifier(keys(), {domain("0128")}).verify(of_epoch_1), std::nullopt);
    EXPECT_EQ(Verifier(keys(), {domain("0128")}, {0, 1}).verify(of_epoch_1), (Minted{0, 1, 42}));
    // The same digits under another clear epoch or NSI are a forgery even where that one is in use.
    auto moved = code;
    moved[5] = '1';
    EXPECT_EQ(Verifier(keys(), {domain("0128")}, {0, 1}).verify(moved), std::nullopt);
    moved = code;
    moved[4] = '9';
    EXPECT_EQ(Verifier(keys(), {domain("0128"), domain("0129")}).verify(moved), std::nullopt);
}

TEST(Verifier, TakesThirtyThreeDigitsAndNothingElse) {
    const auto code = Minter(keys(), domain("0128"), 0).mint(42);
    const Verifier verifier(keys(), {domain("0128")});
    ASSERT_TRUE(verifier.verify(code));
    for (const std::string& text :
         std::vector<std::string>{"", "2", code.substr(1), code + "0", " " + code, code + "\n", "E=" + code,
                                  std::string(33, '\0'), std::string(33, '2'), code.substr(0, 32) + "x"})
        EXPECT_EQ(verifier.verify(text), std::nullopt) << text;
    // The sample of the national platform (ECO-35) is well-formed and nobody's here.
    EXPECT_EQ(verifier.verify("201289985296962119819527847024772"), std::nullopt);
}

RC_GTEST_PROP(Verifier, GivesTheSameInBulk, ()) {
    const std::vector<CodeDomain> domains{domain("0128"), domain("0096")};
    const Verifier verifier(keys(), domains, {0, 1});
    std::vector<Minter> minters;
    for (const auto& d : domains)
        for (const int epoch : {0, 1, 2}) minters.emplace_back(keys(), d, epoch);
    const auto picks = *rc::gen::container<std::vector<std::pair<int, std::int64_t>>>(
        *rc::gen::inRange<std::size_t>(0, 200),
        rc::gen::pair(rc::gen::inRange(0, 8), rc::gen::inRange<std::int64_t>(0, counter_max)));
    std::vector<std::string> texts;
    for (const auto& [which, counter] : picks) {
        if (which == 6)
            texts.push_back("not a code");
        else if (which == 7)
            texts.push_back("201280" + std::string(9, '7') + minters[0].mint(counter).substr(15));
        else
            texts.push_back(minters[static_cast<std::size_t>(which)].mint(counter));
    }
    const std::vector<std::string_view> codes(texts.begin(), texts.end());
    std::vector<std::optional<Minted>> found(codes.size(), Minted{9, 9, 9});
    verifier.verify_many(codes, found);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        RC_ASSERT(found[i] == verifier.verify(codes[i]));
        if (picks[i].first >= 6 || picks[i].first % 3 == 2)
            RC_ASSERT(!found[i]);
        else
            RC_ASSERT(found[i]->counter == picks[i].second);
    }
}

TEST(Verifier, ServesManyThreadsAtOnce) {
    const Minter minter(keys(), domain("0128"), 0);
    const Verifier verifier(keys(), {domain("0128")});
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::int64_t n = 0; n < 2'000; ++n)
                if (verifier.verify(minter.mint(n * 4 + t)) != Minted{0, 0, n * 4 + t}) ++wrong;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace yiguan::mint
