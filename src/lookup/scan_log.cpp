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
const BulkInsert insert_stats_sql{"lookup.insert_stats",
                                  "scan_stat",
                                  {{"block_id", BulkInsert::Type::integer},
                                   {"counter", BulkInsert::Type::integer},
                                   {"first_ts", BulkInsert::Type::integer},
                                   {"last_ts", BulkInsert::Type::integer},
                                   {"scan_count", BulkInsert::Type::integer}},
                                  2,
                                  BulkInsert::Existing::skip};
// The row exists: insert_stats made it with count 0 where it was missing. Increments, so that several nodes may fold.
const Statement add_to_stat_sql{
    "lookup.add_to_stat",
    "update scan_stat set scan_count = scan_count + $3, last_ts = $4 where block_id = $1 and counter = $2"};
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
    std::vector<db::Param> rows;
    rows.reserve(deltas.size() * 5);
    for (const Delta& d : deltas) rows.insert(rows.end(), {d.block, d.counter, d.first, d.last, 0});
    tx.insert(insert_stats_sql, rows);
    for (const Delta& d : deltas) tx.post(add_to_stat_sql, d.block, d.counter, d.count, d.last);
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

ScanLog::~ScanLog() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

std::optional<Seen> ScanLog::seen(db::Tx& tx, BlockId block, std::int64_t counter) const {
    {
        const std::lock_guard lock(mutex_);
        if (const auto at = known_.find({block, counter}); at != known_.end())
            return Seen{at->second.count, at->second.first};
    }
    auto rows = tx.query(stat_sql, block, counter);
    if (!rows.next()) return std::nullopt;
    return Seen{rows.integer(2), rows.get<UtcMs>(0)};
}

Seen ScanLog::record(db::Tx& tx, BlockId block, std::int64_t counter, Channel channel) {
    const Key key{block, counter};
    const UtcMs now = db_.now();
    std::unique_lock lock(mutex_);
    auto at = known_.find(key);
    if (at == known_.end()) {
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
        at = known_.try_emplace(key, known).first;
    }
    Known& known = at->second;
    ++known.count;
    if (waiting_.size() >= options_.waiting_max) {
        dropped().add();
        return {known.count--, known.first};
    }
    known.last = now;
    dirty_ += known.unfolded++ == 0;
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
        const bool due =
            clock::now() - folded_at >= std::chrono::milliseconds(options_.fold_ms) || dirty_ > options_.known_max / 2;
        const bool fold = dirty_ > 0 && (asked || due);
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
    std::int64_t last_seq = 0;
    {
        const std::lock_guard lock(mutex_);
        scans.swap(waiting_);
        if (folding) {
            last_seq = db_.ids().next(db_.now().value);
            for (const auto& [key, k] : known_)
                if (k.unfolded > 0) deltas.push_back({key.block, key.counter, k.unfolded, k.first, k.last});
        }
    }
    std::ranges::sort(scans, {}, [](const Scan& s) { return std::tuple(s.key.block, s.ts, s.seq); });
    std::ranges::sort(deltas, {}, [](const Delta& d) { return std::pair(d.block, d.counter); });

    std::promise<bool> done;
    const bool queued = db_.write(
        [&](db::Tx& tx) {
            std::vector<db::Param> rows;
            rows.reserve(scans.size() * 5);
            for (const Scan& s : scans) rows.insert(rows.end(), {s.key.block, s.ts, s.seq, s.key.counter, s.channel});
            tx.insert(insert_scans_sql, rows);
            if (folding) fold(tx, deltas, node_, last_seq);
            return true;
        },
        [&](db::WriteOutcome outcome) { done.set_value(!outcome.fault); });
    const bool kept = queued && done.get_future().get();

    const std::lock_guard lock(mutex_);
    if (!kept) {
        // The writer is full or failing: try again with the next round, in front of what came meanwhile.
        log::warning("scans_not_written", {{"scans", scans.size()}, {"queued", queued}});
        scans.insert(scans.end(), waiting_.begin(), waiting_.end());
        waiting_ = std::move(scans);
        return;
    }
    stored().add(scans.size());
    for (const Delta& d : deltas) {
        Known& known = known_.at({d.block, d.counter});
        known.unfolded -= d.count;
        dirty_ -= known.unfolded == 0;
    }
    // Codes at rest are forgotten, so that memory stays bounded and other nodes' counts are seen after a while.
    if (folding && known_.size() > options_.known_max / 2)
        std::erase_if(known_, [](const auto& entry) { return entry.second.unfolded == 0; });
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
