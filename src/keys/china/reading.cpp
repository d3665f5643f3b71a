#include "keys/china/reading.hpp"

#include <fmt/format.h>

#include <array>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

// Hyphens, dashes and the minus sign that input methods and word processors put in place of '-'.
constexpr std::array<std::string_view, 9> dashes{"\u2010", "\u2011", "\u2012", "\u2013", "\u2014",
                                                 "\u2015", "\u2212", "\uFE58", "\uFE63"};

std::size_t dash_at(std::string_view text) {
    for (const auto dash : dashes)
        if (text.starts_with(dash)) return dash.size();
    return 0;
}

}  // namespace

std::string read_text(std::string_view text, Reading reading) {
    if (reading == Reading::exact) return std::string(text);
    const std::string folded = fold(text);
    std::string out;
    out.reserve(folded.size());
    for (std::size_t i = 0; i < folded.size();) {
        const std::size_t dash =
            static_cast<unsigned char>(folded[i]) < 0x80 ? 0 : dash_at(std::string_view(folded).substr(i, 3));
        out += dash != 0 ? '-' : to_upper(folded[i]);
        i += dash != 0 ? dash : 1;
    }
    return out;
}

bool is_calendar_day(int year, int month, int day) {
    if (year < 1800 || year > 2199 || month < 1 || month > 12 || day < 1) return false;
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

bool is_capital_or_digit(char c) {
    return is_digit(c) || is_upper(c);
}

bool is_serial_character(char c) {
    return is_capital_or_digit(c) && c != 'I' && c != 'O' && c != 'Z';
}

Result<void> require_length(std::string_view text, std::size_t length, std::string_view what, Privacy privacy) {
    const std::size_t has = is_utf8(text) ? utf8_length(text) : text.size();
    if (has == length) return outcome::success();
    return Error{Code::key_length, "", fmt::format("{}应为 {} 位，这里有 {} 位", what, length, has), "",
                 privacy == Privacy::hidden ? "" : shorten(text, 40)};
}

Result<void> require_characters(std::string_view text, std::size_t first, std::size_t count, bool (*allowed)(char),
                                std::string_view what, std::string_view rule, Privacy privacy) {
    const auto at = first_not(text.substr(first, count), allowed);
    if (at == std::string_view::npos) return outcome::success();
    return Error{Code::key_character, fmt::format("@{}", first + at),
                 fmt::format("{}第 {} 位的字符不允许：{}", what, first + at + 1, rule), "",
                 privacy == Privacy::hidden ? "" : shorten(text, 40)};
}

}  // namespace yiguan::keys
