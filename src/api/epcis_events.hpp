// A request for events, as /epcis/events, the resources of terms and the named queries have in common.
#pragma once
#include "api/epcis.hpp"
#include "epcis/query.hpp"

namespace yiguan::api {

inline constexpr std::string_view simple_event_query = "SimpleEventQuery";

/// What the path says beside the parameters: /bizSteps/shipping/events is EQ_bizStep=shipping.
struct PathCondition {
    std::string_view parameter;  ///< "": none.
    std::string value;
};

struct EventsRequest {
    Terms terms{};
    PageRequest page{};
    epcis::Query query{};
    bool possible = true;  ///< False: path and parameters exclude each other.
    std::string query_name{simple_event_query};

    static Result<EventsRequest> of(const http::Request& request, const PathCondition& condition);
    /// An EPCISQueryDocument of one page.
    Result<http::Response> answer(const Services& services, db::Tx& tx, const auth::Actor& actor) const;
};

/// A handshake of a WebSocket, right or wrong: new events come as messages instead of pages.
bool asks_for_stream(const http::Request& request);
Result<Step> stream_events(Services& services, const http::Request& request);  ///< /epcis/events
Result<Step> stream_query(Services& services, const http::Request& request);   ///< /epcis/queries/{queryName}/events

Operation events_operation(std::string path, std::string_view id, std::string_view zh, std::string_view en,
                           std::function<Result<Step>(Services&, const http::Request&)> run);

}  // namespace yiguan::api
