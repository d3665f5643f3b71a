#include "core/token_buckets.hpp"

#include <algorithm>
#include <bit>
#include <span>

#include "core/text.hpp"

namespace yiguan {
namespace {

constexpr double ns_per_second = 1e9;

// The finaliser of MurmurHash3: every bit of the input reaches every bit of the output.
constexpr std::uint64_t scramble(std::uint64_t x) {
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDull;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53ull;
    return x ^ (x >> 33);
}

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    return scramble(scramble(a) + 0x9E3779B97F4A7C15ull + b);
}

TokenBuckets::TokenBuckets(double per_second, double burst, std::size_t keys)
    : mask_(std::bit_ceil(std::max<std::size_t>(keys, ways)) / ways - 1) {
    if (per_second <= 0) return;
    interval_ns_ = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(ns_per_second / per_second));
    tolerance_ns_ = static_cast<std::uint64_t>(static_cast<double>(interval_ns_) * (std::max(burst, 1.0) - 1));
    fill_random(std::as_writable_bytes(std::span(secret_)));
    sets_ = std::make_unique<Set[]>(mask_ + 1);
}

TokenBuckets::Slot* TokenBuckets::find(std::uint64_t mixed) const {
    for (Slot& slot : sets_[mixed & mask_].slots)
        if (slot.key.load(std::memory_order_relaxed) == mixed) return &slot;
    return nullptr;
}

TokenBuckets::Slot& TokenBuckets::claim(std::uint64_t mixed) {
    if (Slot* const found = find(mixed)) return *found;
    Set& set = sets_[mixed & mask_];
    Slot* fullest = set.slots;
    for (Slot& slot : set.slots)
        if (slot.full_at.load(std::memory_order_relaxed) < fullest->full_at.load(std::memory_order_relaxed))
            fullest = &slot;
    // Two threads that bring two new keys here at once share the place for a moment; both pay from it.
    fullest->key.store(mixed, std::memory_order_relaxed);
    return *fullest;
}

std::uint64_t TokenBuckets::take(std::uint64_t key, std::uint64_t now_us) {
    if (!enabled()) return 0;
    const std::uint64_t now_ns = now_us * 1000;
    Slot& slot = claim(std::max<std::uint64_t>(1, scramble(key ^ secret_[0]) ^ secret_[1]));
    std::uint64_t full_at = slot.full_at.load(std::memory_order_relaxed);
    for (;;) {
        const std::uint64_t from = std::max(full_at, now_ns);
        if (from - now_ns > tolerance_ns_) return (from - now_ns - tolerance_ns_) / 1000 + 1;
        if (slot.full_at.compare_exchange_weak(full_at, from + interval_ns_, std::memory_order_relaxed)) return 0;
    }
}

void TokenBuckets::give_back(std::uint64_t key, std::uint64_t now_us) {
    if (!enabled()) return;
    Slot* const slot = find(std::max<std::uint64_t>(1, scramble(key ^ secret_[0]) ^ secret_[1]));
    if (!slot) return;
    std::uint64_t full_at = slot->full_at.load(std::memory_order_relaxed);
    while (full_at > now_us * 1000 &&
           !slot->full_at.compare_exchange_weak(full_at, full_at - interval_ns_, std::memory_order_relaxed)) {
    }
}

}  // namespace yiguan
