#include "api/dispatch.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "api/operation.hpp"
#include "api/repetition.hpp"
#include "auth/api_keys.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "lookup/page.hpp"

namespace yiguan::api {

Workers::Workers(unsigned threads, std::size_t waiting_max, int nice) : waiting_max_(waiting_max), nice_(nice) {
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
    // Linux: of this thread alone. Refused or not, the work is the same.
    if (nice_ != 0 && ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice_) != 0)
        log::debug("workers_not_nice", {{"error", errno}});
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

namespace {

constexpr int hashing_nice = 5;
constexpr unsigned promise_threads = 2;
constexpr std::size_t readings_waiting_max = 4;  // each takes some seconds
constexpr std::size_t promises_waiting_max = 4096;
// Whoever has waited so long for a hash has gone, or tries again.
constexpr std::uint64_t hashing_wait_max_us = 5'000'000;

std::uint64_t steady_us() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count());
}

http::Response page(int status, std::string_view title, std::string_view words, std::int64_t retry_after_s) {
    http::Response response{.status = status,
                            .content_type = "text/html; charset=utf-8",
                            .body = lookup::render_message(status, title, words)};
    response.headers.emplace_back("Content-Security-Policy", lookup::page_security_policy);
    response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
    return response;
}

// Ends its ticket with the answer, or when the request is dropped.
class TicketedResponder final : public http::Responder {
public:
    TicketedResponder(http::ResponderPtr inner, Admission::Ticket ticket)
        : inner_(std::move(inner)), ticket_(std::move(ticket)) {}
    void send(http::Response response) override { inner_->send(std::move(response)); }

private:
    http::ResponderPtr inner_;
    Admission::Ticket ticket_;
};

Result<Step> as_step(Result<http::Response> answer) {
    if (answer.has_error()) return std::move(answer).error();
    return Step{std::move(answer).value()};
}

}  // namespace

// The responder keeps the request's session alive, and with it what the request lends, until the answer is sent.
struct Dispatcher::Exchange {
    const http::Request& request;
    http::ResponderPtr responder;
    std::shared_ptr<const Operation> operation;
    std::string id;
    std::string address;
    std::optional<std::string> bearer;
    std::string token;  // of the session cookie, "" without one
    std::string csrf;
    bool check_csrf = false;
    std::optional<Repetition> repetition;
    bool session_due = false;
    auth::ApiKeyId key_due;
    std::optional<Admission::Ticket> ticket{};  // of the queue that the request is in

    void send(http::Response response) { responder->send(std::move(response)); }
    void refuse(const Error& error) {
        auto response = http::problem(error, id);
        if (bearer && error.code == Code::unauthenticated)
            for (auto& [name, value] : response.headers)
                if (name == "WWW-Authenticate") value = "Bearer realm=\"yiguan\", error=\"invalid_token\"";
        send(std::move(response));
    }
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
    // The lanes call these with what went wrong on the way; nothing may escape into them.
    void go_on(Dispatcher& dispatcher, const Shared& self, Result<Step> next) {
        next.has_error() ? refuse(next.error()) : dispatcher.proceed(self, std::move(next).value());
    }
};

// A copy of what a job recorded.
struct Dispatcher::Recorded {
    db::Journal::Appended appended{};  // its `records` are those below
    std::string records{};
    Recorded() = default;
    explicit Recorded(const db::Journal::Appended& of) : appended(of), records(of.records) { appended.records = {}; }
};

Result<auth::Actor> Dispatcher::actor_of(db::Tx& tx, Exchange& exchange) {
    auth::Actor actor;
    if (exchange.bearer) {
        TRY(auto use, auth::use_api_key(tx, *exchange.bearer));
        exchange.key_due = use.touch_due ? use.key : auth::ApiKeyId{};
        actor = std::move(use.actor);
    } else if (!exchange.token.empty()) {
        if (auto session = auth::find_session(tx, exchange.token)) {
            if (exchange.check_csrf) {
                TRY_VOID(auth::require_csrf(exchange.token, exchange.csrf));
            }
            exchange.session_due = session->touch_due;
            const bool waits = session->must_change_password && !exchange.operation->before_password_change;
            if (waits && exchange.operation->who.needs_user())
                return Error{Code::password_change_required, "", "密码由他人设置，须先修改密码才能进行其他操作"};
            // What is open to everybody is answered as to a stranger till then.
            if (!waits) actor = std::move(session->actor);
        }
    }
    actor.request_id = exchange.id;
    actor.address = exchange.address;
    return actor;
}

