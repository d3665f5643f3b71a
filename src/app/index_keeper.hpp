// The thread that keeps the completeness index of this node's log.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "ledger/index.hpp"
#include "ledger/sequencer.hpp"

namespace yiguan::app {

/// Looks once a second whether a run is due. What takes long gives way to what serves (nice 10).
class IndexKeeper {
public:
    IndexKeeper(db::Database& database, ledger::CompletenessIndex& index, const ledger::Sequencer& log);
    ~IndexKeeper();  ///< Ends work that is under way; the next start does it again.

private:
    void run();
    db::Database& database_;
    ledger::CompletenessIndex& index_;
    const ledger::Sequencer& log_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yiguan::app
