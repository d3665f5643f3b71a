// Templates and catalogue (public), and product filings.
#include "api/operation.hpp"
#include "catalog/catalog_json.hpp"
#include "codes/codes.hpp"

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

// GET /api/v1/products?organisation=&status=&cursor=&limit=: one's own filings; for those who read everywhere also
// another organisation's, or by status those of all of them.
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
        const bool of_all = status && !org && auth::may_everywhere(actor, auth::Permission::read_product);
        TRY(const auto page,
            of_all ? catalog::list_products_by_status(tx, actor, *status, ProductId{cursor}, limit)
                   : catalog::list_products(tx, actor, org.value_or(actor.org), status, ProductId{cursor}, limit));
        json::array items;
        for (const auto& product : page.products)
            items.push_back(catalog::encode(product, catalog::Viewer::of(actor), catalog::Audience::inside));
        json::object out{{"items", std::move(items)}};
        if (page.next) out["nextCursor"] = to_string(page.next);
        return ok(std::move(out));
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
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto product, catalog::withdraw_product(tx, actor, id));
        return product_response(product, actor);
    }}};
}

// POST /api/v1/products/{id}/deactivation {"reason"} (ECO-29, C-28)
Result<Step> disable_product(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string reason = in.text("reason", "停用原因", {.chars_max = 500, .multiline = true});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto filed, catalog::read_product(tx, actor, id));
        const auto bound =
            codes::has_bound_codes(tx, filed.org, id) ? catalog::CodesBound::yes : catalog::CodesBound::no;
        TRY(const auto product, catalog::disable_product(tx, actor, id, bound, reason));
        return product_response(product, actor);
    }}};
}

std::vector<schema::Field> filing_fields() {
    using namespace schema;
    return {{"template", text("数据模板", 40)},
            {"unit", text("产品单元", 40)},
            {"fields", free_object("填报内容，字段由数据模板定义")},
            maybe("open", list("公开的字段", text("字段", 40), 100)),
            maybe("pictures", list("产品图片", id("文件"), 10)),
            maybe("submit", boolean("提交审核，否则存为草稿"))};
}

const json::object filing_example{{"template", "B.1"},
                                  {"unit", "CAT-04-01"},
                                  {"fields",
                                   {{"productName", "电动自行车"},
                                    {"productType", "整车"},
                                    {"model", "TDT-YG26Z"},
                                    {"standard", "GB 17761-2024"},
                                    {"cccCertificate", "2026011119000001"},
                                    {"inspectionReport", "型式检验报告 GX-2026-0017"},
                                    {"gtin", "6901234567892"},
                                    {"warrantyPeriod", "24 个月"},
                                    {"productionLicence", "XK06-001-00001"},
                                    {"manual", "充电时请勿覆盖充电器"}}},
                                  {"pictures", json::array{"246813579"}}};

json::object update_example() {
    auto out = filing_example;
    out["version"] = "1";
    return out;
}

Schema update_schema() {
    auto fields = filing_fields();
    fields.push_back({"version", schema::integer("读取时的版本", 1, INT64_MAX)});
    return schema::object(std::move(fields));
}

const std::vector<Code> filing_errors{
    Code::template_unknown, Code::template_field_unknown,    Code::template_field_stage,
    Code::unit_unknown,     Code::template_field_fixed,      Code::openness_not_chooseable,
    Code::bad_date,         Code::differs_from_registration, Code::picture_required,
    Code::document_unknown, Code::org_not_approved,          Code::gtin_check_digit,
    Code::future_date};

std::vector<Code> with_filing_errors(std::vector<Code> others) {
    others.insert(others.end(), filing_errors.begin(), filing_errors.end());
    return others;
}

}  // namespace

