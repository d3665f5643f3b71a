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

// Everything that can be said before anything is stored; what the filings have in common is looked up once.
Result<void> check_all(db::Tx& tx, const registry::Org& org, std::span<ReadyFiling* const> filings) {
    Violations violations;
    const NewFiling* before = nullptr;
    for (std::size_t i = 0; i < filings.size(); ++i) {
        const NewFiling& filing = filings[i]->filing;
        Product& product = filings[i]->product;
        const auto checked = [&]() -> Result<void> {
            if (!before || before->template_id != filing.template_id ||
                before->template_edition != filing.template_edition) {
                TRY(const Template* const tmpl, template_of(tx, org.id, filing, Product{.org = org.id}));
                if (tmpl != product.tmpl) return Error{Code::conflict, "/template", "数据模板刚有变化，请重试"};
            }
            return check_taken(tx, org, filing, product);
        }();
        before = &filing;
        if (checked.has_error()) {
            add_of_filing(violations, i, checked.error());
            continue;
        }
        product.id = tx.next_id<ProductId>();
        product.created_at = product.updated_at = tx.now();
        if (filings[i]->action != ProductAction::save) product.submitted_at = tx.now();
    }
    return violations.result();
}

void store_all(db::Tx& tx, const auth::Actor& actor, std::span<ReadyFiling* const> filings) {
    std::vector<store::ProductVersion> versions;
    std::vector<std::string> contents, names;
    std::vector<ledger::Version> records;
    std::vector<auth::AuditEntry> entries;
    versions.reserve(filings.size());
    contents.reserve(filings.size());
    names.reserve(filings.size());
    for (const ReadyFiling* const ready : filings) {
        const ReadyFiling& one = *ready;
        const Product& product = one.product;
        versions.push_back({.product = product.id,
                            .org = product.org,
                            .version = product.version,
                            .changed_at = tx.now(),
                            .changed_by = actor.user,
                            .act = one.action,
                            .status = product.status,
                            .content = one.content});
        contents.push_back(store::content_of(versions.back()));
        names.push_back(fmt::format("product.{}", name(one.action)));
        records.push_back({product.id.value, product.version, contents.back()});
        entries.push_back({.action = names.back(), .object_kind = "product", .object_id = product.id.value});
    }
    store::insert_all(tx, filings);
    for (const ReadyFiling* const one : filings)
        if (!one->product.pictures.empty()) store::replace_pictures(tx, one->product);
    store::insert_histories(tx, versions);
    ledger::append_all(tx, ledger::Object::product, records);
    auth::audit_all(tx, actor, entries);
}

}  // namespace

Result<ReadyFiling> make_ready(const registry::Org& org, const Template& tmpl, NewFiling filing) {
    ReadyFiling out{.filing = std::move(filing)};
    out.product.org = org.id;
    TRY_VOID(take_content(org, &tmpl, out.filing, out.product));
    TRY(out.action, move_as_taken(out.filing, out.product));
    store::write_texts(out);
    return out;
}

Result<void> file_products(db::Tx& tx, const auth::Actor& actor, std::span<ReadyFiling* const> filings) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY_VOID(check_all(tx, org, filings));
    for (std::size_t i = 0; i < filings.size(); ++i)
        if (auto held = hold_model_code(tx, actor, filings[i]->product); held.has_error())
            return of_filing(i, std::move(held).error());
    store_all(tx, actor, filings);
    for (std::size_t i = 0; i < filings.size(); ++i) {
        if (filings[i]->action == ProductAction::save) continue;
        if (auto applied = apply_for_review(tx, actor, filings[i]->product); applied.has_error())
            return of_filing(i, std::move(applied).error());
    }
    return outcome::success();
}

Result<std::vector<Product>> file_products(db::Tx& tx, const auth::Actor& actor, std::span<const NewFiling> filings) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    Violations violations;
    std::vector<ReadyFiling> ready;
    for (std::size_t i = 0; i < filings.size(); ++i) {
        auto made = [&]() -> Result<ReadyFiling> {
            TRY(const Template* const tmpl, template_of(tx, org.id, filings[i], Product{.org = org.id}));
            return make_ready(org, *tmpl, filings[i]);
        }();
        if (made.has_error())
            add_of_filing(violations, i, std::move(made).error());
        else
            ready.push_back(std::move(made).value());
    }
    TRY_VOID(violations.result());
    std::vector<ReadyFiling*> each;
    for (ReadyFiling& one : ready) each.push_back(&one);
    TRY_VOID(file_products(tx, actor, each));
    std::vector<Product> out;
    for (ReadyFiling& one : ready) out.push_back(std::move(one.product));
    return out;
}

}  // namespace yiguan::catalog
