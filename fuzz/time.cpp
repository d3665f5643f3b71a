// core/time.hpp: dates and times as people and machines write them. Oracle: a naive reader that takes the grammar
// literally, days counted one by one, and round trips through what we print.
#include "core/time.hpp"

#include <optional>

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using fuzz::require_showable;

bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in(int year, int month) {
    static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/// Takes characters from the front by a pattern: '9' is a digit, everything else itself.
bool take(std::string_view& rest, std::string_view pattern, std::string& digits) {
    if (rest.size() < pattern.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '9' ? !is_digit(rest[i]) : rest[i] != pattern[i]) return false;
        if (pattern[i] == '9') digits += rest[i];
    }
    rest.remove_prefix(pattern.size());
    return true;
}

int number(std::string_view digits) {
    int n = 0;
    for (const char c : digits) n = n * 10 + (c - '0');
    return n;
}

std::optional<Date> naive_date(std::string_view& rest) {
    std::string d;
    if (!take(rest, "9999-99-99", d)) return std::nullopt;
    const Date date{number(d.substr(0, 4)), number(d.substr(4, 2)), number(d.substr(6, 2))};
    if (date.year < 1900 || date.year > 2199 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_in(date.year, date.month))
        return std::nullopt;
    return date;
}

std::int64_t days_since_1970(Date date) {
    std::int64_t days = 0;
    for (int y = 1970; y < date.year; ++y) days += is_leap(y) ? 366 : 365;
    for (int y = date.year; y < 1970; ++y) days -= is_leap(y) ? 366 : 365;
    for (int m = 1; m < date.month; ++m) days += days_in(date.year, m);
    return days + date.day - 1;
}

std::optional<std::int64_t> naive_time(std::string_view rest) {
    const auto date = naive_date(rest);
    if (!date) return std::nullopt;
    constexpr std::int64_t hour_ms = 3'600'000, minute_ms = 60'000;
    std::int64_t ms = days_since_1970(*date) * 24 * hour_ms;
    if (rest.empty()) return ms - 8 * hour_ms;

    std::string d;
    if (rest[0] != 'T' && rest[0] != ' ') return std::nullopt;
    rest.remove_prefix(1);
    if (!take(rest, "99:99", d)) return std::nullopt;
    const int hour = number(d.substr(0, 2)), minute = number(d.substr(2, 2));
    if (hour > 23 || minute > 59) return std::nullopt;
    ms += hour * hour_ms + minute * minute_ms;
    if (rest.starts_with(':')) {
        std::string s;
        if (!take(rest, ":99", s) || number(s) > 59) return std::nullopt;
        ms += number(s) * 1000;
        if (rest.starts_with('.')) {
            rest.remove_prefix(1);
            std::string fraction;
            while (!rest.empty() && is_digit(rest[0])) {
                fraction += rest[0];
                rest.remove_prefix(1);
            }
            if (fraction.empty() || fraction.size() > 9) return std::nullopt;
            ms += number((fraction + "00").substr(0, 3));
        }
    }
    if (rest.empty()) return ms - 8 * hour_ms;
    if (rest == "Z") return ms;
    const bool east = rest[0] == '+';
    if (!east && rest[0] != '-') return std::nullopt;
    rest.remove_prefix(1);
    std::string z;
    if (!take(rest, "99:99", z) || !rest.empty()) return std::nullopt;
    const int zone_hour = number(z.substr(0, 2)), zone_minute = number(z.substr(2, 2));
    if (zone_hour > 14 || zone_minute > 59) return std::nullopt;
    const std::int64_t offset = zone_hour * hour_ms + zone_minute * minute_ms;
    return east ? ms - offset : ms + offset;
}

void check_date(std::string_view text) {
    std::string_view rest = text;
    auto expected = naive_date(rest);
    if (!rest.empty()) expected.reset();
    const auto date = parse_date(text);
    require(date.has_value() == expected.has_value(), "parse_date and the naive reader disagree");
    if (date.has_error()) return require_showable(date.error());
    require(date.value() == *expected, "parse_date and the naive reader read different days");
    require(to_string(date.value()) == text, "a date is not written as it was read");
    const auto midnight = beijing_midnight(date.value());
    require(midnight.value == *naive_time(text), "midnight is not where the naive reader sees it");
    require(beijing_date(midnight) == date.value(), "midnight is on another day");
    require(beijing_date(midnight + -1) < date.value(), "the moment before midnight is not on the day before");
}

void check_time(std::string_view text) {
    const auto expected = naive_time(text);
    const auto time = parse_time(text);
    require(time.has_value() == expected.has_value(), "parse_time and the naive reader disagree");
    if (time.has_error()) return require_showable(time.error());
    require(time.value().value == *expected, "parse_time and the naive reader read different times");
    const auto printed = iso_utc(time.value());
    const auto year = beijing_date(time.value()).year;
    if (year <= 1900 || year >= 2199) return;  // in UTC it may lie outside the years that are read
    const auto again = parse_time(printed);
    require(again.has_value() && again.value() == time.value(), "iso_utc is not read as it was meant");
    const auto minute = parse_time(beijing_minute(time.value()));
    require(minute.has_value() && time.value() - minute.value() >= 0 && time.value() - minute.value() < 60'000,
            "beijing_minute names another minute");
    const auto second = parse_time(beijing_second(time.value()));
    require(second.has_value() && time.value() - second.value() >= 0 && time.value() - second.value() < 1000,
            "beijing_second names another second");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_date(text);
    check_time(text);
    return 0;
}
