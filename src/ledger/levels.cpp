#include "ledger/levels.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace yiguan::ledger {
namespace {

namespace fs = std::filesystem;
using proof::Hash;

/// Every fourth level of the tree is stored: level 4 * row of it in row's file.
constexpr int row_levels = 4;
constexpr std::size_t rows = 16;
constexpr std::uint64_t row_width = 1u << row_levels;
constexpr std::uint64_t hash_bytes = sizeof(Hash);

constexpr int shift_of(std::size_t row) {
    return static_cast<int>(row) * row_levels;
}

[[noreturn]] void fail(const fs::path& path, const char* what) {
    throw std::system_error(errno, std::generic_category(), fmt::format("{}: {}", path.string(), what));
}

void sync_folder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) fail(folder, "open");
    const bool synced = ::fsync(fd) == 0;
    ::close(fd);
    if (!synced) fail(folder, "fsync");
}

}  // namespace

struct Levels::Files {
    fs::path folder;
    proof::Suite suite;
    Use use;
    /// -1: not there (yet). Opened before the size that needs it is published.
    std::array<std::atomic<int>, rows> fds;
    std::atomic<std::uint64_t> size = 0;
    proof::Frontier frontier;
    std::array<bool, rows> dirty{};
    bool folder_dirty = false;

    Files(fs::path in, proof::Suite of, Use how) : folder(std::move(in)), suite(of), use(how), frontier(of) {
        for (auto& fd : fds) fd = -1;
    }
    ~Files() {
        for (const auto& fd : fds)
            if (fd >= 0) ::close(fd);
    }

    fs::path path(std::size_t row) const { return folder / fmt::format("{}-{}", row % 2 ? "half" : "level", row / 2); }

    void open(std::size_t row, int more_flags) {
        const int access = use == Use::read ? O_RDONLY : O_RDWR;
        const int fd = ::open(path(row).c_str(), access | O_CLOEXEC | more_flags, 0640);
        if (fd < 0 && errno != ENOENT) fail(path(row), "open");
        fds[row] = fd;
    }

    std::uint64_t bytes(std::size_t row) const {
        struct ::stat status {};
        if (fds[row] < 0) return 0;
        if (::fstat(fds[row], &status) != 0) fail(path(row), "stat");
        return static_cast<std::uint64_t>(status.st_size);
    }

    void write(std::size_t row, std::uint64_t first, std::span<const Hash> hashes) {
        if (hashes.empty()) return;
        if (fds[row] < 0) {
            open(row, O_CREAT);
            folder_dirty = true;
        }
        dirty[row] = true;
        const char* from = reinterpret_cast<const char*>(hashes.data());
        std::size_t left = hashes.size_bytes();
        for (auto at = static_cast<::off_t>(first * hash_bytes); left > 0;) {
            const ::ssize_t wrote = ::pwrite(fds[row], from, left, at);
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) fail(path(row), "write");
            from += wrote, at += wrote, left -= static_cast<std::size_t>(wrote);
        }
    }

    void read(std::size_t row, std::uint64_t first, std::span<Hash> out) const {
        char* to = reinterpret_cast<char*>(out.data());
        std::size_t left = out.size_bytes();
        for (auto at = static_cast<::off_t>(first * hash_bytes); left > 0;) {
            const ::ssize_t got = ::pread(fds[row], to, left, at);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) fail(path(row), "read");
            if (got == 0) throw std::runtime_error(fmt::format("{} ends at byte {}", path(row).string(), at));
            to += got, at += got, left -= static_cast<std::size_t>(got);
        }
    }

    void truncate(std::size_t row, std::uint64_t hashes) {
        if (bytes(row) <= hashes * hash_bytes) return;
        if (::ftruncate(fds[row], static_cast<::off_t>(hashes * hash_bytes)) != 0) fail(path(row), "truncate");
        dirty[row] = true;
    }

    /// The most leaves all of whose nodes the files hold.
    std::uint64_t whole() const {
        // Highest row first: beside a running writer, which writes the lowest first, each file holds what those above
        // need.
        std::uint64_t least = UINT64_MAX;
        for (std::size_t row = rows; row-- > 0;) {
            const std::uint64_t next = bytes(row) / hash_bytes + 1;  // the first node that is missing
            if (static_cast<int>(std::bit_width(next)) + shift_of(row) <= 64)
                least = std::min(least, (next << shift_of(row)) - 1);
        }
        return least;
    }

    /// The hash over 2^n hashes side by side, n <= 4; they are used up.
    Hash fold(std::span<Hash> hashes) const {
        for (std::size_t n = hashes.size() / 2; n > 0; n /= 2)
            for (std::size_t i = 0; i < n; ++i)
                hashes[i] = proof::hash_children(suite, hashes[2 * i], hashes[2 * i + 1]);
        return hashes[0];
    }
};

