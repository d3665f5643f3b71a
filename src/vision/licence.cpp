#include "vision/licence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "keys/uscc.hpp"

namespace yiguan::vision {
namespace {

struct Label {
    std::string_view key;  ///< "" only ends another field.
    std::string_view text;
};
constexpr std::array<Label, 24> labels{{{"uscc", "统一社会信用代码"},
                                        {"name", "名称"},
                                        {"name", "字号名称"},
                                        {"type", "类型"},
                                        {"type", "主体类型"},
                                        {"type", "公司类型"},
                                        {"legalPerson", "法定代表人"},
                                        {"legalPerson", "负责人"},
                                        {"legalPerson", "经营者"},
                                        {"legalPerson", "投资人"},
                                        {"legalPerson", "执行事务合伙人"},
                                        {"scope", "经营范围"},
                                        {"capital", "注册资本"},
                                        {"capital", "注册资金"},
                                        {"capital", "出资额"},
                                        {"established", "成立日期"},
                                        {"established", "注册日期"},
                                        {"address", "住所"},
                                        {"address", "经营场所"},
                                        {"address", "主要经营场所"},
                                        {"", "营业期限"},
                                        {"", "组成形式"},
                                        {"", "登记机关"},
                                        {"", "副本"}}};

constexpr std::array<std::string_view, 8> field_keys{"uscc", "name",    "legalPerson", "address",
                                                     "type", "capital", "established", "scope"};
constexpr std::size_t value_max = 1000;

std::vector<std::string_view> letters_of(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        out.push_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

double height_of(const Glyph& g) {
    return static_cast<double>(g.bottom - g.top);
}
double middle_of(const Glyph& g) {
    return (g.top + g.bottom) / 2.0;
}

/// Glyphs on one line of the page, from left to right.
using Row = std::vector<const Glyph*>;

double usual_height(const std::vector<Glyph>& glyphs) {
    std::vector<double> heights;
    for (const Glyph& g : glyphs)
        if (g.text.size() > 1) heights.push_back(height_of(g));  // Chinese letters fill their square
    if (heights.empty()) return 30;
    std::ranges::nth_element(heights, heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2));
    return std::max(heights[heights.size() / 2], 4.0);
}

std::vector<Row> rows_of(const std::vector<Glyph>& glyphs, double height) {
    Row sorted;
    for (const Glyph& g : glyphs) sorted.push_back(&g);
    std::ranges::sort(sorted, {}, [](const Glyph* g) { return middle_of(*g); });
    std::vector<Row> rows;
    double middle = 0;
    for (const Glyph* g : sorted) {
        if (rows.empty() || middle_of(*g) - middle > .55 * height) {
            rows.emplace_back();
            middle = middle_of(*g);
        }
        rows.back().push_back(g);
        middle += (middle_of(*g) - middle) / static_cast<double>(rows.back().size());
    }
    for (Row& row : rows) std::ranges::sort(row, {}, &Glyph::left);
    return rows;
}

struct Found {
    std::string_view key;
    std::size_t row = 0, first = 0, last = 0;  ///< Closed range of the row's glyphs.
    double left = 0, right = 0, top = 0;
    std::size_t letters = 0;
};

/// Whether the glyphs from `at` on are this label; long labels may have one letter wrong.
bool is_label(const Row& row, std::size_t at, const std::vector<std::string_view>& letters, double height) {
    if (at + letters.size() > row.size()) return false;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < letters.size(); ++i) wrong += row[at + i]->text != letters[i];
    if (wrong > (letters.size() >= 4 ? 1u : 0u)) return false;
    // A label begins its column: 名称 within a sentence is none.
    return at == 0 || row[at]->left - row[at - 1]->right > .8 * height;
}

std::vector<Found> find_labels(const std::vector<Row>& rows, double height) {
    std::vector<Found> found;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t at = 0; at < rows[r].size(); ++at) {
            const Label* best = nullptr;
            std::size_t length = 0;
            for (const Label& label : labels) {
                const auto letters = letters_of(label.text);
                if (letters.size() > length && is_label(rows[r], at, letters, height))
                    best = &label, length = letters.size();
            }
            if (!best) continue;
            const auto last = at + length - 1;
            found.push_back({best->key, r, at, last, static_cast<double>(rows[r][at]->left),
                             static_cast<double>(rows[r][last]->right), static_cast<double>(rows[r][at]->top), length});
            at = last;
        }
    }
    return found;
}

struct Value {
    std::string text;
    double confidence = 0;
    std::size_t letters = 0;
    void add(const Glyph& g) {
        text += g.text;
        confidence += g.confidence;
        ++letters;
    }
    double mean() const { return letters == 0 ? 0 : confidence / static_cast<double>(letters); }
};

