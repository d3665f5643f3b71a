// Subscriptions of named queries: webhooks, their messages, and WebSockets on the addresses of events.
#include "events/subscriptions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/epcis_answer.hpp"
#include "api/epcis_events.hpp"
#include "api/epcis_notify.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

constexpr std::size_t secret_chars_max = 500;

Error wrong(std::string_view field, std::string rule, std::string_view value = {}) {
    return {.code = Code::epcis_subscription,
            .pointer = "/" + std::string(field),
            .detail = std::move(rule),
            .field = std::string(field),
            .value = shorten(value, 100)};
}

Result<UtcMs> time_of(std::string_view field, std::string_view text) {
    const auto time = parse_time(text);
    if (time.has_error()) return wrong(field, std::string(field) + " 应是带时区的日期时间", text);
    return time.value();
}

// ---- webhooks

Result<events::NewSubscription> read_subscription(const http::Request& request, const Services& services,
                                                  std::string& token) {
    TRY(const Media media, body_media(request));
    if (is_xml(media)) return Error{Code::unsupported_media_type, "", "订阅的内容应为 application/json"};
    TRY(const auto body, parse_json_object(request.body));
    events::NewSubscription out;
    bool stream = false;
    for (const auto& [name, value] : body) {
        const std::string key(name);
        const auto text = [&]() -> Result<std::string> {
            if (!value.is_string()) return wrong(key, key + " 应是文本");
            return std::string(value.get_string());
        };
        const auto boolean = [&]() -> Result<bool> {
            if (!value.is_bool()) return wrong(key, key + " 应是 true 或 false");
            return value.get_bool();
        };
        if (key == "dest") {
            TRY(out.dest, text());
        } else if (key == "signatureToken") {
            TRY(token, text());
            if (token.empty() || token.size() > secret_chars_max)
                return wrong(key, fmt::format("signatureToken 应有 1 到 {} 个字节", secret_chars_max));
        } else if (key == "reportIfEmpty") {
            TRY(out.report_if_empty, boolean());
        } else if (key == "stream") {
            TRY(stream, boolean());
            if (!stream) return wrong(key, "stream 只能是 true");
        } else if (key == "schedule") {
            if (!value.is_object()) return wrong(key, "schedule 应是对象");
            TRY(out.schedule, epcis::Schedule::read(value.get_object()));
        } else if (key == "initialRecordTime") {
            TRY(const auto given, text());
            TRY(out.initial_record_time, time_of(key, given));
        } else if (key == "epcFormat" || key == "minRecordTime") {
            // Of answers: sent back as they were read, they say nothing.
        } else {
            return wrong(shorten(key, 100), "订阅没有这一项");
        }
    }
    if (out.dest.empty()) return wrong("dest", "缺少接收地址 dest");
    if (const auto checked = http::check_url(out.dest, services.subscribers); checked.has_error())
        return wrong("dest", checked.error().detail, out.dest);
    if (stream == out.schedule.has_value())
        return wrong("stream", stream ? "stream 与 schedule 不能同时给出" : "须给出 stream: true 或 schedule");
    if (stream && out.report_if_empty) return wrong("reportIfEmpty", "reportIfEmpty 只用于按时间表的订阅");
    return out;
}

std::string_view name(epcis::EpcForm form) {
    switch (form) {
        case epcis::EpcForm::digital_link:
            return "Always_GS1_Digital_Link";
        case epcis::EpcForm::urn:
            return "Always_EPC_URN";
        case epcis::EpcForm::never_translates:
            return "Never_Translates";
        case epcis::EpcForm::no_preference:
            break;
    }
    return "No_Preference";
}

json::object encode(const events::Subscription& s, const events::DeliverySummary& summary) {
    json::object out{{"subscriptionID", std::to_string(s.id)},
                     {"queryName", s.query_name},
                     {"dest", s.dest},
                     {"createdAt", iso_utc(s.created_at)}};
    if (s.last_notified_at) out["lastNotifiedAt"] = iso_utc(*s.last_notified_at);
    if (s.initial_record_time) out["initialRecordTime"] = iso_utc(*s.initial_record_time);
    out["epcFormat"] = name(s.epc_form);
    if (s.schedule) {
        out["schedule"] = *s.schedule;
        out["reportIfEmpty"] = s.report_if_empty;
    } else {
        out["stream"] = true;
    }
    out["signed"] = !s.secret.empty();
    out["state"] = summary.last_error.empty() || summary.waiting == 0 ? "active" : "failing";
    out["waiting"] = summary.waiting;
    out["dead"] = summary.dead;
    if (!summary.last_error.empty()) out["lastError"] = summary.last_error;
    return out;
}