Levels::Levels(fs::path folder, proof::Suite suite, Use use)
    : files_(std::make_unique<Files>(std::move(folder), suite, use)) {
    if (use == Use::write && fs::create_directories(files_->folder))
        sync_folder(fs::absolute(files_->folder).parent_path());
    for (std::size_t row = 0; row < rows; ++row) files_->open(row, 0);
    const std::uint64_t whole = files_->whole();
    if (use == Use::write) {
        cut(whole);
    } else {
        files_->size = whole;
    }
}
Levels::~Levels() = default;

std::uint64_t Levels::size() const {
    return files_->size.load(std::memory_order_acquire);
}

void Levels::append(std::span<const Hash> leaves) {
    const std::uint64_t before = size();
    std::array<std::vector<Hash>, rows> made;
    proof::Frontier frontier = files_->frontier;
    for (const Hash& leaf : leaves)
        frontier.append(leaf, [&](int level, std::uint64_t, const Hash& hash) {
            if (level % row_levels == 0 && level > 0)
                made[static_cast<std::size_t>(level / row_levels)].push_back(hash);
        });
    files_->write(0, before, leaves);
    for (std::size_t row = 1; row < rows; ++row) files_->write(row, before >> shift_of(row), made[row]);
    files_->frontier = std::move(frontier);
    files_->size.store(before + leaves.size(), std::memory_order_release);
}

void Levels::sync() {
    for (std::size_t row = 0; row < rows; ++row) {
        if (!files_->dirty[row]) continue;
        if (::fdatasync(files_->fds[row]) != 0) fail(files_->path(row), "sync");
        files_->dirty[row] = false;
    }
    if (files_->folder_dirty) sync_folder(files_->folder);
    files_->folder_dirty = false;
}

void Levels::cut(std::uint64_t size) {
    if (size > files_->whole()) throw std::out_of_range("only what is stored can be cut");
    files_->size.store(size, std::memory_order_release);
    for (std::size_t row = 0; row < rows; ++row) files_->truncate(row, size >> shift_of(row));
    files_->frontier = proof::frontier(files_->suite, *this, size);
}

Hash Levels::node(int level, std::uint64_t index) const {
    if (level < 0 || level > 63 || index >= size() >> level)
        throw std::out_of_range(fmt::format("the log has no node {} of level {} yet", index, level));
    const auto row = static_cast<std::size_t>(level / row_levels);
    const int above = level % row_levels;
    std::array<Hash, row_width / 2> hashes;
    const std::span<Hash> below(hashes.data(), std::size_t{1} << above);
    files_->read(row, index << above, below);
    return files_->fold(below);
}

Hash Levels::root(std::uint64_t size) const {
    return proof::root(files_->suite, *this, size);
}

std::optional<std::string> Levels::tile(const proof::TileName& name) const {
    const int level = name.level * proof::tile_height;
    if (name.entries || name.level < 0 || level > 63) return std::nullopt;
    const std::uint64_t there = size() >> level;
    if (name.index > there / proof::tile_width || name.index * proof::tile_width + name.width > there)
        return std::nullopt;
    std::vector<Hash> hashes(name.width);
    files_->read(static_cast<std::size_t>(level / row_levels), name.index * proof::tile_width, hashes);
    return std::string(reinterpret_cast<const char*>(hashes.data()), hashes.size() * hash_bytes);
}

