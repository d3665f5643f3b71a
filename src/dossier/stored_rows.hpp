// What the room's two files of SQL share; private to them.
#pragma once
#include <string>
#include <string_view>

namespace yiguan::dossier::store {

/// For LIKE ... ESCAPE '!'.
std::string like_part(std::string_view text);

}  // namespace yiguan::dossier::store
