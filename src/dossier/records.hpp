// How a version of anything in this room is kept: a row of history, a record of the log, an entry of the audit trail.
#pragma once
#include "dossier/dossier_store.hpp"

namespace yiguan::dossier {

/// An entry of the list of sellers from what a dossier says (GDP-40), unless the name is there.
void keep_seller(db::Tx& tx, const auth::Actor& actor, const SellerData& data);

/// With the dossier that they are of.
void remove_reports(db::Tx& tx, const auth::Actor& actor, DossierId dossier);

/// Appends the version, of the actor's organisation.
void record(db::Tx& tx, const auth::Actor& actor, store::Kind kind, store::Act act, std::int64_t id,
            std::int64_t version, std::string content);
/// What a seller's version says: its content, and what is sealed as hexadecimal digits.
std::string content_of_seller(const store::SellerRow& row);

}  // namespace yiguan::dossier
