#include "api/dispatch.hpp"

#include <charconv>

#include "core/log.hpp"
#include "core/metrics.hpp"

namespace yiguan::api {

Workers::Workers(unsigned threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void Workers::stop() {
    std::deque<UniqueFunction<void()>> dropped;  // destroyed outside the lock
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        dropped.swap(waiting_);
    }
    wake_.notify_all();
    for (auto& t : threads_)
        if (t.joinable()) t.join();
}

bool Workers::submit(UniqueFunction<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= waiting_max_) return false;
        waiting_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void Workers::run() {
    for (;;) {
        UniqueFunction<void()> job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        job();
    }
}

// The responder keeps the request's session alive, and with it what the request lends, until the answer is sent.
struct Dispatcher::Exchange {
    const http::Request& request;
    http::ResponderPtr responder;
    std::string id;
    std::string token;  // of the session cookie, "" without one
    std::string csrf;
    bool check_csrf = false;
    bool touch_due = false;

    void send(http::Response response) { responder->send(std::move(response)); }
    void refuse(const Error& error) { send(http::problem(error, id)); }
    void overloaded() { refuse({Code::overloaded, "", "系统繁忙，请稍后重试"}); }
    void fault(std::exception_ptr fault) {
        static auto& faults = metrics::counter("yiguan_api_faults_total", "Requests that ended in a fault");
        faults.add();
        Code code = Code::internal_fault;
        try {
            std::rethrow_exception(fault);
        } catch (const db::Fault& f) {
            if (f.kind() == db::Fault::Kind::unavailable) code = Code::overloaded;
            log::error("request_fault", {{"request", id}, {"what", f.what()}});
        } catch (const std::exception& e) {
            log::error("request_fault", {{"request", id}, {"what", e.what()}});
        }
        refuse({code, "",
                code == Code::overloaded ? "数据库暂时不可用，请稍后重试" : "系统内部错误，请凭请求编号联系管理员"});
    }
};

Result<auth::Actor> Dispatcher::actor_of(db::Tx& tx, Exchange& exchange) {
    const auth::Actor stranger{.user = {}, .org = {}, .roles = {}, .request_id = exchange.id};
    if (exchange.token.empty()) return stranger;
    const auto session = auth::find_session(tx, exchange.token);
    if (!session) return stranger;
    if (exchange.check_csrf) {
        TRY_VOID(auth::require_csrf(exchange.token, exchange.csrf));
    }
    exchange.touch_due = session->touch_due;
    auth::Actor actor = session->actor;
    actor.request_id = exchange.id;
    return actor;
}

http::Handler Dispatcher::wrap(Handler handler, Csrf csrf) {
    return [this, handler = std::move(handler), csrf](const http::Request& request, http::ResponderPtr responder) {
        auto exchange = std::make_shared<Exchange>(Exchange{request,
                                                            std::move(responder),
                                                            std::string(request.id),
                                                            std::string(request.cookie(session_cookie)),
                                                            {},
                                                            false,
                                                            false});
        const bool changes = request.method != http::Method::get && request.method != http::Method::head;
        exchange->check_csrf = changes && csrf == Csrf::required && !exchange->token.empty();
        if (exchange->check_csrf) exchange->csrf = request.header("X-CSRF-Token");
        try {
            auto step = handler(request);
            if (step.has_error())
                exchange->refuse(step.error());
            else
                proceed(exchange, std::move(step).value());
        } catch (...) {
            exchange->fault(std::current_exception());
        }
    };
}

void Dispatcher::add(http::Router& router, http::Method method, std::string pattern,
                     Result<Step> (*handler)(Services&, const http::Request&), std::size_t body_bytes_max, Csrf csrf) {
    router.add({method, std::move(pattern),
                wrap([this, handler](const http::Request& r) { return handler(services_, r); }, csrf), body_bytes_max});
}

void Dispatcher::proceed(std::shared_ptr<Exchange> exchange, Step step) {
    if (auto* response = std::get_if<http::Response>(&step)) return exchange->send(std::move(*response));

    if (auto* read = std::get_if<Read>(&step)) {
        const bool queued = services_.db.read(
            [this, exchange, work = std::move(read->work)](db::Tx& tx) mutable {
                const auto actor = actor_of(tx, *exchange);
                if (actor.has_error()) return exchange->refuse(actor.error());
                auto response = work(tx, actor.value());
                if (exchange->touch_due)
                    services_.db.write(
                        [token = exchange->token](db::Tx& t) { return auth::touch_session(t, token), true; },
                        [](db::WriteOutcome) {});
                response.has_error() ? exchange->refuse(response.error()) : exchange->send(std::move(response).value());
            },
            [exchange](std::exception_ptr fault) { exchange->fault(fault); });
        if (!queued) exchange->overloaded();
        return;
    }

    if (auto* read = std::get_if<ReadThen>(&step)) {
        const bool queued = services_.db.read(
            [this, exchange, work = std::move(read->work)](db::Tx& tx) mutable {
                const auto actor = actor_of(tx, *exchange);
                if (actor.has_error()) return exchange->refuse(actor.error());
                auto next = work(tx, actor.value());
                next.has_error() ? exchange->refuse(next.error()) : proceed(exchange, std::move(next).value());
            },
            [exchange](std::exception_ptr fault) { exchange->fault(fault); });
        if (!queued) exchange->overloaded();
        return;
    }

    if (auto* write = std::get_if<Write>(&step)) {
        struct Pending {
            Write write;
            std::optional<Result<http::Response>> answer;
        };
        auto pending = std::make_shared<Pending>(Pending{std::move(*write), std::nullopt});
        const bool queued = services_.db.write(
            [exchange, pending](db::Tx& tx) {
                const auto actor = actor_of(tx, *exchange);
                if (actor.has_error())
                    pending->answer.emplace(actor.error());
                else
                    pending->answer.emplace(pending->write.work(tx, actor.value()));
                if (pending->answer->has_error()) return false;
                if (exchange->touch_due) auth::touch_session(tx, exchange->token);
                return true;
            },
            [exchange, pending](db::WriteOutcome outcome) {
                if (outcome.fault) return exchange->fault(outcome.fault);
                if (pending->answer->has_error()) return exchange->refuse(pending->answer->error());
                if (pending->write.committed) pending->write.committed();
                exchange->send(std::move(*pending->answer).value());
            });
        if (!queued) exchange->overloaded();
        return;
    }

    auto& offload = std::get<Offload>(step);
    const bool queued = workers_.submit([this, exchange, work = std::move(offload.work)]() mutable {
        try {
            auto next = work();
            next.has_error() ? exchange->refuse(next.error()) : proceed(exchange, std::move(next).value());
        } catch (...) {
            exchange->fault(std::current_exception());
        }
    });
    if (!queued) exchange->overloaded();
}

http::Response ok(json::value body) {
    return {.status = 200, .body = json::serialize(body)};
}

http::Response created(std::string location, json::value body) {
    http::Response response{.status = 201, .body = json::serialize(body)};
    response.headers.emplace_back("Location", std::move(location));
    return response;
}

http::Response no_content() {
    return {.status = 204};
}

Result<json::object> json_body(const http::Request& request) {
    const auto type = request.header("Content-Type");
    const auto media = type.substr(0, type.find(';'));
    // A form of another site can send text/plain, but not application/json, without asking first: a second CSRF guard.
    if (!media.empty() && media != "application/json" && media != "application/json ")
        return Error{Code::unsupported_media_type, "", "请求内容应为 application/json"};
    return parse_json_object(request.body);
}

Result<std::int64_t> cursor_of(const http::Request& request) {
    const auto text = request.query_param("cursor");
    if (!text) return std::int64_t{0};
    if (const auto id = parse_id(*text)) return *id;
    return Error{
        .code = Code::invalid, .pointer = "/cursor", .detail = "翻页位置无效，请从第一页开始", .field = "cursor"};
}

Result<int> limit_of(const http::Request& request) {
    const auto text = request.query_param("limit");
    if (!text) return 20;
    int limit = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (error != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > 100)
        return Error{
            .code = Code::out_of_bounds, .pointer = "/limit", .detail = "每页数量应在 1 到 100 之间", .field = "limit"};
    return limit;
}

}  // namespace yiguan::api
