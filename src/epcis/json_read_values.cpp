// Single values, extension fields and ranges.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "epcis/json_read_impl.hpp"

namespace yiguan::epcis::detail {
namespace {

bool has_forbidden_control(std::string_view text) {
    // XML cannot carry the others.
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f;
    });
}

}  // namespace

EventReader::Text EventReader::text(const json::value& value, const Path& at, std::string_view field) {
    const json::string* string = value.if_string();
    if (!string) {
        faults_.add(at, field, fmt::format("{} 应是字符串", field));
        return std::nullopt;
    }
    const std::string_view found = view(*string);
    if (found.size() > options_.limits.text_chars && utf8_length(found) > options_.limits.text_chars) {
        faults_.add(Code::epcis_capture_limit, at, field,
                    fmt::format("一个值不能超过 {} 个字符", options_.limits.text_chars), found);
        return std::nullopt;
    }
    if (found.empty()) {
        faults_.add(at, field, fmt::format("{} 不能为空", field));
        return std::nullopt;
    }
    return found;
}

void EventReader::read_text(const json::value& value, const Path& at, std::string_view field, std::string& out) {
    const Text found = text(value, at, field);
    if (!found) return;
    if (has_forbidden_control(*found)) return faults_.add(at, field, "文字含有不允许的控制字符");
    out = *found;
}

std::optional<UtcMs> EventReader::stamp(const json::value& value, const Path& at, std::string_view field) {
    const Text written = text(value, at, field);
    if (!written) return std::nullopt;
    const auto time = parse_stamp(*written);
    if (!time) faults_.add(at, field, stamp_fault(*written), *written);
    return time;
}

void EventReader::read_identifier(const json::value& value, const Path& at, std::string_view field, IdentifierUse use,
                                  std::string& out) {
    const Text written = text(value, at, field);
    if (!written) return;
    if (auto rule = identifier_fault(*written, use); !rule.empty())
        return faults_.add(at, field, std::move(rule), *written);
    use_curie(*written);
    out = *written;
}

void EventReader::read_word(const json::value& value, const Path& at, std::string_view field, Vocabulary vocabulary,
                            std::string& out) {
    const Text written = text(value, at, field);
    if (!written) return;
    if (const auto word = word_of(vocabulary, *written)) {
        out = *word;
        return;
    }
    if (auto rule = vocabulary_fault(vocabulary, *written); !rule.empty())
        return faults_.add(at, field, std::move(rule), *written);
    use_curie(*written);
    out = *written;
}

std::optional<double> EventReader::number(const json::value& value, const Path& at, std::string_view field) {
    if (value.is_double()) return value.get_double();
    if (value.is_int64()) return static_cast<double>(value.get_int64());
    if (value.is_uint64()) return static_cast<double>(value.get_uint64());
    faults_.add(at, field, fmt::format("{} 应是数字", field));
    return std::nullopt;
}

const json::object* EventReader::object(const json::value& value, const Path& at, std::string_view field) {
    const json::object* found = value.if_object();
    if (!found) faults_.add(at, field, fmt::format("{} 的这一项应是一个对象", field));
    return found;
}

const json::array* EventReader::array(const json::value& value, const Path& at, std::string_view field) {
    const json::array* found = value.if_array();
    if (!found) faults_.add(at, field, fmt::format("{} 应是一个列表", field));
    return found;
}

void EventReader::need(const json::object& object, std::string_view key, const Path& at) {
    if (!object.contains(key)) faults_.add({&at, key}, key, fmt::format("缺少必填字段 {}", key));
}

void EventReader::unknown(std::string_view key, const Path& at) {
    faults_.add(at, key, fmt::format("此处没有名为 {} 的字段", shorten(key, 40)));
}

void EventReader::read_extension(std::string_view key, const json::value& value, const Path& at, Extensions& out) {
    const auto colon = key.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == key.size()) return unknown(key, at);
    const std::string_view prefix = key.substr(0, colon);
    const auto meaning = prefixes_->find(prefix);
    if (!meaning)
        return faults_.add(at, key, fmt::format("扩展字段的前缀 {} 未在 @context 中声明", shorten(prefix, 40)));
    if (!check_extension(value, at, 1)) return;
    use_prefix(prefix, *meaning);
    out.emplace(key, value);  // a copy in memory of its own
}

