// Reading and checking what a product has beside its template; private to the room.
#pragma once
#include <span>

#include <fmt/format.h>

#include "catalog/catalog.hpp"

namespace yiguan::catalog {

inline constexpr std::size_t attachments_max = 10, extension_max = 30, links_max = 10;

/// The objects of a list, each read by `read(ObjectReader&)`; one violation per item that is none.
template <class Read>
void read_list(ObjectReader& in, std::string_view key, std::string_view zh, std::size_t most, Violations& violations,
               Read read) {
    const json::array* list = in.array(key, zh, false);
    if (!list) return;
    if (list->size() > most) in.violation(Code::too_long, key, zh, fmt::format("{}最多 {} 项", zh, most));
    for (std::size_t i = 0; i < std::min(list->size(), most); ++i) {
        const std::string pointer = fmt::format("{}/{}", in.pointer(key), i);
        if (!(*list)[i].is_object()) {
            violations.add({.code = Code::wrong_type,
                            .pointer = pointer,
                            .detail = fmt::format("{}的每一项应是对象", zh),
                            .field = std::string(zh)});
            continue;
        }
        ObjectReader item((*list)[i].get_object(), violations, pointer);
        read(item);
        item.finish();
    }
}

/// "video", "attachments", "extension", "links", "goods" and the parts of a model of a filing's body.
Extras read_extras(ObjectReader& in, Violations& violations);
/// That the documents exist, belong to the organisation and are what they must be: a video, PDF attachments (GDP-17,
/// GDP-19). document_unknown, document_type.
Result<void> check_extras(db::Tx& tx, OrgId org, const Extras& extras);
/// Pictures of the organisation, as many and of such kinds as their purpose allows (GDP-15). too_long,
/// document_unknown, document_type.
Result<void> check_pictures(db::Tx& tx, OrgId org, std::span<const DocumentId> pictures);

}  // namespace yiguan::catalog
