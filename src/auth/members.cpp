#include "auth/members.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/account_store.hpp"
#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "auth/member_store.hpp"
#include "auth/records.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::size_t reason_chars_max = 200;

bool is_region(std::string_view text) {
    return (text.size() == 2 || text.size() == 4 || text.size() == 6) && std::ranges::all_of(text, is_digit);
}

bool is_category(std::string_view text) {
    return text.size() == 6 && text.starts_with("CAT-") && is_digit(text[4]) && is_digit(text[5]);
}

std::vector<std::string> sorted(std::vector<std::string> parts) {
    std::ranges::sort(parts);
    const auto same = std::ranges::unique(parts);
    parts.erase(same.begin(), same.end());
    return parts;
}

std::vector<Role> roles_in(OrgId org, Roles organisation, const Actor& actor) {
    const bool by_operator = actor.roles.has(Role::platform_admin);
    if (!org || organisation.has(Role::platform_admin))
        return by_operator ? std::vector{Role::platform_admin, Role::first_reviewer, Role::second_reviewer}
                           : std::vector<Role>{};
    if (organisation.has(Role::regulator)) {
        std::vector roles{Role::org_admin, Role::regulator, Role::first_reviewer, Role::second_reviewer};
        if (by_operator) roles.push_back(Role::top_regulator);
        return roles;
    }
    return {Role::org_admin, Role::quality_director, Role::quality_officer,
            Role::recorder,  Role::warehouse,        Role::store_clerk};
}

bool administrates(const Membership& membership) {
    return membership.status == MembershipStatus::active &&
           (membership.role == Role::org_admin || membership.role == Role::platform_admin);
}

std::string told(const Membership& m) {
    return fmt::format("{} {} [{}] [{}]{}", name(m.role), name(m.status), store::joined(m.scope.regions),
                       store::joined(m.scope.categories), m.scope.own_only ? " own" : "");
}

// The member whom the actor is about to change; never himself.
Result<Member> member_to_manage(db::Tx& tx, const Actor& actor, MembershipId id) {
    TRY(auto member, get_member(tx, actor, id));
    if (member.membership.user == actor.user) return Error{Code::forbidden, "", "不能修改自己的角色、状态和密码"};
    return member;
}

Result<Member> stored(db::Tx& tx, const Actor& actor, Member member, const Membership& changed, std::string_view action,
                      std::string_view reason = {}) {
    const Membership& before = member.membership;
    if (administrates(before) && (!administrates(changed) || changed.role != before.role) &&
        store::count_administrators(tx, before.org, before.role) <= 1)
        return Error{Code::wrong_state, "", fmt::format("至少保留一名{}", name_zh(before.role))};
    auto next = changed;
    ++next.version;
    store::update_membership(tx, next);
    keep_version(tx, next, actor.user);
    auto detail = fmt::format("{} -> {}", told(before), told(next));
    if (!reason.empty()) detail += "; " + std::string(reason);
    audit(tx, actor, {.action = action, .object_kind = "membership", .object_id = next.id.value, .detail = detail});
    member.membership = next;
    return member;
}

}  // namespace

Result<Scope> check_grant(db::Tx& tx, const Actor& actor, OrgId org, Role role, const Scope& given) {
    if (std::ranges::count(roles_in(org, organisation_roles(tx, org), actor), role) == 0)
        return Error{.code = Code::invalid,
                     .pointer = "/role",
                     .detail = fmt::format("不能在本单位授予“{}”角色", name_zh(role)),
                     .field = "角色"};
    const Scope scope{
        .regions = sorted(given.regions), .categories = sorted(given.categories), .own_only = given.own_only};
    if (scope.regions.size() > scope_regions_max || !std::ranges::all_of(scope.regions, is_region))
        return Error{Code::invalid, "/scope/regions",
                     fmt::format("地区范围应为 2、4 或 6 位行政区划代码，最多 {} 个", scope_regions_max), "地区范围"};
    if (scope.categories.size() > scope_categories_max || !std::ranges::all_of(scope.categories, is_category))
        return Error{Code::invalid, "/scope/categories",
                     fmt::format("品类范围应为产品类别编号（如 CAT-04），最多 {} 个", scope_categories_max),
                     "品类范围"};
    if (!actor.scope.contains(scope)) {
        const auto allowed = [&](const Scope& part) { return actor.scope.contains(part); };
        const auto& own = actor.scope;
        if (!allowed({.regions = scope.regions, .categories = own.categories, .own_only = own.own_only}))
            return Error{Code::invalid, "/scope/regions", "授予的地区不能超出自己的范围", "地区范围"};
        if (!allowed({.regions = own.regions, .categories = scope.categories, .own_only = own.own_only}))
            return Error{Code::invalid, "/scope/categories", "授予的品类不能超出自己的范围", "品类范围"};
        return Error{Code::invalid, "/scope/ownOnly", "自己只能看经手的数据，不能授予更大的范围", "数据范围"};
    }
    return scope;
}

