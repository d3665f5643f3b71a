#include "codes/segment.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace yiguan::codes {
namespace {

State state(int batch, Status status, int holder = 1) {
    return {.batch = BatchId{batch},
            .status = status,
            .holder = OrgId{holder},
            .consignee = {},
            .chain = batch,
            .event = EventId{batch}};
}

std::vector<Segment> applied(std::vector<Segment> stored, const SegmentChange& change) {
    std::erase_if(stored,
                  [&](const Segment& s) { return std::ranges::find(change.removed, s.first) != change.removed.end(); });
    stored.insert(stored.end(), change.inserted.begin(), change.inserted.end());
    std::ranges::sort(stored, {}, &Segment::first);
    return stored;
}

TEST(Segments, SplitAtTheEdgesOfAChange) {
    const std::vector<Segment> stored{{1, 100, state(1, Status::active)}};
    const auto change = change_segments(stored, 10, 19, [](const Segment& s) -> Result<State> {
        State next = s.state;
        next.status = Status::in_transit;
        return next;
    });
    EXPECT_EQ(applied(stored, change.value()), (std::vector<Segment>{{1, 9, state(1, Status::active)},
                                                                     {10, 19, state(1, Status::in_transit)},
                                                                     {20, 100, state(1, Status::active)}}));
}

TEST(Segments, RefuseGapsAndOverlaps) {
    const std::vector<Segment> stored{{1, 10, state(1, Status::bound)}, {12, 20, state(1, Status::bound)}};
    const auto keep = [](const Segment& s) -> Result<State> { return s.state; };
    EXPECT_EQ(change_segments(stored, 5, 15, keep).error().code, Code::codes_not_bound);
    EXPECT_EQ(change_segments(stored, 5, 15, keep).error().value, "11");
    EXPECT_EQ(change_segments(stored, 15, 21, keep).error().value, "21");
    EXPECT_EQ(add_segment(stored, 11, 12, state(2, Status::bound)).error().value, "12");
    EXPECT_TRUE(add_segment(stored, 11, 11, state(1, Status::bound)).value().inserted ==
                (std::vector<Segment>{{1, 20, state(1, Status::bound)}}));
}

TEST(Segments, ChainNumbersTellHistoriesApart) {
    EXPECT_NE(chain_after(0, EventId{1}), 0);
    EXPECT_NE(chain_after(chain_after(0, EventId{1}), EventId{2}), chain_after(chain_after(0, EventId{2}), EventId{1}));
    EXPECT_EQ(chain_after(5, EventId{7}), chain_after(5, EventId{7}));
}

// The interval map against the naive model of one entry per code.
RC_GTEST_PROP(Segments, AgreeWithOneEntryPerCode, ()) {
    std::vector<Segment> stored;
    std::map<std::int64_t, State> naive;
    const int steps = *rc::gen::inRange(1, 25);
    for (int step = 0; step < steps; ++step) {
        const auto first = *rc::gen::inRange<std::int64_t>(0, 40);
        const auto last = first + *rc::gen::inRange<std::int64_t>(0, 15);
        if (*rc::gen::arbitrary<bool>()) {
            const State s = state(*rc::gen::inRange(1, 4), Status::bound);
            const auto change = add_segment(stored, first, last, s);
            bool free = true;
            for (auto c = first; c <= last; ++c) free = free && !naive.contains(c);
            RC_ASSERT(change.has_value() == free);
            if (!free) continue;
            for (auto c = first; c <= last; ++c) naive[c] = s;
            stored = applied(stored, change.value());
        } else {
            const auto status = *rc::gen::element(Status::active, Status::in_transit, Status::in_stock);
            const auto change = change_segments(stored, first, last, [&](const Segment& s) -> Result<State> {
                State next = s.state;
                next.status = status;
                return next;
            });
            bool covered = true;
            for (auto c = first; c <= last; ++c) covered = covered && naive.contains(c);
            RC_ASSERT(change.has_value() == covered);
            if (!covered) continue;
            for (auto c = first; c <= last; ++c) naive[c].status = status;
            stored = applied(stored, change.value());
        }
        std::map<std::int64_t, State> expanded;
        for (std::size_t i = 0; i < stored.size(); ++i) {
            for (auto c = stored[i].first; c <= stored[i].last; ++c)
                RC_ASSERT(expanded.emplace(c, stored[i].state).second);
            if (i > 0) RC_ASSERT(stored[i - 1].last + 1 < stored[i].first || !(stored[i - 1].state == stored[i].state));
        }
        RC_ASSERT(expanded == naive);
    }
}

}  // namespace
}  // namespace yiguan::codes
