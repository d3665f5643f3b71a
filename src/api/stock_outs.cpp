// 出库, 调货, 随货单 (P21, P22, P45).
#include "api/trade_json.hpp"
#include "core/text.hpp"
#include "lookup/page.hpp"
#include "print/note.hpp"

namespace yiguan::api {
namespace {

using trade::StockOut;
using trade::StockOutId;

Result<Step> add_stock_out(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    trade::StockOutInput input;
    input.store = in.optional_id<trade::StoreId>("store", "门店");
    const auto type = in.text("type", "出库类型", {.chars_max = 20});
    if (const auto known = trade::parse_stock_out_type(type))
        input.type = *known;
    else if (!type.empty())
        in.violation(Code::invalid, "type", "出库类型", "只能是 ordinary、transfer、b2b、purchase_return 或 other");
    const auto some = [&](std::string_view key, std::string_view zh, std::size_t chars_max) {
        return in.optional_text(key, zh, {.chars_max = chars_max}).value_or("");
    };
    input.buyer_uscc = some("buyerUscc", "收货方统一社会信用代码", 40);
    input.buyer_name = some("buyerName", "收货方", 100);
    input.buyer_address = some("buyerAddress", "收货地址", 200);
    input.buyer_contact = some("buyerContact", "联系方式", 60);
    input.partner = in.optional_id<registry::PartnerId>("partner", "往来单位").value_or(registry::PartnerId{});
    input.target_store = in.optional_id<trade::StoreId>("targetStore", "目标门店");
    input.order = in.optional_id<dossier::OrderId>("order", "销售订单").value_or(dossier::OrderId{});
    input.remark = some("remark", "备注", 200);
    input.texts = read_texts(in, violations, "texts", "扫码", trade::texts_max, !input.order);
    input.draft = in.boolean("draft", "存为草稿", false);
    input.at = in.optional_time("at", "发生时间");
    in.finish();
    TRY_VOID(violations.result());
    return Step{
        Write{[&services, input = std::move(input)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto made, trade::add_stock_out(tx, services.names, actor, input));
            return created("/api/v1/stock-outs/" + to_string(made.id), TradeWords(services, tx, actor).whole(made));
        }}};
}

Result<Step> list_stock_outs(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    trade::StockOutFilter filter;
    if (const auto direction = request.query_param("direction")) {
        if (*direction != "in" && *direction != "out")
            return Error{Code::invalid, "/direction", "只能是 in 或 out", "方向"};
        filter.incoming = *direction == "in";
    }
    TRY(filter.store, read_store(request));
    if (const auto type = request.query_param("type")) {
        filter.type = trade::parse_stock_out_type(*type);
        if (!filter.type) return Error{Code::invalid, "/type", "没有这种出库类型", "出库类型"};
    }
    if (const auto state = request.query_param("state")) {
        filter.state = trade::parse_stock_out_state(*state);
        if (!filter.state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
    }
    TRY(filter.number, read_part(request, "number", "单号"));
    TRY(filter.partner, read_part(request, "partner", "收货方"));
    TRY_VOID(read_days(request, filter.from, filter.to));
    return Step{Read{[&services, cursor, limit, filter = std::move(filter)](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, trade::list_stock_outs(tx, actor, filter, StockOutId{cursor}, limit + 1));
        TradeWords words(services, tx, actor);
        return page_of(
            found, limit, [&](const StockOut& out) { return words.encode(out); },
            [](const StockOut& last, const StockOut&) { return to_string(last.id); });
    }}};
}

Result<Step> get_stock_out(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockOutId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto out, trade::get_stock_out(tx, actor, id));
        return ok(TradeWords(services, tx, actor).whole(out));
    }}};
}

Result<StockOut> sent_one(db::Tx& tx, const auth::Actor& actor, StockOutId id) {
    TRY(auto out, trade::get_stock_out(tx, actor, id));
    if (out.digest.empty()) return Error{Code::wrong_state, "", "出库单还没有发出，没有随货单"};
    return out;
}

Result<Step> get_note(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockOutId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto out, sent_one(tx, actor, id));
        return ok(TradeWords(services, tx, actor).note(out, ""));
    }}};
}

// GET /api/v1/notes/{number}?d=
Result<Step> find_note(Services& services, const http::Request& request) {
    const std::string number(request.path_param("number"));
    TRY(auto digest, read_part(request, "d", "摘要"));
    return Step{Read{[&services, number, digest](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto out, trade::find_note(tx, actor, number, digest));
        return ok(TradeWords(services, tx, actor).note(out, digest));
    }}};
}

