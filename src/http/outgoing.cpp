#include "http/outgoing.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "core/text.hpp"
#include "http/response_head.hpp"

namespace yiguan::http {
namespace {

using Outcome = OutgoingAnswer::Outcome;

constexpr std::size_t url_bytes_max = 2048;

IpNetworks networks(std::string_view list) {
    auto parsed = IpNetworks::parse(list);
    if (parsed.has_error()) throw std::logic_error("a broken list of networks");
    return std::move(parsed).value();
}

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// A header that would say something else about the message than we do.
bool describes_message(std::string_view header) {
    return std::ranges::any_of(
        std::array<std::string_view, 5>{"Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect"},
        [&](std::string_view own) { return same_name(header, own); });
}

std::optional<IpAddress> address_of(const sockaddr& address, std::size_t size) {
    if (address.sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
        sockaddr_in four;
        std::memcpy(&four, &address, sizeof four);
        std::array<std::uint8_t, 4> bytes;
        std::memcpy(bytes.data(), &four.sin_addr, bytes.size());
        return IpAddress::v4(bytes);
    }
    if (address.sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
        sockaddr_in6 six;
        std::memcpy(&six, &address, sizeof six);
        std::array<std::uint8_t, 16> bytes;
        std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
        return IpAddress(bytes);
    }
    return std::nullopt;
}

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string part_of(const Url& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
    std::string copy = text;
    curl_free(text);
    return copy;
}

Error bad_url(std::string detail) {
    return {Code::invalid, "", std::move(detail)};
}

/// Read by the same parser that will use it, so that there are no two opinions on which host is meant.
Result<Url> parse_url(std::string_view text) {
    if (text.size() > url_bytes_max) return bad_url("回调地址不能超过 2048 个字符");
    if (!std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; }))
        return bad_url("回调地址只能含可见的 ASCII 字符");
    // RFC 3986 has no use for these; parsers differ in what they make of them.
    if (text.find_first_of("\"<>\\^`{|}") != text.npos) return bad_url("回调地址含有必须编码的字符");
    // curl would also take "https:///host" and "https:/host".
    const auto colon = text.find("://");
    if (colon == text.npos || text.substr(colon + 3).starts_with('/')) return bad_url("应是 http 或 https 的完整地址");
    Url url(curl_url());
    if (!url) throw std::bad_alloc();
    if (curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK)
        return bad_url("应是 http 或 https 的完整地址");
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return bad_url("回调地址只能用 http 或 https");
    if (part_of(url, CURLUPART_HOST).empty()) return bad_url("回调地址缺少主机名");
    if (text.find('#') != text.npos) return bad_url("回调地址不能带片段（#）");
    char* user = nullptr;
    const auto has = [&](CURLUPart part) {
        const bool found = curl_url_get(url.get(), part, &user, 0) == CURLUE_OK;
        curl_free(std::exchange(user, nullptr));
        return found;
    };
    if (has(CURLUPART_USER) || has(CURLUPART_PASSWORD)) return bad_url("回调地址不能带用户名或密码");
    return url;
}

/// The host as an address; nothing for a name.
std::optional<IpAddress> literal_host(const Url& url) {
    std::string host = part_of(url, CURLUPART_HOST);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    return IpAddress::parse(host);
}

void init_curl() {
    // Before the first use, once; a static's initialisation is what C++ offers for that.
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) throw std::runtime_error("curl_global_init failed");
}

}  // namespace

bool AddressPolicy::is_public(const IpAddress& address) {
    // IANA IPv4 Special-Purpose Address Registry, multicast and class E included; 192.88.99.0/24 is RFC 7526's relic,
    // 168.63.129.16 answers virtual machines of one cloud with what belongs to them alone.
    static const IpNetworks special_v4 = networks(
        "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, "
        "192.88.99.0/24, 192.168.0.0/16, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24, 224.0.0.0/4, 240.0.0.0/4, "
        "168.63.129.16");
    // Of IPv6 only 2000::/3 is given out as global unicast. Within it: IETF protocols (Teredo among them), the
    // documentation prefixes and 6to4, which carries any IPv4 address. NAT64 (64:ff9b::/96) lies outside already.
    static const IpNetworks global_v6 = networks("2000::/3");
    static const IpNetworks special_v6 = networks("2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20");
    if (address.is_v4()) return !special_v4.contains(address);
    return global_v6.contains(address) && !special_v6.contains(address);
}

