#include "keys/gs1/element_string.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/text.hpp"
#include "keys/gs1/linters_impl.hpp"

namespace yiguan::keys::gs1 {
namespace {

constexpr std::size_t unknown_chars_max = 90;

Code code_of(LintError error) {
    using enum LintError;
    switch (error) {
        case value_too_short:
        case value_too_long:
        case too_short_for_check_digit:
        case too_short_for_check_pair:
        case too_long_for_check_pair_implementation:
            return Code::key_length;
        case non_digit_character:
        case invalid_cset82_character:
        case invalid_cset39_character:
        case invalid_cset32_character:
        case invalid_cset64_character:
        case invalid_cset64_padding:
            return Code::key_character;
        case incorrect_check_digit:
        case incorrect_check_pair:
        case incorrect_iban_checksum:
            return Code::key_check;
        default:
            return Code::key_value;
    }
}

Linter linter_of(Charset charset) {
    switch (charset) {
        case Charset::numeric:
            return Linter::csetnumeric;
        case Charset::cset39:
            return Linter::cset39;
        case Charset::base64url:
            return Linter::cset64;
        case Charset::cset82:
            break;
    }
    return Linter::cset82;
}

Error form_error(std::size_t position, std::string_view shown, std::string detail) {
    return Error{Code::key_form, fmt::format("@{}", position), std::move(detail), "", shorten(shown, 40)};
}

bool needs_separator(const Element& element) {
    return element.info == nullptr || !element.info->predefined_length;
}

}  // namespace

Lint check_value(const AiInfo& info, std::string_view value, PrefixSource* prefixes) {
    if (value.size() < info.chars_min) return whole(LintError::value_too_short, value);
    if (value.size() > info.chars_max) return whole(LintError::value_too_long, value);
    std::size_t at = 0;
    for (const Component& component : info.components) {
        const auto left = value.size() - at;
        if (left == 0 && component.optional) break;
        if (left < component.chars_min) return whole(LintError::value_too_short, value);
        const auto part = value.substr(at, component.chars_max);
        Lint found = lint(linter_of(component.charset), part, prefixes);
        for (const Linter one : component.linters()) {
            if (!found.ok()) break;
            found = lint(one, part, prefixes);
        }
        if (!found.ok()) {
            found.at += at;
            return found;
        }
        at += part.size();
    }
    return at == value.size() ? Lint{} : whole(LintError::value_too_long, value);
}

Error value_error(std::string_view ai, std::string_view value, const Lint& found, std::size_t position) {
    std::string rule(rule_of(found.error));
    const AiInfo* info = find_ai(ai);
    if (info != nullptr && code_of(found.error) == Code::key_length) {
        if (info->chars_min == info->chars_max)
            rule += fmt::format("，应为 {} 个字符", info->chars_max);
        else
            rule += fmt::format("，应为 {} 至 {} 个字符", info->chars_min, info->chars_max);
    }
    return Error{code_of(found.error), fmt::format("@{}", position + found.at),
                 fmt::format("应用标识符 ({}) 的内容第 {} 位：{}。", ai, found.at + 1, rule), fmt::format("({})", ai),
                 shorten(value, 40)};
}

const Element* Message::find(std::string_view ai) const {
    const auto found = std::ranges::find(elements_, ai, &Element::ai);
    return found == elements_.end() ? nullptr : &*found;
}

class MessageReader {
public:
    /// The elements of `text` from `at`, separated by `separator`.
    static Result<Message> separated(std::string_view text, std::size_t at, char separator,
                                     const ParseOptions& options) {
        if (at == text.size()) return form_error(at, text, "条码数据中没有应用标识符。");
        Message message;
        while (at < text.size()) {
            const auto rest = text.substr(at);
            const AiInfo* info = match_ai(rest);
            if (info == nullptr) return form_error(at, rest, fmt::format("第 {} 位起不是已定义的应用标识符。", at + 1));
            const auto begin = at + info->ai.size();
            const auto separated = std::min(text.find(separator, begin), text.size());
            // Values of predefined length end by themselves; the next AI follows at once.
            const auto end = info->predefined_length ? std::min(separated, begin + info->chars_max) : separated;
            const auto value = text.substr(begin, end - begin);
            if (const Lint found = check_value(*info, value, options.prefixes); !found.ok()) {
                if (options.found) *options.found = found.error;
                return value_error(info->ai, value, found, begin);
            }
            message.elements_.push_back({text.substr(at, info->ai.size()), value, info});
            at = end + (end == separated && end < text.size() ? 1 : 0);
        }
        return message;
    }

