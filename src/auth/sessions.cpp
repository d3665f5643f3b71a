#include <algorithm>

#include "auth/account_store.hpp"
#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "auth/memberships.hpp"
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

Actor actor_of(const User& user, std::string_view request_id, std::string_view address) {
    return {.user = user.id,
            .org = user.org,
            .roles = user.roles,
            .request_id = std::string(request_id),
            .address = std::string(address)};
}

}  // namespace

// ---- signing in

Attempt find_attempt(db::Tx& tx, std::string_view login) {
    if (const auto phone = parse_phone(login); phone.has_value())
        if (const auto user = find_by_phone(tx, phone.value())) return {find_user(tx, *user)};
    if (auto user = find_user_by_login(tx, login)) return {std::move(user)};
    const auto user = store::find_account_by_card(tx, trim(login));
    return {user ? find_user(tx, *user) : std::nullopt};
}

bool verify(const Attempt& attempt, std::string_view password) {
    return attempt.user ? verify_password(attempt.user->password_hash, password) : verify_nobody(password);
}

Error wrong_password(const Attempt& attempt) {
    return bad_credentials(attempt.user ? "wrong_password" : "unknown_login");
}

void note_wrong_password(db::Tx& tx, const Attempt& attempt, std::string_view request_id, std::string_view address) {
    if (!attempt.user) return;
    audit(tx, actor_of(*attempt.user, request_id, address),
          {.action = "user.sign_in_failed", .object_kind = "user", .object_id = attempt.user->id.value});
}

Result<OpenedSession> finish_sign_in(db::Tx& tx, const Attempt& attempt, std::string_view request_id,
                                     std::string_view address) {
    const auto user = attempt.user ? store::find_user(tx, attempt.user->id) : std::nullopt;
    if (!user) return bad_credentials("unknown_login");
    // Judged against a hash that is no longer the user's: as wrong, but nobody's guess.
    if (user->password_hash != attempt.user->password_hash) return bad_credentials("wrong_password");
    if (user->status != UserStatus::active)
        return refuse("disabled", {Code::forbidden, "", "账号已停用，请联系系统管理员"});
    audit(tx, actor_of(*user, request_id, address),
          {.action = "user.sign_in", .object_kind = "user", .object_id = user->id.value});
    sign_ins("ok").add();
    store::note_sign_in(tx, user->id);
    return open_session(tx, user->id);
}

Result<OpenedSession> open_session_by_phone(db::Tx& tx, std::string_view phone, const Actor& asking) {
    const auto id = find_by_phone(tx, phone);
    const auto user = id ? store::find_user(tx, *id) : std::nullopt;
    if (!user)
        return refuse("unknown_login",
                      {Code::phone_code, "/code", "短信验证码不正确或已过期，请重新获取", "短信验证码"});
    if (user->status != UserStatus::active)
        return refuse("disabled", {Code::forbidden, "", "账号已停用，请联系系统管理员"});
    audit(tx, actor_of(*user, asking.request_id, asking.address),
          {.action = "user.sign_in", .object_kind = "user", .object_id = user->id.value, .detail = "phone"});
    sign_ins("ok").add();
    store::note_sign_in(tx, user->id);
    return open_session(tx, user->id);
}

// ---- sessions

Result<OpenedSession> open_session(db::Tx& tx, UserId user) {
    const auto all = memberships_of(tx, user);
    const auto acts_as = std::ranges::find(all, MembershipStatus::active, &Membership::status);
    if (!all.empty() && acts_as == all.end())
        return refuse("disabled", {Code::forbidden, "", "账号已停用，请联系系统管理员"});
    OpenedSession opened{
        .user = user, .token = random_token(token_bytes), .csrf = {}, .expires_at = tx.now() + session_ms};
    opened.csrf = csrf_token(opened.token);
    store::insert_session(tx, sha256(opened.token), user, acts_as == all.end() ? MembershipId{} : acts_as->id,
                          opened.expires_at);
    return opened;
}

std::optional<Session> find_session(db::Tx& tx, std::string_view token) {
    if (token.size() != token_characters) return std::nullopt;
    auto row = store::find_session(tx, sha256(token));
    if (!row || row->status != UserStatus::active || row->suspended) return std::nullopt;
    if (tx.now() >= row->expires_at || tx.now() - row->seen_at >= session_idle_ms) return std::nullopt;
    return Session{.actor = std::move(row->actor),
                   .login = std::move(row->login),
                   .csrf = csrf_token(token),
                   .expires_at = row->expires_at,
                   .must_change_password = row->must_change_password,
                   .touch_due = tx.now() - row->seen_at >= session_touch_ms};
}

Result<void> switch_membership(db::Tx& tx, const Actor& actor, std::string_view token, MembershipId id) {
    const auto wanted = find_membership(tx, id);
    if (!wanted || wanted->user != actor.user) return Error{Code::not_found, "", "您没有这个身份"};
    if (wanted->status != MembershipStatus::active) return Error{Code::forbidden, "", "该身份已停用，请联系企业管理员"};
    store::set_session_membership(tx, sha256(token), id);
    audit(tx, actor, {.action = "membership.switch", .object_kind = "membership", .object_id = id.value});
    return outcome::success();
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
