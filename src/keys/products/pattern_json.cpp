// Code schemes as an operator writes them down.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/json.hpp"
#include "core/text.hpp"
#include "keys/products/pattern.hpp"

namespace yiguan::keys {

namespace {

constexpr std::size_t schemes_max = 200, versions_max = 20, segments_max = 40, entries_max = 1000;
constexpr std::size_t dictionary_max = 100'000;
constexpr std::int64_t length_max = 200;

constexpr std::array<std::pair<std::string_view, CheckScheme>, 7> checks{{{"gs1", CheckScheme::gs1},
                                                                          {"luhn", CheckScheme::luhn},
                                                                          {"mod11-2", CheckScheme::mod11_2},
                                                                          {"mod37-36", CheckScheme::mod37_36},
                                                                          {"mod97-10", CheckScheme::mod97_10},
                                                                          {"gb11714", CheckScheme::gb11714},
                                                                          {"gb32100", CheckScheme::gb32100}}};

/// "0-9A-HJ-NP-Z_": ranges and single visible ASCII characters; a dash at either end is itself.
std::optional<std::bitset<128>> read_alphabet(std::string_view text) {
    std::bitset<128> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char first = text[i];
        char last = first;
        if (i + 2 < text.size() && text[i + 1] == '-') {
            last = text[i + 2];
            i += 2;
        }
        if (first < '!' || last > '~' || first > last) return std::nullopt;
        for (int c = first; c <= last; ++c) out.set(static_cast<std::size_t>(c));
    }
    return out;
}

std::string_view text_of(const json::value& value) {
    return value.is_string() ? std::string_view(value.get_string().data(), value.get_string().size())
                             : std::string_view();
}

class Reader {
public:
    Violations violations;

    std::vector<CodeScheme> schemes(const json::object& object) {
        ObjectReader in(object, violations);
        std::vector<CodeScheme> out;
        each(in, "schemes", "编码规则", schemes_max, [&](const json::object& item, const std::string& pointer) {
            out.push_back(scheme(item, pointer));
            const std::string& id = out.back().id;
            if (std::ranges::count(out, id, &CodeScheme::id) > 1)
                violate(pointer + "/id", "规则代号", "规则代号重复", id);
        });
        in.finish();
        return out;
    }

private:
    void violate(std::string pointer, std::string_view zh, std::string_view rule, std::string_view value = {}) {
        violations.add({Code::invalid, std::move(pointer), std::string(rule), std::string(zh), shorten(value, 40)});
    }

    /// Calls f(object, pointer) for the objects of a required array.
    template <class F>
    void each(ObjectReader& in, std::string_view key, std::string_view zh, std::size_t max, F f) {
        const json::array* array = in.array(key, zh);
        if (!array) return;
        if (array->empty() || array->size() > max)
            return in.violation(Code::out_of_bounds, key, zh, fmt::format("{}应有 1 到 {} 项", zh, max));
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::string pointer = fmt::format("{}/{}", in.pointer(key), i);
            if (const auto* object = (*array)[i].if_object())
                f(*object, pointer);
            else
                violations.add({Code::wrong_type, pointer, fmt::format("{}的每一项应是一个对象", zh), std::string(zh)});
        }
    }

    CodeScheme scheme(const json::object& object, const std::string& pointer) {
        ObjectReader in(object, violations, pointer);
        CodeScheme out{.id = in.text("id", "规则代号", {.chars_max = 40}),
                       .name = in.text("name", "规则名称", {.chars_max = 100})};
        if (in.has("versions") == in.has("dictionary")) {
            in.optional_known("versions");
            in.optional_known("dictionary");
            violate(pointer, "编码规则", "编码规则应有 versions 或 dictionary 之一", out.id);
        } else if (in.has("versions")) {
            each(in, "versions", "规则版本", versions_max,
                 [&](const json::object& item, const std::string& at) { out.versions.push_back(version(item, at)); });
            std::ranges::stable_sort(out.versions, {}, &PatternVersion::valid_from);
            if (std::ranges::adjacent_find(out.versions, {}, &PatternVersion::valid_from) != out.versions.end())
                violate(in.pointer("versions"), "规则版本", "两个版本不能从同一天起实行", out.id);
        } else {
            dictionary(in, out);
        }
        in.finish();
        return out;
    }

