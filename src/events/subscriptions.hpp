// Subscriptions to named queries: who wants to hear of new events, what was looked at for them, and the messages on
// their way.
//
// Nothing is lost and nothing is reported twice: what was looked at advances in the transaction that stores the message
// (record()). A message is sent until its receiver says 2xx, so it may arrive twice; its id tells.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "epcis/schedule.hpp"
#include "events/ask.hpp"

namespace yiguan::events {

/// Up to where the log was looked at. Ids are made before their commit, and other nodes commit when they like; but each
/// node commits in the order of its ids. So: everything up to `settled`, and of each node everything up to its id in
/// `beyond`.
struct Progress {
    std::int64_t settled = 0;
    std::vector<std::int64_t> beyond;  ///< Ascending; at most one of each node.

    bool seen(std::int64_t id) const;
    std::string text() const;  ///< Of `beyond`.
    static Progress of(std::int64_t settled, std::string_view text);
};
/// A commit comes at most so long after its ids were made, else it is overlooked where several nodes write.
inline constexpr std::int64_t late_commit_ms = 60'000;

struct NewEvents {
    std::vector<Logged> events;  ///< That match, in the order of recording.
    Progress progress;           ///< Behind them.
    bool more = false;           ///< Stopped at a limit: go on at once.
};
/// The next events that the query asks for; looks at 5,000 at most. Cost: an index range, and a look at each new event.
NewEvents new_events(db::Tx& tx, const Names& names, const Scope& scope, const epcis::Query& query,
                     const Progress& from, int limit);

struct Subscription {
    std::int64_t id = 0;
    OrgId org;
    UserId user;
    std::string query_name;
    std::string dest;
    std::string secret;  ///< Sealed; "": none.
    epcis::EpcForm epc_form = epcis::EpcForm::no_preference;
    bool stream = false;  ///< Else by `schedule`.
    bool report_if_empty = false;
    std::optional<json::object> schedule;
    std::optional<UtcMs> initial_record_time;
    Progress progress;
    UtcMs due_at;
    UtcMs created_at;
    std::optional<UtcMs> last_notified_at;
    std::int64_t version = 0;
};

struct NewSubscription {
    std::int64_t id = 0;  ///< From Tx::next_id: the secret is sealed for it.
    std::string query_name;
    std::string dest;    ///< Checked by the caller (http::check_url).
    std::string secret;  ///< Sealed.
    epcis::EpcForm epc_form = epcis::EpcForm::no_preference;
    bool report_if_empty = false;
    std::optional<epcis::Schedule> schedule;  ///< None: stream.
    std::optional<UtcMs> initial_record_time;
};
inline constexpr int subscriptions_max = 1'000;  ///< Of an organisation's query.
/// Code::epcis_no_such_name without such a query; Code::epcis_subscription beyond subscriptions_max.
Result<Subscription> subscribe(db::Tx& tx, const auth::Actor& actor, const NewSubscription& wanted);
std::optional<Subscription> find_subscription(db::Tx& tx, std::int64_t id);
/// Of one query, ascending, after `after`.
std::vector<Subscription> list_subscriptions(db::Tx& tx, OrgId org, std::string_view query_name, std::int64_t after,
                                             int limit);
/// With everything on its way. False: there is none.
bool unsubscribe(db::Tx& tx, OrgId org, std::string_view query_name, std::int64_t id);

/// Those whose time has come and that have no message waiting, earliest first, after `after`.
std::vector<Subscription> due_subscriptions(db::Tx& tx, UtcMs now, std::int64_t after, int limit);

// ---- messages

enum class DeliveryState : std::uint8_t { waiting = 0, dead = 1 };
std::string_view name(DeliveryState state);

struct Delivery {
    std::int64_t subscription = 0;
    std::int64_t id = 0;
    DeliveryState state = DeliveryState::waiting;
    int attempts = 0;
    UtcMs due_at;
    UtcMs created_at;
    int events = 0;
    std::string body;
    std::string last_error;
};

/// Stores a message, if `body` is not empty, and how far `subscription` has looked; when nothing more waits to be
/// looked at, the next time of its schedule. False: somebody else was faster, nothing is stored.
bool record(db::Tx& tx, const Subscription& subscription, const Progress& progress, bool more, int events,
            std::string_view body);

/// Waiting ones whose time has come, earliest first.
std::vector<Delivery> due_deliveries(db::Tx& tx, UtcMs now, int limit);
/// Takes a waiting message for `lease_ms`: nobody else sends it meanwhile. False: somebody else has it.
bool claim(db::Tx& tx, const Delivery& delivery, std::int64_t lease_ms);
void delivered(db::Tx& tx, const Delivery& delivery);
/// Puts it off (1 min, 5 min, 30 min, 2 h, 12 h, each give or take a tenth), or declares it dead after the sixth
/// failure. @param jitter  0..1.
void failed(db::Tx& tx, const Delivery& delivery, std::string_view error, double jitter);
inline constexpr int attempts_max = 6;

struct DeliverySummary {
    std::int64_t waiting = 0, dead = 0;
    std::string last_error;  ///< Of the newest that failed.
};
DeliverySummary deliveries_of(db::Tx& tx, std::int64_t subscription);
/// Ascending, after `after`; the bodies stay where they are.
std::vector<Delivery> list_deliveries(db::Tx& tx, std::int64_t subscription, std::int64_t after, int limit);
/// A dead message waits again, with all its attempts. Code::not_found; Code::wrong_state for one that is waiting.
Result<Delivery> retry(db::Tx& tx, std::int64_t subscription, std::int64_t delivery);

}  // namespace yiguan::events
