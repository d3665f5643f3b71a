#include "lookup/scan_log.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>

#include "core/log.hpp"
#include "core/metrics.hpp"

namespace yiguan::lookup {
namespace {

using db::BulkInsert;
using db::Statement;

const BulkInsert insert_scans_sql{"lookup.insert_scans",
                                  "scan",
                                  {{"block_id", BulkInsert::Type::integer},
                                   {"ts", BulkInsert::Type::integer},
                                   {"seq", BulkInsert::Type::integer},
                                   {"counter", BulkInsert::Type::integer},
                                   {"channel", BulkInsert::Type::integer}},
                                  3,
                                  BulkInsert::Existing::skip};
// An increment, so that several nodes may fold into the same row.
const Statement add_to_stat_sql{
    "lookup.add_to_stat",
    "insert into scan_stat (block_id, counter, first_ts, last_ts, scan_count) values ($1,$2,$3,$4,$5)"
    " on conflict (block_id, counter) do update set"
    " scan_count = scan_stat.scan_count + excluded.scan_count, last_ts = excluded.last_ts"};
const Statement stat_sql{"lookup.stat",
                         "select first_ts, last_ts, scan_count from scan_stat where block_id = $1 and counter = $2"};
const Statement folded_sql{"lookup.folded", "select folded_seq from scan_fold where node_id = $1",
                           Statement::Plan::small_scan};
const BulkInsert set_folded_sql{"lookup.set_folded",
                                "scan_fold",
                                {{"node_id", BulkInsert::Type::integer}, {"folded_seq", BulkInsert::Type::integer}},
                                1,
                                BulkInsert::Existing::replace};
const Statement scans_after_sql{"lookup.scans_after",
                                "select block_id, ts, seq, counter from scan where seq > $1 order by seq limit 20000"};

struct Delta {
    BlockId block;
    std::int64_t counter;
    std::int64_t count;
    UtcMs first, last;
};

// Adds the deltas (sorted, distinct) to the view and says up to where the node's scans are folded.
void fold(db::Tx& tx, const std::vector<Delta>& deltas, std::int64_t node, std::int64_t seq) {
    for (const Delta& d : deltas) tx.post(add_to_stat_sql, d.block, d.counter, d.first, d.last, d.count);
    const db::Param mark[] = {node, seq};
    tx.insert(set_folded_sql, mark);
}

metrics::Counter& dropped() {
    static auto& c = metrics::counter("yiguan_lookup_scans_dropped_total",
                                      "Scans shown but not recorded, because the writer fell behind");
    return c;
}
metrics::Counter& stored() {
    static auto& c = metrics::counter("yiguan_lookup_scans_total", "Scans recorded");
    return c;
}

}  // namespace

ScanLog::ScanLog(db::Database& database) : ScanLog(database, Options{}) {}

ScanLog::ScanLog(db::Database& database, Options options)
    : db_(database), options_(options), node_((database.ids().next(database.now().value) >> 12) & 1023) {
    refold_leftovers();
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
    {
        const std::lock_guard lock(mutex_);
        for (const Map* map : {&known_, &resting_})
            if (const auto at = map->find({block, counter}); at != map->end())
                return Seen{at->second.count, at->second.first};
    }
    auto rows = tx.query(stat_sql, block, counter);
    if (!rows.next()) return std::nullopt;
    return Seen{rows.integer(2), rows.get<UtcMs>(0)};
}

ScanLog::Map::value_type* ScanLog::find(const Key& key) {
    if (const auto at = known_.find(key); at != known_.end()) return &*at;
    if (auto node = resting_.extract(key)) return &*known_.insert(std::move(node)).position;
    return nullptr;
}

Seen ScanLog::record(db::Tx& tx, BlockId block, std::int64_t counter, Channel channel) {
    const Key key{block, counter};
    const UtcMs now = db_.now();
    std::unique_lock lock(mutex_);
    auto* entry = find(key);
    if (!entry) {
        // Read outside the lock. While the code is unknown here none of its scans of this node is unfolded, so the row
        // is exact; whoever came first in between wins.
        lock.unlock();
        Known known{.count = 0, .unfolded = 0, .first = now, .last = now};
        {
            auto rows = tx.query(stat_sql, block, counter);
            if (rows.next())
                known.first = rows.get<UtcMs>(0), known.last = rows.get<UtcMs>(1), known.count = rows.integer(2);
        }
        lock.lock();
        entry = find(key);
        if (!entry) entry = &*known_.try_emplace(key, known).first;
    }
    Known& known = entry->second;
    ++known.count;
    if (waiting_.size() >= options_.waiting_max) {
        dropped().add();
        return {known.count--, known.first};
    }
    known.last = now;
    if (known.unfolded++ == 0) dirty_.push_back(entry);
    waiting_.push_back({key, now, db_.ids().next(now.value), channel});
    return {known.count, known.first};
}

void ScanLog::settle() {
    std::unique_lock lock(mutex_);
    const auto wanted = rounds_wanted_ = rounds_ + 2;  // the running round may have started before the last record
    wake_.notify_one();
    written_.wait(lock, [&] { return rounds_ >= wanted; });
}

void ScanLog::run() {
    using clock = std::chrono::steady_clock;
    auto folded_at = clock::now();
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait_for(lock, std::chrono::milliseconds(options_.flush_ms),
                       [&] { return stopping_ || rounds_wanted_ > rounds_; });
        const bool asked = stopping_ || rounds_wanted_ > rounds_;
        const bool due = clock::now() - folded_at >= std::chrono::milliseconds(options_.fold_ms) ||
                         dirty_.size() > options_.known_max / 2;
        const bool fold = !dirty_.empty() && (asked || due);
        if (!waiting_.empty() || fold) {
            lock.unlock();
            write(fold);
            lock.lock();
            if (fold) folded_at = clock::now();
        }
        ++rounds_;
        written_.notify_all();
        if (stopping_) return;
    }
}