    static Result<Message> bracketed(std::string_view text, const ParseOptions& options) {
        if (!text.starts_with('(')) return form_error(0, text, "带括号的写法应以 ( 开头。");
        Message message;
        char* free = nullptr;
        for (std::size_t at = 0; at < text.size();) {
            const auto close = text.find(')', at);
            if (close == std::string_view::npos) return form_error(at, text.substr(at), "应用标识符缺少右括号。");
            const auto ai = text.substr(at + 1, close - at - 1);
            const AiInfo* info = find_ai(ai);
            if (info == nullptr && (options.unknown == UnknownAi::refuse || !could_be_ai(ai)))
                return form_error(at + 1, ai, fmt::format("第 {} 位的括号内不是已定义的应用标识符。", at + 1));
            const auto begin = close + 1;
            const auto end = end_of_value(text, begin);
            auto value = text.substr(begin, end - begin);
            const auto escaped = value.find("\\(");
            if (escaped != std::string_view::npos) {
                if (!message.unescaped_) {
                    message.unescaped_ = std::make_unique<char[]>(text.size());
                    free = message.unescaped_.get();
                }
                value = without_escapes(value, free);
                free += value.size();
            }
            const Lint found = info ? check_value(*info, value, options.prefixes) : check_unknown(value);
            if (!found.ok()) {
                if (options.found) *options.found = found.error;
                Error error = value_error(ai, value, found, begin);
                error.pointer = fmt::format("@{}", begin + place_in_text(text.substr(begin, end - begin), found.at));
                return error;
            }
            message.elements_.push_back({ai, value, info});
            at = end;
        }
        return message;
    }

    static Message canonical(const Message& from) {
        Message message;
        message.elements_ = from.elements_;
        auto& all = message.elements_;
        std::ranges::sort(all, [](const Element& a, const Element& b) {
            return std::tuple(needs_separator(a), a.ai, a.value) < std::tuple(needs_separator(b), b.ai, b.value);
        });
        const auto repeated = std::ranges::unique(all);
        all.erase(repeated.begin(), repeated.end());
        if (from.unescaped_) {
            std::size_t size = 0;
            for (const Element& e : all) size += e.value.size();
            message.unescaped_ = std::make_unique<char[]>(size);
            char* free = message.unescaped_.get();
            for (Element& e : all) {
                std::ranges::copy(e.value, free);
                e.value = {free, e.value.size()};
                free += e.value.size();
            }
        }
        return message;
    }

private:
    static bool could_be_ai(std::string_view ai) {
        if (ai.size() < 2 || ai.size() > 4 || digits_set.first_other(ai) != std::string_view::npos) return false;
        const auto length = ai_length(ai);
        return length == 0 || length == ai.size();
    }

    static Lint check_unknown(std::string_view value) {
        if (value.empty()) return whole(LintError::value_too_short, value);
        if (value.size() > unknown_chars_max) return whole(LintError::value_too_long, value);
        return lint(Linter::cset82, value);
    }

    static std::size_t end_of_value(std::string_view text, std::size_t begin) {
        for (std::size_t i = begin; i < text.size(); ++i) {
            if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '(')
                ++i;
            else if (text[i] == '(')
                return i;
        }
        return text.size();
    }

    static std::string_view without_escapes(std::string_view value, char* out) {
        char* end = out;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (value.substr(i).starts_with("\\(")) ++i;
            *end++ = value[i];
        }
        return {out, static_cast<std::size_t>(end - out)};
    }

    /// Where in the escaped value the character `at` of the unescaped one stands.
    static std::size_t place_in_text(std::string_view escaped, std::size_t at) {
        std::size_t i = 0;
        for (; at > 0 && i < escaped.size(); --at) i += escaped.substr(i).starts_with("\\(") ? 2u : 1u;
        return i;
    }
};

Message Message::canonical() const {
    return MessageReader::canonical(*this);
}

Result<Message> parse_fnc1(std::string_view text, const ParseOptions& options) {
    if (!text.starts_with(fnc1_mark) && !text.starts_with(group_separator))
        return form_error(0, text, "条码数据应以 FNC1（写作 ^）开头。");
    return MessageReader::separated(text, 1, text.front(), options);
}

Result<Message> parse_transmitted(std::string_view text, const ParseOptions& options) {
    return MessageReader::separated(text, 0, group_separator, options);
}

Result<Message> parse_bracketed(std::string_view text, const ParseOptions& options) {
    return MessageReader::bracketed(text, options);
}

namespace {

void append(std::string& out, std::span<const Element> elements, char mark) {
    for (std::size_t i = 0; i < elements.size(); ++i) {
        out += elements[i].ai;
        out += elements[i].value;
        if (i + 1 < elements.size() && needs_separator(elements[i])) out += mark;
    }
}

}  // namespace

std::string format_fnc1(std::span<const Element> elements, char mark) {
    std::string out(1, mark);
    append(out, elements, mark);
    return out;
}

std::string format_transmitted(std::span<const Element> elements) {
    std::string out;
    append(out, elements, group_separator);
    return out;
}

std::string format_bracketed(std::span<const Element> elements) {
    std::string out;
    for (const Element& e : elements) {
        out += '(';
        out += e.ai;
        out += ')';
        for (const char c : e.value) {
            if (c == '(') out += '\\';
            out += c;
        }
    }
    return out;
}

}  // namespace yiguan::keys::gs1
