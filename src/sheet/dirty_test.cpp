// Twenty and more files as clerks really send them: each is made by code, with the quirk in view, and must be read to
// the same rows or refused with a sentence that helps.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sheet/check.hpp"
#include "sheet/test_files.hpp"

namespace yiguan::sheet {
namespace {

using namespace testing;
using ::testing::HasSubstr;

constexpr Date today{2024, 6, 30};
using Rows = std::vector<std::vector<std::string>>;

const std::vector<std::string> battery_header{"工厂内部序列号",
                                              "料号",
                                              "生产日期(格式:2024/1/1)",
                                              "生产企业",
                                              "电池型号",
                                              "蓄电池类型:锂电或者铅酸或者钠离子",
                                              "型号版本 不传系统默认",
                                              "追溯码",
                                              "电池溯源编码",
                                              "序列号"};

std::vector<std::string> battery(int n) {
    return {fmt::format("SN{:04}", n),
            "BAT-1",
            "2024/1/1",
            "粤行电池",
            "YD4812",
            "铅酸",
            "",
            fmt::format("2012899852969621198195278470{:05}", n),
            "123456789-24-00",
            ""};
}
Rows good(int rows) {
    Rows out{battery_header};
    for (int n = 1; n <= rows; ++n) out.push_back(battery(n));
    return out;
}
std::string xml_of(const Rows& rows, int first = 1) {
    std::string out;
    for (const auto& one : rows) out += row(first++, one);
    return out;
}
std::string csv_of(const Rows& rows, char separator = ',') {
    std::string out;
    for (const auto& one : rows) {
        for (std::size_t i = 0; i < one.size(); ++i) (out += i ? std::string(1, separator) : "") += one[i];
        out += "\r\n";
    }
    return out;
}

struct Outcome {
    std::size_t total = 0, wrong = 0;
    std::vector<CheckedRow> rows;
    std::vector<std::string> remarks;
    std::string refused;
};
Outcome import(std::string_view bytes, std::string_view id = "BAT-PRODUCT") {
    const Template& wanted = *find_template(id);
    auto table = read(bytes, wanted);
    if (table.has_error()) return {.refused = table.error().detail};
    auto match = match_columns(table.value(), wanted);
    if (match.has_error()) return {.refused = match.error().detail};
    if (const auto complete = require_complete(match.value(), wanted); complete.has_error())
        return {.refused = complete.error().detail};
    Outcome out{.remarks = remarks(match.value(), wanted)};
    Checking checking(std::move(table).value(), wanted, std::move(match).value(), today);
    checking.run();
    out.total = checking.total();
    out.wrong = checking.wrong();
    for (std::size_t i = 0; i < checking.total(); ++i) out.rows.push_back(checking.row(i));
    return out;
}

/// Two good rows, whatever the file does around them.
void expect_good(std::string_view bytes, std::size_t rows = 2) {
    const Outcome out = import(bytes);
    ASSERT_EQ(out.refused, "");
    EXPECT_EQ(out.total, rows);
    for (const auto& one : out.rows)
        for (const auto& error : one.errors)
            ADD_FAILURE() << error.row << " " << error.field << " " << error.rule << " " << error.found;
    ASSERT_GE(out.rows.size(), 1u);
    EXPECT_EQ(out.rows[0].values[0], "SN0001");
    EXPECT_EQ(out.rows[0].values[2], "2024-01-01");
    EXPECT_EQ(out.rows[0].values[5], "铅酸");
    EXPECT_EQ(out.rows[0].values[7], "201289985296962119819527847000001");
}

TEST(Dirty, F01_TitleAndBlankRowsAboveTheHeader) {
    expect_good(xlsx({.sheets = {{.rows = row(1, {"广东粤行电池有限公司 2024 年 1 月产品表"}) +
                                          row(3, {"", "制表人：张三"}) + xml_of(good(2), 5)}}}));
}

TEST(Dirty, F02_ColumnsInAnotherOrderWithOthersBetween) {
    Rows rows = good(2);
    for (auto& one : rows) {
        std::ranges::reverse(one);
        one.insert(one.begin() + 3, one == rows.front() ? "车间" : "一车间");
    }
    rows[0][3] = "车间";
    expect_good(simple(rows));
    EXPECT_THAT(import(simple(rows)).remarks, ::testing::Contains(HasSubstr("“车间”")));
}

TEST(Dirty, F03_C14_HeadersAsOtherPlacesPrintThem) {
    Rows rows = good(2);
    rows[0] = {"工厂溯源序号",
               " 料 号 ",
               "生产日期（格式：2024/1/1）*",
               "生产厂家",
               "产品型号",
               "若电池类型：锂电或者铅酸或者钠离子",
               "型号版本（本系统默认）",
               "追溯码\n(必填)",
               "【电池溯源编码】",
               "序列号（锂电必填）"};
    expect_good(simple(rows));
}

TEST(Dirty, F04_MergedHeaderOfTwoLines) {
    Rows rows = good(2);
    std::vector<std::string> above(10), below(10);
    for (std::size_t i = 0; i < 10; ++i) (i < 4 ? above : below)[i] = rows[0][i];
    above[4] = "产品信息";
    above[7] = "编码信息";
    rows[0] = above;
    rows.insert(rows.begin() + 1, below);
    expect_good(xlsx(
        {.sheets = {
             {.rows = xml_of(rows),
              .after =
                  R"(<mergeCells count="3"><mergeCell ref="A1:A2"/><mergeCell ref="E1:G1"/><mergeCell ref="H1:J1"/></mergeCells>)"}}}));
}

TEST(Dirty, F05_WpsRowsOfLayoutToTheEndOfTheSheet) {
    std::string xml = xml_of(good(2));
    for (int r = 4; r < 5000; ++r)
        xml += fmt::format(R"(<row r="{}" spans="1:16384"><c r="A{}" s="1"/><c r="XFD{}" s="1"/></row>)", r, r, r);
    expect_good(xlsx({.sheets = {{.rows = xml}}, .cell_formats = {0, 0}}));
}

TEST(Dirty, F06_DatesAsSerialNumbers) {
    Rows rows = good(2);
    std::string xml = row(1, rows[0]);
    for (int r = 2; r <= 3; ++r) {
        auto one = rows[static_cast<std::size_t>(r) - 1];
        one[2] = "";
        std::string cells = row(r, one);
        cells.insert(cells.find("<c r=\"D"), fmt::format(R"(<c r="C{}" s="1"><v>45292</v></c>)", r));
        xml += cells;
    }
    expect_good(xlsx({.sheets = {{.rows = xml}},
                      .number_formats =
                          R"(<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>)",
                      .cell_formats = {0, 176}}));
    expect_good(xlsx({.sheets = {{.rows = xml}}}));  // pasted as values: 45292 without a format
    std::string mac = xml;
    for (auto at = mac.find("45292"); at != std::string::npos; at = mac.find("45292")) mac.replace(at, 5, "43830");
    expect_good(xlsx({.sheets = {{.rows = mac}}, .cell_formats = {0, 14}, .from_1904 = true}));
}

TEST(Dirty, F07_DatesAsTextInEveryForm) {
    Rows rows = good(6);
    const std::vector<std::string> forms{"2024年1月1日", "2024-01-01",           "20240101",
                                         "2024.1.1",     "２０２４／０１／０１", "#20240101"};
    for (std::size_t i = 0; i < 6; ++i) rows[i + 1][2] = forms[i];
    const Outcome out = import(simple(rows));
    EXPECT_EQ(out.wrong, 0u);
    for (const auto& one : out.rows) EXPECT_EQ(one.values[2], "2024-01-01");
}

TEST(Dirty, F08_FullWidthDigitsAndBlanksFromAnInputMethod) {
    Rows rows = good(2);
    rows[1][7] = "　２０１２８９９８５２９６９６２１１９８１９５２７８４７０００００１ ";
    rows[1][8] = "１２３４５６７８９－２４－００";
    rows[1][5] = "铅酸 　";
    expect_good(simple(rows));
}

TEST(Dirty, F09_CodesThatBecameScientificNumbers) {
    Rows rows = good(3);
    rows[1][7] = "#2.0128998529696199E+32";
    rows[2][7] = "#2.01289985296962E+32";
    const Outcome out = import(simple(rows));
    EXPECT_EQ(out.wrong, 2u);
    ASSERT_EQ(out.rows[0].errors.size(), 1u);
    EXPECT_EQ(out.rows[0].errors[0].code, Code::sheet_precision);
    EXPECT_EQ(out.rows[0].errors[0].found, "2.01289985296962E+32");
}

TEST(Dirty, F10_CsvOfExcelInGb18030) {
    expect_good(gb18030(csv_of(good(2))));
}

TEST(Dirty, F11_CsvWithMarkAndTabsInFrontOfCodes) {
    Rows rows = good(2);
    for (std::size_t i = 1; i < rows.size(); ++i) rows[i][7].insert(0, "\t");
    expect_good("\xEF\xBB\xBF" + csv_of(rows));
}

TEST(Dirty, F12_UnicodeTextOfExcelWithTabs) {
    expect_good(utf16le(csv_of(good(2), '\t'), true));
}

TEST(Dirty, F13_CsvSavedAfterExcelRoundedTheCodes) {
    Rows rows = good(2);
    rows[2][7] = "2.0129E+32";
    const Outcome out = import(csv_of(rows));
    EXPECT_EQ(out.wrong, 1u);
    EXPECT_EQ(out.rows[1].errors.at(0).code, Code::sheet_precision);
}

TEST(Dirty, F13_CodesThatWereWrittenOutWithZeros) {
    Rows rows = good(3);
    rows[1][7] = "201289985296962000000000000000000";
    rows[2][7] = "123456789012345000";  // a shorter number may end so
    for (const std::string& bytes : {csv_of(rows), simple(rows)}) {
        const Outcome out = import(bytes);
        EXPECT_EQ(out.wrong, 1u);
        ASSERT_EQ(out.rows[0].errors.size(), 1u);
        EXPECT_EQ(out.rows[0].errors[0].code, Code::sheet_precision);
        EXPECT_TRUE(out.rows[1].errors.empty());
    }
}

TEST(Dirty, F14_FormulasWithAndWithoutTheirValues) {
    std::string xml = row(1, battery_header);
    std::string one = row(2, battery(1)), two = row(3, battery(2));
    const auto formula = [](std::string& cells, const std::string& at, const std::string& value) {
        const auto from = cells.find("<c r=\"" + at + "\"");
        cells.replace(from, cells.find("</c>", from) + 4 - from,
                      fmt::format(R"(<c r="{}" t="str"><f>VLOOKUP(A2,表!A:B,2,0)</f>{}</c>)", at, value));
    };
    formula(one, "D2", "<v>粤行电池</v>");
    std::string lost = two;
    const auto from = lost.find("<c r=\"D3\"");
    lost.replace(from, lost.find("</c>", from) + 4 - from,
                 R"(<c r="D3" t="e"><f>VLOOKUP(A3,表!A:B,2,0)</f><v>#N/A</v></c>)");
    const Outcome out = import(xlsx({.sheets = {{.rows = xml + one + lost}}}));
    EXPECT_EQ(out.rows.at(0).values[3], "粤行电池");
    EXPECT_EQ(out.wrong, 1u);
    EXPECT_EQ(out.rows.at(1).errors.at(0).found, "#N/A");
}

TEST(Dirty, F15_RichTextPhoneticsAndEscapedLineEnds) {
    BookXml book{.sheets = {{.rows = ""}}};
    Rows rows = good(2);
    int index = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string cells = fmt::format("<row r=\"{}\">", r + 1);
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            if (rows[r][c].empty()) continue;
            const std::string& text = rows[r][c];
            if (c == 3)
                book.shared.push_back("<r><rPr><b/></rPr><t>" + text.substr(0, 3) + "</t></r><r><t>" + text.substr(3) +
                                      "_x000D_</t></r><rPh sb=\"0\" eb=\"1\"><t>yue</t></rPh>");
            else
                book.shared.push_back(text);
            cells += fmt::format(R"(<c r="{}{}" t="s"><v>{}</v></c>)", column_letters(c), r + 1, index++);
        }
        book.sheets[0].rows += cells + "</row>";
    }
    expect_good(xlsx(book));
    EXPECT_EQ(import(xlsx(book)).rows[0].values[3], "粤行电池");
}

