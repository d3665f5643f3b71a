#include "calendar/calendar.hpp"

#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "calendar/check.hpp"
#include "db/testing.hpp"

namespace yiguan::calendar {
namespace {

using auth::Actor;
using auth::Role;
using ::testing::SizeIs;

const Actor operator_{.user = UserId{1}, .org = {}, .roles = auth::Roles{}.with(Role::platform_admin)};
const Actor producer{.user = UserId{2}, .org = OrgId{2}, .roles = auth::Roles{}.with(Role::producer)};

const db::Statement tamper_sql{"calendar_test.tamper",
                               "update calendar_year set days = '' where year = 2027 and version = 1"};

class CalendarStore : public db::testing::BothEngines {
protected:
    Result<Year> set(int year, std::vector<SpecialDay> days, const Actor& actor = operator_) {
        return db_->write_now([&](db::Tx& tx) {
            const auto present = find_year(tx, year);
            return set_year(tx, actor, year, present.has_value() ? present.value().version : 0, days);
        });
    }
    Year year(int of) {
        return db_->read_now([&](db::Tx& tx) { return find_year(tx, of).value(); });
    }
    bool working(Date date) {
        return db_->read_now([&](db::Tx& tx) { return current(tx).is_working_day(date); });
    }
};

TEST_P(CalendarStore, X4_WithoutTheOperatorTheProgramsDaysHold) {
    EXPECT_TRUE(year(2026).declared);
    EXPECT_EQ(year(2026).version, 0);
    EXPECT_EQ(year(2026).days, Calendar::built_in().days_of(2026));
    EXPECT_FALSE(year(2027).declared);
    EXPECT_THAT(year(2027).days, SizeIs(0));
}

TEST_P(CalendarStore, X4_TheOperatorEntersAYear) {
    const std::vector<SpecialDay> days{{.date = {2027, 2, 5}, .working = false, .name = "春节"},
                                       {.date = {2027, 2, 14}, .working = true, .name = "春节"}};
    const auto set_to = set(2027, days);
    ASSERT_TRUE(set_to.has_value());
    EXPECT_TRUE(set_to.value().declared);
    EXPECT_EQ(set_to.value().version, 1);
    EXPECT_EQ(year(2027).days, days);
    EXPECT_FALSE(working({2027, 2, 5}));
    EXPECT_TRUE(working({2027, 2, 14}));

    ASSERT_TRUE(set(2027, {}).has_value());
    EXPECT_TRUE(working({2027, 2, 5}));
    EXPECT_EQ(year(2027).version, 2);
}

TEST_P(CalendarStore, X4_DaysOfTheProgramAreTakenBackAndGivenAgain) {
    auto days = Calendar::built_in().days_of(2026);
    std::erase_if(days, [](const SpecialDay& d) { return d.date == Date{2026, 10, 10}; });  // not worked after all
    ASSERT_TRUE(set(2026, days).has_value());
    EXPECT_FALSE(working({2026, 10, 10}));
    EXPECT_EQ(year(2026).days, days);
    EXPECT_EQ(year(2026).version, 1);
    const auto trail = db_->read_now([](db::Tx& tx) { return auth::audit_trail(tx, "calendar", 2026); });
    ASSERT_THAT(trail, SizeIs(1));
    EXPECT_EQ(trail[0].detail, "2026-10-10 休");

    ASSERT_TRUE(set(2026, Calendar::built_in().days_of(2026)).has_value());
    EXPECT_TRUE(working({2026, 10, 10}));
    EXPECT_EQ(year(2026).days, Calendar::built_in().days_of(2026));
}

TEST_P(CalendarStore, X4_RefusesOthersAndWrongDays) {
    EXPECT_EQ(set(2027, {}, producer).error().code, Code::forbidden);
    EXPECT_EQ(set(2019, {}).error().code, Code::not_found);
    const SpecialDay day{.date = {2027, 2, 5}, .working = false, .name = "春节"};
    const auto twice = set(2027, {day, day});
    ASSERT_TRUE(twice.has_error());
    EXPECT_EQ(twice.error().pointer, "/days/1/day");
    EXPECT_EQ(set(2028, {day}).error().code, Code::invalid);
    EXPECT_EQ(set(2027, std::vector(101, day)).error().code, Code::too_long);
    EXPECT_THAT(year(2027).days, SizeIs(0));
    EXPECT_EQ(year(2027).version, 0);
}

TEST_P(CalendarStore, TwoChangesAtOnceDoNotUndoEachOther) {
    const std::vector<SpecialDay> day{{.date = {2027, 2, 5}, .working = false, .name = "春节"}};
    ASSERT_TRUE(set(2027, day).has_value());
    const auto late = db_->write_now([&](db::Tx& tx) { return set_year(tx, operator_, 2027, 0, {}); });
    ASSERT_TRUE(late.has_error());
    EXPECT_EQ(late.error().code, Code::conflict);
    EXPECT_EQ(year(2027).days, day);
}

TEST_P(CalendarStore, VersionsAreRecordsOfTheLog) {
    ASSERT_TRUE(set(2027, {{.date = {2027, 2, 5}, .working = false, .name = "春节"}}).has_value());
    ASSERT_TRUE(set(2027, {}).has_value());
    const auto check = [&] {
        return db_->read_now([](db::Tx& tx) { return check_records(tx, ledger::check_logs(tx)); });
    };
    EXPECT_THAT(check(), SizeIs(0));
    db_->write_now([](db::Tx& tx) { tx.execute(tamper_sql); });
    EXPECT_THAT(check(), SizeIs(1));
}

// C-43: three working days over a festival that the program does not know.
TEST_P(CalendarStore, C43_LimitsAreReckonedByTheOperatorsDays) {
    std::vector<SpecialDay> days;
    for (int d = 5; d <= 11; ++d) days.push_back({.date = {2027, 2, d}, .working = false, .name = "春节"});
    ASSERT_TRUE(set(2027, days).has_value());
    const auto end = db_->read_now(
        [](db::Tx& tx) { return current(tx).add_working_days(parse_time("2027-02-04T10:00:00+08:00").value(), 3); });
    EXPECT_EQ(beijing_minute(end), "2027-02-16 23:59");
}

YIGUAN_BOTH_ENGINES(CalendarStore);

}  // namespace
}  // namespace yiguan::calendar
