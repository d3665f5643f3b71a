// Records out of the rows that hold them. Private to ledger.
#pragma once
#include "ledger/ledger_store.hpp"

namespace yiguan::ledger {

/// Rows of records are missing or do not hold what they say. Unlike other faults it leaves the transaction alive.
struct DamagedLog : db::Fault {
    using db::Fault::Fault;
};
[[noreturn]] void damaged_log(std::int64_t log, std::int64_t index, std::string_view what);

/// Records of one row, taken in order. @throws DamagedLog.
class RecordReader {
public:
    RecordReader(std::int64_t log, store::Batch batch)
        : log_(log), batch_(std::move(batch)), next_(batch_.first), rest_(batch_.records) {}
    RecordReader(const RecordReader&) = delete;

    /// True when take(index) gives it: it stands in this row and was not passed yet.
    bool holds(std::int64_t index) const { return index >= next_ && index < end(); }
    std::int64_t end() const { return batch_.first + batch_.count; }
    std::string_view take(std::int64_t index);

private:
    std::string_view take_next();
    std::int64_t log_;
    store::Batch batch_;
    std::int64_t next_;
    std::string_view rest_;
};

}  // namespace yiguan::ledger
