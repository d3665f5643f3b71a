// Users, signing in, sessions, the audit trail and the first administrator. Knows organisations by id only.
//
// Signing in takes four steps, because hashing must not run on the writer thread:
//   const auto attempt = db.read_now([&](auto& tx) { return find_attempt(tx, login); });
//   if (const auto wait = guard.begin({login, network, device}, now_us)) ...             // sign_in_guard.hpp
//   const bool matches = verify(attempt, password);                                      // 20-40 ms, any worker thread
//   const auto opened = db.write_now([&](auto& tx) { return finish_sign_in(tx, attempt); });        // if it matches
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "auth/contacts.hpp"
#include "auth/password.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::auth {

// ---- users

enum class UserStatus : std::uint8_t { active, disabled };

struct User {
    UserId id;
    std::string login;
    std::string password_hash;
    OrgId org;  ///< Empty for an administrator without organisation.
    Roles roles;
    UserStatus status = UserStatus::active;
    bool must_change_password = false;  ///< The password was chosen by somebody else (C-20).
    UtcMs created_at;
};

struct NewUser {
    std::string login;          ///< Any case; stored in small letters.
    std::string password_hash;  ///< From hash_password().
    OrgId org;
    Roles roles;
    bool must_change_password = false;
    UserId by = {};              ///< Who adds the user; empty: nobody else.
    ContactChange contact = {};  ///< That the phone is the person's is for the caller to check.
};

/// The login in small letters: 3 to 64 of a-z 0-9 . _ - @ + (so an e-mail address or a telephone number will do),
/// beginning with a letter or digit. Code::invalid at "/login" otherwise.
Result<std::string> parse_login(std::string_view text);

/// Code::login_taken (用户名已经存在, ECO-09) or Code::invalid at "/login", also for the phone of another account; as
/// change_contact(). The caller has checked the right to add. With roles, the account becomes a member of `org`.
/// This and every change of a user is a record of the transparency log, with a row of user_history.
Result<UserId> add_user(db::Tx& tx, const NewUser& user);

std::optional<User> find_user(db::Tx& tx, UserId id);
std::optional<User> find_user_by_login(db::Tx& tx, std::string_view login);

/// Takes the ready hash, ends all the user's sessions and known devices. Audited as "user.password".
/// A password set by somebody else has to be changed by the user (C-20). That the user knows the present password is
/// for the caller to check, with verify_password, off the writer. Code::not_found for an unknown user; Code::forbidden
/// unless it is the actor's own or the actor is platform_admin.
Result<void> change_password(db::Tx& tx, const Actor& actor, UserId user, std::string_view password_hash);

// ---- signing in

/// What was known of a login when its password was about to be checked.
struct Attempt {
    std::optional<User> user;  ///< Empty for an unknown login.
};
/// By user name, phone or number of the barcode card (EBM-19, GDP-04): a number that is somebody's phone is that.
Attempt find_attempt(db::Tx& tx, std::string_view login);

/// Compares the password; the same work is done for an unknown login. Cost: one hashing, see hash_password.
bool verify(const Attempt& attempt, std::string_view password);

/// A session as its cookie needs it. Only the SHA-256 of the token is stored; it is not to be logged.
struct OpenedSession {
    UserId user;
    std::string token;  ///< 43 characters of base64url: 256 random bits.
    std::string csrf;   ///< Goes into pages and comes back in a header of every unsafe request.
    UtcMs expires_at;
};

/// The answer to a wrong password and to an unknown login: Code::bad_credentials. Counts it.
Error wrong_password(const Attempt& attempt);
/// Audits "user.sign_in_failed" for a login that exists. Nobody should wait for it: an answer that came later for
/// logins that exist would tell them apart.
void note_wrong_password(db::Tx& tx, const Attempt& attempt, std::string_view request_id,
                         std::string_view address = {});

/// Opens a session after verify() has said yes, judging by the user's present row. Audited.
/// Code::bad_credentials when the password was changed meanwhile, Code::forbidden for a disabled user.
Result<OpenedSession> finish_sign_in(db::Tx& tx, const Attempt& attempt, std::string_view request_id = {},
                                     std::string_view address = {});

/// After take_phone_code(): a session of the account with this phone. Audited. Code::phone_code when there is none (it
/// was sent no code), Code::forbidden for a disabled one. @param asking  Whose request it is: a stranger.
Result<OpenedSession> open_session_by_phone(db::Tx& tx, std::string_view phone, const Actor& asking);

// ---- sessions

inline constexpr std::int64_t session_ms = 12 * 3600 * 1000;      ///< From opening, however busy.
inline constexpr std::int64_t session_idle_ms = 2 * 3600 * 1000;  ///< From the last touch.
inline constexpr std::int64_t session_touch_ms = 60 * 1000;       ///< Touched at most this often.

