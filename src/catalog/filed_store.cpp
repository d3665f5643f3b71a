#include <algorithm>
#include <map>

#include "catalog/catalog_store.hpp"
#include "catalog/filed.hpp"

namespace yiguan::catalog {
namespace {

// An edition's name has the template's id in front of '@' (Template::ref); ids hold no wildcards. More than a few of
// one model do not come about: whoever files one by hand sees the others.
const db::Statement filed_sql{"catalog.filed_by_model", R"sql(
    SELECT product_id, unit_id FROM product
     WHERE org_id = $1 AND model = $2 AND (template_id = $3 OR template_id LIKE $3 || '@%') AND status <> $4
     ORDER BY product_id DESC LIMIT 50)sql"};  // candidates_max

const db::Statement published_sql{"catalog.published_by_model", R"sql(
    SELECT product_id FROM product WHERE org_id = $1 AND model = $2 AND status = $3
     ORDER BY product_id DESC LIMIT 50)sql"};

// What stands between the first and the last of the models, with what is not asked for.
const db::Statement near_sql{"catalog.filed_between_models", R"sql(
    SELECT model, product_id, unit_id, template_id, status FROM product
     WHERE org_id = $1 AND model >= $2 AND model <= $3 ORDER BY model, product_id LIMIT $4)sql"};

constexpr int candidates_max = 50;

struct Candidate {
    ProductId id;
    bool of_unit = false;
};
using Candidates = std::vector<std::vector<Candidate>>;  // by model, newest first

Candidates candidates_of_each(db::Tx& tx, OrgId org, std::string_view template_id, std::string_view unit_id,
                              std::span<const std::string> models) {
    std::vector<db::Param> params;
    params.reserve(models.size() * 4);
    for (const std::string& model : models) {
        params.emplace_back(org);
        params.emplace_back(model);
        params.emplace_back(template_id);
        params.emplace_back(ProductStatus::disabled);
    }
    Candidates out(models.size());
    tx.query_each(filed_sql, params, 4, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) out[i].push_back({rows.get<ProductId>(0), rows.text(1) == unit_id});
    });
    return out;
}

// A file has its models in some order, most are new, and those that are not are neighbours: one read tells all. Empty
// when too much stands between them.
std::optional<Candidates> candidates_near(db::Tx& tx, OrgId org, std::string_view template_id, std::string_view unit_id,
                                          std::span<const std::string> models) {
    if (models.size() < 3) return std::nullopt;
    const auto [first, last] = std::ranges::minmax(models);
    const std::size_t most = models.size() * 2 + 100;
    std::map<std::string, std::vector<Candidate>, std::less<>> by_model;
    auto rows = tx.query(near_sql, org, first, last, most + 1);
    for (std::size_t n = 0; rows.next(); ++n) {
        if (n == most) return std::nullopt;
        const auto ref = rows.text(3);
        const bool fits =
            ref.starts_with(template_id) && (ref.size() == template_id.size() || ref[template_id.size()] == '@');
        if (fits && rows.get<ProductStatus>(4) != ProductStatus::disabled)
            by_model[rows.get<std::string>(0)].push_back({rows.get<ProductId>(1), rows.text(2) == unit_id});
    }
    Candidates out(models.size());
    for (std::size_t i = 0; i < models.size() && !by_model.empty(); ++i) {
        const auto found = by_model.find(models[i]);
        if (found == by_model.end()) continue;
        out[i].assign(found->second.rbegin(), found->second.rend());
        if (out[i].size() > candidates_max) out[i].resize(candidates_max);
    }
    return out;
}

ProductId choose(db::Tx& tx, const auth::Actor& actor, const std::vector<Candidate>& all) {
    const auto may = [&](ProductId id) { return !actor.scope.own_only || store::entered_by(tx, id) == actor.user; };
    for (const bool of_unit : {true, false})
        for (const Candidate& one : all)
            if (one.of_unit == of_unit && may(one.id)) return one.id;
    return {};
}

}  // namespace

std::vector<std::vector<ProductId>> find_published(db::Tx& tx, OrgId org, std::span<const std::string> models) {
    std::vector<db::Param> params;
    params.reserve(models.size() * 3);
    for (const std::string& model : models) {
        params.emplace_back(org);
        params.emplace_back(model);
        params.emplace_back(ProductStatus::published);
    }
    std::vector<std::vector<ProductId>> found(models.size());
    tx.query_each(published_sql, params, 3, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) found[i].push_back(rows.get<ProductId>(0));
    });
    return found;
}

std::vector<Filed> find_filed(db::Tx& tx, const auth::Actor& actor, std::string_view template_id,
                              std::string_view unit_id, std::span<const std::string> models) {
    auto candidates = candidates_near(tx, actor.org, template_id, unit_id, models);
    if (!candidates) candidates = candidates_of_each(tx, actor.org, template_id, unit_id, models);
    std::vector<Filed> found(models.size());
    std::vector<ProductId> ids;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto& stored = (*candidates)[i];
        if (stored.empty()) continue;
        if (const ProductId id = choose(tx, actor, stored)) {
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
