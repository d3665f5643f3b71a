// Messages to people: SMS and e-mail through an outbox, and messages on the platform. Knows organisations and users by
// id only.
//
// A message is posted in the transaction of what it tells about: either both are stored or neither. The sender
// (sender.hpp) delivers what is stored, at least once, however often the node is restarted.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::message {

using MessageId = Id<struct MessageTag>;
using NoticeId = Id<struct NoticeTag>;
/// Names in data/messages.json to values. Values are made harmless (templates.hpp).
using Parameters = std::map<std::string, std::string, std::less<>>;

enum class Channel : std::uint8_t { sms = 1, email = 2, platform = 3 };
std::string_view name(Channel channel);     ///< "sms"
std::string_view name_zh(Channel channel);  ///< 短信
std::optional<Channel> parse_channel(std::string_view name);

/// What a message is about; people choose by it where they want to be told.
enum class Kind : std::uint8_t { review = 1, account, certificate, party, warning, system };
inline constexpr int kind_count = 6;
std::string_view name(Kind kind);     ///< "review"
std::string_view name_zh(Kind kind);  ///< 审核
std::optional<Kind> parse_kind(std::string_view name);

// ---- SMS and e-mail

struct Message {
    Channel channel = Channel::sms;  ///< platform: as notify(), to `user`, else to `org`.
    std::string to{};                ///< Mobile number or e-mail address.
    std::string_view template_key;   ///< Of data/messages.json.
    Parameters parameters{};
    UserId user{};
    OrgId org{};
    /// Useless later than this: a code that has expired is not sent. At most what every message is tried for.
    std::optional<std::int64_t> valid_ms{};
};
inline constexpr std::int64_t tried_for_ms = 3 * 86'400'000;

/// Stores the message for the sender; its text and address are sealed. Code::invalid at "/to" for what is no mobile
/// number (of the mainland, or +<country>...) or e-mail address.
/// @throws std::logic_error for a template that does not exist or misses a parameter. Source: ECO-10, C-20, C-30.
Result<MessageId> post(db::Tx& tx, const Message& message);

/// True for what post() takes on that channel.
bool is_address(Channel channel, std::string_view text);
std::string masked(Channel channel, std::string_view address);  ///< 138****0001, z***@maker.example

enum class State : std::uint8_t { waiting = 0, sent = 1, dead = 2 };
std::string_view name(State state);
std::string_view name_zh(State state);  ///< 待发送
/// 注册审核通过 of "registration_approved"; the key itself for a template that is gone.
std::string template_zh(std::string_view key);
std::optional<State> parse_state(std::string_view name);

/// A message as the operator sees it.
struct Posted {
    MessageId id;
    Channel channel = Channel::sms;
    std::string to;  ///< Masked.
    std::string template_key;
    UserId user;
    OrgId org;
    State state = State::waiting;
    int attempts = 0;
    UtcMs due_at, created_at;
    std::optional<UtcMs> finished_at;
    std::string error;                ///< Of the last attempt: "HTTP 500", "timeout".
    std::optional<std::string> text;  ///< Only where bodies are shown, and as long as there is one.
};
/// On which channels the outbox shows what messages say: where the local gateway keeps them for development.
struct Bodies {
    bool sms = false, email = false;
};
/// Newest first, before `before` (0: from the newest). By a platform_admin: Code::forbidden. Cost: one indexed read.
Result<std::vector<Posted>> list_outbox(db::Tx& tx, const auth::Actor& actor, std::optional<State> state,
                                        std::int64_t before, int limit, Bodies bodies = {});
/// Sends a dead message again, with another three days. Code::forbidden, Code::not_found; Code::wrong_state for one
/// that is not dead, or whose text is gone. Audited.
Result<Posted> retry(db::Tx& tx, const auth::Actor& actor, MessageId id);

// ---- messages on the platform

/// Who is told: a user, whoever acts for an organisation, or the operators of the platform.
class Recipient {
public:
    Recipient(UserId user) : key_(user.value) {}
    Recipient(OrgId org) : key_(org.value) {}
    static Recipient operators() { return Recipient(std::int64_t{-1}); }
    std::int64_t key() const { return key_; }  ///< Ids of users and organisations are never the same.

private:
    explicit Recipient(std::int64_t key) : key_(key) {}
    std::int64_t key_;
};

/// What a message leads to: {"organisation", 17}.
struct ObjectRef {
    std::string_view type = {};
    std::int64_t id = 0;
};

/// Title up to 60 characters, text up to 500; what is longer is shortened.
NoticeId notify(db::Tx& tx, Recipient to, Kind kind, std::string_view title, std::string_view text,
                ObjectRef object = {});
/// The same in the words of a template.
NoticeId notify(db::Tx& tx, Recipient to, std::string_view template_key, const Parameters& parameters,
                ObjectRef object = {});

/// A user and where else he can be reached; empty where unknown.
struct Person {
    UserId user;
    std::string phone{}, email{};
};
/// On the channels that the user chose for this kind of message (settings.hpp): on the platform if he chose nothing.
void tell(db::Tx& tx, const Person& person, std::string_view template_key, const Parameters& parameters,
          ObjectRef object = {});

struct Notice {
    NoticeId id;
    Kind kind = Kind::system;
    std::string title, text;
    std::string object_type;
    std::int64_t object_id = 0;
    UtcMs at;
    bool read = false;
};
struct NoticeFilter {
    std::optional<Kind> kind{};
    std::optional<bool> read{};
};
/// The actor's own and those of the organisation he acts for, newest first, before `before`. What the organisation was
/// told before the user existed counts as read. Cost: one indexed read for each kind of recipient.
std::vector<Notice> list_notices(db::Tx& tx, const auth::Actor& actor, const NoticeFilter& filter, std::int64_t before,
                                 int limit);
inline constexpr std::int64_t counted_max = 100'000;
/// At most counted_max + 1.
std::int64_t count_notices(db::Tx& tx, const auth::Actor& actor, const NoticeFilter& filter);
/// Code::not_found for a message that is not his to see.
Result<void> mark_read(db::Tx& tx, const auth::Actor& actor, NoticeId id);
void mark_all_read(db::Tx& tx, const auth::Actor& actor);

/// What nobody needs any more: texts that the local gateway kept for a week, messages that ended half a year ago,
/// notices of more than two years. Returns how many rows it changed. For a job that runs now and then.
std::int64_t purge(db::Tx& tx);

}  // namespace yiguan::message
