#include "auth/sign_in_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "auth/digest.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::uint64_t second_us = 1'000'000;
constexpr std::uint64_t forgotten_us = 3600 * second_us;
constexpr std::uint32_t free_failures = 3;
constexpr std::uint64_t delay_max_us = 900 * second_us;
constexpr std::size_t ways = 4;

constexpr std::size_t nonce_bytes = 16;

std::uint64_t first_bytes(const Digest& digest) {
    std::uint64_t value = 0;
    std::memcpy(&value, digest.data(), sizeof value);
    return value;
}

// Beside the pairs of this address: its failures whatever the login.
std::uint64_t address_key(std::uint64_t network) {
    return mix(network, 0x6164647265737365);
}

// Spellings that the table of users takes for one login are one here too.
std::uint64_t key_of(std::string_view login) {
    const auto parsed = parse_login(login);
    return first_bytes(sha256(parsed.has_value() ? std::string_view(parsed.value()) : trim(login)));
}

std::uint64_t delay_us(std::uint32_t failures) {
    if (failures < free_failures) return 0;
    return std::min(delay_max_us, second_us << std::min<std::uint32_t>(failures - free_failures, 20));
}

std::string device_mac(std::string_view key, std::string_view nonce_and_end, std::string_view login) {
    return to_base64url(hmac_sha256(key, fmt::format("yiguan device 1\n{}\n{}", nonce_and_end, login)));
}

}  // namespace

SignInGuard::SignInGuard() : SignInGuard(Options{}) {}

SignInGuard::SignInGuard(const Options& options)
    : captcha_after_(options.captcha_after),
      addresses_(options.failures_per_address_per_hour / 3600, options.failures_per_address_per_hour),
      logins_(options.failures_per_login_per_hour / 3600, options.failures_per_login_at_once),
      pairs_(std::bit_ceil(std::max(options.pairs, ways))) {}

SignInGuard::Pair* SignInGuard::find(std::uint64_t key, std::uint64_t now_us) {
    const std::size_t first = (key & (pairs_.size() - 1)) / ways * ways;
    for (std::size_t i = first; i < first + ways; ++i) {
        Pair& pair = pairs_[i];
        if (pair.key != key || pair.failures == 0) continue;
        if (now_us - pair.last_us >= forgotten_us) pair = {};
        return pair.failures == 0 ? nullptr : &pair;
    }
    return nullptr;
}

// A new pair takes the place of the least troubled one of its set: one that may try again first. Only an attempt that
// was let through gets here, so that refused ones push nobody out.
SignInGuard::Pair& SignInGuard::claim(std::uint64_t key, std::uint64_t now_us) {
    if (Pair* const found = find(key, now_us)) return *found;
    const std::size_t first = (key & (pairs_.size() - 1)) / ways * ways;
    Pair* least = &pairs_[first];
    for (std::size_t i = first; i < first + ways; ++i)
        if (pairs_[i].next_us < least->next_us) least = &pairs_[i];
    *least = {.key = key};
    return *least;
}

namespace {
std::int64_t in_seconds(std::uint64_t us) {
    return static_cast<std::int64_t>((us + second_us - 1) / second_us);
}
}  // namespace

std::optional<SignInGuard::Wait> SignInGuard::waiting(const Visitor& visitor, std::uint64_t now_us) {
    const std::uint64_t key = mix(key_of(visitor.login), visitor.device.value_or(visitor.network));
    const std::lock_guard lock(mutex_);
    const Pair* const pair = find(key, now_us);
    if (!pair || now_us >= pair->next_us) return std::nullopt;
    return Wait{Reason::pair, in_seconds(pair->next_us - now_us)};
}

bool SignInGuard::needs_captcha(const Visitor& visitor, std::uint64_t now_us) {
    if (captcha_after_ == 0) return false;
    const std::uint64_t key = mix(key_of(visitor.login), visitor.device.value_or(visitor.network));
    const std::lock_guard lock(mutex_);
    const auto often = [&](std::uint64_t which) {
        const Pair* const pair = find(which, now_us);
        return pair && pair->failures >= captcha_after_;
    };
    return often(key) || (!visitor.device && often(address_key(visitor.network)));
}

