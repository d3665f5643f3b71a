#include "api/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/metrics.hpp"

namespace yiguan::api {
namespace {

constexpr double burst_seconds = 10;  // a limit by the second lets so many seconds' worth through at once
constexpr std::uint64_t window_us = 10'000;

constexpr std::string_view names[] = {"none",     "pages",       "sign_ins", "registrations", "reads",   "writes",
                                      "captures", "phone_codes", "readings", "aliases",       "feedback"};
static_assert(std::size(names) == limit_count);

std::uint64_t steady_us() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count());
}

TokenBuckets buckets(Limit limit, const LimitSettings& settings) {
    const auto rate = Limits::rate(limit, settings);
    if (limit == Limit::sign_ins) return {0, 1};  // the guard counts them
    return {rate.per_second, rate.burst, limit == Limit::pages ? std::size_t{65'536} : std::size_t{16'384}};
}

}  // namespace

std::string_view name(Limit limit) {
    return names[static_cast<std::size_t>(limit)];
}

Limits::Rate Limits::rate(Limit limit, const LimitSettings& s) {
    const auto by_second = [](std::int64_t n, bool per_account) {
        return Rate{static_cast<double>(n), static_cast<double>(n) * burst_seconds, per_account};
    };
    const auto by_hour = [](std::int64_t n) { return Rate{static_cast<double>(n) / 3600, static_cast<double>(n)}; };
    switch (limit) {
        case Limit::none:
            return {};
        case Limit::pages:
            return by_second(s.pages_per_second, false);
        case Limit::sign_ins:
            return by_hour(s.sign_in_failures_per_hour);
        case Limit::registrations:
            return by_hour(s.registrations_per_hour);
        case Limit::readings:
            return by_hour(s.readings_per_hour);
        case Limit::aliases:
            return by_hour(s.alias_look_ups_per_hour);
        case Limit::feedback:
            return by_hour(s.feedback_per_hour);
        case Limit::reads:
            return by_second(s.reads_per_second, true);
        case Limit::writes:
            return by_second(s.writes_per_second, true);
        case Limit::captures:
            return by_second(s.captures_per_second, true);
        case Limit::phone_codes:
            return by_hour(s.phone_codes_per_hour);
    }
    return {};
}

Limits::Limits(const LimitSettings& settings)
    : settings_(settings),
      buckets_{buckets(Limit::none, settings),     buckets(Limit::pages, settings),
               buckets(Limit::sign_ins, settings), buckets(Limit::registrations, settings),
               buckets(Limit::reads, settings),    buckets(Limit::writes, settings),
               buckets(Limit::captures, settings), buckets(Limit::phone_codes, settings),
               buckets(Limit::readings, settings), buckets(Limit::aliases, settings),
               buckets(Limit::feedback, settings)},
      guard_({.failures_per_address_per_hour = static_cast<double>(settings.sign_in_failures_per_hour),
              .captcha_after = static_cast<std::uint32_t>(settings.captcha_after_failures)}) {}

std::int64_t Limits::take(Limit limit, std::uint64_t key, std::uint64_t now_us) {
    const std::uint64_t wait_us = buckets_[static_cast<std::size_t>(limit)].take(key, now_us);
    return static_cast<std::int64_t>((wait_us + 999'999) / 1'000'000);
}

http::Response Limits::refusal(Limit limit, std::int64_t wait_s, std::string_view request_id) const {
    metrics::counter("yiguan_api_limited_total", "Requests refused because their caller had used up a limit.",
                     {{"limit", name(limit)}})
        .add();
    std::string detail;
    switch (limit) {
        case Limit::registrations:
            detail = fmt::format("来自同一网络地址的企业注册每小时不超过 {} 次", settings_.registrations_per_hour);
            break;
        case Limit::phone_codes:
            detail = fmt::format("来自同一网络地址的短信验证码每小时不超过 {} 条", settings_.phone_codes_per_hour);
            break;
        case Limit::readings:
            detail = fmt::format("来自同一网络地址的营业执照识别和承诺书下载每小时不超过 {} 次",
                                 settings_.readings_per_hour);
            break;
        case Limit::aliases:
            detail = fmt::format("来自同一网络地址的按编号查询每小时不超过 {} 次", settings_.alias_look_ups_per_hour);
            break;
        case Limit::feedback:
            detail = fmt::format("来自同一网络地址的反馈和召回关注每小时不超过 {} 次", settings_.feedback_per_hour);
            break;
        case Limit::reads:
            detail = fmt::format("同一账号的查询每秒不超过 {} 次", settings_.reads_per_second);
            break;
        case Limit::writes:
            detail = fmt::format("同一账号的提交每秒不超过 {} 次", settings_.writes_per_second);
            break;
        case Limit::captures:
            detail = fmt::format("同一账号的事件采集每秒不超过 {} 次", settings_.captures_per_second);
            break;
        default:
            detail = fmt::format("来自同一网络地址的访问每秒不超过 {} 次", settings_.pages_per_second);
    }
    detail += fmt::format("，请 {} 秒后再试", wait_s);
    return http::problem({Code::too_many_requests, "", std::move(detail)}, request_id, wait_s);
}

Admission::Admission(std::uint64_t target_us, std::size_t under_way_max)
    : target_us_(target_us), under_way_max_(std::max(under_way_max, under_way_first)) {}

std::optional<Admission::Ticket> Admission::admit(std::uint64_t now_us) {
    if (under_way_.fetch_add(1, std::memory_order_relaxed) >= limit()) {
        under_way_.fetch_sub(1, std::memory_order_relaxed);
        refused_.store(true, std::memory_order_relaxed);
        return std::nullopt;
    }
    return Ticket{this, now_us};
}

Admission::Ticket::~Ticket() {
    if (admission_) admission_->done(begun_us_, steady_us());
}

// Windows of ten milliseconds. Late answers while much is under way: as many as are done in the target time by what
// this window did, a quarter less at most. In time, and somebody was refused: a little more, because what that brings
// shows only when the work that is let in now is done, some windows later.
void Admission::done(std::uint64_t begun_us, std::uint64_t now_us) {
    under_way_.fetch_sub(1, std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    if (window_done_++ == 0) window_began_us_ = std::max(window_began_us_, begun_us);
    window_waited_us_ += now_us - std::min(begun_us, now_us);
    const std::uint64_t elapsed = now_us - std::min(window_began_us_, now_us);
    if (elapsed < window_us) return;
    const std::uint64_t mean = window_waited_us_ / window_done_;
    const std::size_t now = limit();
    const bool crowded = under_way_.load(std::memory_order_relaxed) + window_done_ >= now / 2;
    if (mean > target_us_ && crowded) {
        const auto sustained = static_cast<std::size_t>(window_done_ * target_us_ / elapsed);
        limit_.store(std::max({std::min(sustained, now), now - now / 4, under_way_min}), std::memory_order_relaxed);
    } else if (refused_.exchange(false, std::memory_order_relaxed)) {
        limit_.store(std::min(now + now / 32 + 1, under_way_max_), std::memory_order_relaxed);
    }
    window_began_us_ = now_us;
    window_waited_us_ = window_done_ = 0;
}

}  // namespace yiguan::api