TEST(Dirty, F16_TheDataLieOnTheThirdSheet) {
    expect_good(xlsx({.sheets = {{.name = "封面", .rows = row(1, {"目录"})},
                                 {.name = "填写说明", .rows = xml_of(good(1))},
                                 {.name = "1月", .rows = xml_of(good(2))},
                                 {.name = "旧", .rows = xml_of(good(9)), .state = "veryHidden"}}}));
}

TEST(Dirty, F17_HeadersRepeatedOnEachPrintedPage) {
    Rows rows = good(2);
    rows.insert(rows.begin() + 2, battery_header);
    expect_good(simple(rows));
}

TEST(Dirty, F18_OldXlsWithANewName) {
    const std::string old = std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(1000, '\0');
    EXPECT_THAT(import(old).refused, HasSubstr("另存为 xlsx"));
}

TEST(Dirty, F19_AWebPageThatCallsItselfXls) {
    EXPECT_THAT(import("\xEF\xBB\xBF<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>").refused,
                HasSubstr("另存为 xlsx"));
}

TEST(Dirty, F20_TheFileOfAnotherTemplate) {
    EXPECT_THAT(import(simple({{"销售商名称", "省份", "城市", "地址", "电话", "联系人"}, {"甲"}})).refused,
                HasSubstr("销售商信息模板"));
}

