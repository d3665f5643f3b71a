// Every SQL statement of the room, each behind the function that uses it. Private to registry.
#pragma once
#include <optional>
#include <vector>

#include "registry/documents.hpp"
#include "registry/licence_reading.hpp"
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
void set_application(db::Tx& tx, OrgId id, review::ApplicationId application);
std::vector<Org> orgs_without_application(db::Tx& tx, int limit);
std::vector<OrgId> orgs_of_successor(db::Tx& tx, OrgId successor);

/// The narrow row that lists are filtered by; insert_org and update_org write it too.
void put_search(db::Tx& tx, const Org& org);
/// What rows must satisfy, as SQL takes it.
struct Selection {
    std::optional<OrgStatus> status{};
    std::int64_t kinds = 0;             ///< Any of these bits; 0: all.
    std::int64_t categories = 0;        ///< The same.
    std::int64_t scope_categories = 0;  ///< The same.
    std::string scope_regions{};        ///< ",44,3301,"; "": everywhere.
    std::string region{};               ///< Pattern
    std::string text{}, uscc{};         ///< Patterns for the search key.
};
Selection selection_of(const OrgFilter& filter, std::string scope_regions, std::int64_t scope_categories);
/// Newest first, ids below `before`.
std::vector<OrgId> search_orgs(db::Tx& tx, const Selection& wanted, OrgId before, int limit);
/// At most `most`.
std::int64_t count_orgs(db::Tx& tx, const Selection& wanted, std::int64_t most);
/// In the order of `ids`.
std::vector<Org> find_orgs(db::Tx& tx, const std::vector<OrgId>& ids);

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

void insert_uploader(db::Tx& tx, DocumentId document, UserId user);
bool is_uploader(db::Tx& tx, DocumentId document, UserId user);
/// Documents of no organisation that he uploaded; at most `most` are counted.
std::int64_t uploads_without_org(db::Tx& tx, UserId user, std::int64_t most);

void insert_reading(db::Tx& tx, DocumentId document);
std::optional<LicenceReading> find_reading(db::Tx& tx, DocumentId document);
/// Waiting, last taken at `before` or earlier.
std::vector<Document> wanted_readings(db::Tx& tx, UtcMs before, int limit);
/// The attempt that this is, from 1; 0: it was taken after `before`, or does not wait.
int take_reading(db::Tx& tx, DocumentId document, UtcMs before);
void give_reading_back(db::Tx& tx, DocumentId document);
void set_reading(db::Tx& tx, DocumentId document, const LicenceReading& reading);

}  // namespace yiguan::registry::store
