#include "codes/pieces_store.hpp"

#include <algorithm>
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
// Of all organisations: whose they are would not bound what is read.
const Statement aliases_between_sql{"codes.aliases_between",
                                    "select " ALIAS_COLUMNS
                                    " from code_alias where alias_text >= $1"
                                    " and alias_text <= $2 and closed_at = 0 order by alias_text limit $3"};
const Statement aliases_after_sql{
    "codes.aliases_after", "select " ALIAS_COLUMNS " from code_alias where alias_id > $1 order by alias_id limit $2"};

using Type = db::BulkInsert::Type;
const db::BulkInsert insert_items_sql{"codes.insert_items",
                                      "item",
                                      {{"item_id", Type::integer},
                                       {"org_id", Type::integer},
                                       {"product_id", Type::integer},
                                       {"family", Type::integer},
                                       {"block_id", Type::integer},
                                       {"counter", Type::integer},
                                       {"model", Type::text},
                                       {"production_date", Type::text},
                                       {"frame_number", Type::text},
                                       {"serial_number", Type::text},
                                       {"field_values", Type::text},
                                       {"created_by", Type::integer},
                                       {"created_at", Type::integer},
                                       {"closed_by", Type::integer},
                                       {"closed_at", Type::integer}},
                                      1};
const db::BulkInsert insert_aliases_sql{"codes.insert_aliases",
                                        "code_alias",
                                        {{"alias_id", Type::integer},
                                         {"org_id", Type::integer},
                                         {"alias_kind", Type::integer},
                                         {"alias_text", Type::text},
                                         {"block_id", Type::integer},
                                         {"counter", Type::integer},
                                         {"item_id", Type::integer},
                                         {"created_by", Type::integer},
                                         {"created_at", Type::integer},
                                         {"closed_by", Type::integer},
                                         {"closed_at", Type::integer}},
                                        1};
const Statement close_item_sql{"codes.close_item", "update item set closed_by = $2, closed_at = $3 where item_id = $1"};
const Statement item_sql{"codes.item", "select " ITEM_COLUMNS " from item where item_id = $1"};
const Statement items_in_sql{"codes.items_in", "select " ITEM_COLUMNS
                                               " from item where block_id = $1 and counter between $2 and $3"
                                               " and closed_at = 0 order by item_id"};
const Statement has_items_sql{"codes.has_items",
                              "select 1 from item where block_id = $1 and counter between $2 and $3"
                              " and closed_at = 0 limit 1"};
const Statement items_after_sql{"codes.items_after",
                                "select " ITEM_COLUMNS " from item where item_id > $1 order by item_id limit $2"};
// production_date || '': a statement that names the day is to use the index of it, not that of a range of days.
// Status 1, 2, 6: bound, active, returned; a vehicle may be linked then (events/assemblies.cpp).
#define ITEM_FILTER                                                                                                \
    " and item_id < $2 and closed_by = 0 and ($3 = '' or frame_number = $3) and ($4 = '' or serial_number = $4)"   \
    " and ($5 = '' or substr(model, 1, length($5)) = $5) and production_date || '' between $6 and $7"              \
    " and ($8 < 0 or family = $8) and ($9 = 0 or created_by = $9)"                                                 \
    " and ($10 = '' or exists (select 1 from org o where o.org_id = item.org_id and ("                             \
    "$10 like '%,' || substr(o.region_id, 1, 2) || ',%' or $10 like '%,' || substr(o.region_id, 1, 4) || ',%' or " \
    "$10 like '%,' || o.region_id || ',%')))"                                                                      \
    " and ($11 = '' or exists (select 1 from product p where p.product_id = item.product_id and "                  \
    "$11 like '%,' || substr(p.unit_id, 1, 6) || ',%'))"                                                           \
    " and ($13 = 0 or not exists (select 1 from assembly a where a.vehicle_block = item.block_id"                  \
    " and a.vehicle_counter = item.counter and a.undo_event = 0))"                                                 \
    " and ($13 = 0 or exists (select 1 from segment g where g.block_id = item.block_id and g.first_c = "           \
    "(select max(f.first_c) from segment f where f.block_id = item.block_id and f.first_c <= item.counter)"        \
    " and g.last_c >= item.counter and g.holder_id = item.org_id and g.status in (1, 2, 6)))"                      \
    " order by item_id desc limit $12"
