#include "core/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <bit>
#include <limits>
#include <map>
#include <mutex>

namespace yiguan::metrics {
namespace {

using LabelList = std::vector<std::pair<std::string, std::string>>;

template <class M>
struct Family {
    std::string help;
    std::map<LabelList, M> members;  // node-based: references stay valid
};

// Metrics are the one process-wide table of the program: they count the process.
struct Registry {
    std::mutex mutex;
    std::map<std::string, Family<Counter>, std::less<>> counters;
    std::map<std::string, Family<Gauge>, std::less<>> gauges;
    std::map<std::string, Family<Histogram>, std::less<>> histograms;
};

Registry& registry() {
    static auto* const r = new Registry;  // never destroyed: threads may count until the very end
    return *r;
}

template <class M>
M& member(std::map<std::string, Family<M>, std::less<>>& families, std::string_view name, std::string_view help,
          Labels labels) {
    LabelList list;
    for (const auto& [k, v] : labels) list.emplace_back(k, v);
    const std::lock_guard lock(registry().mutex);
    auto& family = families[std::string(name)];
    family.help = help;
    return family.members[list];
}

template <class M, class Fill>
void collect(std::vector<prometheus::MetricFamily>& out, const std::map<std::string, Family<M>, std::less<>>& families,
             prometheus::MetricType type, Fill fill) {
    for (const auto& [name, family] : families) {
        prometheus::MetricFamily made;
        made.name = name;
        made.help = family.help;
        made.type = type;
        for (const auto& [labels, metric] : family.members) {
            prometheus::ClientMetric client;
            for (const auto& [k, v] : labels) client.label.push_back({k, v});
            fill(client, metric);
            made.metric.push_back(std::move(client));
        }
        out.push_back(std::move(made));
    }
}

}  // namespace

void Histogram::observe_us(std::uint64_t us) {
    const int i = us <= 64 ? 0 : std::min(buckets, static_cast<int>(std::bit_width(us - 1)) - 6);
    counts_[i].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(us, std::memory_order_relaxed);
}

Counter& counter(std::string_view name, std::string_view help, Labels labels) {
    return member(registry().counters, name, help, labels);
}
Gauge& gauge(std::string_view name, std::string_view help, Labels labels) {
    return member(registry().gauges, name, help, labels);
}
Histogram& histogram(std::string_view name, std::string_view help, Labels labels) {
    return member(registry().histograms, name, help, labels);
}

std::string expose() {
    std::vector<prometheus::MetricFamily> families;
    {
        const std::lock_guard lock(registry().mutex);
        collect(families, registry().counters, prometheus::MetricType::Counter,
                [](auto& c, const Counter& m) { c.counter.value = static_cast<double>(m.value()); });
        collect(families, registry().gauges, prometheus::MetricType::Gauge,
                [](auto& c, const Gauge& m) { c.gauge.value = static_cast<double>(m.value()); });
        collect(families, registry().histograms, prometheus::MetricType::Histogram, [](auto& c, const Histogram& m) {
            std::uint64_t total = 0;
            for (int i = 0; i <= Histogram::buckets; ++i) {
                total += m.bucket(i);
                const double bound = i == Histogram::buckets ? std::numeric_limits<double>::infinity()
                                                             : static_cast<double>(std::uint64_t{64} << i) / 1e6;
                c.histogram.bucket.push_back({total, bound});
            }
            c.histogram.sample_count = total;
            c.histogram.sample_sum = static_cast<double>(m.sum_us()) / 1e6;
        });
    }
    return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace yiguan::metrics
