// 库存, 盘点 (P43, P47, P48).
#include "api/trade_json.hpp"
#include "codes/codes_json.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

using trade::StocktakeId;

constexpr std::int64_t day_in_ms = 86'400'000;
constexpr std::size_t runs_shown = 200;

Result<ProductId> read_product(const http::Request& request) {
    const auto text = request.query_param("product");
    if (!text) return ProductId{};
    const auto id = parse_id_as<ProductId>(*text);
    if (!id) return Error{Code::invalid, "/product", "没有这个产品", "产品"};
    return *id;
}

// GET /api/v1/stock: rows by product and store; the cursor counts rows.
Result<Step> list_stock(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    trade::StockFilter filter;
    TRY(filter.store, read_store(request));
    TRY(filter.product, read_product(request));
    TRY(filter.model, read_part(request, "model", "型号"));
    if (const auto state = request.query_param("state")) {
        static constexpr std::string_view states[] = {"", "in_stock", "in_transit", "frozen", "recalled"};
        const auto at = std::ranges::find(states, std::string_view(*state));
        if (at == std::end(states) || state->empty()) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
        filter.state = static_cast<trade::StockFilter::State>(at - std::begin(states));
    }
    if (const auto age = request.query_param("ageFrom")) {
        const auto days = parse_id(*age);
        if (!days || *days > 3650) return Error{Code::invalid, "/ageFrom", "库龄应是 1 至 3650 的天数", "库龄"};
        filter.age_from_days = static_cast<int>(*days);
    }
    return Step{Read{[&services, cursor, limit, filter = std::move(filter)](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto rows, trade::list_stock(tx, actor, filter));
        TradeWords words(services, tx, actor);
        json::array items;
        auto at = static_cast<std::size_t>(cursor);
        for (; at < rows.size() && items.size() < static_cast<std::size_t>(limit); ++at) {
            const auto& row = rows[at];
            json::object one{{"product", to_string(row.product)},
                             {"name", row.name},
                             {"model", row.model},
                             {"inStock", std::to_string(row.in_stock)},
                             {"inTransit", std::to_string(row.in_transit)},
                             {"frozen", std::to_string(row.frozen)},
                             {"recalled", std::to_string(row.recalled)}};
            if (row.store) {
                one["store"] = to_string(row.store);
                one["storeName"] = words.store_name(row.store);
            }
            if (row.first_in.value != 0) {
                one["firstIn"] = iso_utc(row.first_in);
                one["ageDays"] = std::max<std::int64_t>(0, tx.now() - row.first_in) / day_in_ms;
            }
            items.push_back(std::move(one));
        }
        json::object out{{"items", std::move(items)}, {"total", static_cast<std::int64_t>(rows.size())}};
        if (at < rows.size()) out["nextCursor"] = std::to_string(at);
        return ok(std::move(out));
    }}};
}

Result<Step> list_items(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(const auto store, read_store(request));
    TRY(const auto product, read_product(request));
    return Step{Read{
        [&services, cursor, limit, store, product](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, trade::list_stock_items(tx, actor, store, product, cursor, limit + 1));
            TradeWords words(services, tx, actor);
            return page_of(
                found, limit,
                [&](const trade::StockItem& item) {
                    const auto& s = item.part.segment;
                    const auto run = words.codes({item.part.block, s.first, s.last});
                    const std::string code(run.at("firstCode").as_string());
                    json::object one{{"code", code},
                                     {"tail", code.substr(code.size() - 6)},
                                     {"quantity", run.at("count")},
                                     {"batch", item.batch.number},
                                     {"status", codes::name(s.state.status)},
                                     {"statusZh", codes::name_zh(s.state.status)},
                                     {"since", iso_utc(item.since)}};
                    if (s.last != s.first) one["lastCode"] = run.at("lastCode");
                    if (!item.batch.production_date.empty()) one["productionDate"] = item.batch.production_date;
                    return one;
                },
                [&](const trade::StockItem&, const trade::StockItem&) { return std::to_string(cursor + limit); });
        }}};
}

Result<Step> get_summary(Services&, const http::Request& request) {
    TRY(const auto store, read_store(request));
    return Step{Read{[store](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto summary, trade::stock_summary(tx, actor, store));
        const auto figures = [](const trade::DayFigures& d) {
            return json::object{{"in", d.in}, {"transfer", d.transfer}, {"sold", d.sold}};
        };
        json::array trend, categories;
        for (const auto& d : summary.trend) {
            auto one = figures(d);
            one["day"] = d.day;
            trend.push_back(std::move(one));
        }
        for (const auto& [name, n] : summary.by_category)
            categories.push_back(json::object{{"category", name}, {"inStock", std::to_string(n)}});
        return ok({{"today", figures(summary.trend.back())},
                   {"trend", std::move(trend)},
                   {"byCategory", std::move(categories)},
                   {"inStock", std::to_string(summary.in_stock)},
                   {"awaiting", summary.awaiting},
                   {"recalled", std::to_string(summary.recalled)},
                   {"inTransit", std::to_string(summary.in_transit)}});
    }}};
}

