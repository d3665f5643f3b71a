// The rules of a field's values as the data file and drafts of templates write them; private to the room.
#pragma once
#include <string>

#include "catalog/catalog.hpp"
#include "core/json.hpp"

namespace yiguan::catalog {

/// {"charsMax"?,"min"?,"max"?,"decimals"?,"unit"?,"options"?,"aliases"?}; null: no rules.
FieldRules read_field_rules(const json::object* given, FieldKind kind, const std::string& pointer,
                            Violations& violations);

}  // namespace yiguan::catalog
