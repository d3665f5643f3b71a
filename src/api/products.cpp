// Product filings. Templates: templates.cpp; the catalogue, and rules of models: models.cpp.
#include "api/dossier_json.hpp"
#include "api/goods_schema.hpp"
#include "api/operation.hpp"
#include "api/previews.hpp"
#include "catalog/applications.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/editions.hpp"
#include "catalog/models.hpp"
#include "codes/codes.hpp"
#include "codes/disabling.hpp"
#include "core/text.hpp"
#include "dossier/dossier.hpp"
#include "lookup/product_page.hpp"
#include "review/review_json.hpp"

namespace yiguan::api {
namespace {

using catalog::Audience;
using catalog::Viewer;

http::Response product_response(db::Tx& tx, const catalog::Product& product, const auth::Actor& actor) {
    auto out = catalog::describe(tx, product, Viewer::of(actor), Audience::inside);
    add_activations(tx, {&product, 1}, actor, {&out, 1});
    return ok(std::move(out));
}

// The edition that a body means: the one it names, else the one that its product stands on, else the newest.
catalog::FindTemplate templates_in(db::Tx& tx, const catalog::Product* product) {
    return [&tx, product](std::string_view id, std::int64_t edition) -> const catalog::Template* {
        if (edition > 0) return catalog::find_template(tx, id, edition);
        if (product && product->tmpl->id == id) return product->tmpl;
        return catalog::newest_template(tx, id);
    };
}

Result<Step> file_product(Services& services, const http::Request& request) {
    TRY(auto body, json_body(request));
    return Step{ReadThen{[&services, body = std::move(body)](db::Tx& read, const auth::Actor&) -> Result<Step> {
        TRY(auto filing, catalog::decode_filing(body, services.db.now(), templates_in(read, nullptr)));
        return Step{Write{[filing = std::move(filing)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto product, catalog::file_product(tx, actor, filing));
            return created("/api/v1/products/" + to_string(product.id),
                           catalog::describe(tx, product, Viewer::of(actor), Audience::inside));
        }}};
    }}};
}

struct VersionedBody {
    std::int64_t version = 0;
    json::object rest;
};
// Takes "version" out of a body.
Result<VersionedBody> versioned_body(const http::Request& request) {
    TRY(auto body, json_body(request));
    const auto* given = body.if_contains("version");
    if (!given)
        return Error{.code = Code::missing_field, .pointer = "/version", .detail = "版本必须填写", .field = "版本"};
    Violations violations;
    const json::object only{{"version", *given}};
    ObjectReader in(only, violations);
    const std::int64_t version = in.integer("version", "版本", 0, INT64_MAX);
    TRY_VOID(violations.result());
    body.erase("version");
    return VersionedBody{version, std::move(body)};
}

// PUT /api/v1/products/{id}: a draft, rejected or withdrawn filing, with the version that was read.
Result<Step> update_product(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(auto given, versioned_body(request));
    return Step{
        ReadThen{[&services, id, given = std::move(given)](db::Tx& read, const auth::Actor& reader) -> Result<Step> {
            TRY(const auto stored, catalog::read_product(read, reader, id));
            TRY(auto filing, catalog::decode_filing(given.rest, services.db.now(), templates_in(read, &stored)));
            return Step{Write{[id, version = given.version, filing = std::move(filing)](
                                  db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                TRY(const auto product, catalog::update_product(tx, actor, id, version, filing));
                return product_response(tx, product, actor);
            }}};
        }}};
}

std::string text_param(const http::Request& request, std::string_view name) {
    return std::string(request.query_param(name).value_or(""));
}

// GET /api/v1/products/{id}?asOf=
Result<Step> get_product(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    std::optional<UtcMs> as_of;
    if (const auto text = request.query_param("asOf")) {
        const auto time = parse_time(*text);
        if (time.has_error())
            return Error{.code = Code::bad_date, .pointer = "/asOf", .detail = time.error().detail, .field = "时间点"};
        // A day means its end: what stood then.
        as_of = text->size() == 10 ? UtcMs{time.value().value + 86'400'000 - 1} : time.value();
    }
    return Step{Read{[id, as_of](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto product,
            as_of ? catalog::product_at(tx, actor, id, *as_of) : catalog::read_product(tx, actor, id));
        return product_response(tx, product, actor);
    }}};
}

