// Captured events on their way into the tables; private to the room.
#pragma once
#include <functional>
#include <map>

#include "events/ask.hpp"
#include "events/capture.hpp"
#include "events/event_leaf.hpp"
#include "events/events_store.hpp"
#include "events/transition.hpp"

namespace yiguan::events {

namespace store {
/// A row of event_span, its event by place in Prepared::events.
struct SpanRow {
    std::int64_t space = 0;
    int level = 0;
    std::int64_t node = 0;
    std::uint32_t event = 0;
    int role = 0;
};
}  // namespace store

struct PreparedEvent {
    std::size_t index = 0;  ///< In the document.
    epcis::EventType type{};
    epcis::Action action{};
    BizStep step{};
    Disposition disposition{};
    UtcMs event_time;
    std::int16_t offset_minutes = 0;
    bool declared = false;  ///< Has an errorDeclaration.
    std::string event_id;   ///< As given.
    epcis::EventHash hash{};
    std::int64_t id_hash = 0;
    bool given = false;                ///< Came with an eventID that is not its hash.
    std::int64_t home = 0;             ///< Block of the first code of this platform, else foreign_home().
    std::vector<std::int64_t> facets;  ///< Spaces of what it names beside items.
    Origin origin = Origin::foreign;
    OwnCodes own;
    std::vector<codes::CodeRange> own_ranges;  ///< Of all lists: what event.code_ranges keeps.
    std::string ranges;                        ///< The same as stored.
    std::int64_t code_count = 0;
    std::string body;        ///< epcis::pack(): the event itself, where more of it is needed.
    EventId id;              ///< Set when it is to be stored.
    EventKey stored_before;  ///< Set when it is known already.
    Applied applied;
    LeafDraft leaf;       ///< Its record, if nothing moves with it.
    bool of_run = false;  ///< `leaf` was made anew in the transaction.
};

/// 62 bits of an eventID: what events are found by. Of an event hash its first bits.
std::int64_t identity_key(std::string_view identity);
std::int64_t identity_key(const epcis::EventHash& hash);
std::int64_t term_hash(std::string_view text);
/// Where events about nothing of this platform lie: together by who recorded them and when (a bit more than an hour).
std::int64_t foreign_home(OrgId org, EventId id);
/// The standard's name for what went wrong with one event: "ValidationException".
std::string_view exception_of(Code code);

namespace store {

/// For each event those of the organisation that may have its identity.
std::vector<std::vector<EventKey>> find_identities(db::Tx& tx, OrgId org, const std::vector<PreparedEvent>& events);
/// Those that are not in the index of identities (perhaps in a tail still).
std::vector<std::pair<std::int64_t, EventKey>> unfiled_identities(
    db::Tx& tx, const std::vector<std::pair<std::int64_t, EventKey>>& identities);
/// Identities that are not folded into the index yet.
void each_tail(db::Tx& tx, const std::function<void(std::int64_t id_hash, const EventKey&)>& take);
/// The events that have an id, with records of the log, spans, chains, identities, terms and master data.
void insert_captured(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared);
/// What the record of the event commits to.
LeafValues leaf_values(const PreparedEvent& p, const auth::Actor& actor, std::string_view ranges);
void insert_job(db::Tx& tx, const auth::Actor& actor, const CaptureJob& job);
/// Of all organisations: whose an event is stands in its row.
std::vector<EventKey> find_identity(db::Tx& tx, std::int64_t id_hash);

}  // namespace store
}  // namespace yiguan::events
