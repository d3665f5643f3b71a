// Files as clerks really send them, through the whole of an import: each is read to the same rows and stored, or
// refused with a sentence that helps, or its bad cells are pointed at. What reading itself does is tested in
// sheet/dirty_test.
#include <gmock/gmock.h>

#include "imports/test_world.hpp"

namespace yiguan::imports {
namespace {

using sheet::testing::row;
using sheet::testing::simple;
using sheet::testing::xlsx;
using ::testing::HasSubstr;
using testing::Lines;

constexpr std::string_view gtin = "6901234567892";

Lines good() {
    Lines out{{"产品名称", "产品类型", "规格型号", "执行标准", "出厂/型式检验报告", "商品条码", "质保期限"}};
    for (const std::string model : {"D1", "D2"})
        out.push_back({"电动自行车", "整车", model, "GB 17761-2024", "R-77", std::string(gtin), "24 个月"});
    return out;
}
std::string xml_of(const Lines& lines, int first = 1) {
    std::string out;
    for (const auto& one : lines) out += row(first++, one);
    return out;
}
std::string csv_of(const Lines& lines, char separator = ',') {
    std::string out;
    for (const auto& one : lines) {
        for (std::size_t i = 0; i < one.size(); ++i) (out += i ? std::string(1, separator) : "") += one[i];
        out += "\r\n";
    }
    return out;
}
template <class F>
Lines with(F change) {
    Lines lines = good();
    change(lines);
    return lines;
}
Lines without_header() {
    Lines lines = good();
    lines.erase(lines.begin());
    return lines;
}

class DirtyImports : public testing::ImportTest {
protected:
    // The same two products, whatever the file looked like.
    void expect_stored(const std::string& what, const std::string& bytes) {
        SCOPED_TRACE(what);
        const auto ready = given_import(bytes);
        ASSERT_EQ(ready.state, State::ready) << ready.problem;
        for (const Row& wrong : rows(ready.id, RowState::wrong))
            for (const Finding& one : wrong.findings) ADD_FAILURE() << wrong.number << " " << one.rule;
        ASSERT_EQ(ready.total, 2);
        const auto before = filings().size();
        if (before == 0) {
            EXPECT_EQ(store(ready).stored, 2);
            ASSERT_EQ(filings().size(), 2u);
        } else {
            EXPECT_EQ(ready.same, 2) << "what was stored from another file";
        }
        for (const auto& product : filings()) {
            EXPECT_THAT(product.model(), ::testing::AnyOf("D1", "D2"));
            EXPECT_EQ(product.values.values.at("gtin"), gtin);
            EXPECT_EQ(product.values.values.at("standard"), "GB 17761-2024");
        }
        if (before > 0) {
            ASSERT_TRUE(write([&](db::Tx& tx) { return cancel(tx, maker_, ready.id); }).has_value());
        }
    }
    void expect_refused(const std::string& what, const std::string& bytes, std::string_view sentence = {}) {
        SCOPED_TRACE(what);
        const auto failed = given_import(bytes);
        EXPECT_EQ(failed.state, State::failed);
        EXPECT_FALSE(failed.problem.empty());
        EXPECT_THAT(failed.problem, HasSubstr(std::string(sentence)));
        EXPECT_EQ(failed.total, 0);
    }
    void expect_wrong_cell(const std::string& what, const std::string& bytes, std::string_view at, Code code) {
        SCOPED_TRACE(what);
        const auto ready = given_import(bytes);
        ASSERT_EQ(ready.state, State::ready) << ready.problem;
        const auto wrong = rows(ready.id, RowState::wrong);
        ASSERT_EQ(wrong.size(), 1u);
        ASSERT_FALSE(wrong[0].findings.empty());
        EXPECT_EQ(wrong[0].findings[0].column, column(ready, at));
        EXPECT_EQ(wrong[0].findings[0].code, code) << wrong[0].findings[0].rule;
        ASSERT_TRUE(write([&](db::Tx& tx) { return cancel(tx, maker_, ready.id); }).has_value());
    }
};

TEST_P(DirtyImports, FilesOfEveryMakeBecomeTheSameFilings) {
    expect_stored("01 plain", simple(good()));
    expect_stored(
        "02 a title, who made it, empty rows above",
        xlsx({.sheets = {{.rows = row(1, {"甲公司产品一览表"}) + row(3, {"", "制表人：张三"}) + xml_of(good(), 6)}}}));
    expect_stored("03 another order, others between", simple(with([](Lines& lines) {
                      for (auto& one : lines) {
                          std::ranges::reverse(one);
                          one.insert(one.begin() + 2, one == lines.front() ? "车间" : "一车间");
                      }
                      lines[0][2] = "车间";
                  })));
    expect_stored("04 headers by other names", simple(with([](Lines& lines) {
                      lines[0] = {"品名*", " 产品 类型 ", "产品型号（必填）", "标准", "检验报告", "【69码】", "质保期"};
                  })));
    expect_stored("05 a header of two merged lines",
                  xlsx({.sheets = {{.rows = xml_of(with([](Lines& lines) {
                                        auto above = lines[0], below = lines[0];
                                        for (std::size_t i = 0; i < above.size(); ++i)
                                            (i < 3 ? below : above)[i].clear();
                                        above[3] = "产品信息";
                                        lines[0] = above;
                                        lines.insert(lines.begin() + 1, below);
                                    })),
                                    .after = R"(<mergeCells count="1"><mergeCell ref="D1:G1"/></mergeCells>)"}}}));
    std::string layout = xml_of(good());
    for (int r = 4; r < 3000; ++r)
        layout += fmt::format(R"(<row r="{0}"><c r="A{0}" s="1"/><c r="XFD{0}" s="1"/></row>)", r);
    expect_stored("06 rows of layout to the end, as WPS leaves them",
                  xlsx({.sheets = {{.rows = layout}}, .cell_formats = {0, 0}}));
    expect_stored("07 the data on the third sheet",
                  xlsx({.sheets = {{.name = "封面", .rows = row(1, {"目录"})},
                                   {.name = "填写说明", .rows = xml_of(good())},
                                   {.name = "数据", .rows = xml_of(good())},
                                   {.name = "旧", .rows = xml_of(good()), .state = "veryHidden"}}}));
    expect_stored("08 the header again on each printed page",
                  simple(with([](Lines& lines) { lines.insert(lines.begin() + 2, lines[0]); })));
    expect_stored("09 CSV in UTF-8 with its mark", "\xEF\xBB\xBF" + csv_of(good()));
    expect_stored("10 CSV of Excel in GB18030", sheet::testing::gb18030(csv_of(good())));
    expect_stored("11 Unicode text of Excel", sheet::testing::utf16le(csv_of(good(), '\t'), true));
    expect_stored("12 CSV with semicolons", csv_of(good(), ';'));
    expect_stored("13 digits of an input method",
                  simple(with([](Lines& lines) { lines[1][5] = "　６９０１２３４５６７８９２ "; })));
    expect_stored("14 a code as a number", simple(with([](Lines& lines) { lines[2][5] = "#6901234567892"; })));
    expect_stored("15 blanks and line ends around", simple(with([](Lines& lines) {
                      lines[1][2] = "  D1\xC2\xA0";
                      lines[1][3] = "GB 17761-2024\n";
                      lines[2][0] = "　电动自行车";
                  })));
    expect_stored("16 numbered rows and a sum below", simple(with([](Lines& lines) {
                      for (std::size_t i = 0; i < lines.size(); ++i)
                          lines[i].insert(lines[i].begin(), i ? std::to_string(i) : "序号");
                      lines.push_back({"合计 2 个"});
                  })));
    expect_stored("17 reasons of an earlier time", simple(with([](Lines& lines) {
                      lines[0].push_back("错误原因");
                      lines[1].push_back("原第 2 行 规格型号：必填，不能为空");
                  })));
    auto spaced = without_header();
    expect_stored(
        "18 empty rows between",
        xlsx({.sheets = {{.rows = row(1, good()[0]) + row(3, spaced[0]) + row(4, {"", " "}) + row(9, spaced[1])}}}));
    std::string formula = row(3, good()[2]);
    const auto from = formula.find("<c r=\"D3\"");
    formula.replace(from, formula.find("</c>", from) + 4 - from,
                    R"(<c r="D3" t="str"><f>D2</f><v>GB 17761-2024</v></c>)");
    expect_stored("19 a formula with its value",
                  xlsx({.sheets = {{.rows = row(1, good()[0]) + row(2, good()[1]) + formula}}}));
    expect_stored("20 fewer cells at the end of a row", simple(with([](Lines& lines) { lines[2].pop_back(); })));
}

TEST_P(DirtyImports, WhatIsNoSuchFileIsRefusedWithASentence) {
    expect_refused("21 old .xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(2000, 'x'));
    expect_refused("22 a web page that calls itself .xls",
                   "<html><body><table><tr><td>规格型号</td></tr></table></body></html>");
    expect_refused("23 a required column is missing", simple(with([](Lines& lines) {
                       for (auto& one : lines) one.erase(one.begin() + 2);
                   })),
                   "规格型号");
    expect_refused("24 a column stands twice", simple(with([](Lines& lines) {
                       for (auto& one : lines) one.push_back(one[2]);
                   })),
                   "规格型号");
    expect_refused("25 the header and nothing else", simple({good()[0]}));
    expect_refused("26 damaged", simple(good()).substr(0, 300));
    expect_refused("27 the file of another template",
                   simple({{"整车编码(车架号)", "电动机编号", "追溯码"}, {"123422400000001", "DJ1", "2012"}}));
}

TEST_P(DirtyImports, BadCellsArePointedAt) {
    expect_wrong_cell("28 a code that became scientific",
                      simple(with([](Lines& lines) { lines[1][5] = "6.90123E+12"; })), "gtin", Code::sheet_precision);
    expect_wrong_cell("29 a check digit", simple(with([](Lines& lines) { lines[1][5] = "6901234567893"; })), "gtin",
                      Code::gtin_check_digit);
    std::string broken = row(2, good()[1]);
    const auto from = broken.find("<c r=\"D2\"");
    broken.replace(from, broken.find("</c>", from) + 4 - from,
                   R"(<c r="D2" t="e"><f>VLOOKUP(A3,表!A:B,2,0)</f><v>#N/A</v></c>)");
    expect_wrong_cell("30 a formula that found nothing",
                      xlsx({.sheets = {{.rows = row(1, good()[0]) + broken + row(3, good()[2])}}}), "standard",
                      Code::sheet_cell);
    expect_wrong_cell("31 too long", simple(with([](Lines& lines) { lines[1][3] = std::string(600, 'x'); })),
                      "standard", Code::too_long);
}

YIGUAN_BOTH_ENGINES(DirtyImports);

}  // namespace
}  // namespace yiguan::imports
