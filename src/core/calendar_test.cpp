#include "core/calendar.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yiguan {
namespace {

bool working(std::string_view date) {
    return Calendar::built_in().is_working_day(parse_date(date).value());
}

std::string due(std::string_view from, int days) {
    return beijing_minute(Calendar::built_in().add_working_days(parse_time(from).value(), days));
}

UtcMs at(std::string_view text) {
    return parse_time(text).value();
}

TEST(Calendar, X4_WeekendsRestWhenNothingElseIsSaid) {
    EXPECT_TRUE(working("2026-11-16"));   // Monday
    EXPECT_TRUE(working("2026-11-20"));   // Friday
    EXPECT_FALSE(working("2026-11-21"));  // Saturday
    EXPECT_FALSE(working("2026-11-22"));
    EXPECT_FALSE(working("2040-01-01"));  // Sunday of a year nobody has declared
    EXPECT_TRUE(working("2040-01-02"));
}

TEST(Calendar, X4_SpringFestivalAndItsWorkedWeekends) {
    EXPECT_TRUE(working("2025-01-26"));  // Sunday, worked
    EXPECT_TRUE(working("2025-01-27"));
    for (const char* day : {"2025-01-28", "2025-01-29", "2025-02-03", "2025-02-04"}) EXPECT_FALSE(working(day)) << day;
    EXPECT_TRUE(working("2025-02-05"));
    EXPECT_TRUE(working("2025-02-08"));  // Saturday, worked

    EXPECT_TRUE(working("2026-02-14"));  // Saturday, worked
    for (const char* day : {"2026-02-15", "2026-02-16", "2026-02-20", "2026-02-23"}) EXPECT_FALSE(working(day)) << day;
    EXPECT_TRUE(working("2026-02-24"));
    EXPECT_TRUE(working("2026-02-28"));  // Saturday, worked
}

TEST(Calendar, X4_NationalDay) {
    EXPECT_TRUE(working("2025-09-28"));  // Sunday, worked
    for (const char* day : {"2025-10-01", "2025-10-06", "2025-10-08"}) EXPECT_FALSE(working(day)) << day;
    EXPECT_TRUE(working("2025-10-09"));
    EXPECT_TRUE(working("2025-10-11"));  // Saturday, worked

    EXPECT_TRUE(working("2026-09-20"));  // Sunday, worked
    for (const char* day : {"2026-10-01", "2026-10-05", "2026-10-07"}) EXPECT_FALSE(working(day)) << day;
    EXPECT_TRUE(working("2026-10-08"));
    EXPECT_TRUE(working("2026-10-10"));  // Saturday, worked
}

// C-26: one working day for the initial review, three for the overall answer; C-43: 1, 3 or 5 by the profile.
TEST(Calendar, C26_C43_TimeLimitsEndWithTheirLastWorkingDay) {
    EXPECT_EQ(due("2026-11-16T09:00:00+08:00", 1), "2026-11-17 23:59");  // Monday
    EXPECT_EQ(due("2026-11-16T09:00:00+08:00", 3), "2026-11-19 23:59");
    EXPECT_EQ(due("2026-11-18T09:00:00+08:00", 3), "2026-11-23 23:59");  // Wednesday
    EXPECT_EQ(due("2026-11-20T23:59:59+08:00", 3), "2026-11-25 23:59");  // Friday
    EXPECT_EQ(due("2026-11-21T08:00:00+08:00", 3), "2026-11-25 23:59");  // Saturday
    EXPECT_EQ(due("2026-11-20T16:00:00Z", 1), "2026-11-23 23:59");       // Saturday in Beijing already
    // Over a festival: the evening before the Spring Festival and before the National Day.
    EXPECT_EQ(due("2025-01-27T17:00:00+08:00", 1), "2025-02-05 23:59");
    EXPECT_EQ(due("2025-01-27T17:00:00+08:00", 3), "2025-02-07 23:59");
    EXPECT_EQ(due("2025-01-27T17:00:00+08:00", 5), "2025-02-10 23:59");  // the worked Saturday counts
    EXPECT_EQ(due("2026-02-13T17:00:00+08:00", 1), "2026-02-14 23:59");  // a worked Saturday
    EXPECT_EQ(due("2026-02-13T17:00:00+08:00", 3), "2026-02-25 23:59");
    EXPECT_EQ(due("2026-09-30T17:00:00+08:00", 3), "2026-10-10 23:59");
    EXPECT_EQ(due("2026-09-30T17:00:00+08:00", 5), "2026-10-13 23:59");
    EXPECT_EQ(due("2026-10-03T10:00:00+08:00", 0), "2026-10-03 23:59");  // no days: that day itself
}

TEST(Calendar, X4_DaysBetweenLeaveOutTheFirstAndCountTheLast) {
    const auto& calendar = Calendar::built_in();
    const auto between = [&](std::string_view a, std::string_view b) {
        return calendar.working_days_between(at(a), at(b));
    };
    EXPECT_EQ(between("2026-11-16T09:00:00+08:00", "2026-11-16T18:00:00+08:00"), 0);
    EXPECT_EQ(between("2026-11-16T09:00:00+08:00", "2026-11-19T00:00:00+08:00"), 3);
    EXPECT_EQ(between("2026-11-20T09:00:00+08:00", "2026-11-22T09:00:00+08:00"), 0);
    EXPECT_EQ(between("2026-09-30T09:00:00+08:00", "2026-10-07T09:00:00+08:00"), 0);
    EXPECT_EQ(between("2026-11-19T00:00:00+08:00", "2026-11-16T09:00:00+08:00"), -3);
}

TEST(Calendar, X4_OtherDaysGoBeforeTheBuiltInOnes) {
    const std::vector<SpecialDay> others{{.date = {2026, 10, 10}, .working = false, .name = "国庆节"},
                                         {.date = {2027, 2, 6}, .working = false, .name = "春节"},
                                         {.date = {2027, 2, 14}, .working = true, .name = "春节"}};
    const auto calendar = Calendar::built_in().with(others);
    EXPECT_FALSE(calendar.is_working_day({2026, 10, 10}));
    EXPECT_TRUE(calendar.is_working_day({2027, 2, 14}));
    EXPECT_EQ(calendar.days_of(2027).size(), 2u);
    EXPECT_EQ(calendar.days().size(), Calendar::built_in().days().size() + 2);
    EXPECT_TRUE(calendar.knows(2027));
    EXPECT_FALSE(Calendar::built_in().knows(2027));
    EXPECT_TRUE(Calendar::built_in().is_working_day({2026, 10, 10}));  // a copy

    const auto bare = calendar.with_year(2026, std::span(others).first(1));
    EXPECT_EQ(bare.days_of(2026).size(), 1u);
    EXPECT_TRUE(bare.is_working_day({2026, 10, 1}));  // a Thursday
    EXPECT_EQ(bare.days_of(2027).size(), 2u);
}

TEST(Calendar, X4_BuiltInYearsAreWhole) {
    for (int year = 2020; year <= 2026; ++year) {
        const auto days = Calendar::built_in().days_of(year);
        EXPECT_GE(std::ranges::count_if(days, [](const SpecialDay& d) { return !d.working; }), 26) << year;
        // A worked day falls on a weekend, else nothing would have to be said.
        for (const auto& day : days)
            EXPECT_TRUE(!day.working || weekday(day.date) == 0 || weekday(day.date) == 6) << to_string(day.date);
    }
    EXPECT_FALSE(Calendar::built_in().knows(2019));
}

TEST(Calendar, DatesGoOnOverMonthsAndLeapYears) {
    EXPECT_EQ(next_day({2024, 2, 28}), (Date{2024, 2, 29}));
    EXPECT_EQ(next_day({2023, 2, 28}), (Date{2023, 3, 1}));
    EXPECT_EQ(next_day({2026, 12, 31}), (Date{2027, 1, 1}));
    EXPECT_EQ(weekday({1970, 1, 1}), 4);
}

RC_GTEST_PROP(Calendar, X4_AddedDaysAreCountedAgain, ()) {
    const auto& calendar = Calendar::built_in();
    const UtcMs from{*rc::gen::inRange<std::int64_t>(at("2019-12-01").value, at("2027-02-01").value)};
    const int n = *rc::gen::inRange(0, 40);
    const auto end = calendar.add_working_days(from, n);
    RC_ASSERT(calendar.working_days_between(from, end) == n);
    RC_ASSERT(n == 0 || calendar.is_working_day(beijing_date(end)));
    RC_ASSERT(beijing_date(end) < beijing_date(end + 1));
}

}  // namespace
}  // namespace yiguan
