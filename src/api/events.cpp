// The facts: bind, activate, ship, receive, sell. Each takes ranges of codes as easily as one code.
#include "events/events_json.hpp"

#include "api/operation.hpp"
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
        default:
            return Error{Code::invalid, "", "没有这种操作"};
    }
}

Result<Step> record(Services& services, const http::Request& request, events::BizStep step) {
    TRY(auto command, decode(services, request, step));
    return Step{
        Write{[step, command = std::move(command)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            const auto ran = run(tx, actor, step, command);
            if (ran.has_error()) return in_words_of_call(ran.error(), command.codes_pointer);
            const events::Event& event = ran.value();
            return created("/api/v1/events/" + to_string(event.home) + "/" + to_string(event.id),
                           events::encode(event, catalog::Viewer::of(actor)));
        }}};
}

// GET /api/v1/events?cursor=&limit=: what the own organisation recorded, newest first.
Result<Step> list_events(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_events));
        return page_of(
            events::list_events(tx, actor.org, EventId{cursor}, limit + 1), limit,
            [&](const events::Event& event) { return events::encode(event, catalog::Viewer::of(actor)); },
            [](const events::Event& last, const events::Event&) { return to_string(last.id); });
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

// A fact of the flow: which codes, and what is filled in at this step.
Operation fact(events::BizStep step, std::string path, std::string_view id, std::string_view zh, std::string_view en,
               auth::Permission permission, std::vector<schema::Field> fields, json::object filled,
               std::vector<Code> errors) {
    using namespace schema;
    json::object example{{"block", "246813579"}, {"first", "0"}, {"last", "99"}};
    if (step != events::BizStep::activating) {
        fields.push_back(maybe("fields", free_object("填报内容，字段由数据模板定义")));
        fields.push_back(maybe("open", list("公开的字段", text("字段", 40), 100)));
        example["fields"] = std::move(filled);
    }
    errors.insert(errors.end(),
                  {Code::codes_outside_block, Code::codes_overlap, Code::too_many_ranges, Code::code_forged,
                   Code::block_unknown, Code::org_not_approved, Code::template_field_unknown,
                   Code::template_field_stage, Code::bad_date, Code::future_date, Code::openness_not_chooseable});
    return {.method = http::Method::post,
            .path = std::move(path),
            .id = std::string(id),
            .tag = "流向",
            .zh = zh,
            .en = en,
            .who = Who::with(permission),
            .body = {{.schema = one_form("CodeSelection", std::move(fields)),
                      .example = std::move(example),
                      .bytes_max = 1024 * 1024}},  // 10 000 code texts and their fields
            .answer = {201, "事件", ref("Event")},
            .errors = std::move(errors),
            .repeat = Repeat::kept,
            .run = [step](Services& services, const http::Request& r) { return record(services, r, step); }};
}

}  // namespace

std::vector<Operation> event_operations() {
    using namespace schema;
    using auth::Permission;
    using events::BizStep;
    return {
        fact(BizStep::commissioning, "/api/v1/bindings", "bindCodes", "绑码：把追溯码关联到产品与批次",
             "Binds free codes to a product's batch.", Permission::bind_codes, {},
             {{"productionDate", "2026-06-01"}, {"factoryNumber", {{"prefix", "A26-"}, {"first", "0000001"}}}},
             {Code::codes_not_yours, Code::codes_already_bound, Code::invalid}),
        fact(BizStep::activating, "/api/v1/activations", "activateCodes", "激活追溯码，扫码开始显示产品",
             "From now on a scan shows the product.", Permission::activate_codes, {}, {},
             {Code::codes_not_held, Code::codes_not_bound, Code::codes_already_active}),
        fact(BizStep::shipping, "/api/v1/shipments", "shipCodes",
             "出库，购方可以是平台上的企业；整车关联的电池和充电器一同出库",
             "Ships codes to a buyer, who may be an organisation of the platform. What is linked with a vehicle goes "
             "along.",
             Permission::ship_codes, {maybe("buyerUscc", text("购方统一社会信用代码", 40))},
             {{"saleTime", "2026-06-10"},
              {"buyerName", "某某购方"},
              {"buyerAddress", "某市某路一号"},
              {"buyerContact", "020-10000001"}},
             {Code::codes_not_held, Code::codes_not_active, Code::codes_not_bound, Code::uscc_check, Code::conflict}),
        fact(BizStep::receiving, "/api/v1/receipts", "receiveCodes", "入库",
             "Receives codes that were shipped to the own organisation.", Permission::receive_codes, {},
             {{"supplierName", "某某供应商"}, {"purchaseTime", "2026-06-12"}},
             {Code::codes_not_in_transit, Code::codes_not_addressed}),
        fact(BizStep::retail_selling, "/api/v1/sales", "sellCodes", "销售给消费者", "Sells codes to a customer.",
             Permission::sell_codes, {}, {{"customerName", "某某客户"}, {"soldTime", "2026-06-18T10:30:00+08:00"}},
             {Code::codes_not_held, Code::codes_not_in_stock, Code::conflict}),
        {.method = http::Method::get,
         .path = "/api/v1/events",
         .id = "listEvents",
         .tag = "流向",
         .zh = "本企业记录的事件，新的在前",
         .en = "What the own organisation recorded, newest first.",
         .who = Who::with(Permission::read_events),
         .query = paging(),
         .answer = {200, "一页事件", page_of("Event")},
         .run = list_events},
        {.method = http::Method::get,
         .path = "/api/v1/events/{home}/{id}",
         .id = "getEvent",
         .tag = "流向",
         .zh = "一个事件，供记录它的企业与监管",
         .en = "One event, for the organisation that recorded it and for regulators.",
         .who = Who::with(Permission::read_events),
         .answer = {200, "事件", ref("Event")},
         .errors = {Code::not_found},
         .run = get_event},
    };
}

}  // namespace yiguan::api
