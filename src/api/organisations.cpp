// Organisations: registration by anybody, review, change of facts, transfer of responsibility.
#include <algorithm>

#include "api/initial_password.hpp"
#include "api/operation.hpp"
#include "api/session_json.hpp"
#include "auth/phone_codes.hpp"
#include "catalog/editions.hpp"
#include "core/text.hpp"
#include "registry/registry_json.hpp"
#include "review/review_json.hpp"

namespace yiguan::api {
namespace {

// POST /api/v1/organisations. A stranger is signed in by it, so that he can upload and go on with his draft.
Result<Step> register_organisation(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto input, registry::decode_registration(body));
    const std::int64_t pending_max = services.limits->settings().pending_organisations_max;
    auto hash = [&services, pending_max, input = std::move(input)]() mutable -> Result<Step> {
        const bool later = input.password.empty();
        // Of whom no password is known yet: the hash of one that nobody is told.
        registry::Registration registration{
            .org = std::move(input.org),
            .kinds = input.kinds,
            .login = std::move(input.login),
            .password_hash = auth::hash_password(later ? random_token(24) : input.password),
            .submit = input.submit,
            .password_later = later};
        auto phone = std::move(input.phone);
        auto phone_code = std::move(input.phone_code);
        return Step{
            Write{[&services, pending_max, registration = std::move(registration), phone = std::move(phone),
                   phone_code = std::move(phone_code)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                if (actor.anonymous()) {
                    TRY_VOID(registry::require_room_for_registration(tx, pending_max));
                }
                auto with_phone = registration;
                with_phone.phone = phone;
                if (!phone.empty() && actor.anonymous()) {
                    // A wrong code counts as a try: what that wrote is kept, so it is no error of the transaction.
                    const auto taken = auth::take_phone_code(tx, phone, auth::CodePurpose::register_, phone_code);
                    if (taken.has_error()) {
                        auto error = taken.error();
                        error.pointer = "/phoneCode";
                        return http::problem(error, actor.request_id);
                    }
                }
                TRY(const auto made, registry::register_org(tx, actor, with_phone));
                TRY(const auto org, registry::get_org(tx, made.org));
                auto encoded = registry::encode_own(org);
                encoded["user"] = to_string(made.user);
                auto response = created("/api/v1/organisations/" + to_string(made.org), std::move(encoded));
                if (actor.anonymous()) {
                    TRY(const auto opened, auth::open_session(tx, made.user));
                    response.headers.emplace_back("Set-Cookie",
                                                  session_cookie_of(services, opened.token, auth::session_ms / 1000));
                }
                return response;
            }}};
    };
    return Step{Offload{std::move(hash), Lane::passwords}};
}

Result<std::string> digits_of(const http::Request& request, std::string_view key) {
    std::string out(request.query_param(key).value_or(""));
    if (out.size() > 6 || !std::ranges::all_of(out, is_digit))
        return Error{Code::invalid, "/" + std::string(key), "地区应是行政区划代码的前几位", "地区"};
    return out;
}

Result<registry::OrgFilter> filter_of(const http::Request& request) {
    registry::OrgFilter filter;
    const auto given = [&](std::string_view key) { return request.query_param(key); };
    if (const auto status = given("status")) {
        filter.status = registry::parse_org_status(*status);
        if (!filter.status) return Error{Code::invalid, "/status", "没有这种状态", "状态"};
    }
    if (const auto kind = given("kind")) {
        filter.kind = registry::parse_org_kind(*kind);
        if (!filter.kind) return Error{Code::invalid, "/kind", "没有这种企业类型", "企业类型"};
    }
    if (const auto category = given("category")) {
        filter.categories = review::category_bit(*category);
        if (!filter.categories) return Error{Code::invalid, "/category", "没有这个产品品类", "产品品类"};
    }
    if (const auto q = given("q")) {
        filter.q = std::string(trim(*q));
        if (utf8_length(filter.q) > 100) return Error{Code::too_long, "/q", "查找的文字不能超过 100 个字", "关键词"};
    }
    if (const auto uscc = given("uscc")) {
        filter.uscc = std::string(trim(*uscc));
        if (filter.uscc.size() > 18)
            return Error{Code::too_long, "/uscc", "统一社会信用代码不超过 18 位", "统一社会信用代码"};
    }
    TRY(filter.region, digits_of(request, "region"));
    return filter;
}

// GET /api/v1/organisations?q=&uscc=&region=&kind=&category=&status=&cursor=&limit=
Result<Step> list_organisations(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(auto filter, filter_of(request));
    return Step{Read{[=, filter = std::move(filter)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto page,
            registry::list_orgs(tx, actor, filter, cursor ? std::optional(OrgId{cursor}) : std::nullopt, limit));
        json::array items;
        for (const auto& org : page.items) items.push_back(registry::encode(org, actor));
        json::object out{{"items", std::move(items)}, {"total", std::min(page.total, registry::org_total_max)}};
        if (page.total > registry::org_total_max) out["totalIsAbout"] = true;
        if (page.next) out["nextCursor"] = to_string(*page.next);
        return ok(std::move(out));
    }}};
}

