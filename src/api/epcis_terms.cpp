// /epcis/eventTypes, /bizSteps, /dispositions, /bizLocations, /readPoints, /epcs: what is known, and the events of
// each.
#include <algorithm>
#include <array>

#include "api/epcis_answer.hpp"
#include "api/epcis_events.hpp"
#include "core/text.hpp"
#include "events/ask.hpp"

namespace yiguan::api {
namespace {

using epcis::Vocabulary;
using events::Term;

struct Resource {
    std::string_view name;       // in the path
    std::string_view item;       // the parameter of the path
    std::string_view zh;         // of one
    std::string_view parameter;  // of SimpleEventQuery
    std::string_view list_id, item_id, events_id;
    std::optional<Term> term;  // nothing: EPCs
    std::optional<Vocabulary> vocabulary{};
};
constexpr Resource resources[] = {
    {"eventTypes", "eventType", "事件类型", "eventType", "listEventTypes", "getEventType", "queryEventsOfType",
     Term::event_type},
    {"epcs", "epc", "EPC", "MATCH_anyEPC", "listEpcs", "getEpc", "queryEventsOfEpc", std::nullopt},
    {"bizSteps", "bizStep", "业务步骤", "EQ_bizStep", "listBizSteps", "getBizStep", "queryEventsOfBizStep",
     Term::biz_step, Vocabulary::biz_step},
    {"bizLocations", "bizLocation", "业务地点", "EQ_bizLocation", "listBizLocations", "getBizLocation",
     "queryEventsOfBizLocation", Term::biz_location},
    {"readPoints", "readPoint", "读取点", "EQ_readPoint", "listReadPoints", "getReadPoint", "queryEventsOfReadPoint",
     Term::read_point},
    {"dispositions", "disposition", "处置状态", "EQ_disposition", "listDispositions", "getDisposition",
     "queryEventsOfDisposition", Term::disposition, Vocabulary::disposition},
};
constexpr std::array event_types{epcis::EventType::object, epcis::EventType::aggregation, epcis::EventType::transaction,
                                 epcis::EventType::transformation, epcis::EventType::association};

struct Members {
    std::vector<std::string> texts;
    std::optional<PagePlace> next;
};

// The standard's words first (c = 0, a = place among them), then what else is in use (c = 1, a = hash of the last).
Members terms_page(db::Tx& tx, const events::Scope& scope, const Resource& resource, const events::Position& from,
                   std::size_t limit) {
    Members out;
    events::Position at = from;
    if (at.c == 0) {
        const auto words =
            resource.vocabulary ? epcis::words(*resource.vocabulary) : std::span<const std::string_view>{};
        auto place = static_cast<std::size_t>(std::max<std::int64_t>(at.a, 0));
        for (; place < words.size() && out.texts.size() < limit; ++place) out.texts.emplace_back(words[place]);
        if (place < words.size()) {
            out.next = PagePlace{.position = {.a = static_cast<std::int64_t>(place), .begun = true}};
            return out;
        }
        at = {.a = INT64_MIN, .c = 1, .begun = true};
    }
    const std::size_t left = limit - out.texts.size();
    std::size_t shown = 0;
    for (const auto& row : events::list_terms(tx, scope, *resource.term, at.a, static_cast<int>(left) + 1)) {
        if (shown == left) {
            out.next = PagePlace{.position = at};
            break;
        }
        at.a = row.hash;
        ++shown;
        if (!resource.vocabulary || !epcis::is_word(*resource.vocabulary, row.text)) out.texts.push_back(row.text);
    }
    return out;
}

Result<Step> list_members(Services& services, const http::Request& request, const Resource& resource) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY(auto asked, PageRequest::of(request));
    return Step{Read{[&services, &resource, terms, asked = std::move(asked)](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto place, asked.open(services, actor, tx.now()));
        const auto scope = events::Scope::of(actor);
        Members members;
        if (resource.term == Term::event_type) {
            for (const auto type : event_types) members.texts.emplace_back(epcis::name(type));
        } else if (resource.term) {
            members = terms_page(tx, scope, resource, place.position, asked.per_page);
        } else {
            auto page = events::list_epcs(tx, services.names, scope, place.position, static_cast<int>(asked.per_page));
            members.texts = std::move(page.epcs);
            if (page.next) members.next = PagePlace{.position = *page.next};
        }
        for (auto& text : members.texts) text = epcis::in_form(text, terms.epc_form);
        auto response = collection(terms, members.texts);
        if (members.next) asked.add_next(response, services, actor, tx.now(), *members.next);
        return response;
    }}};
}

// Whether the asker knows of such a thing: a word of the standard, or something that came up in an event.
Result<bool> known(const Services& services, db::Tx& tx, const auth::Actor& actor, const Resource& resource,
                   const std::string& text) {
    const auto scope = events::Scope::of(actor);
    if (resource.term == Term::event_type) return epcis::parse_event_type(text).has_value();
    if (resource.vocabulary) {
        const auto normal = epcis::normal(*resource.vocabulary, text);
        return epcis::is_word(*resource.vocabulary, normal) || events::has_term(tx, scope, *resource.term, normal);
    }
    if (resource.term) {
        if (events::has_term(tx, scope, *resource.term, text)) return true;
    }
    // By whichever of its texts it came up.
    const std::vector<std::pair<std::string, std::string>> by_name{{std::string(resource.parameter), text}};
    TRY(const auto query, epcis::read_query(by_name, {}));
    TRY(const auto page, events::ask(tx, services.names, scope, query, {}, 1));
    return !page.events.empty();
}

Result<Step> get_member(Services& services, const http::Request& request, const Resource& resource) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY_VOID(PageRequest::of(request));
    return Step{Read{[&services, &resource, terms, text = std::string(request.path_param(resource.item))](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const auto is_known = known(services, tx, actor, resource, text);
        if (is_known.has_error() || !is_known.value()) return no_such(resource.item);
        return collection(terms, {"events"});
    }}};
}

Result<Step> get_events_of(Services& services, const http::Request& request, const Resource& resource) {
    std::string text(request.path_param(resource.item));
    TRY_VOID(EventsRequest::of(request, {}));
    // What can be none is not found, whatever is asked about it.
    auto narrowed = EventsRequest::of(request, {resource.parameter, text});
    if (narrowed.has_error()) return no_such(resource.item);
    return Step{Read{[&services, asked = std::move(narrowed).value()](db::Tx& tx, const auth::Actor& actor) {
        return asked.answer(services, tx, actor);
    }}};
}

}  // namespace

std::vector<Operation> epcis_term_operations() {
    std::vector<Operation> all;
    for (const Resource& resource : resources) {
        const std::string list = "/epcis/" + std::string(resource.name);
        const std::string item = list + "/{" + std::string(resource.item) + "}";
        const auto names = schema::free_object("Collection");
        const auto bound = [&resource](auto handler) {
            return [&resource, handler](Services& services, const http::Request& request) {
                return handler(services, request, resource);
            };
        };
        // Static text, one for each resource.
        all.push_back(epcis_get(list, resource.list_id, resource.zh, "What is known of this kind.",
                                auth::Permission::query_events, {200, "名称", names}, bound(list_members),
                                epcis_paging()));
        all.push_back(epcis_get(item, resource.item_id, resource.zh, "Resources below it.",
                                auth::Permission::query_events, {200, "下级资源", names}, bound(get_member)));
        all.push_back(events_operation(item + "/events", resource.events_id, resource.zh,
                                       "Its events; further restricted by every parameter of SimpleEventQuery.",
                                       bound(get_events_of)));
    }
    return all;
}

}  // namespace yiguan::api
