// Points in time are UTC milliseconds; calendar dates and clock faces are Beijing's (UTC+8, no summer time).
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan {

struct UtcMs {
    std::int64_t value = 0;
    friend constexpr auto operator<=>(const UtcMs&, const UtcMs&) = default;
    constexpr UtcMs operator+(std::int64_t ms) const { return {value + ms}; }
    constexpr std::int64_t operator-(UtcMs other) const { return value - other.value; }
};

UtcMs utc_now();

/// A calendar date of the proleptic Gregorian calendar, years 1900 to 2199.
struct Date {
    int year = 1970;
    int month = 1;
    int day = 1;
    friend auto operator<=>(const Date&, const Date&) = default;
};

/// YYYY-MM-DD, an existing day. Code::bad_date with an empty pointer otherwise.
Result<Date> parse_date(std::string_view text);
std::string to_string(Date date);

/// ISO 8601 date-time with a zone (2026-11-21T08:30:00+08:00, fraction of up to 9 digits cut to milliseconds, Z
/// allowed). A bare date or a date-time without zone is taken as Beijing time.
Result<UtcMs> parse_time(std::string_view text);

Date beijing_date(UtcMs time);
UtcMs beijing_midnight(Date date);

std::string iso_utc(UtcMs time);         ///< 2026-11-21T00:30:00.000Z
std::string beijing_minute(UtcMs time);  ///< 2026-11-21 08:30 (reference/ui: time format of every page)
std::string beijing_second(UtcMs time);  ///< 2026-11-21 08:30:05

}  // namespace yiguan
