// 批次档案: what a maker says of a batch (GDP-27..46), and the names that are offered again (GDP-37, P25).
#include "dossier/dossier.hpp"

#include "api/dossier_json.hpp"
#include "api/operation.hpp"
#include "core/text.hpp"
#include "lookup/batch_page.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {

using dossier::DossierId;

Result<std::int64_t> take_version(json::object& body) {
    Violations violations;
    json::object only;
    if (const auto* given = body.if_contains("version")) only["version"] = *given;
    ObjectReader in(only, violations);
    const std::int64_t version = in.integer("version", "版本", 1, INT64_MAX);
    TRY_VOID(violations.result());
    body.erase("version");
    return version;
}

Result<std::string> search_text(const http::Request& request, std::string_view name, std::string_view zh) {
    std::string given(request.query_param(name).value_or(""));
    if (!is_utf8(given) || utf8_length(given) > 100)
        return Error{.code = Code::too_long,
                     .pointer = "/" + std::string(name),
                     .detail = std::string(zh) + "不能超过 100 个字",
                     .field = std::string(zh)};
    return std::string(trim(given));
}

json::object dossier_item(db::Tx& tx, const dossier::Dossier& d, const auth::Actor& actor) {
    const auto complete = dossier::completeness_of(d.content);
    json::object out{{"id", to_string(d.id)},
                     {"product", to_string(d.content.product)},
                     {"number", d.content.number},
                     {"gtin", d.gtin},
                     {"stage", complete.complete() ? "complete" : "draft"},
                     {"stageZh", complete.complete() ? "已追溯" : "待补全"},
                     {"completeness", complete.percent},
                     {"version", std::to_string(d.version)},
                     {"createdAt", iso_utc(d.created_at)},
                     {"updatedAt", iso_utc(d.updated_at)}};
    if (const auto product = catalog::get_product(tx, d.content.product); product.has_value()) {
        out["productName"] = product.value().name;
        out["model"] = product.value().model();
    }
    const auto& production = d.content.production;
    if (!production.date.empty()) out["productionDate"] = production.date;
    if (!production.expiry.empty()) out["expiryDate"] = production.expiry;
    json::array missing;
    if (catalog::sees_hidden(catalog::Viewer::of(actor), d.org))
        for (const auto one : complete.missing) missing.emplace_back(one);
    out["missing"] = std::move(missing);
    if (d.org != actor.org) {
        out["organisation"] = to_string(d.org);
        if (const auto org = registry::find_org(tx, d.org)) out["organisationName"] = org->data.name;
    }
    return out;
}

json::object dossier_json(db::Tx& tx, const dossier::Dossier& d, const auth::Actor& actor) {
    const auto viewer = catalog::Viewer::of(actor);
    auto out = dossier_item(tx, d, actor);
    out.erase("productionDate");
    out.erase("expiryDate");
    // Who is not told of hidden values reads what everybody reads.
    for (auto& [key, value] :
         catalog::sees_hidden(viewer, d.org) ? dossier::encode(d.content) : dossier::opened(tx, d, viewer))
        out[key] = value;
    return out;
}

