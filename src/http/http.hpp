// The HTTP server as other rooms see it: requests and responses as plain values, a router, a listener. No Beast here.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/address.hpp"
#include "core/result.hpp"
#include "core/unique_function.hpp"

namespace yiguan::http {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
std::string_view name(Method method);

/// A received request. Every view stays valid until the response has been handed to the Responder (the session that
/// lends them waits for it); copy what must live longer.
class Request {
public:
    virtual ~Request() = default;
    Method method = Method::get;
    std::string_view target;  ///< As sent: path and query, percent-encoded.
    std::string_view path;    ///< As sent, without query.
    std::string_view query;   ///< Without '?', as sent.
    std::string_view body;
    std::string_view id;      ///< Request id, for logs and problems: 22 characters.
    std::string_view remote;  ///< Address of the peer, without port.
    IpAddress client{};       ///< As trusted proxies tell it, else the peer.
    /// Of the client: what limits are counted by.
    std::uint64_t network = 0;
    std::uint64_t received_us = 0;  ///< Steady clock.
    /// How long requests wait for their I/O thread just now, before received_us: a full node shows here first.
    std::uint64_t backlog_us = 0;

    virtual std::string_view header(std::string_view name) const = 0;  ///< Case-insensitive; "" when absent.
    std::string_view cookie(std::string_view name) const;
    /// Part of the path that a {name} in the route's pattern took, percent-decoded.
    std::string_view path_param(std::string_view name) const;
    std::optional<std::string> query_param(std::string_view name) const;  ///< The first, decoded.
    /// A GET that RFC 6455 section 4.2.1 lets us answer with web_socket(): Upgrade, Connection, version 13, a key of 16
    /// bytes. Who may open it, and from which Origin, is the handler's to decide.
    bool wants_websocket() const;
    std::vector<std::pair<std::string, std::string>> path_params;
    /// An empty string with the capacity of earlier answers: build a hot answer in it and move it into Response::body.
    virtual std::string take_buffer() const = 0;
};

/// Bytes that are not held in memory: a file, a code package. Read by offset, so that downloads can be resumed.
class BodySource {
public:
    virtual ~BodySource() = default;
    virtual std::uint64_t size() const = 0;
    /// Fills all of `out` from `offset` on (offset + out.size() <= size()). Called on the I/O thread with at most 256
    /// KiB.
    virtual void read(std::uint64_t offset, std::span<char> out) = 0;
};

struct WebSocketHandlers;

struct Response {
    int status = 200;
    std::string_view content_type = "application/json; charset=utf-8";  ///< Static text.
    std::string body;
    /// Further ones. A name or value that would start another line makes the answer a 500; those that describe the
    /// message (Content-Length, Connection, Date, ETag, ...) are the server's and left out. Cache-Control: no-store
    /// unless given.
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<BodySource> source;  ///< Instead of body. Range, If-Range and HEAD are answered from it.
    std::string etag;                    ///< Strong, without quotes; needed for If-Range and If-None-Match.
    /// Instead of everything but headers: 101, and the connection goes on as a WebSocket. See web_socket().
    std::shared_ptr<WebSocketHandlers> web_socket;
};

/// One open WebSocket (RFC 6455). Every function may be called from any thread, and after the connection has ended too
/// (to no effect). None calls a handler before it returns. What holds it longer than the connection lasts costs little.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    /// Queues one text message, which must be UTF-8. False: the connection has ended or is ending, nothing was queued.
    /// When more than queue_bytes_max wait already, the client does not read: the connection is cut off (on_close:
    /// 1013).
    virtual bool send(std::string text) = 0;
    /// Ends the connection after what was queued: 1000, 1001, 1008, 1011, 3000..4999 (RFC 6455 section 7.4). `reason`:
    /// UTF-8, cut to 123 bytes.
    virtual void close(std::uint16_t code, std::string_view reason = {}) = 0;
    virtual bool is_open() const = 0;              ///< send() would queue.
    virtual std::size_t queued_bytes() const = 0;  ///< Of messages not yet handed to the kernel as a whole.
};
using WebSocketPtr = std::shared_ptr<WebSocket>;

/// What happens on a WebSocket, one call at a time, always on the connection's I/O thread: as with Handler, what may
/// wait for long goes elsewhere. An exception is logged and counted and closes with 1011. All of them are destroyed
/// once the connection has ended, so they may hold the WebSocketPtr.
struct WebSocketHandlers {
    std::function<void(const WebSocketPtr&)> on_open;  ///< The 101 has left. Not called when the client was gone.
    std::function<void(const WebSocketPtr&, std::string_view text)> on_text;  ///< One whole message, valid UTF-8.
    /// Once for each on_open, last. The client's code (1005: it gave none), 1006 when the connection broke, and ours
    /// where we ended it: 1001 the server stops, 1013 it did not read, 1002, 1003, 1007, 1009 it broke a rule, else
    /// what close() was given. Comes when the connection has ended on both sides, some seconds after a close at most.
    std::function<void(const WebSocketPtr&, std::uint16_t code)> on_close;
    std::size_t message_bytes_max = 64 * 1024;  ///< Of a message from the client: more closes with 1009.
    std::size_t queue_bytes_max = 4u << 20;     ///< See WebSocket::send(): one message more than that may wait.
};

