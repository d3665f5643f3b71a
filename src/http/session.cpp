#include "http/session.hpp"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <stdexcept>

#include "core/log.hpp"
#include "core/text.hpp"

namespace yiguan::http {
namespace {

constexpr std::size_t buffer_bytes_first = 4096;
constexpr std::size_t chunk_framing_bytes_max = 8192;  // longest chunk line or trailer that is read
constexpr std::uint64_t progress_bytes = 64 * 1024;
constexpr std::size_t body_free_bytes = 64 * 1024;  // of a body: more counts towards Limits::bodies_bytes_max
constexpr std::uint64_t drained_bytes_max = 64u << 20;

std::string size_zh(std::uint64_t bytes) {
    constexpr std::uint64_t kb = 1024, mb = kb * kb;
    if (bytes < kb) return std::to_string(bytes) + " 字节";
    if (bytes < mb) return std::to_string((bytes + kb - 1) / kb) + " KB";
    const auto tenths = (bytes * 10 + mb - 1) / mb;
    return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " MB";
}

/// @param bytes  As announced; 0: unknown.
Error body_too_large(std::uint64_t bytes_max, std::uint64_t bytes = 0) {
    auto detail = "内容超过大小限制：最多 " + size_zh(bytes_max);
    if (bytes > 0) detail += "，此次为 " + size_zh(bytes);
    return {Code::body_too_large, "", std::move(detail)};
}

Error bad_request(std::string detail) {
    return {Code::bad_request, "", std::move(detail)};
}

}  // namespace

/// Hands the answer to the session, by the shortest way that the calling thread allows.
class Session::Reply final : public Responder {
public:
    explicit Reply(std::shared_ptr<Session> session) : session_(std::move(session)) {}
    ~Reply() override {
        if (!session_) return;
        try {
            hand_over(std::move(session_), Response{}, true);
        } catch (const std::exception& e) {  // no memory: the handler's timeout answers
            log::error("http_answer_lost", {{"what", e.what()}});
        }
    }
    void send(Response response) override {
        if (!session_) throw std::logic_error("a request is answered once");
        hand_over(std::move(session_), std::move(response), false);
    }

private:
    static void hand_over(std::shared_ptr<Session> session, Response response, bool dropped) {
        Worker& worker = *session->worker_;
        if (worker.on_io_thread()) {
            if (session->in_handler_) {
                session->early_answer_ = std::move(response);
                session->early_dropped_ = dropped;
                return;
            }
            if (!worker.in_handler) return session->answer(std::move(response), dropped);
        }
        worker.deliver(std::move(session), std::move(response), dropped);
    }

