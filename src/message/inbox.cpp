#include <algorithm>

#include "core/text.hpp"
#include "message/message_store.hpp"
#include "message/settings.hpp"
#include "message/templates.hpp"

namespace yiguan::message {
namespace {

std::vector<std::int64_t> recipients(const auth::Actor& actor) {
    std::vector<std::int64_t> found;
    if (actor.user) found.push_back(Recipient(actor.user).key());
    if (actor.org) found.push_back(Recipient(actor.org).key());
    if (actor.roles.has(auth::Role::platform_admin)) found.push_back(Recipient::operators().key());
    return found;
}

// Ids grow with time: what is older than the user is no news to him.
store::Reader reader(db::Tx& tx, const auth::Actor& actor) {
    return {.user = actor.user, .seen = store::seen(tx, actor.user).value_or(actor.user.value)};
}

}  // namespace

NoticeId notify(db::Tx& tx, Recipient to, Kind kind, std::string_view title, std::string_view text, ObjectRef object) {
    const Notice notice{.id = tx.next_id<NoticeId>(),
                        .kind = kind,
                        .title = harmless(title, title_chars_max),
                        .text = harmless(text, text_chars_max),
                        .object_type = std::string(object.type),
                        .object_id = object.id,
                        .at = tx.now()};
    store::insert_notice(tx, to.key(), notice);
    return notice.id;
}

NoticeId notify(db::Tx& tx, Recipient to, std::string_view template_key, const Parameters& parameters,
                ObjectRef object) {
    const auto& of = get_template(template_key);
    const auto rendered = render(of, parameters);
    return notify(tx, to, of.kind, rendered.title, rendered.text, object);
}

void tell(db::Tx& tx, const Person& person, std::string_view template_key, const Parameters& parameters,
          ObjectRef object) {
    const auto channels = channels_of(tx, person.user, get_template(template_key).kind);
    if (channels.contains(Channel::platform)) notify(tx, person.user, template_key, parameters, object);
    const auto send = [&](Channel channel, const std::string& to) {
        if (channels.contains(channel) && is_address(channel, to))
            static_cast<void>(post(tx, {.channel = channel,
                                        .to = to,
                                        .template_key = template_key,
                                        .parameters = parameters,
                                        .user = person.user})
                                  .value());
    };
    send(Channel::sms, person.phone);
    send(Channel::email, person.email);
}

std::vector<Notice> list_notices(db::Tx& tx, const auth::Actor& actor, const NoticeFilter& filter, std::int64_t before,
                                 int limit) {
    const auto to = reader(tx, actor);
    std::vector<Notice> found;
    for (const auto recipient : recipients(actor))
        for (auto& notice : store::notices(tx, recipient, to, filter, before > 0 ? before : INT64_MAX, limit))
            found.push_back(std::move(notice));
    std::ranges::sort(found, std::greater<>(), &Notice::id);
    if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
    return found;
}

std::int64_t count_notices(db::Tx& tx, const auth::Actor& actor, const NoticeFilter& filter) {
    const auto to = reader(tx, actor);
    std::int64_t found = 0;
    for (const auto recipient : recipients(actor))
        found += store::count(tx, recipient, to, filter, counted_max + 1 - found);
    return found;
}

Result<void> mark_read(db::Tx& tx, const auth::Actor& actor, NoticeId id) {
    const auto own = recipients(actor);
    if (std::ranges::none_of(own, [&](std::int64_t to) { return store::is_recipient(tx, to, id); }))
        return Error{Code::not_found, "", "没有这条消息"};
    if (id.value > reader(tx, actor).seen) store::put_read(tx, actor.user, id);
    return outcome::success();
}

void mark_all_read(db::Tx& tx, const auth::Actor& actor) {
    store::put_seen(tx, actor.user, tx.next_id<NoticeId>());
}

}  // namespace yiguan::message
