// What must hold of issued codes: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::codes {

/// Compares blocks and the epochs of the domain with the transparency log, and blocks with each other: they lie one
/// behind the other from counter 0 on. One Chinese sentence per defect. Memory: some 40 bytes a block.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::codes