Dispatcher::Dispatcher(Services& services)
    : services_(services),
      writes_(static_cast<std::uint64_t>(services.limits->settings().wait_target_ms) * 1000),
      reads_(static_cast<std::uint64_t>(services.limits->settings().wait_target_ms) * 1000),
      files_(2),
      passwords_(std::max(1u, std::thread::hardware_concurrency() / 2), services.limits->settings().password_queue_max,
                 hashing_nice),
      reading_(1, readings_waiting_max, hashing_nice),
      promises_(promise_threads, promises_waiting_max) {}

void Dispatcher::add(http::Router& router, Operation declared) {
    const std::size_t body_bytes_max = declared.body ? declared.body->bytes_max : 0;
    const auto operation = std::make_shared<const Operation>(std::move(declared));
    router.add({operation->method, operation->path, operation->serve ? serving(operation) : running(operation),
                body_bytes_max});
}

// The hot path: with inline reads, one look at the bucket of the address and nothing else.
http::Handler Dispatcher::serving(std::shared_ptr<const Operation> operation) {
    const Limit limit = limit_of(*operation);
    const bool queued = limit != Limit::none && !services_.db.reads_inline();
    const bool html = operation->answer.media == "text/html";
    return [this, operation, limit, queued, html](const http::Request& request, http::ResponderPtr responder) {
        if (const auto wait = services_.limits->take(limit, request.network, request.received_us)) {
            auto refusal = services_.limits->refusal(limit, wait, request.id);
            return responder->send(html ? page(429, "访问过于频繁", "请稍候再试", wait) : std::move(refusal));
        }
        const auto busy = [&] {
            responder->send(html ? page(503, "系统繁忙", "请稍后再试一次", 1)
                                 : http::problem({Code::overloaded, "", "系统繁忙，请稍后重试"}, request.id));
        };
        if (limit != Limit::none && services_.limits->too_late(request)) return busy();
        if (queued) {
            auto ticket = reads_.admit(request.received_us);
            if (!ticket) return busy();
            responder = std::make_unique<TicketedResponder>(std::move(responder), std::move(*ticket));
        }
        operation->serve(services_, request, std::move(responder));
    };
}

http::Handler Dispatcher::running(std::shared_ptr<const Operation> operation) {
    return [this, operation](const http::Request& request, http::ResponderPtr responder) {
        const auto exchange = std::make_shared<Exchange>(Exchange{.request = request,
                                                                  .responder = std::move(responder),
                                                                  .operation = operation,
                                                                  .id = std::string(request.id),
                                                                  .address = request.client.text()});
        try {
            begin(exchange);
        } catch (...) {
            exchange->fault(std::current_exception());
        }
    };
}

static bool counts_strangers(Limit limit) {
    return limit == Limit::registrations || limit == Limit::readings || limit == Limit::feedback;
}

std::optional<http::Response> Dispatcher::over_limit(const Exchange& exchange, const auth::Actor& actor) {
    Limit limit = limit_of(*exchange.operation);
    // Who has signed in answers for himself: an administrator who registers many organisations is no flood.
    if (counts_strangers(limit) && !actor.anonymous()) limit = Limit::writes;
    const bool per_account = Limits::rate(limit, services_.limits->settings()).per_account;
    const auto key = per_account ? static_cast<std::uint64_t>(actor.user.value) : exchange.request.network;
    const auto wait = services_.limits->take(limit, key, exchange.request.received_us);
    if (wait == 0) return std::nullopt;
    auto refusal = services_.limits->refusal(limit, wait, exchange.id);
    if (exchange.operation->answer.media == "text/html") return page(429, "访问过于频繁", "请稍候再试", wait);
    return refusal;
}

void Dispatcher::begin(const Shared& exchange) {
    const auto& request = exchange->request;
    const Operation& operation = *exchange->operation;
    if (limit_of(operation) != Limit::none && services_.limits->too_late(request)) return exchange->overloaded();
    if (const auto bearer = bearer_of(request)) exchange->bearer.emplace(*bearer);
    exchange->token = session_token_of(request);
    const bool writes = changes(operation);
    exchange->check_csrf = writes && operation.csrf == Csrf::required && !exchange->token.empty();
    if (exchange->check_csrf) exchange->csrf = request.header("X-CSRF-Token");
    if (operation.repeat == Repeat::kept) {
        auto repetition = Repetition::of(request);
        if (repetition.has_error()) return exchange->refuse(repetition.error());
        exchange->repetition = std::move(repetition).value();
    }
    // A look before anything is read: what cannot be stored in time need not be understood.
    if (writes && writes_.full()) return exchange->overloaded();
    const bool identified = exchange->bearer || !exchange->token.empty();
    const Limit limit = limit_of(operation);
    if (!operation.who.needs_user() && (!counts_strangers(limit) || !identified)) {
        if (limit == Limit::pages)
            if (auto refusal = over_limit(*exchange, {})) return exchange->send(std::move(*refusal));
        auto step = operation.run(services_, request);
        // Input that is refused anyway costs nothing, and is not counted.
        if ((counts_strangers(limit) || limit == Limit::phone_codes) && step.has_value())
            if (auto refusal = over_limit(*exchange, {})) return exchange->send(std::move(*refusal));
        return exchange->go_on(*this, exchange, std::move(step));
    }
    if (!identified) return exchange->refuse(operation.who.check(auth::Actor{}).error());
    // Whoever may not call is told so before the input is looked at; the services check again, in the transaction.
    run_read(exchange, [this, exchange](db::Tx&, const auth::Actor& actor) -> Result<Step> {
        TRY_VOID(exchange->operation->who.check(actor));
        if (auto refusal = over_limit(*exchange, actor)) return Step{std::move(*refusal)};
        return exchange->operation->run(services_, exchange->request);
    });
}

