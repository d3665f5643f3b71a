#include "db/backup.hpp"

#include <sqlite3.h>

#include <memory>

#include "db/db.hpp"
#include "db/page_checksum.hpp"

namespace yiguan::db {

void backup_sqlite(const std::filesystem::path& directory, const std::filesystem::path& to) {
    struct Close {
        void operator()(sqlite3* c) const { sqlite3_close(c); }
        void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
    };
    use_page_checksums();
    sqlite3* raw = nullptr;
    const auto file = directory / "yiguan.db";
    const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
    const std::unique_ptr<sqlite3, Close> connection(raw);
    if (opened != SQLITE_OK) throw Fault(Fault::Kind::unavailable, "no database at " + file.string());
    sqlite3_busy_timeout(raw, 10'000);
    // VACUUM INTO reads one snapshot and writes a file without free pages; it refuses an existing target.
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(raw, "vacuum into $1", -1, &prepared, nullptr) != SQLITE_OK)
        throw Fault(Fault::Kind::other, sqlite3_errmsg(raw));
    const std::unique_ptr<sqlite3_stmt, Close> statement(prepared);
    const std::string target = to.string();
    sqlite3_bind_text(prepared, 1, target.c_str(), static_cast<int>(target.size()), SQLITE_STATIC);
    if (sqlite3_step(prepared) != SQLITE_DONE)
        throw Fault(Fault::Kind::other, "backup: " + std::string(sqlite3_errmsg(raw)));
}

}  // namespace yiguan::db