struct Session {
    Actor actor;
    std::string login;
    std::string csrf;
    UtcMs expires_at;  ///< The absolute end.
    bool must_change_password = false;
    bool touch_due = false;  ///< The caller should queue touch_session(); the answer need not wait for it.
};

/// For an active user; find_session() finds it until it expires. No check of any password. It acts as the first of the
/// person's memberships that is active; Code::forbidden when all are suspended.
Result<OpenedSession> open_session(db::Tx& tx, UserId user);

/// The session goes on as another of the person's memberships (FIL-13). Audited. Code::not_found for one that is not
/// his, Code::forbidden for a suspended one.
Result<void> switch_membership(db::Tx& tx, const Actor& actor, std::string_view token, MembershipId membership);

/// Nothing for an unknown, expired, idle or closed session or a user who is not active. Cost: one indexed read; a text
/// that cannot be a token costs none.
std::optional<Session> find_session(db::Tx& tx, std::string_view token);

void touch_session(db::Tx& tx, std::string_view token);
void close_session(db::Tx& tx, std::string_view token);
void close_sessions(db::Tx& tx, UserId user);

/// Deletes sessions that have ended; for a job that runs now and then. Returns how many.
std::int64_t purge_sessions(db::Tx& tx);

/// HMAC-SHA-256 of a constant label under the token: bound to the session without being stored.
std::string csrf_token(std::string_view session_token);

/// Code::csrf unless `presented` is the session's. Compares in constant time.
Result<void> require_csrf(std::string_view session_token, std::string_view presented);

// ---- audit trail

/// One row of who did what to which object. Append-only: nothing changes or deletes rows (NAT-35, X20).
struct AuditEntry {
    std::string_view action;       ///< "<object kind>.<verb>", as in "org.approve".
    std::string_view object_kind;  ///< "org", "user", "product", "document".
    std::int64_t object_id = 0;
    std::string_view detail = {};  ///< A text for people, or differences(); at most 4000 bytes (cut); no secrets.
};
void audit(db::Tx& tx, const Actor& actor, const AuditEntry& entry);

/// What changed, as AuditEntry::detail: {"before":{...},"after":{...}} of the members that are not the same in both.
/// Texts are shortened, and members left out, until it fits. "" when nothing changed. Give it nothing that not
/// everybody may see who reads the trail of the organisation.
std::string differences(const json::object& before, const json::object& after);

/// The trail of one object as it was written, oldest first.
struct AuditRow {
    std::int64_t id = 0;
    UtcMs ts;
    UserId user;
    OrgId org;
    std::string action;
    std::string request_id;
    std::string detail;
    std::string object_kind;
    std::int64_t object_id = 0;
    std::string address;  ///< Of the client; "" when no request left the row, and in rows of before this was kept.
};
/// At most `limit` rows after the row `after` (0: from the beginning). Cost: one indexed read.
std::vector<AuditRow> audit_trail(db::Tx& tx, std::string_view object_kind, std::int64_t object_id,
                                  std::int64_t after = 0, int limit = 100);

/// What a list of the trail shows; all of it must hold.
struct AuditFilter {
    OrgId org{};  ///< Of the actors. Readers who are no operators see their own organisation's rows whatever this says.
    UserId user{};
    std::string action{};
    std::string object_kind{};
    std::int64_t object_id = 0;         ///< With object_kind.
    std::optional<UtcMs> from{}, to{};  ///< [from, to)
};
/// Newest first, rows before the row `before` (0: from the newest), at most `limit`. All rows for a platform_admin,
/// those of one's own organisation for whoever may read_audit; addresses are masked then. Code::forbidden. Cost: one
/// indexed read by the narrowest of object, user, action, organisation; what else is asked filters its rows.
Result<std::vector<AuditRow>> list_audit(db::Tx& tx, const Actor& actor, const AuditFilter& filter,
                                         std::int64_t before = 0, int limit = 20);
/// 企业·通过 of "org.approve"; the action itself where there are no words.
std::string action_zh(std::string_view action);

// ---- the first administrator

/// A new one-time token while no administrator has been set up, else nothing. Only its hash is stored, so each call
/// makes a token of its own and the earlier ones end: the server calls it at every start and prints the link.
std::optional<std::string> setup_token(db::Tx& tx);

/// True if first_admin() would take this token: asked before its password is hashed.
bool is_setup_token(db::Tx& tx, std::string_view token);

/// Adds the first platform_admin and uses the token up. Code::forbidden for a wrong or used token (nothing tells
/// which), else as add_user.
Result<UserId> first_admin(db::Tx& tx, std::string_view token, std::string_view login, std::string_view password_hash,
                           OrgId org = {});

}  // namespace yiguan::auth
