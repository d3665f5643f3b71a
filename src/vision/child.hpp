// Work on pictures from outside runs in a child process of the same program: a decoder that is led astray there has no
// database, no keys, no files to write, little memory and little time.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan::vision {

struct ChildLimits {
    std::chrono::seconds cpu{20};
    std::chrono::milliseconds wall{25'000};
    std::uint64_t memory_bytes = 1536u << 20;  ///< Address space; not under a sanitizer, which needs terabytes.
    std::size_t output_bytes_max = 8u << 20;
    int nice = 10;
};

struct ChildOutcome {
    enum class End : std::uint8_t { finished, failed, timed_out } end = End::failed;
    int status = 0;      ///< Exit status of one that finished or failed by itself; 128 + signal otherwise.
    std::string output;  ///< What it wrote, when it finished with 0.
};

/// Runs `program` with `arguments`: `input` on its standard input, no other open file, an empty environment, no files
/// to write (RLIMIT_FSIZE 0), no core, no new privileges, killed with this process. Blocks until it ends or the time is
/// over. Never throws for what the child does. @throws std::system_error when there is no pipe or process to be had.
ChildOutcome run_child(const std::filesystem::path& program, std::span<const std::string> arguments,
                       std::string_view input, const ChildLimits& limits = {});

/// The program that is running: what run_child() is given outside of tests.
std::filesystem::path this_program();

}  // namespace yiguan::vision
