// Statements of partners.
#include "registry/partners_store.hpp"

#include <algorithm>

#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "review/review.hpp"

namespace yiguan::registry::store {
namespace {

#define PARTNER_ROW                                                                                            \
    "select partner_id, org_id, name, name_key, uscc, kinds, region, content, personal, version, created_at, " \
    "created_by, updated_at, last_dealing, search_key from partner "
// $3 pattern of the search key, $4 kinds, $5 pattern of the division, $6 who entered it, or 0. A parameter is compared
// with a column before it is compared with a constant, so that PostgreSQL takes it for a bigint.
#define PARTNERS                                                                                                  \
    "where org_id = $1 and partner_id < $2 and search_key like $3 escape '\\' and ((kinds & $4) <> 0 or $4 = 0) " \
    "and region like $5 escape '\\' and (created_by = $6 or $6 = 0) "

const db::Statement insert_partner_sql{"registry.insert_partner", R"sql(
    insert into partner (partner_id, org_id, name, name_key, uscc, kinds, region, content, personal, version,
                         created_at, created_by, updated_at, search_key)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing)sql"};
const db::Statement update_partner_sql{"registry.update_partner", R"sql(
    update partner set name = $3, name_key = $4, uscc = $5, kinds = $6, region = $7, content = $8, personal = $9,
                       version = $10, updated_at = $11, search_key = $12
     where partner_id = $1 and version = $2)sql"};
const db::Statement find_partner_sql{"registry.find_partner", PARTNER_ROW "where partner_id = $1"};
const db::Statement partner_by_uscc_sql{"registry.partner_by_uscc",
                                        PARTNER_ROW "where org_id = $1 and uscc = $2 and uscc <> ''"};
const db::Statement partner_by_name_sql{"registry.partner_by_name", PARTNER_ROW "where org_id = $1 and name = $2"};
const db::Statement partners_sql{"registry.partners", PARTNER_ROW PARTNERS "order by partner_id desc limit $7"};
const db::Statement count_partners_sql{"registry.count_partners",
                                       "select count(*) from (select 1 from partner " PARTNERS "limit $7) found"};
const db::Statement partner_keys_sql{
    "registry.partner_keys", "select partner_id, name_key from partner where org_id = $1 order by partner_id limit $2"};
const db::Statement partner_ids_sql{
    "registry.partner_ids_after", "select partner_id from partner where partner_id > $1 order by partner_id limit $2"};
// To the hour: who ships all day to one partner writes its row now and then.
const db::Statement dealing_by_uscc_sql{"registry.partner_dealing_by_uscc", R"sql(
    update partner set last_dealing = $3
     where org_id = $1 and uscc = $2 and uscc <> '' and (last_dealing is null or last_dealing + 3600000 < $3))sql"};
const db::Statement dealing_by_name_sql{"registry.partner_dealing_by_name", R"sql(
    update partner set last_dealing = $3
     where org_id = $1 and name = $2 and (last_dealing is null or last_dealing + 3600000 < $3))sql"};
const db::Statement insert_invitation_sql{"registry.insert_partner_invitation", R"sql(
    insert into partner_invitation (org_id, invited_at, partner_id, invited_by) values ($1, $2, $3, $4))sql"};
const db::Statement last_invitation_sql{
    "registry.last_partner_invitation",
    "select invited_at from partner_invitation where partner_id = $1 order by invited_at desc limit 1"};
const db::Statement count_invitations_sql{
    "registry.count_partner_invitations",
    "select count(*) from (select 1 from partner_invitation where org_id = $1 and invited_at > $2 limit $3) found"};

std::string partner_text(const json::object& o, std::string_view key) {
    return std::string(o.at(key).as_string());
}

void put_partner(PartnerData& d, std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    d.name = partner_text(o, "name");
    d.uscc = partner_text(o, "uscc");
    d.kinds = o.at("kinds").as_int64();
    d.region = partner_text(o, "region");
}
void put_partner_personal(PartnerData& d, std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    d.contact = partner_text(o, "contact");
    d.phone = partner_text(o, "phone");
    d.email = partner_text(o, "email");
}

PartnerRow partner_in(db::Tx& tx, db::Rows& rows, Unseal unseal = Unseal::yes) {
    PartnerRow row{.partner = {.id = rows.get<PartnerId>(0),
                               .org = rows.get<OrgId>(1),
                               .data = {},
                               .version = rows.integer(9),
                               .created_at = rows.get<UtcMs>(10),
                               .updated_at = rows.get<UtcMs>(12),
                               .last_dealing = rows.get<std::optional<UtcMs>>(13)},
                   .content = rows.get<std::string>(7),
                   .personal = std::string(as_text(rows.bytes(8))),
                   .name = rows.get<std::string>(2),
                   .name_key = rows.get<std::string>(3),
                   .uscc = rows.get<std::string>(4),
                   .region = rows.get<std::string>(6),
                   .search_key = rows.get<std::string>(14),
                   .kinds = rows.integer(5),
                   .created_by = rows.get<UserId>(11)};
    put_partner(row.partner.data, row.content);
    if (unseal == Unseal::no) return row;
    if (const auto open = auth::unseal(tx, row.partner.id.value, row.personal))
        put_partner_personal(row.partner.data, *open);
    return row;
}

std::string search_key_of(const PartnerData& d) {
    // The credit code behind a line end: what it begins with can be looked for too.
    return review::search_fold(d.name + "\n" + d.uscc);
}

std::optional<PartnerRow> first_partner(db::Tx& tx, db::Rows rows, Unseal unseal = Unseal::yes) {
    if (!rows.next()) return std::nullopt;
    return partner_in(tx, rows, unseal);
}

}  // namespace

std::string stored_partner(const PartnerData& d) {
    return json::serialize(json::object{{"name", d.name}, {"uscc", d.uscc}, {"kinds", d.kinds}, {"region", d.region}});
}
std::string personal_of(const PartnerData& d) {
    return json::serialize(json::object{{"contact", d.contact}, {"phone", d.phone}, {"email", d.email}});
}

std::string name_key_of(std::string_view name) {
    std::string key = fold_width(name);
    std::ranges::transform(key, key.begin(), to_lower);
    for (const std::string_view left : {"股份有限公司", "有限责任公司", "有限公司", "分公司", "公司", "个体工商户",
                                        "（", "）", "(", ")", " ", "·", "-"})
        for (auto at = key.find(left); at != key.npos; at = key.find(left, at)) key.erase(at, left.size());
    return key.empty() ? std::string(name) : key;
}

bool columns_agree(const PartnerRow& r) {
    const PartnerData& d = r.partner.data;
    return r.name == d.name && r.name_key == name_key_of(d.name) && r.uscc == d.uscc && r.region == d.region &&
           r.kinds == d.kinds && r.search_key == search_key_of(d);
}

bool insert_partner(db::Tx& tx, const PartnerRow& r) {
    const Partner& p = r.partner;
    return tx.execute(insert_partner_sql, p.id, p.org, p.data.name, name_key_of(p.data.name), p.data.uscc, p.data.kinds,
                      p.data.region, r.content, as_bytes(r.personal), p.version, p.created_at, r.created_by,
                      p.updated_at, search_key_of(p.data)) == 1;
}
bool update_partner(db::Tx& tx, const PartnerRow& r) {
    const Partner& p = r.partner;
    return tx.execute(update_partner_sql, p.id, p.version - 1, p.data.name, name_key_of(p.data.name), p.data.uscc,
                      p.data.kinds, p.data.region, r.content, as_bytes(r.personal), p.version, p.updated_at,
                      search_key_of(p.data)) == 1;
}
std::optional<PartnerRow> find_partner_row(db::Tx& tx, PartnerId id, Unseal unseal) {
    return first_partner(tx, tx.query(find_partner_sql, id), unseal);
}
std::optional<PartnerRow> partner_by_uscc(db::Tx& tx, OrgId org, std::string_view uscc) {
    return first_partner(tx, tx.query(partner_by_uscc_sql, org, uscc));
}
std::optional<PartnerRow> partner_by_name(db::Tx& tx, OrgId org, std::string_view name) {
    return first_partner(tx, tx.query(partner_by_name_sql, org, name));
}
std::vector<PartnerRow> partners_before(db::Tx& tx, const PartnerMatch& m, PartnerId before, int limit) {
    auto rows = tx.query(partners_sql, m.org, before ? before : PartnerId{INT64_MAX}, m.text, m.kinds, m.region,
                         m.created_by, limit);
    std::vector<PartnerRow> found;
    while (rows.next()) found.push_back(partner_in(tx, rows));
    return found;
}
std::int64_t count_partners(db::Tx& tx, const PartnerMatch& m, std::int64_t most) {
    auto rows =
        tx.query(count_partners_sql, m.org, PartnerId{INT64_MAX}, m.text, m.kinds, m.region, m.created_by, most);
    return rows.next() ? rows.integer(0) : 0;
}
std::vector<NamedPartner> partner_keys(db::Tx& tx, OrgId org, std::size_t limit) {
    auto rows = tx.query(partner_keys_sql, org, limit);
    std::vector<NamedPartner> found;
    while (rows.next()) found.push_back({rows.get<PartnerId>(0), rows.get<std::string>(1)});
    return found;
}
std::vector<std::int64_t> partner_ids_after(db::Tx& tx, std::int64_t after, int limit) {
    auto rows = tx.query(partner_ids_sql, after, limit);
    std::vector<std::int64_t> found;
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
}
void set_dealing_by_uscc(db::Tx& tx, OrgId org, std::string_view uscc, UtcMs at) {
    tx.post(dealing_by_uscc_sql, org, uscc, at);
}
void set_dealing_by_name(db::Tx& tx, OrgId org, std::string_view name, UtcMs at) {
    tx.post(dealing_by_name_sql, org, name, at);
}

void insert_partner_invitation(db::Tx& tx, const Partner& p, UserId by) {
    tx.execute(insert_invitation_sql, p.org, tx.now(), p.id, by);
}
std::optional<UtcMs> last_partner_invitation(db::Tx& tx, PartnerId id) {
    auto rows = tx.query(last_invitation_sql, id);
    if (!rows.next()) return std::nullopt;
    return rows.get<UtcMs>(0);
}
std::int64_t count_partner_invitations(db::Tx& tx, OrgId org, UtcMs since, std::int64_t most) {
    auto rows = tx.query(count_invitations_sql, org, since, most);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace yiguan::registry::store
