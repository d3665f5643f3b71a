#include "events/boxes_store.hpp"

#include <limits>

namespace yiguan::events::store {
namespace {

using db::Statement;

#define BOX_COLUMNS                                                                                          \
    "box_id, org_id, product_id, box_code, parent, box_level, expected, box_state, created_by, created_at, " \
    "changed_by, changed_at, version"

const Statement insert_box_sql{"events.insert_box", "insert into packing_box (" BOX_COLUMNS
                                                    ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)"
                                                    " on conflict do nothing"};
const Statement update_box_sql{"events.update_box",
                               "update packing_box set box_state = $3, changed_by = $4, changed_at = $5,"
                               " version = version + 1 where box_id = $1 and version = $2"};
const Statement box_sql{"events.box", "select " BOX_COLUMNS " from packing_box where box_id = $1"};
const Statement box_of_parent_sql{"events.box_of_parent",
                                  "select " BOX_COLUMNS " from packing_box where parent = $1 and box_state < 2"};
const Statement was_box_code_sql{"events.was_box_code",
                                 "select 1 from packing_box where org_id = $1 and box_code = $2 limit 1"};
const Statement boxes_sql{"events.boxes",
                          "select " BOX_COLUMNS
                          " from packing_box where org_id = $1 and box_id < $2 and ($3 = 0 or created_by = $3)"
                          " and ($4 = '' or box_code = $4 or ($10 = 0 and substr(box_code, 1, length($4)) = $4))"
                          " and ($5 = 0 or product_id = $5) and ($6 < 0 or box_state = $6)"
                          " and created_at between $7 and $8 order by box_id desc limit $9"};
const Statement boxes_after_sql{"events.boxes_after",
                                "select " BOX_COLUMNS " from packing_box where box_id > $1 order by box_id limit $2"};

Box read_box(db::Rows& r) {
    return {.id = r.get<BoxId>(0),
            .org = r.get<OrgId>(1),
            .product = r.get<ProductId>(2),
            .code = r.get<std::string>(3),
            .parent = r.get<std::string>(4),
            .level = r.get<BoxLevel>(5),
            .expected = r.integer(6),
            .state = r.get<BoxState>(7),
            .created_by = r.get<UserId>(8),
            .changed_by = r.get<UserId>(10),
            .created_at = r.get<UtcMs>(9),
            .changed_at = r.get<UtcMs>(11),
            .version = r.integer(12)};
}

std::vector<Box> read_boxes(db::Rows rows) {
    std::vector<Box> found;
    while (rows.next()) found.push_back(read_box(rows));
    return found;
}

std::optional<Box> first_box(db::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_box(rows);
}

}  // namespace

bool insert_box(db::Tx& tx, const Box& b) {
    return tx.execute(insert_box_sql, b.id, b.org, b.product, b.code, b.parent, b.level, b.expected, b.state,
                      b.created_by, b.created_at, b.changed_by, b.changed_at, b.version) == 1;
}

bool update_box(db::Tx& tx, Box& b) {
    if (tx.execute(update_box_sql, b.id, b.version, b.state, b.changed_by, b.changed_at) != 1) return false;
    ++b.version;
    return true;
}

std::optional<Box> find_box(db::Tx& tx, BoxId id) {
    return first_box(tx.query(box_sql, id));
}

std::optional<Box> box_of_parent(db::Tx& tx, std::string_view parent) {
    return first_box(tx.query(box_of_parent_sql, parent));
}

bool was_box_code(db::Tx& tx, OrgId org, std::string_view code) {
    return tx.query(was_box_code_sql, org, code).next();
}

std::vector<Box> list_boxes(db::Tx& tx, OrgId org, UserId by, const BoxFilter& f, BoxId before, int limit) {
    const BoxId end = before ? before : BoxId{std::numeric_limits<std::int64_t>::max()};
    const int state = f.state ? static_cast<int>(*f.state) : -1;
    return read_boxes(tx.query(boxes_sql, org, end, by, f.code, f.product, state, f.from, f.to, limit, f.whole));
}

std::vector<Box> boxes_after(db::Tx& tx, BoxId after, int limit) {
    return read_boxes(tx.query(boxes_after_sql, after, limit));
}

}  // namespace yiguan::events::store
