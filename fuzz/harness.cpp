#include "fuzz/harness.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "core/text.hpp"

namespace yiguan::fuzz {

void require(bool holds, std::string_view what, std::source_location place) {
    if (holds) return;
    fmt::print(stderr, "FINDING {}:{}: {}\n", place.file_name(), place.line(), what);
    std::abort();
}

namespace {

bool is_sentence(std::string_view text) {
    return is_utf8(text) && std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

void require_showable(const Error& error, std::source_location place) {
    require(!error.detail.empty() && is_sentence(error.detail), "the detail of an error is no sentence", place);
    require(error.detail.size() <= 1000, "the detail of an error has no bound", place);
    require(is_sentence(error.value) && error.value.size() <= 300, "the value of an error was not shortened", place);
    require(is_utf8(error.pointer) && is_utf8(error.field), "an error is no UTF-8", place);
    require(error.pointer.empty() || error.pointer[0] == '/' || error.pointer[0] == '@', "a pointer to nowhere", place);
    for (const Error& other : error.others) require_showable(other, place);
}

std::string_view Input::take(std::size_t n) {
    const auto taken = rest_.substr(0, n);
    rest_.remove_prefix(taken.size());
    return taken;
}

std::uint8_t Input::byte() {
    const auto one = take(1);
    return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
}

std::uint64_t Input::number() {
    std::uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 8) n |= std::uint64_t{byte()} << shift;
    return n;
}

std::string_view Input::line() {
    const auto text = take(std::min(rest_.find('\n'), rest_.size()));
    take(1);
    return text;
}

MemoryFile::MemoryFile(std::string_view content) : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    if (fd_ < 0 || ::fchmod(fd_, 0600) != 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
    while (!content.empty()) {
        const auto n = ::write(fd_, content.data(), content.size());
        if (n < 0) throw std::system_error(errno, std::generic_category(), "write");
        content.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::lseek(fd_, 0, SEEK_SET) != 0) throw std::system_error(errno, std::generic_category(), "lseek");
}

MemoryFile::~MemoryFile() {
    ::close(fd_);
}

std::string MemoryFile::path() const {
    return fmt::format("/proc/self/fd/{}", fd_);
}

std::string MemoryFile::content() const {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) throw std::system_error(errno, std::generic_category(), "fstat");
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t held = 0;
    while (held < text.size()) {
        const auto n = ::pread(fd_, text.data() + held, text.size() - held, static_cast<off_t>(held));
        if (n <= 0) throw std::system_error(errno, std::generic_category(), "pread");
        held += static_cast<std::size_t>(n);
    }
    return text;
}

}  // namespace yiguan::fuzz
