// Every SQL statement of the room; private to it.
#pragma once
#include "imports/imports.hpp"

namespace yiguan::imports::store {

void insert(db::Tx& tx, const Job& job);
/// With its next version. False: somebody else changed it meanwhile.
bool update(db::Tx& tx, Job& job);
std::optional<Job> find(db::Tx& tx, ImportId id);
std::vector<Job> by_org(db::Tx& tx, OrgId org, const Filter& filter, UserId user, ImportId before, int limit);
/// Newest first, at most 20.
std::vector<Job> by_file(db::Tx& tx, OrgId org, std::string_view sha256);
std::int64_t count_open(db::Tx& tx, OrgId org);
struct Load {
    std::int64_t jobs = 0, bytes = 0;
};
/// Of what was uploaded since then.
Load load_since(db::Tx& tx, OrgId org, UtcMs since);
/// The oldest in this state that is due; nothing: none. One to be stored waits for its organisation's turn.
std::optional<ImportId> due(db::Tx& tx, State state, UtcMs now);
/// Takes it until then, and counts the attempt; false: another has it.
bool take(db::Tx& tx, ImportId id, UtcMs due_at, UtcMs until);
/// Nobody else changes it until this transaction ends: what find() says afterwards stays true.
void lock(db::Tx& tx, ImportId id);
/// One import of an organisation is stored at a time, whatever node does it: they look for the same models. False:
/// another one's turn has not ended.
bool take_turn(db::Tx& tx, const Job& job, UtcMs now, UtcMs until);
void end_turn(db::Tx& tx, const Job& job);

/// Whether what is stored is sealed, so that who reads the tables reads nothing of it.
enum class Sealed : std::uint8_t { no, yes };
void insert_file(db::Tx& tx, ImportId id, std::string_view bytes, Sealed sealed = Sealed::no);
std::string read_file(db::Tx& tx, ImportId id, Sealed sealed = Sealed::no);
void delete_file(db::Tx& tx, ImportId id);

/// A value of a column that no two rows may share.
struct Value {
    std::size_t column = 0;
    std::string text;
    std::int64_t row = 0;
};
/// Rows that are there already are replaced.
void put_rows(db::Tx& tx, ImportId id, std::span<const Row> rows);
void put_values(db::Tx& tx, ImportId id, std::span<const Value> values);
void delete_value(db::Tx& tx, ImportId id, const Value& value);
/// The first rows, two at most, that have this value, beside `except`.
std::vector<std::int64_t> rows_with(db::Tx& tx, ImportId id, std::size_t column, std::string_view text,
                                    std::int64_t except);
std::vector<Row> rows_after(db::Tx& tx, ImportId id, std::optional<RowState> state, std::int64_t after, int limit);
std::optional<Row> find_row(db::Tx& tx, ImportId id, std::int64_t index);
/// Those that there are.
std::vector<Row> rows_of(db::Tx& tx, ImportId id, std::span<const std::int64_t> indexes);
/// Some thousand of them; true if there may be more.
bool delete_some_rows(db::Tx& tx, ImportId id);

}  // namespace yiguan::imports::store
