// SimpleEventQuery: every parameter of EPCIS 2.0 (8.2.7.1), as a condition on events.
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "epcis/identifiers.hpp"
#include "epcis/model.hpp"

namespace yiguan::epcis {

namespace query {
class FieldName;  // query_condition.hpp
}

enum class OrderBy : std::uint8_t { none, event_time, record_time, other };
enum class Direction : std::uint8_t { descending, ascending };  ///< The standard's default is DESC.

/// Which list a MATCH_ parameter looks at, as a set of bits; the numbers are stored with the index: append only.
namespace role {
inline constexpr int epc = 1, parent = 2, input = 4, output = 8, epc_class = 16, input_class = 32, output_class = 64;
inline constexpr int any_epc = epc | parent | input | output;
inline constexpr int any_class = epc_class | input_class | output_class;
}  // namespace role

/// MATCH_epc and its kin: an event matches if one of the lists holds one of the identifiers.
struct EpcCondition {
    int roles = 0;
    std::vector<std::string> exact;  ///< Canonical, ascending.
    /// EPC patterns (urn:epc:idpat:sgtin:4012345.011111.*) as prefixes of canonical texts. A pattern that leaves the
    /// item reference open is ten prefixes where a digit stands in front of the company prefix.
    std::vector<std::string> patterns;
};

/// A query as it was asked. Parsed once, matched against many events.
struct Query {
    std::set<EventType> types;  ///< Empty: all.
    std::optional<UtcMs> event_time_from, event_time_before, record_time_from, record_time_before;
    std::vector<EpcCondition> epcs;  ///< All must hold.
    /// EQ_bizLocation, EQ_readPoint, EQ_bizTransaction_<type>, EQ_source_<type>, EQ_destination_<type>,
    /// EQ_transformationID and EQ_eventID: what the store has an index for. Canonical; any one of `values`.
    struct Filed {
        Facet facet;
        std::vector<std::string> values;
    };
    std::vector<Filed> filed;
    OrderBy order_by = OrderBy::none;
    std::string order_field;                             ///< Of OrderBy::other: the extension field, as it was named.
    std::shared_ptr<const query::FieldName> order_name;  ///< The same, understood.
    Direction direction = Direction::descending;
    std::optional<std::int64_t> event_count_limit;  ///< Only so many.
    std::optional<std::int64_t> max_event_count;    ///< More is Code::epcis_query_too_large.
    std::optional<std::int64_t> per_page;
    std::string next_page_token;
    /// {"EQ_bizStep":["shipping"],...}: what a named query keeps; "@context" says what its prefixes mean. Without
    /// perPage and nextPageToken, which belong to a page. read_query(as_asked) is this query.
    json::object as_asked;

    /// Everything else, cheap ones first (query_condition.hpp).
    struct Condition;
    std::vector<std::shared_ptr<const Condition>> conditions;
};

/// ?EQ_bizStep=shipping,receiving&GE_eventTime=...: decoded pairs. Values separated by | (as the standard's OpenAPI
/// says) or by commas, or the parameter repeated; a comma inside a URI does not separate.
/// @param namespaces  Of GS1-Extensions: what a prefix in EQ_example:field means. Full names "EQ_<namespace>#<field>"
///                    and "EQ_<namespace><field>" need none; a prefix nobody declared is compared as it is written.
/// Errors (the first one, the others in Error::others): Code::epcis_query_parameter, `field` the parameter, for unknown
/// parameters, wrong values, wrong combinations (eventCountLimit with maxEventCount or without orderBy; one value given
/// twice; orderBy of what cannot be ordered). Code::epcis_query_too_complex for more than 200 parameters or 20,000
/// values.
Result<Query> read_query(const std::vector<std::pair<std::string, std::string>>& parameters, const Context& namespaces);
/// The same from the JSON body of a named query: one value or an array, "@context" may declare prefixes.
Result<Query> read_query(const json::object& body, const Context& namespaces);

/// What WD_, HASATTR_ and EQATTR_ ask of master data. Canonical ids.
class MasterData {
public:
    virtual ~MasterData() = default;
    /// The place and everything below it.
    virtual std::vector<std::string> with_descendants(std::string_view id) const = 0;
    /// Texts of one attribute of a vocabulary element; none if it has no such attribute.
    virtual std::vector<std::string> attribute(std::string_view id, std::string_view name) const = 0;
    /// Whether a code, canonical, is one of a range. Here: of the same stem, with a number from the first to the last;
    /// who knows the codes of this platform (their order is that of the counters, not of the texts) says it better.
    virtual bool holds(const EpcRange& range, std::string_view canonical) const;
};

/// True if the event satisfies every condition. `event_id`: its identity, given or hash.
/// Quantities and sensor values are compared in the unit of the query (units.hpp): a query in KEL finds a reading in
/// CEL.
bool matches(const Query& query, const Event& event, std::string_view event_id, const MasterData& master_data);

/// What orderBy compares: of a time its milliseconds, of a number itself (then `text` is empty), else the text, by
/// bytes. Of an extension field that is an array the first value. Nothing if the event lacks it.
struct OrderValue {
    double number = 0;
    std::string text;
    friend auto operator<=>(const OrderValue&, const OrderValue&) = default;
};
std::optional<OrderValue> order_value(const Query& query, const Event& event);

/// A copy in which WD_ conditions have become Filed ones, for the store to find candidates by.
Query with_descendants_resolved(const Query& query, const MasterData& master_data);

}  // namespace yiguan::epcis
