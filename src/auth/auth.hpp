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
#include "auth/password.hpp"
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
    UserId by = {};  ///< Who adds the user; empty: nobody else.
};

/// The login in small letters: 3 to 64 of a-z 0-9 . _ - @ + (so an e-mail address or a telephone number will do),
/// beginning with a letter or digit. Code::invalid at "/login" otherwise.
Result<std::string> parse_login(std::string_view text);

/// Code::login_taken (用户名已经存在, ECO-09) or Code::invalid at "/login". The caller has checked the right to add.
/// This and every change of a user is a record of the transparency log, with a row of user_history.
Result<UserId> add_user(db::Tx& tx, const NewUser& user);

std::optional<User> find_user(db::Tx& tx, UserId id);
std::optional<User> find_user_by_login(db::Tx& tx, std::string_view login);

/// Takes the ready hash, ends all the user's sessions and known devices. Audited as "user.password".
/// A password set by somebody else has to be changed by the user (C-20). That the user knows the present password is
/// for the caller to check, with verify_password, off the writer. Code::not_found for an unknown user; Code::forbidden
/// unless it is the actor's own or the actor is platform_admin.
Result<void> change_password(db::Tx& tx, const Actor& actor, UserId user, std::string_view password_hash);

/// By a platform_admin only, and never for oneself, so that the last administrator cannot lock everybody out. Ends all
/// the user's sessions. Audited. Code::forbidden, Code::not_found.
Result<void> set_roles(db::Tx& tx, const Actor& actor, UserId user, Roles roles);
Result<void> set_user_status(db::Tx& tx, const Actor& actor, UserId user, UserStatus status);

// ---- signing in

/// What was known of a login when its password was about to be checked.
struct Attempt {
    std::optional<User> user;  ///< Empty for an unknown login.
};
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
void note_wrong_password(db::Tx& tx, const Attempt& attempt, std::string_view request_id);

/// Opens a session after verify() has said yes, judging by the user's present row. Audited.
/// Code::bad_credentials when the password was changed meanwhile, Code::forbidden for a disabled user.
Result<OpenedSession> finish_sign_in(db::Tx& tx, const Attempt& attempt, std::string_view request_id = {});

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

/// For an active user; find_session() finds it until it expires. No check of any password.
OpenedSession open_session(db::Tx& tx, UserId user);

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
    std::string_view detail = {};  ///< Opaque, at most 4000 bytes (cut); no secrets.
};
void audit(db::Tx& tx, const Actor& actor, const AuditEntry& entry);

/// The trail of one object as it was written, oldest first.
struct AuditRow {
    std::int64_t id = 0;
    UtcMs ts;
    UserId user;
    OrgId org;
    std::string action;
    std::string request_id;
    std::string detail;
};
/// At most `limit` rows after the row `after` (0: from the beginning). Cost: one indexed read.
std::vector<AuditRow> audit_trail(db::Tx& tx, std::string_view object_kind, std::int64_t object_id,
                                  std::int64_t after = 0, int limit = 100);

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
