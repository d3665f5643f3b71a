#include "print/captcha.hpp"

#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>
#include <vector>

namespace yiguan::print {
namespace {

constexpr int glyph_width = 5, glyph_height = 7;
// Rows of five dots, the leftmost in the highest bit.
constexpr std::array<std::array<std::uint8_t, glyph_height>, 10> glyphs{{
    {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
    {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111},
    {0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
}};

class Canvas {
public:
    explicit Canvas(std::uint64_t seed) : random_(seed), pixels_(captcha_width * captcha_height, 245) {}

    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(random_() >> 11) / 9007199254740992.0;
    }
    void dot(double x, double y, double radius, int grey) {
        for (int py = static_cast<int>(y - radius); py <= static_cast<int>(y + radius + 1); ++py)
            for (int px = static_cast<int>(x - radius); px <= static_cast<int>(x + radius + 1); ++px)
                if (px >= 0 && py >= 0 && px < captcha_width && py < captcha_height &&
                    std::hypot(px - x, py - y) <= radius)
                    at(px, py) = static_cast<png_byte>(std::min<int>(at(px, py), grey));
    }
    void digit(std::size_t value, double centre_x, double centre_y) {
        const double step = between(4.4, 5.4), slope = between(-0.3, 0.3), turn = between(-0.3, 0.3);
        const int grey = static_cast<int>(between(30, 90));
        // A dot of the glyph is drawn as several, so that strokes have no gaps where they run aslant.
        constexpr int fine = 3;
        for (int row = 0; row < glyph_height * fine; ++row)
            for (int column = 0; column < glyph_width * fine; ++column) {
                if (!(glyphs[value][static_cast<std::size_t>(row / fine)] >> (glyph_width - 1 - column / fine) & 1))
                    continue;
                const double gx = (static_cast<double>(column) / fine - glyph_width / 2.0) * step;
                const double gy = (static_cast<double>(row) / fine - glyph_height / 2.0) * step;
                const double sx = gx + slope * gy;
                dot(centre_x + sx * std::cos(turn) - gy * std::sin(turn),
                    centre_y + sx * std::sin(turn) + gy * std::cos(turn), 1.7, grey);
            }
    }
    void lines() {
        for (int n = 0; n < 4; ++n) {
            const double y = between(8, captcha_height - 8), slope = between(-0.2, 0.2), wave = between(2, 6),
                         phase = between(0, 6), length = between(18, 40);
            const int grey = static_cast<int>(between(90, 150));
            for (double x = 0; x < captcha_width; x += 0.5)
                dot(x, y + slope * (x - captcha_width / 2.0) + wave * std::sin(x / length * 2 + phase), 0.8, grey);
        }
    }
    void noise() {
        for (int n = 0; n < 500; ++n)
            at(static_cast<int>(between(0, captcha_width)), static_cast<int>(between(0, captcha_height))) =
                static_cast<png_byte>(between(80, 230));
    }
    // Every pixel from a place beside it, by two waves.
    void wave() {
        const double a = between(1.5, 3), b = between(1.5, 3), pa = between(0, 6), pb = between(0, 6);
        const auto before = pixels_;
        for (int y = 0; y < captcha_height; ++y)
            for (int x = 0; x < captcha_width; ++x) {
                const int from_x = x + static_cast<int>(std::lround(a * std::sin(y * std::numbers::pi / 14 + pa)));
                const int from_y = y + static_cast<int>(std::lround(b * std::sin(x * std::numbers::pi / 20 + pb)));
                const bool inside = from_x >= 0 && from_y >= 0 && from_x < captcha_width && from_y < captcha_height;
                at(x, y) = inside ? before[static_cast<std::size_t>(from_y * captcha_width + from_x)] : png_byte{245};
            }
    }
    std::string png() const {
        png_image image{};
        image.version = PNG_IMAGE_VERSION;
        image.width = captcha_width;
        image.height = captcha_height;
        image.format = PNG_FORMAT_GRAY;
        png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
        std::string out(bytes, '\0');
        if (!png_image_write_to_memory(&image, out.data(), &bytes, 0, pixels_.data(), captcha_width, nullptr))
            throw std::runtime_error(std::string("png: ") + image.message);
        out.resize(bytes);
        return out;
    }

private:
    png_byte& at(int x, int y) { return pixels_[static_cast<std::size_t>(y * captcha_width + x)]; }
    std::mt19937_64 random_;
    std::vector<png_byte> pixels_;
};

}  // namespace

std::string captcha_png(std::string_view digits, std::uint64_t seed) {
    Canvas canvas(seed);
    canvas.noise();
    const double space = static_cast<double>(captcha_width) / (static_cast<double>(digits.size()) + 0.6);
    double x = space * 0.8;
    for (const char c : digits) {
        if (c >= '0' && c <= '9')
            canvas.digit(static_cast<std::size_t>(c - '0'), x + canvas.between(-3, 3),
                         captcha_height / 2.0 + canvas.between(-5, 5));
        x += space;
    }
    canvas.wave();
    canvas.lines();
    return canvas.png();
}

}  // namespace yiguan::print
