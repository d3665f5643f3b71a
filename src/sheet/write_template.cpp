#include <fmt/format.h>

#include "core/text.hpp"
#include "sheet/book.hpp"

namespace yiguan::sheet {
namespace {

constexpr lxw_row_t validated_rows = 200'000;

struct Formats {
    explicit Formats(Book& book)
        : title(book.add_format()),
          required(book.add_format()),
          optional(book.add_format()),
          code(book.add_format()),
          day(book.add_format()),
          wrapped(book.add_format()) {
        format_set_bold(title);
        format_set_font_size(title, 14);
        for (lxw_format* header : {required, optional}) {
            format_set_bold(header);
            format_set_text_wrap(header);
            format_set_border(header, LXW_BORDER_THIN);
            format_set_align(header, LXW_ALIGN_VERTICAL_CENTER);
        }
        format_set_bg_color(required, 0xFFE699);
        format_set_bg_color(optional, 0xDDEBF7);
        format_set_num_format(code, "@");
        format_set_num_format(day, "yyyy/m/d");
        format_set_text_wrap(wrapped);
        format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
    }
    lxw_format *title, *required, *optional, *code, *day, *wrapped;
};

double width_of(const Column& column) {
    if (column.kind == Kind::code) return column.chars_max > 40 ? 40 : 24;
    return std::max(14.0, static_cast<double>(utf8_length(column.name)) * 1.6);
}

void add_list(lxw_worksheet* sheet, lxw_col_t at, const Column& column) {
    std::size_t characters = 0;
    // The library asks for char* and does not write.
    std::vector<char*> list;
    for (const Option& option : column.options) {
        list.push_back(const_cast<char*>(option.value.c_str()));
        characters += utf8_length(option.value) + 1;
    }
    if (list.empty() || characters > 255) return;  // the format's limit
    list.push_back(nullptr);
    lxw_data_validation rule{};
    rule.validate = LXW_VALIDATION_TYPE_LIST;
    rule.value_list = list.data();
    std::string message = "请从列表中选择";
    rule.error_title = message.data();
    worksheet_data_validation_range(sheet, 1, at, validated_rows, at, &rule);
}

void write_header(lxw_worksheet* sheet, lxw_row_t row, const Template& wanted, const Formats& formats) {
    for (std::size_t i = 0; i < wanted.columns.size(); ++i) {
        const Column& column = wanted.columns[i];
        put_text(sheet, row, static_cast<lxw_col_t>(i), column.name,
                 column.required ? formats.required : formats.optional);
    }
}

void write_data_sheet(Book& book, const Template& wanted, const Formats& formats) {
    lxw_worksheet* sheet = book.add_sheet(wanted.name);
    write_header(sheet, 0, wanted, formats);
    worksheet_set_row(sheet, 0, 36, nullptr);
    for (std::size_t i = 0; i < wanted.columns.size(); ++i) {
        const Column& column = wanted.columns[i];
        const auto at = static_cast<lxw_col_t>(i);
        lxw_format* format = column.kind == Kind::code || column.kind == Kind::text ? formats.code
                             : column.kind == Kind::date                            ? formats.day
                                                                                    : nullptr;
        worksheet_set_column(sheet, at, at, width_of(column), format);
        worksheet_write_comment(sheet, 0, at, column.explanation().c_str());
        if (column.kind == Kind::option) add_list(sheet, at, column);
    }
    worksheet_freeze_panes(sheet, 1, 0);
}

void write_guide(Book& book, const Template& wanted, const Formats& formats) {
    lxw_worksheet* sheet = book.add_sheet(guide_sheet);
    put_text(sheet, 0, 0, wanted.name + "填写说明", formats.title);
    put_text(sheet, 1, 0, "列的顺序可以改变，列名请保留；追溯码等编号请保持文本格式，避免被变成科学计数。示例行：",
             formats.code);
    write_header(sheet, 2, wanted, formats);
    lxw_row_t row = 3;
    for (std::size_t i = 0; i < wanted.columns.size(); ++i)
        put_text(sheet, row, static_cast<lxw_col_t>(i), wanted.columns[i].sample, formats.code);
    row += 2;
    for (lxw_col_t c = 0; c < 3; ++c)
        put_text(sheet, row, c, std::array{"列名", "填写要求", "示例"}[c], formats.optional);
    for (const Column& column : wanted.columns) {
        ++row;
        put_text(sheet, row, 0, column.name, formats.wrapped);
        put_text(sheet, row, 1, column.explanation(), formats.wrapped);
        put_text(sheet, row, 2, column.sample, formats.code);
    }
    worksheet_set_column(sheet, 0, 0, 30, nullptr);
    worksheet_set_column(sheet, 1, 1, 60, nullptr);
    worksheet_set_column(sheet, 2, 20, 24, nullptr);
}

}  // namespace

void write_template(const Template& wanted, const Sink& sink) {
    Book book(Book::Memory::whole);
    const Formats formats(book);
    write_data_sheet(book, wanted, formats);
    write_guide(book, wanted, formats);
    book.finish(sink);
}

namespace {

void put_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell, lxw_format* text,
              lxw_format* mark) {
    if (cell.blank()) {
        if (mark) worksheet_write_blank(sheet, row, column, mark);
    } else if (cell.kind == CellKind::number && !cell.precision_lost && cell.text == fmt::format("{}", cell.number)) {
        worksheet_write_number(sheet, row, column, cell.number, mark);
    } else {
        put_text(sheet, row, column, cell.text, mark ? mark : text);
    }
}

std::string reasons_of(const WrongRow& row) {
    std::string reasons;
    for (const CellError& error : row.errors) {
        if (!reasons.empty()) reasons += "；";
        reasons += error.field.empty() ? error.rule : fmt::format("{}：{}", error.field, error.rule);
    }
    return fmt::format("原第 {} 行 {}", row.row, shorten(reasons, 2000));
}

}  // namespace