/// What stands to the right of a label, and in the lines below it up to the next label of its column.
Value value_of(const Found& label, const std::vector<Found>& all, const std::vector<Row>& rows, double height) {
    double right_end = std::numeric_limits<double>::max(), bottom_end = right_end;
    for (const Found& other : all) {
        if (other.left > label.right + 2 * height) right_end = std::min(right_end, other.left - .3 * height);
        if (other.row > label.row && std::abs(other.left - label.left) < 4 * height)
            bottom_end = std::min(bottom_end, other.top - .1 * height);
    }
    Value value;
    double last_bottom = label.top + height;
    for (std::size_t r = label.row; r < rows.size(); ++r) {
        const bool first = r == label.row;
        bool any = false;
        double bottom = last_bottom;
        for (const Glyph* g : rows[r]) {
            if (g->left < label.right - (first ? .2 : 1.0) * height || g->left > right_end) continue;
            if (!first && (middle_of(*g) > bottom_end || g->top - last_bottom > 1.2 * height)) continue;
            value.add(*g);
            any = true;
            bottom = std::max(bottom, static_cast<double>(g->bottom));
        }
        if (any) last_bottom = bottom;
        if (!any && !first && !rows[r].empty() && rows[r].front()->top - last_bottom > 2 * height) break;
    }
    return value;
}

std::string without_edges(std::string_view text) {
    constexpr std::array<std::string_view, 16> edges{":", "：", ".", "。", ",", "，", "、", "|",
                                                     "-", "—",  "_", "·",  "“", "”",  "'",  "《"};
    for (bool again = true; again;) {
        again = false;
        text = trim(text);
        for (const auto edge : edges) {
            if (text.starts_with(edge)) text.remove_prefix(edge.size()), again = true;
            if (text.ends_with(edge)) text.remove_suffix(edge.size()), again = true;
        }
    }
    return std::string(text);
}

// ---- the credit code

/// As a character of a credit code, 0 for what cannot be one. I, O, S, V, Z are in no code (GB 32100-2015).
char code_character(std::string_view glyph) {
    const auto folded = fold_width(glyph);
    if (folded.size() != 1) return 0;
    const char c = folded.front();
    if (c == 'l' || c == '|' || c == 'I' || c == 'i') return '1';
    if (c == 'o' || c == 'O') return '0';
    if (c == 'z' || c == 'Z') return '2';
    if (c == 's' || c == 'S') return '5';
    if (c == 'v' || c == 'V') return 'Y';
    return is_digit(c) || is_upper(to_upper(c)) ? to_upper(c) : '\0';
}

/// Runs of what may be a code, of at least 15 characters.
std::vector<Value> code_runs(const std::vector<Row>& rows, double height) {
    std::vector<Value> runs;
    Value run;
    const auto end_run = [&] {
        if (run.text.size() >= 15) runs.push_back(run);
        run = {};
    };
    for (const Row& row : rows) {
        const Glyph* before = nullptr;
        for (const Glyph* g : row) {
            const char c = code_character(g->text);
            if (c == 0 || (before && g->left - before->right > 1.5 * height)) end_run();
            if (c != 0) {
                Glyph one = *g;
                one.text = std::string(1, c);
                run.add(one);
            }
            before = g;
        }
        end_run();
    }
    return runs;
}

/// With one character put right, if there is exactly one way that also gives a division that exists.
std::optional<std::string> put_right(std::string_view text) {
    constexpr std::array<std::string_view, 9> alike{"0DQ", "8B", "5", "1LJ", "2", "6G", "CG", "MNH", "PR"};
    std::optional<std::string> found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const auto group : alike) {
            if (group.find(text[i]) == group.npos) continue;
            for (const char c : group) {
                if (c == text[i]) continue;
                std::string changed(text);
                changed[i] = c;
                const auto code = keys::Uscc::parse(changed);
                if (code.has_error() || !keys::find_division(code.value().division())) continue;
                if (found && *found != changed) return std::nullopt;
                found = changed;
            }
        }
    }
    return found;
}

std::optional<LicenceField> find_code(const std::vector<Row>& rows, double height) {
    const auto runs = code_runs(rows, height);
    for (const Value& run : runs)
        for (std::size_t at = 0; at + 18 <= run.text.size(); ++at)
            if (keys::Uscc::parse(run.text.substr(at, 18)).has_value())
                return LicenceField{"uscc", run.text.substr(at, 18), run.mean()};
    for (const Value& run : runs)
        for (std::size_t at = 0; at + 18 <= run.text.size(); ++at)
            if (const auto code = put_right(run.text.substr(at, 18)))
                return LicenceField{"uscc", *code, run.mean() / 2};
    for (const Value& run : runs)
        if (run.text.size() >= 17 && run.text.size() <= 20) return LicenceField{"uscc", run.text, run.mean() / 3};
    return std::nullopt;
}

// ---- checks

constexpr std::array<std::string_view, 26> name_endings{
    "公司", "厂",   "集团", "合伙）", "合伙)", "企业", "中心", "合作社", "店",   "部", "行", "社", "工作室",
    "超市", "商场", "门市", "作坊",   "院",    "所",   "站",   "馆",     "农场", "坊", "号", "城", "档"};

