#include "print/label.hpp"

#include <cairo-pdf.h>

#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"
#include "print/canvas.hpp"

namespace yiguan::print {
namespace {

constexpr double point = 72 / 25.4;  // of a millimetre
constexpr double edge = 5, qr_dark = 20, gap = 2;
constexpr double bar_height_long = 32, bar_height_short = 12;  // GS1: 31.75 mm on a logistic label
constexpr double module_max = .94, module_min = .25;
constexpr double tall = 100;  // a page this high has long bars

// One page; lengths in millimetres.
class Page {
public:
    Page(const Context& context, const Label& label) : context_(context), label_(label) {}

    void draw() {
        cairo_save(context_.get());
        const double width = label_.width_mm - 2 * edge;
        double symbol = 0;
        if (!label_.qr.empty()) symbol = draw_symbol();
        double y = edge;
        const double narrow = width - (symbol > 0 ? symbol + gap : 0);
        y += line(label_.title, {.size = 15, .face = Face::sans, .bold = true}, edge, y, narrow) + gap;
        const double floor = label_.height_mm - edge - bars_height() - (label_.footer.empty() ? 0 : 5);
        for (const auto& [name, value] : label_.fields) {
            if (value.empty()) continue;
            const double room = y < edge + symbol + gap ? narrow : width;
            const TextStyle style{.size = 10, .face = Face::sans};
            const double height = measured("国", style);
            if (y + height > floor) break;
            line(name, style, edge, y, name_width);
            line(value, style, edge + name_width, y, room - name_width);
            y += height + 1;
        }
        if (!label_.footer.empty()) line(label_.footer, {.size = 7, .face = Face::sans}, edge, floor + 1, width);
        if (!label_.bars.modules.empty()) draw_bars();
        cairo_restore(context_.get());
    }

private:
    static constexpr double name_width = 24;

    double bars_height() const {
        if (label_.bars.modules.empty()) return 0;
        return (label_.height_mm >= tall ? bar_height_long : bar_height_short) + 6;
    }

    double measured(std::string_view text, const TextStyle& style) {
        return height_of(text_layout(context_, text, style)) / point;
    }

    // One line, cut with an ellipsis.
    double line(std::string_view text, const TextStyle& style, double x, double y, double width) {
        const auto layout = text_layout(context_, text, style, width * point);
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout.get(), -1);
        yiguan::print::draw(context_, layout, x * point, y * point);
        return height_of(layout) / point;
    }

    void square(double x, double y, double width, double height) {
        cairo_rectangle(context_.get(), x * point, y * point, width * point, height * point);
    }

    // The width that it takes with its quiet zone inside the edge.
    double draw_symbol() {
        const auto made = qr(label_.qr);
        if (made.has_error()) throw std::runtime_error("print: " + made.error().detail);
        const auto& s = made.value();
        const double module = qr_dark / s.size, left = label_.width_mm - edge - qr_dark;
        for (int row = 0; row < s.size; ++row)
            for (int column = 0; column < s.size; ++column)
                if (s.at(column, row)) square(left + column * module, edge + row * module, module, module);
        cairo_fill(context_.get());
        return qr_dark + quiet_modules * module;
    }

    void draw_bars() {
        const auto& modules = label_.bars.modules;
        const double all = static_cast<double>(modules.size()) + 2 * quiet_bars;
        const double module = std::min(module_max, (label_.width_mm - 4) / all);
        if (module < module_min) throw std::runtime_error("print: a label too narrow for its bar code");
        const double height = bars_height() - 6, top = label_.height_mm - edge - 5 - height;
        double x = (label_.width_mm - module * static_cast<double>(modules.size())) / 2;
        for (const auto dark : modules) {
            if (dark != 0) square(x, top, module, height);
            x += module;
        }
        cairo_fill(context_.get());
        line(label_.bars.text, {.size = 11, .face = Face::sans, .align = PANGO_ALIGN_CENTER}, edge, top + height + 1,
             label_.width_mm - 2 * edge);
    }

    const Context& context_;
    const Label& label_;
};

}  // namespace

std::string render_labels(std::span<const Label> labels) {
    if (labels.size() > labels_max) throw std::length_error("print: too many labels");
    std::string out;
    const Surface surface(cairo_pdf_surface_create_for_stream(append_bytes, &out, point, point));
    Context context(cairo_create(surface.get()));
    for (const Label& label : labels) {
        cairo_pdf_surface_set_size(surface.get(), label.width_mm * point, label.height_mm * point);
        cairo_set_source_rgb(context.get(), 0, 0, 0);
        Page(context, label).draw();
        cairo_show_page(context.get());
    }
    require_sound(context);
    context.reset();
    cairo_surface_finish(surface.get());
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo: no PDF");
    return out;
}

}  // namespace yiguan::print
