// Symbols for print and screen: QR as a module matrix, drawn in a terminal, as SVG and as PNG. Labels are built on it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan::print {

/// Share of a damaged symbol that can still be read: about 7, 15, 25, 30 %. ui.md section 10 prints at M.
enum class Level : std::uint8_t { L = 1, M = 2, Q = 3, H = 4 };

/// Light modules around a QR symbol that ISO/IEC 18004 asks for; every drawing below adds them.
inline constexpr int quiet_modules = 4;

/// A square symbol without its quiet zone; true is dark.
struct Symbol {
    int size = 0;                       ///< Modules of one side, 21..177 in steps of 4.
    std::vector<std::uint8_t> modules;  ///< Row by row, size * size values of 0 or 1.
    bool at(int x, int y) const {
        return x >= 0 && y >= 0 && x < size && y < size &&
               modules[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) + static_cast<std::size_t>(x)] != 0;
    }
};

/// The smallest QR symbol of `text` (UTF-8, 1..1000 bytes), split into numeric, alphanumeric and byte segments so that
/// an address with a 33-digit code stays within 37 modules (ECO-35).
/// @return Code::invalid for an empty text, bytes that are no UTF-8, or NUL; Code::too_long over 1000 bytes.
/// Cost: about 0.2 ms for an address with a code.
Result<Symbol> qr(std::string_view text, Level level = Level::M);

/// A line of dark and light modules, without its quiet zones of ten modules on either side.
struct Bars {
    std::vector<std::uint8_t> modules;  ///< 1 is dark.
    std::string text;                   ///< As it is to stand below: "(00) 340123450000000017".
};
inline constexpr int quiet_bars = 10;
/// Code 128 of printable ASCII, 1..40 characters. @return invalid, too_long.
Result<Bars> code128(std::string_view text);
/// GS1-128 with the one element (00) of a logistic unit (GS1 General Specifications, 2.6.1). @return invalid for what
/// is no SSCC of 18 digits with its check digit.
Result<Bars> gs1_128_sscc(std::string_view sscc);

/// Half-block characters, two rows of modules to a line, in black on white by ANSI colours of its own, so that it can
/// be scanned from dark and light terminals alike. Lines of size + 8 columns, each ended by a colour reset and '\n'.
std::string to_terminal(const Symbol& symbol);

struct SvgOptions {
    int pixels = 0;            ///< Width and height attributes; 0 leaves them out and the picture takes its box.
    std::string_view title{};  ///< Read out by screen readers; escaped here. Left out when empty.
};
/// One <path> of runs; at most 4 KB for the 33 modules of a usual address.
std::string to_svg(const Symbol& symbol, const SvgOptions& options = {});

/// Black and white, 1 bit per pixel, quiet zone included; `pixels_per_module` 1..32 (clamped).
std::string to_png(const Symbol& symbol, int pixels_per_module);

}  // namespace yiguan::print
