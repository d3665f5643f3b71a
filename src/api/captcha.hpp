// Captchas: a picture of digits, and a question in words for whoever cannot see it; either answer is good.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "api/secret_box.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::api {

inline constexpr std::int64_t captcha_ms = 5 * 60 * 1000;
inline constexpr std::size_t captcha_digits = 4;

struct Captcha {
    std::string token;     ///< Hexadecimal digits.
    std::string png;       ///< See print::captcha_png().
    std::string question;  ///< 三十七加八等于几？
};
/// The token holds its answers sealed, so that nothing is kept of what is never answered.
Captcha make_captcha(const SecretBox& box, UtcMs now);
/// Uses the token up, whether the answer is right or wrong, for every server of the database. The caller commits that
/// in either case. Code::captcha_wrong at "/captcha/answer": wrong, used, expired or no token of this node; nothing
/// tells which.
Result<void> take_captcha(db::Tx& tx, const SecretBox& box, std::string_view token, std::string_view answer);
/// Whether the answer is right and in time, without using the token up: a look before costly work, which
/// take_captcha() follows.
bool captcha_fits(const SecretBox& box, std::string_view token, std::string_view answer, UtcMs now);
/// Whether the token was used up: a look before work that leaves something behind.
bool captcha_was_used(db::Tx& tx, const SecretBox& box, std::string_view token);
/// Used tokens that would have ended by now; returns how many.
std::int64_t purge_captchas(db::Tx& tx);

/// ?captcha of a body: {"token","answer"}; nothing when it is not there.
struct CaptchaAnswer {
    std::string token, answer;
};
std::optional<CaptchaAnswer> read_captcha(ObjectReader& in, Violations& violations);

/// 三十七 for 37; 0..199.
std::string chinese_number(int number);

}  // namespace yiguan::api
