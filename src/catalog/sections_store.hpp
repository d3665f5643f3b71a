// SQL of section openings; private to the room.
#pragma once
#include "catalog/sections.hpp"

namespace yiguan::catalog::store {

struct OpeningRow {
    std::int64_t id = 0;
    OrgId org;
    Section section{};
    std::int64_t object = 0;
    bool open = false;
    std::int64_t version = 1;
    UtcMs changed_at;
    UserId changed_by;
};
std::string content_of(const OpeningRow& row);
std::optional<OpeningRow> find_opening(db::Tx& tx, OrgId org, Section section, std::int64_t object);
std::vector<OpeningRow> openings_of(db::Tx& tx, OrgId org, std::int64_t object);
void insert(db::Tx& tx, const OpeningRow& row);
bool update(db::Tx& tx, const OpeningRow& row);
void insert_history(db::Tx& tx, const OpeningRow& row);
/// Versions in order, with what never changes from the row itself; org is empty where that is gone.
std::vector<OpeningRow> opening_history_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit);
std::optional<OpeningRow> find_opening_by_id(db::Tx& tx, std::int64_t id);

}  // namespace yiguan::catalog::store
