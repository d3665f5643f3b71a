// 反馈举报 and 关注召回 against the real server, as a browser without script uses them: forms, captchas, numbers,
// links.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/moves.hpp"
#include "core/text.hpp"

namespace yiguan::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FeedbackApiTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static std::string between(const std::string& text, std::string_view before, std::string_view after) {
        const auto at = text.find(before);
        if (at == text.npos) return {};
        const auto from = at + before.size();
        return text.substr(from, text.find(after, from) - from);
    }
    http::Answer send_form(Party& party, const std::string& path, const std::string& body) {
        return party.send("POST", path, body, {{"Content-Type", "application/x-www-form-urlencoded"}});
    }
    // A captcha answered, as form fields.
    static std::string answered(Party& party) {
        const auto made = captcha(party);
        return "&captchaToken=" + text(made, "token") + "&captchaAnswer=" + text(made, "answer");
    }
    std::string code() { return s_.code(s_.million, Story::sold_at); }
    std::string number_of(const http::Answer& answer) {
        EXPECT_EQ(answer.status, 303) << answer.body;
        return between(std::string(answer.header("Location")) + "?", "/f/", "?");
    }
    std::string newest_id() {
        return text(s_.regulator.must_get("/api/v1/feedback?limit=1").at("items").at(0).as_object(), "id");
    }

    Story& s_ = story(GetParam());
    Party stranger_ = s_.stranger();
};

// P57: from the form to the answer that the consumer reads under the number.
TEST_P(FeedbackApiTest, P57_AReportIsFollowedByItsNumber) {
    const auto form = stranger_.get("/f?code=" + code());
    EXPECT_EQ(form.status, 200);
    EXPECT_THAT(form.body, AllOf(HasSubstr("enctype=\"multipart/form-data\""), HasSubstr(code()),
                                 HasSubstr("data:image/png;base64,"), HasSubstr("疑似改装/假冒")));
    EXPECT_THAT(form.body, Not(HasSubstr("<script")));
    EXPECT_LT(form.body.size(), 20'000u);

    const std::string said =
        "code=" + code() + "&kind=quality&text=%E7%94%B5%E6%B1%A0%E9%BC%93%E5%8C%85&phone=13800001234";
    const auto refused = send_form(stranger_, "/f", said + "&captchaToken=00&captchaAnswer=1");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, AllOf(HasSubstr("验证码不正确"), HasSubstr("电池鼓包"))) << "what was written stays";
    const auto with = answered(stranger_);
    const auto number = number_of(send_form(stranger_, "/f", said + with));
    EXPECT_EQ(send_form(stranger_, "/f", said + with).status, 422) << "a captcha is good once";

    const auto page = stranger_.get("/f/" + number);
    EXPECT_THAT(page.body,
                AllOf(HasSubstr(number), HasSubstr("已收到"), Not(HasSubstr("鼓包")), Not(HasSubstr("13800001234"))));
    EXPECT_EQ(stranger_.get("/f/FK20261122-222222").status, 404);

    const auto path = "/api/v1/feedback/" + newest_id();
    const auto seen = s_.regulator.must_get(path);
    EXPECT_EQ(text(seen, "text"), "电池鼓包");
    EXPECT_FALSE(seen.contains("phone"));
    EXPECT_EQ(text(object_of(send_as(s_.regulator, "POST", path + "/phone")), "phone"), "13800001234");
    EXPECT_EQ(s_.producer.get(path).status, 404) << "not forwarded yet";
    EXPECT_EQ(send_as(s_.regulator, "POST", path + "/forward").status, 200);
    EXPECT_EQ(send_as(s_.producer, "POST", path + "/phone").status, 404);
    EXPECT_EQ(s_.producer.get(path + "/photo").status, 404);
    EXPECT_EQ(s_.other.get(path).status, 404);
    EXPECT_EQ(s_.producer.post(path + "/reply", json::object{{"answer", ""}}).status, 422);
    s_.producer.must_post(path + "/reply", json::object{{"answer", "请停用，我们上门更换"}});
    EXPECT_THAT(stranger_.get("/f/" + number).body, AllOf(HasSubstr("已回复"), HasSubstr("请停用，我们上门更换")));
    EXPECT_EQ(send_as(s_.producer, "POST", path + "/accept").status, 409);
}

