// Steps of a filing's life that product.cpp and applications.cpp share; private to the room.
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

/// Checks the state and moves the filing there. wrong_state. The permission is checked before the filing is read.
Result<void> move_to(Product& product, ProductAction action);
/// Everything that a filing must satisfy, and the content as it will be stored: `product` gives the organisation and,
/// if it was filed before, the edition of the template that it may stay on.
Result<void> take_filing(db::Tx& tx, const NewFiling& filing, Product& product);
/// Stores the next version with its history, record and audit row. conflict.
Result<void> write_change(db::Tx& tx, const auth::Actor& actor, Product& product, ProductAction action);
/// False for what a member who is let at his own entries only (FIL-12) did not enter.
bool is_within_own(db::Tx& tx, const auth::Actor& actor, const Product& product);
/// The filing of the actor's own organisation. Another's filing is not found, so that ids cannot be probed.
Result<Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id);
/// Trimmed, at most 500 characters. missing_field, invalid, too_long at "/reason".
Result<std::string> read_reason(std::string_view reason, bool required);

}  // namespace yiguan::catalog
