// Numbered records that are committed with the transaction that appends them: what the transparency log is made of.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace yiguan::db {

class Tx;

/// Where a record stands: log << 40 | index. 0: nowhere.
struct Position {
    std::int64_t value = 0;
    static constexpr Position of(std::int64_t log, std::int64_t index) { return {log << 40 | index}; }
    std::int64_t log() const { return value >> 40; }
    std::int64_t index() const { return value & ((std::int64_t{1} << 40) - 1); }
    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(const Position&, const Position&) = default;
};

/// The end of this node's log inside a transaction. Records are kept in memory until the commit and stored in one row
/// for as many of them as were committed together. Numbers have no holes: what a job appended goes with the job.
class Journal {
public:
    static constexpr std::size_t record_bytes_max = 65'535;
    static constexpr std::int64_t batch_records_max = 4'096;
    /// A log id is node * generations_per_node + generation; generation 1 is the first.
    static constexpr std::int64_t generations_per_node = 1'024;

    explicit Journal(unsigned node) : node_(node) {}

    struct Next {
        Position position;
        UtcMs time;  ///< The transaction's time, but never before that of the record before.
    };
    /// What the next record will be. The first call of a transaction locks the log's end until the commit: one look-up.
    Next next(Tx& tx);
    /// @return its position, which was that of next(). @throws std::length_error beyond record_bytes_max.
    Position append(Tx& tx, std::string_view record);

    /// Of the running job: its first record's position (0: none), how many, and all of them, each with its length in
    /// two bytes before it. Valid until the next append.
    struct Appended {
        Position first;
        std::int64_t count = 0;
        UtcMs time;  ///< Of the last one.
        std::string_view records;
    };
    Appended of_job() const;

    // The writer's side.
    void start_job();
    void undo_job();
    /// Stores what was appended, as part of the transaction that is about to be committed.
    void flush(Tx& tx);
    /// The transaction has ended, either way.
    void forget();

private:
    unsigned node_;
    bool known_ = false;  // the three below
    bool locked_by_job_ = false;
    std::int64_t log_ = 0;
    std::int64_t stored_ = 0;  // records that were there before this transaction
    UtcMs time_;
    std::int64_t count_ = 0;  // in records_
    std::string records_;
    struct Mark {
        std::size_t bytes = 0;
        std::int64_t count = 0;
    } job_;
};

/// Takes one record from the front of records as they are stored. False at the end. @throws std::runtime_error when
/// the length does not fit.
bool take_record(std::string_view& records, std::string_view& record);

}  // namespace yiguan::db
