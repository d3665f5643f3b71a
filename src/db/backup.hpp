// A copy of the embedded database while it is in use.
#pragma once
#include <filesystem>

namespace yiguan::db {

/// Writes one consistent state of the SQLite database in `directory` to the new file `to`; servers may go on writing.
/// @throws Fault when there is no database, when `to` exists, or when the disk refuses. Cost: reads all pages once.
void backup_sqlite(const std::filesystem::path& directory, const std::filesystem::path& to);

}  // namespace yiguan::db