void ScanLog::write(bool folding) {
    std::vector<Scan> scans;
    std::vector<Delta> deltas;
    std::vector<Map::value_type*> folded;
    std::int64_t last_seq = 0;
    {
        const std::lock_guard lock(mutex_);
        scans.swap(waiting_);
        if (folding) {
            last_seq = db_.ids().next(db_.now().value);
            folded.swap(dirty_);
            deltas.reserve(folded.size());
            for (const auto* entry : folded) {
                const Known& k = entry->second;
                deltas.push_back({entry->first.block, entry->first.counter, k.unfolded, k.first, k.last});
            }
        }
    }
    std::ranges::sort(scans, {}, [](const Scan& s) { return std::tuple(s.key.block, s.ts, s.seq); });

    auto in_key_order = deltas;
    std::ranges::sort(in_key_order, {}, [](const Delta& d) { return std::pair(d.block, d.counter); });

    std::promise<bool> done;
    const bool queued = db_.write(
        [&](db::Tx& tx) {
            std::vector<db::Param> rows;
            rows.reserve(scans.size() * 5);
            for (const Scan& s : scans) rows.insert(rows.end(), {s.key.block, s.ts, s.seq, s.key.counter, s.channel});
            tx.insert(insert_scans_sql, rows);
            if (folding) fold(tx, in_key_order, node_, last_seq);
            return true;
        },
        [&](db::WriteOutcome outcome) { done.set_value(!outcome.fault); });
    const bool kept = queued && done.get_future().get();

    std::unique_lock lock(mutex_);
    if (!kept) {
        // The writer is full or failing: try again with the next round, in front of what came meanwhile.
        log::warning("scans_not_written", {{"scans", scans.size()}, {"queued", queued}});
        scans.insert(scans.end(), waiting_.begin(), waiting_.end());
        waiting_ = std::move(scans);
        dirty_.insert(dirty_.end(), folded.begin(), folded.end());
        return;
    }
    stored().add(scans.size());
    for (std::size_t i = 0; i < folded.size(); ++i) {
        Known& known = folded[i]->second;
        known.unfolded -= deltas[i].count;
        if (known.unfolded > 0) dirty_.push_back(folded[i]);  // queried again while it was being folded
    }
    if (folding && known_.size() > options_.known_max / 2) forget_resting(lock);
}

// Codes at rest are forgotten, so that memory stays bounded and other nodes' counts are seen after a while.
void ScanLog::forget_resting(std::unique_lock<std::mutex>& lock) {
    Map gone = std::move(resting_);
    resting_ = std::move(known_);
    known_ = Map();
    for (const auto* entry : dirty_)
        if (auto node = gone.extract(entry->first)) known_.insert(std::move(node));
    lock.unlock();  // freeing what is gone takes milliseconds
}

void ScanLog::refold_leftovers() {
    for (bool more = true; more;) {
        more = db_.write_now([&](db::Tx& tx) {
            std::int64_t from = 0;
            {
                auto rows = tx.query(folded_sql, node_);
                if (rows.next()) from = rows.integer(0);
            }
            std::map<std::pair<BlockId, std::int64_t>, Delta> found;
            std::int64_t last = from, n = 0;
            auto rows = tx.query(scans_after_sql, from);
            for (; rows.next(); ++n) {
                last = rows.integer(2);
                if (((last >> 12) & 1023) != node_) continue;
                const BlockId block = rows.get<BlockId>(0);
                const UtcMs ts = rows.get<UtcMs>(1);
                const auto [at, fresh] =
                    found.try_emplace({block, rows.integer(3)}, Delta{block, rows.integer(3), 0, ts, ts});
                ++at->second.count;
                at->second.last = ts;
            }
            if (n == 0) return false;
            std::vector<Delta> deltas;
            for (auto& [key, delta] : found) deltas.push_back(delta);
            fold(tx, deltas, node_, last);
            return true;
        });
    }
}

}  // namespace yiguan::lookup
