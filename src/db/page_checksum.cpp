#include "db/page_checksum.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>

#include "core/descriptor.hpp"

namespace yiguan::db {
namespace {

constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ull;  // odd: each step can be undone, so no change is lost in it
constexpr int payload = page_bytes - page_reserve_bytes;
constexpr int reserve_at = 20;  // in the header of the file: bytes reserved at the end of every page
// SQLite never uses the page with this byte, which serves for locks.
constexpr std::uint64_t lock_byte = 0x4000'0000;

// ---- the file layer: SQLite's own, with one thing done on the way

struct File {
    sqlite3_file base;
    bool is_database;
    bool known;  // the one below
    bool carries;
    sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* self(sqlite3_file* f) {
    return reinterpret_cast<File*>(f);
}
sqlite3_file* inner(sqlite3_file* f) {
    return self(f)->inner();
}
const sqlite3_io_methods* methods(sqlite3_file* f) {
    return inner(f)->pMethods;
}

int close_file(sqlite3_file* f) {
    return methods(f)->xClose(inner(f));
}
int read_file(sqlite3_file* f, void* to, int bytes, sqlite3_int64 at) {
    return methods(f)->xRead(inner(f), to, bytes, at);
}

bool carries_checksums(sqlite3_file* f, const void* from, int bytes, sqlite3_int64 at) {
    File& file = *self(f);
    if (at == 0 && bytes > reserve_at) {
        file.carries = static_cast<const unsigned char*>(from)[reserve_at] == page_reserve_bytes;
        file.known = true;
    } else if (!file.known) {
        unsigned char header[reserve_at + 1] = {};
        if (methods(f)->xRead(inner(f), header, sizeof header, 0) != SQLITE_OK) return false;
        file.carries = header[reserve_at] == page_reserve_bytes;
        file.known = true;
    }
    return file.carries;
}

int write_file(sqlite3_file* f, const void* from, int bytes, sqlite3_int64 at) {
    if (!self(f)->is_database || bytes != page_bytes || at % page_bytes != 0 || !carries_checksums(f, from, bytes, at))
        return methods(f)->xWrite(inner(f), from, bytes, at);
    // What SQLite gave is its cache: it is not written into.
    alignas(32) thread_local std::array<std::byte, page_bytes> page;
    std::memcpy(page.data(), from, payload);
    const auto sum = page_checksum(static_cast<std::uint32_t>(at / page_bytes + 1), std::span(page).first(payload));
    std::memcpy(page.data() + payload, &sum, sizeof sum);
    return methods(f)->xWrite(inner(f), page.data(), bytes, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
    if (size == 0) self(f)->known = false;
    return methods(f)->xTruncate(inner(f), size);
}
int sync_file(sqlite3_file* f, int flags) {
    return methods(f)->xSync(inner(f), flags);
}
int file_size(sqlite3_file* f, sqlite3_int64* size) {
    return methods(f)->xFileSize(inner(f), size);
}
int lock_file(sqlite3_file* f, int kind) {
    return methods(f)->xLock(inner(f), kind);
}
int unlock_file(sqlite3_file* f, int kind) {
    return methods(f)->xUnlock(inner(f), kind);
}
int check_reserved_lock(sqlite3_file* f, int* out) {
    return methods(f)->xCheckReservedLock(inner(f), out);
}
int file_control(sqlite3_file* f, int op, void* argument) {
    return methods(f)->xFileControl(inner(f), op, argument);
}
int sector_size(sqlite3_file* f) {
    return methods(f)->xSectorSize(inner(f));
}
int device_characteristics(sqlite3_file* f) {
    // The last bytes of a page are ours to change, which atomic batches of pages would not allow.
    return methods(f)->xDeviceCharacteristics(inner(f)) & ~SQLITE_IOCAP_BATCH_ATOMIC;
}
int shm_map(sqlite3_file* f, int page, int size, int extend, volatile void** out) {
    return methods(f)->xShmMap(inner(f), page, size, extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
    return methods(f)->xShmLock(inner(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) {
    methods(f)->xShmBarrier(inner(f));
}
int shm_unmap(sqlite3_file* f, int remove) {
    return methods(f)->xShmUnmap(inner(f), remove);
}
int fetch(sqlite3_file* f, sqlite3_int64 at, int bytes, void** out) {
    return methods(f)->xFetch(inner(f), at, bytes, out);
}
int unfetch(sqlite3_file* f, sqlite3_int64 at, void* page) {
    return methods(f)->xUnfetch(inner(f), at, page);
}

const sqlite3_io_methods with_checksums = {
    3,
    close_file,
    read_file,
    write_file,
    truncate_file,
    sync_file,
    file_size,
    lock_file,
    unlock_file,
    check_reserved_lock,
    file_control,
    sector_size,
    device_characteristics,
    shm_map,
    shm_lock,
    shm_barrier,
    shm_unmap,
    fetch,
    unfetch,
};

sqlite3_vfs* underneath = nullptr;

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out_flags) {
    File& file = *self(f);
    file.is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    file.known = file.carries = false;
    file.base.pMethods = nullptr;
    const int rc = underneath->xOpen(underneath, name, file.inner(), flags, out_flags);
    // Of a file that could not be opened SQLite closes what has methods.
    if (file.inner()->pMethods) file.base.pMethods = &with_checksums;
    return rc;
}

bool all_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
}

}  // namespace

std::uint64_t page_checksum(std::uint32_t page, std::span<const std::byte> bytes) {
    // Four lanes, because a multiplication waits for the one before it.
    std::uint64_t lane[4] = {page, page + prime, page ^ prime, ~static_cast<std::uint64_t>(page)};
    std::size_t i = 0;
    for (std::size_t n = 0; i + 8 <= bytes.size(); i += 8, n = (n + 1) & 3) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        lane[n] = (lane[n] ^ word) * prime;
    }
    std::uint64_t sum = bytes.size();
    for (const std::uint64_t l : lane) {
        sum = (sum ^ l) * prime;
        sum ^= sum >> 29;
    }
    return sum;
}

void use_page_checksums() {
    static std::once_flag once;
    std::call_once(once, [] {
        // Nobody asks the library how much it has allocated; it would take a lock for each piece to know.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        underneath = sqlite3_vfs_find(nullptr);
        static sqlite3_vfs layer = *underneath;
        layer.szOsFile = static_cast<int>(sizeof(File)) + underneath->szOsFile;
        layer.zName = "yiguan-pages";
        layer.pNext = nullptr;
        layer.xOpen = open_file;
        sqlite3_vfs_register(&layer, 1);
    });
}

std::vector<PageDefect> check_pages(const std::filesystem::path& path, std::size_t limit, int tries) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const int fd = file.get();
    if (fd < 0) throw std::system_error(errno, std::generic_category(), path.string());
    struct stat status {};
    if (::fstat(fd, &status) != 0) throw std::system_error(errno, std::generic_category(), path.string());
    const auto size = static_cast<std::uint64_t>(status.st_size);
    std::vector<PageDefect> found;
    std::size_t good_pages = 0;
    bool reserved = true;

