// The room's values as JSON. Ids and counters are decimal strings.
#pragma once
#include "codes/codes.hpp"
#include "codes/directory.hpp"
#include "core/json.hpp"

namespace yiguan::codes {

json::object encode(const Block& block);
json::object encode(const Segment& segment);
json::array encode(const std::vector<CodeRange>& ranges);

/// Reads which codes a call means, in exactly one of these forms:
/// {"block","first","last"}, {"firstCode","lastCode"}, {"codes":["2...",...]} (at most 10 000) or
/// {"ranges":[{"block","first","last"},...]}. Code texts are deciphered and placed from memory.
/// Violations go to `violations`; then the answer is empty.
std::vector<CodeRange> read_ranges(ObjectReader& in, const json::object& body, Violations& violations,
                                   const Directory& directory);

}  // namespace yiguan::codes
