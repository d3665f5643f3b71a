// What happens to imports in the background: files are read, confirmed rows are stored.
#pragma once
#include <atomic>
#include <chrono>
#include <climits>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "imports/imports.hpp"

namespace yiguan::imports {

struct WorkerOptions {
    std::chrono::milliseconds look_every{300};
    std::size_t read_rows = 2000;                 ///< In one transaction; what a reader of pages waits for at most.
    int store_rows = 2000;                        ///< Some 50 ms of the writer.
    const codes::Directory* directory = nullptr;  ///< What reads trace codes; product uploads need it.
};

/// One thread, one import at a time. Several nodes may work for one database: whoever takes an import has it for
/// lease_ms after each step, so that what a node left behind when it ended is taken up by another, or by itself; what
/// was taken up attempts_max times without coming further has failed. An organisation's imports are stored one after
/// the other, whatever nodes they are with.
class Worker {
public:
    static constexpr std::int64_t lease_ms = 60'000;
    explicit Worker(db::Database& database, WorkerOptions options = {});
    ~Worker() { stop(); }
    Worker(const Worker&) = delete;

    void start();
    /// Waits for the transaction that is being done, not for the import.
    void stop();
    /// What the thread does each time: everything that waits, to its end, or at most so many transactions with rows.
    /// Returns how many imports it worked on.
    int run_once(int steps = INT_MAX);

private:
    void run();
    std::optional<Job> take();
    void work(const Job& job);
    void read(Job job);
    void store(Job job);
    /// How far an import is that is being stored.
    struct Progress {
        int at_once = 0;                  ///< Rows of a transaction, at present.
        std::vector<std::int64_t> order;  ///< Its rows as Kind::order() has them; empty: as in the file.
        std::size_t next = 0;             ///< Of `order`.
    };
    struct Asked;
    /// Rows that are stored together, read and made ready while those before them are stored.
    struct Ahead;
    struct Place {
        std::size_t next = 0;   ///< Of the order.
        std::int64_t last = 0;  ///< Without an order: the row before.
    };
    std::vector<std::int64_t> order_of(const Job& job);
    /// Null where it cannot be told which rows are next, or nothing can be made of them.
    std::unique_ptr<Ahead> look_ahead(const Job& job, const std::vector<std::int64_t>& order, const Place& from);
    /// False when nothing is left to be done, by this worker at least. `ahead`, if it was stored, is there afterwards.
    bool store_some(Job& job, Progress& progress, std::unique_ptr<Ahead>& ahead);
    /// False when the worker is to stop.
    bool wait_a_little(int times);
    /// Whether the file is worth being tried again.
    enum class File : std::uint8_t { kept, useless };
    void fail(const Job& job, const std::string& problem, File file = File::kept);
    bool may_go_on() { return !stopping_ && steps_-- > 0; }

    db::Database& db_;
    WorkerOptions options_;
    int steps_ = 0;  // left
    std::mutex mutex_;
    std::condition_variable wake_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace yiguan::imports
