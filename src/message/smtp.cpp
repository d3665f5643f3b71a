#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/secret_file.hpp"
#include "message/curl_transfer.hpp"
#include "message/outgoing_mail.hpp"

namespace yiguan::message {
namespace {

std::size_t give(char* to, std::size_t size, std::size_t count, void* rest_of_text) {
    auto& rest = *static_cast<std::string_view*>(rest_of_text);
    const auto n = std::min(size * count, rest.size());
    std::memcpy(to, rest.data(), n);
    rest.remove_prefix(n);
    return n;
}

bool is_here(std::string_view url) {
    const auto host = url.substr(std::min(url.size(), url.find("://") + 3));
    return host.starts_with("127.0.0.1") || host.starts_with("localhost") || host.starts_with("[::1]");
}

class SmtpGateway final : public Gateway {
public:
    explicit SmtpGateway(MailServer server) : server_(std::move(server)), password_(std::move(server_.password)) {}

    Outcome send(const Outgoing& message, const std::atomic<bool>& stopping) override {
        const std::string text = mail_text(message, server_.from);
        std::string_view rest = text;
        CurlList to;
        append(to, "<" + message.to + ">");
        const std::string from = "<" + server_.from + ">";
        transfer_.begin(server_.url, "smtp,smtps", stopping);
        CURL* const h = transfer_.handle();
        // A password goes over TLS only, or stays on this machine.
        const bool must_be_safe = !server_.user.empty() && !is_here(server_.url);
        curl_easy_setopt(h, CURLOPT_USE_SSL, static_cast<long>(must_be_safe ? CURLUSESSL_ALL : CURLUSESSL_TRY));
        if (!server_.user.empty()) {
            curl_easy_setopt(h, CURLOPT_USERNAME, server_.user.c_str());
            curl_easy_setopt(h, CURLOPT_PASSWORD, password_.text.c_str());
        }
        curl_easy_setopt(h, CURLOPT_MAIL_FROM, from.c_str());
        curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to.get());
        curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(h, CURLOPT_READDATA, &rest);
        const auto end = transfer_.run();
        if (end.code == CURLE_OK) return {};
        if (end.code == CURLE_ABORTED_BY_CALLBACK) return {Outcome::Result::cancelled};
        if (end.status < 400 || end.code == CURLE_LOGIN_DENIED) return {Outcome::Result::failed, reason_of(end.code)};
        // RFC 5321 section 4.2.1: 5yz of the recipient or the message is for ever; 4yz and what is said about ourselves
        // (53z: the server wants us to authenticate, or has no TLS for it) is not.
        const bool refused = end.status >= 550 && end.status < 560;
        return {refused ? Outcome::Result::refused : Outcome::Result::failed, fmt::format("SMTP {}", end.status)};
    }

private:
    MailServer server_;
    SecretText password_;
    Transfer transfer_;
};

}  // namespace

std::unique_ptr<Gateway> smtp_gateway(MailServer server) {
    return std::make_unique<SmtpGateway>(std::move(server));
}

}  // namespace yiguan::message
