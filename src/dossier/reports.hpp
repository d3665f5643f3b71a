// 检验报告 by batch (GDP-47..49): only of batches whose tracing is complete.
#pragma once
#include "dossier/dossier.hpp"

namespace yiguan::dossier {

using ReportId = Id<struct ReportTag>;

/// 检验项
struct Item {
    std::string name{}, standard{}, requirement{}, result{};
    bool passed = false;
    friend bool operator==(const Item&, const Item&) = default;
};
struct ReportData {
    DossierId dossier;
    std::string number{}, body{};  ///< 报告编号, 检验机构
    std::string date{};            ///< 检验日期, YYYY-MM-DD
    std::vector<Item> items{};     ///< 1..items_max
    DocumentId document{};
    friend bool operator==(const ReportData&, const ReportData&) = default;
};
inline constexpr std::size_t items_max = 100;

struct Report {
    ReportId id;
    OrgId org;
    ReportData data;
    std::int64_t version = 1;
    UtcMs created_at, updated_at;
    bool passed() const;  ///< All items.
};

/// {"dossier","number"?,"body"?,"date"?,"items":[{"name","standard"?,"requirement"?,"result","passed"}],"document"?}.
Result<ReportData> decode_report(const json::object& body, UtcMs now);
json::object encode(const Report& report);

/// not_found at "/dossier", wrong_state while the batch's tracing is not complete (GDP-47); document_unknown ... at
/// "/document".
Result<Report> add_report(db::Tx& tx, const auth::Actor& actor, const ReportData& data);
/// conflict at "/version"; the batch never changes.
Result<Report> update_report(db::Tx& tx, const auth::Actor& actor, ReportId id, std::int64_t version,
                             const ReportData& data);
/// Logical.
Result<void> remove_report(db::Tx& tx, const auth::Actor& actor, ReportId id);
/// For those who may read the dossier.
Result<Report> read_report(db::Tx& tx, const auth::Actor& actor, ReportId id);
struct ReportPage {
    std::vector<Report> items;  ///< Newest first.
    ReportId next;
};
/// Of the actor's organisation, or of one dossier that the actor may read.
Result<ReportPage> list_reports(db::Tx& tx, const auth::Actor& actor, std::optional<DossierId> dossier, ReportId before,
                                int limit);
/// No right is checked: for vouchers. Newest first.
std::vector<Report> reports_of(db::Tx& tx, DossierId dossier);

}  // namespace yiguan::dossier