    std::shared_ptr<Session> session_;
};

Session::Session(std::shared_ptr<Worker> worker, Socket socket, Peer peer, Refusal refusal)
    : Connection(std::move(peer)),
      worker_(std::move(worker)),
      socket_(std::move(socket)),
      refusal_(refusal),
      from_proxy_(limits().trusted_proxies.contains(peer_.address)),
      buffer_(std::make_unique_for_overwrite<char[]>(buffer_bytes_first)),
      capacity_(buffer_bytes_first) {
    request_.remote = peer_.text;
    request_.client = peer_.address;
    request_.network = request_.client.network();
    set_deadline(steady_us(), limits().idle_timeout);
}

Session::~Session() {
    release_body();
}

void Session::pump() {
    while (step() == Wait::no) {
    }
}

Session::Wait Session::step() {
    switch (phase_) {
        case Phase::idle:
            return begin_request();
        case Phase::header:
            return read_header();
        case Phase::body:
            return read_body();
        case Phase::writing:
            return write_some();
        case Phase::lingering:
            return linger();
        case Phase::handling:
        case Phase::closed:
            break;
    }
    return Wait::yes;
}

Session::Wait Session::begin_request() {
    if (worker_->stopping()) {
        close_now();
        return Wait::yes;
    }
    // RFC 9112 section 2.2: an empty line before the request line is no error.
    while (end_ - begin_ >= 2 && buffer_[begin_] == '\r' && buffer_[begin_ + 1] == '\n') begin_ += 2;
    if (begin_ == end_) {
        begin_ = end_ = 0;
        read_more();
        return Wait::yes;
    }
    phase_ = Phase::header;
    waited_ = false;
    parsed_ = begin_;
    parser_.begin(limits().header_bytes_max);
    route_ = nullptr;
    keep_alive_ = true;
    body_pending_ = false;
    handler_faulted_ = false;
    request_.method = Method::other;
    request_.target = request_.path = request_.query = request_.body = {};
    request_.received_us = 0;
    worker_->make_request_id(id_.data());
    request_.id = {id_.data(), id_.size()};
    return Wait::no;
}

Session::Wait Session::read_header() {
    const auto [status, used] = parser_.header({buffer_.get() + parsed_, end_ - parsed_});
    parsed_ += used;
    using Status = RequestParser::Status;
    if (status == Status::header_done && parsed_ - begin_ <= limits().header_bytes_max) return header_done();
    if (status == Status::bad) {
        worker_->shared().malformed.add();
        return refuse(bad_request("请求不符合 HTTP/1.1 的格式"));
    }
    if (status != Status::need_more || end_ - begin_ >= limits().header_bytes_max || !make_room()) {
        worker_->shared().malformed.add();
        const std::string_view line(buffer_.get() + begin_, end_ - begin_);
        if (line.find('\n') == line.npos) {
            // As much of the path as there is says what its problems look like.
            if (const auto target = line.find(' '); target != line.npos) {
                request_.path = line.substr(target + 1);
                request_.path = request_.path.substr(0, request_.path.find('?'));
            }
            return refuse({Code::uri_too_long, "", "请求地址超过长度限制"});
        }
        return refuse({Code::header_too_large, "", "请求头超过大小限制"});
    }
    if (!std::exchange(waited_, true)) set_deadline(steady_us(), limits().header_timeout);
    read_more();
    return Wait::yes;
}

bool Session::split_target() {
    std::string_view target = parser_.head().target;
    request_.target = target;
    // RFC 9112 section 3.2.2: a server takes the absolute form too.
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const auto path = target.find_first_of("/?", scheme.size());
        target = path == target.npos ? std::string_view{} : target.substr(path);
        if (!target.starts_with('/')) {
            request_.path = "/";
            request_.query = target.empty() ? target : target.substr(1);
            return true;
        }
    }
    const auto mark = target.find('?');
    request_.path = target.substr(0, mark);
    if (mark != target.npos) request_.query = target.substr(mark + 1);
    return (target.starts_with('/') || (target == "*" && request_.method == Method::options)) &&
           target.find('#') == target.npos;
}

Session::Wait Session::header_done() {
    header_end_ = parsed_;
    RequestHead& head = parser_.head();
    // Chunk framing is read behind the header, which must not move once its views are lent.
    if (head.chunked && capacity_ - header_end_ < chunk_framing_bytes_max) grow(header_end_ + chunk_framing_bytes_max);
    request_.received_us = steady_us();
    request_.backlog_us = worker_->backlog_us(request_.received_us);
    request_.method = head.method;
    keep_alive_ = head.keep_alive && refusal_ == Refusal::none;
    const bool body_follows = head.chunked || head.content_length > 0;
    if (!split_target()) return refuse(bad_request("请求地址不正确"));
    if (refusal_ == Refusal::all) return refuse({Code::overloaded, "", "连接数已达上限"});
    if (refusal_ == Refusal::address)
        return refuse({Code::too_many_requests, "", "来自同一网络地址的连接数已达上限，请关闭部分连接后再试"});
    if (from_proxy_) {
        request_.client = limits().trusted_proxies.client(peer_.address, head.all("X-Forwarded-For"));
        request_.network = request_.client.network();
    }

    const auto found = worker_->shared().routes->find(request_.method, request_.path, request_.path_params);
    if (found.outcome != RouteTable::Outcome::found) return no_route(found);
    route_ = found.entry;
    if (!body_follows) return body_complete({}, header_end_);

    // A body on GET or HEAD has no meaning here, and others may not see it.
    if (request_.method == Method::get || request_.method == Method::head)
        return refuse(bad_request("GET 和 HEAD 请求不能带内容"));
    if (head.content_length > route_->route.body_bytes_max)
        return refuse(body_too_large(route_->route.body_bytes_max, head.content_length));

    if (head.expects_continue && head.version >= 11 && end_ == header_end_) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (::send(socket_.native_handle(), go_on.data(), go_on.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(go_on.size())) {
            close_now();
            return Wait::yes;
        }
    }
    body_.clear();
    body_progress_ = 0;
    if (!head.chunked) {
        if (head.content_length <= end_ - header_end_)
            return body_complete({buffer_.get() + header_end_, head.content_length}, header_end_ + head.content_length);
        body_.assign(buffer_.get() + header_end_, end_ - header_end_);
        end_ = header_end_;
    }
    phase_ = Phase::body;
    set_deadline(request_.received_us, limits().body_timeout);
    return Wait::no;
}

