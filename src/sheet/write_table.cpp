#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "sheet/book.hpp"

namespace yiguan::sheet {
namespace {

/// A decimal of at most 15 digits without exponent or needless zeros in front.
std::optional<double> plain_number(std::string_view text) {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || digits.size() > 16 || !is_digit(digits[0]) || !is_digit(digits.back())) return std::nullopt;
    if (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') return std::nullopt;
    if (digits.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
    if (std::ranges::count_if(digits, is_digit) > 15) return std::nullopt;
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Output {
    Book book{Book::Memory::constant};
    lxw_format* header = book.add_format();
    lxw_format* code = book.add_format();
    lxw_worksheet* sheet = nullptr;
    lxw_row_t next = 0;
    int sheets = 0;

    void begin_sheet(std::string_view name, const std::vector<ListColumn>& columns, std::string_view note) {
        const std::string number = ++sheets > 1 ? fmt::format(" {}", sheets) : "";
        sheet = book.add_sheet(shorten(name, 24) + number);
        for (std::size_t c = 0; c < columns.size(); ++c)
            worksheet_set_column(sheet, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c), columns[c].width,
                                 columns[c].kind == ListColumn::Kind::code ? code : nullptr);
        next = 0;
        if (!note.empty()) put_text(sheet, next++, 0, note, nullptr);
        for (std::size_t c = 0; c < columns.size(); ++c)
            put_text(sheet, next, static_cast<lxw_col_t>(c), columns[c].name, header);
        worksheet_freeze_panes(sheet, ++next, 0);
    }
};

}  // namespace

std::size_t write_table(std::string_view name, const std::vector<ListColumn>& columns, const RowSource& rows,
                        const Sink& sink, std::string_view note) {
    Output out;
    format_set_bold(out.header);
    format_set_bg_color(out.header, 0xDDEBF7);
    format_set_num_format(out.code, "@");
    out.begin_sheet(name, columns, note);
    std::vector<std::string> row;
    std::size_t count = 0;
    for (row.clear(); rows(row); row.clear()) {
        if (out.next >= rows_of_a_sheet) out.begin_sheet(name, columns, note);
        for (std::size_t c = 0; c < std::min(row.size(), columns.size()); ++c) {
            const auto column = static_cast<lxw_col_t>(c);
            if (columns[c].kind == ListColumn::Kind::number) {
                if (const auto number = plain_number(row[c])) {
                    worksheet_write_number(out.sheet, out.next, column, *number, nullptr);
                    continue;
                }
            }
            put_text(out.sheet, out.next, column, row[c],
                     columns[c].kind == ListColumn::Kind::code ? out.code : nullptr);
        }
        ++out.next;
        ++count;
    }
    out.book.finish(sink);
    return count;
}

namespace {

void append_csv(std::string& out, std::string_view text, ListColumn::Kind kind) {
    std::string guarded;
    const bool number = kind == ListColumn::Kind::number && plain_number(text);
    const bool formula =
        !number && !text.empty() && std::string_view("=+-@\t\r\n").find(text[0]) != std::string_view::npos;
    const bool digits = kind == ListColumn::Kind::code && text.size() > 11 && std::ranges::all_of(text, is_digit);
    if (formula) guarded = "'";
    if (digits) guarded = "\t";
    guarded += is_utf8(text) ? std::string(text) : shorten(text, 32'000);
    if (guarded.find_first_of(",\"\r\n\t") == std::string::npos) {
        out += guarded;
        return;
    }
    out += '"';
    for (const char c : guarded) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace

std::size_t write_csv(const std::vector<ListColumn>& columns, const RowSource& rows, const Sink& sink) {
    std::string out = "\xEF\xBB\xBF";
    const auto end_line = [&] {
        out += "\r\n";
        if (out.size() >= 32'768) {
            sink(out);
            out.clear();
        }
    };
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (c) out += ',';
        append_csv(out, columns[c].name, ListColumn::Kind::text);
    }
    end_line();
    std::vector<std::string> row;
    std::size_t count = 0;
    for (row.clear(); rows(row); row.clear(), ++count) {
        row.resize(columns.size());
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (c) out += ',';
            append_csv(out, row[c], columns[c].kind);
        }
        end_line();
    }
    if (!out.empty()) sink(out);
    return count;
}

}  // namespace yiguan::sheet
