// Certificates and qualifications, and who sees what: sections and the rules of disclosure.
#include "catalog/certificates.hpp"
#include "api/operation.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/enterprise_filings.hpp"
#include "catalog/sections.hpp"
#include "codes/codes.hpp"
#include "core/text.hpp"
#include "lookup/nodes.hpp"
#include "registry/registry_json.hpp"

namespace yiguan::api {
namespace {

using catalog::CertificateId;
using catalog::Viewer;

json::object certificate_json(const catalog::Certificate& certificate, const auth::Actor& actor, UtcMs now) {
    return catalog::encode(certificate, Viewer::of(actor), now).value_or(json::object());
}

Result<catalog::CertificateFilter> filter_of(const http::Request& request) {
    catalog::CertificateFilter filter{.number = std::string(request.query_param("number").value_or(""))};
    const auto given = [&](std::string_view name) { return request.query_param(name); };
    if (!is_utf8(filter.number) || utf8_length(filter.number) > 100)
        return Error{.code = Code::too_long, .pointer = "/number", .detail = "编号不能超过 100 个字", .field = "编号"};
    if (const auto type = given("type")) {
        filter.type = catalog::parse_certificate_type(*type);
        if (!filter.type)
            return Error{.code = Code::invalid, .pointer = "/type", .detail = "没有这种证书类型", .field = "证书类型"};
    }
    if (const auto state = given("state")) {
        for (int i = 1; i <= 4; ++i)
            if (catalog::name(static_cast<catalog::CertificateState>(i)) == *state)
                filter.state = static_cast<catalog::CertificateState>(i);
        if (!filter.state)
            return Error{.code = Code::invalid, .pointer = "/state", .detail = "没有这种证书状态", .field = "证书状态"};
    }
    if (const auto product = given("product")) {
        filter.product = parse_id_as<ProductId>(*product);
        if (!filter.product)
            return Error{.code = Code::invalid, .pointer = "/product", .detail = "产品编号无效", .field = "产品"};
    }
    if (const auto org = given("organisation")) {
        filter.org = parse_id_as<OrgId>(*org);
        if (!filter.org)
            return Error{.code = Code::invalid, .pointer = "/organisation", .detail = "企业编号无效", .field = "企业"};
    }
    return filter;
}

Result<Step> list_certificates(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(auto filter, filter_of(request));
    return Step{Read{
        [cursor, limit, filter = std::move(filter)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto page, catalog::find_certificates(tx, actor, filter, CertificateId{cursor}, limit));
            json::array items;
            for (const auto& certificate : page.items)
                if (auto one = catalog::encode(certificate, Viewer::of(actor), tx.now()))
                    items.push_back(std::move(*one));
            json::object out{{"items", std::move(items)}, {"total", std::min(page.total, catalog::product_total_max)}};
            if (page.total > catalog::product_total_max) out["totalIsAbout"] = true;
            if (page.next) out["nextCursor"] = to_string(page.next);
            return ok(std::move(out));
        }}};
}

Result<Step> get_certificate(Services&, const http::Request& request) {
    TRY(const auto id, path_id<CertificateId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto certificate, catalog::read_certificate(tx, actor, id));
        return ok(certificate_json(certificate, actor, tx.now()));
    }}};
}

Result<Step> add_certificate(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto data, catalog::decode_certificate(body));
    return Step{Write{[data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, catalog::add_certificate(tx, actor, data));
        return created("/api/v1/certificates/" + to_string(made.id), certificate_json(made, actor, tx.now()));
    }}};
}

Result<Step> update_certificate(Services&, const http::Request& request) {
    TRY(const auto id, path_id<CertificateId>(request, "id"));
    TRY(auto body, json_body(request));
    Violations violations;
    json::object only;
    if (const auto* given = body.if_contains("version")) only["version"] = *given;
    ObjectReader in(only, violations);
    const std::int64_t version = in.integer("version", "版本", 1, INT64_MAX);
    TRY_VOID(violations.result());
    body.erase("version");
    TRY(auto data, catalog::decode_certificate(body));
    return Step{
        Write{[id, version, data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto certificate, catalog::update_certificate(tx, actor, id, version, data));
            return ok(certificate_json(certificate, actor, tx.now()));
        }}};
}

