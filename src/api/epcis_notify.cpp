#include "api/epcis_notify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "api/epcis_answer.hpp"
#include "auth/api_keys.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

constexpr int events_of_message = 100;
constexpr int subscriptions_of_round = 1'000;
constexpr int messages_of_round = 16;
constexpr std::int64_t lease_ms = 20'000;           // longer than a message may take (OutgoingOptions)
constexpr std::int64_t write_progress_ms = 60'000;  // without anything found, at most so often
constexpr std::size_t socket_queue_max = 1u << 20;
constexpr std::int64_t poll_ms = 50;  // an atomic counter

metrics::Counter& outcome_counter(std::string_view outcome) {
    return metrics::counter("yiguan_api_webhooks_total", "Messages to subscribers, by how sending them ended.",
                            {{"outcome", outcome}});
}

double random_fraction() {
    std::array<std::byte, 4> bytes{};
    fill_random(bytes);
    std::uint32_t value = 0;
    for (const std::byte b : bytes) value = value << 8 | std::to_integer<std::uint32_t>(b);
    return static_cast<double>(value) / 4294967296.0;
}

struct Found {
    std::vector<events::Logged> events;
    events::Progress progress;
    bool more = false;
    std::string document;  // "": nothing to tell
};

Result<Found> find_new(db::Tx& tx, const Services& services, const auth::Actor& actor, const epcis::Query& query,
                       const events::Progress& from, const Terms& terms, std::string_view query_name,
                       std::string_view subscription_id, bool tell_if_empty) {
    auto got = events::new_events(tx, services.names, events::Scope::of(actor), query, from, events_of_message);
    Found out{.events = std::move(got.events), .progress = std::move(got.progress), .more = got.more, .document = {}};
    TRY_VOID(spell_lists(tx, services.names, out.events, terms.lists));
    if (!out.events.empty() || (tell_if_empty && !out.more))
        out.document = query_document(out.events, query_name, subscription_id, tx.now(), terms);
    return out;
}

/// Who may hear of events now.
std::optional<auth::Actor> listener(db::Tx& tx, UserId user) {
    auto actor = auth::find_actor(tx, user);
    if (!actor || !auth::may(*actor, auth::Permission::query_events)) return std::nullopt;
    return actor;
}

}  // namespace

// ---- streams

std::shared_ptr<EventStreams> make_event_streams() {
    return std::make_shared<EventStreams>();
}

bool EventStreams::full() const {
    const std::lock_guard lock(mutex_);
    return streams_.size() >= streams_max;
}

void EventStreams::add(std::shared_ptr<EventStream> stream) {
    const std::lock_guard lock(mutex_);
    streams_.push_back(std::move(stream));
}

void EventStreams::remove(const http::WebSocketPtr& socket) {
    const std::lock_guard lock(mutex_);
    std::erase_if(streams_, [&](const auto& stream) { return stream->socket == socket; });
}

std::vector<std::shared_ptr<EventStream>> EventStreams::all() const {
    const std::lock_guard lock(mutex_);
    return streams_;
}

// ---- the threads

Notifier::Notifier(Services& services, Options options)
    : services_(services), options_(std::move(options)), client_(options_.outgoing) {
    if (!options_.jitter) options_.jitter = random_fraction;
}

