// Scan records: appended in groups a few tens of milliseconds after the page was shown, and the first time and count
// per code that are added up from them. Showing a page acknowledges nothing, so a crash may lose the last group; what a
// group holds is counted exactly once whatever fails (docs/decisions/0007-scans.md).
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "db/db.hpp"
#include "lookup/tally.hpp"

namespace yiguan::lookup {

/// What the page says of earlier queries (X17).
struct Seen {
    std::int64_t count = 0;  ///< This query included.
    UtcMs first;
    bool is_first() const { return count == 1; }
};

/// How far a node's groups are counted (scan_progress).
struct Progress {
    std::int64_t folded = 0;  ///< Groups up to this number whole,
    std::int64_t target = 0;  ///< of those up to this one the parts
    PartKey done{};           ///< up to this one.
    friend bool operator==(const Progress&, const Progress&) = default;
};

class ScanLog {
public:
    struct Options {
        std::int64_t flush_ms = 50;           ///< A scan is on disk about this long after the page.
        std::int64_t fold_ms = 20'000;        ///< The stored counts follow this often,
        std::size_t uncounted_max = 600'000;  ///< or after so many scans: what a start after a crash has to count.
        std::size_t waiting_max = 500'000;    ///< Scans not yet written; more are counted as dropped.
        std::size_t memory_max = 48'000'000;  ///< Bytes of counts kept in memory, about 3 million codes.
    };
    /// Counts what an earlier process left uncounted, then starts its own thread.
    explicit ScanLog(db::Database& database);
    ScanLog(db::Database& database, Options options);
    ~ScanLog() { stop(); }
    /// Writes and counts everything recorded so far and ends the thread; later scans are counted in memory only.
    void stop();

    /// Records one query and answers how often the code was queried, if its neighbours' counts are in memory; else
    /// records nothing. Thread-safe, some 100 ns.
    std::optional<Seen> record_known(BlockId block, std::int64_t counter, Channel channel);
    /// The same, reading the counts of the 512 neighbours when they are not in memory.
    Seen record(db::Tx& tx, BlockId block, std::int64_t counter, Channel channel);
    /// How often a code was queried, without recording anything.
    std::optional<Seen> seen(db::Tx& tx, BlockId block, std::int64_t counter) const;
    /// Waits until everything recorded so far is stored and counted.
    void settle();

private:
    struct Counts {
        Part part;
        std::size_t bytes() const { return part.capacity() * sizeof(Tally) + 112; }
    };
    using Map = std::unordered_map<PartKey, Counts, PartKeyHash>;

    // Under the mutex.
    Counts* find(const PartKey& key);
    Seen add(const PartKey& key, Counts& counts, std::int64_t counter, Channel channel);
    static void see_others(Counts& counts, const Part& sum);
    void forget(std::unique_lock<std::mutex>& lock);

    // Of the log's own thread.
    void run();
    bool write_group();
    void begin_fold();
    bool fold_some();
    void count_leftovers();
    bool write(const std::function<void(db::Tx&)>& job);

    db::Database& db_;
    Options options_;
    bool others_;  // other nodes may record scans of the same codes
    std::int64_t node_;

    mutable std::mutex mutex_;
    std::condition_variable wake_, settled_;
    // Two generations, so that forgetting never walks all of it under the mutex: when known_ is full it becomes
    // resting_, and what rested before goes. A part that is queried again comes back.
    Map known_, resting_;
    std::size_t known_bytes_ = 0;
    std::vector<Scan> waiting_;
    std::uint64_t recorded_ = 0, counted_ = 0, wanted_ = 0;  // scans since the start; settle() wants so many counted
    bool stopping_ = false;

    std::vector<Scan> group_;      // taken, not yet known to be stored; tried again with the same number
    std::int64_t group_seq_ = 0;   // of group_, or of the last one stored
    std::vector<Scan> uncounted_;  // stored, not yet in a fold
    std::vector<PartDelta> fold_;  // being added, part by part
    std::size_t fold_done_ = 0;    // parts of it
    Progress progress_, stored_;   // the fold's, and as scan_progress has it
    std::thread thread_;
};

/// What is wrong with the stored scans, a sentence each: bytes that cannot be read, and counts that are more or fewer
/// than the recorded scans. Reads all of them.
std::vector<std::string> check_scans(db::Tx& tx);

}  // namespace yiguan::lookup
