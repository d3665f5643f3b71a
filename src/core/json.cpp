#include "core/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.hpp"

namespace yiguan {
namespace {

// Boost.JSON 1.81 reads 0.4e570 as infinity, which no JSON can say: an answer that repeated it would be none.
bool is_finite(const json::value& value) {
    if (const auto* object = value.if_object())
        return std::ranges::all_of(*object, [](const auto& item) { return is_finite(item.value()); });
    if (const auto* array = value.if_array()) return std::ranges::all_of(*array, is_finite);
    return !value.is_double() || std::isfinite(value.get_double());
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
    boost::system::error_code failed;
    json::parse_options options;
    options.max_depth = 32;
    auto value = json::parse(json::string_view(text.data(), text.size()), failed, {}, options);
    if (failed) return Error{Code::malformed_json, "", "请求内容不是有效的 JSON：" + failed.message()};
    if (!is_finite(value)) return Error{Code::malformed_json, "", "请求内容中的数字超出范围"};
    return value;
}

Result<json::object> parse_json_object(std::string_view text) {
    TRY(auto value, parse_json(text));
    if (!value.is_object()) return Error{Code::malformed_json, "", "请求内容应是一个 JSON 对象"};
    return std::move(value).as_object();
}

std::string pointer_part(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

Result<void> Violations::result() const {
    if (found_.empty()) return outcome::success();
    Error first = found_.front();
    first.others.assign(found_.begin() + 1, found_.end());
    return first;
}

void ObjectReader::violation(Code code, std::string_view key, std::string_view zh, std::string rule,
                             std::string value) {
    violations_.add({.code = code,
                     .pointer = pointer(key),
                     .detail = std::move(rule),
                     .field = std::string(zh),
                     .value = std::move(value)});
}

const json::value* ObjectReader::find(std::string_view key, std::string_view zh, bool required) {
    known_.emplace(key);
    const json::value* found = object_.if_contains(key);
    if (found && found->is_null()) found = nullptr;
    if (!found && required) violation(Code::missing_field, key, zh, fmt::format("{}必须填写", zh));
    return found;
}

std::optional<std::string> ObjectReader::optional_text(std::string_view key, std::string_view zh, TextRule rule) {
    const json::value* found = find(key, zh, false);
    if (!found) return std::nullopt;
    if (!found->is_string()) {
        violation(Code::wrong_type, key, zh, fmt::format("{}应是文字", zh));
        return std::nullopt;
    }
    const std::string_view raw(found->get_string().data(), found->get_string().size());
    const std::string_view text = trim(raw);
    if (text.empty()) return std::nullopt;
    if (!is_utf8(text) || has_control(text, rule.multiline)) {
        violation(Code::invalid, key, zh, fmt::format("{}含有不允许的控制字符", zh));
        return std::nullopt;
    }
    if (utf8_length(text) > rule.chars_max) {
        violation(Code::too_long, key, zh, fmt::format("{}不能超过 {} 个字", zh, rule.chars_max), shorten(text, 40));
        return std::nullopt;
    }
    return std::string(text);
}

std::string ObjectReader::text(std::string_view key, std::string_view zh, TextRule rule) {
    const json::value* found = object_.if_contains(key);
    const bool blank = !found || found->is_null() ||
                       (found->is_string() && trim({found->get_string().data(), found->get_string().size()}).empty());
    if (blank) {
        known_.emplace(key);
        violation(Code::missing_field, key, zh, fmt::format("{}必须填写", zh));
        return {};
    }
    return optional_text(key, zh, rule).value_or("");
}

std::optional<std::int64_t> ObjectReader::optional_integer(std::string_view key, std::string_view zh, std::int64_t min,
                                                           std::int64_t max) {
    const json::value* found = find(key, zh, false);
    if (!found) return std::nullopt;
    std::int64_t v = 0;
    bool whole = false, beyond = false;
    if (found->is_int64()) {
        v = found->get_int64();
        whole = true;
    } else if (found->is_uint64()) {
        whole = beyond = true;
    } else if (found->is_string()) {
        const auto& s = found->get_string();
        const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
        whole = end == s.data() + s.size() && !s.empty();
        beyond = error == std::errc::result_out_of_range;
        whole = whole && (error == std::errc{} || beyond);
    }
    if (!whole) {
        violation(Code::wrong_type, key, zh, fmt::format("{}应是整数", zh));
        return std::nullopt;
    }
    if (beyond || v < min || v > max) {
        violation(Code::out_of_bounds, key, zh, fmt::format("{}应在 {} 到 {} 之间", zh, min, max),
                  shorten(json::serialize(*found), 40));
        return std::nullopt;
    }
    return v;
}

std::int64_t ObjectReader::integer(std::string_view key, std::string_view zh, std::int64_t min, std::int64_t max) {
    if (!find(key, zh, true)) return min;
    return optional_integer(key, zh, min, max).value_or(min);
}

Date ObjectReader::date(std::string_view key, std::string_view zh) {
    const std::string written = text(key, zh, {.chars_max = 40});
    if (written.empty()) return {};
    return take(key, zh, parse_date(written)).value_or(Date{});
}

std::optional<UtcMs> ObjectReader::optional_time(std::string_view key, std::string_view zh) {
    const auto written = optional_text(key, zh, {.chars_max = 40});
    if (!written) return std::nullopt;
    return take(key, zh, parse_time(*written));
}

UtcMs ObjectReader::time(std::string_view key, std::string_view zh) {
    const std::string written = text(key, zh, {.chars_max = 40});
    if (written.empty()) return {};
    return take(key, zh, parse_time(written)).value_or(UtcMs{});
}

bool ObjectReader::boolean(std::string_view key, std::string_view zh, bool otherwise) {
    const json::value* found = find(key, zh, false);
    if (!found) return otherwise;
    if (!found->is_bool()) {
        violation(Code::wrong_type, key, zh, fmt::format("{}应是 true 或 false", zh));
        return otherwise;
    }
    return found->get_bool();
}

const json::object* ObjectReader::object(std::string_view key, std::string_view zh, bool required) {
    const json::value* found = find(key, zh, required);
    if (!found) return nullptr;
    if (!found->is_object()) {
        violation(Code::wrong_type, key, zh, fmt::format("{}应是一个对象", zh));
        return nullptr;
    }
    return &found->get_object();
}

const json::array* ObjectReader::array(std::string_view key, std::string_view zh, bool required) {
    const json::value* found = find(key, zh, required);
    if (!found) return nullptr;
    if (!found->is_array()) {
        violation(Code::wrong_type, key, zh, fmt::format("{}应是一个列表", zh));
        return nullptr;
    }
    return &found->get_array();
}

void ObjectReader::finish() {
    for (const auto& [key, value] : object_) {
        const std::string_view k(key.data(), key.size());
        if (!known_.contains(k))
            violations_.add({.code = Code::unknown_field,
                             .pointer = pointer(k),
                             .detail = "没有名为 " + shorten(k, 40) + " 的字段"});
    }
}

}  // namespace yiguan
