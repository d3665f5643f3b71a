#include <sys/resource.h>

#include <condition_variable>

#include "core/log.hpp"
#include "http/worker.hpp"

namespace yiguan::http {
namespace {

/// The usual soft limit of 1,024 descriptors is far below connections_max; up to the hard limit we may help ourselves.
void allow_descriptors(std::size_t wanted) {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= wanted) return;
    files.rlim_cur = std::min<rlim_t>(wanted, files.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < wanted)
        log::warning("http_few_descriptors", {{"wanted", wanted}, {"allowed", files.rlim_cur}});
}

class ListeningServer final : public Server {
public:
    ListeningServer(const ServerOptions& options, const Router& router) : shared_(std::make_shared<Shared>()) {
        shared_->limits = options.limits;
        allow_descriptors(options.limits.connections_max + 512);
        shared_->routes = std::make_unique<RouteTable>(router.routes());
        shared_->problem_form = router.problem_form();
        const unsigned count =
            options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
        port_ = options.port;
        for (unsigned i = 0; i < count; ++i) {
            workers_.push_back(std::make_shared<Worker>(shared_));
            port_ =
                workers_.back()->listen(options.host, port_, i == 0 ? Worker::Sharing::first : Worker::Sharing::joins);
        }
        // All sockets listen before the first thread runs: a failure above leaves nothing behind.
        running_ = count;
        for (const auto& worker : workers_) {
            threads_.emplace_back([this, worker] {
                worker->run();
                const std::lock_guard lock(mutex_);
                --running_;
                ended_.notify_all();
            });
        }
    }
    ~ListeningServer() override { stop(std::chrono::milliseconds{0}); }

    std::uint16_t port() const override { return port_; }

    void stop(std::chrono::milliseconds grace) override {
        const std::lock_guard one_at_a_time(stop_mutex_);
        if (threads_.empty()) return;
        for (const auto& worker : workers_) worker->begin_stop();
        {
            std::unique_lock lock(mutex_);
            ended_.wait_for(lock, grace, [this] { return running_ == 0; });
        }
        for (const auto& worker : workers_) worker->force_stop();
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
        workers_.clear();
    }

private:
    std::shared_ptr<Shared> shared_;
    std::uint16_t port_ = 0;
    std::vector<std::shared_ptr<Worker>> workers_;
    std::vector<std::thread> threads_;
    std::mutex stop_mutex_;
    std::mutex mutex_;
    std::condition_variable ended_;
    unsigned running_ = 0;
};

}  // namespace

std::unique_ptr<Server> Server::start(ServerOptions options, std::shared_ptr<const Router> router) {
    return std::make_unique<ListeningServer>(options, *router);
}

}  // namespace yiguan::http
