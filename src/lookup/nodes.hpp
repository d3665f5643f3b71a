// Which steps of a batch's flow its owner opened to queries or closed, one by one (FIL-36, FIL-38..42).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "codes/codes.hpp"
#include "events/events.hpp"

namespace yiguan::lookup {

/// A node (环节) of a batch: a business step by the batch's owner.
struct Node {
    events::BizStep step{};
    std::optional<bool> chosen{};  ///< Nothing: the default.
    bool recorded = false;         ///< It happened to at least one of the batch's codes.
    /// Steps of a template are open, and their fields say what they tell; captured ones tell strangers their name
    /// alone.
    bool open() const;
};
/// "node_inspecting", as key of a section.
std::string node_key(events::BizStep step);
std::optional<events::BizStep> find_node(std::string_view key);

/// What its owner recorded and what was chosen, in the order of the steps' numbers. Cost: reads the flow of each range
/// of equal state, at most node_ranges_max of them.
std::vector<Node> nodes_of(db::Tx& tx, const codes::Batch& batch);
inline constexpr int node_ranges_max = 200;
/// By the batch's owner: Code::not_found for another's, Code::forbidden (Permission::open_sections). Recorded, audited;
/// pages are made anew.
Result<Node> set_node(db::Tx& tx, const auth::Actor& actor, BatchId batch, events::BizStep step, bool open);

/// What was chosen for one batch, to be asked for many events.
class Nodes {
public:
    /// How much of an event a viewer learns.
    enum class View : std::uint8_t {
        whole,      ///< What its fields say.
        step_only,  ///< That it was; when, where, with whom and what its owner left open is withheld.
        hidden,     ///< Nothing.
    };
    Nodes(db::Tx& tx, const codes::Batch& batch);
    /// The choice is the batch owner's about his own events; others' are as they are by default. A closed node is not
    /// mentioned to the public (FIL-36); regulators learn that it is there (C-29); the owner and the top regulator see
    /// it.
    View view(const events::Event& event, const catalog::Viewer& viewer) const;
    /// The same of the facts of the binding, which stand on the page beside the flow; never hidden: what the template
    /// makes public stays public (NAT-50).
    View of_binding(const catalog::Viewer& viewer) const;

private:
    const Node* find(events::BizStep step) const;
    OrgId owner_;
    std::vector<Node> chosen_;
};

/// Values as a viewer of that view may judge them: of a node that is not whole nothing counts as opened.
catalog::FieldValues seen_through(Nodes::View view, catalog::FieldValues values);

}  // namespace yiguan::lookup
