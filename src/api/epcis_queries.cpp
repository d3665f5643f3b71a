// /epcis/queries: queries under a name of their own, and their events.
#include "api/epcis_answer.hpp"
#include "api/epcis_events.hpp"
#include "core/text.hpp"
#include "events/ask.hpp"

namespace yiguan::api {
namespace {

constexpr std::size_t name_chars_max = 200;
constexpr std::size_t body_bytes_max = 256 * 1024;

Error invalid(std::string pointer, std::string rule, std::string_view field) {
    return {.code = Code::epcis_validation,
            .pointer = std::move(pointer),
            .detail = std::move(rule),
            .field = std::string(field)};
}

struct Definition {
    std::string name;
    json::object query;
};

Result<Definition> definition_of(const http::Request& request) {
    TRY(const Media media, body_media(request));
    if (is_xml(media))
        return Error{.code = Code::unsupported_media_type,
                     .pointer = "",
                     .detail = "命名查询的内容应为 application/json",
                     .field = "Content-Type"};
    TRY(auto body, parse_json_object(request.body));
    Definition out;
    for (auto& [key, value] : body) {
        if (key == "name" && value.is_string())
            out.name = value.get_string();
        else if (key == "query" && value.is_object())
            out.query = std::move(value.get_object());
        else if (key == "name" || key == "query")
            return invalid("/" + std::string(key), key == "name" ? "name 应是文本" : "query 应是对象", key);
        else if (key != "@context")
            return invalid("/" + pointer_part(key), "命名查询只有 name 和 query 两项", shorten(key, 100));
    }
    if (out.name.empty() || !is_utf8(out.name) || utf8_length(out.name) > name_chars_max ||
        has_control(out.name, false))
        return invalid("/name", "name 应是 1 到 200 个字符的文本，不含控制字符", "name");
    if (!body.contains("query")) return invalid("/query", "缺少 query", "query");
    return out;
}

json::object encode(const events::NamedQuery& query) {
    return {{"name", query.name}, {"query", query.body}};
}

Result<Step> create_query(Services&, const http::Request& request) {
    TRY_VOID(terms_of(request, Offer::json));
    TRY(auto definition, definition_of(request));
    return Step{
        Write{[definition = std::move(definition)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto made, events::create_query(tx, actor, definition.name, definition.query));
            auto response = created("/epcis/queries/" + percent_encode(made.name), encode(made));
            add_version_headers(response);
            return response;
        }}};
}

Result<Step> list_queries(Services& services, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY(auto asked, PageRequest::of(request));
    return Step{Read{
        [&services, terms, asked = std::move(asked)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto place, asked.open(services, actor, tx.now()));
            const auto found = events::list_queries(tx, actor.org, place.text, static_cast<int>(asked.per_page) + 1);
            json::array out;
            for (const auto& query : std::span(found).first(std::min(found.size(), asked.per_page)))
                out.push_back(encode(query));
            auto response = epcis_answer(terms, json::serialize(out));
            if (found.size() > asked.per_page)
                asked.add_next(response, services, actor, tx.now(), {.text = found[asked.per_page - 1].name});
            return response;
        }}};
}

Result<Step> get_query(Services&, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY_VOID(PageRequest::of(request));
    return Step{Read{[terms, name = std::string(request.path_param("queryName"))](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const auto query = events::find_query(tx, actor.org, name);
        if (!query) return no_such("queryName");
        return epcis_answer(terms, json::serialize(encode(*query)));
    }}};
}

Result<Step> delete_query(Services&, const http::Request& request) {
    return Step{Write{[name = std::string(request.path_param("queryName"))](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (!events::delete_query(tx, actor, name)) return no_such("queryName");
        return no_content();
    }}};
}

Result<Step> get_events_of_query(Services& services, const http::Request& request) {
    if (asks_for_stream(request)) return stream_query(services, request);
    EventsRequest asked;
    TRY(asked.terms, terms_of(request, Offer::json_or_xml));
    TRY(asked.page, PageRequest::of(request));
    asked.query_name = request.path_param("queryName");
    return Step{Read{
        [&services, asked = std::move(asked)](db::Tx& tx, const auth::Actor& actor) mutable -> Result<http::Response> {
            const auto named = events::find_query(tx, actor.org, asked.query_name);
            if (!named) return no_such("queryName");
            // A page goes on in the query that it began in.
            asked.page.about += "\n" + json::serialize(named->body);
            TRY(asked.query, epcis::read_query(named->body, asked.terms.namespaces));
            return asked.answer(services, tx, actor);
        }}};
}

}  // namespace

std::vector<Operation> epcis_query_operations() {
    using namespace schema;
    using auth::Permission;
    const auto definition = answer({{"name", text("名称", 200)}, {"query", free_object("SimpleEventQuery")}});
    return {
        {.method = http::Method::post,
         .path = "/epcis/queries",
         .id = "createQuery",
         .tag = epcis_tag,
         .zh = "命名一个查询",
         .en = "Keeps a query under a name.",
         .who = Who::with(Permission::query_events),
         .body = {{.schema = definition,
                   .example = json::object{{"name", "shipments"},
                                           {"query", json::object{{"EQ_bizStep", json::array{"shipping"}}}}},
                   .bytes_max = body_bytes_max}},
         .answer = {201, "已创建", definition},
         .errors = {Code::epcis_validation, Code::epcis_query_parameter, Code::epcis_exists, Code::malformed_json,
                    Code::unsupported_media_type, Code::not_acceptable, Code::bad_request},
         .run = create_query},
        epcis_get("/epcis/queries", "listQueries", "本企业的命名查询", "Named queries of the own organisation.",
                  Permission::query_events, {200, "命名查询", list("命名查询", definition, 1000)}, list_queries,
                  epcis_paging()),
        epcis_get("/epcis/queries/{queryName}", "getQuery", "一个命名查询", "One named query.",
                  Permission::query_events, {200, "命名查询", definition}, get_query),
        {.method = http::Method::delete_,
         .path = "/epcis/queries/{queryName}",
         .id = "deleteQuery",
         .tag = epcis_tag,
         .zh = "删除命名查询及其订阅",
         .en = "Deletes a named query and its subscriptions.",
         .who = Who::with(Permission::query_events),
         .answer = {204, "已删除"},
         .errors = {Code::epcis_no_such_name},
         .run = delete_query},
        events_operation("/epcis/queries/{queryName}/events", "queryEventsOfQuery", "命名查询的事件",
                         "Events of a named query, page by page.", get_events_of_query),
    };
}

}  // namespace yiguan::api
