// A picture of a few digits that people read and programs read badly.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace yiguan::print {

inline constexpr int captcha_width = 160, captcha_height = 56;

/// PNG of 160 x 56 greys, some 3 KB: each digit of another size, slope and height, all of them waved, lines across.
/// @param digits  1..6 of '0'..'9'; others are left out.
/// @param seed  The same seed draws the same picture.
/// Cost: about 0.5 ms.
std::string captcha_png(std::string_view digits, std::uint64_t seed);

}  // namespace yiguan::print
