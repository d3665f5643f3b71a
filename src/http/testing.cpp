#include "http/testing.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

#include "core/text.hpp"

namespace yiguan::http {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

[[noreturn]] void fail(std::string_view what) {
    throw std::runtime_error("test client: " + std::string(what));
}

}  // namespace

std::string_view Answer::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

bool Answer::has(std::string_view name) const {
    return std::ranges::any_of(headers, [&](const auto& h) { return same_name(h.first, name); });
}

namespace {
Client::Observer& observer() {
    static Client::Observer one;
    return one;
}
}  // namespace

void Client::observe(Observer wanted) {
    observer() = std::move(wanted);
}

Client::Client(std::string host, std::uint16_t port, std::chrono::milliseconds timeout)
    : host_(std::move(host)), port_(port), timeout_(timeout) {}

Client::~Client() {
    close();
}

void Client::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    received_.clear();
}

void Client::reset() {
    const linger now{1, 0};
    if (fd_ >= 0) ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void Client::half_close() {
    ::shutdown(fd_, SHUT_WR);
}

void Client::connect() {
    close();
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) fail("socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    if (::inet_pton(AF_INET, host_.c_str(), &address.sin_addr) != 1) fail("host must be an IPv4 address");
    if (!source_.empty()) {
        sockaddr_in source{};
        source.sin_family = AF_INET;
        if (::inet_pton(AF_INET, source_.c_str(), &source.sin_addr) != 1) fail("source must be an IPv4 address");
        if (::bind(fd_, reinterpret_cast<const sockaddr*>(&source), sizeof source) != 0) fail("bind");
    }
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close();
        fail("connect refused");
    }
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void Client::send_raw(std::string_view bytes) {
    if (fd_ < 0) connect();
    while (!bytes.empty()) {
        const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0) fail("send: the server has ended the connection");
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool Client::fill() {
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(timeout_.count())) <= 0) fail("no answer in time");
    char bytes[64 * 1024];
    const ssize_t n = ::recv(fd_, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(n));
    return true;
}

Answer Client::read_answer(bool head_only) {
    for (;;) {
        std::size_t end = 0;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
            if (!fill()) fail("the connection ended before the answer");
        }
        const std::string head = received_.substr(0, end + 2);
        received_.erase(0, end + 4);
        Answer answer;
        if (!head.starts_with("HTTP/1.") || head.size() < 12) fail("not HTTP: " + head.substr(0, 40));
        std::from_chars(head.data() + 9, head.data() + 12, answer.status);
        std::size_t at = head.find("\r\n") + 2;
        while (at < head.size()) {
            const std::size_t line_end = head.find("\r\n", at);
            const std::string_view line(head.data() + at, line_end - at);
            const std::size_t colon = line.find(':');
            if (colon == line.npos) fail("a header line without colon");
            answer.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
            at = line_end + 2;
        }
        if (answer.status == 101) return answer;
        if (answer.status / 100 == 1) continue;  // 100 Continue
        for (const auto& [key, value] : answer.headers) {
            if (!same_name(key, "Set-Cookie")) continue;
            const std::string pair = value.substr(0, value.find(';'));
            const std::size_t equals = pair.find('=');
            if (equals == std::string::npos) fail("a cookie without '='");
            if (value.find("Max-Age=0") != std::string::npos) {
                cookies_.erase(pair.substr(0, equals));
            } else {
                cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
            }
        }
        if (head_only || answer.status == 204 || answer.status == 304) return answer;
        const std::string_view length_text = answer.header("Content-Length");
        std::size_t length = 0;
        if (std::from_chars(length_text.data(), length_text.data() + length_text.size(), length).ec != std::errc{})
            fail("no Content-Length");
        while (received_.size() < length) {
            if (!fill()) fail("the connection ended within the body");
        }
        answer.body = received_.substr(0, length);
        received_.erase(0, length);
        return answer;
    }
}

bool Client::sip(std::size_t bytes) {
    std::string dropped(bytes, '\0');
    return ::recv(fd_, dropped.data(), bytes, 0) > 0;
}

bool Client::ended() {
    try {
        while (fill()) {
        }
    } catch (const std::runtime_error&) {
        return false;
    }
    return true;
}

Answer Client::request(std::string_view method, std::string_view target, const Headers& headers,
                       std::string_view body) {
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    bool has_host = false;
    bool has_length = false;
    bool has_cookie = false;
    for (const auto& [key, value] : headers) {
        has_host = has_host || same_name(key, "Host");
        has_length = has_length || same_name(key, "Content-Length") || same_name(key, "Transfer-Encoding");
        has_cookie = has_cookie || same_name(key, "Cookie");
        text += key + ": " + value + "\r\n";
    }
    if (!has_host) text += "Host: " + host_ + ":" + std::to_string(port_) + "\r\n";
    if (!has_cookie && !cookies_.empty()) {
        std::string list;
        for (const auto& [key, value] : cookies_) list += (list.empty() ? "" : "; ") + key + "=" + value;
        text += "Cookie: " + list + "\r\n";
    }
    if (!has_length && (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH"))
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n";
    text += body;
    // A kept connection may have ended since the last answer: look before it is used.
    if (fd_ >= 0) {
        char byte = 0;
        if (::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) close();
    }
    send_raw(text);
    Answer answer = read_answer(method == "HEAD");
    if (observer()) observer()(*this, method, target, answer);
    if (same_name(answer.header("Connection"), "close")) close();
    return answer;
}

Answer Client::post_json(std::string_view target, std::string_view json, Headers headers) {
    headers.emplace_back("Content-Type", "application/json");
    return request("POST", target, headers, json);
}

}  // namespace yiguan::http