const Statement org_items_sql{"codes.org_items", "select " ITEM_COLUMNS " from item where org_id = $1" ITEM_FILTER};
const Statement all_items_sql{"codes.all_items", "select " ITEM_COLUMNS " from item where $1 = 0" ITEM_FILTER};
// The same of one code, and of one model.
const Statement items_of_code_sql{"codes.items_of_code",
                                  "select " ITEM_COLUMNS
                                  " from item where block_id = $14 and counter = $15 and closed_at = 0"
                                  " and ($1 = 0 or org_id = $1)" ITEM_FILTER};
const Statement org_items_of_model_sql{
    "codes.org_items_of_model", "select " ITEM_COLUMNS " from item where org_id = $1 and model = $14" ITEM_FILTER};
const Statement all_items_of_model_sql{"codes.all_items_of_model",
                                       "select " ITEM_COLUMNS " from item where $1 = 0 and model = $14" ITEM_FILTER};
const Statement org_items_of_day_sql{"codes.org_items_of_day",
                                     "select " ITEM_COLUMNS
                                     " from item where org_id = $1 and production_date = $14" ITEM_FILTER};
const Statement all_items_of_day_sql{
    "codes.all_items_of_day", "select " ITEM_COLUMNS " from item where $1 = 0 and production_date = $14" ITEM_FILTER};
const Statement org_items_of_model_day_sql{
    "codes.org_items_of_model_day",
    "select " ITEM_COLUMNS " from item where org_id = $1 and model = $14 and production_date = $15" ITEM_FILTER};
const Statement first_day_sql{"codes.first_item_day",
                              "select production_date from item where org_id = $1 order by production_date limit 1"};
const Statement first_day_of_all_sql{"codes.first_item_day_of_all",
                                     "select production_date from item where production_date > '' and $1 = 0"
                                     " order by production_date limit 1"};

const Statement update_item_sql{"codes.update_item",
                                "update item set frame_number = $2, serial_number = $3, field_values = $4"
                                " where item_id = $1"};
const Statement insert_correction_sql{"codes.insert_correction",
                                      "insert into item_correction (item_id, version, frame_number, serial_number,"
                                      " field_values, changed_by, changed_at, reason)"
                                      " values ($1,$2,$3,$4,$5,$6,$7,$8) on conflict do nothing"};
const Statement corrections_sql{"codes.corrections",
                                "select item_id, version, frame_number, serial_number, field_values, changed_by,"
                                " changed_at, reason from item_correction where item_id between $1 and $2"
                                " order by item_id, version"};
const Statement item_version_sql{
    "codes.item_version", "select version from item_correction where item_id = $1 order by version desc limit 1"};

const Statement org_next_model_sql{
    "codes.org_next_model",
    "select model from item where org_id = $1 and model >= $2 and model > $3 order by model limit 1"};
const Statement all_next_model_sql{"codes.all_next_model",
                                   "select model from item where model >= $2 and model > $3 and $1 = 0"
                                   " order by model limit 1"};

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

std::vector<db::Param> params_of(const std::vector<CodeRange>& ranges) {
    std::vector<db::Param> params;
    params.reserve(ranges.size() * 3);
    for (const CodeRange& range : ranges) params.insert(params.end(), {range.block, range.first, range.last});
    return params;
}

