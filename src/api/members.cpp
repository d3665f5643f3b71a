// Roles, members of an organisation, invitations.
#include <fmt/format.h>

#include "api/operation.hpp"
#include "api/sending.hpp"
#include "api/session_json.hpp"
#include "auth/invitations.hpp"
#include "auth/members.hpp"
#include "auth/phone_codes.hpp"
#include "core/text.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

using auth::MembershipId;
using auth::MembershipStatus;
using auth::Role;

// What a role may do in an organisation that produces and sells.
json::array permissions_of(Role role) {
    const auth::Actor actor{
        .user = UserId{1},
        .org = OrgId{1},
        .roles = auth::effective_roles(role, auth::Roles{}.with(Role::producer).with(Role::seller))};
    json::array out;
    for (int p = 0; p < auth::permission_count; ++p) {
        const auto permission = static_cast<auth::Permission>(p);
        if (auth::may(actor, permission))
            out.push_back(json::object{{"permission", auth::name(permission)}, {"zh", auth::name_zh(permission)}});
    }
    return out;
}

// GET /api/v1/roles
Result<Step> list_roles(Services&, const http::Request&) {
    json::array items;
    for (int r = 0; r < auth::role_count; ++r) {
        const auto role = static_cast<Role>(r);
        if (auth::group_of(role).empty()) continue;
        items.push_back(json::object{{"role", auth::name(role)},
                                     {"roleZh", auth::name_zh(role)},
                                     {"roleEn", auth::name_en(role)},
                                     {"group", auth::group_of(role)},
                                     {"permissions", permissions_of(role)}});
    }
    return Step{ok(json::object{{"items", std::move(items)}})};
}

json::object encode(const auth::Member& member) {
    const auto& m = member.membership;
    json::object out{{"id", to_string(m.id)},
                     {"user", to_string(m.user)},
                     {"login", member.login},
                     {"name", member.name},
                     {"role", auth::name(m.role)},
                     {"roleZh", auth::name_zh(m.role)},
                     {"scope", api::encode(m.scope)},
                     {"status", auth::name(m.status)},
                     {"statusZh", m.status == MembershipStatus::active ? "正常" : "已停用"}};
    if (member.phone_masked) out["phone"] = *member.phone_masked;
    if (member.last_sign_in) out["lastSignIn"] = iso_utc(*member.last_sign_in);
    return out;
}

Role read_role(ObjectReader& in) {
    const auto text = in.text("role", "角色", {.chars_max = 30});
    if (const auto role = auth::parse_role(text)) return *role;
    if (!text.empty()) in.violation(Code::invalid, "role", "角色", "没有这个角色", text);
    return Role::recorder;
}

std::vector<std::string> read_texts(ObjectReader& in, Violations& violations, std::string_view key, std::string_view zh,
                                    std::size_t chars_max) {
    std::vector<std::string> out;
    const auto* array = in.array(key, zh, false);
    if (!array) return out;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const auto* text = (*array)[i].if_string();
        if (!text || text->size() > chars_max) {
            violations.add({Code::wrong_type, fmt::format("{}/{}", in.pointer(key), i), "应为文字", std::string(zh)});
            continue;
        }
        out.emplace_back(text->data(), text->size());
    }
    return out;
}

auth::Scope read_scope(ObjectReader& in, Violations& violations) {
    const auto* body = in.object("scope", "数据范围", false);
    if (!body) return {};
    ObjectReader scope(*body, violations, in.pointer("scope"));
    auth::Scope out{.regions = read_texts(scope, violations, "regions", "地区范围", 6),
                    .categories = read_texts(scope, violations, "categories", "品类范围", 6),
                    .own_only = scope.boolean("ownOnly", "仅本人数据", false)};
    scope.finish();
    return out;
}

