// Follows the committed records of this node's log, keeps the level files, signs a checkpoint every second.
//
// Order of every step (docs/decisions/0009-transparency-log.md): 1 records committed; 2 level files; 3 the records read
// again and hashed again; 4 the lock moved on; 5 signed; 6 published. A start finds every crash between two of them.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "core/unique_function.hpp"
#include "ledger/ledger.hpp"
#include "ledger/levels.hpp"
#include "ledger/lock.hpp"
#include "ledger/log_keys.hpp"
#include "ledger/origins.hpp"

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
using PublishedPtr = std::shared_ptr<const Published>;

/// "trace.example.cn" of "https://trace.example.cn/x", with a port that is given.
std::string domain_of(std::string_view base_url);

/// Thread-safe. One per node and process.
class Sequencer {
public:
    /// Checks what is stored against what was signed. The log may not be signed when records are missing that were
    /// signed (an old backup, a lost disk), when the lock is missing or damaged beside a log that was signed, when the
    /// keys are missing or other ones: then refused() tells why and what to do, everything else goes on, and nothing is
    /// published. Level files that are short are made again by the first advance().
    /// @throws db::Fault, std::system_error when the disk refuses.
    Sequencer(db::Database& database, Result<LogKeys> keys, SequencerOptions options);
    ~Sequencer();  ///< stop()
    void start();  ///< The thread that follows and signs.
    void stop();
    /// One round, for commands and tests: follows, and signs if there is news. False when refused.
    /// @throws db::Fault, std::runtime_error, std::system_error: the next round begins as a start does.
    bool advance();

    std::optional<std::string> refused() const;  ///< One Chinese sentence with the command that helps.
    PublishedPtr published() const;              ///< Nothing before the first round, and when refused.
    const Levels& levels() const { return levels_; }
    std::int64_t log() const { return log_; }
    const std::string& origin() const { return origin_; }
    const std::vector<proof::Signer>& signers() const { return signers_; }
    /// Signs a promise; empty when the log may not be signed. Hashes the records; some 40 us beside that. With Ed25519
    /// only: SM2 takes ten times as long.
    std::optional<std::string> promise(const db::Journal::Appended& appended) const;
    /// Waits until a checkpoint covers the record, at most so long.
    PublishedPtr wait_for(db::Position position, std::chrono::milliseconds at_most) const;
    /// The same without waiting: `then` is called at once, or from the thread that signs; with nothing when the time is
    /// over, or too many wait.
    using Covered = UniqueFunction<void(PublishedPtr)>;
    void when_covered(db::Position position, std::chrono::milliseconds at_most, Covered then);

    /// A log that proofs can be made from: this one, or a closed one up to its last good checkpoint.
    struct Served {
        PublishedPtr published;
        const Levels* levels = nullptr;
    };
    std::optional<Served> served(std::int64_t log) const;

private:
    struct Waiter {
        db::Position position;
        std::chrono::steady_clock::time_point until;
        Covered then;
    };
    struct Closed {
        PublishedPtr published;
        std::unique_ptr<Levels> levels;
    };

    void run();
    void begin();
    void open_closed_logs();
    bool adopt_lock(const std::optional<Origin>& row, std::int64_t records);
    bool keys_fit(const std::optional<Origin>& row);
    std::optional<Published> read_published() const;
    void tie();
    void follow(std::int64_t size);
    void check_again(std::int64_t size);
    bool sign(std::int64_t size);
    void publish(const proof::Checkpoint& checkpoint);
    void refuse(std::string reason);
    void serve_waiters(bool all);
    std::int64_t committed() const;
    std::filesystem::path checkpoint_file() const;

    db::Database& database_;
    SequencerOptions options_;
    Result<LogKeys> keys_;
    std::int64_t log_;
    std::string origin_;
    std::vector<proof::Signer> signers_;
    Levels levels_;
    CheckpointLock lock_;
    std::map<std::int64_t, Closed> closed_;

    // Of the one who advances.
    std::mutex advancing_;
    bool begun_ = false;  // begin() has compared database and lock
    bool tied_ = false;   // level files have been compared with the lock, and what it names is published
    CheckpointLock::Entry entry_;
    proof::Frontier checked_;  // of records that were read twice
    std::chrono::steady_clock::time_point signed_at_{};

    mutable std::mutex mutex_;  // of what follows
    mutable std::condition_variable news_;
    std::optional<std::string> refused_;
    PublishedPtr published_;
    std::vector<Waiter> waiters_;
    bool stopping_ = false;
    std::thread thread_;
};

/// Closes the present origin for good and opens the next generation, whose first record (Kind::incident) holds the last
/// good checkpoint: the way on after records or keys were lost. While no sequencer runs.
/// @return the new origin. Code::conflict when nothing was ever signed, or the generations are used up; Code::invalid
///         for a reason that is empty or longer than 500 bytes.
Result<Origin> open_next_origin(db::Database& database, const LogKeys& keys, const SequencerOptions& options,
                                std::string_view reason);

}  // namespace yiguan::ledger
