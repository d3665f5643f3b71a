// What a dossier holds: reading, the rules between its values, and writing.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "dossier/dossier.hpp"
#include "dossier/dossier_json.hpp"
#include "keys/china/division.hpp"

namespace yiguan::dossier {
namespace {

constexpr std::int64_t amount_max = 1'000'000'000'000'000;  // a thousand million units
constexpr TextRule name_rule{.chars_max = 100}, number_rule{.chars_max = 60}, unit_rule{.chars_max = 20};

std::string text_of(ObjectReader& in, std::string_view key, std::string_view zh, TextRule rule) {
    return in.optional_text(key, zh, rule).value_or("");
}

Amount amount_of(ObjectReader& in, std::string_view key, std::string_view zh) {
    const auto text = in.optional_text(key, zh, {.chars_max = 20});
    if (!text) return std::nullopt;
    const auto value = catalog::parse_millionths(*text);
    if (!value || *value < 0)
        in.violation(Code::wrong_type, key, zh, fmt::format("{}应是不小于 0 的数字，整数最多 12 位、小数最多 6 位", zh),
                     *text);
    // A hundred rows of the largest amount are still far from what 64 bits hold.
    else if (*value > amount_max)
        in.violation(Code::out_of_bounds, key, zh,
                     fmt::format("{}不能大于 {}", zh, catalog::print_millionths(amount_max)), *text);
    return value && *value >= 0 && *value <= amount_max ? value : std::nullopt;
}

std::string day_of(ObjectReader& in, std::string_view key, std::string_view zh) {
    const auto text = in.optional_text(key, zh, {.chars_max = 40});
    if (!text) return {};
    const auto day = in.take(key, zh, parse_date(*text));
    return day ? to_string(*day) : std::string();
}

Purchase read_purchase(const json::object& o, Violations& violations, std::string pointer, UtcMs now) {
    ObjectReader in(o, violations, std::move(pointer));
    Purchase p{.supplier = text_of(in, "supplier", "供应商名称", name_rule),
               .material = text_of(in, "material", "原辅料名称", name_rule),
               .lots = text_of(in, "lots", "进货批次号", {.chars_max = 200}),
               .total = amount_of(in, "total", "进货总量"),
               .used = amount_of(in, "used", "使用量"),
               .unit = text_of(in, "unit", "度量单位", unit_rule),
               .date = day_of(in, "date", "进货日期")};
    if (p.lots.starts_with('/') || p.lots.ends_with('/') || p.lots.find("//") != std::string::npos)
        in.violation(Code::invalid, "lots", "进货批次号", "多个进货批次号用“/”隔开，“/”前后都要有批次号", p.lots);
    if (p.total && p.used && *p.used > *p.total)
        in.violation(Code::out_of_bounds, "used", "使用量", "使用量不能大于进货总量",
                     catalog::print_millionths(*p.used));
    if (p.date > to_string(beijing_date(now)))
        in.violation(Code::future_date, "date", "进货日期", "进货日期不能晚于今天", p.date);
    if (p == Purchase{}) in.violation(Code::missing_field, "supplier", "供应商名称", "这一行进货信息没有填写任何内容");
    in.finish();
    return p;
}

Production read_production(const json::object& o, Violations& violations, UtcMs now) {
    ObjectReader in(o, violations, "/production");
    Production p{.date = day_of(in, "date", "生产日期"),
                 .expiry = day_of(in, "expiry", "有效日期"),
                 .quantity = amount_of(in, "quantity", "加工数量"),
                 .unit = text_of(in, "unit", "度量单位", unit_rule)};
    if (p.date > to_string(beijing_date(now)))
        in.violation(Code::future_date, "date", "生产日期", "生产日期不能晚于今天", p.date);
    if (!p.date.empty() && !p.expiry.empty() && p.expiry <= p.date)
        in.violation(Code::invalid, "expiry", "有效日期", "有效日期必须晚于生产日期", p.expiry);
    in.finish();
    return p;
}

// A division that stands for a province, or a city in one.
bool is_place(std::string_view code) {
    const auto found = keys::find_division(code);
    return found && (found->level == keys::Division::Level::province || found->level == keys::Division::Level::city ||
                     found->level == keys::Division::Level::county);
}

Sale read_sale(const json::object& o, Violations& violations, std::string pointer) {
    ObjectReader in(o, violations, std::move(pointer));
    Sale s{.seller = text_of(in, "seller", "销售商", name_rule),
           .region = text_of(in, "region", "省份及城市", {.chars_max = 6}),
           .order = text_of(in, "order", "订单编号", number_rule),
           .quantity = amount_of(in, "quantity", "销售数量"),
           .unit = text_of(in, "unit", "度量单位", unit_rule)};
    if (!s.region.empty() && !is_place(s.region))
        in.violation(Code::invalid, "region", "省份及城市", "没有这个省份或城市", s.region);
    in.optional_known("regionName");
    if (s == Sale{}) in.violation(Code::missing_field, "seller", "销售商", "这一行销售信息没有填写任何内容");
    in.finish();
    return s;
}

template <class Row, class Read>
std::vector<Row> read_rows(ObjectReader& in, std::string_view key, std::string_view zh, Violations& violations,
                           Read read) {
    std::vector<Row> rows;
    const json::array* list = in.array(key, zh, false);
    if (!list) return rows;
    if (list->size() > rows_max) {
        in.violation(Code::too_long, key, zh, fmt::format("{}最多 {} 行", zh, rows_max));
        return rows;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto pointer = fmt::format("/{}/{}", key, i);
        if (!(*list)[i].is_object()) {
            violations.add({.code = Code::wrong_type,
                            .pointer = pointer,
                            .detail = fmt::format("{}的每一行应是对象", zh),
                            .field = std::string(zh)});
            continue;
        }
        rows.push_back(read((*list)[i].get_object(), violations, pointer));
    }
    return rows;
}

// Over all rows of the unit in which the batch was counted: amounts of other units cannot be compared.
void check_balance(const Content& c, Violations& violations) {
    if (c.production.quantity) {
        std::int64_t sold = 0;
        for (const Sale& s : c.sales)
            if (s.quantity && s.unit == c.production.unit) sold += *s.quantity;
        if (sold > *c.production.quantity)
            violations.add(
                {.code = Code::out_of_bounds,
                 .pointer = "/sales",
                 .detail = fmt::format("销售数量合计 {}，不能大于加工数量 {}", print(sold, c.production.unit),
                                       print(c.production.quantity, c.production.unit)),
                 .field = "销售数量"});
    }
    if (c.production.date.empty()) return;
    for (std::size_t i = 0; i < c.purchases.size(); ++i)
        if (c.purchases[i].date > c.production.date)
            violations.add({.code = Code::invalid,
                            .pointer = fmt::format("/purchases/{}/date", i),
                            .detail = "进货日期不能晚于生产日期",
                            .field = "进货日期",
                            .value = c.purchases[i].date});
}

void demand_whole(const Content& c, Violations& violations) {
    const auto missing = completeness_of(c).missing;
    if (missing.empty()) return;
    std::string names;
    for (const auto one : missing) names += (names.empty() ? "" : "、") + std::string(one);
    violations.add({.code = Code::missing_field,
                    .pointer = "/whole",
                    .detail = fmt::format("开启 AI 智能分析后，进货、生产、销售信息都要填写完整，还缺：{}", names),
                    .field = "AI智能分析"});
}

template <class V>
void put(json::object& out, std::string_view key, const V& value) {
    if (!value.empty()) out[key] = value;
}
void put(json::object& out, std::string_view key, const Amount& value) {
    if (value) out[key] = catalog::print_millionths(*value);
}

}  // namespace

Result<Content> decode(const json::object& body, UtcMs now) {
    Violations violations;
    ObjectReader in(body, violations);
    Content c{.product = in.id<ProductId>("product", "产品"), .number = in.text("number", "生产批次号", number_rule)};
    c.purchases = read_rows<Purchase>(in, "purchases", "进货信息", violations,
                                      [now](const json::object& o, Violations& wrong, std::string pointer) {
                                          return read_purchase(o, wrong, std::move(pointer), now);
                                      });
    if (const auto* production = in.object("production", "生产信息", false))
        c.production = read_production(*production, violations, now);
    c.sales = read_rows<Sale>(in, "sales", "销售信息", violations, read_sale);
    c.purchases_open = in.boolean("purchasesOpen", "进货信息是否公开", false);
    c.sales_open = in.boolean("salesOpen", "销售信息是否公开", false);
    c.whole = in.boolean("whole", "AI智能分析", false);
    c.diversion = in.boolean("diversion", "防伪防窜货", false);
    in.finish();
    check_balance(c, violations);
    if (c.whole) demand_whole(c, violations);
    TRY_VOID(violations.result());
    return c;
}

json::object encode(const Purchase& p) {
    json::object out;
    put(out, "supplier", p.supplier);
    put(out, "material", p.material);
    put(out, "lots", p.lots);
    put(out, "total", p.total);
    put(out, "used", p.used);
    put(out, "unit", p.unit);
    put(out, "date", p.date);
    return out;
}

json::object encode(const Production& p) {
    json::object out;
    put(out, "date", p.date);
    put(out, "expiry", p.expiry);
    put(out, "quantity", p.quantity);
    put(out, "unit", p.unit);
    return out;
}

namespace {

json::object stored(const Sale& s) {
    json::object out;
    put(out, "seller", s.seller);
    put(out, "region", s.region);
    put(out, "order", s.order);
    put(out, "quantity", s.quantity);
    put(out, "unit", s.unit);
    return out;
}

std::string text_at(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? std::string(v->as_string()) : std::string();
}
Amount amount_at(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    if (!v) return std::nullopt;
    return catalog::parse_millionths({v->as_string().data(), v->as_string().size()}).value();
}

}  // namespace

json::object encode(const Sale& s) {
    auto out = stored(s);
    if (!s.region.empty()) out["regionName"] = keys::division_full_name(s.region);
    return out;
}

json::object encode(const Content& c) {
    json::array purchases, sales;
    for (const auto& p : c.purchases) purchases.push_back(encode(p));
    for (const auto& s : c.sales) sales.push_back(encode(s));
    return {{"product", to_string(c.product)},    {"number", c.number},        {"purchases", std::move(purchases)},
            {"production", encode(c.production)}, {"sales", std::move(sales)}, {"purchasesOpen", c.purchases_open},
            {"salesOpen", c.sales_open},          {"whole", c.whole},          {"diversion", c.diversion}};
}

std::string to_stored(const Dossier& d) {
    auto out = encode(d.content);
    out["gtin"] = d.gtin;
    json::array sales;
    for (const auto& s : d.content.sales) sales.push_back(stored(s));
    out["sales"] = std::move(sales);
    return json::serialize(out);
}

Content from_stored(std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    Content c{.product = parse_id_as<ProductId>(text_at(o, "product")).value(), .number = text_at(o, "number")};
    for (const auto& one : o.at("purchases").as_array()) {
        const auto& p = one.as_object();
        c.purchases.push_back({.supplier = text_at(p, "supplier"),
                               .material = text_at(p, "material"),
                               .lots = text_at(p, "lots"),
                               .total = amount_at(p, "total"),
                               .used = amount_at(p, "used"),
                               .unit = text_at(p, "unit"),
                               .date = text_at(p, "date")});
    }
    const auto& p = o.at("production").as_object();
    c.production = {.date = text_at(p, "date"),
                    .expiry = text_at(p, "expiry"),
                    .quantity = amount_at(p, "quantity"),
                    .unit = text_at(p, "unit")};
    for (const auto& one : o.at("sales").as_array()) {
        const auto& s = one.as_object();
        c.sales.push_back({.seller = text_at(s, "seller"),
                           .region = text_at(s, "region"),
                           .order = text_at(s, "order"),
                           .quantity = amount_at(s, "quantity"),
                           .unit = text_at(s, "unit")});
    }
    c.purchases_open = o.at("purchasesOpen").as_bool();
    c.sales_open = o.at("salesOpen").as_bool();
    c.whole = o.at("whole").as_bool();
    c.diversion = o.at("diversion").as_bool();
    return c;
}

std::string print(const Amount& amount, std::string_view unit) {
    if (!amount) return {};
    return unit.empty() ? catalog::print_millionths(*amount)
                        : fmt::format("{} {}", catalog::print_millionths(*amount), unit);
}

Completeness completeness_of(const Content& c) {
    Completeness out;
    int wanted = 1;  // the number itself
    const auto ask = [&](bool there, std::string_view zh) {
        ++wanted;
        if (!there) out.missing.push_back(zh);
    };
    const auto all = [](const auto& rows, const auto& has) { return !rows.empty() && std::ranges::all_of(rows, has); };
    ask(all(c.purchases, [](const Purchase& p) { return !p.supplier.empty(); }), "供应商名称");
    ask(all(c.purchases, [](const Purchase& p) { return !p.material.empty(); }), "原辅料名称");
    ask(all(c.purchases, [](const Purchase& p) { return !p.lots.empty(); }), "进货批次号");
    ask(all(c.purchases, [](const Purchase& p) { return p.total && p.used; }), "进货总量/使用量");
    ask(!c.production.date.empty(), "生产日期");
    ask(c.production.quantity.has_value(), "加工数量");
    ask(all(c.sales, [](const Sale& s) { return !s.seller.empty(); }), "销售商");
    ask(all(c.sales, [](const Sale& s) { return !s.region.empty(); }), "省份及城市");
    ask(all(c.sales, [](const Sale& s) { return s.quantity.has_value(); }), "销售数量");
    out.percent = (wanted - static_cast<int>(out.missing.size())) * 100 / wanted;
    return out;
}

}  // namespace yiguan::dossier
