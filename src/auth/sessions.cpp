#include <fmt/format.h>

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

Error bad_credentials() {
    return {Code::bad_credentials, "", "账号或密码不正确"};
}

Error locked(UtcMs until, UtcMs now) {
    const auto minutes = (until - now + 59'999) / 60'000;
    return {Code::account_locked, "", fmt::format("密码错误次数过多，请 {} 分钟后再试", minutes)};
}

SignIn refuse(std::string_view outcome, Error error) {
    sign_ins(outcome).add();
    return {.session = std::nullopt, .refusal = std::move(error)};
}

Actor actor_of(const User& user, std::string_view request_id) {
    return {.user = user.id, .org = user.org, .roles = user.roles, .request_id = std::string(request_id)};
}

SignIn count_failure(db::Tx& tx, const User& user, std::string_view request_id) {
    const int failed_count = user.failed_count + 1;
    if (failed_count < failures_max) {
        store::set_failures(tx, user.id, failed_count, std::nullopt);
        return refuse("wrong_password", bad_credentials());
    }
    const auto until = tx.now() + lock_ms;
    store::set_failures(tx, user.id, 0, until);
    audit(tx, actor_of(user, request_id), {.action = "user.lock", .object_kind = "user", .object_id = user.id.value});
    return refuse("locked", locked(until, tx.now()));
}

}  // namespace

// ---- signing in

Attempt find_attempt(db::Tx& tx, std::string_view login) {
    return {find_user_by_login(tx, login)};
}

bool verify(const Attempt& attempt, std::string_view password) {
    return attempt.user ? verify_password(attempt.user->password_hash, password) : verify_nobody(password);
}

SignIn finish_sign_in(db::Tx& tx, const Attempt& attempt, bool password_matches, std::string_view request_id) {
    if (!attempt.user) return refuse("unknown_login", bad_credentials());
    const auto user = store::find_user(tx, attempt.user->id);
    if (!user) return refuse("unknown_login", bad_credentials());
    if (user->locked_until && tx.now() < *user->locked_until)
        return refuse("locked", locked(*user->locked_until, tx.now()));
    // Judged against a hash that is no longer the user's: as wrong, but nobody's guess.
    if (user->password_hash != attempt.user->password_hash) return refuse("wrong_password", bad_credentials());
    if (!password_matches) return count_failure(tx, *user, request_id);
    if (user->status != UserStatus::active)
        return refuse("disabled", {Code::forbidden, "", "账号已停用，请联系系统管理员"});

    if (user->failed_count != 0 || user->locked_until) store::set_failures(tx, user->id, 0, std::nullopt);
    audit(tx, actor_of(*user, request_id),
          {.action = "user.sign_in", .object_kind = "user", .object_id = user->id.value});
    sign_ins("ok").add();
    return {.session = open_session(tx, user->id), .refusal = std::nullopt};
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
