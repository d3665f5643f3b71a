// Every SQL statement of subscriptions and their messages.
#include <fmt/format.h>

#include "core/text.hpp"
#include "events/subscriptions.hpp"

namespace yiguan::events {
namespace {

using db::Statement;

#define COLUMNS                                                                                                \
    "subscription_id, org_id, user_id, query_name, dest, secret, epc_form, stream, report_if_empty, schedule," \
    " initial_record_time, seen_event, seen_beyond, due_at, created_at, last_notified_at, version"
const Statement insert_sql{"events.insert_subscription",
                           "insert into subscription (" COLUMNS
                           ") values"
                           " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"};
const Statement find_sql{"events.find_subscription", "select " COLUMNS " from subscription where subscription_id = $1"};
const Statement list_sql{"events.list_subscriptions",
                         "select " COLUMNS
                         " from subscription where org_id = $1 and query_name = $2 and subscription_id > $3"
                         " order by subscription_id limit $4"};
const Statement delete_sql{"events.delete_subscription", "delete from subscription where subscription_id = $1"};
const Statement delete_messages_sql{"events.delete_messages", "delete from delivery where subscription_id = $1"};
const Statement due_sql{"events.due_subscriptions",
                        "select " COLUMNS
                        " from subscription where due_at <= $1 and subscription_id > $2 and not exists"
                        " (select 1 from delivery d where d.subscription_id = subscription.subscription_id"
                        " and d.state = 0) order by subscription_id limit $3"};
const Statement advance_sql{"events.advance_subscription",
                            "update subscription set seen_event = $3, seen_beyond = $4, due_at = $5,"
                            " version = version + 1 where subscription_id = $1 and version = $2"};
const Statement notified_sql{"events.subscription_notified",
                             "update subscription set last_notified_at = $2 where subscription_id = $1"};

#define MESSAGE "subscription_id, delivery_id, state, attempts, due_at, created_at, event_count"
const Statement insert_message_sql{"events.insert_message",
                                   "insert into delivery (" MESSAGE
                                   ", body, last_error) values ($1, $2, 0, 0, $3, $3, $4, $5, '')"};
const Statement due_messages_sql{"events.due_messages",
                                 "select " MESSAGE
                                 ", last_error, body from delivery where state = 0 and due_at <= $1"
                                 " order by due_at limit $2"};
const Statement claim_sql{"events.claim_message",
                          "update delivery set due_at = $4 where subscription_id = $1 and delivery_id = $2"
                          " and state = 0 and due_at = $3"};
const Statement delete_message_sql{"events.delete_message",
                                   "delete from delivery where subscription_id = $1 and delivery_id = $2"};
const Statement failed_sql{"events.message_failed",
                           "update delivery set state = $3, attempts = $4, due_at = $5, last_error = $6"
                           " where subscription_id = $1 and delivery_id = $2"};
const Statement summary_sql{"events.summarise_messages",
                            "select state, count(*) from delivery where subscription_id = $1 group by state"};
const Statement last_error_sql{"events.last_message_error",
                               "select last_error from delivery where subscription_id = $1 and last_error <> ''"
                               " order by delivery_id desc limit 1"};
const Statement list_messages_sql{"events.list_messages",
                                  "select " MESSAGE
                                  ", last_error from delivery where subscription_id = $1 and delivery_id > $2"
                                  " order by delivery_id limit $3"};
const Statement find_message_sql{"events.find_message",
                                 "select " MESSAGE
                                 ", last_error from delivery where subscription_id = $1 and delivery_id = $2"};

Subscription read(db::Rows& rows) {
    Subscription s;
    s.id = rows.integer(0);
    s.org = rows.get<OrgId>(1);
    s.user = rows.get<UserId>(2);
    s.query_name = rows.text(3);
    s.dest = rows.text(4);
    if (!rows.is_null(5)) s.secret = rows.text(5);
    s.epc_form = rows.get<epcis::EpcForm>(6);
    s.stream = rows.get<bool>(7);
    s.report_if_empty = rows.get<bool>(8);
    if (!rows.is_null(9)) s.schedule = json::parse(rows.text(9)).as_object();
    s.initial_record_time = rows.get<std::optional<UtcMs>>(10);
    s.progress = Progress::of(rows.integer(11), rows.text(12));
    s.due_at = rows.get<UtcMs>(13);
    s.created_at = rows.get<UtcMs>(14);
    s.last_notified_at = rows.get<std::optional<UtcMs>>(15);
    s.version = rows.integer(16);
    return s;
}

Delivery read_message(db::Rows& rows) {
    return {.subscription = rows.integer(0),
            .id = rows.integer(1),
            .state = rows.get<DeliveryState>(2),
            .attempts = static_cast<int>(rows.integer(3)),
            .due_at = rows.get<UtcMs>(4),
            .created_at = rows.get<UtcMs>(5),
            .events = static_cast<int>(rows.integer(6)),
            .body = {},
            .last_error = std::string(rows.text(7))};
}

// A schedule that will never come again is never due.
UtcMs next_time(const std::optional<json::object>& schedule, UtcMs now) {
    if (!schedule) return UtcMs{0};
    const auto read = epcis::Schedule::read(*schedule);
    const auto next = read.has_value() ? read.value().next_after(now) : std::nullopt;
    return next ? *next : UtcMs{INT64_MAX};
}

}  // namespace

Result<Subscription> subscribe(db::Tx& tx, const auth::Actor& actor, const NewSubscription& wanted) {
    if (!find_query(tx, actor.org, wanted.query_name))
        return Error{
            .code = Code::epcis_no_such_name, .pointer = "", .detail = "没有这个命名查询", .field = "queryName"};
    if (list_subscriptions(tx, actor.org, wanted.query_name, 0, subscriptions_max).size() == subscriptions_max)
        return Error{.code = Code::epcis_subscription,
                     .pointer = "",
                     .detail = fmt::format("一个命名查询最多 {} 个订阅", subscriptions_max)};
    Subscription s{.id = wanted.id,
                   .org = actor.org,
                   .user = actor.user,
                   .query_name = wanted.query_name,
                   .dest = wanted.dest,
                   .secret = wanted.secret,
                   .epc_form = wanted.epc_form,
                   .stream = !wanted.schedule,
                   .report_if_empty = wanted.report_if_empty,
                   .schedule = std::nullopt,
                   .initial_record_time = wanted.initial_record_time,
                   .progress = {},
                   .due_at = {},
                   .created_at = tx.now()};
    std::optional<std::string> schedule;
    if (wanted.schedule) {
        s.schedule = wanted.schedule->to_json();
        schedule = json::serialize(*s.schedule);
    }
    // Ids of that time and later: "greater or equal" of the standard.
    const UtcMs since = wanted.initial_record_time.value_or(tx.now());
    s.progress.settled = first_id_at(since.value) - 1;
    s.due_at = next_time(s.schedule, tx.now());
    std::optional<std::span<const std::byte>> secret;
    if (!s.secret.empty()) secret = as_bytes(s.secret);
    tx.execute(insert_sql, s.id, s.org, s.user, s.query_name, s.dest, secret, s.epc_form, s.stream, s.report_if_empty,
               schedule, s.initial_record_time, s.progress.settled, s.progress.text(), s.due_at, s.created_at, nullptr,
               s.version);
    return s;
}

std::optional<Subscription> find_subscription(db::Tx& tx, std::int64_t id) {
    auto rows = tx.query(find_sql, id);
    return rows.next() ? std::optional(read(rows)) : std::nullopt;
}

std::vector<Subscription> list_subscriptions(db::Tx& tx, OrgId org, std::string_view query_name, std::int64_t after,
                                             int limit) {
    std::vector<Subscription> out;
    auto rows = tx.query(list_sql, org, query_name, after, limit);
    while (rows.next()) out.push_back(read(rows));
    return out;
}

bool unsubscribe(db::Tx& tx, OrgId org, std::string_view query_name, std::int64_t id) {
    const auto found = find_subscription(tx, id);
    if (!found || found->org != org || found->query_name != query_name) return false;
    tx.execute(delete_messages_sql, id);
    return tx.execute(delete_sql, id) > 0;
}

std::vector<Subscription> due_subscriptions(db::Tx& tx, UtcMs now, std::int64_t after, int limit) {
    std::vector<Subscription> out;
    auto rows = tx.query(due_sql, now, after, limit);
    while (rows.next()) out.push_back(read(rows));
    return out;
}

bool record(db::Tx& tx, const Subscription& s, const Progress& progress, bool more, int events, std::string_view body) {
    const UtcMs due = s.stream || more ? s.due_at : next_time(s.schedule, tx.now());
    if (tx.execute(advance_sql, s.id, s.version, progress.settled, progress.text(), due) == 0) return false;
    if (!body.empty()) tx.execute(insert_message_sql, s.id, tx.next_id<EventId>(), tx.now(), events, body);
    return true;
}

std::vector<Delivery> due_deliveries(db::Tx& tx, UtcMs now, int limit) {
    std::vector<Delivery> out;
    auto rows = tx.query(due_messages_sql, now, limit);
    while (rows.next()) {
        out.push_back(read_message(rows));
        out.back().body = rows.text(8);
    }
    return out;
}

bool claim(db::Tx& tx, const Delivery& d, std::int64_t lease_ms) {
    return tx.execute(claim_sql, d.subscription, d.id, d.due_at, tx.now() + lease_ms) > 0;
}

void delivered(db::Tx& tx, const Delivery& d) {
    tx.execute(delete_message_sql, d.subscription, d.id);
    tx.execute(notified_sql, d.subscription, tx.now());
}

void failed(db::Tx& tx, const Delivery& d, std::string_view error, double jitter) {
    constexpr std::int64_t minute = 60'000;
    constexpr std::int64_t waits[attempts_max - 1] = {minute, 5 * minute, 30 * minute, 120 * minute, 720 * minute};
    const int attempts = d.attempts + 1;
    const bool dead = attempts >= attempts_max;
    const std::int64_t wait = dead ? 0 : waits[attempts - 1];
    const auto off = static_cast<std::int64_t>(static_cast<double>(wait) * (jitter - 0.5) / 5);
    tx.execute(failed_sql, d.subscription, d.id, dead ? DeliveryState::dead : DeliveryState::waiting, attempts,
               tx.now() + wait + off, shorten(error, 500));
}

DeliverySummary deliveries_of(db::Tx& tx, std::int64_t subscription) {
    DeliverySummary out;
    {
        auto rows = tx.query(summary_sql, subscription);
        while (rows.next())
            (rows.get<DeliveryState>(0) == DeliveryState::dead ? out.dead : out.waiting) = rows.integer(1);
    }
    auto rows = tx.query(last_error_sql, subscription);
    if (rows.next()) out.last_error = rows.text(0);
    return out;
}

std::vector<Delivery> list_deliveries(db::Tx& tx, std::int64_t subscription, std::int64_t after, int limit) {
    std::vector<Delivery> out;
    auto rows = tx.query(list_messages_sql, subscription, after, limit);
    while (rows.next()) out.push_back(read_message(rows));
    return out;
}

Result<Delivery> retry(db::Tx& tx, std::int64_t subscription, std::int64_t delivery) {
    std::optional<Delivery> found;
    {
        auto rows = tx.query(find_message_sql, subscription, delivery);
        if (rows.next()) found = read_message(rows);
    }
    if (!found) return Error{Code::not_found, "", "没有这个编号"};
    if (found->state != DeliveryState::dead) return Error{Code::wrong_state, "", "只有投递失败的消息可以重新投递"};
    found->state = DeliveryState::waiting;
    found->attempts = 0;
    found->due_at = tx.now();
    tx.execute(failed_sql, subscription, delivery, found->state, found->attempts, found->due_at, found->last_error);
    return std::move(*found);
}

}  // namespace yiguan::events
