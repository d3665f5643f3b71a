// Records of many objects at once: for imports.
#pragma once
#include <span>
#include <string_view>

#include "ledger/ledger.hpp"

namespace yiguan::ledger {

struct Version {
    std::int64_t id = 0, version = 0;
    std::string_view content;
};
/// append() of each, in this order; their rows of log_object are stored together. Cost: one round trip.
void append_all(db::Tx& tx, Object kind, std::span<const Version> versions);

}  // namespace yiguan::ledger
