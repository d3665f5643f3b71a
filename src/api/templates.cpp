// Data templates: what is filed on, and how the operator makes and edits them.
#include <algorithm>
#include <charconv>

#include "api/operation.hpp"
#include "api/previews.hpp"
#include "catalog/applications.hpp"
#include "catalog/catalog_json.hpp"
#include "core/text.hpp"
#include "lookup/product_page.hpp"
#include "review/review_json.hpp"

namespace yiguan::api {
namespace {

using catalog::TemplateEntry;
using catalog::WhichEdition;

constexpr std::size_t body_max = 256 * 1024;

Result<Step> list_templates(Services&, const http::Request& request) {
    const auto wanted = request.query_param("all");
    if (wanted && *wanted != "true" && *wanted != "false")
        return Error{.code = Code::invalid, .pointer = "/all", .detail = "只能是 true 或 false", .field = "全部"};
    const bool all = wanted == "true";
    return Step{Read{[all](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto entries, catalog::list_templates(tx, actor, all));
        json::array items;
        for (const TemplateEntry& entry : entries) items.push_back(catalog::encode(entry));
        return ok(json::object{{"items", std::move(items)}});
    }}};
}

// GET /api/v1/templates/{id}?edition=: the newest, a number, or "draft" for who manages templates.
Result<Step> get_template(Services&, const http::Request& request) {
    const std::string id(request.path_param("id"));
    const auto given = request.query_param("edition");
    if (given && *given != "draft" && (given->empty() || !std::ranges::all_of(*given, is_digit)))
        return Error{
            .code = Code::invalid, .pointer = "/edition", .detail = "版次应是数字，或 draft 表示草稿", .field = "版次"};
    const std::string edition(given.value_or(""));
    return Step{Read{[id, edition](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const Error unknown{Code::not_found, "", "没有这个数据模板"};
        TRY(auto entry, catalog::read_template(tx, actor, id));
        if (edition == "draft") {
            if (!entry.info || !entry.info->draft) return unknown;
            return ok(catalog::encode_full(entry, WhichEdition::draft));
        }
        if (!edition.empty()) {
            std::int64_t number = 0;
            const char* const end = edition.data() + edition.size();
            const auto [at, error] = std::from_chars(edition.data(), end, number);
            entry.newest = error == std::errc{} && at == end ? catalog::find_template(tx, id, number) : nullptr;
            if (!entry.newest) return unknown;
        }
        return ok(catalog::encode_full(entry, WhichEdition::newest));
    }}};
}

http::Response answer_of(db::Tx& tx, const auth::Actor& actor, const catalog::TemplateInfo& info) {
    const auto entry = catalog::read_template(tx, actor, info.id).value();
    return ok(catalog::encode_full(entry, WhichEdition::draft));
}

Result<Step> make_template(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string base = in.optional_text("base", "基础模板", {.chars_max = 40}).value_or("");
    const std::string zh = in.text("nameZh", "模板名称", {.chars_max = 80});
    const std::string en = in.optional_text("nameEn", "英文名称", {.chars_max = 160}).value_or("");
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[base, zh, en](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto info, catalog::make_template(tx, actor, base, zh, en));
        auto response = answer_of(tx, actor, info);
        response.status = 201;
        response.headers.emplace_back("Location", "/api/v1/templates/" + info.id);
        return response;
    }}};
}

Result<Step> save_draft(Services&, const http::Request& request) {
    const std::string id(request.path_param("id"));
    TRY(auto body, json_body(request));
    Violations violations;
    json::object only;
    if (const auto* given = body.if_contains("version")) only["version"] = *given;
    ObjectReader in(only, violations);
    const std::int64_t version = in.integer("version", "版本", 0, INT64_MAX);
    TRY_VOID(violations.result());
    body.erase("version");
    TRY(auto draft, catalog::decode_template(body));
    return Step{
        Write{[id, version, draft = std::move(draft)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto info, catalog::save_draft(tx, actor, id, version, draft));
            return answer_of(tx, actor, info);
        }}};
}

Result<Step> publish_template(Services&, const http::Request& request) {
    const std::string id(request.path_param("id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::int64_t version = in.integer("version", "版本", 0, INT64_MAX);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, version](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto info, catalog::publish_template(tx, actor, id, version));
        return answer_of(tx, actor, info);
    }}};
}

Result<Step> retire_template(Services&, const http::Request& request) {
    const std::string id(request.path_param("id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string reason = in.text("reason", "停用原因", {.chars_max = 500, .multiline = true});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto info, catalog::retire_template(tx, actor, id, reason));
        return answer_of(tx, actor, info);
    }}};
}

