#include <algorithm>

#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "auth/records.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::size_t login_min = 3;
constexpr std::size_t login_max = 64;

bool is_letter_or_digit(char c) {
    return is_lower(c) || is_digit(c);
}
bool is_login_character(char c) {
    return is_letter_or_digit(c) || std::string_view("._-@+").find(c) != std::string_view::npos;
}

/// The user whom a platform_admin is about to change; never the administrator.
Result<User> user_to_manage(db::Tx& tx, const Actor& actor, UserId id) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    if (!actor.roles.has(Role::platform_admin)) return Error{Code::forbidden, "", "只有系统管理员可以管理账号"};
    if (actor.user == id) return Error{Code::forbidden, "", "不能修改自己的角色和状态"};
    auto user = store::find_user(tx, id);
    if (!user) return Error{Code::not_found, "", "账号不存在"};
    return std::move(*user);
}

}  // namespace

Result<std::string> parse_login(std::string_view text) {
    const Error refused{Code::invalid, "/login", "用户名应为 3 至 64 个字母、数字或 . _ - @ +，以字母或数字开头",
                        "用户名"};
    std::string login(trim(text));
    std::ranges::transform(login, login.begin(), to_lower);
    if (login.size() < login_min || login.size() > login_max) return refused;
    if (!is_letter_or_digit(login.front()) || !std::ranges::all_of(login, is_login_character)) return refused;
    return login;
}

Result<UserId> add_user(db::Tx& tx, const NewUser& user) {
    TRY(const auto login, parse_login(user.login));
    const auto id = tx.next_id<UserId>();
    if (!store::insert_user(tx, id, login, user)) return Error{Code::login_taken, "/login", "用户名已经存在", "用户名"};
    keep_version(tx, id, user.by ? user.by : id);
    return id;
}

std::optional<User> find_user(db::Tx& tx, UserId id) {
    return store::find_user(tx, id);
}

std::optional<User> find_user_by_login(db::Tx& tx, std::string_view text) {
    const auto login = parse_login(text);
    return login.has_value() ? store::find_user_by_login(tx, login.value()) : std::nullopt;
}

Result<void> change_password(db::Tx& tx, const Actor& actor, UserId id, std::string_view password_hash) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    const bool own = actor.user == id;
    if (!own && !actor.roles.has(Role::platform_admin)) return Error{Code::forbidden, "", "只能修改自己的密码"};
    if (!store::find_user(tx, id)) return Error{Code::not_found, "", "账号不存在"};
    store::set_password(tx, id, password_hash, !own);
    keep_version(tx, id, actor.user);
    store::delete_sessions(tx, id);
    audit(tx, actor, {.action = "user.password", .object_kind = "user", .object_id = id.value});
    return outcome::success();
}

Result<void> set_roles(db::Tx& tx, const Actor& actor, UserId id, Roles roles) {
    TRY(const auto user, user_to_manage(tx, actor, id));
    std::string change;
    for (int r = 0; r < role_count; ++r) {
        const auto role = static_cast<Role>(r);
        if (roles.has(role) != user.roles.has(role))
            change += (roles.has(role) ? " +" : " -") + std::string(name(role));
    }
    store::set_roles(tx, id, roles);
    keep_version(tx, id, actor.user);
    store::delete_sessions(tx, id);
    audit(tx, actor, {.action = "user.roles", .object_kind = "user", .object_id = id.value, .detail = trim(change)});
    return outcome::success();
}

Result<void> set_user_status(db::Tx& tx, const Actor& actor, UserId id, UserStatus status) {
    TRY_VOID(user_to_manage(tx, actor, id));
    store::set_status(tx, id, status);
    keep_version(tx, id, actor.user);
    store::delete_sessions(tx, id);
    audit(tx, actor,
          {.action = status == UserStatus::active ? "user.enable" : "user.disable",
           .object_kind = "user",
           .object_id = id.value});
    return outcome::success();
}

}  // namespace yiguan::auth
