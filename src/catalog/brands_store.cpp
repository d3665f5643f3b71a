#include "catalog/brands_store.hpp"

#include "core/text.hpp"

namespace yiguan::catalog::store {
namespace {

const db::Statement find_brand_sql{"catalog.find_brand", "SELECT 1 FROM brand WHERE org_id = $1 AND name = $2"};
const db::Statement count_brands_sql{"catalog.count_brands",
                                     "SELECT count(*) FROM (SELECT 1 FROM brand WHERE org_id = $1 LIMIT $2) found"};
const db::Statement add_brand_sql{"catalog.add_brand",
                                  "INSERT INTO brand (org_id, name, created_at, created_by) VALUES ($1, $2, $3, $4) "
                                  "ON CONFLICT DO NOTHING"};
const db::Statement brands_sql{"catalog.brands", R"sql(
    SELECT name FROM brand WHERE org_id = $1 AND ($2 = '' OR lower(name) LIKE '%' || $2 || '%' ESCAPE '!')
     ORDER BY name LIMIT $3)sql"};

// For LIKE ... ESCAPE '!'.
std::string brand_part(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '!' || c == '%' || c == '_') out += '!';
        out += to_lower(c);
    }
    return out;
}

}  // namespace

bool has_brand(db::Tx& tx, OrgId org, std::string_view name) {
    return tx.query(find_brand_sql, org, name).next();
}
std::int64_t count_brands(db::Tx& tx, OrgId org, std::int64_t most) {
    auto rows = tx.query(count_brands_sql, org, most);
    return rows.next() ? rows.integer(0) : 0;
}
bool insert_brand(db::Tx& tx, OrgId org, UserId by, std::string_view name) {
    return tx.execute(add_brand_sql, org, name, tx.now(), by) == 1;
}
std::vector<std::string> brands(db::Tx& tx, OrgId org, std::string_view part, int limit) {
    std::vector<std::string> names;
    auto rows = tx.query(brands_sql, org, brand_part(part), limit);
    while (rows.next()) names.push_back(rows.get<std::string>(0));
    return names;
}

}  // namespace yiguan::catalog::store