    void dictionary(ObjectReader& in, CodeScheme& out) {
        const json::array* array = in.array("dictionary", "码表");
        if (!array) return;
        if (array->empty() || array->size() > dictionary_max)
            return in.violation(Code::out_of_bounds, "dictionary", "码表",
                                fmt::format("码表应有 1 到 {} 个编码", dictionary_max));
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::string_view code = text_of((*array)[i]);
            if (code.empty() || code.size() > length_max || !is_utf8(code) || has_control(code, false) ||
                fold(code) != code)
                violate(fmt::format("{}/{}", in.pointer("dictionary"), i), "码表",
                        "码表中的编码应是 1 到 200 位没有空格和全角字符的文字", code);
            out.dictionary.emplace_back(code);
        }
        std::ranges::sort(out.dictionary);
        const auto twice = std::ranges::unique(out.dictionary);
        out.dictionary.erase(twice.begin(), twice.end());
    }

    PatternVersion version(const json::object& object, const std::string& pointer) {
        ObjectReader in(object, violations, pointer);
        PatternVersion out;
        if (in.has("validFrom"))
            out.valid_from = in.date("validFrom", "实行日期");
        else
            in.optional_known("validFrom");
        each(in, "segments", "分段", segments_max, [&](const json::object& item, const std::string& at) {
            Segment next = segment(item, at);
            for (const auto& name : next.over)
                if (std::ranges::find(out.segments, name, &Segment::name) == out.segments.end())
                    violate(at + "/over", "校验范围", "校验范围只能是前面已有的分段", name);
            if (!next.name.empty() && std::ranges::find(out.segments, next.name, &Segment::name) != out.segments.end())
                violate(at + "/name", "分段名称", "分段名称重复", next.name);
            out.segments.push_back(std::move(next));
        });
        in.finish();
        return out;
    }

    Segment segment(const json::object& object, const std::string& pointer) {
        ObjectReader in(object, violations, pointer);
        Segment out;
        out.optional = in.boolean("optional", "可省略", false);
        const int ways = int{in.has("literal")} + int{in.has("alphabet")} + int{in.has("table")} + int{in.has("check")};
        if (ways != 1) {
            violate(pointer, "分段", "分段应有 literal、alphabet、table、check 之一");
            return out;
        }
        if (in.has("literal")) {
            out.literal = in.text("literal", "固定文字", {.chars_max = 100});
            out.name = in.optional_text("name", "分段名称", {.chars_max = 40}).value_or("");
            if (fold(out.literal) != out.literal)
                in.violation(Code::invalid, "literal", "固定文字", "固定文字不能有空格和全角字符",
                             shorten(out.literal, 40));
        } else {
            out.name = in.text("name", "分段名称", {.chars_max = 40});
        }
        if (in.has("alphabet")) characters(in, out);
        if (in.has("table")) table(in, out);
        if (in.has("check")) check(in, out);
        in.finish();
        return out;
    }

    void characters(ObjectReader& in, Segment& out) {
        const std::string text = in.text("alphabet", "字符集");
        if (const auto alphabet = read_alphabet(text))
            out.alphabet = *alphabet;
        else
            in.violation(Code::invalid, "alphabet", "字符集", "字符集应由可见 ASCII 字符和区间组成，例如 0-9A-HJ-NP-Z",
                         shorten(text, 40));
        const auto length = in.optional_integer("length", "位数", 1, length_max);
        const auto least = in.optional_integer("minimum", "最少位数", 0, length_max);
        const auto most = in.optional_integer("maximum", "最多位数", 1, length_max);
        const bool fixed = in.has("length"), bounds = in.has("minimum") || in.has("maximum");
        if (fixed == bounds || (bounds && least.value_or(0) > most.value_or(length_max)))
            violate(in.pointer("length"), "位数", "应写 length，或 minimum 和 maximum（前者不大于后者）");
        out.length_min = static_cast<std::size_t>(length.value_or(least.value_or(0)));
        out.length_max = static_cast<std::size_t>(length.value_or(most.value_or(length_max)));
    }

    void table(ObjectReader& in, Segment& out) {
        const json::object* object = in.object("table", "码表");
        if (!object) return;
        if (object->empty() || object->size() > entries_max)
            return in.violation(Code::out_of_bounds, "table", "码表", fmt::format("码表应有 1 到 {} 项", entries_max));
        for (const auto& [key, value] : *object) {
            const std::string_view code(key.data(), key.size()), meaning = text_of(value);
            if (code.empty() || code.size() > length_max || !is_utf8(code) || has_control(code, false) ||
                fold(code) != code || !value.is_string() || !is_utf8(meaning) || meaning.size() > 400)
                violate(in.pointer("table") + "/" + pointer_part(code), "码表", "码表的每一项应是编码和含义", code);
            out.table.emplace_back(code, meaning);
        }
        std::ranges::stable_sort(out.table, std::ranges::greater(),
                                 [](const auto& entry) { return entry.first.size(); });
    }

    void check(ObjectReader& in, Segment& out) {
        const std::string name = in.text("check", "校验方法", {.chars_max = 20});
        const auto found = std::ranges::find(checks, name, &std::pair<std::string_view, CheckScheme>::first);
        if (found == checks.end())
            return in.violation(Code::invalid, "check", "校验方法",
                                "校验方法只能是 gs1、luhn、mod11-2、mod37-36、mod97-10、gb11714、gb32100",
                                shorten(name, 40));
        out.check = found->second;
        out.alphabet = *read_alphabet("0-9A-Z");
        out.length_min = out.length_max = out.check == CheckScheme::mod97_10 ? 2 : 1;
        if (!in.has("over")) return;
        const json::array* over = in.array("over", "校验范围");
        for (std::size_t i = 0; over && i < over->size() && i <= segments_max; ++i) {
            const std::string_view other = text_of((*over)[i]);
            if (other.empty() || !is_utf8(other))
                violate(fmt::format("{}/{}", in.pointer("over"), i), "校验范围", "校验范围应是分段名称");
            else
                out.over.emplace_back(other);
        }
    }
};

