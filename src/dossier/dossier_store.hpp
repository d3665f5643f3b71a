// Every SQL statement of the room; private to it.
#pragma once
#include "dossier/dossier.hpp"
#include "dossier/orders.hpp"
#include "dossier/reports.hpp"
#include "dossier/sellers.hpp"
#include "dossier/trace_codes.hpp"

namespace yiguan::dossier::store {

/// Stored as these numbers; append only.
enum class Kind : std::uint8_t { dossier = 1, seller = 2, report = 3, trace_code = 4, order = 5 };
enum class Act : std::uint8_t { add = 1, update = 2, remove = 3 };

struct VersionRow {
    std::int64_t id = 0;
    std::int64_t version = 0;
    OrgId org{};
    Kind kind = Kind::dossier;
    Act act = Act::add;
    UtcMs changed_at;
    UserId changed_by;
    std::string content;
};
std::string content_of(const VersionRow& row);
void insert_history(db::Tx& tx, const VersionRow& row);
/// Ascending, all kinds.
std::vector<VersionRow> history_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit);
/// Of one record, below version `before`, newest first.
std::vector<VersionRow> history_of(db::Tx& tx, std::int64_t id, std::int64_t before, int limit);

// ---- dossiers

struct DossierRow {
    Dossier dossier;
    bool deleted = false;
    // By which rows are found; what they say stands in the content too.
    ProductId product{};
    std::string number{};
    int stage = 0;
    std::string content{};
};
/// 2 once tracing is complete, else 1.
int stage_of(const Dossier& dossier);
std::optional<DossierRow> find_any(db::Tx& tx, DossierId id);
std::optional<Dossier> find(db::Tx& tx, DossierId id);
std::optional<Dossier> find_by_number(db::Tx& tx, OrgId org, ProductId product, std::string_view number);
/// The oldest with this bar code and number whose filing is in this state, of an organisation other than `but`.
std::optional<Dossier> find_by_gtin(db::Tx& tx, std::string_view gtin, std::string_view number,
                                    catalog::ProductStatus status, OrgId but);
/// A dossier, deleted ones too, whose published product has this bar code, of an organisation in [from, to].
struct OfGtin {
    OrgId org;
    ProductId product;
};
std::optional<OfGtin> any_of_gtin(db::Tx& tx, std::string_view gtin, std::int64_t from, std::int64_t to);
void note_queried(db::Tx& tx, DossierId id);
bool was_queried(db::Tx& tx, DossierId id);
void insert(db::Tx& tx, const Dossier& dossier);
/// Until the end of the transaction nobody else changes this organisation's dossier, or reports of it: their days hold
/// each other.
void lock(db::Tx& tx, DossierId id, OrgId org);
/// False when somebody else changed it.
bool update(db::Tx& tx, const Dossier& dossier, bool deleted);
/// The rows of dossier_purchase anew.
void replace_purchases(db::Tx& tx, const Dossier& dossier, bool deleted);
/// Whether they are those of the dossier.
bool has_purchases(db::Tx& tx, const Dossier& dossier, bool deleted);
struct Match {
    OrgId org;
    ProductId product;
    std::string part;
    int stage = 0;
    UserId created_by{};       ///< Null: by anybody.
    std::string categories{};  ///< ",CAT-04," of the product; "": all.
};
std::vector<Dossier> matching(db::Tx& tx, const Match& match, DossierId before, int limit);
std::int64_t count_matching(db::Tx& tx, const Match& match, std::int64_t most);
/// Ids of everything stored of a kind, ascending.
std::vector<std::int64_t> ids_after(db::Tx& tx, Kind kind, std::int64_t after, int limit);
/// Of dossiers by this member; null: by anybody.
std::vector<Material> materials(db::Tx& tx, OrgId org, std::string_view part, UserId created_by, std::int64_t skip,
                                int limit);

