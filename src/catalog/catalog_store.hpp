// Every SQL statement of the room; private to it.
#pragma once
#include "catalog/filed.hpp"

namespace yiguan::catalog::store {

void insert(db::Tx& tx, const Product& product);
/// The texts that insert_all() stores, from the rest.
void write_texts(ReadyFiling& filing);
void insert_all(db::Tx& tx, std::span<ReadyFiling* const> filings);
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
std::string content_text(const Product& product, std::string_view values);  ///< `values`: its, as JSON.
/// Puts what a version said into the filing that it is of.
/// @throws std::exception for a text that content_text() did not make.
void take_content(db::Tx& tx, std::string_view text, Product& product);
void insert_history(db::Tx& tx, const ProductVersion& version);
void insert_histories(db::Tx& tx, std::span<const ProductVersion> versions);
/// Of one filing, newest first, older than the version `before`.
std::vector<ProductVersion> history_of(db::Tx& tx, ProductId product, std::int64_t before, int limit);
std::optional<ProductVersion> version_at(db::Tx& tx, ProductId product, UtcMs at);

/// What a visible edition says now: the content of its last version.
struct Edition {
    std::int64_t edition = 1, revision = 0;
    UtcMs published_at;  ///< Codes bound from then on show it.
    UtcMs changed_at;
    std::string content;
};
/// Adds the edition, or replaces what it says; published_at stays.
void put_edition(db::Tx& tx, ProductId product, const Edition& edition);
/// Newest first.
std::vector<Edition> editions_of(db::Tx& tx, ProductId product);
std::optional<Edition> edition_at(db::Tx& tx, ProductId product, UtcMs at);

/// Filings from before search_text or family.
std::vector<ProductId> without_search_text(db::Tx& tx, ProductId after, int limit);
void set_search_text(db::Tx& tx, const Product& product);

/// Documents that published editions show, with the section they belong to (0: none).
void replace_documents(db::Tx& tx, ProductId product, const std::map<DocumentId, int>& documents);
struct DocumentUse {
    ProductId product;
    OrgId org;
    int section = 0;
};
/// By published filings.
std::vector<DocumentUse> document_uses(db::Tx& tx, DocumentId document);

void raise_page_version(db::Tx& tx);
std::int64_t page_version(db::Tx& tx);

/// A ProductFilter as the statements take it.
struct Match {
    std::optional<OrgId> org;
    std::string party;  ///< Credit code of the other party; "" for any.
    std::optional<ProductStatus> status;
    std::string q, model, unit_front;
    std::optional<Family> family{};
    int certificate = 0;              ///< 1 valid, 2 expiring, 3 expired, 4 none.
    std::string today, soon;          ///< YYYY-MM-DD
    std::string regions, categories;  ///< ",44,4401,": fronts; "" for all.
    UserId entered_by{};              ///< Who made its first version; empty: whoever.
};
std::vector<Product> matching(db::Tx& tx, const Match& match, ProductId before, int limit);
std::int64_t count_matching(db::Tx& tx, const Match& match, std::int64_t most);
/// Of all filings, by filing and version. `org` is empty where the filing itself is gone.
std::vector<ProductVersion> history_after(db::Tx& tx, ProductId product, std::int64_t version, int limit);
std::vector<ProductId> products_after(db::Tx& tx, ProductId after, int limit);

std::optional<Product> find(db::Tx& tx, ProductId id);
/// Those that are there, in this order.
std::vector<Product> find_all(db::Tx& tx, std::span<const ProductId> ids);
/// Who made the first version.
UserId entered_by(db::Tx& tx, ProductId id);
/// Newest first, older than `before`; at most `limit`.
std::vector<Product> by_org(db::Tx& tx, OrgId org, std::optional<ProductStatus> status, ProductId before, int limit);
std::vector<Product> by_status(db::Tx& tx, ProductStatus status, ProductId before, int limit);
bool is_published_picture(db::Tx& tx, DocumentId document);

}  // namespace yiguan::catalog::store