// What of GB/T 45565-2025 could be read: the four characters of the enterprise, the letter of the product type, a
// hyphen between the fixed and the variable part, -R for reuse. The rest is taken as it is. The standard is in force
// since 2025-11-01, but codes of its form were printed before, and nothing is refused for its date.
constexpr std::string_view built_in_schemes = R"json({"schemes": [{
  "id": "gbt45565", "name": "锂离子电池编码（GB/T 45565-2025）",
  "versions": [{"segments": [
    {"name": "enterprise", "alphabet": "0-9A-HJ-NP-Z", "length": 4},
    {"name": "productType", "table": {
      "A": "消费型模块", "B": "消费型电池组", "C": "电芯", "D": "消费型系统", "E": "小动力模块", "F": "小动力电池组",
      "G": "小动力系统", "H": "储能模块", "J": "储能电池簇", "K": "储能系统", "M": "大动力模块", "P": "大动力电池组",
      "S": "大动力系统"}},
    {"name": "fixedRest", "alphabet": "0-9A-Z", "minimum": 0, "maximum": 60},
    {"name": "reuse", "literal": "-R", "optional": true},
    {"literal": "-"},
    {"name": "variable", "alphabet": "0-9A-Z-", "minimum": 1, "maximum": 100}]}]}]})json";

}  // namespace

Result<CodeSchemes> CodeSchemes::from_json(std::string_view text) {
    TRY(const auto object, parse_json_object(text));
    Reader reader;
    CodeSchemes out;
    out.schemes_ = reader.schemes(object);
    TRY_VOID(reader.violations.result());
    return out;
}

const CodeSchemes& CodeSchemes::built_in() {
    static const CodeSchemes schemes = from_json(built_in_schemes).value();
    return schemes;
}

}  // namespace yiguan::keys
