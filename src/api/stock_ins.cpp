// 扫码, 入库, 差异 (M03..M05, P44).
#include "api/trade_json.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

using trade::StockIn;
using trade::StockInId;

// POST /api/v1/scans
Result<Step> scan(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto store = in.optional_id<trade::StoreId>("store", "门店");
    const auto given = in.text("purpose", "用途", {.chars_max = 20});
    const auto purpose = trade::parse_purpose(given);
    if (!given.empty() && !purpose)
        in.violation(Code::invalid, "purpose", "用途", "只能是 receive、ship、sell、return、stocktake 或 look");
    const auto texts = read_texts(in, violations, "texts", "扫码", trade::scans_max);
    in.finish();
    TRY_VOID(violations.result());
    return Step{
        Read{[&services, store, purpose, texts](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            if (!actor.org) return Error{Code::forbidden, "", "扫码办理只对企业的成员开放"};
            // Who only looks need not say where.
            trade::Place place;
            if (store || *purpose != trade::Purpose::look) {
                TRY(place, trade::require_place(tx, actor, store));
            }
            TRY(const auto scans, trade::scan(tx, services.names, actor, place, *purpose, texts));
            TradeWords words(services, tx, actor);
            json::array items;
            for (const auto& one : scans.items) items.push_back(words.encode(one, scans));
            return ok({{"items", std::move(items)}});
        }}};
}

http::Response received(Services& services, db::Tx& tx, const auth::Actor& actor, const trade::Received& made,
                        const std::vector<std::string>& texts) {
    auto body = TradeWords(services, tx, actor).whole(made.in);
    body["refused"] = encode_refused(made.refused, texts);
    if (!made.warning.empty()) body["warning"] = made.warning;
    return created("/api/v1/stock-ins/" + to_string(made.in.id), std::move(body));
}

Result<Step> add_stock_in(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    trade::StockInInput input;
    input.store = in.optional_id<trade::StoreId>("store", "门店");
    const auto type = in.text("type", "入库类型", {.chars_max = 20});
    if (const auto known = trade::parse_stock_in_type(type))
        input.type = *known;
    else if (!type.empty())
        in.violation(Code::invalid, "type", "入库类型", "只能是 purchase、transfer 或 other");
    input.remark = in.optional_text("remark", "备注", {.chars_max = 200}).value_or("");
    input.supplier = in.optional_text("supplier", "供应商", {.chars_max = 100}).value_or("");
    input.texts = read_texts(in, violations, "texts", "扫码", trade::texts_max);
    input.at = in.optional_time("at", "采购时间");
    in.finish();
    TRY_VOID(violations.result());
    return Step{
        Write{[&services, input = std::move(input)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto made, trade::add_stock_in(tx, services.names, actor, input));
            return received(services, tx, actor, made, input.texts);
        }}};
}

std::vector<trade::NewDifference> read_differences(ObjectReader& in, Violations& violations, bool required) {
    std::vector<trade::NewDifference> out;
    const auto* list = in.array("differences", "差异", required);
    if (!list) return out;
    if (list->size() > trade::differences_max) {
        in.violation(Code::too_long, "differences", "差异", fmt::format("最多 {} 条", trade::differences_max));
        return out;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto* one = (*list)[i].if_object();
        const auto pointer = fmt::format("/differences/{}", i);
        if (!one) {
            violations.add({Code::wrong_type, pointer, "应是 JSON 对象", "差异"});
            continue;
        }
        ObjectReader row(*one, violations, pointer);
        trade::NewDifference d;
        const auto kind = row.text("kind", "差异种类", {.chars_max = 20});
        if (const auto known = trade::parse_difference_kind(kind))
            d.kind = *known;
        else if (!kind.empty())
            row.violation(Code::invalid, "kind", "差异种类", "只能是 more、less、wrong 或 damaged");
        d.text = row.optional_text("text", "编码", {.chars_max = trade::text_chars_max}).value_or("");
        d.product = row.optional_id<ProductId>("product", "产品").value_or(ProductId{});
        d.quantity = row.optional_integer("quantity", "数量", 1, 1'000'000).value_or(1);
        d.remark = row.optional_text("remark", "说明", {.chars_max = 200}).value_or("");
        d.photo = row.optional_id<DocumentId>("photo", "照片").value_or(DocumentId{});
        row.finish();
        out.push_back(std::move(d));
    }
    return out;
}

Result<Step> receive_note(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    trade::NoteReceipt input;
    input.store = in.optional_id<trade::StoreId>("store", "门店");
    input.note = in.text("note", "随货单", {.chars_max = 300});
    input.digest = in.optional_text("digest", "摘要", {.chars_max = 64}).value_or("");
    input.except = read_texts(in, violations, "except", "未到的商品", trade::scans_max, false);
    input.differences = read_differences(in, violations, false);
    input.at = in.optional_time("at", "采购时间");
    in.finish();
    TRY_VOID(violations.result());
    return Step{
        Write{[&services, input = std::move(input)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto made, trade::receive_note(tx, services.names, actor, input));
            return received(services, tx, actor, made, {});
        }}};
}

