// The second half of a session: from a Response to the last byte sent.
#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/post.hpp>

#include "core/log.hpp"
#include "http/session.hpp"
#include "http/websocket.hpp"

namespace yiguan::http {
namespace {

constexpr std::size_t source_chunk_bytes = 256 * 1024;
constexpr std::size_t kept_bytes_max = 64 * 1024;  // larger strings are given back after their request
constexpr std::uint64_t slow_us = 1'000'000;
constexpr std::uint64_t linger_us_max = 300'000'000;

}  // namespace

bool Session::become_websocket(Response& response) {
    if (worker_->stopping()) {
        response = problem({Code::overloaded, "", "服务正在停止"}, request_.id);
        return false;
    }
    if (!request_.wants_websocket() || parser_.head().version < 11) {
        response = problem({Code::upgrade_required, "", "此地址只接受 WebSocket 第 13 版的连接请求"}, request_.id);
        response.headers.emplace_back("Upgrade", "websocket");
        response.headers.emplace_back("Sec-WebSocket-Version", "13");
        return false;
    }
    std::vector<std::pair<std::string, std::string>> headers{{"Date", std::string(worker_->date(request_.received_us))},
                                                             {"X-Request-Id", std::string(request_.id)}};
    for (auto& header : response.headers) {
        if (!is_sendable(header.first, header.second)) {
            worker_->shared().faults.add();
            log::error("http_answer_refused", {{"requestId", request_.id}, {"route", route_->metrics.label()}});
            response = problem(internal_fault_error(), request_.id);
            return false;
        }
        if (!is_reserved(header.first)) headers.push_back(std::move(header));
    }
    route_->metrics.count(request_.method, 101, steady_us() - request_.received_us);
    phase_ = Phase::closed;
    const auto self = shared_from_this();
    worker_->replace(*this, open_websocket(worker_, {std::move(socket_), std::move(peer_),
                                                     std::string(buffer_.get() + request_end_, end_ - request_end_),
                                                     std::string(request_.header("Sec-WebSocket-Key")),
                                                     std::move(response.web_socket), std::move(headers)}));
    return true;
}

void Session::begin_answer(Response response) {
    if (response.web_socket && become_websocket(response)) return;
    response_ = std::move(response);
    if (response_.status >= 400) give_problem_form();
    phase_ = Phase::writing;
    waited_ = false;
    set_deadline(request_.received_us, limits().handler_timeout + limits().body_timeout + limits().write_timeout);
    if (worker_->stopping()) keep_alive_ = false;
    const RequestHead& head = parser_.head();
    AnswerContext context;
    context.method = request_.method;
    context.version = head.version;
    context.keep_alive = keep_alive_;
    context.request_id = request_.id;
    context.date = worker_->date(request_.received_us);
    if (response_.source || !response_.etag.empty()) {
        context.range = head.field("Range");
        context.if_range = head.field("If-Range");
        context.if_none_match = head.field("If-None-Match");
    }
    const auto plan = [&] {
        bool refused = false;
        plan_ = write_head(head_, response_, context, &refused);
        if (refused) {
            worker_->shared().faults.add();
            log::error("http_answer_refused",
                       {{"requestId", request_.id},
                        {"route", route_ ? std::string_view(route_->metrics.label()) : "unmatched"}});
        }
    };
    out_[1] = {};
    streams_ = false;
    try {
        plan();
        if (response_.source && plan_.send_body) {
            source_at_ = plan_.first;
            source_end_ = plan_.first + plan_.length;
            if (!chunk_) chunk_ = std::make_unique_for_overwrite<char[]>(source_chunk_bytes);
            next_chunk();
            streams_ = true;
        }
    } catch (const std::exception& e) {  // the first read is made before anything is promised
        worker_->shared().faults.add();
        log::error("http_body_source_fault", {{"requestId", request_.id}, {"what", e.what()}});
        response_ = problem(internal_fault_error(), request_.id);
        plan();
    }
    if (plan_.send_body && !streams_) out_[1] = response_.body;
    out_[0] = head_;
    status_ = response_.status;
    write_progress_ = 0;
}

void Session::give_problem_form() {
    const auto& form = worker_->shared().problem_form;
    if (!form.rewrite || response_.content_type != "application/problem+json") return;
    if (!request_.path.starts_with(form.prefix)) return;
    const auto rest = request_.path.substr(form.prefix.size());
    if (rest.empty() || rest.front() == '/') form.rewrite(request_, response_);
}

void Session::next_chunk() {
    const std::size_t bytes = std::min<std::uint64_t>(source_chunk_bytes, source_end_ - source_at_);
    if (bytes > 0) response_.source->read(source_at_, {chunk_.get(), bytes});
    source_at_ += bytes;
    out_[1] = {chunk_.get(), bytes};
}

Session::Wait Session::write_some() {
    while (!out_[0].empty() || !out_[1].empty()) {
        iovec parts[2];
        std::size_t count = 0;
        for (const std::string_view part : out_) {
            if (!part.empty()) parts[count++] = {const_cast<char*>(part.data()), part.size()};
        }
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = count;
        const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                close_now();
                return Wait::yes;
            }
            if (!std::exchange(waited_, true) || write_progress_ >= source_chunk_bytes) {
                write_progress_ = 0;
                set_deadline(steady_us(), limits().write_timeout);
            }
            wait_writable();
            return Wait::yes;
        }
        auto rest = static_cast<std::size_t>(sent);
        write_progress_ += rest;
        for (std::string_view& part : out_) {
            const std::size_t n = std::min(rest, part.size());
            part.remove_prefix(n);
            rest -= n;
        }
    }
    if (!streams_ || source_at_ == source_end_) {
        finish_answer();
        return Wait::no;
    }
    try {
        next_chunk();
    } catch (const std::exception& e) {
        // The length has been promised: only a broken connection tells the client that the body is not whole.
        worker_->shared().faults.add();
        log::error("http_body_source_fault", {{"requestId", request_.id}, {"what", e.what()}});
        close_now();
        return Wait::yes;
    }
    // The others are served between two chunks.
    waited_ = false;
    set_deadline(steady_us(), limits().write_timeout);
    net::post(socket_.get_executor(), [self = shared_from_this()] { self->pump(); });
    return Wait::yes;
}

