// 批次档案: what a maker says of a batch (GDP-27..46, C-38..40): what was bought for it, how it was made, where it was
// sold. A batch is an organisation's product and a batch number; it may be described before there are codes, and
// belongs to the codes that are bound under that number.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "codes/batches.hpp"

namespace yiguan::dossier {

using DossierId = Id<struct DossierTag>;

/// A quantity in millionths with its unit of measure; nothing while it is not given.
using Amount = std::optional<std::int64_t>;

/// 进货信息 (GDP-29).
struct Purchase {
    std::string supplier{}, material{};
    std::string lots{};  ///< 进货批次号, several with "/" between (GDP-38).
    Amount total{}, used{};
    std::string unit{};
    std::string date{};  ///< YYYY-MM-DD
    friend bool operator==(const Purchase&, const Purchase&) = default;
};
/// 生产信息 (GDP-30); the batch number stands in Content.
struct Production {
    std::string date{}, expiry{};  ///< YYYY-MM-DD
    Amount quantity{};
    std::string unit{};
    friend bool operator==(const Production&, const Production&) = default;
};
/// 销售信息 (GDP-31).
struct Sale {
    std::string seller{};
    std::string region{};  ///< A province or a city, six digits.
    std::string order{};
    Amount quantity{};
    std::string unit{};
    friend bool operator==(const Sale&, const Sale&) = default;
};
inline constexpr std::size_t rows_max = 100;  ///< Purchases, and sales, of one batch.

struct Content {
    ProductId product;
    std::string number{};  ///< 生产批次号, all that must be given (GDP-28).
    std::vector<Purchase> purchases{};
    Production production{};
    std::vector<Sale> sales{};
    bool purchases_open = false, sales_open = false;  ///< GDP-32, C-40
    bool whole = false;      ///< AI智能分析: all three blocks are demanded (GDP-35, GDP-36).
    bool diversion = false;  ///< 防伪防窜货 (GDP-33).
    friend bool operator==(const Content&, const Content&) = default;
};

/// {"product","number","purchases"?,"production"?,"sales"?,"purchasesOpen"?,"salesOpen"?,"whole"?,"diversion"?}.
/// Everything wrong is collected: forms, used over total, sold over produced (of one unit), expiry before production,
/// purchases after it, days to come, and what `whole` demands.
Result<Content> decode(const json::object& body, UtcMs now);
/// As decode() takes it, with the names of regions.
json::object encode(const Content& content);
json::object encode(const Purchase& purchase);
json::object encode(const Production& production);
json::object encode(const Sale& sale);
std::string print(const Amount& amount, std::string_view unit);  ///< "12.5 kg", "" for nothing.

/// What of the three blocks is there, of what they could hold: for the column 完整度.
struct Completeness {
    int percent = 0;
    std::vector<std::string_view> missing;  ///< Chinese names of what is not there.
    bool complete() const { return missing.empty(); }
};
Completeness completeness_of(const Content& content);

struct Dossier {
    DossierId id;
    OrgId org;
    Content content;
    std::string gtin{};  ///< 14 digits; "" when the filing has none.
    std::int64_t version = 1;
    UtcMs created_at, updated_at;
    UserId created_by;
};

/// Of the actor's approved organisation and its published product. Code::conflict at "/number" for a number that the
/// product has a dossier of; not_found at "/product"; forbidden at the switch that opens something, for who may not set
/// openness (FIL-12). Names are kept to be offered again (GDP-37, GDP-40).
Result<Dossier> add(db::Tx& tx, const auth::Actor& actor, const Content& content);
/// Replaces the content: a further version (GDP-44, C-39). The product never changes, and the number only while no code
/// was bound under it and its page was never queried (wrong_state); conflict at "/version" and "/number"; forbidden at
/// a switch that is changed.
Result<Dossier> update(db::Tx& tx, const auth::Actor& actor, DossierId id, std::int64_t version,
                       const Content& content);
/// Whether a code of the batch was queried by the public, which rooms above know.
enum class Queried : std::uint8_t { no, yes };
/// Logical, its history stays, and its inspection reports go with it; wrong_state once a code of the batch, or the
/// batch trace code itself, was queried, or a code moved (C-39).
Result<void> remove(db::Tx& tx, const auth::Actor& actor, DossierId id, Queried queried);

/// For its organisation (of those who see their own alone, what they described), and regulators and the operator within
/// their scope of regions and categories; not_found for everybody else.
Result<Dossier> read(db::Tx& tx, const auth::Actor& actor, DossierId id);

struct Filter {
    std::optional<OrgId> org{};  ///< Default: the actor's.
    std::optional<ProductId> product{};
    std::string number{};  ///< Part of the batch number.
    bool complete_only = false;
};
struct Page {
    std::vector<Dossier> items;  ///< Newest first.
    DossierId next;
    std::int64_t total = 0;  ///< Exact up to total_max.
};
inline constexpr std::int64_t total_max = 100'000;
Result<Page> list(db::Tx& tx, const auth::Actor& actor, const Filter& filter, DossierId before, int limit);
/// Batches of a product whose tracing is complete (已追溯批次数量, GDP-21), at most total_max. Cost: reads them by
/// index.
std::int64_t count_of(db::Tx& tx, OrgId org, ProductId product);

/// A version of a dossier, newest first.
struct Version {
    std::int64_t version = 0;
    UtcMs changed_at;
    UserId changed_by;
    bool removed = false;
    Content content;
};
struct History {
    std::vector<Version> items;
    std::int64_t next = 0;  ///< `before` of the next page; 0: there is none.
};
/// Also of a deleted dossier. Earlier versions may hold what is closed now: not_found for who does not see hidden data.
Result<History> history(db::Tx& tx, const auth::Actor& actor, DossierId id, std::int64_t before, int limit);

/// Batches of codes that were bound under the number (and under no other number that has a dossier), oldest first,
/// until `see` answers false.
void each_joined(db::Tx& tx, const Dossier& dossier, const std::function<bool(const codes::Batch&)>& see);
/// The first of them, at most joined_max.
std::vector<codes::Batch> joined(db::Tx& tx, const Dossier& dossier);
inline constexpr int joined_max = 200;
/// The dossier that codes belong to by their factory numbers; no right is checked: for opened().
std::optional<Dossier> of_batch(db::Tx& tx, const codes::Batch& batch);
/// What a batch trace code, or a product trace code (商品追溯码), stands for. Nobody owns a bar code here: where
/// several organisations file the same one, none of them is believed before the others.
struct Linked {
    std::optional<Dossier> dossier{};    ///< Of a batch trace code that one organisation alone describes.
    std::optional<ProductId> product{};  ///< Of a product trace code likewise, known once a batch was described.
    bool contested = false;              ///< Another organisation files the bar code, too.
    bool several = false;                ///< Several describe this very batch or product: it stands for none.
};
Linked of_gtin(db::Tx& tx, std::string_view gtin14, std::string_view number);
Linked product_of_gtin(db::Tx& tx, std::string_view gtin14);
/// The public saw the page of the batch trace code.
void note_queried(db::Tx& tx, DossierId id);
bool was_queried(db::Tx& tx, DossierId id);
/// Another organisation describes a batch of the same bar code and number: a label with both would stand for neither.
bool is_contested(db::Tx& tx, const Dossier& dossier);

/// The record of the present version in the transparency log; nothing where no log is kept.
struct Proof {
    std::int64_t log = 0, index = 0;
    std::string sha256;  ///< Of the recorded content, hexadecimal (docs/formats/log-objects.md).
};
std::optional<Proof> proof_of(db::Tx& tx, const Dossier& dossier);

/// Where codes of the batch are held outside the places it was sold to (GDP-33, GDP-34): organisation and its division.
/// Empty while 防窜货 is off or no place of sale is given. A query tells no place, so that the holders are compared.
/// Who holds goods further down is hidden from their maker (C-29): holders are for the highest regulators alone.
struct Strayed {
    OrgId holder;
    std::string name, region;
    std::int64_t codes = 0;
};
std::vector<Strayed> strayed(db::Tx& tx, const Dossier& dossier);

// ---- disclosure

struct Block {
    std::string_view key, zh, en;  ///< "purchases", 进货信息
    catalog::Shown::State state = catalog::Shown::State::missing;
    bool open = false;
};
/// What this viewer sees of the three blocks, decided by catalog::decide(): production is public (C-40). A closed block
/// is in the list only for viewers who are told of it.
std::vector<Block> blocks_of(const Dossier& dossier, const catalog::Viewer& viewer);
/// {"number","production":{...},"purchases":[...]|absent,"sales":...,"withheld":["purchases"]?}. Names of sellers stand
/// for others than the owner and the top regulator only while the list of sellers has them, not to be kept secret
/// (是否保密).
json::object opened(db::Tx& tx, const Dossier& dossier, const catalog::Viewer& viewer);
/// The sales of an opened block, likewise.
std::vector<Sale> opened_sales(db::Tx& tx, const Dossier& dossier, const catalog::Viewer& viewer);

// ---- names that are offered again

/// secret_seller: was kept secret under this name, which a deletion does not end; never offered.
enum class NameKind : std::uint8_t { supplier = 1, material = 2, order = 3, secret_seller = 4 };
std::optional<NameKind> parse_name_kind(std::string_view name);
/// Of the actor's organisation, the last used first, at most 50 that contain `part`; nothing for members who see what
/// they entered alone, since names do not tell who typed them.
Result<std::vector<std::string>> names(db::Tx& tx, const auth::Actor& actor, NameKind kind, std::string_view part);

/// P25: raw materials as they were bought, and what was used of them.
struct Material {
    std::string supplier, material, lots, unit;
    std::int64_t total = 0, used = 0;
    std::int64_t batches = 0;  ///< 关联批次
};
struct MaterialPage {
    std::vector<Material> items;
    bool more = false;
};
Result<MaterialPage> materials(db::Tx& tx, const auth::Actor& actor, std::string_view part, std::int64_t skip,
                               int limit);

}  // namespace yiguan::dossier
