// Every SQL statement of the room; private to it.
#pragma once
#include "dossier/dossier.hpp"
#include "dossier/reports.hpp"
#include "dossier/sellers.hpp"

namespace yiguan::dossier::store {

/// Stored as these numbers; append only.
enum class Kind : std::uint8_t { dossier = 1, seller = 2, report = 3 };
enum class Act : std::uint8_t { add = 1, update = 2, remove = 3 };

struct VersionRow {
    std::int64_t id = 0;
    std::int64_t version = 0;
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
/// Of one record, newest first.
std::vector<VersionRow> history_of(db::Tx& tx, std::int64_t id, int limit);

// ---- dossiers

struct DossierRow {
    Dossier dossier;
    bool deleted = false;
};
std::optional<DossierRow> find_any(db::Tx& tx, DossierId id);
std::optional<Dossier> find(db::Tx& tx, DossierId id);
std::optional<Dossier> find_by_number(db::Tx& tx, OrgId org, ProductId product, std::string_view number);
std::optional<Dossier> find_by_gtin(db::Tx& tx, std::string_view gtin, std::string_view number);
std::optional<ProductId> product_of_gtin(db::Tx& tx, std::string_view gtin);
void insert(db::Tx& tx, const Dossier& dossier);
/// False when somebody else changed it.
bool update(db::Tx& tx, const Dossier& dossier, bool deleted);
/// The rows of dossier_purchase anew.
void replace_purchases(db::Tx& tx, const Dossier& dossier, bool deleted);
struct Match {
    OrgId org;
    ProductId product;
    std::string part;
    int stage = 0;
};
std::vector<Dossier> matching(db::Tx& tx, const Match& match, DossierId before, int limit);
std::int64_t count_matching(db::Tx& tx, const Match& match, std::int64_t most);
std::vector<DossierId> dossiers_after(db::Tx& tx, DossierId after, int limit);
std::vector<Material> materials(db::Tx& tx, OrgId org, std::string_view part, std::int64_t skip, int limit);

void keep_name(db::Tx& tx, OrgId org, NameKind kind, std::string_view name);
std::vector<std::string> names(db::Tx& tx, OrgId org, NameKind kind, std::string_view part, int limit);

// ---- sellers

/// Opening what is sealed takes the vault, which a check of the store alone does not have.
enum class Unseal : std::uint8_t { no, yes };
struct SellerRow {
    Seller seller;
    std::string content;
    std::string personal;  ///< Sealed.
    bool deleted = false;
};
std::optional<SellerRow> find_any(db::Tx& tx, SellerId id, Unseal unseal = Unseal::yes);
std::optional<SellerRow> find_by_name(db::Tx& tx, OrgId org, std::string_view name);
void insert(db::Tx& tx, const SellerRow& row);
bool update(db::Tx& tx, const SellerRow& row);
std::vector<SellerRow> sellers(db::Tx& tx, OrgId org, std::string_view part, SellerId before, int limit);
std::int64_t count_sellers(db::Tx& tx, OrgId org, std::string_view part, std::int64_t most);

// ---- reports

struct ReportRow {
    Report report;
    std::string content;
    bool deleted = false;
};
std::optional<ReportRow> find_any(db::Tx& tx, ReportId id);
void insert(db::Tx& tx, const ReportRow& row);
bool update(db::Tx& tx, const ReportRow& row);
std::vector<Report> reports(db::Tx& tx, OrgId org, ReportId before, int limit);
std::vector<Report> reports_of(db::Tx& tx, DossierId dossier, ReportId before, int limit);

}  // namespace yiguan::dossier::store
