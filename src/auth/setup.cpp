#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "core/text.hpp"

namespace yiguan::auth {

std::optional<std::string> setup_token(db::Tx& tx) {
    if (store::setup_used(tx)) return std::nullopt;
    auto token = random_token(32);
    store::put_setup_token(tx, sha256(token));
    return token;
}

bool is_setup_token(db::Tx& tx, std::string_view token) {
    const auto expected = store::find_setup_token(tx);
    const auto presented = sha256(token);
    return expected && equal_constant_time(as_text(*expected), as_text(presented));
}

Result<UserId> first_admin(db::Tx& tx, std::string_view token, std::string_view login, std::string_view password_hash,
                           OrgId org) {
    if (!is_setup_token(tx, token)) return Error{Code::forbidden, "", "初始化链接无效或已经使用"};
    const Roles roles = Roles{}.with(Role::platform_admin);
    TRY(const auto id, add_user(tx, {.login = std::string(login),
                                     .password_hash = std::string(password_hash),
                                     .org = org,
                                     .roles = roles,
                                     .must_change_password = false}));
    store::use_setup(tx, id);
    audit(tx, {.user = id, .org = org, .roles = roles},
          {.action = "user.first_admin", .object_kind = "user", .object_id = id.value});
    return id;
}

}  // namespace yiguan::auth