Result<Step> subscribe(Services& services, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json));
    std::string token;
    TRY(auto wanted, read_subscription(request, services, token));
    wanted.query_name = request.path_param("queryName");
    wanted.epc_form = terms.epc_form;
    return Step{Write{[&services, terms, wanted = std::move(wanted), token = std::move(token)](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        auto made = wanted;
        made.id = tx.next_id<EventId>().value;
        made.secret = services.secrets.seal(made.id, token);
        TRY(const auto subscription, events::subscribe(tx, actor, made));
        auto response = epcis_answer(terms, json::serialize(encode(subscription, {})));
        response.status = 201;
        response.headers.emplace_back("Location", fmt::format("/epcis/queries/{}/subscriptions/{}",
                                                              percent_encode(wanted.query_name), subscription.id));
        return response;
    }}};
}

Result<Step> list_subscriptions(Services& services, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY(auto asked, PageRequest::of(request));
    return Step{Read{[&services, terms, asked = std::move(asked), name = std::string(request.path_param("queryName"))](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (!events::find_query(tx, actor.org, name)) return no_such("queryName");
        TRY(const auto place, asked.open(services, actor, tx.now()));
        const auto found =
            events::list_subscriptions(tx, actor.org, name, place.position.a, static_cast<int>(asked.per_page) + 1);
        json::array out;
        for (const auto& s : std::span(found).first(std::min(found.size(), asked.per_page)))
            out.push_back(encode(s, events::deliveries_of(tx, s.id)));
        auto response = epcis_answer(terms, json::serialize(out));
        if (found.size() > asked.per_page)
            asked.add_next(response, services, actor, tx.now(),
                           {.position = {.a = found[asked.per_page - 1].id, .begun = true}});
        return response;
    }}};
}

Result<Step> get_subscription(Services&, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY_VOID(PageRequest::of(request));
    const auto id = parse_id(request.path_param("subscriptionID"));
    if (!id) return no_such("subscriptionID");
    return Step{Read{[terms, id = *id, name = std::string(request.path_param("queryName"))](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const auto found = events::find_subscription(tx, id);
        if (!found || found->org != actor.org || found->query_name != name) return no_such("subscriptionID");
        return epcis_answer(terms, json::serialize(encode(*found, events::deliveries_of(tx, id))));
    }}};
}

Result<Step> unsubscribe(Services&, const http::Request& request) {
    const auto id = parse_id(request.path_param("subscriptionID"));
    if (!id) return no_such("subscriptionID");
    return Step{Write{[id = *id, name = std::string(request.path_param("queryName"))](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (!events::unsubscribe(tx, actor.org, name, id)) return no_such("subscriptionID");
        return no_content();
    }}};
}

// ---- messages, under /api/v1: the standard has no word for them

json::object encode(const events::Delivery& d) {
    return {{"id", std::to_string(d.id)}, {"state", events::name(d.state)},     {"attempts", d.attempts},
            {"events", d.events},         {"createdAt", iso_utc(d.created_at)}, {"dueAt", iso_utc(d.due_at)},
            {"lastError", d.last_error}};
}

Result<events::Subscription> own(db::Tx& tx, const auth::Actor& actor, std::int64_t id) {
    TRY_VOID(auth::require(actor, auth::Permission::query_events));
    auto found = events::find_subscription(tx, id);
    if (!found || found->org != actor.org) return Error{Code::not_found, "", "没有这个编号"};
    return std::move(*found);
}

Result<Step> list_deliveries(Services&, const http::Request& request) {
    TRY(const auto id, path_id<EventId>(request, "id"));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(own(tx, actor, id.value));
        return page_of(
            events::list_deliveries(tx, id.value, cursor, limit + 1), limit,
            [](const events::Delivery& d) { return encode(d); },
            [](const events::Delivery& last, const events::Delivery&) { return std::to_string(last.id); });
    }}};
}

Result<Step> retry_delivery(Services&, const http::Request& request) {
    TRY(const auto id, path_id<EventId>(request, "id"));
    TRY(const auto delivery, path_id<EventId>(request, "delivery"));
    return Step{Write{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(own(tx, actor, id.value));
        TRY(const auto again, events::retry(tx, id.value, delivery.value));
        return ok(encode(again));
    }}};
}

// ---- WebSockets

