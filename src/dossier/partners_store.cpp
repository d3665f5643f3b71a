// Statements of sellers and reports.
#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "dossier/dossier_store.hpp"
#include "dossier/partners_json.hpp"
#include "dossier/stored_rows.hpp"

namespace yiguan::dossier::store {
namespace {

#define SELLER                                                                                                 \
    "SELECT seller_id, org_id, content, personal, version, created_at, updated_at, is_deleted, name, secret, " \
    "created_by FROM seller "
#define SELLERS                                                                                                  \
    "WHERE org_id = $1 AND seller_id < $2 AND is_deleted = 0 AND ($3 = '' OR lower(name) LIKE '%' || $3 || '%' " \
    "ESCAPE "                                                                                                    \
    "'!') AND ($5 = 0 OR created_by = $5) "

const db::Statement insert_seller_sql{"dossier.insert_seller", R"sql(
    INSERT INTO seller (seller_id, org_id, name, content, personal, version, created_at, updated_at, secret, created_by,
                        is_deleted)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT DO NOTHING)sql"};
const db::Statement update_seller_sql{"dossier.update_seller", R"sql(
    UPDATE seller SET name = $3, content = $4, personal = $5, version = $6, updated_at = $7, is_deleted = $8,
                      secret = $9
     WHERE seller_id = $1 AND version = $2)sql"};
const db::Statement find_seller_sql{"dossier.find_seller", SELLER "WHERE seller_id = $1"};
const db::Statement seller_by_name_sql{"dossier.seller_by_name",
                                       SELLER "WHERE org_id = $1 AND name = $2 AND is_deleted = 0"};
const db::Statement open_name_sql{"dossier.open_name",
                                  "SELECT secret FROM seller WHERE org_id = $1 AND name = $2 AND is_deleted = 0"};
const db::Statement sellers_sql{"dossier.sellers", SELLER SELLERS "ORDER BY seller_id DESC LIMIT $4"};
const db::Statement count_sellers_sql{"dossier.count_sellers",
                                      "SELECT count(*) FROM (SELECT 1 FROM seller " SELLERS "LIMIT $4) found"};

#define REPORT \
    "SELECT report_id, org_id, dossier_id, content, version, created_at, updated_at, is_deleted FROM batch_report "
const db::Statement insert_report_sql{"dossier.insert_report", R"sql(
    INSERT INTO batch_report (report_id, org_id, dossier_id, content, version, created_at, updated_at, is_deleted)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 0))sql"};
const db::Statement update_report_sql{"dossier.update_report", R"sql(
    UPDATE batch_report SET content = $3, version = $4, updated_at = $5, is_deleted = $6
     WHERE report_id = $1 AND version = $2)sql"};
const db::Statement find_report_sql{"dossier.find_report", REPORT "WHERE report_id = $1"};
const db::Statement reports_sql{"dossier.reports", REPORT
                                "WHERE org_id = $1 AND report_id < $2 AND is_deleted = 0 "
                                "AND ($4 = 0 OR EXISTS (SELECT 1 FROM dossier d WHERE d.dossier_id = "
                                "batch_report.dossier_id AND d.created_by = $4)) "
                                "ORDER BY report_id DESC LIMIT $3"};
const db::Statement reports_of_sql{"dossier.reports_of", REPORT
                                   "WHERE dossier_id = $1 AND report_id < $2 AND is_deleted = 0 "
                                   "ORDER BY report_id DESC LIMIT $3"};

SellerRow seller_of(db::Tx& tx, db::Rows& rows, Unseal unseal = Unseal::yes) {
    SellerRow row{.seller = {.id = rows.get<SellerId>(0),
                             .org = rows.get<OrgId>(1),
                             .data = seller_from_stored(rows.text(2)),
                             .version = rows.integer(4),
                             .created_at = rows.get<UtcMs>(5),
                             .updated_at = rows.get<UtcMs>(6)},
                  .content = rows.get<std::string>(2),
                  .personal = std::string(as_text(rows.bytes(3))),
                  .deleted = rows.get<bool>(7),
                  .name = rows.get<std::string>(8),
                  .secret = rows.get<bool>(9),
                  .created_by = rows.get<UserId>(10)};
    if (unseal == Unseal::no) return row;
    if (const auto open = auth::unseal(tx, row.seller.id.value, row.personal)) put_personal(row.seller.data, *open);
    return row;
}

ReportRow report_of(db::Rows& rows) {
    ReportRow row{.report = {.id = rows.get<ReportId>(0),
                             .org = rows.get<OrgId>(1),
                             .data = report_from_stored(rows.text(3)),
                             .version = rows.integer(4),
                             .created_at = rows.get<UtcMs>(5),
                             .updated_at = rows.get<UtcMs>(6)},
                  .content = rows.get<std::string>(3),
                  .deleted = rows.get<bool>(7),
                  .dossier = rows.get<DossierId>(2)};
    return row;
}

std::vector<Report> all(db::Rows rows) {
    std::vector<Report> found;
    while (rows.next()) found.push_back(report_of(rows).report);
    return found;
}

}  // namespace