// The parameters of ITEM_FILTER, and places for those that follow.
class Filter {
public:
    Filter(const BatchScope& scope, const ItemFilter& f, ItemId before, int limit)
        : to_(f.to.empty() ? "9999" : f.to),
          limit_(static_cast<std::size_t>(limit)),
          shared_{scope.org,
                  before ? before : ItemId{std::numeric_limits<std::int64_t>::max()},
                  f.frame_number,
                  f.serial_number,
                  f.model,
                  f.from,
                  to_,
                  f.family ? static_cast<int>(*f.family) : -1,
                  scope.created_by,
                  scope.regions,
                  scope.categories,
                  limit,
                  f.unassembled} {}

    std::vector<Item> run(db::Tx& tx, const Statement& statement) const {
        return read_items(tx.query_params(statement, shared_));
    }
    /// Once for each of `keys`, `width` further parameters each; the newest of all.
    std::vector<Item> run_each(db::Tx& tx, const Statement& statement, std::span<const db::Param> keys,
                               std::size_t width) const {
        std::vector<db::Param> params;
        for (std::size_t k = 0; k < keys.size(); k += width) {
            params.insert(params.end(), shared_.begin(), shared_.end());
            params.insert(params.end(), keys.begin() + static_cast<std::ptrdiff_t>(k),
                          keys.begin() + static_cast<std::ptrdiff_t>(k + width));
        }
        std::vector<Item> found;
        tx.query_each(statement, params, shared_.size() + width, [&](std::size_t, db::Rows& rows) {
            while (rows.next()) found.push_back(read_item(rows));
        });
        std::ranges::sort(found, std::greater(), &Item::id);
        const auto same = std::ranges::unique(found, {}, &Item::id);
        found.erase(same.begin(), same.end());
        if (found.size() > limit_) found.resize(limit_);
        return found;
    }

private:
    std::string to_;
    std::size_t limit_;
    std::vector<db::Param> shared_;
};

/// The models of items that begin so; empty if they are more than `most`. Cost: a look-up each.
std::optional<std::vector<std::string>> models_of(db::Tx& tx, OrgId org, const std::string& front, std::size_t most) {
    std::vector<std::string> found;
    for (;;) {
        auto rows = tx.query(org ? org_next_model_sql : all_next_model_sql, org, front,
                             found.empty() ? std::string() : found.back());
        if (!rows.next() || !rows.text(0).starts_with(front)) return found;
        if (found.size() == most) return std::nullopt;
        found.push_back(rows.get<std::string>(0));
    }
}

}  // namespace

namespace {

// The days of a filter, if they are at most `most`: from the first piece on, to tomorrow, unless it says otherwise.
std::optional<std::vector<std::string>> days_of(db::Tx& tx, OrgId org, const ItemFilter& f, std::size_t most) {
    constexpr std::int64_t day_ms = 86'400'000;
    if (f.from.empty() && f.to.empty()) return std::nullopt;
    std::string first = f.from;
    if (first.empty()) {
        auto rows = tx.query(org ? first_day_sql : first_day_of_all_sql, org);
        if (!rows.next()) return std::vector<std::string>();
        first = rows.get<std::string>(0);
    }
    const std::string last = std::min(f.to.empty() ? "9999" : f.to, to_string(beijing_date(tx.now() + day_ms)));
    const auto begin = parse_date(first);
    if (begin.has_error()) return std::nullopt;
    std::vector<std::string> days;
    for (UtcMs at = beijing_midnight(begin.value());; at = at + day_ms) {
        const std::string day = to_string(beijing_date(at));
        if (day > last) return days;
        if (days.size() == most) return std::nullopt;
        days.push_back(day);
    }
}

std::vector<db::Param> pairs_of(const std::vector<std::string>& models, const std::vector<std::string>& days) {
    std::vector<db::Param> keys;
    for (const auto& model : models)
        for (const auto& day : days) keys.insert(keys.end(), {std::string_view(model), std::string_view(day)});
    return keys;
}

}  // namespace

