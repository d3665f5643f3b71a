// How a version of anything in this room is kept: a row of history, a record of the log, an entry of the audit trail.
#pragma once
#include "dossier/dossier_store.hpp"

namespace yiguan::dossier {

/// An entry of the list of sellers from what a dossier says (GDP-40), unless the name is there.
void keep_seller(db::Tx& tx, const auth::Actor& actor, const SellerData& data);
/// Likewise of the list of orders; an order that is there gets the batch that it does not name yet.
void keep_order(db::Tx& tx, const auth::Actor& actor, const Sale& sale, std::string_view batch);

/// With the dossier that they are of.
void remove_reports(db::Tx& tx, const auth::Actor& actor, DossierId dossier);

/// Appends the version, of the actor's organisation.
void record(db::Tx& tx, const auth::Actor& actor, store::Kind kind, store::Act act, std::int64_t id,
            std::int64_t version, std::string content);
/// What a version with personal data says: its content, and what is sealed as hexadecimal digits.
std::string sealed_content(std::string_view content, std::string_view personal);
/// The other way: content, and what was sealed; "" when it does not open.
std::pair<std::string, std::string> open_content(db::Tx& tx, std::int64_t id, std::string_view recorded);

/// Whether the actor may know of the dossier, deleted or not; not_found.
Result<void> require_read(db::Tx& tx, const auth::Actor& actor, const Dossier& dossier);

}  // namespace yiguan::dossier
