// Codes sent to a phone: six digits, ten minutes, five tries, once; one a minute and five a day for a number, whether
// it has an account or not (EBM-06, EBS-06).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "auth/contacts.hpp"

namespace yiguan::auth {

enum class CodePurpose : std::uint8_t { sign_in = 1, reset_password, reset_key, bind_phone, register_, watch_recall };
std::string_view name(CodePurpose purpose);     ///< "sign_in", "register"
std::string_view name_zh(CodePurpose purpose);  ///< 登录
std::optional<CodePurpose> parse_code_purpose(std::string_view name);

inline constexpr std::int64_t phone_code_ms = 10 * 60 * 1000;
inline constexpr std::int64_t phone_code_again_ms = 60 * 1000;
inline constexpr int phone_code_tries = 5;
inline constexpr int phone_codes_a_day = 5;

struct MadeCode {
    std::string code;  ///< To be sent, never stored or logged.
    UtcMs expires_at;
};
/// Replaces an earlier code of the number and purpose. Code::too_many_requests with the time left in the sentence;
/// `wait_s` is set then. Nothing depends on whether the number has an account.
Result<MadeCode> make_phone_code(db::Tx& tx, std::string_view phone, CodePurpose purpose, std::int64_t& wait_s);

/// Uses the code up when it is right, counts a try when it is not: the caller must keep what was written also when it
/// answers the error (Code::phone_code at "/code"; the same for a wrong, used, expired and never sent code).
Result<void> take_phone_code(db::Tx& tx, std::string_view phone, CodePurpose purpose, std::string_view code);

/// Where a code of this purpose goes: nothing for a sign-in, a new password or a key of a number without account.
bool is_code_sent(db::Tx& tx, std::string_view phone, CodePurpose purpose);

/// Deletes what has ended; for a job that runs now and then.
std::int64_t purge_phone_codes(db::Tx& tx);

}  // namespace yiguan::auth
