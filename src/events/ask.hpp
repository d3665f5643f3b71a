// Queries of the event log: SimpleEventQuery over what the asker may see, page by page.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "catalog/catalog.hpp"
#include "epcis/query.hpp"
#include "events/log.hpp"

namespace yiguan::events {

/// Which events an asker sees: those its organisation recorded; regulators those of everybody (fields of own facts as
/// catalog::disclose says).
struct Scope {
    static Scope of(const auth::Actor& actor);
    bool everybody = false;
    OrgId org;
    catalog::Viewer viewer;
};

/// Where a page ended: opaque to the asker (api/ seals it), cheap to go on from.
struct Position {
    std::int64_t a = 0, b = 0, c = 0;  ///< By driver: event id; or time, identity, event id.
    std::int64_t given = 0;            ///< Events given so far, for eventCountLimit.
    bool begun = false;
};

struct Page {
    std::vector<Logged> events;
    std::optional<Position>
        next;  ///< There may be more. A page may be empty and yet have a next one: see examined_max.
};

inline constexpr int per_page_default = 30, per_page_max = 1000;
/// A page ends after so many events were looked at, found or not.
inline constexpr int examined_max = 50'000;

/// The next page. Same query and position, same page (events only come on). Code::epcis_query_too_large when more than
/// maxEventCount match, epcis_query_too_complex when an order was asked for that needs more than examined_max events at
/// hand.
/// Cost: by an index where the query names an event, an EPC, a transaction, a place or a time; else the asker's log in
/// order.
Result<Page> ask(db::Tx& tx, const Names& names, const Scope& scope, const epcis::Query& query, const Position& from,
                 int per_page);

/// Every event with this identity, oldest first: the event, then its error declarations.
std::vector<Logged> find_by_identity(db::Tx& tx, const Names& names, const Scope& scope, std::string_view identity);

/// Words in use, for the resources /bizSteps, /dispositions, /bizLocations, /readPoints, /eventTypes. Numbers are
/// stored.
enum class Term : std::uint8_t { event_type = 1, biz_step = 2, disposition = 3, biz_location = 4, read_point = 5 };
/// Ascending by hash, after `after`.
struct TermRow {
    std::int64_t hash = 0;
    std::string text;
};
std::vector<TermRow> list_terms(db::Tx& tx, const Scope& scope, Term term, std::int64_t after, int limit);
bool has_term(db::Tx& tx, const Scope& scope, Term term, std::string_view text);
/// EPCs in the order in which they first came up, each once; at most `limit` from (event, place in it) on.
struct EpcPage {
    std::vector<std::string> epcs;
    std::optional<Position> next;
};
EpcPage list_epcs(db::Tx& tx, const Names& names, const Scope& scope, const Position& from, int limit);

struct NamedQuery {
    std::string name;
    json::object body;
    UtcMs created_at;
};
/// Code::epcis_exists, Code::epcis_query_parameter.
Result<NamedQuery> create_query(db::Tx& tx, const auth::Actor& actor, std::string name, const json::object& body);
std::optional<NamedQuery> find_query(db::Tx& tx, OrgId org, std::string_view name);
std::vector<NamedQuery> list_queries(db::Tx& tx, OrgId org, std::string_view after, int limit);
/// Ends its subscriptions with it; false if there is none.
bool delete_query(db::Tx& tx, const auth::Actor& actor, std::string_view name);

}  // namespace yiguan::events