/// 广东 of 广东省, 广西 of 广西壮族自治区.
std::string_view short_name(std::string_view name) {
    for (const std::string_view end : {"壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市"})
        if (name.ends_with(end)) return name.substr(0, name.size() - end.size());
    return name;
}

/// The province (two digits) that an address begins with, by its own name or a city's.
std::string_view province_of(std::string_view address) {
    for (const auto& province : keys::division_children(""))
        if (address.starts_with(short_name(province.name))) return province.code.substr(0, 2);
    for (const auto& province : keys::division_children(""))
        for (const auto& city : keys::division_children(province.code))
            if (address.starts_with(city.name)) return province.code.substr(0, 2);
    return {};
}

std::string_view value_in(const std::vector<LicenceField>& fields, std::string_view key) {
    const auto found = std::ranges::find(fields, key, &LicenceField::key);
    return found == fields.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace

std::vector<LicenceField> find_fields(const std::vector<Glyph>& glyphs) {
    const double height = usual_height(glyphs);
    const auto rows = rows_of(glyphs, height);
    const auto found = find_labels(rows, height);
    std::map<std::string_view, LicenceField> fields;
    for (const Found& label : found) {
        if (label.key.empty() || label.key == "uscc") continue;
        const auto value = value_of(label, found, rows, height);
        auto text = without_edges(value.text);
        if (text.empty()) continue;
        auto& field = fields[label.key];
        // The same label may have been seen in a sentence: the longer one is meant.
        if (!field.value.empty() && value.mean() <= field.confidence) continue;
        field = {std::string(label.key), shorten(text, value_max), value.mean()};
    }
    if (auto code = find_code(rows, height)) fields["uscc"] = *std::move(code);
    std::vector<LicenceField> out;
    for (const std::string_view key : field_keys)
        if (const auto at = fields.find(key); at != fields.end()) out.push_back(at->second);
    return out;
}

std::vector<LicenceCheck> check_fields(const std::vector<LicenceField>& fields) {
    std::vector<LicenceCheck> checks;
    const auto code_text = value_in(fields, "uscc"), name = value_in(fields, "name"),
               address = value_in(fields, "address");
    std::optional<keys::Uscc> code;
    if (!code_text.empty()) {
        if (auto parsed = keys::Uscc::parse(code_text); parsed.has_value()) code = parsed.value();
        checks.push_back({"uscc_check_character", code.has_value(),
                          code ? "统一社会信用代码的校验码正确" : "统一社会信用代码的校验码不对，请对照营业执照核对"});
    }
    if (code) {
        const bool nation = code->division() == "100000";
        const auto place = nation ? "国家登记机关" : keys::division_full_name(code->division());
        checks.push_back({"division", nation || !place.empty(),
                          place.empty() ? "统一社会信用代码中的登记机关行政区划不存在，请核对"
                                        : "统一社会信用代码的登记机关行政区划为" + place});
    }
    if (!name.empty()) {
        const bool known = std::ranges::any_of(name_endings, [&](auto end) { return name.ends_with(end); });
        checks.push_back(
            {"name", known, known ? "企业名称的组织形式可以识别" : "企业名称的结尾不是常见的组织形式，请核对是否完整"});
    }
    if (code && !address.empty() && code->division() != "100000") {
        if (const auto province = province_of(address); !province.empty()) {
            const bool same = code->division().starts_with(province);
            checks.push_back({"region", same,
                              same ? "住所所在省份与统一社会信用代码的登记机关一致"
                                   : "住所所在省份与统一社会信用代码的登记机关不一致，请核对"});
        }
    }
    return checks;
}

json::object encode(const std::vector<LicenceField>& fields, const std::vector<LicenceCheck>& checks) {
    json::object read;
    for (const auto& field : fields)
        read[field.key] =
            json::object{{"value", field.value}, {"confidence", std::round(field.confidence * 100) / 100}};
    json::array checked;
    for (const auto& check : checks)
        checked.push_back(json::object{{"rule", check.rule}, {"ok", check.ok}, {"message", check.message}});
    return {{"fields", std::move(read)}, {"checks", std::move(checked)}};
}

std::optional<std::vector<LicenceField>> decode_fields(const json::object& encoded) {
    const auto* fields = encoded.if_contains("fields");
    if (!fields || !fields->is_object()) return std::nullopt;
    std::vector<LicenceField> out;
    for (const auto key : field_keys) {
        const auto* field = fields->get_object().if_contains(key);
        if (!field) continue;
        const auto* o = field->if_object();
        const auto* value = o ? o->if_contains("value") : nullptr;
        const auto* confidence = o ? o->if_contains("confidence") : nullptr;
        if (!value || !value->is_string() || !confidence || !confidence->is_number()) return std::nullopt;
        const std::string_view text{value->get_string().data(), value->get_string().size()};
        if (!is_utf8(text) || has_control(text, false) || utf8_length(text) > value_max + 1) continue;
        out.push_back({std::string(key), std::string(text), std::clamp(confidence->to_number<double>(), 0.0, 1.0)});
    }
    return out;
}

}  // namespace yiguan::vision