print::NoteSheet sheet_of(db::Tx& tx, const Services& services, const StockOut& out) {
    const auto shipper = registry::find_org(tx, out.org);
    auto day = to_string(beijing_date(out.sent_at));
    std::ranges::replace(day, '-', '.');
    print::NoteSheet sheet{.company = shipper ? shipper->data.name : std::string(),
                           .number = out.number,
                           .sent_on = std::move(day),
                           .receiver = out.partner_name,
                           .contact = out.delivery.contact,
                           .address = out.delivery.address,
                           .digest = out.digest,
                           .qr = trade::note_url(services.base_url, out)};
    for (const auto& l : out.lines)
        sheet.lines.push_back({.product = l.name,
                               .specification = l.specification.empty() ? l.model : l.specification,
                               .gtin = l.gtin,
                               .batch = l.batch,
                               .quantity = fmt::format("{} 件", l.quantity),
                               .gs1_code = l.gs1_code()});
    sheet.total = fmt::format("共 {} 件，{} 箱", out.quantity, out.boxes.size());
    return sheet;
}

Result<Step> get_note_pdf(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockOutId>(request, "id"));
    const auto size = request.query_param("size").value_or("A4");
    if (size != "A4" && size != "A5") return Error{Code::invalid, "/size", "纸张只能是 A4 或 A5", "纸张"};
    const auto paper = size == "A4" ? print::Paper::a4 : print::Paper::a5;
    return Step{ReadThen{[&services, id, paper](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        TRY(const auto out, sent_one(tx, actor, id));
        return Step{Offload{[sheet = sheet_of(tx, services, out), paper]() -> Result<Step> {
            http::Response response{.content_type = "application/pdf", .body = print::render_note(sheet, paper)};
            response.headers.emplace_back("Cache-Control", "private, no-cache");
            response.headers.emplace_back(
                "Content-Disposition", "inline; filename*=UTF-8''" + percent_encode("随货单-" + sheet.number + ".pdf"));
            return Step{std::move(response)};
        }}};
    }}};
}

Result<Step> send(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockOutId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto out, trade::send(tx, services.names, actor, id));
        return ok(TradeWords(services, tx, actor).whole(out));
    }}};
}

Result<Step> cancel(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockOutId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto reason = in.text("reason", "作废原因", {.chars_max = 200});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto out, trade::cancel(tx, actor, id, reason));
        return ok(TradeWords(services, tx, actor).whole(out));
    }}};
}

Result<Step> remind(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockOutId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto out, trade::remind(tx, actor, id));
        return ok(TradeWords(services, tx, actor).encode(out));
    }}};
}

// GET /n/{number}: whoever scans a note without the store's app. Says nothing of it, not even whether it exists.
void note_page(Services&, const http::Request& request, http::ResponderPtr responder) {
    const bool is_number = trade::parse_note(request.path_param("number")).has_value();
    const int status = is_number ? 200 : 404;
    http::Response response{.status = status,
                            .content_type = "text/html; charset=utf-8",
                            .body = is_number
                                        ? lookup::render_message(status, "随货单", "请用门店端扫码入库")
                                        : lookup::render_message(status, "没有这张随货单", "请核对随货单上的二维码")};
    response.headers.emplace_back("Content-Security-Policy", lookup::page_security_policy);
    responder->send(std::move(response));
}

}  // namespace

