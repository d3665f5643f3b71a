// The facts: bind, activate, ship, receive, sell. Each takes ranges of codes as easily as one code.
#include "events/events_json.hpp"

#include "api/routes.hpp"
#include "codes/codes_json.hpp"

namespace yiguan::api {
namespace {

struct Command {
    std::vector<codes::CodeRange> ranges;
    events::FieldInput input;
    std::optional<std::string> buyer_uscc;
    std::string_view codes_pointer;  // where the call says which codes it means
};

std::string_view pointer_of_codes(const json::object& body) {
    if (body.contains("codes")) return "/codes";
    if (body.contains("ranges")) return "/ranges";
    return body.contains("firstCode") ? "/firstCode" : "/first";
}

// The rooms below know ranges, not how the call wrote them: what they refuse is told at the caller's own words.
Error in_words_of_call(Error error, std::string_view pointer) {
    static constexpr std::string_view of_ranges[] = {"", "/codes", "/block", "/first", "/last"};
    static constexpr Code about_codes[] = {
        Code::block_unknown,        Code::codes_outside_block, Code::codes_not_yours,      Code::codes_already_bound,
        Code::codes_not_bound,      Code::codes_not_active,    Code::codes_already_active, Code::codes_not_held,
        Code::codes_not_in_transit, Code::codes_not_addressed, Code::codes_not_in_stock,   Code::codes_overlap,
        Code::too_many_ranges,      Code::missing_field,       Code::out_of_bounds,        Code::conflict};
    if (std::ranges::find(about_codes, error.code) == std::end(about_codes)) return error;
    if (std::ranges::find(of_ranges, error.pointer) == std::end(of_ranges)) return error;
    if (error.code == Code::conflict && error.pointer.empty())
        return error;  // somebody was faster: no word of the call
    // "/block" and "/last" are words of a call that names one range by its counters.
    const bool said_so = pointer == "/first" && (error.pointer == "/block" || error.pointer == "/last");
    if (!said_so) error.pointer = pointer;
    if (error.field.empty()) error.field = "追溯码";
    return error;
}

Result<Command> decode(Services& services, const http::Request& request, events::BizStep step) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    Command command;
    command.codes_pointer = pointer_of_codes(body);
    command.ranges = codes::read_ranges(in, body, violations, services.directory);
    if (step != events::BizStep::activating) command.input = events::read_fields_input(in);
    if (step == events::BizStep::shipping)
        command.buyer_uscc = in.optional_text("buyerUscc", "购方统一社会信用代码", {.chars_max = 40});
    in.finish();
    TRY_VOID(violations.result());
    return command;
}

Result<events::Event> run(db::Tx& tx, const auth::Actor& actor, events::BizStep step, const Command& c) {
    switch (step) {
        case events::BizStep::commissioning:
            return events::commission(tx, actor, c.ranges, c.input);
        case events::BizStep::activating:
            return events::activate(tx, actor, c.ranges);
        case events::BizStep::shipping:
            return events::ship(tx, actor, c.ranges, c.input, c.buyer_uscc);
        case events::BizStep::receiving:
            return events::receive(tx, actor, c.ranges, c.input);
        case events::BizStep::retail_selling:
            return events::sell(tx, actor, c.ranges, c.input);
    }
    return Error{Code::invalid, "", "没有这种操作"};
}

Handler fact(Services& services, events::BizStep step) {
    return [&services, step](const http::Request& request) -> Result<Step> {
        TRY(auto command, decode(services, request, step));
        return Step{
            Write{[step, command = std::move(command)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                const auto ran = run(tx, actor, step, command);
                if (ran.has_error()) return in_words_of_call(ran.error(), command.codes_pointer);
                const events::Event& event = ran.value();
                return created("/api/v1/events/" + to_string(event.home) + "/" + to_string(event.id),
                               events::encode(event, catalog::Viewer::of(actor)));
            }}};
    };
}

// GET /api/v1/events?cursor=&limit=: what the own organisation recorded, newest first.
Result<Step> list_events(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_events));
        const auto found = events::list_events(tx, actor.org, EventId{cursor}, limit);
        json::array items;
        for (const auto& event : found) items.push_back(events::encode(event, catalog::Viewer::of(actor)));
        json::object out{{"items", std::move(items)}};
        if (static_cast<int>(found.size()) == limit) out["nextCursor"] = to_string(found.back().id);
        return ok(std::move(out));
    }}};
}

// GET /api/v1/events/{home}/{id}: for the organisation that recorded it, and for regulators.
Result<Step> get_event(Services&, const http::Request& request) {
    TRY(const auto home, path_id<BlockId>(request, "home"));
    TRY(const auto id, path_id<EventId>(request, "id"));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_events));
        const auto event = events::find_event(tx, home, id);
        if (!event || auth::require(actor, auth::Permission::read_events, event->org).has_error())
            return Error{Code::not_found, "", "没有这个事件"};
        return ok(events::encode(*event, catalog::Viewer::of(actor)));
    }}};
}

}  // namespace

void add_event_routes(http::Router& router, Dispatcher& dispatcher) {
    Services& s = dispatcher.services();
    constexpr std::size_t body_max = 1024 * 1024;  // 10 000 code texts and their fields
    const auto add = [&](const char* path, events::BizStep step) {
        router.add({http::Method::post, path, dispatcher.wrap(fact(s, step)), body_max});
    };
    add("/api/v1/bindings", events::BizStep::commissioning);
    add("/api/v1/activations", events::BizStep::activating);
    add("/api/v1/shipments", events::BizStep::shipping);
    add("/api/v1/receipts", events::BizStep::receiving);
    add("/api/v1/sales", events::BizStep::retail_selling);
    dispatcher.add(router, http::Method::get, "/api/v1/events", list_events);
    dispatcher.add(router, http::Method::get, "/api/v1/events/{home}/{id}", get_event);
}

}  // namespace yiguan::api
