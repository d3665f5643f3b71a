#include <gmock/gmock.h>

#include "auth/memberships.hpp"
#include "ledger/check.hpp"
#include "message/message.hpp"
#include "review/check.hpp"
#include "review/review_json.hpp"
#include "review/test_world.hpp"

namespace yiguan::review {
namespace {

using db::Tx;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Engine : public World {
protected:
    std::vector<std::string> defects() {
        return look([](Tx& tx) {
            const auto log = ledger::check_logs(tx);
            auto found = log.complaints;
            for (auto& c : check_records(tx, log)) found.push_back(std::move(c));
            return found;
        });
    }
    Page listed(const auth::Actor& by, const Filter& filter = {}, std::optional<Cursor> after = {}, int limit = 20) {
        return look([&](Tx& tx) { return list(tx, by, filter, after, limit); }).value();
    }
    std::vector<std::int64_t> objects(const Page& page) {
        std::vector<std::int64_t> out;
        for (const auto& a : page.items) out.push_back(a.object);
        return out;
    }
};
YIGUAN_BOTH_ENGINES(Engine);

TEST_P(Engine, ASubmissionIsClaimedAndDecidedX3) {
    const auto a = given();
    EXPECT_EQ(a.state, State::submitted);
    EXPECT_EQ(a.number, "SQ20261121-0001");
    EXPECT_THAT(told, IsEmpty()) << "who starts it does what it means";
    const auto taken = claimed(first, a.id);
    ASSERT_TRUE(taken.has_value()) << taken.error().detail;
    EXPECT_EQ(taken.value().state, State::first_review);
    EXPECT_EQ(taken.value().claimed_by, first.user);
    const auto done = decided(first, a.id, {.decision = Decision::approve, .reason = "资料齐全"});
    ASSERT_TRUE(done.has_value()) << done.error().detail;
    const auto now = stored(a.id);
    EXPECT_EQ(now.state, State::approved);
    EXPECT_EQ(now.reason, "资料齐全");
    EXPECT_EQ(now.first_reviewer, first.user);
    EXPECT_EQ(now.decided_at, clock_);
    EXPECT_EQ(now.due_at, std::nullopt);
    EXPECT_FALSE(now.claimed_by);
    EXPECT_THAT(told, ElementsAre(Told{Kind::product_filing, 1, Action::claim, State::first_review, false},
                                  Told{Kind::product_filing, 1, Action::approve, State::approved, false}));
    EXPECT_THAT(defects(), IsEmpty());
}

TEST_P(Engine, ADecisionClaimsWhatNobodyHolds) {
    const auto a = given();
    ASSERT_TRUE(decided(first, a.id, {.decision = Decision::reject, .reason = "证书过期"}).has_value());
    const auto history = look([&](Tx& tx) { return history_of(tx, a.id); });
    ASSERT_THAT(history, SizeIs(3));
    EXPECT_EQ(history[1].action, Action::claim);
    EXPECT_EQ(history[2].action, Action::reject);
    EXPECT_EQ(history[2].reason, "证书过期");
    EXPECT_EQ(stored(a.id).version, 3);
}

// Whoever a move concerns is told on the platform, whatever the kind.
// ECO-16, ECO-44
TEST_P(Engine, ECO10_ECO16_ECO44_EverybodyConcernedIsTold) {
    const auto titles = [&](const auth::Actor& to) {
        std::vector<std::string> out;
        for (const auto& n : look([&](Tx& tx) { return message::list_notices(tx, to, {}, 0, 50); }))
            out.push_back(n.title);
        return out;
    };
    auto near = given_user("near", OrgId{20}, auth::Role::first_reviewer);
    auto far = given_user("far", OrgId{21}, auth::Role::first_reviewer);
    write([&](Tx& tx) {
        auth::set_first_scope(tx, first.user, near.user, near.org, {.regions = {"4401"}});
        auth::set_first_scope(tx, first.user, far.user, far.org, {.regions = {"11"}});
    });
    const auto a = given(Kind::product_filing, 1, Submit::yes, party.org);
    EXPECT_THAT(titles(party), ElementsAre("待贵单位确认"));
    EXPECT_THAT(titles(first), IsEmpty()) << "nothing to review before the other party agrees";
    ASSERT_TRUE(write([&](Tx& tx) { return answer_as_party(tx, party, a.id, true, ""); }).has_value());
    EXPECT_THAT(titles(owner), ElementsAre("对方已答复"));
    EXPECT_THAT(titles(first), SizeIs(1));
    EXPECT_THAT(titles(near), ElementsAre("有新的产品备案待审核")) << "Guangzhou is in his scope";
    EXPECT_THAT(titles(far), IsEmpty());
    ASSERT_TRUE(decided(first, a.id, {.decision = Decision::to_complete, .reason = "补充证书"}).has_value());
    EXPECT_THAT(titles(owner), ElementsAre("产品备案待完善", "对方已答复"));
    EXPECT_THAT(titles(party), SizeIs(1));
    EXPECT_THAT(titles(stranger), IsEmpty());
    ASSERT_TRUE(decided(first, given(Kind::supply_filing, 2).id, {}).has_value());
    ASSERT_TRUE(decided(first, given(Kind::product_change, 3).id, {.decision = Decision::reject, .reason = "不符"})
                    .has_value());
    EXPECT_THAT(titles(owner), SizeIs(4));
}

// FIL-12
TEST_P(Engine, FIL12_OwnOnlySeesWhatHeEnteredHimself) {
    const auto a = given();
    auto recorder = given_user("recorder", owner.org, auth::Role::producer);
    EXPECT_THAT(listed(recorder).items, SizeIs(1));
    recorder.scope.own_only = true;
    EXPECT_THAT(listed(recorder).items, IsEmpty());
    EXPECT_EQ(look([&](Tx& tx) { return read(tx, recorder, a.id); }).error().code, Code::not_found);
    auto author = owner;
    author.scope.own_only = true;
    EXPECT_THAT(listed(author).items, SizeIs(1));
    EXPECT_EQ(listed(author).total, 1);
    EXPECT_TRUE(look([&](Tx& tx) { return read(tx, author, a.id); }).has_value());
}

// C-26, C-43, ECO-10, ECO-12, EBM-15: working days of the calendar in force.
// GDP-05
TEST_P(Engine, ECO10_ECO12_ClocksCountWorkingDaysX4) {
    given_rule({.kind = Kind::model, .second_review = true, .first_days = 1, .total_days = 5});
    const auto usual = given(Kind::product_filing, 1), model = given(Kind::model, 2);
    EXPECT_EQ(beijing_minute(*usual.due_at), "2026-11-23 23:59") << "one working day after a Saturday";
    EXPECT_EQ(beijing_minute(*usual.total_due_at), "2026-11-25 23:59");
    EXPECT_EQ(beijing_minute(*model.total_due_at), "2026-11-27 23:59");
    ASSERT_TRUE(decided(first, model.id, {}).has_value());
    EXPECT_EQ(stored(model.id).due_at, model.total_due_at) << "the re-review has the rest of the time";
    EXPECT_FALSE(overdue(usual, *usual.due_at));
    EXPECT_TRUE(overdue(usual, *usual.due_at + 1));
}

TEST_P(Engine, TheRuleOfTheSubmissionHoldsToTheEnd) {
    const auto a = given();
    given_rule({.kind = Kind::product_filing, .second_review = true, .first_days = 2, .total_days = 6});
    ASSERT_TRUE(decided(first, a.id, {}).has_value());
    EXPECT_EQ(stored(a.id).state, State::approved);
    const auto later = given(Kind::product_filing, 2);
    ASSERT_TRUE(decided(first, later.id, {}).has_value());
    EXPECT_EQ(stored(later.id).state, State::awaiting_second);
    EXPECT_THAT(defects(), IsEmpty());
}

// ECO-04, EBM-23
TEST_P(Engine, AReReviewIsMadeByAnother) {
    given_rule({.kind = Kind::product_filing, .second_review = true});
    const auto a = given();
    ASSERT_TRUE(decided(first, a.id, {}).has_value());
    const auto again = decided(first, a.id, {});
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::self_review);
    EXPECT_EQ(stored(a.id).state, State::awaiting_second);
    ASSERT_TRUE(decided(second, a.id, {}).has_value());
    EXPECT_EQ(stored(a.id).state, State::approved);
    EXPECT_EQ(stored(a.id).second_reviewer, second.user);
}

TEST_P(Engine, NobodyReviewsHisOwn) {
    auto insider = first;
    insider.org = owner.org;
    const auto a = given();
    EXPECT_EQ(claimed(insider, a.id).error().code, Code::self_review) << "his company's";
    const auto own = write([&](Tx& tx) {
        return start(tx, first, {.kind = Kind::registration, .object = 5, .org = OrgId{5}, .proposal = proposal()},
                     Submit::yes);
    });
    EXPECT_EQ(decided(first, own.value().id, {}).error().code, Code::self_review) << "he submitted it";
    EXPECT_TRUE(decided(second, own.value().id, {}).has_value());
    auto partner = second;
    partner.org = party.org;
    const auto both = given(Kind::product_filing, 2, Submit::yes, party.org);
    ASSERT_TRUE(write([&](Tx& tx) { return answer_as_party(tx, party, both.id, true, ""); }).has_value());
    EXPECT_EQ(claimed(partner, both.id).error().code, Code::self_review) << "the other party's";
    write([&](Tx& tx) {
        return auth::add_membership(tx, owner.user, second.user, owner.org, auth::Role::recorder, {}).has_value();
    });
    EXPECT_EQ(claimed(second, a.id).error().code, Code::self_review) << "a member who acts from another seat";
    for (const auto& actor : {owner, stranger}) EXPECT_EQ(claimed(actor, a.id).error().code, Code::forbidden);
    EXPECT_EQ(claimed({}, a.id).error().code, Code::unauthenticated);
}

TEST_P(Engine, OfTwoReviewersTheFirstWins) {
    const auto a = given();
    ASSERT_TRUE(claimed(first, a.id).has_value());
    const auto late = claimed(second, a.id);
    ASSERT_TRUE(late.has_error());
    EXPECT_EQ(late.error().code, Code::conflict);
    EXPECT_NE(late.error().detail.find("“first”"), std::string::npos) << late.error().detail;
    EXPECT_EQ(decided(second, a.id, {}).error().code, Code::conflict);
    const auto stale = decided(second, a.id, {.version = 1});
    EXPECT_EQ(stale.error().code, Code::conflict);
    EXPECT_NE(stale.error().detail.find("“first”"), std::string::npos) << stale.error().detail;
    EXPECT_TRUE(claimed(first, a.id).has_value()) << "twice is the same as once";
    EXPECT_EQ(stored(a.id).version, 2);
    EXPECT_EQ(decided(first, a.id, {.version = 1}).error().code, Code::conflict) << "he saw an older one";
    EXPECT_EQ(decided(first, a.id, {.version = 1}).error().pointer, "/version");
    EXPECT_TRUE(decided(first, a.id, {.version = 2}).has_value());
    const auto after = decided(second, a.id, {.decision = Decision::reject, .reason = "晚了一步", .version = 1});
    EXPECT_EQ(after.error().code, Code::conflict);
    EXPECT_NE(after.error().detail.find("“first”刚刚通过了该申请"), std::string::npos) << after.error().detail;
    EXPECT_EQ(stored(a.id).state, State::approved);
}

TEST_P(Engine, AClaimIsGivenBackOrOn) {
    const auto a = given();
    ASSERT_TRUE(claimed(first, a.id).has_value());
    EXPECT_EQ(write([&](Tx& tx) { return release(tx, second, a.id); }).error().code, Code::conflict);
    ASSERT_TRUE(write([&](Tx& tx) { return release(tx, first, a.id); }).has_value());
    EXPECT_EQ(stored(a.id).state, State::submitted);
    ASSERT_TRUE(write([&](Tx& tx) { return assign(tx, first, a.id, second.user); }).has_value());
    EXPECT_EQ(stored(a.id).claimed_by, second.user);
    for (const auto user : {owner.user, UserId{99}}) {
        const auto wrong = write([&](Tx& tx) { return assign(tx, first, a.id, user); });
        ASSERT_TRUE(wrong.has_error());
        EXPECT_EQ(wrong.error().pointer, "/user");
    }
    EXPECT_TRUE(decided(second, a.id, {}).has_value());
    EXPECT_THAT(defects(), IsEmpty());
}

// Reviewers are invited: what they may do stands in their membership, not in their account.
TEST_P(Engine, AnInvitedReviewerIsGivenWhatIsInHisScope) {
    const auto seated = [&](const char* login, auth::Role role, auth::Scope scope) {
        const auto id =
            write([&](Tx& tx) { return auth::add_user(tx, {.login = login, .password_hash = "x"}); }).value();
        EXPECT_TRUE(
            write([&](Tx& tx) { return auth::add_membership(tx, first.user, id, OrgId{}, role, scope); }).has_value());
        return id;
    };
    const auto here = seated("invited", auth::Role::platform_admin, {.regions = {"44"}});
    const auto elsewhere = seated("elsewhere", auth::Role::platform_admin, {.regions = {"11"}});
    const auto a = given();
    EXPECT_EQ(write([&](Tx& tx) { return assign(tx, first, a.id, elsewhere); }).error().pointer, "/user");
    ASSERT_TRUE(write([&](Tx& tx) { return assign(tx, first, a.id, here); }).has_value());
    EXPECT_EQ(stored(a.id).claimed_by, here);
}

TEST_P(Engine, ARejectionNeedsAReasonAndNotesPointAtFields) {
    const auto a = given();
    EXPECT_EQ(decided(first, a.id, {.decision = Decision::reject}).error().pointer, "/reason");
    EXPECT_EQ(decided(first, a.id, {.decision = Decision::to_complete}).error().code, Code::missing_field);
    EXPECT_EQ(decided(first, a.id, {.decision = Decision::reject, .reason = std::string(501, 'a')}).error().code,
              Code::too_long);
    EXPECT_EQ(decided(first, a.id, {.decision = Decision::reject, .reason = "a\xFF"}).error().code, Code::invalid);
    EXPECT_EQ(decided(first, a.id, {.reason = "好", .notes = {{.pointer = "name", .text = "改"}}}).error().pointer,
              "/notes/0/pointer");
    EXPECT_EQ(decided(first, a.id, {.reason = "好", .settings = Settings{}}).error().pointer, "/settings");
    EXPECT_EQ(stored(a.id).state, State::submitted) << "nothing was stored";

    ASSERT_TRUE(decided(first, a.id,
                        {.decision = Decision::to_complete,
                         .notes = {{.pointer = "/name", .text = "名称与证书不一致"}, {.pointer = "/x/0", .text = "?"}}})
                    .has_value());
    const auto notes = look([&](Tx& tx) { return notes_of(tx, a.id); });
    ASSERT_THAT(notes, SizeIs(2));
    EXPECT_EQ(notes[0].pointer, "/name");
    EXPECT_EQ(notes[0].field, "名称");
    EXPECT_EQ(notes[0].text, "名称与证书不一致");
    EXPECT_EQ(notes[0].round, 1);
    EXPECT_EQ(notes[0].at, clock_);
    EXPECT_EQ(notes[1].field, "");
}

// ECO-19: corrected and submitted again, as often as it takes; what was said before stays (NAT-35).
TEST_P(Engine, EachSubmissionIsARound) {
    const auto a = given();
    ASSERT_TRUE(decided(first, a.id, {.decision = Decision::reject, .reason = "名称不对"}).has_value());
    clock_ = clock_ + 1000;
    const auto amended = [&](std::string title, Submit submit) {
        return write([&](Tx& tx) { return amend(tx, owner, a.id, proposal(title), submit); });
    };
    ASSERT_TRUE(amended("新名称一", Submit::no).has_value());
    EXPECT_EQ(stored(a.id).state, State::rejected);
    EXPECT_EQ(look([&](Tx& tx) { return content_of(tx, a.id); }), R"({"name":"新名称一"})");
    ASSERT_TRUE(amended("新名称二", Submit::yes).has_value());
    const auto now = stored(a.id);
    EXPECT_EQ(now.state, State::submitted);
    EXPECT_EQ(now.round, 2);
    EXPECT_EQ(now.submitted_at, clock_);
    EXPECT_EQ(now.decided_at, std::nullopt);
    EXPECT_EQ(look([&](Tx& tx) { return content_of(tx, a.id, 1); }), R"({"name":"产品1"})");
    EXPECT_EQ(look([&](Tx& tx) { return content_of(tx, a.id); }), R"({"name":"新名称二"})");
    EXPECT_EQ(amended("三", Submit::yes).error().code, Code::wrong_state);
    const auto others = write([&](Tx& tx) { return amend(tx, stranger, a.id, proposal(), Submit::yes); });
    EXPECT_EQ(others.error().code, Code::forbidden);
    EXPECT_THAT(defects(), IsEmpty());
}

// EBM-36: 撤回, before anybody has begun to review.
TEST_P(Engine, IsWithdrawnOnlyBeforeTheReview) {
    const auto a = given();
    ASSERT_TRUE(write([&](Tx& tx) { return withdraw(tx, owner, a.id, "填错了"); }).has_value());
    EXPECT_EQ(stored(a.id).state, State::withdrawn);
    ASSERT_TRUE(write([&](Tx& tx) { return amend(tx, owner, a.id, proposal(), Submit::yes); }).has_value());
    ASSERT_TRUE(claimed(first, a.id).has_value());
    const auto late = write([&](Tx& tx) { return withdraw(tx, owner, a.id, ""); });
    ASSERT_TRUE(late.has_error());
    EXPECT_EQ(late.error().code, Code::wrong_state);
    EXPECT_EQ(late.error().detail, "产品备案的状态为“初审中”，不能撤回");
}

TEST_P(Engine, TheOtherPartyConfirmsFirst) {
    const auto a = given(Kind::product_filing, 1, Submit::yes, party.org);
    EXPECT_EQ(a.state, State::awaiting_party);
    EXPECT_EQ(claimed(first, a.id).error().code, Code::wrong_state);
    const auto answer = [&](const auth::Actor& by, bool yes, std::string_view reason) {
        return write([&](Tx& tx) { return answer_as_party(tx, by, a.id, yes, reason); });
    };
    for (const auto& by : {owner, stranger, first}) EXPECT_EQ(answer(by, true, "").error().code, Code::forbidden);
    EXPECT_EQ(answer(party, false, " ").error().pointer, "/reason");
    clock_ = clock_ + 5'000;
    ASSERT_TRUE(answer(party, true, "").has_value());
    EXPECT_EQ(stored(a.id).submitted_at, clock_) << "the clocks begin when the review may";
    const auto refused = given(Kind::product_filing, 2, Submit::yes, party.org);
    ASSERT_TRUE(write([&](Tx& tx) { return answer_as_party(tx, party, refused.id, false, "未委托生产"); }).has_value());
    EXPECT_EQ(stored(refused.id).state, State::rejected);
    EXPECT_EQ(stored(refused.id).reason, "未委托生产");
}

TEST_P(Engine, OnlyOneApplicationOfAKindIsOpenForAnObject) {
    const auto a = given();
    const auto again = write([&](Tx& tx) {
        return start(tx, owner, {.kind = a.kind, .object = 1, .org = owner.org, .proposal = proposal()}, Submit::yes);
    });
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::conflict);
    EXPECT_NE(again.error().detail.find(a.number), std::string::npos);
    EXPECT_EQ(look([&](Tx& tx) { return find_open(tx, a.kind, 1); })->id, a.id);
    ASSERT_TRUE(decided(first, a.id, {.decision = Decision::reject, .reason = "不符"}).has_value());
    const auto newer = given();
    EXPECT_NE(newer.id, a.id);
    const auto stale = write([&](Tx& tx) { return amend(tx, owner, a.id, proposal(), Submit::yes); });
    EXPECT_EQ(stale.error().code, Code::wrong_state) << "the newer one counts";
}