Result<catalog::ProductFilter> filter_of(const http::Request& request) {
    catalog::ProductFilter filter{.q = text_param(request, "q"),
                                  .model = text_param(request, "model"),
                                  .category = text_param(request, "category"),
                                  .certificate = text_param(request, "certificate"),
                                  .family = {},
                                  .awaiting_me = text_param(request, "awaitingMe") == "true"};
    const std::pair<std::string_view, const std::string*> words[] = {
        {"/q", &filter.q}, {"/model", &filter.model}, {"/category", &filter.category}};
    for (const auto& [pointer, text] : words)
        if (!is_utf8(*text) || utf8_length(*text) > 100)
            return Error{.code = Code::too_long,
                         .pointer = std::string(pointer),
                         .detail = "查询条件不能超过 100 个字",
                         .field = "查询"};
    if (const auto text = request.query_param("awaitingMe"); text && *text != "true" && *text != "false")
        return Error{
            .code = Code::invalid, .pointer = "/awaitingMe", .detail = "应为 true 或 false", .field = "等待本企业确认"};
    if (const auto text = request.query_param("status")) {
        filter.status = catalog::parse_product_status(*text);
        if (!filter.status)
            return Error{.code = Code::invalid, .pointer = "/status", .detail = "没有这种状态", .field = "状态"};
    }
    if (const auto text = request.query_param("family")) {
        filter.family = catalog::parse_family(*text);
        if (!filter.family)
            return Error{
                .code = Code::invalid, .pointer = "/family", .detail = "没有这种型号类别", .field = "型号类别"};
    }
    if (const auto text = request.query_param("organisation")) {
        filter.org = parse_id_as<OrgId>(*text);
        if (!filter.org)
            return Error{.code = Code::invalid, .pointer = "/organisation", .detail = "企业编号无效", .field = "企业"};
    }
    constexpr std::string_view certificates[] = {"valid", "expiring", "expired", "none"};
    if (request.query_param("certificate") &&
        std::ranges::find(certificates, filter.certificate) == std::end(certificates))
        return Error{
            .code = Code::invalid, .pointer = "/certificate", .detail = "没有这种证书状态", .field = "证书状态"};
    return filter;
}

// GET /api/v1/products: one's own filings; of all organisations for those who read everywhere.
Result<Step> list_products(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(auto filter, filter_of(request));
    return Step{Read{
        [cursor, limit, filter = std::move(filter)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            auto wanted = filter;
            if (!wanted.org && !auth::may_everywhere(actor, auth::Permission::read_product)) wanted.org = actor.org;
            TRY(const auto page, catalog::find_products(tx, actor, wanted, ProductId{cursor}, limit));
            json::array items;
            auto described = catalog::describe(tx, page.products, Viewer::of(actor), Audience::inside);
            add_activations(tx, page.products, actor, described);
            for (std::size_t i = 0; i < described.size(); ++i) {
                if (page.products[i].org == actor.org)
                    described[i]["tracedBatches"] = dossier::count_of(tx, actor.org, page.products[i].id);
                items.push_back(std::move(described[i]));
            }
            json::object out{{"items", std::move(items)}, {"total", std::min(page.total, catalog::product_total_max)}};
            if (page.total > catalog::product_total_max) out["totalIsAbout"] = true;
            if (page.next) out["nextCursor"] = to_string(page.next);
            return ok(std::move(out));
        }}};
}

// POST /api/v1/products/{id}/confirmations {"decision":"confirm"|"refuse","reason"?}
Result<Step> confirm_product(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string decision = in.text("decision", "答复", {.chars_max = 20});
    const std::string reason = in.optional_text("reason", "原因", {.chars_max = 500, .multiline = true}).value_or("");
    if (!decision.empty() && decision != "confirm" && decision != "refuse")
        in.violation(Code::invalid, "decision", "答复", "答复只能是 confirm 或 refuse");
    in.finish();
    TRY_VOID(violations.result());
    const auto confirm = decision == "confirm" ? catalog::Confirm::yes : catalog::Confirm::no;
    return Step{Write{[id, confirm, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto product, catalog::confirm_product(tx, actor, id, confirm, reason));
        return product_response(tx, product, actor);
    }}};
}

