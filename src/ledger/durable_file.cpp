#include "ledger/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "core/descriptor.hpp"

namespace yiguan::ledger {
namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

int open_at(const std::filesystem::path& path, int flags, mode_t mode = 0) {
    return ::open(path.c_str(), flags, mode);
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor fd(open_at(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() < 0 || ::fsync(fd.get()) != 0) fail("syncing " + folder.string());
}

}  // namespace

void replace_file(const std::filesystem::path& path, std::string_view content) {
    const std::filesystem::path beside = path.string() + ".new";
    {
        const Descriptor fd(open_at(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (fd.get() < 0) fail("creating " + beside.string());
        for (std::string_view rest = content; !rest.empty();) {
            const ssize_t n = ::write(fd.get(), rest.data(), rest.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail("writing " + beside.string());
            rest.remove_prefix(static_cast<std::size_t>(n));
        }
        if (::fsync(fd.get()) != 0) fail("syncing " + beside.string());
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) fail("replacing " + path.string());
    sync_folder(path.parent_path());
}

std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
    const Descriptor fd(open_at(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        fail("opening " + path.string());
    }
    std::string content(bytes_max + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t n = ::read(fd.get(), content.data() + size, content.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("reading " + path.string());
        if (n == 0) break;
        size += static_cast<std::size_t>(n);
    }
    if (size > bytes_max) throw std::runtime_error(path.string() + " is too long");
    content.resize(size);
    return content;
}

void make_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0) {
        if (errno == EEXIST) return;
        if (errno != ENOENT || !folder.has_parent_path()) fail("creating " + folder.string());
        make_folder(folder.parent_path());
        if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail("creating " + folder.string());
    }
    sync_folder(folder.parent_path());
}

}  // namespace yiguan::ledger
