#include "trade/sale_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "catalog/catalog.hpp"
#include "core/text.hpp"
#include "trade/sale_parts.hpp"

namespace yiguan::trade {
namespace {

constexpr std::size_t programme_chars_max = 60;
constexpr int customer_days_min = 30, customer_days_max = 3650;

std::size_t type_index(SaleType type) {
    return static_cast<std::size_t>(type) - 1;
}

constexpr std::array<std::string_view, 5> customer_words{"客户姓名", "手机号码", "身份证", "行政区划", "详细地址"};

/// {"bundle":[...],"single":[...],"trade_in":[...]}, each of known words; types that are left out keep what they have.
template <class T, class Parse>
void read_by_type(ObjectReader& in, std::string_view key, std::string_view zh, Violations& violations,
                  std::array<std::vector<T>, 3>& out, Parse parse) {
    const json::object* given = in.object(key, zh, false);
    if (!given) return;
    ObjectReader types(*given, violations, in.pointer(key));
    for (const SaleType type : sale_types) {
        const json::array* list = types.array(name(type), name_zh(type), false);
        if (!list) continue;
        auto& row = out[type_index(type)];
        row.clear();
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto* word = (*list)[i].if_string();
            const auto value = word ? parse(std::string_view(word->data(), word->size())) : std::nullopt;
            if (!value || std::ranges::find(row, *value) != row.end())
                violations.add({.code = Code::invalid,
                                .pointer = fmt::format("{}/{}", types.pointer(name(type)), i),
                                .detail = value ? "重复" : "没有这个选项",
                                .field = std::string(zh)});
            else
                row.push_back(*value);
        }
    }
    types.finish();
}

std::optional<std::string> parse_customer_field(std::string_view word) {
    const auto known = std::ranges::find(customer_fields, word);
    return known == customer_fields.end() ? std::nullopt : std::optional<std::string>(*known);
}

Programme read_programme(const json::object& body, const std::string& pointer, Violations& violations) {
    ObjectReader in(body, violations, pointer);
    Programme p{.name = in.text("name", "活动名称", {.chars_max = programme_chars_max}),
                .from = to_string(in.date("from", "开始日期")),
                .to = to_string(in.date("to", "结束日期")),
                .products = {}};
    if (p.to < p.from) in.violation(Code::invalid, "to", "结束日期", "结束日期不能早于开始日期", p.to);
    if (const json::array* list = in.array("products", "产品备案")) {
        if (list->empty() || list->size() > programme_products_max)
            in.violation(Code::out_of_bounds, "products", "产品备案",
                         fmt::format("一个活动 1 至 {} 个产品", programme_products_max));
        for (std::size_t i = 0; i < std::min(list->size(), programme_products_max); ++i) {
            const auto* text = (*list)[i].if_string();
            const auto id = text ? parse_id_as<ProductId>(std::string_view(text->data(), text->size())) : std::nullopt;
            if (id && std::ranges::find(p.products, *id) == p.products.end())
                p.products.push_back(*id);
            else
                violations.add({.code = Code::invalid,
                                .pointer = fmt::format("{}/products/{}", pointer, i),
                                .detail = id ? "产品重复" : "应是产品备案的编号",
                                .field = "产品备案"});
        }
    }
    in.finish();
    return p;
}

SaleRules rules_from(std::string_view content, std::int64_t version) {
    auto read = decode_sale_rules(parse_json_object(content).value());
    auto rules = std::move(read).value();
    rules.version = version;
    return rules;
}

json::object content_json(const SaleRules& rules) {
    json::object customer, families;
    json::array programmes;
    for (const SaleType type : sale_types) {
        json::array fields, codes;
        for (const auto& field : rules.customer_of(type)) fields.emplace_back(field);
        for (const CodeFamily family : rules.families_of(type)) codes.emplace_back(name(family));
        customer[name(type)] = std::move(fields);
        families[name(type)] = std::move(codes);
    }
    for (const auto& p : rules.programmes) {
        json::array products;
        for (const ProductId id : p.products) products.emplace_back(to_string(id));
        programmes.push_back(
            json::object{{"name", p.name}, {"from", p.from}, {"to", p.to}, {"products", std::move(products)}});
    }
    return {{"customerFields", std::move(customer)},
            {"codeFamilies", std::move(families)},
            {"customerDays", rules.customer_days},
            {"programmes", std::move(programmes)}};
}

}  // namespace

