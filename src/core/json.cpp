#include "core/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <span>

#include "core/text.hpp"

namespace yiguan {
namespace {

// Builds the value as boost::json::parse does, and refuses on the way what that lets pass: a key that an object has
// twice (readers disagree which one counts, so what was checked would not be what another system reads), and a number
// read as infinity (Boost.JSON 1.81 does that with 0.4e570), which no JSON can say again. No second pass: the keys of
// the objects that are open lie one after the other in `keys_`.
class StrictHandler {
public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    using ErrorCode = boost::system::error_code;
    using Text = json::string_view;

    StrictHandler(json::storage_ptr storage, std::span<unsigned char> scratch)
        : values_(json::storage_ptr(), scratch.data(), scratch.size()) {
        values_.reset(std::move(storage));
    }

    json::value release() { return values_.release(); }
    /// The rule that was broken, one Chinese sentence; "" when it was the syntax.
    const std::string& refusal() const { return refusal_; }

    bool on_document_begin(ErrorCode&) { return true; }
    bool on_document_end(ErrorCode&) { return true; }
    bool on_object_begin(ErrorCode&) { return true; }
    bool on_object_end(std::size_t count, ErrorCode& failed) {
        if (const auto twice = repeated(count))
            return refuse(fmt::format("请求内容中的字段“{}”重复出现，每个字段只能出现一次", shorten(*twice, 40)),
                          failed);
        forget(count);
        values_.push_object(count);
        return true;
    }
    bool on_array_begin(ErrorCode&) { return true; }
    bool on_array_end(std::size_t count, ErrorCode&) {
        values_.push_array(count);
        return true;
    }
    bool on_key_part(Text part, std::size_t, ErrorCode&) {
        keys_.append(part.data(), part.size());
        values_.push_chars(part);
        return true;
    }
    bool on_key(Text part, std::size_t bytes, ErrorCode&) {
        keys_.append(part.data(), part.size());
        key_bytes_.push_back(bytes);
        values_.push_key(part);
        return true;
    }
    bool on_string_part(Text part, std::size_t, ErrorCode&) {
        values_.push_chars(part);
        return true;
    }
    bool on_string(Text part, std::size_t, ErrorCode&) {
        values_.push_string(part);
        return true;
    }
    bool on_number_part(Text, ErrorCode&) { return true; }
    bool on_int64(std::int64_t v, Text, ErrorCode&) {
        values_.push_int64(v);
        return true;
    }
    bool on_uint64(std::uint64_t v, Text, ErrorCode&) {
        values_.push_uint64(v);
        return true;
    }
    bool on_double(double v, Text, ErrorCode& failed) {
        if (!std::isfinite(v)) return refuse("请求内容中的数字超出范围", failed);
        values_.push_double(v);
        return true;
    }
    bool on_bool(bool v, ErrorCode&) {
        values_.push_bool(v);
        return true;
    }
    bool on_null(ErrorCode&) {
        values_.push_null();
        return true;
    }
    bool on_comment_part(Text, ErrorCode&) { return true; }
    bool on_comment(Text, ErrorCode&) { return true; }

private:
    // Of the last `count` keys, one that stands there twice.
    std::optional<std::string_view> repeated(std::size_t count) {
        constexpr std::size_t pairwise_max = 16;  // cheaper than sorting up to about here
        sorted_.clear();
        std::size_t end = keys_.size();
        for (std::size_t i = key_bytes_.size(); i-- > key_bytes_.size() - count;) {
            end -= key_bytes_[i];
            const std::string_view key(keys_.data() + end, key_bytes_[i]);
            if (count <= pairwise_max && std::ranges::find(sorted_, key) != sorted_.end()) return key;
            sorted_.push_back(key);
        }
        if (count <= pairwise_max) return std::nullopt;
        std::ranges::sort(sorted_);
        const auto twice = std::ranges::adjacent_find(sorted_);
        return twice == sorted_.end() ? std::nullopt : std::optional(*twice);
    }
    void forget(std::size_t count) {
        for (; count > 0; --count) {
            keys_.resize(keys_.size() - key_bytes_.back());
            key_bytes_.pop_back();
        }
    }
    bool refuse(std::string why, ErrorCode& failed) {
        refusal_ = std::move(why);
        failed = json::make_error_code(json::error::syntax);
        return false;
    }

    json::value_stack values_;
    std::string keys_;
    std::vector<std::size_t> key_bytes_;
    std::vector<std::string_view> sorted_;
    std::string refusal_;
};

}  // namespace

Result<json::value> parse_json(std::string_view text) {
    return parse_json(text, {}, 32);
}

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage, std::size_t depth_max) {
    json::parse_options options;
    options.max_depth = depth_max;
    std::array<unsigned char, 4096> scratch;  // small values are built without asking for memory
    json::basic_parser<StrictHandler> parser(options, std::move(storage), std::span(scratch));
    boost::system::error_code failed;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), failed);
    if (!failed && read < text.size()) failed = json::make_error_code(json::error::extra_data);
    if (!parser.handler().refusal().empty()) return Error{Code::malformed_json, "", parser.handler().refusal()};
    if (failed) return Error{Code::malformed_json, "", "请求内容不是有效的 JSON：" + failed.message()};
    return parser.handler().release();
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
