#include "support/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>

#include "db/testing.hpp"

namespace yiguan::testing {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (auto& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

std::vector<std::string> clean_environment() {
    std::vector<std::string> out;
    for (char** entry = environ; *entry; ++entry)
        if (!std::string_view(*entry).starts_with("YIGUAN_")) out.emplace_back(*entry);
    return out;
}

pid_t start(const std::vector<std::string>& command, const std::filesystem::path& in, const std::filesystem::path& out,
            const std::filesystem::path& err) {
    std::vector<std::string> words = command;
    std::vector<std::string> environment = clean_environment();
    const auto arguments = pointers(words);
    const auto variables = pointers(environment);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid > 0) return pid;
    // Only calls that are safe between fork and exec.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);
    const int from = ::open(in.empty() ? "/dev/null" : in.c_str(), O_RDONLY);
    const int to = ::open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int errors = ::open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (from < 0 || to < 0 || errors < 0) ::_exit(126);
    ::dup2(from, 0);
    ::dup2(to, 1);
    ::dup2(errors, 2);
    for (int fd = 3; fd < 1024; ++fd) ::close(fd);
    ::execve(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const std::filesystem::path& out,
                 const std::filesystem::path& err)
    : pid_(start(command, {}, out, err)) {}

Process::~Process() {
    if (!reap(false)) {
        ::kill(pid_, SIGKILL);
        reap(true);
    }
}

bool Process::reap(bool block) {
    if (ended_) return true;
    int status = 0;
    pid_t got = 0;
    do got = ::waitpid(pid_, &status, block ? 0 : WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got != pid_) return false;
    ended_ = true;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
}

bool Process::running() {
    return !reap(false);
}

void Process::send(int signal) {
    if (running()) ::kill(pid_, signal);
}

int Process::wait(int seconds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (!reap(false)) {
        if (std::chrono::steady_clock::now() > until) {
            ::kill(pid_, SIGKILL);
            reap(true);
            throw std::runtime_error("a child did not end in time");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return status_;
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Ran run(const std::vector<std::string>& command, const std::filesystem::path& input) {
    const db::testing::TemporaryDirectory directory;
    const auto out = directory.path() / "out";
    const auto err = directory.path() / "err";
    const pid_t pid = start(command, input, out, err);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(out), read_file(err)};
}

}  // namespace yiguan::testing
