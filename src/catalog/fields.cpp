// Reading, completing and writing the values of a template's fields.
#include <fmt/format.h>

#include <stdexcept>

#include "catalog/catalog.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"

namespace yiguan::catalog {
namespace {

constexpr std::size_t long_chars_default = 2000;
constexpr std::string_view choices_separator = "、";

std::string at(std::string_view pointer, std::string_view key) {
    return fmt::format("{}/{}", pointer, pointer_part(key));
}

std::string_view name_zh(Step step) {
    switch (step) {
        case Step::registration:
            return "企业登记";
        case Step::filing:
            return "产品备案";
        case Step::binding:
            return "绑码";
        case Step::shipping:
            return "发货";
        case Step::receiving:
            return "收货";
        case Step::selling:
            return "销售";
    }
    return {};
}

// The value goes into the answer only where it cannot be a secret: a public field that names no person.
std::string quoted(const Field& field, std::string_view value) {
    const bool open = !field.choosable() && field.kind != FieldKind::contact && field.kind != FieldKind::address;
    return open ? shorten(value, 40) : std::string();
}

Error violation(Code code, const Field& field, std::string_view pointer, std::string rule,
                std::string_view value = {}) {
    return {.code = code,
            .pointer = at(pointer, field.key),
            .detail = std::move(rule),
            .field = field.name_zh,
            .value = quoted(field, value)};
}

Error missing(const Field& field, std::string_view pointer) {
    return violation(Code::missing_field, field, pointer, field.name_zh + "必须填写");
}

// The error of a parser, told with the field's name; its own copy of the value is dropped (see quoted()).
Error refused(const Error& error, const Field& field, std::string_view pointer, std::string_view value) {
    return violation(error.code, field, pointer, fmt::format("{}：{}", field.name_zh, error.detail), value);
}

Error in_future(const Field& field, std::string_view pointer, std::string_view value) {
    return violation(Code::future_date, field, pointer, field.name_zh + "不能晚于当前时间", value);
}

std::string beijing_iso(UtcMs time) {
    std::string text = beijing_second(time);
    text[10] = 'T';
    return text + "+08:00";
}

Result<std::string> number(const Field& field, const std::string& text, std::string_view pointer) {
    const FieldRules& rules = field.rules;
    const int places = field.kind == FieldKind::integer ? 0 : rules.decimals;
    const auto value = parse_millionths(text, places);
    if (!value)
        return violation(Code::wrong_type, field, pointer,
                         places == 0 ? field.name_zh + "应是整数，最多 12 位"
                                     : fmt::format("{}应是数字，小数最多 {} 位", field.name_zh, places),
                         text);
    if ((rules.min && *value < *rules.min) || (rules.max && *value > *rules.max)) {
        std::string rule = field.name_zh + "应";
        if (rules.min) rule += fmt::format("不小于 {}", print_millionths(*rules.min));
        if (rules.min && rules.max) rule += "，";
        if (rules.max) rule += fmt::format("不大于 {}", print_millionths(*rules.max));
        return violation(Code::out_of_bounds, field, pointer, rule + rules.unit, text);
    }
    return text;
}

Error not_offered(const Field& field, std::string_view text, std::string_view pointer) {
    return violation(Code::invalid, field, pointer, field.name_zh + "只能从模板所列选项中选择", text);
}

// In the order of the options, each once.
Result<std::string> chosen(const Field& field, std::string_view text, std::string_view pointer) {
    std::set<std::string_view> wanted;
    while (!text.empty()) {
        const auto end = text.find(choices_separator);
        const std::string_view one = trim(text.substr(0, end));
        if (std::ranges::find(field.rules.options, one) == field.rules.options.end())
            return not_offered(field, one, pointer);
        wanted.insert(one);
        text = end == text.npos ? std::string_view() : text.substr(end + choices_separator.size());
    }
    std::string out;
    for (const std::string& option : field.rules.options) {
        if (!wanted.contains(option)) continue;
        if (!out.empty()) out += choices_separator;
        out += option;
    }
    return out;
}

// The canonical form of a value by its kind. `text` is trimmed, well-formed, not empty and short enough.
Result<std::string> canonical(const Field& field, std::string_view text, UtcMs now, std::string_view pointer) {
    const std::string narrow = fold_width(text);  // full-width digits come from Chinese input methods
    switch (field.kind) {
        case FieldKind::date: {
            const auto date = parse_date(narrow);
            if (date.has_error()) return refused(date.error(), field, pointer, text);
            if (date.value() > beijing_date(now)) return in_future(field, pointer, text);
            return narrow;
        }
        case FieldKind::time: {
            const auto time = parse_time(narrow);
            if (time.has_error()) return refused(time.error(), field, pointer, text);
            if (time.value() > now) return in_future(field, pointer, text);
            return narrow.size() == 10 ? narrow : beijing_iso(time.value());
        }
        case FieldKind::uscc: {
            const auto uscc = keys::Uscc::parse(narrow);
            if (uscc.has_error()) return refused(uscc.error(), field, pointer, text);
            return std::string(uscc.value().text());
        }
        case FieldKind::gtin: {
            const auto gtin = keys::Gtin::parse(narrow);
            if (gtin.has_error()) return refused(gtin.error(), field, pointer, text);
            return std::string(gtin.value().short_text());
        }
        case FieldKind::integer:
        case FieldKind::decimal:
            return number(field, narrow, pointer);
        case FieldKind::choice:
            if (std::ranges::find(field.rules.options, text) == field.rules.options.end()) {
                for (const auto& [alias, option] : field.rules.aliases)
                    if (alias == text) return option;
                return not_offered(field, text, pointer);
            }
            break;
        case FieldKind::choices:
            return chosen(field, text, pointer);
        case FieldKind::document:
            if (const auto id = parse_id_as<DocumentId>(narrow)) return to_string(*id);
            return violation(Code::wrong_type, field, pointer, field.name_zh + "应是已上传文件的编号", text);
        case FieldKind::model_code: {
            std::string code = narrow;
            for (char& c : code) c = to_upper(c);
            if (!keys::ModelCode::is_specification(code))
                return violation(Code::key_character, field, pointer,
                                 field.name_zh + "应是两位数字或大写英文字母，不含 I、O、Z", text);
            return code;
        }
        case FieldKind::text:
        case FieldKind::address:
        case FieldKind::contact:
        case FieldKind::long_text:
            break;
    }
    return std::string(text);
}

std::size_t length_max(const Field& field) {
    if (field.rules.chars_max > 0) return static_cast<std::size_t>(field.rules.chars_max);
    return field.kind == FieldKind::long_text ? long_chars_default : text_chars_max;
}

Result<std::string> read_value(const Field& field, std::string_view raw, UtcMs now, std::string_view pointer) {
    const std::string_view text = trim(raw);
    if (!is_utf8(text) || has_control(text, field.kind == FieldKind::long_text))
        return violation(Code::invalid, field, pointer, field.name_zh + "含有不允许的控制字符");
    if (utf8_length(text) > length_max(field))
        return violation(Code::too_long, field, pointer,
                         fmt::format("{}不能超过 {} 个字", field.name_zh, length_max(field)), text);
    if (text.empty()) return std::string();
    return canonical(field, text, now, pointer);
}

// The text of a JSON value: numbers may be given as such, several choices as a list.
std::optional<std::string> text_of(const Field& field, const json::value& value) {
    const auto text = [](const json::string& s) { return std::string(s.data(), s.size()); };
    if (value.is_string()) return text(value.get_string());
    const bool numeric = field.kind == FieldKind::integer || field.kind == FieldKind::decimal;
    if (numeric && value.is_int64()) return std::to_string(value.get_int64());
    if (numeric && value.is_double()) return fmt::format("{}", value.get_double());
    if (field.kind != FieldKind::choices || !value.is_array()) return std::nullopt;
    std::string joined;
    for (const json::value& item : value.get_array()) {
        if (!item.is_string()) return std::nullopt;
        if (!joined.empty()) joined += choices_separator;
        joined += text(item.get_string());
    }
    return joined;
}

// Whether a caller may name this field at this step: the error that says why not.
std::optional<Error> not_here(const Template& tmpl, Step step, std::string_view key, const std::string& pointer) {
    const Field* field = tmpl.find(key);
    if (!field)
        return Error{.code = Code::template_field_unknown,
                     .pointer = pointer,
                     .detail = fmt::format("模板 {} 没有名为 {} 的字段", tmpl.id, shorten(key, 40))};
    Error error{.code = {}, .pointer = pointer, .detail = {}, .field = field->name_zh};
    if (field->required == Required::platform_generated) {
        error.code = Code::template_field_fixed;
        error.detail = field->name_zh + "由平台生成，不能填报";
        return error;
    }
    if (field->step != step) {
        error.code = Code::template_field_stage;
        error.detail = fmt::format("{}在{}环节填报，不在{}环节", field->name_zh, name_zh(field->step), name_zh(step));
        return error;
    }
    return std::nullopt;
}

void read_choices(const Template& tmpl, Step step, const json::array& open, const std::string& pointer,
                  FieldValues& out, Violations& violations) {
    for (std::size_t i = 0; i < open.size(); ++i) {
        const std::string where = fmt::format("{}/{}", pointer, i);
        if (!open[i].is_string()) {
            violations.add({.code = Code::wrong_type, .pointer = where, .detail = "公开字段应以字段名列出"});
            continue;
        }
        const std::string_view key(open[i].get_string().data(), open[i].get_string().size());
        const Field* field = tmpl.find(key);
        if (field && field->step == step && !field->choosable()) {
            violations.add({.code = Code::openness_not_chooseable,
                            .pointer = where,
                            .detail = field->name_zh + "按模板公开，不能选择",
                            .field = field->name_zh});
        } else if (auto error = not_here(tmpl, step, key, where)) {
            violations.add(std::move(*error));
        } else {
            out.open.emplace(key);
        }
    }
}

bool same(std::string_view a, std::string_view b) {
    return fold_width(trim(a)) == fold_width(trim(b));
}

const std::string& attribute(const Identity& identity, FromOrg from) {
    switch (from) {
        case FromOrg::uscc:
            return identity.uscc;
        case FromOrg::address:
            return identity.address;
        case FromOrg::contact:
            return identity.contact;
        default:
            return identity.name;
    }
}

using Party = std::vector<const Field*>;

// The parties of one step: fields that repeat a registration, by group.
std::vector<Party> parties(const Template& tmpl, Step step) {
    std::vector<Party> out;
    for (const Field& field : tmpl.fields) {
        if (field.step != step || field.from_org == FromOrg::none) continue;
        if (out.empty() || out.back().front()->group_zh != field.group_zh) out.emplace_back();
        out.back().push_back(&field);
    }
    return out;
}

std::string_view value_of(const FieldValues& values, std::string_view key) {
    const auto found = values.values.find(key);
    return found == values.values.end() ? std::string_view() : std::string_view(found->second);
}

const Field* credit_code(const Party& party) {
    const auto found = std::ranges::find(party, FromOrg::uscc, &Field::from_org);
    return found == party.end() ? nullptr : *found;
}

// The party that the organisation itself is; null, with the violation noted, if it is none of several.
const Party* own_party(const std::vector<Party>& all, const FieldValues& values, const Identity& identity,
                       std::string_view pointer, Demand demand, Violations& violations) {
    if (all.size() == 1) return &all.front();
    bool open_question = false;
    for (const Party& party : all) {
        const Field* uscc = credit_code(party);
        if (!uscc) continue;
        const std::string_view given = value_of(values, uscc->key);
        if (same(given, identity.uscc)) return &party;
        open_question = open_question || given.empty();
    }
    if (open_question && demand == Demand::draft) return nullptr;
    const Field* first = credit_code(all.front());
    if (first && !open_question)
        violations.add(violation(Code::differs_from_registration, *first, pointer,
                                 "填报企业应是模板所列企业之一，统一社会信用代码须与企业登记一致"));
    return nullptr;
}

}  // namespace

std::string FieldValues::to_json() const {
    json::object fields, object;
    for (const auto& [key, value] : values) fields[key] = value;
    json::array choices;
    for (const std::string& key : open) choices.emplace_back(key);
    object["v"] = 1;
    object["values"] = std::move(fields);
    object["open"] = std::move(choices);
    if (!apart.empty()) {
        json::array keys;
        for (const std::string& key : apart) keys.emplace_back(key);
        object["apart"] = std::move(keys);
    }
    return json::serialize(object);
}

FieldValues FieldValues::from_json(std::string_view text) {
    const auto text_of = [](const json::value& v) {
        const json::string& s = v.as_string();
        return std::string(s.data(), s.size());
    };
    try {
        const json::value stored = json::parse({text.data(), text.size()});
        if (stored.at("v").as_int64() != 1) throw std::invalid_argument("version");
        FieldValues out;
        for (const auto& [key, value] : stored.at("values").as_object())
            out.values.emplace(std::string(key.data(), key.size()), text_of(value));
        for (const json::value& key : stored.at("open").as_array()) out.open.insert(text_of(key));
        if (const auto* keys = stored.as_object().if_contains("apart"))
            for (const json::value& key : keys->as_array()) out.apart.insert(text_of(key));
        return out;
    } catch (const std::exception&) {
        // The text is not repeated: it may hold hidden values, and faults are logged.
        throw std::runtime_error("stored field values cannot be read");
    }
}

Result<void> require_complete(const Template& tmpl, Step step, const FieldValues& values, std::string_view pointer) {
    Violations violations;
    for (const Field& field : tmpl.fields) {
        if (field.step != step || field.required != Required::always || field.from_org != FromOrg::none) continue;
        if (value_of(values, field.key).empty()) violations.add(missing(field, pointer));
    }
    return violations.result();
}

Result<FieldValues> read_fields(const Template& tmpl, Step step, const json::object& fields, const json::array* open,
                                UtcMs now, std::string pointer, Demand demand) {
    FieldValues out;
    Violations violations;
    std::set<std::string_view> faulty;
    for (const auto& [json_key, value] : fields) {
        const std::string_view key(json_key.data(), json_key.size());
        if (auto error = not_here(tmpl, step, key, at(pointer, key))) {
            violations.add(std::move(*error));
            continue;
        }
        const Field& field = *tmpl.find(key);
        if (value.is_null()) continue;
        const auto given = text_of(field, value);
        if (!given) {
            violations.add(violation(Code::wrong_type, field, pointer, field.name_zh + "应是文字"));
            faulty.insert(field.key);
            continue;
        }
        auto read = read_value(field, *given, now, pointer);
        if (read.has_error()) {
            violations.add(std::move(read).error());
            faulty.insert(field.key);
        } else if (!read.value().empty()) {
            out.values.emplace(field.key, std::move(read).value());
        }
    }
    if (demand == Demand::complete) {
        for (const Field& field : tmpl.fields) {
            if (field.step == step && field.required == Required::always && field.from_org == FromOrg::none &&
                !out.values.contains(field.key) && !faulty.contains(field.key))
                violations.add(missing(field, pointer));
        }
    }
    if (open) {
        const std::string beside = pointer.substr(0, std::min(pointer.rfind('/'), pointer.size())) + "/open";
        read_choices(tmpl, step, *open, beside, out, violations);
    } else {
        for (const Field& field : tmpl.fields)
            if (field.step == step && field.default_open) out.open.insert(field.key);
    }
    TRY_VOID(violations.result());
    return out;
}

Result<void> fill_identity(const Template& tmpl, Step step, FieldValues& values, const Identity& identity,
                           std::string_view pointer, Demand demand) {
    const std::vector<Party> all = parties(tmpl, step);
    if (all.empty()) return outcome::success();

    Violations violations;
    const Party* own = own_party(all, values, identity, pointer, demand, violations);
    for (const Party& party : all) {
        for (const Field* field : party) {
            const std::string_view given = value_of(values, field->key);
            if (&party == own) {
                const std::string& registered = attribute(identity, field->from_org);
                if (!given.empty() && !same(given, registered))
                    violations.add(violation(Code::differs_from_registration, *field, pointer,
                                             field->name_zh + "与企业登记信息不一致"));
                values.values[field->key] = registered;
            } else if (given.empty() && field->required == Required::always && demand == Demand::complete) {
                violations.add(missing(*field, pointer));
            }
        }
    }
    return violations.result();
}

std::optional<OtherParty> other_party(const Template& tmpl, const FieldValues& values, std::string_view own_uscc) {
    const std::vector<Party> all = parties(tmpl, Step::filing);
    if (all.size() < 2) return std::nullopt;
    const auto own = std::ranges::find_if(all, [&](const Party& party) {
        const Field* uscc = credit_code(party);
        return uscc && same(value_of(values, uscc->key), own_uscc);
    });
    for (auto party = all.begin(); party != all.end(); ++party) {
        const Field* uscc = party == own ? nullptr : credit_code(*party);
        if (uscc && !value_of(values, uscc->key).empty())
            return OtherParty{uscc->key, std::string(value_of(values, uscc->key))};
    }
    return std::nullopt;
}

std::string display(const Field& field, std::string_view value) {
    if (field.kind == FieldKind::time && value.size() > 10) {
        const auto time = parse_time(value);
        if (time.has_value()) return beijing_minute(time.value());
    }
    std::string text(value);
    if (!field.rules.unit.empty() && !text.empty()) text += " " + field.rules.unit;
    return text;
}

std::optional<std::int64_t> parse_millionths(std::string_view text, int decimals) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view part = point == text.npos ? std::string_view() : text.substr(point + 1);
    if (whole.empty() || whole.size() > 12 || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
    if (point != text.npos && (part.empty() || part.size() > static_cast<std::size_t>(decimals))) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : whole) {
        if (!is_digit(c)) return std::nullopt;
        value = value * 10 + (c - '0');
    }
    std::int64_t scale = 1'000'000;
    value *= scale;
    for (const char c : part) {
        if (!is_digit(c)) return std::nullopt;
        value += (c - '0') * (scale /= 10);
    }
    if (negative && value == 0) return std::nullopt;
    return negative ? -value : value;
}

std::string print_millionths(std::int64_t value) {
    const std::string sign = value < 0 ? "-" : "";
    const std::uint64_t size = value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    std::string text = fmt::format("{}{}.{:06}", sign, size / 1'000'000, size % 1'000'000);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace yiguan::catalog
