// Scan records: appended in groups a few tens of milliseconds after the page was shown, and the view of first time and
// count per code that is folded from them. Showing a page acknowledges nothing, so a crash may lose the last group.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::lookup {

enum class Channel : std::uint8_t { web = 1, api = 2 };  ///< Stored: append only. No address and no device is kept.

/// What the page says of earlier queries (X17).
struct Seen {
    std::int64_t count = 0;  ///< This query included.
    UtcMs first;
    bool is_first() const { return count == 1; }
};

class ScanLog {
public:
    struct Options {
        std::int64_t flush_ms = 50;         ///< A scan is on disk about this long after the page.
        std::int64_t fold_ms = 1000;        ///< scan_stat follows this often.
        std::size_t waiting_max = 500'000;  ///< Scans not yet written; more are counted as dropped.
        std::size_t known_max = 200'000;    ///< Codes whose counts are kept in memory.
    };
    /// Folds what an earlier process left unfolded, then starts its own thread.
    explicit ScanLog(db::Database& database);
    ScanLog(db::Database& database, Options options);
    ~ScanLog() { stop(); }
    /// Writes and folds everything recorded so far and ends the thread; later scans are counted in memory only.
    void stop();

    /// Records one query and answers how often the code was queried. `tx` is read only when the code was not seen
    /// lately. Thread-safe.
    Seen record(db::Tx& tx, BlockId block, std::int64_t counter, Channel channel);
    /// How often a code was queried, without recording anything.
    std::optional<Seen> seen(db::Tx& tx, BlockId block, std::int64_t counter) const;
    /// Waits until everything recorded so far is stored and folded.
    void settle();

private:
    struct Key {
        BlockId block;
        std::int64_t counter;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& k) const noexcept {
            return std::hash<BlockId>{}(k.block) ^ (static_cast<std::size_t>(k.counter) * 0x9E3779B97F4A7C15ull);
        }
    };
    struct Known {
        std::int64_t count = 0;
        std::int64_t unfolded = 0;
        UtcMs first, last;
    };
    struct Scan {
        Key key;
        UtcMs ts;
        std::int64_t seq;
        Channel channel;
    };

    using Map = std::unordered_map<Key, Known, KeyHash>;

    Map::value_type* find(const Key& key);  // under the mutex
    void forget_resting(std::unique_lock<std::mutex>& lock);
    void run();
    void write(bool fold);
    void refold_leftovers();

    db::Database& db_;
    Options options_;
    std::int64_t node_;
    mutable std::mutex mutex_;
    std::condition_variable wake_, written_;
    // Two generations, so that forgetting the codes at rest never walks them under the mutex: when known_ is full it
    // becomes resting_, and what rested before goes. A code that is queried again comes back.
    Map known_, resting_;
    std::vector<Scan> waiting_;
    std::vector<Map::value_type*> dirty_;  // entries with unfolded > 0, each once; they are in one of the maps
    std::uint64_t rounds_ = 0, rounds_wanted_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yiguan::lookup