// GET /api/v1/members?q=&role=&status=&cursor=&limit=
Result<Step> list_members(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    auth::MemberFilter filter;
    if (const auto q = request.query_param("q")) {
        filter.text = std::string(trim(*q));
        if (!is_utf8(filter.text) || utf8_length(filter.text) > 64)
            return Error{Code::invalid, "/q", "查找内容最多 64 个字", "查找"};
    }
    if (const auto text = request.query_param("role")) {
        filter.role = auth::parse_role(*text);
        if (!filter.role) return Error{Code::invalid, "/role", "没有这个角色", "角色"};
    }
    if (const auto text = request.query_param("status")) {
        for (const auto status : {MembershipStatus::active, MembershipStatus::suspended})
            if (*text == auth::name(status)) filter.status = status;
        if (!filter.status) return Error{Code::invalid, "/status", "状态应为 active 或 suspended", "状态"};
    }
    return Step{Read{[cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(auto page, auth::list_members(tx, actor, filter, MembershipId{cursor}, limit));
        const bool more = page.items.size() > static_cast<std::size_t>(limit);
        if (more) page.items.pop_back();
        json::array items;
        for (const auto& member : page.items) items.push_back(encode(member));
        json::object out{{"items", std::move(items)}, {"total", page.total}};
        if (page.total >= auth::member_count_max) out["totalIsAbout"] = true;
        if (more) out["nextCursor"] = to_string(page.items.back().membership.id);
        return ok(std::move(out));
    }}};
}

// PUT /api/v1/members/{id} {"role","scope"}
Result<Step> change_member(Services&, const http::Request& request) {
    TRY(const auto id, path_id<MembershipId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto role = read_role(in);
    const auto scope = read_scope(in, violations);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, role, scope](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto member, auth::change_member(tx, actor, id, role, scope));
        return ok(encode(member));
    }}};
}

// POST /api/v1/members/{id}/suspensions {"reason"}
Result<Step> suspend_member(Services&, const http::Request& request) {
    TRY(const auto id, path_id<MembershipId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto reason = in.text("reason", "原因", {.chars_max = 200});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto member, auth::suspend_member(tx, actor, id, reason));
        return ok(encode(member));
    }}};
}

Result<Step> restore_member(Services&, const http::Request& request) {
    TRY(const auto id, path_id<MembershipId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto member, auth::restore_member(tx, actor, id));
        return ok(encode(member));
    }}};
}

// POST /api/v1/members/{id}/password-resets {}: the new password goes to the member, not into the answer.
Result<Step> reset_member_password(Services&, const http::Request& request) {
    TRY(const auto id, path_id<MembershipId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    in.finish();
    TRY_VOID(violations.result());
    auto hash = [id]() -> Result<Step> {
        const auto password = auth::initial_password();
        return Step{Write{[id, password, hash = auth::hash_password(password)](
                              db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto member, auth::give_password(tx, actor, id, hash));
            if (!sending::initial_password(tx, actor.org, member.membership.user, member.login, password))
                return Error{Code::wrong_state, "", "该成员没有绑定手机号或电子邮箱，无法发送初始密码"};
            return no_content();
        }}};
    };
    return Step{ReadThen{[id, hash = std::move(hash)](db::Tx& tx, const auth::Actor& actor) mutable -> Result<Step> {
        TRY_VOID(auth::get_member(tx, actor, id));
        return Step{Offload{std::move(hash), Lane::passwords}};
    }}};
}

// ---- invitations

std::string_view status_zh(std::string_view status) {
    if (status == "open") return "待接受";
    if (status == "accepted") return "已接受";
    return status == "withdrawn" ? "已撤回" : "已过期";
}

json::object encode(const auth::Invitation& invitation, UtcMs now) {
    const auto status = auth::status_name(invitation, now);
    json::object out{{"id", to_string(invitation.id)},
                     {"role", auth::name(invitation.role)},
                     {"roleZh", auth::name_zh(invitation.role)},
                     {"scope", api::encode(invitation.scope)},
                     {"status", status},
                     {"statusZh", status_zh(status)},
                     {"createdAt", iso_utc(invitation.created_at)},
                     {"expires", iso_utc(invitation.expires_at)}};
    if (!invitation.name.empty()) out["name"] = invitation.name;
    if (invitation.phone_masked) out["phone"] = *invitation.phone_masked;
    return out;
}

std::string organisation_name(db::Tx& tx, OrgId id) {
    const auto org = id ? registry::find_org(tx, id) : std::nullopt;
    return org ? org->data.name : std::string("平台");
}

