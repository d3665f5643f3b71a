// What sales and returns share; private to the room.
#pragma once
#include "epcis/model.hpp"
#include "trade/sale_store.hpp"

namespace yiguan::trade {

/// Appends a version: history, transparency log, audit trail.
void record_sale(db::Tx& tx, const auth::Actor& actor, store::SaleKind kind, OrgId org, std::int64_t id,
                 std::int64_t version, std::string content, std::string_view act);

/// Stores one event of the actor's. Errors without pointer.
Result<events::EventKey> log_event(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                                   epcis::Event event);
/// OBSERVE, at the time and store given.
epcis::Event event_at(UtcMs at, registry::StoreId store, std::string id);
std::string uri_of(db::Tx& tx, const events::Names& names, const codes::CodeAt& code);
std::string tail_of(db::Tx& tx, const events::Names& names, const codes::CodeAt& code);

/// When it happened: now, or what the phone says, at most offline_ms ago. out_of_bounds at "/at".
Result<UtcMs> time_of(db::Tx& tx, const std::optional<UtcMs>& at);
/// The store that the call names; an organisation without stores need not, one with stores must. Null: none.
Result<registry::StoreId> store_of(db::Tx& tx, const auth::Actor& actor, const std::optional<registry::StoreId>& given);

/// A sale whose customer gave what its type asks for is complete.
Result<void> settle_customer(db::Tx& tx, const auth::Actor& actor, const Customer& customer);
/// The next version of a sale, stored and recorded. conflict.
Result<void> keep_sale(db::Tx& tx, const auth::Actor& actor, Sale& sale, std::string_view act);

}  // namespace yiguan::trade
