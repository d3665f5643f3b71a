#include "auth/personal.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::size_t personal_min = 6, personal_max = 128;
constexpr std::string_view personal_prefix = "shop-";
constexpr std::size_t personal_digits = 16;

// The most used of the lists that are tried first, as far as no other rule refuses them; small letters.
constexpr std::array<std::string_view, 24> well_known{
    "password", "password1", "passw0rd", "woaini",    "woaini1314", "woaini520", "5201314",  "1314520",
    "qq123456", "a123456",   "aa123456", "abc123",    "abcd1234",   "123456a",   "123456qq", "1qaz2wsx",
    "1q2w3e4r", "qwe123",    "qwerty",   "qwerty123", "asdfgh",     "zxcvbn",    "iloveyou", "admin123"};

Error weak_personal(std::string rule) {
    return {Code::weak_password, "/password", std::move(rule), "密码"};
}

bool is_run(std::string_view text) {
    bool same = true, up = true, down = true;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const int step = text[i] - text[i - 1];
        same = same && step == 0;
        up = up && step == 1;
        down = down && step == -1;
    }
    return same || up || down;
}

}  // namespace

Result<void> check_personal_password(std::string_view phone, std::string_view password) {
    if (!is_utf8(password) || has_control(password, false)) return weak_personal("密码不能含有控制字符");
    const auto characters = utf8_length(password);
    if (characters < personal_min || characters > personal_max) return weak_personal("密码要求最少 6 位，最多 128 位");
    if (!phone.empty() && phone.ends_with(password)) return weak_personal("密码不能是手机号或其末尾几位");
    std::string small(password);
    std::ranges::transform(small, small.begin(), to_lower);
    if (is_run(small) || std::ranges::find(well_known, small) != well_known.end())
        return weak_personal("这个密码太常见，请换一个");
    return outcome::success();
}

Result<void> check_password_of(db::Tx& tx, const User& user, std::string_view password) {
    if (!is_personal_login(user.login)) return check_password(user.login, password);
    return check_personal_password(phone_of(tx, user.id).value_or(""), password);
}

std::string new_personal_login() {
    std::array<std::byte, personal_digits / 2> random;
    fill_random(random);
    return std::string(personal_prefix) + to_hex(random);
}

bool is_personal_login(std::string_view login) {
    return login.size() == personal_prefix.size() + personal_digits && login.starts_with(personal_prefix) &&
           std::ranges::all_of(login.substr(personal_prefix.size()),
                               [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Result<UserId> add_personal_account(db::Tx& tx, const PersonalAccount& account) {
    return add_user(tx, {.login = new_personal_login(),
                         .password_hash = account.password_hash,
                         .org = {},
                         .roles = {},
                         .contact = {.name = account.name, .phone = account.phone}});
}

}  // namespace yiguan::auth
