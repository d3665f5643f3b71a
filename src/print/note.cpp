#include "print/note.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/text.hpp"
#include "print/canvas.hpp"
#include "print/print.hpp"

namespace yiguan::print {
namespace {

constexpr double note_mm = 72 / 25.4;
constexpr double line_side = 16 * note_mm;  // of a line's symbol, with its quiet zone

struct Column {
    std::string_view title;
    double share;  // of the width
};
// A row each; below it the trace code of the line, which is longer than any column, beside it its symbol.
constexpr std::array<Column, 6> columns{
    {{"序号", .06}, {"产品名称", .25}, {"规格", .16}, {"商品条码", .23}, {"批次", .19}, {"数量/单位", .11}}};

class NotePages {
public:
    NotePages(const NoteSheet& sheet, Paper paper)
        : sheet_(sheet),
          width_((paper == Paper::a4 ? 210 : 148) * note_mm),
          height_((paper == Paper::a4 ? 297 : 210) * note_mm),
          margin_((paper == Paper::a4 ? 18 : 10) * note_mm),
          size_(paper == Paper::a4 ? 9.5 : 7.5),
          surface_(cairo_pdf_surface_create_for_stream(append_bytes, &out_, width_, height_)),
          context_(cairo_create(surface_.get())) {
        if (std::ranges::any_of(sheet.lines, [](const NoteLine& l) { return !l.gs1_code.empty(); }))
            symbols_ = line_side + 2 * note_mm;
    }

    std::string draw_all() {
        head();
        table_head();
        const auto shown = std::min(sheet_.lines.size(), note_lines_max);
        for (std::size_t i = 0; i < shown; ++i) line(i);
        if (shown < sheet_.lines.size())
            y_ += draw_text(context_, fmt::format("其余 {} 笔明细见平台上的随货单", sheet_.lines.size() - shown),
                            plain(), margin_, y_ + 2, text_width()) +
                  2;
        y_ += 4;
        if (room() < 3 * size_) next_page();
        draw_text(context_, sheet_.total, {.size = size_ + 1, .face = Face::sans, .bold = true}, margin_, y_,
                  text_width());
        foot();
        require_sound(context_);
        context_.reset();
        cairo_surface_finish(surface_.get());
        if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo: no PDF");
        return std::move(out_);
    }

private:
    double text_width() const { return width_ - 2 * margin_; }
    double room() const { return height_ - margin_ - 3 * size_ - y_; }
    double table_width() const { return text_width() - symbols_; }
    TextStyle plain() const { return {.size = size_, .face = Face::sans, .line_spacing = 1.15}; }

    void head() {
        const double side = 26 * note_mm;  // modules and quiet zone; the modules alone are over 20 mm
        draw_symbol(sheet_.qr, width_ - margin_ - side, margin_, side);
        const double left_width = text_width() - side - 4 * note_mm;
        y_ = margin_;
        y_ +=
            draw_text(context_, sheet_.company + "随货单", {.size = size_ + 6, .bold = true}, margin_, y_, left_width) +
            2 * note_mm;
        const auto fact = [&](std::string_view label, std::string_view text) {
            if (text.empty()) return;
            y_ += draw_text(context_, fmt::format("{}：{}", label, text), plain(), margin_, y_, left_width) + 1.5;
        };
        fact("单号", sheet_.number);
        fact("发货时间", sheet_.sent_on);
        fact("明细笔数", std::to_string(sheet_.lines.size()));
        fact("收货方", sheet_.receiver);
        fact("联系方式", sheet_.contact);
        fact("收货地址", sheet_.address);
        y_ = std::max(y_, margin_ + side) + 3 * note_mm;
    }

    void draw_symbol(std::string_view text, double x, double y, double side) {
        const auto symbol = qr(text);
        if (symbol.has_error()) throw std::runtime_error("print: " + symbol.error().detail);
        const auto& s = symbol.value();
        const double module = side / (s.size + 2 * quiet_modules);
        for (int row = 0; row < s.size; ++row)
            for (int column = 0; column < s.size; ++column)
                if (s.at(column, row))
                    cairo_rectangle(context_.get(), x + (column + quiet_modules) * module,
                                    y + (row + quiet_modules) * module, module, module);
        cairo_fill(context_.get());
    }

    void rule(double y) {
        cairo_set_line_width(context_.get(), .5);
        cairo_move_to(context_.get(), margin_, y);
        cairo_line_to(context_.get(), width_ - margin_, y);
        cairo_stroke(context_.get());
    }

    void cells(const std::array<std::string, columns.size()>& texts, bool bold) {
        auto style = plain();
        style.bold = bold;
        std::vector<Layout> layouts;
        double height = 0, x = margin_;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            layouts.push_back(text_layout(context_, texts[i], style, columns[i].share * table_width() - 4));
            height = std::max(height, height_of(layouts.back()));
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            draw(context_, layouts[i], x + 2, y_ + 1.5);
            x += columns[i].share * table_width();
        }
        y_ += height + 3;
    }

    void table_head() {
        rule(y_);
        std::array<std::string, columns.size()> titles;
        for (std::size_t i = 0; i < columns.size(); ++i) titles[i] = columns[i].title;
        cells(titles, true);
        rule(y_);
    }

    void line(std::size_t i) {
        const NoteLine& l = sheet_.lines[i];
        if (room() < std::max(6 * size_, symbols_)) next_page(), table_head();
        const double begun = y_;
        cells({std::to_string(i + 1), l.product, l.specification, l.gtin, l.batch, l.quantity}, false);
        if (!l.gs1_code.empty()) {
            const double x = margin_ + columns[0].share * table_width() + 2;
            y_ += draw_text(context_, "GS1追溯码 " + l.gs1_code, {.size = size_ - 1, .face = Face::sans}, x, y_ - 1,
                            margin_ + table_width() - x) +
                  1;
            draw_symbol(l.gs1_code, width_ - margin_ - line_side, begun + .5, line_side);
            y_ = std::max(y_, begun + line_side + 1);
        }
        rule(y_);
    }

    void foot() {
        const auto text = fmt::format("{}　第 {} 页　清单摘要 SHA-256 {}", sheet_.number, page_, sheet_.digest);
        draw_text(context_, text, {.size = 6.5, .face = Face::sans}, margin_, height_ - margin_ + 2, text_width());
    }

    void next_page() {
        foot();
        ++page_;
        cairo_show_page(context_.get());
        y_ = margin_;
    }

    const NoteSheet& sheet_;
    double width_, height_, margin_, size_;
    std::string out_;
    Surface surface_;
    Context context_;
    double y_ = 0;
    int page_ = 1;
    double symbols_ = 0;  // what the lines' symbols take of the width
};

}  // namespace

std::string render_note(const NoteSheet& sheet, Paper paper) {
    return NotePages(sheet, paper).draw_all();
}

}  // namespace yiguan::print
