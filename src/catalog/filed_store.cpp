#include "catalog/catalog_store.hpp"
#include "catalog/filed.hpp"

namespace yiguan::catalog {
namespace {

// An edition's name has the template's id in front of '@' (Template::ref); ids hold no wildcards. More than a few of
// one model do not come about: whoever files one by hand sees the others.
const db::Statement filed_sql{"catalog.filed_by_model", R"sql(
    SELECT product_id, unit_id FROM product
     WHERE org_id = $1 AND model = $2 AND (template_id = $3 OR template_id LIKE $3 || '@%') AND status <> $4
     ORDER BY product_id DESC LIMIT 50)sql"};

struct Candidate {
    ProductId id;
    bool of_unit = false;
};

ProductId choose(db::Tx& tx, const auth::Actor& actor, const std::vector<Candidate>& all) {
    const auto may = [&](ProductId id) { return !actor.scope.own_only || store::entered_by(tx, id) == actor.user; };
    for (const bool of_unit : {true, false})
        for (const Candidate& one : all)
            if (one.of_unit == of_unit && may(one.id)) return one.id;
    return {};
}

}  // namespace

std::vector<Filed> find_filed(db::Tx& tx, const auth::Actor& actor, std::string_view template_id,
                              std::string_view unit_id, std::span<const std::string> models) {
    std::vector<db::Param> params;
    params.reserve(models.size() * 4);
    for (const std::string& model : models) {
        params.emplace_back(actor.org);
        params.emplace_back(model);
        params.emplace_back(template_id);
        params.emplace_back(ProductStatus::disabled);
    }
    std::vector<std::vector<Candidate>> candidates(models.size());
    tx.query_each(filed_sql, params, 4, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) candidates[i].push_back({rows.get<ProductId>(0), rows.text(1) == unit_id});
    });
    std::vector<Filed> found(models.size());
    std::vector<ProductId> ids;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (candidates[i].empty()) continue;
        if (const ProductId id = choose(tx, actor, candidates[i])) {
            ids.push_back(id);
            places.push_back(i);
        } else {
            found[i].of_others = true;
        }
    }
    auto products = store::find_all(tx, ids);
    for (std::size_t k = 0; k < places.size(); ++k) found[places[k]].product = std::move(products[k]);
    return found;
}

}  // namespace yiguan::catalog
