#include "message/gateway.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>

#include "core/json.hpp"
#include "db/testing.hpp"
#include "message/test_listener.hpp"
#include "proof/hash.hpp"

namespace yiguan::message {
namespace {

using Result = Outcome::Result;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Outgoing code{.id = MessageId{4711},
                    .to = "13812345678",
                    .template_key = "phone_code",
                    .title = "短信验证码",
                    .text = "验证码 471108",
                    .parameters = {{"code", "471108"}},
                    .created_at = db::testing::test_start};

const Outgoing letter{.id = MessageId{4712},
                      .to = "zhang@maker.example",
                      .template_key = "registration_rejected",
                      .title = "企业注册被驳回",
                      .text = ".以点开头的正文\n第二行",
                      .parameters = {},
                      .created_at = db::testing::test_start};

const std::atomic<bool> running = false;

TEST(SmsGateway, PostsTheMessageWithItsId) {
    testing::FakeSmsGateway fake;
    const auto gateway = http_gateway(fake.url(), "secret-token");
    for (int i = 0; i < 2; ++i) EXPECT_EQ(gateway->send(code, running).result, Result::sent);
    const auto requests = fake.requests();
    ASSERT_THAT(requests, SizeIs(2));
    EXPECT_THAT(requests[0].head, HasSubstr("POST /sms HTTP/1.1\r\n"));
    EXPECT_THAT(requests[0].head, HasSubstr("Authorization: Bearer secret-token\r\n"));
    EXPECT_THAT(requests[0].head, HasSubstr("Idempotency-Key: 4711\r\n"));
    EXPECT_THAT(requests[0].head, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_EQ(json::parse(requests[0].body), json::parse(R"({"id":"4711","to":"13812345678","template":"phone_code",
        "text":"验证码 471108","parameters":{"code":"471108"}})"));
    EXPECT_EQ(requests[1].body, requests[0].body);
}

TEST(SmsGateway, TellsWhatMayGoAnotherTime) {
    testing::FakeSmsGateway fake;
    const auto gateway = http_gateway(fake.url(), "");
    for (const int status : {500, 502, 503, 429, 401, 403, 408, 302, 301}) {
        fake.answer(status);
        const auto outcome = gateway->send(code, running);
        EXPECT_EQ(outcome.result, Result::failed) << status;
        EXPECT_EQ(outcome.error, "HTTP " + std::to_string(status));
    }
    for (const int status : {400, 404, 422}) {
        fake.answer(status);
        EXPECT_EQ(gateway->send(code, running).result, Result::refused) << status;
    }
    EXPECT_THAT(fake.requests(), SizeIs(12)) << "no redirect is followed";
}

TEST(SmsGateway, NobodyListening) {
    std::string url;
    {
        const testing::FakeSmsGateway gone;
        url = gone.url();
    }
    const auto outcome = http_gateway(url, "")->send(code, running);
    EXPECT_EQ(outcome.result, Result::failed);
    EXPECT_EQ(outcome.error, "connection refused");
}

TEST(SmsGateway, BreaksOffWhenTheNodeStops) {
    testing::Listener silent([](testing::Listener::Peer& peer) { peer.bytes(1 << 20); });
    std::atomic<bool> stopping = false;
    std::thread stop([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        stopping = true;
    });
    const auto begun = std::chrono::steady_clock::now();
    const auto outcome = http_gateway("http://127.0.0.1:" + silent.port() + "/", "")->send(code, stopping);
    EXPECT_EQ(outcome.result, Result::cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
    stop.join();
}

TEST(SmsGateway, AConnectionThatBreaks) {
    testing::Listener closing([](testing::Listener::Peer& peer) { peer.line(); });
    const auto outcome = http_gateway("http://127.0.0.1:" + closing.port() + "/", "")->send(code, running);
    EXPECT_EQ(outcome.result, Result::failed);
    EXPECT_THAT(outcome.error, Not(IsEmpty()));
}

TEST(MailGateway, SendsOneLetter) {
    testing::FakeMailServer fake;
    const auto gateway = smtp_gateway(
        {.url = fake.url(), .from = "noreply@platform.example", .user = "noreply", .password = "pass word"});
    ASSERT_EQ(gateway->send(letter, running).result, Result::sent);
    const auto letters = fake.letters();
    ASSERT_THAT(letters, SizeIs(1));
    EXPECT_THAT(letters[0].from, HasSubstr("<noreply@platform.example>"));
    EXPECT_THAT(letters[0].to, HasSubstr("<zhang@maker.example>"));
    EXPECT_THAT(letters[0].text, HasSubstr("Message-ID: <4712@platform.example>"));
    EXPECT_THAT(letters[0].text, HasSubstr(proof::base64(letter.text)));
    EXPECT_EQ(letters[0].login, proof::base64(std::string_view("\0noreply\0pass word", 18)) + "\r\n");
}

TEST(MailGateway, TellsWhatMayGoAnotherTime) {
    testing::FakeMailServer fake;
    const auto gateway = smtp_gateway({.url = fake.url(), .from = "noreply@platform.example"});
    fake.refuse("RCPT", "550 5.1.1 <zhang@maker.example> unknown");
    auto outcome = gateway->send(letter, running);
    EXPECT_EQ(outcome.result, Result::refused);
    EXPECT_EQ(outcome.error, "SMTP 550") << "and nothing personal";
    fake.refuse("RCPT", "451 4.7.1 come back later");
    outcome = gateway->send(letter, running);
    EXPECT_EQ(outcome.result, Result::failed);
    EXPECT_EQ(outcome.error, "SMTP 451");
    fake.refuse("MAIL", "530 5.7.0 authenticate");
    EXPECT_EQ(gateway->send(letter, running).result, Result::failed);
    EXPECT_THAT(fake.letters(), IsEmpty());
}

TEST(MailGateway, AWrongPasswordIsNotTheMessagesFault) {
    testing::FakeMailServer fake;
    fake.refuse("AUTH", "535 5.7.8 wrong");
    const auto gateway =
        smtp_gateway({.url = fake.url(), .from = "noreply@platform.example", .user = "noreply", .password = "wrong"});
    const auto outcome = gateway->send(letter, running);
    EXPECT_EQ(outcome.result, Result::failed);
    EXPECT_EQ(outcome.error, "login denied");
}

// ---- settings

class GatewaySettingsTest : public ::testing::Test {
protected:
    std::filesystem::path secret(std::string_view text) {
        const auto file = folder_.path() / "secret";
        std::ofstream(file) << text;
        std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        return file;
    }
    static std::string refusal(const GatewaySettings& settings) {
        const auto made = make_gateways(settings);
        return made.has_error() ? made.error().pointer : "";
    }
    db::testing::TemporaryDirectory folder_;
};

TEST_F(GatewaySettingsTest, WithoutAnythingMessagesStayHere) {
    const auto made = make_gateways({});
    ASSERT_TRUE(made.has_value());
    EXPECT_TRUE(made.value().sms->keeps_text());
    EXPECT_TRUE(made.value().email->keeps_text());
    EXPECT_TRUE(GatewaySettings{}.bodies().sms);
}

TEST_F(GatewaySettingsTest, TakesGatewaysOverTlsWithTheirSecrets) {
    const auto made = make_gateways({.sms = "https://sms.example/send",
                                     .mail = "smtps://mail.example:465",
                                     .sms_secret_file = secret("token\n"),
                                     .mail_from = "noreply@platform.example"});
    ASSERT_TRUE(made.has_value());
    EXPECT_FALSE(made.value().sms->keeps_text());
}

TEST_F(GatewaySettingsTest, NamesWhatIsWrong) {
    for (const char* url : {"http://sms.example/", "sms.example", "ftp://sms.example/", "https://u:p@sms.example/", ""})
        EXPECT_EQ(refusal({.sms = url}), "/sms-gateway") << url;
    for (const char* url : {"https://mail.example", "mail.example:25", "smtp://u@mail.example"})
        EXPECT_EQ(refusal({.mail = url, .mail_from = "a@b.example"}), "/mail-gateway") << url;
    EXPECT_EQ(refusal({.mail = "smtp://mail.example:25"}), "/mail-from");
    EXPECT_EQ(refusal({.mail = "smtp://mail.example", .mail_from = "a@b.example", .mail_user = "u"}), "/mail-user");
    const auto missing = make_gateways({.sms = "https://sms.example/", .sms_secret_file = folder_.path() / "none"});
    EXPECT_EQ(missing.error().code, Code::key_file);
    EXPECT_EQ(make_gateways({.sms = "https://sms.example/", .sms_secret_file = secret("a\nb")}).error().code,
              Code::key_file);
}

}  // namespace
}  // namespace yiguan::message
