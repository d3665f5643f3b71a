// A template's content as JSON: what is stored of an edition, and what the operator sends as a draft.
#include <fmt/format.h>

#include "catalog/catalog_json.hpp"
#include "catalog/template_rules.hpp"
#include "catalog/templates.hpp"
#include "core/text.hpp"

namespace yiguan::catalog {
namespace {

constexpr int step_count = 6, required_count = 4, visibility_count = 3;
constexpr std::size_t options_max = 100;

std::string_view name_of(FromOrg from) {
    constexpr std::string_view names[] = {"", "name", "uscc", "address", "contact"};
    return names[static_cast<std::size_t>(from)];
}

// One word of an enum of `count` values.
template <class E>
E word(ObjectReader& in, std::string_view key, std::string_view zh, int count) {
    const std::string text = in.text(key, zh, {.chars_max = 40});
    for (int i = 0; i < count; ++i)
        if (name(static_cast<E>(i)) == text) return static_cast<E>(i);
    if (!text.empty()) in.violation(Code::invalid, key, zh, fmt::format("{}不在可选范围内", zh), shorten(text, 40));
    return {};
}

bool is_key(std::string_view key) {
    return is_lower(key.front()) &&
           std::ranges::all_of(key, [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); });
}

bool is_number(FieldKind kind) {
    return kind == FieldKind::integer || kind == FieldKind::decimal;
}
bool has_options(FieldKind kind) {
    return kind == FieldKind::choice || kind == FieldKind::choices;
}

std::optional<std::int64_t> bound(ObjectReader& in, std::string_view key, std::string_view zh, int decimals) {
    const auto text = in.optional_text(key, zh, {.chars_max = 20});
    if (!text) return std::nullopt;
    const auto value = parse_millionths(*text, decimals);
    if (!value) in.violation(Code::wrong_type, key, zh, fmt::format("{}应是数字，小数最多 {} 位", zh, decimals), *text);
    return value;
}

void read_options(ObjectReader& in, const json::array& list, FieldRules& rules) {
    for (const json::value& item : list) {
        const std::string_view text =
            item.is_string() ? trim({item.get_string().data(), item.get_string().size()}) : std::string_view();
        const bool fits = !text.empty() && is_utf8(text) && !has_control(text, false) && utf8_length(text) <= 60 &&
                          text.find("、") == text.npos;
        if (!fits || std::ranges::find(rules.options, text) != rules.options.end()) {
            in.violation(Code::invalid, "options", "选项", "选项须互不相同，每项 1 至 60 个字，且不含顿号");
            return;
        }
        rules.options.emplace_back(text);
    }
}

// Other spellings of options: {"锂离子":"锂电"} (C-13).
void read_aliases(ObjectReader& in, const json::object& given, FieldRules& rules) {
    for (const auto& [key, value] : given) {
        const std::string_view option =
            value.is_string() ? std::string_view(value.get_string().data(), value.get_string().size()) : "";
        const std::string_view alias(key.data(), key.size());
        const bool fits = is_utf8(alias) && !has_control(alias, false) && utf8_length(alias) <= 60 &&
                          std::ranges::find(rules.options, alias) == rules.options.end() &&
                          std::ranges::find(rules.options, option) != rules.options.end();
        if (!fits || rules.aliases.size() >= options_max) {
            in.violation(Code::invalid, "aliases", "选项的别名",
                         fmt::format("别名最多 {} 个，须不同于各选项，并对应其中一个选项", options_max));
            return;
        }
        rules.aliases.emplace_back(alias, option);
    }
    std::ranges::sort(rules.aliases);
}

}  // namespace

FieldRules read_field_rules(const json::object* given, FieldKind kind, const std::string& pointer,
                            Violations& violations) {
    FieldRules rules;
    const json::object none;
    ObjectReader in(given ? *given : none, violations, pointer);
    const bool lengthy = kind == FieldKind::long_text;
    if (const auto chars =
            in.optional_integer("charsMax", "最多字数", 1, lengthy ? long_text_chars_max : text_chars_max))
        rules.chars_max = static_cast<int>(*chars);
    if (const auto places = in.optional_integer("decimals", "小数位数", 0, 6))
        rules.decimals = static_cast<int>(*places);
    rules.min = bound(in, "min", "最小值", kind == FieldKind::integer ? 0 : rules.decimals);
    rules.max = bound(in, "max", "最大值", kind == FieldKind::integer ? 0 : rules.decimals);
    rules.unit = in.optional_text("unit", "单位", {.chars_max = 20}).value_or("");
    if (const auto* options = in.array("options", "选项", false)) read_options(in, *options, rules);
    if (const auto* aliases = in.object("aliases", "选项的别名", false)) read_aliases(in, *aliases, rules);
    in.finish();
    if (rules.min && rules.max && *rules.min > *rules.max)
        in.violation(Code::invalid, "max", "最大值", "最大值不能小于最小值");
    if (!is_number(kind) && (rules.min || rules.max || !rules.unit.empty()))
        in.violation(Code::invalid, "min", "取值范围", "只有数字类字段可设取值范围和单位");
    if (has_options(kind) ? rules.options.empty() || rules.options.size() > options_max : !rules.options.empty())
        in.violation(
            Code::invalid, "options", "选项",
            has_options(kind) ? fmt::format("选择类字段须有 1 至 {} 个选项", options_max) : "只有选择类字段可设选项");
    return rules;
}

