#include "registry/purposes.hpp"

#include <gmock/gmock.h>

#include "core/text.hpp"
#include "registry/document_samples.hpp"
#include "registry/picture_samples.hpp"

namespace yiguan::registry {
namespace {

using namespace samples;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::size_t mb = 1024 * 1024;

/// A PNG of exactly so many bytes.
std::string png_of(std::size_t bytes) {
    return png(900, 900, std::string(bytes - png(900, 900, "x").size() + 1, 'x'));
}

std::optional<Code> code_of(std::string_view what, const std::string& file) {
    const auto checked = check_file(purpose(what), as_bytes(file));
    return checked.has_error() ? std::optional(checked.error().code) : std::nullopt;
}

// EBM-11, EBM-13
TEST(Purposes, EBM11_EBM13_LicenceAndLetterUpToOneMegabyte) {
    for (const auto* what : {"licence", "commitment_letter"}) {
        EXPECT_EQ(code_of(what, png_of(mb)), std::nullopt) << what;
        EXPECT_EQ(code_of(what, png_of(mb + 1)), Code::body_too_large) << what;
        EXPECT_EQ(code_of(what, jpeg()), std::nullopt) << what;
        EXPECT_EQ(code_of(what, gif()), std::nullopt) << what;
        EXPECT_EQ(code_of(what, webp()), Code::document_type) << what;
        EXPECT_EQ(purpose(what).pick_bytes_max, 20 * mb) << "the console compresses";
    }
    EXPECT_EQ(code_of("licence", pdf()), Code::document_type);
    EXPECT_EQ(code_of("commitment_letter", pdf()), std::nullopt);
    const auto refused = check_file(purpose("licence"), as_bytes(png_of(3 * mb)));
    EXPECT_EQ(refused.error().detail, "营业执照（PNG 图片）不能超过 1 MB，此文件为 3 MB，请压缩后再上传");
}

// GDP-15, GDP-16
TEST(Purposes, GDP15_GDP16_ProductPictures) {
    const auto& rule = purpose("product_picture");
    EXPECT_EQ(rule.count_max, 5u);
    EXPECT_EQ(code_of("product_picture", png_of(5 * mb)), std::nullopt);
    EXPECT_EQ(code_of("product_picture", png_of(5 * mb + 1)), Code::body_too_large);
    EXPECT_EQ(code_of("product_picture", gif()), Code::document_type);
    EXPECT_THAT(warnings(rule, {MediaType::png, 800, 800}, "正面.png"), IsEmpty());
    EXPECT_THAT(warnings(rule, {MediaType::png, 800, 799}, "正面.png"),
                ElementsAre("建议不低于 800×800 像素，此图片为 800×799，放大后可能不清楚"));
    EXPECT_THAT(warnings(rule, {MediaType::png, 900, 900}, "正面(1).png"), ElementsAre(HasSubstr("文件名")));
}

// GDP-17, GDP-19, GDP-51
TEST(Purposes, GDP17_GDP19_GDP51_VideoAttachmentQualification) {
    EXPECT_EQ(code_of("product_video", mp4()), std::nullopt);
    EXPECT_EQ(code_of("product_video", avi()), std::nullopt);
    EXPECT_EQ(code_of("product_video", png()), Code::document_type);
    EXPECT_EQ(code_of("product_video", box("ftyp", "isom") + std::string(12 * mb, '\0')), Code::body_too_large);
    EXPECT_EQ(code_of("attachment", pdf()), std::nullopt);
    EXPECT_EQ(code_of("attachment", png()), Code::document_type);
    EXPECT_EQ(code_of("qualification", png_of(10 * mb + 1)), Code::body_too_large);
    EXPECT_EQ(code_of("report", png_of(10 * mb + 1)), std::nullopt);
}

TEST(Purposes, AreListedWithTheirRules) {
    for (const Purpose& p : purposes()) {
        const auto out = encode(p);
        EXPECT_FALSE(out.at("purposeZh").as_string().empty()) << p.id;
        EXPECT_FALSE(out.at("kinds").as_array().empty()) << p.id;
        EXPECT_EQ(find_purpose(p.id), &p) << "twice: " << p.id;
    }
    EXPECT_EQ(find_purpose("selfie"), nullptr);
    EXPECT_EQ(default_purpose().id, "picture");
    EXPECT_EQ(upload_bytes_max(), 20 * mb);
}

TEST(Purposes, SizesForPeople) {
    EXPECT_EQ(size_zh(12), "12 字节");
    EXPECT_EQ(size_zh(1500), "2 KB");
    EXPECT_EQ(size_zh(mb), "1 MB");
    EXPECT_EQ(size_zh(mb + mb / 2), "1.5 MB");
}

}  // namespace
}  // namespace yiguan::registry
