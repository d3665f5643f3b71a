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

void write_wrong_rows(const Checking& checking, const Sink& sink) {
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

    const Match& match = checking.match();
    lxw_worksheet* sheet = book.add_sheet(checking.wanted().name);
    const std::size_t width = std::min<std::size_t>(std::max(checking.table().width(), match.headers.size()), 256);
    worksheet_set_column(sheet, 0, 0, 60, nullptr);
    worksheet_set_column(sheet, 1, static_cast<lxw_col_t>(width), 20, text);
    put_text(sheet, 0, 0, reason_header, header);
    for (std::size_t c = 0; c < match.headers.size(); ++c)
        if (match.headers[c] != reason_header)
            put_text(sheet, 0, static_cast<lxw_col_t>(c + 1), match.headers[c], header);
    worksheet_freeze_panes(sheet, 1, 0);

    lxw_row_t at = 1;
    for (std::size_t i = 0; i < checking.total() && at < rows_of_a_sheet; ++i) {
        if (!checking.is_wrong(i)) continue;
        const CheckedRow row = checking.row(i);
        std::string reasons;
        std::vector<bool> wrong(width, false);
        for (const CellError& error : row.errors) {
            reasons += fmt::format("{}{}：{}", reasons.empty() ? "" : "；", error.field, error.rule);
            if (const auto c = match.columns[error.column]; c < width) wrong[c] = true;
        }
        put_text(sheet, at, 0, fmt::format("原第 {} 行 {}", row.row, shorten(reasons, 2000)), reason);
        for (std::size_t c = 0; c < width; ++c) {
            if (c < match.headers.size() && match.headers[c] == reason_header) continue;
            const Cell cell = checking.table().at(checking.table_row(i), c);
            const auto column = static_cast<lxw_col_t>(c + 1);
            lxw_format* format = wrong[c] ? marked : text;
            if (cell.blank()) {
                if (wrong[c]) worksheet_write_blank(sheet, at, column, format);
            } else if (cell.kind == CellKind::number && !cell.precision_lost &&
                       cell.text == fmt::format("{}", cell.number)) {
                lxw_format* plain = wrong[c] ? marked : nullptr;
                worksheet_write_number(sheet, at, column, cell.number, plain);
            } else {
                put_text(sheet, at, column, cell.text, format);
            }
        }
        ++at;
    }
    book.finish(sink);
}

}  // namespace yiguan::sheet
