#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "core/text.hpp"
#include "print/print.hpp"

namespace yiguan::print {

std::string to_terminal(const Symbol& symbol) {
    // Entries 16 and 231 of the 256-colour table are fixed black and white; themes recolour the first sixteen.
    constexpr std::string_view black_on_white = "\x1b[38;5;16;48;5;231m", reset = "\x1b[0m\n";
    constexpr std::string_view blocks[2][2] = {{" ", "▄"}, {"▀", "█"}};
    std::string out;
    const int last = symbol.size + quiet_modules;
    for (int y = -quiet_modules; y < last; y += 2) {
        out += black_on_white;
        for (int x = -quiet_modules; x < last; ++x) out += blocks[symbol.at(x, y)][symbol.at(x, y + 1)];
        out += reset;
    }
    return out;
}

std::string to_svg(const Symbol& symbol, const SvgOptions& options) {
    const int side = symbol.size + 2 * quiet_modules;
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
    const auto to = std::back_inserter(out);
    if (options.pixels > 0) fmt::format_to(to, " width=\"{0}\" height=\"{0}\"", options.pixels);
    // Rows are lines of width 1, so the picture is shifted by half a module to keep the path in whole numbers.
    fmt::format_to(to, " viewBox=\"0 -.5 {0} {0}\" shape-rendering=\"crispEdges\" role=\"img\">", side);
    if (!options.title.empty()) {
        out += "<title>";
        append_html(out, options.title);
        out += "</title>";
    }
    fmt::format_to(to, "<path fill=\"#fff\" d=\"M0-.5h{0}v{0}H0z\"/><path stroke=\"#000\" d=\"", side);
    for (int y = 0; y < symbol.size; ++y) {
        int pen = -1;  // where the last run of this row ended
        for (int x = 0; x < symbol.size;) {
            if (!symbol.at(x, y)) {
                ++x;
                continue;
            }
            int end = x;
            while (symbol.at(end, y)) ++end;
            if (pen < 0)
                fmt::format_to(to, "M{} {}", x + quiet_modules, y + quiet_modules);
            else
                fmt::format_to(to, "m{} 0", x - pen);
            fmt::format_to(to, "h{}", end - x);
            x = pen = end;
        }
    }
    out += "\"/></svg>";
    return out;
}

std::string to_png(const Symbol& symbol, int pixels_per_module) {
    const int scale = std::clamp(pixels_per_module, 1, 32);
    const int side = (symbol.size + 2 * quiet_modules) * scale;
    std::vector<png_byte> pixels;
    pixels.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            pixels.push_back(symbol.at(x / scale - quiet_modules, y / scale - quiet_modules) ? 1 : 0);

    // A palette of two colours is written with 1 bit per pixel.
    constexpr png_byte palette[] = {255, 255, 255, 0, 0, 0};
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = static_cast<png_uint_32>(side);
    image.format = PNG_FORMAT_RGB_COLORMAP;
    image.colormap_entries = 2;
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string out(bytes, '\0');
    if (!png_image_write_to_memory(&image, out.data(), &bytes, 0, pixels.data(), side, palette))
        throw std::runtime_error(std::string("png: ") + image.message);
    out.resize(bytes);
    return out;
}

}  // namespace yiguan::print
