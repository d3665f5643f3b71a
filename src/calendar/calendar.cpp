#include "calendar/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "calendar/calendar_store.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::calendar {
namespace {

Result<void> check_year(int year) {
    if (year >= year_min && year <= year_max) return outcome::success();
    return Error{Code::not_found, "", fmt::format("日历只有 {} 年至 {} 年", year_min, year_max)};
}

Result<std::vector<SpecialDay>> by_date(int year, std::span<const SpecialDay> days) {
    if (days.size() > days_max) return Error{Code::too_long, "/days", fmt::format("一年最多 {} 天", days_max), "日期"};
    for (std::size_t i = 0; i < days.size(); ++i) {
        const auto refuse = [&](std::string_view key, std::string detail, const char* field) {
            return Error{Code::invalid, fmt::format("/days/{}/{}", i, key), std::move(detail), field,
                         to_string(days[i].date)};
        };
        if (days[i].date.year != year) return refuse("day", fmt::format("应是 {} 年的日期", year), "日期");
        if (std::ranges::count(days.first(i), days[i].date, &SpecialDay::date) > 0)
            return refuse("day", "同一天写了两次", "日期");
        if (has_control(days[i].name, false)) return refuse("name", "不能含换行等控制字符", "名称");
    }
    std::vector<SpecialDay> sorted(days.begin(), days.end());
    std::ranges::sort(sorted, {}, &SpecialDay::date);
    return sorted;
}

// "2027-02-06 休, 2027-02-14 班": what the trail says of a change.
std::string differences(const Calendar& before, const Calendar& after, int year) {
    std::string text;
    for (Date day{year, 1, 1}; day.year == year; day = next_day(day))
        if (before.is_working_day(day) != after.is_working_day(day))
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", to_string(day),
                                after.is_working_day(day) ? "班" : "休");
    return text;
}

}  // namespace

Calendar current(db::Tx& tx) {
    const auto versions = store::versions(tx);
    Calendar calendar = Calendar::built_in();
    for (std::size_t i = 0; i < versions.size(); ++i)
        if (i + 1 == versions.size() || versions[i + 1].year != versions[i].year)
            calendar = calendar.with_year(versions[i].year, store::decode(versions[i].days));
    return calendar;
}

Result<Year> find_year(db::Tx& tx, int year) {
    TRY_VOID(check_year(year));
    if (const auto own = store::newest(tx, year))
        return Year{.year = year, .declared = true, .version = own->version, .days = store::decode(own->days)};
    const auto& calendar = Calendar::built_in();
    return Year{.year = year, .declared = calendar.knows(year), .version = 0, .days = calendar.days_of(year)};
}

Result<Year> set_year(db::Tx& tx, const auth::Actor& actor, int year, std::int64_t version,
                      std::span<const SpecialDay> days) {
    if (!actor.roles.has(auth::Role::platform_admin))
        return Error{Code::forbidden, "", "只有平台运营人员可以修改工作日历"};
    TRY_VOID(check_year(year));
    TRY(const auto wanted, by_date(year, days));
    const auto own = store::newest(tx, year);
    const std::int64_t stored = own ? own->version : 0;
    if (stored != version) return Error{Code::conflict, "/version", "这一年的日历已被他人修改，请刷新后再改", "版本"};
    const auto before = current(tx);
    const store::YearVersion next{.year = year,
                                  .version = stored + 1,
                                  .changed_at = tx.now(),
                                  .changed_by = actor.user,
                                  .days = store::encode(wanted)};
    store::insert(tx, next);
    ledger::append(tx, ledger::Object::calendar_year, year, next.version, store::content_of(next));
    auth::audit(tx, actor,
                {.action = "calendar.change",
                 .object_kind = "calendar",
                 .object_id = year,
                 .detail = differences(before, current(tx), year)});
    return find_year(tx, year);
}

}  // namespace yiguan::calendar