struct StreamParameter {
    std::string_view name;    // of the query string, and of a schedule
    std::string_view header;  // the same as a header
};
constexpr std::array<StreamParameter, 9> stream_parameters{{{"second", "GS1-Query-Second"},
                                                            {"minute", "GS1-Query-Minute"},
                                                            {"hour", "GS1-Query-Hour"},
                                                            {"dayOfMonth", "GS1-Query-DayOfMonth"},
                                                            {"month", "GS1-Query-Month"},
                                                            {"dayOfWeek", "GS1-Query-DayOfWeek"},
                                                            {"stream", "GS1-Query-Stream"},
                                                            {"reportIfEmpty", "GS1-Query-ReportIfEmpty"},
                                                            {"initialRecordTime", "GS1-Query-InitialRecordTime"}}};

struct StreamRequest {
    std::optional<epcis::Schedule> schedule{};
    bool report_if_empty = false;
    std::optional<UtcMs> initial_record_time{};
};

Result<bool> flag(std::string_view field, std::string_view text) {
    if (text != "true" && text != "false") return wrong(field, std::string(field) + " 应是 true 或 false", text);
    return text == "true";
}

Result<StreamRequest> read_stream(const http::Request& request,
                                  std::vector<std::pair<std::string, std::string>>& parameters) {
    StreamRequest out;
    json::object schedule;
    bool stream = false;
    for (const auto& [name, header] : stream_parameters) {
        std::string value(trim(request.header(header)));
        std::erase_if(parameters, [&](auto& parameter) {
            if (parameter.first != name) return false;
            value = std::move(parameter.second);
            return true;
        });
        if (value.empty()) continue;
        if (name == "stream") {
            TRY(stream, flag(name, value));
        } else if (name == "reportIfEmpty") {
            TRY(out.report_if_empty, flag(name, value));
        } else if (name == "initialRecordTime") {
            TRY(out.initial_record_time, time_of(name, value));
        } else {
            schedule[name] = value;
        }
    }
    if (stream == !schedule.empty())
        return wrong("stream", stream ? "stream 与时间表不能同时给出" : "须给出 stream=true 或时间表（如 minute=5）");
    if (!schedule.empty()) {
        TRY(out.schedule, epcis::Schedule::read(schedule));
    }
    return out;
}

// A cookie travels with whatever page opens the socket: only pages of this node may.
Result<void> check_origin(const Services& services, const http::Request& request) {
    if (bearer_of(request)) return outcome::success();
    if (request.header("Origin") == services.base_url) return outcome::success();
    return Error{Code::forbidden, "", "用会话 Cookie 的 WebSocket 只能由本平台的页面打开"};
}

http::Response open_stream(const Services& services, const auth::Actor& actor, UtcMs now, const StreamRequest& asked,
                           EventStream prototype) {
    prototype.user = actor.user;
    prototype.schedule = asked.schedule;
    prototype.report_if_empty = asked.report_if_empty;
    prototype.progress.settled = first_id_at(asked.initial_record_time.value_or(now).value) - 1;
    if (asked.schedule) prototype.due_at = asked.schedule->next_after(now).value_or(UtcMs{INT64_MAX});
    prototype.terms.media = Media::json;
    http::Response versions;
    add_version_headers(versions);
    return http::web_socket(
        {.on_open =
             [streams = services.streams, prototype = std::move(prototype)](const http::WebSocketPtr& socket) mutable {
                 auto stream = std::make_shared<EventStream>(std::move(prototype));
                 stream->socket = socket;
                 streams->add(std::move(stream));
             },
         .on_text = [](const http::WebSocketPtr&, std::string_view) {},
         .on_close = [streams = services.streams](const http::WebSocketPtr& socket,
                                                  std::uint16_t) { streams->remove(socket); }},
        std::move(versions.headers));
}

Error too_many_streams() {
    return {Code::overloaded, "", "打开的 WebSocket 订阅过多，请稍后重试"};
}

}  // namespace

bool asks_for_stream(const http::Request& request) {
    return !request.header("Upgrade").empty();
}

Result<Step> stream_events(Services& services, const http::Request& request) {
    TRY_VOID(check_origin(services, request));
    EventStream stream;
    TRY(stream.terms, terms_of(request, Offer::json));
    TRY(auto parameters, parameters_of(request.query));
    TRY(auto asked, read_stream(request, parameters));
    TRY(stream.query, epcis::read_query(parameters, stream.terms.namespaces));
    stream.query_name = simple_event_query;
    if (services.streams->full()) return too_many_streams();
    return Step{Read{[&services, asked = std::move(asked), stream = std::move(stream)](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        return open_stream(services, actor, tx.now(), asked, stream);
    }}};
}