// POST /api/v1/invitations {"role","scope"?,"name"?,"phone"?,"organisation"?}
Result<Step> invite(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    auth::NewInvitation wanted{.role = read_role(in),
                               .scope = read_scope(in, violations),
                               .name = in.optional_text("name", "姓名", {.chars_max = 50}).value_or(""),
                               .life_ms = services.limits->settings().invitation_minutes * 60'000};
    if (const auto phone = in.optional_text("phone", "手机号", {.chars_max = 30}))
        wanted.phone = in.take("phone", "手机号", auth::parse_phone(*phone));
    if (const auto org = in.optional_id<OrgId>("organisation", "单位")) wanted.org = *org;
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, wanted](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, auth::invite(tx, actor, wanted));
        const OrgId org = made.invitation.org;
        if (org && !registry::find_org(tx, org)) return Error{Code::not_found, "/organisation", "没有这个单位"};
        const auto link = services.base_url + "/app/join#" + made.token;
        if (wanted.phone) sending::invitation(tx, org, *wanted.phone, organisation_name(tx, org), wanted.role, link);
        auto out = encode(made.invitation, tx.now());
        out["link"] = link;
        return created("/api/v1/invitations/" + to_string(made.invitation.id), std::move(out));
    }}};
}

Result<Step> list_invitations(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[cursor, limit](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found,
            auth::list_invitations(tx, actor, auth::InvitationId{cursor == 0 ? INT64_MAX : cursor}, limit + 1));
        return page_of(
            found, limit, [&](const auth::Invitation& i) { return encode(i, tx.now()); },
            [](const auth::Invitation& last, const auth::Invitation&) { return to_string(last.id); });
    }}};
}

Result<Step> withdraw_invitation(Services&, const http::Request& request) {
    TRY(const auto id, path_id<auth::InvitationId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::withdraw_invitation(tx, actor, id));
        return no_content();
    }}};
}

// POST /api/v1/invitations/lookups {"token"}: what the link says, for whoever has it.
Result<Step> look_up_invitation(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto token = in.text("token", "邀请链接", {.chars_max = 100});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Read{[token](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        TRY(const auto invitation, auth::open_invitation(tx, token));
        json::object out{{"organisationName", organisation_name(tx, invitation.org)},
                         {"role", auth::name(invitation.role)},
                         {"roleZh", auth::name_zh(invitation.role)},
                         {"expires", iso_utc(invitation.expires_at)}};
        if (!invitation.name.empty()) out["name"] = invitation.name;
        if (invitation.phone_masked) out["phone"] = *invitation.phone_masked;
        return ok(std::move(out));
    }}};
}

struct Acceptance {
    std::string token, login, password, name, hash;
    std::optional<std::string> phone;
    std::string code;
};

// Somebody new: an account and its membership at once.
Result<http::Response> join(Services& services, db::Tx& tx, const auth::Actor& actor, const Acceptance& in) {
    TRY(const auto invitation, auth::open_invitation(tx, in.token));
    if (in.phone) {
        const auto taken = auth::take_phone_code(tx, *in.phone, auth::CodePurpose::register_, in.code);
        if (taken.has_error()) return http::problem(taken.error(), actor.request_id);
    }
    TRY(const auto user, auth::add_user(tx, {.login = in.login,
                                             .password_hash = in.hash,
                                             .org = invitation.org,
                                             .roles = {},
                                             .contact = {.name = in.name, .phone = in.phone}}));
    TRY_VOID(auth::accept_invitation(tx, actor, in.token, user));
    TRY(const auto opened, auth::open_session(tx, user));
    return opened_session(services, tx, opened);
}

