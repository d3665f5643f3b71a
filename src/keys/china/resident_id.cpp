#include "keys/china/resident_id.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "keys/china/division.hpp"

namespace yiguan::keys {

namespace {

constexpr std::string_view what = "身份证号码";
// Stands in forms and test data for "division unknown"; no province, but not a mistake either.
constexpr std::string_view unknown_division = "999999";

bool is_province(std::string_view two) {
    if (two == "83") return true;  // only in residence permits of Taiwan residents
    const std::array<char, 6> code{two[0], two[1], '0', '0', '0', '0'};
    return find_division({code.data(), code.size()}).has_value();
}

bool is_foreign(std::string_view id) {
    return id[0] == '9' && id.substr(0, 6) != unknown_division;
}

}  // namespace

char resident_check(std::string_view digits) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (digits[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

Result<ResidentId> ResidentId::parse(std::string_view raw, Date today, ForeignCards foreign) {
    const std::string id = read_text(raw, Reading::folded);
    TRY_VOID(require_length(id, 18, what, Privacy::hidden));
    TRY_VOID(require_characters(id, 0, 17, is_digit, what, "前 17 位只能是数字", Privacy::hidden));
    TRY_VOID(require_characters(
        id, 17, 1, [](char c) { return is_digit(c) || c == 'X'; }, what, "最后一位只能是数字或 X", Privacy::hidden));
    if (resident_check(id) != id[17])
        return Error{Code::key_check, "@17", "身份证号码的校验码不对（GB 11643），请逐位核对"};
    const std::string_view text = id;
    const Date birth{number(text.substr(6, 4)), number(text.substr(10, 2)), number(text.substr(12, 2))};
    if (!is_calendar_day(birth.year, birth.month, birth.day))
        return Error{Code::bad_date, "@6", "身份证号码中的出生日期不存在"};
    if (birth > today) return Error{Code::future_date, "@6", "身份证号码中的出生日期晚于今天"};
    const bool known = is_foreign(id) ? foreign == ForeignCards::accepted && is_province(text.substr(1, 2))
                                      : text.substr(0, 6) == unknown_division || is_province(text.substr(0, 2));
    if (!known) return Error{Code::key_value, "@0", "身份证号码的前两位不是任何省级行政区划的代码"};
    ResidentId out;
    std::ranges::copy(id, out.characters_.begin());
    return out;
}

Result<ResidentId> ResidentId::from_15(std::string_view raw, Date today) {
    const std::string old = read_text(raw, Reading::folded);
    TRY_VOID(require_length(old, 15, "旧身份证号码", Privacy::hidden));
    TRY_VOID(require_characters(old, 0, 15, is_digit, "旧身份证号码", "只能是数字", Privacy::hidden));
    std::string longer = old.substr(0, 6) + "19" + old.substr(6);
    longer += resident_check(longer);
    return parse(longer, today, ForeignCards::refused);
}

ResidentId::Kind ResidentId::kind() const {
    if (is_foreign(text())) return Kind::foreign_resident;
    const bool permit = text().starts_with("810000") || text().starts_with("820000") || text().starts_with("830000");
    return permit ? Kind::residence_permit : Kind::resident;
}

std::string_view ResidentId::division() const {
    return text().substr(0, 6);
}

Date ResidentId::birth() const {
    return {number(text().substr(6, 4)), number(text().substr(10, 2)), number(text().substr(12, 2))};
}

std::vector<Warning> ResidentId::warnings() const {
    if (kind() != Kind::resident || find_division(division())) return {};
    return {{"division", "身份证号码的前六位不在行政区划代码表内，可能是已撤销的区划"}};
}

std::string mask(std::string_view text, std::size_t lead, std::size_t trail) {
    // Where each character begins, so that names are not cut within one.
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 || !is_utf8(text)) starts.push_back(i);
    if (starts.size() <= lead + trail) return std::string(starts.size(), '*');
    const std::size_t rest = starts.size() - trail;
    std::string out(text.substr(0, starts[lead]));
    out.append(rest - lead, '*');
    return out.append(trail == 0 ? std::string_view() : text.substr(starts[rest]));
}

}  // namespace yiguan::keys
