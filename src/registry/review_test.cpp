#include "registry/review.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace yiguan::registry {
namespace {

using A = OrgAction;
using S = OrgStatus;

// The states of 企业 in the user interface reference, with one review step: X3.
const std::map<std::pair<S, A>, S> expected{
    {{S::draft, A::submit}, S::first_review},        {{S::first_review, A::approve}, S::approved},
    {{S::first_review, A::reject}, S::rejected},     {{S::first_review, A::withdraw}, S::withdrawn},
    {{S::rejected, A::submit}, S::first_review},     {{S::withdrawn, A::submit}, S::first_review},
    {{S::approved, A::suspend}, S::suspended},       {{S::suspended, A::resume}, S::approved},
    {{S::approved, A::deregister}, S::deregistered}, {{S::suspended, A::deregister}, S::deregistered},
};

TEST(Review, MovesAreThoseOfTheTableAndNoOthers) {
    for (int s = 1; s <= 8; ++s)
        for (int a = 0; a <= static_cast<int>(A::deregister); ++a) {
            const auto from = static_cast<S>(s);
            const auto action = static_cast<A>(a);
            const auto* move = find_transition(from, action);
            const auto wanted = expected.find({from, action});
            ASSERT_EQ(move != nullptr, wanted != expected.end()) << name(from) << " " << name(action);
            EXPECT_TRUE(!move || move->to == wanted->second) << name(from) << " " << name(action);
        }
}

TEST(Review, EachActionBelongsToOneMover) {
    const std::set<A> owners{A::submit, A::withdraw};
    for (const auto& move : transitions()) {
        EXPECT_EQ(move.by, who_makes(move.action)) << name(move.action);
        EXPECT_EQ(move.by == By::owner, owners.contains(move.action)) << name(move.action);
    }
}

TEST(Review, NamesComeBack) {
    for (int s = 1; s <= 8; ++s) EXPECT_EQ(parse_org_status(name(static_cast<S>(s))), static_cast<S>(s));
    EXPECT_EQ(parse_org_status("待初审"), std::nullopt);
    EXPECT_EQ(name_zh(S::first_review), "待初审");
    EXPECT_EQ(name_zh(S::deregistered), "已注销");
    for (int k = 0; k < org_kind_count; ++k)
        EXPECT_EQ(parse_org_kind(name(static_cast<OrgKind>(k))), static_cast<OrgKind>(k));
    EXPECT_EQ(parse_org_kind("dealer"), std::nullopt);
}

// C-43: three working days, Beijing time.
TEST(Review, DueDaysLeaveOutTheWeekend) {
    const auto due = [](std::string_view from, int days) {
        return beijing_minute(working_days_after(parse_time(from).value(), days));
    };
    EXPECT_EQ(due("2026-11-16T09:00:00+08:00", 3), "2026-11-19 23:59");  // Monday
    EXPECT_EQ(due("2026-11-18T09:00:00+08:00", 3), "2026-11-23 23:59");  // Wednesday
    EXPECT_EQ(due("2026-11-20T23:59:59+08:00", 3), "2026-11-25 23:59");  // Friday
    EXPECT_EQ(due("2026-11-21T08:00:00+08:00", 3), "2026-11-25 23:59");  // Saturday
    EXPECT_EQ(due("2026-11-20T16:00:00Z", 1), "2026-11-23 23:59");       // Saturday in Beijing already
    EXPECT_EQ(due("2026-11-16T09:00:00+08:00", 5), "2026-11-23 23:59");
}

TEST(Review, RolesFollowFromKinds) {
    using auth::Role;
    const auto both = roles_of(OrgKinds{}.with(OrgKind::producer).with(OrgKind::seller));
    EXPECT_EQ(both, auth::Roles{}.with(Role::producer).with(Role::seller));
    EXPECT_EQ(roles_of(OrgKinds{}.with(OrgKind::regulator)), auth::Roles{}.with(Role::regulator));
    EXPECT_EQ(roles_of(OrgKinds{}.with(OrgKind::platform_operator)), auth::Roles{}.with(Role::platform_admin));
    EXPECT_EQ(roles_of(OrgKinds{}), auth::Roles{});
}

}  // namespace
}  // namespace yiguan::registry
