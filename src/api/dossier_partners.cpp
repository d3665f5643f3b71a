// 销售商 (GDP-50..53) and 检验报告 by batch (GDP-47..49).
#include "api/dossier_json.hpp"
#include "dossier/reports.hpp"
#include "dossier/sellers.hpp"

namespace yiguan::api {
namespace {

using dossier::DossierId;
using dossier::ReportId;
using dossier::SellerId;

Result<Step> list_sellers(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(auto part, search_text(request, "name", "销售商名称"));
    return Step{
        Read{[cursor, limit, part = std::move(part)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto page, dossier::list_sellers(tx, actor, part, SellerId{cursor}, limit));
            json::array items;
            for (const auto& seller : page.items) items.push_back(dossier::encode(seller));
            json::object out{{"items", std::move(items)}, {"total", std::min(page.total, dossier::total_max)}};
            if (page.total > dossier::total_max) out["totalIsAbout"] = true;
            if (page.next) out["nextCursor"] = to_string(page.next);
            return ok(std::move(out));
        }}};
}

Result<Step> add_seller(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto data, dossier::decode_seller(body));
    return Step{Write{[data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, dossier::add_seller(tx, actor, data));
        return created("/api/v1/sellers/" + to_string(made.id), dossier::encode(made));
    }}};
}

Result<Step> get_seller(Services&, const http::Request& request) {
    TRY(const auto id, path_id<SellerId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto seller, dossier::read_seller(tx, actor, id));
        return ok(dossier::encode(seller));
    }}};
}

Result<Step> update_seller(Services&, const http::Request& request) {
    TRY(const auto id, path_id<SellerId>(request, "id"));
    TRY(auto body, json_body(request));
    TRY(const auto version, take_version(body));
    TRY(auto data, dossier::decode_seller(body));
    return Step{
        Write{[id, version, data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto seller, dossier::update_seller(tx, actor, id, version, data));
            return ok(dossier::encode(seller));
        }}};
}

Result<Step> delete_seller(Services&, const http::Request& request) {
    TRY(const auto id, path_id<SellerId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(dossier::remove_seller(tx, actor, id));
        return no_content();
    }}};
}

/// With what the list shows of the batch.
json::object report_json(db::Tx& tx, const dossier::Report& report, const auth::Actor& actor) {
    auto out = dossier::encode(report);
    const auto of = dossier::read(tx, actor, report.data.dossier);
    if (of.has_error()) return out;
    out["batchNumber"] = of.value().content.number;
    out["gtin"] = of.value().gtin;
    if (const auto product = catalog::get_product(tx, of.value().content.product); product.has_value())
        out["productName"] = product.value().name;
    return out;
}

Result<Step> list_reports(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    std::optional<DossierId> of;
    if (const auto text = request.query_param("dossier")) {
        of = parse_id_as<DossierId>(*text);
        if (!of) return Error{.code = Code::invalid, .pointer = "/dossier", .detail = "批次编号无效", .field = "批次"};
    }
    return Step{Read{[cursor, limit, of](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto page, dossier::list_reports(tx, actor, of, ReportId{cursor}, limit));
        json::array items;
        for (const auto& report : page.items) items.push_back(report_json(tx, report, actor));
        json::object out{{"items", std::move(items)}};
        if (page.next) out["nextCursor"] = to_string(page.next);
        return ok(std::move(out));
    }}};
}

Result<Step> add_report(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto data, dossier::decode_report(body, services.db.now()));
    return Step{Write{[data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, dossier::add_report(tx, actor, data));
        return created("/api/v1/batch-reports/" + to_string(made.id), report_json(tx, made, actor));
    }}};
}

Result<Step> get_report(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ReportId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto report, dossier::read_report(tx, actor, id));
        return ok(report_json(tx, report, actor));
    }}};
}

