#include "catalog/enterprise_filings_store.hpp"

namespace yiguan::catalog::store {
namespace {

using db::Statement;

#define FILING_COLUMNS "filing_id, org_id, filing_kind, state, field_values, approved_values, version, updated_at"
const Statement by_org_sql{"catalog.filing_by_org",
                           "select " FILING_COLUMNS " from filing where org_id = $1 and filing_kind = $2"};
const Statement by_id_sql{"catalog.filing", "select " FILING_COLUMNS " from filing where filing_id = $1"};
const Statement insert_sql{"catalog.insert_filing", "insert into filing (" FILING_COLUMNS
                                                    ") values ($1,$2,$3,$4,$5,$6,$7,$8)"
                                                    " on conflict (org_id, filing_kind) do nothing"};
const Statement update_sql{"catalog.update_filing",
                           "update filing set state = $3, field_values = $4, approved_values = $5, version = $2,"
                           " updated_at = $6 where filing_id = $1 and version = $2 - 1"};
const Statement insert_version_sql{"catalog.insert_filing_version",
                                   "insert into filing_history (filing_id, version, changed_at, changed_by, state, "
                                   "content) values ($1,$2,$3,$4,$5,$6)"};
const Statement versions_after_sql{"catalog.filing_versions_after",
                                   "select filing_id, version, changed_at, changed_by, state, content from "
                                   "filing_history where (filing_id, version) > ($1, $2)"
                                   " order by filing_id, version limit $3"};
const Statement filings_after_sql{"catalog.filings_after",
                                  "select filing_id from filing where filing_id > $1 order by filing_id limit $2"};

Filing read(db::Rows& r) {
    Filing filing{.id = r.get<FilingId>(0),
                  .org = r.get<OrgId>(1),
                  .kind = static_cast<FilingKind>(r.integer(2)),
                  .state = static_cast<review::State>(r.integer(3)),
                  .values = FieldValues::from_json(r.get<std::string>(4)),
                  .approved = std::nullopt,
                  .version = r.integer(6),
                  .updated_at = r.get<UtcMs>(7)};
    if (const auto approved = r.get<std::optional<std::string>>(5)) filing.approved = FieldValues::from_json(*approved);
    return filing;
}

std::optional<std::string> approved_text(const Filing& filing) {
    if (!filing.approved) return std::nullopt;
    return filing.approved->to_json();
}

}  // namespace

std::optional<Filing> find_filing(db::Tx& tx, OrgId org, FilingKind kind) {
    auto rows = tx.query(by_org_sql, org, kind);
    if (!rows.next()) return std::nullopt;
    return read(rows);
}

std::optional<Filing> find_filing(db::Tx& tx, FilingId id) {
    auto rows = tx.query(by_id_sql, id);
    if (!rows.next()) return std::nullopt;
    return read(rows);
}

bool insert_filing(db::Tx& tx, const Filing& f) {
    return tx.execute(insert_sql, f.id, f.org, f.kind, f.state, f.values.to_json(), approved_text(f), f.version,
                      f.updated_at) == 1;
}

bool update_filing(db::Tx& tx, const Filing& f) {
    return tx.execute(update_sql, f.id, f.version, f.state, f.values.to_json(), approved_text(f), f.updated_at) == 1;
}

std::string content_text(const Filing& filing) {
    json::object out{{"values", parse_json(filing.values.to_json()).value()}};
    if (filing.approved) out["approved"] = parse_json(filing.approved->to_json()).value();
    return json::serialize(out);
}

void insert_version(db::Tx& tx, const FilingVersion& v) {
    tx.post(insert_version_sql, v.filing, v.version, v.changed_at, v.changed_by, v.state, v.content);
}

std::vector<FilingVersion> filing_versions_after(db::Tx& tx, FilingId filing, std::int64_t version, int limit) {
    auto rows = tx.query(versions_after_sql, filing, version, limit);
    std::vector<FilingVersion> found;
    while (rows.next())
        found.push_back({.filing = rows.get<FilingId>(0),
                         .version = rows.integer(1),
                         .changed_at = rows.get<UtcMs>(2),
                         .changed_by = rows.get<UserId>(3),
                         .state = static_cast<review::State>(rows.integer(4)),
                         .content = rows.get<std::string>(5)});
    return found;
}

std::vector<FilingId> filings_after(db::Tx& tx, FilingId after, int limit) {
    auto rows = tx.query(filings_after_sql, after, limit);
    std::vector<FilingId> found;
    while (rows.next()) found.push_back(rows.get<FilingId>(0));
    return found;
}

}  // namespace yiguan::catalog::store
