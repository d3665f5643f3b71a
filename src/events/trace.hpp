// The trace graph of codes (来源可查、去向可追): backward to components, materials and lots, forward to containers,
// buyers, splits, products and replacements. Ranges stay ranges: a million codes are one node.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "catalog/catalog.hpp"
#include "events/event_source.hpp"

namespace yiguan::events {

enum class TraceDirection : std::uint8_t { both, backward, forward };
struct TraceLimits {
    int depth = 10;    ///< Events from the origin, 0..32.
    int nodes = 2000;  ///< 1..20'000, events and parties included.
};
inline constexpr int trace_depth_max = 32, trace_nodes_max = 20'000;

enum class NodeKind : std::uint8_t { item, range, lot, container, party, event };
std::string_view name(NodeKind kind);
std::string_view name_zh(NodeKind kind);

struct TraceNode {
    NodeKind kind = NodeKind::item;
    Reach reach;              ///< Of things.
    std::string first, last;  ///< Of things: code texts; `last` differs for ranges only. Parties: the identifier.
    std::string name;         ///< 产品名称, or the name of a party; may be "".
    OrgId org;                ///< Of parties that are registered here.
    int event = -1;           ///< Of events: index into TraceGraph::events.
    int depth = 0;            ///< Events away from the origin; sources are negative.
    bool truncated = false;   ///< More hangs on it than was followed.
};

enum class EdgeKind : std::uint8_t {
    origin,      ///< event -> thing: made by it.
    step,        ///< thing -> event: went through it.
    input,       ///< thing -> event: used up in it.
    output,      ///< event -> thing.
    part,        ///< component -> event -> product (association).
    contents,    ///< thing -> event -> container (aggregation).
    removed,     ///< whole -> event -> what was taken out.
    split,       ///< range -> part of it, or part -> the range it became part of.
    from_lot,    ///< lot -> event.
    from_party,  ///< party -> event.
    to_party,    ///< event -> party.
};
std::string_view name(EdgeKind kind);

/// Goods and time run from `from` to `to`.
struct TraceEdge {
    int from = 0, to = 0;
    EdgeKind kind = EdgeKind::step;
    friend bool operator==(const TraceEdge&, const TraceEdge&) = default;
};

enum class Sight : std::uint8_t {
    none,
    step,  ///< That it happened: parties, times, places and other things are withheld (未公开).
    full,
};
struct TraceEvent {
    Logged logged;
    Sight sight = Sight::step;
    bool declared_wrong = false;  ///< An errorDeclaration was recorded: nothing was followed through it.
    int node = 0;
};
/// 绑码, 出厂, 装箱: the step in Chinese, else the word or URI that was captured, else the kind of the event.
std::string step_zh(const TraceEvent& event);

struct TraceGraph {
    std::vector<TraceNode> nodes;  ///< Nearest first; the origins at the front.
    std::vector<TraceEdge> edges;
    std::vector<TraceEvent> events;
    std::size_t origins = 0;  ///< So many nodes at the front were asked for.
    bool truncated() const;
};

/// Who looks. The recorder of an event and the top regulator see it whole, regulators captured events too; those who
/// may read everything see of other events that they happened. Others see that much of events about codes that were
/// issued to them, that they hold or have recorded an event about, and nothing of the rest.
/// (C-29, ECO-31; catalog::sees_hidden.)
struct TraceReader {
    static TraceReader of(const auth::Actor& actor);
    catalog::Viewer viewer;
    bool everything = false;
    Sight sight_of(const Logged& event) const;  ///< Without regard to claims: step or full.
};

/// An empty graph (no events) if nothing is known of the codes, or nothing may be seen.
/// Cycles end: a code is followed again only for a longer period than before. A container or product reached by its
/// contents is followed while they are in it, never down to its other contents.
/// Cost: one look-up per run of neighbouring codes and one load per level; linear in what is found.
TraceGraph trace(EventSource& source, const TraceReader& reader, const std::vector<Mention>& origins,
                 TraceDirection direction, TraceLimits limits);

// ---- as text

/// {"code","direction","depth","truncated","truncatedAt":[node],"nodes":[{"id","kind","code","last"?,"count"?,"name"?,
/// "event"?,"depth","truncated"?}],"edges":[{"from","to","type","event"?}],"events":[{"node","type","bizStep",
/// "bizStepZh","withheld"?,...}]}. Fields of an event that may not be seen are listed in "withheld".
std::string encode(const TraceGraph& graph, EventSource& source, std::string_view code, TraceDirection direction);

/// 追溯图谱: a picture for people, from left to right, without script.
std::string draw(const TraceGraph& graph, EventSource& source, std::string_view code, UtcMs now);

}  // namespace yiguan::events