void Notifier::start() {
    threads_.emplace_back([this] { run(&Notifier::look, 1'000); });
    threads_.emplace_back([this] { run(&Notifier::send, 1'000); });
}

void Notifier::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    client_.cancel();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

// Every second, for what other programs store, and soon after a commit of this one.
void Notifier::run(bool (Notifier::*round)(), std::int64_t idle_ms) {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const std::uint64_t commits = services_.db.changes().commits();
        lock.unlock();
        bool more = false;
        try {
            more = (this->*round)();
        } catch (const std::exception& e) {
            log::warning("notify_failed", {{"what", e.what()}});
        }
        lock.lock();
        for (std::int64_t waited = 0; !more && !stopping_ && waited < idle_ms; waited += poll_ms) {
            wake_.wait_for(lock, std::chrono::milliseconds(poll_ms), [this] { return stopping_; });
            if (services_.db.changes().commits() != commits) break;
        }
    }
}

bool Notifier::look() {
    bool more = false;
    for (const auto& stream : services_.streams->all()) more |= look_for(*stream);
    const UtcMs now = services_.db.now();
    std::map<std::int64_t, Looked> still;
    for (std::int64_t after = 0;;) {
        const auto due = services_.db.read_now(
            [&](db::Tx& tx) { return events::due_subscriptions(tx, now, after, subscriptions_of_round); });
        for (const auto& subscription : due) {
            {
                const std::lock_guard lock(mutex_);
                if (stopping_) return false;
            }
            more |= look_for(subscription);
            if (auto at = looked_.find(subscription.id); at != looked_.end()) still.insert(looked_.extract(at));
        }
        if (due.size() < subscriptions_of_round) break;
        after = due.back().id;
    }
    looked_ = std::move(still);
    return more;
}

bool Notifier::look_for(const events::Subscription& s) {
    auto& looked = looked_[s.id];
    if (looked.version != s.version || looked.written_at == UtcMs{})
        looked = {.version = s.version, .progress = s.progress, .written_at = services_.db.now()};
    const Terms terms{.epc_form = s.epc_form};
    const std::string id = std::to_string(s.id);
    const auto found = services_.db.read_now([&](db::Tx& tx) -> std::optional<Found> {
        const auto actor = listener(tx, s.user);
        if (!actor || actor->org != s.org) return std::nullopt;
        const auto named = events::find_query(tx, s.org, s.query_name);
        if (!named) return std::nullopt;
        const auto query = epcis::read_query(named->body, {});
        if (query.has_error()) return std::nullopt;
        auto got = find_new(tx, services_, *actor, query.value(), looked.progress, terms, s.query_name, id,
                            !s.stream && s.report_if_empty);
        return got.has_error() ? std::nullopt : std::optional(std::move(got).value());
    });
    if (!found) return false;
    looked.progress = found->progress;
    const UtcMs now = services_.db.now();
    const bool write = !found->document.empty() || found->more || !s.stream ||
                       (found->progress.settled != s.progress.settled && now - looked.written_at >= write_progress_ms);
    if (!write) return false;
    looked.written_at = now;
    const bool stored = services_.db.write_now([&](db::Tx& tx) {
        return events::record(tx, s, found->progress, found->more, static_cast<int>(found->events.size()),
                              found->document);
    });
    looked.version = stored ? s.version + 1 : -1;
    // A message that waits is sent before more is looked for.
    return stored && found->more && found->document.empty();
}

bool Notifier::look_for(EventStream& stream) {
    const UtcMs now = services_.db.now();
    if (!stream.socket->is_open()) {
        services_.streams->remove(stream.socket);
        return false;
    }
    if (stream.due_at > now || stream.socket->queued_bytes() > socket_queue_max) return false;
    const auto found = services_.db.read_now([&](db::Tx& tx) -> std::optional<Found> {
        const auto actor = listener(tx, stream.user);
        if (!actor) return std::nullopt;
        auto got = find_new(tx, services_, *actor, stream.query, stream.progress, stream.terms, stream.query_name, {},
                            stream.schedule && stream.report_if_empty);
        return got.has_error() ? std::nullopt : std::optional(std::move(got).value());
    });
    if (!found) {
        stream.socket->close(1008, "the subscriber may not query any more");
        services_.streams->remove(stream.socket);
        return false;
    }
    stream.progress = found->progress;
    if (!found->document.empty()) stream.socket->send(found->document);
    if (stream.schedule && !found->more) stream.due_at = stream.schedule->next_after(now).value_or(UtcMs{INT64_MAX});
    return found->more;
}

bool Notifier::send() {
    const UtcMs now = services_.db.now();
    const auto due =
        services_.db.read_now([&](db::Tx& tx) { return events::due_deliveries(tx, now, messages_of_round); });
    for (const auto& delivery : due) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return false;
        }
        if (services_.db.write_now([&](db::Tx& tx) { return events::claim(tx, delivery, lease_ms); }))
            deliver(delivery);
    }
    return due.size() == messages_of_round;
}

void Notifier::deliver(const events::Delivery& delivery) {
    struct To {
        std::string dest, secret;
    };
    const auto to = services_.db.read_now([&](db::Tx& tx) -> std::optional<To> {
        const auto s = events::find_subscription(tx, delivery.subscription);
        if (!s) return std::nullopt;
        const auto actor = listener(tx, s->user);
        if (!actor || actor->org != s->org) return std::nullopt;
        return To{s->dest, s->secret};
    });
    std::string error;
    if (!to) {
        error = "订阅者的账号或密钥已停用";
    } else if (const auto secret = services_.secrets.open(delivery.subscription, to->secret); secret.has_error()) {
        error = "无法解开 signatureToken";
    } else {
        const std::string id = std::to_string(delivery.id);
        http::OutgoingHeaders headers{{"Content-Type", "application/ld+json"},
                                      {"GS1-EPCIS-Version", "2.0.0"},
                                      {"GS1-CBV-Version", "2.0.0"},
                                      {"Yiguan-Subscription", std::to_string(delivery.subscription)},
                                      {"Yiguan-Delivery", id}};
        if (!secret.value().empty())
            headers.emplace_back("GS1-Signature",
                                 webhook_signature(secret.value(), services_.db.now().value / 1000, id, delivery.body));
        const auto answer = client_.post(to->dest, delivery.body, headers);
        if (answer.outcome == http::OutgoingAnswer::Outcome::cancelled) return;  // the lease ends by itself
        if (!answer.delivered())
            error = answer.outcome == http::OutgoingAnswer::Outcome::answered
                        ? fmt::format("HTTP {}", answer.status)
                        : fmt::format("{} {}", http::name(answer.outcome), answer.what);
    }
    outcome_counter(error.empty() ? "delivered" : "failed").add();
    const double jitter = options_.jitter();
    services_.db.write_now([&](db::Tx& tx) {
        error.empty() ? events::delivered(tx, delivery) : events::failed(tx, delivery, error, jitter);
        return true;
    });
}

}  // namespace yiguan::api
