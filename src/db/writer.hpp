// Group commit: one thread runs many jobs in one transaction and commits once. Private to the room.
// docs/decisions/0004-group-commit.md
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "db/db.hpp"

namespace yiguan::db {

/// The engine's side: one connection that writes. Only the writer thread calls it.
class WriteSession {
public:
    virtual ~WriteSession() = default;
    /// Opens a transaction, connecting again when the connection was lost. @throws Fault.
    virtual void begin() = 0;
    /// `savepoint`: the job can be undone alone, by undo_job(); otherwise only with the whole transaction.
    virtual Tx& start_job(UtcMs now, bool savepoint) = 0;
    /// Waits for posted writes. @throws the fault of the first call that failed, caught by the job or not.
    virtual void finish_job() = 0;
    virtual void undo_job() = 0;
    /// Returns when the transaction is on disk. @throws Fault: it is not.
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    /// False once the engine has given the transaction up (disk full, lost connection).
    virtual bool in_transaction() const = 0;
    /// The last fault was a serialisation conflict or deadlock: the same jobs may succeed in a new transaction.
    virtual bool conflicted() const = 0;
    /// Housekeeping after the answers. `idle`: nothing waits.
    virtual void rest(bool idle) = 0;
};

class Writer {
public:
    using Job = UniqueFunction<bool(Tx&)>;
    using Done = UniqueFunction<void(WriteOutcome)>;
    /// A group ends at this many jobs or after this time, whichever comes first.
    static constexpr std::size_t group_jobs_max = 512;
    static constexpr std::int64_t group_ms_max = 20;
    static constexpr int conflict_retries = 3;

    Writer(WriteSession& session, Changes& changes, std::function<UtcMs()> clock, std::size_t queue_max);
    ~Writer() { stop(); }
    void stop();  ///< Runs what is queued, answers it, ends; refuses everything after. Once is enough.
    bool submit(Job job, Done done);

private:
    struct Entry {
        Job job;
        Done done;
        WriteOutcome outcome;
        bool settled = false;  ///< Its outcome no longer depends on the commit.
    };
    enum class Ran { kept, undone, conflict, lost };

    void run();
    bool take(std::vector<Entry>& group);
    void run_group(std::vector<Entry>& group);
    Ran run_job(Entry& entry, bool savepoint);
    static void answer(std::vector<Entry>& group);

    WriteSession& session_;
    Changes& changes_;
    Tx* tx_ = nullptr;  // the session's
    std::function<UtcMs()> clock_;
    std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Entry> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yiguan::db
