#include "epcis/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <string>

#include "core/text.hpp"

namespace yiguan::epcis {
namespace {

struct FieldSpec {
    std::string_view name, zh;
    int min, max;
};
constexpr std::array<FieldSpec, 6> specs{{{"second", "秒", 0, 59},
                                          {"minute", "分", 0, 59},
                                          {"hour", "时", 0, 23},
                                          {"dayOfMonth", "日", 1, 31},
                                          {"month", "月", 1, 12},
                                          {"dayOfWeek", "星期", 1, 7}}};
enum : std::size_t { second, minute, hour, day_of_month, month, day_of_week };

constexpr std::int64_t second_ms = 1000, day_seconds = 86'400, beijing_seconds = 8 * 3600;
constexpr int days_ahead = 8 * 366;
constexpr std::size_t chars_max = 400;

constexpr std::uint64_t bit(int value) {
    return std::uint64_t{1} << value;
}
/// first..last, both of them.
constexpr std::uint64_t bits_of(int first, int last) {
    return (~std::uint64_t{0} >> (63 - last)) & (~std::uint64_t{0} << first);
}

Error refuse(const FieldSpec& spec, std::string rule, std::string_view value) {
    return Error{.code = Code::epcis_subscription,
                 .pointer = "/" + std::string(spec.name),
                 .detail = std::move(rule),
                 .field = std::string(spec.name),
                 .value = shorten(value, 40)};
}

/// Takes a number of one or two digits off the front; -1 if there is none.
int take_number(std::string_view& text) {
    int value = -1;
    for (int n = 0; n < 2 && !text.empty() && is_digit(text[0]); ++n, text.remove_prefix(1))
        value = std::max(value, 0) * 10 + (text[0] - '0');
    return value;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

/// "5", "1,15", "[10-20]", "[1-5],7" or "*"; nothing for everything else.
std::optional<std::uint64_t> parse_field(const FieldSpec& spec, std::string_view text) {
    if (text == "*") return bits_of(spec.min, spec.max);
    std::uint64_t bits = 0;
    do {
        const bool range = take(text, '[');
        const int first = take_number(text);
        int last = first;
        if (range) {
            if (!take(text, '-')) return std::nullopt;
            last = take_number(text);
            if (!take(text, ']')) return std::nullopt;
        }
        if (first < spec.min || last < first || last > spec.max) return std::nullopt;
        bits |= bits_of(first, last);
    } while (take(text, ','));
    return text.empty() ? std::optional(bits) : std::nullopt;
}

/// The first value >= `from` among the bits, or -1.
int first_from(std::uint64_t bits, int from) {
    const std::uint64_t left = from > 63 ? 0 : bits & (~std::uint64_t{0} << from);
    return left == 0 ? -1 : std::countr_zero(left);
}

constexpr std::array<int, 12> longest_months{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

}  // namespace

Result<Schedule> Schedule::read(const json::object& fields) {
    Schedule schedule;
    for (std::size_t i = 0; i < specs.size(); ++i) schedule.bits_[i] = bits_of(specs[i].min, specs[i].max);
    schedule.bits_[second] = bit(0);

    Violations violations;
    for (const auto& [key, value] : fields) {
        const std::string_view name(key.data(), key.size());
        const auto spec = std::ranges::find(specs, name, &FieldSpec::name);
        if (spec == specs.end()) {
            violations.add(Error{.code = Code::epcis_subscription,
                                 .pointer = "/" + pointer_part(name),
                                 .detail = "计划中只能有 second、minute、hour、dayOfMonth、month 和 dayOfWeek。",
                                 .field = shorten(name, 40)});
            continue;
        }
        std::string text;
        if (const auto* string = value.if_string())
            text.assign(string->data(), std::min(string->size(), chars_max + 1));
        else if (value.is_int64() || value.is_uint64())
            text = json::serialize(value);
        const auto bits = text.size() > chars_max ? std::nullopt : parse_field(*spec, text);
        if (!bits) {
            violations.add(refuse(*spec,
                                  fmt::format("{}应为 {} 至 {} 的数、[起-止] 范围、以逗号分隔的若干个，或 *。",
                                              spec->zh, spec->min, spec->max),
                                  text));
            continue;
        }
        schedule.bits_[static_cast<std::size_t>(spec - specs.begin())] = *bits;
    }
    const int first_day = std::countr_zero(schedule.bits_[day_of_month]);
    bool comes = false;
    for (int m = 1; m <= 12; ++m)
        comes |= (schedule.bits_[month] & bit(m)) != 0 && longest_months[static_cast<std::size_t>(m - 1)] >= first_day;
    if (violations.empty() && !comes)
        violations.add(refuse(specs[day_of_month], "所选的月份里没有这一天，计划永远不会执行。", ""));
    TRY_VOID(violations.result());
    schedule.as_written_ = fields;
    return schedule;
}

std::optional<UtcMs> Schedule::next_after(UtcMs time) const {
    using namespace std::chrono;
    // The first full second after `time`, on a Beijing clock.
    const std::int64_t local = time.value / second_ms - (time.value % second_ms < 0) + 1 + beijing_seconds;
    std::int64_t number = local / day_seconds - (local % day_seconds < 0);
    auto in_day = static_cast<int>(local - number * day_seconds);
    for (int n = 0; n <= days_ahead; ++n, ++number, in_day = 0) {
        const sys_days date{days{number}};
        const year_month_day ymd{date};
        if (!(bits_[month] & bit(static_cast<int>(unsigned{ymd.month()}))) ||
            !(bits_[day_of_month] & bit(static_cast<int>(unsigned{ymd.day()}))) ||
            !(bits_[day_of_week] & bit(static_cast<int>(weekday{date}.iso_encoding()))))
            continue;
        const int h0 = in_day / 3600, m0 = in_day / 60 % 60, s0 = in_day % 60;
        for (int h = first_from(bits_[hour], h0); h >= 0; h = first_from(bits_[hour], h + 1))
            for (int m = first_from(bits_[minute], h == h0 ? m0 : 0); m >= 0; m = first_from(bits_[minute], m + 1))
                if (const int s = first_from(bits_[second], h == h0 && m == m0 ? s0 : 0); s >= 0)
                    return UtcMs{(number * day_seconds + h * 3600 + m * 60 + s - beijing_seconds) * second_ms};
    }
    return std::nullopt;
}

}  // namespace yiguan::epcis
