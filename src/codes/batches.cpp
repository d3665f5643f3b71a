#include "codes/batches.hpp"

#include "codes/codes_store.hpp"

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

std::vector<std::string> batch_numbers_of(const FactoryNumbers& numbers) {
    std::vector<std::string> found;
    if (numbers.prefix.empty()) return found;
    found.push_back(numbers.prefix);
    if (numbers.prefix.size() > 1 && number_marks.find(numbers.prefix.back()) != std::string_view::npos)
        found.push_back(numbers.prefix.substr(0, numbers.prefix.size() - 1));
    return found;
}

}  // namespace yiguan::codes
