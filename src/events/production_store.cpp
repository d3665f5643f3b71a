#include "events/production_store.hpp"

#include <charconv>
#include <limits>

#include "events/events_store.hpp"

namespace yiguan::events::store {
namespace {

using db::Statement;

#define PRODUCTION_COLUMNS                                                                                         \
    "production_id, org_id, product_id, batch_number, production_date, quantity, code_ranges, method, activated, " \
    "report_id, given, home_block, bound_event, active_event, created_by, created_at, undo_event, undone_by, "     \
    "undone_at"

const Statement insert_production_sql{"events.insert_production",
                                      "insert into production (" PRODUCTION_COLUMNS
                                      ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)"
                                      " on conflict do nothing"};
const Statement undo_production_sql{
    "events.undo_production",
    "update production set undo_event = $2, undone_by = $3, undone_at = $4 where production_id = $1"};
const Statement production_sql{"events.production",
                               "select " PRODUCTION_COLUMNS " from production where production_id = $1"};
const Statement batch_number_sql{"events.production_number",
                                 "select production_id from production where org_id = $1 and product_id = $2"
                                 " and batch_number = $3 and undone_at = 0"};
const Statement numbers_of_day_sql{"events.production_numbers_of_day",
                                   "select batch_number from production where org_id = $1 and product_id = $2"
                                   " and batch_number >= $3 and batch_number < $4 and undone_at = 0"
                                   " order by length(batch_number) desc, batch_number desc limit 20"};
const Statement last_production_sql{"events.last_production", "select " PRODUCTION_COLUMNS
                                                              " from production where created_by = $1"
                                                              " and org_id = $2 and ($3 = 0 or product_id = $3)"
                                                              " order by production_id desc limit 1"};
const Statement productions_sql{"events.productions",
                                "select " PRODUCTION_COLUMNS
                                " from production where org_id = $1"
                                " and production_id < $2 and ($3 = 0 or created_by = $3)"
                                " and ($4 = 0 or product_id = $4) and created_at between $5 and $6"
                                " and ($7 = 1 or undone_at = 0) order by production_id desc limit $8"};
const Statement productions_after_sql{"events.productions_after",
                                      "select " PRODUCTION_COLUMNS
                                      " from production where production_id > $1 order by production_id limit $2"};

Production read_production(db::Rows& r) {
    return {.id = r.get<ProductionId>(0),
            .org = r.get<OrgId>(1),
            .product = r.get<ProductId>(2),
            .batch_number = r.get<std::string>(3),
            .production_date = r.get<std::string>(4),
            .quantity = r.integer(5),
            .ranges = parse_ranges(r.text(6)),
            .method = r.get<ProductionMethod>(7),
            .activated = r.get<bool>(8),
            .report = r.get<DocumentId>(9),
            .given = r.get<std::string>(10),
            .home = r.get<BlockId>(11),
            .bound_event = r.get<EventId>(12),
            .active_event = r.get<EventId>(13),
            .undo_event = r.get<EventId>(16),
            .created_by = r.get<UserId>(14),
            .undone_by = r.get<UserId>(17),
            .created_at = r.get<UtcMs>(15),
            .undone_at = r.get<UtcMs>(18)};
}

std::vector<Production> read_productions(db::Rows rows) {
    std::vector<Production> found;
    while (rows.next()) found.push_back(read_production(rows));
    return found;
}

std::optional<Production> read_one(db::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_production(rows);
}

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

bool insert_production(db::Tx& tx, const Production& p) {
    const std::string ranges = print_ranges(p.ranges);
    return tx.execute(insert_production_sql, p.id, p.org, p.product, p.batch_number, p.production_date, p.quantity,
                      ranges, p.method, p.activated, p.report, p.given, p.home, p.bound_event, p.active_event,
                      p.created_by, p.created_at, p.undo_event, p.undone_by, p.undone_at) == 1;
}

void undo_production(db::Tx& tx, const Production& p) {
    tx.execute(undo_production_sql, p.id, p.undo_event, p.undone_by, p.undone_at);
}

std::optional<Production> find_production(db::Tx& tx, ProductionId id) {
    return read_one(tx.query(production_sql, id));
}

bool has_batch_number(db::Tx& tx, OrgId org, ProductId product, std::string_view number) {
    return tx.query(batch_number_sql, org, product, number).next();
}

std::int64_t last_number_of_day(db::Tx& tx, OrgId org, ProductId product, std::string_view day) {
    const std::string front = std::string(day) + "-", end = std::string(day) + ".";  // '.' follows '-'
    auto rows = tx.query(numbers_of_day_sql, org, product, front, end);
    while (rows.next()) {
        // A number that somebody chose may go on with anything.
        const std::string number(rows.text(0).substr(front.size()));
        std::int64_t n = 0;
        const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), n);
        if (error == std::errc{} && stop == number.data() + number.size() && n >= 0 && n < 1'000'000'000) return n;
    }
    return 0;
}

std::optional<Production> last_production(db::Tx& tx, UserId user, OrgId org, ProductId product) {
    return read_one(tx.query(last_production_sql, user, org, product));
}

std::vector<Production> list_productions(db::Tx& tx, OrgId org, UserId by, const ProductionFilter& filter,
                                         ProductionId before, int limit) {
    const ProductionId end = before ? before : ProductionId{std::numeric_limits<std::int64_t>::max()};
    const auto midnight = [](const std::string& day, std::int64_t otherwise) {
        return day.empty() ? otherwise : beijing_midnight(parse_date(day).value()).value;
    };
    const auto from = midnight(filter.from, 0);
    const auto to = filter.to.empty() ? INT64_MAX : midnight(filter.to, 0) + day_ms - 1;
    return read_productions(
        tx.query(productions_sql, org, end, by, filter.product, from, to, filter.undone_too, limit));
}

std::vector<Production> productions_after(db::Tx& tx, ProductionId after, int limit) {
    return read_productions(tx.query(productions_after_sql, after, limit));
}

}  // namespace yiguan::events::store
