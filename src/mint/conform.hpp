// The vector files of what keys/ cannot compute: ff1.json, sm.json, and the platform_sign part of ecode.json.
#pragma once
#include "keys/conform/conform.hpp"

namespace yiguan::mint {

/// Beside the shapes of keys/: a file is run by every shape whose name fits.
std::span<const keys::conform::Shape> conform_shapes();

}  // namespace yiguan::mint
