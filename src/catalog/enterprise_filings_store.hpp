// Every SQL statement of filings. Private to catalog.
#pragma once
#include "catalog/enterprise_filings.hpp"

namespace yiguan::catalog::store {

std::optional<Filing> find_filing(db::Tx& tx, OrgId org, FilingKind kind);
std::optional<Filing> find_filing(db::Tx& tx, FilingId id);
/// False, and nothing stored, when the organisation has one of this kind.
bool insert_filing(db::Tx& tx, const Filing& filing);
/// Writes everything that can change, if the stored version is filing.version - 1.
bool update_filing(db::Tx& tx, const Filing& filing);

struct FilingVersion {
    FilingId filing;
    std::int64_t version = 0;
    UtcMs changed_at;
    UserId changed_by;
    review::State state = review::State::draft;
    std::string content;  ///< content_text() of the filing then.
};
/// {"values":...,"approved":...}
std::string content_text(const Filing& filing);
std::string content_of(const FilingVersion& version);
void insert_version(db::Tx& tx, const FilingVersion& version);
/// Of all filings, by filing and version.
std::vector<FilingVersion> filing_versions_after(db::Tx& tx, FilingId filing, std::int64_t version, int limit);
std::vector<FilingId> filings_after(db::Tx& tx, FilingId after, int limit);

}  // namespace yiguan::catalog::store
