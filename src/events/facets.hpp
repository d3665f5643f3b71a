// Events by what is no item: read point, business location, transaction, source, destination, transformation. Private
// to the room.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "events/log.hpp"

namespace yiguan::events::store {

/// Keys, ascending, as differences: for each event the zigzag varint of the home's difference from the one before, then
/// the varint of the id's.
std::string pack_keys(const std::vector<EventKey>& keys);
/// @throws db::Fault for other bytes.
std::vector<EventKey> unpack_keys(std::string_view bytes);

/// Stores which events of one capture stand in which facets, by space.
void insert_facets(db::Tx& tx, const std::map<std::int64_t, std::vector<EventKey>>& events);
/// Events of a facet beyond `after`, in order, at most `limit`.
std::vector<EventKey> facet_events(db::Tx& tx, std::int64_t space, EventId after, int limit, Order order);

}  // namespace yiguan::events::store