Result<Step> list_stock_ins(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    trade::StockInFilter filter;
    TRY(filter.store, read_store(request));
    if (const auto type = request.query_param("type")) {
        filter.type = trade::parse_stock_in_type(*type);
        if (!filter.type) return Error{Code::invalid, "/type", "没有这种入库类型", "入库类型"};
    }
    if (const auto state = request.query_param("state")) {
        filter.state = trade::parse_stock_in_state(*state);
        if (!filter.state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
    }
    TRY(filter.number, read_part(request, "number", "单号"));
    TRY(filter.supplier, read_part(request, "supplier", "供应商"));
    TRY_VOID(read_days(request, filter.from, filter.to));
    return Step{Read{[&services, cursor, limit, filter = std::move(filter)](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, trade::list_stock_ins(tx, actor, filter, StockInId{cursor}, limit + 1));
        TradeWords words(services, tx, actor);
        return page_of(
            found, limit, [&](const StockIn& in) { return words.encode(in); },
            [](const StockIn& last, const StockIn&) { return to_string(last.id); });
    }}};
}

Result<Step> get_stock_in(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockInId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto in, trade::get_stock_in(tx, actor, id));
        return ok(TradeWords(services, tx, actor).whole(in));
    }}};
}

Result<Step> undo(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockInId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto reason = in.text("reason", "撤销原因", {.chars_max = 200});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto undone, trade::undo_stock_in(tx, actor, id, reason));
        return ok(TradeWords(services, tx, actor).whole(undone));
    }}};
}

Result<Step> add_differences(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockInId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    auto differences = read_differences(in, violations, true);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, differences = std::move(differences)](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto changed, trade::add_differences(tx, actor, id, differences));
        return ok(TradeWords(services, tx, actor).whole(changed));
    }}};
}

Result<Step> answer_difference(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StockInId>(request, "id"));
    const auto row = parse_id(request.path_param("row")).value_or(0);
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto text = in.text("answer", "答复", {.chars_max = 300});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, row, text](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto changed, trade::answer_difference(tx, actor, id, row, text));
        return ok(TradeWords(services, tx, actor).whole(changed));
    }}};
}

}  // namespace

