// Rows that become entries of the list of sellers (GDP-52): one seller a row, by its name.
#pragma once
#include "imports/kind.hpp"

namespace yiguan::imports {

/// "GD-SELLER"
KindPtr find_seller_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id);
std::vector<KindPtr> list_seller_kinds(db::Tx& tx, const auth::Actor& actor);

}  // namespace yiguan::imports
