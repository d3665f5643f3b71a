// Versions of sellers, inspection reports and orders, also of deleted ones: for who sees hidden data, since earlier
// versions may hold what is closed now; not_found for everybody else.
#pragma once
#include "dossier/orders.hpp"
#include "dossier/reports.hpp"
#include "dossier/sellers.hpp"

namespace yiguan::dossier {

struct RecordVersion {
    std::int64_t version = 0;
    UtcMs changed_at;
    UserId changed_by;
    bool removed = false;
    json::object content;
};
struct RecordHistory {
    std::vector<RecordVersion> items;  ///< Newest first.
    std::int64_t next = 0;             ///< `before` of the next page; 0: there is none.
};

Result<RecordHistory> seller_history(db::Tx& tx, const auth::Actor& actor, SellerId id, std::int64_t before, int limit);
Result<RecordHistory> order_history(db::Tx& tx, const auth::Actor& actor, OrderId id, std::int64_t before, int limit);
/// Of a batch that the actor may know of.
Result<RecordHistory> report_history(db::Tx& tx, const auth::Actor& actor, ReportId id, std::int64_t before, int limit);

}  // namespace yiguan::dossier
