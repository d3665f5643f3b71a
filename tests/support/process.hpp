// Programs that the tests start: output in files, no way to outlive the test.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace yiguan::testing {

/// A running child. Its environment has no YIGUAN_* setting of the test's own. Killed when the object goes.
class Process {
public:
    /// @throws std::system_error. A program that cannot be run ends with status 127.
    Process(const std::vector<std::string>& command, const std::filesystem::path& out,
            const std::filesystem::path& err);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    bool running();
    void send(int signal);
    /// Exit status, or 128 + signal. @throws std::runtime_error when it does not end within `seconds` (it is killed
    /// then).
    int wait(int seconds = 60);
    pid_t id() const { return pid_; }

private:
    bool reap(bool block);

    pid_t pid_ = -1;
    bool ended_ = false;
    int status_ = 0;
};

std::string read_file(const std::filesystem::path& file);

struct Ran {
    int status = 0;
    std::string out, err;
};
/// Runs a program to its end. `input`: a file for its standard input, none when empty.
Ran run(const std::vector<std::string>& command, const std::filesystem::path& input = {});

}  // namespace yiguan::testing
