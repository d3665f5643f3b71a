#include "api/trade_json.hpp"

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "codes/codes_json.hpp"
#include "core/text.hpp"
#include "events/assemblies.hpp"
#include "registry/stores.hpp"

namespace yiguan::api {
namespace {

constexpr std::int64_t day_in_ms = 86'400'000, late_after_ms = 3 * day_in_ms;  // ui.md P45: 在途 > 3 天

void put_time(json::object& out, std::string_view key, UtcMs at) {
    if (at.value != 0) out[key] = iso_utc(at);
}
void put_text(json::object& out, std::string_view key, std::string_view text) {
    if (!text.empty()) out[key] = text;
}
json::array texts_json(const std::vector<std::string>& all) {
    json::array out;
    for (const auto& one : all) out.emplace_back(one);
    return out;
}

json::object problem_of(const Error& error) {
    return {{"code", info(error.code).name}, {"detail", error.detail}};
}

}  // namespace

std::string TradeWords::store_name(trade::StoreId store) {
    const auto [known, fresh] = stores_.try_emplace(store.value);
    if (fresh)
        if (const auto found = registry::find_store(tx_, store)) known->second = found->name;
    return known->second;
}

const std::string& TradeWords::org_name(OrgId id) {
    const auto [known, fresh] = orgs_.try_emplace(id);
    if (fresh)
        if (const auto org = registry::find_org(tx_, id)) known->second = org->data.name;
    return known->second;
}

std::string TradeWords::member(UserId id) {
    const auto [known, fresh] = members_.try_emplace(id);
    if (fresh) {
        known->second = auth::contact_of(tx_, id).name;
        if (known->second.empty())
            if (const auto user = auth::find_user(tx_, id)) known->second = user->login;
    }
    return known->second;
}

const codes::Block& TradeWords::block(BlockId id) {
    const auto known = blocks_.find(id);
    if (known != blocks_.end()) return known->second;
    return blocks_.emplace(id, codes::get_block(tx_, id).value()).first->second;
}

json::array TradeWords::lines(const std::vector<trade::Line>& lines) {
    json::array out;
    for (const auto& l : lines) {
        json::object one{{"product", to_string(l.product)},
                         {"name", l.name},
                         {"model", l.model},
                         {"specification", l.specification},
                         {"batch", l.batch},
                         {"quantity", std::to_string(l.quantity)},
                         {"unit", "件"}};
        put_text(one, "gtin", l.gtin);
        put_text(one, "productionDate", l.production_date);
        put_text(one, "gs1Code", l.gs1_code());
        out.push_back(std::move(one));
    }
    return out;
}

json::object TradeWords::encode(const trade::StockOut& out) {
    const bool own = out.org == actor_.org;
    json::object o{{"id", to_string(out.id)},
                   {"number", out.number},
                   {"type", trade::name(out.type)},
                   {"typeZh", trade::name_zh(out.type)},
                   {"state", trade::name(out.state)},
                   {"stateZh", trade::name_zh(out.state)},
                   {"shipper", org_name(out.org)},
                   {"receiver", out.partner_name},
                   {"quantity", std::to_string(out.quantity)},
                   {"received", std::to_string(out.received)},
                   {"kinds", static_cast<std::int64_t>(out.lines.size())},
                   {"boxes", static_cast<std::int64_t>(out.boxes.size())},
                   {"incoming", !own || out.consignee == actor_.org},
                   {"createdAt", iso_utc(out.created_at)}};
    put_text(o, "receiverUscc", out.partner_uscc);
    if (out.target_store) {
        o["targetStore"] = to_string(out.target_store);
        o["targetStoreName"] = store_name(out.target_store);
    }
    if (own) {
        if (out.store) {
            o["store"] = to_string(out.store);
            o["storeName"] = store_name(out.store);
        }
        o["createdBy"] = member(out.created_by);
        put_text(o, "remark", out.remark);
        put_time(o, "remindedAt", out.reminded_at);
    }
    put_text(o, "reason", out.reason);
    put_time(o, "sentAt", out.sent_at);
    put_time(o, "receivedAt", out.received_at);
    if (out.state == trade::StockOutState::sent) {
        const auto waited = std::max<std::int64_t>(0, tx_.now() - out.sent_at);
        o["inTransitDays"] = waited / day_in_ms;
        o["late"] = waited > late_after_ms;
    }
    if (!out.digest.empty()) {
        const auto url = trade::note_url(services_.base_url, out);
        o["note"] = json::object{{"number", out.number}, {"digest", out.digest}, {"url", url}, {"qr", url}};
    }
    return o;
}

json::object TradeWords::whole(const trade::StockOut& out) {
    auto o = encode(out);
    o["lines"] = lines(out.lines);
    o["boxCodes"] = texts_json(out.boxes);
    if (out.org == actor_.org) {
        put_text(o, "address", out.delivery.address);
        put_text(o, "contact", out.delivery.contact);
        if (out.order != 0) o["order"] = std::to_string(out.order);
        if (!out.texts.empty()) o["texts"] = texts_json(out.texts);
    }
    return o;
}

json::object TradeWords::note(const trade::StockOut& out, std::string_view digest) {
    json::object o{{"id", to_string(out.id)},
                   {"number", out.number},
                   {"shipper", org_name(out.org)},
                   {"receiver", out.partner_name},
                   {"lines", lines(out.lines)},
                   {"quantity", std::to_string(out.quantity)},
                   {"received", std::to_string(out.received)},
                   {"boxes", static_cast<std::int64_t>(out.boxes.size())},
                   {"boxCodes", texts_json(out.boxes)},
                   {"digest", out.digest},
                   {"digestMatches", digest.empty() || digest == out.digest},
                   {"state", trade::name(out.state)},
                   {"stateZh", trade::name_zh(out.state)},
                   {"mine", out.org == actor_.org},
                   {"url", trade::note_url(services_.base_url, out)}};
    if (const auto org = registry::find_org(tx_, out.org)) {
        o["shipperUscc"] = org->data.uscc.text();
        o["manifest"] = trade::note_text(out, org->data.name, org->data.uscc.text());
    }
    put_text(o, "receiverUscc", out.partner_uscc);
    put_time(o, "sentAt", out.sent_at);
    if (out.target_store) {
        o["targetStore"] = to_string(out.target_store);
        o["targetStoreName"] = store_name(out.target_store);
    }
    return o;
}

json::object TradeWords::encode(const trade::StockIn& in) {
    json::object o{{"id", to_string(in.id)},
                   {"number", in.number},
                   {"type", trade::name(in.type)},
                   {"typeZh", trade::name_zh(in.type)},
                   {"state", trade::name(in.state)},
                   {"stateZh", trade::name_zh(in.state)},
                   {"supplier", in.supplier_name},
                   {"receiver", org_name(in.org)},
                   {"quantity", std::to_string(in.quantity)},
                   {"kinds", static_cast<std::int64_t>(in.lines.size())},
                   {"boxes", static_cast<std::int64_t>(in.boxes.size())},
                   {"differences", in.differences},
                   {"receivedAt", iso_utc(in.received_at)},
                   {"createdAt", iso_utc(in.created_at)}};
    if (in.note) o["note"] = to_string(in.note);
    if (in.org == actor_.org) {
        if (in.store) {
            o["store"] = to_string(in.store);
            o["storeName"] = store_name(in.store);
        }
        o["createdBy"] = member(in.created_by);
        put_text(o, "remark", in.remark);
        put_text(o, "reason", in.reason);
    }
    return o;
}

json::object TradeWords::whole(const trade::StockIn& in) {
    auto o = encode(in);
    o["lines"] = lines(in.lines);
    o["boxCodes"] = texts_json(in.boxes);
    json::array rows;
    for (const auto& d : trade::differences_of(tx_, in.id)) {
        json::object one{{"row", d.row},
                         {"kind", trade::name(d.kind)},
                         {"kindZh", trade::name_zh(d.kind)},
                         {"quantity", std::to_string(d.quantity)},
                         {"createdAt", iso_utc(d.created_at)}};
        put_text(one, "text", d.text);
        put_text(one, "remark", d.remark);
        if (d.product) {
            one["product"] = to_string(d.product);
            if (const auto product = catalog::get_product(tx_, d.product); product.has_value())
                one["productName"] = product.value().name;
        }
        if (d.photo) one["photo"] = to_string(d.photo);
        put_text(one, "answer", d.answer);
        put_time(one, "answeredAt", d.answered_at);
        rows.push_back(std::move(one));
    }
    o["differenceRows"] = std::move(rows);
    return o;
}

json::object TradeWords::encode(const trade::Stocktake& t) {
    json::object o{{"id", to_string(t.id)},
                   {"number", t.number},
                   {"state", trade::name(t.state)},
                   {"stateZh", trade::name_zh(t.state)},
                   {"expected", std::to_string(t.expected)},
                   {"scanned", std::to_string(t.scanned)},
                   {"missingCount", std::to_string(t.missing)},
                   {"surplusCount", std::to_string(t.surplus)},
                   {"createdBy", member(t.created_by)},
                   {"createdAt", iso_utc(t.created_at)},
                   {"changedAt", iso_utc(t.changed_at)}};
    if (t.store) {
        o["store"] = to_string(t.store);
        o["storeName"] = store_name(t.store);
    }
    if (t.product) {
        o["product"] = to_string(t.product);
        if (const auto product = catalog::get_product(tx_, t.product); product.has_value())
            o["productName"] = product.value().name;
    }
    return o;
}

json::object TradeWords::codes(const codes::CodeRange& range) {
    const auto& of = block(range.block);
    return {{"firstCode", services_.directory.text(of, range.first)},
            {"lastCode", services_.directory.text(of, range.last)},
            {"count", std::to_string(range.size())}};
}

json::object TradeWords::encode(const trade::Scan& s, const trade::Scans& all) {
    json::object o{{"text", s.text},
                   {"kind", trade::name(s.kind)},
                   {"quantity", std::to_string(s.quantity())},
                   {"accepted", !s.problem.has_value()}};
    if (s.problem) o["problem"] = problem_of(*s.problem);
    if (s.note && s.known)
        o["note"] = json::object{{"id", to_string(s.note->id)},         {"number", s.note->number},
                                 {"shipper", org_name(s.note->org)},    {"quantity", std::to_string(s.note->quantity)},
                                 {"state", trade::name(s.note->state)}, {"stateZh", trade::name_zh(s.note->state)}};
    put_text(o, "box", s.box);
    if (s.parts.empty()) return o;
    const auto& first = s.parts.front();
    const auto status = first.segment.state.status;
    if (s.kind == trade::ScanKind::item) {
        const auto code = services_.directory.text(block(first.block), first.segment.first);
        o["code"] = code;
        o["tail"] = code.substr(code.size() - 6);
        if (s.range) {
            const auto& last = s.parts.back();
            o["lastCode"] = services_.directory.text(block(last.block), last.segment.last);
        }
    }
    // What is not active yet nobody but its holder knows of.
    if (!s.known && status == codes::Status::bound) return o;
    if (const auto* product = all.product_of(s)) {
        json::object p{{"id", to_string(product->id)},
                       {"name", product->name},
                       {"model", product->model()},
                       {"maker", org_name(product->org)},
                       {"slot", nullptr}};
        if (product->family() != catalog::Family::none) p["slot"] = catalog::name(product->family());
        o["product"] = std::move(p);
    }
    if (!s.known) return o;
    if (const auto* batch = all.batch_of(first)) put_text(o, "batch", batch->number);
    o["status"] = codes::name(status);
    o["statusZh"] = codes::name_zh(status);
    return o;
}

std::vector<std::string> read_texts(ObjectReader& in, Violations& violations, std::string_view key, std::string_view zh,
                                    std::size_t most, bool required) {
    std::vector<std::string> texts;
    const auto* list = in.array(key, zh, required);
    if (!list) return texts;
    if ((required && list->empty()) || list->size() > most) {
        in.violation(Code::out_of_bounds, key, zh, fmt::format("一次 1 至 {} 个", most));
        return texts;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto* text = (*list)[i].if_string();
        const std::string_view given = text ? std::string_view(text->data(), text->size()) : std::string_view();
        if (text && is_utf8(given) && !has_control(given, false) && !trim(given).empty() &&
            utf8_length(given) <= trade::text_chars_max)
            texts.emplace_back(trim(given));
        else
            violations.add({.code = text ? Code::too_long : Code::wrong_type,
                            .pointer = fmt::format("/{}/{}", key, i),
                            .detail = fmt::format("应是 1 至 {} 个字的文字", trade::text_chars_max),
                            .field = std::string(zh)});
    }
    return texts;
}

json::array encode_refused(const std::vector<std::pair<std::size_t, Error>>& refused,
                           const std::vector<std::string>& texts) {
    json::array out;
    for (const auto& [i, error] : refused)
        out.push_back(
            json::object{{"index", i}, {"text", texts[i]}, {"code", info(error.code).name}, {"detail", error.detail}});
    return out;
}

Result<void> read_days(const http::Request& request, UtcMs& from, UtcMs& to) {
    const auto read = [&](std::string_view name, std::string_view zh, UtcMs& into, std::int64_t later) -> Result<void> {
        const auto text = request.query_param(name);
        if (!text) return outcome::success();
        const auto day = parse_date(*text);
        if (day.has_error())
            return Error{Code::bad_date, "/" + std::string(name), "日期应写作 2026-11-21", std::string(zh)};
        into = UtcMs{beijing_midnight(day.value()).value + later};
        return outcome::success();
    };
    TRY_VOID(read("from", "时间起", from, 0));
    return read("to", "时间止", to, day_in_ms - 1);
}

Result<std::optional<trade::StoreId>> read_store(const http::Request& request) {
    const auto text = request.query_param("store");
    if (!text) return std::optional<trade::StoreId>();
    const auto id = parse_id_as<trade::StoreId>(*text);
    if (!id) return Error{Code::not_found, "/store", "没有这个门店", "门店"};
    return id;
}

Result<std::string> read_part(const http::Request& request, std::string_view name, std::string_view zh) {
    constexpr std::size_t chars_max = 64;
    auto text = request.query_param(name).value_or("");
    if (utf8_length(text) > chars_max)
        return Error{Code::too_long, "/" + std::string(name), fmt::format("不超过 {} 个字", chars_max),
                     std::string(zh)};
    return std::string(trim(text));
}

void add_trade_schemas(json::object& out) {
    using namespace schema;
    const auto count = [](std::string_view title) { return Schema{{"type", "integer"}, {"title", title}}; };
    const auto strings = [](std::string_view title) { return array_of(title, plain("文字")); };
    out["TradeLine"] = answer({{"product", id("产品备案")},
                               {"name", plain("产品名称")},
                               {"model", plain("规格型号")},
                               {"specification", plain("规格")},
                               {"batch", plain("批次")},
                               {"quantity", plain("数量")},
                               {"unit", plain("单位")},
                               maybe("gtin", plain("商品条码，14 位")),
                               maybe("productionDate", plain("生产日期")),
                               maybe("gs1Code", plain("GS1 追溯码；没有生产日期时不含 (11)"))});
    out["StockOut"] = answer({{"id", id("出库单")},
                              {"number", plain("单号")},
                              {"type", plain("出库类型")},
                              {"typeZh", plain("出库类型名称")},
                              {"state", plain("状态：draft、sent、received、differing、settled、cancelled")},
                              {"stateZh", plain("状态名称")},
                              {"shipper", plain("发货方")},
                              {"receiver", plain("收货方")},
                              maybe("receiverUscc", plain("收货方统一社会信用代码")),
                              {"quantity", plain("件数")},
                              {"received", plain("已收件数")},
                              {"kinds", count("品种数")},
                              {"boxes", count("箱数")},
                              {"incoming", boolean("发给本单位的")},
                              maybe("store", id("发出门店")),
                              maybe("storeName", plain("发出门店名称")),
                              maybe("targetStore", id("目标门店")),
                              maybe("targetStoreName", plain("目标门店名称")),
                              maybe("createdBy", plain("操作人")),
                              {"createdAt", time("制单时间")},
                              maybe("sentAt", time("发货时间")),
                              maybe("receivedAt", time("收货时间")),
                              maybe("remindedAt", time("最近催收时间")),
                              maybe("inTransitDays", count("在途天数")),
                              maybe("late", boolean("在途超过 3 天")),
                              maybe("remark", plain("备注")),
                              maybe("reason", plain("作废原因")),
                              maybe("note", answer({{"number", plain("随货单号")},
                                                    {"digest", plain("清单摘要，SHA-256")},
                                                    {"url", plain("二维码中的网址")},
                                                    {"qr", plain("二维码内容")}})),
                              maybe("lines", array_of("明细", ref("TradeLine"))),
                              maybe("boxCodes", strings("箱码")),
                              maybe("address", plain("收货地址")),
                              maybe("contact", plain("联系方式")),
                              maybe("order", id("销售订单")),
                              maybe("texts", strings("草稿中已扫的编码"))});
    out["DispatchNote"] = answer({{"id", id("出库单")},
                                  {"number", plain("随货单号")},
                                  {"shipper", plain("发货方")},
                                  maybe("shipperUscc", plain("发货方统一社会信用代码")),
                                  {"receiver", plain("收货方")},
                                  maybe("receiverUscc", plain("收货方统一社会信用代码")),
                                  maybe("sentAt", time("发货时间")),
                                  {"lines", array_of("明细", ref("TradeLine"))},
                                  {"quantity", plain("件数")},
                                  {"received", plain("已收件数")},
                                  {"boxes", count("箱数")},
                                  {"boxCodes", strings("箱码")},
                                  {"digest", plain("清单摘要，SHA-256")},
                                  {"digestMatches", boolean("与二维码中的摘要一致")},
                                  {"state", plain("状态")},
                                  {"stateZh", plain("状态名称")},
                                  {"mine", boolean("本单位发出的")},
                                  {"url", plain("二维码中的网址")},
                                  maybe("manifest", plain("摘要所依据的内容")),
                                  maybe("targetStore", id("目标门店")),
                                  maybe("targetStoreName", plain("目标门店名称"))});
    out["StockDifference"] = answer({{"row", count("序号")},
                                     {"kind", plain("种类：more、less、wrong、damaged")},
                                     {"kindZh", plain("种类名称")},
                                     {"quantity", plain("数量")},
                                     maybe("text", plain("编码")),
                                     maybe("product", id("产品备案")),
                                     maybe("productName", plain("产品名称")),
                                     maybe("remark", plain("说明")),
                                     maybe("photo", id("照片")),
                                     {"createdAt", time("登记时间")},
                                     maybe("answer", plain("发货方的答复")),
                                     maybe("answeredAt", time("答复时间"))});
    out["StockIn"] = answer({{"id", id("入库单")},
                             {"number", plain("单号")},
                             {"type", plain("入库类型")},
                             {"typeZh", plain("入库类型名称")},
                             {"state", plain("状态：submitted、differing、settled、undone")},
                             {"stateZh", plain("状态名称")},
                             {"supplier", plain("供应商")},
                             {"receiver", plain("收货方")},
                             {"quantity", plain("件数")},
                             {"kinds", count("品种数")},
                             {"boxes", count("箱数")},
                             {"differences", count("差异条数")},
                             {"receivedAt", time("采购时间")},
                             {"createdAt", time("入库时间")},
                             maybe("note", id("所收的出库单")),
                             maybe("store", id("门店")),
                             maybe("storeName", plain("门店名称")),
                             maybe("createdBy", plain("操作人")),
                             maybe("remark", plain("备注")),
                             maybe("reason", plain("撤销原因")),
                             maybe("lines", array_of("明细", ref("TradeLine"))),
                             maybe("boxCodes", strings("箱码")),
                             maybe("differenceRows", array_of("差异", ref("StockDifference"))),
                             maybe("refused", array_of("未入库的编码", ref("RefusedText"))),
                             maybe("warning", plain("提示"))});
    out["RefusedText"] = answer({{"index", count("第几个，从 0 起")},
                                 {"text", plain("编码")},
                                 {"code", plain("错误代码")},
                                 {"detail", plain("原因")}});
    out["ScanResult"] = answer(
        {{"text", plain("扫到的内容")},
         {"kind", plain("种类：item、box、note、unknown")},
         {"quantity", plain("件数")},
         {"accepted", boolean("可以办理")},
         maybe("problem", answer({{"code", plain("错误代码")}, {"detail", plain("原因")}})),
         maybe("code", plain("追溯码")),
         maybe("lastCode", plain("区间的末码")),
         maybe("tail", plain("尾号")),
         maybe("box", plain("箱码")),
         maybe("product",
               answer({{"id", id("产品备案")},
                       {"name", plain("产品名称")},
                       {"model", plain("规格型号")},
                       {"maker", plain("生产企业")},
                       {"slot", Schema{{"type", json::array{"string", "null"}}, {"title", "整车、电池或充电器"}}}})),
         maybe("batch", plain("批次")),
         maybe("status", plain("状态")),
         maybe("statusZh", plain("状态名称")),
         maybe("note", answer({{"id", id("出库单")},
                               {"number", plain("随货单号")},
                               {"shipper", plain("发货方")},
                               {"quantity", plain("件数")},
                               {"state", plain("状态")},
                               {"stateZh", plain("状态名称")}}))});
    out["Stocktake"] = answer({{"id", id("盘点单")},
                               {"number", plain("单号")},
                               {"state", plain("状态：counting、finished")},
                               {"stateZh", plain("状态名称")},
                               {"expected", plain("应盘")},
                               {"scanned", plain("实盘")},
                               {"missingCount", plain("盘亏")},
                               {"surplusCount", plain("盘盈")},
                               {"createdBy", plain("操作人")},
                               {"createdAt", time("开始时间")},
                               {"changedAt", time("最近修改时间")},
                               maybe("store", id("门店")),
                               maybe("storeName", plain("门店名称")),
                               maybe("product", id("产品备案")),
                               maybe("productName", plain("产品名称")),
                               maybe("missing", array_of("未盘到的码", ref("CodeRun"))),
                               maybe("surplus", array_of("多出的码", ref("CodeRun"))),
                               maybe("refused", array_of("查不到的编码", ref("RefusedText"))),
                               maybe("surplusTexts", array_of("本次多出的编码", plain("编码")))});
    out["CodeRun"] = answer({{"firstCode", plain("首码")}, {"lastCode", plain("末码")}, {"count", plain("数量")}});
    out["StockRow"] = answer({{"product", id("产品备案")},
                              {"name", plain("产品名称")},
                              {"model", plain("规格型号")},
                              maybe("store", id("门店")),
                              maybe("storeName", plain("门店名称")),
                              {"inStock", plain("在库")},
                              {"inTransit", plain("在途")},
                              {"frozen", plain("冻结")},
                              {"recalled", plain("召回占用")},
                              maybe("firstIn", time("最早入库")),
                              maybe("ageDays", count("库龄，天"))});
    out["StockItem"] = answer({{"code", plain("追溯码")},
                               {"tail", plain("尾号")},
                               maybe("lastCode", plain("连续的末码")),
                               {"quantity", plain("数量")},
                               {"batch", plain("批次")},
                               maybe("productionDate", plain("生产日期")),
                               {"status", plain("状态")},
                               {"statusZh", plain("状态名称")},
                               {"since", time("从何时起")}});
}

}  // namespace yiguan::api