std::optional<SellerRow> find_any(db::Tx& tx, SellerId id, Unseal unseal) {
    auto rows = tx.query(find_seller_sql, id);
    if (!rows.next()) return std::nullopt;
    return seller_of(tx, rows, unseal);
}
std::optional<SellerRow> find_by_name(db::Tx& tx, OrgId org, std::string_view name) {
    auto rows = tx.query(seller_by_name_sql, org, name);
    if (!rows.next()) return std::nullopt;
    return seller_of(tx, rows);
}
bool insert(db::Tx& tx, const SellerRow& r) {
    const Seller& s = r.seller;
    return tx.execute(insert_seller_sql, s.id, s.org, s.data.name, r.content, as_bytes(r.personal), s.version,
                      s.created_at, s.updated_at, s.data.secret, r.created_by) == 1;
}
bool update(db::Tx& tx, const SellerRow& r) {
    const Seller& s = r.seller;
    return tx.execute(update_seller_sql, s.id, s.version - 1, s.data.name, r.content, as_bytes(r.personal), s.version,
                      s.updated_at, r.deleted, s.data.secret) == 1;
}
bool is_open_name(db::Tx& tx, OrgId org, std::string_view name) {
    auto rows = tx.query(open_name_sql, org, name);
    return rows.next() && !rows.get<bool>(0);
}
std::vector<SellerRow> sellers(db::Tx& tx, OrgId org, std::string_view part, UserId created_by, SellerId before,
                               int limit) {
    auto rows = tx.query(sellers_sql, org, before ? before : SellerId{INT64_MAX}, like_part(part), limit, created_by);
    std::vector<SellerRow> found;
    while (rows.next()) found.push_back(seller_of(tx, rows));
    return found;
}
std::int64_t count_sellers(db::Tx& tx, OrgId org, std::string_view part, UserId created_by, std::int64_t most) {
    auto rows = tx.query(count_sellers_sql, org, SellerId{INT64_MAX}, like_part(part), most, created_by);
    return rows.next() ? rows.integer(0) : 0;
}

std::optional<ReportRow> find_any(db::Tx& tx, ReportId id) {
    auto rows = tx.query(find_report_sql, id);
    if (!rows.next()) return std::nullopt;
    return report_of(rows);
}
void insert(db::Tx& tx, const ReportRow& r) {
    const Report& one = r.report;
    tx.execute(insert_report_sql, one.id, one.org, one.data.dossier, r.content, one.version, one.created_at,
               one.updated_at);
}
bool update(db::Tx& tx, const ReportRow& r) {
    const Report& one = r.report;
    return tx.execute(update_report_sql, one.id, one.version - 1, r.content, one.version, one.updated_at, r.deleted) ==
           1;
}
std::vector<Report> reports(db::Tx& tx, OrgId org, UserId created_by, ReportId before, int limit) {
    return all(tx.query(reports_sql, org, before ? before : ReportId{INT64_MAX}, limit, created_by));
}
std::vector<Report> reports_of(db::Tx& tx, DossierId dossier, ReportId before, int limit) {
    return all(tx.query(reports_of_sql, dossier, before ? before : ReportId{INT64_MAX}, limit));
}

}  // namespace yiguan::dossier::store
