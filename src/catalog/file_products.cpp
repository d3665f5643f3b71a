// Many filings at once, as imports make them.
#include <fmt/format.h>

#include "auth/audit_all.hpp"
#include "catalog/applications.hpp"
#include "catalog/filed.hpp"
#include "catalog/model_parts.hpp"
#include "catalog/steps.hpp"
#include "core/json.hpp"
#include "ledger/append_all.hpp"

namespace yiguan::catalog {
namespace {

void add_of_filing(Violations& violations, std::size_t index, Error error) {
    const auto others = std::move(error.others);
    error.others.clear();
    const auto add = [&](Error one) {
        one.pointer = fmt::format("/filings/{}{}", index, one.pointer);
        violations.add(std::move(one));
    };
    add(std::move(error));
    for (const Error& other : others) add(other);
}

Error of_filing(std::size_t index, Error error) {
    Violations violations;
    add_of_filing(violations, index, std::move(error));
    return violations.result().error();
}

/// What is filed, and by which move.
struct Made {
    std::vector<Product> products;
    std::vector<ProductAction> actions;
};

// Everything that can be said before anything is stored; what the filings have in common is looked up once.
Result<Made> take_all(db::Tx& tx, const registry::Org& org, std::span<const NewFiling> filings) {
    Made out;
    Violations violations;
    const NewFiling* before = nullptr;
    Result<const Template*> tmpl = nullptr;
    for (std::size_t i = 0; i < filings.size(); ++i) {
        const NewFiling& filing = filings[i];
        Product product;
        product.org = org.id;
        if (!before || before->template_id != filing.template_id || before->template_edition != filing.template_edition)
            tmpl = template_of(tx, org.id, filing, product);
        before = &filing;
        const auto action = [&]() -> Result<ProductAction> {
            TRY(const Template* const found, tmpl);
            TRY_VOID(take_filing(tx, org, found, filing, product));
            return move_as_taken(tx, filing, product);
        }();
        if (action.has_error()) {
            add_of_filing(violations, i, action.error());
            continue;
        }
        product.id = tx.next_id<ProductId>();
        product.created_at = product.updated_at = tx.now();
        out.products.push_back(std::move(product));
        out.actions.push_back(action.value());
    }
    TRY_VOID(violations.result());
    return out;
}

void store_all(db::Tx& tx, const auth::Actor& actor, const Made& made) {
    const auto count = made.products.size();
    std::vector<store::ProductVersion> versions;
    std::vector<std::string> contents, names;
    std::vector<ledger::Version> records;
    std::vector<auth::AuditEntry> entries;
    versions.reserve(count);
    contents.reserve(count);
    names.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Product& product = made.products[i];
        versions.push_back(version_of(tx, actor, product, made.actions[i]));
        contents.push_back(store::content_of(versions.back()));
        names.push_back(fmt::format("product.{}", name(made.actions[i])));
        records.push_back({product.id.value, product.version, contents.back()});
        entries.push_back({.action = names.back(), .object_kind = "product", .object_id = product.id.value});
    }
    store::insert_all(tx, made.products);
    for (const Product& product : made.products)
        if (!product.pictures.empty()) store::replace_pictures(tx, product);
    store::insert_histories(tx, versions);
    ledger::append_all(tx, ledger::Object::product, records);
    auth::audit_all(tx, actor, entries);
}

}  // namespace

Result<std::vector<Product>> file_products(db::Tx& tx, const auth::Actor& actor, std::span<const NewFiling> filings) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto made, take_all(tx, org, filings));
    for (std::size_t i = 0; i < filings.size(); ++i)
        if (auto held = hold_model_code(tx, actor, made.products[i]); held.has_error())
            return of_filing(i, std::move(held).error());
    store_all(tx, actor, made);
    for (std::size_t i = 0; i < filings.size(); ++i) {
        if (made.actions[i] == ProductAction::save) continue;
        if (auto applied = apply_for_review(tx, actor, made.products[i]); applied.has_error())
            return of_filing(i, std::move(applied).error());
    }
    return std::move(made.products);
}

}  // namespace yiguan::catalog
