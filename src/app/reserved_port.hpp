// `--listen HOST:0`: the kernel chooses the port, and everything that prints the node's address must know which.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace yiguan::app {

/// A free port of a host, kept from others by a socket that is bound and does not listen, until the server has it.
class ReservedPort {
public:
    /// Nothing when the port is not 0, or when the host cannot be bound: the server then says why.
    static std::optional<ReservedPort> of(std::string_view listen);
    ReservedPort(ReservedPort&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)), address_(std::move(other.address_)) {}
    ReservedPort& operator=(ReservedPort&&) = delete;
    ~ReservedPort();

    /// HOST:PORT.
    const std::string& address() const { return address_; }

private:
    explicit ReservedPort(int fd) : fd_(fd) {}
    int fd_;
    std::string address_;
};

}  // namespace yiguan::app