std::string_view name(Outcome outcome) {
    switch (outcome) {
        case Outcome::answered:
            return "answered";
        case Outcome::bad_url:
            return "bad_url";
        case Outcome::refused:
            return "refused";
        case Outcome::unreachable:
            return "unreachable";
        case Outcome::tls:
            return "tls";
        case Outcome::timed_out:
            return "timed_out";
        case Outcome::too_large:
            return "too_large";
        case Outcome::cancelled:
            return "cancelled";
    }
    return "unreachable";
}

Result<void> check_url(std::string_view url, const AddressPolicy& policy) {
    TRY(const auto parsed, parse_url(url));
    const auto literal = literal_host(parsed);
    if (literal && !policy.allows(*literal)) return bad_url("回调地址不能指向本机、内部网络或保留地址");
    return outcome::success();
}

class OutgoingClient::Impl {
public:
    explicit Impl(OutgoingOptions options) : options_(std::move(options)) {
        init_curl();
        easy_ = curl_easy_init();
        if (easy_ == nullptr) throw std::bad_alloc();
    }
    ~Impl() { curl_easy_cleanup(easy_); }
    Impl(const Impl&) = delete;

    enum class Verb : bool { get, post };

    OutgoingAnswer request(Verb verb, std::string_view text, std::string_view body, const OutgoingHeaders& headers) {
        OutgoingAnswer answer;
        const auto parsed = parse_url(text);
        if (parsed.has_error()) return {Outcome::bad_url, 0, {}, parsed.error().detail};
        const Url& url = parsed.value();
        const std::string host = part_of(url, CURLUPART_HOST);
        // "Expect:" and "Accept:" leave out what curl would add.
        std::unique_ptr<curl_slist, FreeList> list;
        const auto add = [&](const std::string& line) {
            curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
            if (longer == nullptr) throw std::bad_alloc();
            static_cast<void>(list.release());
            list.reset(longer);
        };
        add("Expect:");
        for (const auto& [key, value] : headers) {
            if (!is_sendable(key, value) || describes_message(key))
                return {Outcome::bad_url, 0, {}, fmt::format("header {} cannot be sent", shorten(key, 40))};
            // A ';' instead of ':' is how curl is told to send an empty value.
            add(value.empty() ? key + ";" : key + ": " + value);
        }
        curl_easy_reset(easy_);  // keeps the connection
        configure(url, list.get());
        if (verb == Verb::post) {
            set(CURLOPT_POST, 1L);
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
            set(CURLOPT_POSTFIELDS, body.data() == nullptr ? "" : body.data());
        }
        answer_ = &answer;
        header_bytes_ = 0;
        refused_ = too_large_ = false;
        std::array<char, CURL_ERROR_SIZE> message{};
        set(CURLOPT_ERRORBUFFER, message.data());
        const CURLcode code = cancelled_.load() ? CURLE_ABORTED_BY_CALLBACK : curl_easy_perform(easy_);
        curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, nullptr);
        answer_ = nullptr;
        answer.outcome = outcome_of(code);
        if (answer.outcome == Outcome::answered) {
            long status = 0;
            curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
            answer.status = static_cast<int>(status);
        } else {
            answer.body.clear();
            answer.what = fmt::format("{}: {}", host, message[0] != '\0' ? message.data() : curl_easy_strerror(code));
        }
        return answer;
    }

    void cancel() { cancelled_ = true; }