TEST_P(Engine, AnErrorOfTheRoomAboveUndoesTheMove) {
    const auto a = given();
    refuse_moves = true;
    const auto refused = decided(first, a.id, {});
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::org_exists);
    EXPECT_EQ(stored(a.id).state, State::submitted);
    EXPECT_EQ(stored(a.id).version, 1);
    EXPECT_THAT(defects(), IsEmpty());
}

TEST_P(Engine, WhatWasApprovedIsSuspendedResumedAndCancelled) {
    const auto a = given();
    ASSERT_TRUE(decided(first, a.id, {}).has_value());
    const auto operate = [&](auto f, std::string_view reason) {
        return write([&](Tx& tx) { return f(tx, first, a.id, reason); });
    };
    EXPECT_EQ(operate(suspend, "").error().pointer, "/reason");
    ASSERT_TRUE(operate(suspend, "抽检不合格").has_value());
    EXPECT_EQ(stored(a.id).state, State::suspended);
    ASSERT_TRUE(operate(resume, "").has_value());
    EXPECT_EQ(operate(cancel, "").error().pointer, "/reason");
    ASSERT_TRUE(operate(cancel, "企业申请注销").has_value());
    EXPECT_EQ(stored(a.id).state, State::cancelled);
    EXPECT_EQ(operate(resume, "").error().code, Code::wrong_state);
    const auto draft = given(Kind::product_filing, 2, Submit::no);
    ASSERT_TRUE(write([&](Tx& tx) { return cancel(tx, owner, draft.id, ""); }).has_value()) << "the applicant's own";
    EXPECT_THAT(defects(), IsEmpty());
}