// POST /api/v1/products/{id}/corrections | /changes: a filing's body with the version that was read and a reason.
Result<Step> amend_product(Services& services, const http::Request& request, catalog::Amendment amendment) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(auto given, versioned_body(request));
    Violations violations;
    json::object only;
    for (const char* key : {"reason", "reasonKind"})
        if (const auto* text = given.rest.if_contains(key)) only[key] = *text;
    ObjectReader in(only, violations);
    const auto words = in.optional_text("reason", "原因", {.chars_max = 450, .multiline = true}).value_or("");
    const auto kind = in.optional_text("reasonKind", "理由类型", {.chars_max = 40}).value_or("");
    TRY_VOID(violations.result());
    TRY(auto reason, catalog::amendment_reason(kind, words));
    for (const char* key : {"reason", "reasonKind"}) given.rest.erase(key);
    return Step{ReadThen{[&services, id, amendment, given = std::move(given), reason = std::move(reason)](
                             db::Tx& read, const auth::Actor& reader) -> Result<Step> {
        TRY(const auto stored, catalog::read_product(read, reader, id));
        TRY(auto filing, catalog::decode_filing(given.rest, services.db.now(), templates_in(read, &stored)));
        return Step{Write{[&services, id, amendment, version = given.version, filing = std::move(filing), reason](
                              db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto application,
                catalog::propose(tx, actor, id, version, amendment, filing, reason, services.platform_contact));
            return created("/api/v1/applications/" + to_string(application.id),
                           review::encode_whole(tx, actor, application));
        }}};
    }}};
}
Result<Step> correct_product(Services& services, const http::Request& request) {
    return amend_product(services, request, catalog::Amendment::correction);
}
Result<Step> change_product(Services& services, const http::Request& request) {
    return amend_product(services, request, catalog::Amendment::change);
}

// POST /api/v1/products/previews: the consumer's page of what is being filled in. Nothing is stored.
Result<Step> preview_product(Services& services, const http::Request& request) {
    TRY(auto body, json_body(request));
    Violations violations;
    const std::string viewer = take_text(body, "viewer");
    const std::string lang = take_text(body, "lang");
    for (const char* not_needed : {"version", "reason", "reasonKind"}) body.erase(not_needed);
    body["submit"] = false;
    if (!is_viewer(viewer))
        return Error{.code = Code::invalid, .pointer = "/viewer", .detail = "没有这种查看者", .field = "查看者"};
    return Step{Read{[&services, body = std::move(body), viewer, lang](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto filing, catalog::decode_filing(body, services.db.now(), templates_in(tx, nullptr)));
        const auto product = catalog::preview_of(tx, actor.org, filing);
        return ok(json::object{{"html", lookup::preview_page(tx, product, viewer_of(viewer, actor.org),
                                                             lang == "en" ? lookup::Lang::en : lookup::Lang::zh,
                                                             services.resolver.host())}});
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
        return product_response(tx, product, actor);
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
        return product_response(tx, product, actor);
    }}};
}

// {"reason"}: why a filing is to be taken out of use.
Result<std::string> reason_of(const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string reason = in.text("reason", "停用原因", {.chars_max = 500, .multiline = true});
    in.finish();
    TRY_VOID(violations.result());
    return reason;
}

// POST /api/v1/products/{id}/deactivation {"reason"} (ECO-29, C-28)
Result<Step> disable_product(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(const auto reason, reason_of(request));
    return Step{Write{[id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(catalog::read_product(tx, actor, id));
        TRY(const auto product, codes::disable_product(tx, actor, id, reason));
        return product_response(tx, product, actor);
    }}};
}

// POST /api/v1/products/{id}/disablings {"reason"}: the owner asks for it, a reviewer decides.
Result<Step> ask_to_disable(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(const auto reason, reason_of(request));
    return Step{Write{[id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto application, codes::apply_for_disabling(tx, actor, id, reason));
        return created("/api/v1/applications/" + to_string(application.id),
                       review::encode_whole(tx, actor, application));
    }}};
}

Schema allowed_model() {
    using namespace schema;
    return object({maybe("uscc", text("生产企业统一社会信用代码，提交时必填", 40)),
                   maybe("model", text("型号，提交时必填", 100)),
                   maybe("edition", integer("型号版本，不填为任何版本", 1, 1'000'000))});
}

