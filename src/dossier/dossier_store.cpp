#include "dossier/dossier_store.hpp"

#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "dossier/dossier_json.hpp"
#include "dossier/stored_rows.hpp"

namespace yiguan::dossier::store {
namespace {

#define DOSSIER                                                                                                      \
    "d.dossier_id, d.org_id, d.gtin, d.content, d.version, d.created_at, d.created_by, d.updated_at, d.is_deleted, " \
    "d.product_id, d.batch_number, d.stage "
// $3 product or 0; $4 part of the number; $5 stage or 0; $7 who described it, or 0; $8 categories: ",CAT-04,", or ''.
#define DOSSIERS                                                                                                       \
    "FROM dossier d WHERE d.org_id = $1 AND d.dossier_id < $2 AND d.is_deleted = 0 AND ($3 = 0 OR d.product_id = $3) " \
    "AND ($4 = '' OR lower(d.batch_number) LIKE '%' || $4 || '%' ESCAPE '!') AND ($5 = 0 OR d.stage = $5) "            \
    "AND ($7 = 0 OR d.created_by = $7) AND ($8 = '' OR EXISTS (SELECT 1 FROM product p WHERE p.product_id = "          \
    "d.product_id "                                                                                                    \
    "AND $8 LIKE '%,' || substr(p.unit_id, 1, 6) || ',%')) "

const db::Statement insert_sql{"dossier.insert", R"sql(
    INSERT INTO dossier (dossier_id, org_id, product_id, batch_number, gtin, stage, content, version, created_at,
                         created_by, updated_at, is_deleted)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0))sql"};
const db::Statement update_sql{"dossier.update", R"sql(
    UPDATE dossier SET batch_number = $3, gtin = $4, stage = $5, content = $6, version = $7, updated_at = $8,
                       is_deleted = $9
     WHERE dossier_id = $1 AND version = $2)sql"};
const db::Statement lock_sql{"dossier.lock",
                             "UPDATE dossier SET version = version WHERE dossier_id = $1 AND org_id = $2"};
const db::Statement find_sql{"dossier.find", "SELECT " DOSSIER "FROM dossier d WHERE d.dossier_id = $1"};
const db::Statement by_number_sql{"dossier.by_number",
                                  "SELECT " DOSSIER
                                  "FROM dossier d WHERE d.org_id = $1 AND d.product_id = $2 AND d.batch_number = $3 "
                                  "AND d.is_deleted = 0"};
const db::Statement by_gtin_sql{"dossier.by_gtin",
                                "SELECT " DOSSIER
                                "FROM dossier d JOIN product p ON p.product_id = d.product_id "
                                "WHERE d.gtin = $1 AND d.batch_number = $2 AND d.is_deleted = 0 AND d.org_id <> $3 "
                                "AND p.status = $4 ORDER BY d.dossier_id LIMIT 1"};
const db::Statement of_gtin_sql{"dossier.of_gtin",
                                "SELECT d.org_id, d.product_id FROM dossier d JOIN product p ON p.product_id = "
                                "d.product_id WHERE d.gtin = $1 AND d.org_id >= $2 AND d.org_id <= $3 AND p.status = "
                                "$4 ORDER BY d.org_id, d.dossier_id LIMIT 1"};
const db::Statement note_queried_sql{"dossier.note_queried",
                                     "INSERT INTO dossier_queried (dossier_id, first_at) VALUES ($1, $2) "
                                     "ON CONFLICT (dossier_id) DO NOTHING"};
const db::Statement queried_sql{"dossier.queried", "SELECT 1 FROM dossier_queried WHERE dossier_id = $1"};
const db::Statement matching_sql{"dossier.list", "SELECT " DOSSIER DOSSIERS "ORDER BY d.dossier_id DESC LIMIT $6"};
const db::Statement count_sql{"dossier.count", "SELECT count(*) FROM (SELECT 1 " DOSSIERS "LIMIT $6) found"};
const db::Statement after_sql{"dossier.after",
                              "SELECT dossier_id FROM dossier WHERE dossier_id > $1 ORDER BY dossier_id LIMIT $2"};
const db::Statement sellers_after_sql{"dossier.sellers_after",
                                      "SELECT seller_id FROM seller WHERE seller_id > $1 ORDER BY seller_id LIMIT $2"};
const db::Statement reports_after_sql{
    "dossier.reports_after", "SELECT report_id FROM batch_report WHERE report_id > $1 ORDER BY report_id LIMIT $2"};
const db::Statement trace_codes_after_sql{
    "dossier.trace_codes_after",
    "SELECT product_id FROM product_trace_code WHERE product_id > $1 ORDER BY product_id LIMIT $2"};
const db::Statement orders_after_sql{"dossier.orders_after",
                                     "SELECT order_id FROM sales_order WHERE order_id > $1 ORDER BY order_id LIMIT $2"};

const db::Statement insert_purchase_sql{"dossier.insert_purchase", R"sql(
    INSERT INTO dossier_purchase (dossier_id, row_no, org_id, supplier, material, lots, unit, total, used)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};
const db::Statement delete_purchases_sql{"dossier.delete_purchases",
                                         "DELETE FROM dossier_purchase WHERE dossier_id = $1"};
const db::Statement purchases_sql{"dossier.purchases",
                                  "SELECT org_id, supplier, material, lots, unit, total, used FROM dossier_purchase "
                                  "WHERE dossier_id = $1 ORDER BY row_no"};
// Units and millionths are added apart, so that no number of rows goes over 64 bits. $5 who described them, or 0.
const db::Statement materials_sql{"dossier.materials", R"sql(
    SELECT supplier, material, lots, unit, max(total), cast(sum(used / 1000000) as bigint),
           cast(sum(used % 1000000) as bigint), count(DISTINCT dossier_id)
      FROM dossier_purchase
     WHERE org_id = $1 AND ($2 = '' OR lower(supplier) LIKE '%' || $2 || '%' ESCAPE '!'
                            OR lower(material) LIKE '%' || $2 || '%' ESCAPE '!'
                            OR lower(lots) LIKE '%' || $2 || '%' ESCAPE '!')
       AND ($5 = 0 OR EXISTS (SELECT 1 FROM dossier d WHERE d.dossier_id = dossier_purchase.dossier_id
                                 AND d.created_by = $5))
     GROUP BY org_id, supplier, material, lots, unit ORDER BY supplier, material, lots, unit LIMIT $3 OFFSET $4)sql"};

const db::Statement keep_name_sql{"dossier.keep_name", R"sql(
    INSERT INTO dossier_name (org_id, kind, name, used_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (org_id, kind, name) DO UPDATE SET used_at = $4)sql"};
const db::Statement names_sql{"dossier.names", R"sql(
    SELECT name FROM dossier_name
     WHERE org_id = $1 AND kind = $2 AND ($3 = '' OR lower(name) LIKE '%' || $3 || '%' ESCAPE '!')
     ORDER BY used_at DESC, name LIMIT $4)sql"};
const db::Statement has_name_sql{"dossier.has_name",
                                 "SELECT 1 FROM dossier_name WHERE org_id = $1 AND kind = $2 AND name = $3"};
const db::Statement drop_name_sql{"dossier.drop_name",
                                  "DELETE FROM dossier_name WHERE org_id = $1 AND kind = $2 AND name = $3"};

const db::Statement insert_history_sql{"dossier.insert_history", R"sql(
    INSERT INTO dossier_history (record_id, version, kind, act, changed_at, changed_by, content, org_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
#define HISTORY "SELECT record_id, version, kind, act, changed_at, changed_by, content, org_id FROM dossier_history "
const db::Statement history_after_sql{
    "dossier.history_after", HISTORY "WHERE (record_id, version) > ($1, $2) ORDER BY record_id, version LIMIT $3"};
const db::Statement history_of_sql{"dossier.history_of",
                                   HISTORY "WHERE record_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3"};

DossierRow row_of(db::Rows& rows) {
    return {.dossier = {.id = rows.get<DossierId>(0),
                        .org = rows.get<OrgId>(1),
                        .content = from_stored(rows.text(3)),
                        .gtin = rows.get<std::string>(2),
                        .version = rows.integer(4),
                        .created_at = rows.get<UtcMs>(5),
                        .updated_at = rows.get<UtcMs>(7),
                        .created_by = rows.get<UserId>(6)},
            .deleted = rows.get<bool>(8),
            .product = rows.get<ProductId>(9),
            .number = rows.get<std::string>(10),
            .stage = static_cast<int>(rows.integer(11)),
            .content = rows.get<std::string>(3)};
}

std::optional<Dossier> one(db::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return row_of(rows).dossier;
}

std::vector<VersionRow> versions(db::Rows rows) {
    std::vector<VersionRow> found;
    while (rows.next())
        found.push_back({.id = rows.integer(0),
                         .version = rows.integer(1),
                         .org = rows.get<OrgId>(7),
                         .kind = rows.get<Kind>(2),
                         .act = rows.get<Act>(3),
                         .changed_at = rows.get<UtcMs>(4),
                         .changed_by = rows.get<UserId>(5),
                         .content = rows.get<std::string>(6)});
    return found;
}

}  // namespace

std::string like_part(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '!' || c == '%' || c == '_') out += '!';
        out += to_lower(c);
    }
    return out;
}

int stage_of(const Dossier& d) {
    return completeness_of(d.content).complete() ? 2 : 1;
}

void insert_history(db::Tx& tx, const VersionRow& r) {
    tx.execute(insert_history_sql, r.id, r.version, r.kind, r.act, r.changed_at, r.changed_by, r.content, r.org);
}
std::vector<VersionRow> history_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit) {
    return versions(tx.query(history_after_sql, id, version, limit));
}
std::vector<VersionRow> history_of(db::Tx& tx, std::int64_t id, std::int64_t before, int limit) {
    return versions(tx.query(history_of_sql, id, before, limit));
}

