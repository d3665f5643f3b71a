#include "api/sending.hpp"

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "core/time.hpp"
#include "message/message.hpp"
#include "registry/registry.hpp"

namespace yiguan::api::sending {
namespace {

using message::Channel;

std::string organisation_name(db::Tx& tx, OrgId id) {
    const auto org = id ? registry::find_org(tx, id) : std::nullopt;
    return org ? org->data.name : std::string("平台");
}

std::string login_of(db::Tx& tx, UserId user) {
    const auto found = auth::find_user(tx, user);
    return found ? found->login : std::string();
}

}  // namespace

void phone_code(db::Tx& tx, std::string_view phone, auth::CodePurpose purpose, std::string_view code) {
    (void)message::post(tx, {.channel = Channel::sms,
                             .to = std::string(phone),
                             .template_key = "phone_code",
                             .parameters = {{"code", std::string(code)},
                                            {"purpose", std::string(auth::name_zh(purpose))},
                                            {"minutes", std::to_string(auth::phone_code_ms / 60'000)}},
                             .valid_ms = auth::phone_code_ms});
}

void invitation(db::Tx& tx, OrgId org, std::string_view phone, std::string_view organisation, auth::Role role,
                std::string_view link) {
    (void)message::post(tx, {.channel = Channel::sms,
                             .to = std::string(phone),
                             .template_key = "invitation",
                             .parameters = {{"organisation", std::string(organisation)},
                                            {"role", std::string(auth::name_zh(role))},
                                            {"days", "7"},
                                            {"link", std::string(link)}},
                             .org = org});
}

Result<void> partner_invitation(db::Tx& tx, OrgId org, const registry::PartnerInvitation& invitation,
                                std::string_view link) {
    const auto& to = invitation.partner.data;
    const auto posted =
        message::post(tx, {.channel = invitation.by_phone ? Channel::sms : Channel::email,
                           .to = invitation.by_phone ? to.phone : to.email,
                           .template_key = "partner_invitation",
                           .parameters = {{"organisation", organisation_name(tx, org)}, {"link", std::string(link)}},
                           .org = org});
    if (posted.has_error())
        return Error{.code = posted.error().code,
                     .pointer = invitation.by_phone ? "/phone" : "/email",
                     .detail = "该单位登记的联系方式无法接收邀请，请修改后再试",
                     .field = "联系方式"};
    return outcome::success();
}

bool initial_password(db::Tx& tx, OrgId org, UserId user, std::string_view login, std::string_view password) {
    const auto phone = auth::phone_of(tx, user);
    const auto email = phone ? std::nullopt : auth::email_of(tx, user);
    if (!phone && !email) return false;
    return message::post(tx, {.channel = phone ? Channel::sms : Channel::email,
                              .to = phone ? *phone : *email,
                              .template_key = "initial_password",
                              .parameters = {{"login", std::string(login)}, {"password", std::string(password)}},
                              .user = user,
                              .org = org})
        .has_value();
}

void password_was_reset(db::Tx& tx, UserId user) {
    const message::Parameters said{{"login", login_of(tx, user)}, {"time", beijing_minute(tx.now())}};
    message::notify(tx, user, "password_reset", said, {"user", user.value});
    if (const auto phone = auth::phone_of(tx, user))
        (void)message::post(tx, {.channel = Channel::sms,
                                 .to = *phone,
                                 .template_key = "password_reset",
                                 .parameters = said,
                                 .user = user});
}

void phone_was_changed(db::Tx& tx, UserId user, std::string_view before, std::string_view now) {
    const message::Parameters said{
        {"login", login_of(tx, user)}, {"time", beijing_minute(tx.now())}, {"phone", auth::masked_phone(now)}};
    message::notify(tx, user, "phone_changed", said, {"user", user.value});
    (void)message::post(tx, {.channel = Channel::sms,
                             .to = std::string(before),
                             .template_key = "phone_changed",
                             .parameters = said,
                             .user = user});
}

void key_was_made(db::Tx& tx, OrgId org, UserId user) {
    message::notify(tx, org, message::Kind::account, "新建了接口密钥",
                    organisation_name(tx, org) + "的账号 " + login_of(tx, user) + " 于 " + beijing_minute(tx.now()) +
                        " 新建了接口密钥。如非本单位操作，请立即停用该密钥。",
                    {"organisation", org.value});
}

}  // namespace yiguan::api::sending
