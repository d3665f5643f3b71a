// Versions of a filing: what it said when (NAT-35), its visible editions (变更) and corrections (订正), C-17, C-18.
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

/// What a code shows that was bound at that time: the edition of then, as it was corrected since. not_found.
Result<Product> product_as_bound(db::Tx& tx, ProductId id, UtcMs bound_at);

/// One kept version.
struct ProductVersion {
    std::int64_t version = 0;
    UtcMs at;
    UserId by;
    ProductAction act{};
    Product product;  ///< As it was.
};
/// Newest first, versions below `before`; one more than `limit` if more follow. Errors as read_product().
Result<std::vector<ProductVersion>> product_history(db::Tx& tx, const auth::Actor& actor, ProductId id,
                                                    std::int64_t before, int limit);
/// As it was at that time. not_found before the first version.
Result<Product> product_at(db::Tx& tx, const auth::Actor& actor, ProductId id, UtcMs at);

struct ProductEdition {
    UtcMs published_at, changed_at;
    Product product;  ///< As it is shown now.
};
/// Visible editions, newest first; none before the first publication. Errors as read_product().
Result<std::vector<ProductEdition>> product_editions(db::Tx& tx, const auth::Actor& actor, ProductId id);

/// Keeps what the published filing says as its edition, and which documents that shows. In the transaction that changed
/// it.
void store_edition(db::Tx& tx, const Product& product);

/// Differences between two versions as this viewer may see them: [{"key","zh","before","after","withheld"?}]. A hidden
/// value is told as 未公开 on both sides; of what stands in a closed section nothing is told but to those who learn that
/// it is there (is_told_of_closed()). Cost: an indexed read for each section that differs.
json::array differences(db::Tx& tx, const Product* before, const Product& after, const Viewer& viewer);

/// Grows whenever pages of codes may show something else without an event of theirs.
std::int64_t page_version(db::Tx& tx);
/// For what a room above or below changed that pages show: the introduction of an organisation.
void raise_page_version(db::Tx& tx);

/// Fills in what lists search in for filings from before there were lists. At start; nothing to do afterwards.
void fill_search_text(db::Database& db);

}  // namespace yiguan::catalog
