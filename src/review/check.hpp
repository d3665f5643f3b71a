// What must hold of applications and the rules of their review: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::review {

/// Compares applications, their content, their history and the rules with the transparency log. One Chinese sentence
/// per defect.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::review
