#include "catalog/goods_parts.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace yiguan::catalog {
namespace {

using Goods = Extras::Goods;

// When a text must be given in a part that is complete.
enum class Need : std::uint8_t { always, priced, commissioned, never };

struct GoodsText {
    std::string_view key, zh, en;
    std::string Goods::*member;
    Need need = Need::always;
    std::size_t chars_max = 60;
    bool multiline = false;
};
// In the order of the form.
constexpr GoodsText goods_texts[] = {
    {"netContent", "净含量", "Net content", &Goods::net_content, Need::always, 20},
    {"netUnit", "净含量单位", "Unit of net content", &Goods::net_unit, Need::always, 10},
    {"shelfLife", "保质期（天）", "Shelf life (days)", &Goods::shelf_life, Need::always, 10},
    {"category", "产品分类", "Category", &Goods::category},
    {"brand", "品牌名称", "Brand", &Goods::brand},
    {"commonName", "通用名称", "Common name", &Goods::common_name},
    {"description", "产品描述", "Description", &Goods::description, Need::always, 1000, true},
    {"launchDate", "上市时间", "On the market since", &Goods::launched, Need::never, 10},
    {"price", "企业定价", "Price", &Goods::price, Need::priced, 20},
    {"currency", "币种", "Currency", &Goods::currency, Need::priced, 3},
    {"priceUnit", "计价单位", "Unit of the price", &Goods::price_unit, Need::never, 10},
    {"standard", "执行标准", "Standard", &Goods::standard, Need::never, 100},
    {"storage", "贮存条件", "Storage", &Goods::storage, Need::never, 200},
    {"clientName", "委托企业名称", "Commissioning company", &Goods::client_name, Need::commissioned, 100},
    {"clientAddress", "委托企业地址", "Address of the commissioning company", &Goods::client_address,
     Need::commissioned, 200},
};

struct GoodsFlag {
    std::string_view key, zh, en;
    bool Goods::*member;
};
constexpr GoodsFlag goods_flags[] = {{"confidential", "是否保密", "Confidential", &Goods::confidential},
                                     {"inProduction", "是否在产", "In production", &Goods::in_production},
                                     {"commissioned", "是否受委托加工", "Made on commission", &Goods::commissioned}};

bool is_shelf_life(std::string_view text) {
    if (text == shelf_life_forever) return true;
    return !text.empty() && text.size() <= 5 && text.front() != '0' &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void check_forms(ObjectReader& in, const Goods& goods) {
    const auto above = [](std::string_view text, int decimals, std::int64_t least) {
        const auto number = parse_millionths(text, decimals);
        return number && *number >= least;
    };
    if (!goods.net_content.empty() && !above(goods.net_content, 6, 1))
        in.violation(Code::invalid, "netContent", "净含量", "净含量应是大于 0 的数字，小数点后最多 6 位",
                     goods.net_content);
    if (!goods.shelf_life.empty() && !is_shelf_life(goods.shelf_life))
        in.violation(Code::invalid, "shelfLife", "保质期（天）", "保质期应是 1 至 99999 的整数天数，或者填“永久”",
                     goods.shelf_life);
    if (!goods.price.empty() && !above(goods.price, 2, 0))
        in.violation(Code::invalid, "price", "企业定价", "企业定价应是不小于 0 的数字，小数点后最多 2 位", goods.price);
    if (!goods.currency.empty() && std::ranges::find(currencies, goods.currency) == std::end(currencies))
        in.violation(Code::invalid, "currency", "币种", fmt::format("币种只能是 {}", fmt::join(currencies, "、")),
                     goods.currency);
    for (const GoodsText& text : goods_texts)
        if (text.need == Need::commissioned && !goods.commissioned && !(goods.*text.member).empty())
            in.violation(Code::invalid, text.key, text.zh, fmt::format("未受委托加工时不填写{}", text.zh));
}

std::string yes_no(bool yes) {
    return yes ? "是" : "否";
}

std::vector<GoodsRow> rows_of(const Goods& goods) {
    std::vector<GoodsRow> rows;
    for (const GoodsText& text : goods_texts) {
        const std::string& value = goods.*text.member;
        if (value.empty() || text.key == "netUnit" || text.key == "currency" || text.key == "priceUnit") continue;
        GoodsRow row{text.zh, text.en, value};
        if (text.key == "netContent" && !goods.net_unit.empty()) row.value += " " + goods.net_unit;
        if (text.key == "price" && !goods.currency.empty()) row.value += " " + goods.currency;
        if (text.key == "price" && !goods.price_unit.empty()) row.value += "/" + goods.price_unit;
        rows.push_back(std::move(row));
    }
    rows.push_back({"是否在产", "In production", yes_no(goods.in_production)});
    rows.push_back({"是否受委托加工", "Made on commission", yes_no(goods.commissioned)});
    return rows;
}

}  // namespace

void read_goods(ObjectReader& in, Violations& violations, Extras& out) {
    const json::object* given = in.object("goods", goods_zh, false);
    if (!given) return;
    ObjectReader each(*given, violations, in.pointer("goods"));
    Goods goods;
    for (const GoodsText& text : goods_texts) {
        if (text.key == "launchDate") {
            if (each.has(text.key)) goods.launched = to_string(each.date(text.key, text.zh));
            continue;
        }
        goods.*text.member =
            each.optional_text(text.key, text.zh, {.chars_max = text.chars_max, .multiline = text.multiline})
                .value_or("");
    }
    const Goods defaults;
    for (const GoodsFlag& flag : goods_flags)
        goods.*flag.member = each.boolean(flag.key, flag.zh, defaults.*flag.member);
    check_forms(each, goods);
    each.finish();
    out.goods = std::move(goods);
}

json::object goods_json(const Goods& goods) {
    json::object out;
    for (const GoodsText& text : goods_texts)
        if (!(goods.*text.member).empty()) out[text.key] = goods.*text.member;
    for (const GoodsFlag& flag : goods_flags) out[flag.key] = goods.*flag.member;
    return out;
}

Goods stored_goods(const json::object& stored) {
    Goods out;
    for (const GoodsText& text : goods_texts)
        if (const auto* v = stored.if_contains(text.key))
            out.*text.member = std::string(v->as_string().data(), v->as_string().size());
    for (const GoodsFlag& flag : goods_flags) out.*flag.member = stored.at(flag.key).as_bool();
    return out;
}

Result<void> check_goods(const Template& tmpl, const FieldValues& values, const Extras& extras, Demand demand) {
    if (!extras.goods || demand == Demand::draft) return outcome::success();
    const Goods& goods = *extras.goods;
    Violations violations;
    const auto missing = [&](std::string pointer, std::string_view zh, std::string rule) {
        violations.add({.code = Code::missing_field,
                        .pointer = std::move(pointer),
                        .detail = std::move(rule),
                        .field = std::string(zh)});
    };
    const bool priced = !goods.price.empty() || !goods.currency.empty() || !goods.price_unit.empty();
    for (const GoodsText& text : goods_texts) {
        if (!(goods.*text.member).empty()) continue;
        const std::string pointer = fmt::format("/goods/{}", text.key);
        if (text.need == Need::always) missing(pointer, text.zh, fmt::format("{}必须填写", text.zh));
        if (text.need == Need::priced && priced)
            missing(pointer, text.zh, fmt::format("填写企业定价时，{}必须填写", text.zh));
        if (text.need == Need::commissioned && goods.commissioned)
            missing(pointer, text.zh, fmt::format("受委托加工时，{}必须填写", text.zh));
    }
    if (const Field* gtin = tmpl.find("gtin"); gtin && gtin->step == Step::filing && !values.values.contains("gtin"))
        missing("/fields/gtin", gtin->name_zh, fmt::format("填写商品信息时，{}必须填写", gtin->name_zh));
    return violations.result();
}

Shown::State goods_state(const Product& product, const Viewer& viewer) {
    const auto& goods = product.extras.goods;
    return decide(viewer, product.org, Openness::fill_and_show, goods && !goods->confidential, goods.has_value());
}

void add_goods(const Product& product, const Viewer& viewer, json::object& out) {
    const auto state = goods_state(product, viewer);
    if (state == Shown::State::shown) {
        out["goods"] = goods_json(*product.extras.goods);
    } else if (state == Shown::State::withheld && is_told_of_closed(viewer)) {
        json::value& list = out["withheldSections"];
        if (!list.is_array()) list.emplace_array();
        list.get_array().push_back({{"key", "goods"}, {"zh", goods_zh}});
    }
}

std::vector<GoodsRow> goods_rows(const Product& product, const Viewer& viewer) {
    if (goods_state(product, viewer) != Shown::State::shown) return {};
    return rows_of(*product.extras.goods);
}

std::string goods_text(const Product& product) {
    std::string text;
    if (!product.extras.goods) return text;
    for (const GoodsRow& row : rows_of(*product.extras.goods))
        text += fmt::format("{}{}：{}", text.empty() ? "" : "；", row.zh, row.value);
    return text + (product.extras.goods->confidential ? "（保密）" : "");
}

std::string_view goods_field(std::string_view pointer) {
    constexpr std::string_view part = "/goods", front = "/goods/";
    if (pointer == part) return goods_zh;
    if (!pointer.starts_with(front)) return {};
    const std::string_view key = pointer.substr(front.size());
    for (const GoodsText& text : goods_texts)
        if (text.key == key) return text.zh;
    for (const GoodsFlag& flag : goods_flags)
        if (flag.key == key) return flag.zh;
    return goods_zh;
}

}  // namespace yiguan::catalog
