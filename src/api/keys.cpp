// Interface keys of an organisation: made by its people, with a code sent to the maker's phone (EBM-06).
#include "api/operation.hpp"
#include "api/sending.hpp"
#include "auth/api_keys.hpp"
#include "auth/phone_codes.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

json::object encode(const auth::ApiKey& key, UtcMs now) {
    const std::string_view status = key.revoked_at ? "revoked" : now >= key.expires_at ? "expired" : "active";
    json::object out{{"id", to_string(key.id)},
                     {"createdAt", iso_utc(key.created_at)},
                     {"expires", iso_utc(key.expires_at)},
                     {"status", status},
                     {"statusZh", key.revoked_at          ? "已停用"
                                  : now >= key.expires_at ? "已过期"
                                                          : "有效"}};
    if (key.revoked_at) out["revokedAt"] = iso_utc(*key.revoked_at);
    if (key.last_used) out["lastUsed"] = iso_utc(*key.last_used).substr(0, 10);
    return out;
}

// GET /api/v1/keys
Result<Step> list_keys(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[cursor, limit](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (!actor.org) return ok(json::object{{"items", json::array{}}});
        const auto found = auth::list_api_keys(tx, actor.org, auth::ApiKeyId{cursor}, limit + 1);
        return page_of(
            found, limit, [&](const auth::ApiKey& key) { return encode(key, tx.now()); },
            [](const auth::ApiKey& last, const auth::ApiKey&) { return to_string(last.id); });
    }}};
}

// POST /api/v1/keys {"code","days"?}
Result<Step> make_key(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto code = in.text("code", "短信验证码", {.chars_max = 10});
    const auto days = in.optional_integer("days", "有效天数", 1, auth::api_key_days_max).value_or(auth::api_key_days);
    in.finish();
    TRY_VOID(violations.result());
    auto hash = [code, days]() -> Result<Step> {
        return Step{Write{[code, days, unknown = auth::hash_password(random_token(32))](
                              db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            const auto phone = auth::phone_of(tx, actor.user);
            if (!phone) return Error{Code::wrong_state, "/code", "请先在个人中心绑定手机号", "短信验证码"};
            const auto taken = auth::take_phone_code(tx, *phone, auth::CodePurpose::reset_key, code);
            if (taken.has_error()) return http::problem(taken.error(), actor.request_id);
            TRY(const auto made, auth::create_api_key(tx, actor,
                                                      {.org = actor.org,
                                                       .roles = auth::Roles{}.with(auth::Role::integrator),
                                                       .days = days,
                                                       .unknown_password_hash = unknown}));
            sending::key_was_made(tx, actor.org, actor.user);
            auto out = encode(made.key, tx.now());
            out["key"] = made.text;
            return created("/api/v1/keys/" + to_string(made.key.id), std::move(out));
        }}};
    };
    return Step{ReadThen{[hash = std::move(hash)](db::Tx&, const auth::Actor& actor) mutable -> Result<Step> {
        if (!actor.org) return Error{Code::forbidden, "", "平台账号没有所属企业，请用命令 yiguan apikey 创建接口密钥"};
        return Step{Offload{std::move(hash), Lane::passwords}};
    }}};
}

// DELETE /api/v1/keys/{id}
Result<Step> revoke_key(Services&, const http::Request& request) {
    TRY(const auto id, path_id<auth::ApiKeyId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const auto found = auth::list_api_keys(tx, actor.org, auth::ApiKeyId{id.value - 1}, 1);
        if (!actor.org || found.empty() || found.front().id != id)
            return Error{Code::not_found, "", "没有这个接口密钥"};
        TRY_VOID(auth::revoke_api_key(tx, actor, id));
        return no_content();
    }}};
}

}  // namespace

std::vector<Operation> key_operations() {
    using namespace schema;
    const auto manage = Who::with(auth::Permission::manage_keys);
    return {
        {.method = http::Method::get,
         .path = "/api/v1/keys",
         .id = "listKeys",
         .tag = "接口密钥",
         .zh = "本企业的接口密钥",
         .en = "The organisation's interface keys; never their secrets.",
         .who = manage,
         .query = paging(),
         .answer = {200, "一页密钥", page_of("Key")},
         .run = list_keys},
        {.method = http::Method::post,
         .path = "/api/v1/keys",
         .id = "makeKey",
         .tag = "接口密钥",
         .zh = "创建接口密钥，须填写发到本人手机的验证码；密钥只显示一次",
         .en = "Makes an interface key with a code sent to one's phone; it is shown once.",
         .who = manage,
         .body = {{.schema = object({{"code", text("短信验证码", 10)},
                                     maybe("days", integer("有效天数", 1, auth::api_key_days_max))}),
                   .example = {{"code", "260726"}, {"days", "365"}}}},
         .answer = {201, "密钥", ref("Key")},
         .errors = {Code::phone_code, Code::wrong_state},
         .repeat = Repeat::secret,
         .run = make_key},
        {.method = http::Method::delete_,
         .path = "/api/v1/keys/{id}",
         .id = "revokeKey",
         .tag = "接口密钥",
         .zh = "停用接口密钥，立即生效",
         .en = "Revokes a key at once and for good.",
         .who = manage,
         .answer = {204, "已停用"},
         .errors = {Code::not_found},
         .run = revoke_key},
    };
}

}  // namespace yiguan::api
