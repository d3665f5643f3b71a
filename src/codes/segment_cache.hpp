// The states of codes that were asked for lately, in memory: what a scan needs of the tables is the same for a million
// codes, and rarely changes.
#pragma once
#include <array>
#include <boost/container/small_vector.hpp>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "codes/codes.hpp"
#include "db/changes.hpp"

namespace yiguan::codes {

/// Remembers stretches of blocks: their segments, and that nothing lies between. A stretch counts until this process
/// changes its block (what was acknowledged is seen at once) and one second at most (what other processes changed is
/// seen after that). Thread-safe.
class SegmentCache {
public:
    static constexpr std::int64_t keep_ms = 1000;

    explicit SegmentCache(const db::Changes& changes) : changes_(changes) {}

    struct Known {
        std::optional<State> state;  ///< Nothing: the code is in no segment, so it is not bound.
        bool pieces = false;         ///< It may carry something of its own (items.hpp), or a neighbour does.
    };
    /// What is known of a code from memory; nothing when it must be read. No allocation, some 100 ns.
    std::optional<Known> find(BlockId block, std::int64_t counter) const;
    /// Reads the code's state, and what follows in its block with it. Cost: three look-ups.
    std::optional<State> read(db::Tx& tx, BlockId block, std::int64_t counter);

private:
    /// Complete knowledge of the counters from `from` to `to`. Most blocks are one stretch of few segments, which then
    /// lies beside its block's key: a look-up waits for memory once or twice.
    struct Stretch {
        std::int64_t from, to;
        bool pieces = false;  ///< Some of them carry something of their own.
        boost::container::small_vector<Segment, 2> segments;
    };
    struct Remembered {
        std::uint64_t sees = 0;
        std::int64_t read_ms = 0;
        boost::container::small_vector<Stretch, 1> stretches;  // sorted; they do not overlap
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<BlockId, Remembered> blocks;
        std::size_t stretches = 0;
    };
    bool holds(BlockId block, const Remembered& remembered, std::int64_t now_ms) const {
        return changes_.unchanged_since(block.value, remembered.sees) && now_ms - remembered.read_ms <= keep_ms;
    }
    // The low bits of ids are mostly equal.
    static std::size_t place(BlockId block) {
        return static_cast<std::size_t>(static_cast<std::uint64_t>(block.value) * 0x9E3779B97F4A7C15ull >> 60);
    }

    const db::Changes& changes_;
    std::array<Shard, 16> shards_;  // by place()
};

}  // namespace yiguan::codes
