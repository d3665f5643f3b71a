// The moves of a review from outside: registrations as they come in, and the people who decide them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;

class ReviewTest : public ::testing::TestWithParam<db::Engine> {
protected:
    http::Answer move(Party& party, const std::string& id, const std::string& what, const json::object& body = {}) {
        return send_as(party, "POST", "/api/v1/applications/" + id + "/" + what, body);
    }
    Party reviewer(const std::string& role) { return std::move(*member(s_, s_.admin, role)); }
    /// A registration that waits; `applicant` is signed in. Its application.
    std::string registered(const Company& company, Party& applicant) {
        Party stranger = s_.stranger();
        const auto made = stranger.must_post("/api/v1/organisations", registration(company, "producer"));
        applicant.sign_in(company.login, password);
        return text(applicant.must_get("/api/v1/organisations/" + text(made, "id")), "application");
    }
    static std::string state(const http::Answer& answer) {
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.status == 200 ? text(object_of(answer), "state") : std::string();
    }
    void second_review(bool on) {
        const auto set = send_as(
            s_.admin, "PUT", "/api/v1/review-rules",
            {{"items", json::array{json::object{
                           {"kind", "registration"}, {"secondReview", on}, {"firstDays", 1}, {"totalDays", 3}}}}});
        EXPECT_EQ(set.status, 200) << set.body;
    }
    Story& s_ = story(GetParam());
};

// Two reviewers at once: the first wins, the other is told who has it; handed over, sent back, approved.
// ECO-16
TEST_P(ReviewTest, ECO16_ClaimedAssignedSentBackAndApproved) {
    Party one = reviewer("first_reviewer"), two = reviewer("first_reviewer");
    Party applicant(s_.server);
    const auto company = fresh_company();
    const auto id = registered(company, applicant);
    EXPECT_EQ(state(move(one, id, "claims")), "first_review");
    const auto late = move(two, id, "claims");
    EXPECT_EQ(late.status, 409) << late.body;
    EXPECT_THAT(late.body, HasSubstr("王五")) << "who took it";
    EXPECT_EQ(move(two, id, "decisions", {{"decision", "approve"}}).status, 409);
    EXPECT_EQ(send_as(one, "DELETE", "/api/v1/applications/" + id + "/claims").status, 200);
    const auto user = text(two.must_get("/api/v1/sessions/current"), "user");
    const auto given = move(s_.admin, id, "assignments", {{"user", user}});
    EXPECT_EQ(given.status, 200) << given.body;
    const auto sent_back =
        move(two, id, "decisions",
             {{"decision", "to_complete"},
              {"reason", "地址不全"},
              {"notes", json::array{json::object{{"pointer", "/address"}, {"text", "请填写到门牌号"}}}}});
    EXPECT_EQ(state(sent_back), "to_complete");
    const auto seen = applicant.must_get("/api/v1/applications/" + id);
    EXPECT_THAT(json::serialize(seen.at("notes")), HasSubstr("请填写到门牌号"));
    EXPECT_FALSE(seen.contains("claimedBy")) << "who reviews is known inside only";

    // The applicant puts it right; the same application waits again, a round later.
    auto again = registration(company, "producer");
    again["address"] = "某市某路1号2栋301室";
    for (const char* const of_the_first_time : {"login", "password", "kinds"}) again.erase(of_the_first_time);
    const auto organisation = text(applicant.must_get("/api/v1/sessions/current"), "organisation");
    const auto put = send_as(applicant, "PUT", "/api/v1/organisations/" + organisation, again);
    EXPECT_EQ(put.status, 200) << put.body;
    const auto now = text(applicant.must_get("/api/v1/organisations/" + organisation), "application");
    EXPECT_EQ(state(move(two, now, "decisions", {{"decision", "approve"}})), "approved");
    EXPECT_EQ(move(two, now, "decisions", {{"decision", "approve"}}).status, 409) << "decided already";
}

