#include "epcis/query_values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::epcis::query {
namespace {

constexpr std::size_t text_chars_max = 8192;
// Doubles hold all integers up to this one.
constexpr double exact_max = 9'007'199'254'740'992.0;

// "2026-01-01T00:00:00 08:00": a plus sign that was read as a blank.
std::string mended(std::string_view time) {
    std::string text(time);
    if (text.size() > 16 && text[text.size() - 6] == ' ' && text[text.size() - 3] == ':') text[text.size() - 6] = '+';
    return text;
}

std::string number_text(const json::value& value) {
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    return fmt::format("{}", value.get_double());
}

// A number of an address as a body writes it; others stay texts, because texts do not lose digits.
json::value number_json(std::string_view text, double number) {
    if (number == static_cast<double>(static_cast<std::int64_t>(std::clamp(number, -exact_max, exact_max))) &&
        text.find_first_of(".eE") == std::string_view::npos)
        return static_cast<std::int64_t>(number);
    return json::string(text);
}

void split(std::string_view text, char separator, std::vector<std::string_view>& out) {
    while (true) {
        const auto end = text.find(separator);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

json::array to_array(const std::vector<std::string>& texts) {
    json::array out;
    for (const std::string& text : texts) out.emplace_back(text);
    return out;
}

}  // namespace

Error Values::refuse(std::string rule, std::string_view value) const {
    return Error{.code = Code::epcis_query_parameter,
                 .pointer = "/" + pointer_part(shorten(name_, 200)),
                 .detail = std::move(rule),
                 .field = shorten(name_, 100),
                 .value = shorten(value, 60)};
}

Result<std::vector<std::string>> Values::list(Separator separator) {
    std::vector<std::string> found;
    if (value_) {
        as_json_ = *value_;
        const auto add = [&](const json::value& item) {
            if (const auto* string = item.if_string())
                found.emplace_back(string->data(), string->size());
            else if (item.is_number())
                found.push_back(number_text(item));
            else if (item.is_bool())
                found.emplace_back(item.get_bool() ? "true" : "false");
            else
                return false;
            return true;
        };
        const auto* array = value_->if_array();
        if (array ? !std::ranges::all_of(*array, add) : !add(*value_))
            return refuse("参数的值应为字符串、数字或由它们组成的数组。");
    } else {
        for (const std::string_view text : texts_) {
            std::vector<std::string_view> parts;
            const bool has_bar = text.find('|') != std::string_view::npos;
            if (separator == Separator::none)
                parts.push_back(text);
            else
                split(text, has_bar ? '|' : ',', parts);
            for (std::size_t i = 0; i < parts.size(); ++i) {
                if (i > 0 && !has_bar && separator == Separator::of_uris && !is_uri(parts[i]))
                    found.back().append(",").append(parts[i]);
                else
                    found.emplace_back(parts[i]);
            }
        }
        as_json_ = to_array(found);
    }
    if (found.empty()) return refuse("参数至少应有一个值。");
    for (const std::string& text : found) {
        if (text.empty()) return refuse("参数的值不能为空。");
        if (text.size() > text_chars_max || !is_utf8(text) || has_control(text, true))
            return refuse("参数的值过长，或含有控制字符。", text.substr(0, 200));
    }
    return found;
}

Result<std::string> Values::single() {
    TRY(auto found, list(Separator::none));
    if (found.size() != 1) return refuse("此参数只能给出一个值。");
    if (!value_) as_json_ = json::string(found[0]);
    return std::move(found[0]);
}

Result<std::vector<std::string>> Values::words() {
    return list(Separator::any);
}

Result<std::vector<std::string>> Values::uris() {
    TRY(auto found, list(Separator::of_uris));
    for (const std::string& text : found)
        if (!is_uri(text)) return refuse("参数的值应为 URI。", text);
    return found;
}

Result<std::vector<std::string>> Values::texts() {
    TRY(auto found, list(Separator::any));
    if (!value_) {
        for (const std::string_view text : texts_)
            if (std::ranges::find(found, text) == found.end()) found.emplace_back(text);
        as_json_ = to_array(found);
    }
    return found;
}

Result<std::vector<Scalar>> Values::scalars() {
    TRY(auto found, texts());
    std::vector<Scalar> scalars;
    for (std::string& text : found) scalars.push_back(scalar_of(std::move(text)));
    return scalars;
}

Result<Scalar> Values::ordered() {
    TRY(auto text, single());
    Scalar scalar = scalar_of(mended(text));
    if (!scalar.number && !scalar.time) return refuse("比较大小的值应为数字或时间。", text);
    return scalar;
}

Result<std::vector<double>> Values::numbers() {
    TRY(const auto found, list(Separator::any));
    std::vector<double> numbers;
    json::array written;
    for (const std::string& text : found) {
        const auto number = parse_number(text);
        if (!number) return refuse("参数的值应为数字。", text);
        numbers.push_back(*number);
        written.push_back(number_json(text, *number));
    }
    if (!value_) as_json_ = std::move(written);
    return numbers;
}

Result<double> Values::number() {
    TRY(const auto text, single());
    const auto number = parse_number(text);
    if (!number) return refuse("参数的值应为数字。", text);
    if (!value_) as_json_ = number_json(text, *number);
    return *number;
}

Result<UtcMs> Values::time() {
    TRY(const auto text, single());
    const auto time = parse_time(mended(text));
    if (time.has_error()) return refuse("参数的值应为带时区的时间，如 2026-11-21T08:30:00+08:00。", text);
    return time.value();
}

Result<bool> Values::boolean() {
    TRY(const auto text, single());
    if (text != "true" && text != "false") return refuse("参数的值应为 true 或 false。", text);
    if (!value_) as_json_ = text == "true";
    return text == "true";
}

Result<std::int64_t> Values::integer(std::int64_t min, std::int64_t max) {
    TRY(const auto text, single());
    const auto number = parse_number(text);
    if (!number || *number < static_cast<double>(min) || *number > static_cast<double>(max) ||
        *number != static_cast<double>(static_cast<std::int64_t>(*number)))
        return refuse(fmt::format("参数的值应为 {} 至 {} 的整数。", min, max), text);
    const auto value = static_cast<std::int64_t>(*number);
    if (!value_) as_json_ = value;
    return value;
}

Result<std::string> Values::text() {
    return single();
}

bool Values::exists() {
    if (value_) {
        as_json_ = *value_;
        if (const auto* boolean = value_->if_bool()) return *boolean;
        return !(value_->is_string() && value_->get_string() == "false");
    }
    as_json_ = texts_.empty() || texts_[0] != "false";
    return as_json_.get_bool();
}

}  // namespace yiguan::epcis::query
