#include "quality/quality_store.hpp"

#include "ledger/ledger.hpp"

namespace yiguan::quality::store {
namespace {

// $1 organisation; $2 product or 0; $3 how many. Status 2: published.
const db::Statement products_sql{"quality.products", R"sql(
    SELECT p.product_id, p.product_name, p.model, p.template_id, p.field_values, p.extras,
           CASE WHEN EXISTS (SELECT 1 FROM product_picture x WHERE x.product_id = p.product_id) THEN 1 ELSE 0 END
      FROM product p
     WHERE p.org_id = $1 AND p.status = 2 AND ($2 = 0 OR p.product_id = $2)
     ORDER BY p.product_id DESC LIMIT $3)sql"};

// The mandatory ones (2, 3) before reports (4, 5), of which there may be many.
const db::Statement certificates_sql{"quality.certificates", R"sql(
    SELECT c.cert_type, c.cert_number, c.valid_from, c.valid_to
      FROM certificate_product cp JOIN certificate c ON c.certificate_id = cp.certificate_id
     WHERE cp.product_id = $1 AND c.org_id = $2 AND c.is_deleted = 0 AND c.cert_type >= 2 AND c.cert_type <= 5
     ORDER BY c.cert_type, c.certificate_id DESC LIMIT $3)sql"};

// Of what is recorded in a period: where the newest $3 begin. The filters of the statements below are asked of those
// alone, so that a filter that few rows meet does not walk through all the organisation has.
#define NEWEST(table, key) \
    "SELECT " key " FROM " table " WHERE org_id = $1 AND " key " >= $2 ORDER BY " key " DESC LIMIT 1 OFFSET $3"
const db::Statement newest_batch_sql{"quality.newest_batch", NEWEST("batch", "batch_id")};
const db::Statement newest_event_sql{"quality.newest_event", NEWEST("event", "event_id")};
const db::Statement newest_dossier_sql{"quality.newest_dossier", NEWEST("dossier", "dossier_id")};
const db::Statement newest_item_sql{"quality.newest_item", NEWEST("item", "item_id")};

// $4 who recorded it, or 0; $5 the first id of the period.
const db::Statement batches_sql{"quality.batches", R"sql(
    SELECT b.batch_id, b.product_id, b.production_date, b.number_prefix, b.number_width, b.number_first, b.code_count,
           b.created_at, p.created_at, p.product_name
      FROM batch b JOIN product p ON p.product_id = b.product_id
     WHERE b.org_id = $1 AND b.batch_id >= $5 AND b.undone_by = 0 AND ($2 = 0 OR b.product_id = $2)
       AND ($4 = 0 OR b.created_by = $4)
     ORDER BY b.batch_id DESC LIMIT $3)sql"};

const db::Statement events_sql{"quality.events", R"sql(
    SELECT e.event_id, e.home_block, e.biz_step, e.event_time, e.record_time, k.created_at
      FROM event e JOIN code_block k ON k.block_id = e.home_block
     WHERE e.org_id = $1 AND e.event_id >= $5 AND ($2 = 0 OR k.product_id = $2) AND ($4 = 0 OR e.user_id = $4)
     ORDER BY e.event_id DESC LIMIT $3)sql"};

// Codes bound under the number: as codes/batches.hpp takes it, itself or with a mark behind it. Stage 2: complete.
#define UNDER_NUMBER                                                                                  \
    "FROM batch b WHERE b.org_id = d.org_id AND b.product_id = d.product_id AND b.number_prefix IN (" \
    "d.batch_number, d.batch_number || '-', d.batch_number || '_', d.batch_number || '/', "           \
    "d.batch_number || '.', d.batch_number || '#') AND b.undone_by = 0"
// As dossier::of_gtin asks it for the public page: a published product's. What was described once stays.
#define OTHER_MAKER \
    "SELECT 1 FROM dossier o JOIN product f ON f.product_id = o.product_id WHERE o.gtin = d.gtin AND f.status = 2"
const db::Statement dossiers_sql{
    "quality.dossiers",
    "SELECT d.dossier_id, d.batch_number, d.content, p.product_name, CASE WHEN d.stage = 2 THEN 1 ELSE 0 END, "
    "CASE WHEN EXISTS (SELECT 1 FROM batch_report r WHERE r.dossier_id = d.dossier_id AND r.is_deleted = 0) "
    "THEN 1 ELSE 0 END, "
    "CASE WHEN d.gtin <> '' AND (EXISTS (" OTHER_MAKER " AND o.org_id < d.org_id) OR EXISTS (" OTHER_MAKER
    " AND o.org_id > d.org_id)) THEN 1 ELSE 0 END, "
    "(SELECT cast(coalesce(sum(b.code_count), 0) as bigint) " UNDER_NUMBER
    "), "
    "(SELECT coalesce(min(b.production_date), '') " UNDER_NUMBER
    ") "
    "FROM dossier d JOIN product p ON p.product_id = d.product_id "
    "WHERE d.org_id = $1 AND d.dossier_id >= $5 AND d.is_deleted = 0 AND ($2 = 0 OR d.product_id = $2) "
    "AND ($4 = 0 OR d.created_by = $4) ORDER BY d.dossier_id DESC LIMIT $3"};

// Of a product: the lots that went into it, with what all others used of them. Units and millionths are added apart, so
// that no number of rows goes over 64 bits.
const db::Statement lots_sql{"quality.lots", R"sql(
    SELECT q.supplier, q.material, q.lots, q.unit, max(q.total),
           cast(sum(q.used / 1000000) as bigint), cast(sum(q.used % 1000000) as bigint)
      FROM dossier_purchase q
     WHERE q.org_id = $1
       AND ($2 = 0 OR EXISTS (SELECT 1 FROM dossier_purchase r JOIN dossier d ON d.dossier_id = r.dossier_id
                               WHERE r.org_id = q.org_id AND r.supplier = q.supplier AND r.material = q.material
                                 AND r.lots = q.lots AND r.unit = q.unit AND d.product_id = $2))
     GROUP BY q.org_id, q.supplier, q.material, q.lots, q.unit
     ORDER BY q.supplier, q.material, q.lots, q.unit LIMIT $3)sql"};

// Numbers that mean one piece whoever made it: frame, motor, lithium serial.
const db::Statement items_sql{"quality.items", R"sql(
    SELECT i.item_id, i.model, i.serial_number, i.frame_number,
           CASE WHEN EXISTS (SELECT 1 FROM code_alias a
                               JOIN code_alias o ON o.alias_text = a.alias_text AND o.org_id <> a.org_id
                              WHERE a.block_id = i.block_id AND a.counter = i.counter AND a.closed_at = 0
                                AND o.closed_at = 0 AND a.alias_kind IN (3, 4, 8) AND o.alias_kind = a.alias_kind)
                THEN 1 ELSE 0 END
      FROM item i
     WHERE i.org_id = $1 AND i.item_id >= $5 AND i.closed_at = 0 AND ($2 = 0 OR i.product_id = $2)
       AND ($4 = 0 OR i.created_by = $4)
     ORDER BY i.item_id DESC LIMIT $3)sql"};

const db::Statement code_sums_sql{"quality.code_sums", R"sql(
    SELECT cast(coalesce(sum(last_c - first_c + 1), 0) as bigint), cast(coalesce(sum(bound_count), 0) as bigint),
           cast(coalesce(sum(voided_count), 0) as bigint)
      FROM code_block WHERE org_id = $1 AND ($2 = 0 OR product_id = $2))sql"};

#define IGNORE                                                                                               \
    "SELECT ignore_id, org_id, issue_key, object_id, reason, created_by, created_at, expires_at, ended_by, " \
    "ended_at, recorded FROM quality_ignore "
const db::Statement ignores_sql{
    "quality.ignores",
    IGNORE "WHERE org_id = $1 AND ended_at = 0 AND expires_at > $2 ORDER BY issue_key, object_id LIMIT $3"};
const db::Statement find_ignore_sql{"quality.find_ignore",
                                    IGNORE "WHERE ignore_id = $1 AND ended_at = 0 AND expires_at > $2"};
const db::Statement expire_sql{"quality.expire_ignore", R"sql(
    UPDATE quality_ignore SET ended_at = expires_at
     WHERE org_id = $1 AND issue_key = $2 AND object_id = $3 AND ended_at = 0 AND expires_at <= $4)sql"};
const db::Statement insert_sql{"quality.insert_ignore", R"sql(
    INSERT INTO quality_ignore (ignore_id, org_id, issue_key, object_id, reason, created_by, created_at, expires_at,
                                ended_by, ended_at, recorded)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 1)
    ON CONFLICT (org_id, issue_key, object_id) WHERE ended_at = 0 DO NOTHING)sql"};
const db::Statement end_sql{"quality.end_ignore",
                            "UPDATE quality_ignore SET ended_by = $2, ended_at = $3, recorded = recorded + 2 "
                            "WHERE ignore_id = $1 AND ended_at = 0"};
const db::Statement ignores_after_sql{"quality.ignores_after",
                                      IGNORE "WHERE ignore_id > $1 ORDER BY ignore_id LIMIT $2"};

const db::Statement days_sql{
    "quality.days", "SELECT day_no, total, parts FROM quality_day WHERE org_id = $1 AND day_no >= $2 ORDER BY day_no"};
const db::Statement keep_day_sql{"quality.keep_day", R"sql(
    INSERT INTO quality_day (org_id, day_no, total, parts) VALUES ($1, $2, $3, $4)
    ON CONFLICT (org_id, day_no) DO UPDATE SET total = excluded.total, parts = excluded.parts)sql"};

Ignore read_ignore(db::Rows& rows) {
    return {.id = rows.get<IgnoreId>(0),
            .org = rows.get<OrgId>(1),
            .issue = rows.get<std::string>(2),
            .object = rows.integer(3),
            .reason = rows.get<std::string>(4),
            .created_by = rows.get<UserId>(5),
            .created_at = rows.get<UtcMs>(6),
            .expires_at = rows.get<UtcMs>(7),
            .ended_by = rows.get<UserId>(8),
            .ended_at = rows.get<UtcMs>(9),
            .recorded = static_cast<int>(rows.integer(10))};
}

template <class F>
auto all(db::Rows rows, F read) {
    std::vector<decltype(read(rows))> found;
    while (rows.next()) found.push_back(read(rows));
    return found;
}

}  // namespace