// With second review on nobody takes both steps.
// ECO-12
TEST_P(ReviewTest, ECO12_TheSecondReviewIsAnotherPersons) {
    second_review(true);
    Party first = reviewer("first_reviewer"), second = reviewer("second_reviewer"), applicant(s_.server);
    const auto id = registered(fresh_company(), applicant);
    EXPECT_EQ(state(move(s_.admin, id, "decisions", {{"decision", "approve"}})), "awaiting_second");
    const auto same = move(s_.admin, id, "decisions", {{"decision", "approve"}});
    EXPECT_TRUE(same.status == 403 || same.status == 409) << same.body;
    const auto wrong_step = move(first, id, "decisions", {{"decision", "approve"}});
    EXPECT_EQ(wrong_step.status, 403) << wrong_step.body;
    EXPECT_EQ(state(move(second, id, "decisions", {{"decision", "approve"}})), "approved");
    second_review(false);
}

TEST_P(ReviewTest, ECO16_OnlyWhatNobodyReviewsYetIsWithdrawn) {
    Party applicant(s_.server), late(s_.server);
    const auto id = registered(fresh_company(), applicant);
    EXPECT_EQ(state(move(applicant, id, "withdrawals", {{"reason", "填错了"}})), "withdrawn");
    const auto taken = registered(fresh_company(), late);
    EXPECT_EQ(move(s_.admin, taken, "claims").status, 200);
    EXPECT_EQ(move(late, taken, "withdrawals", {{"reason", "填错了"}}).status, 409);
    EXPECT_EQ(move(late, taken, "cancellations", {{"reason", "不办了"}}).status, 403);
    EXPECT_EQ(move(s_.admin, taken, "decisions", {{"decision", "approve"}}).status, 200);
    EXPECT_EQ(state(move(s_.admin, taken, "cancellations", {{"reason", "企业申请注销"}})), "cancelled");
}

// Whoever belongs to the company, in whatever other seat, decides nothing of it.
TEST_P(ReviewTest, NobodyReviewsHisOwnCompany) {
    Party colleague = reviewer("first_reviewer");
    const auto seat = text(colleague.must_get("/api/v1/sessions/current"), "membership");
    const auto joined =
        send_as(colleague, "POST", "/api/v1/invitations/acceptances", {{"token", invited(s_.other, "recorder")}});
    ASSERT_EQ(joined.status, 200) << joined.body;
    const auto change = send_as(s_.other, "POST", "/api/v1/organisations/" + s_.other.organisation() + "/changes",
                                {{"changes", json::object{{"contact", "0757-83330099"}}}, {"reason", "换了电话"}});
    ASSERT_EQ(change.status, 201) << change.body;
    const auto id = text(object_of(change), "id");
    const auto back = send_as(colleague, "PUT", "/api/v1/sessions/current/membership", {{"membership", seat}});
    EXPECT_EQ(back.status, 200) << back.body;
    const auto refused = move(colleague, id, "claims");
    EXPECT_EQ(refused.status, 403) << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("self_review"));
    EXPECT_EQ(state(move(s_.other, id, "withdrawals", {{"reason", "不换了"}})), "withdrawn");
}

// Suspended, put back and deregistered; and handed over to another company.
TEST_P(ReviewTest, ECO16_AnOrganisationIsSuspendedResumedAndTransferred) {
    const auto old = applicant(s_, Approved::yes);
    const auto heir = applicant(s_, Approved::yes);
    const auto path = "/api/v1/organisations/" + old.organisation;
    const auto status = [&] { return text(s_.admin.must_get(path), "status"); };
    EXPECT_EQ(send_as(*old.party, "POST", path + "/suspensions", {{"reason", "自己停用"}}).status, 403);
    EXPECT_EQ(send_as(s_.admin, "POST", path + "/suspensions", {{"reason", "待查"}}).status, 200);
    EXPECT_EQ(status(), "suspended");
    EXPECT_EQ(send_as(s_.admin, "POST", path + "/resumptions", {{"reason", "已查明"}}).status, 200);
    EXPECT_EQ(status(), "approved");

    const auto asked = send_as(*old.party, "POST", path + "/transfers",
                               {{"successor", heir.company.uscc}, {"ground", "merged"}, {"reason", "公司合并"}});
    ASSERT_EQ(asked.status, 201) << asked.body;
    EXPECT_EQ(state(move(s_.admin, text(object_of(asked), "id"), "decisions", {{"decision", "approve"}})), "approved");
    EXPECT_EQ(status(), "deregistered");
    EXPECT_EQ(text(s_.admin.must_get(path), "successor"), heir.organisation);
    EXPECT_EQ(heir.party->get(path).status, 200) << "the heir reads what was the old company's";
}

INSTANTIATE_TEST_SUITE_P(Engines, ReviewTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
