#include "sheet/template.hpp"

#include <fmt/format.h>

#include <array>
#include <set>
#include <stdexcept>

#include "core/json.hpp"
#include "sheet/words.hpp"

namespace yiguan::embedded {
std::string_view import_templates_json();
}

namespace yiguan::sheet {
namespace {

template <class T, std::size_t n>
using Names = std::array<std::pair<std::string_view, T>, n>;

constexpr Names<Kind, 5> kinds{{{"text", Kind::text},
                                {"number", Kind::number},
                                {"date", Kind::date},
                                {"option", Kind::option},
                                {"code", Kind::code}}};
constexpr Names<CodeRule, 11> rules{{{"any", CodeRule::any},
                                     {"trace_code", CodeRule::trace_code},
                                     {"model_code", CodeRule::model_code},
                                     {"lithium_serial", CodeRule::lithium_serial},
                                     {"specification", CodeRule::specification},
                                     {"frame", CodeRule::frame},
                                     {"uscc", CodeRule::uscc},
                                     {"gtin", CodeRule::gtin},
                                     {"gln", CodeRule::gln},
                                     {"email", CodeRule::email},
                                     {"phone", CodeRule::phone}}};

template <class T, std::size_t n>
T named(const Names<T, n>& names, ObjectReader& in, std::string_view key, std::string_view zh, std::string_view text) {
    for (const auto& [name, value] : names)
        if (name == text) return value;
    in.violation(Code::invalid, key, zh, fmt::format("{}没有这个取值", zh), std::string(text));
    return names.begin()->second;
}

std::vector<std::string> texts(ObjectReader& in, std::string_view key, std::string_view zh) {
    std::vector<std::string> out;
    if (const json::array* array = in.array(key, zh, false))
        for (const json::value& one : *array) {
            if (const auto* text = one.if_string())
                out.emplace_back(*text);
            else
                in.violation(Code::wrong_type, key, zh, fmt::format("{}应为文字的列表", zh));
        }
    return out;
}

void read_units(ObjectReader& in, Column& column) {
    const json::array* array = in.array("units", "单位", false);
    if (!array) return;
    for (const json::value& one : *array) {
        const auto* pair = one.if_array();
        if (!pair || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_int64() ||
            std::abs((*pair)[1].as_int64()) > 9)
            return in.violation(Code::wrong_type, "units", "单位", "单位应为 [名称, 十的幂] 的列表");
        column.units.push_back({std::string((*pair)[0].as_string()), static_cast<int>((*pair)[1].as_int64())});
    }
    if (column.units.empty() || column.units.front().shift != 0)
        in.violation(Code::invalid, "units", "单位", "第一个单位是列的单位，十的幂应为 0");
}

void read_options(ObjectReader& in, Column& column) {
    const json::array* array = in.array("options", "可选内容", false);
    if (!array) return;
    for (const json::value& one : *array) {
        const auto* pair = one.if_array();
        if (!pair || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_array())
            return in.violation(Code::wrong_type, "options", "可选内容", "可选内容应为 [值, [同义词]] 的列表");
        Option option{std::string((*pair)[0].as_string()), {}};
        for (const json::value& synonym : (*pair)[1].as_array())
            if (synonym.is_string()) option.synonyms.emplace_back(synonym.as_string());
        column.options.push_back(std::move(option));
    }
}

std::optional<std::string> bound(ObjectReader& in, std::string_view key, std::string_view zh) {
    const auto text = in.optional_text(key, zh);
    if (!text) return std::nullopt;
    std::string rest;
    auto decimal = read_decimal(*text, rest);
    if (!decimal || !rest.empty()) in.violation(Code::wrong_type, key, zh, fmt::format("{}应为数字", zh), *text);
    return decimal;
}

Column read_column(const json::object& object, Violations& violations, const std::string& pointer) {
    ObjectReader in(object, violations, pointer);
    Column column;
    column.id = in.text("id", "编号");
    column.name = in.text("name", "列名");
    column.aliases = texts(in, "aliases", "别名");
    column.kind = named(kinds, in, "kind", "类型", in.text("kind", "类型"));
    column.required = in.boolean("required", "必填", false);
    column.unique = in.boolean("unique", "不重复", false);
    column.key = in.boolean("key", "主键", false);
    column.chars_max = static_cast<std::size_t>(in.optional_integer("max", "最长", 1, 2000).value_or(200));
    if (in.has("sample") && object.at("sample").is_string())
        column.sample = std::string(object.at("sample").as_string());
    in.optional_known("sample");
    column.note = in.optional_text("note", "说明", {.chars_max = 500}).value_or("");
    read_units(in, column);
    read_options(in, column);
    column.minimum = bound(in, "minimum", "最小值");
    column.maximum = bound(in, "maximum", "最大值");
    column.decimals = static_cast<int>(in.optional_integer("decimals", "小数位数", 0, 9).value_or(3));
    column.future = in.boolean("future", "可晚于今天", false);
    if (const auto rule = in.optional_text("rule", "编码规则"))
        column.rule = named(rules, in, "rule", "编码规则", *rule);
    if ((column.kind == Kind::option) == column.options.empty())
        in.violation(Code::invalid, "options", "可选内容", "选项列应有可选内容，其他列不应有");
    in.finish();
    return column;
}

Template read_template(const json::object& object, Violations& violations, const std::string& pointer) {
    ObjectReader in(object, violations, pointer);
    Template out;
    out.id = in.text("id", "编号");
    out.name = in.text("name", "名称");
    out.row_ids = in.optional_text("rows", "需求").value_or("");
    out.printed = in.boolean("printed", "来源印出", true);
    if (in.has("note") && object.at("note").is_string()) out.note = std::string(object.at("note").as_string());
    in.optional_known("note");
    std::set<std::string> ids, names;
    if (const json::array* columns = in.array("columns", "列")) {
        for (std::size_t i = 0; i < columns->size(); ++i) {
            const std::string at = in.pointer("columns") + "/" + std::to_string(i);
            const auto* column = (*columns)[i].if_object();
            if (!column) {
                violations.add({Code::wrong_type, at, "列应为对象", "列"});
                continue;
            }
            out.columns.push_back(read_column(*column, violations, at));
            if (!ids.insert(out.columns.back().id).second || !names.insert(fold_name(out.columns.back().name)).second)
                violations.add({Code::conflict, at, "列的编号和列名不能重复", "列", out.columns.back().name});
        }
        if (columns->empty() || columns->size() > 100)
            in.violation(Code::out_of_bounds, "columns", "列", "模板应有 1 至 100 列");
    }
    in.finish();
    return out;
}

}  // namespace

std::string Column::explanation() const {
    std::string out = required ? "必填" : "选填";
    switch (kind) {
        case Kind::text:
            out += fmt::format("，文字，不超过 {} 个字", chars_max);
            break;
        case Kind::number:
            out += units.empty() ? "，数字" : fmt::format("，数字，单位 {}", units.front().name);
            if (minimum && maximum)
                out += fmt::format("，{} 至 {}", *minimum, *maximum);
            else if (minimum)
                out += fmt::format("，不小于 {}", *minimum);
            out += decimals == 0 ? "，整数" : fmt::format("，最多 {} 位小数", decimals);
            break;
        case Kind::date:
            out += future ? "，日期，如 2024/1/1" : "，日期，如 2024/1/1，不晚于今天";
            break;
        case Kind::option: {
            std::string list;
            for (const Option& option : options) list += (list.empty() ? "" : "、") + option.value;
            out += "，只能填：" + list;
            break;
        }
        case Kind::code:
            switch (rule) {
                case CodeRule::any:
                    out += fmt::format("，编号，不超过 {} 位", chars_max);
                    break;
                case CodeRule::trace_code:
                    out += "，申请到的追溯码，一格一个";
                    break;
                case CodeRule::model_code:
                    out += "，13 位，写作 123456789-24-00（两个短横不能少）";
                    break;
                case CodeRule::lithium_serial:
                    out += "，锂电为 19 位";
                    break;
                case CodeRule::specification:
                    out += "，两位数字或大写字母，不含 I、O、Z";
                    break;
                case CodeRule::frame:
                    out += "，6 至 32 位字母或数字";
                    break;
                case CodeRule::uscc:
                    out += "，18 位统一社会信用代码";
                    break;
                case CodeRule::gtin:
                    out += "，8、12、13 或 14 位商品条码";
                    break;
                case CodeRule::gln:
                    out += "，13 位全球位置码";
                    break;
                case CodeRule::email:
                    out += "，电子邮箱";
                    break;
                case CodeRule::phone:
                    out += "，电话号码";
                    break;
            }
            break;
    }
    if (unique) out += "，不能重复";
    if (!note.empty()) out += "；" + note;
    return out;
}

std::size_t Template::column(std::string_view wanted) const {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].id == wanted) return i;
    return npos;
}

