// Lists of organisations, and who reaches which.
#include <algorithm>

#include "registry/registry.hpp"
#include "registry/registry_store.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using auth::Permission;
using db::Tx;

constexpr int page_items_max = 100;
constexpr std::size_t predecessors_max = 100;

}  // namespace

Result<void> require_reach(Tx& tx, const Actor& actor, Permission permission, OrgId owner, std::int64_t categories) {
    TRY_VOID(auth::require(actor, permission, owner));
    if (owner && owner == actor.org) return outcome::success();
    const auto reach = review::reach_of(actor);
    if (reach.everything()) return outcome::success();
    const auto org = store::find_org(tx, owner);
    const std::int64_t of = categories == -1 && org ? org->data.categories : categories;
    if (!org || !reach.holds(org->region_id, of))
        return Error{Code::forbidden, "", "该对象不在您负责的地区或品类范围内"};
    return outcome::success();
}

std::vector<OrgId> predecessors_of(Tx& tx, OrgId org) {
    std::vector<OrgId> found;
    std::vector<OrgId> next{org};
    while (!next.empty() && found.size() < predecessors_max) {
        const OrgId successor = next.back();
        next.pop_back();
        for (const OrgId id : store::orgs_of_successor(tx, successor)) {
            if (id == org || std::ranges::find(found, id) != found.end()) continue;
            found.push_back(id);
            next.push_back(id);
        }
    }
    return found;
}

Result<OrgPage> list_orgs(Tx& tx, const Actor& actor, const OrgFilter& filter, std::optional<OrgId> before, int limit) {
    TRY_VOID(auth::require(actor, Permission::read_organisation));
    if (!auth::may_everywhere(actor, Permission::read_organisation))
        return Error{Code::forbidden, "", "企业列表只对审核和监管人员开放"};
    if (limit < 1 || limit > page_items_max)
        return Error{Code::out_of_bounds, "/limit", "每页 1 至 100 条", "每页条数"};
    const auto reach = review::reach_of(actor);
    const auto selection = store::selection_of(filter, reach.regions, reach.categories);
    // One more than the page shows whether there is a next one.
    auto ids = store::search_orgs(tx, selection, before.value_or(OrgId{INT64_MAX}), limit + 1);
    OrgPage page{.total = store::count_orgs(tx, selection, org_total_max + 1)};
    const bool more = ids.size() > static_cast<std::size_t>(limit);
    if (more) ids.pop_back();
    page.items = store::find_orgs(tx, ids);
    if (more) page.next = ids.back();
    return page;
}

}  // namespace yiguan::registry
