// The completeness index as files: <folder>/run-<log>-<from>-<to>, made in the background, merged when one run is no
// longer much smaller than the one before it (docs/formats/completeness-index.md).
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>

#include "ledger/ledger.hpp"
#include "proof/index_run.hpp"

namespace yiguan::ledger {

struct IndexOptions {
    std::int64_t epoch_leaves = 4'000'000;    ///< A run is begun at the latest after so many leaves,
    std::chrono::milliseconds epoch{60'000};  ///< or this time, when there is news.
    /// A run becomes one with the run before it unless that has `merge` times as many records: a code's proof of
    /// absence costs some 4 kB a run, so few runs are worth writing records some 3 times for each doubling of the log.
    std::uint64_t merge = 4;
    std::uint64_t small = 100'000;            ///< Runs that have no more records together always become one.
    std::size_t pairs_in_memory = 4'000'000;  ///< Key and leaf, 24 bytes each: what is sorted at once.
};

/// Thread-safe. A run never changes once its commitment is in the log; files that no live run needs are removed.
class CompletenessIndex {
public:
    /// Nothing is read or written before the first call.
    CompletenessIndex(db::Database& database, std::filesystem::path folder, IndexOptions options = {});
    ~CompletenessIndex();
    /// Builds what is due from leaves below `size` of `log` and appends the commitment leaf. Files that are missing or
    /// damaged are made again from the leaves first. @return true if a commitment was appended.
    /// @throws db::Fault, std::system_error; the next call begins anew.
    bool advance(std::int64_t log, std::int64_t size, UtcMs now);
    /// Makes a running advance() end soon, and every later one at once.
    void stop();
    /// The runs of the newest commitment below `size` leaves whose files are there, and its index in the log.
    struct Live {
        std::int64_t commitment = 0;
        std::vector<proof::RunHead> runs;
        std::uint64_t covered() const { return runs.empty() ? 0 : runs.back().to; }
    };
    std::optional<Live> live(std::int64_t log, std::int64_t size) const;
    /// Answers of each live run for these keys.
    /// @throws std::runtime_error when a file cannot be read or is damaged: the next advance() makes it again.
    std::vector<proof::RunAnswer> answer(std::int64_t log, const Live& live,
                                         std::span<const proof::UnitKey> keys) const;
    /// Compares the files with the leaves and the commitments. One sentence per defect, with file and offset.
    /// Cost: reads all leaves and all runs.
    std::vector<std::string> check(db::Tx& tx, std::int64_t log, std::size_t limit = 100) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yiguan::ledger
