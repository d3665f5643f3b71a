#include "print/note.hpp"

#include <gtest/gtest.h>

namespace yiguan::print {
namespace {

NoteSheet sheet(std::size_t lines) {
    NoteSheet s{.company = "一贯电缆厂",
                .number = "CK20261122-000001",
                .sent_on = "2024.10.14",
                .receiver = "明达商行",
                .contact = "020-12345678",
                .address = "天河路 1 号",
                .total = "共 10 件，1 箱",
                .digest = std::string(64, 'a'),
                .qr = "https://trace.example.cn/n/CK20261122-000001?d=" + std::string(64, 'a')};
    for (std::size_t i = 0; i < lines; ++i)
        s.lines.push_back({.product = "低压电力电缆",
                           .specification = "YJV 3x25",
                           .gtin = "06900000011225",
                           .batch = "202404230001",
                           .quantity = "10 件",
                           .gs1_code = "(01)06900000011225(10)202404230001"});
    return s;
}

// Objects of type Page; the tree of pages is /Type /Pages.
std::size_t page_objects(const std::string& pdf) {
    std::size_t n = 0;
    for (auto at = pdf.find("/Type /Page\n"); at != pdf.npos; at = pdf.find("/Type /Page\n", at + 1)) ++n;
    for (auto at = pdf.find("/Type /Page "); at != pdf.npos; at = pdf.find("/Type /Page ", at + 1)) ++n;
    return n;
}

// GDP-59, GDP-60: the note on both papers; long ones go on on further pages.
TEST(Note, GDP59_GDP60_IsPrintedOnA4AndA5) {
    for (const auto paper : {Paper::a4, Paper::a5}) {
        const auto one = render_note(sheet(1), paper);
        EXPECT_TRUE(one.starts_with("%PDF-"));
        EXPECT_EQ(one.find("(11)null"), std::string::npos);
        const auto many = render_note(sheet(30), paper);
        EXPECT_GT(many.size(), one.size());
        EXPECT_GE(page_objects(many), page_objects(one) + 1);
    }
    EXPECT_NE(render_note(sheet(1), Paper::a4), render_note(sheet(1), Paper::a5));
}

}  // namespace
}  // namespace yiguan::print
