// Statements of the versions of stores and partners.
#include "registry/party_store.hpp"

namespace yiguan::registry::store {
namespace {

#define PARTY_VERSION \
    "select record_id, version, org_id, kind, act, changed_at, changed_by, content from party_history "

const db::Statement insert_party_version_sql{"registry.insert_party_version", R"sql(
    insert into party_history (record_id, version, org_id, kind, act, changed_at, changed_by, content)
    values ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
const db::Statement party_versions_after_sql{
    "registry.party_versions_after",
    PARTY_VERSION "where (record_id, version) > ($1, $2) order by record_id, version limit $3"};
const db::Statement newest_party_version_sql{"registry.newest_party_version",
                                             PARTY_VERSION "where record_id = $1 order by version desc limit 1"};

PartyVersion version_in(db::Rows& rows) {
    return {.id = rows.integer(0),
            .version = rows.integer(1),
            .org = rows.get<OrgId>(2),
            .kind = rows.get<PartyKind>(3),
            .act = rows.get<PartyAct>(4),
            .changed_at = rows.get<UtcMs>(5),
            .changed_by = rows.get<UserId>(6),
            .content = rows.get<std::string>(7)};
}

}  // namespace

void insert_party_version(db::Tx& tx, const PartyVersion& v) {
    tx.post(insert_party_version_sql, v.id, v.version, v.org, v.kind, v.act, v.changed_at, v.changed_by, v.content);
}
std::vector<PartyVersion> party_versions_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit) {
    auto rows = tx.query(party_versions_after_sql, id, version, limit);
    std::vector<PartyVersion> found;
    while (rows.next()) found.push_back(version_in(rows));
    return found;
}
std::optional<PartyVersion> newest_party_version(db::Tx& tx, std::int64_t id) {
    auto rows = tx.query(newest_party_version_sql, id);
    if (!rows.next()) return std::nullopt;
    return version_in(rows);
}

}  // namespace yiguan::registry::store