/// The answer that makes the connection a WebSocket, by whatever way answers take to the Responder. Without a
/// subprotocol and without extensions; pings and close are the server's work (Limits::ping_every). A request that does
/// not want one gets a 426 instead. @param headers  As Response::headers.
Response web_socket(WebSocketHandlers handlers, std::vector<std::pair<std::string, std::string>> headers = {});

/// Takes the answer of one request, from any thread, exactly once. Dropped without an answer: 500.
class Responder {
public:
    virtual ~Responder() = default;
    virtual void send(Response response) = 0;
};
using ResponderPtr = std::unique_ptr<Responder>;

/// Called on an I/O thread: what may wait for long must hand the Responder on and return. An exception is logged and
/// counted, and gives a 500 unless the Responder has been moved away.
using Handler = std::function<void(const Request&, ResponderPtr)>;

/// RFC 9457 `application/problem+json`: type "/problems/<code>", title, status, detail, requestId and errors[] with
/// pointer, field (Chinese name), value and rule.
/// @param retry_after_s  Of 429 and 503, when more is known than the usual 60 and 2 seconds.
Response problem(const Error& error, std::string_view request_id, std::int64_t retry_after_s = 0);

struct Route {
    Method method;
    /// "/api/v1/blocks/{block}", "/E={code}", "/c/{code}": a {name} takes one part of the path, not empty. The path is
    /// cut into parts before it is decoded, so that a %2F is no cut: /c/a%2Fb gives "a/b".
    std::string pattern;
    Handler handler;
    std::size_t body_bytes_max = 64 * 1024;  ///< More is refused with 413 before it is read.
    std::string_view label{};                ///< For metrics; the pattern when empty.
};

/// Longest literal wins (part by part, from the left), parts are compared percent-decoded; HEAD is served by GET
/// routes; another method on a known path is 405 with Allow; else 404.
class Router {
public:
    void add(Route route);
    const std::vector<Route>& routes() const { return routes_; }

    /// Rewrites the problems of one part of the address space, whoever refused: handlers, the router, the parser.
    /// Called on an I/O thread with every answer of application/problem+json to a path that is `prefix` or below it.
    struct ProblemForm {
        std::string prefix;  ///< "/epcis"
        std::function<void(const Request&, Response&)> rewrite;
    };
    void set_problem_form(ProblemForm form) { problem_form_ = std::move(form); }
    const ProblemForm& problem_form() const { return problem_form_; }

private:
    std::vector<Route> routes_;
    ProblemForm problem_form_;
};

struct Limits {
    std::size_t header_bytes_max = 16 * 1024;  ///< More gets a 431; a request line that alone fills it, a 414.
    std::size_t connections_max = 10'000;
    std::size_t connections_per_address_max = 0;  ///< By IpAddress::network(), proxies excepted; 0: no limit.
    TrustedProxies trusted_proxies{};
    std::chrono::milliseconds header_timeout{10'000};   ///< From the first byte of a request to the end of its header.
    std::chrono::milliseconds body_timeout{30'000};     ///< For each 64 KiB of a body to arrive.
    std::chrono::milliseconds idle_timeout{60'000};     ///< Between requests of a kept connection.
    std::chrono::milliseconds handler_timeout{30'000};  ///< Until the answer is there: then 503.
    std::chrono::milliseconds write_timeout{30'000};    ///< For each 256 KiB of an answer to leave.
    /// A WebSocket is pinged so often, and ends when nothing has come from it for twice as long.
    std::chrono::milliseconds ping_every{30'000};
    std::size_t bodies_bytes_max = 512u << 20;  ///< Of all request bodies over 64 KiB held at a time: beyond it 503.
};

struct ServerOptions {
    std::string host = "127.0.0.1";  ///< An address, or localhost.
    std::uint16_t port = 0;          ///< 0: the kernel chooses, see Server::port().
    unsigned threads = 0;  ///< 0: one per core. Each has its own io_context and listening socket (SO_REUSEPORT).
    Limits limits;
};

/// Accepts connections from start() until stop(). Security headers, request id, metrics and access log are its work.
class Server {
public:
    /// The router is read once, here. Throws std::system_error when the address cannot be listened on (also when
    /// another server does), std::logic_error for a broken or doubled route.
    static std::unique_ptr<Server> start(ServerOptions options, std::shared_ptr<const Router> router);
    virtual ~Server() = default;
    virtual std::uint16_t port() const = 0;
    /// Stops accepting, lets running requests finish for at most `grace`, closes everything. Idempotent. Not from a
    /// handler: it waits for the I/O threads. Responders that are still out may be used or dropped later, to no effect.
    virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace yiguan::http
