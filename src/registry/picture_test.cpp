#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "registry/documents.hpp"
#include "registry/picture_samples.hpp"
#include "registry/purposes.hpp"

namespace yiguan::registry {
namespace {

using namespace samples;

constexpr std::size_t picture_bytes_max = 5 * 1024 * 1024;

Result<FileInfo> inspect(std::string_view file) {
    return check_file(default_purpose(), as_bytes(file));
}

TEST(Picture, ReadsTheSizeOfPngAndJpeg) {
    const auto p = inspect(png(640, 480)), j = inspect(jpeg(1024, 768));
    ASSERT_TRUE(p.has_value()) << p.error().detail;
    EXPECT_EQ(p.value().media_type, MediaType::png);
    EXPECT_EQ(p.value().width, 640u);
    EXPECT_EQ(p.value().height, 480u);
    ASSERT_TRUE(j.has_value()) << j.error().detail;
    EXPECT_EQ(j.value().media_type, MediaType::jpeg);
    EXPECT_EQ(j.value().width, 1024u);
    EXPECT_EQ(j.value().height, 768u);
}

TEST(Picture, TakesTheVariantsInUse) {
    EXPECT_TRUE(inspect(soi + app0() + sof(16, 8, 0xC2) + scan() + scan() + eoi).has_value())
        << "progressive, two scans";
    EXPECT_TRUE(inspect(soi + app0() + "\xFF\xFF" + sof(16, 8) + scan() + "\xFF" + eoi).has_value()) << "fill bytes";
    EXPECT_TRUE(inspect(soi + segment(0xE1, "Exif" + jpeg()) + sof(16, 8) + scan() + eoi).has_value()) << "thumbnail";
    const auto palette = png_magic + ihdr(1, 1, 8, 3) + chunk("PLTE", "abc") + chunk("IDAT", "x") + chunk("IEND", "");
    EXPECT_TRUE(inspect(palette).has_value());
}

TEST(Picture, IsDecidedByContent) {
    const std::string_view others[]{"",
                                    "P",
                                    "GIF89a\1\1\1\1",
                                    "<svg xmlns='http://www.w3.org/2000/svg'/>",
                                    "%PDF-1.7",
                                    "BM",
                                    "\x89PNG\r\n\x1a",
                                    "\xFF\xD8",
                                    "RIFF\0\0\0\0WEBP",
                                    "\n\x89PNG\r\n\x1a\n"};
    for (const auto& other : others) {
        const auto refused = inspect(other);
        ASSERT_TRUE(refused.has_error()) << other;
        EXPECT_EQ(refused.error().code, Code::document_type) << other;
    }
}

struct Broken {
    const char* what;
    std::string file;
};

TEST(Picture, RefusesBrokenStructure) {
    const auto idat = chunk("IDAT", "x"), iend = chunk("IEND", "");
    auto wrong_crc = png();
    wrong_crc[png_magic.size() + 8] ^= 1;  // the width
    auto huge_length = png();
    huge_length[png_magic.size() + 25] = '\x7F';  // the length of the second chunk
    const Broken cases[]{
        {"checksum", wrong_crc},
        {"length", huge_length},
        {"no IHDR", png_magic + idat + iend},
        {"two IHDR", png_magic + ihdr(1, 1) + ihdr(1, 1) + idat + iend},
        {"no pixels", png_magic + ihdr(1, 1) + iend},
        {"IDAT apart", png_magic + ihdr(1, 1) + idat + chunk("tEXt", "a") + idat + iend},
        {"no palette", png_magic + ihdr(1, 1, 8, 3) + idat + iend},
        {"bit depth", png_magic + ihdr(1, 1, 4, 2) + idat + iend},
        {"colour type", png_magic + ihdr(1, 1, 8, 7) + idat + iend},
        {"no width", png_magic + ihdr(0, 1) + idat + iend},
        {"no IEND", png_magic + ihdr(1, 1) + idat},
        {"IEND with data", png_magic + ihdr(1, 1) + idat + chunk("IEND", "x")},
        {"no frame", soi + app0() + eoi},
        {"scan before frame", soi + app0() + scan() + sof(1, 1) + eoi},
        {"frame without scan", soi + app0() + sof(1, 1) + eoi},
        {"two frames", soi + sof(1, 1) + sof(1, 1) + scan() + eoi},
        {"no height", soi + sof(1, 0) + scan() + eoi},
        {"short frame", soi + segment(0xC0, "\x08") + scan() + eoi},
        {"segment length 1", soi + std::string("\xFF\xE0\x00\x01", 4) + sof(1, 1) + scan() + eoi},
        {"no marker", soi + "ab" + sof(1, 1) + scan() + eoi},
        {"SOI inside", soi + soi + sof(1, 1) + scan() + eoi},
        {"no EOI", soi + sof(1, 1) + scan()},
    };
    for (const auto& c : cases) {
        const auto refused = inspect(c.file);
        ASSERT_TRUE(refused.has_error()) << c.what;
        EXPECT_TRUE(refused.error().code == Code::document_damaged || refused.error().code == Code::document_type)
            << c.what;
    }
}

TEST(Picture, RefusesWhatHidesBehindTheEnd) {
    for (const auto& picture : {png(), jpeg()})
        for (const std::string& hidden :
             {std::string("PK\3\4"), std::string("<script>"), std::string(1, '\n'), std::string(1, '\0')}) {
            const auto refused = inspect(picture + hidden);
            ASSERT_TRUE(refused.has_error());
            EXPECT_EQ(refused.error().code, Code::document_damaged);
        }
    EXPECT_TRUE(inspect(png() + png()).has_error());
    EXPECT_TRUE(inspect(jpeg() + jpeg()).has_error());
    EXPECT_TRUE(inspect(jpeg() + png()).has_error());
}

TEST(Picture, HasLimits) {
    EXPECT_TRUE(inspect(png(12'000, 12'000)).has_value());
    for (const auto& file : {png(12'001, 1), png(1, 12'001), png(0xFFFFFFFF, 1), jpeg(12'001, 1), jpeg(1, 65'535)}) {
        const auto refused = inspect(file);
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code, Code::out_of_bounds);
    }
    const auto over = inspect(png(1, 1, std::string(picture_bytes_max, 'x')));
    ASSERT_TRUE(over.has_error());
    EXPECT_EQ(over.error().code, Code::body_too_large);
    const auto room = picture_bytes_max - png(1, 1, "x").size() + 1;
    const auto largest = png(1, 1, std::string(room, 'x'));
    ASSERT_EQ(largest.size(), picture_bytes_max);
    EXPECT_TRUE(inspect(largest).has_value());
}

// Wherever an upload breaks off, the rest is refused.
TEST(Picture, RefusesEveryTruncation) {
    for (const auto& picture : {png(3, 4, "text"), jpeg()})
        for (std::size_t kept = 0; kept < picture.size(); ++kept)
            EXPECT_TRUE(inspect(std::string_view(picture).substr(0, kept)).has_error()) << kept;
}

RC_GTEST_PROP(PictureProperty, EveryFlippedBitOfAPngIsNoticed, ()) {
    auto file = png(3, 4, "text");
    const auto at = *rc::gen::inRange<std::size_t>(0, file.size());
    file[at] = static_cast<char>(file[at] ^ (1 << *rc::gen::inRange(0, 8)));
    RC_ASSERT(inspect(file).has_error());
}

RC_GTEST_PROP(PictureProperty, AnyBytesBehindAMagicAreReadWithinBounds, ()) {
    const auto tail =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("\xFF\xD8\xD9\xDA\xC0\x00\x01\x08IHDR", 12)));
    const auto outcome = inspect((*rc::gen::arbitrary<bool>() ? std::string("\xFF\xD8\xFF") : png_magic) + tail);
    if (outcome.has_value()) RC_ASSERT(outcome.value().width > 0u);
}

}  // namespace
}  // namespace yiguan::registry
