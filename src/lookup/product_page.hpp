// The part of a consumer page that tells of the product: the same for a code and for the preview of a filing.
#pragma once
#include <string>

#include "catalog/catalog.hpp"
#include "db/db.hpp"
#include "lookup/page.hpp"

namespace yiguan::lookup {

PageRow::State to_row(catalog::Shown::State state);
PageRow row_of(const catalog::Shown& shown);

/// Names, rows, picture, certificates and opened sections of a product, as this viewer may see them.
/// @param bound      Values of the binding step; @param bound_by filled them in.
void describe_product(db::Tx& tx, const catalog::Product& product, const catalog::FieldValues& bound, OrgId bound_by,
                      const catalog::Viewer& viewer, PageInput& input);

/// The page as it will be, for the form: of a filing that need not be stored, with a code that does not exist.
std::string preview_page(db::Tx& tx, const catalog::Product& product, const catalog::Viewer& viewer, Lang lang,
                         std::string_view official_address);

}  // namespace yiguan::lookup
