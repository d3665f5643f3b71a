// What must hold of the operator's calendar: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::calendar {

/// Compares the versions of years with the transparency log. One Chinese sentence per defect.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::calendar
