#include "events/layout.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace yiguan::events {
namespace {

using Index = std::size_t;

class Layout {
public:
    Layout(std::vector<LayoutBox>& boxes, std::vector<LayoutEdge>& edges, LayoutGaps gaps)
        : boxes_(boxes), edges_(edges), gaps_(gaps), real_(boxes.size()) {}

    LayoutSize run() {
        if (boxes_.empty()) return {};
        orient();
        assign_layers();
        split_long_edges();
        order();
        place();
        return finish();
    }

private:
    struct Link {
        Index from, to;
    };

    // Edges that close a cycle count the other way round.
    void orient() {
        std::vector<std::vector<Index>> out(real_);
        for (Index e = 0; e < edges_.size(); ++e) out[static_cast<Index>(edges_[e].from)].push_back(e);
        back_.assign(edges_.size(), false);
        enum : char { fresh, open, done };
        std::vector<char> state(real_, fresh);
        std::vector<std::pair<Index, Index>> stack;
        const auto visit = [&](Index root) {
            if (state[root] != fresh) return;
            state[root] = open;
            stack.push_back({root, 0});
            while (!stack.empty()) {
                auto& [node, next] = stack.back();
                if (next == out[node].size()) {
                    state[node] = done;
                    stack.pop_back();
                    continue;
                }
                const Index e = out[node][next++];
                const auto to = static_cast<Index>(edges_[e].to);
                if (state[to] == open) back_[e] = true;
                if (state[to] != fresh) continue;
                state[to] = open;
                stack.push_back({to, 0});
            }
        };
        std::vector<bool> entered(real_);
        for (const auto& e : edges_) entered[static_cast<Index>(e.to)] = true;
        for (Index i = 0; i < real_; ++i)
            if (!entered[i]) visit(i);
        for (Index i = 0; i < real_; ++i) visit(i);
    }
    Link link(Index e) const {
        const auto from = static_cast<Index>(edges_[e].from), to = static_cast<Index>(edges_[e].to);
        return back_[e] ? Link{to, from} : Link{from, to};
    }

    void assign_layers() {
        std::vector<int> waiting(real_);
        std::vector<std::vector<Index>> out(real_);
        for (Index e = 0; e < edges_.size(); ++e) {
            const Link l = link(e);
            if (l.from == l.to) continue;
            out[l.from].push_back(l.to);
            ++waiting[l.to];
        }
        std::vector<Index> queue;
        for (Index i = 0; i < real_; ++i)
            if (waiting[i] == 0) queue.push_back(i);
        for (Index at = 0; at < queue.size(); ++at)
            for (const Index to : out[queue[at]]) {
                boxes_[to].layer = std::max(boxes_[to].layer, boxes_[queue[at]].layer + 1);
                if (--waiting[to] == 0) queue.push_back(to);
            }
        // A box with more before it than behind stays; the others stand beside what they lead to: shorter lines.
        std::vector<std::size_t> entering(real_);
        for (const auto& all : out)
            for (const Index to : all) ++entering[to];
        for (auto at = queue.rbegin(); at != queue.rend(); ++at) {
            if (out[*at].empty() || entering[*at] > out[*at].size()) continue;
            int nearest = boxes_[out[*at].front()].layer;
            for (const Index to : out[*at]) nearest = std::min(nearest, boxes_[to].layer);
            boxes_[*at].layer = std::max(boxes_[*at].layer, nearest - 1);
        }
        int first = boxes_[queue.front()].layer;
        for (const auto& b : boxes_) first = std::min(first, b.layer);
        for (auto& b : boxes_) b.layer -= first;
        int layers = 0;
        for (const auto& b : boxes_) layers = std::max(layers, b.layer + 1);
        layers_.resize(static_cast<Index>(layers));
    }

