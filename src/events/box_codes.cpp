// Codes of boxes: SSCC, or an organisation's own.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "events/boxes_store.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {

namespace gs1 = keys::gs1;

constexpr std::size_t sscc_digits = 18, own_chars_min = 4, own_chars_max = 30;

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool is_sscc(std::string_view code) {
    return code.size() == sscc_digits && all_digits(code);
}

/// How many digits of an SSCC, the extension digit first, may not change: GS1 says so of the prefixes that it gave out;
/// none is longer than 12.
std::size_t fixed_digits(std::string_view sscc) {
    return 1 + gs1::CompanyPrefixes::china().length_of(sscc.substr(1)).value_or(12);
}

/// The number at the end, one greater in the same width; nothing when it overflows.
std::optional<std::string> incremented(std::string text, std::size_t fixed) {
    for (std::size_t at = text.size(); at > fixed; --at) {
        char& digit = text[at - 1];
        if (!is_digit(digit)) return std::nullopt;
        if (digit != '9') return ++digit, text;
        digit = '0';
    }
    return std::nullopt;
}

}  // namespace

std::string box_parent(OrgId org, std::string_view code) {
    return is_sscc(code) ? fmt::format("https://id.gs1.org/00/{}", code)
                         : fmt::format("urn:yiguan:box:{}:{}", org.value, code);
}

Result<std::string> read_box_code(std::string_view given) {
    std::string text = keys::read_text(given, keys::Reading::folded);
    for (const std::string_view front : {"]C1", "(00)"})
        if (text.starts_with(front)) text.erase(0, front.size());
    if (text.size() == sscc_digits + 2 && all_digits(text) && text.starts_with("00")) text.erase(0, 2);
    if (is_sscc(text)) {
        if (gs1::check_key(gs1::KeyKind::sscc, text).has_error())
            return Error{.code = Code::key_check,
                         .pointer = "",
                         .detail = "SSCC 的校验位不正确，请核对 18 位数字",
                         .field = "箱码",
                         .value = text};
        return text;
    }
    if (text.size() < own_chars_min || text.size() > own_chars_max)
        return Error{Code::key_length, "",
                     fmt::format("箱码应为 SSCC，或 {} 至 {} 个字符", own_chars_min, own_chars_max), "箱码"};
    const auto fits = [](char c) {
        return keys::is_capital_or_digit(c) || c == '-' || c == '/' || c == '.' || c == '_';
    };
    if (!std::ranges::all_of(text, fits))
        return Error{Code::key_character, "", "箱码只能含有字母、数字和 - / . _", "箱码"};
    return text;
}

std::optional<std::string> next_box_code(std::string_view code) {
    if (!is_sscc(code)) {
        std::size_t fixed = code.size();
        while (fixed > 0 && is_digit(code[fixed - 1])) --fixed;
        return fixed == code.size() ? std::nullopt : incremented(std::string(code), fixed);
    }
    const auto body = incremented(std::string(code.substr(0, sscc_digits - 1)), fixed_digits(code));
    if (!body) return std::nullopt;
    auto made = gs1::complete_key(gs1::KeyKind::sscc, *body);
    return made.has_error() ? std::nullopt : std::optional(std::move(made).value());
}

Result<std::string> suggest_box_code(db::Tx& tx, const auth::Actor& actor) {
    TRY_VOID(may_pack(actor));
    TRY(const auto org, registry::get_org(tx, actor.org));
    constexpr int tries_max = 100;
    std::optional<std::string> code;
    const auto last = store::list_boxes(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, {}, {}, 1);
    if (!last.empty()) code = next_box_code(last.front().code);
    if (!code && org.data.gln) {
        const std::string gln = *org.data.gln;
        if (const auto length = gs1::CompanyPrefixes::china().length_of(gln); length && *length <= 12) {
            const std::string body = fmt::format("0{}{:0{}}", gln.substr(0, *length), 1, sscc_digits - 2 - *length);
            if (auto made = gs1::complete_key(gs1::KeyKind::sscc, body); made.has_value())
                code = std::move(made).value();
        }
    }
    for (int i = 0; code && i < tries_max; ++i) {
        if (!store::was_box_code(tx, actor.org, *code)) return *code;
        code = next_box_code(*code);
    }
    return std::string();
}

}  // namespace yiguan::events
