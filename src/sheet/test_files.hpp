// Spreadsheet files as other programs write them, made part by part, so that their quirks are visible in the tests.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::sheet::testing {

/// Parts by name, deflated.
std::string zip(const std::map<std::string, std::string>& parts);

struct SheetXml {
    std::string name = "Sheet1";
    std::string rows;   ///< what stands in <sheetData>
    std::string state;  ///< "hidden", "veryHidden"
    std::string after;  ///< behind <sheetData>: mergeCells ...
};

struct BookXml {
    std::vector<SheetXml> sheets;
    std::vector<std::string> shared;  ///< each the inside of <si>; plain text as <t>..</t>
    std::string number_formats;       ///< <numFmt .../>...
    std::vector<int> cell_formats;    ///< numFmtId of style 0, 1 ...
    bool from_1904 = false;
    std::map<std::string, std::string> more;  ///< further parts, or others instead
};
std::map<std::string, std::string> parts(const BookXml& book);
inline std::string xlsx(const BookXml& book) {
    return zip(parts(book));
}

/// A row of inline strings: what a simple library writes. Cells that begin with '#' are numbers, "" is left out.
std::string row(int number, const std::vector<std::string>& cells);
/// A book of one sheet of such rows, from row 1.
std::string simple(const std::vector<std::vector<std::string>>& rows);
std::string escape(std::string_view text);

std::string utf16le(std::string_view utf8, bool mark);
std::string gb18030(std::string_view utf8);

}  // namespace yiguan::sheet::testing
