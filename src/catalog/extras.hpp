// Reading and checking what a product has beside its template; private to the room.
#pragma once
#include <span>

#include "catalog/catalog.hpp"

namespace yiguan::catalog {

inline constexpr std::size_t attachments_max = 10, extension_max = 30, links_max = 10;

/// "video", "attachments", "extension", "links" of a filing's body.
Extras read_extras(ObjectReader& in, Violations& violations);
/// That the documents exist, belong to the organisation and are what they must be: a video, PDF attachments (GDP-17,
/// GDP-19). document_unknown, document_type.
Result<void> check_extras(db::Tx& tx, OrgId org, const Extras& extras);
/// Pictures of the organisation, as many and of such kinds as their purpose allows (GDP-15). too_long,
/// document_unknown, document_type.
Result<void> check_pictures(db::Tx& tx, OrgId org, std::span<const DocumentId> pictures);

}  // namespace yiguan::catalog
