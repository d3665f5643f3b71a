// overload: what a node does with ten times the load that it can sustain. Pages of random bound codes and API writes
// that are durable before they are answered, in one mix, from one machine that does not slow down when the server does.
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>
#include <stdexcept>
#include <thread>

#include "benches.hpp"
#include "loader.hpp"
#include "mint/mint.hpp"
#include "node.hpp"

namespace yiguan::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int write_every = 20;          // one request in twenty is a write
constexpr int connections_calm = 64;     // as fast as it answers
constexpr int connections_steady = 512;  // enough that no request at the sustainable load waits for one
constexpr int connections_crowd = 2'000;
constexpr double sustained_p99_ms = 50;
constexpr double lost_share_max = 0.001;  // a shared machine stands still now and then

/// The next request as text; true if it is a write.
using Ask = std::function<bool(std::string&)>;

struct Kind {
    std::vector<float> ms;  ///< Of accepted ones, from the moment of sending.
    std::uint64_t refused = 0;
    double quantile(double q) {
        if (ms.empty()) return 0;
        const auto at = ms.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(ms.size() - 1));
        std::ranges::nth_element(ms, at);
        return *at;
    }
};
struct Outcome {
    double seconds = 0;
    std::uint64_t offered = 0;
    std::uint64_t unsent = 0;  ///< Due while every connection waited for an answer: that client finds no way in.
    Kind pages, writes;

    std::uint64_t accepted() const { return pages.ms.size() + writes.ms.size(); }
    std::uint64_t refused() const { return pages.refused + writes.refused; }
    double per_second() const { return static_cast<double>(accepted()) / seconds; }
    Kind all() const {
        Kind both = pages;
        both.ms.insert(both.ms.end(), writes.ms.begin(), writes.ms.end());
        return both;
    }
};

class Loader {
public:
    Loader(std::uint16_t port, int connections) : port_(port), connections_(static_cast<std::size_t>(connections)) {
        epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
        for (std::size_t i = 0; i < connections_.size(); ++i) open(i);
    }
    ~Loader() {
        for (auto& c : connections_) ::close(c.fd);
        ::close(epoll_);
    }
    Loader(const Loader&) = delete;