// ---- 盘点

json::object encode_view(Services& services, db::Tx& tx, const auth::Actor& actor, const trade::StocktakeView& view) {
    TradeWords words(services, tx, actor);
    auto out = words.encode(view.take);
    const auto runs = [&](const std::vector<codes::CodeRange>& ranges) {
        json::array all;
        for (std::size_t i = 0; i < std::min(ranges.size(), runs_shown); ++i) all.push_back(words.codes(ranges[i]));
        return all;
    };
    out["missing"] = runs(view.missing);
    out["surplus"] = runs(view.surplus);
    return out;
}

Result<Step> start_stocktake(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto store = in.optional_id<trade::StoreId>("store", "门店");
    const auto product = in.optional_id<ProductId>("product", "产品").value_or(ProductId{});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, store, product](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto take, trade::start_stocktake(tx, actor, store, product));
        return created("/api/v1/stocktakes/" + to_string(take.id), TradeWords(services, tx, actor).encode(take));
    }}};
}

Result<Step> count_scans(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StocktakeId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto texts = read_texts(in, violations, "texts", "扫码", trade::scans_max);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, texts](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto counted, trade::count_scans(tx, services.names, actor, id, texts));
        auto out = TradeWords(services, tx, actor).encode(counted.take);
        out["refused"] = encode_refused(counted.refused, texts);
        json::array surplus;
        for (const std::size_t i : counted.surplus) surplus.emplace_back(texts[i]);
        out["surplusTexts"] = std::move(surplus);
        return ok(std::move(out));
    }}};
}

Result<Step> get_stocktake(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StocktakeId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto view, trade::view_stocktake(tx, actor, id));
        return ok(encode_view(services, tx, actor, view));
    }}};
}

Result<Step> finish_stocktake(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<StocktakeId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    if (!in.boolean("confirmed", "确认差异", false))
        in.violation(Code::invalid, "confirmed", "确认差异", "完成盘点后不能再扫，须确认（confirmed 为 true）");
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto view, trade::finish_stocktake(tx, services.names, actor, id));
        return ok(encode_view(services, tx, actor, view));
    }}};
}

Result<Step> list_stocktakes(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(const auto store, read_store(request));
    std::optional<trade::StocktakeState> state;
    if (const auto text = request.query_param("state")) {
        for (const auto one : {trade::StocktakeState::counting, trade::StocktakeState::finished})
            if (trade::name(one) == *text) state = one;
        if (!state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
    }
    return Step{
        Read{[&services, cursor, limit, store, state](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, trade::list_stocktakes(tx, actor, store, state, StocktakeId{cursor}, limit + 1));
            TradeWords words(services, tx, actor);
            return page_of(
                found, limit, [&](const trade::Stocktake& take) { return words.encode(take); },
                [](const trade::Stocktake& last, const trade::Stocktake&) { return to_string(last.id); });
        }}};
}

}  // namespace