std::vector<ProductRow> products(db::Tx& tx, const Scope& s, int limit) {
    return all(tx.query(products_sql, s.org, s.product, limit), [](db::Rows& r) {
        return ProductRow{.id = r.get<ProductId>(0),
                          .name = r.get<std::string>(1),
                          .model = r.get<std::string>(2),
                          .tmpl = r.get<std::string>(3),
                          .values = r.get<std::string>(4),
                          .extras = r.get<std::string>(5),
                          .picture = r.get<bool>(6)};
    });
}

std::vector<std::vector<CertificateRow>> certificates(db::Tx& tx, OrgId org, std::span<const ProductId> products,
                                                      int limit) {
    std::vector<db::Param> params;
    for (const ProductId product : products) params.insert(params.end(), {product, org, limit});
    std::vector<std::vector<CertificateRow>> found(products.size());
    tx.query_each(certificates_sql, params, 3, [&](std::size_t i, db::Rows& r) {
        while (r.next())
            found[i].push_back({.type = static_cast<int>(r.integer(0)),
                                .number = r.get<std::string>(1),
                                .from = r.get<std::string>(2),
                                .to = r.get<std::string>(3)});
    });
    return found;
}

std::optional<std::int64_t> newest_from(db::Tx& tx, Kind kind, const Scope& s, int limit) {
    const auto& statement = kind == Kind::batch     ? newest_batch_sql
                            : kind == Kind::event   ? newest_event_sql
                            : kind == Kind::dossier ? newest_dossier_sql
                                                    : newest_item_sql;
    auto rows = tx.query(statement, s.org, s.from, limit);
    if (!rows.next()) return std::nullopt;
    return rows.integer(0) + 1;
}

