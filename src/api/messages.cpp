// Messages on the platform, settings of users, and the outbox of SMS and e-mail (P42, P76).
#include "api/operation.hpp"
#include "message/message.hpp"
#include "message/settings.hpp"

namespace yiguan::api {
namespace {

using message::Kind;

json::object encode(const message::Notice& n) {
    json::object out{{"id", to_string(n.id)},
                     {"kind", message::name(n.kind)},
                     {"kindZh", message::name_zh(n.kind)},
                     {"title", n.title},
                     {"text", n.text},
                     {"at", iso_utc(n.at)},
                     {"read", n.read}};
    if (n.object_id) out["object"] = json::object{{"type", n.object_type}, {"id", std::to_string(n.object_id)}};
    return out;
}

json::object encode(const message::Posted& p) {
    json::object out{{"id", to_string(p.id)},
                     {"channel", message::name(p.channel)},
                     {"channelZh", message::name_zh(p.channel)},
                     {"to", p.to},
                     {"template", p.template_key},
                     {"templateZh", message::template_zh(p.template_key)},
                     {"state", message::name(p.state)},
                     {"stateZh", message::name_zh(p.state)},
                     {"attempts", p.attempts},
                     {"at", iso_utc(p.created_at)}};
    if (p.org) out["organisation"] = to_string(p.org);
    if (p.state == message::State::waiting) out["due"] = iso_utc(p.due_at);
    if (p.state == message::State::sent && p.finished_at) out["sentAt"] = iso_utc(*p.finished_at);
    if (!p.error.empty()) out["error"] = p.error;
    if (p.text) out["body"] = *p.text;
    return out;
}

/// Of ?name=, read by `parse`; Code::invalid for a word that it does not know.
template <class Parse>
auto choice_of(const http::Request& request, std::string_view name, const char* zh, Parse parse)
    -> Result<decltype(parse(std::string_view()))> {
    const auto text = request.query_param(name);
    if (!text) return decltype(parse(std::string_view())){};
    if (auto value = parse(*text)) return value;
    return Error{
        .code = Code::invalid, .pointer = "/" + std::string(name), .detail = std::string("没有这种") + zh, .field = zh};
}

std::optional<bool> parse_bool(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

// GET /api/v1/messages?kind=&read=&cursor=&limit=
Result<Step> list_messages(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    message::NoticeFilter filter;
    TRY(filter.kind, choice_of(request, "kind", "消息类型", message::parse_kind));
    TRY(filter.read, choice_of(request, "read", "已读状态", parse_bool));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        auto found = message::list_notices(tx, actor, filter, cursor, limit + 1);
        const auto total = message::count_notices(tx, actor, filter);
        const bool more = found.size() > static_cast<std::size_t>(limit);
        if (more) found.resize(static_cast<std::size_t>(limit));
        json::array items;
        for (const auto& notice : found) items.push_back(encode(notice));
        json::object out{{"items", std::move(items)}, {"total", std::min(total, message::counted_max)}};
        if (more) out["nextCursor"] = to_string(found.back().id);
        if (total > message::counted_max) out["totalIsAbout"] = true;
        return ok(std::move(out));
    }}};
}

// PUT /api/v1/messages/{id}/read
Result<Step> read_message(Services&, const http::Request& request) {
    TRY(const auto id, path_id<message::NoticeId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(message::mark_read(tx, actor, id));
        return no_content();
    }}};
}

// PUT /api/v1/messages/read
Result<Step> read_all_messages(Services&, const http::Request&) {
    return Step{Write{[](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        message::mark_all_read(tx, actor);
        return no_content();
    }}};
}

// ---- settings

http::Response setting(std::string_view key, json::value value) {
    return ok(json::object{{"key", key}, {"value", std::move(value)}});
}

// GET /api/v1/me/settings/{key}
Result<Step> get_setting(Services&, const http::Request& request) {
    return Step{Read{
        [key = std::string(request.path_param("key"))](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            // What cannot be a key was never saved.
            auto found = message::find_setting(tx, actor.user, key);
            auto value = found.has_value() ? std::move(found).value() : json::value();
            if (value.is_null()) return Error{Code::not_found, "", "没有保存过这项设置"};
            return setting(key, std::move(value));
        }}};
}

// PUT /api/v1/me/settings/{key} {"value":...}
Result<Step> put_setting(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    const auto* value = reader.object("value", "设置");
    reader.finish();
    TRY_VOID(violations.result());
    return Step{Write{[key = std::string(request.path_param("key")), value = json::value(*value)](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(message::put_setting(tx, actor.user, key, value));
        return setting(key, value);
    }}};
}

