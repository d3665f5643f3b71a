// Names of containers and places, many asked for at a time.
#pragma once
#include <span>

#include "codes/codes.hpp"

namespace yiguan::codes {

/// The number that each name has; 0 for one that is not known. Cost: one round trip.
std::vector<std::int64_t> name_numbers(db::Tx& tx, std::span<const std::string> canonical);

/// Segments packed in each of the containers, by block and counter, at most `limit` of each. Cost: one round trip.
std::vector<std::vector<Placed>> list_contents(db::Tx& tx, std::span<const std::int64_t> containers, int limit);

}  // namespace yiguan::codes
