#include "print/letter.hpp"

#include <gmock/gmock.h>

namespace yiguan::print {
namespace {

using ::testing::HasSubstr;

// EBM-10
TEST(Letters, EBM10_OneFormForEachTypeOfCompany) {
    for (const auto* type : {"vehicle", "battery", "charger", "general"}) {
        const auto* letter = find_letter(type);
        ASSERT_TRUE(letter) << type;
        EXPECT_FALSE(letter->zh.empty());
        EXPECT_GE(letter->articles.size(), 8u) << type;
        for (const auto& article : letter->articles) EXPECT_TRUE(article.ends_with("。")) << article;
    }
    EXPECT_EQ(find_letter("helmet"), nullptr);
    EXPECT_THAT(find_letter("vehicle")->articles, testing::Contains(HasSubstr("GB 17761")));
}

TEST(Letters, EBM12_HasPlacesToSignAndToSeal) {
    for (const Letter& letter : letters()) {
        const auto document = letter_document(letter, {.name = "广东一贯车业有限公司",
                                                       .uscc = "91440101MA0000001Q",
                                                       .brands = {"一贯", "远行"},
                                                       .number = "YG-1"});
        int signs = 0, seals = 0;
        std::string words;
        for (const Block& block : document.blocks) {
            signs += block.kind == Block::Kind::sign;
            seals += block.kind == Block::Kind::seal;
            words += block.label + block.text + "\n";
        }
        EXPECT_GE(signs, 2) << letter.type;
        EXPECT_EQ(seals, 1) << letter.type;
        EXPECT_THAT(words, HasSubstr("法定代表人（签字）"));
        EXPECT_THAT(words, HasSubstr("广东一贯车业有限公司"));
        EXPECT_THAT(words, HasSubstr("91440101MA0000001Q"));
        EXPECT_THAT(words, HasSubstr("一贯、远行"));
        EXPECT_THAT(words, HasSubstr("八、"));
        EXPECT_EQ(document.qr, "YG-1");
        // At most two pages: two pictures are merged into one (EBM-12).
        const auto pdf = render_pdf(document);
        EXPECT_THAT(pdf, testing::StartsWith("%PDF-"));
    }
}

}  // namespace
}  // namespace yiguan::print