TEST(Dirty, F21_AColumnThatStandsTwiceAndOneThatIsMissing) {
    Rows rows = good(1);
    rows[0][9] = "追溯码";
    EXPECT_THAT(import(simple(rows)).refused, HasSubstr("出现了两次（第 H 列和第 J 列）"));
    rows = good(1);
    rows[0][7] = "备注";
    EXPECT_THAT(import(simple(rows)).refused, HasSubstr("缺少必填的列“追溯码”"));
}

TEST(Dirty, F22_NumbersWhereTextBelongsAndZerosByFormat) {
    Rows rows = good(1);
    rows[1][4] = "#4812";
    std::string cells = row(2, rows[1]);
    const auto from = cells.find("<c r=\"A2\"");
    cells.replace(from, cells.find("</c>", from) + 4 - from, R"(<c r="A2" s="1"><v>42</v></c>)");
    const Outcome out = import(xlsx({.sheets = {{.rows = row(1, rows[0]) + cells}},
                                     .number_formats = R"(<numFmt numFmtId="177" formatCode="000000"/>)",
                                     .cell_formats = {0, 177}}));
    EXPECT_EQ(out.wrong, 0u);
    EXPECT_EQ(out.rows.at(0).values[0], "000042");
    EXPECT_EQ(out.rows.at(0).values[4], "4812");
}

