#include "keys/gs1.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "keys/fold.hpp"

namespace yiguan::keys {

char check_digit(std::string_view digits) {
    int sum = 0;
    int weight = 3;
    for (auto d = digits.rbegin(); d != digits.rend(); ++d) {
        sum += (*d - '0') * weight;
        weight = 4 - weight;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool has_check_digit(std::string_view digits) {
    return digits.size() >= 2 && first_not(digits, is_digit) == std::string_view::npos &&
           check_digit(digits.substr(0, digits.size() - 1)) == digits.back();
}

namespace {

Error wrong_check(Code code, std::string_view name, std::string_view digits) {
    return Error{code, "",
                 fmt::format("{}的校验码不对：末位应为 {}", name, check_digit(digits.substr(0, digits.size() - 1))), "",
                 std::string(digits)};
}

}  // namespace

Result<Gtin> Gtin::parse(std::string_view raw) {
    const std::string text = fold(raw);
    if (text.size() != 8 && text.size() != 12 && text.size() != 13 && text.size() != 14)
        return Error{Code::gtin_length, "", "商品条码（GTIN）应为 8、12、13 或 14 位数字", "", shorten(text, 40)};
    if (const auto at = first_not(text, is_digit); at != std::string_view::npos)
        return Error{Code::gtin_character, fmt::format("@{}", at),
                     fmt::format("商品条码（GTIN）只能由数字组成：第 {} 位不是数字", at + 1), "", shorten(text, 40)};
    if (!has_check_digit(text)) return wrong_check(Code::gtin_check_digit, "商品条码（GTIN）", text);
    std::array<char, 14> digits;
    digits.fill('0');
    std::copy(text.begin(), text.end(), digits.end() - static_cast<std::ptrdiff_t>(text.size()));
    return Gtin{digits};
}

std::string_view Gtin::short_text() const {
    // A GTIN-8 has at most 8 significant digits; between 9 and 12 the 12-digit form of North America is printed.
    const auto zeros = std::min(text().find_first_not_of('0'), std::size_t{14});
    const std::size_t length = zeros >= 6 ? 8 : zeros >= 2 ? 12 : zeros == 1 ? 13 : 14;
    return text().substr(14 - length);
}

Result<Gln> Gln::parse(std::string_view raw) {
    const std::string text = fold(raw);
    if (text.size() != 13) return Error{Code::gln_length, "", "全球位置码（GLN）应为 13 位数字", "", shorten(text, 40)};
    if (const auto at = first_not(text, is_digit); at != std::string_view::npos)
        return Error{Code::gln_character, fmt::format("@{}", at),
                     fmt::format("全球位置码（GLN）只能由数字组成：第 {} 位不是数字", at + 1), "", shorten(text, 40)};
    if (!has_check_digit(text)) return wrong_check(Code::gln_check_digit, "全球位置码（GLN）", text);
    std::array<char, 13> digits;
    std::copy(text.begin(), text.end(), digits.begin());
    return Gln{digits};
}

}  // namespace yiguan::keys
