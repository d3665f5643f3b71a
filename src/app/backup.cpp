#include "db/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/commands.hpp"
#include "core/text.hpp"

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

/// A new folder that is removed again unless its path is cleared.
struct Unfinished {
    explicit Unfinished(fs::path p) : path(std::move(p)) {
        if (::mkdir(path.c_str(), 0700) != 0) throw std::system_error(errno, std::generic_category(), path.string());
    }
    Unfinished(const Unfinished&) = delete;
    ~Unfinished() {
        std::error_code stays;
        if (!path.empty()) fs::remove_all(path, stays);
    }
    fs::path path;
};

}  // namespace

int backup(const Values& values, const std::string& to) {
    const fs::path data = values.text("data");
    fs::path target = fs::path(to).lexically_normal();
    if (!target.has_filename()) target = target.parent_path();  // "folder/"
    if (!values.text("database").empty()) {
        fmt::print(stderr,
                   "PostgreSQL 的数据请用 pg_dump 备份；密钥文件 keys、log-keys 与 documents 目录请另行复制（不要复制 "
                   "log 目录）\n");
        return 2;
    }
    if (fs::exists(target)) {
        fmt::print(stderr, "备份目录已存在：{}\n", target.string());
        return 2;
    }
    // Under the name that was asked for there is a whole backup or nothing.
    Unfinished made(fs::path(fmt::format("{}.{}.unfinished", target.string(), random_token(6))));
    // The database first: every document that it names is on disk by then, and later ones do no harm.
    db::backup_sqlite(data, made.path / "yiguan.db");
    fs::permissions(made.path / "yiguan.db", fs::perms::owner_read | fs::perms::owner_write);
    if (fs::exists(data / "documents"))
        fs::copy(data / "documents", made.path / "documents", fs::copy_options::recursive);
    fs::copy_file(values.path("keys"), made.path / "keys");
    // Behind the database: every person that it names has a key there.
    if (fs::exists(data / "subjects")) fs::copy_file(data / "subjects", made.path / "subjects");
    // The log's folder stays: level files are made again, and the lock must tell what was signed last, not what was
    // signed when the backup was made.
    const bool signs = fs::exists(data / "log-keys");
    if (signs) fs::copy_file(data / "log-keys", made.path / "log-keys");
    for (const auto& entry : fs::recursive_directory_iterator(made.path)) sync_path(entry.path());
    sync_path(made.path);
    fs::rename(made.path, target);
    made.path = target;
    sync_path(fs::absolute(target).parent_path());
    made.path.clear();
    fmt::print("{}\n", target.string());
    if (signs)
        fmt::print(
            stderr,
            "日志锁 {} 不在备份中：恢复时请保留原数据目录的 log 目录，否则透明日志须执行 yiguan log continue 另起\n",
            (data / "log" / "lock").string());
    return 0;
}

}  // namespace yiguan::app