std::vector<Operation> stock_in_operations() {
    using namespace schema;
    using auth::Permission;
    const std::vector<Code> of_codes{
        Code::codes_not_held,    Code::codes_not_in_transit, Code::codes_not_addressed, Code::codes_not_bound,
        Code::codes_overlap,     Code::too_many_ranges,      Code::code_forged,         Code::not_found,
        Code::conflict,          Code::wrong_state,          Code::org_not_approved,    Code::bad_date,
        Code::future_date,       Code::document_unknown,     Code::missing_field,       Code::out_of_bounds,
        Code::codes_not_in_stock};
    const auto types = [] { return choice("入库类型", {"purchase", "transfer", "other"}); };
    const auto texts = [](std::string_view title, std::size_t most) {
        return list(title, text("编码", trade::text_chars_max), static_cast<std::int64_t>(most));
    };
    const auto differences = [&] {
        return list("差异",
                    object({{"kind", choice("种类：多、少、错、破", {"more", "less", "wrong", "damaged"})},
                            maybe("text", text("编码", trade::text_chars_max)),
                            maybe("product", id("产品")),
                            maybe("quantity", integer("数量", 1, 1'000'000)),
                            maybe("remark", text("说明", 200)),
                            maybe("photo", id("照片"))}),
                    trade::differences_max);
    };
    return {
        {.method = http::Method::post,
         .path = "/api/v1/scans",
         .id = "scanTexts",
         .tag = "出入库",
         .zh = "扫到的是什么、能不能办：追溯码、其他编码、箱码、区间、随货单；只查不改",
         .en = "What was scanned and whether it may be used so. Changes nothing.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema =
                       object({maybe("store", id("门店")),
                               {"purpose", choice("用途", {"receive", "ship", "sell", "return", "stocktake", "look"})},
                               {"texts", texts("扫到的内容", trade::scans_max)}}),
                   .example = {{"purpose", "look"}, {"texts", json::array{"SN26-000001"}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "结果", answer({{"items", array_of("按原顺序", ref("ScanResult"))}})},
         .errors = {Code::not_found, Code::wrong_state},
         .run = scan},
        {.method = http::Method::post,
         .path = "/api/v1/stock-ins",
         .id = "addStockIn",
         .tag = "出入库",
         .zh = "扫码入库：能入的入库，不能入的逐个说明",
         .en = "Receives what was scanned, each by itself: what may not be received is told.",
         .who = Who::with(Permission::receive_codes),
         .body = {{.schema = object({maybe("store", id("门店；没有门店的单位不填")),
                                     {"type", types()},
                                     maybe("remark", text("备注", 200)),
                                     maybe("supplier", text("供应商；不填为发货方", 100)),
                                     {"texts", texts("追溯码、箱码、区间“首码-末码”", trade::texts_max)},
                                     maybe("at", time("采购时间，7 天之内"))}),
                   .example = {{"type", "purchase"}, {"texts", json::array{"SN26-000001"}}},
                   .bytes_max = 1024 * 1024}},
         .answer = {201, "入库单", ref("StockIn")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = add_stock_in},
        {.method = http::Method::post,
         .path = "/api/v1/stock-ins/by-note",
         .id = "receiveNote",
         .tag = "出入库",
         .zh = "按随货单整单收货，未到的除外",
         .en = "Receives a dispatch note as a whole, but for what did not come.",
         .who = Who::with(Permission::receive_codes),
         .body = {{.schema = object({maybe("store", id("门店；没有门店的单位不填")),
                                     {"note", text("随货单号，或二维码内容", 300)},
                                     maybe("digest", text("摘要", 64)),
                                     maybe("except", texts("未到的商品", trade::scans_max)),
                                     maybe("differences", differences()),
                                     maybe("at", time("采购时间，7 天之内"))}),
                   .example = {{"note", "CK20250101-000001"}},
                   .bytes_max = 256 * 1024}},
         .answer = {201, "入库单", ref("StockIn")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = receive_note},
        {.method = http::Method::get,
         .path = "/api/v1/stock-ins",
         .id = "listStockIns",
         .tag = "出入库",
         .zh = "入库单，新的在前",
         .en = "Documents of stock-in, newest first.",
         .who = Who::with(Permission::read_events),
         .query = paging({{"store", "门店", id("门店")},
                          {"type", "入库类型", types()},
                          {"state", "状态", choice("状态", {"submitted", "differing", "settled", "undone"})},
                          {"supplier", "供应商名称的一部分", text("供应商", 64)},
                          {"number", "单号的一部分", text("单号", 64)},
                          {"from", "入库日期起", date("时间起")},
                          {"to", "入库日期止", date("时间止")}}),
         .answer = {200, "一页入库单", page_of("StockIn")},
         .errors = {Code::bad_date, Code::not_found},
         .run = list_stock_ins},
        {.method = http::Method::get,
         .path = "/api/v1/stock-ins/{id}",
         .id = "getStockIn",
         .tag = "出入库",
         .zh = "一张入库单及其明细和差异；有差异的，发货方也可以看",
         .en = "One document of stock-in with lines and differences; with these for the shipper, too.",
         .who = Who::with(Permission::read_events),
         .answer = {200, "入库单", ref("StockIn")},
         .errors = {Code::not_found},
         .run = get_stock_in},
        {.method = http::Method::post,
         .path = "/api/v1/stock-ins/{id}/undo",
         .id = "undoStockIn",
         .tag = "出入库",
         .zh = "撤销入库：商品都还在库时",
         .en = "Takes a stock-in back, as long as nothing of it moved on.",
         .who = Who::with(Permission::receive_codes),
         .body = {{.schema = object({{"reason", text("撤销原因", 200)}}),
                   .example = {{"reason", "扫错了"}},
                   .bytes_max = 4096}},
         .answer = {200, "入库单", ref("StockIn")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = undo},
        {.method = http::Method::post,
         .path = "/api/v1/stock-ins/{id}/differences",
         .id = "addDifferences",
         .tag = "出入库",
         .zh = "登记差异：多、少、错、破，通知发货方",
         .en = "Tells the shipper what differs.",
         .who = Who::with(Permission::receive_codes),
         .body = {{.schema = object({{"differences", differences()}}),
                   .example = {{"differences", json::array{json::object{{"kind", "less"}, {"quantity", "1"}}}}},
                   .bytes_max = 128 * 1024}},
         .answer = {200, "入库单", ref("StockIn")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = add_differences},
        {.method = http::Method::post,
         .path = "/api/v1/stock-ins/{id}/differences/{row}/answer",
         .id = "answerDifference",
         .tag = "出入库",
         .zh = "发货方答复一条差异；全部答复后办结",
         .en = "The shipper's answer to one difference; with the last one the document is settled.",
         .who = Who::with(Permission::ship_codes),
         .body = {{.schema = object({{"answer", text("答复", 300)}}),
                   .example = {{"answer", "明天补发"}},
                   .bytes_max = 4096}},
         .answer = {200, "入库单", ref("StockIn")},
         .errors = of_codes,
         .repeat = Repeat::kept,
         .run = answer_difference},
    };
}

}  // namespace yiguan::api