// P57: a photo comes along, and is kept without what stands beside its pixels.
TEST_P(FeedbackApiTest, P57_APhotoIsKeptForThoseWhoWorkOnIt) {
    const auto made = captcha(stranger_);
    std::string body;
    const auto part = [&](std::string_view name, std::string_view value, std::string_view more = "") {
        body += fmt::format("--zz\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n{}\r\n", name, more, value);
    };
    part("code", code()), part("kind", "counterfeit"), part("text", "铭牌被磨掉"), part("phone", "");
    part("captchaToken", text(made, "token")), part("captchaAnswer", text(made, "answer"));
    const auto head = body;
    part("photo", "no picture", "; filename=\"x.png\"\r\nContent-Type: image/png");
    const http::Headers type{{"Content-Type", "multipart/form-data; boundary=zz"}};
    const auto refused = stranger_.send("POST", "/f", body + "--zz--\r\n", type);
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("铭牌被磨掉"));
    body = head;
    part("photo", png(40), "; filename=\"../x.png\"\r\nContent-Type: image/png");
    number_of(stranger_.send("POST", "/f", body + "--zz--\r\n", type));
    EXPECT_EQ(stranger_.send("POST", "/f", body + "--zz--\r\n", type).status, 422) << "its captcha was used";
    const auto photo = s_.regulator.get("/api/v1/feedback/" + newest_id() + "/photo");
    EXPECT_EQ(photo.status, 200);
    EXPECT_EQ(photo.header("Content-Type"), "image/png");
    EXPECT_EQ(stranger_.send("POST", "/f", "{}", {{"Content-Type", "application/json"}}).status, 415);
}

// NAT-56: what somebody asks for that is no code of this platform can be reported too, and belongs to no maker.
TEST_P(FeedbackApiTest, P57_AnUnknownCodeCanBeReported) {
    number_of(send_form(stranger_, "/f", "code=FAKE-1&kind=mismatch&text=x" + answered(stranger_)));
    // A regulator of some regions sees what belongs to makers there; this belongs to none.
    const auto newest = s_.admin.must_get("/api/v1/feedback?limit=1&kind=mismatch").at("items").at(0).as_object();
    EXPECT_EQ(text(newest, "code"), "FAKE-1");
    EXPECT_FALSE(newest.contains("organisation"));
    EXPECT_EQ(send_as(s_.admin, "POST", "/api/v1/feedback/" + text(newest, "id") + "/forward").status, 403);
}

// V7 for those who asked: a telephone number that its owner confirmed, and the way out.
TEST_P(FeedbackApiTest, RecallAlertsAreConfirmedByTheOwnerOfTheNumber) {
    EXPECT_EQ(stranger_.get("/s?code=FAKE").status, 404);
    EXPECT_EQ(stranger_.get("/s?code=" + code()).status, 200);
    const auto phone = fresh_phone();
    EXPECT_EQ(send_form(stranger_, "/s", "code=" + code() + "&address=12" + answered(stranger_)).status, 422);
    const auto asked = send_form(stranger_, "/s", "code=" + code() + "&address=" + phone + answered(stranger_));
    EXPECT_EQ(asked.status, 200);
    EXPECT_THAT(asked.body, HasSubstr("短信验证码"));
    const auto confirm = "code=" + code() + "&phone=" + phone + "&digits=";
    EXPECT_EQ(send_form(stranger_, "/s/confirm", confirm + "000000x").status, 422);
    const auto sms = message_to(s_, phone, "phone_code");
    const auto at = sms.find_first_of("0123456789");
    ASSERT_NE(at, sms.npos);
    const auto done = send_form(stranger_, "/s/confirm", confirm + sms.substr(at, 6));
    EXPECT_EQ(done.status, 200) << done.body;
    EXPECT_THAT(done.body, HasSubstr("已关注"));
    EXPECT_EQ(stranger_.get("/s/confirm/abcd").status, 404);
    EXPECT_EQ(send_form(stranger_, "/s/end", "token=1-ab").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Engines, FeedbackApiTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](const auto& p) {
                             return std::string(p.param == db::Engine::sqlite ? "Sqlite" : "Postgresql");
                         });

}  // namespace
}  // namespace yiguan::testing
