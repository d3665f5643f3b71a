// SQL of contacts, phone codes and invitations. Private to auth.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/digest.hpp"
#include "auth/invitations.hpp"
#include "auth/phone_codes.hpp"

namespace yiguan::auth::store {

// ---- contacts
struct AccountRow {
    std::string name{};
    std::optional<std::string> phone_mark{}, phone_masked{}, phone_sealed{}, email_sealed{}, card{};
    std::optional<UtcMs> last_sign_in{};
};
std::optional<AccountRow> find_account(db::Tx& tx, UserId user);
void put_account(db::Tx& tx, UserId user, const AccountRow& row);
void note_sign_in(db::Tx& tx, UserId user);
std::optional<UserId> find_account_by_phone(db::Tx& tx, std::string_view mark);
std::optional<UserId> find_account_by_card(db::Tx& tx, std::string_view card);

// ---- phone codes
struct PhoneCode {
    Digest mac{};
    UtcMs expires_at;
    std::int64_t tries_left = 0;
};
std::optional<PhoneCode> find_phone_code(db::Tx& tx, std::string_view mark, CodePurpose purpose);
void put_phone_code(db::Tx& tx, std::string_view mark, CodePurpose purpose, const PhoneCode& code);
void count_try(db::Tx& tx, std::string_view mark, CodePurpose purpose);
void delete_phone_code(db::Tx& tx, std::string_view mark, CodePurpose purpose);
struct CodeDay {
    std::int64_t asked = 0;
    UtcMs last_asked_at{};
};
std::optional<CodeDay> find_code_day(db::Tx& tx, std::int64_t day, std::string_view mark);
void put_code_day(db::Tx& tx, std::int64_t day, std::string_view mark, const CodeDay& asked);
/// Codes that have expired, and days before `day`.
std::int64_t purge_phone_codes(db::Tx& tx, std::int64_t day);

// ---- invitations
void insert_invitation(db::Tx& tx, const Invitation& invitation, const Digest& token,
                       const std::optional<std::string>& phone_sealed);
std::optional<Invitation> find_invitation(db::Tx& tx, InvitationId id);
std::optional<Invitation> find_invitation_by_token(db::Tx& tx, const Digest& token);
std::vector<Invitation> invitations_before(db::Tx& tx, OrgId org, InvitationId before, int limit);
/// False when it is not open any more.
bool close_invitation(db::Tx& tx, InvitationId id, InvitationStatus status, UserId accepted_by);

}  // namespace yiguan::auth::store