void Session::finish_answer() {
    const std::uint64_t now_us = steady_us();
    const std::uint64_t duration_us = now_us - request_.received_us;
    RouteMetrics& metrics = route_ ? route_->metrics : worker_->shared().routes->unmatched();
    metrics.count(request_.method, status_, duration_us);
    // The path is never logged: it may hold a code. A long download is not slow.
    const bool notable = status_ >= 500 || (duration_us > slow_us && !streams_);
    if (notable || log::enabled(log::Level::debug)) {
        log::write(notable ? log::Level::warning : log::Level::debug, "http_request",
                   {{"requestId", request_.id},
                    {"method", name(request_.method)},
                    {"route", metrics.label()},
                    {"status", status_},
                    {"duration_us", duration_us}});
    }
    if (!lent_) {
        response_.body.clear();
        if (response_.body.capacity() <= kept_bytes_max && response_.body.capacity() > spare_.capacity())
            spare_ = std::move(response_.body);
        if (body_.capacity() > kept_bytes_max) std::string().swap(body_);
        release_body();
    }
    response_ = {};
    if (streams_) chunk_.reset();
    if (head_.capacity() > kept_bytes_max) std::string().swap(head_);
    if (!keep_alive_ || worker_->stopping()) return finish_connection(now_us);
    begin_ = request_end_;
    phase_ = Phase::idle;
    set_deadline(now_us, limits().idle_timeout);
}

void Session::finish_connection(std::uint64_t now_us) {
    // Closing with unread bytes in the socket would reset the connection and could take the answer with it: say that
    // nothing more comes, and read on for a while until the client ends too (RFC 9112 section 9.6).
    boost::system::error_code ec;
    socket_.shutdown(net::socket_base::shutdown_send, ec);
    phase_ = Phase::lingering;
    drained_ = linger_progress_ = 0;
    linger_until_us_ = now_us + linger_us_max;
    using std::chrono::milliseconds;
    set_deadline(now_us, worker_->stopping() ? milliseconds{200} : body_pending_ ? linger_step : milliseconds{2'000});
}

}  // namespace yiguan::http
