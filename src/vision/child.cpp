#include "vision/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace yiguan::vision {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_limited = false;
#else
constexpr bool memory_limited = true;
#endif

/// One end of a pipe.
class End {
public:
    explicit End(int fd) : fd_(fd) {}
    End(End&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    ~End() { close(); }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }
    bool open() const { return fd_ >= 0; }
    int get() const { return fd_; }

private:
    int fd_;
};
struct Pipe {
    End read, write;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    return {End(ends[0]), End(ends[1])};
}

void limit(int what, rlim_t most) {
    const rlimit value{most, most};
    ::setrlimit(static_cast<__rlimit_resource>(what), &value);
}

/// Between fork and exec: nothing that allocates or locks.
[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment, int in, int out,
                         const ChildLimits& limits, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    // What the libraries say of broken pictures is nobody's.
    const int nothing = ::open("/dev/null", O_WRONLY);
    ::dup2(nothing, STDERR_FILENO);
    ::syscall(SYS_close_range, 3u, ~0u, 0u);
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu.count()));
    if (memory_limited) limit(RLIMIT_AS, limits.memory_bytes);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
    ::setpriority(PRIO_PROCESS, 0, limits.nice);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::execve(program, arguments, environment);
    ::_exit(127);
}

int milliseconds_left(std::chrono::steady_clock::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

/// Feeds and reads until both pipes are done. False when the time is over or too much came.
bool exchange(End& in, End& out, std::string_view input, std::string& output, const ChildLimits& limits) {
    const auto until = std::chrono::steady_clock::now() + limits.wall;
    ::fcntl(in.get(), F_SETFL, O_NONBLOCK);
    std::array<char, 65536> piece;
    for (;;) {
        std::array<pollfd, 2> wait{{{out.get(), POLLIN, 0}, {input.empty() ? -1 : in.get(), POLLOUT, 0}}};
        if (input.empty() && in.open()) in.close();  // the end of the input
        const int ready = ::poll(wait.data(), wait.size(), milliseconds_left(until));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        if (wait[1].revents != 0) {
            const auto written = ::write(in.get(), input.data(), input.size());
            if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
            if (written < 0 && errno != EAGAIN && errno != EINTR) input = {};  // it reads no more
        }
        if (wait[0].revents != 0) {
            const auto got = ::read(out.get(), piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return true;
            if (output.size() + static_cast<std::size_t>(got) > limits.output_bytes_max) return false;
            output.append(piece.data(), static_cast<std::size_t>(got));
        }
    }
}

/// It has closed its output: it has a second to end.
bool ends_by_itself(pid_t child, int& status) {
    for (int tries = 0; tries < 500; ++tries) {
        if (::waitpid(child, &status, WNOHANG) == child) return true;
        ::usleep(2'000);
    }
    return false;
}

}  // namespace

ChildOutcome run_child(const std::filesystem::path& program, std::span<const std::string> arguments,
                       std::string_view input, const ChildLimits& limits) {
    // All that the child needs is made before fork(): other threads may hold the allocator's lock just then.
    const std::string name = program.string();
    std::vector<char*> argv{const_cast<char*>(name.c_str())};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::string one_thread = "OMP_THREAD_LIMIT=1", locale = "LC_ALL=C.UTF-8";
    std::array<char*, 3> environment{one_thread.data(), locale.data(), nullptr};
    Pipe in = make_pipe(), out = make_pipe();
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0)
        become(name.c_str(), argv.data(), environment.data(), in.read.get(), out.write.get(), limits, parent);
    in.read.close();
    out.write.close();

    // A child that ends early must not end us.
    sigset_t pipe_signal, before;
    ::sigemptyset(&pipe_signal);
    ::sigaddset(&pipe_signal, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    ChildOutcome outcome;
    const bool in_time = exchange(in.write, out.read, input, outcome.output, limits);
    const timespec now{};
    while (::sigtimedwait(&pipe_signal, nullptr, &now) > 0) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    int status = 0;
    if (!in_time || !ends_by_itself(child, status)) {
        ::kill(child, SIGKILL);
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    }
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    using How = ChildOutcome::End;
    outcome.end = !in_time ? How::timed_out : outcome.status == 0 ? How::finished : How::failed;
    if (outcome.end != How::finished) outcome.output.clear();
    return outcome;
}

std::filesystem::path this_program() {
    return "/proc/self/exe";  // the very image that runs, also when another one has been installed since
}

}  // namespace yiguan::vision
