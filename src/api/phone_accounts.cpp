// Getting in by phone: captchas, codes, signing in, new passwords; and what a person says of himself.
#include "api/captcha.hpp"
#include "api/operation.hpp"
#include "api/sending.hpp"
#include "api/session_json.hpp"
#include "auth/personal.hpp"
#include "auth/phone_codes.hpp"
#include "core/text.hpp"
#include "proof/hash.hpp"

namespace yiguan::api {
namespace {

using auth::CodePurpose;

// GET /api/v1/captchas
Result<Step> new_captcha(Services& services, const http::Request&) {
    const auto made = make_captcha(services.secrets, services.db.now());
    auto response = ok(json::object{{"token", made.token},
                                    {"image", "data:image/png;base64," + proof::base64(made.png)},
                                    {"question", made.question}});
    response.headers.emplace_back("Cache-Control", "no-store");
    return Step{std::move(response)};
}

struct CodeRequest {
    std::string phone;
    CodePurpose purpose{};
    std::optional<CaptchaAnswer> captcha{};
    std::string code{};  // made; to be sent
};

std::string read_phone(ObjectReader& in) {
    return in.take("phone", "手机号", auth::parse_phone(in.text("phone", "手机号", {.chars_max = 30}))).value_or("");
}

// What was counted stays counted when the answer is a refusal.
http::Response refused(const Error& error, const auth::Actor& actor) {
    return http::problem(error, actor.request_id);
}

// POST /api/v1/phone-codes {"phone","purpose","captcha"}. The code is sent behind the answer, which is the same, and
// takes the same time, for numbers with and without account.
Result<Step> make_phone_code(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto wanted = std::make_shared<CodeRequest>();
    wanted->phone = read_phone(in);
    const auto purpose = in.text("purpose", "用途", {.chars_max = 20});
    // 关注召回 has a form of its own.
    if (const auto known = auth::parse_code_purpose(purpose); known && *known != CodePurpose::watch_recall)
        wanted->purpose = *known;
    else if (!purpose.empty())
        in.violation(Code::invalid, "purpose", "用途",
                     "用途应为 sign_in、reset_password、reset_key、bind_phone 或 register", purpose);
    wanted->captcha = read_captcha(in, violations);
    in.finish();
    TRY_VOID(violations.result());
    auto work = [&services, wanted](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (const auto& given = wanted->captcha) {
            const auto taken = take_captcha(tx, services.secrets, given->token, given->answer);
            if (taken.has_error()) return refused(taken.error(), actor);
        }
        const bool own = wanted->purpose == CodePurpose::bind_phone || wanted->purpose == CodePurpose::reset_key;
        if (own && (actor.anonymous() || actor.machine)) return Error{Code::unauthenticated, "", "请先登录后再操作"};
        if (actor.anonymous() && !wanted->captcha)
            return Error{Code::captcha_required, "/captcha", "请先填写图形验证码", "图形验证码"};
        if (wanted->purpose == CodePurpose::reset_key && auth::phone_of(tx, actor.user) != wanted->phone)
            return Error{Code::invalid, "/phone", "请使用本账号绑定的手机号", "手机号"};
        std::int64_t wait_s = 0;
        auto made = auth::make_phone_code(tx, wanted->phone, wanted->purpose, wait_s);
        if (made.has_error()) return http::problem(made.error(), actor.request_id, wait_s);
        wanted->code = made.value().code;
        return http::Response{
            .status = 202,
            .body = json::serialize(json::object{{"expires", iso_utc(made.value().expires_at)},
                                                 {"resendAfterSeconds", auth::phone_code_again_ms / 1000}})};
    };
    auto send = [&services, wanted] {
        if (wanted->code.empty()) return;
        services.db.write(
            [wanted](db::Tx& tx) {
                if (auth::is_code_sent(tx, wanted->phone, wanted->purpose))
                    sending::phone_code(tx, wanted->phone, wanted->purpose, wanted->code);
                return true;
            },
            [](db::WriteOutcome) {});
    };
    return Step{Write{std::move(work), std::move(send)}};
}

// POST /api/v1/sessions/by-phone {"phone","code"}
Result<Step> sign_in_by_phone(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto phone = read_phone(in);
    const auto code = in.text("code", "短信验证码", {.chars_max = 10});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, phone, code](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (const auto taken = auth::take_phone_code(tx, phone, CodePurpose::sign_in, code); taken.has_error())
            return refused(taken.error(), actor);
        TRY(const auto opened, auth::open_session_by_phone(tx, phone, actor));
        return opened_session(services, tx, opened);
    }}};
}

