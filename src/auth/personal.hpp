// Personal accounts: a person with a telephone and a password who belongs to no organisation yet (EBS-02..05). Whoever
// registers a shop has one first.
#pragma once
#include <string>
#include <string_view>

#include "auth/auth.hpp"

namespace yiguan::auth {

/// 6 to 128 characters (EBS-04), well-formed, no control characters; neither the phone nor its end, nor what everybody
/// tries first: one character again and again, a run (123456, abcdef), a well-known password. Code::weak_password at
/// "/password"; the error never holds the password. @param phone  "" when it is not known.
Result<void> check_personal_password(std::string_view phone, std::string_view password);
/// The rule for this account: the above for a personal one, else check_password().
Result<void> check_password_of(db::Tx& tx, const User& user, std::string_view password);
/// What every account may have, for checks before the account is known.
inline Result<void> check_any_password(std::string_view password) {
    return check_personal_password({}, password);
}

/// "shop-" and sixteen hexadecimal digits: the telephone is what one signs in with, and it stands nowhere in plain.
std::string new_personal_login();
bool is_personal_login(std::string_view login);

struct PersonalAccount {
    std::string name;   ///< 真实姓名
    std::string phone;  ///< From parse_phone(); that it is the person's is for the caller to check.
    std::string password_hash;
};
/// Without organisation, roles and membership. Code::invalid at "/name", Code::phone_taken at "/phone".
Result<UserId> add_personal_account(db::Tx& tx, const PersonalAccount& account);

}  // namespace yiguan::auth