void Dispatcher::proceed(const Shared& exchange, Step step) {
    if (auto* response = std::get_if<http::Response>(&step)) return exchange->send(std::move(*response));
    if (auto* read = std::get_if<Read>(&step))
        return run_read(exchange, [work = std::move(read->work)](db::Tx& tx, const auth::Actor& actor) mutable {
            return as_step(work(tx, actor));
        });
    if (auto* read = std::get_if<ReadThen>(&step)) return run_read(exchange, std::move(read->work));
    if (auto* write = std::get_if<Write>(&step)) return run_write(exchange, std::move(*write));
    if (auto* covered = std::get_if<Covered>(&step)) return run_covered(exchange, std::move(*covered));
    run_offload(exchange, std::get<Offload>(std::move(step)));
}

void Dispatcher::touch(const Shared& exchange) {
    if (!exchange->session_due && !exchange->key_due) return;
    services_.db.write(
        [exchange](db::Tx& tx) {
            if (exchange->session_due) auth::touch_session(tx, exchange->token);
            if (exchange->key_due) auth::touch_api_key(tx, exchange->key_due);
            return true;
        },
        [](db::WriteOutcome) {});
}

void Dispatcher::run_read(const Shared& exchange, UniqueFunction<Result<Step>(db::Tx&, const auth::Actor&)> work) {
    if (!services_.db.reads_inline() && !(exchange->ticket = reads_.admit(steady_us()))) return exchange->overloaded();
    const bool queued = services_.db.read(
        [this, exchange, work = std::move(work)](db::Tx& tx) mutable {
            exchange->ticket.reset();
            const auto actor = actor_of(tx, *exchange);
            if (actor.has_error()) return exchange->refuse(actor.error());
            auto next = work(tx, actor.value());
            // A further look goes on in this transaction; what leads out of it is started behind it.
            while (next.has_value()) {
                if (auto* read = std::get_if<Read>(&next.value()))
                    next = as_step(read->work(tx, actor.value()));
                else if (auto* then = std::get_if<ReadThen>(&next.value()))
                    next = then->work(tx, actor.value());
                else
                    break;
            }
            // A write touches in its own transaction.
            if (next.has_error() || std::holds_alternative<http::Response>(next.value())) touch(exchange);
            exchange->go_on(*this, exchange, std::move(next));
        },
        [exchange](std::exception_ptr fault) { exchange->fault(fault); });
    if (!queued) exchange->overloaded();
}

void Dispatcher::run_write(const Shared& exchange, Write write) {
    if (!(exchange->ticket = writes_.admit(steady_us()))) return exchange->overloaded();
    struct Pending {
        Write write;
        std::optional<Result<http::Response>> answer;
        bool replayed = false;
        Recorded recorded{};  // by this job; of a repetition only where it stands
    };
    auto pending = std::make_shared<Pending>(Pending{std::move(write), std::nullopt});
    const bool promises = services_.log != nullptr;
    const auto work = [exchange, pending, promises](db::Tx& tx) -> Result<http::Response> {
        TRY(const auto actor, actor_of(tx, *exchange));
        TRY_VOID(exchange->operation->who.check(actor));
        pending->replayed = false;
        pending->recorded = {};
        if (exchange->repetition) {
            TRY(auto kept, exchange->repetition->find(tx, actor.user));
            if (kept) {
                pending->replayed = true;
                pending->recorded.appended = {.first = kept->first, .count = kept->count};
                return std::move(kept->response);
            }
        }
        TRY(auto response, pending->write.work(tx, actor));
        if (exchange->repetition) {
            TRY_VOID(exchange->repetition->keep(tx, actor.user, response, tx.journal().of_job()));
        }
        if (exchange->session_due) auth::touch_session(tx, exchange->token);
        if (exchange->key_due) auth::touch_api_key(tx, exchange->key_due);
        if (promises) pending->recorded = Recorded(tx.journal().of_job());
        return response;
    };
    const bool queued = services_.db.write(
        [pending, work](db::Tx& tx) {
            pending->answer.emplace(work(tx));
            return pending->answer->has_value();
        },
        [this, exchange, pending](db::WriteOutcome outcome) {
            exchange->ticket.reset();
            if (outcome.fault) return exchange->fault(outcome.fault);
            if (pending->answer->has_error()) return exchange->refuse(pending->answer->error());
            if (pending->write.committed && !pending->replayed) pending->write.committed();
            auto response = std::move(*pending->answer).value();
            auto& recorded = pending->recorded;
            if (!services_.log || recorded.appended.count == 0) return exchange->send(std::move(response));
            if (pending->replayed)
                return send_with_promise_again(exchange, std::move(response), recorded.appended.first,
                                               recorded.appended.count);
            send_with_promise(exchange, std::move(response), std::move(recorded));
        });
    if (!queued) exchange->overloaded();
}

