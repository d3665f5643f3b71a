// Token buckets for any number of keys in memory of a fixed size: whoever asks too often is told how long to wait.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>

namespace yiguan {

/// Each key may take `burst` tokens at once and `per_second` in the long run (GCRA: one time stamp a key). Thread-safe
/// without a lock and without allocation; a take costs some 20 ns, a cache miss included.
///
/// The table never grows. A key that finds no room takes the place of the one nearest to a full bucket, and with it
/// what that one has already used up: pushing others out with made-up keys gains nothing. Which keys meet in one place
/// depends on a secret drawn at construction.
class TokenBuckets {
public:
    /// @param per_second  0: everything is let through.
    /// @param burst  At least 1.
    /// @param keys  Room for so many, rounded up to a power of two; 16 bytes each.
    TokenBuckets(double per_second, double burst, std::size_t keys = 16'384);

    bool enabled() const { return interval_ns_ != 0; }
    /// 0: a token was taken. Otherwise nothing was, and there will be one after so many microseconds.
    /// @param now_us  Any clock that does not run backwards.
    std::uint64_t take(std::uint64_t key, std::uint64_t now_us);
    /// Undoes one take().
    void give_back(std::uint64_t key, std::uint64_t now_us);

private:
    struct Slot {
        std::atomic<std::uint64_t> key{0};      // mixed with the secret; 0: free
        std::atomic<std::uint64_t> full_at{0};  // when the bucket will be full again, ns
    };
    static constexpr std::size_t ways = 4;
    struct alignas(64) Set {
        Slot slots[ways];
    };

    Slot* find(std::uint64_t mixed) const;
    Slot& claim(std::uint64_t mixed);

    std::uint64_t interval_ns_ = 0;
    std::uint64_t tolerance_ns_ = 0;
    std::uint64_t secret_[2];
    std::size_t mask_;
    std::unique_ptr<Set[]> sets_;
};

/// A 64-bit mix of two values for keys of buckets: (login, address).
std::uint64_t mix(std::uint64_t a, std::uint64_t b);

}  // namespace yiguan