Result<Step> list_editions(Services&, const http::Request& request) {
    const std::string id(request.path_param("id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto editions, catalog::template_editions(tx, actor, id));
        json::array items;
        for (const auto& e : editions) {
            json::object one{{"edition", e.edition},
                             {"nameZh", e.tmpl->name_zh},
                             {"fieldCount", e.tmpl->fields.size()},
                             {"stateZh", e.published_by ? "本平台发布" : "随系统提供"}};
            if (e.published_by) one["publishedAt"] = iso_utc(e.published_at);
            items.push_back(std::move(one));
        }
        return ok(json::object{{"items", std::move(items)}});
    }}};
}

// POST /api/v1/templates/previews {"template","fields","open","viewer"}: the consumer's page by a draft.
Result<Step> preview_template(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const json::object* given = in.object("template", "模板");
    const json::object* fields = in.object("fields", "填报内容", false);
    const json::array* open = in.array("open", "公开字段", false);
    const std::string viewer = in.optional_text("viewer", "查看者", {.chars_max = 20}).value_or("");
    const std::string lang = in.optional_text("lang", "语言", {.chars_max = 2}).value_or("zh");
    if (!is_viewer(viewer)) in.violation(Code::invalid, "viewer", "查看者", "没有这种查看者");
    in.finish();
    TRY_VOID(violations.result());
    TRY(auto draft, catalog::decode_template(*given));
    draft.id = "C.0";
    // What a sample gives for other steps is not part of the filing.
    json::object filing;
    json::array choices;
    for (const auto& [key, value] : fields ? *fields : json::object())
        if (const auto* f = draft.find({key.data(), key.size()});
            f && f->step == catalog::Step::filing && f->required != catalog::Required::platform_generated)
            filing[key] = value;
    for (const json::value& key : open ? *open : json::array())
        if (const auto* f = key.is_string() ? draft.find({key.get_string().data(), key.get_string().size()}) : nullptr;
            f && f->step == catalog::Step::filing && f->choosable())
            choices.push_back(key);
    TRY(const auto values, catalog::read_fields(draft, catalog::Step::filing, filing, &choices, services.db.now(),
                                                "/fields", catalog::Demand::draft));
    return Step{Read{[&services, draft = std::move(draft), values, viewer, lang](
                         db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        catalog::Product product;
        product.org = OrgId{-1};  // of nobody
        product.tmpl = &draft;
        product.values = values;
        return ok(json::object{{"html", lookup::preview_page(tx, product, viewer_of(viewer, product.org),
                                                             lang == "en" ? lookup::Lang::en : lookup::Lang::zh,
                                                             services.resolver.host())}});
    }}};
}

// POST /api/v1/template-requests {"title","items","documents"?} (ECO-25)
Result<Step> request_template(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto wanted, catalog::decode_template_request(body));
    return Step{Write{[wanted = std::move(wanted)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto application, catalog::request_template(tx, actor, wanted));
        return created("/api/v1/applications/" + to_string(application.id),
                       review::encode_whole(tx, actor, application));
    }}};
}

const json::object draft_example() {
    return {{"version", "1"},
            {"nameZh", "示例模板"},
            {"nameEn", "Example"},
            {"pictureRequired", true},
            {"organisations", json::array()},
            {"fields", json::array{json::object{{"key", "productName"},
                                                {"group", "产品信息"},
                                                {"nameZh", "产品名称"},
                                                {"nameEn", "Product name"},
                                                {"required", "always"},
                                                {"visibility", "public"},
                                                {"step", "filing"},
                                                {"kind", "text"}}}}};
}

}  // namespace

