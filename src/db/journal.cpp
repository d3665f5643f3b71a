#include "db/journal.hpp"

#include <algorithm>
#include <stdexcept>

#include "db/db.hpp"
#include "db/without_log.hpp"

namespace yiguan::db {
namespace {

const Statement lock_head{"db.lock_log_head",
                          "update log_head set next_index = next_index where node_id = $1"
                          " returning log_id, next_index, recorded_at"};
const Statement insert_head{"db.insert_log_head",
                            "insert into log_head (node_id, log_id, next_index, recorded_at) values ($1, $2, 0, 0)"};
const Statement move_head{"db.move_log_head",
                          "update log_head set next_index = $2, recorded_at = $3 where node_id = $1"};
const Statement insert_batch{"db.insert_log_batch",
                             "insert into log_batch (log_id, first_index, entry_count, recorded_at, records)"
                             " values ($1, $2, $3, $4, $5)"};

bool left_out = false;

}  // namespace

void leave_out_records() {
    left_out = true;
}
bool records_left_out() {
    return left_out;
}

Journal::Next Journal::next(Tx& tx) {
    if (left_out) return {{}, tx.now()};
    if (!known_) {
        auto rows = tx.query(lock_head, node_);
        if (rows.next()) {
            log_ = rows.integer(0);
            stored_ = rows.integer(1);
            time_ = rows.get<UtcMs>(2);
        } else {
            log_ = static_cast<std::int64_t>(node_) * generations_per_node + 1;
            stored_ = 0;
            time_ = {};
            tx.execute(insert_head, node_, log_);
        }
        known_ = true;
        locked_by_job_ = true;
    }
    return {Position::of(log_, stored_ + count_), std::max(time_, tx.now())};
}

Position Journal::append(Tx& tx, std::string_view record) {
    if (record.size() > record_bytes_max) throw std::length_error("a record of the log is too long");
    if (left_out) return {};
    const Next at = next(tx);
    records_.push_back(static_cast<char>(record.size() >> 8));
    records_.push_back(static_cast<char>(record.size() & 0xff));
    records_.append(record);
    ++count_;
    time_ = at.time;
    return at.position;
}

Journal::Appended Journal::of_job() const {
    if (count_ == job_.count) return {};
    return {Position::of(log_, stored_ + job_.count), count_ - job_.count, time_,
            std::string_view(records_).substr(job_.bytes)};
}

void Journal::start_job() {
    job_ = {records_.size(), count_};
    locked_by_job_ = false;
}

void Journal::undo_job() {
    records_.resize(job_.bytes);
    count_ = job_.count;
    // The lock goes with the savepoint.
    if (std::exchange(locked_by_job_, false)) known_ = false;
}

void Journal::flush(Tx& tx) {
    if (count_ == 0) return;
    std::string_view rest = records_;
    for (std::int64_t done = 0; done < count_;) {
        const std::int64_t count = std::min(batch_records_max, count_ - done);
        std::string_view after = rest, record;
        for (std::int64_t i = 0; i < count; ++i) take_record(after, record);
        const auto part = rest.substr(0, rest.size() - after.size());
        tx.post(insert_batch, log_, stored_ + done, count, time_, std::as_bytes(std::span(part)));
        rest = after;
        done += count;
    }
    tx.execute(move_head, node_, stored_ + count_, time_);
}

void Journal::forget() {
    known_ = false;
    records_.clear();
    count_ = 0;
    job_ = {};
}

bool take_record(std::string_view& records, std::string_view& record) {
    if (records.empty()) return false;
    if (records.size() < 2) throw std::runtime_error("records of the log are cut short");
    const std::size_t length =
        static_cast<std::size_t>(static_cast<unsigned char>(records[0])) << 8 | static_cast<unsigned char>(records[1]);
    if (records.size() - 2 < length) throw std::runtime_error("records of the log are cut short");
    record = records.substr(2, length);
    records.remove_prefix(2 + length);
    return true;
}

}  // namespace yiguan::db
