// How a version of a document of trade is kept: its row, a row of history, a record of the log, an entry of the audit
// trail. Private to the room.
#pragma once
#include "auth/actor.hpp"
#include "trade/trade_store.hpp"

namespace yiguan::trade {

/// A new document; conflict where its number was taken by somebody faster.
Result<void> keep_new(db::Tx& tx, const auth::Actor& actor, StockOut& out);
Result<void> keep_new(db::Tx& tx, const auth::Actor& actor, StockIn& in);
/// Its next version; conflict where somebody else changed it meanwhile.
Result<void> keep_change(db::Tx& tx, const auth::Actor& actor, StockOut& out);
Result<void> keep_change(db::Tx& tx, const auth::Actor& actor, StockIn& in);
/// Any document's version: row of history, record, audit.
void record(db::Tx& tx, const auth::Actor& actor, store::Kind kind, OrgId org, std::int64_t id, std::int64_t version,
            std::string content);

/// With its delivery opened.
std::optional<StockOut> find_stock_out(db::Tx& tx, StockOutId id);

/// Everything that a version of the document says, as the record has it. `personal`: as it is stored, sealed.
std::string recorded(const StockOut& out, std::string_view content, std::string_view personal);
std::string recorded(const StockIn& in, std::string_view content);

/// "CK20261122-000001": the next one of that day.
std::string next_number(std::string_view last, std::string_view front);
std::string number_front(std::string_view letters, UtcMs now);

}  // namespace yiguan::trade
