// Who may try a password now. In memory of a fixed size, so that neither a flood of logins nor of addresses grows it.
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "auth/auth.hpp"
#include "core/token_buckets.hpp"

namespace yiguan::auth {

/// Guessing is made slow, signing in is not, and nobody can lock somebody else out of the device he works on:
///
/// - One address may fail 60 times an hour, whatever the logins.
/// - One login from one address (or one known device) may fail three times; then each further attempt has to wait,
///   1 s, 2 s, 4 s ... up to 15 minutes. An hour without failures forgets them.
/// - One login may fail 20 times, then once a minute, over all addresses that are strangers to it. A device that has
///   signed in with this login before (device_token()) is not counted here: strangers who use the login's share up
///   slow down each other, not its owner.
/// - After three failures of the pair, or of the address since its last success, a captcha has to be solved first.
///
/// Unknown logins are counted exactly as others: what is refused, and when, tells nothing about which exist. An attempt
/// counts as failed when it begins, so that guessing in parallel gains nothing; succeeded() takes that back.
class SignInGuard {
public:
    struct Options {
        double failures_per_address_per_hour = 60;  ///< And as many at once; 0: no limit.
        double failures_per_login_at_once = 20;
        double failures_per_login_per_hour = 60;
        std::uint32_t captcha_after = 3;  ///< Failures; 0: never.
        std::size_t pairs = 16'384;       ///< Remembered (login, address); the least troubled goes first.
    };
    struct Visitor {
        std::string_view login;               ///< As typed.
        std::uint64_t network = 0;            ///< http::Request::network
        std::optional<std::uint64_t> device;  ///< From known_device().
    };
    enum class Reason : std::uint8_t { address, pair, login };
    struct Wait {
        Reason reason;
        std::int64_t seconds;
    };

    SignInGuard();
    explicit SignInGuard(const Options& options);

    /// What begin() would answer for the pair alone; counts nothing.
    std::optional<Wait> waiting(const Visitor& visitor, std::uint64_t now_us);
    bool needs_captcha(const Visitor& visitor, std::uint64_t now_us);
    /// Nothing: the password may be tried. @param now_us  A clock that does not run backwards.
    std::optional<Wait> begin(const Visitor& visitor, std::uint64_t now_us);
    void succeeded(const Visitor& visitor, std::uint64_t now_us);
    /// The password was not looked at after all (the queue was full): the attempt does not count.
    void cancelled(const Visitor& visitor, std::uint64_t now_us);

private:
    struct Pair {
        std::uint64_t key = 0;
        std::uint64_t last_us = 0;  // the last attempt
        std::uint64_t next_us = 0;  // when the next may begin
        std::uint32_t failures = 0;
    };
    Pair* find(std::uint64_t key, std::uint64_t now_us);
    Pair& claim(std::uint64_t key, std::uint64_t now_us);

    std::uint32_t captcha_after_;
    TokenBuckets addresses_;
    TokenBuckets logins_;
    std::mutex mutex_;
    std::vector<Pair> pairs_;  // sets of four, guarded by mutex_
};

/// Code::too_many_requests; the sentence names the rule and the time, never whether the login exists.
Error refusal_of(const SignInGuard::Wait& wait);

// ---- known devices

inline constexpr std::int64_t device_ms = 180LL * 24 * 3600 * 1000;

/// What a device keeps (in a cookie) after it has signed in: "<nonce>.<end>.<MAC>". The MAC's key is the stored hash of
/// the password, so that nothing is stored, every server of the node knows it, and a new password ends it. It opens
/// nothing by itself. 69 characters at most.
std::string device_token(const User& user, UtcMs now);
/// The device's number if `token` was made for this login's present password and has not ended; nothing for an unknown
/// login. Does the same work in each case.
std::optional<std::uint64_t> known_device(const Attempt& attempt, std::string_view token, UtcMs now);

}  // namespace yiguan::auth
