#include "codes/batches.hpp"

namespace yiguan::codes {
namespace {

std::string list_of(const std::vector<std::string>& all) {
    if (all.empty()) return {};
    std::string text = ",";
    for (const auto& one : all) text += one + ",";
    return text;
}

}  // namespace

Result<BatchScope> batch_scope(const auth::Actor& actor, std::optional<OrgId> organisation) {
    constexpr auto read = auth::Permission::read_codes;
    TRY_VOID(auth::require(actor, read));
    const bool everywhere = auth::may_everywhere(actor, read);
    const OrgId org = organisation.value_or(everywhere ? OrgId{} : actor.org);
    if (everywhere)
        return BatchScope{
            .org = org, .regions = list_of(actor.scope.regions), .categories = list_of(actor.scope.categories)};
    TRY_VOID(auth::require(actor, read, org));
    return BatchScope{.org = org, .created_by = actor.scope.own_only ? actor.user : UserId{}};
}

}  // namespace yiguan::codes
