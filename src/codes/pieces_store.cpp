#include "codes/pieces_store.hpp"

#include <limits>

#include "ledger/ledger.hpp"

namespace yiguan::codes {
namespace {

using db::Statement;

#define ALIAS_COLUMNS                                                                                           \
    "alias_id, org_id, alias_kind, alias_text, block_id, counter, item_id, created_by, created_at, closed_by, " \
    "closed_at"
#define ITEM_COLUMNS                                                                                                \
    "item_id, org_id, product_id, family, block_id, counter, model, production_date, frame_number, serial_number, " \
    "field_values, created_by, created_at, closed_by, closed_at"

const Statement insert_alias_sql{"codes.insert_alias", "insert into code_alias (" ALIAS_COLUMNS
                                                       ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)"
                                                       " on conflict do nothing"};
const Statement close_alias_sql{"codes.close_alias",
                                "update code_alias set closed_by = $2, closed_at = $3 where alias_id = $1"};
const Statement alias_by_text_sql{"codes.alias_by_text", "select " ALIAS_COLUMNS
                                                         " from code_alias where alias_text = $1 and closed_at = 0"
                                                         " and ($2 = 0 or org_id = $2) order by org_id limit $3"};
const Statement alias_sql{"codes.alias", "select " ALIAS_COLUMNS " from code_alias where alias_id = $1"};
const Statement aliases_in_sql{"codes.aliases_in", "select " ALIAS_COLUMNS
                                                   " from code_alias where block_id = $1 and counter between $2"
                                                   " and $3 and closed_at = 0 order by alias_id"};
const Statement aliases_after_sql{
    "codes.aliases_after", "select " ALIAS_COLUMNS " from code_alias where alias_id > $1 order by alias_id limit $2"};

const Statement insert_item_sql{"codes.insert_item", "insert into item (" ITEM_COLUMNS
                                                     ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)"
                                                     " on conflict do nothing"};
const Statement close_item_sql{"codes.close_item", "update item set closed_by = $2, closed_at = $3 where item_id = $1"};
const Statement item_sql{"codes.item", "select " ITEM_COLUMNS " from item where item_id = $1"};
const Statement items_in_sql{"codes.items_in", "select " ITEM_COLUMNS
                                               " from item where block_id = $1 and counter between $2 and $3"
                                               " and closed_at = 0 order by item_id"};
const Statement items_after_sql{"codes.items_after",
                                "select " ITEM_COLUMNS " from item where item_id > $1 order by item_id limit $2"};
#define ITEM_FILTER                                                                                                \
    " and item_id < $2 and closed_by = 0 and ($3 = '' or frame_number = $3) and ($4 = '' or serial_number = $4)"   \
    " and ($5 = '' or substr(model, 1, length($5)) = $5) and production_date between $6 and $7"                    \
    " and ($8 < 0 or family = $8) and ($9 = 0 or created_by = $9)"                                                 \
    " and ($10 = '' or exists (select 1 from org o where o.org_id = item.org_id and ("                             \
    "$10 like '%,' || substr(o.region_id, 1, 2) || ',%' or $10 like '%,' || substr(o.region_id, 1, 4) || ',%' or " \
    "$10 like '%,' || o.region_id || ',%')))"                                                                      \
    " and ($11 = '' or exists (select 1 from product p where p.product_id = item.product_id and "                  \
    "$11 like '%,' || substr(p.unit_id, 1, 6) || ',%'))"                                                           \
    " and ($13 = 0 or not exists (select 1 from assembly a where a.vehicle_block = item.block_id"                  \
    " and a.vehicle_counter = item.counter and a.undo_event = 0))"                                                 \
    " order by item_id desc limit $12"
const Statement org_items_sql{"codes.org_items", "select " ITEM_COLUMNS " from item where org_id = $1" ITEM_FILTER};
const Statement all_items_sql{"codes.all_items", "select " ITEM_COLUMNS " from item where $1 = 0" ITEM_FILTER};

Alias read_alias(db::Rows& r) {
    return {.id = r.get<AliasId>(0),
            .org = r.get<OrgId>(1),
            .kind = r.get<AliasKind>(2),
            .text = r.get<std::string>(3),
            .code = {r.get<BlockId>(4), r.integer(5)},
            .item = r.get<ItemId>(6),
            .created_by = r.get<UserId>(7),
            .created_at = r.get<UtcMs>(8),
            .closed_by = r.get<UserId>(9),
            .closed_at = r.get<UtcMs>(10)};
}

std::vector<Alias> read_aliases(db::Rows rows) {
    std::vector<Alias> found;
    while (rows.next()) found.push_back(read_alias(rows));
    return found;
}

