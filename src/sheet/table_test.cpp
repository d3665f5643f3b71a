#include "sheet/table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "sheet/builder.hpp"
#include "sheet/test_files.hpp"

namespace yiguan::sheet {
namespace {

using namespace testing;
using ::testing::HasSubstr;

std::string text_at(const Table& table, std::size_t row, std::size_t column) {
    return std::string(table.at(row, column).text);
}

Code refusal(std::string_view bytes, const ReadLimits& limits = {}) {
    const auto table = read(bytes, limits);
    if (table.has_value()) return Code::not_found;
    EXPECT_FALSE(table.error().detail.empty());
    return table.error().code;
}

TEST(Table, KnowsCellsOfEveryKind) {
    const auto bytes = xlsx({.sheets = {{.rows = R"(
        <row r="2" spans="1:9"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>45292</v></c><c r="C2"><v>48.5</v></c>
        <c r="D2" t="b"><v>1</v></c><c r="E2" t="e"><v>#N/A</v></c><c r="F2" t="str"><f>A1&amp;"x"</f><v>算出</v></c>
        <c r="G2"><f>SUM(A1:A2)</f></c><c r="H2" s="2"><v>42</v></c><c r="I2" t="inlineStr"><is><t>内联</t></is></c></row>)"}},
                             .shared = {"<r><t>富</t></r><rPh sb=\"0\" eb=\"1\"><t>fu</t></rPh><r><t>文本</t></r>"},
                             .number_formats = R"(<numFmt numFmtId="176" formatCode="00000"/>)",
                             .cell_formats = {0, 14, 176}});
    const auto table = read(bytes);
    ASSERT_TRUE(table.has_value()) << table.error().detail;
    const Table& t = table.value();
    ASSERT_EQ(t.rows(), 1u);
    EXPECT_EQ(t.number_of(0), 2u);
    EXPECT_EQ(t.name(), "Sheet1");
    EXPECT_EQ(text_at(t, 0, 0), "富文本");
    EXPECT_EQ(t.at(0, 1).kind, CellKind::date);
    EXPECT_EQ(text_at(t, 0, 1), "2024-01-01");
    EXPECT_EQ(t.at(0, 2).kind, CellKind::number);
    EXPECT_EQ(t.at(0, 2).number, 48.5);
    EXPECT_EQ(t.at(0, 3).kind, CellKind::boolean);
    EXPECT_EQ(t.at(0, 4).kind, CellKind::error);
    EXPECT_EQ(text_at(t, 0, 4), "#N/A");
    EXPECT_EQ(text_at(t, 0, 5), "算出");
    EXPECT_TRUE(t.at(0, 5).formula);
    EXPECT_EQ(t.at(0, 6).kind, CellKind::error) << "a formula that nobody has computed";
    EXPECT_EQ(text_at(t, 0, 6), "=SUM(A1:A2)");
    EXPECT_EQ(text_at(t, 0, 7), "00042");
    EXPECT_EQ(text_at(t, 0, 8), "内联");
    EXPECT_TRUE(t.at(0, 9).blank());
}

TEST(Table, CountsDaysFrom1900AndFrom1904) {
    BookXml book{.sheets = {{.rows = R"(<row r="1"><c r="A1" s="0"><v>0.5</v></c><c r="B1" s="0"><v>59</v></c>
        <c r="C1" s="0"><v>61</v></c><c r="D1" s="0"><v>43830.75</v></c></row>)"}},
                 .cell_formats = {22}};
    const auto from_1900 = read(xlsx(book));
    ASSERT_TRUE(from_1900.has_value());
    EXPECT_EQ(text_at(from_1900.value(), 0, 0), "12:00:00");
    EXPECT_EQ(text_at(from_1900.value(), 0, 1), "1900-02-28");
    EXPECT_EQ(text_at(from_1900.value(), 0, 2), "1900-03-01");
    EXPECT_EQ(text_at(from_1900.value(), 0, 3), "2019-12-31 18:00:00");
    book.from_1904 = true;
    const auto from_1904 = read(xlsx(book));
    ASSERT_TRUE(from_1904.has_value());
    EXPECT_EQ(text_at(from_1904.value(), 0, 3), "2024-01-01 18:00:00");
}

TEST(Table, SaysWhereDigitsOfCodesWereLost) {
    const auto table =
        read(simple({{"#1.23456789012345E+32", "#1.2345678901234501E+32", "#6900000011225", "#123456789012345",
                      "#1234567890123450", "1.23457E+32", "201289985296962119819527847024772", "E+1"}}));
    ASSERT_TRUE(table.has_value());
    const Table& t = table.value();
    EXPECT_TRUE(t.at(0, 0).precision_lost);
    EXPECT_EQ(text_at(t, 0, 0), "1.23456789012345E+32");
    EXPECT_TRUE(t.at(0, 1).precision_lost);
    EXPECT_EQ(text_at(t, 0, 1), "1.23456789012345E+32");
    EXPECT_FALSE(t.at(0, 2).precision_lost);
    EXPECT_EQ(text_at(t, 0, 2), "6900000011225");
    EXPECT_FALSE(t.at(0, 3).precision_lost);
    EXPECT_TRUE(t.at(0, 4).precision_lost);
    EXPECT_EQ(text_at(t, 0, 4), "1234567890123450");
    EXPECT_TRUE(t.at(0, 5).precision_lost);
    EXPECT_FALSE(t.at(0, 6).precision_lost);
    EXPECT_FALSE(t.at(0, 7).precision_lost);
}

TEST(Table, LeavesOutWhatOnlyHasLayout) {
    std::string rows = row(3, {"名称", "", "数量"});
    rows +=
        R"(<row r="4" ht="20"><c r="A4" s="1"/><c r="XFD4" s="1"/></row><row r="5"><c r="A5" t="inlineStr"><is><t>甲</t></is></c><c r="XFD5" s="3"/></row>)";
    for (int i = 6; i < 300; ++i) rows += fmt::format(R"(<row r="{}"><c r="A{}" s="1"/></row>)", i, i);
    const auto table = read(xlsx({.sheets = {{.rows = rows}}}), {.rows = 10});
    ASSERT_TRUE(table.has_value()) << table.error().detail;
    EXPECT_EQ(table.value().rows(), 2u);
    EXPECT_EQ(table.value().number_of(1), 5u);
    EXPECT_EQ(table.value().width(), 3u);
}

TEST(Table, ReadsRowsAndCellsWithoutReferences) {
    const auto table =
        read(xlsx({.sheets = {{.rows = "<row><c t=\"inlineStr\"><is><t>甲</t></is></c><c><v>1</v></c></row>"
                                       "<row><c><v>2</v></c></row>"}}}));
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table.value().number_of(1), 2u);
    EXPECT_EQ(text_at(table.value(), 0, 1), "1");
}

TEST(Table, TakesTheSheetThatFitsAndNoHiddenOne) {
    const auto bytes = xlsx({.sheets = {{.name = "封面", .rows = row(1, {"说明"})},
                                        {.name = "藏", .rows = row(1, {"目标"}), .state = "hidden"},
                                        {.name = "空", .rows = ""},
                                        {.name = "数据", .rows = row(1, {"目标"}) + row(2, {"甲"})}}});
    const auto score = [](const Table& head) { return head.at(0, 0).text == "目标" ? 5 : 0; };
    const auto fitting = read(bytes, {}, score);
    ASSERT_TRUE(fitting.has_value());
    EXPECT_EQ(fitting.value().name(), "数据");
    EXPECT_EQ(fitting.value().rows(), 2u);
    EXPECT_EQ(read(bytes).value().name(), "封面");
}

TEST(Table, UnderstandsOtherPrefixesPathsAndCases) {
    auto all = parts(
        {.sheets = {{.rows = "<x:row r=\"1\"><x:c r=\"A1\" t=\"s\"><x:v>0</x:v></x:c></x:row>"}}, .shared = {"值"}});
    std::string& sheet = all["xl/worksheets/sheet1.xml"];
    sheet =
        R"(<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>)";
    all["xl/SharedStrings.xml"] = all["xl/sharedStrings.xml"];
    all.erase("xl/sharedStrings.xml");
    std::string& rels = all["xl/_rels/workbook.xml.rels"];
    rels.replace(rels.find("worksheets/"), 11, "/xl/worksheets/");
    const auto table = read(zip(all));
    ASSERT_TRUE(table.has_value()) << table.error().detail;
    EXPECT_EQ(text_at(table.value(), 0, 0), "值");
}

TEST(Table, RefusesWhatIsNoReadableSheetAndSaysWhatToDo) {
    const std::string compound("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    const auto old = read(compound + std::string(600, '\0') + "W\0o\0r\0k\0b\0o\0o\0k\0");
    ASSERT_TRUE(old.has_error());
    EXPECT_EQ(old.error().code, Code::sheet_format);
    EXPECT_THAT(old.error().detail, HasSubstr("另存为 xlsx"));
    const std::string package = utf16le("EncryptedPackage", false);
    EXPECT_EQ(refusal(compound + std::string(600, '\0') + package), Code::sheet_encrypted);
    EXPECT_EQ(refusal("%PDF-1.7 ..."), Code::sheet_format);
    EXPECT_EQ(refusal("<html><table><tr><td>1</td></tr></table></html>"), Code::sheet_format);
    EXPECT_EQ(refusal(zip({{"a.txt", "x"}})), Code::sheet_format);
    EXPECT_EQ(refusal(zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}})),
              Code::sheet_format);
    auto macro = parts({.sheets = {{.rows = row(1, {"a"})}}});
    macro["xl/vbaProject.bin"] = "x";
    EXPECT_EQ(refusal(zip(macro)), Code::sheet_macro);
    EXPECT_EQ(refusal(""), Code::sheet_empty);
    EXPECT_EQ(refusal("\n\n,,\n"), Code::sheet_empty);
    EXPECT_EQ(refusal(simple({{}})), Code::sheet_empty);
    EXPECT_EQ(refusal(simple({{"a"}}).substr(0, 300)), Code::sheet_damaged);
    EXPECT_EQ(refusal(std::string("\x01\x02\x03\x04", 4) + "abc"), Code::sheet_format);
    std::string broken = simple({{"abcdefghij", "甲"}});
    EXPECT_EQ(refusal(xlsx({.sheets = {{.rows = "<row><c><v>1</v></row>"}}})), Code::sheet_damaged);
    EXPECT_EQ(refusal(xlsx({.sheets = {{.rows = "<row r=\"1\"><c t=\"s\"><v>7</v></c></row>"}}})), Code::sheet_damaged);
}

TEST(Table, RefusesBombsAndEverythingOverALimit) {
    const std::string blanks(40 << 20, ' ');
    EXPECT_EQ(refusal(xlsx({.sheets = {{.rows = blanks + row(1, {"a"})}}}), {.unpacked_bytes = 1 << 20}),
              Code::sheet_limit);
    EXPECT_EQ(refusal(xlsx(
                  {.sheets = {{.rows = "<row r=\"1\"><c><v>1</v></c></row>"}}, .shared = {std::string(200'000, 'x')}})),
              Code::sheet_limit);
    EXPECT_EQ(refusal(simple({{"a"}, {"b"}, {"c"}}), {.rows = 2}), Code::sheet_limit);
    EXPECT_EQ(refusal(simple({{"a", "b", "c"}}), {.columns = 2}), Code::sheet_limit);
    EXPECT_EQ(refusal(simple({{"a", "b"}, {"a", "b"}}), {.cells = 3}), Code::sheet_limit);
    EXPECT_EQ(refusal(simple({{"abc"}}), {.text_bytes = 2}), Code::sheet_limit);
    EXPECT_EQ(refusal("a,b\n", {.file_bytes = 3}), Code::sheet_limit);
    EXPECT_EQ(refusal("a\nb\nc\n", {.rows = 2}), Code::sheet_limit);
    // Entities that double ten times, and a million open elements.
    EXPECT_EQ(
        refusal(xlsx(
            {.sheets = {{.rows = ""}},
             .more =
                 {{"xl/worksheets/sheet1.xml",
                   R"(<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet><sheetData><row><c t="str"><v>&a;</v></c></row></sheetData></worksheet>)"}}})),
        Code::sheet_damaged);
    std::string deep = "<worksheet><sheetData>";
    for (int i = 0; i < 100'000; ++i) deep += "<row>";
    EXPECT_EQ(refusal(xlsx({.sheets = {{}}, .more = {{"xl/worksheets/sheet1.xml", deep}}})), Code::sheet_damaged);
    const std::string tag = "<worksheet a=\"" + std::string(3 << 20, 'x') + "\"/>";
    EXPECT_EQ(refusal(xlsx({.sheets = {{}}, .more = {{"xl/worksheets/sheet1.xml", tag}}})), Code::sheet_damaged);
}

TEST(Csv, IsReadInTheEncodingsThatAreMet) {
    const std::string text = "追溯码,数量\r\n=\"00123\",\"1,200\"\r\n\r\n\"他说\"\"好\"\"\n第二行\",5\r\n";
    for (const std::string& bytes :
         {text, "\xEF\xBB\xBF" + text, utf16le(text, true), utf16le(text, false), gb18030(text)}) {
        const auto table = read(bytes);
        ASSERT_TRUE(table.has_value()) << table.error().detail;
        const Table& t = table.value();
        EXPECT_EQ(t.format(), Format::csv);
        ASSERT_EQ(t.rows(), 3u);
        EXPECT_EQ(text_at(t, 0, 0), "追溯码");
        EXPECT_EQ(text_at(t, 1, 0), "00123");
        EXPECT_EQ(text_at(t, 1, 1), "1,200");
        EXPECT_EQ(t.number_of(2), 4u);
        EXPECT_EQ(text_at(t, 2, 0), "他说\"好\"\n第二行");
    }
}

TEST(Csv, FindsItsSeparator) {
    EXPECT_EQ(read("a\tb,c\td\n1\t2\t3\n").value().width(), 3u);
    EXPECT_EQ(read("a;b;c\n").value().width(), 3u);
    const auto said = read("sep=;\r\na,b;c\r\n");
    EXPECT_EQ(said.value().rows(), 1u);
    EXPECT_EQ(text_at(said.value(), 0, 0), "a,b");
    EXPECT_TRUE(read("码\n1.23457E+32\n").value().at(1, 0).precision_lost);
}

TEST(Formats, OfNumbersThatAreDates) {
    for (const char* date : {"yyyy/m/d", "yyyy\"年\"m\"月\"d\"日\";@", "[$-804]yyyy/m/d", "m/d/yy h:mm", "[h]:mm",
                             "d\\-mmm", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "上午/下午h\"时\"mm\"分\""})
        EXPECT_EQ(number_format(date).kind, NumberFormat::Kind::date) << date;
    for (const char* number : {"General", "0.00", "#,##0.00_m", "[Red]0.0", "\"day\"0", "0.00E+00", "\\d0", ""})
        EXPECT_EQ(number_format(number).kind, NumberFormat::Kind::general) << number;
    EXPECT_EQ(number_format("@").kind, NumberFormat::Kind::text);
    EXPECT_EQ(number_format("000000").digits, 6);
    EXPECT_EQ(built_in_format(31).kind, NumberFormat::Kind::date);
}

TEST(Table, ACellCanBeRepaired) {
    auto table = read("a,b\nc,d\n").value();
    table.set_text(1, 1, "新");
    table.set_text(0, 4, "后面");
    table.set_text(1, 0, "");
    EXPECT_EQ(text_at(table, 1, 1), "新");
    EXPECT_EQ(text_at(table, 0, 0), "a");
    EXPECT_EQ(text_at(table, 0, 4), "后面");
    EXPECT_TRUE(table.at(0, 2).blank());
    EXPECT_TRUE(table.at(1, 0).blank());
    EXPECT_EQ(table.width(), 5u);
}

TEST(Table, NamesColumnsAsProgramsDo) {
    EXPECT_EQ(column_letters(0), "A");
    EXPECT_EQ(column_letters(25), "Z");
    EXPECT_EQ(column_letters(26), "AA");
    EXPECT_EQ(column_letters(16'383), "XFD");
}

RC_GTEST_PROP(Csv, ReadsWhatWasQuoted, ()) {
    const auto field = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab,\"\n\t;1 ")));
    const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(
        rc::gen::container<std::vector<std::string>>(3, field));
    std::string text = "x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x\n";
    for (int i = 0; i < 8; ++i) text += text;  // the separator is found in the first 8,000 bytes
    const auto before = read(text).value().rows();
    for (const auto& cells : rows) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            text += i ? ",\"" : "\"";
            for (const char c : cells[i]) text += c == '"' ? "\"\"" : std::string(1, c);
            text += '"';
        }
        text += "\r\n";
    }
    const Table table = read(text).value();
    std::size_t at = before;
    for (const auto& cells : rows) {
        const bool content = std::ranges::any_of(cells, [](const auto& c) { return !trim(c).empty(); });
        if (!content) continue;
        for (std::size_t i = 0; i < cells.size(); ++i)
            RC_ASSERT(text_at(table, at, i) == (trim(cells[i]).empty() ? "" : cells[i]));
        ++at;
    }
    RC_ASSERT(at == table.rows());
}

}  // namespace
}  // namespace yiguan::sheet
