#include "lookup/nodes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "catalog/sections.hpp"

namespace yiguan::lookup {
namespace {

using events::BizStep;

constexpr std::string_view key_front = "node_";
constexpr int step_max = static_cast<int>(BizStep::void_shipping);

bool has_template_step(BizStep step) {
    return step >= BizStep::commissioning && step <= BizStep::retail_selling;
}

std::vector<Node> chosen_of(db::Tx& tx, OrgId owner, BatchId batch) {
    std::vector<Node> out;
    for (const auto& choice : catalog::node_choices(tx, owner, batch))
        if (choice.step >= 0 && choice.step <= step_max)
            out.push_back({.step = static_cast<BizStep>(choice.step), .chosen = choice.open});
    return out;
}

}  // namespace

bool Node::open() const {
    return chosen.value_or(has_template_step(step));
}

std::string node_key(BizStep step) {
    // Activation is CBV's commissioning too, with another disposition.
    const auto name = step == BizStep::activating ? std::string_view("activating") : events::name(step);
    return std::string(key_front) + std::string(name);
}

std::optional<BizStep> find_node(std::string_view key) {
    if (!key.starts_with(key_front)) return std::nullopt;
    for (int n = 0; n <= step_max; ++n)
        if (node_key(static_cast<BizStep>(n)) == key) return static_cast<BizStep>(n);
    return std::nullopt;
}

std::vector<Node> nodes_of(db::Tx& tx, const codes::Batch& batch) {
    std::map<BizStep, Node> found;
    for (const auto& node : chosen_of(tx, batch.org, batch.id)) found.emplace(node.step, node);
    std::set<std::int64_t> chains;
    if (batch.count > 0)
        for (const auto& segment : codes::list_segments(tx, batch.block, batch.codes().first, node_ranges_max)) {
            if (segment.first > batch.codes().last) break;
            if (segment.state.batch == batch.id) chains.insert(segment.state.chain);
        }
    for (const auto chain : chains)
        for (const auto& event : events::history(tx, batch.block, chain)) {
            if (event.org != batch.org) continue;
            auto& node = found.try_emplace(event.step, Node{.step = event.step}).first->second;
            node.recorded = true;
        }
    std::vector<Node> out;
    for (const auto& [step, node] : found) out.push_back(node);
    return out;
}

Result<Node> set_node(db::Tx& tx, const auth::Actor& actor, BatchId id, BizStep step, bool open) {
    TRY_VOID(auth::require(actor, auth::Permission::open_sections));
    if (!codes::find_org_batch(tx, actor.org, id))
        return Error{.code = Code::not_found, .pointer = "/object", .detail = "没有这个批次", .field = "批次"};
    TRY_VOID(catalog::set_node(tx, actor, id, static_cast<int>(step), open, node_key(step)));
    return Node{.step = step, .chosen = open};
}

Nodes::Nodes(db::Tx& tx, const codes::Batch& batch) : owner_(batch.org), chosen_(chosen_of(tx, batch.org, batch.id)) {}

const Node* Nodes::find(BizStep step) const {
    const auto at = std::ranges::find(chosen_, step, &Node::step);
    return at == chosen_.end() ? nullptr : &*at;
}

Nodes::View Nodes::view(const events::Event& event, const catalog::Viewer& viewer) const {
    if (catalog::sees_hidden(viewer, event.org)) return View::whole;
    const Node* node = event.org == owner_ ? find(event.step) : nullptr;
    if (!node) return event.tmpl ? View::whole : View::step_only;
    if (*node->chosen) return View::whole;
    return catalog::is_told_of_closed(viewer) ? View::step_only : View::hidden;
}

Nodes::View Nodes::of_binding(const catalog::Viewer& viewer) const {
    const Node* node = find(BizStep::commissioning);
    const bool closed = node && !*node->chosen && !catalog::sees_hidden(viewer, owner_);
    return closed ? View::step_only : View::whole;
}

catalog::FieldValues seen_through(Nodes::View view, catalog::FieldValues values) {
    if (view != Nodes::View::whole) values.open.clear();
    return values;
}

}  // namespace yiguan::lookup