Result<Step> update_report(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ReportId>(request, "id"));
    TRY(auto body, json_body(request));
    TRY(const auto version, take_version(body));
    TRY(auto data, dossier::decode_report(body, services.db.now()));
    return Step{
        Write{[id, version, data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto report, dossier::update_report(tx, actor, id, version, data));
            return ok(report_json(tx, report, actor));
        }}};
}

Result<Step> delete_report(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ReportId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(dossier::remove_report(tx, actor, id));
        return no_content();
    }}};
}

std::vector<schema::Field> seller_fields() {
    using namespace schema;
    return {{"name", text("销售商名称", 100)},
            {"region", text("省份或城市，六位行政区划代码", 6)},
            {"address", text("地址", 200)},
            {"phone", text("电话", 30)},
            {"contact", text("联系人", 40)},
            maybe("licence", text("生产许可证号", 60)),
            maybe("uscc", text("社会统一信用代码", 40)),
            maybe("email", text("邮箱", 100)),
            maybe("gln", text("销售商 GLN", 40)),
            maybe("secret", boolean("是否保密")),
            maybe("qualification", id("销售商资质信息，文件不超过 10 MB"))};
}

std::vector<schema::Field> report_fields() {
    using namespace schema;
    return {{"dossier", id("批次档案")},
            maybe("number", text("报告编号", 80)),
            maybe("body", text("检验机构", 100)),
            maybe("date", date("检验日期")),
            {"items", list("检验项",
                           object({{"name", text("检验项名称", 100)},
                                   maybe("standard", text("检验依据", 100)),
                                   maybe("requirement", text("标准要求", 200)),
                                   {"result", text("检验结果", 200)},
                                   {"passed", boolean("单项结论：是否合格")}}),
                           dossier::items_max)},
            maybe("document", id("检验报告文件"))};
}

const json::object seller_example{{"name", "明达商行"},
                                  {"region", "440100"},
                                  {"address", "天河区 1 号"},
                                  {"phone", "020-80000000"},
                                  {"contact", "陈某"}};
const json::object report_example{
    {"dossier", "1"},
    {"number", "JY-2026-01"},
    {"items", json::array{json::object{{"name", "绝缘电阻"}, {"result", "120 MΩ"}, {"passed", true}}}}};

json::object with_version(json::object example) {
    example["version"] = "1";
    return example;
}
std::vector<schema::Field> with_version(std::vector<schema::Field> fields) {
    fields.push_back({"version", schema::integer("读取时的版本", 1, INT64_MAX)});
    return fields;
}

}  // namespace

