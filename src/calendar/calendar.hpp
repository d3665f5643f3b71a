// The calendar in force: the program's holidays with what the operator changed.
#pragma once
#include "auth/actor.hpp"
#include "core/calendar.hpp"
#include "db/db.hpp"

namespace yiguan::calendar {

/// What time limits are reckoned by: `calendar::current(tx).add_working_days(tx.now(), 3)`. Cost: one read of a small
/// table.
Calendar current(db::Tx& tx);

inline constexpr int year_min = 2020, year_max = 2199;

struct Year {
    int year = 0;
    bool declared = false;         ///< False: nothing is known of its holidays, only weekends rest.
    std::int64_t version = 0;      ///< 0: as the program knows it.
    std::vector<SpecialDay> days;  ///< Ascending: holidays, and the weekend days worked instead.
};
/// Code::not_found outside year_min..year_max.
Result<Year> find_year(db::Tx& tx, int year);

inline constexpr std::size_t days_max = 100;

/// `days` become the special days of the year, whatever was known before. By a platform_admin; a record of the
/// transparency log, and audited as "calendar.change" with the days that changed. Code::forbidden, Code::not_found;
/// Code::conflict when `version` is not the present one; Code::invalid at "/days/<i>/day" for a day of another year or
/// one that is named twice, Code::too_long for more than days_max.
Result<Year> set_year(db::Tx& tx, const auth::Actor& actor, int year, std::int64_t version,
                      std::span<const SpecialDay> days);

}  // namespace yiguan::calendar
