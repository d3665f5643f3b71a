// Tells subscribers of new events: webhooks from the database, WebSockets from memory.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/dispatch.hpp"
#include "api/epcis_headers.hpp"
#include "epcis/query.hpp"
#include "epcis/schedule.hpp"
#include "events/subscriptions.hpp"
#include "http/outgoing.hpp"

namespace yiguan::api {

/// An open WebSocket and what is to be sent on it.
struct EventStream {
    http::WebSocketPtr socket;
    UserId user;
    epcis::Query query{};
    std::string query_name{};
    Terms terms{};
    std::optional<epcis::Schedule> schedule{};  ///< None: as events come.
    bool report_if_empty = false;
    events::Progress progress{};
    UtcMs due_at{};
};

/// The open streams of this process. Thread-safe.
class EventStreams {
public:
    static constexpr std::size_t streams_max = 1'000;
    bool full() const;
    void add(std::shared_ptr<EventStream> stream);
    void remove(const http::WebSocketPtr& socket);
    std::vector<std::shared_ptr<EventStream>> all() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<EventStream>> streams_;
};

/// Two threads from start() to stop(): one looks at new events and serves the WebSockets, one sends messages. Both
/// work for the user who subscribed, with the rights of the moment: a key that was revoked hears nothing more.
class Notifier {
public:
    struct Options {
        http::OutgoingOptions outgoing{};
        std::function<double()> jitter{};  ///< 0..1; empty: random.
    };
    Notifier(Services& services, Options options);
    ~Notifier() { stop(); }
    Notifier(const Notifier&) = delete;

    void start();
    void stop();

    // One round of each thread, at the database's time; for tests too. True: there may be more to do at once.
    bool look();
    bool send();

private:
    struct Looked {  // further than the database knows, because nothing has been found since
        std::int64_t version = 0;
        events::Progress progress;
        UtcMs written_at;
    };
    bool look_for(const events::Subscription& subscription);
    bool look_for(EventStream& stream);
    void deliver(const events::Delivery& delivery);
    void run(bool (Notifier::*round)(), std::int64_t idle_ms);

    Services& services_;
    Options options_;
    http::OutgoingClient client_;
    std::map<std::int64_t, Looked> looked_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace yiguan::api
