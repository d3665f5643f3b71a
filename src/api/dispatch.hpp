// How a request becomes an answer: decode on the I/O thread, run the service in its lane, encode, send.
//
// A handler is a plain function: it decodes the request and says what is to run where (Step). The dispatcher finds the
// actor, checks the CSRF token, runs the step and turns errors into problems. Nothing here is a coroutine
// (docs/decisions/0006-lanes.md).
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "auth/auth.hpp"
#include "codes/directory.hpp"
#include "core/json.hpp"
#include "core/unique_function.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "lookup/lookup.hpp"
#include "registry/documents.hpp"

namespace yiguan::api {

/// What the handlers work with; lives as long as the server.
struct Services {
    db::Database& db;
    codes::Directory& directory;
    lookup::ScanLog& scans;
    lookup::Resolver& resolver;
    registry::DocumentStore& documents;
    DomainId domain;
    std::string base_url;  ///< Public address of this node, without '/' at the end; https makes cookies Secure.
};

/// Work inside a transaction, by the actor of the request.
using Work = UniqueFunction<Result<http::Response>(db::Tx&, const auth::Actor&)>;

struct Read {
    Work work;
};
struct Write {
    Work work;
    UniqueFunction<void()> committed = {};  ///< Runs once the commit is on disk, before the answer is sent.
};
struct ReadThen;
struct Offload;
using Step = std::variant<http::Response, Read, Write, ReadThen, Offload>;
/// A look into the database that decides how to go on, such as a check of the actor's rights before costly work.
struct ReadThen {
    UniqueFunction<Result<Step>(db::Tx&, const auth::Actor&)> work;
};
/// Work that takes long without a database (hashing a password, storing a picture); its result says how to go on.
struct Offload {
    UniqueFunction<Result<Step>()> work;
};

using Handler = std::function<Result<Step>(const http::Request&)>;

enum class Csrf : std::uint8_t { required, not_needed };

/// A few threads for Offload steps, behind a bounded queue.
class Workers {
public:
    explicit Workers(unsigned threads, std::size_t waiting_max = 256);
    ~Workers() { stop(); }
    /// Drops what waits (its requests are answered 500 as their responders go) and ends the threads.
    void stop();
    bool submit(UniqueFunction<void()> job);  ///< False when the queue is full.

private:
    void run();
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<UniqueFunction<void()>> waiting_;
    std::size_t waiting_max_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

class Dispatcher {
public:
    explicit Dispatcher(Services& services) : services_(services), workers_(2) {}

    /// The http handler of an API handler. Requests that change something and carry a session cookie need the CSRF
    /// token in X-CSRF-Token, unless `csrf` says that they act on nobody's behalf (signing in).
    http::Handler wrap(Handler handler, Csrf csrf = Csrf::required);
    /// Adds a route whose handler is a plain function of the services and the request.
    void add(http::Router& router, http::Method method, std::string pattern,
             Result<Step> (*handler)(Services&, const http::Request&), std::size_t body_bytes_max = 0,
             Csrf csrf = Csrf::required);
    Services& services() { return services_; }
    /// After the server has stopped and before the database does.
    void stop() { workers_.stop(); }

private:
    struct Exchange;  // one request on its way
    void proceed(std::shared_ptr<Exchange> exchange, Step step);
    static Result<auth::Actor> actor_of(db::Tx& tx, Exchange& exchange);

    Services& services_;
    Workers workers_;
};

// ---- small things that every resource file uses

inline constexpr std::string_view session_cookie = "yiguan_session";

http::Response ok(json::value body);
/// 201 with Location.
http::Response created(std::string location, json::value body);
http::Response no_content();
Result<json::object> json_body(const http::Request& request);
/// The id in the path; Code::not_found when it cannot be one.
template <class I>
Result<I> path_id(const http::Request& request, std::string_view name) {
    if (const auto id = parse_id_as<I>(request.path_param(name))) return *id;
    return Error{Code::not_found, "", "没有这个编号"};
}
/// ?cursor= of a list: the id after which to go on, null when absent. Code::invalid otherwise.
Result<std::int64_t> cursor_of(const http::Request& request);
/// ?limit=, 1..100, default 20.
Result<int> limit_of(const http::Request& request);

}  // namespace yiguan::api
