// One I/O thread: its io_context, its listening socket, its sessions and their clock.
#pragma once
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "http/http.hpp"
#include "http/route_table.hpp"

namespace yiguan::http {

namespace net = boost::asio;
using Executor = net::io_context::executor_type;
// The executor as a type, not type-erased: a call less for every operation.
using Socket = net::basic_stream_socket<net::ip::tcp, Executor>;
using Acceptor = net::basic_socket_acceptor<net::ip::tcp, Executor>;
using Timer =
    net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>, Executor>;

class Session;

/// What a worker keeps of each open connection.
class Connection {
public:
    struct Peer {
        std::string text;
        IpAddress address;
        bool counted = false;  ///< In Shared::by_address.
    };
    explicit Connection(Peer peer) : peer_(std::move(peer)) {}
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;

    virtual void on_tick(std::uint64_t now_us) = 0;
    virtual void on_wake() {}  ///< After Worker::wake().
    virtual void begin_stop() = 0;
    virtual void close_now() = 0;

    std::size_t index = 0;  ///< In the worker's list.
    const Peer& peer() const { return peer_; }

protected:
    Peer peer_;
};

/// How many connections each address has open. Asked when one opens or ends, never by a request; holds no more
/// addresses than there are connections.
class ConnectionCounts {
public:
    /// One more; returns how many it has now.
    std::size_t add(std::uint64_t network);
    void remove(std::uint64_t network);

private:
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, std::size_t> open_;
};

/// What all workers of a server share.
struct Shared {
    Limits limits;
    std::unique_ptr<RouteTable> routes;
    Router::ProblemForm problem_form;
    std::atomic<std::size_t> connections{0};
    ConnectionCounts by_address;
    metrics::Gauge& open = metrics::gauge("yiguan_http_connections_open", "Open connections.");
    metrics::Counter& rejected =
        metrics::counter("yiguan_http_connections_rejected_total", "Connections refused because too many were open.");
    metrics::Counter& crowded = metrics::counter("yiguan_http_connections_per_address_rejected_total",
                                                 "Connections refused because their address had too many open.");
    metrics::Counter& faults = metrics::counter("yiguan_http_handler_faults_total",
                                                "Handlers that threw or dropped their request without an answer.");
    metrics::Counter& late = metrics::counter(
        "yiguan_http_answers_late_total", "Answers that came after the handler's time or the connection had ended.");
    metrics::Counter& malformed =
        metrics::counter("yiguan_http_requests_malformed_total", "Requests refused by the parser.");
    metrics::Counter& timeouts =
        metrics::counter("yiguan_http_timeouts_total", "Connections or requests ended by a timeout.");
    metrics::Gauge& websockets = metrics::gauge("yiguan_http_websockets_open", "Connections that are WebSockets.");
    metrics::Counter& websockets_slow =
        metrics::counter("yiguan_http_websockets_slow_total", "WebSockets cut off because the client did not read.");
    metrics::Gauge& bodies_held = metrics::gauge("yiguan_http_bodies_held_bytes", "Held for bodies over 64 KiB.");
    metrics::Counter& rejected_bodies =
        metrics::counter("yiguan_http_bodies_rejected_total", "Bodies refused because too many bytes were held.");
    std::atomic<std::size_t> bodies_bytes{0};  ///< Held of Limits::bodies_bytes_max.
};

std::uint64_t steady_us();

class Worker : public std::enable_shared_from_this<Worker> {
public:
    explicit Worker(std::shared_ptr<Shared> shared);
    ~Worker();
    Worker(const Worker&) = delete;

    enum class Sharing { first, joins };
    /// Binds and listens; returns the port. `host` is an address or localhost. The first of a server's workers refuses
    /// a port that anybody listens on, the others join it. Throws std::system_error.
    std::uint16_t listen(const std::string& host, std::uint16_t port, Sharing sharing);
    /// The thread's body: returns when stopped and every session has ended.
    void run();
    /// From any thread: no more connections, idle ones end, the others after their answer.
    void begin_stop();
    /// From any thread: every connection ends now.
    void force_stop();

    // For sessions, on the I/O thread.
    Shared& shared() { return *shared_; }
    bool on_io_thread() const { return std::this_thread::get_id() == thread_id_.load(std::memory_order_relaxed); }
    bool stopping() const { return stopping_; }
    std::string_view date(std::uint64_t now_us);
    /// 22 characters that no other request has; not a secret. Written to `out[22]`.
    void make_request_id(char* out);
    /// How long what arrives waits for this thread now, in microseconds: how long the request at hand has waited.
    /// 0 while fewer than 256 requests are in the way: then the machine stood still, and refusing them gains nothing.
    std::uint64_t backlog_us(std::uint64_t now_us);
    void remove(Connection& connection);
    /// `successor` takes the place of `connection`, which still counts as one: it is now a WebSocket.
    void replace(Connection& connection, std::shared_ptr<Connection> successor);
    char* scratch() { return scratch_.get(); }
    static constexpr std::size_t scratch_bytes = 64 * 1024;
    bool in_handler = false;  ///< A handler stands on the stack: answers for other sessions wait in the inbox.

    /// From any thread: `session` receives `response` on the I/O thread. Nothing happens once the worker has ended.
    void deliver(std::shared_ptr<Session> session, Response response, bool dropped);
    /// From any thread: on_wake() of `connection` on the I/O thread. Nothing happens once the worker has ended.
    void wake(std::shared_ptr<Connection> connection);

private:
    struct Mail {
        std::shared_ptr<Session> session;
        Response response;
        bool dropped;
    };

    void await_probe();
    void accept_next();
    void accepted(Socket socket, const net::ip::address& remote);
    void schedule_tick();
    void tick();
    void read_inbox();
    void end_if_empty();

    std::shared_ptr<Shared> shared_;
    net::io_context context_{1};
    net::executor_work_guard<Executor> work_;
    Acceptor acceptor_;
    Timer timer_;
    std::chrono::milliseconds tick_every_;
    // A mark in the queue of what is ready, put at its end and met when its turn has come: what lies between is the
    // time that everything waits. Sockets alone do not tell when their bytes arrived.
    net::posix::basic_stream_descriptor<Executor> probe_;
    std::uint64_t probe_put_us_ = 0, probe_met_us_ = 0, probe_waited_us_ = 0;
    std::uint64_t requests_ = 0, requests_before_probe_ = 0;
    bool probe_waits_ = false;
    bool accept_paused_ = false;
    bool stopping_ = false;
    std::atomic<std::thread::id> thread_id_{};
    std::vector<std::shared_ptr<Connection>> connections_;
    std::unique_ptr<char[]> scratch_;
    std::string date_;
    std::uint64_t date_until_us_ = 0;
    std::uint64_t id_state_[2];

    std::mutex inbox_mutex_;
    std::vector<Mail> inbox_;                           // guarded by inbox_mutex_
    std::vector<std::shared_ptr<Connection>> to_wake_;  // guarded by inbox_mutex_
    bool ended_ = false;                                // guarded by inbox_mutex_
};

}  // namespace yiguan::http