TEST(Dirty, F23_UnitsInHeadersAndCells) {
    const Outcome out =
        import(simple({{"生产企业", "电池型号", "电压V", "电池容量（mAh）", "电池重量(g)", "长(cm)", "宽", "高(mm)",
                        "电池类型", "品牌", "型号规格代码"},
                       {"粤行电池", "YD4812", "48V", "12000", "3500", "32", "13cm", "90", "锂离子", "粤行", "#0"},
                       {"粤行电池", "YD4813", "48V", "12000", "3500", "32", "13cm", "90", "锂离子", "粤行", "00"}}),
               "BAT-MODEL");
    ASSERT_EQ(out.refused, "");
    ASSERT_EQ(out.total, 2u);
    const auto& values = out.rows[1].values;
    EXPECT_EQ(values[2], "48");
    EXPECT_EQ(values[3], "12");
    EXPECT_EQ(values[4], "3.5");
    EXPECT_EQ(values[5], "320");
    EXPECT_EQ(values[6], "130");
    EXPECT_EQ(values[8], "锂电");
    EXPECT_EQ(out.wrong, 1u) << "0 instead of 00: a code is pointed at, not guessed";
}

TEST(Dirty, F24_EmptyFileAndTemplateWithoutRows) {
    EXPECT_THAT(import(simple({battery_header})).refused, "");
    EXPECT_EQ(import(simple({battery_header})).total, 0u);
    EXPECT_THAT(import("").refused, HasSubstr("空"));
}

}  // namespace
}  // namespace yiguan::sheet
