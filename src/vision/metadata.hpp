// What stands in a picture beside its pixels: place, time, camera, names (EXIF, XMP, comments). Pure functions over
// files whose structure has been checked (registry::inspect_file).
#pragma once
#include <string>
#include <string_view>

namespace yiguan::vision {

/// How the pixels must be turned to stand upright: 1 to 8 as EXIF counts (CIPA DC-008, tag 0x0112); 1 when the file
/// does not say.
int orientation(std::string_view file);

/// The same pixels, byte by byte, without metadata: of JPEG the application segments but JFIF, colour profile and
/// Adobe's transform, and comments; of PNG text, time and EXIF; of WebP EXIF and XMP; of GIF comments and XMP. An
/// orientation other than upright is kept as the only EXIF tag, because viewers turn by it. Other kinds, and what is
/// no well-formed file, come back as they are.
std::string without_metadata(std::string_view file);

}  // namespace yiguan::vision
