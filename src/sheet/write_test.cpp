#include "sheet/write.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "sheet/book.hpp"
#include "sheet/test_files.hpp"

namespace yiguan::sheet {
namespace {

using ::testing::HasSubstr;

constexpr Date today{2024, 6, 30};

template <class Write>
std::string written(const Write& write) {
    std::string bytes;
    write([&](std::string_view piece) { bytes += piece; });
    return bytes;
}

class Templates : public ::testing::TestWithParam<std::string> {};

TEST_P(Templates, EBM25_EBM42_EBM51_EBM73_GDP52_GDP56_TheWrittenTemplateIsReadBack) {
    const Template& wanted = *find_template(GetParam());
    const std::string bytes = written([&](const Sink& sink) { write_template(wanted, sink); });
    const auto table = read(bytes, wanted);
    ASSERT_TRUE(table.has_value()) << table.error().detail;
    EXPECT_EQ(table.value().rows(), 1u);
    EXPECT_NE(table.value().name(), guide_sheet);
    const auto match = match_columns(table.value(), wanted);
    ASSERT_TRUE(match.has_value());
    for (std::size_t t = 0; t < wanted.columns.size(); ++t) EXPECT_EQ(match.value().columns[t], t);
    EXPECT_TRUE(match.value().unknown.empty());
    EXPECT_EQ(guess_template(table.value()), &wanted);
}

TEST_P(Templates, SamplesKeepTheirOwnRules) {
    const Template& wanted = *find_template(GetParam());
    std::vector<std::string> header, sample;
    for (const Column& column : wanted.columns) {
        header.push_back(column.name);
        sample.push_back(column.sample);
        EXPECT_FALSE(column.required && column.sample.empty()) << column.id;
    }
    Table table = read(testing::simple({header, sample}), wanted).value();
    Match match = match_columns(table, wanted).value();
    Checking checking(std::move(table), wanted, std::move(match), today);
    checking.run();
    EXPECT_EQ(checking.total(), 1u);
    for (const CellError& error : checking.row(0).errors)
        ADD_FAILURE() << error.field << " " << error.rule << " " << error.found;
}

INSTANTIATE_TEST_SUITE_P(All, Templates,
                         ::testing::Values("EB-MODEL", "BAT-MODEL", "CHG-MODEL", "EB-PRODUCT", "BAT-PRODUCT",
                                           "CHG-PRODUCT", "GD-SELLER", "GD-ORDER", "GD-QUAL"));

TEST(WrongRows, UI_ComeBackWithTheirReasonAndAreReadAgain) {
    const Template& wanted = *find_template("GD-SELLER");
    const auto bytes = testing::simple({{"销售商信息"},
                                        {"备用列", "销售商名称", "省份", "城市", "地址", "电话", "联系人"},
                                        {"x1", "甲店", "广东省", "广州市", "一路", "13912345678", "张"},
                                        {"x2", "乙店", "广东省", "", "=1+1", "13912345678", "李"},
                                        {"x3", "丙店", "广东省", "佛山市", "三路", "不是电话", "王"}});
    Table table = read(bytes, wanted).value();
    Match match = match_columns(table, wanted).value();
    EXPECT_EQ(match.header_first, 1u);
    Checking checking(std::move(table), wanted, std::move(match), today);
    checking.run();
    ASSERT_EQ(checking.wrong(), 2u);
    const std::string back = written([&](const Sink& sink) { write_wrong_rows(checking, sink); });
    Table again = read(back, wanted).value();
    ASSERT_EQ(again.rows(), 3u);
    EXPECT_EQ(again.at(0, 7).text, reason_header) << "last: the other columns keep their letters";
    EXPECT_THAT(std::string(again.at(1, 7).text), HasSubstr("原第 4 行"));
    EXPECT_THAT(std::string(again.at(1, 7).text), HasSubstr("城市：必填"));
    EXPECT_EQ(again.at(1, 0).text, "x2");
    EXPECT_EQ(again.at(1, 4).text, "=1+1");
    EXPECT_EQ(again.at(1, 4).kind, CellKind::text) << "never a formula";
    const Match found = match_columns(again, wanted).value();
    EXPECT_TRUE(found.complete());
    EXPECT_EQ(found.unknown.size(), 1u) << "备用列 only";
    again.set_text(1, 3, "深圳市");
    again.set_text(2, 5, "13912345679");
    Checking repaired(std::move(again), wanted, found, today);
    repaired.run();
    EXPECT_EQ(repaired.total(), 2u);
    EXPECT_EQ(repaired.wrong(), 0u);
}

TEST(Lists, FormulasOfOthersStayText) {
    const std::vector<ListColumn> columns{
        {"名称"}, {"追溯码", ListColumn::Kind::code}, {"数量", ListColumn::Kind::number}};
    std::vector<std::vector<std::string>> rows{{"=cmd|' /C calc'!A0", "201289985296962119819527847024772", "12.5"},
                                               {"+1", "-2", "-3"},
                                               {"@x", "00123", "007"},
                                               {"", "", "1e5"}};
    const auto source = [&] {
        return [&, at = std::size_t{0}](std::vector<std::string>& row) mutable {
            if (at == rows.size()) return false;
            row = rows[at++];
            return true;
        };
    };
    const auto xlsx =
        written([&](const Sink& sink) { EXPECT_EQ(write_table("码:清单", columns, source(), sink, "导出人 张"), 4u); });
    const Table table = read(xlsx).value();
    ASSERT_EQ(table.rows(), 6u);
    EXPECT_EQ(table.at(0, 0).text, "导出人 张");
    EXPECT_EQ(table.at(2, 0).text, "=cmd|' /C calc'!A0");
    EXPECT_EQ(table.at(2, 0).kind, CellKind::text);
    EXPECT_FALSE(table.at(2, 0).formula);
    EXPECT_EQ(table.at(2, 1).text, "201289985296962119819527847024772");
    EXPECT_EQ(table.at(2, 2).kind, CellKind::number);
    EXPECT_EQ(table.at(4, 2).kind, CellKind::text);
    EXPECT_EQ(table.at(4, 2).text, "007");
    const auto csv = written([&](const Sink& sink) { EXPECT_EQ(write_csv(columns, source(), sink), 4u); });
    EXPECT_THAT(csv, HasSubstr("'=cmd|' /C calc'!A0"));
    EXPECT_THAT(csv, HasSubstr("'+1"));
    EXPECT_THAT(csv, HasSubstr("\"\t201289985296962119819527847024772\""));
    EXPECT_THAT(csv, HasSubstr(",-3\r\n"));
}

TEST(Lists, ATextThatTheFormatCannotHoldIsCut) {
    const auto bytes = written([](const Sink& sink) {
        bool more = true;
        write_table(
            "x", {{"a"}, {"b"}},
            [&](std::vector<std::string>& row) {
                row = {std::string(100'000, 'x'), "\xFF bad"};
                return std::exchange(more, false);
            },
            sink);
    });
    const Table table = read(bytes).value();
    EXPECT_LT(table.at(1, 0).text.size(), 32'767u);
    EXPECT_EQ(table.at(1, 1).text, "? bad");
}

TEST(Lists, TextsThatLookEscapedAreTexts) {
    for (const auto memory : {Book::Memory::constant, Book::Memory::whole}) {
        const auto bytes = written([&](const Sink& sink) {
            Book book(memory);
            lxw_worksheet* sheet = book.add_sheet("x");
            int row = 0;
            for (const char* text : {"head", "_x0041_", "\x07 bell", "__x0041__x", "_x005F_"})
                put_text(sheet, static_cast<lxw_row_t>(row++), 0, text, nullptr);
            book.finish(sink);
        });
        const Table table = read(bytes).value();
        ASSERT_EQ(table.rows(), 5u);
        EXPECT_EQ(table.at(1, 0).text, "_x0041_");
        EXPECT_EQ(table.at(2, 0).text, "\x07 bell");
        EXPECT_EQ(table.at(3, 0).text, "__x0041__x");
        EXPECT_EQ(table.at(4, 0).text, "_x005F_");
    }
}

RC_GTEST_PROP(Lists, AreReadAsTheyWereWritten, ()) {
    const auto text =
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("aB1 =+-@<>&\"'_x0041\t\n,.\x01\r")));
    const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(
        rc::gen::container<std::vector<std::string>>(3, text));
    std::size_t at = 0;
    const auto bytes = written([&](const Sink& sink) {
        write_table(
            "表", {{"甲"}, {"乙", ListColumn::Kind::code}, {"丙"}},
            [&](std::vector<std::string>& row) {
                if (at == rows.size()) return false;
                row = rows[at++];
                return true;
            },
            sink);
    });
    const Table table = read(bytes).value();
    std::size_t r = 1;
    for (const auto& row : rows) {
        if (row[0].empty() && row[1].empty() && row[2].empty()) continue;
        for (std::size_t c = 0; c < 3; ++c) RC_ASSERT(std::string(table.at(r, c).text) == row[c]);
        ++r;
    }
    RC_ASSERT(r == table.rows());
}

}  // namespace
}  // namespace yiguan::sheet