std::string_view customer_field_zh(std::string_view field) {
    const auto known = std::ranges::find(customer_fields, field);
    return known == customer_fields.end() ? std::string_view()
                                          : customer_words[static_cast<std::size_t>(known - customer_fields.begin())];
}

SaleRules SaleRules::built_in() {
    SaleRules rules;
    const std::vector<CodeFamily> all(code_families.begin(), code_families.end());
    rules.families = {all, all, std::vector<CodeFamily>{CodeFamily::ecode}};
    rules.customer[type_index(SaleType::trade_in)] = {customer_fields.begin(), customer_fields.end()};
    return rules;
}

const std::vector<std::string>& SaleRules::customer_of(SaleType type) const {
    return customer[type_index(type)];
}
const std::vector<CodeFamily>& SaleRules::families_of(SaleType type) const {
    return families[type_index(type)];
}
const Programme* SaleRules::programme_of(ProductId product, std::string_view day) const {
    const auto found = std::ranges::find_if(programmes, [&](const Programme& p) {
        return p.runs_on(day) && std::ranges::find(p.products, product) != p.products.end();
    });
    return found == programmes.end() ? nullptr : &*found;
}

Result<SaleRules> decode_sale_rules(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    SaleRules rules = SaleRules::built_in();
    read_by_type(in, "customerFields", "顾客信息必填项", violations, rules.customer, parse_customer_field);
    read_by_type(in, "codeFamilies", "可用编码种类", violations, rules.families, parse_code_family);
    for (const SaleType type : sale_types)
        if (rules.families_of(type).empty())
            violations.add({.code = Code::invalid,
                            .pointer = "/codeFamilies/" + std::string(name(type)),
                            .detail = "至少选择一种编码",
                            .field = "可用编码种类"});
    if (const auto days = in.optional_integer("customerDays", "顾客信息保存天数", customer_days_min, customer_days_max))
        rules.customer_days = static_cast<int>(*days);
    if (const json::array* list = in.array("programmes", "以旧换新活动", false)) {
        if (list->size() > programmes_max)
            in.violation(Code::out_of_bounds, "programmes", "以旧换新活动", fmt::format("最多 {} 个", programmes_max));
        for (std::size_t i = 0; i < std::min(list->size(), programmes_max); ++i) {
            const std::string pointer = fmt::format("/programmes/{}", i);
            if (const auto* one = (*list)[i].if_object()) {
                auto programme = read_programme(*one, pointer, violations);
                if (std::ranges::find(rules.programmes, programme.name, &Programme::name) != rules.programmes.end())
                    violations.add({.code = Code::invalid,
                                    .pointer = pointer + "/name",
                                    .detail = "活动名称重复",
                                    .field = "活动名称"});
                rules.programmes.push_back(std::move(programme));
            } else {
                violations.add(
                    {.code = Code::wrong_type, .pointer = pointer, .detail = "应是对象", .field = "以旧换新活动"});
            }
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    return rules;
}

json::object encode(const SaleRules& rules) {
    json::object out = content_json(rules);
    out["version"] = std::to_string(rules.version);
    return out;
}

SaleRules sale_rules(db::Tx& tx) {
    const auto row = store::find_rules(tx);
    return row ? rules_from(row->content, row->version) : SaleRules::built_in();
}

Result<SaleRules> change_sale_rules(db::Tx& tx, const auth::Actor& actor, std::int64_t version, SaleRules rules) {
    TRY_VOID(auth::require(actor, auth::Permission::manage_review_rules));
    const Error stale{Code::conflict, "/version", "销售规则已被他人修改，请刷新后重试"};
    const auto before = store::find_rules(tx);
    if ((before ? before->version : 0) != version) return stale;
    Violations violations;
    for (std::size_t i = 0; i < rules.programmes.size(); ++i)
        for (std::size_t n = 0; n < rules.programmes[i].products.size(); ++n)
            if (catalog::get_product(tx, rules.programmes[i].products[n]).has_error())
                violations.add({.code = Code::not_found,
                                .pointer = fmt::format("/programmes/{}/products/{}", i, n),
                                .detail = "没有这个产品备案",
                                .field = "产品备案"});
    TRY_VOID(violations.result());
    rules.version = version + 1;
    const std::string content = json::serialize(content_json(rules));
    if (!store::put_rules(tx, {rules.version, content})) return stale;
    record_sale(tx, actor, store::SaleKind::rules, {}, store::rules_id, rules.version, content, "sale_rules.update");
    return rules;
}

}  // namespace yiguan::trade
