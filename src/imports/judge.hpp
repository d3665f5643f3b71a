// What a row is: new, changed, the same or wrong; private to the room.
#pragma once
#include "imports/imports.hpp"
#include "sheet/check.hpp"

namespace yiguan::imports {

/// Who imports what, as it is allowed now.
struct Setting {
    Task task;
    KindPtr kind;
};
/// Of a job, as Job::actor. org_not_approved; forbidden when he may no longer do this; conflict when the columns are or
/// mean something else by now.
Result<Setting> setting_of(db::Tx& tx, const Job& job, const codes::Directory* directory);
/// The same for somebody who is here.
Result<Setting> setting_of(db::Tx& tx, const Job& job, auth::Actor actor, const codes::Directory* directory = nullptr);

/// Completes `rows`, whose index, number and cells are given: states, findings, changes and what they are compared
/// with. `checked` is what the cells say, with duplicates; its values become those that are stored.
void judge(db::Tx& tx, const Setting& setting, std::span<sheet::CheckedRow> checked, std::span<Row> rows);

/// The row by itself.
sheet::CheckedRow check(const Setting& setting, const sheet::Match& match, const Row& row);

/// Counts a row that was in one state and is in another now; `before` empty: it is new.
void count(Job& job, std::optional<RowState> before, RowState after);

}  // namespace yiguan::imports
