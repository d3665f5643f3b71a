// What an organisation has filed on a template already, found by model: for imports.
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

/// The newest filing of the actor's organisation that has this model on this template (any edition of it) and is not
/// disabled, as far as the actor is let at it; one entry for each of `models`. Cost: one indexed look-up for each, and
/// a read for each that is there.
std::vector<std::optional<Product>> find_filed(db::Tx& tx, const auth::Actor& actor, std::string_view template_id,
                                               std::span<const std::string> models);

}  // namespace yiguan::catalog
