// Schemas of stores and partners, and what shops.cpp takes of a store. Private to the room.
#pragma once
#include <vector>

#include "api/schema.hpp"

namespace yiguan::api {

/// Every field of a new store.
std::vector<schema::Field> store_fields();
json::object store_example();
/// The part of shared_schemas() about stores, partners and shops.
void add_store_schemas(json::object& out);

}  // namespace yiguan::api