// A maker may have millions of pieces, of which these are few or none: numbers are found through the texts that the
// pieces came with, models one by one, and days. Where very many models begin so, what begins so is not rare; nor is
// what was made on very many days.
std::vector<Item> list_items(db::Tx& tx, const BatchScope& scope, const ItemFilter& f, ItemId before, int limit) {
    constexpr int codes_max = 1000;                          // one of each producer
    constexpr std::size_t models_max = 100, days_max = 400;  // a look-up each
    const Filter filter(scope, f, before, limit);
    const std::string& number = f.frame_number.empty() ? f.serial_number : f.frame_number;
    if (!number.empty()) {
        std::vector<db::Param> keys;
        for (const Alias& alias : store::aliases_by_text(tx, number, scope.org, codes_max)) {
            keys.emplace_back(alias.code.block);
            keys.emplace_back(alias.code.counter);
        }
        return filter.run_each(tx, items_of_code_sql, keys, 2);
    }
    const auto days = days_of(tx, scope.org, f, days_max);
    if (!f.model.empty()) {
        if (const auto models = models_of(tx, scope.org, f.model, models_max)) {
            if (scope.org && days && models->size() * days->size() <= days_max)
                return filter.run_each(tx, org_items_of_model_day_sql, pairs_of(*models, *days), 2);
            if (!days) {
                const std::vector<db::Param> keys(models->begin(), models->end());
                return filter.run_each(tx, scope.org ? org_items_of_model_sql : all_items_of_model_sql, keys, 1);
            }
        }
    }
    if (days) {
        const std::vector<db::Param> keys(days->begin(), days->end());
        return filter.run_each(tx, scope.org ? org_items_of_day_sql : all_items_of_day_sql, keys, 1);
    }
    return filter.run(tx, scope.org ? org_items_sql : all_items_sql);
}

std::vector<std::int64_t> versions_of(db::Tx& tx, const std::vector<ItemId>& items) {
    const std::vector<db::Param> keys(items.begin(), items.end());
    std::vector<std::int64_t> found(items.size());
    tx.query_each(item_version_sql, keys, 1, [&](std::size_t i, db::Rows& rows) {
        if (rows.next()) found[i] = rows.integer(0);
    });
    return found;
}