std::optional<DossierRow> find_any(db::Tx& tx, DossierId id) {
    auto rows = tx.query(find_sql, id);
    if (!rows.next()) return std::nullopt;
    return row_of(rows);
}
std::optional<Dossier> find(db::Tx& tx, DossierId id) {
    auto found = find_any(tx, id);
    if (!found || found->deleted) return std::nullopt;
    return std::move(found->dossier);
}
std::optional<Dossier> find_by_number(db::Tx& tx, OrgId org, ProductId product, std::string_view number) {
    return one(tx.query(by_number_sql, org, product, number));
}
std::optional<Dossier> find_by_gtin(db::Tx& tx, std::string_view gtin, std::string_view number,
                                    catalog::ProductStatus status, OrgId but) {
    return one(tx.query(by_gtin_sql, gtin, number, but, status));
}
std::optional<OfGtin> any_of_gtin(db::Tx& tx, std::string_view gtin, std::int64_t from, std::int64_t to) {
    auto rows = tx.query(of_gtin_sql, gtin, from, to, catalog::ProductStatus::published);
    if (!rows.next()) return std::nullopt;
    return OfGtin{.org = rows.get<OrgId>(0), .product = rows.get<ProductId>(1)};
}
void note_queried(db::Tx& tx, DossierId id) {
    tx.execute(note_queried_sql, id, tx.now());
}
bool was_queried(db::Tx& tx, DossierId id) {
    return tx.query(queried_sql, id).next();
}

