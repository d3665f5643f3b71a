#include "message/gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/json.hpp"
#include "core/secret_file.hpp"
#include "core/text.hpp"
#include "message/curl_transfer.hpp"

namespace yiguan::message {
namespace {

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

int is_stopping(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::atomic<bool>*>(stopping)->load() ? 1 : 0;
}

class LocalGateway final : public Gateway {
public:
    Outcome send(const Outgoing&, const std::atomic<bool>&) override { return {}; }
    bool keeps_text() const override { return true; }
};

class HttpGateway final : public Gateway {
public:
    HttpGateway(std::string url, std::string secret) : url_(std::move(url)), secret_(std::move(secret)) {}

    Outcome send(const Outgoing& message, const std::atomic<bool>& stopping) override {
        json::object parameters;
        for (const auto& [name, value] : message.parameters) parameters[name] = value;
        const std::string body = json::serialize(json::object{{"id", to_string(message.id)},
                                                              {"to", message.to},
                                                              {"template", message.template_key},
                                                              {"text", message.text},
                                                              {"parameters", std::move(parameters)}});
        CurlList headers;
        append(headers, "Content-Type: application/json");
        append(headers, "Expect:");
        append(headers, "Idempotency-Key: " + to_string(message.id));
        if (!secret_.text.empty()) append(headers, "Authorization: Bearer " + secret_.text);
        transfer_.begin(url_, "http,https", stopping);
        curl_easy_setopt(transfer_.handle(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(transfer_.handle(), CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(transfer_.handle(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        const auto end = transfer_.run();
        if (end.code == CURLE_ABORTED_BY_CALLBACK) return {Outcome::Result::cancelled};
        if (end.code != CURLE_OK) return {Outcome::Result::failed, reason_of(end.code)};
        if (end.status >= 200 && end.status < 300) return {};
        constexpr std::array<long, 5> refusals{400, 404, 410, 413, 422};
        const bool refused = std::ranges::find(refusals, end.status) != refusals.end();
        return {refused ? Outcome::Result::refused : Outcome::Result::failed, fmt::format("HTTP {}", end.status)};
    }

private:
    std::string url_;
    SecretText secret_;
    Transfer transfer_;
};

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
    std::string copy = text;
    curl_free(text);
    return copy;
}

// Its parts as the transfer will read them; nothing for what is no URL, or has more in it than a server.
struct Server {
    std::string scheme, host;
    bool is_here() const { return host == "localhost" || host == "127.0.0.1" || host == "[::1]"; }
};
std::optional<Server> server_of(const std::string& text) {
    const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), curl_url_cleanup);
    if (text.find("://") == text.npos || !std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; }) ||
        curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return std::nullopt;
    if (!part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty())
        return std::nullopt;
    return Server{part_of(url.get(), CURLUPART_SCHEME), part_of(url.get(), CURLUPART_HOST)};
}

Error wrong(std::string_view setting, std::string detail) {
    return {Code::invalid, fmt::format("/{}", setting), std::move(detail)};
}

Result<std::string> secret_of(const std::filesystem::path& file, std::string_view name) {
    if (file.empty()) return std::string();
    TRY(const auto secret, read_secret_file(file, name));
    const auto text = trim(secret.text);
    if (text.empty() || has_control(text, false)) return secret_file_refusal(file, name, "应是一行文字");
    return std::string(text);
}

}  // namespace

Transfer::Transfer() {
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) throw std::runtime_error("curl_global_init failed");
    handle_.reset(curl_easy_init());
    if (!handle_) throw std::bad_alloc();
}

void Transfer::begin(const std::string& url, const char* protocols, const std::atomic<bool>& stopping) {
    CURL* const h = handle_.get();
    curl_easy_reset(h);
    curl_easy_setopt(h, CURLOPT_URL, url.c_str());
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, gateway_seconds);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, is_stopping);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&stopping));
}

Transfer::End Transfer::run() {
    End end{.code = curl_easy_perform(handle_.get())};
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &end.status);
    return end;
}

void append(CurlList& list, const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
}

std::string reason_of(CURLcode code) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return "timeout";
        case CURLE_COULDNT_CONNECT:
            return "connection refused";
        case CURLE_COULDNT_RESOLVE_HOST:
            return "unknown host";
        case CURLE_LOGIN_DENIED:
            return "login denied";
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_USE_SSL_FAILED:
            return "TLS";
        default:
            return fmt::format("connection broken ({})", static_cast<int>(code));
    }
}

std::unique_ptr<Gateway> local_gateway() {
    return std::make_unique<LocalGateway>();
}

std::unique_ptr<Gateway> http_gateway(std::string url, std::string secret) {
    return std::make_unique<HttpGateway>(std::move(url), std::move(secret));
}

Result<Gateways> make_gateways(const GatewaySettings& settings) {
    Gateways gateways;
    if (!settings.sms_is_local()) {
        const auto server = server_of(settings.sms);
        if (!server || (server->scheme != "https" && !(server->scheme == "http" && server->is_here())))
            return wrong("sms-gateway", "应是 local 或 https 地址，不带用户名和密码");
        TRY(auto secret, secret_of(settings.sms_secret_file, "短信网关密钥文件"));
        gateways.sms = http_gateway(settings.sms, std::move(secret));
    }
    if (!settings.mail_is_local()) {
        const auto server = server_of(settings.mail);
        if (!server || (server->scheme != "smtp" && server->scheme != "smtps"))
            return wrong("mail-gateway", "应是 local 或 smtp://、smtps:// 地址，不带用户名和密码");
        if (!is_address(Channel::email, settings.mail_from))
            return wrong("mail-from", "使用邮件服务器时须填写发件人的电子邮箱地址");
        TRY(auto password, secret_of(settings.mail_password_file, "邮件密码文件"));
        if (settings.mail_user.empty() != password.empty()) return wrong("mail-user", "邮件用户名和密码文件须同时填写");
        gateways.email = smtp_gateway({.url = settings.mail,
                                       .from = settings.mail_from,
                                       .user = settings.mail_user,
                                       .password = std::move(password)});
    }
    return gateways;
}

}  // namespace yiguan::message
