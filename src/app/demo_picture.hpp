// Pictures for the demonstration's products, drawn by the program: the demonstration needs no files.
#pragma once
#include <string>

namespace yiguan::app {

/// A PNG of 480 x 360 with a pictogram of the catalogue's category (1 cable .. 9 wire rope).
std::string demo_picture(int category);

}  // namespace yiguan::app
