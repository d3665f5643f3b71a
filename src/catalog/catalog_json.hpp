// The room's values as JSON answers. Every product goes through disclose().
#pragma once
#include "catalog/catalog.hpp"
#include "catalog/templates.hpp"

namespace yiguan::catalog {

/// {"key","nameZh","nameEn","group","state":"shown|withheld|missing","value"?}; no "value" unless shown.
json::object encode(const Shown& shown);
json::array encode(std::span<const Shown> shown);

/// What this viewer may see of a filing: {"id","template","unit","name","status","fields":[...],"pictures":[...]}; the
/// owner, the administrator and regulators (Audience::inside) also get version, times, and the review's reason.
enum class Audience : std::uint8_t { anybody, inside };
json::object encode(const Product& product, const Viewer& viewer, Audience audience);

/// The same with what other tables know: names, parts by section, certificates, the other party. For several at once
/// the certificates come in one round trip.
json::object describe(db::Tx& tx, const Product& product, const Viewer& viewer, Audience audience);
std::vector<json::object> describe(db::Tx& tx, std::span<const Product> products, const Viewer& viewer,
                                   Audience audience);
/// "video", "attachments", "extension", "links", "certificates" as far as this viewer may see them.
void add_parts(db::Tx& tx, const Product& product, const Viewer& viewer, json::object& out);

/// Templates as they may be chosen, and as the operator works on them: {"state","stateZh","draft","version",...}.
json::object encode(const TemplateEntry& entry);
/// With fields; of the draft if it has one and that is asked for.
enum class WhichEdition : std::uint8_t { newest, draft };
json::object encode_full(const TemplateEntry& entry, WhichEdition which);

/// GET /api/v1/templates: id and names, without fields.
json::object encode_templates(const Templates& templates);
/// GET /api/v1/templates/{id}: everything a form needs.
json::object encode(const Template& tmpl);
/// GET /api/v1/catalogue
json::object encode(const Catalogue& catalogue);

/// Words of the enums as they stand in JSON: "always", "producer_chooses", "filing", "uscc" ...
std::string_view name(Required required);
std::string_view name(Visibility visibility);
std::string_view name(Step step);
std::string_view name(FieldKind kind);

}  // namespace yiguan::catalog
