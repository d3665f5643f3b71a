// Every SQL statement of the room; private to it.
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog::store {

void insert(db::Tx& tx, const Product& product);
/// Writes everything that can change, if the stored version is product.version - 1. False: it is not.
bool update(db::Tx& tx, const Product& product);
void replace_pictures(db::Tx& tx, const Product& product);

/// A row of product_history, with the owner of the filing (which never changes).
struct ProductVersion {
    ProductId product;
    OrgId org;
    std::int64_t version = 0;
    UtcMs changed_at;
    UserId changed_by;
    ProductAction act{};
    ProductStatus status{};
    std::string content;
};
/// What the transparency log says of it (docs/formats/log-objects.md).
std::string content_of(const ProductVersion& version);
/// The content of a version: canonical JSON of everything the filing says.
std::string content_text(const Product& product);
void insert_history(db::Tx& tx, const ProductVersion& version);
/// Of all filings, by filing and version. `org` is empty where the filing itself is gone.
std::vector<ProductVersion> history_after(db::Tx& tx, ProductId product, std::int64_t version, int limit);
std::vector<ProductId> products_after(db::Tx& tx, ProductId after, int limit);

std::optional<Product> find(db::Tx& tx, ProductId id);
/// Newest first, older than `before`; at most `limit`.
std::vector<Product> by_org(db::Tx& tx, OrgId org, std::optional<ProductStatus> status, ProductId before, int limit);
std::vector<Product> by_status(db::Tx& tx, ProductStatus status, ProductId before, int limit);
bool is_published_picture(db::Tx& tx, DocumentId document);

}  // namespace yiguan::catalog::store
