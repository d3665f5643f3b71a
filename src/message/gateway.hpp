// What carries SMS and e-mail out of the node.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "message/message.hpp"

namespace yiguan::message {

struct Outgoing {
    MessageId id;  ///< The same at every attempt: a gateway drops what it has had by it.
    std::string to, template_key, title, text;
    Parameters parameters;
    UtcMs created_at;
};

struct Outcome {
    enum class Result : std::uint8_t {
        sent,
        failed,     ///< May go another time.
        refused,    ///< Will never go: the gateway does not take this message.
        cancelled,  ///< The node is stopping.
    };
    Result result = Result::sent;
    std::string error{};  ///< "HTTP 500": shown to the operator, so nothing of what the gateway wrote.
};

/// Used by one thread.
class Gateway {
public:
    virtual ~Gateway() = default;
    /// Takes at most gateway_seconds; ends early when `stopping` becomes true.
    virtual Outcome send(const Outgoing& message, const std::atomic<bool>& stopping) = 0;
    /// True where the text stays in the outbox, for development.
    virtual bool keeps_text() const { return false; }
};
inline constexpr long gateway_seconds = 30;

/// Sends nothing: the outbox shows what would have been said.
std::unique_ptr<Gateway> local_gateway();

/// POST of {"id","to","template","text","parameters"} with the secret as bearer token and the id as Idempotency-Key.
/// 2xx is sent; 400, 404, 410, 413 and 422 are refused, everything else is tried again. No redirects. `url`: https, or
/// http to this machine. Format: docs/formats/message-gateway.md.
std::unique_ptr<Gateway> http_gateway(std::string url, std::string secret);

struct MailServer {
    std::string url;                 ///< smtp://host:port (STARTTLS where it is offered) or smtps://host:port.
    std::string from;                ///< Address.
    std::string user{}, password{};  ///< "" for a server that needs none; else only over TLS, or on this machine.
};
/// A plain text in UTF-8; the id is the Message-ID. A permanent refusal of the recipient or the message (5yz) is
/// refused.
std::unique_ptr<Gateway> smtp_gateway(MailServer server);

/// As the settings say it (docs/operating/settings.md).
struct GatewaySettings {
    std::string sms = "local";   ///< Or a URL of http_gateway.
    std::string mail = "local";  ///< Or a URL of smtp_gateway.
    std::filesystem::path sms_secret_file{};
    std::string mail_from{}, mail_user{};
    std::filesystem::path mail_password_file{};

    bool sms_is_local() const { return sms == "local"; }
    bool mail_is_local() const { return mail == "local"; }
    Bodies bodies() const { return {.sms = sms_is_local(), .email = mail_is_local()}; }
};
struct Gateways {
    std::unique_ptr<Gateway> sms = local_gateway(), email = local_gateway();
    Gateway& of(Channel channel) const { return channel == Channel::sms ? *sms : *email; }
};
/// Code::invalid at the setting's name for a URL that is none, or a missing sender; Code::key_file for a secret that
/// cannot be read.
Result<Gateways> make_gateways(const GatewaySettings& settings);

}  // namespace yiguan::message
