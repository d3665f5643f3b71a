#include "db/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/commands.hpp"

namespace yiguan::app {
namespace {

namespace fs = std::filesystem;

void sync_path(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 || ::fsync(fd) != 0) {
        const int failed = errno;
        if (fd >= 0) ::close(fd);
        throw std::system_error(failed, std::generic_category(), path.string());
    }
    ::close(fd);
}

}  // namespace

int backup(const Values& values, const std::string& to) {
    const fs::path data = values.text("data"), target = to;
    if (!values.text("database").empty()) {
        fmt::print(stderr, "PostgreSQL 的数据请用 pg_dump 备份；密钥文件与 documents 目录请另行复制\n");
        return 2;
    }
    if (fs::exists(target)) {
        fmt::print(stderr, "备份目录已存在：{}\n", target.string());
        return 2;
    }
    if (::mkdir(target.c_str(), 0700) != 0) throw std::system_error(errno, std::generic_category(), target.string());
    // The database first: every document that it names is on disk by then, and later ones do no harm.
    db::backup_sqlite(data, target / "yiguan.db");
    fs::permissions(target / "yiguan.db", fs::perms::owner_read | fs::perms::owner_write);
    if (fs::exists(data / "documents")) fs::copy(data / "documents", target / "documents", fs::copy_options::recursive);
    fs::copy_file(values.path("keys"), target / "keys");
    for (const auto& entry : fs::recursive_directory_iterator(target)) sync_path(entry.path());
    sync_path(target);
    fmt::print("{}\n", target.string());
    return 0;
}

}  // namespace yiguan::app
