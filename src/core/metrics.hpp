// Counters, gauges and histograms, named yiguan_<room>_<noun>_<unit>; served as Prometheus text by GET /metrics.
// Labels come from closed sets only (routes, lanes, engines), never from input. An increment is one relaxed atomic add.
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yiguan::metrics {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Counter {
public:
    void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    alignas(64) std::atomic<std::uint64_t> value_{0};
};

class Gauge {
public:
    void set(std::int64_t v) { value_.store(v, std::memory_order_relaxed); }
    void add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    alignas(64) std::atomic<std::int64_t> value_{0};
};

/// Durations in microseconds, reported in seconds; buckets double from 64 us to 8.4 s.
class Histogram {
public:
    static constexpr int buckets = 18;
    void observe_us(std::uint64_t us);
    std::uint64_t bucket(int i) const { return counts_[i].load(std::memory_order_relaxed); }
    std::uint64_t sum_us() const { return sum_us_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> counts_[buckets + 1]{};
    std::atomic<std::uint64_t> sum_us_{0};
};

/// The metric of that name and those labels, made at the first call (takes a lock: keep the reference). Lives until
/// exit.
Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {});

/// Prometheus text exposition format of everything registered so far.
std::string expose();

}  // namespace yiguan::metrics
