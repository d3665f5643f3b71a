// GET /epcis/events and every other address that gives events: SimpleEventQuery over what the asker may see.
#include "api/epcis_events.hpp"

#include <algorithm>

#include "api/epcis_answer.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

// Larger pages are put together from parts, until the answer is long enough: perPage is what the asker would like.
constexpr int part_events = 100;
constexpr std::size_t answer_epcs_max = 200'000;
constexpr int empty_parts_max = 4;  // an empty part has looked at events::examined_max events

std::size_t epcs_of(const epcis::Event& event) {
    return event.epcs.epcs.size() + event.input_epcs.epcs.size() + event.output_epcs.epcs.size();
}

// Both must hold.
Result<bool> narrow(epcis::Query& query, epcis::Query by) {
    if (!by.types.empty()) {
        if (query.types.empty()) {
            query.types = std::move(by.types);
        } else {
            std::erase_if(query.types, [&](auto type) { return !by.types.contains(type); });
            if (query.types.empty()) return false;
        }
    }
    std::ranges::move(by.epcs, std::back_inserter(query.epcs));
    std::ranges::move(by.filed, std::back_inserter(query.filed));
    std::ranges::move(by.conditions, std::back_inserter(query.conditions));
    return true;
}

Result<Step> get_events(Services& services, const http::Request& request) {
    if (asks_for_stream(request)) return stream_events(services, request);
    TRY(auto asked, EventsRequest::of(request, {}));
    return Step{Read{[&services, asked = std::move(asked)](db::Tx& tx, const auth::Actor& actor) {
        return asked.answer(services, tx, actor);
    }}};
}

// The event, and behind it its error declarations.
Result<Step> get_event(Services& services, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json_or_xml));
    TRY_VOID(PageRequest::of(request));
    return Step{Read{[&services, terms, identity = std::string(request.path_param("eventID"))](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        auto found = events::find_by_identity(tx, services.names, events::Scope::of(actor), identity);
        if (found.empty()) return no_such("eventID");
        TRY_VOID(spell_lists(tx, services.names, found, terms.lists));
        return epcis_answer(terms, query_document(found, simple_event_query, {}, tx.now(), terms));
    }}};
}

}  // namespace

Result<EventsRequest> EventsRequest::of(const http::Request& request, const PathCondition& condition) {
    EventsRequest out;
    TRY(out.terms, terms_of(request, Offer::json_or_xml));
    TRY(auto parameters, parameters_of(request.query));
    TRY(out.page, PageRequest::of(request, parameters));
    TRY(out.query, epcis::read_query(parameters, out.terms.namespaces));
    if (!condition.parameter.empty()) {
        const std::vector<std::pair<std::string, std::string>> by_path{
            {std::string(condition.parameter), condition.value}};
        TRY(auto by, epcis::read_query(by_path, out.terms.namespaces));
        TRY(out.possible, narrow(out.query, std::move(by)));
    }
    return out;
}

Result<http::Response> EventsRequest::answer(const Services& services, db::Tx& tx, const auth::Actor& actor) const {
    const UtcMs now = tx.now();
    TRY(auto place, page.open(services, actor, now));
    const auto scope = events::Scope::of(actor);
    std::vector<events::Logged> found;
    std::optional<events::Position> next;
    std::size_t epcs = 0;
    const int wanted = static_cast<int>(page.per_page);
    for (int empty = 0; possible;) {
        const int part = std::min(part_events, wanted - static_cast<int>(found.size()));
        TRY(auto got, events::ask(tx, services.names, scope, query, place.position, part));
        next = got.next;
        empty += got.events.empty() ? 1 : 0;
        for (auto& event : got.events) {
            epcs += epcs_of(event.event);
            found.push_back(std::move(event));
        }
        if (!next || static_cast<int>(found.size()) >= wanted || epcs > answer_epcs_max || empty == empty_parts_max)
            break;
        place.position = *next;
    }
    TRY_VOID(spell_lists(tx, services.names, found, terms.lists));
    auto response = epcis_answer(terms, query_document(found, query_name, {}, now, terms));
    if (next) page.add_next(response, services, actor, now, {.position = *next});
    return response;
}

Operation events_operation(std::string path, std::string_view id, std::string_view zh, std::string_view en,
                           std::function<Result<Step>(Services&, const http::Request&)> run) {
    auto query = epcis_paging();
    if (!path.starts_with("/epcis/queries"))
        query.push_back({"EQ_bizStep", "SimpleEventQuery 的全部参数，此处举一例；多个值以 | 或逗号分隔，参数间为“且”",
                         Schema{{"type", "string"}}});
    auto operation = epcis_get(std::move(path), id, zh, en, auth::Permission::query_events,
                               {200, "EPCISQueryDocument", schema::free_object("EPCISQueryDocument")}, std::move(run),
                               std::move(query));
    operation.errors.insert(operation.errors.end(),
                            {Code::upgrade_required, Code::epcis_subscription, Code::epcis_query_too_large,
                             Code::epcis_query_too_complex, Code::uri_too_long});
    return operation;
}

std::vector<Operation> epcis_event_operations() {
    return {
        events_operation("/epcis/events", "queryEvents", "查询事件（SimpleEventQuery）",
                         "Events by every parameter of SimpleEventQuery, page by page.", get_events),
        epcis_get("/epcis/events/{eventID}", "getEpcisEvent", "一个 eventID 的事件及对它的更正声明",
                  "The event of an eventID, and its error declarations.", auth::Permission::query_events,
                  {200, "EPCISQueryDocument", schema::free_object("EPCISQueryDocument")}, get_event),
    };
}

}  // namespace yiguan::api