std::vector<schema::Field> filing_fields() {
    using namespace schema;
    return {
        {"template", text("数据模板", 40)},
        {"unit", text("产品单元", 40)},
        {"fields", free_object("填报内容，字段由数据模板定义")},
        maybe("open", list("公开的字段", text("字段", 40), 100)),
        maybe("edition", integer("模板版次", 1, 1'000'000)),
        maybe("pictures", list("产品图片", id("文件"), 5)),
        maybe("video", id("产品视频")),
        maybe("attachments", list("附件", object({{"name", text("附件名称", 60)}, {"document", id("文件")}}), 10)),
        maybe("extension",
              list("扩展信息", object({{"name", text("属性名称", 30)}, {"value", text("属性值", 200)}}), 30)),
        maybe("links", list("相关链接",
                            object({{"platform", text("平台名称", 30)},
                                    {"url", text("网站链接", 500)},
                                    maybe("type", text("平台类型", 20))}),
                            10)),
        maybe("styles",
              list("款式照片，仅整车型号",
                   object({maybe("name", text("款式，提交时必填", 30)), maybe("colour", text("颜色，提交时必填", 30)),
                           maybe("pictures",
                                 object({maybe("front", id("平视正面照片")), maybe("leftFront", id("左前45度角照片")),
                                         maybe("leftRear", id("左后45度角照片"))}))}),
                   std::int64_t{catalog::styles_max})),
        maybe("reports",
              list("检测报告，仅型号",
                   object({maybe("number", text("报告编号，提交时必填", 80)), maybe("body", text("检测机构", 100)),
                           maybe("standard", text("执行标准号", 100)), maybe("date", text("报告日期，YYYY-MM-DD", 10)),
                           maybe("document", id("报告文件")), maybe("public", boolean("是否公开，默认公开"))}),
                   std::int64_t{catalog::reports_max})),
        maybe("batteries", list("允许电池型号，仅整车型号", allowed_model(), std::int64_t{catalog::allowed_max})),
        maybe("chargers", list("允许充电器型号，仅整车型号", allowed_model(), std::int64_t{catalog::allowed_max})),
        maybe("goods", goods_schema()),
        maybe("submit", boolean("提交审核，否则存为草稿"))};
}

const json::object filing_example{{"template", "B.1"},
                                  {"unit", "CAT-05-01"},
                                  {"fields",
                                   {{"productName", "普通型安全帽"},
                                    {"productType", "安全帽"},
                                    {"model", "HD-Y3"},
                                    {"standard", "GB 2811-2019"},
                                    {"inspectionReport", "型式检验报告 GX-2026-0017"},
                                    {"gtin", "6901234567892"},
                                    {"warrantyPeriod", "24 个月"},
                                    {"productionLicence", "XK06-001-00001"},
                                    {"manual", "使用前请调整帽箍"}}},
                                  {"pictures", json::array{"246813579"}}};

json::object update_example() {
    auto out = filing_example;
    out["version"] = "1";
    return out;
}

json::object preview_example() {
    auto out = filing_example;
    out["viewer"] = "stranger";
    out["lang"] = "zh";
    return out;
}

json::object amend_example() {
    auto out = filing_example;
    out["version"] = "1";
    out["reason"] = "型号印刷有误";
    return out;
}

Schema amend_schema() {
    auto fields = filing_fields();
    fields.push_back({"version", schema::integer("读取时的版本", 1, INT64_MAX)});
    fields.push_back(schema::maybe("reason", schema::text("理由", 450)));
    json::array kinds;
    for (const auto& reason : catalog::amendment_reasons()) kinds.emplace_back(reason.key);
    fields.push_back(schema::maybe("reasonKind", Schema{{"type", "string"},
                                                        {"title", "理由类型，见 /api/v1/products/model-rules"},
                                                        {"enum", std::move(kinds)}}));
    return schema::object(std::move(fields));
}

Schema update_schema() {
    auto fields = filing_fields();
    fields.push_back({"version", schema::integer("读取时的版本", 1, INT64_MAX)});
    return schema::object(std::move(fields));
}

const std::vector<Code> filing_errors{Code::template_unknown,
                                      Code::template_field_unknown,
                                      Code::template_field_stage,
                                      Code::unit_unknown,
                                      Code::template_field_fixed,
                                      Code::openness_not_chooseable,
                                      Code::bad_date,
                                      Code::differs_from_registration,
                                      Code::picture_required,
                                      Code::document_unknown,
                                      Code::org_not_approved,
                                      Code::gtin_check_digit,
                                      Code::future_date,
                                      Code::conflict,
                                      Code::document_type,
                                      Code::body_too_large,
                                      Code::key_character,
                                      Code::uscc_length,
                                      Code::uscc_character,
                                      Code::uscc_check};