std::vector<BatchRow> batches(db::Tx& tx, const Scope& s, int limit) {
    return all(tx.query(batches_sql, s.org, s.product, limit, s.by, s.from), [](db::Rows& r) {
        return BatchRow{.id = r.get<BatchId>(0),
                        .product = r.get<ProductId>(1),
                        .production_date = r.get<std::string>(2),
                        .prefix = r.get<std::string>(3),
                        .width = static_cast<int>(r.integer(4)),
                        .first = r.integer(5),
                        .count = r.integer(6),
                        .created_at = r.get<UtcMs>(7),
                        .filed_at = r.get<UtcMs>(8),
                        .product_name = r.get<std::string>(9)};
    });
}

std::vector<EventRow> events(db::Tx& tx, const Scope& s, int limit) {
    return all(tx.query(events_sql, s.org, s.product, limit, s.by, s.from), [](db::Rows& r) {
        return EventRow{.id = r.get<EventId>(0),
                        .home = r.get<BlockId>(1),
                        .step = static_cast<int>(r.integer(2)),
                        .event_time = r.get<UtcMs>(3),
                        .record_time = r.get<UtcMs>(4),
                        .applied_at = r.get<UtcMs>(5)};
    });
}

std::vector<DossierRow> dossiers(db::Tx& tx, const Scope& s, int limit) {
    return all(tx.query(dossiers_sql, s.org, s.product, limit, s.by, s.from), [](db::Rows& r) {
        return DossierRow{.id = r.integer(0),
                          .number = r.get<std::string>(1),
                          .content = r.get<std::string>(2),
                          .product_name = r.get<std::string>(3),
                          .complete = r.get<bool>(4),
                          .report = r.get<bool>(5),
                          .contested = r.get<bool>(6),
                          .bound = r.integer(7),
                          .bound_date = r.get<std::string>(8)};
    });
}