Session::Wait Session::no_route(const RouteTable::Found& found) {
    using Outcome = RouteTable::Outcome;
    if (request_.method == Method::options && (found.outcome == Outcome::wrong_method || request_.path == "*")) {
        Response response;
        response.status = 204;
        response.headers.emplace_back("Allow", request_.path == "*" ? "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
                                                                    : allow_header(found.allowed));
        return answer_directly(std::move(response));
    }
    if (found.outcome == Outcome::bad_escape)
        return answer_directly(problem(bad_request("地址中的百分号编码不正确"), request_.id));
    if (found.outcome == Outcome::wrong_method) {
        Response response = problem({Code::method_not_allowed, "", "此地址不支持该请求方法"}, request_.id);
        response.headers.emplace_back("Allow", allow_header(found.allowed));
        return answer_directly(std::move(response));
    }
    return answer_directly(problem({Code::not_found, "", "没有这个地址"}, request_.id));
}

Session::Wait Session::read_body() {
    return parser_.head().chunked ? read_chunked_body() : read_sized_body();
}

Session::Wait Session::read_sized_body() {
    const std::uint64_t length = parser_.head().content_length;
    for (int turns = 0; turns < 16; ++turns) {  // at most 1 MiB, then others are served
        if (body_.size() == length) return body_complete(body_, header_end_);
        char* const scratch = worker_->scratch();
        // Not a byte more than the body: what follows belongs to the next request.
        const auto got = receive(scratch, std::min<std::uint64_t>(Worker::scratch_bytes, length - body_.size()));
        if (!got) return Wait::yes;
        if (*got == 0) break;
        if (!grow_body(*got, length)) return refuse({Code::overloaded, "", "待处理的内容过多，请稍后重试"});
        body_.append(scratch, *got);
    }
    if (body_.size() == length) return body_complete(body_, header_end_);
    if (body_.size() >= body_progress_ + progress_bytes) {
        body_progress_ = body_.size();
        set_deadline(steady_us(), limits().body_timeout);
    }
    wait_readable();
    return Wait::yes;
}

Session::Wait Session::read_chunked_body() {
    using Status = RequestParser::Status;
    for (int turns = 0; turns < 64; ++turns) {
        if (!grow_body(end_ - parsed_, route_->route.body_bytes_max))
            return refuse({Code::overloaded, "", "待处理的内容过多，请稍后重试"});
        const auto [status, used] =
            parser_.chunks({buffer_.get() + parsed_, end_ - parsed_}, body_, route_->route.body_bytes_max);
        parsed_ += used;
        if (status == Status::complete) return body_complete(body_, parsed_);
        if (status == Status::too_large) return refuse(body_too_large(route_->route.body_bytes_max));
        if (status == Status::bad) {
            worker_->shared().malformed.add();
            return refuse(bad_request("分块传输的格式不正确"));
        }
        std::memmove(buffer_.get() + header_end_, buffer_.get() + parsed_, end_ - parsed_);
        end_ = header_end_ + (end_ - parsed_);
        parsed_ = header_end_;
        if (end_ == capacity_) {
            worker_->shared().malformed.add();
            return refuse(bad_request("分块传输的格式不正确"));
        }
        const auto got = receive(buffer_.get() + end_, capacity_ - end_);
        if (!got) return Wait::yes;
        if (*got == 0) break;
        end_ += *got;
    }
    if (body_.size() >= body_progress_ + progress_bytes) {
        body_progress_ = body_.size();
        set_deadline(steady_us(), limits().body_timeout);
    }
    wait_readable();
    return Wait::yes;
}