std::vector<Operation> product_operations() {
    using namespace schema;
    const auto items_of = [](std::string_view name) {
        return schema::answer({{"items", Schema{{"type", "array"}, {"items", ref(name)}}}});
    };
    return {
        {.method = http::Method::get,
         .path = "/api/v1/templates",
         .id = "listTemplates",
         .tag = "产品",
         .zh = "全部数据模板",
         .en = "All data templates; a fixed, short list.",
         .who = Who::anybody(),
         .answer = {200, "数据模板", items_of("Template")},
         .run = list_templates},
        {.method = http::Method::get,
         .path = "/api/v1/templates/{id}",
         .id = "getTemplate",
         .tag = "产品",
         .zh = "一个数据模板的字段",
         .en = "The fields of one template.",
         .who = Who::anybody(),
         .answer = {200, "数据模板", ref("Template")},
         .errors = {Code::not_found},
         .run = get_template},
        {.method = http::Method::get,
         .path = "/api/v1/catalogue",
         .id = "getCatalogue",
         .tag = "产品",
         .zh = "重点工业产品目录",
         .en = "The official catalogue of products; a fixed, short list.",
         .who = Who::anybody(),
         .answer = {200, "目录", items_of("Category")},
         .run = get_catalogue},
        {.method = http::Method::post,
         .path = "/api/v1/products",
         .id = "fileProduct",
         .tag = "产品",
         .zh = "产品备案",
         .en = "Files a product on a template, as a draft or for review.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = object(filing_fields()), .example = filing_example, .bytes_max = 128 * 1024}},
         .answer = {201, "备案", ref("Product")},
         .errors = filing_errors,
         .repeat = Repeat::kept,
         .run = file_product},
        {.method = http::Method::get,
         .path = "/api/v1/products",
         .id = "listProducts",
         .tag = "产品",
         .zh = "本企业的备案，新的在前；管理员和监管可按状态查看各企业的",
         .en =
             "One's own filings, newest first; by status those of all organisations, for administrator and regulators.",
         .who = Who::with(auth::Permission::read_product),
         .query = paging(
             {{"status", "只看此状态", Schema{{"type", "string"}}}, {"organisation", "企业，默认本企业", id("企业")}}),
         .answer = {200, "一页备案", page_of("Product")},
         .run = list_products},
        {.method = http::Method::get,
         .path = "/api/v1/products/{id}",
         .id = "getProduct",
         .tag = "产品",
         .zh = "一个备案",
         .en = "One filing.",
         .who = Who::with(auth::Permission::read_product),
         .answer = {200, "备案", ref("Product")},
         .errors = {Code::not_found},
         .run = get_product},
        {.method = http::Method::put,
         .path = "/api/v1/products/{id}",
         .id = "updateProduct",
         .tag = "产品",
         .zh = "修改未发布的备案",
         .en = "A draft, rejected or withdrawn filing, with the version that was read.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = update_schema(), .example = update_example(), .bytes_max = 128 * 1024}},
         .answer = {200, "备案", ref("Product")},
         .errors = with_filing_errors({Code::not_found, Code::wrong_state}),
         .repeat = Repeat::kept,
         .run = update_product},
        {.method = http::Method::post,
         .path = "/api/v1/products/{id}/reviews",
         .id = "reviewProduct",
         .tag = "产品",
         .zh = "审核备案",
         .en = "Approves or rejects a filing.",
         .who = Who::with(auth::Permission::review_product),
         .body = {{.schema = object({{"decision", choice("审核结论", {"approve", "reject"})},
                                     maybe("reason", text("审核意见", 500))}),
                   .example = {{"decision", "approve"}, {"reason", "资料齐全"}},
                   .bytes_max = 8192}},
         .answer = {200, "备案", ref("Product")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = review_product},
        {.method = http::Method::post,
         .path = "/api/v1/products/{id}/withdrawal",
         .id = "withdrawProduct",
         .tag = "产品",
         .zh = "撤回待审核的备案",
         .en = "Takes a filing back from review.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "备案", ref("Product")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = withdraw_product},
        {.method = http::Method::post,
         .path = "/api/v1/products/{id}/deactivation",
         .id = "disableProduct",
         .tag = "产品",
         .zh = "应企业申请停用填错的备案；已绑码的不能停用",
         .en = "Takes a wrong filing out of use for good; refused once codes are bound to it.",
         .who = Who::with(auth::Permission::review_product),
         .body = {{.schema = object({{"reason", text("停用原因", 500)}}),
                   .example = {{"reason", "企业申请：型号填报有误"}},
                   .bytes_max = 8192}},
         .answer = {200, "备案", ref("Product")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
         .repeat = Repeat::kept,
         .run = disable_product},
    };
}

}  // namespace yiguan::api
