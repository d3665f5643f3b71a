// Sales of stores (P46, M08..M11): checked, sold, added to, printed; the rules that the operator sets.
#include <fmt/format.h>

#include "api/sale_json.hpp"
#include "core/text.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

constexpr std::int64_t day_after_ms = 86'400'000;
constexpr std::size_t remark_chars = 500, short_chars = 60, old_chars = 100, addition_items_max = 20;

trade::SaleCall read_call(ObjectReader& in, Violations& violations) {
    trade::SaleCall call{.store = sale_store_in(in)};
    const auto type = in.text("type", "销售类型", {.chars_max = 20});
    if (const auto known = trade::parse_sale_type(type))
        call.type = *known;
    else if (!type.empty())
        in.violation(Code::invalid, "type", "销售类型", "销售类型只能是 bundle、single 或 trade_in");
    call.texts = sale_texts_in(in, violations, trade::sale_texts_max);
    call.programme = in.optional_text("programme", "以旧换新活动", {.chars_max = short_chars}).value_or("");
    call.at = sale_time_in(in);
    return call;
}

// POST /api/v1/store-sales/check: reads only; a POST because what was scanned may be long.
Result<Step> check_sale(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto call = read_call(in, violations);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Read{[&services, call](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto checked, trade::check_sale(tx, services.names, actor, call));
        return ok(SaleWords(services, tx).check(checked));
    }}};
}

// POST /api/v1/store-sales
Result<Step> add_sale(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    trade::NewSale sale{.call = read_call(in, violations)};
    sale.customer = in.optional_id<trade::CustomerId>("customerForm", "顾客信息").value_or(trade::CustomerId{});
    sale.remark = in.optional_text("remark", "备注", {.chars_max = remark_chars, .multiline = true}).value_or("");
    if (const auto* old = in.object("oldItem", "交回的旧车", false)) {
        ObjectReader inner(*old, violations, "/oldItem");
        sale.old_kind = inner.optional_text("kind", "种类", {.chars_max = old_chars}).value_or("");
        sale.old_text = inner.optional_text("text", "编码", {.chars_max = old_chars}).value_or("");
        inner.finish();
    }
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, sale](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, trade::sell_in_store(tx, services.names, actor, sale));
        return created("/api/v1/store-sales/" + to_string(made.id), SaleWords(services, tx).encode(made));
    }}};
}

json::object with_customer(Services& services, db::Tx& tx, const auth::Actor& actor, const trade::Sale& sale) {
    SaleWords words(services, tx);
    auto out = words.encode(sale);
    if (!sale.customer) return out;
    const auto customer = trade::get_customer(tx, actor, sale.customer);
    if (customer.has_error()) return out;
    const auto& c = customer.value();
    out["customer"] = json::object{
        {"id", to_string(c.id)}, {"state", trade::name(c.state)}, {"name", c.masked_name}, {"phone", c.masked_phone}};
    return out;
}

// GET /api/v1/store-sales/{id}
Result<Step> get_sale(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<trade::SaleId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto sale, trade::get_sale(tx, actor, id));
        return ok(with_customer(services, tx, actor, sale));
    }}};
}

// GET /api/v1/store-sales?number=&type=&state=&store=&from=&to=&tail=&customer=
Result<Step> list_sales(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    trade::SaleFilter filter;
    TRY(filter.number, sale_words_query(request, "number", "单号"));
    TRY(filter.tail, sale_words_query(request, "tail", "码尾号"));
    TRY(filter.store, sale_store_query(request));
    if (const auto type = request.query_param("type")) {
        filter.type = trade::parse_sale_type(*type);
        if (!filter.type) return Error{Code::invalid, "/type", "没有这种销售类型", "销售类型"};
    }
    if (const auto state = request.query_param("state")) {
        filter.state = trade::parse_sale_state(*state);
        if (!filter.state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
    }
    const auto day = [&](std::string_view name) -> Result<std::optional<Date>> {
        const auto text = request.query_param(name);
        if (!text) return std::optional<Date>();
        auto read = parse_date(*text);
        if (read.has_error()) return Error{Code::bad_date, "/" + std::string(name), read.error().detail, "日期"};
        return std::optional(read.value());
    };
    TRY(const auto from, day("from"));
    TRY(const auto to, day("to"));
    if (from) filter.from = beijing_midnight(*from);
    if (to) filter.to = beijing_midnight(*to) + day_after_ms;
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, trade::list_sales(tx, actor, filter, trade::SaleId{cursor}, limit + 1));
            return page_of(
                found, limit, [&](const trade::Sale& sale) { return with_customer(services, tx, actor, sale); },
                [](const trade::Sale& last, const trade::Sale&) { return to_string(last.id); });
        }}};
}

