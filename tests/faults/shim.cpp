// Preloaded into the program under test: counts its calls on the files of one folder and on the connections it makes,
// and fails the one that the test has chosen (control.hpp). Everything else is passed on.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>

#include "control.hpp"

namespace {

using namespace yiguan::testing::faults;

template <class F>
F* next(const char* name) {
    return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}
#define NEXT(name) static const auto real = next<decltype(name)>(#name)

enum Kind : unsigned char { other, watched_file, connection, dead_connection };
constexpr int descriptors_max = 65536;
std::atomic<unsigned char> kinds[descriptors_max];
Control* control = nullptr;
char folder[512];
std::size_t folder_size = 0;

__attribute__((constructor)) void attach() {
    const char* const path = getenv(control_variable);
    const char* const watched = getenv(folder_variable);
    if (!path || !watched || strlen(watched) >= sizeof folder) return;
    folder_size = strlen(watched);
    std::copy_n(watched, folder_size + 1, folder);
    // Both are this library's own, which pass on what they do not watch.
    const int fd = ::open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void* const memory = ::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (memory != MAP_FAILED) control = static_cast<Control*>(memory);
}

Kind kind(int fd) {
    return fd >= 0 && fd < descriptors_max ? static_cast<Kind>(kinds[fd].load(std::memory_order_relaxed)) : other;
}
void set_kind(int fd, Kind k) {
    if (fd >= 0 && fd < descriptors_max) kinds[fd].store(k, std::memory_order_relaxed);
}

// The path that `fd` was opened with, or that a name below a folder stands for. At most 511 bytes.
struct Path {
    char text[512] = "";
    explicit Path(int fd) {
        char link[32];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        const auto n = readlink(link, text, sizeof text - 1);
        text[std::max<ssize_t>(n, 0)] = '\0';
    }
    Path(int directory, const char* name) {
        if (name[0] == '/') {
            strncpy(text, name, sizeof text - 1);
        } else if (directory != AT_FDCWD) {
            *this = Path(directory);
            const auto size = strlen(text);
            snprintf(text + size, sizeof text - size, "/%s", name);
        }
    }
    bool watched() const { return control && strncmp(text, folder, folder_size) == 0; }
};

/// Whether the call that is about to be made is the one. Sets errno then.
bool fails(Calls call, const char* name, const char* path, bool can_be_halved = false) {
    if (!control || control->armed.load(std::memory_order_acquire) == 0 || (control->calls & call) == 0) return false;
    if (control->mode == Mode::half && !can_be_halved) return false;
    if (const auto wanted = strlen(control->file); wanted > 0) {
        const auto size = strlen(path);
        if (size < wanted || strcmp(path + size - wanted, control->file) != 0) return false;
    }
    const auto n = control->count.fetch_add(1) + 1;
    const bool hit = control->mode != Mode::none &&
                     (n == control->at || (control->mode == Mode::error_ever && n > control->at && control->at > 0));
    if (!hit) return false;
    if (control->hits.fetch_add(1) == 0) snprintf(control->what, sizeof control->what, "%s %s", name, path);
    errno = control->error;
    return true;
}
bool fails(Calls call, const char* name, int fd, bool can_be_halved = false) {
    // Looking the path up costs a call of its own, and is needed only while the test looks.
    if (kind(fd) != watched_file || !control || control->armed.load(std::memory_order_relaxed) == 0) return false;
    const int before = errno;
    const Path path(fd);
    errno = before;
    return fails(call, name, path.text, can_be_halved);
}
bool fails_at(Calls call, const char* name, int directory, const char* path) {
    const Path full(directory, path);
    return full.watched() && fails(call, name, full.text);
}
bool halves() {
    return control->mode == Mode::half;
}

int opened(int fd, bool watched) {
    set_kind(fd, watched ? watched_file : other);
    return fd;
}

template <class Real>
int open_with(Real real, const char* name, int directory, const char* path, int flags, mode_t mode) {
    const Path full(directory, path);
    const bool watched = full.watched();
    // A full disk refuses new names only.
    const bool counts = watched && (control->error != ENOSPC || (flags & O_CREAT) != 0);
    if (counts && fails(call_open, name, full.text)) return -1;
    return opened(real(directory, path, flags, mode), watched);
}

// Reads and writes of one buffer.
template <class Real>
ssize_t transfer(Calls call, const char* name, int fd, std::size_t size, Real real) {
    if (!fails(call, name, fd, size > 1)) return real(size);
    return halves() ? real(size / 2) : -1;
}
// Of several: the first piece alone is a short transfer too.
template <class Real>
ssize_t gather(Calls call, const char* name, int fd, int pieces, Real real) {
    if (!fails(call, name, fd, pieces > 1)) return real(pieces);
    return halves() ? real(1) : -1;
}

ssize_t cut(int fd, int error) {
    set_kind(fd, dead_connection);
    shutdown(fd, SHUT_RDWR);
    errno = error;
    return -1;
}

}  // namespace

