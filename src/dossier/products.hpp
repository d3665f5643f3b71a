// What the room asks of the filings that its records are of; private to it.
#pragma once
#include <string>

#include "catalog/catalog.hpp"

namespace yiguan::dossier {

/// Of the actor's organisation, and within what he may see of it; not_found at "/product".
Result<catalog::Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id);
/// 14 digits; "" when the filing has no bar code.
std::string gtin_of(const catalog::Product& product);

}  // namespace yiguan::dossier
