#include "message/templates.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "core/text.hpp"
#include "message/outgoing_mail.hpp"
#include "proof/hash.hpp"

namespace yiguan::message {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(std::string_view key, const Parameters& parameters) {
    return render(get_template(key), parameters).text;
}

TEST(MessageTemplates, AllAreWellFormed) {
    const Parameters all = [] {
        Parameters p;
        for (const char* name :
             {"code",    "purpose", "minutes", "login",       "password", "time",  "organisation", "role",
              "days",    "link",    "reason",  "application", "object",   "due",   "fields",       "answer",
              "name",    "number",  "date",    "subject",     "text",     "phone", "file",         "fresh",
              "changed", "wrong",   "stored",  "problem",     "product",  "maker", "end",          "hours"})
            p[name] = std::string("<") + name + ">";
        return p;
    }();
    EXPECT_GE(templates().size(), 15u);
    for (const auto& of : templates()) {
        const auto rendered = render(of, all);
        for (const auto& text : {rendered.title, rendered.text}) {
            EXPECT_FALSE(text.empty()) << of.key;
            EXPECT_EQ(text.find_first_of("{}[]"), std::string::npos) << of.key << " " << text;
            for (const char* never : {"正品", "假货", "权威认证"}) EXPECT_THAT(text, Not(HasSubstr(never)));
        }
        EXPECT_LE(utf8_length(rendered.text), text_chars_max);
    }
}

TEST(MessageTemplates, C20_TheInitialPasswordIsThereWhenThereIsOne) {
    Parameters p{{"organisation", "广东一贯车业有限公司"}, {"login", "maker"}};
    EXPECT_EQ(text_of("registration_approved", p), "广东一贯车业有限公司的企业注册已审核通过。登录账号 maker。");
    p["password"] = "Abc-123-xyz";
    EXPECT_THAT(text_of("registration_approved", p), HasSubstr("初始密码 Abc-123-xyz，登录后须立即修改。"));
}

TEST(MessageTemplates, ParametersAreNoTemplatesAndNoSignatures) {
    EXPECT_EQ(text_of("registration_rejected", {{"organisation", "{reason}[[甲]]"}, {"reason", "{organisation}"}}),
              "{reason}[[甲]]的企业注册未通过审核，原因：{organisation}。请登录平台修改后重新提交。");
    EXPECT_EQ(harmless("【某银行】请转账\r\nBcc: a@b.example\x7F\xC2\x85"), "〔某银行〕请转账  Bcc: a@b.example");
    EXPECT_EQ(harmless("  两端的空白\t"), "两端的空白");
    EXPECT_EQ(utf8_length(harmless(std::string(900, 'x'))), parameter_chars_max + 1);  // and …
}

TEST(MessageTemplates, AnSmsNeverHasMoreThan500Characters) {
    std::string longest;
    for (int i = 0; i < 600; ++i) longest += "长";
    const auto text =
        text_of("application_rejected", {{"application", longest}, {"object", longest}, {"reason", longest}});
    EXPECT_LE(utf8_length(text), text_chars_max);
    EXPECT_TRUE(is_utf8(text));
    EXPECT_THAT(text, HasSubstr("请修改后重新提交"));
}

TEST(MessageTemplates, WhatIsMissingIsABug) {
    EXPECT_THROW(static_cast<void>(text_of("phone_code", {{"code", "123456"}})), std::logic_error);
    EXPECT_THROW(static_cast<void>(get_template("nothing")), std::logic_error);
}

TEST(MessageAddresses, AreCheckedAndMasked) {
    for (const char* good : {"13800000001", "19912345678", "+85291234567"})
        EXPECT_TRUE(is_address(Channel::sms, good)) << good;
    for (const char* bad : {"", "1380000000", "138000000011", "23800000001", "1380000000a", "+1", "+1380000000000000"})
        EXPECT_FALSE(is_address(Channel::sms, bad)) << bad;
    for (const char* good : {"zhang@maker.example", "a.b+c@x.y.z"}) EXPECT_TRUE(is_address(Channel::email, good));
    for (const char* bad : {"", "a", "@b.example", "a@b", "a@b@c.example", "a b@c.example", "a@c.example\r\nRCPT",
                            "<a@c.example>", "a@.example", "a@c.example.", "甲@c.example"})
        EXPECT_FALSE(is_address(Channel::email, bad)) << bad;
    EXPECT_EQ(masked(Channel::sms, "13812345678"), "138****5678");
    EXPECT_EQ(masked(Channel::sms, "+85291234567"), "+852****4567");
    EXPECT_EQ(masked(Channel::email, "zhang@maker.example"), "z***@maker.example");
}

TEST(MailText, IsMime) {
    const Outgoing message{.id = MessageId{77},
                           .to = "zhang@maker.example",
                           .template_key = "warning",
                           .title = "一个很长很长很长很长很长很长很长很长很长很长的标题",
                           .text = "正文第一行，" + std::string(200, 'x'),
                           .parameters = {},
                           .created_at = parse_time("2026-11-21T08:30:05+08:00").value()};
    const auto text = mail_text(message, "noreply@platform.example");
    EXPECT_THAT(text, HasSubstr("Date: Sat, 21 Nov 2026 08:30:05 +0800\r\n"));
    EXPECT_THAT(text, HasSubstr("From: <noreply@platform.example>\r\nTo: <zhang@maker.example>\r\n"));
    EXPECT_THAT(text, HasSubstr("Message-ID: <77@platform.example>\r\n"));
    std::size_t body = text.find("\r\n\r\n") + 4;
    std::string base64;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 78u);
        if (at >= body) base64 += text.substr(at, end - at);
        at = end + 2;
    }
    EXPECT_EQ(proof::from_base64(base64), message.text);
}

}  // namespace
}  // namespace yiguan::message
