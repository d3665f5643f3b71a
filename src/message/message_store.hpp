// Every SQL statement of the room. Private to message.
#pragma once
#include "message/message.hpp"

namespace yiguan::message::store {

// ---- outbox
struct Row {
    Posted posted;
    UtcMs give_up_at;
    std::string sealed;  ///< "" when it is gone.
};
void insert(db::Tx& tx, const Row& row);
std::optional<Row> find(db::Tx& tx, MessageId id);
std::vector<Row> list(db::Tx& tx, std::optional<State> state, std::int64_t before, int limit);
struct Due {
    MessageId id;
    UtcMs due_at;
};
std::vector<Due> due(db::Tx& tx, int limit);
/// Takes the message for an attempt until `lease_until`: false when somebody else did.
bool claim(db::Tx& tx, const Due& due, UtcMs lease_until);
/// Back to the queue, if it still waits.
void postpone(db::Tx& tx, MessageId id, UtcMs due_at, std::string_view error);
enum class Text : bool { forget, keep };
void finish(db::Tx& tx, MessageId id, State state, std::string_view error, Text text);
void start_again(db::Tx& tx, MessageId id, UtcMs give_up_at);
std::int64_t forget_texts(db::Tx& tx, UtcMs finished_before);
std::int64_t delete_finished(db::Tx& tx, UtcMs finished_before);

// ---- messages on the platform
void insert_notice(db::Tx& tx, std::int64_t recipient, const Notice& notice);
struct Reader {
    UserId user;
    std::int64_t seen = 0;  ///< Up to this one everything is read.
};
std::vector<Notice> notices(db::Tx& tx, std::int64_t recipient, const Reader& reader, const NoticeFilter& filter,
                            std::int64_t before, int limit);
std::int64_t count(db::Tx& tx, std::int64_t recipient, const Reader& reader, const NoticeFilter& filter,
                   std::int64_t at_most);
bool is_recipient(db::Tx& tx, std::int64_t recipient, NoticeId id);
std::optional<std::int64_t> seen(db::Tx& tx, UserId user);
void put_seen(db::Tx& tx, UserId user, NoticeId upto);
void put_read(db::Tx& tx, UserId user, NoticeId id);
std::int64_t delete_notices(db::Tx& tx, std::int64_t before);

// ---- settings
std::optional<std::string> find_setting(db::Tx& tx, UserId user, std::string_view name);
std::int64_t count_settings(db::Tx& tx, UserId user);
void put_setting(db::Tx& tx, UserId user, std::string_view name, std::string_view value);
void delete_setting(db::Tx& tx, UserId user, std::string_view name);

}  // namespace yiguan::message::store
