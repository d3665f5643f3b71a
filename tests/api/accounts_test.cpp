// Getting in by phone, members, invitations and keys, against the real server: what a person does, and what he may not.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AccountsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    http::Answer post(Party& party, const std::string& path, const json::object& body) {
        http::Headers headers{{"Content-Type", "application/json"}};
        if (!party.csrf().empty()) headers.emplace_back("X-CSRF-Token", party.csrf());
        return party.send("POST", path, json::serialize(body), headers);
    }
    http::Answer put(Party& party, const std::string& path, const json::object& body) {
        return party.send("PUT", path, json::serialize(body),
                          {{"Content-Type", "application/json"}, {"X-CSRF-Token", party.csrf()}});
    }
    http::Answer remove(Party& party, const std::string& path) {
        return party.send("DELETE", path, "", {{"X-CSRF-Token", party.csrf()}});
    }
    // As the operator of a development node reads it: the newest message of this template to a number that ends so.
    std::string sent(const std::string& key, const std::string& to) {
        for (int tries = 0; tries < 100; ++tries) {
            const auto outbox = s_.admin.must_get("/api/v1/outbox?limit=100");
            for (const auto& item : outbox.at("items").as_array())
                if (text(item.as_object(), "template") == key && text(item.as_object(), "to").ends_with(to) &&
                    item.as_object().contains("body"))
                    return text(item.as_object(), "body");
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return {};
    }
    static std::string digits_in(const std::string& words, std::size_t count) {
        std::string run;
        for (const char c : words) {
            run = c >= '0' && c <= '9' ? run + c : std::string();
            if (run.size() == count) return run;
        }
        return {};
    }
    /// 初始密码 <password> in the message.
    static std::string first_password_in(const std::string& words) {
        const auto at = words.find("密码");
        std::string found;
        for (const char c : words.substr(at)) {
            const bool of_password = c >= '!' && c <= '~' && c != ',' && c != '.' && c != ';';
            if (of_password)
                found += c;
            else if (!found.empty())
                break;
        }
        return found;
    }
    std::string session_member(Party& party) { return text(party.must_get("/api/v1/sessions/current"), "membership"); }
    Story& s_ = story(GetParam());
};

// EBM-06
TEST_P(AccountsTest, EBM06_APhoneIsBoundAndOpensTheDoor) {
    const std::string phone = "13911112222";
    EXPECT_EQ(post(s_.producer, "/api/v1/phone-codes", {{"phone", phone}, {"purpose", "bind_phone"}}).status, 202);
    const auto code = digits_in(sent("phone_code", "2222"), 6);
    ASSERT_FALSE(code.empty());
    const auto bound = put(s_.producer, "/api/v1/me/phone", {{"phone", phone}, {"code", code}});
    ASSERT_EQ(bound.status, 200) << bound.body;
    EXPECT_EQ(text(object_of(bound), "phone"), "139****2222");
    // Another account cannot have it, and a used code is no code.
    EXPECT_EQ(put(s_.producer, "/api/v1/me/phone", {{"phone", phone}, {"code", code}}).status, 422);
    auto stranger = s_.stranger();
    const auto without = post(stranger, "/api/v1/phone-codes", {{"phone", phone}, {"purpose", "sign_in"}});
    EXPECT_EQ(without.status, 422) << "a captcha first";
    EXPECT_THAT(without.body, HasSubstr("captcha_required"));
    // The number that was bound before hears of the change.
    const std::string next = "13911113333";
    EXPECT_EQ(post(s_.producer, "/api/v1/phone-codes", {{"phone", next}, {"purpose", "bind_phone"}}).status, 202);
    ASSERT_EQ(
        put(s_.producer, "/api/v1/me/phone", {{"phone", next}, {"code", digits_in(sent("phone_code", "3333"), 6)}})
            .status,
        200);
    const auto told = sent("phone_changed", "2222");
    EXPECT_THAT(told, HasSubstr("139****3333"));
    EXPECT_THAT(told, Not(HasSubstr(next)));
    Party by_phone(s_.server);
    by_phone.sign_in(next, password);
    EXPECT_EQ(by_phone.organisation(), s_.producer.organisation());
    EXPECT_EQ(s_.server.log().find(phone), std::string::npos);
    EXPECT_EQ(s_.server.log().find(code), std::string::npos);
}

