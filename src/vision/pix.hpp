// Leptonica's pictures with an owner. Private to vision.
#pragma once
#include <leptonica/allheaders.h>

#include <memory>
#include <string_view>

namespace yiguan::vision {

struct PixFree {
    void operator()(Pix* p) const { pixDestroy(&p); }
};
using PixPtr = std::unique_ptr<Pix, PixFree>;

/// Upright, 8 bits grey or 32 bits colour on white; JPEGs reduced as long as their shorter side keeps `side_min`
/// pixels. Null when it cannot be decoded.
PixPtr decode(std::string_view file, unsigned side_min);

}  // namespace yiguan::vision