Item read_item(db::Rows& r) {
    return {.id = r.get<ItemId>(0),
            .org = r.get<OrgId>(1),
            .product = r.get<ProductId>(2),
            .family = r.get<catalog::Family>(3),
            .code = {r.get<BlockId>(4), r.integer(5)},
            .model = r.get<std::string>(6),
            .production_date = r.get<std::string>(7),
            .frame_number = r.get<std::string>(8),
            .serial_number = r.get<std::string>(9),
            .values = r.get<std::string>(10),
            .created_by = r.get<UserId>(11),
            .created_at = r.get<UtcMs>(12),
            .closed_by = r.get<UserId>(13),
            .closed_at = r.get<UtcMs>(14)};
}

std::vector<Item> read_items(db::Rows rows) {
    std::vector<Item> found;
    while (rows.next()) found.push_back(read_item(rows));
    return found;
}

}  // namespace

std::vector<Item> list_items(db::Tx& tx, const BatchScope& scope, const ItemFilter& f, ItemId before, int limit) {
    const ItemId end = before ? before : ItemId{std::numeric_limits<std::int64_t>::max()};
    const int family = f.family ? static_cast<int>(*f.family) : -1;
    return read_items(tx.query(scope.org ? org_items_sql : all_items_sql, scope.org, end, f.frame_number,
                               f.serial_number, f.model, f.from, f.to.empty() ? std::string("9999") : f.to, family,
                               scope.created_by, scope.regions, scope.categories, limit, f.unassembled));
}

namespace store {

bool insert_alias(db::Tx& tx, const Alias& a) {
    return tx.execute(insert_alias_sql, a.id, a.org, a.kind, a.text, a.code.block, a.code.counter, a.item, a.created_by,
                      a.created_at, a.closed_by, a.closed_at) == 1;
}

void close(db::Tx& tx, UserId by, Alias& alias) {
    alias.closed_by = by, alias.closed_at = tx.now();
    tx.post(close_alias_sql, alias.id, by, tx.now());
    ledger::append(tx, ledger::Object::code_alias, alias.id.value, 2, content_of_closed(alias));
}

std::optional<Alias> find_alias(db::Tx& tx, AliasId id) {
    auto rows = tx.query(alias_sql, id);
    return rows.next() ? std::optional(read_alias(rows)) : std::nullopt;
}

std::vector<Alias> aliases_by_text(db::Tx& tx, std::string_view text, OrgId org, int limit) {
    return read_aliases(tx.query(alias_by_text_sql, text, org, limit));
}

std::vector<Alias> aliases_in(db::Tx& tx, const CodeRange& range) {
    return read_aliases(tx.query(aliases_in_sql, range.block, range.first, range.last));
}

std::vector<Alias> aliases_after(db::Tx& tx, AliasId after, int limit) {
    return read_aliases(tx.query(aliases_after_sql, after, limit));
}

bool insert_item(db::Tx& tx, const Item& i) {
    return tx.execute(insert_item_sql, i.id, i.org, i.product, i.family, i.code.block, i.code.counter, i.model,
                      i.production_date, i.frame_number, i.serial_number, i.values, i.created_by, i.created_at,
                      i.closed_by, i.closed_at) == 1;
}

void close(db::Tx& tx, UserId by, Item& item) {
    item.closed_by = by, item.closed_at = tx.now();
    tx.post(close_item_sql, item.id, by, tx.now());
    ledger::append(tx, ledger::Object::item, item.id.value, 2, content_of_closed(item));
}

std::optional<Item> find_item(db::Tx& tx, ItemId id) {
    auto rows = tx.query(item_sql, id);
    return rows.next() ? std::optional(read_item(rows)) : std::nullopt;
}

std::vector<Item> items_in(db::Tx& tx, const CodeRange& range) {
    return read_items(tx.query(items_in_sql, range.block, range.first, range.last));
}

std::vector<Item> items_after(db::Tx& tx, ItemId after, int limit) {
    return read_items(tx.query(items_after_sql, after, limit));
}

std::string content_of(const Alias& a) {
    return ledger::content_of("code-alias/v1",
                              {a.id.value, a.org.value, static_cast<std::int64_t>(a.kind), a.code.block.value,
                               a.code.counter, a.item.value, a.created_by.value, a.created_at.value},
                              a.text);
}

std::string content_of_closed(const Alias& a) {
    return ledger::content_of("code-alias-closed/v1", {a.id.value, a.closed_by.value, a.closed_at.value});
}

std::string content_of(const Item& i) {
    return ledger::content_of(
        "item/v1",
        {i.id.value, i.org.value, i.product.value, static_cast<std::int64_t>(i.family), i.code.block.value,
         i.code.counter, i.created_by.value, i.created_at.value},
        i.model + "\n" + i.production_date + "\n" + i.frame_number + "\n" + i.serial_number + "\n" + i.values);
}

std::string content_of_closed(const Item& i) {
    return ledger::content_of("item-closed/v1", {i.id.value, i.closed_by.value, i.closed_at.value});
}

}  // namespace store
}  // namespace yiguan::codes
