#include "print/pdf.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace yiguan::print {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Pdf, IsOneWholeFileWithItsFonts) {
    const auto pdf = render_pdf({.title = "承诺书", .blocks = {{.text = "一句话。"}}, .qr = "YG-1"});
    EXPECT_THAT(pdf, StartsWith("%PDF-1."));
    EXPECT_THAT(pdf, HasSubstr("%%EOF"));
    EXPECT_THAT(pdf, HasSubstr("/FontFile"));
}

TEST(Pdf, GoesOnOnTheNextPage) {
    Document document{.title = "长文"};
    const auto one = render_pdf(document);
    for (int i = 0; i < 60; ++i)
        document.blocks.push_back({.kind = Block::Kind::article,
                                   .text = "产品符合相应的强制性国家标准和所明示的执行标准；实行生产许可、强制性产品认"
                                           "证的，取得许可、认证后方出厂、销售。",
                                   .label = "一、"});
    const auto many = render_pdf(document);
    EXPECT_GT(many.size(), one.size() + 2000);
    for (int i = 0; i < 2000; ++i) document.blocks.push_back({.text = document.blocks.front().text});
    EXPECT_THROW(render_pdf(document), std::length_error);
}

TEST(Pdf, SurvivesAnyText) {
    for (const auto* text : {"", "\xFF\xFE", "<b>&amp;</b>", "\n\n\n", "一\t二"})
        EXPECT_THAT(render_pdf({.title = text,
                                .blocks = {{.text = text}, {.kind = Block::Kind::field, .text = text, .label = text}}}),
                    StartsWith("%PDF-"));
}

}  // namespace
}  // namespace yiguan::print
