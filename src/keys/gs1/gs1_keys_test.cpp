#include "keys/gs1/gs1_keys.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <set>

#include "keys/gs1/ai_table.hpp"
#include "keys/gs1/elements_testing.hpp"

namespace yiguan::keys::gs1 {
namespace {

/// A key of each kind without its check, at random.
std::string random_body(KeyKind kind, std::mt19937_64& random) {
    const KeyInfo& about = info(kind);
    const AiInfo& ai = *find_ai(about.ai);
    const auto pick = [&](std::string_view set) { return set[random() % set.size()]; };
    const auto chars = testing::characters(ai.components.back().charset);
    std::string body;
    if (about.check == KeyCheck::digit) {
        for (std::size_t i = 1; i < about.digits; ++i) body += pick("0123456789");
        if (ai.components.back().optional)
            for (std::size_t n = random() % 9; n > 0; --n) body += pick(chars);
        return body;
    }
    for (std::size_t i = 0; i < 6; ++i) body += pick("0123456789");
    for (std::size_t n = 2 + random() % 10; n > 0; --n) body += pick(chars);
    return kind == KeyKind::mudi ? body + "x" : body;
}

TEST(Gs1Keys, HaveOneEntryForEachKind) {
    for (const KeyInfo& about : all_key_kinds()) {
        EXPECT_EQ(info(about.kind).name, about.name);
        EXPECT_EQ(find_key_kind(about.name), about.kind);
        ASSERT_NE(find_ai(about.ai), nullptr) << about.name;
    }
    EXPECT_EQ(all_key_kinds().size(), 16u);
    EXPECT_EQ(find_key_kind("GTIN"), std::nullopt);
}

TEST(Gs1Keys, AreCompletedAndJudged) {
    const auto completed = [](KeyKind kind, std::string_view body) {
        const auto key = complete_key(kind, body);
        return key.has_value() ? key.value() : key.error().detail;
    };
    EXPECT_EQ(completed(KeyKind::gtin13, "690000001122"), "6900000011225");
    EXPECT_EQ(completed(KeyKind::sscc, "06901234000000001"), "069012340000000016");
    EXPECT_EQ(completed(KeyKind::gdti, "690123400002DOC"), "6901234000023DOC");
    EXPECT_EQ(completed(KeyKind::grai, "690123400001SER1"), "6901234000016SER1");
    EXPECT_EQ(completed(KeyKind::gmn, "1987654Ad4X4bL5ttr2310c"), "1987654Ad4X4bL5ttr2310c2K");
    EXPECT_EQ(completed(KeyKind::giai, "6901234ASSET1"), "6901234ASSET1");
    EXPECT_EQ(completed(KeyKind::gtin13, "69000000112"), "商品条码（GTIN-13）第 1 位：位数不足。");
    EXPECT_EQ(completed(KeyKind::gtin13, "6900000011x2"), "商品条码（GTIN-13）第 1 位：位数不足。");
    EXPECT_EQ(completed(KeyKind::gcn, "690123400003A"), "优惠券代码（GCN）第 14 位：此处只能是数字。");
    const auto wrong = check_key(KeyKind::grai, "6901234000017SER1");
    ASSERT_TRUE(wrong.has_error());
    EXPECT_EQ(wrong.error().code, Code::key_check);
    EXPECT_EQ(wrong.error().pointer, "@12");
    EXPECT_EQ(wrong.error().field, "GRAI");
    EXPECT_TRUE(check_key(KeyKind::gtin8, std::string(200, '0')).has_error());
    EXPECT_TRUE(check_key(KeyKind::mudi, "690123456789").has_error());
}

/// ECO: what modulo 10 promises. Every changed digit is noticed, and every swap of neighbours but those of difference
/// 5; the pair of GMN and MUDI notices both without exception.
class Mutations : public ::testing::TestWithParam<KeyKind> {};

TEST_P(Mutations, AreNoticedAsTheSchemePromises) {
    const KeyInfo& about = info(GetParam());
    std::mt19937_64 random(20261121);
    std::size_t unnoticed_swaps = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto key = complete_key(about.kind, random_body(about.kind, random));
        ASSERT_TRUE(key.has_value()) << key.error().detail << key.error().value;
        const auto guarded = about.check == KeyCheck::digit ? about.digits : key.value().size();
        const auto set =
            about.check == KeyCheck::digit ? std::string_view("0123456789") : testing::characters(Charset::cset82);
        std::string changed = key.value();
        const auto at = random() % guarded;
        while (changed == key.value()) changed[at] = set[random() % set.size()];
        EXPECT_TRUE(check_key(about.kind, changed).has_error()) << key.value() << " -> " << changed;

        std::string swapped = key.value();
        const auto first = random() % (guarded - 1);
        std::swap(swapped[first], swapped[first + 1]);
        if (swapped == key.value()) continue;
        const bool taken = check_key(about.kind, swapped).has_value();
        const bool blind = about.check == KeyCheck::digit && std::abs(swapped[first] - swapped[first + 1]) == 5;
        if (about.check == KeyCheck::digit) {
            EXPECT_EQ(taken, blind) << key.value() << " -> " << swapped;
        } else {
            EXPECT_FALSE(taken) << key.value() << " -> " << swapped;
        }
        unnoticed_swaps += blind ? 1u : 0u;
    }
    if (about.check == KeyCheck::digit) {
        EXPECT_GT(unnoticed_swaps, 50u);
    }
}

INSTANTIATE_TEST_SUITE_P(Gs1Keys, Mutations,
                         ::testing::Values(KeyKind::gtin8, KeyKind::gtin12, KeyKind::gtin13, KeyKind::gtin14,
                                           KeyKind::gln, KeyKind::sscc, KeyKind::grai, KeyKind::gsrn, KeyKind::gdti,
                                           KeyKind::gcn, KeyKind::gsin, KeyKind::gmn, KeyKind::mudi),
                         [](const auto& one) {
                             std::string name(gs1::info(one.param).name);
                             std::erase(name, '-');
                             return name;
                         });

TEST(Gs1Keys, UpcEIsExpanded) {
    const auto expanded = [](std::string_view digits) {
        const auto full = expand_upc_e(digits);
        return full.has_value() ? full.value() : std::string(yiguan::info(full.error().code).name);
    };
    EXPECT_EQ(expanded("01234505"), "012000003455");
    EXPECT_EQ(expanded("04252614"), "042100005264");
    EXPECT_EQ(expanded("01234532"), "gtin_check_digit");
    EXPECT_EQ(expanded("0123450"), "gtin_length");
    EXPECT_EQ(expanded("0123x505"), "gtin_character");
    EXPECT_EQ(expanded("21234505"), "gtin_character");
    // Each way of leaving zeros out gives a number with a right check digit, and no two give the same.
    std::set<std::string> seen;
    for (int n = 0; n < 1'000'000; n += 37)
        for (char check = '0'; check <= '9'; ++check) {
            const auto full = expand_upc_e(fmt::format("0{:06}{}", n, check));
            if (full.has_error()) continue;
            EXPECT_TRUE(has_check_digit(full.value()));
            EXPECT_EQ(full.value().size(), 12u);
            EXPECT_TRUE(seen.insert(full.value()).second || n % 10 >= 3) << full.value();
        }
    EXPECT_GE(seen.size(), 27'000u);
}

}  // namespace
}  // namespace yiguan::keys::gs1
