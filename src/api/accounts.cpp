// Signing in and out, passwords, and the first administrator.
#include <fmt/format.h>

#include "api/captcha.hpp"
#include "api/operation.hpp"
#include "api/session_json.hpp"
#include "auth/api_keys.hpp"
#include "auth/personal.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

std::string device_memory(const Services& services, std::string_view token) {
    std::string text = fmt::format("{}={}; Path=/api/v1/sessions; HttpOnly; SameSite=Strict; Max-Age={}", device_cookie,
                                   token, auth::device_ms / 1000);
    if (services.base_url.starts_with("https://")) text += "; Secure";
    return text;
}

// What travels with an attempt to sign in from lane to lane.
struct SigningIn {
    std::string login, password, device_token, request_id, address;
    std::uint64_t network = 0, begun_us = 0;
    auth::Attempt attempt{};
    std::optional<std::uint64_t> device{};
    std::optional<CaptchaAnswer> captcha{};
    bool captcha_needed = false;

    // Whichever of his names is used: one account, one count.
    auth::SignInGuard::Visitor visitor() const {
        return {attempt.user ? std::string_view(attempt.user->login) : std::string_view(login), network, device};
    }
};
using Shared = std::shared_ptr<SigningIn>;

Step open_session(Services& services, const Shared& in) {
    return Write{[&services, in](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        TRY(const auto opened, auth::finish_sign_in(tx, in->attempt, in->request_id, in->address));
        TRY(auto response, opened_session(services, tx, opened));
        // A device keeps its number as long as it is good: its failures are its own.
        if (!in->device)
            response.headers.emplace_back("Set-Cookie",
                                          device_memory(services, auth::device_token(*in->attempt.user, tx.now())));
        return response;
    }};
}

// POST /api/v1/sessions {"login","password","captcha"?}: a look at the user, leave of the guard, one hash, and if it
// matches one write. A failure is noted behind the answer, which must not take longer for logins that exist.
Result<Step> sign_in(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    const auto in =
        std::make_shared<SigningIn>(SigningIn{.login = reader.text("login", "用户名", {.chars_max = 64}),
                                              .password = reader.text("password", "密码", {.chars_max = 128}),
                                              .device_token = std::string(request.cookie(device_cookie)),
                                              .request_id = std::string(request.id),
                                              .address = request.client.text(),
                                              .network = request.network,
                                              .begun_us = request.received_us,
                                              .captcha = read_captcha(reader, violations)});
    reader.finish();
    TRY_VOID(violations.result());
    auto check = [&services, in]() -> Result<Step> {
        if (in->captcha_needed) {
            // Used up before the password is looked at, whatever becomes of it.
            Result<void> taken = outcome::success();
            services.db.write_now([&](db::Tx& tx) {
                taken = take_captcha(tx, services.secrets, in->captcha->token, in->captcha->answer);
            });
            if (taken.has_error()) {
                services.limits->guard().cancelled(in->visitor(), in->begun_us);
                return taken.error();
            }
        }
        if (auth::verify(in->attempt, in->password)) {
            services.limits->guard().succeeded(in->visitor(), in->begun_us);
            return open_session(services, in);
        }
        services.db.write(
            [in](db::Tx& tx) {
                auth::note_wrong_password(tx, in->attempt, in->request_id, in->address);
                return true;
            },
            [](db::WriteOutcome) {});
        return auth::wrong_password(in->attempt);
    };
    return Step{ReadThen{[&services, in, check = std::move(check)](db::Tx& tx, const auth::Actor&) -> Result<Step> {
        in->attempt = auth::find_attempt(tx, in->login);
        in->device = auth::known_device(in->attempt, in->device_token, tx.now());
        auto& guard = services.limits->guard();
        const auto told_to_wait = [&](const auth::SignInGuard::Wait& wait) -> Result<Step> {
            return Step{http::problem(auth::refusal_of(wait), in->request_id, wait.seconds)};
        };
        if (const auto wait = guard.waiting(in->visitor(), in->begun_us)) return told_to_wait(*wait);
        if (guard.needs_captcha(in->visitor(), in->begun_us)) {
            if (!in->captcha)
                return Error{Code::captcha_required, "/captcha", "登录失败次数较多，请先填写图形验证码", "图形验证码"};
            in->captcha_needed = true;
        }
        if (const auto wait = guard.begin(in->visitor(), in->begun_us)) return told_to_wait(*wait);
        return Step{Offload{check, Lane::passwords,
                            [&services, in] { services.limits->guard().cancelled(in->visitor(), in->begun_us); }}};
    }}};
}

// Who is asking: of a session with what a page needs to go on, of an API key without.
Result<Step> current_session(Services&, const http::Request& request) {
    const std::string key(bearer_of(request).value_or(""));
    return Step{
        Read{[token = session_token_of(request), key](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
            if (const auto session = auth::find_session(tx, token)) return ok(session_json(tx, *session));
            TRY(const auto use, auth::use_api_key(tx, key));
            const auto user = auth::find_user(tx, use.actor.user);
            return ok(actor_json(tx, use.actor, user ? user->login : "", use.expires_at));
        }}};
}

Result<Step> sign_out(Services& services, const http::Request& request) {
    return Step{
        Write{[&services, token = session_token_of(request)](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
            if (!token.empty()) auth::close_session(tx, token);
            auto response = no_content();
            response.headers.emplace_back("Set-Cookie", session_cookie_of(services, "", 0));
            return response;
        }}};
}

// PUT /api/v1/sessions/current/membership {"membership"}: the session goes on as another of the person's memberships.
Result<Step> switch_membership(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto id = in.id<auth::MembershipId>("membership", "身份");
    in.finish();
    TRY_VOID(violations.result());
    const std::string token = session_token_of(request);
    if (token.empty()) return Error{Code::forbidden, "", "接口密钥没有身份可以切换"};
    return Step{Write{[token, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::switch_membership(tx, actor, token, id));
        const auto session = auth::find_session(tx, token);
        if (!session) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
        return ok(session_json(tx, *session));
    }}};
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
    TRY(auto response, services.db.read_now([&](db::Tx& tx) { return opened_session(services, tx, opened, 200); }));
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
        if (auto weak = auth::check_password_of(tx, *user, change.wanted); weak.has_error()) {
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
         .body = {{.schema = object({{"login", text("用户名、手机号或条码卡号", 64)},
                                     {"password", text("密码", 128)},
                                     maybe("captcha", ref("CaptchaAnswer"))}),
                   .example = {{"login", "maker"}, {"password", "correct-horse-battery-26"}}}},
         .answer = {201, "会话", ref("Session")},
         .errors = {Code::bad_credentials, Code::too_many_requests, Code::forbidden, Code::captcha_required,
                    Code::captcha_wrong},
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
         .path = "/api/v1/sessions/current/membership",
         .id = "switchMembership",
         .tag = "账号",
         .zh = "切换身份：以另一企业或岗位继续",
         .en = "Goes on as another of one's memberships.",
         .who = Who::signed_in(),
         .body = {{.schema = object({{"membership", schema::id("身份")}}), .example = {{"membership", "1"}}}},
         .answer = {200, "会话", ref("Session")},
         .errors = {Code::not_found, Code::forbidden},
         .repeat = Repeat::secret,
         .before_password_change = true,
         .run = switch_membership},
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
