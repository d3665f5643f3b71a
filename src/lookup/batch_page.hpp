// The part of a consumer page that tells of the batch: what its maker says of it and opened (GDP-32, C-40).
#pragma once
#include <string>
#include <string_view>

#include "dossier/dossier.hpp"
#include "lookup/page.hpp"

namespace yiguan::lookup {

/// 生产信息, 进货信息, 销售信息 as far as this viewer may see them; what is closed is mentioned to regulators only.
void add_dossier(db::Tx& tx, const dossier::Dossier& dossier, const catalog::Viewer& viewer, PageInput& input);

/// What a scan of a batch trace code shows: the product and the batch, of no single item. @param code  As it is
/// printed.
std::string batch_page(db::Tx& tx, const dossier::Dossier& dossier, std::string_view code, Lang lang, bool large,
                       std::string_view official_address);

/// The same of a product trace code (GDP-26): the product, of no batch.
std::string product_page(db::Tx& tx, ProductId product, std::string_view code, Lang lang, bool large,
                         std::string_view official_address);

/// True if any of these codes was queried, as far as scans are counted (they are within seconds). Cost: a look-up, and
/// the packed counts of the codes at both ends.
bool was_queried(db::Tx& tx, const codes::CodeRange& codes);

}  // namespace yiguan::lookup
