#include "mint/command_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

namespace yiguan::mint {

int explain(std::FILE* errors, std::string_view command, std::string_view why, int status) {
    fmt::print(errors, "yiguan {}: {}\n", command, why);
    return status;
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

Progress::Progress(std::FILE* errors, int out, std::string_view what, std::int64_t total)
    : errors_(::isatty(::fileno(errors)) != 0 && ::isatty(out) == 0 ? errors : nullptr),
      what_(what),
      total_(total),
      begun_(std::chrono::steady_clock::now()),
      next_(begun_ + std::chrono::seconds(1)) {}

Progress::~Progress() {
    if (!shown_) return;
    fmt::print(errors_, "\r\x1b[K");
    std::fflush(errors_);
}

void Progress::at(std::int64_t done) {
    if (errors_ == nullptr) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(500);
    const double seconds = std::chrono::duration<double>(now - begun_).count();
    fmt::print(errors_, "\r{} {} / {}（{} %，每秒 {:.1f} 百万）\x1b[K", what_, done, total_,
               static_cast<int>(static_cast<double>(done) / static_cast<double>(total_) * 100),
               static_cast<double>(done) / seconds / 1e6);
    std::fflush(errors_);
    shown_ = true;
}

}  // namespace yiguan::mint
