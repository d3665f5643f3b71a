#include "message/sender.hpp"

#include <algorithm>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "message/message_store.hpp"
#include "message/seal.hpp"

namespace yiguan::message {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t delay_max_ms = 6 * 60 * minute_ms;
constexpr int due_at_once = 50;
constexpr unsigned purge_every = 7200;  // looks: an hour

std::string_view word(Outcome::Result result) {
    switch (result) {
        case Outcome::Result::sent:
            return "sent";
        case Outcome::Result::failed:
            return "failed";
        case Outcome::Result::refused:
            return "refused";
        case Outcome::Result::cancelled:
            return "cancelled";
    }
    return "failed";
}

void count(Channel channel, Outcome::Result result) {
    metrics::counter("yiguan_message_attempts_total", "Attempts to send SMS and e-mail by outcome.",
                     {{"channel", name(channel)}, {"outcome", word(result)}})
        .add();
}

// Without an attempt only what has a term of its own is given up: a code that expired while the node was down.
bool is_over(const store::Row& row, UtcMs now) {
    const bool own_term = row.give_up_at - row.posted.created_at < tried_for_ms;
    return now >= row.give_up_at && (own_term || row.posted.attempts > 1);
}

void keep_outcome(db::Tx& tx, const store::Row& row, const Outcome& outcome, bool keeps_text) {
    const auto id = row.posted.id;
    switch (outcome.result) {
        case Outcome::Result::sent:
            return store::finish(tx, id, State::sent, "", keeps_text ? store::Text::keep : store::Text::forget);
        case Outcome::Result::refused:
            return store::finish(tx, id, State::dead, outcome.error, store::Text::keep);
        case Outcome::Result::cancelled:
            return store::postpone(tx, id, tx.now(), "");
        case Outcome::Result::failed: {
            const auto next = tx.now() + delay_ms(row.posted.attempts);
            if (next >= row.give_up_at) return store::finish(tx, id, State::dead, outcome.error, store::Text::keep);
            return store::postpone(tx, id, next, outcome.error);
        }
    }
}

}  // namespace

std::int64_t delay_ms(int attempts) {
    const int doublings = std::clamp(attempts - 1, 0, 20);
    return std::min(minute_ms << doublings, delay_max_ms);
}

Sender::Sender(db::Database& database, Gateways gateways, SenderOptions options)
    : db_(database), gateways_(std::move(gateways)), options_(options) {}

void Sender::start() {
    thread_ = std::thread([this] { run(); });
}

void Sender::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Sender::run() {
    std::unique_lock lock(mutex_);
    for (unsigned look = 1; !wake_.wait_for(lock, options_.look_every, [&] { return stopping_.load(); }); ++look) {
        lock.unlock();
        try {
            run_once();
            if (look % purge_every == 0) db_.write_now([](db::Tx& tx) { return purge(tx); });
        } catch (const std::exception& e) {
            log::warning("messages_not_sent", {{"what", e.what()}});
        }
        lock.lock();
    }
}

int Sender::run_once() {
    const auto due = db_.read_now([](db::Tx& tx) { return store::due(tx, due_at_once); });
    int tried = 0;
    for (const auto& one : due) {
        if (stopping_) break;
        if (send_one(one.id, one.due_at)) ++tried;
    }
    return tried;
}

bool Sender::send_one(MessageId id, UtcMs due_at) {
    const auto row = db_.write_now([&](db::Tx& tx) -> std::optional<store::Row> {
        if (!store::claim(tx, {id, due_at}, tx.now() + options_.lease_ms)) return std::nullopt;
        auto claimed = store::find(tx, id);
        if (!is_over(*claimed, tx.now())) return claimed;
        store::finish(tx, id, State::dead, claimed->posted.error.empty() ? "expired" : claimed->posted.error,
                      store::Text::keep);
        return std::nullopt;
    });
    if (!row) return false;
    const Channel channel = row->posted.channel;
    const auto content = db_.read_now([&](db::Tx& tx) { return open(tx.vault(), id, row->sealed); });
    Outcome outcome{Outcome::Result::refused, "key file changed"};
    if (content.has_value())
        outcome = gateways_.of(channel).send({.id = id,
                                              .to = content.value().to,
                                              .template_key = row->posted.template_key,
                                              .title = content.value().title,
                                              .text = content.value().text,
                                              .parameters = content.value().parameters,
                                              .created_at = row->posted.created_at},
                                             stopping_);
    count(channel, outcome.result);
    if (outcome.result == Outcome::Result::failed || outcome.result == Outcome::Result::refused)
        log::warning("message_not_sent", {{"message", id.value},
                                          {"channel", name(channel)},
                                          {"attempt", row->posted.attempts},
                                          {"why", outcome.error}});
    db_.write_now([&](db::Tx& tx) { keep_outcome(tx, *row, outcome, gateways_.of(channel).keeps_text()); });
    return true;
}

}  // namespace yiguan::message
