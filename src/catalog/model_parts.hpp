// Reading and checking what a model has beside its template, its code and its locks; private to the room.
#pragma once
#include <map>
#include <span>

#include "catalog/catalog.hpp"

namespace yiguan::catalog {

/// "styles", "reports", "batteries", "chargers" of a filing's body.
void read_model_parts(ObjectReader& in, Violations& violations, Extras& out);
/// Stored as in the API.
void write_model_parts(const Extras& extras, json::object& out);
void take_model_parts(const json::object& stored, Extras& out);

/// Parts that this family has, documents of the organisation that fit their purpose, views of every style once it is
/// submitted. invalid, missing_field, document_unknown, document_type, body_too_large.
Result<void> check_model_parts(db::Tx& tx, OrgId org, Family family, const Extras& extras, Demand demand);
/// A published model keeps its family and its locked fields (EBM-39, EBM-47, EBM-57, C-17). invalid, each pinned.
/// `contact`: whom to ask, in the sentence; may be empty.
Result<void> check_locks(const Product& before, const Product& after, std::string_view contact);

/// Takes the code of a model under review or published, lets go of it otherwise. conflict at "/fields/modelCode" if
/// another model of the organisation has it (EBM-45, EBM-53), named to whom it is open.
Result<void> hold_model_code(db::Tx& tx, const auth::Actor& actor, const Product& product);
/// The same refusal, and nothing is taken: of what is only proposed.
Result<void> require_free_code(db::Tx& tx, const auth::Actor& actor, const Product& product);
/// For fsck: whether the code that is held is the one that the filing says.
bool agrees_model_code(db::Tx& tx, const Product& product);

/// Names of producers by credit code, so that each is asked for once; "" for one that this platform has not approved.
using ProducerNames = std::map<std::string, std::string, std::less<>>;
/// "styles", "reports", "batteries", "chargers" as this viewer may see them.
void add_model_parts(db::Tx& tx, const Product& product, const Viewer& viewer, ProducerNames& names, json::object& out);

/// For differences(): in words, reports as far as this viewer may see them.
struct PartText {
    std::string_view key, zh;
    std::string text;
};
std::vector<PartText> model_part_texts(const Product& product, const Viewer& viewer);
/// Photos, and documents of the reports that anybody may see.
std::vector<DocumentId> public_model_documents(const Product& product);

}  // namespace yiguan::catalog
