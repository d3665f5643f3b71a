#include "app/demo_picture.hpp"

#include <png.h>

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace yiguan::app {
namespace {

struct Colour {
    double r, g, b;
};
constexpr Colour paper{238, 242, 247}, ink{44, 62, 92}, steel{140, 155, 175}, copper{201, 120, 66}, amber{240, 178, 58},
    wood{205, 164, 110}, dark_wood{160, 116, 70}, green{0, 122, 94}, white{255, 255, 255}, red{190, 60, 50};

constexpr int width = 480, height = 360;

double distance(double x, double y, double cx, double cy) {
    return std::hypot(x - cx, y - cy);
}
bool disc(double x, double y, double cx, double cy, double r) {
    return distance(x, y, cx, cy) <= r;
}
bool ring(double x, double y, double cx, double cy, double r, double w) {
    return std::abs(distance(x, y, cx, cy) - r) <= w / 2;
}
bool box(double x, double y, double x0, double y0, double x1, double y1) {
    return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}
bool line(double x, double y, double x0, double y0, double x1, double y1, double w) {
    const double dx = x1 - x0, dy = y1 - y0;
    const double t = std::fmin(1, std::fmax(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
    return distance(x, y, x0 + t * dx, y0 + t * dy) <= w / 2;
}

Colour cable(double x, double y) {
    for (int i = 0; i < 3; ++i) {
        const double a = i * 2.0944 - 1.5708, cx = 240 + 48 * std::cos(a), cy = 180 + 48 * std::sin(a);
        if (disc(x, y, cx, cy, 22)) return copper;
        if (disc(x, y, cx, cy, 40)) return i == 0 ? amber : i == 1 ? green : red;
    }
    if (disc(x, y, 240, 180, 108)) return white;
    return disc(x, y, 240, 180, 130) ? ink : paper;
}

Colour gas(double x, double y) {
    for (int i = 0; i < 8; ++i)
        if (const double a = i * 0.7854; line(x, y, 240 + 58 * std::cos(a), 180 + 58 * std::sin(a),
                                              240 + 96 * std::cos(a), 180 + 96 * std::sin(a), 14))
            return Colour{52, 120, 200};
    if (disc(x, y, 240, 180, 46)) return steel;
    return ring(x, y, 240, 180, 118, 12) ? ink : paper;
}

Colour detector(double x, double y) {
    if (disc(x, y, 240, 150, 9)) return green;
    for (int i = 0; i < 4; ++i)
        if (box(x, y, 190, 190 + i * 18, 290, 197 + i * 18)) return steel;
    if (box(x, y, 158, 88, 322, 282)) return white;
    return box(x, y, 150, 80, 330, 290) ? ink : paper;
}

Colour bicycle(double x, double y) {
    for (const double cx : {140.0, 340.0})
        if (ring(x, y, cx, 230, 62, 11) || disc(x, y, cx, 230, 10)) return ink;
    if (box(x, y, 206, 150, 262, 178)) return green;
    if (line(x, y, 140, 230, 215, 215, 9) || line(x, y, 215, 215, 300, 140, 9) || line(x, y, 200, 130, 215, 215, 9) ||
        line(x, y, 300, 115, 340, 230, 9) || line(x, y, 280, 108, 318, 112, 9) || line(x, y, 180, 126, 222, 126, 13))
        return ink;
    return paper;
}

Colour helmet(double x, double y) {
    if (y <= 235 && disc(x, y, 240, 235, 112)) return std::abs(x - 240) < 12 ? Colour{250, 205, 110} : amber;
    return box(x, y, 100, 235, 380, 254) ? ink : paper;
}

Colour layers(double x, double y, int blocks) {
    const double left = 90 + (280 - y) * 0.18;
    if (!box(x, y, left, 110, left + 270, 262)) return paper;
    const int layer = static_cast<int>((y - 110) / 22);
    if (blocks > 0 && layer >= 2 && layer <= 4)
        return static_cast<int>((x - left) / (270.0 / blocks)) % 2 == 0 ? wood : dark_wood;
    return layer % 2 == 0 ? wood : dark_wood;
}

Colour bars(double x, double y) {
    for (int i = 0; i < 5; ++i) {
        const double y0 = 110 + i * 34;
        if (box(x, y, 80, y0, 400, y0 + 20)) return std::fmod(x + y * 0.8, 22) < 6 ? ink : steel;
    }
    return paper;
}

Colour rope(double x, double y) {
    const double off = std::abs(y - 180);
    if (x < 70 || x > 410 || off > 52) return paper;
    const double phase = std::fmod(x + (y - 180) * 0.9 + 1000, 44);
    return phase < 5 ? ink : phase < 24 ? steel : Colour{172, 184, 200};
}

Colour at(int category, double x, double y) {
    switch (category) {
        case 1:
            return cable(x, y);
        case 2:
            return gas(x, y);
        case 3:
            return detector(x, y);
        case 4:
            return bicycle(x, y);
        case 5:
            return helmet(x, y);
        case 6:
            return layers(x, y, 0);
        case 7:
            return layers(x, y, 9);
        case 8:
            return bars(x, y);
        default:
            return rope(x, y);
    }
}

}  // namespace

std::string demo_picture(int category) {
    std::vector<std::uint8_t> pixels;
    pixels.reserve(width * height * 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            Colour sum{0, 0, 0};  // four samples a pixel, for smooth edges
            for (const double dy : {0.25, 0.75})
                for (const double dx : {0.25, 0.75}) {
                    const Colour c = at(category, x + dx, y + dy);
                    sum.r += c.r, sum.g += c.g, sum.b += c.b;
                }
            for (const double v : {sum.r, sum.g, sum.b}) pixels.push_back(static_cast<std::uint8_t>(v / 4 + 0.5));
        }
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t bytes = 0;
    std::string png;
    if (!png_image_write_to_memory(&image, nullptr, &bytes, 0, pixels.data(), 0, nullptr))
        throw std::runtime_error(image.message);
    png.resize(bytes);
    if (!png_image_write_to_memory(&image, png.data(), &bytes, 0, pixels.data(), 0, nullptr))
        throw std::runtime_error(image.message);
    png.resize(bytes);
    return png;
}

}  // namespace yiguan::app
