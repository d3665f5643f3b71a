// What must hold of organisations and documents: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::registry {

/// Compares organisations, their history and the rows of documents with the transparency log. One Chinese sentence per
/// defect.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::registry
