// A workbook being written through a temporary file; private.
#pragma once
#include <xlsxwriter.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "sheet/write.hpp"

namespace yiguan::sheet {

class Book {
public:
    enum class Memory : std::uint8_t { constant, whole };  ///< constant: rows in order, each written once
    explicit Book(Memory memory);
    ~Book();
    Book(const Book&) = delete;
    Book& operator=(const Book&) = delete;

    lxw_worksheet* add_sheet(std::string_view name);
    lxw_format* add_format() { return workbook_add_format(book_); }
    /// Closes the file and hands it over.
    void finish(const Sink& sink);

private:
    std::filesystem::path file_;
    lxw_workbook* book_ = nullptr;
};

/// A text cell whatever it begins with; nothing for "".
void put_text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text, lxw_format* format);
/// Name of a sheet as the format allows it: at most 31 characters, none of []:*?/\.
std::string sheet_name(std::string_view name);
constexpr lxw_row_t rows_of_a_sheet = 1'048'576;

}  // namespace yiguan::sheet