Result<std::vector<Template>> read_templates(std::string_view text) {
    TRY(const json::object object, parse_json_object(text));
    Violations violations;
    ObjectReader in(object, violations);
    in.optional_known("comment");
    std::vector<Template> out;
    std::set<std::string> ids;
    if (const json::array* list = in.array("templates", "模板"))
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string at = "/templates/" + std::to_string(i);
            const auto* one = (*list)[i].if_object();
            if (!one) {
                violations.add({Code::wrong_type, at, "模板应为对象", "模板"});
                continue;
            }
            out.push_back(read_template(*one, violations, at));
            if (!ids.insert(out.back().id).second)
                violations.add({Code::conflict, at + "/id", "模板的编号不能重复", "编号", out.back().id});
        }
    in.finish();
    TRY_VOID(violations.result());
    return out;
}

const std::vector<Template>& templates() {
    static const std::vector<Template> all = [] {
        auto read = read_templates(embedded::import_templates_json());
        if (read.has_error())
            throw std::runtime_error("data/import_templates.json: " + read.error().pointer + " " + read.error().detail);
        return std::move(read).value();
    }();
    return all;
}

const Template* find_template(std::string_view id) {
    for (const Template& one : templates())
        if (one.id == id) return &one;
    return nullptr;
}

}  // namespace yiguan::sheet
