// Every SQL statement of the room; private to it.
#pragma once
#include "quality/quality.hpp"

namespace yiguan::quality::store {

/// Whose, of what, since when.
struct Scope {
    OrgId org;
    ProductId product{};
    UserId by{};            ///< Null: recorded by anybody.
    std::int64_t from = 0;  ///< The first id of the period.
};

struct ProductRow {
    ProductId id;
    std::string name, model, tmpl, values, extras;
    bool picture = false;
};
std::vector<ProductRow> products(db::Tx& tx, const Scope& scope, int limit);

/// Licences, CCC certificates and reports.
struct CertificateRow {
    int type = 0;
    std::string number, from, to;
};
/// Of each of the products at most `limit`, mandatory ones first. Cost: one pipelined statement.
std::vector<std::vector<CertificateRow>> certificates(db::Tx& tx, OrgId org, std::span<const ProductId> products,
                                                      int limit);

enum class Kind : std::uint8_t { batch, event, dossier, item };
/// The first id of the newest `limit` of the organisation's in the period; nothing when there are no more of them.
/// Cost: `limit` entries of an index.
std::optional<std::int64_t> newest_from(db::Tx& tx, Kind kind, const Scope& scope, int limit);

struct BatchRow {
    BatchId id;
    ProductId product;
    std::string production_date, prefix;
    int width = 0;
    std::int64_t first = 0, count = 0;
    UtcMs created_at, filed_at;
    std::string product_name;
};
/// One row a block; those of one batch follow each other.
std::vector<BatchRow> batches(db::Tx& tx, const Scope& scope, int limit);

struct EventRow {
    EventId id;
    BlockId home;
    int step = 0;
    UtcMs event_time, record_time, applied_at;
};
std::vector<EventRow> events(db::Tx& tx, const Scope& scope, int limit);

struct DossierRow {
    std::int64_t id = 0;
    std::string number, content, product_name;
    bool complete = false, report = false, contested = false;
    std::int64_t bound = 0;  ///< Codes under the number.
    std::string bound_date;  ///< The first production date of them; "".
};
std::vector<DossierRow> dossiers(db::Tx& tx, const Scope& scope, int limit);

struct LotRow {
    std::string supplier, material, lots, unit;
    std::int64_t total = 0, used = 0;  ///< Millionths.
};
std::vector<LotRow> lots(db::Tx& tx, const Scope& scope, int limit);

struct ItemRow {
    std::int64_t id = 0;
    std::string model, serial;
    bool shared = false;
};
std::vector<ItemRow> items(db::Tx& tx, const Scope& scope, int limit);

struct CodeSums {
    std::int64_t issued = 0, bound = 0, voided = 0;
};
CodeSums code_sums(db::Tx& tx, const Scope& scope);

std::vector<Ignore> ignores(db::Tx& tx, OrgId org, UtcMs now, int limit);
std::optional<Ignore> find_ignore(db::Tx& tx, IgnoreId id, UtcMs now);
/// False while the same is ignored; what expired gives way. With its record of the log.
bool insert(db::Tx& tx, const Ignore& ignore);
/// False if somebody else ended it. With its record of the log.
bool end(db::Tx& tx, IgnoreId id, UserId by, UtcMs at);
/// All there ever were, by id.
std::vector<Ignore> ignores_after(db::Tx& tx, IgnoreId after, int limit);
std::string content_of(const Ignore& ignore);
std::string content_of_ended(const Ignore& ignore);

struct DayRow {
    std::int64_t day = 0;
    int total = 0;
    std::string parts;
};
std::vector<DayRow> days(db::Tx& tx, OrgId org, std::int64_t from);
/// In the place of what the day has.
void keep(db::Tx& tx, OrgId org, const DayRow& row);

}  // namespace yiguan::quality::store
