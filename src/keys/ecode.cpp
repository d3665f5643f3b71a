#include "keys/ecode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "keys/fold.hpp"

namespace yiguan::keys {

namespace {

struct VersionRule {
    std::size_t nsi_characters;
    std::size_t md_characters_max;
    bool letters;
};
// GB/T 31866: index = V. V4 (Unicode, no limit) is read and never issued; the limit here only keeps it in bounds.
constexpr VersionRule version_rules[] = {{0, 0, false}, {4, 20, false}, {4, 28, false}, {5, 39, true}, {5, 1000, true}};

bool is_digit_or_letter(char c) {
    return is_digit(c) || is_upper(c) || is_lower(c);
}

bool is_web_address(std::string_view text) {
    std::string start;
    for (const char c : text.substr(0, 8)) start += to_lower(c);
    return start.starts_with("https://") || start.starts_with("http://");
}

bool has_mark(std::string_view text) {
    return text.size() >= 2 && (text[0] == 'E' || text[0] == 'e') && text[1] == '=';
}

/// Host names as resolvers take them; letters beyond ASCII as browsers show them. Underscores occur in practice.
bool is_host_name(std::string_view host) {
    if (host.size() > 253 || !is_utf8(host)) return false;
    while (true) {
        const std::string_view label = host.substr(0, host.find('.'));
        const bool fits =
            first_not(label, [](char c) {
                return is_digit(c) || is_lower(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
            }) == std::string_view::npos;
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' || !fits) return false;
        if (label.size() == host.size()) return true;
        host.remove_prefix(label.size() + 1);
    }
}

/// [2001:db8::1]: hexadecimal digits, colons, and dots of an embedded IPv4 address.
bool is_ipv6_literal(std::string_view host) {
    if (host.size() < 4 || !host.ends_with(']')) return false;
    const std::string_view inner = host.substr(1, host.size() - 2);
    return inner.find(':') != std::string_view::npos &&
           first_not(inner, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.'; }) ==
               std::string_view::npos;
}

bool is_port(std::string_view port) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
    return port.empty() || (error == std::errc{} && end == port.data() + port.size() && value <= 65535);
}

/// What follows E= in the address: a path segment that starts with it, or parameter E of the query.
std::optional<std::string> marked_in_address(std::string_view address) {
    address = address.substr(0, address.find('#'));
    const auto query_at = address.find('?');
    std::string_view path = address.substr(0, query_at);
    for (std::size_t at = path.find('/', 8); at != std::string_view::npos; at = path.find('/', at + 1)) {
        const std::string_view segment = path.substr(at + 1, path.find('/', at + 1) - at - 1);
        if (has_mark(segment)) return percent_decode(segment.substr(2), false);
    }
    if (query_at == std::string_view::npos) return std::nullopt;
    std::string_view query = address.substr(query_at + 1);
    while (!query.empty()) {
        const std::string_view part = query.substr(0, query.find('&'));
        if (has_mark(part)) return percent_decode(part.substr(2), true);
        query.remove_prefix(std::min(part.size() + 1, query.size()));
    }
    return std::nullopt;
}

Result<Ecode> parse_marked(std::string_view code) {
    if (code.empty()) return Error{Code::ecode_length, "", "E= 之后没有编码"};
    const char v = code[0];
    if (v == '0')
        return Error{Code::ecode_version, "@0", "Ecode 版本 0 保留给 GS1 编码，请直接使用 GS1 编码", "",
                     shorten(code, 60)};
    if (v >= '5' && v <= '9')
        return Error{Code::ecode_version, "@0", fmt::format("Ecode 版本 {} 为保留版本，不能使用", v), "",
                     shorten(code, 60)};
    if (v < '1' || v > '4')
        return Error{Code::ecode_version, "@0", "Ecode 的第一位是版本号，只能是 1 到 4", "", shorten(code, 60)};
    const VersionRule& rule = version_rules[v - '0'];
    if (v == '4' && (!is_utf8(code) || has_control(code, false)))
        return Error{Code::ecode_character, "", "Ecode 含有无效字符", "", shorten(code, 60)};
    const auto wrong =
        first_not(code, [&](char c) { return is_digit(c) || (rule.letters && is_digit_or_letter(c)) || v == '4'; });
    if (wrong != std::string_view::npos)
        return Error{
            Code::ecode_character, fmt::format("@{}", wrong),
            fmt::format("Ecode 第 {} 位的字符不允许：V{} 只能由数字{}组成", wrong + 1, v, rule.letters ? "和字母" : ""),
            "", shorten(code, 60)};
    const std::size_t shortest = 1 + rule.nsi_characters + 1;
    const std::size_t longest = 1 + rule.nsi_characters + rule.md_characters_max;
    const std::size_t length = v == '4' ? utf8_length(code) : code.size();
    if (length < shortest || length > longest)
        return Error{Code::ecode_length, "",
                     fmt::format("Ecode V{} 应为 {} 到 {} 位，这里有 {} 位", v, shortest, longest, length), "",
                     shorten(code, 60)};
    const std::string_view nsi = code.substr(1, rule.nsi_characters);
    if (first_not(nsi, is_digit_or_letter) != std::string_view::npos)
        return Error{Code::ecode_character, "@1", "Ecode 的编码体系标识（NSI）只能由数字和字母组成", "",
                     shorten(code, 60)};
    return Ecode{v - '0', std::string(nsi), std::string(code.substr(1 + rule.nsi_characters))};
}

const NsiEntry* find_nsi(const EcodeRules& rules, const Ecode& code) {
    for (const auto& entry : rules.nsi)
        if (entry.version == code.version && entry.nsi == code.nsi) return &entry;
    return nullptr;
}

Result<Ecode> parse_bare(std::string_view text, const EcodeRules* rules) {
    if (text.size() == 33 && text[0] == '2' && first_not(text, is_digit) == std::string_view::npos)
        return parse_marked(text);
    if (rules && rules->bare == EcodeRules::Bare::known_nsi && !text.empty())
        if (auto code = parse_marked(text); code.has_value())
            if (const NsiEntry* scheme = find_nsi(*rules, code.value())) {
                const std::size_t length = utf8_length(code.value().md);
                if (length >= scheme->md_min && length <= scheme->md_max) return code;
            }
    return Error{Code::ecode_unmarked, "",
                 fmt::format("没有 E= 标记时，只有以 2 开头的 33 位数字才能确定是 Ecode，这里有 {} 位",
                             is_utf8(text) ? utf8_length(text) : text.size()),
                 "", shorten(text, 60)};
}

/// `text` as it is to be read; `host` of an address.
Result<Ecode> parse_text(const std::string& text, Reading reading, const EcodeRules* rules,
                         std::optional<std::string>& host) {
    if (text.empty()) return Error{Code::ecode_length, "", "没有输入编码"};
    if (is_web_address(text)) {
        host = address_host(text);
        // address_host() folds; an exact address has nothing to fold in front of the code.
        const auto front = std::string_view(text).substr(0, text.find("E="));
        if (!host || (reading == Reading::exact && fold(front) != front))
            return Error{Code::ecode_unmarked, "", "网址中的网站名称不完整或不正确，不能确定是 Ecode", "",
                         shorten(text, 60)};
        if (const auto code = marked_in_address(text))
            return parse_marked(reading == Reading::folded ? fold(*code) : *code);
        return Error{Code::ecode_unmarked, "", "网址中没有 E= 标记，不能确定是 Ecode", "", shorten(text, 60)};
    }
    if (has_mark(text)) return parse_marked(std::string_view(text).substr(2));
    return parse_bare(text, rules);
}

}  // namespace

Result<Ecode> parse_ecode(std::string_view raw) {
    std::optional<std::string> host;
    return parse_text(fold(raw), Reading::folded, nullptr, host);
}

Result<EcodeReading> read_ecode(std::string_view raw, const EcodeRules& rules, Reading reading) {
    EcodeReading out;
    TRY(out.code, parse_text(reading == Reading::folded ? fold(raw) : std::string(raw), reading, &rules, out.host));
    out.official_host = out.host && std::ranges::find(rules.official_hosts, *out.host) != rules.official_hosts.end();
    if (out.host && !out.official_host)
        out.warnings.push_back({"host", fmt::format("网址所在网站 {} 不是官方网站", shorten(*out.host, 80))});
    if (out.code.version == 4) out.warnings.push_back({"version", "Ecode V4 只见于 2015 年版标准，不再发放"});
    out.scheme = find_nsi(rules, out.code);
    const std::size_t length = utf8_length(out.code.md);
    if (!out.scheme)
        out.warnings.push_back({"nsi", fmt::format("编码体系标识（NSI）{} 不在已知的体系内", out.code.nsi)});
    else if (length < out.scheme->md_min || length > out.scheme->md_max)
        out.warnings.push_back({"md", fmt::format("编码体系 {} 的主码应为 {} 到 {} 位，这里有 {} 位", out.code.nsi,
                                                  out.scheme->md_min, out.scheme->md_max, length)});
    return out;
}

std::optional<std::string> address_host(std::string_view raw) {
    const std::string text = fold(raw);
    if (!is_web_address(text)) return std::nullopt;
    std::string_view host = std::string_view(text).substr(text.find("//") + 2);
    // A browser ends the authority at a backslash too, which look-alike addresses use.
    host = host.substr(0, host.find_first_of("/?#\\"));
    if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    const auto bracket = host.starts_with('[') ? host.find(']') : 0;
    if (bracket == std::string_view::npos) return std::nullopt;
    const auto colon = host.find(':', bracket);
    if (colon != std::string_view::npos && !is_port(host.substr(colon + 1))) return std::nullopt;
    host = host.substr(0, colon);
    if (host.ends_with('.')) host.remove_suffix(1);
    std::string lower;
    for (const char c : host) lower += to_lower(c);
    if (lower.starts_with('[') ? !is_ipv6_literal(lower) : !is_host_name(lower)) return std::nullopt;
    return lower;
}

}  // namespace yiguan::keys
