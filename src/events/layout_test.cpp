#include "events/layout.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace yiguan::events {
namespace {

TEST(Layout, ALineRunsFromLeftToRight) {
    std::vector<LayoutBox> boxes(3, {.width = 50, .height = 20});
    std::vector<LayoutEdge> edges{{0, 1, {}}, {1, 2, {}}, {0, 2, {}}};
    const auto size = layout(boxes, edges);
    EXPECT_LT(boxes[0].x + boxes[0].width, boxes[1].x);
    EXPECT_LT(boxes[1].x + boxes[1].width, boxes[2].x);
    EXPECT_EQ(edges[2].points.size(), 6u) << "level where it passes the box between";
    EXPECT_GE(size.width, boxes[2].x + boxes[2].width);
    std::vector<LayoutBox> none;
    std::vector<LayoutEdge> no_edges;
    EXPECT_EQ(layout(none, no_edges).width, 0);
}

TEST(Layout, StraightLinesCrossNothing) {
    std::vector<LayoutBox> boxes(4, {.width = 50, .height = 20});
    std::vector<LayoutEdge> edges{{0, 3, {}}, {1, 2, {}}};
    layout(boxes, edges);
    EXPECT_EQ(boxes[0].y < boxes[1].y, boxes[3].y < boxes[2].y);
}

// Any graph, with cycles and loops: nothing overlaps, nothing is outside, everything that is no cycle runs rightwards.
RC_GTEST_PROP(Layout, NothingOverlaps, ()) {
    const auto count = *rc::gen::inRange(1, 30);
    std::vector<LayoutBox> boxes;
    for (int i = 0; i < count; ++i)
        boxes.push_back({.width = double(*rc::gen::inRange(1, 200)), .height = double(*rc::gen::inRange(1, 90))});
    std::vector<LayoutEdge> edges;
    bool forward = true;
    for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
        edges.push_back({*rc::gen::inRange(0, count), *rc::gen::inRange(0, count), {}});
        forward = forward && edges.back().from < edges.back().to;
    }
    const auto size = layout(boxes, edges);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const auto& a = boxes[i];
        RC_ASSERT(a.x >= -1e-6 && a.y >= -1e-6 && a.x + a.width <= size.width + 1e-6 &&
                  a.y + a.height <= size.height + 1e-6);
        for (std::size_t j = i + 1; j < boxes.size(); ++j) {
            const auto& b = boxes[j];
            RC_ASSERT(a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y);
        }
    }
    for (const auto& e : edges) {
        RC_ASSERT(e.points.size() >= 2u);
        // A line that is not level crosses no box.
        for (std::size_t i = 1; i < e.points.size(); ++i) {
            const auto [x0, y0] = e.points[i - 1];
            const auto [x1, y1] = e.points[i];
            if (std::abs(y0 - y1) < 1e-9) continue;
            for (const auto& b : boxes)
                RC_ASSERT(std::max(x0, x1) <= b.x + 1e-6 || std::min(x0, x1) >= b.x + b.width - 1e-6 || e.from == e.to);
        }
        if (forward) RC_ASSERT(e.points.front().first < e.points.back().first);
    }
}

}  // namespace
}  // namespace yiguan::events
