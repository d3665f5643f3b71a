#include "core/secret_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/descriptor.hpp"
#include "core/text.hpp"

namespace yiguan {
namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void write_all(int fd, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("writing " + path);
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

void sync_directory_of(const std::filesystem::path& path) {
    const auto directory = path.parent_path().empty() ? std::filesystem::path(".") : path.parent_path();
    const Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() < 0 || ::fsync(fd.get()) != 0) fail("syncing " + directory.string());
}

void make_directories(const std::filesystem::path& directory) {
    if (directory.empty() || std::filesystem::exists(directory)) return;
    make_directories(directory.parent_path());
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) fail("creating " + directory.string());
    sync_directory_of(directory);
}

/// A file of its own name beside `path`, complete and on disk. Whoever crashes leaves at most such a file behind.
std::filesystem::path write_beside(const std::filesystem::path& path, std::string_view text) {
    const auto beside = std::filesystem::path(fmt::format("{}.{}.new", path.string(), random_token(9)));
    const Descriptor fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd.get() < 0) fail("creating " + beside.string());
    try {
        if (::fchmod(fd.get(), 0600) != 0) fail("setting the mode of " + beside.string());
        write_all(fd.get(), text, beside.string());
        if (::fsync(fd.get()) != 0) fail("syncing " + beside.string());
    } catch (...) {
        ::unlink(beside.c_str());
        throw;
    }
    return beside;
}

}  // namespace

Error secret_file_refusal(const std::filesystem::path& path, std::string_view name, std::string_view why) {
    return Error{Code::key_file, "", fmt::format("{} {} 不可用：{}", name, path.string(), why)};
}

Result<SecretText> read_secret_file(const std::filesystem::path& path, std::string_view name) {
    const auto refuse = [&](std::string_view why) { return secret_file_refusal(path, name, why); };
    // Not blocking, so that a pipe put in its place is refused and does not hang the start.
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) {
        if (errno == ENOENT || errno == ENOTDIR) return refuse("文件不存在");
        if (errno == EACCES || errno == EPERM) return refuse("没有读取权限");
        fail("opening " + path.string());
    }
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) fail("reading the mode of " + path.string());
    if (!S_ISREG(status.st_mode)) return refuse("不是普通文件");
    if ((status.st_mode & 077) != 0)
        return refuse(fmt::format("权限为 {:04o}，其他用户可以访问，请先执行 chmod 600", status.st_mode & 07777));
    if (status.st_size > static_cast<off_t>(secret_file_bytes_max)) return refuse("不是一贯的密钥文件，或内容已损坏");
    SecretText content{std::string(secret_file_bytes_max, '\0')};
    std::size_t size = 0;
    while (size < content.text.size()) {
        const ssize_t n = ::read(fd.get(), content.text.data() + size, content.text.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("reading " + path.string());
        if (n == 0) break;
        size += static_cast<std::size_t>(n);
    }
    content.text.resize(size);
    return content;
}

Result<bool> secret_file_exists(const std::filesystem::path& path, std::string_view name) {
    // A name that exists is never created over, whatever is behind it (a dangling link, a damaged file).
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) return true;
    if (errno == EACCES || errno == EPERM) return secret_file_refusal(path, name, "没有读取权限");
    if (errno != ENOENT) fail("looking for " + path.string());
    return false;
}

bool create_secret_file(const std::filesystem::path& path, std::string_view text) {
    make_directories(path.parent_path());
    const auto beside = write_beside(path, text);
    // link() refuses an existing name, where rename() would replace what another process has just created.
    const bool linked = ::link(beside.c_str(), path.c_str()) == 0;
    const int link_errno = errno;
    // File systems without hard links (some network and FAT ones) have the rename that does not replace.
    const bool created = linked || (link_errno != EEXIST && ::renameat2(AT_FDCWD, beside.c_str(), AT_FDCWD,
                                                                        path.c_str(), RENAME_NOREPLACE) == 0);
    const int rename_errno = errno;
    ::unlink(beside.c_str());
    if (!created && link_errno != EEXIST && rename_errno != EEXIST) {
        errno = rename_errno;
        fail("creating " + path.string());
    }
    sync_directory_of(path);
    return created;
}

void replace_secret_file(const std::filesystem::path& path, std::string_view text) {
    const auto beside = write_beside(path, text);
    if (::rename(beside.c_str(), path.c_str()) != 0) {
        const int error = errno;
        ::unlink(beside.c_str());
        errno = error;
        fail("replacing " + path.string());
    }
    sync_directory_of(path);
}

std::optional<std::string_view> take_named_line(std::string_view& rest, std::string_view name) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos || end <= name.size()) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    if (!line.starts_with(name) || line[name.size()] != ' ') return std::nullopt;
    rest.remove_prefix(end + 1);
    return line.substr(name.size() + 1);
}

}  // namespace yiguan
