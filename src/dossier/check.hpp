// What must hold of dossiers, sellers and reports: used by `yiguan fsck`.
#pragma once
#include <string>
#include <vector>

#include "ledger/check.hpp"

namespace yiguan::dossier {

/// Compares them and their versions with the transparency log. One Chinese sentence per defect.
std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::dossier
