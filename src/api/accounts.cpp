// Signing in and out, passwords, and the first administrator.
#include <fmt/format.h>

#include "api/operation.hpp"
#include "auth/api_keys.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

json::object actor_json(const auth::Actor& actor, std::string_view login, UtcMs expires) {
    json::array roles;
    for (int r = 0; r < auth::role_count; ++r)
        if (actor.roles.has(static_cast<auth::Role>(r)))
            roles.push_back(json::string(auth::name(static_cast<auth::Role>(r))));
    json::object out{
        {"user", to_string(actor.user)}, {"login", login}, {"roles", std::move(roles)}, {"expires", iso_utc(expires)}};
    if (actor.org) out["organisation"] = to_string(actor.org);
    return out;
}

json::object session_json(const auth::Session& session) {
    auto out = actor_json(session.actor, session.login, session.expires_at);
    out["csrfToken"] = session.csrf;
    out["mustChangePassword"] = session.must_change_password;
    return out;
}

std::string cookie(const Services& services, std::string_view token, std::int64_t max_age_s) {
    std::string text = std::string(session_cookie) + "=" + std::string(token) +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age_s);
    if (services.base_url.starts_with("https://")) text += "; Secure";
    return text;
}

std::string device_memory(const Services& services, std::string_view token) {
    std::string text = fmt::format("{}={}; Path=/api/v1/sessions; HttpOnly; SameSite=Strict; Max-Age={}", device_cookie,
                                   token, auth::device_ms / 1000);
    if (services.base_url.starts_with("https://")) text += "; Secure";
    return text;
}

// What travels with an attempt to sign in from lane to lane.
struct SigningIn {
    std::string login, password, device_token, request_id;
    std::uint64_t network = 0, begun_us = 0;
    auth::Attempt attempt{};
    std::optional<std::uint64_t> device{};

    auth::SignInGuard::Visitor visitor() const { return {login, network, device}; }
};
using Shared = std::shared_ptr<SigningIn>;

Step open_session(Services& services, const Shared& in) {
    return Write{[&services, in](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        TRY(const auto opened, auth::finish_sign_in(tx, in->attempt, in->request_id));
        const auto session = auth::find_session(tx, opened.token);
        if (!session) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
        auto response = created("/api/v1/sessions/current", session_json(*session));
        response.headers.emplace_back("Set-Cookie", cookie(services, opened.token, auth::session_ms / 1000));
        // A device keeps its number as long as it is good: its failures are its own.
        if (!in->device)
            response.headers.emplace_back("Set-Cookie",
                                          device_memory(services, auth::device_token(*in->attempt.user, tx.now())));
        return response;
    }};
}

// POST /api/v1/sessions {"login","password"}: a look at the user, leave of the guard, one hash, and if it matches one
// write. A failure is noted behind the answer, which must not take longer for logins that exist.
Result<Step> sign_in(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    const auto in =
        std::make_shared<SigningIn>(SigningIn{.login = reader.text("login", "用户名", {.chars_max = 64}),
                                              .password = reader.text("password", "密码", {.chars_max = 128}),
                                              .device_token = std::string(request.cookie(device_cookie)),
                                              .request_id = std::string(request.id),
                                              .network = request.network,
                                              .begun_us = request.received_us});
    reader.finish();
    TRY_VOID(violations.result());
    auto check = [&services, in]() -> Result<Step> {
        if (auth::verify(in->attempt, in->password)) {
            services.limits->guard().succeeded(in->visitor(), in->begun_us);
            return open_session(services, in);
        }
        services.db.write(
            [in](db::Tx& tx) {
                auth::note_wrong_password(tx, in->attempt, in->request_id);
                return true;
            },
            [](db::WriteOutcome) {});
        return auth::wrong_password(in->attempt);
    };
    return Step{ReadThen{[&services, in, check = std::move(check)](db::Tx& tx, const auth::Actor&) -> Result<Step> {
        in->attempt = auth::find_attempt(tx, in->login);
        in->device = auth::known_device(in->attempt, in->device_token, tx.now());
        if (const auto wait = services.limits->guard().begin(in->visitor(), in->begun_us))
            return Step{http::problem(auth::refusal_of(*wait), in->request_id, wait->seconds)};
        return Step{Offload{check, Lane::passwords,
                            [&services, in] { services.limits->guard().cancelled(in->visitor(), in->begun_us); }}};
    }}};
}

