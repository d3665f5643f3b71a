// Stored forms; private to the room.
#pragma once
#include "dossier/dossier.hpp"

namespace yiguan::dossier {

/// Without what is made from other tables (names of regions), so that a version reads the same for ever.
/// With the bar code that the dossier is found by.
std::string to_stored(const Dossier& dossier);
/// @throws std::exception for what to_stored() did not make.
Content from_stored(std::string_view text);

}  // namespace yiguan::dossier
