#include "app/reserved_port.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace yiguan::app {
namespace {

// True if a server that shares ports with nobody could take it.
bool is_free(const std::string& address) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    ::close(fd);
    return free;
}

TEST(ReservedPort, IsKeptWhileItLives) {
    std::string address;
    {
        const auto port = ReservedPort::of("127.0.0.1:0");
        ASSERT_TRUE(port);
        address = port->address();
        EXPECT_TRUE(address.starts_with("127.0.0.1:") && !address.ends_with(":0")) << address;
        EXPECT_FALSE(is_free(address));
        const auto other = ReservedPort::of("localhost:0");
        ASSERT_TRUE(other);
        EXPECT_TRUE(other->address().starts_with("localhost:"));
        EXPECT_NE(other->address().substr(10), address.substr(10));
    }
    EXPECT_TRUE(is_free(address));
}

TEST(ReservedPort, OnlyForPortZeroOfAHostOfThisMachine) {
    for (const char* listen : {"127.0.0.1:8080", "127.0.0.1", "", "192.0.2.1:0", "no.such.host:0"})
        EXPECT_FALSE(ReservedPort::of(listen)) << listen;
}

}  // namespace
}  // namespace yiguan::app
