// Rows that become product filings: of any data template by its own fields, and of the e-bike family by the printed
// columns of its model files (EBM-25, EBM-42, EBM-51).
#pragma once
#include "catalog/catalog.hpp"
#include "imports/kind.hpp"

namespace yiguan::imports {

/// The columns of a file for a data template: its fields of the filing step, but for documents, and what the platform
/// fills in. Field names that stand twice get the name of their group in front.
sheet::Template columns_of(const catalog::Template& tmpl);

/// "B.1": a template of this id that the organisation files on.
KindPtr find_filing_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id);
std::vector<KindPtr> list_filing_kinds(db::Tx& tx, const auth::Actor& actor);
/// "EB-MODEL", "BAT-MODEL", "CHG-MODEL": offered when there is a template of that family to file on.
KindPtr find_model_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id);
std::vector<KindPtr> list_model_kinds(db::Tx& tx, const auth::Actor& actor);

}  // namespace yiguan::imports
