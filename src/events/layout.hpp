// A layered drawing of a directed graph, from left to right (Sugiyama, Tagawa and Toda 1981): layers by longest path,
// order by barycentres, no two boxes overlap.
#pragma once
#include <utility>
#include <vector>

namespace yiguan::events {

struct LayoutBox {
    double width = 0, height = 0;
    double x = 0, y = 0;  ///< Answer: upper left corner.
    int layer = 0;        ///< Answer.
};
struct LayoutEdge {
    int from = 0, to = 0;
    std::vector<std::pair<double, double>> points;  ///< Answer: from the right side of `from` to the left of `to`.
};
struct LayoutGaps {
    double layers = 56, boxes = 14;
};
struct LayoutSize {
    double width = 0, height = 0;
};

/// Cycles are drawn with an edge that runs back. Cost: some dozen passes over boxes and edges; meant for some hundred.
LayoutSize layout(std::vector<LayoutBox>& boxes, std::vector<LayoutEdge>& edges, LayoutGaps gaps = {});

}  // namespace yiguan::events
