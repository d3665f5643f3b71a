// One Cairo surface with text laid out by Pango. Private to print.
#pragma once
#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>

namespace yiguan::print {

struct CairoFree {
    void operator()(cairo_t* p) const { cairo_destroy(p); }
    void operator()(cairo_surface_t* p) const { cairo_surface_destroy(p); }
    void operator()(PangoLayout* p) const { g_object_unref(p); }
    void operator()(PangoFontDescription* p) const { pango_font_description_free(p); }
};
using Surface = std::unique_ptr<cairo_surface_t, CairoFree>;
using Context = std::unique_ptr<cairo_t, CairoFree>;
using Layout = std::unique_ptr<PangoLayout, CairoFree>;

/// @throws std::runtime_error naming what Cairo complains of.
void require_sound(const Context& context);

enum class Face : std::uint8_t { serif, sans };
struct TextStyle {
    double size = 12;  ///< In units of the surface: points of a PDF, pixels of a picture.
    Face face = Face::serif;
    bool bold = false;
    PangoAlignment align = PANGO_ALIGN_LEFT;
    double line_spacing = 1.0;
    double indent = 0;  ///< Of the first line.
    bool justify = false;
};

/// UTF-8 text wrapped at `width` (0: one line). Anything that is no UTF-8 shows as a replacement character.
Layout text_layout(const Context& context, std::string_view text, const TextStyle& style, double width = 0);
double height_of(const Layout& layout);
double width_of(const Layout& layout);
/// With the left upper corner at x, y.
void draw(const Context& context, const Layout& layout, double x, double y);
/// The same for a single use; the height it took.
double draw_text(const Context& context, std::string_view text, const TextStyle& style, double x, double y,
                 double width = 0);

/// cairo_write_func_t that appends to a std::string.
cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length);
std::string png_of(const Surface& surface);

}  // namespace yiguan::print