Result<Step> delete_certificate(Services&, const http::Request& request) {
    TRY(const auto id, path_id<CertificateId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(catalog::delete_certificate(tx, actor, id));
        return no_content();
    }}};
}

Result<Step> disclosure(Services&, const http::Request&) {
    json::array rules;
    for (const auto& rule : catalog::disclosure_rules())
        rules.push_back({{"rule", rule.rule},
                         {"zh", rule.zh},
                         {"en", rule.en},
                         {"whoSees", rule.sees_zh},
                         {"whoSeesEn", rule.sees_en}});
    return Step{ok(json::object{{"rules", std::move(rules)}})};
}

bool is_filled(db::Tx& tx, OrgId org, const catalog::SectionOpening& opening) {
    using catalog::Section;
    const auto of_product = [&]() -> std::optional<catalog::Product> {
        auto product = catalog::get_product(tx, ProductId{opening.object});
        if (product.has_error()) return std::nullopt;
        return std::move(product).value();
    };
    switch (opening.section) {
        case Section::qualifications:
            return !catalog::qualifications_of(tx, org).empty();
        case Section::certificates: {
            const ProductId ids[] = {ProductId{opening.object}};
            return !catalog::certificates_of(tx, ids).front().empty();
        }
        case Section::video:
        case Section::attachments:
        case Section::extension:
        case Section::links: {
            const auto product = of_product();
            return product && product->extras.to_json().contains(catalog::rule_of(opening.section).key);
        }
        case Section::introduction: {
            const auto own = registry::find_org(tx, org);
            return own && !registry::encode(own->introduction).empty();
        }
        case Section::enterprise_filing:
        case Section::supply_filing:
        case Section::production_filing:
            return catalog::issued_filing(tx, org, opening.section).has_value();
        case Section::first_node:
            break;
    }
    return false;
}

json::object section_json(db::Tx& tx, OrgId org, const catalog::SectionOpening& opening) {
    const auto& rule = catalog::rule_of(opening.section);
    json::object out{
        {"key", rule.key},      {"zh", rule.zh},
        {"en", rule.en},        {"level", rule.level == catalog::SectionLevel::product ? "product" : "organisation"},
        {"open", opening.open}, {"filled", is_filled(tx, org, opening)}};
    if (opening.object != 0) out["object"] = std::to_string(opening.object);
    return out;
}

/// FIL-38: batch data and the information of each node.
json::object node_json(BatchId batch, const lookup::Node& node) {
    const bool data = node.step == events::BizStep::commissioning;
    auto en = lookup::node_key(node.step).substr(std::string_view("node_").size());
    std::ranges::replace(en, '_', ' ');
    return {{"key", lookup::node_key(node.step)},
            {"zh", data ? "批次数据" : std::string(events::name_zh(node.step))},
            {"en", data ? "Batch data" : en},
            {"level", "batch"},
            {"open", node.open()},
            {"filled", node.recorded},
            {"object", to_string(batch)}};
}

// GET /api/v1/sections?product=&batch=: of the actor's organisation, of one of its products, of one of its batches.
Result<Step> list_sections(Services&, const http::Request& request) {
    std::optional<ProductId> product;
    std::optional<BatchId> batch;
    if (const auto text = request.query_param("batch")) {
        batch = parse_id_as<BatchId>(*text);
        if (!batch) return Error{.code = Code::invalid, .pointer = "/batch", .detail = "批次编号无效", .field = "批次"};
    }
    if (const auto text = request.query_param("product")) {
        product = parse_id_as<ProductId>(*text);
        if (!product)
            return Error{.code = Code::invalid, .pointer = "/product", .detail = "产品编号无效", .field = "产品"};
    }
    return Step{Read{[product, batch](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (product) {
            TRY(const auto found, catalog::get_product(tx, *product));
            if (found.org != actor.org) return Error{Code::not_found, "", "没有这个产品备案"};
        }
        json::array items;
        for (const auto& opening : catalog::sections_of(tx, actor.org, product))
            items.push_back(section_json(tx, actor.org, opening));
        if (batch) {
            const auto found = codes::find_org_batch(tx, actor.org, *batch);
            if (!found) return Error{Code::not_found, "", "没有这个批次"};
            for (const auto& node : lookup::nodes_of(tx, *found)) items.push_back(node_json(*batch, node));
        }
        return ok(json::object{{"items", std::move(items)}});
    }}};
}

