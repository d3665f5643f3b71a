#include <algorithm>

#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "auth/personal.hpp"
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
    // Names of personal accounts are given by the platform: their passwords may be shorter.
    const bool personal = !user.org && user.roles == Roles{} && user.contact.phone;
    if (is_personal_login(login) && !personal)
        return Error{Code::login_taken, "/login", "此形式的用户名由平台分配，请换一个", "用户名"};
    const auto id = tx.next_id<UserId>();
    // Nobody takes a name that another signs in with. His own phone may be his name.
    if (is_phone(login) && find_by_phone(tx, login))
        return Error{Code::login_taken, "/login", "该手机号已绑定其他账号，不能用作用户名", "用户名"};
    if (!store::insert_user(tx, id, login, user)) return Error{Code::login_taken, "/login", "用户名已经存在", "用户名"};
    const UserId by = user.by ? user.by : id;
    keep_version(tx, id, by);
    add_first_membership(tx, {.id = id, .login = login, .password_hash = {}, .org = user.org, .roles = user.roles}, by);
    const auto& contact = user.contact;
    if (contact.name || contact.email || contact.phone || contact.card) {
        TRY_VOID(change_contact(tx, {.user = by, .org = user.org}, id, contact));
    }
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

}  // namespace yiguan::auth