std::vector<Code> with_filing_errors(std::vector<Code> others) {
    others.insert(others.end(), filing_errors.begin(), filing_errors.end());
    return others;
}

Operation amendment(std::string path, std::string id, std::string_view zh, std::string_view en,
                    decltype(Operation::run) run) {
    return {.method = http::Method::post,
            .path = std::move(path),
            .id = std::move(id),
            .tag = "产品",
            .zh = zh,
            .en = en,
            .who = Who::with(auth::Permission::file_product),
            .body = {{.schema = amend_schema(), .example = amend_example(), .bytes_max = 128 * 1024}},
            .answer = {201, "申请", schema::free_object("申请")},
            .errors = with_filing_errors({Code::not_found, Code::wrong_state}),
            .repeat = Repeat::kept,
            .run = std::move(run)};
}

}  // namespace

std::vector<Operation> product_operations() {
    using namespace schema;
    return {
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
         .zh = "本企业的备案，新的在前；管理员和监管可查看辖区内各企业的",
         .en = "One's own filings, newest first; those of all organisations for administrator and regulators.",
         .who = Who::with(auth::Permission::read_product),
         .query =
             paging({{"q", "名称或型号中的文字", Schema{{"type", "string"}, {"maxLength", 100}}},
                     {"model", "规格型号中的文字", Schema{{"type", "string"}, {"maxLength", 100}}},
                     {"category", "品类或产品单元", Schema{{"type", "string"}, {"maxLength", 100}}},
                     {"status", "只看此状态", Schema{{"type", "string"}}},
                     {"certificate", "证书状态：valid、expiring、expired、none", Schema{{"type", "string"}}},
                     {"organisation", "企业，默认本企业；监管和管理员默认全部", id("企业")},
                     {"family", "型号类别：vehicle、battery、charger；none 为其他产品", Schema{{"type", "string"}}},
                     {"awaitingMe", "true：等待本企业确认的", Schema{{"type", "string"}}}}),
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
        amendment("/api/v1/products/{id}/corrections", "correctProduct", "申请订正已发布的备案；通过后版次不变",
                  "Proposes to put a published filing right; its edition stays.", correct_product),
        amendment("/api/v1/products/{id}/changes", "changeProduct", "申请变更已发布的备案；通过后升一版，已绑的码不变",
                  "Proposes the next edition of a published filing; codes bound before keep theirs.", change_product),
        {.method = http::Method::post,
         .path = "/api/v1/products/{id}/confirmations",
         .id = "confirmProduct",
         .tag = "产品",
         .zh = "委托生产的另一方确认或不同意备案",
         .en = "The other party of OEM/ODM agrees or refuses.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = object(
                       {{"decision", choice("答复", {"confirm", "refuse"})}, maybe("reason", text("原因", 500))}),
                   .example = {{"decision", "confirm"}},
                   .bytes_max = 8192}},
         .answer = {200, "备案", ref("Product")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = confirm_product},
        {.method = http::Method::post,
         .path = "/api/v1/products/previews",
         .id = "previewProduct",
         .tag = "产品",
         .zh = "预览消费者页面，不保存任何内容",
         .en = "The consumer's page of what is being filled in; nothing is stored.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = free_object("备案内容，另有 viewer、lang"),
                   .example = preview_example(),
                   .bytes_max = 128 * 1024}},
         .answer = {200, "页面", answer({{"html", Schema{{"type", "string"}}}})},
         .errors = filing_errors,
         .repeat = Repeat::not_needed,
         .run = preview_product},
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
        {.method = http::Method::post,
         .path = "/api/v1/products/{id}/disablings",
         .id = "askToDisableProduct",
         .tag = "产品",
         .zh = "申请停用已发布的备案，由平台审核；已绑码的不能停用",
         .en = "Asks for a published filing to be taken away; a reviewer decides. Refused once codes are bound.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = object({{"reason", text("停用原因", 500)}}),
                   .example = {{"reason", "产品停产"}},
                   .bytes_max = 8192}},
         .answer = {201, "申请", ref("Application")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
         .repeat = Repeat::kept,
         .run = ask_to_disable},
    };
}

}  // namespace yiguan::api