// PUT /api/v1/sections/{key} {"object"?,"open"}
Result<Step> set_section(Services&, const http::Request& request) {
    const auto node = lookup::find_node(request.path_param("key"));
    const auto* rule = catalog::find_section(request.path_param("key"));
    if (!rule && !node) return Error{Code::not_found, "", "没有这个栏目"};
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string_view what = node ? "批次" : "产品";
    const std::int64_t object = in.optional_integer("object", what, 1, INT64_MAX).value_or(0);
    if (node && object == 0) in.violation(Code::missing_field, "object", what, "批次必须填写");
    if (const auto* given = body.if_contains("open"); !given || given->is_null())
        in.violation(Code::missing_field, "open", "是否公开", "是否公开必须填写");
    const bool open = in.boolean("open", "是否公开", false);
    in.finish();
    TRY_VOID(violations.result());
    if (node)
        return Step{Write{
            [node, batch = BatchId{object}, open](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                TRY(auto set, lookup::set_node(tx, actor, batch, *node, open));
                const auto known = lookup::nodes_of(tx, codes::find_org_batch(tx, actor.org, batch).value());
                if (const auto at = std::ranges::find(known, *node, &lookup::Node::step); at != known.end()) set = *at;
                return ok(node_json(batch, set));
            }}};
    return Step{
        Write{[section = rule->section, object, open](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto opening, catalog::set_section(tx, actor, section, object, open));
            return ok(section_json(tx, actor.org, opening));
        }}};
}

std::vector<schema::Field> certificate_fields() {
    using namespace schema;
    return {{"type", text("证书类型", 40)},
            maybe("name", text("证书名称", 100)),
            {"number", text("证书编号", 80)},
            maybe("issuer", text("签发机构", 100)),
            maybe("validFrom", text("有效期起，YYYY-MM-DD", 10)),
            maybe("validTo", text("有效期止，YYYY-MM-DD；没有则长期有效", 10)),
            maybe("documents", list("证书文件", id("文件"), 20)),
            maybe("products", list("关联产品", id("产品备案"), 500)),
            maybe("public", boolean("是否公开"))};
}

const json::object certificate_example{{"type", "ccc"},
                                       {"number", "2026011119000001"},
                                       {"issuer", "中国质量认证中心"},
                                       {"validFrom", "2026-01-01"},
                                       {"validTo", "2031-01-01"},
                                       {"public", true}};

json::object versioned_example() {
    auto out = certificate_example;
    out["version"] = "1";
    return out;
}

}  // namespace