// POST /api/v1/password-resets {"phone","code","newPassword"}: all sessions of the account end.
Result<Step> reset_password(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto phone = read_phone(in);
    const auto code = in.text("code", "短信验证码", {.chars_max = 10});
    const auto password = in.text("newPassword", "新密码", {.chars_max = 128});
    in.finish();
    TRY_VOID(violations.result());
    const auto at_field = [](Error error) {
        error.pointer = "/newPassword";
        return error;
    };
    if (const auto weak = auth::check_any_password(password); weak.has_error()) return at_field(weak.error());
    return Step{Offload{
        [phone, code, password, at_field]() -> Result<Step> {
            return Step{Write{[phone, code, password, at_field, hash = auth::hash_password(password)](
                                  db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                const auto taken = auth::take_phone_code(tx, phone, CodePurpose::reset_password, code);
                if (taken.has_error()) return refused(taken.error(), actor);
                const auto id = auth::find_by_phone(tx, phone);
                const auto user = id ? auth::find_user(tx, *id) : std::nullopt;
                // Only what has an account was sent a code.
                if (!user || user->status != auth::UserStatus::active)
                    return Error{Code::phone_code, "/code", "短信验证码不正确或已过期，请重新获取", "短信验证码"};
                if (const auto weak = auth::check_password_of(tx, *user, password); weak.has_error())
                    return at_field(weak.error());
                const auth::Actor self{.user = user->id, .org = user->org, .request_id = actor.request_id};
                TRY_VOID(auth::change_password(tx, self, user->id, hash));
                sending::password_was_reset(tx, user->id);
                return no_content();
            }}};
        },
        Lane::passwords}};
}

Result<http::Response> session_again(db::Tx& tx, std::string_view token) {
    const auto session = auth::find_session(tx, token);
    if (!session) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
    return ok(session_json(tx, *session));
}

Result<std::string> own_session(const http::Request& request) {
    auto token = session_token_of(request);
    if (token.empty()) return Error{Code::forbidden, "", "接口密钥没有个人资料，请登录后修改"};
    return token;
}

// PUT /api/v1/me {"name","email"?}
Result<Step> change_me(Services&, const http::Request& request) {
    TRY(const auto token, own_session(request));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auth::ContactChange change{.name = in.text("name", "姓名", {.chars_max = 50}),
                                     .email = in.optional_text("email", "电子邮箱", {.chars_max = 254})};
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[token, change](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::change_contact(tx, actor, actor.user, change));
        return session_again(tx, token);
    }}};
}

// PUT /api/v1/me/phone {"phone","code"}: the code went to the new number.
Result<Step> change_phone(Services&, const http::Request& request) {
    TRY(const auto token, own_session(request));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto phone = read_phone(in);
    const auto code = in.text("code", "短信验证码", {.chars_max = 10});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[token, phone, code](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (const auto taken = auth::take_phone_code(tx, phone, CodePurpose::bind_phone, code); taken.has_error())
            return refused(taken.error(), actor);
        const auto before = auth::phone_of(tx, actor.user);
        TRY_VOID(auth::change_contact(tx, actor, actor.user, {.phone = phone}));
        // Who lost the account to somebody else hears of it where he still can (EBM-06).
        if (before && *before != phone) sending::phone_was_changed(tx, actor.user, *before, phone);
        return session_again(tx, token);
    }}};
}

}  // namespace

