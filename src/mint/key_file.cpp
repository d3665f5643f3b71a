#include "mint/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "core/text.hpp"

namespace yiguan::mint {

namespace {

constexpr std::size_t file_bytes_max = 4096;

Error refuse(const std::string& path, std::string_view why) {
    return Error{Code::key_file, "", fmt::format("密钥文件 {} 不可用：{}", path, why)};
}

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

private:
    int fd_;
};

std::string hex_sha256(std::string_view text) {
    return to_hex(crypto::module().digest(crypto::Digest::sha256, as_bytes(text)));
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

/// Wipes a text that held the secret when it goes out of scope.
struct Wiped {
    std::string text;
    ~Wiped() { crypto::wipe(std::as_writable_bytes(std::span(text))); }
};

/// Takes "name value\n" from the front of `rest`.
std::optional<std::string_view> take_line(std::string_view& rest, std::string_view name) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos || end <= name.size()) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    if (!line.starts_with(name) || line[name.size()] != ' ') return std::nullopt;
    rest.remove_prefix(end + 1);
    return line.substr(name.size() + 1);
}

}  // namespace

KeyFile::KeyFile(const std::array<std::byte, 32>& secret, std::vector<int> epochs,
                 std::vector<crypto::Algorithm> ciphers)
    : secret_(secret), epochs_(std::move(epochs)), ciphers_(std::move(ciphers)) {
    std::array<std::byte, 8> id;
    derive("yiguan/key-id/1", id);
    id_ = to_hex(id);
}

KeyFile::~KeyFile() {
    crypto::wipe(secret_);
}

bool KeyFile::knows_epoch(int epoch) const {
    return std::find(epochs_.begin(), epochs_.end(), epoch) != epochs_.end();
}

crypto::Algorithm KeyFile::cipher_of(int epoch) const {
    const auto found = std::find(epochs_.begin(), epochs_.end(), epoch);
    return found == epochs_.end() ? crypto::Algorithm::aes
                                  : ciphers_[static_cast<std::size_t>(found - epochs_.begin())];
}

void KeyFile::derive(std::string_view info, std::span<std::byte> out, crypto::Digest digest) const {
    crypto::hkdf(digest, secret_, info, out);
}

std::array<std::byte, 16> KeyFile::code_key(std::string_view domain, int epoch) const {
    std::array<std::byte, 16> key;
    if (cipher_of(epoch) == crypto::Algorithm::sm4)
        derive(fmt::format("yiguan/mint/1/sm4/{}/{}", domain, epoch), key, crypto::Digest::sm3);
    else
        derive(fmt::format("yiguan/mint/1/{}/{}", domain, epoch), key);
    return key;
}

std::string KeyFile::encode() const {
    // As long as AES is the only cipher the file is that of version 1, which older programs read.
    const bool other = std::ranges::count(ciphers_, crypto::Algorithm::aes) != std::ssize(ciphers_);
    std::string text = fmt::format("yiguan-keys {}\n", other ? 2 : 1);
    text += "id " + id_ + "\n";
    text += fmt::format("epochs {}\n", fmt::join(epochs_, " "));
    if (other) {
        text += "ciphers";
        for (const auto cipher : ciphers_) text += fmt::format(" {}", crypto::name_of(cipher));
        text += '\n';
    }
    text += "secret " + to_hex(secret_) + "\n";
    text += "sha256 " + hex_sha256(text) + "\n";
    return text;
}

