// 退货单 (P23, M12).
#include "api/sale_json.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

using trade::ReturnId;

constexpr std::size_t return_chars_max = 200;

trade::Disposal read_disposal(ObjectReader& in) {
    const auto word = in.text("disposition", "处置", {.chars_max = 20});
    if (const auto known = trade::parse_disposal(word)) return *known;
    if (!word.empty()) in.violation(Code::invalid, "disposition", "处置", "处置只能是 resell、inspect 或 scrap");
    return trade::Disposal::resell;
}

// POST /api/v1/returns {"store"?,"sale"?|"texts","source","reason","disposition","at"?}
Result<Step> add_return(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    trade::NewReturn input{.store = sale_store_in(in)};
    input.sale = in.optional_id<trade::SaleId>("sale", "销售单").value_or(trade::SaleId{});
    if (in.has("texts"))
        input.texts = sale_texts_in(in, violations, trade::sale_texts_max);
    else if (!input.sale)
        in.violation(Code::missing_field, "texts", "扫到的编码", "请扫描要退的产品，或选择销售单");
    if (in.has("texts") && input.sale) in.violation(Code::invalid, "sale", "销售单", "销售单和扫到的编码只填一项");
    const auto source = in.text("source", "退货来源", {.chars_max = 20});
    if (const auto known = trade::parse_return_source(source))
        input.source = *known;
    else if (!source.empty())
        in.violation(Code::invalid, "source", "退货来源", "退货来源只能是 customer 或 store");
    input.reason = in.text("reason", "退货原因", {.chars_max = return_chars_max});
    input.disposal = read_disposal(in);
    input.at = sale_time_in(in);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, input](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, trade::take_back(tx, services.names, actor, input));
        return created("/api/v1/returns/" + to_string(made.id), SaleWords(services, tx).encode(made));
    }}};
}

// POST /api/v1/returns/{id}/judgement {"disposition","remark"?}
Result<Step> judge_return(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ReturnId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto disposal = read_disposal(in);
    const auto remark = in.optional_text("remark", "判定说明", {.chars_max = return_chars_max}).value_or("");
    in.finish();
    TRY_VOID(violations.result());
    return Step{
        Write{[&services, id, disposal, remark](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto judged, trade::judge_return(tx, services.names, actor, id, disposal, remark));
            return ok(SaleWords(services, tx).encode(judged));
        }}};
}

// GET /api/v1/returns/{id}
Result<Step> get_return(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ReturnId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, trade::get_return(tx, actor, id));
        return ok(SaleWords(services, tx).encode(found));
    }}};
}

// GET /api/v1/returns?number=&source=&state=&store=
Result<Step> list_returns(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    trade::ReturnFilter filter;
    TRY(filter.number, sale_words_query(request, "number", "单号"));
    TRY(filter.store, sale_store_query(request));
    if (const auto source = request.query_param("source")) {
        filter.source = trade::parse_return_source(*source);
        if (!filter.source) return Error{Code::invalid, "/source", "没有这种来源", "退货来源"};
    }
    if (const auto state = request.query_param("state")) {
        filter.state = trade::parse_return_state(*state);
        if (!filter.state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
    }
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, trade::list_returns(tx, actor, filter, ReturnId{cursor}, limit + 1));
            SaleWords words(services, tx);
            return page_of(
                found, limit, [&](const trade::Return& r) { return words.encode(r); },
                [](const trade::Return& last, const trade::Return&) { return to_string(last.id); });
        }}};
}

}  // namespace

std::vector<Operation> sale_return_operations() {
    using namespace schema;
    const auto serving = Who::with(may_sell);
    const auto disposal = [] { return choice("处置：可再售、待检、报损", {"resell", "inspect", "scrap"}); };
    const std::vector<Code> of_goods{Code::not_found,        Code::wrong_state,        Code::conflict,
                                     Code::org_not_approved, Code::code_forged,        Code::codes_not_bound,
                                     Code::codes_not_held,   Code::codes_overlap,      Code::codes_not_in_transit,
                                     Code::too_many_ranges,  Code::codes_not_addressed};
    return {
        {.method = http::Method::post,
         .path = "/api/v1/returns",
         .id = "addReturn",
         .tag = "退货",
         .zh = "退货：已售的产品退回门店，可再售、待检或报损",
         .en = "Takes back what was sold, to be sold again, inspected or scrapped.",
         .who = serving,
         .body = {{.schema =
                       object({maybe("store", id("门店")),
                               maybe("sale", id("销售单，整单退")),
                               maybe("texts", list("扫到的编码", text("编码", sale_text_chars), trade::sale_texts_max)),
                               {"source", choice("退货来源：顾客退货、门店更正", {"customer", "store"})},
                               {"reason", text("退货原因", return_chars_max)},
                               {"disposition", disposal()},
                               maybe("at", time("发生时间，离线时填写，最多 7 天前"))}),
                   .example = {{"texts", json::array{"BAT-000001"}},
                               {"source", "customer"},
                               {"reason", "无法充电"},
                               {"disposition", "inspect"}},
                   .bytes_max = 32 * 1024}},
         .answer = {201, "退货单", ref("SaleReturn")},
         .errors = of_goods,
         .repeat = Repeat::kept,
         .run = add_return},
        {.method = http::Method::get,
         .path = "/api/v1/returns",
         .id = "listReturns",
         .tag = "退货",
         .zh = "本企业的退货单，新的在前",
         .en = "Returns of one's organisation, newest first.",
         .who = serving,
         .query = paging({{"number", "单号的开头", text("单号", 60)},
                          {"source", "来源", choice("来源", {"customer", "store"})},
                          {"state", "状态", choice("状态", {"restocked", "inspecting", "scrapped"})},
                          {"store", "门店", id("门店")}}),
         .answer = {200, "一页退货单", page_of("SaleReturn")},
         .errors = {Code::too_long, Code::not_found},
         .run = list_returns},
        {.method = http::Method::get,
         .path = "/api/v1/returns/{id}",
         .id = "getReturn",
         .tag = "退货",
         .zh = "一张退货单",
         .en = "One return.",
         .who = serving,
         .answer = {200, "退货单", ref("SaleReturn")},
         .errors = {Code::not_found},
         .run = get_return},
        {.method = http::Method::post,
         .path = "/api/v1/returns/{id}/judgement",
         .id = "judgeReturn",
         .tag = "退货",
         .zh = "判定待检的退货：可再售或报损",
         .en = "Judges what waits for inspection: to be sold again, or scrapped.",
         .who = serving,
         .body = {{.schema = object({{"disposition", disposal()}, maybe("remark", text("判定说明", return_chars_max))}),
                   .example = {{"disposition", "resell"}, {"remark", "检测正常"}}}},
         .answer = {200, "退货单", ref("SaleReturn")},
         .errors = of_goods,
         .repeat = Repeat::kept,
         .run = judge_return},
    };
}

}  // namespace yiguan::api
