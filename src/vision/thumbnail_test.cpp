#include "vision/thumbnail.hpp"

#include <gmock/gmock.h>

#include <array>

#include "print/samples.hpp"
#include "vision/metadata.hpp"
#include "vision/pix.hpp"

namespace yiguan::vision {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

std::pair<int, int> size_of(std::string_view picture) {
    const PixPtr pix(pixReadMem(reinterpret_cast<const l_uint8*>(picture.data()), picture.size()));
    return pix ? std::pair(pixGetWidth(pix.get()), pixGetHeight(pix.get())) : std::pair(0, 0);
}

/// 60 by 40, red in the left upper corner; as JPEG or PNG.
std::string corner(int format) {
    const PixPtr pix(pixCreate(60, 40, 32));
    pixSetAll(pix.get());
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 16; ++x) pixSetRGBPixel(pix.get(), x, y, 255, 0, 0);
    l_uint8* data = nullptr;
    std::size_t bytes = 0;
    pixWriteMem(&data, &bytes, pix.get(), format);
    std::string out(reinterpret_cast<const char*>(data), bytes);
    lept_free(data);
    return out;
}

std::string with_orientation(const std::string& jpeg, char o) {
    using namespace std::string_view_literals;
    const auto exif = std::string("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"sv) + o +
                      std::string("\0\0\0\0\0\0"sv) + "GPS 113.2644";
    const auto n = exif.size() + 2;
    return jpeg.substr(0, 2) + std::string{'\xFF', '\xE1', static_cast<char>(n >> 8), static_cast<char>(n)} + exif +
           jpeg.substr(2);
}

bool red_at(std::string_view picture, int x, int y) {
    const PixPtr pix(pixReadMem(reinterpret_cast<const l_uint8*>(picture.data()), picture.size()));
    l_int32 r = 0, g = 0, b = 0;
    pixGetRGBPixel(pix.get(), x, y, &r, &g, &b);
    return r > 180 && g < 90 && b < 90;
}

TEST(Thumbnail, FitsIntoItsSide) {
    const auto picture = print::draw_sample("licence").value();  // 1600 by 1130
    for (const unsigned side : {160u, 1280u}) {
        const auto small = scaled_jpeg(picture, side);
        ASSERT_TRUE(small);
        EXPECT_THAT(*small, testing::StartsWith("\xFF\xD8\xFF"));
        EXPECT_EQ(size_of(*small).first, static_cast<int>(side));
        EXPECT_EQ(size_of(*small).second, static_cast<int>((1130 * side + 800) / 1600));
    }
    EXPECT_THAT(size_of(scaled_jpeg(corner(IFF_PNG), 160).value()), Pair(60, 40)) << "nothing is blown up";
}

TEST(Thumbnail, StandsUprightAndTellsNoPlace) {
    // Where the red corner of the stored picture is to be seen, for each orientation of EXIF.
    const std::array<std::pair<int, int>, 9> corners{
        {{}, {5, 5}, {54, 5}, {54, 34}, {5, 34}, {5, 5}, {34, 5}, {34, 54}, {5, 54}}};
    for (char o = 1; o <= 8; ++o) {
        const auto file = with_orientation(corner(IFF_JFIF_JPEG), o);
        ASSERT_EQ(orientation(file), o);
        const auto small = scaled_jpeg(file, 160).value();
        EXPECT_THAT(size_of(small), o <= 4 ? Pair(60, 40) : Pair(40, 60)) << int{o};
        const auto [x, y] = corners[static_cast<std::size_t>(o)];
        EXPECT_TRUE(red_at(small, x, y)) << int{o};
        EXPECT_THAT(small, Not(HasSubstr("GPS")));
        EXPECT_THAT(small, Not(HasSubstr("Exif")));
    }
}

TEST(Thumbnail, WhatCannotBeDecodedGivesNone) {
    for (const auto* bad : {"", "%PDF-1.7", "\xFF\xD8\xFF\xE0", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF1234WEBPVP8 "})
        EXPECT_EQ(scaled_jpeg(bad, 160), std::nullopt);
    const auto whole = corner(IFF_PNG);
    EXPECT_EQ(scaled_jpeg(std::string_view(whole).substr(0, whole.size() / 2), 160), std::nullopt);
}

}  // namespace
}  // namespace yiguan::vision
