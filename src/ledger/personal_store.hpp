// SQL of personal values, private to ledger.
#pragma once
#include "ledger/personal.hpp"

namespace yiguan::ledger::store {

struct Value {
    db::Position position;
    std::uint16_t field_id = 0;
    std::string field_key;
    Subject subject;
    std::string sealed;  ///< Empty: erased, the subject too.
    proof::Hash entry{};
};
void insert_value(db::Tx& tx, const Value& value);
std::vector<Value> values_of(db::Tx& tx, db::Position position);
/// Records with values of this subject, ascending.
std::vector<db::Position> positions_of(db::Tx& tx, const Subject& subject);
/// Records with values of anybody beyond `after`, ascending, at most `limit`.
std::vector<db::Position> positions_after(db::Tx& tx, db::Position after, int limit);
/// What is left tells which field there was, not whose, nor what.
void erase_values(db::Tx& tx, const Subject& subject);

std::optional<std::int64_t> find_slot(db::Tx& tx, const Subject& subject);
/// One more than the greatest in use.
std::int64_t next_slot(db::Tx& tx);
/// False when the subject or the slot is there already.
bool insert_slot(db::Tx& tx, const Subject& subject, std::int64_t slot);
/// Stands for a slot that is never used again.
Subject erased_subject(std::int64_t slot);
void forget_subject(db::Tx& tx, const Subject& subject, std::int64_t slot);

/// Id of the newest object of this kind.
std::int64_t newest_object(db::Tx& tx, Object kind);

struct Hold {
    UtcMs until;
    std::string ground;
};
std::optional<Hold> find_hold(db::Tx& tx, const Subject& subject);
void insert_hold(db::Tx& tx, const Subject& subject, const Hold& hold, UserId by);
void delete_hold(db::Tx& tx, const Subject& subject);

}  // namespace yiguan::ledger::store