std::vector<Operation> dossier_partner_operations() {
    using namespace schema;
    const auto look = Who::with(auth::Permission::read_codes);
    const auto describe = Who::with(auth::Permission::bind_codes);
    return {
        {.method = http::Method::get,
         .path = "/api/v1/sellers",
         .id = "listSellers",
         .tag = "销售商",
         .zh = "本企业的销售商，新的在前",
         .en = "Sellers of one's organisation, newest first.",
         .who = look,
         .query = paging({{"name", "销售商名称中的文字", text("销售商名称", 100)}}),
         .answer = {200, "一页销售商", page_of("Seller")},
         .errors = {Code::too_long},
         .run = list_sellers},
        {.method = http::Method::post,
         .path = "/api/v1/sellers",
         .id = "addSeller",
         .tag = "销售商",
         .zh = "新增销售商",
         .en = "Adds a seller.",
         .who = describe,
         .body = {{.schema = object(seller_fields()), .example = seller_example, .bytes_max = 16 * 1024}},
         .answer = {201, "销售商", ref("Seller")},
         .errors = {Code::conflict, Code::org_not_approved, Code::document_unknown, Code::document_type,
                    Code::body_too_large, Code::uscc_length, Code::uscc_character, Code::uscc_check, Code::gln_length,
                    Code::gln_character, Code::gln_check_digit},
         .repeat = Repeat::kept,
         .run = add_seller},
        {.method = http::Method::get,
         .path = "/api/v1/sellers/{id}",
         .id = "getSeller",
         .tag = "销售商",
         .zh = "一个销售商",
         .en = "One seller.",
         .who = look,
         .answer = {200, "销售商", ref("Seller")},
         .errors = {Code::not_found},
         .run = get_seller},
        {.method = http::Method::put,
         .path = "/api/v1/sellers/{id}",
         .id = "updateSeller",
         .tag = "销售商",
         .zh = "修改销售商",
         .en = "Replaces a seller, with the version that was read.",
         .who = describe,
         .body = {{.schema = object(with_version(seller_fields())),
                   .example = with_version(seller_example),
                   .bytes_max = 16 * 1024}},
         .answer = {200, "销售商", ref("Seller")},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved, Code::document_unknown,
                    Code::document_type, Code::body_too_large, Code::uscc_length, Code::uscc_character,
                    Code::uscc_check, Code::gln_length, Code::gln_character, Code::gln_check_digit},
         .repeat = Repeat::kept,
         .run = update_seller},
        {.method = http::Method::delete_,
         .path = "/api/v1/sellers/{id}",
         .id = "deleteSeller",
         .tag = "销售商",
         .zh = "删除销售商；历史保留",
         .en = "Takes a seller away; its history stays.",
         .who = describe,
         .answer = {204, "已删除", {}},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved},
         .repeat = Repeat::not_needed,
         .run = delete_seller},
        {.method = http::Method::get,
         .path = "/api/v1/batch-reports",
         .id = "listBatchReports",
         .tag = "检验报告",
         .zh = "批次的检验报告，新的在前",
         .en = "Inspection reports of batches, newest first.",
         .who = look,
         .query = paging({{"dossier", "只看此批次", id("批次档案")}}),
         .answer = {200, "一页检验报告", page_of("BatchReport")},
         .errors = {Code::invalid, Code::not_found},
         .run = list_reports},
        {.method = http::Method::post,
         .path = "/api/v1/batch-reports",
         .id = "addBatchReport",
         .tag = "检验报告",
         .zh = "为已完成追溯的批次新增检验报告",
         .en = "Adds an inspection report of a batch whose tracing is complete.",
         .who = describe,
         .body = {{.schema = object(report_fields()), .example = report_example, .bytes_max = 128 * 1024}},
         .answer = {201, "检验报告", ref("BatchReport")},
         .errors = {Code::not_found, Code::wrong_state, Code::org_not_approved, Code::document_unknown,
                    Code::document_type, Code::body_too_large, Code::bad_date, Code::future_date},
         .repeat = Repeat::kept,
         .run = add_report},
        {.method = http::Method::get,
         .path = "/api/v1/batch-reports/{id}",
         .id = "getBatchReport",
         .tag = "检验报告",
         .zh = "一份检验报告",
         .en = "One inspection report.",
         .who = look,
         .answer = {200, "检验报告", ref("BatchReport")},
         .errors = {Code::not_found},
         .run = get_report},
        {.method = http::Method::put,
         .path = "/api/v1/batch-reports/{id}",
         .id = "updateBatchReport",
         .tag = "检验报告",
         .zh = "修改检验报告",
         .en = "Replaces an inspection report, with the version that was read.",
         .who = describe,
         .body = {{.schema = object(with_version(report_fields())),
                   .example = with_version(report_example),
                   .bytes_max = 128 * 1024}},
         .answer = {200, "检验报告", ref("BatchReport")},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved, Code::invalid, Code::document_unknown,
                    Code::document_type, Code::body_too_large, Code::bad_date, Code::future_date},
         .repeat = Repeat::kept,
         .run = update_report},
        {.method = http::Method::delete_,
         .path = "/api/v1/batch-reports/{id}",
         .id = "deleteBatchReport",
         .tag = "检验报告",
         .zh = "删除检验报告；历史保留",
         .en = "Takes an inspection report away; its history stays.",
         .who = describe,
         .answer = {204, "已删除", {}},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved},
         .repeat = Repeat::not_needed,
         .run = delete_report},
    };
}

}  // namespace yiguan::api
