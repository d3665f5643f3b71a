#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_characters = 43;  // of 32 bytes in base64url

metrics::Counter& sign_ins(std::string_view outcome) {
    return metrics::counter("yiguan_auth_sign_ins_total", "Attempts to sign in by outcome.", {{"outcome", outcome}});
}

Error refuse(std::string_view outcome, Error error) {
    sign_ins(outcome).add();
    return error;
}

Error bad_credentials(std::string_view outcome) {
    return refuse(outcome, {Code::bad_credentials, "", "账号或密码不正确"});
}

Actor actor_of(const User& user, std::string_view request_id) {
    return {.user = user.id, .org = user.org, .roles = user.roles, .request_id = std::string(request_id)};
}

}  // namespace

// ---- signing in

Attempt find_attempt(db::Tx& tx, std::string_view login) {
    return {find_user_by_login(tx, login)};
}

bool verify(const Attempt& attempt, std::string_view password) {
    return attempt.user ? verify_password(attempt.user->password_hash, password) : verify_nobody(password);
}

Error wrong_password(const Attempt& attempt) {
    return bad_credentials(attempt.user ? "wrong_password" : "unknown_login");
}

void note_wrong_password(db::Tx& tx, const Attempt& attempt, std::string_view request_id) {
    if (!attempt.user) return;
    audit(tx, actor_of(*attempt.user, request_id),
          {.action = "user.sign_in_failed", .object_kind = "user", .object_id = attempt.user->id.value});
}

Result<OpenedSession> finish_sign_in(db::Tx& tx, const Attempt& attempt, std::string_view request_id) {
    const auto user = attempt.user ? store::find_user(tx, attempt.user->id) : std::nullopt;
    if (!user) return bad_credentials("unknown_login");
    // Judged against a hash that is no longer the user's: as wrong, but nobody's guess.
    if (user->password_hash != attempt.user->password_hash) return bad_credentials("wrong_password");
    if (user->status != UserStatus::active)
        return refuse("disabled", {Code::forbidden, "", "账号已停用，请联系系统管理员"});
    audit(tx, actor_of(*user, request_id),
          {.action = "user.sign_in", .object_kind = "user", .object_id = user->id.value});
    sign_ins("ok").add();
    return open_session(tx, user->id);
}

// ---- sessions

OpenedSession open_session(db::Tx& tx, UserId user) {
    OpenedSession opened{
        .user = user, .token = random_token(token_bytes), .csrf = {}, .expires_at = tx.now() + session_ms};
    opened.csrf = csrf_token(opened.token);
    store::insert_session(tx, sha256(opened.token), user, opened.expires_at);
    return opened;
}

std::optional<Session> find_session(db::Tx& tx, std::string_view token) {
    if (token.size() != token_characters) return std::nullopt;
    auto row = store::find_session(tx, sha256(token));
    if (!row || row->status != UserStatus::active) return std::nullopt;
    if (tx.now() >= row->expires_at || tx.now() - row->seen_at >= session_idle_ms) return std::nullopt;
    return Session{.actor = {.user = row->user, .org = row->org, .roles = row->roles},
                   .login = std::move(row->login),
                   .csrf = csrf_token(token),
                   .expires_at = row->expires_at,
                   .must_change_password = row->must_change_password,
                   .touch_due = tx.now() - row->seen_at >= session_touch_ms};
}

void touch_session(db::Tx& tx, std::string_view token) {
    store::touch_session(tx, sha256(token));
}
void close_session(db::Tx& tx, std::string_view token) {
    store::delete_session(tx, sha256(token));
}
void close_sessions(db::Tx& tx, UserId user) {
    store::delete_sessions(tx, user);
}
std::int64_t purge_sessions(db::Tx& tx) {
    return store::delete_ended_sessions(tx);
}

std::string csrf_token(std::string_view session_token) {
    constexpr std::string_view label = "yiguan csrf 1";
    return to_base64url(hmac_sha256(session_token, label));
}

Result<void> require_csrf(std::string_view session_token, std::string_view presented) {
    if (equal_constant_time(csrf_token(session_token), presented)) return outcome::success();
    return Error{Code::csrf, "", "请求缺少有效的防伪令牌，请刷新页面后重试"};
}

}  // namespace yiguan::auth
