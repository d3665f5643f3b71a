#pragma once
#include "core/ids.hpp"

namespace yiguan::codes {
struct Block;
struct Batch;
struct CodeRange;
struct Segment;
class Directory;
}  // namespace yiguan::codes