std::optional<SignInGuard::Wait> SignInGuard::begin(const Visitor& visitor, std::uint64_t now_us) {
    const std::uint64_t login = key_of(visitor.login);
    const std::uint64_t key = mix(login, visitor.device.value_or(visitor.network));
    const std::lock_guard lock(mutex_);
    if (const Pair* const pair = find(key, now_us); pair && now_us < pair->next_us)
        return Wait{Reason::pair, in_seconds(pair->next_us - now_us)};
    if (const auto wait = addresses_.take(visitor.network, now_us)) return Wait{Reason::address, in_seconds(wait)};
    if (!visitor.device)
        if (const auto wait = logins_.take(login, now_us)) {
            addresses_.give_back(visitor.network, now_us);
            return Wait{Reason::login, in_seconds(wait)};
        }
    Pair& pair = claim(key, now_us);
    ++pair.failures;
    pair.last_us = now_us;
    pair.next_us = now_us + delay_us(pair.failures);
    if (captcha_after_ == 0) return std::nullopt;
    Pair& address = claim(address_key(visitor.network), now_us);
    ++address.failures;
    address.last_us = address.next_us = now_us;
    return std::nullopt;
}

void SignInGuard::succeeded(const Visitor& visitor, std::uint64_t now_us) {
    const std::uint64_t login = key_of(visitor.login);
    const std::lock_guard lock(mutex_);
    if (Pair* const pair = find(mix(login, visitor.device.value_or(visitor.network)), now_us)) *pair = {};
    if (Pair* const address = find(address_key(visitor.network), now_us)) *address = {};
    addresses_.give_back(visitor.network, now_us);
    if (!visitor.device) logins_.give_back(login, now_us);
}

void SignInGuard::cancelled(const Visitor& visitor, std::uint64_t now_us) {
    const std::uint64_t login = key_of(visitor.login);
    const std::lock_guard lock(mutex_);
    if (Pair* const pair = find(mix(login, visitor.device.value_or(visitor.network)), now_us)) {
        if (--pair->failures == 0) *pair = {};
        pair->next_us = pair->last_us;
    }
    if (Pair* const address = find(address_key(visitor.network), now_us)) --address->failures;
    addresses_.give_back(visitor.network, now_us);
    if (!visitor.device) logins_.give_back(login, now_us);
}

Error refusal_of(const SignInGuard::Wait& wait) {
    metrics::counter("yiguan_auth_sign_ins_total", "Attempts to sign in by outcome.", {{"outcome", "delayed"}}).add();
    const std::string time =
        wait.seconds < 60 ? fmt::format("{} 秒", wait.seconds) : fmt::format("{} 分钟", (wait.seconds + 59) / 60);
    switch (wait.reason) {
        case SignInGuard::Reason::address:
            return {Code::too_many_requests, "", fmt::format("此网络地址登录失败次数过多，请 {}后再试", time)};
        case SignInGuard::Reason::pair:
            return {Code::too_many_requests, "", fmt::format("密码错误次数过多，请 {}后再试", time)};
        case SignInGuard::Reason::login:
            break;
    }
    return {Code::too_many_requests, "",
            fmt::format("此账号近期登录失败次数过多，请在曾经登录过的设备上登录，或 {}后再试", time)};
}

std::string device_token(const User& user, UtcMs now) {
    const std::string claim = fmt::format("{}.{}", random_token(nonce_bytes), (now + device_ms).value);
    return claim + "." + device_mac(user.password_hash, claim, user.login);
}

std::optional<std::uint64_t> known_device(const Attempt& attempt, std::string_view token, UtcMs now) {
    const auto last = token.rfind('.');
    const std::string_view claim = last == token.npos ? std::string_view{} : token.substr(0, last);
    const std::string_view mac = last == token.npos ? std::string_view{} : token.substr(last + 1);
    const std::string expected = device_mac(attempt.user ? std::string_view(attempt.user->password_hash) : "nobody",
                                            claim, attempt.user ? std::string_view(attempt.user->login) : "nobody");
    if (!equal_constant_time(expected, mac) || !attempt.user) return std::nullopt;
    const auto end_text = claim.substr(std::min(claim.find('.') + 1, claim.size()));
    std::int64_t end = 0;
    const auto [stop, error] = std::from_chars(end_text.data(), end_text.data() + end_text.size(), end);
    if (error != std::errc{} || stop != end_text.data() + end_text.size() || now.value >= end) return std::nullopt;
    return first_bytes(sha256(claim));
}

}  // namespace yiguan::auth
