#include "sheet/book.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "core/text.hpp"

namespace yiguan::sheet {

Book::Book(Memory memory) {
    std::string name = (std::filesystem::temp_directory_path() / "yiguan-sheet-XXXXXX").string();
    const int handle = ::mkstemp(name.data());
    if (handle < 0) throw std::runtime_error("no temporary file for a spreadsheet");
    ::close(handle);
    file_ = name;
    lxw_workbook_options options{};
    options.constant_memory = memory == Memory::constant ? LXW_TRUE : LXW_FALSE;
    book_ = workbook_new_opt(name.c_str(), &options);
    if (!book_) throw std::runtime_error("no spreadsheet could be begun");
}

Book::~Book() {
    if (book_) workbook_close(book_);
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

std::string sheet_name(std::string_view name) {
    std::string out = shorten(name, 30);
    for (char& c : out)
        if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos) c = ' ';
    return std::string(trim(out)).empty() ? "Sheet" : out;
}

lxw_worksheet* Book::add_sheet(std::string_view name) {
    lxw_worksheet* sheet = workbook_add_worksheet(book_, sheet_name(name).c_str());
    if (!sheet) throw std::runtime_error("no further sheet could be begun");
    return sheet;
}

void Book::finish(const Sink& sink) {
    const lxw_error error = workbook_close(std::exchange(book_, nullptr));
    if (error != LXW_NO_ERROR)
        throw std::runtime_error(fmt::format("a spreadsheet was not written: {}", lxw_strerror(error)));
    std::ifstream in(file_, std::ios::binary);
    std::array<char, 65'536> piece{};
    while (in.read(piece.data(), piece.size()) || in.gcount() > 0)
        sink({piece.data(), static_cast<std::size_t>(in.gcount())});
    if (!in.eof()) throw std::runtime_error("a spreadsheet could not be read back");
}

namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Characters that XML cannot hold as _x0007_, and a text that looks so as _x005F_x0007_ (18.18.96, ST_Xstring).
std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') {
            out += fmt::format("_x{:04X}_", static_cast<unsigned>(c));
            continue;
        }
        if (c == '_' && text.size() - i >= 7 && text[i + 1] == 'x' && text[i + 6] == '_' &&
            std::ranges::all_of(text.substr(i + 2, 4), is_hex))
            out += "_x005F";
        out += c;
    }
    return out;
}

}  // namespace

void put_text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text, lxw_format* format) {
    if (text.empty()) return;
    // The format counts UTF-16 units; most texts are far below, and bytes are never fewer.
    std::string cut = text.size() <= 32'767 && is_utf8(text) ? std::string(text) : shorten(text, 16'000);
    std::erase(cut, '\0');
    cut = escaped(cut);  // the library does it for control characters of shared texts only
    worksheet_write_string(sheet, row, column, cut.c_str(), format);
}

}  // namespace yiguan::sheet