Result<KeyFile> KeyFile::parse(std::string_view text, const std::string& path) {
    constexpr std::string_view damaged = "内容已损坏，请从备份恢复（切勿删除后重新生成，否则已发出的编码都无法验证）";
    std::string_view rest = text;
    const auto version = take_line(rest, "yiguan-keys");
    if (!version) return refuse(path, "不是一贯的密钥文件，或内容已损坏");
    if (*version != "1" && *version != "2") return refuse(path, "格式版本较新，请升级程序");
    const auto id = take_line(rest, "id");
    const auto epochs_text = take_line(rest, "epochs");
    const auto ciphers_text = *version == "2" ? take_line(rest, "ciphers") : std::nullopt;
    const auto secret_hex = take_line(rest, "secret");
    const std::string_view signed_part = text.substr(0, text.size() - rest.size());
    const auto sum = take_line(rest, "sha256");
    if (!id || !epochs_text || !secret_hex || !sum || !rest.empty() || *sum != hex_sha256(signed_part))
        return refuse(path, damaged);

    std::vector<int> epochs;
    for (std::size_t i = 0; i < epochs_text->size(); i += 2) {
        const char c = (*epochs_text)[i];
        const bool apart = i + 1 == epochs_text->size() || (*epochs_text)[i + 1] == ' ';
        if (!is_digit(c) || !apart || (!epochs.empty() && c - '0' <= epochs.back())) return refuse(path, damaged);
        epochs.push_back(c - '0');
    }
    std::vector<crypto::Algorithm> ciphers(ciphers_text ? 0 : epochs.size(), crypto::Algorithm::aes);
    for (std::string_view names = ciphers_text.value_or(""); !names.empty();) {
        const auto cipher = crypto::algorithm_of(names.substr(0, names.find(' ')));
        if (!cipher) return refuse(path, damaged);
        ciphers.push_back(*cipher);
        names.remove_prefix(std::min(names.find(' '), names.size() - 1) + 1);
    }
    auto bytes = from_hex(*secret_hex);
    if (!bytes || bytes->size() != 32 || epochs.empty() || ciphers.size() != epochs.size())
        return refuse(path, damaged);
    std::array<std::byte, 32> secret;
    std::copy_n(reinterpret_cast<const std::byte*>(bytes->data()), 32, secret.begin());
    crypto::wipe(std::as_writable_bytes(std::span(*bytes)));
    KeyFile keys(secret, std::move(epochs), std::move(ciphers));
    crypto::wipe(secret);
    // There is one text for each content: everything else, an id that does not fit as well, is damage.
    const Wiped again{keys.encode()};
    if (again.text != text) return refuse(path, damaged);
    return keys;
}

Result<KeyFile> KeyFile::load(const std::filesystem::path& path) {
    // Not blocking, so that a pipe put in its place is refused and does not hang the start.
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) {
        if (errno == ENOENT || errno == ENOTDIR) return refuse(path.string(), "文件不存在");
        if (errno == EACCES || errno == EPERM) return refuse(path.string(), "没有读取权限");
        fail("opening " + path.string());
    }
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) fail("reading the mode of " + path.string());
    if (!S_ISREG(status.st_mode)) return refuse(path.string(), "不是普通文件");
    if ((status.st_mode & 077) != 0)
        return refuse(path.string(),
                      fmt::format("权限为 {:04o}，其他用户可以访问，请先执行 chmod 600", status.st_mode & 07777));
    if (status.st_size > static_cast<off_t>(file_bytes_max))
        return refuse(path.string(), "不是一贯的密钥文件，或内容已损坏");
    Wiped content{std::string(file_bytes_max, '\0')};
    std::size_t size = 0;
    while (size < content.text.size()) {
        const ssize_t n = ::read(fd.get(), content.text.data() + size, content.text.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("reading " + path.string());
        if (n == 0) break;
        size += static_cast<std::size_t>(n);
    }
    return parse(std::string_view(content.text).substr(0, size), path.string());
}

Result<KeyFile> KeyFile::load_or_create(const std::filesystem::path& path, crypto::Algorithm cipher) {
    // A name that exists is never created over, whatever is behind it (a dangling link, a damaged file).
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) return load(path);
    if (errno == EACCES || errno == EPERM) return refuse(path.string(), "没有读取权限");
    if (errno != ENOENT) fail("looking for " + path.string());
    make_directories(path.parent_path());

    std::array<std::byte, 32> secret;
    fill_random(secret);
    const KeyFile fresh(secret, {0}, {cipher});
    crypto::wipe(secret);
    const Wiped text{fresh.encode()};
    const auto beside = write_beside(path, text.text);
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
    return load(path);
}

Result<KeyFile> KeyFile::start_next_epoch(const std::filesystem::path& path, std::optional<crypto::Algorithm> cipher) {
    // The file itself is replaced, so the lock of those who do this at once is the directory's.
    const auto directory = path.parent_path().empty() ? std::filesystem::path(".") : path.parent_path();
    const Descriptor lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.get() >= 0 && ::flock(lock.get(), LOCK_EX) != 0) fail("locking " + directory.string());
    TRY(KeyFile keys, load(path));
    if (keys.current_epoch() == 9) return refuse(path.string(), "密钥周期已用到 9，不能再增加");
    keys.ciphers_.push_back(cipher.value_or(keys.ciphers_.back()));
    keys.epochs_.push_back(keys.current_epoch() + 1);
    const Wiped text{keys.encode()};
    const auto beside = write_beside(path, text.text);
    if (::rename(beside.c_str(), path.c_str()) != 0) {
        const int error = errno;
        ::unlink(beside.c_str());
        errno = error;
        fail("replacing " + path.string());
    }
    sync_directory_of(path);
    return keys;
}

}  // namespace yiguan::mint
