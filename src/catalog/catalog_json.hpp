// The room's values as JSON answers. Every product goes through disclose().
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

/// {"key","nameZh","nameEn","group","state":"shown|withheld|missing","value"?}; no "value" unless shown.
json::object encode(const Shown& shown);
json::array encode(std::span<const Shown> shown);

/// What this viewer may see of a filing: {"id","template","unit","name","status","fields":[...],"pictures":[...]}; the
/// owner, the administrator and regulators (Audience::inside) also get version, times, and the review's reason.
enum class Audience : std::uint8_t { anybody, inside };
json::object encode(const Product& product, const Viewer& viewer, Audience audience);

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
