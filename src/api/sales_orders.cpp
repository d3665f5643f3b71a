// 销售订单 (GDP-54..57), and earlier versions of what stands beside dossiers: orders, sellers, inspection reports.
#include "api/dossier_json.hpp"
#include "dossier/history.hpp"
#include "dossier/orders.hpp"

namespace yiguan::api {
namespace {

using dossier::OrderId;

Result<std::optional<Date>> day_param(const http::Request& request, std::string_view name, std::string_view zh) {
    const auto text = request.query_param(name);
    if (!text) return std::optional<Date>();
    const auto day = parse_date(*text);
    if (day.has_error())
        return Error{.code = Code::bad_date,
                     .pointer = "/" + std::string(name),
                     .detail = day.error().detail,
                     .field = std::string(zh)};
    return std::optional(day.value());
}

Result<Step> list_orders(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    dossier::OrderFilter filter;
    TRY(filter.number, search_text(request, "number", "订单编号"));
    TRY(filter.seller, search_text(request, "seller", "销售商"));
    TRY(filter.from, day_param(request, "from", "创建日期"));
    TRY(filter.to, day_param(request, "to", "创建日期"));
    return Step{Read{
        [cursor, limit, filter = std::move(filter)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto page, dossier::list_orders(tx, actor, filter, OrderId{cursor}, limit));
            json::array items;
            for (const auto& order : page.items) items.push_back(dossier::encode(order));
            json::object out{{"items", std::move(items)}, {"total", std::min(page.total, dossier::total_max)}};
            if (page.total > dossier::total_max) out["totalIsAbout"] = true;
            if (page.next) out["nextCursor"] = to_string(page.next);
            return ok(std::move(out));
        }}};
}

Result<Step> add_order(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto data, dossier::decode_order(body));
    return Step{Write{[data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, dossier::add_order(tx, actor, data));
        return created("/api/v1/sales-orders/" + to_string(made.id), dossier::encode(made));
    }}};
}

Result<Step> get_order(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrderId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto order, dossier::read_order(tx, actor, id));
        return ok(dossier::encode(order));
    }}};
}

Result<Step> update_order(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrderId>(request, "id"));
    TRY(auto body, json_body(request));
    TRY(const auto version, take_version(body));
    TRY(auto data, dossier::decode_order(body));
    return Step{
        Write{[id, version, data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto order, dossier::update_order(tx, actor, id, version, data));
            return ok(dossier::encode(order));
        }}};
}

Result<Step> delete_order(Services&, const http::Request& request) {
    TRY(const auto id, path_id<OrderId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(dossier::remove_order(tx, actor, id));
        return no_content();
    }}};
}

// ---- earlier versions

template <class I>
using HistoryOf = Result<dossier::RecordHistory> (*)(db::Tx&, const auth::Actor&, I, std::int64_t, int);
template <class I, HistoryOf<I> history>
Result<Step> get_history(Services&, const http::Request& request) {
    TRY(const auto id, path_id<I>(request, "id"));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[id, cursor, limit](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto page, history(tx, actor, id, cursor, limit));
        json::array items;
        for (const auto& v : page.items)
            items.push_back(json::object{{"version", std::to_string(v.version)},
                                         {"changedAt", iso_utc(v.changed_at)},
                                         {"changedBy", to_string(v.changed_by)},
                                         {"removed", v.removed},
                                         {"content", v.content}});
        json::object out{{"items", std::move(items)}};
        if (page.next > 0) out["nextCursor"] = std::to_string(page.next);
        return ok(std::move(out));
    }}};
}

Operation history_operation(std::string path, std::string id, std::string_view tag, std::string_view zh,
                            std::string_view en, decltype(Operation::run) run) {
    using namespace schema;
    return {.method = http::Method::get,
            .path = std::move(path),
            .id = std::move(id),
            .tag = tag,
            .zh = zh,
            .en = en,
            .who = Who::with(auth::Permission::read_codes),
            .query = paging(),
            .answer = {200, "各版",
                       answer({{"items", list("版本", free_object("版本"), 100)},
                               maybe("nextCursor", text("下一页", 20))})},
            .errors = {Code::not_found},
            .run = std::move(run)};
}

std::vector<schema::Field> order_fields() {
    using namespace schema;
    const auto texts = [](std::string_view title, int chars_max) {
        return list(title, text(title, chars_max), dossier::order_rows_max);
    };
    return {{"number", text("订单编号", 60)},          {"region", text("省份或城市，六位行政区划代码", 6)},
            maybe("seller", text("销售商", 100)),      maybe("gln", text("发货地 GLN", 40)),
            maybe("sentOn", date("发货时间")),         maybe("origin", text("始发地", 200)),
            maybe("destination", text("目的地", 200)), maybe("sender", text("发货人", 60)),
            maybe("receiver", text("收货人", 60)),     maybe("batches", texts("产品批次号", 60)),
            maybe("items", texts("单品详情信息", 200))};
}

