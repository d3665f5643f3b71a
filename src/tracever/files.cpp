#include "tracever/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace yiguan::tracever {
namespace {

constexpr std::size_t piece = 65'536;

Error unreadable(const std::filesystem::path& path) {
    return Error{Code::invalid, {}, "文件读不出：" + path.string() + "（" + std::strerror(errno) + "）"};
}

}  // namespace

Result<Stream> Stream::open(const std::filesystem::path& path) {
    Stream stream;
    stream.file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat found {};
    if (stream.file_ < 0 || ::fstat(stream.file_, &found) != 0) return unreadable(path);
    if (S_ISDIR(found.st_mode)) {
        errno = EISDIR;
        return unreadable(path);
    }
    stream.size_ = static_cast<std::uint64_t>(found.st_size);
    return stream;
}

Stream::Stream(Stream&& other) noexcept
    : file_(std::exchange(other.file_, -1)), size_(other.size_), buffer_(std::move(other.buffer_)), at_(other.at_) {}

Stream& Stream::operator=(Stream&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(size_, other.size_);
    std::swap(buffer_, other.buffer_);
    std::swap(at_, other.at_);
    return *this;
}

Stream::~Stream() {
    if (file_ >= 0) ::close(file_);
}

std::string_view Stream::next(std::size_t count) {
    if (buffer_.size() - at_ < count) {
        buffer_.erase(0, at_);
        at_ = 0;
        while (buffer_.size() < count) {
            const std::size_t held = buffer_.size();
            buffer_.resize(held + piece);
            const auto got = ::read(file_, buffer_.data() + held, piece);
            buffer_.resize(held + (got > 0 ? static_cast<std::size_t>(got) : 0));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) throw std::system_error(errno, std::generic_category(), "read");
            if (got == 0) break;
        }
    }
    const auto out = std::string_view(buffer_).substr(at_, count);
    at_ += out.size();
    return out;
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
    TRY(auto stream, Stream::open(path));
    std::string out;
    try {
        while (true) {
            const auto part = stream.next(piece);
            if (part.empty()) return out;
            if (out.size() + part.size() > bytes_max) return Error{Code::invalid, {}, "文件过大：" + path.string()};
            out += part;
        }
    } catch (const std::system_error& failed) {
        errno = failed.code().value();
        return unreadable(path);
    }
}

}  // namespace yiguan::tracever