namespace {

/// The same with what it takes more look-ups to know: the codes, and where they strayed to.
json::object whole_dossier(db::Tx& tx, const dossier::Dossier& d, const auth::Actor& actor) {
    auto out = dossier_json(tx, d, actor);
    json::array batches;
    for (const auto& batch : dossier::joined(tx, d))
        batches.push_back(json::object{{"id", to_string(batch.id)},
                                       {"count", std::to_string(batch.count)},
                                       {"productionDate", batch.production_date},
                                       {"boundAt", iso_utc(batch.created_at)}});
    out["codeBatches"] = std::move(batches);
    if (catalog::sees_hidden(catalog::Viewer::of(actor), d.org)) {
        json::array strayed;
        const auto found = dossier::strayed(tx, d);
        // Who holds goods further down the chain is hidden from their maker unless opened (C-29): he learns how many
        // strayed, the highest regulator who has them.
        if (catalog::Viewer::of(actor).kind == catalog::Viewer::Kind::top_regulator) {
            for (const auto& one : found)
                strayed.push_back(json::object{{"holder", to_string(one.holder)},
                                               {"name", one.name},
                                               {"region", one.region},
                                               {"count", std::to_string(one.codes)}});
        } else if (!found.empty()) {
            std::int64_t codes = 0;
            for (const auto& one : found) codes += one.codes;
            strayed.push_back(json::object{{"count", std::to_string(codes)}});
        }
        out["strayed"] = std::move(strayed);
    }
    return out;
}

Result<Step> list_dossiers(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    dossier::Filter filter;
    TRY(filter.number, search_text(request, "number", "生产批次号"));
    if (const auto product = request.query_param("product")) {
        filter.product = parse_id_as<ProductId>(*product);
        if (!filter.product)
            return Error{.code = Code::invalid, .pointer = "/product", .detail = "产品编号无效", .field = "产品"};
    }
    if (const auto org = request.query_param("organisation")) {
        filter.org = parse_id_as<OrgId>(*org);
        if (!filter.org)
            return Error{.code = Code::invalid, .pointer = "/organisation", .detail = "企业编号无效", .field = "企业"};
    }
    if (const auto stage = request.query_param("stage")) {
        if (*stage != "complete")
            return Error{
                .code = Code::invalid, .pointer = "/stage", .detail = "stage 只能是 complete", .field = "追溯状态"};
        filter.complete_only = true;
    }
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto page, dossier::list(tx, actor, filter, DossierId{cursor}, limit));
        json::array items;
        for (const auto& one : page.items) items.push_back(dossier_item(tx, one, actor));
        json::object out{{"items", std::move(items)}, {"total", std::min(page.total, dossier::total_max)}};
        if (page.total > dossier::total_max) out["totalIsAbout"] = true;
        if (page.next) out["nextCursor"] = to_string(page.next);
        return ok(std::move(out));
    }}};
}

Result<Step> add_dossier(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto content, dossier::decode(body, services.db.now()));
    return Step{Write{[content = std::move(content)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, dossier::add(tx, actor, content));
        return created("/api/v1/dossiers/" + to_string(made.id), whole_dossier(tx, made, actor));
    }}};
}

Result<Step> get_dossier(Services&, const http::Request& request) {
    TRY(const auto id, path_id<DossierId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, dossier::read(tx, actor, id));
        return ok(whole_dossier(tx, found, actor));
    }}};
}

Result<Step> update_dossier(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DossierId>(request, "id"));
    TRY(auto body, json_body(request));
    TRY(const auto version, take_version(body));
    TRY(auto content, dossier::decode(body, services.db.now()));
    return Step{Write{
        [id, version, content = std::move(content)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto changed, dossier::update(tx, actor, id, version, content));
            return ok(whole_dossier(tx, changed, actor));
        }}};
}

Result<http::Response> delete_now(db::Tx& tx, const auth::Actor& actor, DossierId id) {
    TRY(const auto found, dossier::read(tx, actor, id));
    auto queried = dossier::Queried::no;
    dossier::each_joined(tx, found, [&](const codes::Batch& batch) {
        if (lookup::was_queried(tx, batch.codes())) queried = dossier::Queried::yes;
        return queried == dossier::Queried::no;
    });
    TRY_VOID(dossier::remove(tx, actor, id, queried));
    return no_content();
}

// Scans are counted some seconds after the page; a deletion waits for those that were recorded so far.
Result<Step> delete_dossier(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DossierId>(request, "id"));
    return Step{ReadThen{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        TRY_VOID(dossier::read(tx, actor, id));
        return Step{Offload{[&services, id]() -> Result<Step> {
            services.scans.settle();
            return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) { return delete_now(tx, actor, id); }}};
        }}};
    }}};
}

Result<Step> dossier_history(Services&, const http::Request& request) {
    TRY(const auto id, path_id<DossierId>(request, "id"));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[id, cursor, limit](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto page, dossier::history(tx, actor, id, cursor, limit));
        json::array items;
        for (const auto& v : page.items)
            items.push_back(json::object{{"version", std::to_string(v.version)},
                                         {"changedAt", iso_utc(v.changed_at)},
                                         {"changedBy", to_string(v.changed_by)},
                                         {"removed", v.removed},
                                         {"content", dossier::encode(v.content)}});
        json::object out{{"items", std::move(items)}};
        if (page.next > 0) out["nextCursor"] = std::to_string(page.next);
        return ok(std::move(out));
    }}};
}

