#include "vision/ocr.hpp"

#include <gmock/gmock.h>

#include <map>

#include "core/edit_distance.hpp"
#include "print/samples.hpp"
#include "vision/pix.hpp"

namespace yiguan::vision {
namespace {

const print::LicenceFacts& facts() {
    static const print::LicenceFacts f{.uscc = "91440101MA0000001Q",
                                       .name = "广东一贯车业有限公司",
                                       .type = "有限责任公司（自然人投资或控股）",
                                       .legal_person = "李建国",
                                       .scope = "电动自行车的研发、生产、销售；蓄电池销售；充电器制造。",
                                       .capital = "壹仟万元整",
                                       .established = "2020年01月02日",
                                       .address = "广东省广州市黄埔区开创大道1号",
                                       .registrar = "广州市市场监督管理局",
                                       .issued = "2024年05月06日"};
    return f;
}

std::u32string letters(std::string_view utf8) {
    std::u32string out;
    for (std::size_t at = 0; at < utf8.size();) {
        const auto c = static_cast<unsigned char>(utf8[at]);
        const std::size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        char32_t letter = n == 1 ? c : c & (0xFFu >> (n + 1));
        for (std::size_t i = 1; i < n && at + i < utf8.size(); ++i)
            letter = letter << 6 | (static_cast<unsigned char>(utf8[at + i]) & 0x3Fu);
        // Full and half width are the same to a reader.
        if (letter >= 0xFF01 && letter <= 0xFF5E) letter -= 0xFEE0;
        if (letter != U'。' && letter != U' ') out += letter;
        at += n;
    }
    return out;
}

std::string png_of(Pix* pix) {
    l_uint8* data = nullptr;
    std::size_t bytes = 0;
    pixWriteMemPng(&data, &bytes, pix, 0);
    std::string out(reinterpret_cast<const char*>(data), bytes);
    lept_free(data);
    return out;
}

struct Reading {
    std::map<std::string, std::string> values;
    double accuracy = 0;  ///< Of the letters of all eight fields.
};

Reading read(Pix* pix) {
    OcrFault fault{};
    const auto glyphs = recognise(png_of(pix), fault);
    if (!glyphs) throw std::runtime_error("no recognition: are chi_sim's data installed (tesseract-ocr-chi-sim)?");
    Reading reading;
    for (const auto& field : find_fields(*glyphs)) reading.values[field.key] = field.value;
    const std::map<std::string, std::string> truth{{"uscc", facts().uscc},
                                                   {"name", facts().name},
                                                   {"legalPerson", facts().legal_person},
                                                   {"type", facts().type},
                                                   {"address", facts().address},
                                                   {"capital", facts().capital},
                                                   {"scope", facts().scope},
                                                   {"established", facts().established}};
    std::size_t all = 0, wrong = 0;
    for (const auto& [key, value] : truth) {
        const auto right = letters(value);
        all += right.size();
        wrong += std::min(edit_distance(right, letters(reading.values[key])), right.size());
    }
    reading.accuracy = 1 - static_cast<double>(wrong) / static_cast<double>(all);
    std::string told;
    for (const auto& [key, value] : reading.values) told += key + "=" + value + " ";
    std::fprintf(stderr, "accuracy %.3f: %s\n", reading.accuracy, told.c_str());
    return reading;
}

PixPtr licence() {
    const auto png = print::draw_licence(facts(), print::SampleMark::no);
    return decode(png, 4000);
}

// GDP-64
TEST(Ocr, GDP64_ReadsACleanLicence) {
    const auto r = read(licence().get());
    EXPECT_EQ(r.values.at("uscc"), facts().uscc);
    EXPECT_EQ(r.values.at("name"), facts().name);
    EXPECT_GE(r.accuracy, .9);
}

TEST(Ocr, GDP64_ReadsOneTurnedByThreeDegrees) {
    const auto flat = licence();
    const PixPtr turned(pixRotate(flat.get(), 3.0F * 3.14159265F / 180, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
    const auto r = read(turned.get());
    EXPECT_EQ(r.values.at("uscc"), facts().uscc);
    EXPECT_GE(r.accuracy, .85);
}

TEST(Ocr, GDP64_ReadsABlurredOne) {
    const auto sharp = licence();
    const PixPtr blurred(pixBlockconv(sharp.get(), 1, 1));
    const auto r = read(blurred.get());
    EXPECT_EQ(r.values.at("uscc"), facts().uscc);
    EXPECT_GE(r.accuracy, .8);
}

TEST(Ocr, GDP64_ReadsAPaleOne) {
    const auto strong = licence();
    const PixPtr grey(pixConvertTo8(strong.get(), 0));
    // All between two near greys: a photo in bad light.
    for (int y = 0; y < pixGetHeight(grey.get()); ++y)
        for (int x = 0; x < pixGetWidth(grey.get()); ++x) {
            l_uint32 v = 0;
            pixGetPixel(grey.get(), x, y, &v);
            pixSetPixel(grey.get(), x, y, 140 + v * 50 / 255);
        }
    const auto r = read(grey.get());
    EXPECT_EQ(r.values.at("uscc"), facts().uscc);
    EXPECT_GE(r.accuracy, .8);
}

TEST(Ocr, WhatIsNoPictureGivesNothing) {
    OcrFault fault{};
    EXPECT_FALSE(recognise("MZ program", fault));
    EXPECT_EQ(fault, OcrFault::no_picture);
    const PixPtr blank(pixCreate(300, 200, 8));
    pixSetAll(blank.get());
    const auto glyphs = recognise(png_of(blank.get()), fault);
    ASSERT_TRUE(glyphs);
    EXPECT_TRUE(find_fields(*glyphs).empty());
}

}  // namespace
}  // namespace yiguan::vision
