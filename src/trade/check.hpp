// What must hold of the documents of trade: for `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::trade {

/// Every version has its record, every document is as its newest version says, and names facts that are in the log.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::trade
