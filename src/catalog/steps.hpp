// Steps of a filing's life that product.cpp and applications.cpp share; private to the room.
#pragma once
#include "catalog/catalog_store.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {

/// Checks the state and moves the filing there. wrong_state. The permission is checked before the filing is read.
Result<void> move_to(Product& product, ProductAction action);
/// Everything that a filing must satisfy, and the content as it will be stored: `product` gives the organisation and,
/// if it was filed before, the edition of the template that it may stay on.
Result<void> take_filing(db::Tx& tx, const NewFiling& filing, Product& product);
/// The edition that a filing may be made on now: the newest one, or that on which `product` stands already.
Result<const Template*> template_of(db::Tx& tx, OrgId org, const NewFiling& filing, const Product& product);
/// take_filing() of the approved organisation and the edition that were found, but for check_taken(): what looks at
/// nothing that is stored.
Result<void> take_content(const registry::Org& org, const Template* tmpl, const NewFiling& filing, Product& product);
/// What else take_filing() asks: documents, the other party.
Result<void> check_taken(db::Tx& tx, const registry::Org& org, const NewFiling& filing, const Product& product);
/// Makes the move that follows from the content that was taken: saved, submitted or submitted to the other party.
/// Product::submitted_at is left to the caller.
Result<ProductAction> move_as_taken(const NewFiling& filing, Product& product);
/// What product_history keeps of this version.
store::ProductVersion version_of(const db::Tx& tx, const auth::Actor& actor, const Product& product,
                                 ProductAction action);
/// Stores the next version with its history, record and audit row. conflict.
Result<void> write_change(db::Tx& tx, const auth::Actor& actor, Product& product, ProductAction action);
/// False for what a member who is let at his own entries only (FIL-12) did not enter.
bool is_within_own(db::Tx& tx, const auth::Actor& actor, const Product& product);
/// The filing of the actor's own organisation. Another's filing is not found, so that ids cannot be probed.
Result<Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id);
/// Trimmed, at most 500 characters. missing_field, invalid, too_long at "/reason".
Result<std::string> read_reason(std::string_view reason, bool required);

}  // namespace yiguan::catalog