    std::vector<std::byte> chunk(256 * page_bytes);
    const auto read_at = [&](std::span<std::byte> to, std::uint64_t at) {
        std::size_t have = 0;
        while (have < to.size()) {
            const auto n = ::pread(fd, to.data() + have, to.size() - have, static_cast<off_t>(at + have));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) throw std::system_error(errno, std::generic_category(), path.string());
            if (n == 0) break;
            have += static_cast<std::size_t>(n);
        }
        return have;
    };
    const auto whole = [](std::uint32_t page, std::span<const std::byte> bytes) {
        std::uint64_t sum = 0;
        std::memcpy(&sum, bytes.data() + payload, sizeof sum);
        return sum == page_checksum(page, bytes.first(payload));
    };

    for (std::uint64_t at = 0; at < size && found.size() < limit; at += chunk.size()) {
        const std::size_t have = read_at(chunk, at);
        for (std::size_t i = 0; i < have && found.size() < limit; i += page_bytes) {
            const std::uint64_t here = at + i;
            const auto page = static_cast<std::uint32_t>(here / page_bytes + 1);
            if (have - i < page_bytes) {
                found.push_back({page, "文件长度不是页的整数倍"});
                break;
            }
            const auto bytes = std::span(chunk).subspan(i, page_bytes);
            if (here == 0) reserved = bytes[reserve_at] != std::byte{0};
            bool good = whole(page, bytes);
            if (good) ++good_pages;
            if (good || here == lock_byte || (page > 1 && all_zero(bytes))) continue;
            for (int again = 0; again < tries && !good; ++again) {
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
                std::array<std::byte, page_bytes> copy;
                good = read_at(copy, here) == copy.size() && whole(page, copy);
            }
            if (!good) found.push_back({page, "内容与页校验和不符"});
        }
    }
    if (!reserved && good_pages == 0) return {};  // of the time before the checksums: opening it writes it anew
    return found;
}

std::vector<std::string> page_owners(const std::filesystem::path& file, std::span<const std::uint32_t> pages) {
    std::vector<std::string> owners(pages.size());
    sqlite3* db = nullptr;
    if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
        sqlite3_stmt* walk = nullptr;
        if (sqlite3_prepare_v2(db, "select pageno, name from dbstat", -1, &walk, nullptr) == SQLITE_OK)
            while (sqlite3_step(walk) == SQLITE_ROW)
                for (std::size_t i = 0; i < pages.size(); ++i)
                    if (sqlite3_column_int64(walk, 0) == pages[i])
                        owners[i] = reinterpret_cast<const char*>(sqlite3_column_text(walk, 1));
        sqlite3_finalize(walk);
    }
    sqlite3_close(db);
    return owners;
}

}  // namespace yiguan::db