// ---- outbox

// GET /api/v1/outbox?state=&cursor=&limit=
Result<Step> list_outbox(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(const auto state, choice_of(request, "state", "发送状态", message::parse_state));
    return Step{
        Read{[=, bodies = services.outbox_bodies](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, message::list_outbox(tx, actor, state, cursor, limit + 1, bodies));
            return page_of(
                found, limit, [](const message::Posted& p) { return encode(p); },
                [](const message::Posted& last, const message::Posted&) { return json::string(to_string(last.id)); });
        }}};
}

// POST /api/v1/outbox/{id}/retries
Result<Step> retry_message(Services&, const http::Request& request) {
    TRY(const auto id, path_id<message::MessageId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto posted, message::retry(tx, actor, id));
        return ok(encode(posted));
    }}};
}

}  // namespace

std::vector<Operation> message_operations() {
    using namespace schema;
    return {
        {.method = http::Method::get,
         .path = "/api/v1/messages",
         .id = "listMessages",
         .tag = "消息",
         .zh = "我的消息，新的在前",
         .en = "Messages to the user and to the organisation he acts for, newest first.",
         .who = Who::signed_in(),
         .query = paging({{"kind", "只看此类消息", Schema{{"type", "string"}}},
                          {"read", "true：只看已读；false：只看未读", Schema{{"type", "string"}}}}),
         .answer = {200, "一页消息", page_of("Message")},
         .run = list_messages},
        {.method = http::Method::put,
         .path = "/api/v1/messages/{id}/read",
         .id = "readMessage",
         .tag = "消息",
         .zh = "标为已读",
         .en = "Marks one message as read.",
         .who = Who::signed_in(),
         .answer = {204, "已读"},
         .errors = {Code::not_found},
         .run = read_message},
        {.method = http::Method::put,
         .path = "/api/v1/messages/read",
         .id = "readAllMessages",
         .tag = "消息",
         .zh = "全部标为已读",
         .en = "Marks all messages as read.",
         .who = Who::signed_in(),
         .answer = {204, "已读"},
         .run = read_all_messages},
        {.method = http::Method::get,
         .path = "/api/v1/me/settings/{key}",
         .id = "getSetting",
         .tag = "账号",
         .zh = "我的一项设置",
         .en = "One of the user's own settings.",
         .who = Who::signed_in(),
         .answer = {200, "设置", answer({{"key", Schema{{"type", "string"}}}, {"value", free_object("设置")}})},
         .errors = {Code::not_found},
         .run = get_setting},
        {.method = http::Method::put,
         .path = "/api/v1/me/settings/{key}",
         .id = "putSetting",
         .tag = "账号",
         .zh = "保存我的一项设置",
         .en = "Keeps one of the user's own settings, a JSON object of at most 8 KB.",
         .who = Who::signed_in(),
         .body = {{.schema = object({{"value", free_object("设置")}}),
                   .example = {{"value", json::object{{"columns", json::array{"name", "model"}}}}},
                   .bytes_max = 16 * 1024}},
         .answer = {200, "设置", answer({{"key", Schema{{"type", "string"}}}, {"value", free_object("设置")}})},
         .errors = {Code::conflict, Code::too_long},
         .run = put_setting},
        {.method = http::Method::get,
         .path = "/api/v1/outbox",
         .id = "listOutbox",
         .tag = "消息",
         .zh = "短信和邮件的发送情况，供平台运营；使用本地网关时含正文",
         .en = "SMS and e-mail on their way, for the operator; with what they say where the local gateway keeps it.",
         .who = Who::signed_in(),
         .query = paging({{"state", "waiting、sent 或 dead", Schema{{"type", "string"}}}}),
         .answer = {200, "一页短信和邮件", page_of("OutboxMessage")},
         .errors = {Code::forbidden},
         .run = list_outbox},
        {.method = http::Method::post,
         .path = "/api/v1/outbox/{id}/retries",
         .id = "retryMessage",
         .tag = "消息",
         .zh = "重发发送失败的短信或邮件",
         .en = "Sends a message again that could not be sent.",
         .who = Who::signed_in(),
         .answer = {200, "等待发送的消息", ref("OutboxMessage")},
         .errors = {Code::forbidden, Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = retry_message},
    };
}

}  // namespace yiguan::api
