#include "api/session_json.hpp"

#include "auth/contacts.hpp"
#include "registry/registry.hpp"
#include "registry/shops.hpp"

namespace yiguan::api {
namespace {

json::array strings(const std::vector<std::string>& texts) {
    json::array out;
    for (const auto& text : texts) out.push_back(json::string(text));
    return out;
}

// "" for the platform itself, and for organisations of tests that know no registry.
std::string organisation_name(db::Tx& tx, OrgId id) {
    const auto org = id ? registry::find_org(tx, id) : std::nullopt;
    return org ? org->data.name : std::string(id ? "" : "平台");
}

// Who administrates an authority is no 企业管理员.
std::string_view role_zh(db::Tx& tx, const auth::Membership& membership) {
    const auto org = membership.role == auth::Role::org_admin ? registry::find_org(tx, membership.org) : std::nullopt;
    return org && org->kinds.has(registry::OrgKind::regulator) ? "机构管理员" : auth::name_zh(membership.role);
}

}  // namespace

json::object encode(const auth::Scope& scope) {
    return {
        {"regions", strings(scope.regions)}, {"categories", strings(scope.categories)}, {"ownOnly", scope.own_only}};
}

json::object actor_json(db::Tx& tx, const auth::Actor& actor, std::string_view login, UtcMs expires) {
    json::array roles, permissions;
    for (int r = 0; r < auth::role_count; ++r)
        if (actor.roles.has(static_cast<auth::Role>(r)))
            roles.push_back(json::string(auth::name(static_cast<auth::Role>(r))));
    for (int p = 0; p < auth::permission_count; ++p)
        if (auth::may(actor, static_cast<auth::Permission>(p)))
            permissions.push_back(json::string(auth::name(static_cast<auth::Permission>(p))));
    json::object out{{"user", to_string(actor.user)},
                     {"login", login},
                     {"roles", std::move(roles)},
                     {"permissions", std::move(permissions)},
                     {"expires", iso_utc(expires)}};
    if (!actor.org) return out;
    out["organisation"] = to_string(actor.org);
    const auto org = registry::find_org(tx, actor.org);
    if (!org) return out;
    out["organisationName"] = org->data.name;
    out["organisationStatus"] = registry::name(org->status);
    if (registry::is_trial(*org)) out["organisationTrial"] = true;
    json::array kinds;
    for (int k = 0; k < registry::org_kind_count; ++k)
        if (org->kinds.has(static_cast<registry::OrgKind>(k)))
            kinds.push_back(json::string(registry::name(static_cast<registry::OrgKind>(k))));
    out["organisationKinds"] = std::move(kinds);
    return out;
}

json::object session_json(db::Tx& tx, const auth::Session& session) {
    auto out = actor_json(tx, session.actor, session.login, session.expires_at);
    if (session.actor.membership) out["membership"] = to_string(session.actor.membership);
    json::array memberships;
    for (const auto& m : auth::memberships_of(tx, session.actor.user)) {
        if (m.status != auth::MembershipStatus::active) continue;
        json::object item{{"id", to_string(m.id)},
                          {"organisationName", organisation_name(tx, m.org)},
                          {"role", auth::name(m.role)},
                          {"roleZh", role_zh(tx, m)},
                          {"scope", encode(m.scope)}};
        if (m.org) item["organisation"] = to_string(m.org);
        memberships.push_back(std::move(item));
    }
    const auto contact = auth::contact_of(tx, session.actor.user);
    if (!contact.name.empty()) out["name"] = contact.name;
    if (contact.phone_masked) out["phone"] = *contact.phone_masked;
    out["memberships"] = std::move(memberships);
    out["csrfToken"] = session.csrf;
    out["mustChangePassword"] = session.must_change_password;
    return out;
}

std::string session_cookie_of(const Services& services, std::string_view token, std::int64_t max_age_s) {
    std::string text = std::string(session_cookie) + "=" + std::string(token) +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age_s);
    if (services.base_url.starts_with("https://")) text += "; Secure";
    return text;
}

Result<http::Response> opened_session(const Services& services, db::Tx& tx, const auth::OpenedSession& opened,
                                      int status) {
    const auto session = auth::find_session(tx, opened.token);
    if (!session) return Error{Code::unauthenticated, "", "会话已结束，请重新登录"};
    auto response = created("/api/v1/sessions/current", session_json(tx, *session));
    response.status = status;
    response.headers.emplace_back("Set-Cookie", session_cookie_of(services, opened.token, auth::session_ms / 1000));
    return response;
}

}  // namespace yiguan::api
