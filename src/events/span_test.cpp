#include "events/span.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>

namespace yiguan::events {
namespace {

TEST(Span, CoversAMillionCodesWithAboutFortyRows) {
    EXPECT_EQ(cover(0, (1 << 20) - 1), (std::vector<Span>{{20, 0}}));
    EXPECT_LE(cover(1, 1'000'000).size(), 40u);
    EXPECT_EQ(cover(5, 5), (std::vector<Span>{{0, 5}}));
}

RC_GTEST_PROP(Span, CoversExactlyItsRange, ()) {
    const auto first = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
    const auto last = first + *rc::gen::inRange<std::int64_t>(
                                  0, *rc::gen::element<std::int64_t>(2, 40, 5'000'000, 1'000'000'000'000));
    std::int64_t next = first;  // the spans follow each other without a gap and end at `last`
    for (const Span& s : cover(first, last)) {
        RC_ASSERT(s.node << s.level == next);
        next = (s.node + 1) << s.level;
    }
    RC_ASSERT(next == last + 1);
    RC_ASSERT(cover(first, last).size() <=
              2u * static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(last - first + 1))));
}

RC_GTEST_PROP(Span, ALooseCoverHoldsTheRangeInTwoSpansAndLittleMore, ()) {
    const auto first = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
    const auto last = first + *rc::gen::inRange<std::int64_t>(0, *rc::gen::element<std::int64_t>(2, 40, 5'000'000));
    const auto spans = loose_cover(first, last);
    RC_ASSERT(spans.size() <= 2u);
    RC_ASSERT(spans.front().node << spans.front().level <= first);
    RC_ASSERT(((spans.back().node + 1) << spans.back().level) - 1 >= last);
    if (spans.size() == 2) RC_ASSERT(spans[0].node + 1 == spans[1].node);
    RC_ASSERT(std::int64_t{1} << spans.front().level <= 2 * (last - first + 1));
}

RC_GTEST_PROP(Span, HoldsACounterIfAndOnlyIfTheCoverNamesOneOfItsSpans, ()) {
    const auto first = *rc::gen::inRange<std::int64_t>(0, 3000);
    const auto last = first + *rc::gen::inRange<std::int64_t>(0, 3000);
    const auto counter = *rc::gen::inRange<std::int64_t>(0, 7000);
    const auto spans = cover(first, last);
    int named = 0;
    for (const Span& holding : spans_holding(counter, 12))
        named += static_cast<int>(std::ranges::count(spans, holding));
    RC_ASSERT(named == (counter >= first && counter <= last ? 1 : 0));
}

}  // namespace
}  // namespace yiguan::events
