// Spreadsheets for people: templates, wrong rows, lists.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sheet/check.hpp"

namespace yiguan::sheet {

/// Takes the bytes of a finished file, in pieces of at most 64 KiB. An exception of it ends the writing.
using Sink = std::function<void(std::string_view bytes)>;

/// The empty template as .xlsx: header with a comment that says what may stand in each column (required ones coloured,
/// code columns in text format, lists to choose from), and a second sheet 填写说明 with an example and all rules.
/// EBM-25, EBM-42, EBM-51, EBM-73, GDP-52, GDP-56. @throws std::runtime_error when no temporary file can be written.
void write_template(const Template& wanted, const Sink& sink);

/// A row as it goes back to who sent it.
struct WrongRow {
    std::uint32_t row = 0;          ///< as a spreadsheet program numbered it
    std::vector<Cell> cells;        ///< by column of the file; views that live until the next call
    std::vector<CellError> errors;  ///< a column npos says something of the row as a whole
};
/// Fills the next row and returns true, or false at the end.
using WrongRowSource = std::function<bool(WrongRow& row)>;

/// The rows that are wrong, as they were in the file (columns that nobody asked for too), with a last column 错误原因
/// and the wrong cells marked; read() and match_columns() take it back. At most the 1,048,575 rows of the format.
void write_wrong_rows(std::string_view sheet_name, const Match& match, const WrongRowSource& rows, const Sink& sink);
void write_wrong_rows(const Checking& checking, const Sink& sink);

struct ListColumn {
    enum class Kind : std::uint8_t {
        text,    ///< also what begins with = + - @: never a formula
        code,    ///< as text, in text format, so that editing it keeps every digit
        number,  ///< a decimal of up to 15 digits stays a number; anything else is text
    };
    std::string name;
    Kind kind = Kind::text;
    double width = 18;  ///< in characters
};

/// Fills a row (as many cells as there are columns; those left out are empty) and returns true, or false at the end.
using RowSource = std::function<bool(std::vector<std::string>& row)>;

/// A list as .xlsx. Memory stays the same for any number of rows (the format's temporary files lie on disk); after
/// 1,048,575 rows a further sheet begins. Texts are cut to 32,767 characters, what is no UTF-8 becomes '?'. `note`
/// stands above the header if it is not empty (who exported it and when). Some 150,000 rows of ten columns a second.
/// @return the number of rows. @throws std::runtime_error when no temporary file can be written.
std::size_t write_table(std::string_view sheet_name, const std::vector<ListColumn>& columns, const RowSource& rows,
                        const Sink& sink, std::string_view note = {});

/// The same as CSV: UTF-8 with a mark, as programs here expect, CRLF. A cell that begins with = + - @, a tab or a line
/// end gets an apostrophe in front, unless it is a number of a number column; codes of more than 11 digits get a tab
/// in front, by which programs keep them whole, and read() drops both.
std::size_t write_csv(const std::vector<ListColumn>& columns, const RowSource& rows, const Sink& sink);

}  // namespace yiguan::sheet
