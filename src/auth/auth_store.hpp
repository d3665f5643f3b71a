// Every SQL statement of the room, each behind the function that uses it. Private to auth.
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "auth/auth.hpp"
#include "auth/digest.hpp"

namespace yiguan::auth::store {

using Hash = Digest;

// ---- users
/// False, and nothing stored, when the login exists.
bool insert_user(db::Tx& tx, UserId id, std::string_view login, const NewUser& user);
std::optional<User> find_user(db::Tx& tx, UserId id);
std::optional<User> find_user_by_login(db::Tx& tx, std::string_view login);
void set_password(db::Tx& tx, UserId id, std::string_view hash, bool must_change);
std::vector<User> users_after(db::Tx& tx, UserId after, int limit);

// ---- what users were after each change
struct UserVersion {
    UserId user;
    std::int64_t version = 0;
    UtcMs changed_at;
    UserId changed_by;
    std::string login;
    OrgId org;
    Roles roles;
    UserStatus status = UserStatus::active;
    bool must_change_password = false;
    UtcMs created_at;
    std::string credential;  ///< auth/records.hpp
};
/// 0: none yet.
std::int64_t newest_version(db::Tx& tx, UserId user);
void insert_version(db::Tx& tx, const UserVersion& version);
/// Of all users, by user and version.
std::vector<UserVersion> versions_after(db::Tx& tx, UserId user, std::int64_t version, int limit);

// ---- sessions
struct SessionRow {
    Actor actor;  ///< request_id is the caller's to fill in.
    UtcMs seen_at;
    UtcMs expires_at;
    std::string login;
    UserStatus status = UserStatus::active;
    bool must_change_password = false;
    bool suspended = false;  ///< What the session acts as was taken from the person.
};
void insert_session(db::Tx& tx, const Hash& token, UserId user, MembershipId membership, UtcMs expires_at);
void set_session_membership(db::Tx& tx, const Hash& token, MembershipId membership);
void delete_sessions_of(db::Tx& tx, UserId user, MembershipId membership);
std::optional<SessionRow> find_session(db::Tx& tx, const Hash& token);
void touch_session(db::Tx& tx, const Hash& token);
void delete_session(db::Tx& tx, const Hash& token);
void delete_sessions(db::Tx& tx, UserId user);
std::int64_t delete_ended_sessions(db::Tx& tx);

// ---- audit trail
void insert_audit(db::Tx& tx, const Actor& actor, const AuditEntry& entry);
void insert_audits(db::Tx& tx, const Actor& actor, std::span<const AuditEntry> entries);
std::vector<AuditRow> audit_rows(db::Tx& tx, std::string_view object_kind, std::int64_t object_id, std::int64_t after,
                                 int limit);
/// `org`: 0 for all. Newest first, rows [first, before).
std::vector<AuditRow> list_audit(db::Tx& tx, const AuditFilter& filter, std::int64_t first, std::int64_t before,
                                 int limit);

// ---- set-up
bool setup_used(db::Tx& tx);
void put_setup_token(db::Tx& tx, const Hash& token);
/// The hash of the token that is still good.
std::optional<Hash> find_setup_token(db::Tx& tx);
void use_setup(db::Tx& tx, UserId user);

}  // namespace yiguan::auth::store
