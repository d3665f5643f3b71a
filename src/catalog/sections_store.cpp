#include "catalog/sections_store.hpp"

namespace yiguan::catalog::store {
namespace {

#define COLUMNS "opening_id, org_id, section, object_id, is_open, version, changed_at, changed_by "

const db::Statement find_sql{"catalog.find_section_opening",
                             "SELECT " COLUMNS
                             "FROM section_opening WHERE org_id = $1 AND section = $2 AND object_id = $3"};
const db::Statement find_by_id_sql{"catalog.find_section_opening_by_id",
                                   "SELECT " COLUMNS "FROM section_opening WHERE opening_id = $1"};
const db::Statement of_org_sql{"catalog.section_openings",
                               "SELECT " COLUMNS "FROM section_opening WHERE org_id = $1 AND object_id = $2"};
const db::Statement insert_sql{"catalog.insert_section_opening",
                               "INSERT INTO section_opening (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
const db::Statement update_sql{"catalog.update_section_opening", R"sql(
    UPDATE section_opening SET is_open = $3, version = $4, changed_at = $5, changed_by = $6
     WHERE opening_id = $1 AND version = $2)sql"};
const db::Statement insert_history_sql{"catalog.insert_section_history", R"sql(
    INSERT INTO section_history (opening_id, version, changed_at, changed_by, is_open)
    VALUES ($1, $2, $3, $4, $5))sql"};
const db::Statement history_after_sql{"catalog.section_history_after", R"sql(
    SELECT h.opening_id, o.org_id, o.section, o.object_id, h.is_open, h.version, h.changed_at, h.changed_by
      FROM section_history h LEFT JOIN section_opening o ON o.opening_id = h.opening_id
     WHERE (h.opening_id, h.version) > ($1, $2) ORDER BY h.opening_id, h.version LIMIT $3)sql"};

OpeningRow row_of(db::Rows& rows) {
    return {.id = rows.integer(0),
            .org = rows.get<std::optional<OrgId>>(1).value_or(OrgId{}),
            .section = static_cast<Section>(rows.get<std::optional<std::int64_t>>(2).value_or(0)),
            .object = rows.get<std::optional<std::int64_t>>(3).value_or(0),
            .open = rows.get<bool>(4),
            .version = rows.integer(5),
            .changed_at = rows.get<UtcMs>(6),
            .changed_by = rows.get<UserId>(7)};
}

std::optional<OpeningRow> one(db::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return row_of(rows);
}
std::vector<OpeningRow> all(db::Rows rows) {
    std::vector<OpeningRow> found;
    while (rows.next()) found.push_back(row_of(rows));
    return found;
}

}  // namespace

std::optional<OpeningRow> find_opening(db::Tx& tx, OrgId org, Section section, std::int64_t object) {
    return one(tx.query(find_sql, org, section, object));
}
std::optional<OpeningRow> find_opening_by_id(db::Tx& tx, std::int64_t id) {
    return one(tx.query(find_by_id_sql, id));
}
std::vector<OpeningRow> openings_of(db::Tx& tx, OrgId org, std::int64_t object) {
    return all(tx.query(of_org_sql, org, object));
}
void insert(db::Tx& tx, const OpeningRow& r) {
    tx.execute(insert_sql, r.id, r.org, r.section, r.object, r.open, r.version, r.changed_at, r.changed_by);
}
bool update(db::Tx& tx, const OpeningRow& r) {
    return tx.execute(update_sql, r.id, r.version - 1, r.open, r.version, r.changed_at, r.changed_by) == 1;
}
void insert_history(db::Tx& tx, const OpeningRow& r) {
    tx.execute(insert_history_sql, r.id, r.version, r.changed_at, r.changed_by, r.open);
}
std::vector<OpeningRow> opening_history_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit) {
    return all(tx.query(history_after_sql, id, version, limit));
}

}  // namespace yiguan::catalog::store
