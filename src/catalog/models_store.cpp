#include "catalog/models_store.hpp"

namespace yiguan::catalog::store {
namespace {

const db::Statement take_code_sql{"catalog.take_model_code", R"sql(
    INSERT INTO model_code (org_id, family, code, product_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (org_id, family, code) DO NOTHING)sql"};

const db::Statement holder_sql{"catalog.holder_of_model_code", R"sql(
    SELECT product_id FROM model_code WHERE org_id = $1 AND family = $2 AND code = $3)sql"};

const db::Statement release_code_sql{"catalog.release_model_code", "DELETE FROM model_code WHERE product_id = $1"};

const db::Statement code_of_sql{"catalog.model_code_of", R"sql(
    SELECT org_id, family, code, product_id FROM model_code WHERE product_id = $1)sql"};

const db::Statement models_of_sql{"catalog.models_of", R"sql(
    SELECT c.code, c.product_id, p.product_name, p.model, h.changed_by
    FROM model_code AS c
    JOIN product AS p ON p.product_id = c.product_id
    JOIN product_history AS h ON h.product_id = c.product_id AND h.version = 1
    WHERE c.org_id = $1 AND c.family = $2 ORDER BY c.code)sql"};

const db::Statement codes_after_sql{"catalog.model_codes_after", R"sql(
    SELECT org_id, family, code, product_id FROM model_code WHERE product_id > $1 ORDER BY product_id LIMIT $2)sql"};

std::vector<ModelCodeRow> rows_of(db::Rows rows) {
    std::vector<ModelCodeRow> found;
    while (rows.next())
        found.push_back({rows.get<OrgId>(0), rows.get<Family>(1), rows.get<std::string>(2), rows.get<ProductId>(3)});
    return found;
}

}  // namespace

ProductId take_model_code(db::Tx& tx, const ModelCodeRow& row) {
    tx.execute(take_code_sql, row.org, row.family, row.code, row.product);
    return holder_of(tx, row);
}

ProductId holder_of(db::Tx& tx, const ModelCodeRow& row) {
    auto rows = tx.query(holder_sql, row.org, row.family, row.code);
    return rows.next() ? rows.get<ProductId>(0) : ProductId{};
}

void release_model_code(db::Tx& tx, ProductId product) {
    tx.execute(release_code_sql, product);
}

std::optional<ModelCodeRow> model_code_of(db::Tx& tx, ProductId product) {
    auto found = rows_of(tx.query(code_of_sql, product));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<CodedModel> models_of(db::Tx& tx, OrgId org, Family family) {
    std::vector<CodedModel> found;
    for (auto rows = tx.query(models_of_sql, org, family); rows.next();)
        found.push_back({rows.get<std::string>(0), rows.get<ProductId>(1), rows.get<std::string>(2),
                         rows.get<std::string>(3), rows.get<UserId>(4)});
    return found;
}

std::vector<ModelCodeRow> model_codes_after(db::Tx& tx, ProductId after, int limit) {
    return rows_of(tx.query(codes_after_sql, after, limit));
}

}  // namespace yiguan::catalog::store
