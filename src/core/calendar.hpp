// Working days of the Chinese mainland: Monday to Friday, without public holidays, with the weekend days worked
// instead.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace yiguan {

/// A day that is not what its weekday says, or is said to be what it is.
struct SpecialDay {
    Date date;
    bool working = false;
    std::string name{};  ///< 春节, of the holiday that the day is or was traded for.
    friend bool operator==(const SpecialDay&, const SpecialDay&) = default;
};

/// Days are Beijing's. Every reckoning of a time limit in working days is made here: concept X4; 1 working day (C-26,
/// GDP-05), 3 (C-43, ECO-10), 5 (EBM-15), 15 (CAP-71). A value; copies are independent.
class Calendar {
public:
    /// The holidays embedded in the program (data/calendar.json).
    static const Calendar& built_in();

    /// The same with other days, which go before the present ones.
    Calendar with(std::span<const SpecialDay> others) const;
    /// The same with these days of the year and no others.
    Calendar with_year(int year, std::span<const SpecialDay> days) const;

    /// Days of years whose holidays are not known yet are judged by their weekday alone. Cost: logarithmic.
    bool is_working_day(Date date) const;
    const SpecialDay* find(Date date) const;
    /// Ascending.
    std::span<const SpecialDay> days() const { return days_; }
    std::vector<SpecialDay> days_of(int year) const;
    /// True if any special day of the year is known: the holidays of a year are declared in November of the year
    /// before.
    bool knows(int year) const;

    /// The last millisecond of the n-th working day after the day of `from`, n >= 0; with 0 of that day itself, working
    /// or not. Cost: one step a day.
    UtcMs add_working_days(UtcMs from, int n) const;
    /// How many working days there are after the day of `from`, up to that of `to` and with it; negative when `to` lies
    /// before. working_days_between(t, add_working_days(t, n)) == n. Cost: one step a day.
    int working_days_between(UtcMs from, UtcMs to) const;

private:
    std::vector<SpecialDay> days_;  // ascending, each date once
};

/// 0 Sunday .. 6 Saturday.
int weekday(Date date);
Date next_day(Date date);

}  // namespace yiguan
