#include "db/writer.hpp"

#include <chrono>

#include "core/log.hpp"
#include "core/metrics.hpp"

namespace yiguan::db {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

metrics::Counter& jobs(std::string_view outcome) {
    return metrics::counter("yiguan_db_jobs_total", "Write jobs, by how they ended", {{"outcome", outcome}});
}
metrics::Counter& committed_jobs = jobs("committed");
metrics::Counter& rolled_back_jobs = jobs("rolled_back");
metrics::Counter& faulty_jobs = jobs("fault");
metrics::Counter& refused_jobs = jobs("refused");
metrics::Counter& commits = metrics::counter("yiguan_db_commits_total", "Transactions committed by the writer");
metrics::Counter& retries = metrics::counter("yiguan_db_conflict_retries_total", "Groups run again after a conflict");
metrics::Histogram& commit_time = metrics::histogram("yiguan_db_commit_seconds", "Time of a commit, sync included");
metrics::Gauge& waiting = metrics::gauge("yiguan_db_write_queue_jobs", "Write jobs that wait for the writer");

}  // namespace

Writer::Writer(WriteSession& session, Changes& changes, std::function<UtcMs()> clock, std::size_t queue_max)
    : session_(session), changes_(changes), clock_(std::move(clock)), queue_max_(queue_max), thread_([this] {
          run();
      }) {}

void Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

bool Writer::submit(Job job, Done done) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) {
            refused_jobs.add();
            return false;
        }
        queue_.push_back({std::move(job), std::move(done), {}, false});
        waiting.set(static_cast<std::int64_t>(queue_.size()));
    }
    wake_.notify_one();
    return true;
}

bool Writer::take(std::vector<Entry>& group) {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return false;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
    waiting.set(static_cast<std::int64_t>(queue_.size()));
    return true;
}

void Writer::run() {
    std::vector<Entry> group;
    group.reserve(group_jobs_max);
    for (;;) {
        bool idle = false;
        {
            std::unique_lock lock(mutex_);
            idle = !wake_.wait_for(lock, 200ms, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_ && queue_.empty()) return;
        }
        if (!idle) {
            run_group(group);
            group.clear();
        }
        try {
            session_.rest(idle);
        } catch (const std::exception& fault) {
            log::error("database_housekeeping_failed", {{"reason", fault.what()}});
        }
    }
}

// A job that comes first in its transaction needs no savepoint: undoing it is undoing the transaction.
void Writer::run_group(std::vector<Entry>& group) {
    const auto deadline = Clock::now() + std::chrono::milliseconds(group_ms_max);
    int conflicts = 0;
    for (;;) {                  // once, and again after each conflict
        std::size_t first = 0;  // of the entries that live in the transaction now open
        std::size_t next = 0;
        std::size_t kept = 0;
        bool again = false;
        for (; !again; ++next) {
            if (next == group.size() &&
                (group.size() >= group_jobs_max || (next > 0 && Clock::now() >= deadline) || !take(group)))
                break;
            if (group[next].settled) continue;
            switch (run_job(group[next], kept > 0)) {
                case Ran::kept:
                    ++kept;
                    break;
                case Ran::undone:
                    break;
                case Ran::conflict:
                    again = conflicts < conflict_retries;
                    if (again) break;
                    [[fallthrough]];
                case Ran::lost:
                    // What ran before in this transaction is gone with it; that a job chose to roll back may also have
                    // been for what it saw of the others.
                    session_.rollback();
                    if (tx_) tx_->journal().forget();
                    for (std::size_t i = first; i <= next; ++i) {
                        if (group[i].settled) continue;
                        group[i].outcome = {group[next].outcome.fault, false};
                        group[i].settled = true;
                    }
                    first = next + 1;
                    kept = 0;
                    break;
            }
        }
        if (!again && kept > 0) {
            try {
                const auto start = Clock::now();
                tx_->journal().flush(*tx_);
                session_.commit();
                changes_.announce(tx_->touched_);
                tx_->touched_.clear();
                commit_time.observe_us(static_cast<std::uint64_t>((Clock::now() - start) / 1us));
                commits.add();
            } catch (...) {
                const auto fault = std::current_exception();
                again = session_.conflicted() && conflicts < conflict_retries;
                for (Entry& entry : group)
                    if (!entry.settled) entry.outcome = {fault, false};
            }
        }
        session_.rollback();  // nothing to do after a commit
        if (tx_) tx_->journal().forget();
        if (!again) break;
        ++conflicts;
        retries.add();
        std::this_thread::sleep_for(std::chrono::milliseconds(5 << conflicts));
    }
    answer(group);
}

Writer::Ran Writer::run_job(Entry& entry, bool savepoint) {
    entry.outcome = {};
    bool keep = false;
    try {
        if (!session_.in_transaction()) session_.begin();
        Tx& tx = session_.start_job(clock_(), savepoint);
        tx_ = &tx;
        tx.journal().start_job();
        keep = entry.job(tx);
        if (keep) session_.finish_job();
    } catch (...) {
        keep = false;
        entry.outcome.fault = std::current_exception();
        if (session_.conflicted()) return Ran::conflict;
    }
    if (keep) {
        entry.outcome.committed = true;  // told to nobody before the commit
        return Ran::kept;
    }
    try {
        if (!session_.in_transaction()) {
            if (!savepoint) return Ran::undone;
            if (!entry.outcome.fault)
                entry.outcome.fault =
                    std::make_exception_ptr(Fault(Fault::Kind::unavailable, "the transaction was lost"));
            return Ran::lost;
        }
        if (savepoint) {
            session_.undo_job();
            tx_->journal().undo_job();
        } else {
            session_.rollback();
            if (tx_) tx_->journal().forget();
        }
        return Ran::undone;
    } catch (...) {
        if (!entry.outcome.fault) entry.outcome.fault = std::current_exception();
        return Ran::lost;
    }
}

void Writer::answer(std::vector<Entry>& group) {
    for (Entry& entry : group) {
        (entry.outcome.fault ? faulty_jobs : entry.outcome.committed ? committed_jobs : rolled_back_jobs).add();
        entry.job = Job{};  // what the job holds is gone before its answer lets anybody go on
        try {
            entry.done(std::move(entry.outcome));
        } catch (const std::exception& fault) {
            log::error("write_answer_failed", {{"reason", fault.what()}});
        }
    }
}

}  // namespace yiguan::db