void Dispatcher::send_with_promise(const Shared& exchange, http::Response response, Recorded recorded) {
    const auto held = std::make_shared<std::pair<http::Response, Recorded>>(std::move(response), std::move(recorded));
    const auto answer = [log = services_.log, exchange, held] {
        // What is stored is acknowledged, promise or not.
        try {
            auto& of = held->second.appended;
            of.records = held->second.records;
            if (const auto promise = log->promise(of))
                held->first.headers.emplace_back(receipt_header, proof::base64(*promise));
        } catch (const std::exception& e) {
            log::warning("promise_failed", {{"request", exchange->id}, {"what", e.what()}});
        }
        exchange->send(std::move(held->first));
    };
    if (!promises_.submit(answer)) answer();
}

// The records are read again: the promise is the same to the byte, for its text is and Ed25519 has no chance in it.
void Dispatcher::send_with_promise_again(const Shared& exchange, http::Response response, db::Position first,
                                         std::int64_t count) {
    const auto held = std::make_shared<http::Response>(std::move(response));
    const bool queued = services_.db.read(
        [this, exchange, held, first, count](db::Tx& tx) {
            Recorded recorded;
            recorded.appended = {.first = first, .count = count};
            ledger::for_each_leaf(tx, first.log(), first.index(), first.index() + count,
                                  [&](std::int64_t index, std::string_view leaf) {
                                      recorded.records.push_back(static_cast<char>(leaf.size() >> 8));
                                      recorded.records.push_back(static_cast<char>(leaf.size() & 0xff));
                                      recorded.records.append(leaf);
                                      if (index + 1 == first.index() + count)
                                          if (const auto last = proof::Leaf::decode(leaf); last.has_value())
                                              recorded.appended.time = UtcMs{last.value().recorded_ms};
                                      return true;
                                  });
            send_with_promise(exchange, std::move(*held), std::move(recorded));
        },
        [exchange, held](std::exception_ptr) { exchange->send(std::move(*held)); });
    if (!queued) exchange->send(std::move(*held));
}

void Dispatcher::run_offload(const Shared& exchange, Offload offload) {
    const bool hashes = offload.lane == Lane::passwords;
    const std::uint64_t queued_us = steady_us();
    const auto work = std::make_shared<Offload>(std::move(offload));
    const auto refuse = [exchange, work] {
        if (work->refused) work->refused();
        exchange->overloaded();
    };
    Workers& lane = hashes ? passwords_ : work->lane == Lane::reading ? reading_ : files_;
    const bool queued = lane.submit([=, this] {
        try {
            if (hashes && steady_us() - queued_us > hashing_wait_max_us) return refuse();
            exchange->go_on(*this, exchange, work->work());
        } catch (...) {
            exchange->fault(std::current_exception());
        }
    });
    if (!queued) refuse();
}

void Dispatcher::run_covered(const Shared& exchange, Covered covered) {
    const auto held = std::make_shared<Covered>(std::move(covered));
    // The thread that signs goes on signing.
    services_.log->when_covered(held->position, held->at_most, [this, exchange, held](ledger::PublishedPtr published) {
        run_offload(exchange, {.work = [held, published] { return held->then(published); }});
    });
}

std::optional<std::string_view> bearer_of(const http::Request& request) {
    constexpr std::string_view scheme = "bearer ";
    const auto header = request.header("Authorization");
    if (header.size() < scheme.size()) return std::nullopt;
    for (std::size_t i = 0; i < scheme.size(); ++i)
        if (to_lower(header[i]) != scheme[i]) return std::nullopt;
    return trim(header.substr(scheme.size()));
}

std::string session_token_of(const http::Request& request) {
    return bearer_of(request) ? std::string() : std::string(request.cookie(session_cookie));
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
    if (*text == "0") return std::int64_t{0};  // counters begin there
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
