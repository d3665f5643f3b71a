// The completeness index as files: <folder>/run-<from>-<to>, made in the background, merged four to one.
#pragma once
#include "ledger/sequencer.hpp"
#include "proof/index_run.hpp"

namespace yiguan::ledger {

struct IndexOptions {
    std::int64_t epoch_leaves = 4'000'000;    ///< A run is begun at the latest after so many leaves,
    std::chrono::milliseconds epoch{60'000};  ///< or this time, when there is news.
    std::size_t merge = 4;                    ///< Runs of about one size that become one.
};

/// Thread-safe. A run never changes once its commitment is in the log; files that no live run needs are removed.
class CompletenessIndex {
public:
    CompletenessIndex(db::Database& database, std::filesystem::path folder, IndexOptions options = {});
    /// Builds what is due from leaves below `size` of `log` and appends the commitment leaf. @return true if one was.
    bool advance(std::int64_t log, std::int64_t size, UtcMs now);
    /// The runs of the newest commitment at or below `size` leaves, and its index in the log.
    struct Live {
        std::int64_t commitment = 0;
        std::vector<proof::RunHead> runs;
    };
    std::optional<Live> live(std::int64_t log, std::int64_t size) const;
    /// Answers of each live run for these keys (ascending).
    std::vector<proof::RunAnswer> answer(std::int64_t log, const Live& live,
                                         std::span<const proof::UnitKey> keys) const;
    /// Compares the files with the leaves and the commitments. One sentence per defect.
    std::vector<std::string> check(db::Tx& tx, std::int64_t log, std::size_t limit = 100) const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace yiguan::ledger
