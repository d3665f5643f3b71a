#include "http/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>

#include "core/text.hpp"

namespace yiguan::http {
namespace {

namespace beast = boost::beast;
using BeastError = beast::error_code;

constexpr std::size_t fields_max = 100;

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (to_lower(a[i]) != to_lower(b[i])) return false;
    }
    return true;
}

Method method_of(beast::http::verb verb) {
    switch (verb) {
        case beast::http::verb::get:
            return Method::get;
        case beast::http::verb::head:
            return Method::head;
        case beast::http::verb::post:
            return Method::post;
        case beast::http::verb::put:
            return Method::put;
        case beast::http::verb::patch:
            return Method::patch;
        case beast::http::verb::delete_:
            return Method::delete_;
        case beast::http::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}

std::string_view std_view(beast::string_view text) {
    return {text.data(), text.size()};
}

/// Beast's grammar, plus what must not depend on who reads it.
class Grammar final : public beast::http::basic_parser<true> {
public:
    Grammar(RequestHead& head, std::size_t header_bytes_max) : head_(head) {
        header_limit(static_cast<std::uint32_t>(header_bytes_max));
        body_limit(boost::none);
        head_.fields.clear();
    }

    /// After the header; false when the message must be refused.
    bool framing_is_plain() {
        head_.keep_alive = keep_alive();
        head_.chunked = chunked();
        head_.content_length = head_.chunked ? 0 : content_length().value_or(0);
        if (transfer_encodings_ > 0 &&
            (head_.version < 11 || transfer_encodings_ > 1 || !head_.chunked || !chunked_only_))
            return false;
        if (content_lengths_ > 1 || (content_lengths_ > 0 && transfer_encodings_ > 0)) return false;
        return head_.version < 11 ? hosts_ <= 1 : hosts_ == 1;
    }

    /// Beast counts a chunk against the limit when it sees the chunk's size, so nothing too large is read.
    void body_into(std::string& body, std::size_t bytes_max) {
        if (body_ == nullptr) body_limit(bytes_max);
        body_ = &body;
    }

private:
    void on_request_impl(beast::http::verb verb, beast::string_view, beast::string_view target, int version,
                         BeastError&) override {
        head_.method = method_of(verb);
        head_.target = std_view(target);
        head_.version = version;
    }
    void on_field_impl(beast::http::field id, beast::string_view name, beast::string_view value,
                       BeastError& ec) override {
        if (header_done_) return;  // trailers: read, and not believed
        // A folded value (RFC 9112 section 5.2) either was put together outside our buffer or has a line end before it.
        const char* const after_colon = name.data() + name.size() + 1;
        const std::less<const char*> before;
        if (before(value.data(), after_colon) || value.data() > after_colon + blanks_max ||
            std::string_view(after_colon, static_cast<std::size_t>(value.data() - after_colon)).find('\r') !=
                std::string_view::npos) {
            ec = beast::http::error::bad_field;
            return;
        }
        if (head_.fields.size() == fields_max) {
            ec = beast::http::error::header_limit;
            return;
        }
        switch (id) {
            case beast::http::field::host:
                ++hosts_;
                break;
            case beast::http::field::content_length:
                ++content_lengths_;
                // Beast takes a list of equal lengths; others read only its first or last.
                if (value.find(',') != beast::string_view::npos) ec = beast::http::error::bad_content_length;
                break;
            case beast::http::field::transfer_encoding:
                ++transfer_encodings_;
                chunked_only_ = equals_ignoring_case(std_view(value), "chunked");
                break;
            case beast::http::field::expect:
                head_.expects_continue = equals_ignoring_case(std_view(value), "100-continue");
                break;
            default:
                break;
        }
        head_.fields.push_back({std_view(name), std_view(value)});
    }
    void on_header_impl(BeastError&) override { header_done_ = true; }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view part, BeastError&) override {
        body_->append(part.data(), part.size());
        return part.size();
    }
    void on_chunk_header_impl(std::uint64_t, beast::string_view extensions, BeastError& ec) override {
        // Beast takes any byte in a quoted extension; who ends a line at the bare line feed there sees another chunk.
        for (const char c : extensions)
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) {
                ec = beast::http::error::bad_chunk_extension;
                return;
            }
    }
    // Bodies of known length are read by the session, without the parser.
    std::size_t on_body_impl(beast::string_view part, BeastError&) override { return part.size(); }
    void on_response_impl(int, beast::string_view, int, BeastError&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
    void on_finish_impl(BeastError&) override {}

    static constexpr std::ptrdiff_t blanks_max = 1024;

    RequestHead& head_;
    std::string* body_ = nullptr;
    bool header_done_ = false;
    bool chunked_only_ = false;
    int hosts_ = 0;
    int content_lengths_ = 0;
    int transfer_encodings_ = 0;
};

}  // namespace

std::string_view RequestHead::field(std::string_view name) const {
    for (const HeaderField& f : fields) {
        if (equals_ignoring_case(f.name, name)) return f.value;
    }
    return {};
}

std::vector<std::string_view> RequestHead::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const HeaderField& f : fields)
        if (equals_ignoring_case(f.name, name)) values.push_back(f.value);
    return values;
}

void RequestHead::rebase(const char* from, const char* to) {
    const auto moved = [&](std::string_view& view) {
        if (view.data() != nullptr) view = {to + (view.data() - from), view.size()};
    };
    moved(target);
    for (HeaderField& f : fields) {
        moved(f.name);
        moved(f.value);
    }
}

class RequestParser::Impl {
public:
    RequestHead head;
    std::optional<Grammar> grammar;
};

RequestParser::RequestParser() : impl_(std::make_unique<Impl>()) {
    impl_->head.fields.reserve(16);
}
RequestParser::~RequestParser() = default;

RequestHead& RequestParser::head() {
    return impl_->head;
}

void RequestParser::begin(std::size_t header_bytes_max) {
    impl_->head.target = {};
    impl_->head.expects_continue = false;
    impl_->grammar.emplace(impl_->head, header_bytes_max);
}

RequestParser::Step RequestParser::header(std::string_view bytes) {
    Grammar& grammar = *impl_->grammar;
    BeastError ec;
    const std::size_t used = grammar.put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
    if (ec == beast::http::error::need_more) return {Status::need_more, used};
    if (ec == beast::http::error::header_limit) return {Status::too_large, used};
    if (ec) return {Status::bad, used};
    if (!grammar.is_header_done()) return {Status::need_more, used};
    return {grammar.framing_is_plain() ? Status::header_done : Status::bad, used};
}

RequestParser::Step RequestParser::chunks(std::string_view bytes, std::string& body, std::size_t body_bytes_max) {
    Grammar& grammar = *impl_->grammar;
    grammar.body_into(body, body_bytes_max);
    std::size_t used = 0;
    while (!grammar.is_done()) {
        // A body ends with at least five bytes, "0\r\n\r\n"; Beast asserts that it sees them when it looks a second
        // time.
        if (bytes.size() - used < 5) return {Status::need_more, used};
        BeastError ec;
        used += grammar.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), ec);
        if (ec == beast::http::error::need_more) return {Status::need_more, used};
        if (ec == beast::http::error::body_limit) return {Status::too_large, used};
        if (ec) return {Status::bad, used};
    }
    return {Status::complete, used};
}

}  // namespace yiguan::http
