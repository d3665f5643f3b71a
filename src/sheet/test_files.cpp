#include "sheet/test_files.hpp"

#include <fmt/format.h>
#include <iconv.h>
#include <zip.h>

#include <stdexcept>

#include "core/text.hpp"
#include "sheet/table.hpp"

namespace yiguan::sheet::testing {
namespace {

constexpr const char* head = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
constexpr const char* main_space = R"(xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main")";
constexpr const char* office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string convert(std::string_view text, const char* encoding) {
    const iconv_t way = ::iconv_open(encoding, "UTF-8");
    std::string out(text.size() * 4 + 4, '\0');
    char* in = const_cast<char*>(text.data());
    char* to = out.data();
    std::size_t left = text.size(), room = out.size();
    if (::iconv(way, &in, &left, &to, &room) == static_cast<std::size_t>(-1)) throw std::runtime_error("iconv");
    ::iconv_close(way);
    out.resize(out.size() - room);
    return out;
}

}  // namespace

std::string zip(const std::map<std::string, std::string>& parts) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &problem);
    zip_source_keep(target);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &problem);
    for (const auto& [name, content] : parts) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        if (zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) throw std::runtime_error("zip");
    }
    if (zip_close(archive) != 0) throw std::runtime_error("zip");
    zip_stat_t stat;
    zip_source_stat(target, &stat);
    std::string bytes(stat.size, '\0');
    zip_source_open(target);
    zip_source_read(target, bytes.data(), bytes.size());
    zip_source_close(target);
    zip_source_free(target);
    return bytes;
}

std::map<std::string, std::string> parts(const BookXml& book) {
    std::map<std::string, std::string> out;
    out["[Content_Types].xml"] = fmt::format(
        R"({}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>)",
        head);
    constexpr const char* relations =
        R"({}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>)";
    out["_rels/.rels"] = fmt::format(
        fmt::runtime(relations), head,
        fmt::format(R"(<Relationship Id="rId1" Type="{}/officeDocument" Target="xl/workbook.xml"/>)", office));
    std::string sheets, rels;
    for (std::size_t i = 0; i < book.sheets.size(); ++i) {
        const SheetXml& sheet = book.sheets[i];
        sheets += fmt::format(R"(<sheet name="{}" sheetId="{}"{} r:id="rId{}"/>)", escape(sheet.name), i + 1,
                              sheet.state.empty() ? "" : fmt::format(R"( state="{}")", sheet.state), i + 1);
        rels += fmt::format(R"(<Relationship Id="rId{}" Type="{}/worksheet" Target="worksheets/sheet{}.xml"/>)", i + 1,
                            office, i + 1);
        out[fmt::format("xl/worksheets/sheet{}.xml", i + 1)] = fmt::format(
            "{}<worksheet {}><sheetData>{}</sheetData>{}</worksheet>", head, main_space, sheet.rows, sheet.after);
    }
    if (!book.shared.empty()) {
        rels += fmt::format(R"(<Relationship Id="rId98" Type="{}/sharedStrings" Target="sharedStrings.xml"/>)", office);
        std::string strings;
        for (const auto& one : book.shared)
            strings += one.starts_with('<') ? "<si>" + one + "</si>"
                                            : "<si><t xml:space=\"preserve\">" + escape(one) + "</t></si>";
        out["xl/sharedStrings.xml"] = fmt::format("{}<sst {}>{}</sst>", head, main_space, strings);
    }
    if (!book.cell_formats.empty()) {
        rels += fmt::format(R"(<Relationship Id="rId99" Type="{}/styles" Target="styles.xml"/>)", office);
        std::string formats;
        for (const int id : book.cell_formats)
            formats += fmt::format(R"(<xf numFmtId="{}" applyNumberFormat="1"/>)", id);
        out["xl/styles.xml"] = fmt::format(
            R"({}<styleSheet {}><numFmts>{}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{}</cellXfs></styleSheet>)",
            head, main_space, book.number_formats, formats);
    }
    out["xl/_rels/workbook.xml.rels"] = fmt::format(fmt::runtime(relations), head, rels);
    out["xl/workbook.xml"] =
        fmt::format(R"({}<workbook {} xmlns:r="{}">{}<sheets>{}</sheets></workbook>)", head, main_space, office,
                    book.from_1904 ? R"(<workbookPr date1904="1"/>)" : "", sheets);
    for (const auto& [name, content] : book.more) out[name] = content;
    return out;
}

std::string escape(std::string_view text) {
    return html(text);
}

std::string row(int number, const std::vector<std::string>& cells) {
    std::string out = fmt::format(R"(<row r="{}">)", number);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty()) continue;
        const std::string at = column_letters(i) + std::to_string(number);
        if (cells[i].starts_with('#'))
            out += fmt::format(R"(<c r="{}"><v>{}</v></c>)", at, cells[i].substr(1));
        else
            out += fmt::format(R"(<c r="{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>)", at,
                               escape(cells[i]));
    }
    return out + "</row>";
}

std::string simple(const std::vector<std::vector<std::string>>& rows) {
    std::string xml;
    for (std::size_t i = 0; i < rows.size(); ++i) xml += row(static_cast<int>(i) + 1, rows[i]);
    return xlsx({.sheets = {{.rows = xml}}});
}

std::string utf16le(std::string_view utf8, bool mark) {
    return (mark ? "\xFF\xFE" : "") + convert(utf8, "UTF-16LE");
}
std::string gb18030(std::string_view utf8) {
    return convert(utf8, "GB18030");
}

}  // namespace yiguan::sheet::testing
