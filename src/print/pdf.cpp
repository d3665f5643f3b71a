#include "print/pdf.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <span>
#include <stdexcept>

#include "core/text.hpp"
#include "print/canvas.hpp"
#include "print/print.hpp"

namespace yiguan::print {
namespace {

constexpr double mm = 72 / 25.4;
constexpr double page_width = 210 * mm, page_height = 297 * mm;
constexpr double left = 25 * mm, right = 25 * mm, top = 22 * mm, bottom = 24 * mm;
constexpr double text_width = page_width - left - right;
constexpr double body_size = 10.5, line_spacing = 1.35;  // a letter and its signatures on one page
constexpr double qr_side = 24 * mm;
constexpr int pages_max = 20;
constexpr double seal_side = 40 * mm;

class Pages {
public:
    explicit Pages(const Document& document)
        : document_(document),
          surface_(cairo_pdf_surface_create_for_stream(append_bytes, &out_, page_width, page_height)),
          context_(cairo_create(surface_.get())) {
        if (is_utf8(document.title))
            cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, document.title.c_str());
    }

    std::string draw_all() {
        head();
        const std::span<const Block> blocks = document_.blocks;
        for (std::size_t i = 0; i < blocks.size();) {
            if (blocks[i].kind == Block::Kind::sign || blocks[i].kind == Block::Kind::seal) {
                std::size_t n = 1;
                while (i + n < blocks.size() &&
                       (blocks[i + n].kind == Block::Kind::sign || blocks[i + n].kind == Block::Kind::seal))
                    ++n;
                signatures(blocks.subspan(i, n));
                i += n;
            } else {
                one(blocks[i++]);
            }
        }
        foot();
        require_sound(context_);
        context_.reset();
        cairo_surface_finish(surface_.get());
        if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo: no PDF");
        return std::move(out_);
    }

private:
    void head() {
        double below = top;
        if (!document_.qr.empty()) {
            draw_qr(page_width - right - qr_side, top - 6 * mm);
            below = top - 6 * mm + qr_side + 4 * mm;
        }
        if (!document_.number.empty())
            draw_text(context_, document_.number, {.size = 9, .face = Face::sans}, left, top - 4 * mm);
        y_ = below;
        y_ += draw_text(context_, document_.title, {.size = 20, .bold = true, .align = PANGO_ALIGN_CENTER}, left, y_,
                        text_width);
        if (!document_.subtitle.empty())
            y_ += 2 * mm + draw_text(context_, document_.subtitle, {.size = 10.5, .align = PANGO_ALIGN_CENTER}, left,
                                     y_ + 2 * mm, text_width);
        y_ += 8 * mm;
    }

    void draw_qr(double x, double y) {
        const auto symbol = qr(document_.qr);
        if (symbol.has_error()) throw std::runtime_error("print: " + symbol.error().detail);
        const auto& s = symbol.value();
        const double module = qr_side / (s.size + 2 * quiet_modules);
        for (int row = 0; row < s.size; ++row)
            for (int column = 0; column < s.size; ++column)
                if (s.at(column, row))
                    cairo_rectangle(context_.get(), x + (column + quiet_modules) * module,
                                    y + (row + quiet_modules) * module, module, module);
        cairo_fill(context_.get());
    }

    void foot() {
        const auto text = fmt::format("{}{}第 {} 页", document_.footer, document_.footer.empty() ? "" : "　", page_);
        cairo_set_source_rgb(context_.get(), .35, .35, .35);
        draw_text(context_, text, {.size = 9, .face = Face::sans, .align = PANGO_ALIGN_CENTER}, left,
                  page_height - bottom + 8 * mm, text_width);
        cairo_set_source_rgb(context_.get(), 0, 0, 0);
    }

    void next_page() {
        foot();
        if (++page_ > pages_max) throw std::length_error("print: a document of more than 20 pages");
        cairo_show_page(context_.get());
        y_ = top;
    }

    double room() const { return page_height - bottom - y_; }