// FIL-12
TEST_P(AccountsTest, FIL12_AMemberIsInvitedWorksAndIsSuspended) {
    const auto login = fmt::format("recorder-{}", static_cast<int>(GetParam()));
    const auto made = post(s_.producer, "/api/v1/invitations",
                           {{"role", "recorder"}, {"name", "李四"}, {"scope", json::object{{"ownOnly", true}}}});
    ASSERT_EQ(made.status, 201) << made.body;
    const auto link = text(object_of(made), "link");
    const auto token = link.substr(link.find('#') + 1);
    auto stranger = s_.stranger();
    const auto told = post(stranger, "/api/v1/invitations/lookups", {{"token", token}});
    EXPECT_EQ(told.status, 200) << told.body;
    EXPECT_THAT(told.body, HasSubstr("记录员"));
    const json::object acceptance{{"token", token}, {"login", login}, {"password", password}, {"name", "李四"}};
    const auto joined = post(stranger, "/api/v1/invitations/acceptances", acceptance);
    ASSERT_EQ(joined.status, 201) << joined.body;
    EXPECT_EQ(post(stranger, "/api/v1/invitations/lookups", {{"token", token}}).status, 409);

    Party recorder(s_.server);
    recorder.sign_in(login, password);
    EXPECT_EQ(recorder.get("/api/v1/products").status, 200);
    EXPECT_EQ(recorder.get("/api/v1/members").status, 403);
    EXPECT_EQ(recorder.get("/api/v1/keys").status, 403);
    const auto listed = s_.producer.must_get("/api/v1/members?q=" + login);
    EXPECT_EQ(listed.at("total").as_int64(), 1);
    const auto id = session_member(recorder);
    const auto changed = put(s_.producer, "/api/v1/members/" + id, {{"role", "warehouse"}});
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(put(recorder, "/api/v1/sessions/current/membership", {{"membership", id}}).status, 200);
    const auto no_phone = post(s_.producer, "/api/v1/members/" + id + "/password-resets", json::object{});
    EXPECT_EQ(no_phone.status, 409) << "nowhere to send it";
    EXPECT_EQ(recorder.get("/api/v1/sessions/current").status, 200) << "and nothing has changed";
    EXPECT_EQ(post(s_.producer, "/api/v1/members/" + id + "/suspensions", {{"reason", "离职"}}).status, 200);
    EXPECT_EQ(recorder.get("/api/v1/sessions/current").status, 401);
    EXPECT_EQ(remove(s_.producer, "/api/v1/members/" + id + "/suspensions").status, 200);
}

// From a stranger with a phone to a first password that only he knows (C-20).
// EBM-18
TEST_P(AccountsTest, EBM18_TheFirstPasswordComesWithTheApprovalAndMustBeChanged) {
    auto stranger = s_.stranger();
    const auto phone = fresh_phone();
    const auto company = fresh_company();
    auto body = registration(company, "producer");
    body.erase("password");
    body["phone"] = phone;
    body["phoneCode"] = "000000";
    const auto wrong = post(stranger, "/api/v1/organisations", body);
    EXPECT_EQ(wrong.status, 422) << wrong.body;
    EXPECT_THAT(wrong.body, HasSubstr("/phoneCode"));
    body["phoneCode"] = phone_code(s_, stranger, phone, "register");
    const auto made = stranger.must_post("/api/v1/organisations", body);
    const auto application = text(s_.admin.must_get("/api/v1/organisations/" + text(made, "id")), "application");
    const auto approved = post(s_.admin, "/api/v1/applications/" + application + "/decisions",
                               {{"decision", "approve"}, {"settings", json::object{{"initialisePassword", true}}}});
    ASSERT_EQ(approved.status, 200) << approved.body;

    const auto words = message_to(s_, phone, "registration_approved");
    ASSERT_THAT(words, HasSubstr(company.login));
    const auto first = first_password_in(words);
    Party party(s_.server);
    party.sign_in(company.login, first);
    EXPECT_EQ(party.must_get("/api/v1/sessions/current").at("mustChangePassword"), json::value(true));
    EXPECT_EQ(party.get("/api/v1/products").status, 403) << "nothing before the change";
    party.change_password(first, password);
    EXPECT_EQ(party.get("/api/v1/products").status, 200);
    EXPECT_EQ(post(stranger, "/api/v1/sessions", {{"login", company.login}, {"password", first}}).status, 401);
}