std::vector<Operation> template_operations() {
    using namespace schema;
    const Schema string{{"type", "string"}};
    const auto list_of = [](std::string_view name) {
        return schema::answer({{"items", Schema{{"type", "array"}, {"items", ref(name)}}}});
    };
    const auto manage = Who::with(auth::Permission::manage_templates);
    const auto draft = object({{"version", integer("读取时的版本", 0, INT64_MAX)},
                               {"nameZh", text("模板名称", 80)},
                               maybe("nameEn", text("英文名称", 160)),
                               maybe("pictureRequired", boolean("须上传产品图片")),
                               maybe("organisations", list("适用企业，空为全部", id("企业"), 1000)),
                               {"fields", list("字段", free_object("字段的定义"), 150)}});
    return {
        {.method = http::Method::get,
         .path = "/api/v1/templates",
         .id = "listTemplates",
         .tag = "产品",
         .zh = "可用的数据模板；管理模板的人可看全部",
         .en = "Data templates that one may file on; with all=true every one, for who manages them.",
         .who = Who::anybody(),
         .query = {{"all", "true：含草稿和已停用", string}},
         .answer = {200, "数据模板", list_of("Template")},
         .run = list_templates},
        {.method = http::Method::post,
         .path = "/api/v1/templates",
         .id = "makeTemplate",
         .tag = "产品",
         .zh = "以现有模板为基础新建定制模板",
         .en = "A new customised template, as a draft that copies another.",
         .who = manage,
         .body = {{.schema = object({maybe("base", text("基础模板", 40)),
                                     {"nameZh", text("模板名称", 80)},
                                     maybe("nameEn", text("英文名称", 160))}),
                   .example = {{"base", "B.1"}, {"nameZh", "示例模板"}, {"nameEn", "Example"}},
                   .bytes_max = 8192}},
         .answer = {201, "数据模板", ref("Template")},
         .errors = {Code::template_unknown, Code::conflict},
         .repeat = Repeat::kept,
         .run = make_template},
        {.method = http::Method::get,
         .path = "/api/v1/templates/{id}",
         .id = "getTemplate",
         .tag = "产品",
         .zh = "一个数据模板的字段",
         .en = "The fields of one template.",
         .who = Who::anybody(),
         .query = {{"edition", "版次，默认最新；draft 为草稿", string}},
         .answer = {200, "数据模板", ref("Template")},
         .errors = {Code::not_found},
         .run = get_template},
        {.method = http::Method::put,
         .path = "/api/v1/templates/{id}/draft",
         .id = "saveTemplateDraft",
         .tag = "产品",
         .zh = "保存模板草稿",
         .en = "Replaces the draft of the next edition.",
         .who = manage,
         .body = {{.schema = draft, .example = draft_example(), .bytes_max = body_max}},
         .answer = {200, "数据模板", ref("Template")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
         .repeat = Repeat::kept,
         .run = save_draft},
        {.method = http::Method::post,
         .path = "/api/v1/templates/{id}/publications",
         .id = "publishTemplate",
         .tag = "产品",
         .zh = "发布模板草稿为新版；已有备案不受影响",
         .en = "Makes the draft the next edition; filings keep theirs.",
         .who = manage,
         .body = {{.schema = object({{"version", integer("读取时的版本", 0, INT64_MAX)}}),
                   .example = {{"version", "1"}},
                   .bytes_max = 1024}},
         .answer = {200, "数据模板", ref("Template")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
         .repeat = Repeat::kept,
         .run = publish_template},
        {.method = http::Method::post,
         .path = "/api/v1/templates/{id}/retirements",
         .id = "retireTemplate",
         .tag = "产品",
         .zh = "停用定制模板",
         .en = "No new filings on this template.",
         .who = manage,
         .body = {{.schema = object({{"reason", text("停用原因", 500)}}),
                   .example = {{"reason", "已有新模板"}},
                   .bytes_max = 8192}},
         .answer = {200, "数据模板", ref("Template")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = retire_template},
        {.method = http::Method::get,
         .path = "/api/v1/templates/{id}/editions",
         .id = "listTemplateEditions",
         .tag = "产品",
         .zh = "模板的各版",
         .en = "Editions of a template, newest first.",
         .who = Who::signed_in(),
         .answer = {200, "各版", free_object("版次")},
         .errors = {Code::not_found},
         .run = list_editions},
        {.method = http::Method::post,
         .path = "/api/v1/template-requests",
         .id = "requestTemplate",
         .tag = "产品",
         .zh = "没有合适的模板时，把所需数据项提交给平台",
         .en = "Asks the operator for a customised template.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = object({{"title", text("产品或模板名称", 80)},
                                     {"items", text("数据项", 4000)},
                                     maybe("documents", list("附件", id("文件"), 10))}),
                   .example = {{"title", "燃气软管"}, {"items", "长度、材质、接头形式"}},
                   .bytes_max = 32 * 1024}},
         .answer = {201, "申请", free_object("申请")},
         .errors = {Code::document_unknown, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = request_template},
        {.method = http::Method::post,
         .path = "/api/v1/templates/previews",
         .id = "previewTemplate",
         .tag = "产品",
         .zh = "按模板草稿预览消费者页面，不保存任何内容",
         .en = "The consumer's page by a draft; nothing is stored.",
         .who = manage,
         .body = {{.schema = object({{"template", free_object("模板草稿")},
                                     maybe("fields", free_object("示例内容")),
                                     maybe("open", list("公开的字段", text("字段", 40), 150)),
                                     maybe("viewer", text("查看者", 20)),
                                     maybe("lang", text("语言", 2))}),
                   .example = {{"template",
                                json::object{{"nameZh", "示例模板"}, {"fields", draft_example().at("fields")}}},
                               {"fields", json::object{{"productName", "电线"}}}},
                   .bytes_max = body_max}},
         .answer = {200, "页面", answer({{"html", string}})},
         .repeat = Repeat::not_needed,
         .run = preview_template},
    };
}

}  // namespace yiguan::api
