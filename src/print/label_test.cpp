#include "print/label.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace yiguan::print {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::size_t pages_of(const std::string& pdf) {
    std::size_t count = 0;
    for (auto at = pdf.find("/MediaBox"); at != std::string::npos; at = pdf.find("/MediaBox", at + 1)) ++count;
    return count;
}

// Words of eleven modules, three bars and three spaces: start, data, check, and a stop of thirteen.
std::vector<int> words_of(const Bars& bars) {
    std::vector<int> words;
    for (std::size_t at = 0; at + 13 < bars.modules.size(); at += 11) {
        int word = 0;
        for (std::size_t i = 0; i < 11; ++i) word = word * 2 + bars.modules[at + i];
        words.push_back(word);
    }
    return words;
}

TEST(Bars, AnSsccIsAGs1LogisticSymbol_P14) {
    const auto bars = gs1_128_sscc("340123450000000017").value();
    EXPECT_EQ(bars.text, "(00) 340123450000000017");
    // Start C, FNC1, ten pairs of digits, check, stop.
    EXPECT_EQ(bars.modules.size(), 11u * 13 + 13);
    const auto words = words_of(bars);
    EXPECT_EQ(words.at(0), 0b11010011100) << "start C";
    EXPECT_EQ(words.at(1), 0b11110101110) << "FNC1";
    EXPECT_EQ(words.at(2), 0b11011001100) << "the pair 00";
    EXPECT_EQ(gs1_128_sscc("340123450000000018").error().code, Code::invalid) << "check digit";
    EXPECT_EQ(gs1_128_sscc("34012345000000001").error().code, Code::invalid);
}

TEST(Bars, OwnCodesAreCode128) {
    const auto bars = code128("BOX-000001").value();
    EXPECT_EQ(bars.text, "BOX-000001");
    EXPECT_EQ(bars.modules.front(), 1);
    EXPECT_EQ(bars.modules.back(), 1);
    EXPECT_EQ(code128("").error().code, Code::invalid);
    EXPECT_EQ(code128("箱").error().code, Code::invalid);
    EXPECT_EQ(code128(std::string(41, 'A')).error().code, Code::too_long);
}

TEST(Labels, EachIsAPageOfItsSize_P14_P16) {
    const std::array labels{
        Label{.title = "箱标",
              .fields = {{"产品", "电缆 YJV"}, {"批次", "A26-"}, {"数量", "20 件"}},
              .qr = "00340123450000000017",
              .bars = gs1_128_sscc("340123450000000017").value()},
        Label{.width_mm = 100, .height_mm = 70, .title = "合格证", .qr = "HTTPS://T.EXAMPLE.CN/E=1"}};
    const auto pdf = render_labels(labels);
    EXPECT_THAT(pdf, StartsWith("%PDF-1."));
    EXPECT_THAT(pdf, HasSubstr("/FontFile"));
    EXPECT_EQ(pages_of(pdf), 2u);
    EXPECT_THAT(pdf, HasSubstr("[ 0 0 283.464")) << "100 mm";
    EXPECT_THROW(render_labels(std::vector<Label>(labels_max + 1)), std::length_error);
}

TEST(Labels, SurvivesAnyText) {
    Label label{.width_mm = 60, .height_mm = 40, .title = std::string(500, 'x')};
    for (int i = 0; i < 50; ++i) label.fields.emplace_back("\xFF", std::string(300, '<'));
    EXPECT_THAT(render_labels({&label, 1}), StartsWith("%PDF-"));
    label.bars = code128(std::string(40, 'A')).value();
    EXPECT_THROW(render_labels({&label, 1}), std::runtime_error) << "the bars would not be read";
}

}  // namespace
}  // namespace yiguan::print
