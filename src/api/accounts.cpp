// Signing in and out, and the first administrator.
#include "api/routes.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

json::object session_json(const auth::Actor& actor, std::string_view login, std::string_view csrf, UtcMs expires) {
    json::array roles;
    for (int r = 0; r < auth::role_count; ++r)
        if (actor.roles.has(static_cast<auth::Role>(r)))
            roles.push_back(json::string(auth::name(static_cast<auth::Role>(r))));
    json::object out{{"user", to_string(actor.user)},
                     {"login", login},
                     {"roles", std::move(roles)},
                     {"csrfToken", csrf},
                     {"expires", iso_utc(expires)}};
    if (actor.org) out["organisation"] = to_string(actor.org);
    return out;
}

std::string cookie(const Services& services, std::string_view token, std::int64_t max_age_s) {
    std::string text = std::string(session_cookie) + "=" + std::string(token) +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age_s);
    if (services.base_url.starts_with("https://")) text += "; Secure";
    return text;
}

// POST /api/v1/sessions {"login","password"}: hashing off the writer, then one write that counts or opens.
Result<Step> sign_in(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string login = in.text("login", "用户名", {.chars_max = 64});
    const std::string password = in.text("password", "密码", {.chars_max = 128});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Offload{[&services, login, password, request_id = std::string(request.id)]() -> Result<Step> {
        const auto attempt = services.db.read_now([&](db::Tx& tx) { return auth::find_attempt(tx, login); });
        const bool matches = auth::verify(attempt, password);
        const auto outcome =
            services.db.write_now([&](db::Tx& tx) { return auth::finish_sign_in(tx, attempt, matches, request_id); });
        if (outcome.refusal) return *outcome.refusal;
        const auto session =
            services.db.read_now([&](db::Tx& tx) { return auth::find_session(tx, outcome.session->token); });
        if (!session) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
        auto response = created("/api/v1/sessions/current",
                                session_json(session->actor, session->login, session->csrf, session->expires_at));
        response.headers.emplace_back("Set-Cookie", cookie(services, outcome.session->token, auth::session_ms / 1000));
        return Step{std::move(response)};
    }}};
}

Result<Step> current_session(Services&, const http::Request& request) {
    return Step{Read{[token = std::string(request.cookie(session_cookie))](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const auto session = actor.anonymous() ? std::nullopt : auth::find_session(tx, token);
        if (!session) return Error{Code::unauthenticated, "", "请先登录"};
        return ok(session_json(session->actor, session->login, session->csrf, session->expires_at));
    }}};
}

Result<Step> sign_out(Services& services, const http::Request& request) {
    return Step{Write{[&services, token = std::string(request.cookie(session_cookie))](
                          db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        if (!token.empty()) auth::close_session(tx, token);
        auto response = no_content();
        response.headers.emplace_back("Set-Cookie", cookie(services, "", 0));
        return response;
    }}};
}

// POST /api/v1/setup {"token","login","password"}: once, with the token that the server printed at its first start.
Result<Step> set_up(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const std::string token = in.text("token", "初始化令牌", {.chars_max = 100});
    const std::string login = in.text("login", "用户名", {.chars_max = 64});
    const std::string password = in.text("password", "密码", {.chars_max = 128});
    in.finish();
    TRY_VOID(violations.result());
    TRY_VOID(auth::check_password(login, password));
    return Step{Offload{[&services, token, login, password]() -> Result<Step> {
        const std::string hash = auth::hash_password(password);
        TRY(const auto user,
            services.db.write_now([&](db::Tx& tx) { return auth::first_admin(tx, token, login, hash); }));
        return Step{created("/api/v1/sessions", json::object{{"user", to_string(user)}, {"login", login}})};
    }}};
}

}  // namespace

void add_account_routes(http::Router& router, Dispatcher& dispatcher) {
    dispatcher.add(router, http::Method::post, "/api/v1/sessions", sign_in, 4096, Csrf::not_needed);
    dispatcher.add(router, http::Method::get, "/api/v1/sessions/current", current_session);
    dispatcher.add(router, http::Method::delete_, "/api/v1/sessions/current", sign_out);
    dispatcher.add(router, http::Method::post, "/api/v1/setup", set_up, 4096, Csrf::not_needed);
}

}  // namespace yiguan::api
