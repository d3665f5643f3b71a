// Delivers what waits in the outbox.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "message/gateway.hpp"

namespace yiguan::message {

struct SenderOptions {
    std::chrono::milliseconds look_every{500};
    /// How long a message belongs to the node that tries it; longer than any gateway takes.
    std::int64_t lease_ms = 120'000;
};

/// Waits before the n-th further attempt, n >= 1: a minute, then twice as long each time, at most six hours.
std::int64_t delay_ms(int attempts);

/// A thread that takes what is due and gives it to the gateways. A message that did not go is tried again, later and
/// later, until Message::valid_ms or three days are over; then it is dead and waits for the operator. Several nodes may
/// send from one database: whoever takes a message has it for lease_ms. A node that dies in between leaves the lease
/// to run out, and the message goes a second time with the same id: at least once, as little more as possible.
class Sender {
public:
    Sender(db::Database& database, Gateways gateways, SenderOptions options = {});
    ~Sender() { stop(); }
    Sender(const Sender&) = delete;

    void start();
    /// Breaks off what is being sent; it stays in the outbox. Before the database stops.
    void stop();

    /// What the thread does each time: tries everything that is due, once. Returns how many it tried.
    int run_once();

private:
    void run();
    bool send_one(MessageId id, UtcMs due_at);
    db::Database& db_;
    Gateways gateways_;
    SenderOptions options_;
    std::atomic<bool> stopping_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread thread_;
};

}  // namespace yiguan::message