// POST /api/v1/store-sales/{id}/additions {"items":[{"name","value"}],"customerForm"?}
Result<Step> add_to_sale(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<trade::SaleId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    trade::SaleMore more;
    more.customer = in.optional_id<trade::CustomerId>("customerForm", "顾客信息").value_or(trade::CustomerId{});
    if (const auto* list = in.array("items", "追加销售信息", false)) {
        if (list->size() > addition_items_max)
            in.violation(Code::out_of_bounds, "items", "追加销售信息",
                         fmt::format("一次最多 {} 条", addition_items_max));
        for (std::size_t i = 0; i < std::min(list->size(), addition_items_max); ++i) {
            const auto pointer = fmt::format("/items/{}", i);
            const auto* one = (*list)[i].if_object();
            if (!one) {
                violations.add(
                    {.code = Code::wrong_type, .pointer = pointer, .detail = "应是对象", .field = "追加销售信息"});
                continue;
            }
            ObjectReader item(*one, violations, pointer);
            auto name = item.text("name", "信息名称", {.chars_max = short_chars});
            auto value = item.text("value", "信息内容", {.chars_max = remark_chars});
            item.finish();
            more.items.emplace_back(std::move(name), std::move(value));
        }
    }
    if (more.items.empty() && !more.customer && violations.empty())
        in.violation(Code::missing_field, "items", "追加销售信息", "请填写要追加的信息");
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, more](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto sale, trade::add_to_sale(tx, actor, id, more));
        return ok(with_customer(services, tx, actor, sale));
    }}};
}

// GET /api/v1/store-sales/{id}/receipt.pdf
Result<Step> get_receipt(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<trade::SaleId>(request, "id"));
    return Step{ReadThen{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        TRY(const auto sale, trade::get_sale(tx, actor, id));
        return Step{Offload{[document = SaleWords(services, tx).receipt(sale), number = sale.number]() -> Result<Step> {
            http::Response response;
            response.content_type = "application/pdf";
            response.body = print::render_pdf(document);
            response.headers.emplace_back("Cache-Control", "private, no-cache");
            response.headers.emplace_back("Content-Disposition",
                                          "inline; filename*=UTF-8''" + percent_encode("销售凭证-" + number + ".pdf"));
            return Step{std::move(response)};
        }}};
    }}};
}

// GET /api/v1/sale-rules
Result<Step> get_rules(Services&, const http::Request&) {
    return Step{Read{[](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        return ok(trade::encode(trade::sale_rules(tx)));
    }}};
}

// PUT /api/v1/sale-rules {"version", ...}
Result<Step> put_rules(Services&, const http::Request& request) {
    TRY(auto body, json_body(request));
    Violations violations;
    std::int64_t version = 0;
    {
        ObjectReader in(body, violations);
        version = in.integer("version", "读取时的版本", 0, INT64_MAX);
    }
    TRY_VOID(violations.result());
    body.erase("version");
    TRY(const auto rules, trade::decode_sale_rules(body));
    return Step{Write{[version, rules](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto changed, trade::change_sale_rules(tx, actor, version, rules));
        return ok(trade::encode(changed));
    }}};
}

std::vector<schema::Field> call_fields() {
    using namespace schema;
    return {maybe("store", id("门店；没有门店的企业不填")),
            {"type", choice("销售类型：捆绑、单品、以旧换新", {"bundle", "single", "trade_in"})},
            {"texts", list("扫到的编码", text("编码", sale_text_chars), trade::sale_texts_max)},
            maybe("programme", text("以旧换新活动", short_chars)),
            maybe("at", time("发生时间，离线时填写，最多 7 天前"))};
}

}  // namespace

