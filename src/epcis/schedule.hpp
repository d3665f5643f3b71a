// When a scheduled query runs: the second, minute, hour, dayOfMonth, month and dayOfWeek of EPCIS subscriptions.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/json.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

namespace yiguan::epcis {

/// Fields as the standard writes them (8.2.5.3): "*" or absent: every; "5", "1,15", "[10-20]", "[1-5],7"; all fields
/// must hold, dayOfMonth and dayOfWeek too. An absent second is 0, so that {"hour":"1","minute":"5"} comes once a day.
/// Times are Beijing's.
class Schedule {
public:
    /// {"hour":"1","minute":"5"}; numbers instead of strings are taken too. Code::epcis_subscription with the field for
    /// values out of bounds, for unknown fields and for schedules that never come (31 February).
    static Result<Schedule> read(const json::object& fields);
    /// The first full second after `time`; nothing if there is none within eight years.
    std::optional<UtcMs> next_after(UtcMs time) const;
    /// As it was read.
    json::object to_json() const { return as_written_; }

private:
    // Bit n is the value n of: second, minute, hour, day of month, month, day of week (1 Monday .. 7 Sunday).
    std::array<std::uint64_t, 6> bits_{};
    json::object as_written_;
};

}  // namespace yiguan::epcis
