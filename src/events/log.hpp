// The event log as it is read: every event of every type, own facts and captured ones alike, as EPCIS events.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codes/directory.hpp"
#include "core/ids.hpp"
#include "db/db.hpp"
#include "epcis/identifiers.hpp"
#include "epcis/model.hpp"
#include "epcis/query.hpp"
#include "events/events.hpp"

namespace yiguan::events {

/// Where codes lie in the index: those of this platform in their block, everything else in a space made from its text
/// (epcis::Place). Closed range.
struct Reach {
    std::int64_t space = 0;  ///< A BlockId, or negative.
    std::int64_t first = 0, last = 0;
    bool ours() const { return space > 0; }
    std::int64_t size() const { return last - first + 1; }
    friend auto operator<=>(const Reach&, const Reach&) = default;
};

/// What a text names: knows the codes of this platform. Thread-safe, no I/O.
class Names {
public:
    Names(const codes::Directory& directory, std::string base_url)
        : directory_(directory), base_url_(std::move(base_url)) {}
    /// A code of this platform, by any address that carries its Ecode; nothing for foreign and forged ones.
    std::optional<codes::PlacedCode> place(std::string_view text) const;
    /// One identifier. A code of this platform is placed by deciphering it.
    Reach reach_of(std::string_view text) const;
    /// A range of codes of one block; Code::epcis_validation for any other pair. `first` and `last` in the order of
    /// counters.
    Result<Reach> reach_of(const epcis::EpcRange& range) const;
    /// <base_url>/E=<code>
    std::string uri(const codes::Block& block, std::int64_t counter) const;
    const codes::Directory& directory() const { return directory_; }
    const std::string& base_url() const { return base_url_; }

private:
    const codes::Directory& directory_;
    std::string base_url_;
};

/// Names::reach_of() for texts that mostly follow each other, as the serial numbers of one event do: neighbours cost
/// some nanoseconds. Not thread-safe; the texts must outlive it.
class Placer {
public:
    explicit Placer(const Names& names) : names_(names) {}
    Reach place(std::string_view text);

private:
    const Names& names_;
    bool follows_ = false;
    std::string_view stem_;
    std::size_t digits_ = 0;
    std::int64_t space_ = 0;
};

enum class Origin : std::uint8_t {
    fact = 0,      ///< Of this platform: bound, activated, shipped, received, sold here.
    captured = 1,  ///< Captured, about codes of this platform.
    foreign = 2,   ///< Captured, about nothing of this platform: taken as it came.
};

/// With EventId the key of an event.
struct EventKey {
    EventId id;
    std::int64_t home = 0;  ///< Space of its first code.
    friend auto operator<=>(const EventKey&, const EventKey&) = default;
};

struct Logged {
    EventKey key;
    OrgId org;  ///< Who recorded it.
    UserId user;
    Origin origin = Origin::fact;
    /// Of Origin::fact: the fact itself, whose fields are for catalog::disclose to show. `event` holds none of them.
    std::optional<Event> fact{};
    std::string identity{};  ///< The eventID: given, the event hash, or fact_identity().
    epcis::Event event{};    ///< With record_time.
};

/// An event whose spans share a code with what was asked for, and in which lists (epcis::role bits).
/// Spans cover a little more than the event's codes: holds() decides.
struct Touch {
    EventKey key;
    int roles = 0;
    friend auto operator<=>(const Touch&, const Touch&) = default;
};
enum class Order : std::uint8_t { oldest_first, newest_first };
/// Beyond `after` in the order asked for (EventId{}: from its beginning), at most `limit`.
/// Cost: one index range per level in use (at most 41) and row given.
std::vector<Touch> touching(db::Tx& tx, const Reach& reach, int roles, EventId after, int limit, Order order);

/// The levels of the spans of each space, as bits; of those that were asked for in this transaction.
using SpanLevels = std::unordered_map<std::int64_t, std::uint64_t>;
/// touching() of many reaches at a time, oldest first. Cost: a look-up for each level in use, of a space once and of
/// each reach; one round trip for all reaches of single codes.
std::vector<std::vector<Touch>> touching_each(db::Tx& tx, SpanLevels& known, std::span<const Reach> reaches, int roles,
                                              int limit);
/// Events that name a place, a transaction, a party or a transformation, in the same way.
std::vector<EventKey> filed(db::Tx& tx, epcis::Facet facet, std::string_view text, EventId after, int limit,
                            Order order);
/// True if one of the event's lists in `roles` holds a code of `reach`, exactly.
bool holds(const Names& names, const epcis::Event& event, const Reach& reach, int roles);
/// Every identifier of an event by list: (reach, role), in the order of the event. Quantity classes are items of their
/// own space.
std::vector<std::pair<Reach, int>> reaches(const Names& names, const epcis::Event& event);

/// The eventID of a fact of this platform: "urn:yiguan:event:<home>:<id>".
std::string fact_identity(const EventKey& key);
std::optional<EventKey> parse_fact_identity(std::string_view text);

/// Whole events, in the order of the keys; keys of events that do not exist are left out. One round trip.
std::vector<Logged> load(db::Tx& tx, const Names& names, std::span<const EventKey> keys);

}  // namespace yiguan::events
