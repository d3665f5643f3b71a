// Organisations: registration by anybody, review by the administrator.
#include "api/operation.hpp"
#include "registry/registry_json.hpp"

namespace yiguan::api {
namespace {

// POST /api/v1/organisations
Result<Step> register_organisation(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto input, registry::decode_registration(body));
    const std::int64_t pending_max = services.limits->settings().pending_organisations_max;
    auto hash = [pending_max, input = std::move(input)]() mutable -> Result<Step> {
        registry::Registration registration{.org = std::move(input.org),
                                            .kinds = input.kinds,
                                            .login = std::move(input.login),
                                            .password_hash = auth::hash_password(input.password)};
        return Step{Write{[pending_max, registration = std::move(registration)](
                              db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            if (actor.anonymous()) {
                TRY_VOID(registry::require_room_for_registration(tx, pending_max));
            }
            TRY(const auto made, registry::register_org(tx, actor, registration));
            TRY(const auto org, registry::get_org(tx, made.org));
            auto encoded = registry::encode_own(org);
            encoded["user"] = to_string(made.user);
            return created("/api/v1/organisations/" + to_string(made.org), std::move(encoded));
        }}};
    };
    return Step{Offload{std::move(hash), Lane::passwords}};
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

// Annex A of the platform guide (ECO-21): the first four are required.
std::vector<schema::Field> organisation_fields() {
    using namespace schema;
    return {{"name", text("企业名称", 100)},
            {"address", text("生产/注册地址", 200)},
            {"contact", text("联系方式", 100)},
            {"uscc", text("统一社会信用代码", 60)},
            maybe("nameEn", text("英文名称", 200)),
            maybe("postcode", text("邮政编码", 6)),
            maybe("vendorCode", text("厂商识别代码", 10)),
            maybe("legalPerson", text("法定代表人", 50)),
            maybe("legalPersonPhone", text("法定代表人手机号码", 30)),
            maybe("contactPerson", text("联系人", 50)),
            maybe("contactPhone", text("联系人手机号码", 30)),
            maybe("fax", text("传真", 30)),
            maybe("email", text("电子邮箱", 254)),
            maybe("website", text("企业网站", 200)),
            maybe("remark", text("备注", 500)),
            maybe("capital", integer("注册资金（万元）", 0, 1'000'000'000))};
}

Schema registration_schema() {
    using namespace schema;
    auto fields = organisation_fields();
    fields.push_back(
        {"kinds", list("企业类型", choice("企业类型", {"producer", "seller", "regulator", "platform_operator"}), 4)});
    fields.push_back({"login", text("用户名", 64)});
    fields.push_back({"password", text("密码", 128)});
    return object(std::move(fields));
}

Schema resubmission_schema() {
    auto fields = organisation_fields();
    fields.push_back(schema::maybe("licence", schema::id("营业执照")));
    return schema::object(std::move(fields));
}

const json::object example{{"name", "广东一贯车业有限公司"},
                           {"address", "广东省广州市黄埔区开创大道1号"},
                           {"contact", "020-81110001"},
                           {"uscc", "91440101MA0000001Q"},
                           {"capital", "500"},
                           {"website", "https://maker.example"}};

json::object registration_example() {
    auto out = example;
    out["kinds"] = json::array{"producer"};
    out["login"] = "maker";
    out["password"] = "correct-horse-battery-26";
    return out;
}

}  // namespace

std::vector<Operation> organisation_operations() {
    using namespace schema;
    return {
        {.method = http::Method::post,
         .path = "/api/v1/organisations",
         .id = "registerOrganisation",
         .tag = "企业",
         .zh = "企业注册，等待审核",
         .en = "Registers an organisation and its first user; regulators are registered by the administrator.",
         .who = Who::anybody(),
         .body = {{.schema = registration_schema(), .example = registration_example(), .bytes_max = 16 * 1024}},
         .answer = {201, "待审核的企业", extended("Organisation", {{"user", id("首个用户")}})},
         .errors = {Code::org_exists, Code::login_taken, Code::weak_password, Code::uscc_length, Code::uscc_character,
                    Code::uscc_check, Code::forbidden},
         .repeat = Repeat::kept,
         .limit = Limit::registrations,
         .run = register_organisation},
        {.method = http::Method::get,
         .path = "/api/v1/organisations",
         .id = "listOrganisations",
         .tag = "企业",
         .zh = "企业列表，新的在前，供审核与监管",
         .en = "For reviewers and regulators, newest first.",
         .who = Who::with(auth::Permission::read_organisation),
         .query = paging({{"status", "只看此状态", Schema{{"type", "string"}}}}),
         .answer = {200, "一页企业", page_of("Organisation")},
         .run = list_organisations},
        {.method = http::Method::get,
         .path = "/api/v1/organisations/{id}",
         .id = "getOrganisation",
         .tag = "企业",
         .zh = "企业资料；通过审核的对所有人公开基本信息",
         .en = "Approved organisations are public; the rest of their data is for themselves and reviewers.",
         .who = Who::anybody(),
         .answer = {200, "企业", ref("Organisation")},
         .errors = {Code::not_found},
         .run = get_organisation},
        {.method = http::Method::put,
         .path = "/api/v1/organisations/{id}",
         .id = "resubmitOrganisation",
         .tag = "企业",
         .zh = "修改被驳回的注册并重新提交",
         .en = "The owner corrects a rejected application and submits it again.",
         .who = Who::with(auth::Permission::read_organisation),
         .body = {{.schema = resubmission_schema(), .example = example, .bytes_max = 16 * 1024}},
         .answer = {200, "企业", ref("Organisation")},
         .errors = {Code::not_found, Code::wrong_state, Code::org_exists, Code::document_unknown, Code::uscc_length,
                    Code::uscc_character, Code::uscc_check},
         .repeat = Repeat::kept,
         .run = resubmit_organisation},
        {.method = http::Method::post,
         .path = "/api/v1/organisations/{id}/reviews",
         .id = "reviewOrganisation",
         .tag = "企业",
         .zh = "审核企业",
         .en = "Approves or rejects an application; a rejection names its reason.",
         .who = Who::with(auth::Permission::review_organisation),
         .body = {{.schema = object({{"decision", choice("审批结果", {"approve", "reject"})},
                                     maybe("reason", text("审批意见", 500))}),
                   .example = {{"decision", "approve"}, {"reason", "资料齐全"}}}},
         .answer = {200, "企业", ref("Organisation")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = review_organisation},
    };
}

}  // namespace yiguan::api
