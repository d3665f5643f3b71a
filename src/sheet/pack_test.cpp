#include "sheet/pack.hpp"

#include <gmock/gmock.h>

#include <array>

#include "sheet/zip.hpp"

namespace yiguan::sheet {
namespace {

std::string read_part(Zip& zip, std::string_view name) {
    auto part = zip.part(name);
    if (part.has_error()) return "none";
    std::string out;
    std::array<char, 7> piece;
    for (;;) {
        const auto n = part.value().read(piece).value();
        if (n == 0) return out;
        out.append(piece.data(), n);
    }
}

TEST(Pack, GDP46_WhatIsPackedIsReadAgain) {
    const std::string long_text(100'000, 'a');
    const std::vector<PackedFile> files{{"追溯凭证-B1.pdf", "one"}, {"追溯凭证-B1.pdf", "two"}, {"c", long_text}};
    const auto bytes = pack_zip(files);
    EXPECT_LT(bytes.size(), 2'000u) << "compressed";
    auto zip = Zip::open(bytes, 1'000'000).value();
    EXPECT_EQ(read_part(zip, "追溯凭证-B1.pdf"), "one");
    EXPECT_EQ(read_part(zip, "追溯凭证-B1-2.pdf"), "two") << "the same name twice";
    EXPECT_EQ(read_part(zip, "c"), long_text);
    EXPECT_EQ(read_part(zip, "d"), "none");
}

TEST(Pack, GDP46_NamesFromOutsideStayInTheFolder) {
    const std::vector<PackedFile> files{{"追溯凭证-x/../../../../Startup/a.pdf", "one"},
                                        {"..\\b.pdf", "two"},
                                        {"2026/04.pdf", "three"},
                                        {"C:con\n.pdf", "four"},
                                        {"2026:04.pdf", "five"}};
    const auto bytes = pack_zip(files);
    auto zip = Zip::open(bytes, 1'000'000).value();
    EXPECT_EQ(read_part(zip, "追溯凭证-x_.._.._.._.._Startup_a.pdf"), "one");
    EXPECT_EQ(read_part(zip, "___b.pdf"), "two");
    EXPECT_EQ(read_part(zip, "2026_04.pdf"), "three");
    EXPECT_EQ(read_part(zip, "C_con_.pdf"), "four");
    EXPECT_EQ(read_part(zip, "2026_04-2.pdf"), "five") << "what became the same is told apart";
}

}  // namespace
}  // namespace yiguan::sheet