    // An edge over several layers bends where it passes: a box without width in each.
    void split_long_edges() {
        for (const auto& b : boxes_) all_.push_back(b);
        bends_.resize(edges_.size());
        for (Index e = 0; e < edges_.size(); ++e) {
            const Link l = link(e);
            if (l.from == l.to) continue;
            Index last = l.from;
            for (int layer = all_[l.from].layer + 1; layer < all_[l.to].layer; ++layer) {
                all_.push_back({.width = 0, .height = 6, .layer = layer});
                bends_[e].push_back(all_.size() - 1);
                links_.push_back({last, all_.size() - 1});
                last = all_.size() - 1;
            }
            links_.push_back({last, l.to});
        }
        left_.resize(all_.size());
        right_.resize(all_.size());
        for (const Link& l : links_) right_[l.from].push_back(l.to), left_[l.to].push_back(l.from);
        for (Index i = 0; i < all_.size(); ++i) layers_[static_cast<Index>(all_[i].layer)].push_back(i);
        rank_.resize(all_.size());
        for (auto& layer : layers_) renumber(layer);
    }
    void renumber(const std::vector<Index>& layer) {
        for (Index i = 0; i < layer.size(); ++i) rank_[layer[i]] = i;
    }

    std::size_t crossings() const {
        std::size_t count = 0;
        std::vector<std::pair<Index, Index>> ends;
        for (const auto& layer : layers_) {
            ends.clear();
            for (const Index node : layer)
                for (const Index to : right_[node]) ends.push_back({rank_[node], rank_[to]});
            std::ranges::sort(ends);
            for (Index i = 0; i < ends.size(); ++i)
                for (Index j = i + 1; j < ends.size(); ++j) count += ends[j].second < ends[i].second;
        }
        return count;
    }

    void sweep(std::vector<Index>& layer, const std::vector<std::vector<Index>>& sides) {
        std::vector<std::pair<double, Index>> keyed;
        for (const Index node : layer) {
            double sum = 0;
            for (const Index other : sides[node]) sum += static_cast<double>(rank_[other]);
            const double centre =
                sides[node].empty() ? static_cast<double>(rank_[node]) : sum / static_cast<double>(sides[node].size());
            keyed.push_back({centre, node});
        }
        std::ranges::stable_sort(keyed, {}, [](const auto& k) { return k.first; });
        for (Index i = 0; i < layer.size(); ++i) layer[i] = keyed[i].second;
        renumber(layer);
    }

    void order() {
        auto best = layers_;
        std::size_t fewest = crossings();
        for (int pass = 0; pass < 12 && fewest > 0; ++pass) {
            if (pass % 2 == 0)
                for (Index i = 1; i < layers_.size(); ++i) sweep(layers_[i], left_);
            else
                for (Index i = layers_.size() - 1; i-- > 0;) sweep(layers_[i], right_);
            if (const auto now = crossings(); now < fewest) fewest = now, best = layers_;
        }
        layers_ = best;
        for (auto& layer : layers_) renumber(layer);
    }

    double centre(Index i) const { return all_[i].y + all_[i].height / 2; }

    // Boxes of a layer as near as can be to where they want to be, in their order and apart from each other: least
    // squares under an order (pool adjacent violators).
    void settle(const std::vector<Index>& layer, const std::vector<double>& wanted) {
        struct Pool {
            double sum;
            Index count;
            double mean() const { return sum / static_cast<double>(count); }
        };
        std::vector<Pool> pools;
        std::vector<double> offsets;
        double offset = 0;
        for (Index i = 0; i < layer.size(); ++i) {
            offsets.push_back(offset);
            offset += all_[layer[i]].height + gaps_.boxes;
            pools.push_back({wanted[i] - offsets[i], 1});
            while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
                pools[pools.size() - 2].sum += pools.back().sum;
                pools[pools.size() - 2].count += pools.back().count;
                pools.pop_back();
            }
        }
        Index i = 0;
        for (const Pool& pool : pools)
            for (Index n = 0; n < pool.count; ++n, ++i) all_[layer[i]].y = pool.mean() + offsets[i];
    }