std::vector<Operation> store_sale_operations() {
    using namespace schema;
    const auto selling = Who::with(may_sell);
    const json::object example{{"type", "bundle"}, {"texts", json::array{"YG26-000001", "BAT-000001", "CHG-000001"}}};
    auto sale_fields = call_fields();
    for (auto& field : std::vector<schema::Field>{
             maybe("customerForm", id("顾客信息表")), maybe("remark", text("备注", remark_chars)),
             maybe("oldItem",
                   object({maybe("kind", text("种类", old_chars)), maybe("text", text("编码", old_chars))}))})
        sale_fields.push_back(std::move(field));
    const std::vector<Code> of_store{Code::not_found, Code::wrong_state, Code::org_not_approved};
    const std::vector<Code> of_sale{Code::not_found,          Code::wrong_state,      Code::org_not_approved,
                                    Code::conflict,           Code::code_forged,      Code::codes_not_bound,
                                    Code::codes_not_held,     Code::codes_not_active, Code::codes_overlap,
                                    Code::codes_not_in_stock, Code::bad_date,         Code::future_date,
                                    Code::too_many_ranges,    Code::missing_field};
    const auto fields_by_type = object({maybe("bundle", list("捆绑销售", text("字段", 20), 5)),
                                        maybe("single", list("单品销售", text("字段", 20), 5)),
                                        maybe("trade_in", list("以旧换新", text("字段", 20), 5))});
    return {
        {.method = http::Method::post,
         .path = "/api/v1/store-sales/check",
         .id = "checkSale",
         .tag = "门店销售",
         .zh = "检查扫到的编码能否一起销售，不作记录；顺序不限，逐项说明不符之处和允许的清单",
         .en = "Whether what was scanned may be sold together, in any order; every mismatch with what is allowed.",
         .who = selling,
         .body = {{.schema = object(call_fields()), .example = example, .bytes_max = 32 * 1024}},
         .answer = {200, "各编码", ref("SaleCheck")},
         .errors = of_store,
         .run = check_sale},
        {.method = http::Method::post,
         .path = "/api/v1/store-sales",
         .id = "addSale",
         .tag = "门店销售",
         .zh = "销售：捆绑（一车一池一充）、单品（电池或充电器）、以旧换新",
         .en = "Sells: a bundle of vehicle, battery and charger, single parts, or a trade-in.",
         .who = selling,
         .body = {{.schema = object(std::move(sale_fields)), .example = example, .bytes_max = 64 * 1024}},
         .answer = {201, "销售单", ref("StoreSale")},
         .errors = of_sale,
         .repeat = Repeat::kept,
         .run = add_sale},
        {.method = http::Method::get,
         .path = "/api/v1/store-sales",
         .id = "listSales",
         .tag = "门店销售",
         .zh = "本企业的销售单，新的在前",
         .en = "Sales of one's organisation, newest first.",
         .who = selling,
         .query = paging({{"number", "单号的开头", text("单号", 60)},
                          {"type", "销售类型", choice("销售类型", {"bundle", "single", "trade_in"})},
                          {"state", "状态", choice("状态", {"in_progress", "completed", "returned", "voided"})},
                          {"store", "门店", id("门店")},
                          {"from", "销售时间不早于此日", date("销售时间")},
                          {"to", "销售时间不晚于此日", date("销售时间")},
                          {"tail", "码尾号，六位", text("码尾号", 60)}}),
         .answer = {200, "一页销售单", page_of("StoreSale")},
         .errors = {Code::too_long, Code::bad_date, Code::not_found},
         .run = list_sales},
        {.method = http::Method::get,
         .path = "/api/v1/store-sales/{id}",
         .id = "getSale",
         .tag = "门店销售",
         .zh = "一张销售单",
         .en = "One sale.",
         .who = selling,
         .answer = {200, "销售单", ref("StoreSale")},
         .errors = {Code::not_found},
         .run = get_sale},
        {.method = http::Method::get,
         .path = "/api/v1/store-sales/{id}/receipt.pdf",
         .id = "getSaleReceipt",
         .tag = "门店销售",
         .zh = "销售凭证：三码、尾号、质保和公开页面的二维码",
         .en = "The receipt: the codes, their tails, warranty, and the symbol of the public page.",
         .who = selling,
         .answer = {.status = 200, .zh = "PDF", .media = "application/pdf"},
         .errors = {Code::not_found},
         .run = get_receipt},
        {.method = http::Method::post,
         .path = "/api/v1/store-sales/{id}/additions",
         .id = "addToSale",
         .tag = "门店销售",
         .zh = "追加销售信息，补填顾客信息表",
         .en = "Adds information to a sale, or its customer's form.",
         .who = selling,
         .body = {{.schema = object({maybe("items", list("追加销售信息",
                                                         object({{"name", text("信息名称", short_chars)},
                                                                 {"value", text("信息内容", remark_chars)}}),
                                                         addition_items_max)),
                                     maybe("customerForm", id("顾客信息表"))}),
                   .example = {{"items", json::array{json::object{{"name", "号牌"}, {"value", "粤A-123456"}}}}},
                   .bytes_max = 64 * 1024}},
         .answer = {200, "销售单", ref("StoreSale")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
         .repeat = Repeat::kept,
         .run = add_to_sale},
        {.method = http::Method::get,
         .path = "/api/v1/sale-rules",
         .id = "getSaleRules",
         .tag = "门店销售",
         .zh = "销售规则：顾客信息必填项、可用编码种类、以旧换新活动",
         .en = "The rules of sales: what customers are asked for, kinds of codes, trade-in programmes.",
         .who = Who::signed_in(),
         .answer = {200, "销售规则", ref("SaleRules")},
         .run = get_rules},
        {.method = http::Method::put,
         .path = "/api/v1/sale-rules",
         .id = "putSaleRules",
         .tag = "门店销售",
         .zh = "设置销售规则，由平台运营办理，每版留存",
         .en = "Sets the rules of sales, by the operator; every version is kept.",
         .who = Who::with(auth::Permission::manage_review_rules),
         .body = {{.schema =
                       object({{"version", integer("读取时的版本，0 为内置规则", 0, INT64_MAX)},
                               maybe("customerFields", fields_by_type),
                               maybe("codeFamilies", fields_by_type),
                               maybe("customerDays", integer("顾客信息保存天数", 30, 3650)),
                               maybe("programmes", list("以旧换新活动",
                                                        object({{"name", text("活动名称", 60)},
                                                                {"from", date("开始日期")},
                                                                {"to", date("结束日期")},
                                                                {"products", list("产品备案", id("产品备案"),
                                                                                  trade::programme_products_max)}}),
                                                        trade::programmes_max))}),
                   .example = {{"version", "0"}, {"customerDays", 1095}},
                   .bytes_max = 1024 * 1024}},
         .answer = {200, "销售规则", ref("SaleRules")},
         .errors = {Code::conflict, Code::not_found, Code::bad_date},
         .repeat = Repeat::kept,
         .run = put_rules},
    };
}

}  // namespace yiguan::api
