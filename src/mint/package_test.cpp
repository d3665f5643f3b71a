#include "mint/package.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "mint/testing.hpp"

namespace yiguan::mint {
namespace {

using testing::domain;
using testing::fixed_keys;

const Minter& minter() {
    static const Minter one(fixed_keys(), domain("0128"), 0);
    return one;
}

CodePackage package(std::int64_t first, std::int64_t last, PackageFormat format, std::string prefix = {}) {
    return CodePackage::make(minter(), first, last, format, std::move(prefix)).value();
}

std::string whole(const CodePackage& package) {
    std::string text(package.size(), '#');
    package.read(0, text);
    return text;
}

// ECO-34, ECO-35: the code package, with and without the address.
TEST(CodePackage, HasOneCodeALine) {
    EXPECT_EQ(whole(package(0, 1, PackageFormat::text)), minter().mint(0) + "\n" + minter().mint(1) + "\n");
    EXPECT_EQ(whole(package(5, 5, PackageFormat::text, "https://t.example.cn/E=")),
              "https://t.example.cn/E=" + minter().mint(5) + "\n");
    EXPECT_EQ(package(0, 1, PackageFormat::text).content_type(), "text/plain; charset=utf-8");
}

TEST(CodePackage, HasCsvForSpreadsheets) {
    EXPECT_EQ(whole(package(41, 42, PackageFormat::csv)), "\uFEFF序号,追溯码\r\n000000000000000041," +
                                                              minter().mint(41) + "\r\n000000000000000042," +
                                                              minter().mint(42) + "\r\n");
    EXPECT_EQ(whole(package(counter_max, counter_max, PackageFormat::csv, "https://t.example.cn/E=")),
              "\uFEFF序号,追溯码,网址\r\n999999999999999999," + minter().mint(counter_max) +
                  ",https://t.example.cn/E=" + minter().mint(counter_max) + "\r\n");
    EXPECT_EQ(package(0, 1, PackageFormat::csv).content_type(), "text/csv; charset=utf-8");
}

TEST(CodePackage, KnowsItsSizeWithoutMinting) {
    EXPECT_EQ(package(0, 99'999'999, PackageFormat::text).size(), 3'400'000'000u);
    EXPECT_EQ(package(0, 999'999'999, PackageFormat::csv).size(), 54'000'000'000u + 21);
}

TEST(CodePackage, RefusesWhatItCannotHold) {
    for (const auto& [first, last] :
         {std::pair<std::int64_t, std::int64_t>{-1, 0}, {1, 0}, {0, counter_max + 1}, {0, counter_max}})
        EXPECT_EQ(CodePackage::make(minter(), first, last, PackageFormat::text).error().code, Code::counter_range)
            << first;
    for (const std::string& prefix :
         std::vector<std::string>{"a\nb", "a,b", "a\"b", "a b", "=1+1", "\xFF", std::string(201, 'a')})
        EXPECT_EQ(CodePackage::make(minter(), 0, 1, PackageFormat::csv, prefix).error().code, Code::invalid) << prefix;
}

// Resumable downloads: any piece equals the same piece of the whole.
RC_GTEST_PROP(CodePackage, ReadsAnyPieceAsItStandsInTheWhole, ()) {
    const auto format = *rc::gen::element(PackageFormat::text, PackageFormat::csv);
    const auto prefix = *rc::gen::element<std::string>("", "https://t.example.cn/E=", std::string(200, 'p'));
    const auto first = *rc::gen::element<std::int64_t>(0, 7, 99'999'999'999'990, counter_max - 400);
    const auto one = package(first, first + *rc::gen::inRange(0, 400), format, prefix);
    const auto text = whole(one);
    const auto offset = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const auto length = *rc::gen::inRange<std::size_t>(0, text.size() - offset + 1);
    std::string piece(length + 1, '#');
    one.read(offset, std::span(piece).first(length));
    RC_ASSERT(piece.back() == '#');
    piece.pop_back();
    RC_ASSERT(piece == text.substr(offset, length));
}

TEST(CodePackage, ReadsEveryLengthAtEveryOffset) {
    for (const auto format : {PackageFormat::text, PackageFormat::csv}) {
        const auto one = package(10, 11, format, "E=");
        const auto text = whole(one);
        for (std::size_t offset = 0; offset <= text.size(); ++offset)
            for (std::size_t length = 0; length <= text.size() - offset; ++length) {
                std::string piece(length, '#');
                one.read(offset, piece);
                ASSERT_EQ(piece, text.substr(offset, length));
            }
    }
}

}  // namespace
}  // namespace yiguan::mint
