// For those who run the node: health, readiness, metrics.
#include "api/routes.hpp"
#include "core/metrics.hpp"

namespace yiguan::api {
namespace {
const db::Statement ping_sql{"api.ping", "select count(*) from code_domain", db::Statement::Plan::small_scan};
}

void add_system_routes(http::Router& router, Services& services) {
    // Alive: the process answers. Ready: the database answers too.
    router.add({http::Method::get, "/healthz",
                [](const http::Request&, http::ResponderPtr responder) {
                    responder->send(ok(json::object{{"status", "ok"}}));
                },
                0});
    router.add({http::Method::get, "/readyz",
                [&services](const http::Request& request, http::ResponderPtr responder) {
                    const std::shared_ptr<http::Responder> shared(std::move(responder));
                    const std::string id(request.id);
                    const auto refuse = [shared, id] {
                        shared->send(http::problem({Code::overloaded, "", "数据库暂时不可用"}, id));
                    };
                    const bool queued = services.db.read(
                        [shared](db::Tx& tx) {
                            tx.query(ping_sql).next();
                            shared->send(ok(json::object{{"status", "ready"}}));
                        },
                        [refuse](std::exception_ptr) { refuse(); });
                    if (!queued) refuse();
                },
                0});
    router.add({http::Method::get, "/metrics",
                [](const http::Request&, http::ResponderPtr responder) {
                    responder->send({.status = 200,
                                     .content_type = "text/plain; version=0.0.4; charset=utf-8",
                                     .body = metrics::expose()});
                },
                0});
}

}  // namespace yiguan::api
