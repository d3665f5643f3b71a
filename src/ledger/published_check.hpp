// What stands beside the level files, for `yiguan fsck`: the published checkpoint and the lock of a log.
#pragma once
#include "ledger/origins.hpp"

namespace yiguan::ledger {

/// The checkpoint file is exactly what both keys of the origin have signed, its root is that of the level files, and
/// the lock (of the log that is open) is not behind it. `root`: <data>/log. One Chinese sentence per defect, with the
/// file.
std::vector<std::string> check_published(const std::filesystem::path& root, const Origin& origin);

}  // namespace yiguan::ledger
