#include "http/websocket.hpp"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <mutex>

#include "core/log.hpp"
#include "core/text.hpp"

namespace yiguan::http {
namespace {

namespace beast = boost::beast;
namespace ws = boost::beast::websocket;
using BeastError = beast::error_code;

constexpr std::uint64_t goodbye_us = 2'000'000;  // for the client to end the connection once we have
constexpr std::uint64_t closing_us = 5'000'000;  // for it to answer our close frame
constexpr std::uint64_t progress_bytes = 256 * 1024;
constexpr std::size_t kept_bytes_max = 8 * 1024;
constexpr std::size_t drained_bytes_max = 1u << 20;
constexpr std::size_t reason_bytes_max = 123;  // RFC 6455 section 5.5: 125 less the code

// RFC 6455 section 7.4.1.
constexpr std::uint16_t normal = 1000, going_away = 1001, protocol_error = 1002, unsupported_data = 1003,
                        no_code = 1005, broken = 1006, bad_data = 1007, too_big = 1009, our_fault = 1011,
                        try_later = 1013;

/// The codes that an endpoint may put into a close frame.
bool may_be_sent(std::uint16_t code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != no_code && code != broken) ||
           (code >= 3000 && code <= 4999);
}

std::string_view cut_reason(std::string_view reason) {
    if (!is_utf8(reason)) return {};
    std::size_t size = std::min(reason.size(), reason_bytes_max);
    while (size < reason.size() && size > 0 && (static_cast<unsigned char>(reason[size]) & 0xC0) == 0x80) --size;
    return reason.substr(0, size);
}

/// The socket as Beast sees it: gives first what had come together with the request.
class Layer {
public:
    using executor_type = Executor;

    Layer(Socket socket, std::string received) : socket_(std::move(socket)), received_(std::move(received)) {}
    executor_type get_executor() { return socket_.get_executor(); }
    void close() {
        BeastError ignored;
        socket_.close(ignored);
    }
    /// Since when we only wait for the client's end of the connection; 0: not yet.
    std::uint64_t parting_since_us() const { return parting_since_us_; }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        if (given_ == received_.size()) return socket_.async_read_some(buffers, std::forward<Handler>(handler));
        const std::size_t n = net::buffer_copy(buffers, net::buffer(received_) + given_);
        given_ += n;
        if (given_ == received_.size()) {
            std::string().swap(received_);
            given_ = 0;
        }
        net::post(get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), BeastError{}, n));
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        socket_.async_write_some(buffers, std::forward<Handler>(handler));
    }

    /// Says that nothing more comes, and reads on until the client has ended too, so that it sees our last frame
    /// (RFC 6455 section 7.1.1). close() ends the wait; that is no error.
    void part(UniqueFunction<void(BeastError)> done) {
        parting_since_us_ = steady_us();
        parted_ = std::move(done);
        BeastError ignored;
        socket_.shutdown(net::socket_base::shutdown_send, ignored);
        drain();
    }

private:
    // Whoever waits for the end keeps the connection alive, and `this` with it.
    void drain() {
        socket_.async_wait(net::socket_base::wait_read, [this](const BeastError& ec) {
            char bytes[16 * 1024];
            const ssize_t got = ec ? 0 : ::recv(socket_.native_handle(), bytes, sizeof bytes, MSG_DONTWAIT);
            if (got > 0) drained_ += static_cast<std::size_t>(got);
            const bool nothing_yet = got < 0 && (errno == EAGAIN || errno == EINTR);
            if (!ec && (got > 0 || nothing_yet) && drained_ <= drained_bytes_max) return drain();
            close();
            auto done = std::move(parted_);
            done({});
        });
    }

    Socket socket_;
    std::string received_;
    std::size_t given_ = 0;
    std::uint64_t parting_since_us_ = 0;
    std::size_t drained_ = 0;
    UniqueFunction<void(BeastError)> parted_;
};

