#include "http/response_head.hpp"

#include <fmt/format.h>

#include <charconv>
#include <ctime>

#include "core/text.hpp"

namespace yiguan::http {
namespace {

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool is_token_char(char c) {
    return is_digit(c) || is_upper(c) || is_lower(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

void append_number(std::string& out, std::uint64_t n) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
    out.append(digits, end);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t n = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return n;
}

constexpr std::string_view html_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

bool can_be_sent(const Response& response) {
    if (response.status < 200 || response.status > 599) return false;
    if (!is_sendable("Content-Type", response.content_type)) return false;
    if (!response.etag.empty() && (!is_sendable("ETag", response.etag) || response.etag.find('"') != std::string::npos))
        return false;
    return std::ranges::all_of(response.headers, [](const auto& h) { return is_sendable(h.first, h.second); });
}

}  // namespace

bool is_sendable(std::string_view name, std::string_view value) {
    return !name.empty() && std::ranges::all_of(name, is_token_char) && std::ranges::none_of(value, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

bool is_reserved(std::string_view name) {
    for (const std::string_view reserved :
         {"Content-Length", "Transfer-Encoding", "Connection", "Date", "X-Request-Id", "Content-Range", "Accept-Ranges",
          "ETag", "Keep-Alive", "Trailer", "Sec-WebSocket-Accept", "Sec-WebSocket-Extensions"}) {
        if (equals_ignoring_case(name, reserved)) return true;
    }
    return false;
}

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        default:
            return "Status";
    }
}

std::string http_date(std::int64_t utc_seconds) {
    // RFC 9110 section 5.6.7; strftime would follow the locale.
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto t = static_cast<std::time_t>(utc_seconds);
    std::tm tm{};
    gmtime_r(&t, &tm);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
                       tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

ByteRange parse_range(std::string_view header, std::uint64_t size) {
    header = trim(header);
    if (header.size() < 6 || !equals_ignoring_case(header.substr(0, 6), "bytes=")) return {};
    header = trim(header.substr(6));
    if (header.find(',') != header.npos) return {};
    const auto dash = header.find('-');
    if (dash == header.npos) return {};
    const std::string_view from = header.substr(0, dash);
    const std::string_view to = header.substr(dash + 1);
    using Kind = ByteRange::Kind;
    if (from.empty()) {
        const auto length = parse_number(to);
        if (!length) return {};
        if (*length == 0 || size == 0) return {Kind::unsatisfiable};
        return {Kind::part, size - std::min(size, *length), size - 1};
    }
    const auto first = parse_number(from);
    if (!first) return {};
    std::uint64_t last = UINT64_MAX;
    if (!to.empty()) {
        const auto parsed = parse_number(to);
        if (!parsed || *parsed < *first) return {};
        last = *parsed;
    }
    if (*first >= size) return {Kind::unsatisfiable};
    return {Kind::part, *first, std::min(last, size - 1)};
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
    if (trim(if_none_match) == "*") return true;
    while (!if_none_match.empty()) {
        const auto open = if_none_match.find('"');
        if (open == if_none_match.npos) return false;
        const auto close = if_none_match.find('"', open + 1);
        if (close == if_none_match.npos) return false;
        if (if_none_match.substr(open + 1, close - open - 1) == etag) return true;
        if_none_match.remove_prefix(close + 1);
    }
    return false;
}

Plan write_head(std::string& out, Response& response, const AnswerContext& context, bool* refused) {
    *refused = false;
    if (!can_be_sent(response)) {
        *refused = true;
        response = problem(Error{Code::internal_fault, "", "服务器未能生成有效的应答头"}, context.request_id);
    }
    const bool reads = context.method == Method::get || context.method == Method::head;
    Plan plan;
    std::optional<ByteRange> part;
    if (response.status == 200 && reads && !response.etag.empty() && !context.if_none_match.empty() &&
        matches_etag(context.if_none_match, response.etag)) {
        response.status = 304;
        response.body.clear();
        response.source.reset();
    }
    std::uint64_t total = response.source ? response.source->size() : response.body.size();
    plan.length = total;
    const bool ranges = response.source && response.status == 200;
    // RFC 9110 section 14.2: Range belongs to GET; If-Range needs the same strong etag.
    if (ranges && context.method == Method::get && !context.range.empty() &&
        (context.if_range.empty() || (!response.etag.empty() && context.if_range == '"' + response.etag + '"'))) {
        const ByteRange range = parse_range(context.range, total);
        if (range.kind == ByteRange::Kind::part) {
            part = range;
            plan.first = range.first;
            plan.length = range.last - range.first + 1;
            response.status = 206;
        } else if (range.kind == ByteRange::Kind::unsatisfiable) {
            response =
                problem(Error{Code::range_not_satisfiable, "", "请求的字节范围超出文件大小"}, context.request_id);
            response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", total));
            total = plan.length = response.body.size();
        }
    }
    const int status = response.status;
    plan.send_body = context.method != Method::head && status != 204 && status != 304;

    bool has_cache_control = false;
    bool has_policy = false;
    bool has_content_type = false;
    out.assign("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(status));
    out += ' ';
    out += reason(status);
    out += "\r\nDate: ";
    out += context.date;
    out += "\r\nX-Request-Id: ";
    out += context.request_id;
    out += "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nX-Frame-Options: DENY\r\n";
    for (const auto& [key, value] : response.headers) {
        if (equals_ignoring_case(key, "Cache-Control")) has_cache_control = true;
        if (equals_ignoring_case(key, "Content-Security-Policy")) has_policy = true;
        if (equals_ignoring_case(key, "Content-Type")) has_content_type = true;
        if (!is_reserved(key) || (status == 416 && key == "Content-Range")) append_field(out, key, value);
    }
    if (!has_cache_control) out += "Cache-Control: no-store\r\n";
    if (status != 204 && status != 304) {
        if (!has_content_type) append_field(out, "Content-Type", response.content_type);
        if (!has_policy && response.content_type.starts_with("text/html"))
            append_field(out, "Content-Security-Policy", html_policy);
        out += "Content-Length: ";
        append_number(out, plan.length);
        out += "\r\n";
    }
    if (!response.etag.empty()) append_field(out, "ETag", '"' + response.etag + '"');
    if (ranges && status != 416) out += "Accept-Ranges: bytes\r\n";
    if (part) {
        append_field(out, "Content-Range", fmt::format("bytes {}-{}/{}", part->first, part->last, total));
    }
    if (!context.keep_alive) {
        out += "Connection: close\r\n";
    } else if (context.version < 11) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
    return plan;
}

}  // namespace yiguan::http
