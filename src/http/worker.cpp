#include "http/worker.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <system_error>

#include "core/log.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "http/response_head.hpp"
#include "http/session.hpp"

namespace yiguan::http {
namespace {

// Beyond connections_max so many more get to read a 503 each; what comes on top of them is closed unheard.
constexpr std::size_t refusals_max = 256;
// The same for one address beyond its own limit.
constexpr std::size_t refusals_per_address_max = 16;

// Requests between a probe and its turn from which they are a backlog.
constexpr std::uint64_t crowd = 256;

IpAddress address_of(const net::ip::address& address) {
    return address.is_v4() ? IpAddress::v4(address.to_v4().to_bytes()) : IpAddress(address.to_v6().to_bytes());
}

std::uint64_t splitmix(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

}  // namespace

std::uint64_t steady_us() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count());
}

std::size_t ConnectionCounts::add(std::uint64_t network) {
    const std::lock_guard lock(mutex_);
    return ++open_[network];
}

void ConnectionCounts::remove(std::uint64_t network) {
    const std::lock_guard lock(mutex_);
    const auto at = open_.find(network);
    if (at != open_.end() && --at->second == 0) open_.erase(at);
}

Worker::Worker(std::shared_ptr<Shared> shared)
    : shared_(std::move(shared)),
      work_(context_.get_executor()),
      acceptor_(context_.get_executor()),
      timer_(context_.get_executor()),
      probe_(context_.get_executor()),
      scratch_(std::make_unique_for_overwrite<char[]>(scratch_bytes)) {
    const Limits& l = shared_->limits;
    const auto shortest =
        std::min({l.header_timeout, l.body_timeout, l.idle_timeout, l.handler_timeout, l.write_timeout, l.ping_every});
    tick_every_ = std::clamp(shortest / 4, std::chrono::milliseconds{10}, std::chrono::milliseconds{250});
    fill_random(std::as_writable_bytes(std::span(id_state_)));
    const int probe = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (probe < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    probe_.assign(probe);
}

Worker::~Worker() = default;

std::uint16_t Worker::listen(const std::string& host, std::uint16_t port, Sharing sharing) {
    try {
        const net::ip::tcp::endpoint endpoint(net::ip::make_address(host == "localhost" ? "127.0.0.1" : host), port);
        if (sharing == Sharing::first && port != 0) {
            // SO_REUSEPORT would let a second server of the same user take half of the connections in silence.
            Acceptor alone(context_.get_executor());
            alone.open(endpoint.protocol());
            alone.set_option(net::socket_base::reuse_address(true));
            alone.bind(endpoint);
        }
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(net::socket_base::reuse_address(true));
        acceptor_.set_option(net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>(true));
        acceptor_.bind(endpoint);
        acceptor_.listen(4096);
        return acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& e) {
        throw std::system_error(e.code(), fmt::format("cannot listen on {}:{}", host, port));
    }
}

void Worker::run() {
    thread_id_ = std::this_thread::get_id();
    await_probe();
    accept_next();
    schedule_tick();
    for (;;) {
        try {
            context_.run();
            break;
        } catch (const std::exception& e) {
            // Handlers' exceptions are caught at the session; what arrives here is our own (no memory, a bug). The
            // connection it struck ends by its deadline; the thread must go on serving the others.
            shared_->faults.add();
            log::error("http_thread_fault", {{"what", e.what()}});
        }
    }
    std::vector<Mail> rest;
    std::vector<std::shared_ptr<Connection>> asleep;
    {
        const std::lock_guard lock(inbox_mutex_);
        ended_ = true;
        rest.swap(inbox_);
        asleep.swap(to_wake_);
    }
    rest.clear();
    asleep.clear();
    context_.restart();
    context_.poll();  // what was posted between the end of run() and ended_
}

void Worker::await_probe() {
    probe_.async_wait(net::posix::descriptor_base::wait_read, [this](const boost::system::error_code& ec) {
        if (ec) return;
        std::uint64_t count = 0;
        if (::read(probe_.native_handle(), &count, sizeof count) < 0) return await_probe();
        probe_met_us_ = steady_us();
        probe_waited_us_ = requests_ - requests_before_probe_ < crowd ? 0 : probe_met_us_ - probe_put_us_;
        probe_waits_ = false;
        await_probe();
    });
}

std::uint64_t Worker::backlog_us(std::uint64_t now_us) {
    constexpr std::uint64_t probe_every_us = 2'000;
    ++requests_;
    constexpr std::uint64_t old_us = 100'000;  // nothing has been asked since: nothing waits
    if (!probe_waits_ && now_us - probe_put_us_ > probe_every_us) {
        const std::uint64_t one = 1;
        if (::write(probe_.native_handle(), &one, sizeof one) == sizeof one) {
            probe_waits_ = true;
            probe_put_us_ = now_us;
            requests_before_probe_ = requests_;
        }
    }
    const bool crowded = probe_waits_ && requests_ - requests_before_probe_ >= crowd;
    const std::uint64_t waiting = crowded ? now_us - probe_put_us_ : 0;
    const std::uint64_t waited = now_us - probe_met_us_ < old_us ? probe_waited_us_ : 0;
    return std::max(waiting, waited);
}

void Worker::accept_next() {
    acceptor_.async_accept([this](const boost::system::error_code& ec, Socket socket) {
        if (stopping_) return;
        if (ec) {
            if (ec == net::error::operation_aborted) return;
            // Out of descriptors, usually: trying at once would only spin. The tick tries again.
            if (ec == net::error::connection_aborted) return accept_next();
            log::warning("http_accept_failed", {{"error", ec.value()}});
            accept_paused_ = true;
            return;
        }
        boost::system::error_code ignored;
        const auto remote = socket.remote_endpoint(ignored);
        if (!ignored) accepted(std::move(socket), remote.address());
        accept_next();
    });
}

void Worker::accepted(Socket socket, const net::ip::address& remote) {
    const Limits& limits = shared_->limits;
    const IpAddress peer = address_of(remote);
    const std::size_t open = shared_->connections.fetch_add(1, std::memory_order_relaxed) + 1;
    const bool counted = limits.connections_per_address_max != 0 && !limits.trusted_proxies.contains(peer);
    const std::size_t of_address = counted ? shared_->by_address.add(peer.network()) : 0;
    auto refusal = Session::Refusal::none;
    if (of_address > limits.connections_per_address_max) {
        refusal = Session::Refusal::address;
        shared_->crowded.add();
    }
    if (open > limits.connections_max) {
        refusal = Session::Refusal::all;
        shared_->rejected.add();
    }
    boost::system::error_code ec;
    socket.non_blocking(true, ec);
    if (!ec) socket.set_option(net::ip::tcp::no_delay(true), ec);
    if (ec || open > limits.connections_max + refusals_max ||
        of_address > limits.connections_per_address_max + refusals_per_address_max) {
        shared_->connections.fetch_sub(1, std::memory_order_relaxed);
        if (counted) shared_->by_address.remove(peer.network());
        return;
    }
    auto session = std::make_shared<Session>(shared_from_this(), std::move(socket),
                                             Connection::Peer{remote.to_string(), peer, counted}, refusal);
    session->index = connections_.size();
    connections_.push_back(session);
    shared_->open.add(1);
    session->pump();
}

void Worker::remove(Connection& connection) {
    shared_->connections.fetch_sub(1, std::memory_order_relaxed);
    shared_->open.add(-1);
    if (connection.peer().counted) shared_->by_address.remove(connection.peer().address.network());
    const std::size_t at = connection.index;
    const auto keep = std::move(connections_[at]);  // the caller may stand inside it
    if (at + 1 != connections_.size()) {
        connections_[at] = std::move(connections_.back());
        connections_[at]->index = at;
    }
    connections_.pop_back();
    end_if_empty();
}

void Worker::replace(Connection& connection, std::shared_ptr<Connection> successor) {
    successor->index = connection.index;
    connections_[connection.index] = std::move(successor);
}

void Worker::schedule_tick() {
    timer_.expires_after(tick_every_);
    timer_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec) tick();
    });
}