std::vector<Operation> stock_out_operations() {
    using namespace schema;
    using auth::Permission;
    const std::vector<Code> of_codes{
        Code::codes_not_held, Code::codes_not_active, Code::codes_not_bound,      Code::codes_not_in_stock,
        Code::codes_overlap,  Code::too_many_ranges,  Code::code_forged,          Code::not_found,
        Code::conflict,       Code::wrong_state,      Code::org_not_approved,     Code::missing_field,
        Code::bad_date,       Code::future_date,      Code::out_of_bounds,        Code::uscc_length,
        Code::uscc_character, Code::uscc_check,       Code::codes_not_in_transit, Code::codes_not_addressed,
        Code::invalid,        Code::too_long};
    const auto types = [] { return choice("出库类型", {"ordinary", "transfer", "b2b", "purchase_return", "other"}); };
    return {
        {.method = http::Method::post,
         .path = "/api/v1/stock-outs",
         .id = "addStockOut",
         .tag = "出入库",
         .zh = "出库或调货：全部成功或全部不变，不能出库的编码逐个说明；生成随货单",
         .en = "Sends goods, with a dispatch note: all of them or none, each text that may not leave is told.",
         .who = Who::with(Permission::ship_codes),
         .body = {{.schema = object({maybe("store", id("发出门店；没有门店的单位不填")),
                                     {"type", types()},
                                     maybe("buyerUscc", text("收货方统一社会信用代码", 40)),
                                     maybe("buyerName", text("收货方", 100)),
                                     maybe("buyerAddress", text("收货地址", 200)),
                                     maybe("buyerContact", text("联系方式", 60)),
                                     maybe("partner", id("往来单位")),
                                     maybe("targetStore", id("目标门店，调拨时")),
                                     maybe("order", id("销售订单")),
                                     maybe("remark", text("备注", 200)),
                                     maybe("texts", list("追溯码、箱码、区间“首码-末码”",
                                                         text("编码", trade::text_chars_max), trade::texts_max)),
                                     maybe("draft", boolean("存为草稿")),
                                     maybe("at", time("发生时间，7 天之内"))}),
                   .example = {{"type", "b2b"}, {"buyerName", "某某商行"}, {"texts", json::array{"SN26-000001"}}},
                   .bytes_max = 1024 * 1024}},
         .answer = {201, "出库单", ref("StockOut")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = add_stock_out},
        {.method = http::Method::get,
         .path = "/api/v1/stock-outs",
         .id = "listStockOuts",
         .tag = "出入库",
         .zh = "出库单，新的在前；direction=in 为发给本单位、待收的",
         .en = "Documents of stock-out, newest first; direction=in: those addressed to the own organisation.",
         .who = Who::with(Permission::read_events),
         .query = paging(
             {{"direction", "out 本单位发出（不填），in 发给本单位", choice("方向", {"in", "out"})},
              {"store", "门店", id("门店")},
              {"type", "出库类型", types()},
              {"state", "状态", choice("状态", {"draft", "sent", "received", "differing", "settled", "cancelled"})},
              {"number", "单号的一部分", text("单号", 64)},
              {"partner", "收货方名称的一部分", text("收货方", 64)},
              {"from", "制单日期起", date("时间起")},
              {"to", "制单日期止", date("时间止")}}),
         .answer = {200, "一页出库单", page_of("StockOut")},
         .errors = {Code::bad_date, Code::not_found},
         .run = list_stock_outs},
        {.method = http::Method::get,
         .path = "/api/v1/stock-outs/{id}",
         .id = "getStockOut",
         .tag = "出入库",
         .zh = "一张出库单及其明细，供发货方和收货方",
         .en = "One document of stock-out with its lines, for who sent it and who receives it.",
         .who = Who::with(Permission::read_events),
         .answer = {200, "出库单", ref("StockOut")},
         .errors = {Code::not_found},
         .run = get_stock_out},
        {.method = http::Method::get,
         .path = "/api/v1/stock-outs/{id}/note",
         .id = "getDispatchNote",
         .tag = "出入库",
         .zh = "随货单",
         .en = "The dispatch note.",
         .who = Who::with(Permission::read_events),
         .answer = {200, "随货单", ref("DispatchNote")},
         .errors = {Code::not_found, Code::wrong_state},
         .run = get_note},
        {.method = http::Method::get,
         .path = "/api/v1/stock-outs/{id}/note.pdf",
         .id = "printDispatchNote",
         .tag = "出入库",
         .zh = "打印随货单",
         .en = "The dispatch note on paper.",
         .who = Who::with(Permission::read_events),
         .query = {{"size", "纸张，不填为 A4", choice("纸张", {"A4", "A5"})}},
         .answer = {200, "随货单", {}, "application/pdf"},
         .errors = {Code::not_found, Code::wrong_state},
         .run = get_note_pdf},
        {.method = http::Method::post,
         .path = "/api/v1/stock-outs/{id}/send",
         .id = "sendStockOut",
         .tag = "出入库",
         .zh = "发出草稿",
         .en = "Sends a draft.",
         .who = Who::with(Permission::ship_codes),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "出库单", ref("StockOut")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = send},
        {.method = http::Method::post,
         .path = "/api/v1/stock-outs/{id}/cancel",
         .id = "cancelStockOut",
         .tag = "出入库",
         .zh = "作废：还在途中的商品退回库存",
         .en = "Calls off: what is still on its way is back in stock.",
         .who = Who::with(Permission::ship_codes),
         .body = {{.schema = object({{"reason", text("作废原因", 200)}}),
                   .example = {{"reason", "发错货"}},
                   .bytes_max = 4096}},
         .answer = {200, "出库单", ref("StockOut")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = cancel},
        {.method = http::Method::post,
         .path = "/api/v1/stock-outs/{id}/reminders",
         .id = "remindReceiver",
         .tag = "出入库",
         .zh = "催收：给收货方发消息，一天一次",
         .en = "Asks the receiver to receive, once a day.",
         .who = Who::with(Permission::ship_codes),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "出库单", ref("StockOut")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::too_many_requests},
         .repeat = Repeat::kept,
         .run = remind},
        {.method = http::Method::get,
         .path = "/api/v1/notes/{number}",
         .id = "findNote",
         .tag = "出入库",
         .zh = "扫到的随货单，供收货方和发货方",
         .en = "A dispatch note that was scanned, for its receiver and its shipper.",
         .who = Who::with(Permission::read_events),
         .query = {{"d", "二维码中的摘要", text("摘要", 64)}},
         .answer = {200, "随货单", ref("DispatchNote")},
         .errors = {Code::not_found, Code::conflict},
         .run = find_note},
        {.method = http::Method::get,
         .path = "/n/{number}",
         .id = "notePage",
         .tag = "公开页面",
         .zh = "随货单二维码的网址：请用门店端扫码入库",
         .en = "What a dispatch note's symbol leads strangers to.",
         .who = Who::anybody(),
         .answer = {200, "页面", {}, "text/html"},
         .serve = note_page},
    };
}

}  // namespace yiguan::api
