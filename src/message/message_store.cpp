#include "message/message_store.hpp"

namespace yiguan::message::store {
namespace {

using db::Rows;
using db::Statement;

std::optional<std::string_view> filled(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

Row read_row(Rows& rows) {
    return {.posted = {.id = rows.get<MessageId>(0),
                       .channel = rows.get<Channel>(1),
                       .to = rows.get<std::string>(5),
                       .template_key = rows.get<std::string>(2),
                       .user = rows.get<UserId>(3),
                       .org = rows.get<OrgId>(4),
                       .state = rows.get<State>(7),
                       .attempts = static_cast<int>(rows.integer(8)),
                       .due_at = rows.get<UtcMs>(9),
                       .created_at = rows.get<UtcMs>(11),
                       .finished_at = rows.get<std::optional<UtcMs>>(12),
                       .error = rows.get<std::optional<std::string>>(13).value_or(""),
                       .text = {}},
            .give_up_at = rows.get<UtcMs>(10),
            .sealed = rows.get<std::optional<std::string>>(6).value_or("")};
}

}  // namespace

// ---- outbox

#define OUTBOX_COLUMNS                                                                                      \
    "message_id, channel, template, user_id, org_id, masked, sealed, state, attempts, due_at, give_up_at, " \
    "created_at, finished_at, last_error"

const Statement insert_sql{"message.insert", R"sql(
    insert into outbox (message_id, channel, template, user_id, org_id, masked, sealed, state, attempts, due_at,
                        give_up_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9, $8)
)sql"};

void insert(db::Tx& tx, const Row& row) {
    const auto& p = row.posted;
    tx.post(insert_sql, p.id, p.channel, p.template_key, p.user, p.org, p.to, bytes(row.sealed), p.due_at,
            row.give_up_at);
}

const Statement find_sql{"message.find", "select " OUTBOX_COLUMNS " from outbox where message_id = $1"};

std::optional<Row> find(db::Tx& tx, MessageId id) {
    Rows rows = tx.query(find_sql, id);
    if (!rows.next()) return std::nullopt;
    return read_row(rows);
}

const Statement list_sql{"message.list_outbox", "select " OUTBOX_COLUMNS
                                                " from outbox where message_id < $1 order by message_id desc limit $2"};
const Statement list_state_sql{"message.list_outbox_in_state", "select " OUTBOX_COLUMNS
                                                               " from outbox where state = $1 and message_id < $2"
                                                               " order by message_id desc limit $3"};

std::vector<Row> list(db::Tx& tx, std::optional<State> state, std::int64_t before, int limit) {
    Rows rows = state ? tx.query(list_state_sql, *state, before, limit) : tx.query(list_sql, before, limit);
    std::vector<Row> found;
    while (rows.next()) found.push_back(read_row(rows));
    return found;
}

const Statement due_sql{"message.due", R"sql(
    select message_id, due_at from outbox where state = 0 and due_at <= $1 order by due_at limit $2)sql"};

std::vector<Due> due(db::Tx& tx, int limit) {
    Rows rows = tx.query(due_sql, tx.now(), limit);
    std::vector<Due> found;
    while (rows.next()) found.push_back({rows.get<MessageId>(0), rows.get<UtcMs>(1)});
    return found;
}

const Statement claim_sql{"message.claim", R"sql(
    update outbox set due_at = $3, attempts = attempts + 1 where message_id = $1 and state = 0 and due_at = $2)sql"};

bool claim(db::Tx& tx, const Due& due, UtcMs lease_until) {
    return tx.execute(claim_sql, due.id, due.due_at, lease_until) == 1;
}

const Statement postpone_sql{"message.postpone", R"sql(
    update outbox set due_at = $2, last_error = $3 where message_id = $1 and state = 0)sql"};

void postpone(db::Tx& tx, MessageId id, UtcMs due_at, std::string_view error) {
    tx.post(postpone_sql, id, due_at, filled(error));
}

const Statement finish_sql{"message.finish", R"sql(
    update outbox set state = $2, finished_at = $3, last_error = $4 where message_id = $1)sql"};
const Statement finish_and_forget_sql{"message.finish_and_forget", R"sql(
    update outbox set state = $2, finished_at = $3, last_error = $4, sealed = null where message_id = $1)sql"};

void finish(db::Tx& tx, MessageId id, State state, std::string_view error, Text text) {
    tx.post(text == Text::keep ? finish_sql : finish_and_forget_sql, id, state, tx.now(), filled(error));
}

const Statement start_again_sql{"message.start_again", R"sql(
    update outbox set state = 0, attempts = 0, due_at = $2, give_up_at = $3, finished_at = null
     where message_id = $1)sql"};

void start_again(db::Tx& tx, MessageId id, UtcMs give_up_at) {
    tx.post(start_again_sql, id, tx.now(), give_up_at);
}

// Ids grow with time: what finished before a time was made before it.
const Statement forget_texts_sql{"message.forget_texts", R"sql(
    update outbox set sealed = null
     where message_id < $1 and state <> 0 and finished_at < $2 and sealed is not null)sql"};

std::int64_t forget_texts(db::Tx& tx, UtcMs finished_before) {
    return tx.execute(forget_texts_sql, first_id_at(finished_before.value), finished_before);
}

const Statement delete_finished_sql{"message.delete_finished", R"sql(
    delete from outbox where message_id < $1 and state <> 0 and finished_at < $2)sql"};

std::int64_t delete_finished(db::Tx& tx, UtcMs finished_before) {
    return tx.execute(delete_finished_sql, first_id_at(finished_before.value), finished_before);
}

// ---- messages on the platform

const Statement insert_notice_sql{"message.insert_notice", R"sql(
    insert into notice (recipient, notice_id, kind, title, body, object_kind, object_id, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8))sql"};

void insert_notice(db::Tx& tx, std::int64_t recipient, const Notice& n) {
    tx.post(insert_notice_sql, recipient, n.id, n.kind, n.title, n.text, n.object_type, n.object_id, n.at);
}

// $1 recipient, $2 before, $3 kind or 0, $4 read: 0, 1, or -1 for both, $5 user, $6 seen
#define IS_READ                                                                                    \
    "(case when n.notice_id <= $6 or exists (select 1 from notice_read r where r.user_id = $5 and" \
    " r.notice_id = n.notice_id) then 1 else 0 end)"
#define NOTICES_WANTED                                           \
    " from notice n where n.recipient = $1 and n.notice_id < $2" \
    " and (n.kind = $3 or $3 = 0) and ($4 < 0 or " IS_READ " = $4)"

const Statement notices_sql{
    "message.notices",
    "select n.notice_id, n.kind, n.title, n.body, n.object_kind, n.object_id, n.created_at, " IS_READ NOTICES_WANTED
    " order by n.notice_id desc limit $7"};

std::vector<Notice> notices(db::Tx& tx, std::int64_t recipient, const Reader& reader, const NoticeFilter& filter,
                            std::int64_t before, int limit) {
    Rows rows = tx.query(notices_sql, recipient, before, filter.kind ? static_cast<int>(*filter.kind) : 0,
                         filter.read ? static_cast<int>(*filter.read) : -1, reader.user, reader.seen, limit);
    std::vector<Notice> found;
    while (rows.next())
        found.push_back({.id = rows.get<NoticeId>(0),
                         .kind = rows.get<Kind>(1),
                         .title = rows.get<std::string>(2),
                         .text = rows.get<std::string>(3),
                         .object_type = rows.get<std::string>(4),
                         .object_id = rows.integer(5),
                         .at = rows.get<UtcMs>(6),
                         .read = rows.get<bool>(7)});
    return found;
}

const Statement count_sql{"message.count_notices",
                          "select count(*) from (select n.notice_id " NOTICES_WANTED " limit $7) as counted"};

std::int64_t count(db::Tx& tx, std::int64_t recipient, const Reader& reader, const NoticeFilter& filter,
                   std::int64_t at_most) {
    Rows rows = tx.query(count_sql, recipient, INT64_MAX, filter.kind ? static_cast<int>(*filter.kind) : 0,
                         filter.read ? static_cast<int>(*filter.read) : -1, reader.user, reader.seen, at_most);
    rows.next();
    return rows.integer(0);
}

const Statement is_recipient_sql{"message.is_recipient",
                                 "select 1 from notice where recipient = $1 and notice_id = $2"};

bool is_recipient(db::Tx& tx, std::int64_t recipient, NoticeId id) {
    return tx.query(is_recipient_sql, recipient, id).next();
}

const Statement seen_sql{"message.seen", "select notice_id from notice_seen where user_id = $1"};

std::optional<std::int64_t> seen(db::Tx& tx, UserId user) {
    Rows rows = tx.query(seen_sql, user);
    if (!rows.next()) return std::nullopt;
    return rows.integer(0);
}

const Statement put_seen_sql{"message.put_seen", R"sql(
    insert into notice_seen (user_id, notice_id) values ($1, $2)
    on conflict (user_id) do update set notice_id = excluded.notice_id)sql"};
const Statement delete_read_sql{"message.delete_read",
                                "delete from notice_read where user_id = $1 and notice_id <= $2"};

void put_seen(db::Tx& tx, UserId user, NoticeId upto) {
    tx.post(put_seen_sql, user, upto);
    tx.post(delete_read_sql, user, upto);
}

const Statement put_read_sql{"message.put_read", R"sql(
    insert into notice_read (user_id, notice_id, read_at) values ($1, $2, $3)
    on conflict (user_id, notice_id) do nothing)sql"};

void put_read(db::Tx& tx, UserId user, NoticeId id) {
    tx.post(put_read_sql, user, id, tx.now());
}

const Statement delete_notices_sql{"message.delete_notices", "delete from notice where notice_id < $1"};

std::int64_t delete_notices(db::Tx& tx, std::int64_t before) {
    return tx.execute(delete_notices_sql, before);
}

// ---- settings

const Statement find_setting_sql{"message.find_setting",
                                 "select value from user_setting where user_id = $1 and name = $2"};

std::optional<std::string> find_setting(db::Tx& tx, UserId user, std::string_view name) {
    Rows rows = tx.query(find_setting_sql, user, name);
    if (!rows.next()) return std::nullopt;
    return rows.get<std::string>(0);
}

const Statement count_settings_sql{"message.count_settings", "select count(*) from user_setting where user_id = $1"};

std::int64_t count_settings(db::Tx& tx, UserId user) {
    Rows rows = tx.query(count_settings_sql, user);
    rows.next();
    return rows.integer(0);
}

const Statement put_setting_sql{"message.put_setting", R"sql(
    insert into user_setting (user_id, name, value, changed_at) values ($1, $2, $3, $4)
    on conflict (user_id, name) do update set value = excluded.value, changed_at = excluded.changed_at)sql"};

void put_setting(db::Tx& tx, UserId user, std::string_view name, std::string_view value) {
    tx.post(put_setting_sql, user, name, value, tx.now());
}

const Statement delete_setting_sql{"message.delete_setting",
                                   "delete from user_setting where user_id = $1 and name = $2"};

void delete_setting(db::Tx& tx, UserId user, std::string_view name) {
    tx.post(delete_setting_sql, user, name);
}

}  // namespace yiguan::message::store
