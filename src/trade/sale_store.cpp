#include "trade/sale_store.hpp"

#include <fmt/format.h>

#include <limits>

#include "core/json.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::trade::store {
namespace {

using db::Statement;

#define SALE_COLUMNS                                                                                                 \
    "s.sale_id, s.org_id, s.store_id, s.number, s.sale_type, s.sale_state, s.sold_at, s.customer_id, s.created_by, " \
    "s.created_at, s.version, s.content"
const Statement insert_sale_sql{"trade.insert_sale", R"sql(
    insert into store_sale (sale_id, org_id, store_id, number, sale_type, sale_state, sold_at, customer_id, created_by,
                            created_at, version, content)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};
const Statement update_sale_sql{"trade.update_sale", R"sql(
    update store_sale set sale_state = $3, customer_id = $4, version = $5, content = $6
     where sale_id = $1 and version = $2)sql"};
const Statement sale_sql{"trade.sale", "select " SALE_COLUMNS " from store_sale s where s.sale_id = $1"};
const Statement sales_of_code_sql{"trade.sales_of_code",
                                  "select " SALE_COLUMNS
                                  " from store_sale_item i join store_sale s on s.sale_id = i.sale_id"
                                  " where i.block_id = $1 and i.counter = $2 order by i.sale_id desc limit $3"};
const Statement sales_of_customer_sql{"trade.sales_of_customer",
                                      "select " SALE_COLUMNS
                                      " from store_sale s where s.customer_id = $1 order by s.sale_id desc limit $2"};
// $3 who sold, or 0; $4 beginning of the number; $5 type, $6 state, $7 store, $8 customer or 0; $9, $10 when.
#define SALES_MATCH                                                                                         \
    " s.org_id = $1 and s.sale_id < $2 and ($3 = 0 or s.created_by = $3)"                                   \
    " and ($4 = '' or substr(s.number, 1, length($4)) = $4) and ($5 = 0 or s.sale_type = $5)"               \
    " and ($6 = 0 or s.sale_state = $6) and ($7 = 0 or s.store_id = $7) and ($8 = 0 or s.customer_id = $8)" \
    " and s.sold_at >= $9 and s.sold_at < $10"
const Statement sales_sql{
    "trade.sales", "select " SALE_COLUMNS " from store_sale s where" SALES_MATCH " order by s.sale_id desc limit $11"};
const Statement sales_of_tail_sql{"trade.sales_of_tail",
                                  "select distinct " SALE_COLUMNS
                                  " from store_sale_item i join store_sale s on s.sale_id = i.sale_id"
                                  " where i.org_id = $1 and i.tail = $12 and" SALES_MATCH
                                  " order by s.sale_id desc limit $11"};
const Statement insert_item_sql{"trade.insert_sale_item", R"sql(
    insert into store_sale_item (block_id, counter, sale_id, org_id, tail, is_back) values ($1, $2, $3, $4, $5, $6))sql"};
const Statement update_item_sql{
    "trade.update_sale_item",
    "update store_sale_item set is_back = $4 where block_id = $1 and counter = $2 and sale_id = $3"};
const Statement items_sql{
    "trade.sale_item",
    "select is_back, org_id, tail from store_sale_item where block_id = $1 and counter = $2 and sale_id = $3"};
const Statement number_sql{"trade.sale_number", R"sql(
    insert into sale_number (org_id, prefix, day, last_number) values ($1, $2, $3, 1)
    on conflict (org_id, prefix, day) do update set last_number = sale_number.last_number + 1
    returning last_number)sql"};

#define CUSTOMER_COLUMNS                                                                                          \
    "customer_id, org_id, store_id, customer_state, personal, masked_name, masked_phone, tail_mark, token_hash, " \
    "expires_at, purge_at, created_by, created_at, version, content, phone_mark"
const Statement insert_customer_sql{"trade.insert_customer",
                                    "insert into sale_customer (" CUSTOMER_COLUMNS
                                    ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};
const Statement update_customer_sql{"trade.update_customer", R"sql(
    update sale_customer set customer_state = $3, personal = $4, masked_name = $5, masked_phone = $6, tail_mark = $7,
           token_hash = $8, purge_at = $9, version = $10, content = $11, phone_mark = $12
     where customer_id = $1 and version = $2)sql"};
const Statement customer_sql{"trade.customer", "select " CUSTOMER_COLUMNS " from sale_customer where customer_id = $1"};
const Statement customer_of_token_sql{"trade.customer_of_token",
                                      "select " CUSTOMER_COLUMNS
                                      " from sale_customer where token_hash = $1 and token_hash <> ''"};
const Statement customers_sql{"trade.customers", "select " CUSTOMER_COLUMNS
                                                 " from sale_customer where org_id = $1 and customer_id < $2"
                                                 " and ($3 = 0 or created_by = $3) and ($4 = 0 or store_id = $4)"
                                                 " order by customer_id desc limit $5"};
const Statement customers_of_tail_sql{"trade.customers_of_tail",
                                      "select " CUSTOMER_COLUMNS
                                      " from sale_customer where org_id = $1 and customer_id < $2"
                                      " and ($3 = 0 or created_by = $3) and ($4 = 0 or store_id = $4)"
                                      " and tail_mark = $6 and tail_mark <> ''"
                                      " order by customer_id desc limit $5"};
const Statement customers_of_phone_sql{"trade.customers_of_phone",
                                       "select " CUSTOMER_COLUMNS
                                       " from sale_customer where phone_mark = $1 and phone_mark <> ''"
                                       " order by customer_id limit $2"};
const Statement to_purge_sql{"trade.customers_to_purge",
                             "select " CUSTOMER_COLUMNS
                             " from sale_customer where purge_at > 0 and purge_at <= $1 order by purge_at limit $2"};

#define RETURN_COLUMNS                                                                                             \
    "return_id, org_id, store_id, number, return_source, return_state, sale_id, created_by, created_at, version, " \
    "content"
const Statement insert_return_sql{"trade.insert_return", "insert into sale_return (" RETURN_COLUMNS
                                                         ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
const Statement update_return_sql{"trade.update_return", R"sql(
    update sale_return set return_state = $3, version = $4, content = $5 where return_id = $1 and version = $2)sql"};
const Statement return_sql{"trade.return", "select " RETURN_COLUMNS " from sale_return where return_id = $1"};
const Statement returns_sql{"trade.returns",
                            "select " RETURN_COLUMNS
                            " from sale_return where org_id = $1 and return_id < $2 and ($3 = 0 or created_by = $3)"
                            " and ($4 = '' or substr(number, 1, length($4)) = $4) and ($5 = 0 or return_source = $5)"
                            " and ($6 = 0 or return_state = $6) and ($7 = 0 or store_id = $7)"
                            " order by return_id desc limit $8"};

const Statement rules_sql{"trade.sale_rules", "select version, content from sale_rules where rules_id = $1"};
const Statement insert_rules_sql{
    "trade.insert_sale_rules",
    "insert into sale_rules (rules_id, version, content) values ($1, $2, $3) on conflict do nothing"};
const Statement update_rules_sql{
    "trade.update_sale_rules", "update sale_rules set version = $3, content = $4 where rules_id = $1 and version = $2"};

#define SALE_HISTORY "select record_id, version, kind, org_id, changed_at, changed_by, content from sale_history "
const Statement insert_version_sql{"trade.insert_sale_version", R"sql(
    insert into sale_history (record_id, version, kind, org_id, changed_at, changed_by, content)
    values ($1, $2, $3, $4, $5, $6, $7))sql"};
const Statement versions_after_sql{"trade.sale_versions_after", SALE_HISTORY
                                   "where (record_id, version) > ($1, $2) order by record_id, version limit $3"};
const Statement newest_version_sql{"trade.newest_sale_version",
                                   SALE_HISTORY "where record_id = $1 order by version desc limit 1"};
const Statement sale_ids_sql{"trade.sale_ids",
                             "select sale_id from store_sale where sale_id > $1 order by sale_id limit $2"};
const Statement customer_ids_sql{
    "trade.customer_ids", "select customer_id from sale_customer where customer_id > $1 order by customer_id limit $2"};
const Statement return_ids_sql{"trade.return_ids",
                               "select return_id from sale_return where return_id > $1 order by return_id limit $2"};
const Statement rules_ids_sql{"trade.sale_rules_ids",
                              "select rules_id from sale_rules where rules_id > $1 order by rules_id limit $2"};

// ---- JSON of what is stored

std::int64_t int_at(const json::object& o, std::string_view key) {
    const auto* found = o.if_contains(key);
    return found ? found->to_number<std::int64_t>() : 0;
}
std::string text_at(const json::object& o, std::string_view key) {
    const auto* found = o.if_contains(key);
    return found ? std::string(found->as_string().data(), found->as_string().size()) : std::string();
}
template <class I>
I id_at(const json::object& o, std::string_view key) {
    return I{int_at(o, key)};
}

json::object event_json(const events::EventKey& key) {
    return {{"home", key.home}, {"id", key.id.value}};
}
events::EventKey event_from(const json::object& o, std::string_view key) {
    const auto* found = o.if_contains(key);
    if (!found) return {};
    return {id_at<EventId>(found->as_object(), "id"), int_at(found->as_object(), "home")};
}

/// What sales and returns say of a piece alike.
template <class Item>
json::object piece_json(const Item& item) {
    json::object out{{"block", item.code.block.value},
                     {"counter", item.code.counter},
                     {"product", item.product.value},
                     {"tail", item.tail}};
    if (item.slot) out["slot"] = static_cast<int>(*item.slot);
    return out;
}
template <class Item>
void read_piece(const json::object& o, Item& item) {
    item.code = {id_at<BlockId>(o, "block"), int_at(o, "counter")};
    item.product = id_at<ProductId>(o, "product");
    item.tail = text_at(o, "tail");
    if (o.contains("slot")) item.slot = static_cast<events::Slot>(int_at(o, "slot"));
}

Sale sale_from(std::string_view content) {
    const auto o = parse_json_object(content).value();
    Sale s{.id = id_at<SaleId>(o, "id"),
           .org = id_at<OrgId>(o, "org"),
           .store = id_at<registry::StoreId>(o, "store"),
           .number = text_at(o, "number"),
           .type = static_cast<SaleType>(int_at(o, "type")),
           .state = static_cast<SaleState>(int_at(o, "state")),
           .sold_at = UtcMs{int_at(o, "soldAt")},
           .customer = id_at<CustomerId>(o, "customer"),
           .remark = text_at(o, "remark"),
           .programme = text_at(o, "programme"),
           .old_kind = text_at(o, "oldKind"),
           .old_text = text_at(o, "oldText"),
           .items = {},
           .link = event_from(o, "link"),
           .additions = {},
           .created_by = id_at<UserId>(o, "createdBy"),
           .created_at = UtcMs{int_at(o, "createdAt")},
           .version = int_at(o, "version")};
    for (const auto& one : o.at("items").as_array()) {
        const auto& item = one.as_object();
        SaleItem read;
        read_piece(item, read);
        read.warranty_until = text_at(item, "warrantyUntil");
        read.event = event_from(item, "event");
        read.back = id_at<ReturnId>(item, "return");
        s.items.push_back(std::move(read));
    }
    for (const auto& one : o.at("additions").as_array()) {
        const auto& added = one.as_object();
        s.additions.push_back(
            {text_at(added, "name"), text_at(added, "value"), id_at<UserId>(added, "by"), UtcMs{int_at(added, "at")}});
    }
    return s;
}

std::vector<Sale> read_sales(db::Rows rows) {
    std::vector<Sale> found;
    while (rows.next()) found.push_back(sale_from(rows.text(11)));
    return found;
}

Customer customer_from(std::string_view content) {
    const auto o = parse_json_object(content).value();
    Customer c{.id = id_at<CustomerId>(o, "id"),
               .org = id_at<OrgId>(o, "org"),
               .store = id_at<registry::StoreId>(o, "store"),
               .state = static_cast<CustomerState>(int_at(o, "state")),
               .needs = {},
               .expires_at = UtcMs{int_at(o, "expiresAt")},
               .purge_at = UtcMs{int_at(o, "purgeAt")},
               .created_by = id_at<UserId>(o, "createdBy"),
               .created_at = UtcMs{int_at(o, "createdAt")},
               .filled_by = id_at<UserId>(o, "filledBy"),
               .filled_at = UtcMs{int_at(o, "filledAt")},
               .erased_by = id_at<UserId>(o, "erasedBy"),
               .erased_at = UtcMs{int_at(o, "erasedAt")},
               .reason = text_at(o, "reason"),
               .digest = text_at(o, "digest"),
               .version = int_at(o, "version")};
    for (const auto& need : o.at("needs").as_array()) c.needs.emplace_back(need.as_string());
    return c;
}

CustomerRow customer_row(db::Rows& rows) {
    CustomerRow row{.customer = customer_from(rows.text(14)),
                    .personal = std::string(as_text(rows.bytes(4))),
                    .tail_mark = rows.get<std::string>(7),
                    .token_hash = rows.get<std::string>(8),
                    .phone_mark = rows.get<std::string>(15)};
    row.customer.masked_name = rows.get<std::string>(5);
    row.customer.masked_phone = rows.get<std::string>(6);
    return row;
}

std::optional<CustomerRow> first_customer(db::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return customer_row(rows);
}

Return return_from(std::string_view content) {
    const auto o = parse_json_object(content).value();
    Return r{.id = id_at<ReturnId>(o, "id"),
             .org = id_at<OrgId>(o, "org"),
             .store = id_at<registry::StoreId>(o, "store"),
             .number = text_at(o, "number"),
             .sale = id_at<SaleId>(o, "sale"),
             .source = static_cast<ReturnSource>(int_at(o, "source")),
             .state = static_cast<ReturnState>(int_at(o, "state")),
             .disposal = static_cast<Disposal>(int_at(o, "disposal")),
             .reason = text_at(o, "reason"),
             .returned_at = UtcMs{int_at(o, "returnedAt")},
             .items = {},
             .created_by = id_at<UserId>(o, "createdBy"),
             .created_at = UtcMs{int_at(o, "createdAt")},
             .judged_by = id_at<UserId>(o, "judgedBy"),
             .judged_at = UtcMs{int_at(o, "judgedAt")},
             .remark = text_at(o, "remark"),
             .version = int_at(o, "version")};
    for (const auto& one : o.at("items").as_array()) {
        ReturnItem item;
        read_piece(one.as_object(), item);
        item.sale = id_at<SaleId>(one.as_object(), "sale");
        r.items.push_back(std::move(item));
    }
    return r;
}

std::vector<SaleVersion> read_versions(db::Rows rows) {
    std::vector<SaleVersion> found;
    while (rows.next())
        found.push_back({.id = rows.integer(0),
                         .version = rows.integer(1),
                         .kind = rows.get<SaleKind>(2),
                         .org = rows.get<OrgId>(3),
                         .changed_at = rows.get<UtcMs>(4),
                         .changed_by = rows.get<UserId>(5),
                         .content = rows.get<std::string>(6)});
    return found;
}

std::int64_t before_or_all(std::int64_t before) {
    return before ? before : std::numeric_limits<std::int64_t>::max();
}

bool agrees_sale(db::Tx& tx, db::Rows& rows, const Sale& s) {
    if (rows.get<SaleId>(0) != s.id || rows.get<OrgId>(1) != s.org || rows.get<registry::StoreId>(2) != s.store ||
        rows.text(3) != s.number || rows.get<SaleType>(4) != s.type || rows.get<SaleState>(5) != s.state ||
        rows.get<UtcMs>(6) != s.sold_at || rows.get<CustomerId>(7) != s.customer ||
        rows.get<UserId>(8) != s.created_by || rows.get<UtcMs>(9) != s.created_at || rows.integer(10) != s.version)
        return false;
    for (const SaleItem& item : s.items) {
        auto found = tx.query(items_sql, item.code.block, item.code.counter, s.id);
        if (!found.next() || found.get<bool>(0) != static_cast<bool>(item.back) || found.get<OrgId>(1) != s.org ||
            found.text(2) != item.tail)
            return false;
    }
    return true;
}

}  // namespace

std::string content_of(const SaleVersion& v) {
    return ledger::content_of(
        "sale/v1",
        {v.id, v.version, v.org.value, static_cast<std::int64_t>(v.kind), v.changed_at.value, v.changed_by.value},
        v.content);
}

void insert_version(db::Tx& tx, const SaleVersion& v) {
    tx.execute(insert_version_sql, v.id, v.version, v.kind, v.org, v.changed_at, v.changed_by, v.content);
}
std::vector<SaleVersion> sale_versions_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit) {
    return read_versions(tx.query(versions_after_sql, id, version, limit));
}
std::optional<SaleVersion> newest_sale_version(db::Tx& tx, std::int64_t id) {
    auto found = read_versions(tx.query(newest_version_sql, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}
std::vector<std::int64_t> sale_ids_after(db::Tx& tx, SaleKind kind, std::int64_t after, int limit) {
    const Statement& sql = kind == SaleKind::sale         ? sale_ids_sql
                           : kind == SaleKind::customer   ? customer_ids_sql
                           : kind == SaleKind::taken_back ? return_ids_sql
                                                          : rules_ids_sql;
    auto rows = tx.query(sql, after, limit);
    std::vector<std::int64_t> found;
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
}

std::string next_number(db::Tx& tx, OrgId org, std::string_view prefix) {
    std::string day;
    for (const char c : to_string(beijing_date(tx.now())))
        if (c != '-') day += c;
    auto rows = tx.query(number_sql, org, prefix, day);
    rows.next();
    return fmt::format("{}{}-{:06}", prefix, day, rows.integer(0));
}

std::string to_stored(const Sale& s) {
    json::array items, additions;
    for (const SaleItem& item : s.items) {
        auto one = piece_json(item);
        one["event"] = event_json(item.event);
        if (!item.warranty_until.empty()) one["warrantyUntil"] = item.warranty_until;
        if (item.back) one["return"] = item.back.value;
        items.push_back(std::move(one));
    }
    for (const SaleAddition& a : s.additions)
        additions.push_back(json::object{{"name", a.name}, {"value", a.value}, {"by", a.by.value}, {"at", a.at.value}});
    json::object out{{"id", s.id.value},
                     {"org", s.org.value},
                     {"store", s.store.value},
                     {"number", s.number},
                     {"type", static_cast<int>(s.type)},
                     {"state", static_cast<int>(s.state)},
                     {"soldAt", s.sold_at.value},
                     {"customer", s.customer.value},
                     {"remark", s.remark},
                     {"programme", s.programme},
                     {"oldKind", s.old_kind},
                     {"oldText", s.old_text},
                     {"items", std::move(items)},
                     {"additions", std::move(additions)},
                     {"createdBy", s.created_by.value},
                     {"createdAt", s.created_at.value},
                     {"version", s.version}};
    if (s.link.id) out["link"] = event_json(s.link);
    return json::serialize(out);
}

std::string to_stored(const Customer& c) {
    json::array needs;
    for (const auto& need : c.needs) needs.emplace_back(need);
    return json::serialize(json::object{{"id", c.id.value},
                                        {"org", c.org.value},
                                        {"store", c.store.value},
                                        {"state", static_cast<int>(c.state)},
                                        {"needs", std::move(needs)},
                                        {"expiresAt", c.expires_at.value},
                                        {"purgeAt", c.purge_at.value},
                                        {"createdBy", c.created_by.value},
                                        {"createdAt", c.created_at.value},
                                        {"filledBy", c.filled_by.value},
                                        {"filledAt", c.filled_at.value},
                                        {"erasedBy", c.erased_by.value},
                                        {"erasedAt", c.erased_at.value},
                                        {"reason", c.reason},
                                        {"digest", c.digest},
                                        {"version", c.version}});
}

std::string to_stored(const Return& r) {
    json::array items;
    for (const ReturnItem& item : r.items) {
        auto one = piece_json(item);
        one["sale"] = item.sale.value;
        items.push_back(std::move(one));
    }
    return json::serialize(json::object{{"id", r.id.value},
                                        {"org", r.org.value},
                                        {"store", r.store.value},
                                        {"number", r.number},
                                        {"sale", r.sale.value},
                                        {"source", static_cast<int>(r.source)},
                                        {"state", static_cast<int>(r.state)},
                                        {"disposal", static_cast<int>(r.disposal)},
                                        {"reason", r.reason},
                                        {"returnedAt", r.returned_at.value},
                                        {"items", std::move(items)},
                                        {"createdBy", r.created_by.value},
                                        {"createdAt", r.created_at.value},
                                        {"judgedBy", r.judged_by.value},
                                        {"judgedAt", r.judged_at.value},
                                        {"remark", r.remark},
                                        {"version", r.version}});
}

void insert(db::Tx& tx, const Sale& s) {
    tx.execute(insert_sale_sql, s.id, s.org, s.store, s.number, s.type, s.state, s.sold_at, s.customer, s.created_by,
               s.created_at, s.version, to_stored(s));
    for (const SaleItem& item : s.items)
        tx.execute(insert_item_sql, item.code.block, item.code.counter, s.id, s.org, item.tail, 0);
}
bool update(db::Tx& tx, const Sale& s) {
    if (tx.execute(update_sale_sql, s.id, s.version - 1, s.state, s.customer, s.version, to_stored(s)) != 1)
        return false;
    for (const SaleItem& item : s.items)
        tx.execute(update_item_sql, item.code.block, item.code.counter, s.id, item.back ? 1 : 0);
    return true;
}
std::optional<Sale> find_sale(db::Tx& tx, SaleId id) {
    auto found = read_sales(tx.query(sale_sql, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}
std::vector<Sale> sales_of_code(db::Tx& tx, const codes::CodeAt& code, int limit) {
    return read_sales(tx.query(sales_of_code_sql, code.block, code.counter, limit));
}
std::vector<Sale> sales_of_customer(db::Tx& tx, CustomerId customer, int limit) {
    return read_sales(tx.query(sales_of_customer_sql, customer, limit));
}
std::vector<Sale> list_sales(db::Tx& tx, OrgId org, UserId by, const SaleFilter& f, SaleId before, int limit) {
    const std::int64_t type = f.type ? static_cast<std::int64_t>(*f.type) : 0,
                       state = f.state ? static_cast<std::int64_t>(*f.state) : 0,
                       from = f.from ? f.from->value : std::numeric_limits<std::int64_t>::min(),
                       to = f.to ? f.to->value : std::numeric_limits<std::int64_t>::max(),
                       end = before_or_all(before.value);
    if (!f.tail.empty())
        return read_sales(tx.query(sales_of_tail_sql, org, end, by, f.number, type, state, f.store, f.customer, from,
                                   to, limit, f.tail));
    return read_sales(tx.query(sales_sql, org, end, by, f.number, type, state, f.store, f.customer, from, to, limit));
}

void insert(db::Tx& tx, const CustomerRow& row) {
    const Customer& c = row.customer;
    tx.execute(insert_customer_sql, c.id, c.org, c.store, c.state, as_bytes(row.personal), c.masked_name,
               c.masked_phone, row.tail_mark, row.token_hash, c.expires_at, c.purge_at, c.created_by, c.created_at,
               c.version, to_stored(c), row.phone_mark);
}
bool update(db::Tx& tx, const CustomerRow& row) {
    const Customer& c = row.customer;
    return tx.execute(update_customer_sql, c.id, c.version - 1, c.state, as_bytes(row.personal), c.masked_name,
                      c.masked_phone, row.tail_mark, row.token_hash, c.purge_at, c.version, to_stored(c),
                      row.phone_mark) == 1;
}
std::optional<CustomerRow> find_customer(db::Tx& tx, CustomerId id) {
    return first_customer(tx.query(customer_sql, id));
}
std::optional<CustomerRow> customer_of_token(db::Tx& tx, std::string_view token_hash) {
    return first_customer(tx.query(customer_of_token_sql, token_hash));
}
std::vector<Customer> list_customers(db::Tx& tx, OrgId org, UserId by, registry::StoreId store,
                                     std::string_view tail_mark, CustomerId before, int limit) {
    const std::int64_t end = before_or_all(before.value);
    auto rows = tail_mark.empty() ? tx.query(customers_sql, org, end, by, store, limit)
                                  : tx.query(customers_of_tail_sql, org, end, by, store, limit, tail_mark);
    std::vector<Customer> found;
    while (rows.next()) found.push_back(customer_row(rows).customer);
    return found;
}
std::vector<CustomerRow> customers_of_phone(db::Tx& tx, std::string_view phone_mark, int limit) {
    auto rows = tx.query(customers_of_phone_sql, phone_mark, limit);
    std::vector<CustomerRow> found;
    while (rows.next()) found.push_back(customer_row(rows));
    return found;
}
std::vector<CustomerRow> customers_to_purge(db::Tx& tx, int limit) {
    auto rows = tx.query(to_purge_sql, tx.now(), limit);
    std::vector<CustomerRow> found;
    while (rows.next()) found.push_back(customer_row(rows));
    return found;
}

void insert(db::Tx& tx, const Return& r) {
    tx.execute(insert_return_sql, r.id, r.org, r.store, r.number, r.source, r.state, r.sale, r.created_by, r.created_at,
               r.version, to_stored(r));
}
bool update(db::Tx& tx, const Return& r) {
    return tx.execute(update_return_sql, r.id, r.version - 1, r.state, r.version, to_stored(r)) == 1;
}
std::optional<Return> find_return(db::Tx& tx, ReturnId id) {
    auto rows = tx.query(return_sql, id);
    if (!rows.next()) return std::nullopt;
    return return_from(rows.text(10));
}
std::vector<Return> list_returns(db::Tx& tx, OrgId org, UserId by, const ReturnFilter& f, ReturnId before, int limit) {
    auto rows = tx.query(returns_sql, org, before_or_all(before.value), by, f.number,
                         f.source ? static_cast<std::int64_t>(*f.source) : 0,
                         f.state ? static_cast<std::int64_t>(*f.state) : 0, f.store, limit);
    std::vector<Return> found;
    while (rows.next()) found.push_back(return_from(rows.text(10)));
    return found;
}

std::optional<RulesRow> find_rules(db::Tx& tx) {
    auto rows = tx.query(rules_sql, rules_id);
    if (!rows.next()) return std::nullopt;
    return RulesRow{rows.integer(0), rows.get<std::string>(1)};
}
bool put_rules(db::Tx& tx, const RulesRow& row) {
    if (row.version == 1) return tx.execute(insert_rules_sql, rules_id, row.version, row.content) == 1;
    return tx.execute(update_rules_sql, rules_id, row.version - 1, row.version, row.content) == 1;
}

std::optional<StoredContent> stored_content(db::Tx& tx, SaleKind kind, std::int64_t id) {
    switch (kind) {
        case SaleKind::sale: {
            auto rows = tx.query(sale_sql, id);
            if (!rows.next()) return std::nullopt;
            const Sale s = sale_from(rows.text(11));
            return StoredContent{rows.get<std::string>(11), agrees_sale(tx, rows, s)};
        }
        case SaleKind::customer: {
            auto rows = tx.query(customer_sql, id);
            if (!rows.next()) return std::nullopt;
            const auto row = customer_row(rows);
            const Customer& c = row.customer;
            const bool agrees = rows.get<CustomerId>(0) == c.id && rows.get<OrgId>(1) == c.org &&
                                rows.get<CustomerState>(3) == c.state && rows.get<UtcMs>(9) == c.expires_at &&
                                rows.get<UtcMs>(10) == c.purge_at && rows.integer(13) == c.version &&
                                c.digest == digest_of(row.personal);
            return StoredContent{rows.get<std::string>(14), agrees};
        }
        case SaleKind::taken_back: {
            auto rows = tx.query(return_sql, id);
            if (!rows.next()) return std::nullopt;
            const Return r = return_from(rows.text(10));
            const bool agrees = rows.get<ReturnId>(0) == r.id && rows.get<OrgId>(1) == r.org &&
                                rows.get<registry::StoreId>(2) == r.store && rows.text(3) == r.number &&
                                rows.get<ReturnSource>(4) == r.source && rows.get<ReturnState>(5) == r.state &&
                                rows.get<SaleId>(6) == r.sale && rows.integer(9) == r.version;
            return StoredContent{rows.get<std::string>(10), agrees};
        }
        case SaleKind::rules: {
            const auto row = find_rules(tx);
            if (!row || id != rules_id) return std::nullopt;
            return StoredContent{row->content, true};
        }
    }
    return std::nullopt;
}

std::string digest_of(std::string_view sealed) {
    if (sealed.empty()) return {};
    crypto::Sha256 digest;
    digest.add(sealed);
    return to_hex(digest.done());
}

}  // namespace yiguan::trade::store
