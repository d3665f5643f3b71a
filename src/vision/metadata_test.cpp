#include "vision/metadata.hpp"

#include <gmock/gmock.h>

namespace yiguan::vision {
namespace {

using namespace std::string_view_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::string segment(unsigned char marker, std::string_view data) {
    const auto n = data.size() + 2;
    return std::string{'\xFF', static_cast<char>(marker), static_cast<char>(n >> 8), static_cast<char>(n)} +
           std::string(data);
}

/// Little-endian EXIF with an orientation and words that stand for a place.
std::string exif(char orientation) {
    return std::string("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"sv) + orientation +
           std::string("\0\0\0\0\0\0\0"sv) + "GPS 23.1291 113.2644";
}

std::string jpeg(char orientation) {
    return "\xFF\xD8" + segment(0xE0, "JFIF\0\1\1\0\0\1\0\1\0\0"sv) + segment(0xE1, exif(orientation)) +
           segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>"sv) + segment(0xE2, "ICC_PROFILE\0\1\1colours"sv) +
           segment(0xE2, "MPF\0more pictures"sv) + segment(0xED, "Photoshop 3.0\0IPTC"sv) +
           segment(0xEE, "Adobe\0d"sv) + segment(0xFE, "taken by somebody") +
           segment(0xC0, "\x08\0\1\0\1\1\1\x11\0"sv) + segment(0xDA, "\1\1\0\0\x3F\0"sv) +
           std::string("\x12\xFF\0\x34\xFF\xD0\x56"sv) + "\xFF\xD9";
}

TEST(Metadata, JpegLosesEverythingButPixelsAndColours) {
    const auto file = jpeg(1);
    const auto out = without_metadata(file);
    for (const auto* gone : {"GPS", "Exif", "xmpmeta", "MPF", "IPTC", "somebody"})
        EXPECT_THAT(out, Not(HasSubstr(gone)));
    for (const auto kept : {"JFIF"sv, "ICC_PROFILE"sv, "Adobe"sv, "\x12\xFF\0\x34\xFF\xD0\x56\xFF\xD9"sv})
        EXPECT_THAT(out, HasSubstr(std::string(kept)));
    EXPECT_EQ(without_metadata(out), out);
}

TEST(Metadata, OrientationIsReadAndKept) {
    for (char o = 1; o <= 8; ++o) {
        EXPECT_EQ(orientation(jpeg(o)), o);
        const auto out = without_metadata(jpeg(o));
        EXPECT_EQ(orientation(out), o);
        EXPECT_THAT(out, Not(HasSubstr("GPS")));
    }
    EXPECT_EQ(orientation(jpeg(9)), 1);
    EXPECT_EQ(orientation(""), 1);
}

std::string chunk(std::string_view type, std::string_view data) {
    const auto n = data.size();
    return std::string{'\0', '\0', static_cast<char>(n >> 8), static_cast<char>(n)} + std::string(type) +
           std::string(data) + "CRC.";
}

TEST(Metadata, PngLosesTextTimeAndExif) {
    const auto tiff = exif(6).substr(6);
    const auto file = "\x89PNG\r\n\x1a\n" + chunk("IHDR", "0123456789abc") + chunk("tEXt", "Author\0somebody"sv) +
                      chunk("iTXt", "XML:com.adobe.xmp") + chunk("eXIf", tiff) + chunk("tIME", "1234567") +
                      chunk("gAMA", "1234") + chunk("IDAT", "pixels") + chunk("IEND", "");
    EXPECT_EQ(orientation(file), 6);
    const auto out = without_metadata(file);
    for (const auto* gone : {"somebody", "adobe", "GPS", "tIME"}) EXPECT_THAT(out, Not(HasSubstr(gone)));
    for (const auto* kept : {"IHDR", "gAMA", "pixels", "IEND"}) EXPECT_THAT(out, HasSubstr(kept));
    EXPECT_EQ(orientation(out), 6);
}

std::string riff(std::string_view type, std::string_view data) {
    const auto n = data.size();
    return std::string(type) + static_cast<char>(n) + static_cast<char>(n >> 8) + std::string("\0\0"sv) +
           std::string(data) + (n % 2 == 0 ? "" : std::string(1, '\0'));
}

TEST(Metadata, WebpLosesExifAndXmp) {
    const auto file = riff("RIFF", "WEBP" + riff("VP8X", "\x0C\0\0\0\x13\0\0\x09\0\0"sv) + riff("VP8 ", "pixels") +
                                       riff("EXIF", exif(1).substr(6)) + riff("XMP ", "<x:xmpmeta>"));
    const auto out = without_metadata(file);
    EXPECT_EQ(out, riff("RIFF", "WEBP" + riff("VP8X", "\0\0\0\0\x13\0\0\x09\0\0"sv) + riff("VP8 ", "pixels")));
}

TEST(Metadata, GifLosesCommentsAndKeepsItsRounds) {
    const auto head = std::string("GIF89a\2\0\2\0\0\0\0"sv),
               rounds = std::string("\x21\xFF\x0BNETSCAPE2.0\3\1\0\0\0"sv),
               frame = std::string("\x2C\0\0\0\0\2\0\2\0\0\2\2\x4C\1\0"sv);
    const auto file = head + rounds + std::string("\x21\xFE\x08somebody\0"sv) +
                      std::string("\x21\xFF\x0BXMP DataXMP\3abc\0"sv) + frame + ";";
    EXPECT_EQ(without_metadata(file), head + rounds + frame + ";");
}

TEST(Metadata, WhatIsNoPictureComesBackAsItIs) {
    for (const auto file :
         {""sv, "%PDF-1.7"sv, "\xFF\xD8\xFF"sv, "\x89PNG\r\n\x1a\nabc"sv, "GIF89a"sv, "RIFF\0\0\0\0WEBPVP8X"sv})
        EXPECT_EQ(without_metadata(file), file);
    for (std::size_t n = 0; n < jpeg(6).size(); ++n) without_metadata(std::string_view(jpeg(6)).substr(0, n));
}

}  // namespace
}  // namespace yiguan::vision
