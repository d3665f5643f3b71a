// Which keys this process has written, so that what was read of them can be kept in memory until they change.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <span>

namespace yiguan::db {

/// A job that writes rows of a key calls Tx::touch(key). Who read them in a transaction may keep the result together
/// with that Tx::sees(), and use it as long as unchanged_since() holds: a commit is announced here before it is
/// acknowledged to anybody, so that everyone reads what was acknowledged to him. Other processes' commits are not
/// announced; bound the age of what is kept. Thread-safe, lock-free, some nanoseconds.
class Changes {
public:
    /// Announced commits. Read it before the snapshot is taken for which it stands.
    std::uint64_t commits() const { return commits_.load(std::memory_order_acquire); }
    /// Keys share 4096 places: now and then it is false for nothing.
    bool unchanged_since(std::int64_t key, std::uint64_t commits) const {
        return commits >= last_[place(key)].load(std::memory_order_acquire);
    }
    /// After a commit, by the writer's thread only.
    void announce(std::span<const std::int64_t> keys) {
        const std::uint64_t number = commits_.load(std::memory_order_relaxed) + 1;
        for (const std::int64_t key : keys) last_[place(key)].store(number, std::memory_order_release);
        commits_.store(number, std::memory_order_release);
    }

private:
    static std::size_t place(std::int64_t key) {
        return static_cast<std::size_t>(static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15ull >> 52);
    }
    std::atomic<std::uint64_t> commits_{0};
    std::array<std::atomic<std::uint64_t>, 4096> last_{};
};

}  // namespace yiguan::db
