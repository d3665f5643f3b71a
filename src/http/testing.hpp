// A blocking HTTP/1.1 client on plain POSIX sockets, for tests only: it must not share code with the server it tests.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yiguan::http {

struct Answer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;  ///< In the order sent, names as sent.
    std::string body;

    /// Case-insensitive, the first; "" when absent.
    std::string_view header(std::string_view name) const;
    bool has(std::string_view name) const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Keeps one connection open and opens another when the server has ended it. Throws std::runtime_error when no answer
/// comes within the timeout or it is not HTTP. Not thread-safe.
class Client {
public:
    Client(std::string host, std::uint16_t port, std::chrono::milliseconds timeout = std::chrono::seconds{60});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Host, Content-Length (when there is a body or the method usually has one) and Cookie are added unless given.
    /// Cookies that answers set are kept and sent (no paths or domains; Max-Age=0 removes one).
    Answer request(std::string_view method, std::string_view target, const Headers& headers = {},
                   std::string_view body = {});
    Answer get(std::string_view target, const Headers& headers = {}) { return request("GET", target, headers); }
    /// POST of application/json.
    Answer post_json(std::string_view target, std::string_view json, Headers headers = {});

    std::map<std::string, std::string>& cookies() { return cookies_; }
    std::uint16_t port() const { return port_; }
    /// Sees every answer that request() has got; for checks that hold for all tests of a program.
    using Observer =
        std::function<void(const Client&, std::string_view method, std::string_view target, const Answer&)>;
    static void observe(Observer observer);

    /// Connects from another address of this machine (127.0.0.2), as another client would.
    void come_from(std::string address) { source_ = std::move(address); }

    // Pieces, for malformed input and pipelining.
    void connect();  ///< A new connection; the old one is closed.
    void send_raw(std::string_view bytes);
    /// The next answer on this connection. `head_only`: answers to HEAD have no body.
    Answer read_answer(bool head_only = false);
    /// True when the server has ended the connection (waits for that up to the timeout); unread bytes are dropped.
    bool ended();
    /// Reads at most so many bytes and drops them; false when the server has ended the connection.
    bool sip(std::size_t bytes);
    void half_close();  ///< Says that nothing more will be sent.
    void close();
    /// Resets the connection, as a peer that vanishes.
    void reset();
    bool is_open() const { return fd_ >= 0; }

private:
    friend class WebSocketClient;
    bool fill();

    std::string host_;
    std::string source_;
    std::uint16_t port_;
    std::chrono::milliseconds timeout_;
    int fd_ = -1;
    std::string received_;
    std::map<std::string, std::string> cookies_;
};

/// A blocking WebSocket client (RFC 6455), which sends also what a client must not. Throws std::runtime_error as
/// Client.
class WebSocketClient {
public:
    enum Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };
    struct Frame {
        bool last = true;
        int opcode = text;
        std::string payload{};
        /// Of a close frame; 1005 when it has none.
        int close_code() const;
    };
    WebSocketClient(std::string host, std::uint16_t port, std::chrono::milliseconds timeout = std::chrono::seconds{60});

    /// Sends the upgrade request, `behind` in the same piece, and reads the answer: 101 (whose Sec-WebSocket-Accept is
    /// checked) or the refusal. Of the usual headers those are left out or replaced that `headers` names.
    Answer open(std::string_view target, const Headers& headers = {}, std::string_view behind = {});

    void send(std::string_view message) { send_frame({true, text, std::string(message)}); }
    void send_frame(const Frame& frame) { send_raw(encode(frame)); }
    void send_raw(std::string_view bytes) { client_->send_raw(bytes); }
    void close(int code = 1000, std::string_view reason = {});
    /// As it goes over the wire. `unmasked` breaks section 5.3; `reserved` are the bits RSV1..3, 0..7.
    static std::string encode(const Frame& frame, bool unmasked = false, int reserved = 0);

    /// The next frame of the server; nothing when it has ended the connection. Throws for a masked one.
    std::optional<Frame> read_frame();
    /// The next whole text message; pings are answered, pongs passed over. Throws when something else comes.
    std::string read();
    /// Reads on to the close frame and says its code (answering it); 1006 when the connection ends without one.
    int read_close();

    Client& connection() { return *client_; }

private:
    std::unique_ptr<Client> client_;  // so that it can be returned
};

}  // namespace yiguan::http
