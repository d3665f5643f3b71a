// The production date in three characters: year, month, day (GB/T 34014-2017 table 4; EBM-87, EBM-89, EBM-90).
#pragma once
#include <string>
#include <string_view>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

/// One character for each year from `first_year`, then again from the front; one for each month; one for each day. The
/// default is what GB/T 34014 codes on the market use. The rules of the e-bike platform print I for 2030 between H J K
/// and M N although they exclude I: it is L (C-01). They give no characters for month and day (C-07): ours are an
/// assumption, another table may be passed.
struct DateCodeTable {
    std::string_view years = "123456789ABCDEFGHJKLMNPRSTVWXY";
    int first_year = 2011;
    std::string_view months = "123456789ABC";
    std::string_view days = "123456789ABCDEFGHJKLMNPRSTVWXY0";
};

/// out_of_bounds before the table's first year, bad_date for a day that does not exist.
Result<std::string> encode_date(Date date, const DateCodeTable& table = {});

/// Three characters. The year is the latest of its cycle that is not after `today` (C-02), the first of the table if
/// all are. key_value with pointer "@<position>" (counted from `offset`) for a character that no year, month or day
/// has, bad_date for the 30th of February.
Result<Date> decode_date(std::string_view code, Date today, const DateCodeTable& table = {}, std::size_t offset = 0);

/// That the code says `production`: the way to decode without guessing the cycle (C-02). key_value names the part that
/// differs and what it says instead.
Result<void> check_date_code(std::string_view code, Date production, const DateCodeTable& table = {},
                             std::size_t offset = 0);

}  // namespace yiguan::keys
