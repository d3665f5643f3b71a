#include "keys/gs1/ai_table.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "keys/gs1/linters.hpp"

namespace yiguan::keys::gs1 {
namespace {

TEST(AiTable, IsTheDictionaryFile) {
    std::ifstream file("src/keys/gs1/data/gs1-syntax-dictionary.txt", std::ios::binary);
    EXPECT_EQ(dictionary_text(), std::string(std::istreambuf_iterator<char>(file), {}));
    EXPECT_NE(dictionary_text().find("Apache License, Version 2.0"), std::string_view::npos);
    EXPECT_EQ(all_ais().size(), 541u);
}

TEST(AiTable, FindsEveryAiAndNothingElse) {
    std::set<std::string, std::less<>> known;
    for (const AiInfo& info : all_ais()) {
        EXPECT_TRUE(known.emplace(info.ai).second);
        EXPECT_EQ(find_ai(std::string(info.ai)), &info);
        EXPECT_EQ(match_ai(fmt::format("{}000", info.ai)), &info);
        EXPECT_EQ(match_ai(info.ai.substr(0, info.ai.size() - 1)), nullptr);
        EXPECT_EQ(ai_length(info.ai), info.ai.size());
    }
    for (std::size_t digits = 0; digits <= 5; ++digits)
        for (int n = 0; n < 10'000; ++n) {
            const auto text = fmt::format("{:05}", n).substr(5 - digits);
            if (!known.contains(text)) {
                EXPECT_EQ(find_ai(text), nullptr) << text;
            }
            if (digits == 0) break;
        }
    for (const char* text : {"", "0", "1A", "0x", "-1", "01 ", "３１０１"}) EXPECT_EQ(find_ai(text), nullptr) << text;
    EXPECT_EQ(match_ai("04123"), nullptr);
    EXPECT_EQ(ai_length("x1"), 0u);
}

TEST(AiTable, ReadsEveryPartOfAnEntry) {
    const AiInfo& gtin = *find_ai("01");
    EXPECT_EQ(gtin.title, "GTIN");
    EXPECT_TRUE(gtin.predefined_length && gtin.link_attribute && gtin.link_key);
    ASSERT_EQ(gtin.components.size(), 1u);
    ASSERT_EQ(gtin.components[0].linters().size(), 2u);
    EXPECT_EQ(gtin.components[0].linters()[0], Linter::csum);
    EXPECT_EQ(gtin.components[0].linters()[1], Linter::gcppos2);
    ASSERT_EQ(gtin.link_qualifiers.size(), 2u);
    EXPECT_EQ(gtin.link_qualifiers[0], (std::vector<std::string_view>{"22", "10", "21"}));
    EXPECT_EQ(gtin.link_qualifiers[1], (std::vector<std::string_view>{"235"}));
    ASSERT_EQ(gtin.excluded.size(), 2u);
    EXPECT_TRUE(gtin.excluded[1].matches("37"));

    const AiInfo& gdti = *find_ai("253");
    EXPECT_FALSE(gdti.predefined_length);
    ASSERT_EQ(gdti.components.size(), 2u);
    EXPECT_FALSE(gdti.components[0].optional);
    EXPECT_TRUE(gdti.components[1].optional);
    EXPECT_EQ(gdti.components[1].charset, Charset::cset82);
    EXPECT_EQ(gdti.chars_min, 13);
    EXPECT_EQ(gdti.chars_max, 30);

    const AiInfo& price = *find_ai("3925");
    ASSERT_EQ(price.requirements.size(), 1u);
    ASSERT_EQ(price.requirements[0].alternatives.size(), 5u);
    ASSERT_EQ(price.requirements[0].alternatives[1].size(), 2u);
    EXPECT_TRUE(price.requirements[0].alternatives[1][1].matches("3103"));
    EXPECT_FALSE(price.requirements[0].alternatives[1][1].matches("3203"));
    EXPECT_FALSE(price.requirements[0].alternatives[1][1].matches("310"));
    EXPECT_EQ(find_ai("8030")->components[0].charset, Charset::base64url);
    EXPECT_EQ(find_ai("8010")->components[0].charset, Charset::cset39);
    EXPECT_FALSE(find_ai("21")->link_attribute);
}

TEST(AiTable, RefusesADictionaryThatIsNone) {
    const auto refused_at = [](std::string_view text) {
        const auto parsed = parse_dictionary(text);
        return parsed.has_error() ? parsed.error().pointer : "taken";
    };
    EXPECT_EQ(refused_at("# nothing\n\n"), "taken");
    EXPECT_EQ(refused_at("01 *? N14,csum # GTIN\n10 ? X..20 req=01 # BATCH\n"), "taken");
    EXPECT_EQ(refused_at("1 N2"), "@1");
    EXPECT_EQ(refused_at("# c\n12345 N2"), "@2");
    EXPECT_EQ(refused_at("3105-3100 N6"), "@1");
    EXPECT_EQ(refused_at("31-3100 N6"), "@1");
    EXPECT_EQ(refused_at("01"), "@1");
    EXPECT_EQ(refused_at("01 !"), "@1");
    EXPECT_EQ(refused_at("01 Q14"), "@1");
    EXPECT_EQ(refused_at("01 N0"), "@1");
    EXPECT_EQ(refused_at("01 N100"), "@1");
    EXPECT_EQ(refused_at("01 [N2"), "@1");
    EXPECT_EQ(refused_at("01 N14,nonesuch"), "@1");
    EXPECT_EQ(refused_at("01 N14,csum,csum,csum,csum"), "@1");
    EXPECT_EQ(refused_at("10 X..20 N2"), "@1");
    EXPECT_EQ(refused_at("10 [N2] N2"), "@1");
    EXPECT_EQ(refused_at("10 * X..20"), "@1");
    EXPECT_EQ(refused_at("10 X..20 req="), "@1");
    EXPECT_EQ(refused_at("10 X..20 req=01+x"), "@1");
    EXPECT_EQ(refused_at("10 X..20 ex=,"), "@1");
    EXPECT_EQ(refused_at("10 X..20 other=1"), "@1");
    EXPECT_EQ(refused_at("01 N14 dlpkey=22|"), "taken");
    EXPECT_EQ(refused_at("01 N14 dlpkey=22||21"), "@1");
    EXPECT_EQ(refused_at("10 X..20\n01 N14"), "@2");
    EXPECT_EQ(refused_at("10 X..20\n10 X..20"), "@2");
    EXPECT_EQ(refused_at("10 X..20\n101 X..20"), "@2");
}

}  // namespace
}  // namespace yiguan::keys::gs1
