// Rows that become pieces: vehicles, batteries and chargers by the printed columns of their upload files, each with the
// trace code that it was given (EBM-69, EBM-73 to EBM-91).
#pragma once
#include "imports/kind.hpp"

namespace yiguan::imports {

/// "EB-PRODUCT", "BAT-PRODUCT", "CHG-PRODUCT".
KindPtr find_product_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id);
std::vector<KindPtr> list_product_kinds(db::Tx& tx, const auth::Actor& actor);

}  // namespace yiguan::imports
