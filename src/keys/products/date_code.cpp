#include "keys/products/date_code.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

/// Place of `c` in the row, or the error that names it.
Result<int> place(char c, std::string_view row, std::string_view what, std::size_t position) {
    const auto at = row.find(c);
    if (at != std::string_view::npos) return static_cast<int>(at);
    const bool confused = c == 'I' || c == 'O' || c == 'Q' || c == 'U' || c == 'Z';
    return Error{Code::key_value, fmt::format("@{}", position),
                 fmt::format("第 {} 位是{}代码，不能是这个字符{}", position + 1, what,
                             confused ? "：字母 I、O、Q、U、Z 不使用（2030 年的代码是 L）" : ""),
                 "", shorten({&c, 1}, 4)};
}

}  // namespace

Result<std::string> encode_date(Date date, const DateCodeTable& table) {
    if (date.year < table.first_year)
        return Error{Code::out_of_bounds, "", fmt::format("日期代码从 {} 年开始", table.first_year), "",
                     to_string(date)};
    if (!is_calendar_day(date.year, date.month, date.day)) return Error{Code::bad_date, "", "日期不存在"};
    const auto cycle = static_cast<int>(table.years.size());
    return std::string{table.years[static_cast<std::size_t>((date.year - table.first_year) % cycle)],
                       table.months[static_cast<std::size_t>(date.month - 1)],
                       table.days[static_cast<std::size_t>(date.day - 1)]};
}

Result<Date> decode_date(std::string_view code, Date today, const DateCodeTable& table, std::size_t offset) {
    TRY_VOID(require_length(code, 3, "日期代码"));
    TRY(const int year, place(code[0], table.years, "年份", offset));
    TRY(const int month, place(code[1], table.months, "月份", offset + 1));
    TRY(const int day, place(code[2], table.days, "日期", offset + 2));
    const auto cycle = static_cast<int>(table.years.size());
    Date date{table.first_year + year, month + 1, day + 1};
    while (date.year + cycle <= today.year) date.year += cycle;
    if (!is_calendar_day(date.year, date.month, date.day))
        return Error{Code::bad_date, fmt::format("@{}", offset),
                     fmt::format("日期代码表示 {} 年 {} 月 {} 日，这一天不存在", date.year, date.month, date.day), "",
                     std::string(code)};
    return date;
}

Result<void> check_date_code(std::string_view code, Date production, const DateCodeTable& table, std::size_t offset) {
    TRY(const std::string expected, encode_date(production, table));
    TRY(const Date says, decode_date(code, production, table, offset));
    constexpr std::string_view parts[] = {"年份", "月份", "日期"};
    for (std::size_t i = 0; i < 3; ++i)
        if (code[i] != expected[i])
            return Error{Code::key_value, fmt::format("@{}", offset + i),
                         fmt::format("编码中的{}代码与生产日期不符：编码表示 {}，生产日期是 {}，该位应为 {}", parts[i],
                                     to_string(says), to_string(production), expected[i]),
                         "", std::string(code)};
    return outcome::success();
}

}  // namespace yiguan::keys
