#include "catalog/catalog_store.hpp"
#include "catalog/filed.hpp"

namespace yiguan::catalog {
namespace {

// An edition's name has the template's id in front of '@' (Template::ref); ids hold no wildcards.
const db::Statement filed_sql{"catalog.filed_by_model", R"sql(
    SELECT product_id FROM product
     WHERE org_id = $1 AND model = $2 AND (template_id = $3 OR template_id LIKE $3 || '@%') AND status <> $4
     ORDER BY product_id DESC LIMIT 1)sql"};

}  // namespace

std::vector<std::optional<Product>> find_filed(db::Tx& tx, const auth::Actor& actor, std::string_view template_id,
                                               std::span<const std::string> models) {
    std::vector<db::Param> params;
    params.reserve(models.size() * 4);
    for (const std::string& model : models) {
        params.emplace_back(actor.org);
        params.emplace_back(model);
        params.emplace_back(template_id);
        params.emplace_back(ProductStatus::disabled);
    }
    std::vector<ProductId> ids(models.size());
    tx.query_each(filed_sql, params, 4, [&](std::size_t i, db::Rows& rows) {
        if (rows.next()) ids[i] = rows.get<ProductId>(0);
    });
    std::vector<std::optional<Product>> found(models.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!ids[i] || (actor.scope.own_only && store::entered_by(tx, ids[i]) != actor.user)) continue;
        found[i] = store::find(tx, ids[i]);
    }
    return found;
}

}  // namespace yiguan::catalog
