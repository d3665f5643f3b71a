// How a request becomes an answer: decode on the I/O thread, run the service in its lane, encode, send.
//
// A handler is a plain function: it decodes the request and says what is to run where (Step). The dispatcher finds the
// actor, checks its rights and the CSRF token, runs the step and turns errors into problems. Nothing here is a
// coroutine (docs/decisions/0006-lanes.md).
#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "api/limits.hpp"
#include "api/page_token.hpp"
#include "api/secret_box.hpp"
#include "auth/auth.hpp"
#include "codes/directory.hpp"
#include "core/json.hpp"
#include "core/unique_function.hpp"
#include "db/db.hpp"
#include "events/log.hpp"
#include "http/http.hpp"
#include "http/outgoing.hpp"
#include "ledger/index.hpp"
#include "ledger/sequencer.hpp"
#include "lookup/lookup.hpp"
#include "message/message.hpp"
#include "registry/documents.hpp"
#include "vision/child.hpp"

namespace yiguan::api {

class EventStreams;  // epcis_notify.hpp
std::shared_ptr<EventStreams> make_event_streams();

/// What the handlers work with; lives as long as the server.
struct Services {
    db::Database& db;
    codes::Directory& directory;
    lookup::ScanLog& scans;
    lookup::Resolver& resolver;
    registry::DocumentStore& documents;
    DomainId domain;
    std::string base_url;  ///< Public address of this node, without '/' at the end; https makes cookies Secure.
    /// As the settings say; to be set before the first Dispatcher is made.
    std::unique_ptr<Limits> limits = std::make_unique<Limits>();
    events::Names names{directory, base_url};
    // With keys of this node's; the default ones are for tests.
    PageTokens page_tokens{};
    SecretBox secrets{};
    http::AddressPolicy subscribers{};  ///< Where webhooks may go.
    std::shared_ptr<EventStreams> streams = make_event_streams();
    std::string platform_contact{};   ///< Whom to ask, for people: of the operator's setting; may be empty.
    message::Bodies outbox_bodies{};  ///< Of which messages the operator may read what they say (local gateways).
    std::filesystem::path reader = vision::this_program();  ///< Decodes pictures: `<reader> read-licence`, ...
    const ledger::CompletenessIndex* index = nullptr;       ///< Beside `log`.
    ledger::Sequencer* log = nullptr;  ///< Of a node that serves; it lives as long as the dispatcher.
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
struct Covered;
using Step = std::variant<http::Response, Read, Write, ReadThen, Offload, Covered>;
/// A look into the database that decides how to go on, such as a check of the actor's rights before costly work.
struct ReadThen {
    UniqueFunction<Result<Step>(db::Tx&, const auth::Actor&)> work;
};
/// Hashing has threads of its own: a flood of passwords must not keep pictures waiting.
/// So have pictures that are read by a child process, one at a time.
enum class Lane : std::uint8_t { files, passwords, reading };
/// Work that takes long without a database (hashing a password, storing a picture); its result says how to go on.
struct Offload {
    UniqueFunction<Result<Step>()> work;
    Lane lane = Lane::files;
    UniqueFunction<void()> refused = {};  ///< Runs instead of `work` when the lane is full: the answer is 503.
};

/// Waits for a checkpoint of the log that covers a record, without holding a thread; goes on with nothing when there is
/// none in that time.
struct Covered {
    db::Position position;
    std::chrono::milliseconds at_most;
    UniqueFunction<Result<Step>(ledger::PublishedPtr)> then;
};

enum class Csrf : std::uint8_t { required, not_needed };
struct Operation;  // operation.hpp

/// A few threads for Offload steps, behind a bounded queue.
class Workers {
public:
    /// @param nice  Added to the threads' niceness: what they do gives way to what serves pages (nice(2)).
    explicit Workers(unsigned threads, std::size_t waiting_max = 256, int nice = 0);
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
    int nice_;
    std::vector<std::thread> threads_;
};

/// Serves the declared operations: finds out who calls, refuses whoever may not before anything is decoded, runs the
/// step in its lane, turns errors into problems.
///
/// Who calls: the bearer key if there is one, else the session cookie, else a stranger. Requests that change something
/// on behalf of a session need its CSRF token in X-CSRF-Token, unless the operation acts on nobody's behalf.
class Dispatcher {
public:
    explicit Dispatcher(Services& services);

    void add(http::Router& router, Operation operation);
    /// After the server has stopped and before the database does.
    void stop() {
        files_.stop();
        passwords_.stop();
        reading_.stop();
        promises_.stop();
    }

private:
    struct Exchange;  // one request on its way
    using Shared = std::shared_ptr<Exchange>;
    void begin(const Shared& exchange);
    void proceed(const Shared& exchange, Step step);
    void run_read(const Shared& exchange, UniqueFunction<Result<Step>(db::Tx&, const auth::Actor&)> work);
    void run_write(const Shared& exchange, Write write);
    void run_offload(const Shared& exchange, Offload offload);
    void run_covered(const Shared& exchange, Covered covered);
    /// Sends the answer of a write with the log's promise of what it recorded.
    struct Recorded;
    void send_with_promise(const Shared& exchange, http::Response response, Recorded recorded);
    void send_with_promise_again(const Shared& exchange, http::Response response, db::Position first,
                                 std::int64_t count);
    static Result<auth::Actor> actor_of(db::Tx& tx, Exchange& exchange);
    void touch(const Shared& exchange);
    http::Handler serving(std::shared_ptr<const Operation> operation);
    http::Handler running(std::shared_ptr<const Operation> operation);
    /// Nothing: go on. `actor`: a stranger counts by his address.
    std::optional<http::Response> over_limit(const Exchange& exchange, const auth::Actor& actor);

    Services& services_;
    Admission writes_;
    Admission reads_;  // only where reads wait in a queue, not inline
    Workers files_;
    Workers passwords_;
    Workers reading_;
    Workers promises_;  // hashing and signing are kept off the writer's thread
};

/// Header of answers to what was recorded: base64 of the signed promise (docs/formats/receipt.md).
inline constexpr std::string_view receipt_header = "Yiguan-Receipt";

// ---- small things that every resource file uses

inline constexpr std::string_view session_cookie = "yiguan_session";
/// Known devices: auth::device_token().
inline constexpr std::string_view device_cookie = "yiguan_device";

/// The token of `Authorization: Bearer`; nothing without that scheme.
std::optional<std::string_view> bearer_of(const http::Request& request);
/// The session that the request acts in: "" for none, and when a bearer key goes before it.
std::string session_token_of(const http::Request& request);

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
/// ?cursor= of a list: where to go on, an id, a counter or a count; 0 when absent: from the beginning. Code::invalid.
Result<std::int64_t> cursor_of(const http::Request& request);
/// ?limit=, 1..100, default 20.
Result<int> limit_of(const http::Request& request);

/// A page of a list that was asked for one more than `limit`: nextCursor exactly if there is that one. `cursor` names
/// where the next page begins, given the last item shown and the first that is not.
template <class Item, class Encode, class Cursor>
http::Response page_of(const std::vector<Item>& found, int limit, Encode encode, Cursor cursor) {
    const bool more = found.size() > static_cast<std::size_t>(limit);
    const std::size_t shown = more ? static_cast<std::size_t>(limit) : found.size();
    json::array items;
    items.reserve(shown);
    for (std::size_t i = 0; i < shown; ++i) items.push_back(encode(found[i]));
    json::object out{{"items", std::move(items)}};
    if (more) out["nextCursor"] = cursor(found[shown - 1], found[shown]);
    return ok(std::move(out));
}

}  // namespace yiguan::api