// EBM-20
TEST_P(AccountsTest, EBM06_EBM20_ByPhoneOneSignsInResetsThePasswordAndTheKey) {
    auto account = phoned(s_);
    auto stranger = s_.stranger();
    const auto code = phone_code(s_, stranger, account.phone, "sign_in");
    const auto again = post(stranger, "/api/v1/phone-codes",
                            {{"phone", account.phone}, {"purpose", "sign_in"}, {"captcha", captcha(stranger)}});
    EXPECT_EQ(again.status, 429) << "once a minute";
    EXPECT_FALSE(again.header("Retry-After").empty());
    EXPECT_EQ(post(stranger, "/api/v1/password-resets",
                   {{"phone", account.phone}, {"code", code}, {"newPassword", "another-good-one-26"}})
                  .status,
              422)
        << "a code is for its purpose";
    const auto opened = post(stranger, "/api/v1/sessions/by-phone", {{"phone", account.phone}, {"code", code}});
    ASSERT_EQ(opened.status, 201) << opened.body;
    EXPECT_EQ(text(object_of(opened), "login"), account.login);

    auto forgetful = phoned(s_);
    auto outside = s_.stranger();
    const json::object reset{{"phone", forgetful.phone},
                             {"code", phone_code(s_, outside, forgetful.phone, "reset_password")},
                             {"newPassword", "another-good-one-26"}};
    EXPECT_EQ(post(outside, "/api/v1/password-resets", reset).status, 204);
    EXPECT_EQ(forgetful.party->get("/api/v1/sessions/current").status, 401) << "all sessions end";
    EXPECT_EQ(post(outside, "/api/v1/password-resets", reset).status, 422) << "once";
    forgetful.party->sign_in(forgetful.login, "another-good-one-26");

    auto machine = phoned(s_);
    EXPECT_EQ(post(*machine.party, "/api/v1/keys", {{"code", "000000"}}).status, 422);
    const auto made =
        post(*machine.party, "/api/v1/keys", {{"code", phone_code(s_, *machine.party, machine.phone, "reset_key")}});
    ASSERT_EQ(made.status, 201) << made.body;
    const http::Headers bearer{{"Authorization", "Bearer " + text(object_of(made), "key")}};
    EXPECT_EQ(s_.stranger().get("/api/v1/blocks", bearer).status, 200);
    EXPECT_THAT(machine.party->get("/api/v1/keys").body, Not(HasSubstr(text(object_of(made), "key")))) << "shown once";
    EXPECT_EQ(remove(*machine.party, "/api/v1/keys/" + text(object_of(made), "id")).status, 204);
    EXPECT_EQ(s_.stranger().get("/api/v1/blocks", bearer).status, 401);
}

// EBM-16
TEST_P(AccountsTest, EBM16_TheReasonOfARejectionComesToThePhone) {
    auto stranger = s_.stranger();
    const auto phone = fresh_phone();
    auto body = registration(fresh_company(), "producer");
    body["phone"] = phone;
    body["phoneCode"] = phone_code(s_, stranger, phone, "register");
    const auto made = stranger.must_post("/api/v1/organisations", body);
    const auto application = text(s_.admin.must_get("/api/v1/organisations/" + text(made, "id")), "application");
    ASSERT_EQ(post(s_.admin, "/api/v1/applications/" + application + "/decisions",
                   {{"decision", "reject"}, {"reason", "营业执照照片不清晰"}})
                  .status,
              200);
    EXPECT_THAT(message_to(s_, phone, "registration_rejected"), HasSubstr("营业执照照片不清晰"));
}

TEST_P(AccountsTest, AWithdrawnInvitationOpensNothing) {
    const auto made = object_of(post(s_.producer, "/api/v1/invitations", {{"role", "recorder"}, {"name", "赵六"}}));
    const auto link = text(made, "link");
    const auto token = link.substr(link.find('#') + 1);
    EXPECT_EQ(remove(s_.producer, "/api/v1/invitations/" + text(made, "id")).status, 204);
    auto stranger = s_.stranger();
    const auto refused = post(stranger, "/api/v1/invitations/acceptances",
                              {{"token", token}, {"login", "withdrawn-one"}, {"password", password}, {"name", "赵六"}});
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("invitation_expired"));
}

// P03: who looks after organisations sees how many there are, everybody else his own figures.
TEST_P(AccountsTest, P03_TheWorkbenchCountsOrganisationsForTheOperatorAlone) {
    const auto figures_of = [](Party& party) {
        const auto work = party.must_get("/api/v1/workbench");
        std::map<std::string, std::string> found;
        for (const auto& one : work.at("figures").as_array())
            found[text(one.as_object(), "key")] = text(one.as_object(), "value");
        return found;
    };
    const auto seen = figures_of(s_.admin);
    for (const char* key : {"organisations_approved", "producers_approved", "sellers_approved"}) {
        ASSERT_TRUE(seen.contains(key)) << key;
        EXPECT_NE(seen.at(key), "0") << key;
    }
    EXPECT_FALSE(figures_of(s_.producer).contains("organisations_approved"));
}

