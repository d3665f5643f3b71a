#include "core/calendar.hpp"

#include <algorithm>
#include <chrono>

#include "core/json.hpp"

namespace yiguan {

namespace embedded {
std::string_view calendar_json();
}  // namespace embedded

namespace {

std::chrono::sys_days days_of(Date d) {
    using namespace std::chrono;
    return sys_days{year{d.year} / d.month / d.day};
}

Date date_of(std::chrono::sys_days days) {
    const std::chrono::year_month_day ymd{days};
    return {int(ymd.year()), static_cast<int>(unsigned(ymd.month())), static_cast<int>(unsigned(ymd.day()))};
}

UtcMs end_of(Date date) {
    return beijing_midnight(date) + (86'400'000 - 1);
}

std::vector<SpecialDay> parse(std::string_view text) {
    const auto root = json::parse(text);
    std::vector<SpecialDay> found;
    for (const auto& value : root.at("days").as_array()) {
        const auto& day = value.as_object();
        found.push_back({.date = parse_date(day.at("day").as_string()).value(),
                         .working = day.at("working").as_bool(),
                         .name = std::string(day.at("name").as_string())});
    }
    return found;
}

}  // namespace

const Calendar& Calendar::built_in() {
    static const Calendar calendar = Calendar().with(parse(embedded::calendar_json()));
    return calendar;
}

Calendar Calendar::with(std::span<const SpecialDay> others) const {
    Calendar out = *this;
    for (const auto& day : others) {
        const auto at = std::ranges::lower_bound(out.days_, day.date, {}, &SpecialDay::date);
        if (at != out.days_.end() && at->date == day.date)
            *at = day;
        else
            out.days_.insert(at, day);
    }
    return out;
}

Calendar Calendar::with_year(int year, std::span<const SpecialDay> days) const {
    Calendar out = *this;
    std::erase_if(out.days_, [&](const SpecialDay& day) { return day.date.year == year; });
    return out.with(days);
}

const SpecialDay* Calendar::find(Date date) const {
    const auto at = std::ranges::lower_bound(days_, date, {}, &SpecialDay::date);
    return at != days_.end() && at->date == date ? &*at : nullptr;
}

bool Calendar::is_working_day(Date date) const {
    if (const auto* special = find(date)) return special->working;
    const int day = weekday(date);
    return day != 0 && day != 6;
}

std::vector<SpecialDay> Calendar::days_of(int year) const {
    const auto first = std::ranges::lower_bound(days_, Date{year, 1, 1}, {}, &SpecialDay::date);
    const auto last = std::ranges::lower_bound(days_, Date{year + 1, 1, 1}, {}, &SpecialDay::date);
    return {first, last};
}

bool Calendar::knows(int year) const {
    const auto first = std::ranges::lower_bound(days_, Date{year, 1, 1}, {}, &SpecialDay::date);
    return first != days_.end() && first->date.year == year;
}

UtcMs Calendar::add_working_days(UtcMs from, int n) const {
    Date date = beijing_date(from);
    while (n > 0) {
        date = next_day(date);
        if (is_working_day(date)) --n;
    }
    return end_of(date);
}

int Calendar::working_days_between(UtcMs from, UtcMs to) const {
    const auto [first, last] = std::minmax({beijing_date(from), beijing_date(to)});
    int found = 0;
    for (Date date = first; date < last;) {
        date = next_day(date);
        if (is_working_day(date)) ++found;
    }
    return from <= to ? found : -found;
}

int weekday(Date date) {
    return static_cast<int>(std::chrono::weekday{days_of(date)}.c_encoding());
}

Date next_day(Date date) {
    return date_of(days_of(date) + std::chrono::days{1});
}

}  // namespace yiguan
