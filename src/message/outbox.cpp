#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "message/message.hpp"
#include "message/message_store.hpp"
#include "message/seal.hpp"
#include "message/templates.hpp"

namespace yiguan::message {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t texts_kept_ms = 7 * day_ms;
constexpr std::int64_t finished_kept_ms = 180 * day_ms;
constexpr std::int64_t notices_kept_ms = 740 * day_ms;

bool is_phone(std::string_view text) {
    const bool international = text.starts_with('+');
    if (international) text.remove_prefix(1);
    if (!std::ranges::all_of(text, is_digit)) return false;
    return international ? text.size() >= 8 && text.size() <= 15 : text.size() == 11 && text[0] == '1';
}

// What curl and mail servers take without quoting.
bool is_email(std::string_view text) {
    const auto at = text.find('@');
    if (text.size() > 254 || at == 0 || at == text.npos || text.find('@', at + 1) != text.npos) return false;
    const auto host = text.substr(at + 1);
    const auto plain = [](char c) {
        return c > 0x20 && c < 0x7F && std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
    };
    return host.find('.') != host.npos && !host.starts_with('.') && !host.ends_with('.') &&
           std::ranges::all_of(text, plain);
}

Result<void> require_operator(const auth::Actor& actor) {
    if (actor.roles.has(auth::Role::platform_admin)) return outcome::success();
    return Error{Code::forbidden, "", "只有平台运营人员可以查看和重发短信、邮件"};
}

}  // namespace

bool is_address(Channel channel, std::string_view text) {
    return channel == Channel::sms ? is_phone(text) : channel == Channel::email && is_email(text);
}

std::string masked(Channel channel, std::string_view address) {
    if (channel == Channel::email) {
        const auto at = address.find('@');
        return at == address.npos ? "***" : fmt::format("{}***{}", address.substr(0, 1), address.substr(at));
    }
    if (address.size() < 8) return "***";
    return fmt::format("{}****{}", address.substr(0, address.size() - 8), address.substr(address.size() - 4));
}

Result<MessageId> post(db::Tx& tx, const Message& message) {
    const auto& of = get_template(message.template_key);
    const auto rendered = render(of, message.parameters);
    if (message.channel == Channel::platform) {
        const Recipient to = message.user ? Recipient(message.user) : Recipient(message.org);
        return MessageId{notify(tx, to, of.kind, rendered.title, rendered.text).value};
    }
    if (!is_address(message.channel, message.to))
        return message.channel == Channel::sms
                   ? Error{Code::invalid, "/to", "应是 11 位手机号码，或带 + 的国际号码", "手机号码"}
                   : Error{Code::invalid, "/to", "应是电子邮箱地址", "电子邮箱"};
    const auto id = tx.next_id<MessageId>();
    Parameters parameters;
    for (const auto& [key, value] : message.parameters) parameters.emplace(key, harmless(value));
    store::insert(
        tx,
        {.posted = {.id = id,
                    .channel = message.channel,
                    .to = masked(message.channel, message.to),
                    .template_key = of.key,
                    .user = message.user,
                    .org = message.org,
                    .due_at = tx.now(),
                    .created_at = tx.now(),
                    .finished_at = {},
                    .error = {},
                    .text = {}},
         .give_up_at = tx.now() + std::min(message.valid_ms.value_or(tried_for_ms), tried_for_ms),
         .sealed = seal(
             tx.vault(), id,
             {.to = message.to, .title = rendered.title, .text = rendered.text, .parameters = std::move(parameters)})});
    return id;
}

Result<std::vector<Posted>> list_outbox(db::Tx& tx, const auth::Actor& actor, std::optional<State> state,
                                        std::int64_t before, int limit, Bodies bodies) {
    TRY_VOID(require_operator(actor));
    std::vector<Posted> found;
    for (auto& row : store::list(tx, state, before > 0 ? before : INT64_MAX, std::clamp(limit, 1, 1000))) {
        const bool shown = row.posted.channel == Channel::sms ? bodies.sms : bodies.email;
        if (shown && !row.sealed.empty())
            if (auto content = open(tx.vault(), row.posted.id, row.sealed); content.has_value())
                row.posted.text = std::move(content).value().text;
        found.push_back(std::move(row.posted));
    }
    return found;
}

Result<Posted> retry(db::Tx& tx, const auth::Actor& actor, MessageId id) {
    TRY_VOID(require_operator(actor));
    const auto row = store::find(tx, id);
    if (!row) return Error{Code::not_found, "", "没有这条消息"};
    if (row->posted.state != State::dead) return Error{Code::wrong_state, "", "只有发送失败的消息可以重发"};
    if (row->sealed.empty()) return Error{Code::wrong_state, "", "消息内容已清除，不能重发"};
    store::start_again(tx, id, tx.now() + tried_for_ms);
    auth::audit(tx, actor, {.action = "message.retry", .object_kind = "message", .object_id = id.value});
    return store::find(tx, id)->posted;
}

std::int64_t purge(db::Tx& tx) {
    const auto before = [&](std::int64_t kept_ms) { return UtcMs{tx.now().value - kept_ms}; };
    return store::forget_texts(tx, before(texts_kept_ms)) + store::delete_finished(tx, before(finished_kept_ms)) +
           store::delete_notices(tx, first_id_at(before(notices_kept_ms).value));
}

}  // namespace yiguan::message
