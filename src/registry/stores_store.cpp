// Statements of stores.
#include "registry/stores_store.hpp"

#include "auth/contacts.hpp"
#include "core/text.hpp"

namespace yiguan::registry::store {
namespace {

#define STORE_ROW                                                                                                    \
    "select store_id, org_id, name, region, status, content, personal, version, created_at, created_by, updated_at " \
    "from store "

const db::Statement insert_store_sql{"registry.insert_store", R"sql(
    insert into store (store_id, org_id, name, region, status, content, personal, version, created_at, created_by,
                       updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing)sql"};
const db::Statement update_store_sql{"registry.update_store", R"sql(
    update store set name = $3, region = $4, status = $5, content = $6, personal = $7, version = $8, updated_at = $9
     where store_id = $1 and version = $2)sql"};
const db::Statement find_store_sql{"registry.find_store", STORE_ROW "where store_id = $1"};
const db::Statement store_by_name_sql{"registry.store_by_name",
                                      "select store_id from store where org_id = $1 and name = $2"};
const db::Statement stores_of_org_sql{"registry.stores_of_org",
                                      STORE_ROW "where org_id = $1 order by store_id limit $2"};
const db::Statement store_ids_of_org_sql{"registry.store_ids_of_org",
                                         "select store_id from store where org_id = $1 order by store_id limit $2"};
const db::Statement store_ids_sql{"registry.store_ids_after",
                                  "select store_id from store where store_id > $1 order by store_id limit $2"};
const db::Statement delete_staff_sql{"registry.delete_store_staff", "delete from store_staff where store_id = $1"};
const db::Statement insert_staff_sql{"registry.insert_store_staff",
                                     "insert into store_staff (org_id, membership_id, store_id) values ($1, $2, $3)"};
const db::Statement staff_sql{"registry.staff_of_store",
                              "select membership_id from store_staff where store_id = $1 order by membership_id"};
const db::Statement stores_of_member_sql{
    "registry.stores_of_member",
    "select store_id from store_staff where org_id = $1 and membership_id = $2 order by store_id"};

std::string text_at(const json::object& o, std::string_view key) {
    return std::string(o.at(key).as_string());
}

void put_content(Store& s, std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    s.name = text_at(o, "name");
    s.region = text_at(o, "region");
    s.address = text_at(o, "address");
    s.brand = text_at(o, "brand");
    s.repairs = o.at("repairs").as_bool();
    s.product_types = o.at("productTypes").as_int64();
    s.licence = parse_id_as<DocumentId>(text_at(o, "licence")).value_or(DocumentId{});
    s.status = static_cast<StoreStatus>(o.at("status").as_int64());
    const json::array& staff = o.at("staff").as_array();
    for (const auto& one : staff)
        s.staff.push_back(
            parse_id_as<auth::MembershipId>(std::string_view(one.as_string())).value_or(auth::MembershipId{}));
}

void put_personal(Store& s, std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    s.contact_person = text_at(o, "contactPerson");
    s.phone = text_at(o, "phone");
}

StoreRow store_in(db::Tx& tx, db::Rows& rows, Unseal unseal = Unseal::yes) {
    StoreRow row{.store = {.id = rows.get<StoreId>(0),
                           .org = rows.get<OrgId>(1),
                           .version = rows.integer(7),
                           .created_at = rows.get<UtcMs>(8),
                           .updated_at = rows.get<UtcMs>(10)},
                 .content = rows.get<std::string>(5),
                 .personal = std::string(as_text(rows.bytes(6))),
                 .name = rows.get<std::string>(2),
                 .region = rows.get<std::string>(3),
                 .status = rows.get<StoreStatus>(4),
                 .created_by = rows.get<UserId>(9)};
    put_content(row.store, row.content);
    if (unseal == Unseal::no) return row;
    if (const auto open = auth::unseal(tx, row.store.id.value, row.personal)) put_personal(row.store, *open);
    return row;
}

}  // namespace

std::string stored_store(const Store& s) {
    json::array staff;
    for (const auto id : s.staff) staff.emplace_back(to_string(id));
    return json::serialize(json::object{{"name", s.name},
                                        {"region", s.region},
                                        {"address", s.address},
                                        {"brand", s.brand},
                                        {"repairs", s.repairs},
                                        {"productTypes", s.product_types},
                                        {"licence", to_string(s.licence)},
                                        {"status", static_cast<std::int64_t>(s.status)},
                                        {"staff", std::move(staff)}});
}
std::string personal_of(const Store& s) {
    return json::serialize(json::object{{"contactPerson", s.contact_person}, {"phone", s.phone}});
}

bool insert_store(db::Tx& tx, const StoreRow& r) {
    const Store& s = r.store;
    return tx.execute(insert_store_sql, s.id, s.org, s.name, s.region, s.status, r.content, as_bytes(r.personal),
                      s.version, s.created_at, r.created_by, s.updated_at) == 1;
}
bool update_store(db::Tx& tx, const StoreRow& r) {
    const Store& s = r.store;
    return tx.execute(update_store_sql, s.id, s.version - 1, s.name, s.region, s.status, r.content,
                      as_bytes(r.personal), s.version, s.updated_at) == 1;
}
std::optional<StoreRow> find_store_row(db::Tx& tx, StoreId id, Unseal unseal) {
    auto rows = tx.query(find_store_sql, id);
    if (!rows.next()) return std::nullopt;
    return store_in(tx, rows, unseal);
}
std::optional<StoreId> find_store_by_name(db::Tx& tx, OrgId org, std::string_view name) {
    auto rows = tx.query(store_by_name_sql, org, name);
    if (!rows.next()) return std::nullopt;
    return rows.get<StoreId>(0);
}
std::vector<StoreRow> stores_of_org(db::Tx& tx, OrgId org, int limit) {
    auto rows = tx.query(stores_of_org_sql, org, limit);
    std::vector<StoreRow> found;
    while (rows.next()) found.push_back(store_in(tx, rows));
    return found;
}
std::vector<StoreId> store_ids_of_org(db::Tx& tx, OrgId org, std::size_t limit) {
    auto rows = tx.query(store_ids_of_org_sql, org, limit);
    std::vector<StoreId> found;
    while (rows.next()) found.push_back(rows.get<StoreId>(0));
    return found;
}
std::vector<std::int64_t> store_ids_after(db::Tx& tx, std::int64_t after, int limit) {
    auto rows = tx.query(store_ids_sql, after, limit);
    std::vector<std::int64_t> found;
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
}

void replace_staff(db::Tx& tx, const Store& s) {
    tx.execute(delete_staff_sql, s.id);
    for (const auto member : s.staff) tx.execute(insert_staff_sql, s.org, member, s.id);
}
std::vector<auth::MembershipId> staff_of(db::Tx& tx, StoreId id) {
    auto rows = tx.query(staff_sql, id);
    std::vector<auth::MembershipId> found;
    while (rows.next()) found.push_back(rows.get<auth::MembershipId>(0));
    return found;
}
std::vector<StoreId> stores_of_member(db::Tx& tx, OrgId org, auth::MembershipId member) {
    auto rows = tx.query(stores_of_member_sql, org, member);
    std::vector<StoreId> found;
    while (rows.next()) found.push_back(rows.get<StoreId>(0));
    return found;
}

}  // namespace yiguan::registry::store
