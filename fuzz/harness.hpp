// What every fuzz target shares: oracles that hold in release builds too, and the splitting of an input into parts.
#pragma once
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

/// The entry that libFuzzer and the replay program call. An exception that leaves it is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace yiguan::fuzz {

/// Ends the process as a finding unless `holds`. Not assert(): release builds replay the corpora as well.
void require(bool holds, std::string_view what, std::source_location place = std::source_location::current());

/// An error that may be shown to a person: a sentence in UTF-8 without control characters, a value that was shortened,
/// all parts of bounded length but the pointer, which repeats a key of the input.
void require_showable(const Error& error, std::source_location place = std::source_location::current());

/// Takes an input apart from the front; behind its end there are zeros and empty texts.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

    std::uint8_t byte();
    /// Eight bytes, little end first.
    std::uint64_t number();
    /// 0 <= result < end.
    std::uint64_t below(std::uint64_t end) { return number() % end; }
    bool flag() { return (byte() & 1) != 0; }
    /// Up to the next line feed, which is taken too.
    std::string_view line();
    std::string_view rest() { return take(rest_.size()); }
    bool empty() const { return rest_.empty(); }

private:
    std::string_view take(std::size_t n);
    std::string_view rest_;
};

/// A file in memory that only this process sees, for parsers that open a path.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view content);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    int fd() const { return fd_; }
    std::string path() const;
    std::string content() const;

private:
    int fd_;
};

}  // namespace yiguan::fuzz
