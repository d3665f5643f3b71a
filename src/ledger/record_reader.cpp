#include "ledger/record_reader.hpp"

#include <fmt/format.h>

namespace yiguan::ledger {

void damaged_log(std::int64_t log, std::int64_t index, std::string_view what) {
    throw DamagedLog(db::Fault::Kind::other, fmt::format("log {}: {} at record {}", log, what, index));
}

std::string_view RecordReader::take_next() {
    std::string_view record;
    bool whole = false;
    try {
        whole = db::take_record(rest_, record);
    } catch (const std::runtime_error&) {
        rest_ = {};
    }
    if (!whole) damaged_log(log_, next_, "records are cut short");
    ++next_;
    if (next_ == end() && !rest_.empty()) damaged_log(log_, next_, "more records than the row says");
    return record;
}

std::string_view RecordReader::take(std::int64_t index) {
    while (next_ < index) take_next();
    return take_next();
}

}  // namespace yiguan::ledger
