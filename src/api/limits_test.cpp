#include "api/limits.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <deque>

namespace yiguan::api {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t ms = 1000, second = 1'000'000;

TEST(Limits, CountAccountsAndAddressesByClass) {
    Limits limits({.pages_per_second = 1, .reads_per_second = 2, .writes_per_second = 3, .registrations_per_hour = 4});
    const auto let_through = [&](Limit limit, std::uint64_t key) {
        int n = 0;
        while (n < 100 && limits.take(limit, key, second) == 0) ++n;
        return n;
    };
    EXPECT_EQ(let_through(Limit::pages, 7), 10);
    EXPECT_EQ(let_through(Limit::reads, 7), 20);
    EXPECT_EQ(let_through(Limit::writes, 7), 30);
    EXPECT_EQ(let_through(Limit::registrations, 7), 4);
    EXPECT_EQ(let_through(Limit::none, 7), 100);
    EXPECT_EQ(let_through(Limit::pages, 8), 10) << "another address";
    EXPECT_NEAR(static_cast<double>(limits.take(Limit::registrations, 7, second)), 900, 1)
        << "a quarter of an hour each";
    EXPECT_EQ(limits.take(Limit::pages, 7, second + second), 0);
}

TEST(Limits, RefusalsNameTheRuleAndTheTime) {
    const Limits limits({.pages_per_second = 5});
    const auto refusal = limits.refusal(Limit::pages, 7, "request-1");
    EXPECT_EQ(refusal.status, 429);
    EXPECT_THAT(refusal.body, HasSubstr("/problems/too_many_requests"));
    EXPECT_THAT(refusal.body, HasSubstr("来自同一网络地址的访问每秒不超过 5 次，请 7 秒后再试"));
    EXPECT_THAT(refusal.headers, testing::Contains(testing::Pair("Retry-After", "7")));
}

// On the path of a scan: measured 15 to 40 ns; generous here because sanitizers and busy machines are slow.
TEST(Limits, ATakeCostsNothingToSpeakOf) {
    Limits off, on({.pages_per_second = 1'000'000});
    constexpr int count = 200'000;
    for (Limits* limits : {&off, &on}) {
        const auto begun = std::chrono::steady_clock::now();
        std::int64_t waited = 0;
        for (int i = 0; i < count; ++i)
            waited += limits->take(Limit::pages, static_cast<std::uint64_t>(i) * 977, second);
        const auto ns = (std::chrono::steady_clock::now() - begun) / std::chrono::nanoseconds(1) / count;
        RecordProperty(limits == &off ? "off_ns" : "on_ns", static_cast<int>(ns));
        EXPECT_EQ(waited, 0);
        EXPECT_LT(ns, 2'000);
    }
}

/// One worker that needs `service_us` for each piece of work, in the order of admission, and who asks of it.
class Queue {
public:
    explicit Queue(std::uint64_t target_us) : admission_(target_us) {}

    /// Asks `per_second` times a second for `seconds`; the accepted ones' waits are kept, from `skip` seconds on.
    void offer(double per_second, double seconds, std::uint64_t service_us, double skip = 0) {
        waits_.clear();
        refused_ = offered_ = 0;
        const std::uint64_t began = now_;
        double due = 0;
        while (now_ - began < static_cast<std::uint64_t>(seconds * 1e6)) {
            const auto next_due = began + static_cast<std::uint64_t>(due * 1e6);
            if (!under_way_.empty() && free_at_ <= next_due) {
                now_ = std::max(now_, free_at_);
                finish(began + static_cast<std::uint64_t>(skip * 1e6), service_us);
                continue;
            }
            now_ = std::max(now_, next_due);
            due += 1 / per_second;
            ++offered_;
            auto ticket = admission_.admit(now_);
            if (!ticket) {
                ++refused_;
                continue;
            }
            tickets_.push_back(std::move(*ticket));
            if (under_way_.empty()) free_at_ = now_ + service_us;
            under_way_.push_back(now_);
        }
    }
    double late_ms(double quantile) {
        std::ranges::sort(waits_);
        return static_cast<double>(
                   waits_.at(static_cast<std::size_t>(quantile * static_cast<double>(waits_.size() - 1)))) /
               1000;
    }
    std::size_t done() const { return waits_.size(); }
    double refused_share() const { return static_cast<double>(refused_) / static_cast<double>(offered_); }
    Admission& admission() { return admission_; }

private:
    void finish(std::uint64_t counted_from, std::uint64_t service_us) {
        // The ticket tells real time; the model tells its own: what the ticket adds is its release.
        if (under_way_.front() >= counted_from) waits_.push_back(now_ - under_way_.front());
        Admission::forget(std::move(tickets_.front()));
        admission_.done(under_way_.front(), now_);
        tickets_.pop_front();
        under_way_.pop_front();
        if (!under_way_.empty()) free_at_ = now_ + service_us;
    }
    Admission admission_;
    std::uint64_t now_ = 1000 * second, free_at_ = 0;
    std::deque<std::uint64_t> under_way_;
    std::deque<Admission::Ticket> tickets_;
    std::vector<std::uint64_t> waits_;
    std::size_t refused_ = 0, offered_ = 0;
};

TEST(Admission, RefusesNobodyWhileTheWorkIsDoneInTime) {
    Queue queue(40 * ms);
    queue.offer(900, 20, 1 * ms);
    EXPECT_EQ(queue.refused_share(), 0);
}

TEST(Admission, TenTimesTheLoadKeepsTheWaitNearItsTargetAndTheWorkerBusy) {
    Queue queue(40 * ms);
    queue.offer(10'000, 20, 1 * ms, 1);
    EXPECT_LE(queue.late_ms(0.99), 60);
    EXPECT_GE(static_cast<double>(queue.done()), 0.95 * 19'000);
    EXPECT_GT(queue.refused_share(), 0.85);
    queue.offer(500, 5, 1 * ms, 1);
    EXPECT_EQ(queue.refused_share(), 0) << "it is over as soon as the load is";
}

// The number that may wait follows the speed of the work: many when it is fast, few when it is slow.
TEST(Admission, LearnsHowFastTheWorkIs) {
    Queue fast(40 * ms), slow(40 * ms);
    fast.offer(100'000, 10, 20);
    slow.offer(10'000, 10, 1 * ms);
    EXPECT_GT(fast.admission().limit(), 500u);
    EXPECT_LT(slow.admission().limit(), 60u);
    EXPECT_GE(slow.admission().limit(), Admission::under_way_min);
}

// One commit that hangs is no queue.
TEST(Admission, ASlowAnswerAloneRefusesNobody) {
    Queue queue(40 * ms);
    queue.offer(2, 20, 300 * ms);
    EXPECT_EQ(queue.refused_share(), 0);
    EXPECT_EQ(queue.admission().limit(), Admission::under_way_first);
}

}  // namespace
}  // namespace yiguan::api
