// Random people do random things to a few applications: the engine does what a model of three lines a move says, and
// whatever was refused left no trace.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "ledger/check.hpp"
#include "review/check.hpp"
#include "review/test_world.hpp"
#include "review/transitions.hpp"

namespace yiguan::review {
namespace {

using db::Tx;

struct World1 {
    std::unique_ptr<db::Database> db = db::testing::fresh_database(db::Engine::sqlite);
    std::vector<auth::Actor> people;  // owner, party, reviewer, reviewer, reviewer of the owner's company

    World1() {
        const auto add = [&](std::string login, OrgId org, auth::Role role) {
            const auto roles = auth::Roles{}.with(role);
            const auto id =
                db->write_now([&](Tx& tx) {
                      return auth::add_user(tx, {.login = login, .password_hash = "x", .org = org, .roles = roles});
                  }).value();
            people.push_back({.user = id, .org = org, .roles = roles});
        };
        add("owner", OrgId{7}, auth::Role::producer);
        add("party", OrgId{8}, auth::Role::producer);
        add("reviewer1", {}, auth::Role::platform_admin);
        add("reviewer2", {}, auth::Role::platform_admin);
        add("insider", OrgId{7}, auth::Role::platform_admin);
    }
};

Result<Application> act(Tx& tx, const auth::Actor& by, Action action, ApplicationId id, const Proposal& p) {
    switch (action) {
        case Action::save:
            return amend(tx, by, id, p, Submit::no);
        case Action::submit:
            return amend(tx, by, id, p, Submit::yes);
        case Action::confirm:
            return answer_as_party(tx, by, id, true, "");
        case Action::refuse:
            return answer_as_party(tx, by, id, false, "原因");
        case Action::claim:
            return claim(tx, by, id);
        case Action::release:
            return release(tx, by, id);
        case Action::assign:
            return assign(tx, by, id, by.user);
        case Action::approve:
            return decide(tx, by, id, {.decision = Decision::approve});
        case Action::reject:
            return decide(tx, by, id, {.decision = Decision::reject, .reason = "原因"});
        case Action::ask_to_complete:
            return decide(tx, by, id, {.decision = Decision::to_complete, .reason = "原因"});
        case Action::withdraw:
            return withdraw(tx, by, id, "");
        case Action::cancel:
            return cancel(tx, by, id, "原因");
        case Action::suspend:
            return suspend(tx, by, id, "原因");
        case Action::resume:
            return resume(tx, by, id, "原因");
    }
    return Error{Code::invalid, "", ""};
}

RC_GTEST_PROP(ReviewProperty, NoSequenceOfActionsLeavesTheTable, ()) {
    World1 world;
    auto& db = *world.db;
    const bool with_party = *rc::gen::arbitrary<bool>(), second = *rc::gen::arbitrary<bool>();
    const Rule rule{.kind = Kind::product_filing, .second_review = second};
    db.write_now([&](Tx& tx) { return set_rules(tx, world.people[2], std::span(&rule, 1)); }).value();
    Proposal p{.title = "t", .org_name = "o", .region = "440112", .party = with_party ? OrgId{8} : OrgId{}};
    p.content = R"({"n":0})";
    const auto id =
        db.write_now([&](Tx& tx) {
              return start(tx, world.people[0],
                           {.kind = Kind::product_filing, .object = 1, .org = OrgId{7}, .proposal = p}, Submit::no);
          })
            .value()
            .id;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 5), rc::gen::inRange(1, action_count + 1)));
    int n = 0;
    for (const auto& [who, what] : steps) {
        const auto& by = world.people[static_cast<std::size_t>(who)];
        const auto action = static_cast<Action>(what);
        const auto before = db.read_now([&](Tx& tx) { return find(tx, id); }).value();
        p.content = R"({"n":)" + std::to_string(++n) + "}";
        const auto done = db.write_now([&](Tx& tx) { return act(tx, by, action, id, p); });
        const auto after = db.read_now([&](Tx& tx) { return find(tx, id); }).value();
        if (done.has_error()) {
            RC_ASSERT(after.version == before.version);
            RC_ASSERT(after.state == before.state);
            continue;
        }
        // One move of the table, or the claim that a decision brings along; a claim of what one holds is none.
        const Situation situation{with_party, before.second_review || (action == Action::submit && second), true};
        const auto* direct = find_transition(before.state, action, situation);
        const auto* taking = find_transition(before.state, Action::claim, situation);
        const auto* behind = taking ? find_transition(taking->to, action, situation) : nullptr;
        if (direct) {
            RC_ASSERT(after.state == direct->to);
            RC_ASSERT(after.version == before.version + 1);
        } else if (behind) {
            RC_ASSERT(after.state == behind->to);
            RC_ASSERT(after.version == before.version + 2);
        } else {
            RC_ASSERT(action == Action::claim);
            RC_ASSERT(before.claimed_by == by.user);
            RC_ASSERT(after.version == before.version);
        }
        // Whose moves they are.
        const bool reviewers = action == Action::claim || action == Action::release || action == Action::assign ||
                               action == Action::approve || action == Action::reject ||
                               action == Action::ask_to_complete || action == Action::suspend ||
                               action == Action::resume;
        if (reviewers) RC_ASSERT(who == 2 || who == 3);
        if (action == Action::confirm || action == Action::refuse) RC_ASSERT(who == 1);
        if (before.claimed_by && action != Action::assign) RC_ASSERT(before.claimed_by == by.user);
        RC_ASSERT((after.claimed_by.value != 0) == is_claimed(after.state));
        if (after.second_reviewer) RC_ASSERT(after.first_reviewer != after.second_reviewer);
        if (after.state == State::approved && after.second_review) RC_ASSERT(after.second_reviewer.value != 0);
        RC_ASSERT(after.round >= before.round);
    }
    const auto defects = db.read_now([](Tx& tx) {
        const auto log = ledger::check_logs(tx);
        auto found = log.complaints;
        for (auto& c : check_records(tx, log)) found.push_back(std::move(c));
        return found;
    });
    RC_ASSERT(defects.empty());
}

}  // namespace
}  // namespace yiguan::review