private:
    template <class T>
    void set(CURLoption option, T value) {
        // A wrong option would leave a guard out: better no request at all.
        if (const CURLcode code = curl_easy_setopt(easy_, option, value); code != CURLE_OK)
            throw std::runtime_error(
                fmt::format("curl option {}: {}", static_cast<int>(option), curl_easy_strerror(code)));
    }

    void configure(const Url& url, curl_slist* headers) {
        set(CURLOPT_CURLU, url.get());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_PROXY, "");  // also none from the environment: it would connect in our place
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        if (!options_.ca_file.empty()) {
            set(CURLOPT_CAINFO, options_.ca_file.c_str());
            set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
        }
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout.count()));
        set(CURLOPT_USERAGENT, "yiguan");
        set(CURLOPT_HTTPHEADER, headers);
        set(CURLOPT_MAXCONNECTS, 2L);
        set(CURLOPT_OPENSOCKETFUNCTION, &Impl::open_socket);
        set(CURLOPT_OPENSOCKETDATA, this);
        set(CURLOPT_WRITEFUNCTION, &Impl::take_body);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_HEADERFUNCTION, &Impl::take_header);
        set(CURLOPT_HEADERDATA, this);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &Impl::goes_on);
        set(CURLOPT_XFERINFODATA, this);
    }

    Outcome outcome_of(CURLcode code) const {
        if (code == CURLE_OK) return Outcome::answered;
        if (cancelled_.load()) return Outcome::cancelled;
        if (too_large_) return Outcome::too_large;
        switch (code) {
            case CURLE_OPERATION_TIMEDOUT:
                return Outcome::timed_out;
            case CURLE_UNSUPPORTED_PROTOCOL:
            case CURLE_URL_MALFORMAT:
                return Outcome::bad_url;
            case CURLE_SSL_CONNECT_ERROR:
            case CURLE_SSL_CERTPROBLEM:
            case CURLE_SSL_CIPHER:
            case CURLE_SSL_CACERT_BADFILE:
            case CURLE_SSL_ISSUER_ERROR:
            case CURLE_SSL_INVALIDCERTSTATUS:
            case CURLE_PEER_FAILED_VERIFICATION:
                return Outcome::tls;
            default:
                // Another address of the name may have been allowed and not have answered: then too.
                return refused_ ? Outcome::refused : Outcome::unreachable;
        }
    }

    // What curl calls. No exception may pass through it.

    static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address) {
        Impl& impl = *static_cast<Impl*>(self);
        const auto ip = address_of(address->addr, address->addrlen);
        if (purpose != CURLSOCKTYPE_IPCXN || !ip || !impl.options_.policy.allows(*ip)) {
            impl.refused_ = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
    static std::size_t take_body(const char* data, std::size_t size, std::size_t count, void* self) {
        Impl& impl = *static_cast<Impl*>(self);
        const std::size_t bytes = size * count;
        std::string& body = impl.answer_->body;
        if (bytes > impl.options_.answer_bytes_max - body.size()) {
            impl.too_large_ = true;
            return bytes + 1;  // anything but what was given ends the transfer
        }
        try {
            body.append(data, bytes);
        } catch (const std::bad_alloc&) {
            return bytes + 1;
        }
        return bytes;
    }
    static std::size_t take_header(const char*, std::size_t size, std::size_t count, void* self) {
        Impl& impl = *static_cast<Impl*>(self);
        impl.header_bytes_ += size * count;
        if (impl.header_bytes_ <= impl.options_.answer_bytes_max) return size * count;
        impl.too_large_ = true;
        return size * count + 1;
    }
    static int goes_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Impl*>(self)->cancelled_.load() ? 1 : 0;
    }

    OutgoingOptions options_;
    CURL* easy_;
    std::atomic<bool> cancelled_{false};
    OutgoingAnswer* answer_ = nullptr;
    std::size_t header_bytes_ = 0;
    bool refused_ = false;
    bool too_large_ = false;
};

OutgoingClient::OutgoingClient(OutgoingOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
OutgoingClient::~OutgoingClient() = default;

OutgoingAnswer OutgoingClient::post(std::string_view url, std::string_view body, const OutgoingHeaders& headers) {
    return impl_->request(Impl::Verb::post, url, body, headers);
}

OutgoingAnswer OutgoingClient::get(std::string_view url, const OutgoingHeaders& headers) {
    return impl_->request(Impl::Verb::get, url, {}, headers);
}

void OutgoingClient::cancel() {
    impl_->cancel();
}

}  // namespace yiguan::http
