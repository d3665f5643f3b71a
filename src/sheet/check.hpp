// Rows of a table against a template: values, or what is wrong with which cell.
#pragma once
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "sheet/template.hpp"

namespace yiguan::sheet {

/// What is wrong with one cell. It quotes the uploader's own cell: for them, never for a log.
struct CellError {
    std::uint32_t row = 0;   ///< as a spreadsheet program numbers it
    std::size_t column = 0;  ///< of the template
    Code code = Code::invalid;
    std::string field;  ///< the column's name
    std::string rule;   ///< one Chinese sentence
    std::string found;  ///< as written, at most 60 characters; "" for an empty cell
    friend bool operator==(const CellError&, const CellError&) = default;
};

struct CheckedRow {
    std::uint32_t row = 0;            ///< as a spreadsheet program numbers it
    std::vector<std::string> values;  ///< by template column in the forms of Kind; "" when empty or wrong
    std::vector<CellError> errors;
};

/// The value of one cell, or what is wrong with it (row and column 0). `shift` is that of the header's unit. Forgiving
/// where nothing is lost: blanks, full-width forms, units, synonyms of options, thousands separators, forms of dates.
/// Never so with codes: lost digits, dates made of codes and formula errors are refused.
Result<std::string> read_cell(const Cell& cell, const Column& column, int shift, Date today);

/// Checks one row by itself: `cells` by column of the template, `shifts` as Match::shifts. What other rows say is not
/// looked at.
CheckedRow check_row(const Template& wanted, std::span<const Cell> cells, std::span<const int> shifts, Date today,
                     std::uint32_t row);

/// Checks the data rows of a table, keeps one byte a row and 12 a unique value, and makes values again when asked.
/// 100,000 rows of nine columns take some 0.2 s. Not thread-safe. The template must outlive it.
class Checking {
public:
    Checking(Table table, const Template& wanted, Match match, Date today);

    /// Checks up to `rows` further rows. Returns true until all are done; for progress and cancelling.
    bool step(std::size_t rows);
    void run() {
        while (step(10'000)) {
        }
    }

    std::size_t total() const {
        return rows_.size();
    }  ///< rows with content in a known column, repeated headers left out
    std::size_t done() const { return done_; }
    std::size_t wrong() const { return wrong_; }

    /// 0 <= index < total().
    CheckedRow row(std::size_t index) const;
    bool is_wrong(std::size_t index) const { return flags_[index] != 0; }
    /// Indexes for a page of a preview: from `after` on (inclusive), at most `count`, of all rows or the wrong ones.
    enum class Show : std::uint8_t { all, wrong };
    std::vector<std::size_t> page(std::size_t first, std::size_t count, Show show) const;
    /// The index of the row that a spreadsheet program gives this number; npos if it is none of the data.
    std::size_t index_of(std::uint32_t row_number) const;

    /// Puts a text into a cell, as in a grid, checks the row again and what was or becomes a duplicate of it. A column
    /// that the file does not have gets a place behind the last. out_of_bounds for another index or column; too_long
    /// for a text of more than 32,767 bytes. Call only when all rows are done.
    Result<CheckedRow> repair(std::size_t index, std::size_t column, std::string_view text);

    /// Errors that only the stored data know (a model that is not published). They count until the row is repaired.
    void add_errors(std::size_t index, std::vector<CellError> errors);

    /// Up to `count` errors in order of rows, for a list beside the grid.
    std::vector<CellError> errors(std::size_t count) const;

    const Table& table() const { return table_; }
    const Template& wanted() const { return *template_; }
    const Match& match() const { return match_; }
    std::size_t table_row(std::size_t index) const { return rows_[index]; }
    /// The cell as written.
    Cell cell(std::size_t index, std::size_t column) const;

private:
    static constexpr std::uint8_t own = 1, duplicate = 2, stored = 4;
    struct Seen {
        std::uint64_t hash;
        std::uint32_t index;
        friend auto operator<=>(const Seen&, const Seen&) = default;
    };
    CheckedRow check(std::size_t index) const;
    void set(std::size_t index, std::uint8_t flag, bool on);
    void find_duplicates();
    /// Other rows with this value in this unique column, in order; asks the table for equality.
    std::vector<std::size_t> twins(std::size_t column, const std::string& value, std::size_t except) const;
    void note_value(std::size_t column, const std::string& value, std::size_t index, bool on);

    Table table_;
    const Template* template_;
    Match match_;
    Date today_;
    std::vector<std::uint32_t> rows_;  // of the table
    std::vector<std::uint8_t> flags_;
    std::vector<std::vector<Seen>> seen_;  // by template column; sorted when all rows are done
    std::map<std::size_t, std::vector<CellError>> stored_;
    std::size_t done_ = 0, wrong_ = 0;
};

}  // namespace yiguan::sheet
