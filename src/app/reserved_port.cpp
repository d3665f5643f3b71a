#include "app/reserved_port.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

namespace yiguan::app {

std::optional<ReservedPort> ReservedPort::of(std::string_view listen) {
    const auto colon = listen.rfind(':');
    if (colon == std::string_view::npos || listen.substr(colon + 1).find_first_not_of('0') != listen.npos)
        return std::nullopt;
    const std::string host(listen.substr(0, colon));

    addrinfo hints{}, *first = nullptr;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host == "localhost" ? "127.0.0.1" : host.c_str(), "0", &hints, &first) != 0) return std::nullopt;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(first, &::freeaddrinfo);

    ReservedPort port(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // Both options, as the server's own sockets have them: they may share the port with this one.
    const int on = 1;
    if (port.fd_ < 0 || ::setsockopt(port.fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::setsockopt(port.fd_, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0 ||
        ::bind(port.fd_, found->ai_addr, found->ai_addrlen) != 0)
        return std::nullopt;
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(port.fd_, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return std::nullopt;
    const auto number = bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&bound)->sin6_port
                                                    : reinterpret_cast<const sockaddr_in*>(&bound)->sin_port;
    port.address_ = fmt::format("{}:{}", host, ntohs(number));
    return port;
}

ReservedPort::~ReservedPort() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace yiguan::app