// Beast finds these two by the type of their argument.
template <class Handler>
void async_teardown(beast::role_type, Layer& layer, Handler&& handler) {
    layer.part(std::forward<Handler>(handler));
}
void beast_close_socket(Layer& layer) {
    layer.close();
}

class WebSocketConnection final : public Connection,
                                  public WebSocket,
                                  public std::enable_shared_from_this<WebSocketConnection> {
public:
    WebSocketConnection(std::shared_ptr<Worker> worker, Upgrade upgrade)
        : Connection(std::move(upgrade.peer)),
          worker_(std::move(worker)),
          stream_(std::move(upgrade.socket), std::move(upgrade.received)),
          handlers_(std::move(upgrade.handlers)),
          queue_bytes_max_(handlers_->queue_bytes_max) {
        stream_.auto_fragment(false);
        stream_.text(true);
        stream_.read_message_max(handlers_->message_bytes_max);
        stream_.control_callback([this](ws::frame_type, beast::string_view) { heard_us_ = steady_us(); });
        stream_.set_option(
            ws::stream_base::decorator([headers = std::move(upgrade.headers)](ws::response_type& answer) {
                answer.set(beast::http::field::server, "yiguan");
                for (const auto& [key, value] : headers)
                    answer.insert(beast::string_view(key.data(), key.size()),
                                  beast::string_view(value.data(), value.size()));
            }));
        deadline_us_ = after(worker_->shared().limits.write_timeout);
    }

    void start(std::string_view key) {
        beast::http::request<beast::http::empty_body> request(beast::http::verb::get, "/", 11);
        request.set(beast::http::field::host, "-");
        request.set(beast::http::field::connection, "Upgrade");
        request.set(beast::http::field::upgrade, "websocket");
        request.set(beast::http::field::sec_websocket_version, "13");
        request.set(beast::http::field::sec_websocket_key, beast::string_view(key.data(), key.size()));
        worker_->shared().websockets.add(1);
        stream_.async_accept(request, [self = shared_from_this()](const BeastError& ec) { self->accepted(ec); });
    }

    // From any thread.

    bool send(std::string text) override {
        bool queued = false;
        {
            const std::lock_guard lock(mutex_);
            if (!takes_) return false;
            if (queued_bytes_ <= queue_bytes_max_) {
                queued_bytes_ += text.size();
                queue_.push_back(std::move(text));
                queued = true;
            } else {
                takes_ = false;
                overflowed_ = true;
            }
            if (std::exchange(woken_, true)) return queued;
        }
        worker_->wake(shared_from_this());
        return queued;
    }

    void close(std::uint16_t code, std::string_view reason) override {
        {
            const std::lock_guard lock(mutex_);
            if (!takes_) return;
            takes_ = false;
            request_close(code, reason);
            if (std::exchange(woken_, true)) return;
        }
        worker_->wake(shared_from_this());
    }

    bool is_open() const override {
        const std::lock_guard lock(mutex_);
        return takes_;
    }

    std::size_t queued_bytes() const override {
        const std::lock_guard lock(mutex_);
        return queued_bytes_;
    }

    // On the I/O thread.

    void on_wake() override {
        bool overflowed = false;
        {
            const std::lock_guard lock(mutex_);
            woken_ = false;
            overflowed = overflowed_;
        }
        if (!overflowed) return write_next();
        worker_->shared().websockets_slow.add();
        end(try_later);
    }

    void on_tick(std::uint64_t now_us) override {
        const Limits& limits = worker_->shared().limits;
        const std::uint64_t parting_us = stream_.next_layer().parting_since_us();
        if (parting_us != 0) {
            if (now_us > parting_us + goodbye_us) stream_.next_layer().close();
            return;
        }
        if (phase_ != Phase::open) {
            if (now_us > deadline_us_) end(phase_ == Phase::closing ? close_code_ : broken);
            return;
        }
        if (writing_ && now_us > write_deadline_us_) {
            worker_->shared().websockets_slow.add();
            return end(try_later);
        }
        const auto ping_us = static_cast<std::uint64_t>(limits.ping_every.count()) * 1000;
        if (now_us > heard_us_ + 2 * ping_us) {
            worker_->shared().timeouts.add();
            return end(broken);
        }
        if (!pinging_ && now_us >= pinged_us_ + ping_us) {
            pinged_us_ = now_us;
            pinging_ = true;
            stream_.async_ping({}, [self = shared_from_this()](const BeastError&) { self->pinging_ = false; });
        }
    }

    void begin_stop() override {
        {
            const std::lock_guard lock(mutex_);
            takes_ = false;
            request_close(going_away, {});
            while (queue_.size() > (writing_ ? 1u : 0u)) {  // what has not been begun would only hold up the stop
                queued_bytes_ -= queue_.back().size();
                queue_.pop_back();
            }
        }
        write_next();
    }

    void close_now() override {
        end(phase_ == Phase::closing ? close_code_ : worker_->stopping() ? going_away : broken);
    }

private:
    enum class Phase : std::uint8_t { opening, open, closing, ended };

    static std::uint64_t after(std::chrono::milliseconds time) {
        return steady_us() + static_cast<std::uint64_t>(time.count()) * 1000;
    }

    // Under the mutex. The first one counts.
    void request_close(std::uint16_t code, std::string_view reason) {
        if (close_requested_) return;
        close_requested_ = true;
        close_code_ = may_be_sent(code) ? code : our_fault;
        close_reason_.assign(cut_reason(reason));
    }

    void refuse(std::uint16_t code) {
        const std::lock_guard lock(mutex_);
        takes_ = false;
        request_close(code, {});
    }

    template <class F>
    void call(F f) {
        worker_->in_handler = true;
        try {
            f();
        } catch (const std::exception& e) {
            fault(e.what());
        } catch (...) {
            fault("not a std::exception");
        }
        worker_->in_handler = false;
    }

    void fault(const char* what) {
        worker_->shared().faults.add();
        log::error("http_websocket_fault", {{"what", what}});
        refuse(our_fault);
    }

    void accepted(const BeastError& ec) {
        if (phase_ != Phase::opening) return;
        if (ec) return end(broken);
        phase_ = Phase::open;
        heard_us_ = pinged_us_ = steady_us();
        if (handlers_->on_open) call([&] { handlers_->on_open(shared_from_this()); });
        write_next();
        read_next();
    }

    void read_next() {
        stream_.async_read(buffer_,
                           [self = shared_from_this()](const BeastError& ec, std::size_t) { self->received(ec); });
    }

    void received(const BeastError& ec) {
        if (phase_ == Phase::ended) return;
        if (ec) {
            if (phase_ == Phase::closing && stream_.next_layer().parting_since_us() == 0 &&
                ec == net::error::operation_aborted)
                return;  // async_close() has taken over
            return end(phase_ == Phase::closing ? close_code_ : code_of(ec));
        }
        heard_us_ = steady_us();
        if (phase_ == Phase::open && stream_.got_binary()) refuse(unsupported_data);
        const bool listens = phase_ == Phase::open && !is_refused();
        if (listens && handlers_->on_text) {
            const auto data = buffer_.cdata();
            const std::string_view text(static_cast<const char*>(data.data()), data.size());
            call([&] { handlers_->on_text(shared_from_this(), text); });
        }
        buffer_.consume(buffer_.size());
        if (buffer_.capacity() > kept_bytes_max) buffer_.shrink_to_fit();
        write_next();
        read_next();
    }

    // The client need not be heard any more: the close frame waits only for what is being written.
    bool is_refused() const {
        const std::lock_guard lock(mutex_);
        return close_requested_;
    }

    std::uint16_t code_of(const BeastError& ec) const {
        if (ec == ws::error::closed) {
            const auto code = static_cast<std::uint16_t>(stream_.reason().code);
            return code == 0 ? no_code : code;
        }
        if (ec == ws::error::message_too_big) return too_big;
        if (ec == ws::error::bad_frame_payload) return bad_data;
        return ec == ws::condition::protocol_violation ? protocol_error : broken;
    }

    void write_next() {
        if (writing_ || phase_ != Phase::open) return;
        std::string_view text;
        {
            const std::lock_guard lock(mutex_);
            if (queue_.empty()) {
                if (!close_requested_) return;
            } else {
                text = queue_.front();  // stays where it is while others are pushed
                writing_ = true;
            }
        }
        if (!writing_) return say_goodbye();
        const auto turns = static_cast<std::uint64_t>(1 + text.size() / progress_bytes);
        write_deadline_us_ = after(worker_->shared().limits.write_timeout * turns);
        stream_.async_write(net::buffer(text.data(), text.size()),
                            [self = shared_from_this()](const BeastError& ec, std::size_t) { self->written(ec); });
    }

    void written(const BeastError& ec) {
        writing_ = false;
        {
            const std::lock_guard lock(mutex_);
            queued_bytes_ -= queue_.front().size();
            queue_.pop_front();
            if (ec || phase_ == Phase::ended) {
                takes_ = false;
                queue_.clear();
                queued_bytes_ = 0;
            }
        }
        if (!ec) return write_next();
        // Aborted: the reader has closed the stream, and will say why.
        if (ec != net::error::operation_aborted) end(phase_ == Phase::closing ? close_code_ : broken);
    }

    void say_goodbye() {
        phase_ = Phase::closing;
        deadline_us_ = steady_us() + (worker_->stopping() ? goodbye_us : closing_us);
        const ws::close_reason reason(static_cast<ws::close_code>(close_code_), close_reason_.c_str());
        stream_.async_close(reason, [self = shared_from_this()](const BeastError&) { self->end(self->close_code_); });
    }

    void end(std::uint16_t code) {
        if (phase_ == Phase::ended) return;
        const auto self = shared_from_this();
        const bool was_open = phase_ != Phase::opening;
        phase_ = Phase::ended;
        {
            const std::lock_guard lock(mutex_);
            takes_ = false;
            while (queue_.size() > (writing_ ? 1u : 0u)) {
                queued_bytes_ -= queue_.back().size();
                queue_.pop_back();
            }
        }
        stream_.next_layer().close();
        worker_->shared().websockets.add(-1);
        worker_->remove(*this);
        const auto handlers = std::move(handlers_);
        if (was_open && handlers->on_close) call([&] { handlers->on_close(self, code); });
    }

    std::shared_ptr<Worker> worker_;
    ws::stream<Layer, false> stream_;
    std::shared_ptr<WebSocketHandlers> handlers_;
    const std::size_t queue_bytes_max_;
    beast::flat_buffer buffer_;
    Phase phase_ = Phase::opening;
    bool writing_ = false;  // the front of the queue
    bool pinging_ = false;
    std::uint64_t deadline_us_ = 0;  // of opening and closing
    std::uint64_t write_deadline_us_ = 0;
    std::uint64_t heard_us_ = 0;
    std::uint64_t pinged_us_ = 0;

    mutable std::mutex mutex_;
    std::deque<std::string> queue_;  // guarded, as all that follow; the I/O thread alone takes from it
    std::size_t queued_bytes_ = 0;
    bool takes_ = true;
    bool overflowed_ = false;
    bool woken_ = false;
    bool close_requested_ = false;
    std::uint16_t close_code_ = normal;  // fixed, and free to read, once requested
    std::string close_reason_;
};

}  // namespace

std::shared_ptr<Connection> open_websocket(std::shared_ptr<Worker> worker, Upgrade upgrade) {
    const std::string key = std::move(upgrade.key);
    const auto connection = std::make_shared<WebSocketConnection>(std::move(worker), std::move(upgrade));
    connection->start(key);
    return connection;
}

}  // namespace yiguan::http