void insert(db::Tx& tx, const Dossier& d) {
    tx.execute(insert_sql, d.id, d.org, d.content.product, d.content.number, d.gtin, stage_of(d), to_stored(d),
               d.version, d.created_at, d.created_by, d.updated_at);
}
void lock(db::Tx& tx, DossierId id, OrgId org) {
    tx.execute(lock_sql, id, org);
}
bool update(db::Tx& tx, const Dossier& d, bool deleted) {
    return tx.execute(update_sql, d.id, d.version - 1, d.content.number, d.gtin, stage_of(d), to_stored(d), d.version,
                      d.updated_at, deleted) == 1;
}
void replace_purchases(db::Tx& tx, const Dossier& d, bool deleted) {
    tx.execute(delete_purchases_sql, d.id);
    if (deleted) return;
    int row = 0;
    for (const Purchase& p : d.content.purchases)
        tx.execute(insert_purchase_sql, d.id, row++, d.org, p.supplier, p.material, p.lots, p.unit, p.total.value_or(0),
                   p.used.value_or(0));
}

bool has_purchases(db::Tx& tx, const Dossier& d, bool deleted) {
    auto rows = tx.query(purchases_sql, d.id);
    if (!deleted)
        for (const Purchase& p : d.content.purchases)
            if (!rows.next() || rows.get<OrgId>(0) != d.org || rows.text(1) != p.supplier ||
                rows.text(2) != p.material || rows.text(3) != p.lots || rows.text(4) != p.unit ||
                rows.integer(5) != p.total.value_or(0) || rows.integer(6) != p.used.value_or(0))
                return false;
    return !rows.next();
}

