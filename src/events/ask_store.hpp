// How queries read the log; private to the room.
#pragma once
#include <array>

#include "events/ask.hpp"
#include "events/events_store.hpp"

namespace yiguan::events {
/// What a viewer may see of the fields of a fact, as an extension of its event.
void add_fields(Logged& logged, const catalog::Viewer& viewer);
}  // namespace yiguan::events

namespace yiguan::events::store {

using Place = std::array<std::int64_t, 3>;
/// Where and how to read: by (event time, identity), or in the order of recording.
struct Cursor {
    bool by_time = false;
    bool ascending = true;
    bool begun = false;
    Place after{};  ///< (time, id_hash, event id); (event id, 0, 0).
    std::int64_t time_from = INT64_MIN, time_before = INT64_MAX;
    std::int64_t id_from = 0;
};
/// An event and its place in the order read.
struct LogPlace {
    EventKey key;
    Place place{};
};
/// The next events of these organisations together. Cost: an index range per organisation.
std::vector<LogPlace> read_log(db::Tx& tx, std::span<const OrgId> orgs, const Cursor& cursor, int limit);
/// Every organisation that recorded something.
std::vector<OrgId> orgs_with_events(db::Tx& tx);
/// touches() of one code or facet: at most `limit` in all, in order, each event once.
std::vector<Touch> touches_sorted(db::Tx& tx, const Reach& reach, EventId after, int limit, Order order);

}  // namespace yiguan::events::store
