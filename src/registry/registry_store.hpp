// Every SQL statement of the room, each behind the function that uses it. Private to registry.
#pragma once
#include <optional>
#include <vector>

#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::registry::store {

/// False, and nothing stored, when the credit code exists.
bool insert_org(db::Tx& tx, const Org& org);
/// Writes everything but the keys, if the stored version is still `org.version` - 1.
bool update_org(db::Tx& tx, const Org& org);
std::optional<Org> find_org(db::Tx& tx, OrgId id);
std::optional<Org> find_org_by_uscc(db::Tx& tx, const keys::Uscc& uscc);
/// True if at least `n` organisations are in that state; n > 0.
bool has_as_many(db::Tx& tx, OrgStatus status, std::int64_t n);
/// Newest first, ids below `before`.
std::vector<Org> list_orgs(db::Tx& tx, std::optional<OrgStatus> status, OrgId before, int limit);

void insert_history(db::Tx& tx, OrgId id, const OrgVersion& version);
std::vector<OrgVersion> org_history(db::Tx& tx, OrgId id);
/// Of all organisations, by organisation and version.
std::vector<std::pair<OrgId, OrgVersion>> history_after(db::Tx& tx, OrgId org, std::int64_t version, int limit);
/// Ascending, ids above `after`.
std::vector<OrgId> orgs_after(db::Tx& tx, OrgId after, int limit);

/// False, and nothing stored, when the organisation has a document of equal content.
bool insert_document(db::Tx& tx, const Document& document);
std::optional<Document> find_document(db::Tx& tx, DocumentId id);
std::int64_t documents_total(db::Tx& tx, OrgId org);
std::vector<Document> documents_after(db::Tx& tx, DocumentId after, int limit);
std::optional<Document> find_document_by_content(db::Tx& tx, OrgId org, std::string_view sha256);

}  // namespace yiguan::registry::store
