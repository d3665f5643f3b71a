#include "lookup/scan_log.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <future>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "lookup/scan_store.hpp"

namespace yiguan::lookup {
namespace {

using Clock = std::chrono::steady_clock;

// Parts added by one write job: about a millisecond of the writer, which others wait for.
constexpr std::size_t parts_a_job = 50;

metrics::Counter& dropped() {
    static auto& c = metrics::counter("yiguan_lookup_scans_dropped_total",
                                      "Scans shown but not recorded, because the writer fell behind");
    return c;
}
metrics::Counter& stored() {
    static auto& c = metrics::counter("yiguan_lookup_scans_total", "Scans recorded");
    return c;
}

Part::iterator place_of(Part& part, std::uint16_t offset) {
    return std::ranges::lower_bound(part, offset, {}, &Tally::offset);
}

}  // namespace

ScanLog::ScanLog(db::Database& database) : ScanLog(database, Options{}) {}

ScanLog::ScanLog(db::Database& database, Options options)
    : db_(database),
      options_(options),
      others_(database.engine() == db::Engine::postgresql),
      node_((database.ids().next(database.now().value) >> 12) & 1023) {
    db_.write_now([&](db::Tx& tx) {
        progress_ = stored_ = store::progress(tx, node_, tx.next_id<EventId>().value);
        return true;
    });
    store::adopt_old_rows(db_, node_);
    count_leftovers();
    thread_ = std::thread([this] { run(); });
}

void ScanLog::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

std::optional<Seen> ScanLog::seen(db::Tx& tx, BlockId block, std::int64_t counter) const {
    const PartKey key = PartKey::of(block, counter);
    const auto offset = static_cast<std::uint16_t>(counter % PartKey::codes);
    const auto look = [&](const Part& part) -> std::optional<Seen> {
        const auto at = std::ranges::lower_bound(part, offset, {}, &Tally::offset);
        if (at == part.end() || at->offset() != offset) return std::nullopt;
        return Seen{at->count(), at->first()};
    };
    {
        const std::lock_guard lock(mutex_);
        for (const Map* map : {&known_, &resting_})
            if (const auto at = map->find(key); at != map->end()) return look(at->second.part);
    }
    return look(store::part(tx, key));
}

ScanLog::Counts* ScanLog::find(const PartKey& key) {
    if (const auto at = known_.find(key); at != known_.end()) return &at->second;
    auto node = resting_.extract(key);
    if (!node) return nullptr;
    Counts& counts = known_.insert(std::move(node)).position->second;
    known_bytes_ += counts.bytes();
    return &counts;
}

Seen ScanLog::add(const PartKey& key, Counts& counts, std::int64_t counter, Channel channel) {
    const UtcMs now = db_.now();
    const auto offset = static_cast<std::uint16_t>(counter % PartKey::codes);
    const auto at = place_of(counts.part, offset);
    const bool fresh = at == counts.part.end() || at->offset() != offset;
    if (waiting_.size() >= options_.waiting_max) {
        dropped().add();
        return fresh ? Seen{1, now} : Seen{std::int64_t{at->count()} + 1, at->first()};
    }
    waiting_.push_back({key.block, counter, now, channel});
    ++recorded_;
    if (!fresh) {
        at->add(1, now);
        return {at->count(), at->first()};
    }
    const std::size_t before = counts.bytes();
    counts.part.insert(at, Tally(offset, 1, now));
    known_bytes_ += counts.bytes() - before;
    return {1, now};
}

std::optional<Seen> ScanLog::record_known(BlockId block, std::int64_t counter, Channel channel) {
    const PartKey key = PartKey::of(block, counter);
    const std::lock_guard lock(mutex_);
    Counts* const counts = find(key);
    if (!counts) return std::nullopt;
    return add(key, *counts, counter, channel);
}

Seen ScanLog::record(db::Tx& tx, BlockId block, std::int64_t counter, Channel channel) {
    if (const auto known = record_known(block, counter, channel)) return *known;
    // Read outside the lock. While a part is unknown here none of its scans of this node is uncounted, so what is
    // stored is all there is; whoever came first in between wins.
    const PartKey key = PartKey::of(block, counter);
    Counts read{store::part(tx, key)};
    const std::lock_guard lock(mutex_);
    Counts* counts = find(key);
    if (!counts) {
        counts = &known_.try_emplace(key, std::move(read)).first->second;
        known_bytes_ += counts->bytes();
    }
    return add(key, *counts, counter, channel);
}

void ScanLog::settle() {
    std::unique_lock lock(mutex_);
    const std::uint64_t wanted = recorded_;
    wanted_ = std::max(wanted_, wanted);
    wake_.notify_one();
    settled_.wait(lock, [&] { return counted_ >= wanted; });
}

void ScanLog::run() {
    auto flushed_at = Clock::now(), folded_at = flushed_at;
    const auto passed = [](Clock::time_point since, std::int64_t ms) {
        return Clock::now() - since >= std::chrono::milliseconds(ms);
    };
    // Sorting what was recorded takes tens of milliseconds; pages go before it.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
    bool well = true;  // the last write came through
    for (;;) {
        bool asked = false, stopping = false, taken = false;
        {
            std::unique_lock lock(mutex_);
            const auto called = [&] { return stopping_ || wanted_ > counted_; };
            // A fold is spread over a part of the time until the next one: all at once it would hold up pages and
            // writes.
            std::int64_t pause_us = options_.flush_ms * 1000;
            if (!fold_.empty() && well)
                pause_us = std::min(pause_us, options_.fold_ms * 300 * static_cast<std::int64_t>(parts_a_job) /
                                                  static_cast<std::int64_t>(fold_.size()));
            wake_.wait_for(lock, std::chrono::microseconds(pause_us), [&] { return well && called(); });
            stopping = stopping_;
            asked = called() || passed(folded_at, options_.fold_ms) || uncounted_.size() >= options_.uncounted_max ||
                    known_bytes_ > options_.memory_max / 2;
            if (group_.empty() && (asked || passed(flushed_at, options_.flush_ms))) {
                group_.swap(waiting_);
                group_seq_ = db_.ids().next(db_.now().value);
                flushed_at = Clock::now();
                taken = true;
            }
        }
        if (taken) std::ranges::sort(group_);
        well = group_.empty() || write_group();
        // Everything that was recorded before this round is in the fold: forget() relies on it.
        if (well && asked && fold_.empty()) {
            folded_at = Clock::now();
            if (!uncounted_.empty()) begin_fold();
        }
        if (well && !fold_.empty()) well = fold_some();
        if (!stopping) continue;
        const std::lock_guard lock(mutex_);
        if (!well || counted_ == recorded_) return;  // what is stored but not counted is counted at the next start
    }
}

// Blocks until the job's commit. A failure may have been one of the answer only: jobs are such that running one again
// changes nothing.
bool ScanLog::write(const std::function<void(db::Tx&)>& job) {
    // Shared: this thread may go on while the writer is still inside set_value().
    const auto done = std::make_shared<std::promise<bool>>();
    auto kept = done->get_future();
    const bool queued = db_.write([&](db::Tx& tx) { return job(tx), true; },
                                  [done](db::WriteOutcome outcome) { done->set_value(!outcome.fault); });
    if (queued && kept.get()) return true;
    log::warning("scans_not_written", {{"scans", group_.size() + uncounted_.size()}, {"queued", queued}});
    return false;
}

bool ScanLog::write_group() {
    if (!write([&](db::Tx& tx) { store::add_group(tx, node_, group_seq_, pack_group(group_)); })) return false;
    stored().add(group_.size());
    uncounted_.insert(uncounted_.end(), group_.begin(), group_.end());
    group_.clear();
    return true;
}

void ScanLog::begin_fold() {
    fold_ = add_up(uncounted_);
    fold_done_ = 0;
    uncounted_.clear();
    progress_.target = group_seq_;
}

// Adds some parts of the fold, and says in the same transaction how far it came.
bool ScanLog::fold_some() {
    const std::size_t end = std::min(fold_done_ + parts_a_job, fold_.size());
    const std::span<const PartDelta> some(fold_.data() + fold_done_, end - fold_done_);
    const bool last = end == fold_.size();
    const Progress next = last ? Progress{progress_.target, progress_.target, {}}
                               : Progress{progress_.folded, progress_.target, some.back().key};
    std::vector<Part> sums;
    const bool kept = write([&](db::Tx& tx) {
        sums.clear();  // the job may run again
        if (store::advance(tx, node_, stored_, next))
            store::add(tx, some, others_ ? store::Writers::several : store::Writers::one, sums);
    });
    if (!kept) return false;
    progress_ = stored_ = next;
    fold_done_ = end;

    std::unique_lock lock(mutex_);
    for (std::size_t i = 0; i < some.size(); ++i) {
        counted_ += some[i].scans;
        Counts* counts = nullptr;
        if (const auto at = known_.find(some[i].key); at != known_.end()) counts = &at->second;
        if (const auto at = resting_.find(some[i].key); at != resting_.end()) counts = &at->second;
        if (counts && others_ && i < sums.size()) see_others(*counts, sums[i]);
    }
    settled_.notify_all();
    if (!last) return true;
    fold_.clear();
    if (known_bytes_ > options_.memory_max / 2) forget(lock);
    return true;
}

// What other nodes recorded shows once it is stored. The scans since then are counted here already.
void ScanLog::see_others(Counts& counts, const Part& sum) {
    for (const Tally& all : sum) {
        const auto at = place_of(counts.part, all.offset());
        if (at == counts.part.end() || at->offset() != all.offset())
            counts.part.insert(at, all);
        else if (all.count() > at->count())
            at->add(all.count() - at->count(), all.first());
    }
}

// Called when a fold has ended: what rests was not queried since the one before, so it is stored as it stands here.
void ScanLog::forget(std::unique_lock<std::mutex>& lock) {
    const Map gone = std::exchange(resting_, std::exchange(known_, {}));
    known_bytes_ = 0;
    lock.unlock();  // freeing what is gone takes milliseconds
}

// A fold that was broken off is taken up where it stood; then what was stored after it.
void ScanLog::count_leftovers() {
    const auto fold_all = [&] {
        do
            if (!fold_some()) throw db::Fault(db::Fault::Kind::unavailable, "stored scans could not be counted");
        while (!fold_.empty());
    };
    if (progress_.target > progress_.folded) {
        uncounted_ = store::groups_between(db_, node_, progress_.folded, progress_.target);
        group_seq_ = progress_.target;
        begin_fold();
        std::erase_if(fold_, [&](const PartDelta& d) { return d.key <= progress_.done; });
        fold_all();
    }
    for (;;) {
        group_seq_ = progress_.folded;
        uncounted_ = store::groups_after(db_, node_, progress_.folded, group_seq_);
        if (uncounted_.empty()) break;
        begin_fold();
        fold_all();
    }
    counted_ = 0;
}

}  // namespace yiguan::lookup
