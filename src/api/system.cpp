// For those who run the node, and for programs: health, readiness, metrics, the description of the API.
#include "api/operation.hpp"
#include "core/metrics.hpp"
#include "lookup/page.hpp"

namespace yiguan::api {
namespace {

const db::Statement ping_sql{"api.ping", "select count(*) from code_domain", db::Statement::Plan::small_scan};

// Alive: the process answers.
void health(Services&, const http::Request&, http::ResponderPtr responder) {
    responder->send(ok(json::object{{"status", "ok"}}));
}

// Ready: the database answers too.
void readiness(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const std::shared_ptr<http::Responder> shared(std::move(responder));
    const std::string id(request.id);
    const auto refuse = [shared, id] { shared->send(http::problem({Code::overloaded, "", "数据库暂时不可用"}, id)); };
    const bool queued = services.db.read(
        [shared](db::Tx& tx) {
            tx.query(ping_sql).next();
            shared->send(ok(json::object{{"status", "ready"}}));
        },
        [refuse](std::exception_ptr) { refuse(); });
    if (!queued) refuse();
}

void show_metrics(Services&, const http::Request&, http::ResponderPtr responder) {
    responder->send(
        {.status = 200, .content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics::expose()});
}

void describe(Services& services, const http::Request&, http::ResponderPtr responder) {
    static const std::string text =
        json::serialize(openapi(all_operations(), services.base_url, services.limits->settings()));
    http::Response response{.status = 200, .content_type = "application/json", .body = text};
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    responder->send(std::move(response));
}

void show_page(Services&, const http::Request&, http::ResponderPtr responder) {
    static const std::string text = open_page(all_operations());
    http::Response response{.status = 200, .content_type = "text/html; charset=utf-8", .body = text};
    response.headers.emplace_back("Content-Security-Policy", lookup::page_security_policy);
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    responder->send(std::move(response));
}

}  // namespace

std::vector<Operation> system_operations() {
    const auto status = schema::answer({{"status", Schema{{"type", "string"}}}});
    const auto get = [](std::string path, std::string_view id, std::string_view zh, std::string_view en, Answer answer,
                        auto serve) {
        return Operation{.method = http::Method::get,
                         .path = std::move(path),
                         .id = std::string(id),
                         .tag = "系统",
                         .zh = zh,
                         .en = en,
                         .who = Who::anybody(),
                         .answer = std::move(answer),
                         .serve = serve};
    };
    auto ready =
        get("/readyz", "readiness", "数据库是否可用", "The database answers.", {200, "可用", status}, readiness);
    ready.errors = {Code::overloaded};
    std::vector<Operation> watched{
        get("/healthz", "health", "进程是否存活", "The process answers.", {200, "存活", status}, health),
        std::move(ready),
        get("/metrics", "metrics", "运行指标", "Prometheus text format.", {.zh = "指标", .media = "text/plain"},
            show_metrics)};
    for (Operation& operation : watched) operation.limit = Limit::none;
    return {
        std::move(watched[0]),
        std::move(watched[1]),
        std::move(watched[2]),
        get("/openapi.json", "describe", "接口描述", "This description, OpenAPI 3.1.",
            {200, "OpenAPI 3.1", schema::free_object("OpenAPI")}, describe),
        get("/open", "openPage", "接口说明网页", "This description for people.", {.zh = "网页", .media = "text/html"},
            show_page),
    };
}

}  // namespace yiguan::api
