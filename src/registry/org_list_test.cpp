// Who reaches which organisations; lists and look-up.
#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "db/statement_check.hpp"
#include "registry/test_world.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using auth::Role;
using auth::Roles;
using db::Tx;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OrgLists : public RegistryWorld {};
YIGUAN_BOTH_ENGINES(OrgLists);

TEST_P(OrgLists, ReviewersReachTheirRegionsAndCategories) {
    auto in = data(1), out = data(2);
    in.region = "440112", in.categories = 8, out.region = "330106";
    const auto a = try_register({.org = in, .kinds = producer, .login = "a11", .password_hash = "h"}).value();
    const auto b = try_register({.org = out, .kinds = producer, .login = "b11", .password_hash = "h"}).value();
    auto local = admin_;
    local.scope.regions = {"4401"};
    const auto reach = [&](const Actor& actor, OrgId org) {
        return read([&](Tx& tx) { return require_reach(tx, actor, auth::Permission::read_organisation, org); });
    };
    EXPECT_TRUE(reach(local, a.org).has_value());
    EXPECT_EQ(reach(local, b.org).error().code, Code::forbidden);
    EXPECT_TRUE(reach(admin_, b.org).has_value());
    EXPECT_EQ(review(b.org, Decision::approve, "", local).error().code, Code::forbidden);
    EXPECT_TRUE(review(a.org, Decision::approve, "", local).has_value());
    const auto listed = [&](const Actor& actor, const OrgFilter& filter = {}) {
        std::vector<OrgId> ids;
        const auto page = read([&](Tx& tx) { return list_orgs(tx, actor, filter, std::nullopt, 20); }).value();
        for (const auto& org : page.items) ids.push_back(org.id);
        EXPECT_EQ(page.total, static_cast<std::int64_t>(ids.size()));
        return ids;
    };
    EXPECT_THAT(listed(local), ElementsAre(a.org));
    EXPECT_THAT(listed(admin_), ElementsAre(b.org, a.org));
    local.scope.categories = {"CAT-04"};
    EXPECT_THAT(listed(local), ElementsAre(a.org));
    local.scope.categories = {"CAT-05"};
    EXPECT_THAT(listed(local), IsEmpty());
    EXPECT_THAT(listed(admin_, {.categories = 8}), ElementsAre(a.org));
    EXPECT_THAT(listed(admin_, {.q = "业2"}), ElementsAre(b.org));
    EXPECT_THAT(listed(admin_, {.q = "%"}), IsEmpty());
    EXPECT_THAT(listed(admin_, {.uscc = std::string(uscc(1).text().substr(0, 17))}), ElementsAre(a.org));
    EXPECT_THAT(listed(admin_, {.region = "33"}), ElementsAre(b.org));
    EXPECT_THAT(listed(admin_, {.status = OrgStatus::approved}), ElementsAre(a.org));
    EXPECT_THAT(listed(admin_, {.kind = OrgKind::seller}), IsEmpty());
    EXPECT_THAT(listed(admin_, {.kind = OrgKind::producer}), SizeIs(2));
}

const db::Statement forget_application_sql{"registry_test.forget_application",
                                           "update org set application_id = 0 where org_id = $1"};

TEST_P(OrgLists, OrganisationsOfEarlierVersionsGetTheirApplications) {
    const auto waiting = given_org(1), approved = given_org(2);
    ASSERT_TRUE(approve(approved.org).has_value());
    write([&](Tx& tx) {
        tx.execute(forget_application_sql, waiting.org);
        tx.execute(forget_application_sql, approved.org);
    });
    EXPECT_EQ(write([&](Tx& tx) { return adopt_orgs(tx, 1); }), 1);
    EXPECT_EQ(write([&](Tx& tx) { return adopt_orgs(tx, 10); }), 1);
    EXPECT_EQ(write([&](Tx& tx) { return adopt_orgs(tx, 10); }), 0);
    EXPECT_TRUE(approve(waiting.org).has_value());
    EXPECT_TRUE(write([&](Tx& tx) { return suspend_org(tx, admin_, approved.org, "抽检"); }).has_value());
}

// ---- look-up

TEST_P(OrgLists, FindsByIdAndCreditCode) {
    const auto registered = given_org(1);
    EXPECT_EQ(read([&](Tx& tx) { return find_org(tx, registered.org); })->data.uscc, uscc(1));
    EXPECT_EQ(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(1)); })->id, registered.org);
    EXPECT_FALSE(read([&](Tx& tx) { return find_org(tx, OrgId{99}); }));
    EXPECT_FALSE(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(2)); }));
    EXPECT_EQ(read([&](Tx& tx) { return get_org(tx, OrgId{99}); }).error().code, Code::not_found);
    EXPECT_EQ(read([&](Tx& tx) { return require_approved(tx, OrgId{99}); }).error().code, Code::not_found);
}

TEST_P(OrgLists, ListsPageByPageNewestFirst) {
    std::vector<OrgId> made;
    for (int n = 0; n < 7; ++n) made.push_back(given_org(n).org);
    for (const int n : {1, 4, 6}) ASSERT_TRUE(approve(made[static_cast<std::size_t>(n)]).has_value());

    const auto walk = [&](std::optional<OrgStatus> status, int limit) {
        std::vector<std::size_t> pages;
        std::vector<OrgId> seen;
        std::optional<OrgId> before;
        do {
            const auto page =
                read([&](Tx& tx) { return list_orgs(tx, admin_, {.status = status}, before, limit); }).value();
            pages.push_back(page.items.size());
            for (const auto& org : page.items) seen.push_back(org.id);
            before = page.next;
        } while (before);
        return std::pair(pages, seen);
    };
    const std::vector<OrgId> newest_first(made.rbegin(), made.rend());
    EXPECT_EQ(walk(std::nullopt, 3), std::pair(std::vector<std::size_t>{3, 3, 1}, newest_first));
    EXPECT_EQ(walk(std::nullopt, 7), std::pair(std::vector<std::size_t>{7}, newest_first))
        << "no empty page at the end";
    EXPECT_EQ(walk(OrgStatus::approved, 2),
              std::pair(std::vector<std::size_t>{2, 1}, std::vector{made[6], made[4], made[1]}));
    EXPECT_THAT(walk(OrgStatus::suspended, 2).second, IsEmpty());
}

TEST_P(OrgLists, TheListIsForReviewersAndRegulators) {
    const auto registered = given_org(1);
    const auto list = [&](const Actor& actor, int limit = 10) {
        return read([&](Tx& tx) { return list_orgs(tx, actor, {}, std::nullopt, limit); });
    };
    EXPECT_EQ(list(owner(registered)).error().code, Code::forbidden);
    EXPECT_EQ(list(Actor{}).error().code, Code::unauthenticated);
    const Actor regulator{.user = UserId{9}, .org = {}, .roles = Roles{}.with(Role::regulator)};
    EXPECT_THAT(list(regulator).value().items, SizeIs(1));
    EXPECT_EQ(list(admin_, 0).error().code, Code::out_of_bounds);
    EXPECT_EQ(list(admin_, 101).error().code, Code::out_of_bounds);
}

TEST_P(OrgLists, EveryStatementHasItsIndex) {
    EXPECT_THAT(db::check_statements(*db_), IsEmpty());
}

}  // namespace
}  // namespace yiguan::registry
