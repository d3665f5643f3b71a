#include "api/epcis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "api/epcis_answer.hpp"
#include "core/text.hpp"

namespace yiguan::api {

Result<PageRequest> PageRequest::of(const http::Request& request) {
    TRY(auto parameters, parameters_of(request.query));
    TRY(auto page, of(request, parameters));
    if (!parameters.empty())
        return Error{.code = Code::epcis_query_parameter,
                     .pointer = "/" + pointer_part(parameters.front().first),
                     .detail = "此资源没有这个查询参数",
                     .field = shorten(parameters.front().first, 100)};
    return page;
}

Result<PageRequest> PageRequest::of(const http::Request& request,
                                    std::vector<std::pair<std::string, std::string>>& parameters) {
    PageRequest page;
    page.path = request.path;
    page.query = request.query;
    bool wrong = false;
    std::erase_if(parameters, [&](auto& parameter) {
        auto& [name, value] = parameter;
        if (name == "nextPageToken") page.token = std::move(value);
        if (name == "perPage") {
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            wrong |= error != std::errc{} || end != value.data() + value.size() || number < 1;
            page.per_page = static_cast<std::size_t>(std::min<std::int64_t>(number, events::per_page_max));
        }
        return name == "nextPageToken" || name == "perPage";
    });
    if (wrong)
        return Error{.code = Code::epcis_query_parameter,
                     .pointer = "/perPage",
                     .detail = "perPage 应是正整数",
                     .field = "perPage"};
    page.about = page.path;
    for (const auto& [name, value] : parameters) page.about.append("\n").append(name).append("\n").append(value);
    return page;
}

std::string PageRequest::bound_to(const auth::Actor& actor) const {
    return fmt::format("{}\n{}\n{}\n{}", actor.user.value, actor.org.value, actor.roles.bits(), about);
}

Result<PagePlace> PageRequest::open(const Services& services, const auth::Actor& actor, UtcMs now) const {
    if (token.empty()) return PagePlace{};
    return services.page_tokens.open(token, bound_to(actor), now);
}

void PageRequest::add_next(http::Response& response, const Services& services, const auth::Actor& actor, UtcMs now,
                           const PagePlace& next) const {
    const UtcMs expires = now + page_token_ms;
    add_next_page(response, path, query, services.page_tokens.seal(next, bound_to(actor), expires), expires);
}

Error no_such(std::string_view field) {
    return {
        .code = Code::epcis_no_such_name, .pointer = "", .detail = "没有这个名称的资源", .field = std::string(field)};
}

std::vector<QueryParameter> epcis_paging() {
    return {{"perPage", "每页数量，默认 30，最多 1000", Schema{{"type", "integer"}, {"minimum", 1}}},
            {"nextPageToken", "上一页 Link 头中的翻页标记", Schema{{"type", "string"}}}};
}

Operation epcis_get(std::string path, std::string_view id, std::string_view zh, std::string_view en,
                    auth::Permission permission, Answer answer,
                    std::function<Result<Step>(Services&, const http::Request&)> run,
                    std::vector<QueryParameter> query) {
    std::vector<Code> errors{Code::not_acceptable, Code::bad_request};
    if (path.find('{') != path.npos) errors.push_back(Code::epcis_no_such_name);
    if (!query.empty()) errors.insert(errors.end(), {Code::epcis_query_parameter, Code::epcis_page_token});
    return {.method = http::Method::get,
            .path = std::move(path),
            .id = std::string(id),
            .tag = epcis_tag,
            .zh = zh,
            .en = en,
            .who = Who::with(permission),
            .query = std::move(query),
            .answer = std::move(answer),
            .errors = std::move(errors),
            .run = std::move(run)};
}

namespace {

Result<Step> list_top_level(Services&, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY_VOID(PageRequest::of(request));
    return Step{collection(terms, {"events", "eventTypes", "epcs", "bizSteps", "bizLocations", "readPoints",
                                   "dispositions", "capture", "queries"})};
}

// Tokens hold their place themselves: there is nothing to release (the REST binding makes this optional).
// 501 is no outcome of anything else, so it has no code of its own.
Result<Step> release_token(Services&, const http::Request& request) {
    auto response =
        http::problem({Code::internal_fault, "", "翻页标记不占用服务器资源，到期自行失效，无需释放"}, request.id);
    auto problem = json::parse(response.body).as_object();
    problem["status"] = response.status = 501;
    problem["title"] = "不提供此功能";
    problem.erase("errors");
    response.body = json::serialize(problem);
    return Step{std::move(response)};
}

// OPTIONS of one path, from what else is declared there.
Operation discover(const std::string& path, const std::vector<Operation>& all) {
    std::string allow;
    for (const Operation& op : all)
        if (op.path == path) allow += std::string(http::name(op.method)) + ", ";
    if (const auto get = allow.find("GET, "); get != allow.npos) allow.insert(get + 5, "HEAD, ");
    allow += "OPTIONS";
    std::string id = "discover";  // "discoverEpcisEvents"
    bool upper = false;
    for (const char c : path) {
        if (c == '/' || c == '{' || c == '}')
            upper = true;
        else
            id += std::exchange(upper, false) ? to_upper(c) : c;
    }
    Discovery kind = Discovery::plain;
    if (path == "/epcis/capture") kind = Discovery::capture;
    return {.method = http::Method::options,
            .path = path,
            .id = std::move(id),
            .tag = epcis_tag,
            .zh = "支持的版本、格式与限制，见应答头",
            .en = "Versions, formats and limits, in the headers of the answer.",
            .who = Who::anybody(),
            .answer = {204, "见应答头"},
            .errors = {Code::not_acceptable, Code::bad_request},
            .csrf = Csrf::not_needed,
            .run = [allow, kind](Services&, const http::Request& request) -> Result<Step> {
                TRY_VOID(terms_of(request, Offer::json_or_xml));
                return Step{discovery(allow, kind, epcis::CaptureLimits{})};
            }};
}

}  // namespace

std::vector<Operation> epcis_operations() {
    using auth::Permission;
    const auto names = schema::free_object("Collection");
    std::vector<Operation> all;
    all.push_back(epcis_get("/epcis", "epcisResources", "EPCIS 的顶层资源", "Top-level resources.",
                            Permission::query_events, {200, "资源名称", names}, list_top_level));
    for (auto* part : {epcis_capture_operations, epcis_event_operations, epcis_term_operations, epcis_query_operations,
                       epcis_subscription_operations})
        for (auto& operation : part()) all.push_back(std::move(operation));
    all.push_back({.method = http::Method::delete_,
                   .path = "/epcis/nextPageToken/{token}",
                   .id = "releasePageToken",
                   .tag = epcis_tag,
                   .zh = "释放翻页标记；标记自行失效，无需释放",
                   .en = "Tokens hold no resources: 501, as the standard allows.",
                   .who = Who::with(Permission::query_events),
                   .answer = {204, "已释放"},
                   .run = release_token});
    std::vector<std::string> paths;
    for (const Operation& op : all)
        if (std::ranges::find(paths, op.path) == paths.end()) paths.push_back(op.path);
    std::vector<Operation> discoveries;
    for (const auto& path : paths) discoveries.push_back(discover(path, all));
    std::ranges::move(discoveries, std::back_inserter(all));
    return all;
}

}  // namespace yiguan::api
