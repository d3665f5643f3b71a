// What must hold of what is ignored: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::quality {

/// Compares each with its records in the transparency log. One Chinese sentence per defect.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::quality
