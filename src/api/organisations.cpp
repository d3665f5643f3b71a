// Organisations: registration by anybody, review by the administrator.
#include "api/routes.hpp"
#include "registry/registry_json.hpp"

namespace yiguan::api {
namespace {

// POST /api/v1/organisations
Result<Step> register_organisation(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto input, registry::decode_registration(body));
    return Step{Offload{[input = std::move(input)]() mutable -> Result<Step> {
        registry::Registration registration{.org = std::move(input.org),
                                            .kinds = input.kinds,
                                            .login = std::move(input.login),
                                            .password_hash = auth::hash_password(input.password)};
        return Step{Write{
            [registration = std::move(registration)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                TRY(const auto made, registry::register_org(tx, actor, registration));
                TRY(const auto org, registry::get_org(tx, made.org));
                auto encoded = registry::encode_own(org);
                encoded["user"] = to_string(made.user);
                return created("/api/v1/organisations/" + to_string(made.org), std::move(encoded));
            }}};
    }}};
}

// GET /api/v1/organisations?status=&cursor=&limit=
Result<Step> list_organisations(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    registry::OrgFilter filter;
    if (const auto status = request.query_param("status")) {
        filter.status = registry::parse_org_status(*status);
        if (!filter.status)
            return Error{.code = Code::invalid, .pointer = "/status", .detail = "没有这种状态", .field = "状态"};
    }
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto page,
            registry::list_orgs(tx, actor, filter, cursor ? std::optional(OrgId{cursor}) : std::nullopt, limit));
        json::array items;
        for (const auto& org : page.items) items.push_back(registry::encode(org, actor));
        json::object out{{"items", std::move(items)}};
        if (page.next) out["nextCursor"] = to_string(*page.next);
        return ok(std::move(out));
    }}};
}

// GET /api/v1/organisations/{id}: approved ones are public (NAT-48); others only for themselves and reviewers.
Result<Step> get_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto org, registry::get_org(tx, id));
        const bool inside = auth::require(actor, auth::Permission::read_organisation, id).has_value();
        if (!inside && org.status != registry::OrgStatus::approved) return Error{Code::not_found, "", "没有这个企业"};
        return ok(registry::encode(org, actor));
    }}};
}

// PUT /api/v1/organisations/{id}: the owner corrects a rejected application and submits it again (ECO-19).
Result<Step> resubmit_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(auto data, registry::decode_org_data(body));
    return Step{Write{[id, data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto org, registry::resubmit_org(tx, actor, id, data));
        return ok(registry::encode(org, actor));
    }}};
}

// POST /api/v1/organisations/{id}/reviews
Result<Step> review_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(auto review, registry::decode_review(body));
    return Step{Write{[id, review = std::move(review)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto org, registry::review_org(tx, actor, id, review.decision, review.reason));
        return ok(registry::encode(org, actor));
    }}};
}

}  // namespace

void add_organisation_routes(http::Router& router, Dispatcher& dispatcher) {
    dispatcher.add(router, http::Method::post, "/api/v1/organisations", register_organisation, 16 * 1024);
    dispatcher.add(router, http::Method::get, "/api/v1/organisations", list_organisations);
    dispatcher.add(router, http::Method::get, "/api/v1/organisations/{id}", get_organisation);
    dispatcher.add(router, http::Method::put, "/api/v1/organisations/{id}", resubmit_organisation, 16 * 1024);
    dispatcher.add(router, http::Method::post, "/api/v1/organisations/{id}/reviews", review_organisation, 4096);
}

}  // namespace yiguan::api