Result<Step> stream_query(Services& services, const http::Request& request) {
    TRY_VOID(check_origin(services, request));
    EventStream stream;
    TRY(stream.terms, terms_of(request, Offer::json));
    TRY(auto parameters, parameters_of(request.query));
    TRY(auto asked, read_stream(request, parameters));
    if (!parameters.empty())
        return Error{.code = Code::epcis_query_parameter,
                     .pointer = "/" + pointer_part(parameters.front().first),
                     .detail = "此资源没有这个查询参数",
                     .field = shorten(parameters.front().first, 100)};
    stream.query_name = request.path_param("queryName");
    if (services.streams->full()) return too_many_streams();
    return Step{Read{[&services, asked = std::move(asked), stream = std::move(stream)](
                         db::Tx& tx, const auth::Actor& actor) mutable -> Result<http::Response> {
        const auto named = events::find_query(tx, actor.org, stream.query_name);
        if (!named) return no_such("queryName");
        TRY(stream.query, epcis::read_query(named->body, stream.terms.namespaces));
        return open_stream(services, actor, tx.now(), asked, stream);
    }}};
}

std::vector<Operation> epcis_subscription_operations() {
    using namespace schema;
    using auth::Permission;
    const std::string list = "/epcis/queries/{queryName}/subscriptions";
    const auto subscription = ref("Subscription");
    const Schema wanted = answer({{"dest", text("接收地址", 2048)},
                                  maybe("signatureToken", text("签名密钥", 500)),
                                  maybe("stream", boolean("有新事件时即通知")),
                                  maybe("schedule", free_object("时间表")),
                                  maybe("reportIfEmpty", boolean("没有新事件也通知")),
                                  maybe("initialRecordTime", time("从何时记录的事件开始"))});
    return {
        {.method = http::Method::post,
         .path = list,
         .id = "subscribe",
         .tag = epcis_tag,
         .zh = "订阅命名查询：有新事件时或按时间表通知 dest",
         .en = "Subscribes a webhook to a named query.",
         .who = Who::with(Permission::query_events),
         .body = {{.schema = wanted,
                   .example = json::object{{"dest", "https://receiver.example.com/epcis"},
                                           {"signatureToken", "13df38d8275b13f05704629e5f1cf3d45d6132d5"},
                                           {"stream", true}}}},
         .answer = {201, "订阅", subscription},
         .errors = {Code::epcis_subscription, Code::epcis_no_such_name, Code::malformed_json,
                    Code::unsupported_media_type, Code::not_acceptable, Code::bad_request},
         .run = subscribe},
        epcis_get(list, "listSubscriptions", "一个命名查询的订阅", "Subscriptions of a named query.",
                  Permission::query_events, {200, "订阅", schema::list("订阅", subscription, 1000)}, list_subscriptions,
                  epcis_paging()),
        epcis_get(list + "/{subscriptionID}", "getSubscription", "一个订阅及其投递状态",
                  "One subscription, and how its messages fare.", Permission::query_events, {200, "订阅", subscription},
                  get_subscription),
        {.method = http::Method::delete_,
         .path = list + "/{subscriptionID}",
         .id = "unsubscribe",
         .tag = epcis_tag,
         .zh = "取消订阅，未投递的消息一并删除",
         .en = "Ends a subscription, with the messages on their way.",
         .who = Who::with(Permission::query_events),
         .answer = {204, "已取消"},
         .errors = {Code::epcis_no_such_name},
         .run = unsubscribe},
        {.method = http::Method::get,
         .path = "/api/v1/subscriptions/{id}/deliveries",
         .id = "listDeliveries",
         .tag = epcis_tag,
         .zh = "一个订阅尚未送达的消息，含投递失败的",
         .en = "Messages of a subscription that have not arrived, dead ones too.",
         .who = Who::with(Permission::query_events),
         .query = paging(),
         .answer = {200, "一页消息", page_of("Delivery")},
         .errors = {Code::not_found},
         .run = list_deliveries},
        {.method = http::Method::post,
         .path = "/api/v1/subscriptions/{id}/deliveries/{delivery}/retry",
         .id = "retryDelivery",
         .tag = epcis_tag,
         .zh = "重新投递失败的消息",
         .en = "Sends a dead message again.",
         .who = Who::with(Permission::query_events),
         .answer = {200, "消息", ref("Delivery")},
         .errors = {Code::not_found, Code::wrong_state},
         .run = retry_delivery},
    };
}

}  // namespace yiguan::api