extern "C" {

#define MODE_OF_OPEN                                            \
    mode_t mode = 0;                                            \
    if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {       \
        va_list rest;                                           \
        va_start(rest, flags);                                  \
        mode = static_cast<mode_t>(va_arg(rest, unsigned int)); \
        va_end(rest);                                           \
    }

int open(const char* path, int flags, ...) {
    MODE_OF_OPEN
    NEXT(openat);
    return open_with(real, "open", AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    MODE_OF_OPEN
    NEXT(openat64);
    return open_with(real, "open", AT_FDCWD, path, flags, mode);
}
int openat(int directory, const char* path, int flags, ...) {
    MODE_OF_OPEN
    NEXT(openat);
    return open_with(real, "openat", directory, path, flags, mode);
}
int openat64(int directory, const char* path, int flags, ...) {
    MODE_OF_OPEN
    NEXT(openat64);
    return open_with(real, "openat", directory, path, flags, mode);
}
int close(int fd) {
    NEXT(close);
    const bool failing = fails(call_close, "close", fd);
    set_kind(fd, other);
    const int done = real(fd);
    if (failing) errno = control->error;
    return failing ? -1 : done;
}

ssize_t read(int fd, void* to, size_t size) {
    NEXT(read);
    return transfer(call_read, "read", fd, size, [&](size_t n) { return real(fd, to, n); });
}
ssize_t pread(int fd, void* to, size_t size, off_t at) {
    NEXT(pread);
    return transfer(call_read, "pread", fd, size, [&](size_t n) { return real(fd, to, n, at); });
}
ssize_t pread64(int fd, void* to, size_t size, off64_t at) {
    NEXT(pread64);
    return transfer(call_read, "pread", fd, size, [&](size_t n) { return real(fd, to, n, at); });
}
ssize_t readv(int fd, const iovec* pieces, int count) {
    NEXT(readv);
    return gather(call_read, "readv", fd, count, [&](int n) { return real(fd, pieces, n); });
}
ssize_t write(int fd, const void* from, size_t size) {
    NEXT(write);
    return transfer(call_write, "write", fd, size, [&](size_t n) { return real(fd, from, n); });
}
ssize_t pwrite(int fd, const void* from, size_t size, off_t at) {
    NEXT(pwrite);
    return transfer(call_write, "pwrite", fd, size, [&](size_t n) { return real(fd, from, n, at); });
}
ssize_t pwrite64(int fd, const void* from, size_t size, off64_t at) {
    NEXT(pwrite64);
    return transfer(call_write, "pwrite", fd, size, [&](size_t n) { return real(fd, from, n, at); });
}
ssize_t writev(int fd, const iovec* pieces, int count) {
    NEXT(writev);
    return gather(call_write, "writev", fd, count, [&](int n) { return real(fd, pieces, n); });
}
ssize_t pwritev(int fd, const iovec* pieces, int count, off_t at) {
    NEXT(pwritev);
    return gather(call_write, "pwritev", fd, count, [&](int n) { return real(fd, pieces, n, at); });
}
ssize_t pwritev64(int fd, const iovec* pieces, int count, off64_t at) {
    NEXT(pwritev64);
    return gather(call_write, "pwritev", fd, count, [&](int n) { return real(fd, pieces, n, at); });
}
ssize_t sendfile(int to, int from, off_t* at, size_t size) noexcept {
    NEXT(sendfile);
    return transfer(call_write, "sendfile", to, size, [&](size_t n) { return real(to, from, at, n); });
}
ssize_t sendfile64(int to, int from, off64_t* at, size_t size) noexcept {
    NEXT(sendfile64);
    return transfer(call_write, "sendfile", to, size, [&](size_t n) { return real(to, from, at, n); });
}
ssize_t copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags) {
    NEXT(copy_file_range);
    return transfer(call_write, "copy_file_range", to, size,
                    [&](size_t n) { return real(from, from_at, to, to_at, n, flags); });
}

int fsync(int fd) {
    NEXT(fsync);
    return fails(call_sync, "fsync", fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    NEXT(fdatasync);
    return fails(call_sync, "fdatasync", fd) ? -1 : real(fd);
}
int ftruncate(int fd, off_t size) noexcept {
    NEXT(ftruncate);
    return fails(call_size, "ftruncate", fd) ? -1 : real(fd, size);
}
int ftruncate64(int fd, off64_t size) noexcept {
    NEXT(ftruncate64);
    return fails(call_size, "ftruncate", fd) ? -1 : real(fd, size);
}
int fallocate(int fd, int mode, off_t at, off_t size) {
    NEXT(fallocate);
    return fails(call_size, "fallocate", fd) ? -1 : real(fd, mode, at, size);
}
int fallocate64(int fd, int mode, off64_t at, off64_t size) {
    NEXT(fallocate64);
    return fails(call_size, "fallocate", fd) ? -1 : real(fd, mode, at, size);
}
int posix_fallocate(int fd, off_t at, off_t size) {
    NEXT(posix_fallocate);
    return fails(call_size, "posix_fallocate", fd) ? control->error : real(fd, at, size);
}

int rename(const char* from, const char* to) noexcept {
    NEXT(rename);
    return fails_at(call_name, "rename", AT_FDCWD, to) ? -1 : real(from, to);
}
int renameat(int from_directory, const char* from, int to_directory, const char* to) noexcept {
    NEXT(renameat);
    return fails_at(call_name, "renameat", to_directory, to) ? -1 : real(from_directory, from, to_directory, to);
}
int renameat2(int from_directory, const char* from, int to_directory, const char* to, unsigned flags) noexcept {
    NEXT(renameat2);
    return fails_at(call_name, "renameat2", to_directory, to) ? -1
                                                              : real(from_directory, from, to_directory, to, flags);
}
int link(const char* from, const char* to) noexcept {
    NEXT(link);
    return fails_at(call_name, "link", AT_FDCWD, to) ? -1 : real(from, to);
}
int unlink(const char* path) noexcept {
    NEXT(unlink);
    return fails_at(call_remove, "unlink", AT_FDCWD, path) ? -1 : real(path);
}
int unlinkat(int directory, const char* path, int flags) noexcept {
    NEXT(unlinkat);
    return fails_at(call_remove, "unlinkat", directory, path) ? -1 : real(directory, path, flags);
}
int mkdir(const char* path, mode_t mode) noexcept {
    NEXT(mkdir);
    return fails_at(call_name, "mkdir", AT_FDCWD, path) ? -1 : real(path, mode);
}
int rmdir(const char* path) noexcept {
    NEXT(rmdir);
    return fails_at(call_remove, "rmdir", AT_FDCWD, path) ? -1 : real(path);
}

void* mmap(void* at, size_t size, int protection, int flags, int fd, off_t offset) noexcept {
    NEXT(mmap);
    return fails(call_map, "mmap", fd) ? MAP_FAILED : real(at, size, protection, flags, fd, offset);
}
void* mmap64(void* at, size_t size, int protection, int flags, int fd, off64_t offset) noexcept {
    NEXT(mmap64);
    return fails(call_map, "mmap", fd) ? MAP_FAILED : real(at, size, protection, flags, fd, offset);
}

int connect(int fd, const sockaddr* to, socklen_t size) {
    NEXT(connect);
    set_kind(fd, control ? connection : other);
    return real(fd, to, size);
}
ssize_t send(int fd, const void* from, size_t size, int flags) {
    NEXT(send);
    if (kind(fd) == dead_connection) {
        errno = EPIPE;
        return -1;
    }
    if (kind(fd) != connection || !fails(call_send, "send", "")) return real(fd, from, size, flags);
    if (control->mode == Mode::cut_halfway && size > 1) real(fd, from, size / 2, flags);
    if (control->mode != Mode::cut_after) return cut(fd, EPIPE);
    // What was sent arrives, no answer comes back.
    const auto sent = real(fd, from, size, flags);
    set_kind(fd, dead_connection);
    shutdown(fd, SHUT_WR);
    return sent;
}
ssize_t recv(int fd, void* to, size_t size, int flags) {
    NEXT(recv);
    if (kind(fd) == dead_connection) {
        errno = ECONNRESET;
        return -1;
    }
    if (kind(fd) != connection || !fails(call_receive, "recv", "")) return real(fd, to, size, flags);
    if (control->mode == Mode::cut_halfway && size > 1) {
        const auto got = real(fd, to, std::min<size_t>(size, 7), flags);
        set_kind(fd, dead_connection);
        shutdown(fd, SHUT_RDWR);
        return got;
    }
    if (control->mode != Mode::cut_after) return cut(fd, ECONNRESET);
    const auto got = real(fd, to, size, flags);
    set_kind(fd, dead_connection);
    shutdown(fd, SHUT_RDWR);
    return got;
}

}  // extern "C"