Session::Wait Session::body_complete(std::string_view body, std::size_t request_end) {
    request_.body = body;
    request_end_ = request_end;
    return dispatch();
}

Session::Wait Session::dispatch() {
    phase_ = Phase::handling;
    set_deadline(request_.received_us, limits().handler_timeout);
    if (parser_.head().chunked || !request_.body.empty()) set_deadline(steady_us(), limits().handler_timeout);
    in_handler_ = worker_->in_handler = true;
    const auto fault = [this](const char* what) {
        handler_faulted_ = true;
        worker_->shared().faults.add();
        log::error("http_handler_fault",
                   {{"requestId", request_.id}, {"route", route_->metrics.label()}, {"what", what}});
    };
    // Dropping the Responder while the exception unwinds leaves a 500 behind; one that was moved away may still answer.
    try {
        route_->route.handler(request_, std::make_unique<Reply>(shared_from_this()));
    } catch (const std::exception& e) {
        fault(e.what());
    } catch (...) {
        fault("not a std::exception");
    }
    in_handler_ = worker_->in_handler = false;
    if (!early_answer_) return Wait::yes;
    Response response = std::move(*early_answer_);
    early_answer_.reset();
    const bool dropped = std::exchange(early_dropped_, false);
    if (dropped && !handler_faulted_) fault("the request was dropped without an answer");
    begin_answer(dropped ? problem(internal_fault_error(), request_.id) : std::move(response));
    return Wait::no;
}

void Session::answer(Response response, bool dropped) {
    if (phase_ != Phase::handling) {
        worker_->shared().late.add();
        return;
    }
    if (dropped && !handler_faulted_) {
        worker_->shared().faults.add();
        log::error("http_handler_fault", {{"requestId", request_.id},
                                          {"route", route_->metrics.label()},
                                          {"what", "the request was dropped without an answer"}});
    }
    begin_answer(dropped ? problem(internal_fault_error(), request_.id) : std::move(response));
    pump();
}

Session::Wait Session::refuse(const Error& error) {
    if (request_.received_us == 0) request_.received_us = steady_us();
    keep_alive_ = false;
    body_pending_ = true;
    begin_answer(problem(error, request_.id));
    return Wait::no;
}

Session::Wait Session::answer_directly(Response response) {
    const RequestHead& head = parser_.head();
    if (head.chunked || head.content_length > 0) {
        keep_alive_ = false;
        body_pending_ = true;
    }
    request_end_ = header_end_;
    begin_answer(std::move(response));
    return Wait::no;
}

Session::Wait Session::linger() {
    for (int turns = 0; turns < 16; ++turns) {
        const auto got = receive(worker_->scratch(), Worker::scratch_bytes);
        if (!got) return Wait::yes;
        if (*got == 0) break;
        drained_ += *got;
        if (drained_ > drained_bytes_max) {
            close_now();
            return Wait::yes;
        }
    }
    // Whoever sends a large body slowly reads the answer only behind it: as long as it comes, it is read, but not for
    // ever.
    if (body_pending_ && drained_ >= linger_progress_ + progress_bytes && !worker_->stopping()) {
        linger_progress_ = drained_;
        set_deadline(std::min(steady_us(), linger_until_us_), linger_step);
    }
    wait_readable();
    return Wait::yes;
}

std::optional<std::size_t> Session::receive(char* to, std::size_t bytes) {
    for (;;) {
        const ssize_t got = ::recv(socket_.native_handle(), to, bytes, MSG_DONTWAIT);
        if (got > 0) return static_cast<std::size_t>(got);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::size_t{0};
        close_now();
        return std::nullopt;
    }
}