std::vector<LotRow> lots(db::Tx& tx, const Scope& s, int limit) {
    return all(tx.query(lots_sql, s.org, s.product, limit), [](db::Rows& r) {
        const std::int64_t whole = std::min<std::int64_t>(r.integer(5) + r.integer(6) / 1'000'000, 9'000'000'000'000);
        return LotRow{.supplier = r.get<std::string>(0),
                      .material = r.get<std::string>(1),
                      .lots = r.get<std::string>(2),
                      .unit = r.get<std::string>(3),
                      .total = r.integer(4),
                      .used = whole * 1'000'000 + r.integer(6) % 1'000'000};
    });
}

std::vector<ItemRow> items(db::Tx& tx, const Scope& s, int limit) {
    return all(tx.query(items_sql, s.org, s.product, limit, s.by, s.from), [](db::Rows& r) {
        const auto frame = r.get<std::string>(3);
        return ItemRow{.id = r.integer(0),
                       .model = r.get<std::string>(1),
                       .serial = frame.empty() ? r.get<std::string>(2) : frame,
                       .shared = r.get<bool>(4)};
    });
}

CodeSums code_sums(db::Tx& tx, const Scope& s) {
    auto rows = tx.query(code_sums_sql, s.org, s.product);
    if (!rows.next()) return {};
    return {.issued = rows.integer(0), .bound = rows.integer(1), .voided = rows.integer(2)};
}

std::vector<Ignore> ignores(db::Tx& tx, OrgId org, UtcMs now, int limit) {
    return all(tx.query(ignores_sql, org, now, limit), read_ignore);
}

std::optional<Ignore> find_ignore(db::Tx& tx, IgnoreId id, UtcMs now) {
    auto rows = tx.query(find_ignore_sql, id, now);
    if (!rows.next()) return std::nullopt;
    return read_ignore(rows);
}

bool insert(db::Tx& tx, const Ignore& i) {
    tx.execute(expire_sql, i.org, i.issue, i.object, i.created_at);
    if (tx.execute(insert_sql, i.id, i.org, i.issue, i.object, i.reason, i.created_by, i.created_at, i.expires_at) != 1)
        return false;
    ledger::append(tx, ledger::Object::quality_ignore, i.id.value, 1, content_of(i));
    return true;
}

bool end(db::Tx& tx, IgnoreId id, UserId by, UtcMs at) {
    if (tx.execute(end_sql, id, by, at) != 1) return false;
    ledger::append(tx, ledger::Object::quality_ignore, id.value, 2,
                   content_of_ended({.id = id, .ended_by = by, .ended_at = at}));
    return true;
}

std::vector<Ignore> ignores_after(db::Tx& tx, IgnoreId after, int limit) {
    return all(tx.query(ignores_after_sql, after, limit), read_ignore);
}

std::string content_of(const Ignore& i) {
    return ledger::content_of(
        "quality-ignore/v1",
        {i.id.value, i.org.value, i.object, i.created_by.value, i.created_at.value, i.expires_at.value},
        i.issue + "\n" + i.reason);
}

std::string content_of_ended(const Ignore& i) {
    return ledger::content_of("quality-ignore-ended/v1", {i.id.value, i.ended_by.value, i.ended_at.value});
}

std::vector<DayRow> days(db::Tx& tx, OrgId org, std::int64_t from) {
    return all(tx.query(days_sql, org, from), [](db::Rows& r) {
        return DayRow{.day = r.integer(0), .total = static_cast<int>(r.integer(1)), .parts = r.get<std::string>(2)};
    });
}

void keep(db::Tx& tx, OrgId org, const DayRow& row) {
    tx.execute(keep_day_sql, org, row.day, row.total, row.parts);
}

}  // namespace yiguan::quality::store
