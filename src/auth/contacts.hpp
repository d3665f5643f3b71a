// What an account says of itself beside its login: name, phone, e-mail, barcode card. Phone and e-mail are sealed at
// rest; a phone is found by its HMAC. The number binds an account for signing in and is never shown (GDP-68).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "auth/actor.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::auth {

/// Eleven digits that begin with 13 to 19, however written: +86, blanks and hyphens go. Code::invalid at "/phone".
Result<std::string> parse_phone(std::string_view text);
bool is_phone(std::string_view text);
std::string masked_phone(std::string_view phone);  ///< "138****1234"

struct Contact {
    std::string name{};  ///< "" when none was given.
    std::optional<std::string> phone_masked{};
    std::optional<std::string> card{};
    std::optional<UtcMs> last_sign_in{};
};
/// Of any account; empty when it said nothing.
Contact contact_of(db::Tx& tx, UserId user);
/// For sending to it; nothing when there is none. Needs the vault.
std::optional<std::string> phone_of(db::Tx& tx, UserId user);
std::optional<std::string> email_of(db::Tx& tx, UserId user);

/// The account that signs in with this phone. Needs the vault. @param phone  From parse_phone().
std::optional<UserId> find_by_phone(db::Tx& tx, std::string_view phone);

struct ContactChange {
    std::optional<std::string> name{};
    std::optional<std::string> email{};  ///< "" takes it away.
    std::optional<std::string> phone{};  ///< From parse_phone(); that it is the person's is for the caller to check.
    std::optional<std::string> card{};
};
/// Audited as "user.contact" with the names of what changed. Code::invalid at "/name", "/email"; Code::phone_taken at
/// "/phone" (EBM-06), Code::login_taken at "/cardNumber" (GDP-04).
Result<void> change_contact(db::Tx& tx, const Actor& actor, UserId user, const ContactChange& change);
void note_sign_in(db::Tx& tx, UserId user);

/// Sealed under a key of the node; opens only for the same `about`. Needs the vault.
std::string seal(db::Tx& tx, std::int64_t about, std::string_view text);
std::optional<std::string> unseal(db::Tx& tx, std::int64_t about, std::string_view sealed);
/// HMAC under the node's key: of what is to be found or compared and not read.
std::string mark_of(db::Tx& tx, std::string_view phone);

}  // namespace yiguan::auth