void Session::read_more() {
    if (reading_) return;
    reading_ = true;
    socket_.async_read_some(net::buffer(buffer_.get() + end_, capacity_ - end_),
                            [self = shared_from_this()](const boost::system::error_code& ec, std::size_t bytes) {
                                self->reading_ = false;
                                if (ec == net::error::operation_aborted || self->phase_ == Phase::closed) return;
                                if (ec) return self->close_now();
                                self->end_ += bytes;
                                self->pump();
                            });
}

void Session::wait_readable() {
    socket_.async_wait(net::socket_base::wait_read, [self = shared_from_this()](const boost::system::error_code& ec) {
        if (!ec) self->pump();
    });
}

void Session::wait_writable() {
    socket_.async_wait(net::socket_base::wait_write, [self = shared_from_this()](const boost::system::error_code& ec) {
        if (!ec) self->pump();
    });
}

void Session::grow(std::size_t capacity) {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::memcpy(larger.get(), buffer_.get(), end_);
    parser_.head().rebase(buffer_.get(), larger.get());
    buffer_ = std::move(larger);
    capacity_ = capacity;
}

bool Session::grow_body(std::size_t more, std::size_t bytes_max) {
    const std::size_t needed = body_.size() + more;
    const std::size_t wanted =
        needed <= body_.capacity() ? body_.capacity() : std::max(needed, std::min(2 * body_.capacity(), bytes_max));
    if (wanted > body_free_bytes && wanted > body_counted_) {
        std::atomic<std::size_t>& held = worker_->shared().bodies_bytes;
        const std::size_t added = wanted - body_counted_;
        if (held.fetch_add(added, std::memory_order_relaxed) + added > limits().bodies_bytes_max) {
            held.fetch_sub(added, std::memory_order_relaxed);
            worker_->shared().rejected_bodies.add();
            return false;
        }
        body_counted_ = wanted;
        worker_->shared().bodies_held.add(static_cast<std::int64_t>(added));
    }
    if (wanted > body_.capacity()) {
        std::string larger;  // reserve() of a string that holds something would double it
        larger.reserve(wanted);
        larger.append(body_);
        body_.swap(larger);
    }
    return true;
}

void Session::release_body() {
    if (body_counted_ == 0) return;
    worker_->shared().bodies_bytes.fetch_sub(body_counted_, std::memory_order_relaxed);
    worker_->shared().bodies_held.add(-static_cast<std::int64_t>(body_counted_));
    body_counted_ = 0;
}

bool Session::make_room() {
    if (end_ < capacity_) return true;
    if (begin_ > 0) {
        parser_.head().rebase(buffer_.get() + begin_, buffer_.get());
        std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
        parsed_ -= begin_;
        end_ -= begin_;
        begin_ = 0;
        return true;
    }
    if (capacity_ >= limits().header_bytes_max) return false;
    grow(std::min(capacity_ * 2, std::max(limits().header_bytes_max, capacity_ + 1)));
    return true;
}

void Session::on_tick(std::uint64_t now_us) {
    if (now_us < deadline_us_) return;
    boost::system::error_code ignored;
    switch (phase_) {
        case Phase::idle:
        case Phase::lingering:
            return close_now();
        case Phase::header:
        case Phase::body:
            worker_->shared().timeouts.add();
            socket_.cancel(ignored);
            refuse({Code::request_timeout, "", "未在规定时间内收到完整请求"});
            return pump();
        case Phase::handling:
            worker_->shared().timeouts.add();
            lent_ = true;
            refuse({Code::overloaded, "", "处理超时，请稍后重试"});
            return pump();
        case Phase::writing:
            worker_->shared().timeouts.add();
            return close_now();
        case Phase::closed:
            return;
    }
}

void Session::begin_stop() {
    if (phase_ == Phase::idle || phase_ == Phase::lingering) close_now();
}

void Session::close_now() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    boost::system::error_code ignored;
    socket_.close(ignored);
    worker_->remove(*this);
}

}  // namespace yiguan::http
