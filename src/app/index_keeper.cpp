#include "app/index_keeper.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "core/log.hpp"

namespace yiguan::app {
namespace {

constexpr int niceness = 10;
constexpr std::chrono::seconds each{1}, after_a_fault{30};

}  // namespace

IndexKeeper::IndexKeeper(db::Database& database, ledger::CompletenessIndex& index, const ledger::Sequencer& log)
    : database_(database), index_(index), log_(log), thread_([this] { run(); }) {}

IndexKeeper::~IndexKeeper() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    index_.stop();
    wake_.notify_one();
    thread_.join();
}

void IndexKeeper::run() {
    // On Linux niceness is a thread's own; without it everything works too.
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
    std::unique_lock lock(mutex_);
    for (auto wait = each; !wake_.wait_for(lock, wait, [this] { return stopping_; });) {
        lock.unlock();
        wait = each;
        try {
            if (const auto published = log_.published())
                index_.advance(published->log, static_cast<std::int64_t>(published->checkpoint.size), database_.now());
        } catch (const std::exception& e) {
            log::error("log_index_failed", {{"what", e.what()}});
            wait = after_a_fault;
        }
        lock.lock();
    }
}

}  // namespace yiguan::app
