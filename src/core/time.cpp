#include "core/time.hpp"

#include <fmt/format.h>

#include <chrono>

#include "core/text.hpp"

namespace yiguan {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t beijing_offset_ms = 8 * 3'600'000;

std::int64_t days_from_civil(Date d) {
    using namespace std::chrono;
    return sys_days{year{d.year} / d.month / d.day}.time_since_epoch().count();
}

Date civil_from_days(std::int64_t days) {
    using namespace std::chrono;
    const year_month_day ymd{sys_days{std::chrono::days{days}}};
    return {int(ymd.year()), int(unsigned(ymd.month())), int(unsigned(ymd.day()))};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0);
}

Error bad(std::string_view text, const char* rule) {
    return Error{.code = Code::bad_date, .pointer = "", .detail = rule, .value = shorten(text, 40)};
}

// The number in `text[at, at+n)`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t n) {
    if (at + n > text.size()) return -1;
    int v = 0;
    for (const char c : text.substr(at, n)) {
        if (!is_digit(c)) return -1;
        v = v * 10 + (c - '0');
    }
    return v;
}

struct Face {
    Date date;
    int hour, minute, second, ms;
};

Face face(std::int64_t local_ms) {
    const auto days = floor_div(local_ms, day_ms);
    auto rest = static_cast<int>(local_ms - days * day_ms);
    Face f{civil_from_days(days), 0, 0, 0, rest % 1000};
    rest /= 1000;
    f.second = rest % 60;
    f.minute = rest / 60 % 60;
    f.hour = rest / 3600;
    return f;
}

}  // namespace

UtcMs utc_now() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

Result<Date> parse_date(std::string_view text) {
    const Date d{digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || d.year < 0 || d.month < 0 || d.day < 0)
        return bad(text, "日期应写作 YYYY-MM-DD");
    using namespace std::chrono;
    if (d.year < 1900 || d.year > 2199 || d.month < 1 || d.month > 12 || d.day < 1 ||
        !year_month_day{year{d.year} / d.month / d.day}.ok())
        return bad(text, "没有这一天");
    return d;
}

std::string to_string(Date d) {
    return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

Result<UtcMs> parse_time(std::string_view text) {
    const char* const rule = "时间应写作 2026-11-21T08:30:00+08:00";
    TRY(const Date date, parse_date(text.substr(0, 10)));
    std::int64_t local = days_from_civil(date) * day_ms;
    if (text.size() == 10) return UtcMs{local - beijing_offset_ms};

    const int hour = digits(text, 11, 2), minute = digits(text, 14, 2);
    if ((text[10] != 'T' && text[10] != ' ') || text.size() < 16 || text[13] != ':' || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59)
        return bad(text, rule);
    local += (hour * 60 + minute) * 60'000;
    std::size_t at = 16;
    if (at < text.size() && text[at] == ':') {
        const int second = digits(text, at + 1, 2);
        if (second < 0 || second > 59) return bad(text, rule);
        local += second * 1000;
        at += 3;
        if (at < text.size() && text[at] == '.') {
            std::size_t n = 0;
            int scale = 100;
            for (++at; at < text.size() && is_digit(text[at]); ++at, ++n, scale /= 10)
                local += (text[at] - '0') * scale;
            if (n == 0 || n > 9) return bad(text, rule);
        }
    }
    const std::string_view zone = text.substr(at);
    if (zone.empty()) return UtcMs{local - beijing_offset_ms};
    if (zone == "Z") return UtcMs{local};
    const int zh = digits(zone, 1, 2), zm = digits(zone, 4, 2);
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || zh < 0 || zh > 14 || zm < 0 ||
        zm > 59)
        return bad(text, rule);
    const std::int64_t offset = (zh * 60 + zm) * 60'000;
    return UtcMs{zone[0] == '+' ? local - offset : local + offset};
}

Date beijing_date(UtcMs time) {
    return civil_from_days(floor_div(time.value + beijing_offset_ms, day_ms));
}
UtcMs beijing_midnight(Date date) {
    return {days_from_civil(date) * day_ms - beijing_offset_ms};
}

std::string iso_utc(UtcMs time) {
    const Face f = face(time.value);
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_string(f.date), f.hour, f.minute, f.second, f.ms);
}

std::string beijing_minute(UtcMs time) {
    const Face f = face(time.value + beijing_offset_ms);
    return fmt::format("{} {:02}:{:02}", to_string(f.date), f.hour, f.minute);
}

std::string beijing_second(UtcMs time) {
    const Face f = face(time.value + beijing_offset_ms);
    return fmt::format("{} {:02}:{:02}:{:02}", to_string(f.date), f.hour, f.minute, f.second);
}

}  // namespace yiguan
