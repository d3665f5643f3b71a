#include "events/drums_store.hpp"

#include <algorithm>
#include <limits>

namespace yiguan::events::store {
namespace {

using db::Statement;

#define DRUM_COLUMNS                                                                                                \
    "drum_id, org_id, product_id, drum_model, code_block, code_counter, drum_number, mother_id, start_mm, end_mm, " \
    "cut_mm, event_home, event_id, created_by, created_at, changed_at, version"

const Statement insert_drum_sql{"events.insert_drum",
                                "insert into drum (" DRUM_COLUMNS
                                ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)"
                                " on conflict do nothing"};
const Statement cut_drum_sql{"events.cut_drum",
                             "update drum set cut_mm = $3, changed_at = $4, version = version + 1"
                             " where drum_id = $1 and version = $2"};
const Statement drum_sql{"events.drum", "select " DRUM_COLUMNS " from drum where drum_id = $1"};
const Statement drum_of_code_sql{"events.drum_of_code",
                                 "select " DRUM_COLUMNS " from drum where code_block = $1 and code_counter = $2"};
const Statement drum_in_sql{"events.drum_in",
                            "select 1 from drum where code_block = $1 and code_counter between $2 and $3 limit 1"};
const Statement has_drum_number_sql{"events.has_drum_number",
                                    "select 1 from drum where org_id = $1 and drum_number = $2"};
// state: -1 any, 0 whole, 1 partly, 2 used up.
const Statement drums_sql{"events.drums",
                          "select " DRUM_COLUMNS
                          " from drum where org_id = $1 and drum_id < $2 and ($3 = 0 or created_by = $3)"
                          " and ($4 = '' or substr(drum_number, 1, length($4)) = $4)"
                          " and ($5 = '' or substr(drum_model, 1, length($5)) = $5)"
                          " and ($6 < 0 or ($6 = 0 and cut_mm = 0) or ($6 = 2 and cut_mm = end_mm - start_mm)"
                          " or ($6 = 1 and cut_mm > 0 and cut_mm < end_mm - start_mm))"
                          " order by drum_id desc limit $7"};
const Statement drums_of_mother_sql{"events.drums_of_mother", "select " DRUM_COLUMNS
                                                              " from drum where mother_id = $1"
                                                              " order by start_mm limit $2"};
const Statement drums_after_sql{"events.drums_after",
                                "select " DRUM_COLUMNS " from drum where drum_id > $1 order by drum_id limit $2"};

Drum read_drum(db::Rows& r) {
    return {.id = r.get<DrumId>(0),
            .org = r.get<OrgId>(1),
            .product = r.get<ProductId>(2),
            .model = r.get<std::string>(3),
            .code = {r.get<BlockId>(4), r.integer(5)},
            .number = r.get<std::string>(6),
            .mother = r.get<DrumId>(7),
            .start = r.integer(8),
            .end = r.integer(9),
            .cut = r.integer(10),
            .event = {r.get<EventId>(12), r.integer(11)},
            .created_by = r.get<UserId>(13),
            .created_at = r.get<UtcMs>(14),
            .changed_at = r.get<UtcMs>(15),
            .version = r.integer(16)};
}

std::vector<Drum> read_drums(db::Rows rows) {
    std::vector<Drum> found;
    while (rows.next()) found.push_back(read_drum(rows));
    return found;
}

std::optional<Drum> first_drum(db::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_drum(rows);
}

}  // namespace

bool insert_drum(db::Tx& tx, const Drum& d) {
    return tx.execute(insert_drum_sql, d.id, d.org, d.product, d.model, d.code.block, d.code.counter, d.number,
                      d.mother, d.start, d.end, d.cut, d.event.home, d.event.id, d.created_by, d.created_at,
                      d.changed_at, d.version) == 1;
}

bool cut_drum(db::Tx& tx, Drum& d, Millimetres more) {
    const UtcMs now = tx.now();
    if (tx.execute(cut_drum_sql, d.id, d.version, d.cut + more, now) != 1) return false;
    d.cut += more;
    d.changed_at = now;
    ++d.version;
    return true;
}

std::optional<Drum> find_drum(db::Tx& tx, DrumId id) {
    return first_drum(tx.query(drum_sql, id));
}

std::optional<Drum> drum_of_code(db::Tx& tx, const codes::CodeAt& code) {
    return first_drum(tx.query(drum_of_code_sql, code.block, code.counter));
}

bool any_drum(db::Tx& tx, const std::vector<codes::CodeRange>& ranges) {
    return std::ranges::any_of(
        ranges, [&](const codes::CodeRange& r) { return tx.query(drum_in_sql, r.block, r.first, r.last).next(); });
}

bool has_drum_number(db::Tx& tx, OrgId org, std::string_view number) {
    return tx.query(has_drum_number_sql, org, number).next();
}

std::vector<Drum> list_drums(db::Tx& tx, OrgId org, UserId by, const DrumFilter& f, DrumId before, int limit) {
    const DrumId end = before ? before : DrumId{std::numeric_limits<std::int64_t>::max()};
    const int state = f.state ? static_cast<int>(*f.state) : -1;
    return read_drums(tx.query(drums_sql, org, end, by, f.number, f.model, state, limit));
}

std::vector<Drum> drums_of_mother(db::Tx& tx, DrumId mother, int limit) {
    return read_drums(tx.query(drums_of_mother_sql, mother, limit));
}

std::vector<Drum> drums_after(db::Tx& tx, DrumId after, int limit) {
    return read_drums(tx.query(drums_after_sql, after, limit));
}

}  // namespace yiguan::events::store