void write_wrong_rows(std::string_view name, const Match& match, const WrongRowSource& rows, const Sink& sink) {
    Book book(Book::Memory::constant);
    lxw_format* header = book.add_format();
    format_set_bold(header);
    format_set_bg_color(header, 0xDDEBF7);
    lxw_format* text = book.add_format();
    format_set_num_format(text, "@");
    lxw_format* marked = book.add_format();
    format_set_num_format(marked, "@");
    format_set_bg_color(marked, 0xFFC7CE);
    format_set_font_color(marked, 0x9C0006);
    lxw_format* reason = book.add_format();
    format_set_font_color(reason, 0x9C0006);

    // Columns keep their order; reasons of an earlier time are not written again.
    lxw_worksheet* sheet = book.add_sheet(name);
    std::vector<std::size_t> shown;
    for (std::size_t c = 0; c < match.headers.size() && shown.size() < 256; ++c)
        if (match.headers[c] != reason_header) shown.push_back(c);
    const auto width = static_cast<lxw_col_t>(shown.size());
    if (width > 0) worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(width - 1), 20, text);
    worksheet_set_column(sheet, width, width, 60, nullptr);
    for (lxw_col_t c = 0; c < width; ++c) put_text(sheet, 0, c, match.headers[shown[c]], header);
    put_text(sheet, 0, width, reason_header, header);
    worksheet_freeze_panes(sheet, 1, 0);

    WrongRow row;
    for (lxw_row_t at = 1; at < rows_of_a_sheet; ++at) {
        row = {};
        if (!rows(row)) break;
        std::vector<bool> wrong(match.headers.size(), false);
        for (const CellError& error : row.errors)
            if (error.column < match.columns.size() && match.columns[error.column] < wrong.size())
                wrong[match.columns[error.column]] = true;
        for (lxw_col_t c = 0; c < width; ++c) {
            const std::size_t from = shown[c];
            const Cell cell = from < row.cells.size() ? row.cells[from] : Cell{};
            put_cell(sheet, at, c, cell, text, wrong[from] ? marked : nullptr);
        }
        put_text(sheet, at, width, reasons_of(row), reason);
    }
    book.finish(sink);
}

void write_wrong_rows(const Checking& checking, const Sink& sink) {
    Match match = checking.match();
    // Content without a name above it goes back too.
    match.headers.resize(std::min<std::size_t>(std::max(checking.table().width(), match.headers.size()), 256));
    const auto next = [&, i = std::size_t{0}](WrongRow& row) mutable {
        while (i < checking.total() && !checking.is_wrong(i)) ++i;
        if (i == checking.total()) return false;
        CheckedRow checked = checking.row(i);
        row.row = checked.row;
        row.errors = std::move(checked.errors);
        for (std::size_t c = 0; c < match.headers.size(); ++c)
            row.cells.push_back(checking.table().at(checking.table_row(i), c));
        ++i;
        return true;
    };
    write_wrong_rows(checking.wanted().name, match, next, sink);
}

}  // namespace yiguan::sheet