/// With what only a look into the database tells.
json::object encode_whole(db::Tx& tx, const registry::Org& org, const auth::Actor& actor) {
    auto out = registry::encode(org, actor);
    if (!out.contains("version")) return out;
    json::array predecessors;
    for (const auto id : registry::predecessors_of(tx, org.id)) predecessors.emplace_back(to_string(id));
    out["predecessors"] = std::move(predecessors);
    return out;
}

/// The organisation's users, its predecessors' successors, reviewers and regulators in their scope.
bool is_inside(db::Tx& tx, const auth::Actor& actor, OrgId id) {
    return registry::require_reach(tx, actor, auth::Permission::read_organisation, id).has_value();
}

// GET /api/v1/organisations/{id}: approved ones are public (NAT-48); others only for themselves and reviewers.
Result<Step> get_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto org, registry::get_org(tx, id));
        const bool inside = is_inside(tx, actor, id);
        if (!inside && org.status != registry::OrgStatus::approved) return Error{Code::not_found, "", "没有这个企业"};
        return ok(inside ? encode_whole(tx, org, actor) : registry::encode(org, auth::Actor{}));
    }}};
}

// GET /api/v1/organisations/{id}/history
Result<Step> organisation_history(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(registry::get_org(tx, id));
        if (!is_inside(tx, actor, id)) return Error{Code::not_found, "", "没有这个企业"};
        return ok({{"items", registry::encode_history(tx, id)}});
    }}};
}

// PUT /api/v1/organisations/{id}: the applicant goes on with a draft, or corrects and submits again (ECO-19).
Result<Step> resubmit_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(auto update, registry::decode_org_update(body));
    return Step{Write{[id, update = std::move(update)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto org, registry::resubmit_org(tx, actor, id, *update.data, update.submit, update.version));
        return ok(encode_whole(tx, org, actor));
    }}};
}

// POST /api/v1/organisations/{id}/reviews: short for claiming and deciding the registration.
Result<Step> review_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(auto review, registry::decode_review(body));
    auto decide = [id, review = std::move(review)](std::optional<review::InitialPassword> password) {
        return Step{Write{[id, review, password = std::move(password)](
                              db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto org,
                registry::review_org(tx, actor, id, review.decision, review.reason, password ? &*password : nullptr));
            return ok(encode_whole(tx, org, actor));
        }}};
    };
    return Step{ReadThen{[id, decide = std::move(decide)](db::Tx& tx, const auth::Actor&) -> Result<Step> {
        // Hashing only where the approval has to bring a password.
        const auto org = registry::find_org(tx, id);
        if (!org || !registry::awaits_password(tx, *org)) return decide(std::nullopt);
        return Step{Offload{[decide]() -> Result<Step> { return decide(initial_password()); }, Lane::passwords}};
    }}};
}

Result<std::vector<DocumentId>> read_documents(ObjectReader& reader) {
    std::vector<DocumentId> out;
    if (const auto* array = reader.array("documents", "附件", false))
        for (const auto& item : *array) {
            const auto* text = item.if_string();
            const auto id = text ? parse_id_as<DocumentId>({text->data(), text->size()}) : std::nullopt;
            if (id)
                out.push_back(*id);
            else
                reader.violation(Code::wrong_type, "documents", "附件", "附件应以文件编号列出");
        }
    return out;
}

http::Response application_made(db::Tx& tx, const auth::Actor& actor, const review::Application& application) {
    return created("/api/v1/applications/" + to_string(application.id), review::encode_whole(tx, actor, application));
}

// POST /api/v1/organisations/{id}/changes {"changes","reason","documents"?}
Result<Step> change_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    const auto* changes = reader.object("changes", "变更内容");
    auto reason = reader.text("reason", "变更原因", {.chars_max = 500, .multiline = true});
    TRY(auto documents, read_documents(reader));
    reader.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, changes = *changes, reason = std::move(reason), documents = std::move(documents)](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, registry::apply_for_change(tx, actor, id, changes, reason, documents));
        return application_made(tx, actor, made);
    }}};
}

