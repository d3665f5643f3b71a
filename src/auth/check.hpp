// What must hold of users and keys: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::auth {

/// Compares users, their history and API keys with the transparency log. One Chinese sentence per defect.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::auth
