#include "loader.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "report.hpp"

namespace yiguan::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
    int fd = -1;
    std::vector<char> received = std::vector<char>(64 * 1024);
    std::size_t size = 0;
    Clock::time_point due;

    ~Connection() {
        if (fd >= 0) ::close(fd);
    }
};

}  // namespace

int connect_to(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("the loader cannot connect");
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

std::int64_t whole_answer(std::string_view text, int& status) {
    const auto head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) return -1;
    status = (text[9] - '0') * 100 + (text[10] - '0') * 10 + (text[11] - '0');
    constexpr std::string_view key = "\r\nContent-Length: ";
    const auto at = text.substr(0, head + 2).find(key);
    if (at == std::string_view::npos) throw std::runtime_error("an answer without Content-Length");
    std::int64_t body = 0;
    std::from_chars(text.data() + at + key.size(), text.data() + head + 2, body);
    return text.size() >= head + 4 + static_cast<std::size_t>(body) ? body : -1;
}

Loaded run(const Load& load, const std::function<void(std::string&)>& target) {
    const Pinned pinned(load.core);
    std::vector<Connection> connections(static_cast<std::size_t>(load.connections));
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < connections.size(); ++i) {
        connections[i].fd = connect_to(load.port);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &event);
    }
    std::string request;
    const auto ask = [&](Connection& c, Clock::time_point due) {
        request = "GET ";
        target(request);
        request += " HTTP/1.1\r\nHost: trace.example.cn\r\n\r\n";
        c.due = due;
        c.size = 0;
        if (::send(c.fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
            throw std::runtime_error("the loader cannot send");
    };

    const bool paced = load.per_second > 0;
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(load.seconds));
    std::vector<Connection*> idle;
    std::vector<float> times_ms;
    times_ms.reserve(static_cast<std::size_t>(load.seconds * 250'000));
    std::uint64_t asked = 0;
    double bytes = 0;
    std::size_t open_requests = 0;
    const auto due_of = [&](std::uint64_t n) {
        return start +
               std::chrono::nanoseconds(static_cast<std::int64_t>(static_cast<double>(n) * 1e9 / load.per_second));
    };
    for (Connection& c : connections)
        if (paced)
            idle.push_back(&c);
        else
            ask(c, Clock::now()), ++open_requests;
    std::array<epoll_event, 64> events{};
    auto now = start;
    while (now < end || open_requests > 0) {
        if (paced && now < end)
            while (!idle.empty() && due_of(asked) <= now) {
                ask(*idle.back(), due_of(asked++));
                idle.pop_back();
                ++open_requests;
            }
        // Sleeps until the next request is due: a loader that spins would be held up by the scheduler sooner or later.
        timespec wait{.tv_sec = 1, .tv_nsec = 0};
        if (paced && now < end && !idle.empty()) {
            const auto ns = std::max<std::int64_t>(0, std::chrono::nanoseconds(due_of(asked) - Clock::now()).count());
            wait = {.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
        }
        const int ready = ::epoll_pwait2(epoll, events.data(), static_cast<int>(events.size()), &wait, nullptr);
        if (ready < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_pwait2");
        now = Clock::now();
        if (ready == 0 && now > end + std::chrono::seconds(10)) throw std::runtime_error("answers are missing");
        for (int i = 0; i < ready; ++i) {
            Connection& c = connections[events[static_cast<std::size_t>(i)].data.u64];
            const auto got = ::recv(c.fd, c.received.data() + c.size, c.received.size() - c.size, 0);
            if (got <= 0) throw std::runtime_error("the server ended a connection");
            c.size += static_cast<std::size_t>(got);
            int status = 0;
            const auto body = whole_answer({c.received.data(), c.size}, status);
            if (body < 0) continue;
            if (status != load.status)
                throw std::runtime_error(fmt::format("status {} instead of {}", status, load.status));
            times_ms.push_back(std::chrono::duration<float, std::milli>(now - c.due).count());
            bytes += static_cast<double>(body);
            --open_requests;
            if (paced)
                idle.push_back(&c);
            else if (now < end)
                ask(c, now), ++open_requests;
        }
    }
    ::close(epoll);
    const double seconds = std::chrono::duration<double>(now - start).count();
    Loaded out{.per_second = static_cast<double>(times_ms.size()) / seconds, .answers = times_ms.size()};
    if (times_ms.empty()) return out;
    std::ranges::sort(times_ms);
    const auto at = [&](double q) {
        return times_ms[static_cast<std::size_t>(q * static_cast<double>(times_ms.size() - 1))];
    };
    out.p50_ms = at(0.5), out.p99_ms = at(0.99), out.max_ms = times_ms.back();
    out.body_bytes = bytes / static_cast<double>(times_ms.size());
    return out;
}

}  // namespace yiguan::bench
