#include "epcis/schedule.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace yiguan::epcis {
namespace {

UtcMs at(std::string_view text) {
    return parse_time(text).value();
}

Result<Schedule> read(std::string_view text) {
    return Schedule::read(parse_json_object(text).value());
}

/// In Beijing time, "" for none.
std::string next(std::string_view fields, std::string_view after) {
    const auto schedule = read(fields);
    if (schedule.has_error()) return schedule.error().pointer;
    const auto time = schedule.value().next_after(at(after));
    return time ? beijing_second(*time) : "";
}

struct Case {
    std::string_view fields, after, next;
};

constexpr Case cases[] = {
    {R"({"hour":"1","minute":"5"})", "2026-03-01 00:00:00", "2026-03-01 01:05:00"},
    {R"({"hour":"1","minute":"5"})", "2026-03-01 01:05:00", "2026-03-02 01:05:00"},
    {R"({"hour":1,"minute":5})", "2026-03-01 01:04:59", "2026-03-01 01:05:00"},
    {R"({})", "2026-03-01 01:04:59", "2026-03-01 01:05:00"},
    {R"({"second":"*"})", "2026-03-01 23:59:59", "2026-03-02 00:00:00"},
    {R"({"second":"15,45"})", "2026-03-01 23:59:45", "2026-03-02 00:00:15"},
    {R"({"second":"[10-12],30"})", "2026-03-01 10:00:12", "2026-03-01 10:00:30"},
    {R"({"minute":"[0-59]"})", "2026-12-31 23:59:30", "2027-01-01 00:00:00"},
    {R"({"hour":"23","minute":"59","second":"59"})", "2026-12-31 23:59:59", "2027-01-01 23:59:59"},
    {R"({"hour":"8,20","minute":"30"})", "2026-03-01 08:31:00", "2026-03-01 20:30:00"},
    {R"({"dayOfMonth":"31","hour":"0","minute":"0"})", "2026-03-31 00:00:00", "2026-05-31 00:00:00"},
    {R"({"dayOfMonth":"31","hour":"0","minute":"0"})", "2026-01-31 12:00:00", "2026-03-31 00:00:00"},
    {R"({"dayOfMonth":"29","month":"2","hour":"0","minute":"0"})", "2026-03-01 00:00:00", "2028-02-29 00:00:00"},
    {R"({"dayOfMonth":"29","month":"2","hour":"0","minute":"0"})", "2096-03-01 00:00:00", "2104-02-29 00:00:00"},
    {R"({"dayOfMonth":"[28-31]","month":"2","hour":"6","minute":"0"})", "2026-02-28 06:00:00", "2027-02-28 06:00:00"},
    {R"({"dayOfWeek":"1","hour":"9","minute":"0"})", "2026-03-01 00:00:00", "2026-03-02 09:00:00"},
    {R"({"dayOfWeek":"7","hour":"9","minute":"0"})", "2026-03-01 00:00:00", "2026-03-01 09:00:00"},
    {R"({"dayOfWeek":"[1-5]","hour":"9","minute":"0"})", "2026-03-06 09:00:00", "2026-03-09 09:00:00"},
    {R"({"dayOfWeek":"5","dayOfMonth":"13","hour":"0","minute":"0"})", "2026-03-14 00:00:00", "2026-11-13 00:00:00"},
    {R"({"month":"1","dayOfMonth":"1","hour":"0","minute":"0"})", "2026-01-01 00:00:00", "2027-01-01 00:00:00"},
    // 29 February on a Monday: 2044, more than eight years ahead.
    {R"({"dayOfWeek":"1","dayOfMonth":"29","month":"2"})", "2026-01-01 00:00:00", ""},
};

TEST(Schedule, ComesAtTheNextMatchingSecond) {
    for (const Case& c : cases) {
        SCOPED_TRACE(std::string(c.fields) + " after " + std::string(c.after));
        EXPECT_EQ(next(c.fields, c.after), c.next);
    }
}

TEST(Schedule, CountsFromTheFullSecondAndAcrossMidnightOfTheZone) {
    EXPECT_EQ(next(R"({"second":"*"})", "2026-03-01T00:00:00.999+08:00"), "2026-03-01 00:00:01");
    EXPECT_EQ(next(R"({"hour":"0","minute":"0"})", "2026-02-28T15:59:59Z"), "2026-03-01 00:00:00");
    EXPECT_EQ(read(R"({"second":"*"})").value().next_after({-1})->value, 0);
}

TEST(Schedule, RefusesWhatIsNoSchedule) {
    const std::pair<std::string_view, std::string_view> refused[] = {
        {R"({"second":"60"})", "/second"},
        {R"({"minute":"-1"})", "/minute"},
        {R"({"hour":"24"})", "/hour"},
        {R"({"dayOfMonth":"0"})", "/dayOfMonth"},
        {R"({"dayOfMonth":"32"})", "/dayOfMonth"},
        {R"({"month":"13"})", "/month"},
        {R"({"dayOfWeek":"0"})", "/dayOfWeek"},
        {R"({"dayOfWeek":"8"})", "/dayOfWeek"},
        {R"({"hour":""})", "/hour"},
        {R"({"hour":"1,"})", "/hour"},
        {R"({"hour":"[5-3]"})", "/hour"},
        {R"({"hour":"[1-"})", "/hour"},
        {R"({"hour":"1-5"})", "/hour"},
        {R"({"hour":"001"})", "/hour"},
        {R"({"hour":"*,1"})", "/hour"},
        {R"({"hour":true})", "/hour"},
        {R"({"hour":1.5})", "/hour"},
        {R"({"hour":["1"]})", "/hour"},
        {R"({"hours":"1"})", "/hours"},
        {R"({"dayOfMonth":"31","month":"[4-4],6,9,11"})", "/dayOfMonth"},
        {R"({"dayOfMonth":"30","month":"2"})", "/dayOfMonth"},
    };
    for (const auto& [fields, pointer] : refused) {
        SCOPED_TRACE(fields);
        const auto schedule = read(fields);
        ASSERT_TRUE(schedule.has_error());
        EXPECT_EQ(schedule.error().code, Code::epcis_subscription);
        EXPECT_EQ(schedule.error().pointer, pointer);
        EXPECT_EQ(schedule.error().field, pointer.substr(1));
    }
    const std::string endless = R"({"hour":"1)" + [] {
        std::string more;
        for (int i = 0; i < 10'000; ++i) more += ",1";
        return more;
    }() + "\"}";
    EXPECT_TRUE(read(endless).has_error());
}

TEST(Schedule, KeepsWhatWasWritten) {
    const auto fields = parse_json_object(R"({"hour":"1","minute":"[0-5],7"})").value();
    EXPECT_EQ(Schedule::read(fields).value().to_json(), fields);
}

RC_GTEST_PROP(Schedule, MatchesACountOfSeconds, ()) {
    const int second = *rc::gen::inRange(0, 60), minute = *rc::gen::inRange(0, 60), hour = *rc::gen::inRange(0, 24);
    const auto schedule =
        Schedule::read(
            {{"second", std::to_string(second)}, {"minute", std::to_string(minute)}, {"hour", std::to_string(hour)}})
            .value();
    const UtcMs start{*rc::gen::inRange<std::int64_t>(-1'000'000'000, 4'000'000'000'000)};
    const auto found = schedule.next_after(start);
    RC_ASSERT(found.has_value());
    RC_ASSERT(*found - start > 0 && *found - start <= 86'400'000);
    const std::int64_t of_day = ((found->value / 1000 + 8 * 3600) % 86'400 + 86'400) % 86'400;
    RC_ASSERT(found->value % 1000 == 0);
    RC_ASSERT(of_day == hour * 3600 + minute * 60 + second);
}

}  // namespace
}  // namespace yiguan::epcis
