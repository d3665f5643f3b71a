#include "auth/account_store.hpp"

#include <algorithm>

#include "auth/member_store.hpp"
#include "core/text.hpp"

namespace yiguan::auth::store {
namespace {

using db::Rows;
using db::Statement;
using db::Tx;

std::optional<std::span<const std::byte>> sealed_bytes(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return as_bytes(*text);
}

std::optional<std::string> sealed_text(Rows& rows, int column) {
    if (rows.is_null(column)) return std::nullopt;
    return std::string(as_text(rows.bytes(column)));
}

}  // namespace

// ---- contacts

const Statement find_account_sql{"auth.find_account", R"sql(
    select name, phone_mark, phone_masked, phone_sealed, email_sealed, card, last_sign_in
      from account where user_id = $1)sql"};

std::optional<AccountRow> find_account(Tx& tx, UserId user) {
    Rows rows = tx.query(find_account_sql, user);
    if (!rows.next()) return std::nullopt;
    return AccountRow{.name = rows.get<std::string>(0),
                      .phone_mark = rows.get<std::optional<std::string>>(1),
                      .phone_masked = rows.get<std::optional<std::string>>(2),
                      .phone_sealed = sealed_text(rows, 3),
                      .email_sealed = sealed_text(rows, 4),
                      .card = rows.get<std::optional<std::string>>(5),
                      .last_sign_in = rows.get<std::optional<UtcMs>>(6)};
}

const Statement put_account_sql{"auth.put_account", R"sql(
    insert into account (user_id, name, phone_mark, phone_masked, phone_sealed, email_sealed, card, last_sign_in)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (user_id) do update set name = excluded.name, phone_mark = excluded.phone_mark,
           phone_masked = excluded.phone_masked, phone_sealed = excluded.phone_sealed,
           email_sealed = excluded.email_sealed, card = excluded.card)sql"};

void put_account(Tx& tx, UserId user, const AccountRow& r) {
    tx.execute(put_account_sql, user, r.name, r.phone_mark, r.phone_masked, sealed_bytes(r.phone_sealed),
               sealed_bytes(r.email_sealed), r.card, r.last_sign_in);
}

const Statement note_sign_in_sql{"auth.note_sign_in", R"sql(
    insert into account (user_id, name, last_sign_in) values ($1, '', $2)
    on conflict (user_id) do update set last_sign_in = excluded.last_sign_in)sql"};

void note_sign_in(Tx& tx, UserId user) {
    tx.post(note_sign_in_sql, user, tx.now());
}

const Statement account_by_phone_sql{"auth.account_by_phone", "select user_id from account where phone_mark = $1"};
const Statement account_by_card_sql{"auth.account_by_card", "select user_id from account where card = $1"};

std::optional<UserId> find_account_by_phone(Tx& tx, std::string_view mark) {
    Rows rows = tx.query(account_by_phone_sql, mark);
    return rows.next() ? std::optional(rows.get<UserId>(0)) : std::nullopt;
}

std::optional<UserId> find_account_by_card(Tx& tx, std::string_view card) {
    Rows rows = tx.query(account_by_card_sql, card);
    return rows.next() ? std::optional(rows.get<UserId>(0)) : std::nullopt;
}

// ---- phone codes

const Statement find_phone_code_sql{"auth.find_phone_code", R"sql(
    select code_mac, expires_at, tries_left from phone_code where phone_mark = $1 and purpose = $2)sql"};

std::optional<PhoneCode> find_phone_code(Tx& tx, std::string_view mark, CodePurpose purpose) {
    Rows rows = tx.query(find_phone_code_sql, mark, purpose);
    if (!rows.next()) return std::nullopt;
    PhoneCode found{.expires_at = rows.get<UtcMs>(1), .tries_left = rows.integer(2)};
    const auto mac = rows.bytes(0);
    std::copy_n(mac.begin(), std::min(mac.size(), found.mac.size()), found.mac.begin());
    return found;
}

const Statement put_phone_code_sql{"auth.put_phone_code", R"sql(
    insert into phone_code (phone_mark, purpose, code_mac, expires_at, tries_left) values ($1, $2, $3, $4, $5)
    on conflict (phone_mark, purpose) do update set code_mac = excluded.code_mac, expires_at = excluded.expires_at,
           tries_left = excluded.tries_left)sql"};

void put_phone_code(Tx& tx, std::string_view mark, CodePurpose purpose, const PhoneCode& code) {
    tx.post(put_phone_code_sql, mark, purpose, std::span<const std::byte>(code.mac), code.expires_at, code.tries_left);
}

const Statement count_try_sql{"auth.count_phone_code_try", R"sql(
    update phone_code set tries_left = tries_left - 1 where phone_mark = $1 and purpose = $2)sql"};

void count_try(Tx& tx, std::string_view mark, CodePurpose purpose) {
    tx.post(count_try_sql, mark, purpose);
}

const Statement delete_phone_code_sql{"auth.delete_phone_code",
                                      "delete from phone_code where phone_mark = $1 and purpose = $2"};

void delete_phone_code(Tx& tx, std::string_view mark, CodePurpose purpose) {
    tx.post(delete_phone_code_sql, mark, purpose);
}

const Statement find_code_day_sql{"auth.find_phone_code_day", R"sql(
    select asked, last_asked_at from phone_code_day where day = $1 and phone_mark = $2)sql"};

std::optional<CodeDay> find_code_day(Tx& tx, std::int64_t day, std::string_view mark) {
    Rows rows = tx.query(find_code_day_sql, day, mark);
    if (!rows.next()) return std::nullopt;
    return CodeDay{.asked = rows.integer(0), .last_asked_at = rows.get<UtcMs>(1)};
}

const Statement put_code_day_sql{"auth.put_phone_code_day", R"sql(
    insert into phone_code_day (day, phone_mark, asked, last_asked_at) values ($1, $2, $3, $4)
    on conflict (day, phone_mark) do update set asked = excluded.asked, last_asked_at = excluded.last_asked_at)sql"};

void put_code_day(Tx& tx, std::int64_t day, std::string_view mark, const CodeDay& asked) {
    tx.post(put_code_day_sql, day, mark, asked.asked, asked.last_asked_at);
}

const Statement purge_phone_codes_sql{"auth.purge_phone_codes", "delete from phone_code where expires_at <= $1"};
const Statement purge_code_days_sql{"auth.purge_phone_code_days", "delete from phone_code_day where day < $1"};

std::int64_t purge_phone_codes(Tx& tx, std::int64_t day) {
    return tx.execute(purge_phone_codes_sql, tx.now()) + tx.execute(purge_code_days_sql, day);
}

// ---- invitations

const Statement insert_invitation_sql{"auth.insert_invitation", R"sql(
    insert into invitation (invitation_id, token_hash, org_id, role, regions, categories, own_only, name, phone_masked,
                            phone_sealed, status, created_at, created_by, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql"};

void insert_invitation(Tx& tx, const Invitation& i, const Digest& token, const std::optional<std::string>& sealed) {
    tx.execute(insert_invitation_sql, i.id, std::span<const std::byte>(token), i.org, i.role, joined(i.scope.regions),
               joined(i.scope.categories), i.scope.own_only, i.name, i.phone_masked, sealed_bytes(sealed), i.status,
               i.created_at, i.created_by, i.expires_at);
}

#define INVITATION_COLUMNS                                                                                             \
    "invitation_id, org_id, role, regions, categories, own_only, name, phone_masked, status, created_at, created_by, " \
    "expires_at"

static Invitation invitation_of(Rows& rows) {
    return {.id = rows.get<InvitationId>(0),
            .org = rows.get<OrgId>(1),
            .role = rows.get<Role>(2),
            .scope = {.regions = split(rows.text(3)), .categories = split(rows.text(4)), .own_only = rows.get<bool>(5)},
            .name = rows.get<std::string>(6),
            .phone_masked = rows.get<std::optional<std::string>>(7),
            .status = rows.get<InvitationStatus>(8),
            .created_at = rows.get<UtcMs>(9),
            .created_by = rows.get<UserId>(10),
            .expires_at = rows.get<UtcMs>(11)};
}

const Statement find_invitation_sql{"auth.find_invitation",
                                    "select " INVITATION_COLUMNS " from invitation where invitation_id = $1"};
const Statement invitation_by_token_sql{"auth.invitation_by_token",
                                        "select " INVITATION_COLUMNS " from invitation where token_hash = $1"};

std::optional<Invitation> find_invitation(Tx& tx, InvitationId id) {
    Rows rows = tx.query(find_invitation_sql, id);
    return rows.next() ? std::optional(invitation_of(rows)) : std::nullopt;
}

std::optional<Invitation> find_invitation_by_token(Tx& tx, const Digest& token) {
    Rows rows = tx.query(invitation_by_token_sql, std::span<const std::byte>(token));
    return rows.next() ? std::optional(invitation_of(rows)) : std::nullopt;
}

const Statement invitations_before_sql{"auth.invitations_before",
                                       "select " INVITATION_COLUMNS
                                       " from invitation where org_id = $1 and invitation_id < $2"
                                       " order by invitation_id desc limit $3"};

std::vector<Invitation> invitations_before(Tx& tx, OrgId org, InvitationId before, int limit) {
    Rows rows = tx.query(invitations_before_sql, org, before, limit);
    std::vector<Invitation> found;
    while (rows.next()) found.push_back(invitation_of(rows));
    return found;
}

const Statement close_invitation_sql{"auth.close_invitation", R"sql(
    update invitation set status = $2, accepted_by = $3, phone_sealed = null
     where invitation_id = $1 and status = 1)sql"};

bool close_invitation(Tx& tx, InvitationId id, InvitationStatus status, UserId accepted_by) {
    return tx.execute(close_invitation_sql, id, status, accepted_by) == 1;
}

}  // namespace yiguan::auth::store