std::vector<Operation> phone_account_operations() {
    using namespace schema;
    const json::object example_code{{"phone", "13800001234"}, {"code", "260726"}};
    const auto phone_and_code = object({{"phone", text("手机号", 30)}, {"code", text("短信验证码", 10)}});
    return {
        {.method = http::Method::get,
         .path = "/api/v1/captchas",
         .id = "makeCaptcha",
         .tag = "账号",
         .zh = "图形验证码，另有文字问题；回答任一即可，五分钟内有效，一次有效",
         .en = "A picture of digits and a question in words: either answer is good, once, within five minutes.",
         .who = Who::anybody(),
         .answer = {200, "图形验证码",
                    schema::answer({{"token", text("验证码编号", 400)},
                                    {"image", Schema{{"type", "string"}, {"title", "PNG 图片的 data: 地址"}}},
                                    {"question", Schema{{"type", "string"}, {"title", "文字问题"}}}})},
         .before_password_change = true,
         .run = new_captcha},
        {.method = http::Method::post,
         .path = "/api/v1/phone-codes",
         .id = "makePhoneCode",
         .tag = "账号",
         .zh = "发送短信验证码：六位数字，十分钟内有效",
         .en = "Sends a code to a phone; the answer does not tell whether the number has an account.",
         .who = Who::anybody(),
         .body = {{.schema = object({{"phone", text("手机号", 30)},
                                     {"purpose", choice("用途", {"sign_in", "reset_password", "reset_key", "bind_phone",
                                                                 "register"})},
                                     maybe("captcha", ref("CaptchaAnswer"))}),
                   .example = {{"phone", "13800001234"}, {"purpose", "register"}}}},
         .answer = {202, "已发送",
                    schema::answer(
                        {{"expires", schema::time("有效期至")},
                         {"resendAfterSeconds", Schema{{"type", "integer"}, {"title", "可再次发送前的秒数"}}}})},
         .errors = {Code::captcha_required, Code::captcha_wrong, Code::too_many_requests},
         .repeat = Repeat::secret,
         .limit = Limit::phone_codes,
         .csrf = Csrf::required,
         .run = make_phone_code},
        {.method = http::Method::post,
         .path = "/api/v1/sessions/by-phone",
         .id = "signInByPhone",
         .tag = "账号",
         .zh = "用短信验证码登录",
         .en = "Opens a session with a code sent to the phone.",
         .who = Who::anybody(),
         .body = {{.schema = phone_and_code, .example = example_code}},
         .answer = {201, "会话", ref("Session")},
         .errors = {Code::phone_code, Code::forbidden},
         .repeat = Repeat::secret,
         .csrf = Csrf::not_needed,
         .run = sign_in_by_phone},
        {.method = http::Method::post,
         .path = "/api/v1/password-resets",
         .id = "resetPassword",
         .tag = "账号",
         .zh = "忘记密码：用短信验证码设置新密码",
         .en = "Sets a new password with a code sent to the phone; all sessions end.",
         .who = Who::anybody(),
         .body = {{.schema = object({{"phone", text("手机号", 30)},
                                     {"code", text("短信验证码", 10)},
                                     {"newPassword", text("新密码", 128)}}),
                   .example = {{"phone", "13800001234"}, {"code", "260726"}, {"newPassword", "staple-of-nine-26"}}}},
         .answer = {204, "密码已更换"},
         .errors = {Code::phone_code, Code::weak_password},
         .repeat = Repeat::secret,
         .limit = Limit::phone_codes,
         .csrf = Csrf::not_needed,
         .run = reset_password},
        {.method = http::Method::put,
         .path = "/api/v1/me",
         .id = "changeMe",
         .tag = "账号",
         .zh = "修改本人姓名与电子邮箱",
         .en = "Changes one's own name and e-mail address.",
         .who = Who::signed_in(),
         .body = {{.schema = object({{"name", text("姓名", 50)}, maybe("email", text("电子邮箱", 254))}),
                   .example = {{"name", "张三"}, {"email", "zhang.san@maker.example"}}}},
         .answer = {200, "会话", ref("Session")},
         .errors = {Code::forbidden},
         .repeat = Repeat::secret,
         .run = change_me},
        {.method = http::Method::put,
         .path = "/api/v1/me/phone",
         .id = "changePhone",
         .tag = "账号",
         .zh = "绑定手机号，用于登录与找回密码，不对外展示",
         .en = "Binds the phone that one signs in with; it is never shown.",
         .who = Who::signed_in(),
         .body = {{.schema = phone_and_code, .example = example_code}},
         .answer = {200, "会话", ref("Session")},
         .errors = {Code::phone_code, Code::phone_taken, Code::forbidden},
         .repeat = Repeat::secret,
         .run = change_phone},
    };
}

}  // namespace yiguan::api