Result<Step> list_names(Services&, const http::Request& request) {
    const auto kind = dossier::parse_name_kind(request.query_param("kind").value_or(""));
    if (!kind)
        return Error{.code = Code::invalid,
                     .pointer = "/kind",
                     .detail = "kind 只能是 supplier、material 或 order",
                     .field = "种类"};
    TRY(auto part, search_text(request, "q", "名称"));
    return Step{
        Read{[kind = *kind, part = std::move(part)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto names, dossier::names(tx, actor, kind, part));
            json::array items;
            for (const auto& name : names) items.emplace_back(name);
            return ok(json::object{{"items", std::move(items)}});
        }}};
}

Result<Step> list_materials(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(auto part, search_text(request, "q", "供应商、材料或批号"));
    return Step{
        Read{[cursor, limit, part = std::move(part)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto page, dossier::materials(tx, actor, part, cursor, limit));
            json::array items;
            for (const auto& m : page.items)
                items.push_back(json::object{{"supplier", m.supplier},
                                             {"material", m.material},
                                             {"lots", m.lots},
                                             {"unit", m.unit},
                                             {"total", catalog::print_millionths(m.total)},
                                             {"used", catalog::print_millionths(m.used)},
                                             {"batches", m.batches}});
            json::object out{{"items", std::move(items)}};
            if (page.more) out["nextCursor"] = std::to_string(cursor + limit);
            return ok(std::move(out));
        }}};
}

Schema purchase_schema() {
    using namespace schema;
    return object({maybe("supplier", text("供应商名称", 100)), maybe("material", text("原辅料名称", 100)),
                   maybe("lots", text("进货批次号，多个用“/”隔开", 200)), maybe("total", text("进货总量", 20)),
                   maybe("used", text("使用量", 20)), maybe("unit", text("度量单位", 20)),
                   maybe("date", date("进货日期"))});
}

Schema sale_schema() {
    using namespace schema;
    return object({maybe("seller", text("销售商", 100)), maybe("region", text("省份或城市，六位行政区划代码", 6)),
                   maybe("order", text("订单编号", 60)), maybe("quantity", text("销售数量", 20)),
                   maybe("unit", text("度量单位", 20)), maybe("regionName", text("省份或城市，不读取", 100))});
}

std::vector<schema::Field> dossier_fields() {
    using namespace schema;
    return {{"product", id("产品备案")},
            {"number", text("生产批次号", 60)},
            maybe("purchases", list("进货信息", purchase_schema(), dossier::rows_max)),
            maybe("production", object({maybe("date", date("生产日期")), maybe("expiry", date("有效日期")),
                                        maybe("quantity", text("加工数量", 20)), maybe("unit", text("度量单位", 20))})),
            maybe("sales", list("销售信息", sale_schema(), dossier::rows_max)),
            maybe("purchasesOpen", boolean("进货信息是否公开；更改须有设置信息公开的权限")),
            maybe("salesOpen", boolean("销售信息是否公开；更改须有设置信息公开的权限")),
            maybe("whole", boolean("AI智能分析：三项信息都要填写")),
            maybe("diversion", boolean("防伪防窜货"))};
}

const json::object dossier_example{{"product", "1"},
                                   {"number", "202404230001"},
                                   {"production", {{"date", "2026-06-01"}, {"quantity", "100"}, {"unit", "件"}}}};

}  // namespace