void keep_name(db::Tx& tx, OrgId org, NameKind kind, std::string_view name);
std::vector<std::string> names(db::Tx& tx, OrgId org, NameKind kind, std::string_view part, int limit);
bool has_name(db::Tx& tx, OrgId org, NameKind kind, std::string_view name);
void drop_name(db::Tx& tx, OrgId org, NameKind kind, std::string_view name);

// ---- sellers

/// Opening what is sealed takes the vault, which a check of the store alone does not have.
enum class Unseal : std::uint8_t { no, yes };
struct SellerRow {
    Seller seller;
    std::string content;
    std::string personal;  ///< Sealed.
    bool deleted = false;
    std::string name{};  ///< As rows are found by it.
    bool secret = false;
    UserId created_by{};
};
std::optional<SellerRow> find_any(db::Tx& tx, SellerId id, Unseal unseal = Unseal::yes);
std::optional<SellerRow> find_by_name(db::Tx& tx, OrgId org, std::string_view name);
/// True for a present seller that is not kept secret. Opens nothing that is sealed.
bool is_open_name(db::Tx& tx, OrgId org, std::string_view name);
/// False when the name is there already.
bool insert(db::Tx& tx, const SellerRow& row);
bool update(db::Tx& tx, const SellerRow& row);
std::vector<SellerRow> sellers(db::Tx& tx, OrgId org, std::string_view part, UserId created_by, SellerId before,
                               int limit);
std::int64_t count_sellers(db::Tx& tx, OrgId org, std::string_view part, UserId created_by, std::int64_t most);

// ---- reports

struct ReportRow {
    Report report;
    std::string content;
    bool deleted = false;
    DossierId dossier{};  ///< As rows are found by it.
};
std::optional<ReportRow> find_any(db::Tx& tx, ReportId id);
void insert(db::Tx& tx, const ReportRow& row);
bool update(db::Tx& tx, const ReportRow& row);
/// Of dossiers by this member; null: by anybody.
std::vector<Report> reports(db::Tx& tx, OrgId org, UserId created_by, ReportId before, int limit);
std::vector<Report> reports_of(db::Tx& tx, DossierId dossier, ReportId before, int limit);

// ---- product trace codes

struct TraceCodeRow {
    TraceCode code;
    std::string content;
};
std::optional<TraceCodeRow> find_trace_code(db::Tx& tx, ProductId product);
std::vector<std::optional<TraceCode>> find_trace_codes(db::Tx& tx, std::span<const ProductId> products);
/// The first of the organisation's with this bar code.
std::optional<TraceCode> trace_code_of_gtin(db::Tx& tx, OrgId org, std::string_view gtin);
/// False when the product has one already, or the organisation has activated the bar code for another one.
bool insert(db::Tx& tx, const TraceCodeRow& row);

// ---- sales orders

struct OrderRow {
    Order order;
    std::string content;
    std::string personal;  ///< Sealed.
    bool deleted = false;
    std::string number{}, seller{};  ///< As rows are found by them.
    UserId created_by{};
};
std::optional<OrderRow> find_any(db::Tx& tx, OrderId id, Unseal unseal = Unseal::yes);
std::optional<OrderRow> find_order(db::Tx& tx, OrgId org, std::string_view number);
/// Whoever changes it waits until this transaction ends; false when there is none.
bool lock_order(db::Tx& tx, OrgId org, std::string_view number);
/// False when the number is there already.
bool insert(db::Tx& tx, const OrderRow& row);
bool update(db::Tx& tx, const OrderRow& row);
struct OrderMatch {
    OrgId org;
    std::string number{}, seller{};         ///< Parts of them.
    std::int64_t from = 0, to = INT64_MAX;  ///< created_at, `to` not taken in.
    UserId created_by{};                    ///< Null: by anybody.
};
std::vector<OrderRow> orders(db::Tx& tx, const OrderMatch& match, OrderId before, int limit);
std::int64_t count_orders(db::Tx& tx, const OrderMatch& match, std::int64_t most);

}  // namespace yiguan::dossier::store
