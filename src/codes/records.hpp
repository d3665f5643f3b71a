// What the transparency log says of blocks and key epochs (docs/formats/log-objects.md). Private to codes.
#pragma once
#include "codes/codes_store.hpp"

namespace yiguan::codes {

std::string content_of(const Block& block);
std::string content_of_epoch(const store::DomainRow& domain, int epoch);

}  // namespace yiguan::codes
