// How the readers make a table within the limits; private.
#pragma once
#include <optional>

#include "sheet/table.hpp"

namespace yiguan::sheet {

/// Text in the arena of a table.
struct Span {
    std::uint32_t at = 0, length = 0;
};

class TableBuilder {
public:
    TableBuilder(const ReadLimits& limits, Format format, std::string name) : limits_(limits) {
        table_.format_ = format;
        table_.name_ = std::move(name);
    }
    /// Takes over texts whose spans will be used, such as the shared strings.
    void adopt(std::string texts) { table_.texts_ = std::move(texts); }
    std::string& texts() { return table_.texts_; }

    // False when a limit is reached; problem() says which.
    bool text(std::size_t column, std::string_view value, bool formula);
    bool span(std::size_t column, Span value, bool formula = false);
    bool value(std::size_t column, CellKind kind, std::string_view shown, double number, bool lost, bool formula);
    /// Ends the row that the cells since the last call belong to; drops it when it has none. `number` from 1.
    bool end_row(std::uint32_t number);

    std::size_t rows() const { return table_.rows_.size(); }
    const std::optional<Error>& problem() const { return problem_; }
    /// The rows in order of their numbers; sheet_damaged if two have the same.
    Result<Table> finish();

private:
    bool put(std::size_t column, const Table::Packed& cell);
    bool refuse(std::string detail);

    ReadLimits limits_;
    Table table_;
    std::size_t begun_ = 0;  // of the row being made
    bool content_ = false, sorted_ = true;
    std::uint32_t last_ = 0;
    std::optional<Error> problem_;
};

/// 1.23457E+32 and its like: the digits of a code that a spreadsheet program took for a number.
bool is_scientific(std::string_view text);
/// That, or such a number written out: 25 digits and more, with nothing but zeros behind the fifteenth.
bool loses_digits(std::string_view text);
/// What a program shows for a number in format General when the column is wide enough: 15 digits.
std::string show_number(double number);
/// A whole number of 16 or more digits.
bool loses_precision(double number);

/// How a number format shows what is stored.
struct NumberFormat {
    enum class Kind : std::uint8_t { general, date, text, padded } kind = Kind::general;
    std::uint8_t digits = 0;  ///< of padded: 00000 shows 42 as 00042
};
/// Of a format code such as yyyy"年"m"月"d"日";@ or 0000.
NumberFormat number_format(std::string_view code);
/// Of the built-in ids, the Chinese ones (27 to 36, 50 to 58) included.
NumberFormat built_in_format(int id);
/// YYYY-MM-DD, with time unless it is midnight; nothing outside 1900 to 2199. `serial` in days since 1899-12-30.
std::optional<std::string> show_date(double serial);

Result<Table> read_xlsx(std::string_view bytes, const ReadLimits& limits, const HeadScore& score);
Result<Table> read_csv(std::string_view bytes, const ReadLimits& limits);

}  // namespace yiguan::sheet