namespace {

void check_party(const Field& f, ObjectReader& in) {
    const bool seller = f.step == Step::receiving || f.step == Step::selling;
    if ((f.visibility == Visibility::seller_chooses && !seller) ||
        (f.visibility == Visibility::producer_chooses && seller))
        in.violation(Code::invalid, "visibility", "公开属性", "公开与否只能由填报该字段的一方选择");
    if (f.default_open && !f.choosable())
        in.violation(Code::invalid, "defaultOpen", "默认公开", "按模板公开的字段没有默认公开的选择");
    if (f.required != Required::platform_generated && !f.fixed_value.empty())
        in.violation(Code::invalid, "fixedValue", "固定值", "只有由平台生成的字段可以有固定值");
    if (f.step == Step::registration)
        in.violation(Code::invalid, "step", "填报环节", "产品备案模板的字段不在企业登记环节填报");
}

Field read_field(const json::object& object, const std::string& pointer, Violations& violations) {
    Field f;
    ObjectReader in(object, violations, pointer);
    f.key = in.text("key", "字段名", {.chars_max = 40});
    if (!f.key.empty() && !is_key(f.key))
        in.violation(Code::invalid, "key", "字段名", "字段名应以小写英文字母开头，只含英文字母和数字", f.key);
    f.group_zh = in.text("group", "字段分组", {.chars_max = 40});
    f.name_zh = in.text("nameZh", "中文名称", {.chars_max = 60});
    f.name_en = in.optional_text("nameEn", "英文名称", {.chars_max = 120}).value_or("");
    f.required = word<Required>(in, "required", "填报要求", required_count);
    f.visibility = word<Visibility>(in, "visibility", "公开属性", visibility_count);
    f.default_open = in.boolean("defaultOpen", "默认公开", false);
    f.step = word<Step>(in, "step", "填报环节", step_count);
    f.kind = word<FieldKind>(in, "kind", "字段类型", field_kind_count);
    f.fixed_value = in.optional_text("fixedValue", "固定值", {.chars_max = 200}).value_or("");
    if (const auto from = in.optional_text("registration", "取自企业登记", {.chars_max = 20})) {
        for (const FromOrg one : {FromOrg::name, FromOrg::uscc, FromOrg::address, FromOrg::contact})
            if (name_of(one) == *from) f.from_org = one;
        if (f.from_org == FromOrg::none)
            in.violation(Code::invalid, "registration", "取自企业登记", "没有这项企业登记信息", *from);
    }
    f.extension = in.boolean("extension", "扩展字段", false);
    f.rules = read_field_rules(in.object("rules", "取值规则", false), f.kind, pointer + "/rules", violations);
    for (const char* derived : {"order", "fromRegistration"}) in.optional_known(derived);
    in.finish();
    check_party(f, in);
    return f;
}

}  // namespace

json::object encode_content(const Template& tmpl) {
    json::array orgs;
    for (const OrgId org : tmpl.organisations) orgs.emplace_back(to_string(org));
    json::object full = encode(tmpl);
    return {{"nameZh", tmpl.name_zh},
            {"nameEn", tmpl.name_en},
            {"pictureRequired", tmpl.picture_required},
            {"organisations", std::move(orgs)},
            {"fields", std::move(full["fields"])}};
}

Result<Template> decode_template(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    Template t;
    t.for_filing = true;
    t.name_zh = in.text("nameZh", "模板名称", {.chars_max = 80});
    t.name_en = in.optional_text("nameEn", "英文名称", {.chars_max = 160}).value_or("");
    t.picture_required = in.boolean("pictureRequired", "须上传产品图片", true);
    if (const auto* orgs = in.array("organisations", "适用企业", false)) {
        for (std::size_t i = 0; i < orgs->size(); ++i) {
            const json::value& v = (*orgs)[i];
            const auto id = v.is_string() ? parse_id_as<OrgId>({v.get_string().data(), v.get_string().size()})
                                          : std::optional<OrgId>();
            if (id)
                t.organisations.push_back(*id);
            else
                violations.add({.code = Code::wrong_type,
                                .pointer = fmt::format("/organisations/{}", i),
                                .detail = "适用企业应以企业编号列出",
                                .field = "适用企业"});
        }
        if (t.organisations.size() > 1000)
            in.violation(Code::too_long, "organisations", "适用企业", "适用企业最多 1000 家");
    }
    if (const auto* fields = in.array("fields", "字段")) {
        if (fields->size() > template_fields_max)
            in.violation(Code::too_long, "fields", "字段", fmt::format("字段最多 {} 个", template_fields_max));
        for (std::size_t i = 0; i < std::min(fields->size(), template_fields_max); ++i) {
            const std::string pointer = fmt::format("/fields/{}", i);
            if (!(*fields)[i].is_object()) {
                violations.add(
                    {.code = Code::wrong_type, .pointer = pointer, .detail = "字段应是对象", .field = "字段"});
                continue;
            }
            Field f = read_field((*fields)[i].get_object(), pointer, violations);
            if (!f.key.empty() && t.find(f.key))
                violations.add({.code = Code::invalid,
                                .pointer = pointer + "/key",
                                .detail = "字段名在模板内不能重复",
                                .field = "字段名",
                                .value = f.key});
            f.order = static_cast<int>(i) + 1;
            t.fields.push_back(std::move(f));
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    return t;
}

}  // namespace yiguan::catalog
