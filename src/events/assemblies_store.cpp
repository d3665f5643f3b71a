#include "events/assemblies_store.hpp"

#include <limits>

namespace yiguan::events::store {
namespace {

using db::Statement;

#define ASSEMBLY_COLUMNS                                                                                             \
    "assembly_id, org_id, vehicle_block, vehicle_counter, vehicle_product, vehicle_model, frame_number, "            \
    "battery_block, battery_counter, battery_product, charger_block, charger_counter, charger_product, event_home, " \
    "event_id, created_by, created_at, undo_home, undo_event, undone_by, undone_at, reason"

const Statement insert_assembly_sql{
    "events.insert_assembly",
    "insert into assembly (" ASSEMBLY_COLUMNS
    ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22)"
    " on conflict do nothing"};
const Statement undo_assembly_sql{"events.undo_assembly",
                                  "update assembly set undo_home = $2, undo_event = $3, undone_by = $4,"
                                  " undone_at = $5, reason = $6 where assembly_id = $1 and undo_event = 0"};
const Statement assembly_sql{"events.assembly", "select " ASSEMBLY_COLUMNS " from assembly where assembly_id = $1"};
const Statement assembly_of_vehicle_sql{"events.assembly_of_vehicle",
                                        "select " ASSEMBLY_COLUMNS
                                        " from assembly where vehicle_block = $1 and vehicle_counter = $2"
                                        " and undo_event = 0"};
const Statement assembly_of_battery_sql{"events.assembly_of_battery",
                                        "select " ASSEMBLY_COLUMNS
                                        " from assembly where battery_block = $1 and battery_counter = $2"
                                        " and undo_event = 0"};
const Statement assembly_of_charger_sql{"events.assembly_of_charger",
                                        "select " ASSEMBLY_COLUMNS
                                        " from assembly where charger_block = $1 and charger_counter = $2"
                                        " and undo_event = 0"};
// state: 0 any, 1 standing, 2 undone.
const Statement assemblies_sql{"events.assemblies",
                               "select " ASSEMBLY_COLUMNS
                               " from assembly where org_id = $1 and assembly_id < $2"
                               " and ($3 = 0 or created_by = $3) and ($4 = '' or frame_number = $4)"
                               " and ($5 = '' or substr(vehicle_model, 1, length($5)) = $5)"
                               " and ($6 = 0 or ($6 = 1 and undone_at = 0) or ($6 = 2 and undone_at > 0))"
                               " order by assembly_id desc limit $7"};
const Statement assemblies_after_sql{"events.assemblies_after",
                                     "select " ASSEMBLY_COLUMNS
                                     " from assembly where assembly_id > $1 order by assembly_id limit $2"};

Assembly read_assembly(db::Rows& r) {
    const auto part = [&](int block, int product) {
        return AssemblyPart{{r.get<BlockId>(block), r.integer(block + 1)}, r.get<ProductId>(product)};
    };
    return {.id = r.get<AssemblyId>(0),
            .org = r.get<OrgId>(1),
            .parts = {part(2, 4), part(7, 9), part(10, 12)},
            .vehicle_model = r.get<std::string>(5),
            .frame_number = r.get<std::string>(6),
            .event = {r.get<EventId>(14), r.integer(13)},
            .undo_event = {r.get<EventId>(18), r.integer(17)},
            .created_by = r.get<UserId>(15),
            .undone_by = r.get<UserId>(19),
            .created_at = r.get<UtcMs>(16),
            .undone_at = r.get<UtcMs>(20),
            .reason = r.get<std::string>(21)};
}

std::vector<Assembly> read_assemblies(db::Rows rows) {
    std::vector<Assembly> found;
    while (rows.next()) found.push_back(read_assembly(rows));
    return found;
}

std::optional<Assembly> first_assembly(db::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_assembly(rows);
}

}  // namespace

bool insert_assembly(db::Tx& tx, const Assembly& a) {
    const auto &v = a.part(Slot::vehicle), &b = a.part(Slot::battery), &c = a.part(Slot::charger);
    return tx.execute(insert_assembly_sql, a.id, a.org, v.code.block, v.code.counter, v.product, a.vehicle_model,
                      a.frame_number, b.code.block, b.code.counter, b.product, c.code.block, c.code.counter, c.product,
                      a.event.home, a.event.id, a.created_by, a.created_at, a.undo_event.home, a.undo_event.id,
                      a.undone_by, a.undone_at, a.reason) == 1;
}

bool undo_assembly(db::Tx& tx, const Assembly& a) {
    return tx.execute(undo_assembly_sql, a.id, a.undo_event.home, a.undo_event.id, a.undone_by, a.undone_at,
                      a.reason) == 1;
}

std::optional<Assembly> find_assembly(db::Tx& tx, AssemblyId id) {
    return first_assembly(tx.query(assembly_sql, id));
}

std::optional<Assembly> assembly_of(db::Tx& tx, Slot slot, const codes::CodeAt& code) {
    const Statement& sql = slot == Slot::vehicle   ? assembly_of_vehicle_sql
                           : slot == Slot::battery ? assembly_of_battery_sql
                                                   : assembly_of_charger_sql;
    return first_assembly(tx.query(sql, code.block, code.counter));
}

std::vector<Assembly> list_assemblies(db::Tx& tx, OrgId org, UserId by, const AssemblyFilter& filter, AssemblyId before,
                                      int limit) {
    const AssemblyId end = before ? before : AssemblyId{std::numeric_limits<std::int64_t>::max()};
    return read_assemblies(
        tx.query(assemblies_sql, org, end, by, filter.frame_number, filter.model, filter.state, limit));
}

std::vector<Assembly> assemblies_after(db::Tx& tx, AssemblyId after, int limit) {
    return read_assemblies(tx.query(assemblies_after_sql, after, limit));
}

}  // namespace yiguan::events::store