// POST /api/v1/invitations/acceptances: of a stranger {"token","login","password","name","phone"?,"code"?}, who gets
// an account; of one who has signed in {"token"}, who becomes a member.
Result<Step> accept_invitation(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto accepted =
        std::make_shared<Acceptance>(Acceptance{.token = in.text("token", "邀请链接", {.chars_max = 100})});
    const bool stranger = in.has("login") || in.has("password") || session_token_of(request).empty();
    if (stranger) {
        accepted->login = in.text("login", "用户名", {.chars_max = 64});
        accepted->password = in.text("password", "密码", {.chars_max = 128});
        accepted->name = in.text("name", "姓名", {.chars_max = 50});
        accepted->code = in.optional_text("code", "短信验证码", {.chars_max = 10}).value_or("");
        if (const auto phone = in.optional_text("phone", "手机号", {.chars_max = 30})) {
            accepted->phone = in.take("phone", "手机号", auth::parse_phone(*phone));
            if (accepted->code.empty())
                in.violation(Code::missing_field, "code", "短信验证码", "填写手机号时须填写发到该手机的验证码");
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    if (!stranger)
        return Step{Write{[token = session_token_of(request), accepted](
                              db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            if (actor.anonymous()) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
            TRY_VOID(auth::accept_invitation(tx, actor, accepted->token, actor.user));
            const auto session = auth::find_session(tx, token);
            if (!session) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
            return ok(session_json(tx, *session));
        }}};
    TRY_VOID(auth::parse_login(accepted->login));
    TRY_VOID(auth::check_password(accepted->login, accepted->password));
    // Hashing is only for whoever has a link.
    return Step{ReadThen{[&services, accepted](db::Tx& tx, const auth::Actor&) -> Result<Step> {
        TRY_VOID(auth::open_invitation(tx, accepted->token));
        return Step{Offload{[&services, accepted]() -> Result<Step> {
                                accepted->hash = auth::hash_password(accepted->password);
                                return Step{Write{[&services, accepted](db::Tx& again, const auth::Actor& actor) {
                                    return join(services, again, actor, *accepted);
                                }}};
                            },
                            Lane::passwords}};
    }}};
}

}  // namespace

std::vector<Operation> member_operations() {
    using namespace schema;
    const auto manage = Who::with(auth::Permission::manage_members);
    const Schema word{{"type", "string"}};
    const Schema role_answer = schema::answer({{"organisationName", word},
                                               {"role", word},
                                               {"roleZh", word},
                                               {"expires", schema::time("有效期至")},
                                               maybe("name", word),
                                               maybe("phone", word)});
    auto members_page = page_of("Member");
    const json::object invitation_example{
        {"role", "recorder"}, {"scope", json::object{{"ownOnly", true}}}, {"name", "李四"}};
    return {
        {.method = http::Method::get,
         .path = "/api/v1/roles",
         .id = "listRoles",
         .tag = "成员",
         .zh = "现成的角色与各自的权限",
         .en = "The ready-made roles and what each may do.",
         .who = Who::signed_in(),
         .answer = {200, "角色", schema::answer({{"items", Schema{{"type", "array"}}}})},
         .run = list_roles},
        {.method = http::Method::get,
         .path = "/api/v1/members",
         .id = "listMembers",
         .tag = "成员",
         .zh = "本单位的成员，带总数",
         .en = "The members of one's organisation, with their number.",
         .who = manage,
         .query = paging({{"q", "用户名或姓名的一部分", text("查找", 64)},
                          {"role", "只看此角色", word},
                          {"status", "只看此状态", word}}),
         .answer = {200, "一页成员", std::move(members_page)},
         .run = list_members},
        {.method = http::Method::put,
         .path = "/api/v1/members/{id}",
         .id = "changeMember",
         .tag = "成员",
         .zh = "修改成员的角色与数据范围，下一次请求起生效",
         .en = "Changes a member's role and scope, from his next request on.",
         .who = manage,
         .body = {{.schema = object({{"role", text("角色", 30)}, maybe("scope", ref("Scope"))}),
                   .example = {{"role", "recorder"}, {"scope", json::object{{"ownOnly", true}}}},
                   .bytes_max = 8192}},
         .answer = {200, "成员", ref("Member")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = change_member},
        {.method = http::Method::post,
         .path = "/api/v1/members/{id}/suspensions",
         .id = "suspendMember",
         .tag = "成员",
         .zh = "停用成员，其会话随即结束",
         .en = "Suspends a member; his sessions end.",
         .who = manage,
         .body = {{.schema = object({{"reason", text("原因", 200)}}), .example = {{"reason", "已离职"}}}},
         .answer = {200, "成员", ref("Member")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = suspend_member},
        {.method = http::Method::delete_,
         .path = "/api/v1/members/{id}/suspensions",
         .id = "restoreMember",
         .tag = "成员",
         .zh = "恢复停用的成员",
         .en = "Restores a suspended member.",
         .who = manage,
         .answer = {200, "成员", ref("Member")},
         .errors = {Code::not_found},
         .run = restore_member},
        {.method = http::Method::post,
         .path = "/api/v1/members/{id}/password-resets",
         .id = "resetMemberPassword",
         .tag = "成员",
         .zh = "重置成员的密码：初始密码发送给本人，首次登录后须修改",
         .en = "Sends the member an initial password, to be changed at the first sign-in.",
         .who = manage,
         .body = {{.schema = object({}), .example = json::object{}}},
         .answer = {204, "已发送"},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::secret,
         .run = reset_member_password},
        {.method = http::Method::post,
         .path = "/api/v1/invitations",
         .id = "invite",
         .tag = "成员",
         .zh = "邀请成员：链接限期有效（默认七天），只能使用一次；填写手机号时同时发送短信",
         .en = "Invites a member by a link, good for seven days and once; sent to the phone if there is one.",
         .who = manage,
         .body = {{.schema = object({{"role", text("角色", 30)},
                                     maybe("scope", ref("Scope")),
                                     maybe("name", text("姓名", 50)),
                                     maybe("phone", text("手机号", 30)),
                                     maybe("organisation", id("另一单位，仅平台运营"))}),
                   .example = invitation_example,
                   .bytes_max = 8192}},
         .answer = {201, "邀请", ref("Invitation")},
         .errors = {Code::not_found},
         .repeat = Repeat::secret,
         .run = invite},
        {.method = http::Method::get,
         .path = "/api/v1/invitations",
         .id = "listInvitations",
         .tag = "成员",
         .zh = "本单位发出的邀请，新的在前",
         .en = "The organisation's invitations, newest first.",
         .who = manage,
         .query = paging(),
         .answer = {200, "一页邀请", page_of("Invitation")},
         .run = list_invitations},
        {.method = http::Method::delete_,
         .path = "/api/v1/invitations/{id}",
         .id = "withdrawInvitation",
         .tag = "成员",
         .zh = "撤回邀请",
         .en = "Withdraws an invitation.",
         .who = manage,
         .answer = {204, "已撤回"},
         .errors = {Code::not_found, Code::invitation_expired},
         .run = withdraw_invitation},
        {.method = http::Method::post,
         .path = "/api/v1/invitations/lookups",
         .id = "lookUpInvitation",
         .tag = "成员",
         .zh = "查看邀请链接的内容",
         .en = "What the link of an invitation says.",
         .who = Who::anybody(),
         .body = {{.schema = object({{"token", text("邀请链接", 100)}}), .example = {{"token", "x0dF…"}}}},
         .answer = {200, "邀请", role_answer},
         .errors = {Code::invitation_expired},
         .csrf = Csrf::not_needed,
         .run = look_up_invitation},
        {.method = http::Method::post,
         .path = "/api/v1/invitations/acceptances",
         .id = "acceptInvitation",
         .tag = "成员",
         .zh = "接受邀请：新用户同时创建账号并登录，已登录的用户增加一个身份（回答 200）",
         .en = "Accepts an invitation: a stranger gets an account and a session, a user one more membership (200).",
         .who = Who::anybody(),
         .body = {{.schema = object({{"token", text("邀请链接", 100)},
                                     maybe("login", text("用户名", 64)),
                                     maybe("password", text("密码", 128)),
                                     maybe("name", text("姓名", 50)),
                                     maybe("phone", text("手机号", 30)),
                                     maybe("code", text("短信验证码", 10))}),
                   .example = {{"token", "x0dF…"},
                               {"login", "lisi"},
                               {"password", "correct-horse-battery-26"},
                               {"name", "李四"}}}},
         .answer = {201, "会话", ref("Session")},
         .errors = {Code::invitation_expired, Code::login_taken, Code::weak_password, Code::phone_code,
                    Code::phone_taken, Code::conflict},
         .repeat = Repeat::secret,
         .limit = Limit::registrations,
         .run = accept_invitation},
    };
}

}  // namespace yiguan::api
