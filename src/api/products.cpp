// Templates and catalogue (public), and product filings.
#include "api/routes.hpp"
#include "catalog/catalog_json.hpp"

namespace yiguan::api {
namespace {

http::Response product_response(const catalog::Product& product, const auth::Actor& actor) {
    return ok(catalog::encode(product, catalog::Viewer::of(actor), catalog::Audience::inside));
}

Result<Step> list_templates(Services&, const http::Request&) {
    return Step{ok(catalog::encode_templates(catalog::templates()))};
}

Result<Step> get_template(Services&, const http::Request& request) {
    const auto* found = catalog::templates().find(request.path_param("id"));
    if (!found) return Error{Code::not_found, "", "没有这个数据模板"};
    return Step{ok(catalog::encode(*found))};
}

Result<Step> get_catalogue(Services&, const http::Request&) {
    return Step{ok(catalog::encode(catalog::catalogue()))};
}

Result<Step> file_product(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto filing, catalog::decode_filing(body, services.db.now()));
    return Step{Write{[filing = std::move(filing)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto product, catalog::file_product(tx, actor, filing));
        return created("/api/v1/products/" + to_string(product.id),
                       catalog::encode(product, catalog::Viewer::of(actor), catalog::Audience::inside));
    }}};
}

// PUT /api/v1/products/{id}: a draft, rejected or withdrawn filing, with the version that was read.
Result<Step> update_product(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(auto body, json_body(request));
    std::int64_t version = 0;
    if (const auto* given = body.if_contains("version")) {
        Violations violations;
        const json::object only{{"version", *given}};
        ObjectReader in(only, violations);
        version = in.integer("version", "版本", 1, INT64_MAX);
        TRY_VOID(violations.result());
        body.erase("version");
    } else {
        return Error{.code = Code::missing_field, .pointer = "/version", .detail = "版本必须填写", .field = "版本"};
    }
    TRY(auto filing, catalog::decode_filing(body, services.db.now()));
    return Step{Write{
        [id, version, filing = std::move(filing)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto product, catalog::update_product(tx, actor, id, version, filing));
            return product_response(product, actor);
        }}};
}

Result<Step> get_product(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto product, catalog::read_product(tx, actor, id));
        return product_response(product, actor);
    }}};
}

// GET /api/v1/products?organisation=&status=&cursor=&limit=: one's own filings, or a reviewer's work list by status.
Result<Step> list_products(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    std::optional<catalog::ProductStatus> status;
    if (const auto text = request.query_param("status")) {
        status = catalog::parse_product_status(*text);
        if (!status)
            return Error{.code = Code::invalid, .pointer = "/status", .detail = "没有这种状态", .field = "状态"};
    }
    std::optional<OrgId> org;
    if (const auto text = request.query_param("organisation")) {
        org = parse_id_as<OrgId>(*text);
        if (!org)
            return Error{.code = Code::invalid, .pointer = "/organisation", .detail = "企业编号无效", .field = "企业"};
    }
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto page,
            status ? catalog::list_products_by_status(tx, actor, *status, ProductId{cursor}, limit)
                   : catalog::list_products(tx, actor, org.value_or(actor.org), ProductId{cursor}, limit));
        return ok(catalog::encode(page, catalog::Viewer::of(actor)));
    }}};
}

// POST /api/v1/products/{id}/reviews {"decision":"approve"|"reject","reason"}
Result<Step> review_product(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string decision = in.text("decision", "审核结论", {.chars_max = 20});
    const std::string reason =
        in.optional_text("reason", "审核意见", {.chars_max = 500, .multiline = true}).value_or("");
    if (!decision.empty() && decision != "approve" && decision != "reject")
        in.violation(Code::invalid, "decision", "审核结论", "审核结论只能是 approve 或 reject");
    in.finish();
    TRY_VOID(violations.result());
    const auto review = decision == "approve" ? catalog::Review::approve : catalog::Review::reject;
    return Step{Write{[id, review, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto product, catalog::review_product(tx, actor, id, review, reason));
        return product_response(product, actor);
    }}};
}

Result<Step> withdraw_product(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto product, catalog::withdraw_product(tx, actor, id));
        return product_response(product, actor);
    }}};
}

}  // namespace

void add_product_routes(http::Router& router, Dispatcher& dispatcher) {
    dispatcher.add(router, http::Method::get, "/api/v1/templates", list_templates);
    dispatcher.add(router, http::Method::get, "/api/v1/templates/{id}", get_template);
    dispatcher.add(router, http::Method::get, "/api/v1/catalogue", get_catalogue);
    dispatcher.add(router, http::Method::post, "/api/v1/products", file_product, 128 * 1024);
    dispatcher.add(router, http::Method::get, "/api/v1/products", list_products);
    dispatcher.add(router, http::Method::get, "/api/v1/products/{id}", get_product);
    dispatcher.add(router, http::Method::put, "/api/v1/products/{id}", update_product, 128 * 1024);
    dispatcher.add(router, http::Method::post, "/api/v1/products/{id}/reviews", review_product, 8192);
    dispatcher.add(router, http::Method::post, "/api/v1/products/{id}/withdrawal", withdraw_product, 1024);
}

}  // namespace yiguan::api