// POST /api/v1/organisations/{id}/transfers {"successor","ground","reason","documents"?}
Result<Step> transfer_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    const auto written = reader.text("successor", "承接企业", {.chars_max = 60});
    std::optional<keys::Uscc> uscc;
    if (!written.empty()) uscc = reader.take("successor", "承接企业", keys::Uscc::parse(written));
    const auto word = reader.text("ground", "转移原因", {.chars_max = 20});
    const auto ground = registry::parse_transfer_ground(word);
    if (!word.empty() && !ground)
        reader.violation(Code::invalid, "ground", "转移原因",
                         "转移原因只能是 merged（合并）、renamed（更名换码）、split（分立）");
    auto reason = reader.text("reason", "说明", {.chars_max = 500, .multiline = true});
    TRY(auto documents, read_documents(reader));
    reader.finish();
    TRY_VOID(violations.result());
    return Step{
        Write{[id, uscc = *uscc, ground = *ground, reason = std::move(reason), documents = std::move(documents)](
                  db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto made, registry::apply_for_transfer(tx, actor, id, uscc, ground, reason, documents));
            return application_made(tx, actor, made);
        }}};
}

// PUT /api/v1/organisations/{id}/introduction
Result<Step> introduce_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(auto introduction, registry::decode_introduction(body));
    return Step{Write{
        [id, introduction = std::move(introduction)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto org, registry::set_introduction(tx, actor, id, introduction));
            catalog::raise_page_version(tx);
            return ok(encode_whole(tx, org, actor));
        }}};
}

using Operate = Result<registry::Org> (*)(db::Tx&, const auth::Actor&, OrgId, std::string_view);

// POST /api/v1/organisations/{id}/suspensions|resumptions|deregistrations {"reason"}
template <Operate operate>
Result<Step> operate_organisation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrgId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    auto reason = reader.optional_text("reason", "原因", {.chars_max = 500, .multiline = true}).value_or("");
    reader.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, reason = std::move(reason)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto org, operate(tx, actor, id, reason));
        return ok(encode_whole(tx, org, actor));
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
            maybe("capital", integer("注册资金（万元）", 0, 1'000'000'000)),
            maybe("regionCode", text("行政区域，六位代码", 6)),
            maybe("productionAddress", text("生产地址", 200)),
            maybe("gln", text("企业 GLN", 30)),
            maybe("cardNumber", text("条码卡号", 20)),
            maybe("organisationCode", text("组织机构代码", 20)),
            maybe("companyType", choice("企业性质", {"ordinary", "health_food", "cold_chain"})),
            maybe("productTypes", list("产品类型", choice("产品类型", {"vehicle", "battery", "charger"}), 3)),
            maybe("categories", list("产品品类", text("产品品类", 10), 62)),
            maybe("brands", list("品牌", text("品牌", 50), 50)),
            maybe("letters", list("承诺书", free_object("承诺书"), registry::letter_type_count)),
            maybe("submit", boolean("提交审核；否则存为草稿"))};
}

Schema registration_schema() {
    using namespace schema;
    auto fields = organisation_fields();
    fields.push_back(
        {"kinds", list("企业类型",
                       choice("企业类型", {"producer", "seller", "regulator", "platform_operator",
                                           "commissioning_party", "commissioned_party", "certification_body",
                                           "professional_body", "association", "online_shop", "buyer"}),
                       registry::org_kind_count)});
    fields.push_back({"login", text("用户名", 64)});
    fields.push_back({"password", text("密码；没有手机号时必填", 128)});
    fields.push_back(maybe("phone", text("手机号，初始密码发往此处", 30)));
    fields.push_back(maybe("phoneCode", text("短信验证码", 6)));
    return object(std::move(fields));
}

