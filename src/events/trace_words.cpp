#include <algorithm>
#include <array>

#include "epcis/vocabulary.hpp"
#include "events/trace.hpp"

namespace yiguan::events {

std::string_view name(NodeKind kind) {
    static constexpr std::array<std::string_view, 6> names{"item", "range", "lot", "container", "party", "event"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_zh(NodeKind kind) {
    static constexpr std::array<std::string_view, 6> names{"单品", "码段", "批次", "容器", "企业", "事件"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name(EdgeKind kind) {
    static constexpr std::array<std::string_view, 11> names{
        "origin", "step", "input", "output", "part", "contents", "removed", "split", "fromLot", "fromParty", "toParty"};
    return names[static_cast<std::size_t>(kind)];
}

std::string step_zh(const TraceEvent& event) {
    const auto& e = event.logged.event;
    if (event.logged.fact) return std::string(name_zh(event.logged.fact->step));
    if (const auto zh = epcis::name_zh(epcis::Vocabulary::biz_step, e.biz_step); !zh.empty()) return std::string(zh);
    // A word of somebody's own vocabulary may tell more than that something happened.
    if (!e.biz_step.empty() && event.sight == Sight::full) return e.biz_step;
    static constexpr std::array<std::string_view, 6> kinds{"", "观察", "聚合", "业务", "转化", "关联"};
    return std::string(kinds[static_cast<std::size_t>(e.type)]);
}

bool TraceGraph::truncated() const {
    return std::ranges::any_of(nodes, &TraceNode::truncated);
}

TraceReader TraceReader::of(const auth::Actor& actor) {
    return {.viewer = catalog::Viewer::of(actor),
            .everything = auth::may_everywhere(actor, auth::Permission::read_events)};
}

Sight TraceReader::sight_of(const Logged& event) const {
    if (catalog::sees_hidden(viewer, event.org)) return Sight::full;
    if (viewer.kind == catalog::Viewer::Kind::regulator && event.origin != Origin::fact) return Sight::full;
    return Sight::step;
}

}  // namespace yiguan::events