// ECO-05, ECO-15, ECO-18
TEST_P(Engine, ECO05_ECO15_ECO18_ReviewersSettingsAreKept) {
    const auto a = given(Kind::registration);
    const Settings settings{.industry = "电动自行车",
                            .return_rate_limit = true,
                            .return_rate_pct = 60,
                            .initialise_password = true,
                            .short_url = true};
    ASSERT_TRUE(decided(first, a.id, {.settings = settings, .password = InitialPassword{"text", "hash"}}).has_value());
    EXPECT_EQ(stored(a.id).settings, settings);
    EXPECT_TRUE(told.back().password);
    EXPECT_EQ(stored_settings(json::serialize(encode(settings))), settings);
}

TEST_P(Engine, ReviewersSeeTheOldestFirstAndOwnersTheNewest) {
    std::vector<Application> all;
    for (int i = 1; i <= 5; ++i) {
        clock_ = clock_ + 1000;
        all.push_back(given(i % 2 ? Kind::product_filing : Kind::template_request, i));
    }
    given(Kind::product_filing, 6, Submit::no);
    EXPECT_THAT(objects(listed(first)), ElementsAre(1, 2, 3, 4, 5)) << "no drafts";
    EXPECT_EQ(listed(first).total, 5);
    EXPECT_THAT(objects(listed(owner)), ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(objects(listed(stranger)), IsEmpty());
    for (const auto& by : {first, owner}) {
        std::vector<std::int64_t> walked;
        std::optional<Cursor> after;
        do {
            const auto page = listed(by, {}, after, 2);
            for (const auto o : objects(page)) walked.push_back(o);
            after = page.next ? std::optional(decode_cursor(encode_cursor(*page.next)).value()) : std::nullopt;
        } while (after);
        EXPECT_EQ(walked, objects(listed(by)));
    }
    ASSERT_TRUE(claimed(first, all[2].id).has_value());
    ASSERT_TRUE(decided(second, all[0].id, {}).has_value());
    EXPECT_THAT(objects(listed(first)), ElementsAre(2, 3, 4, 5)) << "what is decided does not wait";
    EXPECT_THAT(objects(listed(first, {.mine = true})), ElementsAre(3));
    EXPECT_THAT(objects(listed(first, {.states = {State::approved, State::first_review}})), ElementsAre(1, 3));
    EXPECT_THAT(objects(listed(first, {.kind = Kind::template_request})), ElementsAre(2, 4));
    EXPECT_THAT(objects(listed(first, {.q = "产品5"})), ElementsAre(5));
    EXPECT_THAT(objects(listed(first, {.q = "sq20261121-0004"})), ElementsAre(4));
    EXPECT_THAT(objects(listed(first, {.q = "%"})), IsEmpty()) << "no wildcards";
    EXPECT_THAT(objects(listed(first, {.region = "4401"})), SizeIs(4));
    EXPECT_THAT(objects(listed(first, {.region = "33"})), IsEmpty());
    EXPECT_THAT(objects(listed(first, {.overdue = true})), IsEmpty());
    clock_ = clock_ + 5 * 86'400'000LL;
    EXPECT_THAT(objects(listed(first, {.overdue = true})), ElementsAre(2, 3, 4, 5));
    const auto refused = look([&](Tx& tx) { return list(tx, owner, {}, {}, 0); });
    EXPECT_EQ(refused.error().pointer, "/limit");
}

TEST_P(Engine, OthersDoNotLearnThatAnApplicationExists) {
    const auto a = given(), draft = given(Kind::product_filing, 2, Submit::no);
    const auto see = [&](const auth::Actor& by, ApplicationId id) {
        return look([&](Tx& tx) { return review::read(tx, by, id); });
    };
    for (const auto& by : {owner, first, second}) EXPECT_TRUE(see(by, a.id).has_value());
    EXPECT_EQ(see(stranger, a.id).error().code, Code::not_found);
    EXPECT_EQ(see(first, draft.id).error().code, Code::not_found) << "a draft is the applicant's alone";
    EXPECT_TRUE(see(owner, draft.id).has_value());
    EXPECT_EQ(see({}, a.id).error().code, Code::unauthenticated);
}

TEST_P(Engine, TellsThePlaceInTheQueueAndWhen) {
    std::vector<Application> all;
    for (int i = 1; i <= 8; ++i) all.push_back(given(Kind::product_filing, i));
    given(Kind::model, 100);
    const auto place = [&](std::size_t i) { return look([&](Tx& tx) { return place_of(tx, *find(tx, all[i].id)); }); };
    EXPECT_EQ(place(0)->position, 1);
    EXPECT_EQ(place(7)->position, 8);
    EXPECT_EQ(place(7)->expected, *all[7].due_at) << "no pace is known yet";
    for (std::size_t i = 0; i < 6; ++i) {
        clock_ = clock_ + 60'000;
        ASSERT_TRUE(decided(first, all[i].id, {}).has_value());
    }
    EXPECT_EQ(place(7)->position, 2);
    EXPECT_EQ(place(7)->expected, clock_ + 2 * (5 * 60'000 / 6)) << "at the pace of the last decisions";
    EXPECT_EQ(place(0), std::nullopt);
}

TEST_P(Engine, RulesAndReasonsAreTheOperators) {
    const Rule bad{.kind = Kind::model, .second_review = false, .first_days = 4, .total_days = 3};
    const auto set = [&](const auth::Actor& by, const Rule& rule) {
        return write([&](Tx& tx) { return set_rules(tx, by, std::span(&rule, 1)); });
    };
    EXPECT_EQ(set(first, bad).error().pointer, "/items/0/totalDays");
    EXPECT_EQ(set(owner, {.kind = Kind::model}).error().code, Code::forbidden);
    ASSERT_TRUE(set(first, {.kind = Kind::model, .second_review = true}).has_value());
    ASSERT_TRUE(set(first, {.kind = Kind::model, .second_review = true}).has_value());
    EXPECT_EQ(look([](Tx& tx) { return rule_of(tx, Kind::model); }).version, 1) << "nothing changed the second time";
    EXPECT_THAT(look([](Tx& tx) { return rules(tx); }), SizeIs(kind_count));
    EXPECT_THAT(look([](Tx& tx) { return reason_templates(tx); }), testing::Not(IsEmpty()));
    const std::vector<ReasonTemplate> own{{Kind::registration, "执照过期"}, {std::nullopt, "请补充资料"}};
    ASSERT_TRUE(write([&](Tx& tx) { return set_reason_templates(tx, first, own); }).has_value());
    const auto stored_reasons = look([](Tx& tx) { return reason_templates(tx); });
    ASSERT_THAT(stored_reasons, SizeIs(2));
    EXPECT_EQ(stored_reasons[0].kind, Kind::registration);
    EXPECT_EQ(stored_reasons[1].text, "请补充资料");
    EXPECT_THAT(defects(), IsEmpty());
}

const db::Statement tamper_content_sql{"review_test.tamper_content",
                                       "update application_content set content = $2 where application_id = $1"};
const db::Statement tamper_state_sql{"review_test.tamper_state",
                                     "update application set state = $2 where application_id = $1"};
const db::Statement tamper_reason_sql{"review_test.tamper_reason",
                                      "update application_history set reason = $2 where application_id = $1"};

TEST_P(Engine, FsckFindsWhatWasChangedBehindTheEngine) {
    const auto a = given();
    EXPECT_THAT(defects(), IsEmpty());
    const auto tamper = [&](const db::Statement& sql, auto value) {
        write([&](Tx& tx) { tx.execute(sql, a.id, value); });
        return defects();
    };
    EXPECT_THAT(tamper(tamper_content_sql, "{}"), SizeIs(1));
    EXPECT_THAT(tamper(tamper_content_sql, R"({"name":"产品1"})"), IsEmpty());
    EXPECT_THAT(tamper(tamper_state_sql, static_cast<int>(State::approved)), SizeIs(1));
    EXPECT_THAT(tamper(tamper_state_sql, static_cast<int>(State::submitted)), IsEmpty());
    EXPECT_THAT(tamper(tamper_reason_sql, "另一个原因"), SizeIs(1));
}

TEST(ReviewJson, VerdictsAreReadWithAllTheirFaults) {
    const auto read = [](std::string_view text) { return decode_verdict(parse_json_object(text).value()); };
    const auto full = read(R"({"decision":"to_complete","notes":[{"pointer":"/name","text":"改"}],"version":"3"})");
    ASSERT_TRUE(full.has_value()) << full.error().detail;
    EXPECT_EQ(full.value().decision, Decision::to_complete);
    EXPECT_EQ(full.value().notes[0].pointer, "/name");
    EXPECT_EQ(full.value().version, 3);
    const auto wrong = read(R"({"decision":"maybe","notes":[1],"settings":{"returnRateLimit":{"on":true}},"x":1})");
    ASSERT_TRUE(wrong.has_error());
    EXPECT_EQ(wrong.error().others.size(), 3u);
    EXPECT_EQ(read(R"({"decision":"reject"})").error().pointer, "/reason");
    EXPECT_EQ(decode_cursor("12").error().code, Code::invalid);
    EXPECT_EQ(decode_cursor("-1-2").error().code, Code::invalid);
    EXPECT_EQ(decode_cursor("").error().code, Code::invalid);
}

}  // namespace
}  // namespace yiguan::review
