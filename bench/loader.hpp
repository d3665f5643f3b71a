// A load of GET requests over keep-alive connections from one thread: as many as the server answers, or a fixed number
// a second with the time of each counted from when it was due, so that a server that stalls cannot hide it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace yiguan::bench {

struct Load {
    std::uint16_t port = 0;
    int connections = 64;
    double seconds = 2;
    double per_second = 0;  ///< 0: closed loop, each connection asks again as soon as it has its answer.
    int status = 200;       ///< What every answer must be.
    int core = 1;           ///< Where the loader itself runs.
};
struct Loaded {
    double per_second = 0;
    double p50_ms = 0, p99_ms = 0, max_ms = 0;
    std::uint64_t answers = 0;
    double body_bytes = 0;  ///< Mean.
};

/// A connection to a server on this machine, not blocking and without delay. @throws std::runtime_error.
int connect_to(std::uint16_t port);
/// The bytes of the body when `text` is a whole answer (then `status` is its status), -1 before.
/// @throws std::runtime_error for one without Content-Length.
std::int64_t whole_answer(std::string_view text, int& status);

/// `target(out)` appends the next target. @throws std::runtime_error for another status or a lost connection.
Loaded run(const Load& load, const std::function<void(std::string&)>& target);

}  // namespace yiguan::bench
