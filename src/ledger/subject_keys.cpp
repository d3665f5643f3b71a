#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/descriptor.hpp"
#include "core/text.hpp"
#include "ledger/personal.hpp"

namespace yiguan::ledger {
namespace {

constexpr std::size_t slot_bytes = 64;  // nonce 12, key 32, tag 16, four zeros
constexpr std::size_t sealed_bytes = 60;
constexpr std::int64_t made_at_once = 1024;

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

std::int64_t slots_in(int fd, const std::filesystem::path& file) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) fail(file);
    return status.st_size / static_cast<std::int64_t>(slot_bytes);
}

void write_all(int fd, std::string_view bytes, std::int64_t at, const std::filesystem::path& file) {
    while (!bytes.empty()) {
        const auto n = ::pwrite(fd, bytes.data(), bytes.size(), at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) fail(file);
        bytes.remove_prefix(static_cast<std::size_t>(n));
        at += n;
    }
}

crypto::Gcm cipher(const SubjectKeys::Key& key) {
    return std::move(crypto::Gcm::make(crypto::Algorithm::aes, key)).value();
}

std::string associated(std::int64_t slot) {
    return "yiguan subject key " + std::to_string(slot);
}

std::string_view mobile_run(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_digit(text[end])) ++end;
        std::string_view run = text.substr(i, end - i);
        if (run.size() == 15 && run.starts_with("0086")) run.remove_prefix(4);
        if (run.size() == 13 && run.starts_with("86")) run.remove_prefix(2);
        if (run.size() == 11 && run[0] == '1') return run;
        i = end + 1;
    }
    return {};
}

}  // namespace

std::string mobile_number_in(std::string_view text) {
    if (const auto found = mobile_run(text); !found.empty()) return std::string(found);
    std::string closed;
    for (const char c : text)
        if (c != ' ' && c != '-') closed += c;
    return std::string(mobile_run(closed));
}

SubjectKeys::SubjectKeys(std::filesystem::path file, const Key& wrapping, const Key& marking)
    : file_(std::move(file)), wrapping_(wrapping), marking_(marking) {}

SubjectKeys::~SubjectKeys() {
    crypto::wipe(wrapping_);
    crypto::wipe(marking_);
}

Subject SubjectKeys::subject_of(std::string_view value) const {
    std::string mark(mobile_number_in(value));
    if (mark.empty())
        for (const char c : value)
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') mark += c;
    const auto mac = crypto::module().hmac(crypto::Digest::sha256, marking_, std::as_bytes(std::span(mark)));
    return proof::hex({reinterpret_cast<const char*>(mac.data()), 16});
}

// No mark of a person holds a line end.
SubjectKeys::Key SubjectKeys::sealing_key(std::string_view purpose) const {
    const std::string label = "sealing key\n" + std::string(purpose);
    const auto mac = crypto::module().hmac(crypto::Digest::sha256, marking_, std::as_bytes(std::span(label)));
    Key key;
    std::ranges::copy(mac, key.begin());
    return key;
}

int SubjectKeys::open_file(bool create) const {
    const int fd = ::open(file_.c_str(), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
    if (fd < 0 && (create || errno != ENOENT)) fail(file_);
    return fd;
}

void SubjectKeys::ensure(std::int64_t slot) {
    const std::lock_guard lock(mutex_);
    const Descriptor fd(open_file(true));
    if (slots_in(fd.get(), file_) > slot) return;
    if (::flock(fd.get(), LOCK_EX) != 0) fail(file_);
    const std::int64_t have = slots_in(fd.get(), file_);  // what is torn at the end is written again
    if (have > slot) return;
    const auto seal = cipher(wrapping_);
    std::string fresh;
    for (std::int64_t n = have; n < std::max(have + made_at_once, slot + 1); ++n) {
        std::array<std::byte, crypto::Gcm::nonce_bytes> nonce;
        Key key;
        crypto::random_bytes(nonce.data(), nonce.size());
        crypto::random_bytes(key.data(), key.size());
        const std::string about = associated(n);
        const auto sealed = seal.seal(nonce, std::as_bytes(std::span(about)), key).value();
        crypto::wipe(key);
        fresh.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
        fresh.append(reinterpret_cast<const char*>(sealed.data()), sealed.size());
        fresh.append(slot_bytes - sealed_bytes, '\0');
    }
    write_all(fd.get(), fresh, have * static_cast<std::int64_t>(slot_bytes), file_);
    if (::fsync(fd.get()) != 0) fail(file_);
    const auto folder = std::filesystem::absolute(file_).parent_path();
    const Descriptor dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (dir.get() < 0 || ::fsync(dir.get()) != 0) fail(folder);
}

std::optional<SubjectKeys::Key> SubjectKeys::key(std::int64_t slot) const {
    const std::lock_guard lock(mutex_);
    const Descriptor fd(open_file(false));
    if (fd.get() < 0) return std::nullopt;
    std::array<std::byte, slot_bytes> bytes{};
    ssize_t n = 0;
    while ((n = ::pread(fd.get(), bytes.data(), bytes.size(), slot * static_cast<std::int64_t>(slot_bytes))) < 0 &&
           errno == EINTR) {
    }
    if (n < 0) fail(file_);
    if (n < static_cast<ssize_t>(slot_bytes)) return std::nullopt;
    if (bytes == std::array<std::byte, slot_bytes>{}) return std::nullopt;
    const std::string about = associated(slot);
    const auto opened = cipher(wrapping_).open(
        std::span(bytes).first<crypto::Gcm::nonce_bytes>(), std::as_bytes(std::span(about)),
        std::span(bytes).subspan(crypto::Gcm::nonce_bytes, sealed_bytes - crypto::Gcm::nonce_bytes));
    if (opened.has_error()) throw std::runtime_error(file_.string() + ": a key is damaged");
    Key key;
    std::memcpy(key.data(), opened.value().data(), key.size());
    return key;
}

void SubjectKeys::destroy(std::int64_t slot) {
    const std::lock_guard lock(mutex_);
    const Descriptor fd(open_file(false));
    if (fd.get() < 0 || slots_in(fd.get(), file_) <= slot)
        throw std::runtime_error(file_.string() + " has no such slot");
    write_all(fd.get(), std::string(slot_bytes, '\0'), slot * static_cast<std::int64_t>(slot_bytes), file_);
    if (::fsync(fd.get()) != 0) fail(file_);
}

}  // namespace yiguan::ledger
