#include "ledger/personal_store.hpp"

namespace yiguan::ledger::store {
namespace {

using db::Statement;

const Statement insert_value_sql{"ledger.insert_private_value",
                                 "insert into private_value (position, field_id, field_key, subject, sealed, entry)"
                                 " values ($1, $2, $3, $4, $5, $6)"};
const Statement values_sql{"ledger.private_values",
                           "select field_id, field_key, subject, sealed, entry from private_value where position = $1"
                           " order by field_id"};
const Statement positions_sql{"ledger.private_positions",
                              "select distinct position from private_value where subject = $1 order by position"};
const Statement positions_after_sql{"ledger.private_positions_after",
                                    "select distinct position from private_value where position > $1"
                                    " order by position limit $2"};
const Statement erase_values_sql{"ledger.erase_private_values",
                                 "update private_value set subject = '', sealed = $2 where subject = $1"};
const Statement slot_sql{"ledger.subject_slot", "select slot from subject_key where subject = $1"};
const Statement last_slot_sql{"ledger.last_subject_slot", "select slot from subject_key order by slot desc limit 1"};
const Statement insert_slot_sql{"ledger.insert_subject_slot",
                                "insert into subject_key (subject, slot) values ($1, $2) on conflict do nothing"};
const Statement forget_subject_sql{"ledger.forget_subject", "update subject_key set subject = $2 where subject = $1"};
const Statement newest_object_sql{"ledger.newest_object",
                                  "select object_id from log_object where object_kind = $1"
                                  " order by object_id desc limit 1"};
const Statement hold_sql{"ledger.legal_hold", "select until_at, ground from legal_hold where subject = $1"};
const Statement insert_hold_sql{"ledger.insert_legal_hold",
                                "insert into legal_hold (subject, until_at, ground, set_at, set_by)"
                                " values ($1, $2, $3, $4, $5)"};
const Statement delete_hold_sql{"ledger.delete_legal_hold", "delete from legal_hold where subject = $1"};

std::vector<db::Position> positions(db::Rows rows) {
    std::vector<db::Position> found;
    while (rows.next()) found.push_back({rows.integer(0)});
    return found;
}

}  // namespace

void insert_value(db::Tx& tx, const Value& v) {
    tx.execute(insert_value_sql, v.position.value, v.field_id, v.field_key, v.subject,
               std::as_bytes(std::span(v.sealed)), std::span<const std::byte>(v.entry));
}

std::vector<Value> values_of(db::Tx& tx, db::Position position) {
    std::vector<Value> found;
    auto rows = tx.query(values_sql, position.value);
    while (rows.next()) {
        const auto entry = proof::hash_from(rows.text(4));
        if (!entry) throw db::Fault(db::Fault::Kind::other, "an entry of a personal value is damaged");
        found.push_back({.position = position,
                         .field_id = rows.get<std::uint16_t>(0),
                         .field_key = rows.get<std::string>(1),
                         .subject = rows.get<std::string>(2),
                         .sealed = rows.get<std::string>(3),
                         .entry = *entry});
    }
    return found;
}

std::vector<db::Position> positions_of(db::Tx& tx, const Subject& subject) {
    return positions(tx.query(positions_sql, subject));
}
std::vector<db::Position> positions_after(db::Tx& tx, db::Position after, int limit) {
    return positions(tx.query(positions_after_sql, after.value, limit));
}
void erase_values(db::Tx& tx, const Subject& subject) {
    tx.execute(erase_values_sql, subject, std::span<const std::byte>());
}

std::optional<std::int64_t> find_slot(db::Tx& tx, const Subject& subject) {
    auto rows = tx.query(slot_sql, subject);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}
std::int64_t next_slot(db::Tx& tx) {
    auto rows = tx.query(last_slot_sql);
    return rows.next() ? rows.integer(0) + 1 : 0;
}
bool insert_slot(db::Tx& tx, const Subject& subject, std::int64_t slot) {
    return tx.execute(insert_slot_sql, subject, slot) == 1;
}
Subject erased_subject(std::int64_t slot) {
    return "erased-" + std::to_string(slot);
}
void forget_subject(db::Tx& tx, const Subject& subject, std::int64_t slot) {
    tx.execute(forget_subject_sql, subject, erased_subject(slot));
}

std::int64_t newest_object(db::Tx& tx, Object kind) {
    auto rows = tx.query(newest_object_sql, kind);
    return rows.next() ? rows.integer(0) : 0;
}

std::optional<Hold> find_hold(db::Tx& tx, const Subject& subject) {
    auto rows = tx.query(hold_sql, subject);
    return rows.next() ? std::optional(Hold{rows.get<UtcMs>(0), rows.get<std::string>(1)}) : std::nullopt;
}
void insert_hold(db::Tx& tx, const Subject& subject, const Hold& hold, UserId by) {
    tx.execute(insert_hold_sql, subject, hold.until, hold.ground, tx.now(), by);
}
void delete_hold(db::Tx& tx, const Subject& subject) {
    tx.execute(delete_hold_sql, subject);
}

}  // namespace yiguan::ledger::store
