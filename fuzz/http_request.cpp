// http/request_parser.hpp: a request's header and chunks. Oracles: whatever is accepted is plain to a naive strict
// reader of RFC 9112, who finds the same fields, framing and body (no request smuggling); it does not matter how the
// bytes arrive.
#include "http/request_parser.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using http::RequestHead;
using http::RequestParser;
using Status = RequestParser::Status;

constexpr std::size_t header_bytes_max = 2048;
constexpr std::size_t body_bytes_max = 1000;

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || is_upper(c) || is_lower(c) ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text) out += to_lower(c);
    return out;
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find("\r\n");
    require(end != std::string_view::npos, "a line without end was accepted");
    const auto line = rest.substr(0, end);
    require(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos,
            "a bare CR, LF or NUL was accepted");
    rest.remove_prefix(end + 2);
    return line;
}

void check_head(std::string_view bytes, const RequestHead& head) {
    require(bytes.ends_with("\r\n\r\n") && bytes.find("\r\n\r\n") == bytes.size() - 4, "the header ends elsewhere");
    require(bytes.size() <= header_bytes_max, "a header over its limit");
    std::string_view rest = bytes;
    const auto request_line = take_line(rest);
    const auto target_at = request_line.find(' ');
    const auto version_at = request_line.rfind(' ');
    require(target_at != std::string_view::npos && version_at > target_at, "a request line of fewer than three parts");
    require(is_token(request_line.substr(0, target_at)), "a method that is no token");
    const auto target = request_line.substr(target_at + 1, version_at - target_at - 1);
    require(!target.empty() && target == head.target && target.find(' ') == std::string_view::npos,
            "another target than the request line says");
    const auto version = request_line.substr(version_at + 1);
    require(version == (head.version == 11 ? "HTTP/1.1" : "HTTP/1.0"), "another version than the request line says");
    const auto method = request_line.substr(0, target_at);
    require(head.method == http::Method::other || http::name(head.method) == method, "another method");

    std::size_t n = 0;
    int hosts = 0;
    std::optional<std::string_view> length, coding;
    for (auto line = take_line(rest); !line.empty(); line = take_line(rest), ++n) {
        const auto colon = line.find(':');
        require(colon != std::string_view::npos && is_token(line.substr(0, colon)), "a field whose name is no token");
        const auto name = line.substr(0, colon), value = without_blanks(line.substr(colon + 1));
        require(n < head.fields.size() && head.fields[n].name == name && head.fields[n].value == value,
                "another field than the line says");
        const auto small = lower(name);
        if (small == "host") ++hosts;
        if (small == "content-length") {
            require(!length, "two lengths");
            length = value;
        }
        if (small == "transfer-encoding") {
            require(!coding, "two codings");
            coding = value;
        }
    }
    require(rest.empty() && n == head.fields.size() && n <= 100, "another number of fields");
    require(hosts <= 1 && (hosts == 1 || head.version < 11), "a request without its one Host");
    require(!(length && coding), "a length beside a coding");
    require(head.chunked == coding.has_value() && (!coding || (lower(*coding) == "chunked" && head.version == 11)),
            "a coding that others would read in another way");
    std::uint64_t number = 0;
    if (length) {
        require(!length->empty() && length->size() <= 20 && std::ranges::all_of(*length, is_digit),
                "a length that is none");
        for (const char c : *length) {
            require(number <= (UINT64_MAX - 9) / 10, "a length beyond 64 bits");
            number = number * 10 + static_cast<std::uint64_t>(c - '0');
        }
    }
    require(head.content_length == number, "another length than the field says");
    for (const auto& field : head.fields) {
        const auto first =
            std::ranges::find(head.fields, lower(field.name), [](const auto& f) { return lower(f.name); });
        require(head.field(lower(field.name)) == first->value, "field() gives another one than the first");
    }
}