// Who is asking: of a session with what a page needs to go on, of an API key without.
Result<Step> current_session(Services&, const http::Request& request) {
    const std::string key(bearer_of(request).value_or(""));
    return Step{
        Read{[token = session_token_of(request), key](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
            if (const auto session = auth::find_session(tx, token)) return ok(session_json(*session));
            TRY(const auto use, auth::use_api_key(tx, key));
            const auto user = auth::find_user(tx, use.actor.user);
            return ok(actor_json(use.actor, user ? user->login : "", use.expires_at));
        }}};
}

Result<Step> sign_out(Services& services, const http::Request& request) {
    return Step{
        Write{[&services, token = session_token_of(request)](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
            if (!token.empty()) auth::close_session(tx, token);
            auto response = no_content();
            response.headers.emplace_back("Set-Cookie", cookie(services, "", 0));
            return response;
        }}};
}

// What goes on in a session that was just opened: its cookie, and what a page needs.
Result<http::Response> handed_out(Services& services, const auth::OpenedSession& opened, int status) {
    const auto session = services.db.read_now([&](db::Tx& tx) { return auth::find_session(tx, opened.token); });
    if (!session) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
    auto response = created("/api/v1/sessions/current", session_json(*session));
    response.status = status;
    response.headers.emplace_back("Set-Cookie", cookie(services, opened.token, auth::session_ms / 1000));
    return response;
}

struct PasswordChange {
    std::string token;  // of the session
    auth::Actor actor;
    std::string old_hash;
    std::string present, wanted;
};

// Off the I/O threads: two hashings. A wrong present password ends this session: one that was left open is good for one
// guess.
Result<Step> replace_password(Services& services, const PasswordChange& change) {
    const Error wrong{Code::bad_credentials, "/password", "原密码不正确，请重新登录后再试", "原密码"};
    if (!auth::verify_password(change.old_hash, change.present)) {
        services.db.write_now([&](db::Tx& tx) { auth::close_session(tx, change.token); });
        return wrong;
    }
    const std::string hash = auth::hash_password(change.wanted);
    TRY(const auto opened, services.db.write_now([&](db::Tx& tx) -> Result<auth::OpenedSession> {
        const auto user = auth::find_user(tx, change.actor.user);
        if (!user || user->password_hash != change.old_hash) return wrong;  // it was changed meanwhile
        TRY_VOID(auth::change_password(tx, change.actor, change.actor.user, hash));
        return auth::open_session(tx, change.actor.user);
    }));
    TRY(auto response, handed_out(services, opened, 200));
    return Step{std::move(response)};
}

// PUT /api/v1/sessions/current/password {"password","newPassword"}: all sessions of the user end and a new one opens.
Result<Step> change_password(Services& services, const http::Request& request) {
    PasswordChange change{.token = session_token_of(request)};
    if (change.token.empty()) return Error{Code::forbidden, "", "接口密钥没有密码，请登录后修改"};
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    change.present = in.text("password", "原密码", {.chars_max = 128});
    change.wanted = in.text("newPassword", "新密码", {.chars_max = 128});
    in.finish();
    TRY_VOID(violations.result());
    if (change.wanted == change.present)
        return Error{Code::weak_password, "/newPassword", "新密码不能与原密码相同", "新密码"};
    return Step{ReadThen{[&services, change](db::Tx& tx, const auth::Actor& actor) mutable -> Result<Step> {
        const auto user = auth::find_user(tx, actor.user);
        if (!user) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
        if (auto weak = auth::check_password(user->login, change.wanted); weak.has_error()) {
            weak.error().pointer = "/newPassword";
            return weak.error();
        }
        change.actor = actor;
        change.old_hash = user->password_hash;
        return Step{Offload{[&services, change] { return replace_password(services, change); }, Lane::passwords}};
    }}};
}

