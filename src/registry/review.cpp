#include "registry/review.hpp"

#include <algorithm>
#include <array>

namespace yiguan::registry {
namespace {

// One review step (this platform reviews by itself). With a re-review by a professional body (ECO-04) the approval of
// 待初审 leads to 待复审, and 待复审 gets its rows.
constexpr std::array table{
    Transition{OrgStatus::draft, OrgAction::submit, By::owner, OrgStatus::first_review},
    Transition{OrgStatus::first_review, OrgAction::approve, By::reviewer, OrgStatus::approved},
    Transition{OrgStatus::first_review, OrgAction::reject, By::reviewer, OrgStatus::rejected},
    Transition{OrgStatus::first_review, OrgAction::withdraw, By::owner, OrgStatus::withdrawn},
    Transition{OrgStatus::rejected, OrgAction::submit, By::owner, OrgStatus::first_review},
    Transition{OrgStatus::withdrawn, OrgAction::submit, By::owner, OrgStatus::first_review},
    Transition{OrgStatus::approved, OrgAction::suspend, By::reviewer, OrgStatus::suspended},
    Transition{OrgStatus::suspended, OrgAction::resume, By::reviewer, OrgStatus::approved},
    Transition{OrgStatus::approved, OrgAction::deregister, By::reviewer, OrgStatus::deregistered},
    Transition{OrgStatus::suspended, OrgAction::deregister, By::reviewer, OrgStatus::deregistered},
};

struct Named {
    std::string_view name, zh;
    By by;
};
// In the order of OrgAction.
constexpr std::array<Named, 7> actions{{
    {"submit", "提交", By::owner},
    {"approve", "通过", By::reviewer},
    {"reject", "驳回", By::reviewer},
    {"withdraw", "撤回", By::owner},
    {"suspend", "停用", By::reviewer},
    {"resume", "恢复", By::reviewer},
    {"deregister", "注销", By::reviewer},
}};

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t beijing_ms = 8 * 3'600'000;

bool is_working_day(UtcMs beijing_midnight) {
    const auto weekday =
        ((beijing_midnight.value + beijing_ms) / day_ms + 4) % 7;  // 1970-01-01 was a Thursday; 0 = Sunday
    return weekday != 0 && weekday != 6;
}

}  // namespace

std::span<const Transition> transitions() {
    return table;
}

const Transition* find_transition(OrgStatus from, OrgAction action) {
    const auto found =
        std::ranges::find_if(table, [&](const Transition& t) { return t.from == from && t.action == action; });
    return found == table.end() ? nullptr : &*found;
}

By who_makes(OrgAction action) {
    return actions[static_cast<std::size_t>(action)].by;
}
std::string_view name(OrgAction action) {
    return actions[static_cast<std::size_t>(action)].name;
}
std::string_view name_zh(OrgAction action) {
    return actions[static_cast<std::size_t>(action)].zh;
}

UtcMs working_days_after(UtcMs from, int days) {
    auto at = beijing_midnight(beijing_date(from));
    while (days > 0) {
        at = at + day_ms;
        if (is_working_day(at)) --days;
    }
    return at + (day_ms - 1);
}

}  // namespace yiguan::registry
