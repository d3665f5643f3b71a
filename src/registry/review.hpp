// The state machine of an organisation as a table. Private to registry.
#pragma once
#include <span>

#include "registry/registry.hpp"

namespace yiguan::registry {

enum class By : std::uint8_t { owner, reviewer };

struct Transition {
    OrgStatus from;
    OrgAction action;
    By by;
    OrgStatus to;
};

/// The moves of the platform profile.
std::span<const Transition> transitions();

/// The move of `action` from `from`; null when the table has none.
const Transition* find_transition(OrgStatus from, OrgAction action);

/// Whose move an action is, in whatever state.
By who_makes(OrgAction action);

std::string_view name(OrgAction action);     ///< "approve", the verb of the audit trail.
std::string_view name_zh(OrgAction action);  ///< 通过

/// The end of the n-th working day (Monday to Friday, Beijing) after the day of `from`. Public holidays, which are
/// declared year by year, are not known here and count as working days: the time limit is a promise kept early.
UtcMs working_days_after(UtcMs from, int days);

}  // namespace yiguan::registry