// POST /api/v1/setup {"token","login","password"}: once, with the token that the server printed at its first start.
Result<Step> set_up(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string token = in.text("token", "初始化令牌", {.chars_max = 100});
    const std::string login = in.text("login", "用户名", {.chars_max = 64});
    const std::string password = in.text("password", "密码", {.chars_max = 128});
    in.finish();
    TRY_VOID(violations.result());
    TRY_VOID(auth::check_password(login, password));
    // Hashing is only for whoever has the token.
    auto make = [token, login, password]() -> Result<Step> {
        return Step{Write{[token, login, hash = auth::hash_password(password)](
                              db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
            TRY(const auto user, auth::first_admin(tx, token, login, hash));
            return created("/api/v1/sessions", json::object{{"user", to_string(user)}, {"login", login}});
        }}};
    };
    return Step{ReadThen{[token, make = std::move(make)](db::Tx& tx, const auth::Actor&) -> Result<Step> {
        if (!auth::is_setup_token(tx, token)) return Error{Code::forbidden, "", "初始化链接无效或已经使用"};
        return Step{Offload{make, Lane::passwords}};
    }}};
}

}  // namespace

std::vector<Operation> account_operations() {
    using namespace schema;
    return {
        {.method = http::Method::post,
         .path = "/api/v1/sessions",
         .id = "signIn",
         .tag = "账号",
         .zh = "登录，回答带会话 Cookie",
         .en = "Opens a session; its token travels in a cookie.",
         .who = Who::anybody(),
         .body = {{.schema = object({{"login", text("用户名", 64)}, {"password", text("密码", 128)}}),
                   .example = {{"login", "maker"}, {"password", "correct-horse-battery-26"}}}},
         .answer = {201, "会话", ref("Session")},
         .errors = {Code::bad_credentials, Code::too_many_requests, Code::forbidden},
         .repeat = Repeat::secret,
         .limit = Limit::sign_ins,
         .csrf = Csrf::not_needed,
         .run = sign_in},
        {.method = http::Method::get,
         .path = "/api/v1/sessions/current",
         .id = "currentSession",
         .tag = "账号",
         .zh = "当前用户",
         .en = "Who is asking, by session or API key.",
         .who = Who::signed_in(),
         .answer = {200, "当前会话", ref("Session")},
         .before_password_change = true,
         .run = current_session},
        {.method = http::Method::delete_,
         .path = "/api/v1/sessions/current",
         .id = "signOut",
         .tag = "账号",
         .zh = "退出登录",
         .en = "Ends the session; no session is fine too.",
         .who = Who::anybody(),
         .answer = {204, "会话已结束"},
         .before_password_change = true,
         .run = sign_out},
        {.method = http::Method::put,
         .path = "/api/v1/sessions/current/password",
         .id = "changePassword",
         .tag = "账号",
         .zh = "修改自己的密码；其他会话随之结束",
         .en = "Replaces one's own password; all sessions end, the answer opens a new one.",
         .who = Who::signed_in(),
         .body = {{.schema = object({{"password", text("原密码", 128)}, {"newPassword", text("新密码", 128)}}),
                   .example = {{"password", "correct-horse-battery-26"}, {"newPassword", "staple-of-nine-bright-26"}}}},
         .answer = {200, "会话", ref("Session")},
         .errors = {Code::bad_credentials, Code::weak_password, Code::forbidden},
         .repeat = Repeat::secret,
         .before_password_change = true,
         .run = change_password},
        {.method = http::Method::post,
         .path = "/api/v1/setup",
         .id = "setUp",
         .tag = "账号",
         .zh = "用首次启动时打印的令牌创建首个管理员",
         .en = "Makes the first administrator with the token printed at the first start.",
         .who = Who::anybody(),
         .body = {{.schema = object({{"token", text("初始化令牌", 100)},
                                     {"login", text("用户名", 64)},
                                     {"password", text("密码", 128)}}),
                   .example = {{"token", "x0dF…"}, {"login", "admin"}, {"password", "correct-horse-battery-26"}}}},
         .answer = {201, "管理员", schema::answer({{"user", id("用户")}, {"login", Schema{{"type", "string"}}}})},
         .errors = {Code::forbidden, Code::weak_password, Code::login_taken},
         .repeat = Repeat::secret,
         .csrf = Csrf::not_needed,
         .run = set_up},
    };
}

}  // namespace yiguan::api