std::vector<std::string> Levels::check(std::size_t limit) const {
    constexpr std::uint64_t at_once = 256;
    std::vector<std::string> out;
    std::vector<Hash> nodes(at_once), below(at_once * row_width);
    const std::uint64_t leaves = size();
    for (std::size_t row = 1; row < rows; ++row) {
        const std::uint64_t count = leaves >> shift_of(row);
        for (std::uint64_t first = 0; first < count; first += at_once) {
            const auto n = static_cast<std::size_t>(std::min(at_once, count - first));
            files_->read(row, first, {nodes.data(), n});
            files_->read(row - 1, first * row_width, {below.data(), n * row_width});
            for (std::size_t i = 0; i < n; ++i) {
                if (files_->fold({below.data() + i * row_width, row_width}) == nodes[i]) continue;
                if (out.size() == limit) return out;
                const std::uint64_t at = (first + i) * hash_bytes;
                out.push_back(fmt::format("{} 字节 {} 至 {} 与 {} 字节 {} 至 {} 不符", files_->path(row).string(), at,
                                          at + hash_bytes - 1, files_->path(row - 1).string(), at * row_width,
                                          (at + hash_bytes) * row_width - 1));
            }
        }
    }
    return out;
}

// ---- with the records

struct LevelsCheck::State {
    const Levels::Files& files;
    std::size_t limit;
    proof::Frontier frontier;
    std::vector<std::string> out;
    struct Row {
        std::uint64_t bytes = 0;  ///< Of the file.
        std::uint64_t first = 0;  ///< Of the part that is in memory.
        std::vector<Hash> part;
    };
    std::array<Row, rows> stored;

    void say(std::string sentence) {
        if (out.size() < limit) out.push_back(std::move(sentence));
    }

    void compare(std::size_t row, std::uint64_t index, const Hash& hash) {
        constexpr std::uint64_t at_once = 2048;
        Row& file = stored[row];
        const std::uint64_t count = file.bytes / hash_bytes;
        if (index >= count) return;
        if (index >= file.first + file.part.size()) {
            file.first = index;
            file.part.resize(static_cast<std::size_t>(std::min(at_once, count - index)));
            files.read(row, index, file.part);
        }
        const Hash& found = file.part[static_cast<std::size_t>(index - file.first)];
        if (found == hash) return;
        const auto byte = static_cast<std::uint64_t>(std::ranges::mismatch(found, hash).in1 - found.begin());
        say(fmt::format("{} 字节 {} 与记录不符", files.path(row).string(), index * hash_bytes + byte));
    }
};

LevelsCheck::LevelsCheck(const Levels& levels, std::size_t limit)
    : state_(std::make_unique<State>(State{.files = *levels.files_,
                                           .limit = limit,
                                           .frontier = proof::Frontier(levels.files_->suite),
                                           .out = {},
                                           .stored = {}})) {
    for (std::size_t row = rows; row-- > 0;) state_->stored[row].bytes = state_->files.bytes(row);
}
LevelsCheck::~LevelsCheck() = default;

void LevelsCheck::leaf(const Hash& leaf) {
    state_->frontier.append(leaf, [this](int level, std::uint64_t index, const Hash& hash) {
        if (level % row_levels == 0) state_->compare(static_cast<std::size_t>(level / row_levels), index, hash);
    });
}

std::vector<std::string> LevelsCheck::done() {
    for (std::size_t row = 0; row < rows; ++row) {
        const std::uint64_t bytes = state_->stored[row].bytes;
        const std::uint64_t known = (state_->frontier.size() >> shift_of(row)) * hash_bytes;
        const std::string path = state_->files.path(row).string();
        if (bytes > known) {
            state_->say(fmt::format("{} 字节 {} 起没有对应的记录", path, known));
        } else if (bytes % hash_bytes != 0) {
            state_->say(fmt::format("{} 的长度 {} 不是 32 的整数倍", path, bytes));
        }
    }
    return std::move(state_->out);
}

}  // namespace yiguan::ledger