void Worker::tick() {
    const std::uint64_t now_us = steady_us();
    // Backwards: a connection that ends here is replaced by the last one, which has been asked already.
    for (std::size_t i = connections_.size(); i-- > 0;) {
        if (i < connections_.size()) {
            const auto connection = connections_[i];
            connection->on_tick(now_us);
        }
    }
    if (accept_paused_ && !stopping_) {
        accept_paused_ = false;
        accept_next();
    }
    if (!stopping_ || !connections_.empty()) schedule_tick();
}

void Worker::begin_stop() {
    net::post(context_, [this] {
        if (stopping_) return;
        stopping_ = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        for (std::size_t i = connections_.size(); i-- > 0;) {
            if (i < connections_.size()) {
                const auto connection = connections_[i];
                connection->begin_stop();
            }
        }
        end_if_empty();
    });
}

void Worker::force_stop() {
    net::post(context_, [this] {
        while (!connections_.empty()) {
            const auto connection = connections_.back();
            connection->close_now();
        }
        end_if_empty();
    });
}

void Worker::end_if_empty() {
    if (!stopping_ || !connections_.empty()) return;
    timer_.cancel();
    boost::system::error_code ignored;
    probe_.close(ignored);
    work_.reset();
}

std::string_view Worker::date(std::uint64_t now_us) {
    if (now_us >= date_until_us_) {
        const std::int64_t utc_ms = utc_now().value;
        date_ = http_date(utc_ms / 1000);
        date_until_us_ = now_us + static_cast<std::uint64_t>(1000 - utc_ms % 1000) * 1000;
    }
    return date_;
}

void Worker::make_request_id(char* out) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::uint64_t high = splitmix(id_state_[0]);
    std::uint64_t low = splitmix(id_state_[1]);
    for (int i = 0; i < 11; ++i) {
        out[i] = alphabet[high & 63];
        high >>= 6;
        out[11 + i] = alphabet[low & 63];
        low >>= 6;
    }
}

void Worker::deliver(std::shared_ptr<Session> session, Response response, bool dropped) {
    const std::lock_guard lock(inbox_mutex_);
    if (ended_) {
        shared_->late.add();
        return;
    }
    // One wake-up serves all answers of a group commit. Posted under the lock, so that run() still executes it.
    if (inbox_.empty() && to_wake_.empty()) net::post(context_, [this] { read_inbox(); });
    inbox_.push_back({std::move(session), std::move(response), dropped});
}

void Worker::wake(std::shared_ptr<Connection> connection) {
    const std::lock_guard lock(inbox_mutex_);
    if (ended_) return;
    if (inbox_.empty() && to_wake_.empty()) net::post(context_, [this] { read_inbox(); });
    to_wake_.push_back(std::move(connection));
}

void Worker::read_inbox() {
    std::vector<Mail> mails;
    std::vector<std::shared_ptr<Connection>> to_wake;
    {
        const std::lock_guard lock(inbox_mutex_);
        mails.swap(inbox_);
        to_wake.swap(to_wake_);
    }
    for (Mail& mail : mails) mail.session->answer(std::move(mail.response), mail.dropped);
    for (const auto& connection : to_wake) connection->on_wake();
}

}  // namespace yiguan::http