std::vector<Operation> certificate_operations() {
    using namespace schema;
    const Schema string{{"type", "string"}};
    const auto manage = Who::with(auth::Permission::manage_certificates);
    auto versioned = certificate_fields();
    versioned.push_back({"version", integer("读取时的版本", 1, INT64_MAX)});
    return {
        {.method = http::Method::get,
         .path = "/api/v1/certificates",
         .id = "listCertificates",
         .tag = "证书",
         .zh = "本企业的证书、报告和资质，新的在前；监管可指明企业",
         .en = "Certificates of one's organisation, newest first; regulators name one.",
         .who = Who::signed_in(),
         .query = paging({{"type", "证书类型", string},
                          {"number", "编号或名称中的文字", text("关键词", 100)},
                          {"state", "valid、expiring、expired、no_end", string},
                          {"product", "关联的产品", id("产品备案")},
                          {"organisation", "企业，默认本企业", id("企业")}}),
         .answer = {200, "一页证书", page_of("Certificate")},
         .errors = {Code::forbidden},
         .run = list_certificates},
        {.method = http::Method::post,
         .path = "/api/v1/certificates",
         .id = "addCertificate",
         .tag = "证书",
         .zh = "新增证书、报告或资质",
         .en = "Adds a certificate.",
         .who = manage,
         .body = {{.schema = object(certificate_fields()), .example = certificate_example, .bytes_max = 32 * 1024}},
         .answer = {201, "证书", ref("Certificate")},
         .errors = {Code::conflict, Code::document_unknown, Code::org_not_approved, Code::bad_date},
         .repeat = Repeat::kept,
         .run = add_certificate},
        {.method = http::Method::get,
         .path = "/api/v1/certificates/{id}",
         .id = "getCertificate",
         .tag = "证书",
         .zh = "一张证书；公开的任何人可看",
         .en = "One certificate; anybody's if it is public.",
         .who = Who::anybody(),
         .answer = {200, "证书", ref("Certificate")},
         .errors = {Code::not_found},
         .run = get_certificate},
        {.method = http::Method::put,
         .path = "/api/v1/certificates/{id}",
         .id = "updateCertificate",
         .tag = "证书",
         .zh = "更新证书",
         .en = "Replaces a certificate, with the version that was read.",
         .who = manage,
         .body = {{.schema = object(versioned), .example = versioned_example(), .bytes_max = 32 * 1024}},
         .answer = {200, "证书", ref("Certificate")},
         .errors = {Code::not_found, Code::conflict, Code::document_unknown, Code::bad_date},
         .repeat = Repeat::kept,
         .run = update_certificate},
        {.method = http::Method::delete_,
         .path = "/api/v1/certificates/{id}",
         .id = "deleteCertificate",
         .tag = "证书",
         .zh = "删除证书；历史保留",
         .en = "Takes a certificate away; its history stays.",
         .who = manage,
         .answer = {204, "已删除", {}},
         .errors = {Code::not_found},
         .repeat = Repeat::not_needed,
         .run = delete_certificate},
        {.method = http::Method::get,
         .path = "/api/v1/disclosure",
         .id = "listDisclosureRules",
         .tag = "产品",
         .zh = "谁能看到什么",
         .en = "Who sees what: the rules of disclosure in words.",
         .who = Who::anybody(),
         .answer = {200, "规则", answer({{"rules", list("规则", free_object("规则"), 100)}})},
         .run = disclosure},
        {.method = http::Method::get,
         .path = "/api/v1/sections",
         .id = "listSections",
         .tag = "产品",
         .zh = "本企业各栏目是否公开；指明产品、批次则含产品的栏目、批次的各环节",
         .en = "Which sections of one's organisation, of a product, and which nodes of a batch are open.",
         .who = Who::signed_in(),
         .query = {{"product", "产品", id("产品备案")}, {"batch", "批次", id("批次")}},
         .answer = {200, "栏目", answer({{"items", list("栏目", free_object("栏目"), 100)}})},
         .errors = {Code::not_found},
         .run = list_sections},
        {.method = http::Method::put,
         .path = "/api/v1/sections/{key}",
         .id = "setSection",
         .tag = "产品",
         .zh = "开通或禁止一个栏目、批次的一个环节（node_*）的查询",
         .en = "Opens or closes one section, or one node (node_*) of a batch.",
         .who = Who::with(auth::Permission::open_sections),
         .body = {{.schema = object({maybe("object", id("产品备案或批次")), {"open", boolean("是否公开")}}),
                   .example = {{"open", true}},
                   .bytes_max = 1024}},
         .answer = {200, "栏目", free_object("栏目")},
         .errors = {Code::not_found, Code::conflict},
         .repeat = Repeat::kept,
         .run = set_section},
    };
}

}  // namespace yiguan::api