bool EventReader::check_extension(const json::value& value, const Path& at, std::size_t depth) {
    if (depth > options_.limits.depth) {
        faults_.add(Code::epcis_capture_limit, at, "",
                    fmt::format("扩展字段嵌套不能超过 {} 层", options_.limits.depth));
        return false;
    }
    if (const json::string* string = value.if_string()) {
        const std::string_view found = view(*string);
        if (found.size() > options_.limits.text_chars && utf8_length(found) > options_.limits.text_chars) {
            faults_.add(Code::epcis_capture_limit, at, "",
                        fmt::format("一个值不能超过 {} 个字符", options_.limits.text_chars), found);
            return false;
        }
        if (has_forbidden_control(found)) {
            faults_.add(at, "", "文字含有不允许的控制字符");
            return false;
        }
        use_curie(found);
        return true;
    }
    if (const json::array* list = value.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i)
            if (!check_extension((*list)[i], {&at, {}, i}, depth + 1)) return false;
        return true;
    }
    const json::object* members = value.if_object();
    if (!members) return true;
    for (const auto& member : *members) {
        const std::string_view key = view(member.key());
        const Path here{&at, key};
        if (key.empty() || has_forbidden_control(key)) {
            faults_.add(here, "", "扩展字段的名称不正确");
            return false;
        }
        // Inside a field of their own, capturers may name members without a prefix.
        if (const auto colon = key.find(':'); colon != std::string_view::npos) {
            const auto meaning = prefixes_->find(key.substr(0, colon));
            if (!meaning) {
                faults_.add(here, key,
                            fmt::format("扩展字段的前缀 {} 未在 @context 中声明", shorten(key.substr(0, colon), 40)));
                return false;
            }
            use_prefix(key.substr(0, colon), *meaning);
        }
        if (!check_extension(member.value(), here, depth + 1)) return false;
    }
    return true;
}

void EventReader::use_prefix(std::string_view prefix, std::string_view meaning) {
    for (const auto& [known, _] : event_->context)
        if (known == prefix) return;
    event_->context.emplace_back(prefix, meaning);
}

void EventReader::use_curie(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 64) return;
    const std::string_view prefix = text.substr(0, colon);
    if (prefix == "urn" || prefix == "https" || prefix == "http" || text.substr(colon + 1).starts_with("//")) return;
    if (const auto meaning = prefixes_->find(prefix)) use_prefix(prefix, *meaning);
}

bool EventReader::read_range_extension(std::string_view key, const json::value& value, const Path& at) {
    const auto colon = key.find(':');
    if (colon == std::string_view::npos || !key.ends_with("angeList")) return false;
    const auto meaning = prefixes_->find(key.substr(0, colon));
    if (!meaning || *meaning != yiguan_namespace) return false;
    const std::string_view local = key.substr(colon + 1);
    const bool making = event_->type == EventType::transformation;
    EpcList* list = local == "rangeList" && !making        ? &event_->epcs
                    : local == "inputRangeList" && making  ? &event_->input_epcs
                    : local == "outputRangeList" && making ? &event_->output_epcs
                                                           : nullptr;
    if (!list) {
        faults_.add(at, key, fmt::format("{} 没有字段 {}", name(event_->type), key));
        return true;
    }
    use_prefix(key.substr(0, colon), *meaning);
    read_ranges(value, at, key, *list);
    return true;
}

void EventReader::read_ranges(const json::value& value, const Path& at, std::string_view field, EpcList& out) {
    const json::array* list = array(value, at, field);
    if (!list) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Path here{&at, {}, i};
        const json::object* element = object((*list)[i], here, field);
        if (!element) continue;
        EpcRange& range = out.ranges.emplace_back();
        need(*element, "first", here);
        need(*element, "last", here);
        for (const auto& member : *element) {
            const std::string_view key = view(member.key());
            const Path inner{&here, key};
            if (key == "first" || key == "last")
                read_identifier(member.value(), inner, key, IdentifierUse::instance,
                                key == "first" ? range.first : range.last);
            else
                unknown(key, inner);
        }
    }
}

}  // namespace yiguan::epcis::detail
