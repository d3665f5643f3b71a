// Who may open a document by its id. Decided here and nowhere else.
#pragma once
#include "auth/actor.hpp"
#include "catalog/catalog.hpp"
#include "registry/documents.hpp"

namespace yiguan::catalog {

struct DocumentAccess {
    bool actor = false;      ///< Because of who he is.
    bool everybody = false;  ///< A published product or an open certificate shows it.
};

/// Its own organisation (who sees his own alone: what he uploaded) and the successor; who is the other party of, or may review, an application that names it; the
/// top regulator in his reach; other regulators, in their reach, what belongs to the registration (NAT-48); everybody
/// what is public. Source: NAT-56, ECO-31, C-29. Cost: some indexed reads.
DocumentAccess access_to(db::Tx& tx, const auth::Actor& actor, const registry::Document& document);

}  // namespace yiguan::catalog
