#include "message/templates.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/json.hpp"
#include "core/text.hpp"

namespace yiguan {

namespace embedded {
std::string_view messages_json();
}  // namespace embedded

namespace message {
namespace {

struct Named {
    std::string_view name, zh;
};
// In the order of Kind.
constexpr std::array<Named, kind_count> kinds{{{"review", "审核"},
                                               {"account", "账号"},
                                               {"certificate", "证书"},
                                               {"party", "往来确认"},
                                               {"warning", "预警"},
                                               {"system", "系统"}}};
// In the order of Channel and of State.
constexpr std::array<Named, 3> channels{{{"sms", "短信"}, {"email", "邮件"}, {"platform", "站内消息"}}};
constexpr std::array<Named, 3> states{{{"waiting", "待发送"}, {"sent", "已发送"}, {"dead", "发送失败"}}};

std::string_view text_of(const json::object& from, std::string_view key) {
    const auto& text = from.at(key).as_string();
    return {text.data(), text.size()};
}

std::vector<Template> parse(std::string_view text) {
    const auto root = json::parse(text);
    std::vector<Template> found;
    for (const auto& value : root.at("templates").as_array()) {
        const auto& of = value.as_object();
        found.push_back({.key = std::string(text_of(of, "key")),
                         .kind = parse_kind(text_of(of, "kind")).value(),
                         .title = std::string(text_of(of, "title")),
                         .text = std::string(text_of(of, "text")),
                         .name = std::string(text_of(of, of.contains("name") ? "name" : "title"))});
    }
    return found;
}

// Nothing when a parameter is missing.
std::optional<std::string> fill(std::string_view text, const Parameters& parameters, std::size_t chars_max) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with("[[")) {
            const auto end = text.find("]]", at);
            if (const auto part = fill(text.substr(at + 2, end - at - 2), parameters, chars_max)) out += *part;
            at = end + 2;
        } else if (text[at] == '{') {
            const auto end = text.find('}', at);
            const auto found = parameters.find(text.substr(at + 1, end - at - 1));
            if (found == parameters.end()) return std::nullopt;
            out += harmless(found->second, chars_max);
            at = end + 1;
        } else {
            const auto next = std::min(text.find_first_of("{[", at + 1), text.size());
            out += text.substr(at, next - at);
            at = next;
        }
    }
    return out;
}

std::string must(std::optional<std::string> text, const Template& of) {
    if (!text) throw std::logic_error("message " + of.key + " misses a parameter");
    return *std::move(text);
}

}  // namespace

std::string_view name(Kind kind) {
    return kinds[static_cast<std::size_t>(kind) - 1].name;
}
std::string_view name_zh(Kind kind) {
    return kinds[static_cast<std::size_t>(kind) - 1].zh;
}
std::optional<Kind> parse_kind(std::string_view text) {
    const auto found = std::ranges::find(kinds, text, &Named::name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<Kind>(found - kinds.begin() + 1);
}

std::string_view name(Channel channel) {
    return channels[static_cast<std::size_t>(channel) - 1].name;
}
std::string_view name_zh(Channel channel) {
    return channels[static_cast<std::size_t>(channel) - 1].zh;
}
std::optional<Channel> parse_channel(std::string_view text) {
    const auto found = std::ranges::find(channels, text, &Named::name);
    if (found == channels.end()) return std::nullopt;
    return static_cast<Channel>(found - channels.begin() + 1);
}

std::string_view name(State state) {
    return states[static_cast<std::size_t>(state)].name;
}
std::string_view name_zh(State state) {
    return states[static_cast<std::size_t>(state)].zh;
}
std::optional<State> parse_state(std::string_view text) {
    const auto found = std::ranges::find(states, text, &Named::name);
    if (found == states.end()) return std::nullopt;
    return static_cast<State>(found - states.begin());
}

std::span<const Template> templates() {
    static const std::vector<Template> all = parse(embedded::messages_json());
    return all;
}

const Template& get_template(std::string_view key) {
    const auto found = std::ranges::find(templates(), key, &Template::key);
    if (found == templates().end()) throw std::logic_error("there is no message " + std::string(key));
    return *found;
}

std::string template_zh(std::string_view key) {
    const auto found = std::ranges::find(templates(), key, &Template::key);
    return found == templates().end() ? std::string(key) : found->name;
}

std::string harmless(std::string_view value, std::size_t chars_max) {
    std::string line;
    for (std::size_t at = 0; at < value.size();) {
        const auto rest = value.substr(at);
        if (rest.starts_with("【")) {
            line += "〔", at += 3;
        } else if (rest.starts_with("】")) {
            line += "〕", at += 3;
        } else if (rest.starts_with("\xC2") && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xA0) {
            line += ' ', at += 2;  // U+0080..U+009F
        } else {
            const auto c = static_cast<unsigned char>(rest[0]);
            line += c < 0x20 || c == 0x7F ? ' ' : rest[0];
            ++at;
        }
    }
    return shorten(trim(line), chars_max);
}

Rendered render(const Template& of, const Parameters& parameters) {
    std::string text;
    std::size_t chars_max = parameter_chars_max;
    do {
        text = must(fill(of.text, parameters, chars_max), of);
        chars_max /= 2;
    } while (utf8_length(text) > text_chars_max && chars_max > 0);
    return {.title = shorten(must(fill(of.title, parameters, title_chars_max), of), title_chars_max),
            .text = std::move(text)};
}

}  // namespace message
}  // namespace yiguan
