// Members who see their own alone (数据范围“仅本人”): which documents those are.
#pragma once
#include "registry/documents.hpp"

namespace yiguan::registry {

/// Of a document of the actor's organisation: true unless he sees his own alone and has not uploaded it. Documents from
/// before uploaders were kept are nobody's own.
bool is_within_own(db::Tx& tx, const auth::Actor& actor, DocumentId id);

}  // namespace yiguan::registry