TEST_P(AccountsTest, ECO11_ECO20_TheReviewerSeesWhatDiffersFromTheLicence) {
    const Company company{"读图车业有限公司", some_uscc(77), "广东省广州市黄埔区读图路1号", "020-81110077",
                          fmt::format("reader-{}", static_cast<int>(GetParam()))};
    auto stranger = s_.stranger();
    auto body = registration(company, "producer");
    body["submit"] = false;
    const auto made = stranger.must_post("/api/v1/organisations", body);
    Party owner(s_.server);
    owner.sign_in(company.login, password);
    const auto sample = stranger.get("/api/v1/samples/licence.png");
    const auto sent = owner.send("POST", "/api/v1/documents?purpose=licence", sample.body,
                                 {{"Content-Type", "image/png"}, {"X-CSRF-Token", owner.csrf()}});
    ASSERT_EQ(sent.status, 201) << sent.body;
    const auto submitted = put(owner, "/api/v1/organisations/" + text(made, "id"),
                               {{"name", company.name},
                                {"uscc", company.uscc},
                                {"address", company.address},
                                {"contact", company.contact},
                                {"licence", text(object_of(sent), "id")},
                                {"submit", true}});
    ASSERT_EQ(submitted.status, 200) << submitted.body;
    const auto path = "/api/v1/applications/" + text(object_of(submitted), "application");
    json::object check;
    for (int tries = 0; tries < 2000 && !check.contains("fields"); ++tries) {
        const auto seen = s_.admin.must_get(path);
        for (const auto& one : seen.at("checks").as_array())
            if (text(one.as_object(), "rule") == "licence_agrees") check = one.as_object();
        if (!check.contains("fields")) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    // A machine too busy to read it in 25 s reads it again two minutes later: the wait holds both.
    ASSERT_TRUE(check.contains("fields")) << json::serialize(check);
    EXPECT_NE(check.at("ok"), json::value(true)) << "the sample is another company's";
    EXPECT_THAT(text(check, "message"), HasSubstr("企业名称：填写“读图车业有限公司”"));
    EXPECT_THAT(text(check, "message"), HasSubstr("可信度"));
}

TEST_P(AccountsTest, FIL36_FIL40_FIL41_ANodeOfABatchIsClosedAndOpened) {
    const auto code = s_.code(s_.thousand, 3);
    const auto page = [&] { return s_.stranger().get("/E=" + code).body; };
    EXPECT_THAT(page(), HasSubstr(open_buyer));
    std::string batch;
    const auto batches = s_.producer.must_get("/api/v1/batches?number=YGK-");
    for (const auto& one : batches.at("items").as_array()) batch = text(one.as_object(), "id");
    const auto listed = [&] {
        const auto all = s_.producer.must_get("/api/v1/sections?batch=" + batch);
        std::string out;
        for (const auto& one : all.at("items").as_array())
            if (text(one.as_object(), "level") == "batch")
                out += text(one.as_object(), "key") + (one.at("open").as_bool() ? "+ " : "- ");
        return out;
    };
    EXPECT_EQ(listed(), "node_commissioning+ node_activating+ node_shipping+ ");
    const auto set = [&](Party& who, bool open) {
        return put(who, "/api/v1/sections/node_shipping", {{"object", batch}, {"open", open}}).status;
    };
    EXPECT_EQ(set(s_.seller, false), 404);
    ASSERT_EQ(set(s_.producer, false), 200);
    // The page is made anew within a second or two.
    for (int tries = 0; tries < 100 && page().find(open_buyer) != std::string::npos; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_THAT(page(), Not(HasSubstr(open_buyer)));
    EXPECT_THAT(s_.stranger().get("/api/v1/codes/" + code).body, Not(HasSubstr("shipping")));
    EXPECT_EQ(listed(), "node_commissioning+ node_activating+ node_shipping- ");
    ASSERT_EQ(set(s_.producer, true), 200);
    for (int tries = 0; tries < 100 && page().find(open_buyer) == std::string::npos; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_THAT(page(), HasSubstr(open_buyer));
    EXPECT_EQ(put(s_.producer, "/api/v1/sections/node_shipping", {{"open", true}}).status, 422) << "of which batch";
}

// Nothing in the answers tells a number with an account from one without.
TEST_P(AccountsTest, AWrongCodeIsAnsweredAlike) {
    auto stranger = s_.stranger();
    std::string first;
    for (const auto* phone : {"13900000001", "13911112222"}) {
        auto answer = object_of(post(stranger, "/api/v1/sessions/by-phone", {{"phone", phone}, {"code", "000000"}}));
        answer.erase("requestId");
        if (first.empty()) first = json::serialize(answer);
        EXPECT_EQ(json::serialize(answer), first);
    }
    EXPECT_EQ(post(stranger, "/api/v1/password-resets",
                   {{"phone", "13900000001"}, {"code", "000000"}, {"newPassword", "another-good-one-26"}})
                  .status,
              422);
}

INSTANTIATE_TEST_SUITE_P(Engines, AccountsTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql));

}  // namespace
}  // namespace yiguan::testing
