// One request's header and chunk framing, read by Beast's parser; besides it only websocket.cpp sees Beast.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"

namespace yiguan::http {

struct HeaderField {
    std::string_view name;
    std::string_view value;
};

/// What a header said. Views point into the buffer that was parsed.
struct RequestHead {
    Method method = Method::other;
    std::string_view target;
    int version = 11;
    bool keep_alive = false;
    bool chunked = false;
    bool expects_continue = false;
    std::uint64_t content_length = 0;  ///< 0 when absent or chunked.
    std::vector<HeaderField> fields;

    std::string_view field(std::string_view name) const;  ///< The first of that name, "" without.
    /// All of that name, as they came.
    std::vector<std::string_view> all(std::string_view name) const;
    /// The bytes have moved from `from` to `to`: the views follow.
    void rebase(const char* from, const char* to);
};

/// Incremental; one object serves the requests of a connection one after the other.
class RequestParser {
public:
    RequestParser();
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;

    enum class Status { need_more, header_done, complete, too_large, bad };
    struct Step {
        Status status;
        std::size_t used;
    };

    void begin(std::size_t header_bytes_max);
    /// Reads on at `bytes` (what was not used before, and what has come since, in one piece).
    /// header_done: head() is valid; `bad` covers everything a front end and we could read in different ways (RFC 9112
    /// section 11.2): folded lines, bare line feeds, Content-Length beside Transfer-Encoding or twice, codings other
    /// than chunked, a missing or second Host.
    Step header(std::string_view bytes);
    /// After header_done of a chunked request: appends body bytes to `body`. too_large: it would exceed body_bytes_max.
    Step chunks(std::string_view bytes, std::string& body, std::size_t body_bytes_max);
    RequestHead& head();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace yiguan::http