const json::object order_example{{"number", "DD20240101001"}, {"region", "440100"}, {"seller", "明达商行"}};

}  // namespace

std::vector<Operation> sales_order_operations() {
    using namespace schema;
    const auto look = Who::with(auth::Permission::read_codes);
    const auto describe = Who::with(auth::Permission::bind_codes);
    auto versioned = order_fields();
    versioned.push_back({"version", integer("读取时的版本", 1, INT64_MAX)});
    auto versioned_example = order_example;
    versioned_example["version"] = "1";
    return {
        {.method = http::Method::get,
         .path = "/api/v1/sales-orders",
         .id = "listSalesOrders",
         .tag = "销售订单",
         .zh = "本企业的销售订单，新的在前",
         .en = "Sales orders of one's organisation, newest first.",
         .who = look,
         .query = paging({{"number", "订单编号中的文字", text("订单编号", 100)},
                          {"seller", "销售商中的文字", text("销售商", 100)},
                          {"from", "创建日期不早于", date("创建日期")},
                          {"to", "创建日期不晚于", date("创建日期")}}),
         .answer = {200, "一页销售订单", page_of("SalesOrder")},
         .errors = {Code::too_long, Code::bad_date},
         .run = list_orders},
        {.method = http::Method::post,
         .path = "/api/v1/sales-orders",
         .id = "addSalesOrder",
         .tag = "销售订单",
         .zh = "新增销售订单；批次档案中填写的订单编号也会自动列入",
         .en = "Adds a sales order; order numbers in descriptions of batches come in by themselves.",
         .who = describe,
         .body = {{.schema = object(order_fields()), .example = order_example, .bytes_max = 256 * 1024}},
         .answer = {201, "销售订单", ref("SalesOrder")},
         .errors = {Code::conflict, Code::org_not_approved, Code::bad_date, Code::gln_length, Code::gln_character,
                    Code::gln_check_digit},
         .repeat = Repeat::kept,
         .run = add_order},
        {.method = http::Method::get,
         .path = "/api/v1/sales-orders/{id}",
         .id = "getSalesOrder",
         .tag = "销售订单",
         .zh = "一个销售订单",
         .en = "One sales order.",
         .who = look,
         .answer = {200, "销售订单", ref("SalesOrder")},
         .errors = {Code::not_found},
         .run = get_order},
        {.method = http::Method::put,
         .path = "/api/v1/sales-orders/{id}",
         .id = "updateSalesOrder",
         .tag = "销售订单",
         .zh = "修改销售订单，每次修改留存一版",
         .en = "Replaces a sales order, with the version that was read; every version is kept.",
         .who = describe,
         .body = {{.schema = object(versioned), .example = versioned_example, .bytes_max = 256 * 1024}},
         .answer = {200, "销售订单", ref("SalesOrder")},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved, Code::bad_date, Code::gln_length,
                    Code::gln_character, Code::gln_check_digit},
         .repeat = Repeat::kept,
         .run = update_order},
        {.method = http::Method::delete_,
         .path = "/api/v1/sales-orders/{id}",
         .id = "deleteSalesOrder",
         .tag = "销售订单",
         .zh = "删除销售订单；历史保留",
         .en = "Takes a sales order away; its history stays.",
         .who = describe,
         .answer = {204, "已删除", {}},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved},
         .repeat = Repeat::not_needed,
         .run = delete_order},
        history_operation("/api/v1/sales-orders/{id}/history", "salesOrderHistory", "销售订单",
                          "销售订单的各个版本，新的在前；删除后仍可查看",
                          "Every version of a sales order, newest first; also of a deleted one.",
                          get_history<OrderId, dossier::order_history>),
        history_operation("/api/v1/sellers/{id}/history", "sellerHistory", "销售商",
                          "销售商的各个版本，新的在前；删除后仍可查看",
                          "Every version of a seller, newest first; also of a deleted one.",
                          get_history<dossier::SellerId, dossier::seller_history>),
        history_operation("/api/v1/batch-reports/{id}/history", "batchReportHistory", "检验报告",
                          "检验报告的各个版本，新的在前；删除后仍可查看",
                          "Every version of an inspection report, newest first; also of a deleted one.",
                          get_history<dossier::ReportId, dossier::report_history>),
    };
}

}  // namespace yiguan::api