Result<MemberPage> list_members(db::Tx& tx, const Actor& actor, const MemberFilter& filter, MembershipId after,
                                int limit) {
    TRY_VOID(require(actor, Permission::manage_members));
    return MemberPage{.items = store::members_after(tx, actor.org, filter, after, limit + 1),
                      .total = store::count_members(tx, actor.org, filter, member_count_max)};
}

Result<Member> get_member(db::Tx& tx, const Actor& actor, MembershipId id) {
    TRY_VOID(require(actor, Permission::manage_members));
    auto found = store::find_member(tx, id);
    if (!found || found->membership.org != actor.org) return Error{Code::not_found, "", "没有这个成员"};
    return std::move(*found);
}

Result<Member> change_member(db::Tx& tx, const Actor& actor, MembershipId id, Role role, const Scope& given) {
    TRY(auto member, member_to_manage(tx, actor, id));
    // Nor may one who holds more be changed by one who holds less.
    TRY_VOID(check_grant(tx, actor, actor.org, member.membership.role, member.membership.scope));
    TRY(auto scope, check_grant(tx, actor, actor.org, role, given));
    auto changed = member.membership;
    changed.role = role;
    changed.scope = std::move(scope);
    if (changed.role == member.membership.role && changed.scope == member.membership.scope) return member;
    return stored(tx, actor, std::move(member), changed, "membership.change");
}

Result<Member> suspend_member(db::Tx& tx, const Actor& actor, MembershipId id, std::string_view given) {
    const auto reason = trim(given);
    if (reason.empty()) return Error{Code::missing_field, "/reason", "停用成员须填写原因", "原因"};
    if (utf8_length(reason) > reason_chars_max)
        return Error{Code::too_long, "/reason", fmt::format("原因最多 {} 个字", reason_chars_max), "原因"};
    TRY(auto member, member_to_manage(tx, actor, id));
    TRY_VOID(check_grant(tx, actor, actor.org, member.membership.role, member.membership.scope));
    if (member.membership.status == MembershipStatus::suspended) return member;
    auto changed = member.membership;
    changed.status = MembershipStatus::suspended;
    TRY(auto done, stored(tx, actor, std::move(member), changed, "membership.suspend", reason));
    store::delete_sessions_of(tx, changed.user, changed.id);
    store::delete_sessions_of(tx, changed.user, MembershipId{});
    return done;
}

Result<Member> restore_member(db::Tx& tx, const Actor& actor, MembershipId id) {
    TRY(auto member, member_to_manage(tx, actor, id));
    TRY_VOID(check_grant(tx, actor, actor.org, member.membership.role, member.membership.scope));
    if (member.membership.status == MembershipStatus::active) return member;
    auto changed = member.membership;
    changed.status = MembershipStatus::active;
    return stored(tx, actor, std::move(member), changed, "membership.restore");
}

Result<Member> give_password(db::Tx& tx, const Actor& actor, MembershipId id, std::string_view password_hash) {
    TRY(auto member, member_to_manage(tx, actor, id));
    TRY_VOID(check_grant(tx, actor, actor.org, member.membership.role, member.membership.scope));
    const UserId user = member.membership.user;
    // Whoever belongs elsewhere too is not to be kept out there.
    const auto all = memberships_of(tx, user);
    if (std::ranges::any_of(all, [&](const Membership& m) { return m.org != actor.org; }))
        return Error{Code::forbidden, "", "该成员同时属于其他单位，只能由本人用短信验证码找回密码"};
    store::set_password(tx, user, password_hash, true);
    keep_version(tx, user, actor.user);
    store::delete_sessions(tx, user);
    audit(tx, actor, {.action = "user.password", .object_kind = "user", .object_id = user.value, .detail = "reset"});
    return member;
}

Result<void> give_first_password(db::Tx& tx, const Actor& actor, UserId user, std::string_view password_hash) {
    if (!may(actor, Permission::review_first) && !may(actor, Permission::review_second))
        return Error{Code::forbidden, "", "只有审核人员可以发放初始密码"};
    if (!store::find_user(tx, user)) return Error{Code::not_found, "", "账号不存在"};
    store::set_password(tx, user, password_hash, true);
    keep_version(tx, user, actor.user);
    store::delete_sessions(tx, user);
    audit(tx, actor, {.action = "user.password", .object_kind = "user", .object_id = user.value, .detail = "first"});
    return outcome::success();
}

std::string initial_password() {
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz", capitals = "ABCDEFGHJKMNPQRSTUVWXYZ",
                               digits = "23456789";
    constexpr std::size_t length = 12;
    std::string password;
    // 256 is no multiple of the alphabets' sizes: what is left over is drawn again.
    const auto pick = [&](std::string_view from) {
        std::byte b{};
        do fill_random(std::span(&b, 1));
        while (std::to_integer<std::size_t>(b) >= 256 / from.size() * from.size());
        password += from[std::to_integer<std::size_t>(b) % from.size()];
    };
    for (std::size_t i = 0; i < length; ++i) pick(i % 4 == 0 ? capitals : i % 4 == 3 ? digits : letters);
    return password;
}

}  // namespace yiguan::auth
