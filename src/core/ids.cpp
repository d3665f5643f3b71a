#include "core/ids.hpp"

#include <atomic>
#include <charconv>

namespace yiguan {

std::optional<std::int64_t> parse_id(std::string_view text) {
    std::int64_t value = 0;
    if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

namespace {
constexpr std::int64_t epoch_ms = 1'704'067'200'000;  // 2024-01-01T00:00:00Z
}

std::int64_t first_id_at(std::int64_t utc_ms) {
    return (utc_ms - epoch_ms) << 22;
}

IdSource::IdSource(unsigned node) : node_bits_(static_cast<std::int64_t>(node & 1023) << 12) {}

std::int64_t IdSource::next(std::int64_t utc_ms) {
    // last_ counts (millisecond, sequence) in one number, so that a full millisecond flows into the next one.
    std::atomic_ref<std::int64_t> last(last_);
    const std::int64_t fresh = (utc_ms - epoch_ms) << 12;
    std::int64_t seen = last.load(std::memory_order_relaxed);
    std::int64_t mine;
    do {
        mine = fresh > seen ? fresh : seen + 1;
    } while (!last.compare_exchange_weak(seen, mine, std::memory_order_relaxed));
    return ((mine >> 12) << 22) | node_bits_ | (mine & 4095);
}

}  // namespace yiguan