    /// Line by line, so that a long paragraph goes on on the next page.
    void lines(const Layout& layout, double x) {
        const std::unique_ptr<PangoLayoutIter, decltype(&pango_layout_iter_free)> line(
            pango_layout_get_iter(layout.get()), pango_layout_iter_free);
        double begun = y_, shift = 0;
        do {
            PangoRectangle area;
            pango_layout_iter_get_line_extents(line.get(), nullptr, &area);
            int from = 0, to = 0;
            pango_layout_iter_get_line_yrange(line.get(), &from, &to);
            const double height = static_cast<double>(to - from) / PANGO_SCALE;
            if (begun + static_cast<double>(to) / PANGO_SCALE - shift > page_height - bottom) {
                y_ = page_height;
                next_page();
                begun = y_;
                shift = static_cast<double>(from) / PANGO_SCALE;
            }
            const double baseline = static_cast<double>(pango_layout_iter_get_baseline(line.get())) / PANGO_SCALE;
            cairo_move_to(context_.get(), x + static_cast<double>(area.x) / PANGO_SCALE, begun + baseline - shift);
            pango_cairo_show_layout_line(context_.get(), pango_layout_iter_get_line_readonly(line.get()));
            y_ = begun + static_cast<double>(from) / PANGO_SCALE - shift + height;
        } while (pango_layout_iter_next_line(line.get()));
    }

    void one(const Block& block) {
        TextStyle style{.size = body_size, .line_spacing = line_spacing};
        switch (block.kind) {
            case Block::Kind::heading:
                style.bold = true;
                if (room() < 20 * mm) next_page();
                lines(text_layout(context_, block.text, style, text_width), left);
                break;
            case Block::Kind::field:
                return field(block);
            case Block::Kind::note:
                style.size = 9.5;
                style.line_spacing = 1.4;
                cairo_set_source_rgb(context_.get(), .35, .35, .35);
                lines(text_layout(context_, block.text, style, text_width), left);
                cairo_set_source_rgb(context_.get(), 0, 0, 0);
                break;
            default:
                style.indent = 2 * body_size;
                style.justify = true;
                lines(text_layout(context_, block.label + block.text, style, text_width), left);
        }
        y_ += 2 * mm;
    }

    void field(const Block& block) {
        const auto label = text_layout(context_, block.label + "：", {.size = body_size});
        const double x = left + width_of(label);
        const auto text = text_layout(context_, block.text, {.size = body_size}, page_width - right - x);
        const double height = std::max(height_of(label), height_of(text));
        if (room() < height + 2 * mm) next_page();
        draw(context_, label, left, y_);
        draw(context_, text, x, y_);
        y_ += height + 1;
        rule(x, page_width - right);
        y_ += 2.5 * mm;
    }

    void rule(double from, double to) {
        cairo_set_line_width(context_.get(), .5);
        cairo_move_to(context_.get(), from, y_);
        cairo_line_to(context_.get(), to, y_);
        cairo_stroke(context_.get());
    }

    void signatures(std::span<const Block> blocks) {
        constexpr double row = 13 * mm;
        const auto rows = static_cast<double>(std::ranges::count(blocks, Block::Kind::sign, &Block::kind));
        const bool sealed = std::ranges::find(blocks, Block::Kind::seal, &Block::kind) != blocks.end();
        const double height = std::max(rows * row, sealed ? seal_side : 0) + 6 * mm;
        if (room() < height) next_page();
        y_ += 6 * mm;
        const double begun = y_;
        for (const Block& block : blocks) {
            if (block.kind == Block::Kind::seal) {
                seal(block.label, page_width - right - seal_side, begun);
                continue;
            }
            const auto label = text_layout(context_, block.label + "：", {.size = body_size});
            y_ += row - height_of(label);
            draw(context_, label, left, y_);
            const double x = left + width_of(label);
            if (!block.text.empty()) draw_text(context_, block.text, {.size = body_size}, x, y_);
            y_ += height_of(label);
            rule(x, page_width - right - (sealed ? seal_side + 8 * mm : 0));
        }
        y_ = begun + height;
    }

    void seal(std::string_view label, double x, double y) {
        constexpr double dashes[] = {3, 3};
        cairo_save(context_.get());
        cairo_set_source_rgb(context_.get(), .55, .55, .55);
        cairo_set_dash(context_.get(), dashes, 2, 0);
        cairo_set_line_width(context_.get(), .7);
        cairo_new_sub_path(context_.get());
        cairo_arc(context_.get(), x + seal_side / 2, y + seal_side / 2, seal_side / 2, 0, 2 * std::numbers::pi);
        cairo_stroke(context_.get());
        const auto text = text_layout(context_, label, {.size = 10.5, .align = PANGO_ALIGN_CENTER}, seal_side - 8 * mm);
        draw(context_, text, x + 4 * mm, y + (seal_side - height_of(text)) / 2);
        cairo_restore(context_.get());
    }

    const Document& document_;
    std::string out_;
    Surface surface_;
    Context context_;
    double y_ = top;
    int page_ = 1;
};

}  // namespace

std::string render_pdf(const Document& document) {
    return Pages(document).draw_all();
}

}  // namespace yiguan::print
