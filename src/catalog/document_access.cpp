#include "catalog/document_access.hpp"

#include <algorithm>

#include "registry/own_documents.hpp"
#include "registry/registry.hpp"
#include "registry/shops.hpp"
#include "review/review.hpp"

namespace yiguan::catalog {
namespace {

using auth::Actor;
using auth::Permission;

bool is_of_registration(const registry::Org& org, DocumentId id) {
    return org.data.licence == id ||
           std::ranges::find(org.data.letters, id, &registry::Letter::document) != org.data.letters.end();
}

bool by_application(db::Tx& tx, const Actor& actor, const registry::Document& document) {
    return std::ranges::any_of(review::applications_naming(tx, document.id), [&](const review::Application& a) {
        // An applicant names only what it has uploaded; a number that happens to be one opens nothing of others.
        if (a.org != document.org) return false;
        if (!(a.party && a.party == actor.org) && !review::may_review(actor, a)) return false;
        return review::shows_document(tx, actor, a, document.id);
    });
}

bool by_supervision(db::Tx& tx, const Actor& actor, const registry::Document& document) {
    const bool top = actor.roles.has(auth::Role::top_regulator);
    if (!top && !actor.roles.has(auth::Role::regulator)) return false;
    if (registry::require_reach(tx, actor, Permission::read_organisation, document.org).has_error()) return false;
    if (top) return true;
    const auto org = registry::find_org(tx, document.org);
    return org && org->status != registry::OrgStatus::draft && is_of_registration(*org, document.id);
}

}  // namespace

DocumentAccess access_to(db::Tx& tx, const Actor& actor, const registry::Document& document) {
    DocumentAccess access{.everybody = is_public_document(tx, document.id)};
    if (!document.org) access.actor = registry::is_own_upload(tx, actor, document);
    if (actor.anonymous() || !document.org) return access;
    const bool own = document.org == actor.org
                         ? registry::is_within_own(tx, actor, document.id)
                         : std::ranges::find(actor.predecessors, document.org) != actor.predecessors.end();
    access.actor = own || by_application(tx, actor, document) || by_supervision(tx, actor, document);
    return access;
}

}  // namespace yiguan::catalog
