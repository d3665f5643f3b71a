#include "print/canvas.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"

namespace yiguan::print {

void require_sound(const Context& context) {
    const auto status = cairo_status(context.get());
    if (status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(std::string("cairo: ") + cairo_status_to_string(status));
}

Layout text_layout(const Context& context, std::string_view text, const TextStyle& style, double width) {
    Layout layout(pango_cairo_create_layout(context.get()));
    // Debian's fonts-noto-cjk; where it is missing, fontconfig's substitute.
    const std::unique_ptr<PangoFontDescription, CairoFree> font(pango_font_description_from_string(
        style.face == Face::serif ? "Noto Serif CJK SC, serif" : "Noto Sans CJK SC, sans-serif"));
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font.get());
    // The language decides between Chinese and Japanese forms of one character.
    pango_context_set_language(pango_layout_get_context(layout.get()), pango_language_from_string("zh-cn"));
    if (width > 0) {
        pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_set_alignment(layout.get(), style.align);
    pango_layout_set_indent(layout.get(), static_cast<int>(style.indent * PANGO_SCALE));
    pango_layout_set_justify(layout.get(), style.justify);
    pango_layout_set_line_spacing(layout.get(), static_cast<float>(style.line_spacing));
    const std::string shown = is_utf8(text) ? std::string(text) : shorten(text, text.size());
    pango_layout_set_text(layout.get(), shown.data(), static_cast<int>(shown.size()));
    return layout;
}

double height_of(const Layout& layout) {
    PangoRectangle area;
    pango_layout_get_extents(layout.get(), nullptr, &area);
    return static_cast<double>(area.height) / PANGO_SCALE;
}

double width_of(const Layout& layout) {
    PangoRectangle area;
    pango_layout_get_extents(layout.get(), nullptr, &area);
    return static_cast<double>(area.width) / PANGO_SCALE;
}

void draw(const Context& context, const Layout& layout, double x, double y) {
    cairo_move_to(context.get(), x, y);
    pango_cairo_show_layout(context.get(), layout.get());
}

double draw_text(const Context& context, std::string_view text, const TextStyle& style, double x, double y,
                 double width) {
    const auto layout = text_layout(context, text, style, width);
    draw(context, layout, x, y);
    return height_of(layout);
}

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

std::string png_of(const Surface& surface) {
    std::string out;
    if (cairo_surface_write_to_png_stream(surface.get(), append_bytes, &out) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("cairo: no PNG");
    return out;
}

}  // namespace yiguan::print
