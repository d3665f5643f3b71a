#include "keys/china/phone.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

/// Digits, dashes and whatever is wrong. "+86", "0086" are taken off; a bare 86 only by who knows the length.
std::string read_number(std::string_view raw) {
    std::string text = read_text(raw, Reading::folded);
    if (text.starts_with("+86"))
        text.erase(0, 3);
    else if (text.starts_with("0086"))
        text.erase(0, 4);
    else if (text.starts_with("(+86)") || text.starts_with("(86)"))
        text.erase(0, text.find(')') + 1);
    if (text.starts_with('-')) text.erase(0, 1);
    return text;
}

std::string without_dashes(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != '-') out += c;
    return out;
}

Error fault(Code code, std::string_view rule) {
    return {code, "", std::string(rule)};
}

bool digits_only(std::string_view text) {
    return first_not(text, is_digit) == std::string_view::npos;
}

}  // namespace

Result<Phone> parse_mobile(std::string_view raw) {
    std::string digits = without_dashes(read_number(raw));
    if (digits.size() == 13 && digits.starts_with("86")) digits.erase(0, 2);
    if (!digits_only(digits)) return fault(Code::key_character, "手机号码只能由数字组成");
    TRY_VOID(require_length(digits, 11, "手机号码", Privacy::hidden));
    if (digits[0] != '1' || digits[1] < '3') return fault(Code::key_value, "手机号码应以 13 到 19 开头");
    return Phone{Phone::Kind::mobile, digits};
}

Result<Phone> parse_landline(std::string_view raw) {
    std::string text = read_number(raw);
    const bool international = !text.empty() && text != read_text(raw, Reading::folded);
    // (010)84295722 and 010-84295722转801
    if (text.starts_with('(')) {
        text.erase(0, 1);
        if (const auto close = text.find(')'); close != std::string::npos) text[close] = '-';
    }
    if (const auto turn = text.find("转"); turn != std::string::npos)
        text.replace(turn, std::string_view("转").size(), "-");
    if (international && !text.starts_with('0')) text.insert(0, 1, '0');
    if (first_not(text, [](char c) { return is_digit(c) || c == '-'; }) != std::string_view::npos)
        return fault(Code::key_character, "固定电话号码只能由数字和连接号组成");
    if (!text.starts_with('0')) return fault(Code::key_form, "固定电话号码应带区号，例如 010-84295722");
    if (text.size() < 3) return fault(Code::key_length, "固定电话号码位数不够");

    const bool three = text[1] == '1' || text[1] == '2';
    const std::size_t area = three ? 3 : 4;
    if (text[1] == '0' || (text[1] == '1' && text[2] != '0') || text.find('-') < area)
        return fault(Code::key_value, "固定电话的区号应为 010、02x 或 03xx 到 09xx");
    std::string_view rest = std::string_view(text).substr(std::min(area, text.size()));
    if (rest.starts_with('-')) rest.remove_prefix(1);
    const std::string_view local = rest.substr(0, rest.find('-'));
    rest.remove_prefix(local.size());
    // A fourth digit before the dash, or a number that begins with 0, is a part of an area code that does not exist.
    if (local.empty() || local[0] == '0' || (local.size() < 7 && !rest.empty()))
        return fault(Code::key_value, "固定电话的区号或号码不对：区号后的号码不能以 0 开头");
    if (local.size() < 7 || local.size() > 8)
        return fault(Code::key_length, fmt::format("固定电话区号后应为 7 或 8 位，这里有 {} 位", local.size()));
    std::string out = text.substr(0, area) + '-' + std::string(local);
    if (!rest.empty()) {
        rest.remove_prefix(1);
        if (rest.empty() || rest.size() > 6 || !digits_only(rest))
            return fault(Code::key_form, "固定电话的分机号应为 1 到 6 位数字");
        out += '-';
        out += rest;
    }
    return Phone{Phone::Kind::landline, std::move(out)};
}

Result<Phone> parse_service_number(std::string_view raw) {
    const std::string digits = without_dashes(read_number(raw));
    if (!digits_only(digits)) return fault(Code::key_character, "服务电话号码只能由数字组成");
    if (!digits.starts_with("400") && !digits.starts_with("800"))
        return fault(Code::key_value, "服务电话号码应以 400 或 800 开头");
    TRY_VOID(require_length(digits, 10, "服务电话号码", Privacy::hidden));
    return Phone{Phone::Kind::service, digits.substr(0, 3) + '-' + digits.substr(3, 3) + '-' + digits.substr(6)};
}

Result<Phone> parse_phone(std::string_view raw) {
    auto mobile = parse_mobile(raw);
    if (mobile.has_value()) return mobile;
    auto service = parse_service_number(raw);
    if (service.has_value()) return service;
    auto landline = parse_landline(raw);
    if (landline.has_value()) return landline;
    const std::string text = read_number(raw);
    if (text.starts_with('1')) return mobile;
    if (text.starts_with("400") || text.starts_with("800")) return service;
    return landline;
}

}  // namespace yiguan::keys
