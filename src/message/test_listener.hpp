// A server of a few lines for the tests of gateways: answers every connection with a conversation.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace yiguan::message::testing {

class Listener {
public:
    /// One side of a connection.
    class Peer {
    public:
        explicit Peer(int fd) : fd_(fd) {}
        /// Up to and with '\n'; "" at the end.
        std::string line() {
            for (;;) {
                const auto end = held_.find('\n');
                if (end != held_.npos) return take(end + 1);
                if (!more()) return take(held_.size());
            }
        }
        std::string bytes(std::size_t n) {
            while (held_.size() < n && more()) {
            }
            return take(n);
        }
        void say(std::string_view text) { static_cast<void>(!::send(fd_, text.data(), text.size(), MSG_NOSIGNAL)); }

    private:
        bool more() {
            char buffer[4096];
            const auto n = ::recv(fd_, buffer, sizeof buffer, 0);
            if (n > 0) held_.append(buffer, static_cast<std::size_t>(n));
            return n > 0;
        }
        std::string take(std::size_t n) {
            std::string out = held_.substr(0, n);
            held_.erase(0, n);
            return out;
        }
        int fd_;
        std::string held_;
    };

    explicit Listener(std::function<void(Peer&)> talk) : talk_(std::move(talk)) {
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd_, 8) != 0 ||
            ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no listener");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~Listener() {
        stopping_ = true;
        ::shutdown(fd_, SHUT_RDWR);
        {
            const std::lock_guard lock(mutex_);
            if (open_ >= 0) ::shutdown(open_, SHUT_RDWR);
        }
        thread_.join();
        ::close(fd_);
    }
    std::string port() const { return std::to_string(port_); }

private:
    void run() {
        while (!stopping_) {
            const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) continue;
            {
                const std::lock_guard lock(mutex_);
                open_ = fd;
            }
            Peer peer(fd);
            talk_(peer);
            const std::lock_guard lock(mutex_);
            open_ = -1;
            ::close(fd);
        }
    }
    std::function<void(Peer&)> talk_;
    int fd_ = -1, open_ = -1;
    unsigned port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::mutex mutex_;
    std::thread thread_;
};

/// An SMS gateway: keeps what it was asked and answers with `status`.
class FakeSmsGateway {
public:
    struct Request {
        std::string head, body;
    };
    std::string url() const { return "http://127.0.0.1:" + listener_.port() + "/sms"; }
    void answer(int status) { status_ = status; }
    std::vector<Request> requests() {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    void talk(Listener::Peer& peer) {
        Request request;
        std::size_t length = 0;
        for (std::string line = peer.line(); line != "\r\n" && !line.empty(); line = peer.line()) {
            if (line.starts_with("Content-Length: ")) length = std::stoul(line.substr(16));
            request.head += line;
        }
        request.body = peer.bytes(length);
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(std::move(request));
        }
        peer.say("HTTP/1.1 " + std::to_string(status_) + " Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
    std::mutex mutex_;
    std::vector<Request> requests_;
    std::atomic<int> status_ = 202;
    Listener listener_{[this](Listener::Peer& peer) { talk(peer); }};
};

/// A mail server: keeps the letters, answers one kind of command with `refusal`.
class FakeMailServer {
public:
    struct Letter {
        std::string from, to, text, login;
    };
    std::string url() const { return "smtp://127.0.0.1:" + listener_.port(); }
    void refuse(std::string command, std::string refusal) {
        const std::lock_guard lock(mutex_);
        refused_ = std::move(command);
        refusal_ = std::move(refusal);
    }
    std::vector<Letter> letters() {
        const std::lock_guard lock(mutex_);
        return letters_;
    }

private:
    void talk(Listener::Peer& peer) {
        Letter letter;
        peer.say("220 fake\r\n");
        for (std::string line = peer.line(); !line.empty(); line = peer.line()) {
            const std::string command = line.substr(0, line.find_first_of(" \r:"));
            {
                const std::lock_guard lock(mutex_);
                if (command == refused_) {
                    peer.say(refusal_ + "\r\n");
                    continue;
                }
            }
            if (command == "EHLO") {
                peer.say("250-fake\r\n250 AUTH PLAIN\r\n");
            } else if (command == "AUTH") {
                peer.say("334 \r\n");
                letter.login = peer.line();
                peer.say("235 ok\r\n");
            } else if (command == "DATA") {
                peer.say("354 go on\r\n");
                for (line = peer.line(); line != ".\r\n" && !line.empty(); line = peer.line()) letter.text += line;
                const std::lock_guard lock(mutex_);
                letters_.push_back(letter);
                peer.say("250 queued\r\n");
            } else if (command == "QUIT") {
                peer.say("221 bye\r\n");
                return;
            } else {
                if (command == "MAIL") letter.from = line;
                if (command == "RCPT") letter.to = line;
                peer.say("250 ok\r\n");
            }
        }
    }
    std::mutex mutex_;
    std::vector<Letter> letters_;
    std::string refused_, refusal_;
    Listener listener_{[this](Listener::Peer& peer) { talk(peer); }};
};

}  // namespace yiguan::message::testing
