// What the commands share: writing, explaining, telling how far they are. Private to mint/.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace yiguan::mint {

inline constexpr int failed = 1;
inline constexpr int wrong_argument = 2;
inline constexpr std::size_t buffer_bytes = 256 * 1024;

/// One line on `errors`; returns `status`.
int explain(std::FILE* errors, std::string_view command, std::string_view why, int status);
/// False with errno set.
bool write_all(int fd, std::string_view text);

/// One line that is written over again on a terminal, twice a second from the second second on.
class Progress {
public:
    /// Silent unless `errors` is a terminal and `out` is none: codes and progress on one screen help nobody.
    Progress(std::FILE* errors, int out, std::string_view what, std::int64_t total);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();  // clears the line
    /// Cheap: looks at the clock.
    void at(std::int64_t done);

private:
    std::FILE* errors_;  // null: silent
    std::string_view what_;
    std::int64_t total_;
    std::chrono::steady_clock::time_point begun_, next_;
    bool shown_ = false;
};

}  // namespace yiguan::mint
