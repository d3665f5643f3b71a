#include "auth/password.hpp"

#include <argon2.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/text.hpp"

namespace yiguan::auth {
namespace {

// 19 MiB and two passes is the smallest pair recommended for one lane of Argon2id; measured 20-40 ms on the machines
// that the platform is sized for, so that a sign-in is cheap and a guess is not.
constexpr std::uint32_t memory_kib = 19 * 1024;
constexpr std::uint32_t passes = 2;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

constexpr std::size_t characters_min = 10;
constexpr std::size_t characters_max = 128;
constexpr std::size_t characters_long = 16;

int kinds_of_characters(std::string_view text) {
    bool small = false, capital = false, digit = false, other = false;
    for (const char c : text) {
        if (is_lower(c))
            small = true;
        else if (is_upper(c))
            capital = true;
        else if (is_digit(c))
            digit = true;
        else
            other = true;
    }
    return small + capital + digit + other;
}

Error weak(std::string rule) {
    return {Code::weak_password, "/password", std::move(rule), "密码"};
}

void check(int code) {
    if (code != ARGON2_OK) throw std::runtime_error(std::string("argon2: ") + argon2_error_message(code));
}

}  // namespace

Result<void> check_password(std::string_view login, std::string_view password) {
    if (!is_utf8(password) || has_control(password, false)) return weak("密码不能含有控制字符");
    const auto characters = utf8_length(password);
    if (characters < characters_min || characters > characters_max) return weak("密码长度应为 10 至 128 个字符");
    if (std::ranges::equal(login, password, [](char a, char b) { return to_lower(a) == to_lower(b); }))
        return weak("密码不能与用户名相同");
    if (characters < characters_long && kinds_of_characters(password) < 2)
        return weak("少于 16 个字符的密码应包含小写字母、大写字母、数字、其他字符中的至少两类");
    return outcome::success();
}

std::string hash_password(std::string_view password) {
    std::array<std::byte, salt_bytes> salt;
    fill_random(salt);
    std::string encoded(argon2_encodedlen(passes, memory_kib, lanes, salt_bytes, hash_bytes, Argon2_id), '\0');
    check(argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(), salt.data(), salt.size(),
                                hash_bytes, encoded.data(), encoded.size()));
    encoded.resize(encoded.find('\0'));
    return encoded;
}

bool verify_password(std::string_view hash, std::string_view password) {
    const std::string encoded(hash);
    const int code = argon2id_verify(encoded.c_str(), password.data(), password.size());
    if (code == ARGON2_VERIFY_MISMATCH) return false;
    check(code);
    return true;
}

bool verify_nobody(std::string_view password) {
    constexpr std::array<std::uint8_t, salt_bytes> salt{};
    std::array<std::uint8_t, hash_bytes> hash;
    check(argon2id_hash_raw(passes, memory_kib, lanes, password.data(), password.size(), salt.data(), salt.size(),
                            hash.data(), hash.size()));
    return false;
}

}  // namespace yiguan::auth