    /// @param per_second  0: each connection asks again as soon as it has its answer. Else requests are due at fixed
    ///                    times, whatever becomes of those before.
    Outcome run(double per_second, double seconds, const Ask& ask) {
        const Pinned pinned(1);
        Outcome out;
        out.pages.ms.reserve(static_cast<std::size_t>(seconds * 120'000));
        const auto start = Clock::now();
        const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
        std::vector<std::size_t> idle(connections_.size());
        for (std::size_t i = 0; i < idle.size(); ++i) idle[i] = i;
        std::array<epoll_event, 256> events{};
        std::size_t open_requests = 0;
        for (auto now = start; now < end || open_requests > 0; now = Clock::now()) {
            if (now > end + std::chrono::seconds(30)) throw std::runtime_error("answers are missing");
            const std::chrono::duration<double> passed = now - start;
            while (now < end &&
                   (per_second == 0 ? !idle.empty() : static_cast<double>(out.offered) < passed.count() * per_second)) {
                ++out.offered;
                if (idle.empty()) {
                    ++out.unsent;
                    continue;
                }
                send(connections_[idle.back()], ask);
                idle.pop_back();
                ++open_requests;
                // Answers are looked at in between, so that the loader does not add to their time.
                if (out.offered % 64 == 0) break;
            }
            const bool due = now < end && !idle.empty() && per_second == 0;
            timespec wait{.tv_sec = 0, .tv_nsec = due || per_second * 0.0005 > 1 ? 0 : 200'000};
            const int ready = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
            for (int i = 0; i < ready; ++i) {
                const auto index = events[static_cast<std::size_t>(i)].data.u64;
                if (!receive(index, out)) continue;
                --open_requests;
                idle.push_back(index);
            }
        }
        out.seconds = std::chrono::duration<double>(end - start).count();
        return out;
    }

private:
    struct Connection {
        int fd = -1;
        std::vector<char> received = std::vector<char>(16 * 1024);
        std::size_t size = 0;
        bool writes = false;
        Clock::time_point sent;
    };

    void open(std::size_t index) {
        Connection& c = connections_[index];
        c.fd = connect_to(port_);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, c.fd, &event);
    }

    void send(Connection& c, const Ask& ask) {
        request_.clear();
        c.writes = ask(request_);
        c.size = 0;
        c.sent = Clock::now();
        if (::send(c.fd, request_.data(), request_.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request_.size()))
            throw std::runtime_error("the loader cannot send");
    }

    /// True when the answer is whole.
    bool receive(std::size_t index, Outcome& out) {
        Connection& c = connections_[index];
        if (c.received.size() - c.size < 1024) c.received.resize(c.received.size() * 2);
        const auto got = ::recv(c.fd, c.received.data() + c.size, c.received.size() - c.size, 0);
        if (got <= 0) throw std::runtime_error("the server ended a connection");
        c.size += static_cast<std::size_t>(got);
        const std::string_view text(c.received.data(), c.size);
        int status = 0;
        if (whole_answer(text, status) < 0) return false;
        Kind& kind = c.writes ? out.writes : out.pages;
        if (status == (c.writes ? 201 : 200))
            kind.ms.push_back(std::chrono::duration<float, std::milli>(Clock::now() - c.sent).count());
        else if (status == 503)
            ++kind.refused;
        else
            throw std::runtime_error(fmt::format("status {}: {}", status, text.substr(0, 600)));
        return true;
    }

    std::uint16_t port_;
    int epoll_;
    std::vector<Connection> connections_;
    std::string request_;
};

/// The mix on a node with the data set: its codes, and a block of its own that the writes bind ten by ten.
class Mix {
public:
    Mix(const Options& options, Node& node) {
        node.start();
        World world(node);
        data_ = make_data_set(world, {.blocks = std::max<std::int64_t>(1, 1'000 / options.scale)});
        block_ = world.block(1'000'000'000);
        node.stop();
        node.start(1, 0);
        world.maker = std::make_unique<User>(node);
        world.maker->sign_in("maker");
        headers_ = world.maker->request_headers();
        const auto keys = mint::KeyFile::load(node.data() / "keys").value();
        minter_.emplace(keys, mint::CodeDomain::ecode("0128").value(), keys.current_epoch());
    }

    bool operator()(std::string& out) {
        if (++asked_ % write_every != 0) {
            const auto block = pick(data_.blocks), at = pick(data_.batch);
            out.append("GET /E=").append(minter_->mint(data_.first + block * data_.block_codes + at));
            out.append(" HTTP/1.1\r\nHost: trace.example.cn\r\n\r\n");
            return false;
        }
        const auto body = json::serialize(range_of(block_, 10 * bound_++, 10, binding_fields()));
        out.append("POST /api/v1/bindings HTTP/1.1\r\nHost: trace.example.cn\r\nContent-Type: application/json\r\n");
        out.append(headers_);
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n\r\n", body.size());
        out.append(body);
        return true;
    }

private:
    std::int64_t pick(std::int64_t below) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
    }
    DataSet data_;
    World::Block block_;
    std::string headers_;
    std::optional<mint::Minter> minter_;
    std::mt19937_64 random_{20261121};
    std::uint64_t asked_ = 0;
    std::int64_t bound_ = 0;
};

void allow_descriptors() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

void print(std::string_view what, Outcome& o) {
    auto all = o.all();
    fmt::print(
        "  {}: offered {:.0f}/s, accepted {:.0f}/s ({:.0f} writes/s), refused {:.1f} %, no connection free "
        "{:.1f} %; p50 {:.1f} p99 {:.1f} max {:.1f} ms (pages p99 {:.1f}, writes p99 {:.1f})\n",
        what, static_cast<double>(o.offered) / o.seconds, o.per_second(),
        static_cast<double>(o.writes.ms.size()) / o.seconds,
        100.0 * static_cast<double>(o.refused()) / static_cast<double>(o.offered),
        100.0 * static_cast<double>(o.unsent) / static_cast<double>(o.offered), all.quantile(0.5), all.quantile(0.99),
        all.quantile(1), o.pages.quantile(0.99), o.writes.quantile(0.99));
    std::fflush(stdout);
}

}  // namespace

void overload(Report& report, const Options& options) {
    allow_descriptors();
    Node node;
    Mix mix(options, node);
    const Ask ask = [&](std::string& out) { return mix(out); };
    {
        Loader warm(node.port(), connections_calm);
        warm.run(0, options.seconds, ask);
    }
    const std::string goal = "<= 100 ms";
    auto& rate = report.row("sustainable load: 95 % pages, 5 % durable writes, one core, p99 <= 50 ms, 99.9 % accepted",
                            Unit::per_second, "", "");
    auto& calm_p99 = report.row("p99 at the sustainable load", Unit::ms, "", goal);
    auto& offered = report.row("ten times that, offered", Unit::per_second, "", "");
    auto& accepted = report.row("of it accepted", Unit::per_second, "", "");
    auto& writes = report.row("of it durable writes", Unit::per_second, "", "");
    auto& refused = report.row("share of the answers that are 503, percent", Unit::count, "", "");
    auto& unsent = report.row("share offered while no connection was free, percent", Unit::count, "", "");
    auto& p50 = report.row("p50 of what is accepted", Unit::ms, "", "");
    auto& p99 = report.row("p99 of what is accepted", Unit::ms, "", goal);
    auto& p99_pages = report.row("p99 of pages", Unit::ms, "", "");
    auto& p99_writes = report.row("p99 of writes", Unit::ms, "", "");
    auto& longest = report.row("slowest of what is accepted", Unit::ms, "", "");
    for (int i = 0; i < options.runs; ++i) {
        double sustained = 0;
        {
            auto most = Loader(node.port(), connections_calm).run(0, options.seconds, ask);
            print("as fast as it answers", most);
            Loader steady_load(node.port(), connections_steady);
            for (double share = 0.9;; share *= 0.9) {
                sustained = most.per_second() * share;
                auto steady = steady_load.run(sustained, options.seconds, ask);
                print(fmt::format("{:.0f} % of that", share * 100), steady);
                const double late = steady.all().quantile(0.99);
                const double lost = static_cast<double>(steady.refused() + steady.unsent);
                if (lost <= lost_share_max * static_cast<double>(steady.offered) && late <= sustained_p99_ms) {
                    calm_p99.add(late);
                    break;
                }
                if (share < 0.2) throw std::runtime_error("no load is sustained");
            }
        }
        rate.add(sustained);
        Loader crowd(node.port(), connections_crowd);
        auto flood = crowd.run(10 * sustained, std::max(options.seconds, 5.0), ask);
        print("ten times the sustainable load", flood);
        auto all = flood.all();
        const double answers = static_cast<double>(flood.accepted() + flood.refused());
        offered.add(static_cast<double>(flood.offered) / flood.seconds);
        accepted.add(flood.per_second());
        writes.add(static_cast<double>(flood.writes.ms.size()) / flood.seconds);
        refused.add(100.0 * static_cast<double>(flood.refused()) / answers);
        unsent.add(100.0 * static_cast<double>(flood.unsent) / static_cast<double>(flood.offered));
        p50.add(all.quantile(0.5));
        p99.add(all.quantile(0.99));
        longest.add(all.quantile(1));
        p99_pages.add(flood.pages.quantile(0.99));
        p99_writes.add(flood.writes.quantile(0.99));
    }
    report.note(
        fmt::format("server on one core with one I/O thread, load from the other over {} connections ({} at the "
                    "sustainable load)",
                    connections_crowd, connections_steady));
    report.note("a request that is due while every connection waits for its answer is counted as offered, not sent");
    node.stop();
}

}  // namespace yiguan::bench