bool has_items(db::Tx& tx, const CodeRange& range) {
    return tx.query(has_items_sql, range.block, range.first, range.last).next();
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

std::vector<Alias> aliases_by_texts(db::Tx& tx, const std::vector<std::string>& texts, OrgId org, int limit) {
    std::vector<db::Param> params;
    for (const std::string& text : texts) {
        params.emplace_back(text);
        params.emplace_back(org);
        params.emplace_back(limit);
    }
    std::vector<Alias> found;
    tx.query_each(alias_by_text_sql, params, 3, [&](std::size_t, db::Rows& rows) {
        while (rows.next()) found.push_back(read_alias(rows));
    });
    return found;
}

std::vector<Alias> aliases_in(db::Tx& tx, const CodeRange& range) {
    return read_aliases(tx.query(aliases_in_sql, range.block, range.first, range.last));
}

std::optional<std::vector<Alias>> aliases_between(db::Tx& tx, std::string_view first, std::string_view last,
                                                  std::size_t most) {
    auto found = read_aliases(tx.query(aliases_between_sql, first, last, most + 1));
    if (found.size() > most) return std::nullopt;
    return found;
}

std::vector<Alias> aliases_in(db::Tx& tx, const std::vector<CodeRange>& ranges) {
    std::vector<Alias> found;
    tx.query_each(aliases_in_sql, params_of(ranges), 3, [&](std::size_t, db::Rows& rows) {
        while (rows.next()) found.push_back(read_alias(rows));
    });
    std::ranges::stable_sort(found, {}, &Alias::code);
    return found;
}

void insert_aliases(db::Tx& tx, std::span<const Alias> aliases) {
    std::vector<db::Param> params;
    params.reserve(aliases.size() * 11);
    for (const Alias& a : aliases)
        params.insert(params.end(), {a.id, a.org, a.kind, a.text, a.code.block, a.code.counter, a.item, a.created_by,
                                     a.created_at, a.closed_by, a.closed_at});
    tx.insert(insert_aliases_sql, params);
}

std::vector<Alias> aliases_after(db::Tx& tx, AliasId after, int limit) {
    return read_aliases(tx.query(aliases_after_sql, after, limit));
}

void insert_items(db::Tx& tx, std::span<const Item> items) {
    std::vector<db::Param> params;
    params.reserve(items.size() * 15);
    BlockId touched{};
    for (const Item& i : items) {
        if (i.code.block != touched) tx.touch((touched = i.code.block).value);  // SegmentCache
        params.insert(params.end(), {i.id, i.org, i.product, i.family, i.code.block, i.code.counter, i.model,
                                     i.production_date, i.frame_number, i.serial_number, i.values, i.created_by,
                                     i.created_at, i.closed_by, i.closed_at});
    }
    tx.insert(insert_items_sql, params);
}

void close(db::Tx& tx, UserId by, Item& item) {
    tx.touch(item.code.block.value);  // SegmentCache
    item.closed_by = by, item.closed_at = tx.now();
    tx.post(close_item_sql, item.id, by, tx.now());
    ledger::append(tx, ledger::Object::item, item.id.value, 2, content_of_closed(item));
}

void update(db::Tx& tx, const Item& i) {
    tx.touch(i.code.block.value);  // SegmentCache
    tx.post(update_item_sql, i.id, i.frame_number, i.serial_number, i.values);
}

bool insert(db::Tx& tx, const Correction& c) {
    return tx.execute(insert_correction_sql, c.item, c.version, c.frame_number, c.serial_number, c.values, c.changed_by,
                      c.changed_at, c.reason) == 1;
}

std::vector<Correction> corrections_between(db::Tx& tx, ItemId first, ItemId last) {
    auto rows = tx.query(corrections_sql, first, last);
    std::vector<Correction> found;
    while (rows.next())
        found.push_back({.item = rows.get<ItemId>(0),
                         .version = rows.integer(1),
                         .frame_number = rows.get<std::string>(2),
                         .serial_number = rows.get<std::string>(3),
                         .values = rows.get<std::string>(4),
                         .changed_by = rows.get<UserId>(5),
                         .changed_at = rows.get<UtcMs>(6),
                         .reason = rows.get<std::string>(7)});
    return found;
}

void take_back(Item& item, const Correction& to) {
    item.frame_number = to.frame_number, item.serial_number = to.serial_number, item.values = to.values;
}

std::optional<Item> find_item(db::Tx& tx, ItemId id) {
    auto rows = tx.query(item_sql, id);
    return rows.next() ? std::optional(read_item(rows)) : std::nullopt;
}

std::vector<Item> items_in(db::Tx& tx, const CodeRange& range) {
    return read_items(tx.query(items_in_sql, range.block, range.first, range.last));
}

std::vector<Item> items_in(db::Tx& tx, const std::vector<CodeRange>& ranges) {
    std::vector<Item> found;
    tx.query_each(items_in_sql, params_of(ranges), 3, [&](std::size_t, db::Rows& rows) {
        while (rows.next()) found.push_back(read_item(rows));
    });
    return found;
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

std::string content_of(const Correction& c) {
    return ledger::content_of("item-corrected/v1", {c.item.value, c.version, c.changed_by.value, c.changed_at.value},
                              c.frame_number + "\n" + c.serial_number + "\n" + c.values + "\n" + c.reason);
}

std::string content_of_closed(const Item& i) {
    return ledger::content_of("item-closed/v1", {i.id.value, i.closed_by.value, i.closed_at.value});
}

}  // namespace store
}  // namespace yiguan::codes
