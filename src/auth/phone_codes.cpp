#include "auth/phone_codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "auth/account_store.hpp"
#include "auth/auth.hpp"
#include "auth/digest.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t beijing_ms = 8 * 3600 * 1000;
constexpr std::uint32_t codes = 1'000'000;
constexpr std::size_t code_digits = 6;

struct Named {
    std::string_view name, zh;
};
constexpr std::array<Named, 6> purposes{{{"sign_in", "登录"},
                                         {"reset_password", "找回密码"},
                                         {"reset_key", "管理接口密钥"},
                                         {"bind_phone", "绑定手机"},
                                         {"register", "注册"},
                                         {"watch_recall", "关注召回"}}};

std::int64_t beijing_day(UtcMs time) {
    return (time.value + beijing_ms) / day_ms;
}

// Without bias: what does not fill a whole million is drawn again.
std::string random_code() {
    constexpr std::uint32_t fair = UINT32_MAX - UINT32_MAX % codes;
    std::uint32_t drawn = fair;
    while (drawn >= fair) fill_random(std::as_writable_bytes(std::span(&drawn, 1)));
    return fmt::format("{:06}", drawn % codes);
}

Digest mac_of(db::Tx& tx, std::string_view mark, CodePurpose purpose, std::string_view code) {
    return hmac_sha256(tx.vault().subject_of("yiguan phone code key"),
                       fmt::format("yiguan phone code 1\n{}\n{}\n{}", mark, name(purpose), code));
}

}  // namespace

std::string_view name(CodePurpose purpose) {
    return purposes[static_cast<std::size_t>(purpose) - 1].name;
}
std::string_view name_zh(CodePurpose purpose) {
    return purposes[static_cast<std::size_t>(purpose) - 1].zh;
}
std::optional<CodePurpose> parse_code_purpose(std::string_view text) {
    const auto found = std::ranges::find(purposes, text, &Named::name);
    if (found == purposes.end()) return std::nullopt;
    return static_cast<CodePurpose>(found - purposes.begin() + 1);
}

Result<MadeCode> make_phone_code(db::Tx& tx, std::string_view phone, CodePurpose purpose, std::int64_t& wait_s) {
    const auto mark = mark_of(tx, phone);
    const auto day = beijing_day(tx.now());
    auto asked = store::find_code_day(tx, day, mark).value_or(store::CodeDay{});
    // Around midnight too.
    const auto before = store::find_code_day(tx, day - 1, mark);
    const auto last = std::max(asked.last_asked_at, before ? before->last_asked_at : UtcMs{});
    if (const auto since = tx.now() - last; last.value != 0 && since < phone_code_again_ms) {
        wait_s = (phone_code_again_ms - since + 999) / 1000;
        return Error{Code::too_many_requests, "/phone", fmt::format("验证码刚刚发送过，请 {} 秒后再试", wait_s),
                     "手机号"};
    }
    if (asked.asked >= phone_codes_a_day) {
        wait_s = ((day + 1) * day_ms - beijing_ms - tx.now().value + 999) / 1000;
        return Error{Code::too_many_requests, "/phone",
                     fmt::format("该手机号今天已获取 {} 次验证码，请明天再试", phone_codes_a_day), "手机号"};
    }
    ++asked.asked;
    asked.last_asked_at = tx.now();
    store::put_code_day(tx, day, mark, asked);
    MadeCode made{.code = random_code(), .expires_at = tx.now() + phone_code_ms};
    store::put_phone_code(
        tx, mark, purpose,
        {.mac = mac_of(tx, mark, purpose, made.code), .expires_at = made.expires_at, .tries_left = phone_code_tries});
    return made;
}

Result<void> take_phone_code(db::Tx& tx, std::string_view phone, CodePurpose purpose, std::string_view code) {
    const Error refused{Code::phone_code, "/code", "短信验证码不正确或已过期，请重新获取", "短信验证码"};
    const auto mark = mark_of(tx, phone);
    const auto mac = mac_of(tx, mark, purpose, trim(code));
    const auto stored = store::find_phone_code(tx, mark, purpose);
    if (!stored || tx.now() >= stored->expires_at || stored->tries_left <= 0) return refused;
    if (trim(code).size() == code_digits && equal_constant_time(as_text(stored->mac), as_text(mac))) {
        store::delete_phone_code(tx, mark, purpose);
        return outcome::success();
    }
    store::count_try(tx, mark, purpose);
    return refused;
}

bool is_code_sent(db::Tx& tx, std::string_view phone, CodePurpose purpose) {
    if (purpose == CodePurpose::bind_phone || purpose == CodePurpose::register_ || purpose == CodePurpose::watch_recall)
        return true;
    const auto user = find_by_phone(tx, phone);
    const auto found = user ? find_user(tx, *user) : std::nullopt;
    return found && found->status == UserStatus::active;
}

std::int64_t purge_phone_codes(db::Tx& tx) {
    return store::purge_phone_codes(tx, beijing_day(tx.now()) - 1);
}

}  // namespace yiguan::auth
