// What a spreadsheet file says, cell by cell, before anybody knows what it means.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan::sheet {

enum class CellKind : std::uint8_t {
    empty,
    text,
    number,   ///< typed as a number; `text` is what the program shows, up to 15 digits
    date,     ///< a number shown as a date; `text` is YYYY-MM-DD, with " HH:MM:SS" unless it is midnight
    boolean,  ///< `text` is TRUE or FALSE
    error,    ///< #N/A and its like, or a formula nobody has computed yet ("=A1+B1")
};

/// A view into a Table; valid as long as the table is neither changed nor moved.
struct Cell {
    CellKind kind = CellKind::empty;
    std::string_view text;  ///< as written, blanks included; well-formed UTF-8
    double number = 0;      ///< of number and date (days since 1899-12-30, whatever the file counts from)
    /// A whole number of 16 or more digits (a program keeps 15), or a text like 1.23457E+32, or that written out with
    /// zeros: the digits behind are lost.
    bool precision_lost = false;
    bool formula = false;  ///< the value is the cached result of a formula
    /// Of a code that was put together again from what was left of it (repair.hpp): what is left, as the file has it.
    /// Of one with precision_lost: why it could not be.
    std::string_view mended{};

    bool blank() const { return kind == CellKind::empty; }
};

enum class Format : std::uint8_t { xlsx, csv };

/// One sheet: the rows that have any content, in order, each from column 0 to its last cell with content. 16 bytes a
/// cell, 12 a row, and every different shared text once.
class Table {
public:
    std::size_t rows() const { return rows_.size(); }
    std::size_t width() const { return width_; }  ///< of the widest row
    std::size_t width(std::size_t row) const { return rows_[row].width; }
    /// The number that a spreadsheet program shows in front of the row, from 1.
    std::uint32_t number_of(std::size_t row) const { return rows_[row].number; }
    /// Empty beyond the row's width.
    Cell at(std::size_t row, std::size_t column) const;
    const std::string& name() const { return name_; }  ///< of the sheet; "" for CSV
    Format format() const { return format_; }
    std::size_t bytes() const;  ///< of memory

    /// Puts a text where a person repaired a cell; "" empties it. The row must exist, the column may be new (< 256).
    void set_text(std::size_t row, std::size_t column, std::string_view text);

private:
    friend class TableBuilder;
    struct Packed {
        double number = 0;
        std::uint32_t at = 0;
        std::uint32_t length : 24 = 0;
        std::uint32_t kind : 6 = 0;
        std::uint32_t lost : 1 = 0;
        std::uint32_t formula : 1 = 0;
    };
    struct Row {
        std::uint32_t first = 0, width = 0, number = 0;
    };
    std::string texts_;
    std::vector<Packed> cells_;
    std::vector<Row> rows_;
    std::size_t width_ = 0;
    std::string name_;
    Format format_ = Format::xlsx;
};

/// What a file may hold. Whatever is over a limit is refused as a whole (Code::sheet_limit), nothing is cut off.
struct ReadLimits {
    std::size_t file_bytes = std::size_t{64} << 20;
    std::size_t unpacked_bytes = std::size_t{512} << 20;  ///< of all parts, counted while they are unpacked
    std::size_t rows = 200'000;                           ///< with content, title and header among them
    std::size_t columns = 256;
    std::size_t cells = 4'000'000;                    ///< from column 0 to the last of each row
    std::size_t text_bytes = std::size_t{128} << 20;  ///< of all texts, shared ones once
    std::size_t cell_bytes = 98'301;                  ///< 32,767 characters, which is the format's own limit
    std::size_t sheets = 64;
};

/// How well the first rows of a sheet fit what is wanted; 0: not at all. The best of the visible sheets is read, of
/// equals the first. Without one the first sheet with content.
using HeadScore = std::function<int(const Table& head)>;
constexpr std::size_t head_rows = 25;

/// Reads .xlsx (OOXML, transitional or strict, as Excel, WPS, LibreOffice and libraries write it), and comma, tab or
/// semicolon separated text in UTF-8, UTF-16 or GB18030. What a file is, its content says, never its name.
///
/// Errors, each with a sentence that says what to do: sheet_format (old .xls and .et, .xlsb, .ods, web pages, others),
/// sheet_encrypted, sheet_macro, sheet_limit, sheet_damaged, sheet_empty (no content at all).
/// Cost: streaming; besides the table 64 KiB, and the texts of the file once. About 1.2 million cells a second on a
/// core.
Result<Table> read(std::string_view bytes, const ReadLimits& limits = {}, const HeadScore& score = nullptr);

/// SHA-256 of the file in hex: the same file twice is known by it.
std::string content_hash(std::string_view bytes);

/// A, B, ... Z, AA ...: what a spreadsheet program calls the column, counted from 0.
std::string column_letters(std::size_t column);

}  // namespace yiguan::sheet
