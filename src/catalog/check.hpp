// What must hold of product filings: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::catalog {

/// Compares filings and their history with the transparency log. One Chinese sentence per defect.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::catalog
