// What an organisation has filed on a template already, found by model: for imports.
#pragma once
#include "catalog/catalog.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {

/// What stands under one model.
struct Filed {
    /// Of the wanted unit, else of another; null: none that the actor is let at.
    std::optional<Product> product{};
    bool of_others = false;  ///< There are filings of this model, all entered by others, whom the actor does not see.
};

/// The newest filing of the actor's organisation that has this model on this template (any edition of it) and is not
/// disabled, as far as the actor is let at it; one entry for each of `models`. Cost: one indexed look-up for each, and
/// a read or two for each that is there, all of a kind in one round trip.
std::vector<Filed> find_filed(db::Tx& tx, const auth::Actor& actor, std::string_view template_id,
                              std::string_view unit_id, std::span<const std::string> models);

/// The organisation's published filings of these models, whoever entered them; newest first, one entry for each of
/// `models`. Cost: one indexed look-up for each, all in one round trip.
std::vector<std::vector<ProductId>> find_published(db::Tx& tx, OrgId org, std::span<const std::string> models);

/// A filing before it is stored: what can be said of it, and written down, without looking at anything that is stored.
struct ReadyFiling {
    NewFiling filing;
    Product product;  ///< Without an id and times.
    ProductAction action{};
    std::string ref, values, extras, model, search, content;  ///< As its rows have them.
};
/// For an import, which makes these while those before them are stored. `org` is approved, `tmpl` what the filing
/// names. Errors as file_product().
Result<ReadyFiling> make_ready(const registry::Org& org, const Template& tmpl, NewFiling filing);

/// file_product() of each: what they have in common is looked up once, and they are stored together. An error names the
/// filing as /filings/<index> before the pointer that file_product() gives; all that cannot be filed are named, unless
/// one is refused only when it is stored.
Result<std::vector<Product>> file_products(db::Tx& tx, const auth::Actor& actor, std::span<const NewFiling> filings);
/// The same of filings that were made ready for this organisation as it is now. Their products get what they lack.
Result<void> file_products(db::Tx& tx, const auth::Actor& actor, std::span<ReadyFiling* const> filings);

}  // namespace yiguan::catalog