std::vector<Dossier> matching(db::Tx& tx, const Match& m, DossierId before, int limit) {
    auto rows = tx.query(matching_sql, m.org, before ? before : DossierId{INT64_MAX}, m.product, like_part(m.part),
                         m.stage, limit, m.created_by, m.categories);
    std::vector<Dossier> found;
    while (rows.next()) found.push_back(row_of(rows).dossier);
    return found;
}
std::int64_t count_matching(db::Tx& tx, const Match& m, std::int64_t most) {
    auto rows = tx.query(count_sql, m.org, DossierId{INT64_MAX}, m.product, like_part(m.part), m.stage, most,
                         m.created_by, m.categories);
    return rows.next() ? rows.integer(0) : 0;
}
std::vector<std::int64_t> ids_after(db::Tx& tx, Kind kind, std::int64_t after, int limit) {
    const db::Statement* const by_kind[] = {&after_sql, &sellers_after_sql, &reports_after_sql, &trace_codes_after_sql,
                                            &orders_after_sql};
    auto rows = tx.query(*by_kind[static_cast<std::size_t>(kind) - 1], after, limit);
    std::vector<std::int64_t> found;
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
}

std::vector<Material> materials(db::Tx& tx, OrgId org, std::string_view part, UserId created_by, std::int64_t skip,
                                int limit) {
    const auto sum = [](std::int64_t units, std::int64_t millionths) {
        std::int64_t out = 0;
        return __builtin_mul_overflow(units, 1'000'000, &out) || __builtin_add_overflow(out, millionths, &out)
                   ? INT64_MAX
                   : out;
    };
    auto rows = tx.query(materials_sql, org, like_part(part), limit, skip, created_by);
    std::vector<Material> found;
    while (rows.next())
        found.push_back({.supplier = rows.get<std::string>(0),
                         .material = rows.get<std::string>(1),
                         .lots = rows.get<std::string>(2),
                         .unit = rows.get<std::string>(3),
                         .total = rows.integer(4),
                         .used = sum(rows.integer(5), rows.integer(6)),
                         .batches = rows.integer(7)});
    return found;
}

void keep_name(db::Tx& tx, OrgId org, NameKind kind, std::string_view name) {
    if (!name.empty()) tx.execute(keep_name_sql, org, kind, name, tx.now());
}
std::vector<std::string> names(db::Tx& tx, OrgId org, NameKind kind, std::string_view part, int limit) {
    auto rows = tx.query(names_sql, org, kind, like_part(part), limit);
    std::vector<std::string> found;
    while (rows.next()) found.push_back(rows.get<std::string>(0));
    return found;
}
bool has_name(db::Tx& tx, OrgId org, NameKind kind, std::string_view name) {
    return tx.query(has_name_sql, org, kind, name).next();
}
void drop_name(db::Tx& tx, OrgId org, NameKind kind, std::string_view name) {
    tx.execute(drop_name_sql, org, kind, name);
}

}  // namespace yiguan::dossier::store
