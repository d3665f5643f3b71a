// Follows the committed records of this node's log, keeps the level files, signs a checkpoint every second.
//
// Order of every step (docs/decisions/0009-transparency-log.md): 1 records committed; 2 level files; 3 the records read
// again and hashed again; 4 the lock moved on; 5 signed; 6 published. A start finds every crash between two of them.
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "ledger/ledger.hpp"
#include "ledger/levels.hpp"
#include "ledger/lock.hpp"
#include "ledger/log_keys.hpp"

namespace yiguan::ledger {

struct SequencerOptions {
    unsigned node = 0;
    std::filesystem::path folder;  ///< <data>/log: level files, lock, published checkpoint, index runs.
    std::string domain;            ///< Of the node's public address: "trace.example.cn".
    std::chrono::milliseconds interval{1000};
    std::chrono::milliseconds longest{3'600'000};  ///< A checkpoint at least so often, news or not.
};

/// What the log can be served from at one moment.
struct Published {
    std::int64_t log = 0;
    proof::Checkpoint checkpoint;
    std::string note;  ///< The signed checkpoint.
    UtcMs at;
};

/// Thread-safe. One per node and process.
class Sequencer {
public:
    /// Checks what is stored against what was signed and brings the level files up to date.
    /// The log may not be signed when records are missing that were signed (an old backup, a lost disk) or when the
    /// lock is missing beside records: then refused() tells why and what to do, everything else goes on, and nothing is
    /// published.
    Sequencer(db::Database& database, LogKeys keys, SequencerOptions options);
    ~Sequencer();  ///< stop()
    void start();  ///< The thread that follows and signs.
    void stop();
    /// One round, for commands and tests: follows, and signs if there is news. False when refused.
    bool advance();

    std::optional<std::string> refused() const;  ///< One Chinese sentence with the command that helps.
    std::shared_ptr<const Published> published() const;
    const Levels& levels() const { return levels_; }
    std::string origin() const;
    const std::vector<proof::Signer>& signers() const { return signers_; }
    /// Signs a promise (both lines); empty when the log may not be signed. Some 0.4 ms for both, so Ed25519 only.
    std::optional<std::string> promise(const db::Journal::Appended& appended) const;
    /// Waits until a checkpoint covers the record, at most so long.
    std::shared_ptr<const Published> wait_for(db::Position position, std::chrono::milliseconds at_most) const;
    /// Closes the present origin for good and opens the next generation, whose first leaf (Kind::incident) holds the
    /// last good checkpoint: the way on after records were lost.
    Result<void> open_next_origin(std::string_view reason);

private:
    void run();
    db::Database& database_;
    SequencerOptions options_;
    LogKeys keys_;
    std::vector<proof::Signer> signers_;
    Levels levels_;
    CheckpointLock lock_;
    // ... the implementer adds what it takes
};

}  // namespace yiguan::ledger
