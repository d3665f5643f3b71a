// http/response_head.hpp: what outside text may reach in an answer's header (Location, Content-Disposition). Oracle:
// the header that is written, read line by line, has exactly the fields that were given and nothing else.
#include "http/response_head.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text) out += to_lower(c);
    return out;
}

class Zeros final : public http::BodySource {
public:
    explicit Zeros(std::uint64_t size) : size_(size) {}
    std::uint64_t size() const override { return size_; }
    void read(std::uint64_t, std::span<char> out) override { std::ranges::fill(out, '0'); }

private:
    std::uint64_t size_;
};

}  // namespace

// Two bytes choose; lines: etag, Range, If-Range, If-None-Match, body, then pairs of name and value.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const unsigned choice = in.byte();
    const unsigned status_choice = in.byte();
    static constexpr int statuses[] = {200, 200, 200, 201, 204, 301, 303, 304, 400, 404, 416, 500, 503, 99, 700, 0};
    http::Response response;
    response.status = statuses[status_choice % 16];
    const std::string etag(in.line()), range(in.line()), if_range(in.line()), if_none_match(in.line()), body(in.line());
    response.etag = etag;
    if ((choice & 1) != 0)
        response.source = std::make_shared<Zeros>(body.size() * 1000);
    else
        response.body = body;
    while (!in.empty()) {
        const auto name = in.line();
        // A line of the input ends at its line feed; 02 stands for one in the value.
        std::string value(in.line());
        std::ranges::replace(value, '\2', '\n');
        response.headers.emplace_back(name, value);
    }
    http::AnswerContext context;
    context.method = (choice & 2) != 0   ? http::Method::head
                     : (choice & 4) != 0 ? http::Method::post
                                         : http::Method::get;
    context.version = (choice & 8) != 0 ? 10 : 11;
    context.keep_alive = (choice & 16) != 0;
    context.request_id = "0123456789012345678901";
    context.date = "Sat, 21 Nov 2026 00:30:00 GMT";
    context.range = range;
    context.if_range = if_range;
    context.if_none_match = if_none_match;

    bool sendable = response.status >= 200 && response.status <= 599 && etag.find('"') == std::string::npos &&
                    http::is_sendable("ETag", etag);
    std::set<std::string> given;
    for (const auto& [name, value] : response.headers) {
        sendable = sendable && http::is_sendable(name, value);
        given.insert(lower(name) + ": " + value);
        require(!http::is_sendable(name, value) ||
                    (name.find_first_of(" :\r\n\t") == std::string::npos && !name.empty() &&
                     value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos),
                "a field that starts another line is called sendable");
    }
    std::string head = "left over";
    bool refused = false;
    const auto plan = http::write_head(head, response, context, &refused);

    require(refused == !sendable, "what cannot be sent is sent, or the other way round");
    require(!refused || response.status == 500, "a refused answer is no 500");
    require(head.starts_with("HTTP/1.1 ") && head.ends_with("\r\n\r\n") && head.find("\r\n\r\n") == head.size() - 4,
            "the header ends elsewhere");
    static const std::set<std::string, std::less<>> own{"date",
                                                        "x-request-id",
                                                        "x-content-type-options",
                                                        "referrer-policy",
                                                        "x-frame-options",
                                                        "cache-control",
                                                        "content-type",
                                                        "content-security-policy",
                                                        "content-length",
                                                        "etag",
                                                        "accept-ranges",
                                                        "content-range",
                                                        "connection"};
    std::string_view rest = head;
    rest.remove_prefix(rest.find("\r\n") + 2);
    int lengths = 0;
    while (rest != "\r\n") {
        const auto end = rest.find("\r\n");
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        const auto colon = line.find(": ");
        require(colon != std::string_view::npos && line.find_first_of("\r\n") == std::string_view::npos,
                "a broken line");
        const auto name = lower(line.substr(0, colon));
        require(own.contains(name) || given.contains(name + std::string(line.substr(colon))),
                "a field that nobody gave");
        require(name != "transfer-encoding", "a coding beside the length");
        if (name == "content-length") {
            ++lengths;
            require(line.substr(colon + 2) == std::to_string(plan.length), "another length than will be sent");
        }
    }
    const bool without = response.status == 204 || response.status == 304;
    require(lengths == (without ? 0 : 1), "not exactly one length");
    const auto total = response.source ? response.source->size() : response.body.size();
    require(plan.first <= total && plan.length <= total - plan.first, "a part outside the body");
    require(!plan.send_body || (!without && context.method != http::Method::head), "a body where there may be none");
    return 0;
}