    void place() {
        for (const auto& layer : layers_) settle(layer, std::vector<double>(layer.size(), 0));
        std::vector<double> wanted;
        for (int pass = 0; pass < 24; ++pass) {
            const bool rightwards = pass % 2 == 0;
            for (Index n = 0; n < layers_.size(); ++n) {
                const auto& layer = layers_[rightwards ? n : layers_.size() - 1 - n];
                wanted.clear();
                for (const Index node : layer) {
                    double sum = 0;
                    Index count = 0;
                    // The side swept from counts double; in the end both sides count.
                    for (const auto* side : {&left_[node], &right_[node]}) {
                        const Index weight = (side == &left_[node]) == rightwards ? 2 : 1;
                        for (const Index other : *side)
                            sum += centre(other) * static_cast<double>(weight), count += weight;
                    }
                    const double at = count == 0 ? centre(node) : sum / static_cast<double>(count);
                    wanted.push_back(at - all_[node].height / 2);
                }
                settle(layer, wanted);
            }
        }
    }

    LayoutSize finish() {
        double top = all_.front().y, x = 0;
        for (const auto& b : all_) top = std::min(top, b.y);
        LayoutSize size;
        std::vector<std::pair<double, double>> columns;
        for (const auto& layer : layers_) {
            double width = 0;
            for (const Index node : layer) width = std::max(width, all_[node].width);
            for (const Index node : layer) {
                all_[node].x = x + (width - all_[node].width) / 2;
                all_[node].y -= top;
                size.height = std::max(size.height, all_[node].y + all_[node].height);
            }
            size.width = x + width;
            columns.push_back({x, x + width});
            x += width + gaps_.layers;
        }
        std::copy_n(all_.begin(), real_, boxes_.begin());
        for (Index e = 0; e < edges_.size(); ++e) {
            LayoutEdge& edge = edges_[e];
            const auto& from = all_[static_cast<Index>(edge.from)];
            const auto& to = all_[static_cast<Index>(edge.to)];
            // Within a layer lines run level, so that they cross boxes nowhere: they rise and fall in the gaps.
            const auto& [from_left, from_right] = columns[static_cast<Index>(from.layer)];
            const auto& [to_left, to_right] = columns[static_cast<Index>(to.layer)];
            const double from_y = from.y + from.height / 2, to_y = to.y + to.height / 2;
            const bool back = back_[e];
            edge.points = {{back ? from.x : from.x + from.width, from_y}, {back ? from_left : from_right, from_y}};
            auto bends = bends_[e];
            if (back) std::ranges::reverse(bends);
            for (const Index bend : bends) {
                const auto& [left, right] = columns[static_cast<Index>(all_[bend].layer)];
                edge.points.push_back({back ? right : left, centre(bend)});
                edge.points.push_back({back ? left : right, centre(bend)});
            }
            edge.points.push_back({back ? to_right : to_left, to_y});
            edge.points.push_back({back ? to.x + to.width : to.x, to_y});
        }
        return size;
    }

    std::vector<LayoutBox>& boxes_;
    std::vector<LayoutEdge>& edges_;
    LayoutGaps gaps_;
    Index real_;
    std::vector<bool> back_;
    std::vector<LayoutBox> all_;                    // boxes, then bends
    std::vector<std::vector<Index>> bends_;         // by edge
    std::vector<Link> links_;                       // between neighbouring layers
    std::vector<std::vector<Index>> left_, right_;  // neighbours
    std::vector<std::vector<Index>> layers_;
    std::vector<Index> rank_;
};

}  // namespace

LayoutSize layout(std::vector<LayoutBox>& boxes, std::vector<LayoutEdge>& edges, LayoutGaps gaps) {
    return Layout(boxes, edges, gaps).run();
}

}  // namespace yiguan::events
