// Turns a Response into what is sent: status and header text, and which bytes of the body follow. No sockets.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "http/http.hpp"

namespace yiguan::http {

/// What of the request decides on the answer's form.
struct AnswerContext {
    Method method = Method::get;
    int version = 11;
    bool keep_alive = true;
    std::string_view request_id;
    std::string_view date;  ///< IMF-fixdate.
    std::string_view range, if_range, if_none_match;
};

struct Plan {
    bool send_body = true;    ///< False for HEAD, 204, 304.
    std::uint64_t first = 0;  ///< Part of the source to send.
    std::uint64_t length = 0;
};

/// True for names and values that can be sent as they are: a token, and text without control characters.
bool is_sendable(std::string_view name, std::string_view value);

/// True for headers that only the server may write: they describe the message itself.
bool is_reserved(std::string_view name);

/// Writes the header of `response` into `out` (replacing it) and says what follows. Applies If-None-Match, Range and
/// If-Range, the security headers, `Cache-Control: no-store` unless set. May replace `response`: 304, 416, and 500 when
/// a header could not be sent without letting its content start another line (`*refused` is set then).
Plan write_head(std::string& out, Response& response, const AnswerContext& context, bool* refused);

std::string_view reason(int status);
std::string http_date(std::int64_t utc_seconds);

/// The closed byte range of a body of `size` bytes that a Range header asks for.
struct ByteRange {
    enum class Kind { whole, part, unsatisfiable } kind = Kind::whole;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};
/// RFC 9110 section 14.2: one range of bytes; whatever else is said is answered with the whole.
ByteRange parse_range(std::string_view header, std::uint64_t size);
/// RFC 9110 section 13.1.2, weak comparison; "*" matches. `etag` without quotes.
bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace yiguan::http
