// Reading files of limited size.
#pragma once
#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace yiguan::tracever {

/// Code::invalid when it cannot be read or is longer.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max = 100'000'000);

/// Reads a file piece by piece from the front, with one buffer of 64 kB.
class Stream {
public:
    /// Code::invalid when it cannot be opened.
    static Result<Stream> open(const std::filesystem::path& path);
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;
    ~Stream();
    std::uint64_t size() const { return size_; }
    /// The next `count` bytes (at most 64 kB), empty at the end; fewer than asked for only at the end.
    /// @throws std::system_error when reading fails.
    std::string_view next(std::size_t count);

private:
    Stream() = default;
    int file_ = -1;
    std::uint64_t size_ = 0;
    std::string buffer_;
    std::size_t at_ = 0;
};

}  // namespace yiguan::tracever