Schema resubmission_schema() {
    auto fields = organisation_fields();
    fields.push_back(schema::maybe("licence", schema::id("营业执照")));
    fields.push_back(schema::maybe("version", schema::id("版本")));
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

Schema reason_schema() {
    return schema::object({schema::maybe("reason", schema::text("原因", 500))});
}

Operation operate_operation(std::string path, std::string id, std::string_view zh, std::string_view en,
                            Result<Step> (*run)(Services&, const http::Request&)) {
    return {.method = http::Method::post,
            .path = "/api/v1/organisations/{id}" + std::move(path),
            .id = std::move(id),
            .tag = "企业",
            .zh = zh,
            .en = en,
            .who = Who::with(auth::Permission::review_organisation),
            .body = {{.schema = reason_schema(), .example = {{"reason", "抽检不合格"}}}},
            .answer = {200, "企业", schema::ref("Organisation")},
            .errors = {Code::not_found, Code::wrong_state, Code::self_review},
            .repeat = Repeat::kept,
            .run = run};
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
                    Code::uscc_check, Code::forbidden, Code::phone_code},
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
         .query = paging({{"status", "只看此状态", Schema{{"type", "string"}}},
                          {"q", "名称或信用代码中的文字", Schema{{"type", "string"}, {"maxLength", 100}}},
                          {"uscc", "信用代码的前几位", Schema{{"type", "string"}, {"maxLength", 18}}},
                          {"region", "行政区划代码的前几位", Schema{{"type", "string"}, {"maxLength", 6}}},
                          {"kind", "企业类型", Schema{{"type", "string"}}},
                          {"category", "产品品类", Schema{{"type", "string"}}}}),
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
         .zh = "修改草稿或被驳回的注册，保存或提交",
         .en = "The applicant goes on with a draft, or corrects a registration and submits it again.",
         .who = Who::with(auth::Permission::read_organisation),
         .body = {{.schema = resubmission_schema(), .example = example, .bytes_max = 16 * 1024}},
         .answer = {200, "企业", ref("Organisation")},
         .errors = {Code::not_found, Code::wrong_state, Code::org_exists, Code::document_unknown, Code::uscc_length,
                    Code::uscc_character, Code::uscc_check, Code::conflict},
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
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::self_review},
         .repeat = Repeat::kept,
         .run = review_organisation},
        {.method = http::Method::get,
         .path = "/api/v1/organisations/{id}/history",
         .id = "organisationHistory",
         .tag = "企业",
         .zh = "企业资料的各个版本与变化",
         .en = "Every version with what it changed.",
         .who = Who::with(auth::Permission::read_organisation),
         .answer = {200, "各个版本", answer({{"items", {{"type", "array"}, {"items", free_object("版本")}}}})},
         .errors = {Code::not_found},
         .run = organisation_history},
        {.method = http::Method::post,
         .path = "/api/v1/organisations/{id}/changes",
         .id = "changeOrganisation",
         .tag = "企业",
         .zh = "申请变更企业资料",
         .en = "An application to change facts of an approved organisation.",
         .who = Who::with(auth::Permission::change_organisation),
         .body = {{.schema = object({{"changes", free_object("变更内容")},
                                     {"reason", text("变更原因", 500)},
                                     maybe("documents", list("附件", id("文件"), 20))}),
                   .example = {{"changes", {{"website", "https://maker.example/new"}}}, {"reason", "更换网站"}},
                   .bytes_max = 32 * 1024}},
         .answer = {201, "变更申请", ref("Application")},
         .errors = {Code::not_found, Code::org_not_approved, Code::conflict, Code::document_unknown},
         .repeat = Repeat::kept,
         .run = change_organisation},
        {.method = http::Method::post,
         .path = "/api/v1/organisations/{id}/transfers",
         .id = "transferOrganisation",
         .tag = "企业",
         .zh = "申请把追溯责任转移给承接企业",
         .en = "An application that a successor takes over the duty to trace.",
         .who = Who::with(auth::Permission::change_organisation),
         .body = {{.schema = object({{"successor", text("承接企业", 60)},
                                     {"ground", choice("转移原因", {"merged", "renamed", "split"})},
                                     {"reason", text("说明", 500)},
                                     maybe("documents", list("附件", id("文件"), 20))}),
                   .example = {{"successor", "91440101MA0000001Q"}, {"ground", "merged"}, {"reason", "公司合并"}}}},
         .answer = {201, "转移申请", ref("Application")},
         .errors = {Code::not_found, Code::org_not_approved, Code::conflict, Code::document_unknown, Code::uscc_length,
                    Code::uscc_character, Code::uscc_check},
         .repeat = Repeat::kept,
         .run = transfer_organisation},
        {.method = http::Method::put,
         .path = "/api/v1/organisations/{id}/introduction",
         .id = "introduceOrganisation",
         .tag = "企业",
         .zh = "填写企业介绍：填写即展示，不填写不展示",
         .en = "What is filled in is shown.",
         .who = Who::with(auth::Permission::change_organisation),
         .body = {{.schema = object({maybe("overview", text("企业概况", 2000)),
                                     maybe("business", text("主营产品与业务", 2000)),
                                     maybe("strengths", text("优势与产品特色", 2000))}),
                   .example = {{"overview", "专注电动自行车的生产"}},
                   .bytes_max = 32 * 1024}},
         .answer = {200, "企业", ref("Organisation")},
         .errors = {Code::not_found, Code::conflict},
         .repeat = Repeat::kept,
         .run = introduce_organisation},
        operate_operation("/suspensions", "suspendOrganisation", "停用企业", "Suspends an approved organisation.",
                          operate_organisation<registry::suspend_org>),
        operate_operation("/resumptions", "resumeOrganisation", "恢复企业", "Resumes a suspended organisation.",
                          operate_organisation<registry::resume_org>),
        operate_operation("/deregistrations", "deregisterOrganisation", "注销企业", "Ends a registration for good.",
                          operate_organisation<registry::deregister_org>),
    };
}

}  // namespace yiguan::api