std::vector<Operation> dossier_operations() {
    using namespace schema;
    const auto look = Who::with(auth::Permission::read_codes);
    const auto describe = Who::with(auth::Permission::bind_codes);
    const Schema string{{"type", "string"}};
    auto versioned = dossier_fields();
    versioned.push_back({"version", integer("读取时的版本", 1, INT64_MAX)});
    auto versioned_example = dossier_example;
    versioned_example["version"] = "1";
    std::vector<Operation> all{
        {.method = http::Method::get,
         .path = "/api/v1/dossiers",
         .id = "listDossiers",
         .tag = "批次档案",
         .zh = "本企业的批次档案，新的在前；监管可指明企业",
         .en = "What one's organisation said of its batches, newest first; regulators name one.",
         .who = look,
         .query = paging({{"product", "只看此产品", id("产品备案")},
                          {"number", "生产批次号中的文字", text("生产批次号", 100)},
                          {"stage", "complete：只看已完成追溯的", choice("追溯状态", {"complete"})},
                          {"organisation", "企业，默认本企业", id("企业")}}),
         .answer = {200, "一页批次档案", page_of("DossierItem")},
         .errors = {Code::too_long},
         .run = list_dossiers},
        {.method = http::Method::post,
         .path = "/api/v1/dossiers",
         .id = "addDossier",
         .tag = "批次档案",
         .zh = "开始追溯：新增一个批次的档案，只有产品和批次号必填",
         .en = "Describes a batch; only product and batch number must be given.",
         .who = describe,
         .body = {{.schema = object(dossier_fields()), .example = dossier_example, .bytes_max = 128 * 1024}},
         .answer = {201, "批次档案", ref("Dossier")},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved, Code::product_not_published,
                    Code::bad_date, Code::future_date},
         .repeat = Repeat::kept,
         .run = add_dossier},
        {.method = http::Method::get,
         .path = "/api/v1/dossiers/{id}",
         .id = "getDossier",
         .tag = "批次档案",
         .zh = "一个批次的档案，带已绑定的码段和窜货提示；持有企业仅最高监管可见",
         .en = "One batch as described, with the codes bound under its number and how many of them strayed.",
         .who = look,
         .answer = {200, "批次档案", ref("Dossier")},
         .errors = {Code::not_found},
         .run = get_dossier},
        {.method = http::Method::put,
         .path = "/api/v1/dossiers/{id}",
         .id = "updateDossier",
         .tag = "批次档案",
         .zh = "修改批次档案，每次修改留存一版",
         .en = "Replaces the description of a batch, with the version that was read; every version is kept.",
         .who = describe,
         .body = {{.schema = object(versioned), .example = versioned_example, .bytes_max = 128 * 1024}},
         .answer = {200, "批次档案", ref("Dossier")},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved, Code::wrong_state, Code::bad_date,
                    Code::future_date},
         .repeat = Repeat::kept,
         .run = update_dossier},
        {.method = http::Method::delete_,
         .path = "/api/v1/dossiers/{id}",
         .id = "deleteDossier",
         .tag = "批次档案",
         .zh = "删除批次档案，历史保留；追溯码被查询或流转后不能删除",
         .en = "Takes a description away, unless a code of the batch was queried or moved; its history stays.",
         .who = describe,
         .answer = {204, "已删除", {}},
         .errors = {Code::not_found, Code::org_not_approved, Code::wrong_state, Code::conflict},
         .repeat = Repeat::not_needed,
         .run = delete_dossier},
        {.method = http::Method::get,
         .path = "/api/v1/dossiers/{id}/history",
         .id = "dossierHistory",
         .tag = "批次档案",
         .zh = "批次档案的各个版本，新的在前；删除后仍可查看",
         .en = "Every version of a description, newest first; also of a deleted one.",
         .who = look,
         .query = paging(),
         .answer = {200, "各版",
                    answer(
                        {{"items", list("版本", free_object("版本"), 100)}, maybe("nextCursor", text("下一页", 20))})},
         .errors = {Code::not_found},
         .run = dossier_history},
        {.method = http::Method::get,
         .path = "/api/v1/dossier-names",
         .id = "listDossierNames",
         .tag = "批次档案",
         .zh = "用过的供应商、原辅料、订单编号，最近用的在前",
         .en = "Suppliers, materials and order numbers that were typed before, the last used first.",
         .who = look,
         .query = {{"kind", "supplier、material、order", choice("种类", {"supplier", "material", "order"})},
                   {"q", "名称中的文字", text("名称", 100)}},
         .answer = {200, "名称", answer({{"items", list("名称", string, 50)}})},
         .errors = {Code::invalid, Code::too_long},
         .run = list_names},
        {.method = http::Method::get,
         .path = "/api/v1/materials",
         .id = "listMaterials",
         .tag = "批次档案",
         .zh = "供应商与原材料：进货量、已用、关联批次",
         .en = "Raw materials as they were bought, what was used of them and for how many batches.",
         .who = look,
         .query = paging({{"q", "供应商、材料或批号中的文字", text("关键词", 100)}}),
         .answer = {200, "一页原材料", page_of("Material")},
         .errors = {Code::too_long},
         .run = list_materials},
    };
    for (auto& more : {dossier_paper_operations(), dossier_partner_operations(), sales_order_operations()})
        for (const auto& operation : more) all.push_back(operation);
    return all;
}

}  // namespace yiguan::api
