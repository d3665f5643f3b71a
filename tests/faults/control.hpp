// What the test and the preloaded shim share: a page of memory in which the test says which call of the program fails.
#pragma once
#include <atomic>
#include <cstdint>

namespace yiguan::testing::faults {

/// Names of the environment: the file of the Control, and the folder whose files are watched.
inline constexpr const char* control_variable = "FAULTS_CONTROL";
inline constexpr const char* folder_variable = "FAULTS_FOLDER";

enum class Mode : std::int32_t {
    none,         ///< Counts only.
    error_once,   ///< The call fails with `error`.
    error_ever,   ///< It and all that follow fail: a disk that broke, a disk that stays full.
    half,         ///< A read or write does half of what was asked.
    cut_before,   ///< The connection ends, the call does nothing.
    cut_halfway,  ///< Half of the bytes go through, then the connection ends.
    cut_after,    ///< The call does its work, then the connection ends: the answer is lost.
};

/// Groups of calls that can be watched.
enum Calls : std::uint32_t {
    call_open = 1,   ///< open, openat
    call_read = 2,   ///< read, pread, readv, sendfile and copy_file_range from a watched file
    call_write = 4,  ///< write, pwrite, writev, pwritev
    call_sync = 8,   ///< fsync, fdatasync
    call_size = 16,  ///< ftruncate, fallocate
    call_name = 32,  ///< rename, link, mkdir and their ...at forms
    call_map = 64,   ///< mmap
    call_close = 128,
    call_send = 256,  ///< send on a connection that the program itself has made
    call_receive = 512,
    call_remove = 1024,  ///< unlink, unlinkat, rmdir
    /// What a full disk can refuse.
    calls_that_need_room = call_open | call_write | call_sync | call_size | call_name,
    calls_on_files = 255 | call_remove,
    calls_on_connections = call_send | call_receive,
};

struct Control {
    std::atomic<std::int32_t> armed;  ///< 0: calls are neither counted nor failed.
    Mode mode;
    std::uint32_t calls;  ///< Bits of Calls.
    std::int32_t error;   ///< errno of error_once and error_ever.
    std::int64_t at;      ///< Which counted call fails, from 1.
    char file[64];        ///< Only files whose path ends so; "" for all.
    std::atomic<std::int64_t> count;
    std::atomic<std::int64_t> hits;
    char what[256];  ///< The first call that was failed.
};

}  // namespace yiguan::testing::faults
