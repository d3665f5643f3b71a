#include <gmock/gmock.h>

#include "core/text.hpp"
#include "registry/document_samples.hpp"
#include "registry/picture_samples.hpp"
#include "registry/purposes.hpp"

namespace yiguan::registry {
namespace {

using namespace samples;
using ::testing::HasSubstr;

Result<FileInfo> inspect(std::string_view file) {
    return inspect_file(as_bytes(file));
}

struct Good {
    const char* what;
    std::string file;
    MediaType kind;
    std::uint32_t width, height;
};

TEST(FileKind, X15_ReadsEveryKindByItsContent) {
    const std::vector<Good> files{
        {"png", png(640, 480), MediaType::png, 640, 480},
        {"jpeg", jpeg(1024, 768), MediaType::jpeg, 1024, 768},
        {"gif", gif(8, 4), MediaType::gif, 8, 4},
        {"webp, lossless", webp(20, 10), MediaType::webp, 20, 10},
        {"webp, lossy", riff("WEBP", vp8(640, 480)), MediaType::webp, 640, 480},
        {"webp, extended", riff("WEBP", vp8x(30, 20) + vp8(30, 20) + riff_chunk("EXIF", "abc")), MediaType::webp, 30,
         20},
        {"pdf", pdf(), MediaType::pdf, 0, 0},
        {"mp4", mp4(1280, 720), MediaType::mp4, 1280, 720},
        {"mp4 of a phone", mp4(1920, 1080, "mp42"), MediaType::mp4, 1920, 1080},
        {"avi", avi(640, 480), MediaType::avi, 640, 480},
        {"avi of two parts", avi() + riff("AVIX", riff_chunk("LIST", "movi")), MediaType::avi, 640, 480}};
    for (const auto& f : files) {
        const auto info = inspect(f.file);
        ASSERT_TRUE(info.has_value()) << f.what << ": " << info.error().detail;
        EXPECT_EQ(info.value().media_type, f.kind) << f.what;
        EXPECT_EQ(info.value().width, f.width) << f.what;
        EXPECT_EQ(info.value().height, f.height) << f.what;
    }
}

TEST(FileKind, EveryPieceIsRefusedAndWhatStandsBehind) {
    for (const auto& file : {gif(), webp(), riff("WEBP", vp8x(9, 9) + vp8(9, 9)), mp4(), avi(), pdf()}) {
        for (std::size_t n = 0; n + 1 < file.size(); ++n)
            EXPECT_TRUE(inspect(std::string_view(file).substr(0, n)).has_error()) << n << " of " << file.size();
        for (const std::string_view more : {"PK\3\4 and more", "x", "MZ"})
            EXPECT_TRUE(inspect(file + std::string(more)).has_error()) << describe_kind(as_bytes(file)) << more;
    }
}

struct Foreign {
    std::string file;
    const char* zh;
};

TEST(FileKind, NamesWhatARenamedFileReallyIs) {
    const std::vector<Foreign> files{
        {std::string("MZ\x90\0\3", 5), "Windows 程序"},
        {"\x7F"
         "ELF\2\1\1",
         "Linux 程序"},
        {"#!/bin/sh\nrm -rf /\n", "脚本程序"},
        {"<?php system($_GET['c']);", "PHP 脚本"},
        {"PK\3\4\x14 [Content_Types].xml word/document.xml", "Word 文档（docx）"},
        {"PK\3\4\x14 xl/workbook.xml", "Excel 表格（xlsx）"},
        {"PK\3\4\x14 OFD.xml", "OFD 版式文件"},
        {"PK\3\4\x14 a.txt", "ZIP 压缩包"},
        {"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG 图片（可含脚本）"},
        {"<?xml version='1.0'?>\n<svg/>", "SVG 图片（可含脚本）"},
        {"  <!DOCTYPE html><script>", "网页文件（HTML）"},
        {box("ftyp", "heic\0\0\0\0"), "HEIC 图片（苹果手机的“高效”格式，可在相机设置中改为“兼容性最佳”）"},
        {box("ftyp", "qt  \0\0\0\0"), "MOV 视频（QuickTime）"},
        {"BM....", "BMP 图片"},
        {"营业执照", "文本文件"},
        {"\x01\x02\x03\xFF", "无法识别的文件"},
        {"", "空文件"}};
    for (const auto& f : files) {
        EXPECT_EQ(describe_kind(as_bytes(f.file)), f.zh);
        const auto refused = check_file(purpose("licence"), as_bytes(f.file));
        ASSERT_TRUE(refused.has_error()) << f.zh;
        EXPECT_EQ(refused.error().code, Code::document_type) << f.zh;
        EXPECT_EQ(refused.error().detail, "这是" + std::string(f.zh) + "；营业执照只接受 JPG、PNG、GIF");
        EXPECT_EQ(refused.error().field, "营业执照");
    }
}

TEST(FileKind, BrokenStructuresAreDamaged) {
    const std::vector<std::pair<const char*, std::string>> files{
        {"gif without a picture", gif().substr(0, 19) + ";"},
        {"gif picture beyond the canvas", gif().replace(24, 2, le16(9))},
        {"gif without width", gif(0, 4)},
        {"webp without a picture", riff("WEBP", vp8x(3, 3) + riff_chunk("EXIF", "abc"))},
        {"webp beginning with metadata", riff("WEBP", riff_chunk("EXIF", "abc") + vp8l(3, 3))},
        {"mp4 of sound alone", mp4(0, 0)},
        {"mp4 without film", box("ftyp", "isom\0\0\0\0") + box("mdat", "frames")},
        {"mp4 without frames", box("ftyp", "isom\0\0\0\0") + box("moov", box("mvhd", ""))},
        {"avi without head", riff("AVI ", riff_chunk("LIST", "movi....."))},
        {"avi without frames", riff("AVI ", riff_chunk("LIST", "hdrl" + riff_chunk("avih", std::string(56, '\1'))))}};
    for (const auto& [what, file] : files) {
        const auto refused = inspect(file);
        ASSERT_TRUE(refused.has_error()) << what;
        EXPECT_TRUE(refused.error().code == Code::document_damaged || refused.error().code == Code::out_of_bounds)
            << what << ": " << refused.error().detail;
    }
    EXPECT_EQ(inspect(gif(12001, 3)).error().code, Code::out_of_bounds);
}

}  // namespace
}  // namespace yiguan::registry
