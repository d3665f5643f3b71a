// Many rows of the audit trail at once: for imports.
#pragma once
#include <span>

#include "auth/auth.hpp"

namespace yiguan::auth {

/// audit() of each. Cost: one round trip.
void audit_all(db::Tx& tx, const Actor& actor, std::span<const AuditEntry> entries);

}  // namespace yiguan::auth
