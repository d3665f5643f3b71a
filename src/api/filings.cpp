// 企业备案, 供货能力备案, 生产能力备案 (FIL-01..10).
#include "api/operation.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/enterprise_filings.hpp"

namespace yiguan::api {
namespace {

using catalog::Filing;
using catalog::FilingKind;

Result<FilingKind> kind_of(const http::Request& request) {
    if (const auto kind = catalog::parse_filing_kind(request.path_param("kind"))) return *kind;
    return Error{Code::not_found, "", "没有这种备案"};
}

json::object fields_of(const catalog::FieldValues& values) {
    json::object out;
    for (const auto& [key, value] : values.values) out[key] = value;
    return out;
}

json::object head_of(db::Tx& tx, const Filing& filing) {
    json::object out{{"kind", catalog::name(filing.kind)},
                     {"kindZh", catalog::name_zh(filing.kind)},
                     {"required", filing.kind == FilingKind::enterprise},
                     {"state", review::name(filing.state)},
                     {"stateZh", review::name_zh(filing.state)},
                     {"issued", filing.approved.has_value()},
                     {"version", std::to_string(filing.version)}};
    if (filing.version == 0) return out;
    out["updatedAt"] = iso_utc(filing.updated_at);
    if (const auto application = review::find_newest(tx, catalog::application_kind(filing.kind), filing.id.value))
        out["application"] = to_string(application->id);
    return out;
}

json::object encode(db::Tx& tx, const Filing& filing) {
    auto out = head_of(tx, filing);
    out["form"] = catalog::encode(catalog::filing_form(filing.kind));
    out["fields"] = fields_of(filing.values);
    if (filing.approved) out["approved"] = fields_of(*filing.approved);
    return out;
}

/// ?organisation= of those who may read others'; one's own by default.
Result<std::optional<OrgId>> organisation_of(const http::Request& request) {
    const auto text = request.query_param("organisation");
    if (!text) return std::optional<OrgId>();
    if (const auto id = parse_id_as<OrgId>(*text)) return std::optional(*id);
    return Error{Code::invalid, "/organisation", "没有这个企业", "企业"};
}

// GET /api/v1/filings?organisation=
Result<Step> list_filings(Services&, const http::Request& request) {
    TRY(const auto org, organisation_of(request));
    return Step{Read{[org](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        json::array items;
        for (const auto kind : catalog::filing_kinds) {
            TRY(const auto filing, catalog::read_filing(tx, actor, org.value_or(actor.org), kind));
            items.push_back(head_of(tx, filing));
        }
        return ok({{"items", std::move(items)}});
    }}};
}

// GET /api/v1/filings/{kind}?organisation=
Result<Step> get_filing(Services&, const http::Request& request) {
    TRY(const auto kind, kind_of(request));
    TRY(const auto org, organisation_of(request));
    return Step{Read{[kind, org](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto filing, catalog::read_filing(tx, actor, org.value_or(actor.org), kind));
        return ok(encode(tx, filing));
    }}};
}

// PUT /api/v1/filings/{kind} {"fields":{},"submit":false,"version":"1"}
Result<Step> save_filing(Services&, const http::Request& request) {
    TRY(const auto kind, kind_of(request));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const bool submit = in.boolean("submit", "提交审核", false);
    std::optional<std::int64_t> version;
    if (body.contains("version")) version = in.integer("version", "版本", 0, INT64_MAX);
    const auto* fields = in.object("fields", "填报内容");
    in.finish();
    catalog::FilingInput input{
        .values = {}, .submit = submit ? catalog::Submit::yes : catalog::Submit::no, .version = version};
    if (fields) {
        auto values =
            catalog::read_fields(catalog::filing_form(kind), catalog::Step::filing, *fields, nullptr, utc_now(),
                                 "/fields", submit ? catalog::Demand::complete : catalog::Demand::draft);
        if (values.has_error())
            violations.add(values.error());
        else
            input.values = std::move(values).value();
    }
    TRY_VOID(violations.result());
    return Step{Write{[kind, input = std::move(input)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto filing, catalog::save_filing(tx, actor, kind, input));
        return ok(encode(tx, filing));
    }}};
}

}  // namespace

std::vector<Operation> filing_operations() {
    using namespace schema;
    const std::vector<QueryParameter> organisation{{"organisation", "企业，默认本企业", id("企业")}};
    return {
        {.method = http::Method::get,
         .path = "/api/v1/filings",
         .id = "listFilings",
         .tag = "企业",
         .zh = "企业备案、供货能力备案、生产能力备案的状态",
         .en = "The three filings of an organisation and their states.",
         .who = Who::with(auth::Permission::read_organisation),
         .query = organisation,
         .answer = {200, "三种备案", schema::answer({{"items", {{"type", "array"}, {"items", ref("Filing")}}}})},
         .errors = {Code::missing_field},
         .run = list_filings},
        {.method = http::Method::get,
         .path = "/api/v1/filings/{kind}",
         .id = "getFiling",
         .tag = "企业",
         .zh = "一种备案的表单与内容；企业以外的人只看到已颁发的",
         .en =
             "The form and content of a filing; others than the organisation and its reviewers see what was approved.",
         .who = Who::with(auth::Permission::read_organisation),
         .query = organisation,
         .answer = {200, "备案", ref("Filing")},
         .errors = {Code::not_found, Code::missing_field},
         .run = get_filing},
        {.method = http::Method::put,
         .path = "/api/v1/filings/{kind}",
         .id = "saveFiling",
         .tag = "企业",
         .zh = "保存或提交一种备案",
         .en = "Saves a filing, and submits it for review if asked.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = object({{"fields", free_object("填报内容")},
                                     maybe("submit", boolean("提交审核")),
                                     maybe("version", integer("版本", 0, INT64_MAX))}),
                   .example = {{"fields", {{"companyProfile", "从事电动自行车的研发与生产"}}}, {"submit", false}},
                   .bytes_max = 64 * 1024}},
         .answer = {200, "备案", ref("Filing")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::org_not_approved,
                    Code::template_field_unknown},
         .repeat = Repeat::kept,
         .run = save_filing},
    };
}

}  // namespace yiguan::api
