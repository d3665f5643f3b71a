// From what was scanned to the facts that the rules of a sale judge; private to the room.
#pragma once
#include "trade/sale.hpp"

namespace yiguan::trade {

struct GatheredPieces {
    std::vector<PieceFacts> pieces;                     ///< One for each text.
    std::vector<std::optional<events::Scanned>> found;  ///< Likewise; nothing for what is not known.
};
/// @param day  Of the sale, in Beijing.
GatheredPieces gather_pieces(db::Tx& tx, const events::Names& names, const auth::Actor& actor, registry::StoreId store,
                             const SaleRules& rules, std::string_view day, const std::vector<std::string>& texts);

}  // namespace yiguan::trade
