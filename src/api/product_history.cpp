// What a filing said when: every version, and its visible editions.
#include "api/operation.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/editions.hpp"

namespace yiguan::api {
namespace {

using catalog::Audience;
using catalog::Viewer;

json::object version_json(db::Tx& tx, const catalog::ProductVersion& v, const catalog::Product* before,
                          const Viewer& viewer, const std::string& by) {
    return {{"version", std::to_string(v.version)},
            {"edition", v.product.edition},
            {"revision", v.product.revision},
            {"at", iso_utc(v.at)},
            {"byZh", by},
            {"action", catalog::name(v.act)},
            {"actionZh", catalog::name_zh(v.act)},
            {"status", catalog::name(v.product.status)},
            {"statusZh", catalog::name_zh(v.product.status)},
            {"reason", v.product.reason},
            {"changes", catalog::differences(tx, before, v.product, viewer)}};
}

// Whose hand it was, without naming reviewers to those whom they review.
std::string hand_of(catalog::ProductAction act) {
    using A = catalog::ProductAction;
    switch (act) {
        case A::save:
        case A::submit:
        case A::submit_to_party:
        case A::withdraw:
            return "本企业";
        case A::confirm:
        case A::refuse:
            return "对方企业";
        case A::approve:
        case A::reject:
        case A::disable:
        case A::ask_to_complete:
        case A::correct:
        case A::change:
            break;
    }
    return "审核人员";
}

// GET /api/v1/products/{id}/history?cursor=&limit=
Result<Step> product_history(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[id, cursor, limit](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto versions, catalog::product_history(tx, actor, id, cursor, limit));
        const Viewer viewer = Viewer::of(actor);
        const bool more = versions.size() > static_cast<std::size_t>(limit);
        json::array items;
        for (std::size_t i = 0; i < std::min(versions.size(), static_cast<std::size_t>(limit)); ++i)
            items.push_back(version_json(tx, versions[i], i + 1 < versions.size() ? &versions[i + 1].product : nullptr,
                                         viewer, hand_of(versions[i].act)));
        json::object out{{"items", std::move(items)}};
        if (more) out["nextCursor"] = std::to_string(versions[static_cast<std::size_t>(limit) - 1].version);
        return ok(std::move(out));
    }}};
}

// GET /api/v1/products/{id}/editions
Result<Step> product_editions(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto editions, catalog::product_editions(tx, actor, id));
        const Viewer viewer = Viewer::of(actor);
        json::array items;
        for (std::size_t i = 0; i < editions.size(); ++i) {
            const auto& e = editions[i];
            items.push_back(
                {{"edition", e.product.edition},
                 {"revision", e.product.revision},
                 {"at", iso_utc(e.published_at)},
                 {"publishedAt", iso_utc(e.published_at)},
                 {"changedAt", iso_utc(e.changed_at)},
                 {"product", catalog::encode(e.product, viewer, Audience::anybody)},
                 {"changes", catalog::differences(tx, i + 1 < editions.size() ? &editions[i + 1].product : nullptr,
                                                  e.product, viewer)}});
        }
        return ok(json::object{{"items", std::move(items)}});
    }}};
}

}  // namespace

std::vector<Operation> product_history_operations() {
    using namespace schema;
    return {
        {.method = http::Method::get,
         .path = "/api/v1/products/{id}/history",
         .id = "productHistory",
         .tag = "产品",
         .zh = "备案的历次内容和每次的差异",
         .en = "Every version of a filing with what changed, newest first.",
         .who = Who::with(auth::Permission::read_product),
         .query = paging(),
         .answer = {200, "一页版本", free_object("版本")},
         .errors = {Code::not_found},
         .run = product_history},
        {.method = http::Method::get,
         .path = "/api/v1/products/{id}/editions",
         .id = "productEditions",
         .tag = "产品",
         .zh = "备案的各版次；变更升版，订正不升版",
         .en = "Visible editions of a filing: a change makes a new one, a correction does not.",
         .who = Who::with(auth::Permission::read_product),
         .answer = {200, "各版次", free_object("版次")},
         .errors = {Code::not_found},
         .run = product_editions},
    };
}

}  // namespace yiguan::api