/// The body and what it takes of `bytes`, read strictly. Trailers are skipped.
struct Unchunked {
    std::string body;
    std::size_t used = 0;
};
Unchunked naive_chunks(std::string_view bytes) {
    Unchunked out;
    std::string_view rest = bytes;
    for (;;) {
        const auto line = take_line(rest);
        const auto digits = line.substr(0, line.find_first_not_of("0123456789abcdefABCDEF"));
        require(!digits.empty() && digits.size() <= 16, "a chunk without size");
        const auto behind = without_blanks(line.substr(digits.size()));
        require(behind.empty() || behind[0] == ';', "something behind a chunk's size that is no extension");
        std::size_t size = 0;
        for (const char c : digits)
            size = size * 16 + static_cast<std::size_t>(is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10);
        if (size == 0) break;
        require(size + 2 <= rest.size() && rest.substr(size, 2) == "\r\n", "a chunk of another size than it says");
        out.body += rest.substr(0, size);
        rest.remove_prefix(size + 2);
    }
    while (!take_line(rest).empty()) {
    }
    out.used = bytes.size() - rest.size();
    return out;
}

struct Outcome {
    Status header = Status::need_more;
    Status chunks = Status::need_more;
    std::size_t header_end = 0;
    std::size_t end = 0;
    std::string body;
};

/// Reads with what the session does: unused bytes are given again together with what has come since.
/// @param next  How many bytes come next.
template <class Next>
Outcome read(RequestParser& parser, std::string_view bytes, Next next) {
    Outcome out;
    std::size_t here = 0, parsed = 0;
    parser.begin(header_bytes_max);
    const auto more = [&] {
        if (here == bytes.size()) return false;
        here = std::min(bytes.size(), here + next());
        return true;
    };
    while (more()) {
        const auto step = parser.header(bytes.substr(parsed, here - parsed));
        require(step.used <= here - parsed, "more is used than was there");
        parsed += step.used;
        out.header = step.status;
        if (step.status != Status::need_more) break;
    }
    // The parser counts the request line apart from the fields; the session refuses what is too much together.
    if (out.header == Status::header_done && parsed > header_bytes_max) out.header = Status::too_large;
    if (out.header != Status::header_done) return out;
    out.header_end = out.end = parsed;
    if (!parser.head().chunked) return out;
    for (bool go_on = parsed < here || more(); go_on; go_on = more()) {
        const auto step = parser.chunks(bytes.substr(parsed, here - parsed), out.body, body_bytes_max);
        require(step.used <= here - parsed, "more is used than was there");
        parsed += step.used;
        out.chunks = step.status;
        require(out.body.size() <= body_bytes_max, "a body over its limit");
        if (step.status != Status::need_more) break;
    }
    out.end = parsed;
    return out;
}

struct Copy {
    std::string target;
    std::vector<std::pair<std::string, std::string>> fields;
    friend bool operator==(const Copy&, const Copy&) = default;
};
Copy copy_of(const RequestHead& head) {
    Copy copy{std::string(head.target), {}};
    for (const auto& f : head.fields) copy.fields.emplace_back(f.name, f.value);
    return copy;
}

}  // namespace

// The first two bytes say how the rest arrives.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const std::size_t first = in.byte(), step = in.byte();
    const std::string_view bytes = in.rest();

    RequestParser parser;
    const auto whole = read(parser, bytes, [&] { return bytes.size(); });
    if (whole.header == Status::header_done) {
        check_head(bytes.substr(0, whole.header_end), parser.head());
        const auto before = copy_of(parser.head());
        const std::string moved(bytes);
        RequestHead head = parser.head();
        head.rebase(bytes.data(), moved.data());
        require(copy_of(head) == before, "moved views show something else");
    }
    if (whole.chunks == Status::complete) {
        const auto naive = naive_chunks(bytes.substr(whole.header_end, whole.end - whole.header_end));
        require(naive.body == whole.body && naive.used == whole.end - whole.header_end,
                "another body than the naive one");
    }
    const auto head = whole.header == Status::header_done ? copy_of(parser.head()) : Copy{};

    // The same object once more, as on a kept connection, with the bytes in pieces.
    std::size_t n = 0;
    const auto pieces = read(parser, bytes, [&] { return n++ == 0 ? first + 1 : step + 1; });
    // What cannot become a request may be found out early or late, but never taken.
    require((pieces.header == Status::header_done) == (whole.header == Status::header_done),
            "whether a header is accepted depends on how it arrives");
    if (whole.header != Status::header_done) return 0;
    require(copy_of(parser.head()) == head && pieces.header_end == whole.header_end,
            "a header depends on how it arrives");
    require((pieces.chunks == Status::complete) == (whole.chunks == Status::complete),
            "whether a body is accepted depends on how it arrives");
    if (whole.chunks == Status::complete)
        require(pieces.body == whole.body && pieces.end == whole.end, "a body depends on how it arrives");
    return 0;
}
