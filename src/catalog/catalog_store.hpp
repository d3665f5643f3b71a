// Every SQL statement of the room; private to it.
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog::store {

void insert(db::Tx& tx, const Product& product);
/// Writes everything that can change, if the stored version is product.version - 1. False: it is not.
bool update(db::Tx& tx, const Product& product);
void replace_pictures(db::Tx& tx, const Product& product);
void insert_history(db::Tx& tx, const Product& product, UserId by, ProductAction action);

std::optional<Product> find(db::Tx& tx, ProductId id);
/// Newest first, older than `before`; at most `limit`.
std::vector<Product> by_org(db::Tx& tx, OrgId org, std::optional<ProductStatus> status, ProductId before, int limit);
std::vector<Product> by_status(db::Tx& tx, ProductStatus status, ProductId before, int limit);
bool is_published_picture(db::Tx& tx, DocumentId document);

}  // namespace yiguan::catalog::store
