// How much one caller may use up, and how much may wait: the answers to whoever asks for more are 429 and 503.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "auth/sign_in_guard.hpp"
#include "core/token_buckets.hpp"
#include "http/http.hpp"

namespace yiguan::api {

/// What a request counts as. Declared with each operation.
enum class Limit : std::uint8_t {
    none,           ///< Health and metrics: whoever watches the node must not be turned away.
    pages,          ///< Of an address: pages and everything else that strangers may read.
    sign_ins,       ///< Failures only: auth::SignInGuard.
    registrations,  ///< Of an address.
    reads,          ///< Of an account, which may be an API key.
    writes,         ///< The same.
    captures,       ///< The same: EPCIS documents and events.
    phone_codes,    ///< Of an address, also of one who has signed in.
    readings,       ///< Of an address: licences read and letters made for strangers.
    aliases,        ///< Of an address: public look-ups by something else than the trace code, which can be guessed.
    feedback,       ///< Of an address: what strangers report, and recalls that they want to hear of.
};
inline constexpr std::size_t limit_count = 11;
std::string_view name(Limit limit);  ///< "pages"

struct LimitSettings {  // 0: no limit
    std::int64_t pages_per_second = 0;
    std::int64_t reads_per_second = 2'000;
    std::int64_t writes_per_second = 2'000;
    std::int64_t captures_per_second = 10'000;
    std::int64_t registrations_per_hour = 60;
    std::int64_t phone_codes_per_hour = 60;
    std::int64_t readings_per_hour = 240;
    std::int64_t alias_look_ups_per_hour = 600;
    std::int64_t feedback_per_hour = 30;
    std::int64_t sign_in_failures_per_hour = 60;
    std::int64_t captcha_after_failures = 3;
    std::int64_t invitation_minutes = 7 * 24 * 60;
    std::int64_t pending_organisations_max = 10'000;
    std::int64_t applications_per_day_max = 10'000;
    std::int64_t codes_per_day_max = 1'000'000'000'000;
    std::int64_t empty_code_rate_max = 60;  ///< Percent; 100: no rule.
    std::size_t password_queue_max = 64;
    std::int64_t wait_target_ms = 40;  ///< See Admission and Limits::too_late().
};

/// Token buckets by class. Thread-safe; a take costs some 20 ns and allocates nothing.
class Limits {
public:
    explicit Limits(const LimitSettings& settings = {});

    struct Rate {
        double per_second = 0;  ///< 0: no limit.
        double burst = 0;
        bool per_account = false;  ///< Else per address.
    };
    static Rate rate(Limit limit, const LimitSettings& settings);

    /// 0: go on. Else the seconds to wait. `key`: http::Request::network or the user's id.
    std::int64_t take(Limit limit, std::uint64_t key, std::uint64_t now_us);
    /// True when the request has waited so long for its I/O thread that its caller is told to come again: what is
    /// accepted is answered soon, however many ask.
    bool too_late(const http::Request& request) const {
        return request.backlog_us > static_cast<std::uint64_t>(settings_.wait_target_ms) * 1000;
    }
    /// 429 with Retry-After, naming the rule in Chinese.
    http::Response refusal(Limit limit, std::int64_t wait_s, std::string_view request_id) const;

    const LimitSettings& settings() const { return settings_; }
    auth::SignInGuard& guard() { return guard_; }

private:
    LimitSettings settings_;
    std::array<TokenBuckets, limit_count> buckets_;
    auth::SignInGuard guard_;
};

/// Keeps a queue short by the time that its work takes from admission to answer, not by its length: 500 short jobs may
/// be nothing, 500 long ones a minute. As many may be under way at once as are done in the target time; that number is
/// learnt from the answers and falls as soon as they come late (what CoDel does by dropping, at the door). Below
/// `under_way_min` nobody is refused, because a single slow commit is no queue. Thread-safe.
class Admission {
public:
    static constexpr std::size_t under_way_min = 32;
    static constexpr std::size_t under_way_first = 128;

    Admission(std::uint64_t target_us, std::size_t under_way_max = 4096);

    /// One piece of work; counted until it goes.
    class Ticket {
    public:
        Ticket() = default;
        Ticket(Ticket&& other) noexcept
            : admission_(std::exchange(other.admission_, nullptr)), begun_us_(other.begun_us_) {}
        Ticket& operator=(Ticket&& other) noexcept {
            std::swap(admission_, other.admission_);
            std::swap(begun_us_, other.begun_us_);
            return *this;
        }
        ~Ticket();

    private:
        friend class Admission;
        Ticket(Admission* admission, std::uint64_t begun_us) : admission_(admission), begun_us_(begun_us) {}
        Admission* admission_ = nullptr;
        std::uint64_t begun_us_ = 0;
    };
    /// Nothing: too much is under way, answer 503.
    std::optional<Ticket> admit(std::uint64_t now_us);
    /// True when admit() would refuse now: for a look before costly preparation.
    bool full() const { return under_way_.load(std::memory_order_relaxed) >= limit_.load(std::memory_order_relaxed); }
    std::size_t limit() const { return limit_.load(std::memory_order_relaxed); }

    // For tests, which make their own time: what a ticket does when it goes, and a ticket that does nothing.
    void done(std::uint64_t begun_us, std::uint64_t now_us);
    static void forget(Ticket ticket) { ticket.admission_ = nullptr; }

private:
    const std::uint64_t target_us_;
    const std::size_t under_way_max_;
    std::atomic<std::size_t> under_way_{0};
    std::atomic<std::size_t> limit_{under_way_first};
    std::mutex mutex_;  // the rest
    std::uint64_t window_began_us_ = 0;
    std::uint64_t window_waited_us_ = 0;
    std::uint64_t window_done_ = 0;
    std::atomic<bool> refused_{false};
};

}  // namespace yiguan::api
