// What Kind::store() says of rows that it refuses; private to the room.
#pragma once
#include <map>
#include <span>

#include "imports/imports.hpp"

namespace yiguan::imports {

/// Why rows could not be stored, by Row::index.
using Refusals = std::map<std::int64_t, std::vector<Finding>>;

/// Whether it blames no row and passes: somebody else was faster (a block of codes, the next batch number).
bool is_passing(const Error& error);
/// Which of these rows it blames; empty if none of several. One that was alone is to blame.
Refusals refusals_of(const Error& error, std::span<const Row* const> rows);

}  // namespace yiguan::imports
