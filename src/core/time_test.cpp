#include "core/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yiguan {
namespace {

TEST(Time, ReadsEveryWrittenForm) {
    const std::int64_t noon = 1'763'697'600'000;  // 2025-11-21T04:00:00Z, checked with `date -d`
    EXPECT_EQ(parse_time("2025-11-21T04:00:00Z").value().value, noon);
    EXPECT_EQ(parse_time("2025-11-21T12:00:00+08:00").value().value, noon);
    EXPECT_EQ(parse_time("2025-11-21 12:00").value().value, noon);
    EXPECT_EQ(parse_time("2025-11-21T12:00:00.25").value().value, noon + 250);
    EXPECT_EQ(parse_time("2025-11-20T22:30:00-05:30").value().value, noon);
    EXPECT_EQ(parse_time("2025-11-21").value().value, noon - 12 * 3'600'000);
}

TEST(Time, RefusesWhatIsNoTime) {
    for (const char* text :
         {"", "2025-02-29", "2025-13-01", "2025-1-1", "20250101", "2025-01-01T25:00", "2025-01-01T10:60",
          "2025-01-01T10:00:00+8", "2025-01-01T10:00:00.", "2025-01-01T10:00:00ZZ", "1899-12-31", "2025-01-01x"})
        EXPECT_TRUE(parse_time(text).has_error()) << text;
}

TEST(Time, WritesBeijingTime) {
    const UtcMs t{1'763'697'605'007};
    EXPECT_EQ(iso_utc(t), "2025-11-21T04:00:05.007Z");
    EXPECT_EQ(beijing_minute(t), "2025-11-21 12:00");
    EXPECT_EQ(beijing_second(t), "2025-11-21 12:00:05");
}

RC_GTEST_PROP(Time, IsoRoundTrip, ()) {
    const UtcMs t{*rc::gen::inRange<std::int64_t>(-2'000'000'000'000, 7'000'000'000'000)};
    RC_ASSERT(parse_time(iso_utc(t)).value() == t);
    RC_ASSERT(parse_date(to_string(beijing_date(t))).value() == beijing_date(t));
    RC_ASSERT(beijing_midnight(beijing_date(t)) <= t);
}

}  // namespace
}  // namespace yiguan