std::vector<Operation> stock_operations() {
    using namespace schema;
    using auth::Permission;
    const auto count = [](std::string_view title) { return Schema{{"type", "integer"}, {"title", title}}; };
    const auto figures = [&](bool of_day) {
        std::vector<Field> fields{{"in", count("入库")}, {"transfer", count("调货")}, {"sold", count("销售")}};
        if (of_day) fields.insert(fields.begin(), {"day", plain("日期")});
        return answer(std::move(fields));
    };
    const std::vector<Code> of_takes{Code::not_found,     Code::wrong_state,     Code::conflict,
                                     Code::missing_field, Code::too_many_ranges, Code::org_not_approved,
                                     Code::codes_not_held};
    return {
        {.method = http::Method::get,
         .path = "/api/v1/stock",
         .id = "listStock",
         .tag = "库存",
         .zh = "库存，按产品和门店；有召回的在前",
         .en = "Stock by product and store, recalled goods first.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"store", "门店", id("门店")},
                          {"product", "产品备案", id("产品")},
                          {"model", "型号或名称的一部分", text("型号", 64)},
                          {"state", "有这种状态的", choice("状态", {"in_stock", "in_transit", "frozen", "recalled"})},
                          {"ageFrom", "库龄至少几天", integer("库龄", 1, 3650)}}),
         .answer = {200, "一页库存",
                    answer({{"items", array_of("库存", ref("StockRow"))},
                            {"total", count("行数")},
                            maybe("nextCursor", plain("下一页"))})},
         .errors = {Code::not_found},
         .run = list_stock},
        {.method = http::Method::get,
         .path = "/api/v1/stock/items",
         .id = "listStockItems",
         .tag = "库存",
         .zh = "库存中的码，连续且状态相同的为一条",
         .en = "Codes in stock, runs of one state.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"store", "门店", id("门店")}, {"product", "产品备案", id("产品")}}),
         .answer = {200, "一页码", page_of("StockItem")},
         .errors = {Code::not_found},
         .run = list_items},
        {.method = http::Method::get,
         .path = "/api/v1/stock/summary",
         .id = "stockSummary",
         .tag = "库存",
         .zh = "今日入库、调货、销售和七天趋势，库存按品类，待收货，召回占用",
         .en = "Figures of today and of seven days, stock by category, notes to receive, recalled goods.",
         .who = Who::with(Permission::read_codes),
         .query = {{"store", "门店", id("门店")}},
         .answer = {200, "概况",
                    answer({{"today", figures(false)},
                            {"trend", array_of("七天，今天在最后", figures(true))},
                            {"byCategory",
                             array_of("按品类", answer({{"category", plain("品类")}, {"inStock", plain("在库")}}))},
                            {"inStock", plain("在库")},
                            {"awaiting", count("待收货的随货单")},
                            {"recalled", plain("召回占用")},
                            {"inTransit", plain("在途")}})},
         .errors = {Code::not_found},
         .run = get_summary},
        {.method = http::Method::post,
         .path = "/api/v1/stocktakes",
         .id = "startStocktake",
         .tag = "库存",
         .zh = "开始盘点一个门店，或其中一个产品",
         .en = "Begins to count a store, or one product there.",
         .who = Who::with(Permission::receive_codes),
         .body = {{.schema = object({maybe("store", id("门店；没有门店的单位不填")), maybe("product", id("产品备案"))}),
                   .example = json::object(),
                   .bytes_max = 1024}},
         .answer = {201, "盘点单", ref("Stocktake")},
         .errors = of_takes,
         .repeat = Repeat::kept,
         .run = start_stocktake},
        {.method = http::Method::get,
         .path = "/api/v1/stocktakes",
         .id = "listStocktakes",
         .tag = "库存",
         .zh = "盘点单，新的在前",
         .en = "Stocktakes, newest first.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"store", "门店", id("门店")}, {"state", "状态", choice("状态", {"counting", "finished"})}}),
         .answer = {200, "一页盘点单", page_of("Stocktake")},
         .errors = {Code::not_found},
         .run = list_stocktakes},
        {.method = http::Method::get,
         .path = "/api/v1/stocktakes/{id}",
         .id = "getStocktake",
         .tag = "库存",
         .zh = "一张盘点单：应盘、实盘、未盘到和多出的码（各前 200 段）",
         .en = "One stocktake with what is missing and in surplus, the first 200 runs of each.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "盘点单", ref("Stocktake")},
         .errors = {Code::not_found, Code::too_many_ranges},
         .run = get_stocktake},
        {.method = http::Method::post,
         .path = "/api/v1/stocktakes/{id}/scans",
         .id = "countScans",
         .tag = "库存",
         .zh = "盘点扫码：重复扫的只算一次，可以随时继续",
         .en = "Counts what was scanned; twice is once. May go on at any time.",
         .who = Who::with(Permission::receive_codes),
         .body = {{.schema =
                       object({{"texts", list("扫到的内容", text("编码", trade::text_chars_max), trade::scans_max)}}),
                   .example = {{"texts", json::array{"SN26-000001"}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "盘点单", ref("Stocktake")},
         .errors = of_takes,
         .repeat = Repeat::kept,
         .run = count_scans},
        {.method = http::Method::post,
         .path = "/api/v1/stocktakes/{id}/finish",
         .id = "finishStocktake",
         .tag = "库存",
         .zh = "完成盘点：差异记入追溯记录，不删除任何商品",
         .en = "Ends a stocktake: differences go on record, nothing vanishes.",
         .who = Who::with(Permission::receive_codes),
         .body = {{.schema = object({{"confirmed", boolean("确认差异，须为 true")}}),
                   .example = {{"confirmed", true}},
                   .bytes_max = 1024}},
         .answer = {200, "盘点单", ref("Stocktake")},
         .errors = of_takes,
         .repeat = Repeat::kept,
         .run = finish_stocktake},
    };
}

}  // namespace yiguan::api
