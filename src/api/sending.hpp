// What accounts are told by text message and e-mail; each in the caller's transaction, so that nothing is lost.
#pragma once
#include <string_view>

#include "auth/phone_codes.hpp"
#include "registry/partners.hpp"

namespace yiguan::api::sending {

void phone_code(db::Tx& tx, std::string_view phone, auth::CodePurpose purpose, std::string_view code);
void invitation(db::Tx& tx, OrgId org, std::string_view phone, std::string_view organisation, auth::Role role,
                std::string_view link);
/// That `org` invites a partner to join. Code::invalid at "/phone" or "/email" for what nothing can be sent to.
Result<void> partner_invitation(db::Tx& tx, OrgId org, const registry::PartnerInvitation& invitation,
                                std::string_view link);
/// To the account's phone, else its e-mail address. False: it has neither, and nothing was sent.
bool initial_password(db::Tx& tx, OrgId org, UserId user, std::string_view login, std::string_view password);
/// To the account's phone, if it has one, and as a message on the platform.
void password_was_reset(db::Tx& tx, UserId user);
/// To the number that was bound before, and as a message on the platform.
void phone_was_changed(db::Tx& tx, UserId user, std::string_view before, std::string_view now);
void key_was_made(db::Tx& tx, OrgId org, UserId user);

}  // namespace yiguan::api::sending
