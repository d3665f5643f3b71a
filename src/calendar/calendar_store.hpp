// Every SQL statement of the room, and how a year is stored. Private to calendar.
#pragma once
#include "calendar/calendar.hpp"

namespace yiguan::calendar::store {

/// What the operator made of a year.
struct YearVersion {
    int year = 0;
    std::int64_t version = 0;
    UtcMs changed_at;
    UserId changed_by;
    std::string days;  ///< See encode().
};
/// All versions, by year and version. Cost: reads the table, some rows a year.
std::vector<YearVersion> versions(db::Tx& tx);
/// The newest of the year; nothing when the operator never set it.
std::optional<YearVersion> newest(db::Tx& tx, int year);
void insert(db::Tx& tx, const YearVersion& version);

/// "2027-02-14 1 春节\n": a line for each day, ascending; 1 when it is worked.
std::string encode(std::span<const SpecialDay> days);
/// @throws db::Fault for what encode() does not write.
std::vector<SpecialDay> decode(std::string_view text);

/// What the transparency log says of it (docs/formats/log-objects.md).
std::string content_of(const YearVersion& version);

}  // namespace yiguan::calendar::store
