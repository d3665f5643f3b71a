#include "keys/gs1/gs1_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "keys/gs1.hpp"
#include "keys/gs1/check_pair.hpp"
#include "keys/gs1/element_string.hpp"
#include "keys/gs1/linters_impl.hpp"

namespace yiguan::keys::gs1 {
namespace {

constexpr auto kinds = std::to_array<KeyInfo>({
    {KeyKind::gtin8, "GTIN-8", "商品条码", "01", KeyCheck::digit, 8},
    {KeyKind::gtin12, "GTIN-12", "商品条码", "01", KeyCheck::digit, 12},
    {KeyKind::gtin13, "GTIN-13", "商品条码", "01", KeyCheck::digit, 13},
    {KeyKind::gtin14, "GTIN-14", "商品条码", "01", KeyCheck::digit, 14},
    {KeyKind::gln, "GLN", "全球位置码", "414", KeyCheck::digit, 13},
    {KeyKind::sscc, "SSCC", "系列货运包装箱代码", "00", KeyCheck::digit, 18},
    {KeyKind::grai, "GRAI", "可回收资产代码", "8003", KeyCheck::digit, 13},
    {KeyKind::giai, "GIAI", "单个资产代码", "8004", KeyCheck::none, 0},
    {KeyKind::gsrn, "GSRN", "服务关系代码", "8018", KeyCheck::digit, 18},
    {KeyKind::gdti, "GDTI", "文件类型代码", "253", KeyCheck::digit, 13},
    {KeyKind::gcn, "GCN", "优惠券代码", "255", KeyCheck::digit, 13},
    {KeyKind::cpid, "CPID", "组件代码", "8010", KeyCheck::none, 0},
    {KeyKind::ginc, "GINC", "托运代码", "401", KeyCheck::none, 0},
    {KeyKind::gsin, "GSIN", "装运代码", "402", KeyCheck::digit, 17},
    {KeyKind::gmn, "GMN", "型号代码", "8013", KeyCheck::pair, 0},
    {KeyKind::mudi, "MUDI", "主器械标识", "8014", KeyCheck::pair, 0},
});

bool is_gtin(KeyKind kind) {
    return kind <= KeyKind::gtin14;
}

}  // namespace

std::span<const KeyInfo> all_key_kinds() {
    return kinds;
}

const KeyInfo& info(KeyKind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}

std::optional<KeyKind> find_key_kind(std::string_view name) {
    const auto found = std::ranges::find(kinds, name, &KeyInfo::name);
    return found == kinds.end() ? std::nullopt : std::optional(found->kind);
}

Result<void> check_key(KeyKind kind, std::string_view key) {
    const KeyInfo& about = info(kind);
    const AiInfo& ai = *find_ai(about.ai);
    // What the AI puts in front of the key: the zeros of a short GTIN, the filler of a GRAI.
    const std::size_t filler = is_gtin(kind) ? 14u - about.digits : kind == KeyKind::grai ? 1u : 0u;
    std::array<char, 100> value;
    value.fill('0');
    Lint found;
    if (key.size() + filler < ai.chars_min)
        found = whole(LintError::value_too_short, key);
    else if (key.size() + filler > ai.chars_max)
        found = whole(LintError::value_too_long, key);
    else {
        std::ranges::copy(key, value.begin() + static_cast<std::ptrdiff_t>(filler));
        found = check_value(ai, {value.data(), key.size() + filler});
        found.at -= std::min(found.at, filler);
    }
    if (found.ok()) return outcome::success();
    Error error = value_error(about.ai, key, found, 0);
    error.field = about.name;
    error.detail = fmt::format("{}（{}）第 {} 位：{}。", about.zh, about.name, found.at + 1, rule_of(found.error));
    return error;
}

Result<std::string> complete_key(KeyKind kind, std::string_view body) {
    const KeyInfo& about = info(kind);
    std::string key(body);
    if (about.check == KeyCheck::digit && body.size() + 1 >= about.digits) {
        const auto front = body.substr(0, about.digits - 1u);
        if (numeric(front).ok()) key.insert(front.size(), 1, check_digit(front));
    } else if (about.check == KeyCheck::pair && body.size() <= check_pair_body_max) {
        const auto pair = check_pair(body);
        key.append(pair.data(), pair.size());
    }
    TRY_VOID(check_key(kind, key));
    return key;
}

Result<std::string> expand_upc_e(std::string_view digits) {
    if (digits.size() != 8)
        return Error{Code::gtin_length, "", "UPC-E 条码应为 8 位数字。", "UPC-E", shorten(digits, 40)};
    if (const auto at = digits_set.first_other(digits); at != std::string_view::npos)
        return Error{Code::gtin_character, fmt::format("@{}", at), fmt::format("UPC-E 条码第 {} 位不是数字。", at + 1),
                     "UPC-E", shorten(digits, 40)};
    if (digits[0] > '1')
        return Error{Code::gtin_character, "@0", "UPC-E 条码的首位应为 0 或 1。", "UPC-E", std::string(digits)};
    const auto part = [&](std::size_t at, std::size_t count) { return digits.substr(at, count); };
    // The sixth digit says where the zeros were left out.
    std::string full;
    switch (digits[6]) {
        case '0':
        case '1':
        case '2':
            full = fmt::format("{}{}0000{}", part(0, 3), digits[6], part(3, 3));
            break;
        case '3':
            full = fmt::format("{}00000{}", part(0, 4), part(4, 2));
            break;
        case '4':
            full = fmt::format("{}00000{}", part(0, 5), digits[5]);
            break;
        default:
            full = fmt::format("{}0000{}", part(0, 6), digits[6]);
    }
    if (check_digit(full) != digits[7])
        return Error{Code::gtin_check_digit, "@7",
                     fmt::format("UPC-E 条码的校验码不对：末位应为 {}。", check_digit(full)), "UPC-E",
                     std::string(digits)};
    return full + digits[7];
}

}  // namespace yiguan::keys::gs1
