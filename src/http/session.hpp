// One connection: reads requests from its buffer one after the other, lends each to its handler, writes the answer.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/http.hpp"
#include "http/request_parser.hpp"
#include "http/response_head.hpp"
#include "http/worker.hpp"

namespace yiguan::http {

/// What a client reads of a fault: no cause, only that the request's id leads to it.
inline Error internal_fault_error() {
    return {Code::internal_fault, "", "系统内部错误，请凭请求编号联系管理员"};
}

/// Without 64 KiB more of a refused body for so long, the connection is closed.
inline constexpr std::chrono::milliseconds linger_step{10'000};

/// Lives on the I/O thread of its worker, except that a Responder may keep it alive from elsewhere. Between dispatch
/// and answer only the handler touches what the Request shows; a session whose handler ran out of time reads nothing
/// more.
class Session final : public Connection, public std::enable_shared_from_this<Session> {
public:
    /// Why a connection is answered and closed at its first request.
    enum class Refusal : std::uint8_t { none, all, address };
    Session(std::shared_ptr<Worker> worker, Socket socket, Peer peer, Refusal refusal);
    ~Session() override;

    /// Works on until something has to be waited for.
    void pump();
    void on_tick(std::uint64_t now_us) override;
    void begin_stop() override;
    void close_now() override;
    /// The answer of the running request, on the I/O thread. `dropped`: the handler let its Responder go.
    void answer(Response response, bool dropped);

private:
    class LentRequest final : public Request {
    public:
        explicit LentRequest(Session& session) : session_(session) {}
        std::string_view header(std::string_view name) const override { return session_.parser_.head().field(name); }
        std::string take_buffer() const override { return std::move(session_.spare_); }

    private:
        Session& session_;
    };
    class Reply;

    enum class Phase : std::uint8_t { idle, header, body, handling, writing, lingering, closed };
    enum class Wait : bool { no, yes };  ///< Whether a step has to wait for the socket or the handler.

    Wait step();
    Wait begin_request();
    Wait read_header();
    Wait header_done();
    Wait read_body();
    Wait dispatch();
    void begin_answer(Response response);
    /// True: the connection is a WebSocket now and this session has ended. False: `response` says why not.
    bool become_websocket(Response& response);
    void give_problem_form();
    Wait write_some();
    void finish_answer();
    Wait linger();
    void finish_connection(std::uint64_t now_us);

    /// Refuses the request at hand and ends the connection after the answer.
    Wait refuse(const Error& error);
    /// Answers without a handler; the connection goes on unless a body would have to be read first.
    Wait answer_directly(Response response);
    Wait no_route(const RouteTable::Found& found);
    Wait read_sized_body();
    Wait read_chunked_body();
    Wait body_complete(std::string_view body, std::size_t request_end);
    bool split_target();

    /// One recv without waiting: bytes, 0 when there are none yet, nothing when the connection has ended (then closed).
    std::optional<std::size_t> receive(char* to, std::size_t bytes);
    void read_more();      ///< Into the buffer; pumps when something has come.
    void wait_readable();  ///< Pumps when recv would give something.
    void wait_writable();
    void grow(std::size_t capacity);
    bool make_room();
    /// Room for `more` bytes of the body, at most `bytes_max` in all. False when all connections together hold too
    /// many.
    bool grow_body(std::size_t more, std::size_t bytes_max);
    void release_body();
    void next_chunk();
    void set_deadline(std::uint64_t from_us, std::chrono::milliseconds after) {
        deadline_us_ = from_us + static_cast<std::uint64_t>(after.count()) * 1000;
    }
    const Limits& limits() const { return worker_->shared().limits; }

    std::shared_ptr<Worker> worker_;
    Socket socket_;
    Phase phase_ = Phase::idle;
    Refusal refusal_;
    bool from_proxy_;  // the peer is a trusted proxy: each request says whose it is
    bool keep_alive_ = true;
    bool body_pending_ = false;  // bytes of a body that nobody will read may still arrive
    bool in_handler_ = false;
    bool reading_ = false;  // read_more() is under way
    bool handler_faulted_ = false;
    bool lent_ = false;              // a handler that ran out of time may still look at the request
    std::uint64_t deadline_us_ = 0;  // always set, so that no phase can last for ever
    bool waited_ = false;            // in this phase or chunk: its own deadline counts from the first wait

    // [begin_, end_) is received and not yet done with; the header up to parsed_ has been read.
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_;
    std::size_t begin_ = 0;
    std::size_t parsed_ = 0;
    std::size_t end_ = 0;
    std::size_t header_end_ = 0;
    std::size_t request_end_ = 0;
    RequestParser parser_;
    LentRequest request_{*this};
    RouteEntry* route_ = nullptr;
    std::array<char, 22> id_{};
    std::string body_;  // when it does not lie in the buffer as a whole
    std::uint64_t body_progress_ = 0;
    std::size_t body_counted_ = 0;  // of Shared::bodies_bytes

    std::optional<Response> early_answer_;  // sent while the handler still stands on the stack
    bool early_dropped_ = false;

    std::string head_;
    Response response_;
    Plan plan_;
    int status_ = 0;
    std::string_view out_[2];  // what is still to be written: header, body
    std::unique_ptr<char[]> chunk_;
    std::uint64_t source_at_ = 0;
    std::uint64_t source_end_ = 0;
    bool streams_ = false;
    std::uint64_t drained_ = 0;
    std::uint64_t linger_progress_ = 0;
    std::uint64_t linger_until_us_ = 0;
    std::uint64_t write_progress_ = 0;
    std::string spare_;
};

}  // namespace yiguan::http
